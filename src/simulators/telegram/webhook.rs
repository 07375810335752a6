//! `setWebhook`, and the task that posts updates to it: one at a time, in order, again and again
//! until the product answers 2xx.
//! <https://core.telegram.org/bots/api#setwebhook>

use std::sync::Arc;

use serde_json::{Value, json};

use super::api::{Answer, refuse};
use super::params::Params;
use super::state::{Shared, Update, Webhook};
use crate::events::held;
use crate::limits::WEBHOOK_PAUSE;

pub(super) fn set(shared: &Shared, params: &Params) -> Answer {
    let url = params.text("url").unwrap_or("").to_owned();
    let secret = params.text("secret_token").map(str::to_owned);
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if secret
        .as_ref()
        .is_some_and(|s| s.is_empty() || s.len() > 256 || !s.chars().all(allowed))
    {
        return Err(refuse(
            400,
            "Bad Request: secret token contains unallowed characters",
        ));
    }
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    if !url.is_empty()
        && !url.starts_with("https://")
        && !local
            .iter()
            .any(|base| shared.routes.local(&url).starts_with(base))
    {
        let text = "Bad Request: bad webhook: HTTPS url must be provided for webhook";
        return Err(refuse(400, text));
    }
    {
        let mut state = held(&shared.state);
        state.webhook = (!url.is_empty()).then_some(Webhook { url, secret });
        // A poll under way ends with a conflict.
        state.poll += 1;
        if params.flag("drop_pending_updates") {
            state.updates.clear();
        }
    }
    shared.changes.mark();
    Ok(true.into())
}

pub(super) fn delete(shared: &Shared, params: &Params) -> Answer {
    {
        let mut state = held(&shared.state);
        state.webhook = None;
        if params.flag("drop_pending_updates") {
            state.updates.clear();
        }
    }
    shared.changes.mark();
    Ok(true.into())
}

pub(super) fn info(shared: &Shared) -> Value {
    let state = held(&shared.state);
    let mut info = json!({
        "url": state.webhook.as_ref().map_or("", |webhook| webhook.url.as_str()),
        "has_custom_certificate": false,
        "pending_update_count": state.updates.len(),
    });
    if let Some(error) = &state.last_webhook_error {
        info["last_error_message"] = error.as_str().into();
        info["last_error_date"] = crate::clock::now_s().into();
    }
    info
}

/// Posts waiting updates to the webhook until the simulator ends.
pub(super) async fn post(shared: Arc<Shared>) {
    tokio::select! {
        () = shared.stopped.wait() => {}
        () = work(&shared) => {}
    }
}

async fn work(shared: &Shared) {
    let (first_pause, longest_pause) = WEBHOOK_PAUSE;
    let mut pause = first_pause;
    let mut changed = shared.changes.listen();
    loop {
        let Some((webhook, update)) = next(shared) else {
            // The sender lives as long as `shared`.
            let _ = changed.changed().await;
            continue;
        };
        match post_one(shared, &webhook, &update).await {
            Ok(()) => {
                let mut state = held(&shared.state);
                state.updates.retain(|waiting| waiting.id != update.id);
                drop(state);
                shared.changes.mark();
                pause = first_pause;
            }
            Err(error) => {
                held(&shared.state).last_webhook_error = Some(error);
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(longest_pause);
            }
        }
    }
}

fn next(shared: &Shared) -> Option<(Webhook, Update)> {
    let state = held(&shared.state);
    Some((state.webhook.clone()?, state.updates.front()?.clone()))
}

async fn post_one(shared: &Shared, webhook: &Webhook, update: &Update) -> Result<(), String> {
    let mut request = shared
        .client
        .post(shared.routes.local(&webhook.url))
        .json(&update.body);
    if let Some(secret) = &webhook.secret {
        request = request.header("x-telegram-bot-api-secret-token", secret);
    }
    match request.send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!(
            "Wrong response from the webhook: {}",
            answer.status()
        )),
        Err(_) => Err("Connection failed".into()),
    }
}

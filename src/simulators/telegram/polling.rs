//! `getUpdates`: long polling with Telegram's rules for offsets.
//! <https://core.telegram.org/bots/api#getupdates>

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::api::{Answer, refuse};
use super::params::Params;
use super::state::{Shared, State};
use crate::events::held;
use crate::limits::{POLL_SECONDS, UPDATES_A_POLL};

pub(super) async fn get_updates(shared: &Shared, params: &Params) -> Answer {
    let offset = params.number("offset").unwrap_or(0);
    let limit = params.number("limit").and_then(|n| usize::try_from(n).ok());
    let limit = limit
        .filter(|n| (1..=UPDATES_A_POLL).contains(n))
        .unwrap_or(UPDATES_A_POLL);
    let seconds = params
        .number("timeout")
        .and_then(|n| u64::try_from(n).ok())
        .unwrap_or(0);
    let end = Instant::now() + Duration::from_secs(seconds.min(POLL_SECONDS));
    let poll = begin(shared, offset)?;
    let mut changed = shared.changes.listen();
    loop {
        let updates = look(shared, poll, limit)?;
        if !updates.is_empty() {
            return Ok(updates.into());
        }
        let over = tokio::select! {
            () = shared.stopped.wait() => true,
            change = timeout_at(end, changed.changed()) => !matches!(change, Ok(Ok(()))),
        };
        if over {
            return Ok(Value::Array(Vec::new()));
        }
    }
}

/// Forgets what the offset confirms and ends an older poll.
fn begin(shared: &Shared, offset: i64) -> Result<u64, super::api::Refusal> {
    let poll = {
        let mut state = held(&shared.state);
        if state.webhook.is_some() {
            let text = "can't use getUpdates method while webhook is active; use deleteWebhook to \
                        delete the webhook first";
            return Err(refuse(409, &format!("Conflict: {text}")));
        }
        forget(&mut state, offset);
        state.poll += 1;
        state.poll
    };
    shared.changes.mark();
    Ok(poll)
}

fn forget(state: &mut State, offset: i64) {
    if offset >= 0 {
        state.updates.retain(|update| update.id >= offset);
    } else {
        // A negative offset counts from the end and forgets all before.
        let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
        let old = state.updates.len().saturating_sub(kept);
        state.updates.drain(..old);
    }
}

fn look(shared: &Shared, poll: u64, limit: usize) -> Result<Vec<Value>, super::api::Refusal> {
    let state = held(&shared.state);
    if state.poll != poll {
        let text = "terminated by other getUpdates request; make sure that only one bot instance \
                    is running";
        return Err(refuse(409, &format!("Conflict: {text}")));
    }
    Ok(state
        .updates
        .iter()
        .take(limit)
        .map(|update| update.body.clone())
        .collect())
}

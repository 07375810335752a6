//! The Telegram Bot API, as far as a front desk meets it.
//!
//! One side is what the bot calls (`api.rs`, `methods.rs`, `polling.rs`, `webhook.rs`); the other plays the
//! people who talk to it: [`TelegramSim::says`], [`TelegramSim::replies`],
//! [`TelegramSim::presses`] (`people.rs`), with files, contacts, changes and in groups
//! (`sharing.rs`). In a private chat the id of the person is the id of the chat; those of groups
//! are below 0.

mod api;
mod html;
mod message;
mod methods;
mod params;
mod people;
mod polling;
mod sharing;
mod state;
mod webhook;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_sharing;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::changes::Changes;
use crate::events::{EventLog, Feed, held};
use crate::failure::Failure;
use crate::http::client;
use crate::routes::Routes;
use crate::server::{Bound, Server, Stopped};

pub use message::{BotMessage, Button, TelegramFile};
pub use state::{CallbackAnswer, TelegramEvent};

use state::{Shared, State};

/// A running Bot API with one bot. Clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct TelegramSim {
    shared: Arc<Shared>,
    server: Arc<Server>,
}

impl TelegramSim {
    /// Starts on a free port of 127.0.0.1, for the bot with this token (`123456:secret`).
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start(token: &str) -> std::io::Result<Self> {
        let bound = Bound::new().await?;
        let shared = Arc::new(Shared {
            token: token.to_owned(),
            client: client()?,
            routes: Routes::default(),
            failures: Mutex::new(HashMap::new()),
            state: Mutex::new(State::default()),
            changes: Changes::new(),
            events: EventLog::new(),
            stopped: bound.stopped(),
        });
        let server = bound.serve(api::router(shared.clone()));
        server.own(tokio::spawn(webhook::post(shared.clone())));
        Ok(Self {
            shared,
            server: server.into(),
        })
    }

    /// The base URL for `api_url`, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Ends the server and waits for what is under way, at most five seconds.
    pub async fn stop(&self) {
        self.server.stop().await;
    }

    /// Where updates are posted to, if a webhook is set.
    pub fn webhook_url(&self) -> Option<String> {
        held(&self.shared.state)
            .webhook
            .as_ref()
            .map(|webhook| webhook.url.clone())
    }

    /// Bot messages in a chat as they now stand, oldest first.
    #[must_use]
    pub fn messages(&self, chat: i64) -> Vec<BotMessage> {
        held(&self.shared.state).bot_messages(chat)
    }

    /// Waits for a bot message in this chat, new or edited, that `wanted` accepts; the first such.
    /// None when the time is up.
    pub async fn wait_message(
        &self,
        chat: i64,
        wanted: impl Fn(&BotMessage) -> bool,
        timeout: Duration,
    ) -> Option<BotMessage> {
        let look = || {
            self.messages(chat)
                .into_iter()
                .find(|message| wanted(message))
        };
        self.shared.changes.until(timeout, look).await
    }

    /// The chat actions (`typing`, …) shown in a chat, oldest first.
    #[must_use]
    pub fn chat_actions(&self, chat: i64) -> Vec<String> {
        let state = held(&self.shared.state);
        let here = state
            .actions
            .iter()
            .filter(|(shown_in, _)| *shown_in == chat);
        here.map(|(_, action)| action.clone()).collect()
    }

    /// What the bot answered to pressed buttons, oldest first.
    #[must_use]
    pub fn callback_answers(&self) -> Vec<CallbackAnswer> {
        held(&self.shared.state).answers.iter().cloned().collect()
    }

    /// Waits until the press with this callback id is answered. None when the time is up.
    pub async fn wait_callback_answer(
        &self,
        callback_id: &str,
        timeout: Duration,
    ) -> Option<CallbackAnswer> {
        let look = || {
            self.callback_answers()
                .into_iter()
                .find(|a| a.callback_id == callback_id)
        };
        self.shared.changes.until(timeout, look).await
    }

    /// Updates that the bot has not fetched, or not confirmed, yet.
    #[must_use]
    pub fn pending_updates(&self) -> usize {
        held(&self.shared.state).updates.len()
    }

    /// Waits until the bot has confirmed every update; false when the time is up.
    pub async fn wait_drained(&self, timeout: Duration) -> bool {
        let look = || (self.pending_updates() == 0).then_some(());
        self.shared.changes.until(timeout, look).await.is_some()
    }

    /// The next `n` calls of `method` (`sendMessage`, in any case) fail so.
    pub fn fail_next(&self, method: &str, n: usize, failure: &Failure) {
        let mut failures = held(&self.shared.failures);
        let queue = failures.entry(method.to_ascii_lowercase()).or_default();
        queue.add(n, failure);
    }

    /// The webhook `public` is posted to `local`: what a reverse proxy in front of the product
    /// does. Without it only loopback addresses and `https` are accepted by `setWebhook`.
    pub fn route(&self, public: &str, local: &str) {
        self.shared.routes.add(public, local);
    }

    /// What happened so far and what happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> Feed<TelegramEvent> {
        self.shared.events.feed()
    }

    pub(crate) fn stopped(&self) -> Stopped {
        self.server.stopped()
    }
}

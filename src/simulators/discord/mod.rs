//! Discord, as far as a front desk meets it: the REST API and the gateway, on one port.
//!
//! One side is what the bot calls (`api.rs`, `messages.rs`, `interactions.rs`, `gateway.rs`); the other plays the people:
//! [`DiscordSim::dm`], [`DiscordSim::mention`], [`DiscordSim::press`] (`people.rs`). There is one
//! bot and one server. What a bot that is away misses waits in the history of the channel; a
//! dropped connection is resumed with a replay, as long as its session is not invalidated.

mod api;
mod check;
mod gateway;
mod interactions;
mod message;
mod messages;
mod multipart;
mod people;
mod state;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::changes::Changes;
use crate::events::{EventLog, Feed, held};
use crate::failure::Failure;
use crate::server::{Bound, Server};

pub use message::{DiscordButton, DiscordFile, DiscordMessage};
pub use state::{DiscordEvent, InteractionAnswer};

use state::{Shared, State};

/// A running Discord with one bot. Clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct DiscordSim {
    shared: Arc<Shared>,
    server: Arc<Server>,
}

impl DiscordSim {
    /// The token that the bot must show.
    pub const TOKEN: &'static str = "MTAwMA.simulated.AAAAAAAAAAAAAAAAAAAAAAAAAAA";
    /// The bot, and its application.
    pub const BOT: u64 = 1000;
    /// The one server.
    pub const GUILD: u64 = 2000;
    /// A text channel of the server.
    pub const LOBBY: u64 = 2001;

    /// Starts on a free port of 127.0.0.1, for the bot with [`DiscordSim::TOKEN`].
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start() -> std::io::Result<Self> {
        let bound = Bound::new().await?;
        let shared = Arc::new(Shared {
            base: bound.url(),
            failures: Mutex::new(HashMap::new()),
            state: Mutex::new(State::default()),
            changes: Changes::new(),
            events: EventLog::new(),
            stopped: bound.stopped(),
        });
        let server = bound.serve(api::router(shared.clone()));
        Ok(Self {
            shared,
            server: server.into(),
        })
    }

    /// The base URL for `api_url`, without a slash at its end and without `/api/v10`.
    #[must_use]
    pub fn api_url(&self) -> String {
        self.server.url()
    }

    /// The address for `gateway_url`: `ws://127.0.0.1:port/gateway`.
    #[must_use]
    pub fn gateway_url(&self) -> String {
        self.shared.gateway_url()
    }

    /// Ends the server and waits for what is under way, at most five seconds.
    pub async fn stop(&self) {
        self.server.stop().await;
    }

    /// Messages of the bot in a person's direct messages as they now stand, oldest first.
    #[must_use]
    pub fn dms_to(&self, user: u64) -> Vec<DiscordMessage> {
        let state = held(&self.shared.state);
        let channel = state.direct(user);
        channel.map_or_else(Vec::new, |channel| state.by_bot(channel))
    }

    /// Messages of the bot in any channel as they now stand, oldest first.
    #[must_use]
    pub fn messages_in(&self, channel: u64) -> Vec<DiscordMessage> {
        held(&self.shared.state).by_bot(channel)
    }

    /// Waits for a message of the bot in a person's direct messages, new or edited, that `wanted`
    /// accepts; the first such. None when the time is up.
    pub async fn wait_dm(
        &self,
        user: u64,
        wanted: impl Fn(&DiscordMessage) -> bool,
        timeout: Duration,
    ) -> Option<DiscordMessage> {
        let look = || self.dms_to(user).into_iter().find(|m| wanted(m));
        self.shared.changes.until(timeout, look).await
    }

    /// The same in any channel.
    pub async fn wait_message(
        &self,
        channel: u64,
        wanted: impl Fn(&DiscordMessage) -> bool,
        timeout: Duration,
    ) -> Option<DiscordMessage> {
        let look = || self.messages_in(channel).into_iter().find(|m| wanted(m));
        self.shared.changes.until(timeout, look).await
    }

    /// The thread that was started from a message.
    #[must_use]
    pub fn thread_of(&self, message: u64) -> Option<u64> {
        held(&self.shared.state).thread_of(message)
    }

    /// Waits for a thread to be started from a message. None when the time is up.
    pub async fn wait_thread(&self, message: u64, timeout: Duration) -> Option<u64> {
        let look = || self.thread_of(message);
        self.shared.changes.until(timeout, look).await
    }

    /// How often "is typing" was shown in a channel.
    #[must_use]
    pub fn typing_in(&self, channel: u64) -> usize {
        let state = held(&self.shared.state);
        state.typing.iter().filter(|c| **c == channel).count()
    }

    /// What the bot answered to an interaction that [`DiscordSim::press`] or
    /// [`DiscordSim::slash`] began.
    #[must_use]
    pub fn interaction_answer(&self, interaction: u64) -> Option<InteractionAnswer> {
        held(&self.shared.state).answer(interaction)
    }

    /// Waits until an interaction is answered so that `wanted` accepts it. None when the time is up.
    pub async fn wait_interaction_answer(
        &self,
        interaction: u64,
        wanted: impl Fn(&InteractionAnswer) -> bool,
        timeout: Duration,
    ) -> Option<InteractionAnswer> {
        let look = || self.interaction_answer(interaction).filter(|a| wanted(a));
        self.shared.changes.until(timeout, look).await
    }

    /// The names of the commands that the bot registered.
    #[must_use]
    pub fn commands(&self) -> Vec<String> {
        let state = held(&self.shared.state);
        let names = state.commands.iter().filter_map(|c| c["name"].as_str());
        names.map(Into::into).collect()
    }

    /// The next `n` calls of one kind fail so. Kinds: `messages` (posting), `edit`, `history`,
    /// `dm` (opening direct messages), `thread`, `typing`, `interaction`, `commands`, `me`,
    /// `channel`, `file`, `gateway` (connecting to it, also asking where it is).
    pub fn fail_next(&self, call: &str, n: usize, failure: &Failure) {
        let mut failures = held(&self.shared.failures);
        failures.entry(call.to_owned()).or_default().add(n, failure);
    }

    /// The next message that the bot posts meets 429, to be tried again after so many seconds.
    pub fn rate_limit_next(&self, seconds: u64) {
        self.fail_next("messages", 1, &Failure::RetryAfter(seconds));
    }

    /// What happened so far and what happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> Feed<DiscordEvent> {
        self.shared.events.feed()
    }
}

//! What a channel registers, and what an inbox is opened with.

use crate::SettingsError;
use frontdesk_core::{InboxName, business::Business, channel::Channel};
use std::sync::Arc;

/// What an inbox is opened with.
#[derive(Clone)]
pub struct InboxSpec<'a> {
    /// Whose inbox it is.
    pub business: &'a Arc<Business>,
    /// Its name, part of its webhook address.
    pub name: &'a InboxName,
    /// The keys of the channel alone: `name`, `channel`, `quiet_ms`, `max_wait_ms` and `patience_ms` are taken out, `${…}` is expanded.
    pub settings: &'a toml::Table,
    /// `[server] public_url`: the address providers reach this server at, with or without a slash at its end.
    pub public_url: &'a str,
}

/// One kind of channel.
pub struct Kind {
    /// The word in `channel = "…"` and before the colon of an address.
    pub name: &'static str,
    /// Reads and checks the settings and makes the inbox. Nothing is sent.
    pub open: fn(&InboxSpec<'_>) -> Result<Arc<dyn Channel>, SettingsError>,
    /// The settings with their documentation, for `config/reference.toml`.
    pub schema: fn() -> schemars::Schema,
    /// Settings in TOML that pass, without an account behind them: for trying the channel's rules where nothing is sent.
    pub sample: &'static str,
    /// How long the assistant waits for the next message where the inbox does not say, in milliseconds.
    pub quiet_ms: u64,
    /// The longest such wait where the inbox does not say, in milliseconds.
    pub max_wait_ms: u64,
    /// How long customers wait for an answer where the inbox does not say, in milliseconds.
    pub patience_ms: u64,
    /// What its provider's traffic looks like, for the promises that all channels keep.
    #[cfg(test)]
    pub(crate) fixture: fn() -> Box<dyn crate::conformance::Fixture>,
}

/// The kind with this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    crate::KINDS.iter().find(|kind| kind.name == name)
}

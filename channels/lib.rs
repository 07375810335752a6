//! The register of channels: one `mod` and one row a channel, and nothing else. What a row holds is in `register.rs`.

mod discord;
mod email;
mod sms;
mod telegram;
mod webchat;

mod http_client;
mod limits;
mod markdown;
mod multipart;
mod pace;
mod refusal;
mod register;
mod settings;
mod waiting;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod stub;

pub use email::read::{email_kind, email_reply};
pub use register::{InboxSpec, Kind, kind};
pub use settings::SettingsError;
pub use sms::segments;

/// Every kind of channel that an inbox can be on.
pub const KINDS: &[Kind] = &[
    discord::KIND,
    email::KIND,
    sms::KIND,
    telegram::KIND,
    webchat::KIND,
];

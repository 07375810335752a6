//! The keys of a Telegram inbox; the comments are its documentation.

use crate::{
    SettingsError,
    settings::{base_url, read},
};
use frontdesk_core::Secret;
use hmac::{Hmac, KeyInit, Mac};
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::Sha256;

/// An inbox with `channel = "telegram"`: one bot.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The address of the Bot API. Other values point the inbox at a test server or at a Bot API server of your own.
    #[serde(default = "default_api_url")]
    pub(super) api_url: String,
    /// The bot's token, from @BotFather: "123456789:AA…".
    pub(super) token: Secret,
    /// How updates come in. "polling" works anywhere, also behind a home router; "webhook" needs a `public_url` with https
    /// that Telegram can reach.
    #[serde(default)]
    pub(super) mode: Mode,
    /// The bot's username, "harbor_bistro_bot": for links that lead to it, and to be heard in groups. Empty: Telegram is
    /// asked when the server starts.
    #[serde(default)]
    pub(super) username: Option<String>,
    /// What Telegram must say with each webhook, 1 to 256 letters, digits, `_` and `-`. Empty: made from the token.
    #[serde(default)]
    pub(super) secret: Secret,
}

/// How updates come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mode {
    /// The server asks Telegram.
    #[default]
    Polling,
    /// Telegram calls the server.
    Webhook,
}

fn default_api_url() -> String {
    "https://api.telegram.org".into()
}

impl Settings {
    /// Reads and checks the keys of an inbox.
    pub(super) fn read(table: &toml::Table) -> Result<Self, SettingsError> {
        let mut settings: Self = read(table)?;
        settings.api_url = base_url("api_url", &settings.api_url)?;
        if !is_token(settings.token.reveal()) {
            return Err(SettingsError::at(
                "token",
                "no token of a bot; allowed: what @BotFather gave, digits, a colon, letters and digits (\"123456789:AA…\")",
            ));
        }
        if let Some(name) = &settings.username {
            let name = name.trim_start_matches('@').to_owned();
            if !is_username(&name) {
                return Err(SettingsError::at(
                    "username",
                    "no username of a bot; allowed: 5 to 32 letters, digits and _",
                ));
            }
            settings.username = Some(name);
        }
        if settings.secret.is_empty() {
            settings.secret = derived(&settings.token);
        } else if !is_secret(settings.secret.reveal()) {
            return Err(SettingsError::at(
                "secret",
                "Telegram does not take it; allowed: 1 to 256 letters, digits, _ and -",
            ));
        }
        Ok(settings)
    }
}

impl Settings {
    /// The bot's id: the number before the colon of its token.
    pub(super) fn bot_id(&self) -> i64 {
        let number = self.token.reveal().split(':').next();
        number
            .and_then(|n| n.parse().ok())
            .expect("the token was read: it begins with a number")
    }
}

fn is_token(text: &str) -> bool {
    text.split_once(':').is_some_and(|(bot, key)| {
        let digits = bot.bytes().all(|b| b.is_ascii_digit()) && bot.parse::<i64>().is_ok();
        digits && !key.is_empty() && key.bytes().all(is_plain)
    })
}

fn is_secret(text: &str) -> bool {
    text.len() <= 256 && text.bytes().all(is_plain)
}

fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'-'
}

pub(super) fn is_username(text: &str) -> bool {
    (5..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A webhook secret that only the holder of the token can know, the same after every start.
fn derived(token: &Secret) -> Secret {
    let mut mac = Hmac::<Sha256>::new_from_slice(token.reveal().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(b"frontdesk telegram webhook");
    let hex: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    Secret::from(hex.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, SettingsError> {
        Settings::read(&text.parse().unwrap())
    }

    #[test]
    fn the_secret_is_made_from_the_token_where_none_is_given() {
        let made = read("token = '1:A'").unwrap();
        assert_eq!(made.secret.reveal().len(), 64);
        assert_eq!(made.secret, read("token = '1:A'").unwrap().secret);
        assert_ne!(made.secret, read("token = '1:B'").unwrap().secret);
        let given = read("token = '1:A'\nsecret = 'abc'").unwrap();
        assert_eq!(given.secret.reveal(), "abc");
    }

    #[test]
    fn a_wrong_token_is_refused_and_not_shown() {
        let error = read("token = 'hunter2'").unwrap_err();
        assert_eq!(error.key.as_deref(), Some("token"));
        assert!(!error.message.contains("hunter2"));
        assert_eq!(
            read("token = '1:A'\nmode = 'push'")
                .unwrap_err()
                .key
                .unwrap(),
            "mode"
        );
    }
}

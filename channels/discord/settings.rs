//! The keys of a Discord inbox; the comments are its documentation.

use crate::{
    SettingsError,
    settings::{base_url, is_loopback, read},
};
use frontdesk_core::Secret;
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

/// An inbox with `channel = "discord"`: one bot.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The address of Discord's API, with or without `/api/v10` at its end. Other values point the inbox at a test server.
    #[serde(default = "default_api_url")]
    pub(super) api_url: String,
    /// The address of the gateway, `wss://…`. Left out: the API is asked where it is, as a rule the right thing.
    #[serde(default)]
    pub(super) gateway_url: Option<String>,
    /// The bot's token, from the page "Bot" of the developer portal.
    pub(super) token: Secret,
    /// The name of the slash command with which customers ask, 1 to 32 lower-case letters, digits, `_` and `-`. Empty: none is
    /// registered.
    #[serde(default = "default_command")]
    pub(super) command: String,
}

fn default_api_url() -> String {
    "https://discord.com".into()
}

fn default_command() -> String {
    "ask".into()
}

impl Settings {
    /// Reads and checks the keys of an inbox.
    pub(super) fn read(table: &toml::Table) -> Result<Self, SettingsError> {
        let mut settings: Self = read(table)?;
        settings.api_url = base_url("api_url", &settings.api_url)?;
        settings.gateway_url = match settings.gateway_url.as_deref() {
            None | Some("") => None,
            Some(url) => Some(gateway_url(url)?),
        };
        let token = settings.token.reveal();
        if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(SettingsError::at(
                "token",
                "no token of a bot; allowed: what the developer portal shows under \"Bot\", without \"Bot \" before it",
            ));
        }
        if !is_command(&settings.command) {
            return Err(SettingsError::at(
                "command",
                "Discord does not take it; allowed: 1 to 32 lower-case letters, digits, _ and -, or \"\" for no command",
            ));
        }
        Ok(settings)
    }

    /// The base of all calls, without a slash at its end.
    pub(super) fn api_base(&self) -> String {
        let path = Url::parse(&self.api_url).map(|url| url.path().to_owned());
        if path.is_ok_and(|path| path.contains("/api")) {
            self.api_url.clone()
        } else {
            format!("{}/api/v10", self.api_url)
        }
    }
}

fn is_command(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
    name.len() <= 32 && name.bytes().all(plain)
}

/// The token travels to it as well.
fn gateway_url(text: &str) -> Result<String, SettingsError> {
    let url = Url::parse(text).ok().filter(|url| url.host().is_some());
    let allowed = url.is_some_and(|url| match url.scheme() {
        "wss" => true,
        "ws" => is_loopback(&url),
        _ => false,
    });
    if allowed {
        return Ok(text.to_owned());
    }
    let message = format!(
        "{text:?} is not allowed; allowed: wss://host, or ws:// for a server on this machine"
    );
    Err(SettingsError::at("gateway_url", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, SettingsError> {
        Settings::read(&text.parse().unwrap())
    }

    fn wrong(text: &str) -> String {
        let error = read(text).unwrap_err();
        assert!(!error.message.contains("hunter 2"));
        error.key.unwrap()
    }

    #[test]
    fn the_api_is_found_with_and_without_its_version() {
        let base = |more: &str| {
            read(&format!("token = 'a.b.c'\n{more}"))
                .unwrap()
                .api_base()
        };
        assert_eq!(base(""), "https://discord.com/api/v10");
        assert_eq!(
            base("api_url = 'http://127.0.0.1:9/'"),
            "http://127.0.0.1:9/api/v10"
        );
        assert_eq!(
            base("api_url = 'http://127.0.0.1:9/api/v10'"),
            "http://127.0.0.1:9/api/v10"
        );
    }

    #[test]
    fn what_discord_would_refuse_is_refused_and_the_token_is_not_shown() {
        assert_eq!(wrong("token = 'hunter 2'"), "token");
        assert_eq!(wrong("token = 'a'\ncommand = 'Ask me'"), "command");
        assert_eq!(
            wrong("token = 'a'\ngateway_url = 'ws://gateway.example'"),
            "gateway_url"
        );
        assert!(read("token = 'a'\ngateway_url = 'ws://127.0.0.1:9/x'").is_ok());
        assert!(read("token = 'a'\ncommand = ''").is_ok());
    }
}

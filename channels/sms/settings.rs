//! The keys of an SMS inbox; the comments are its documentation.

use crate::{
    SettingsError, limits,
    settings::{base_url, read},
};
use frontdesk_core::Secret;
use schemars::JsonSchema;
use serde::Deserialize;

/// An inbox with `channel = "sms"`: a number or messaging service at Twilio.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The address of Twilio's API. Other values point the inbox at a test server.
    #[serde(default = "default_api_url")]
    pub(super) api_url: String,
    /// The account, `AC…`, from the first page of the Twilio console.
    pub(super) account_sid: String,
    /// The account's auth token, from the same page. It signs what Twilio sends, too.
    pub(super) auth_token: Secret,
    /// The number that messages leave from, with country code: "+15550123". Either this or `messaging_service_sid`.
    #[serde(default)]
    pub(super) from: Option<String>,
    /// The messaging service that chooses the number, `MG…`. Either this or `from`.
    #[serde(default)]
    pub(super) messaging_service_sid: Option<String>,
    /// A longer reply is split at a sentence end into several messages of at most so many characters, 70 to 1600.
    /// Each 153 characters (67 with emoji or other alphabets) are billed as one segment.
    #[serde(default = "default_max_chars")]
    pub(super) max_chars: usize,
    /// Whether a reply ends with the titles of the articles it rests on.
    #[serde(default)]
    pub(super) cite: bool,
}

fn default_api_url() -> String {
    "https://api.twilio.com".into()
}

fn default_max_chars() -> usize {
    limits::SMS_CHARS
}

impl Settings {
    /// Reads and checks the keys of an inbox.
    pub(super) fn read(table: &toml::Table) -> Result<Self, SettingsError> {
        let mut settings: Self = read(table)?;
        settings.api_url = base_url("api_url", &settings.api_url)?;
        check_sid("account_sid", "AC", &settings.account_sid)?;
        let token = settings.auth_token.reveal();
        if token.is_empty() || token.contains(char::is_whitespace) {
            return Err(SettingsError::at(
                "auth_token",
                "empty or with a space in it; copy it from the first page of the Twilio console",
            ));
        }
        settings.check_sender()?;
        if !(limits::SMS_CHARS_MIN..=limits::SMS_CHARS_MAX).contains(&settings.max_chars) {
            let message = format!(
                "{} is out of range; allowed: {} to {}",
                settings.max_chars,
                limits::SMS_CHARS_MIN,
                limits::SMS_CHARS_MAX
            );
            return Err(SettingsError::at("max_chars", message));
        }
        Ok(settings)
    }

    fn check_sender(&self) -> Result<(), SettingsError> {
        match (&self.from, &self.messaging_service_sid) {
            (Some(from), None) if is_number(from) || is_short_code(from) => Ok(()),
            (Some(from), None) => Err(SettingsError::at(
                "from",
                format!(
                    "{from:?} is no number; allowed: + and country code and number without spaces, \"+15550123\", or a short code"
                ),
            )),
            (None, Some(service)) => check_sid("messaging_service_sid", "MG", service),
            (None, None) => Err(SettingsError::at(
                "from",
                "missing; give the number that messages leave from, or `messaging_service_sid`",
            )),
            (Some(_), Some(_)) => Err(SettingsError::at(
                "messaging_service_sid",
                "`from` is given too; keep one of them",
            )),
        }
    }
}

fn check_sid(key: &str, prefix: &str, text: &str) -> Result<(), SettingsError> {
    let tail = text.strip_prefix(prefix);
    if tail.is_some_and(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return Ok(());
    }
    let message = format!("{text:?} is no such id; allowed: {prefix} and 32 hexadecimal digits");
    Err(SettingsError::at(key, message))
}

/// E.164: a plus and at most fifteen digits, the first not 0.
fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_short_code(text: &str) -> bool {
    (5..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "account_sid = 'AC0123456789abcdef0123456789abcdef'\nauth_token = 'f00d'\n";

    fn read(more: &str) -> Result<Settings, SettingsError> {
        Settings::read(&format!("{GOOD}{more}").parse().unwrap())
    }

    #[test]
    fn a_number_or_a_service_is_needed_and_not_both() {
        assert!(read("from = '+15550123'").is_ok());
        assert!(read("messaging_service_sid = 'MG0123456789abcdef0123456789abcdef'").is_ok());
        assert_eq!(read("").unwrap_err().key.unwrap(), "from");
        let both = read("from = '+15550123'\nmessaging_service_sid = 'MG01'");
        assert!(both.unwrap_err().message.contains("keep one"));
    }

    #[test]
    fn a_number_without_its_country_code_is_refused_with_the_mend() {
        let error = read("from = '555 0123'").unwrap_err();
        assert!(error.message.contains("+15550123"), "{error}");
    }
}

//! The keys of an SMS inbox; the comments are its documentation.

use super::address::{is_number, is_short_code, is_toll_free, number};
use crate::{
    SettingsError, limits,
    pace::Pace,
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
    /// The number that messages leave from, with country code: "+15550123", or "whatsapp:+15550123" for one that is on
    /// WhatsApp alone. Who writes on WhatsApp is answered there in both cases. Either this or `messaging_service_sid`.
    #[serde(default)]
    pub(super) from: Option<String>,
    /// The messaging service that chooses the number, `MG…`. Either this or `from`.
    #[serde(default)]
    pub(super) messaging_service_sid: Option<String>,
    /// A longer reply is split at a sentence end into several messages of at most so many characters, 70 to 1600.
    /// Each 153 characters (67 with emoji or other alphabets) are billed as one segment.
    #[serde(default = "default_max_chars")]
    pub(super) max_chars: usize,
    /// How many segments may leave in a second; more wait for their turn. Empty: what the carriers let through from such
    /// a number (1 from a local number, 3 from a toll-free one, 100 from a short code, 80 on WhatsApp), counted over the
    /// ten hours for which Twilio itself keeps a queue; a messaging service has its own pace.
    #[serde(default)]
    pub(super) per_second: Option<f64>,
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
        if let Some(pace) = settings
            .per_second
            .filter(|p| !(0.01..=1_000.0).contains(p))
        {
            let message = format!("{pace} is out of range; allowed: 0.01 to 1000");
            return Err(SettingsError::at("per_second", message));
        }
        Ok(settings)
    }

    /// The pace at which messages leave, where it is ours to keep.
    /// <https://www.twilio.com/docs/messaging/guides/rate-limits-and-queuing>
    pub(super) fn pace(&self) -> Option<Pace> {
        if let Some(pace) = self.per_second {
            return Some(Pace::new(pace, pace.max(1.0)));
        }
        let from = self.from.as_deref()?;
        let pace = match number(from) {
            number if number != from => 80.0,
            number if is_short_code(number) => 100.0,
            number if is_toll_free(number) => 3.0,
            _ => 1.0,
        };
        Some(Pace::new(pace, pace * limits::SMS_QUEUE.as_secs_f64()))
    }

    fn check_sender(&self) -> Result<(), SettingsError> {
        match (&self.from, &self.messaging_service_sid) {
            (Some(from), None) if is_number(number(from)) || is_short_code(from) => Ok(()),
            (Some(from), None) => Err(SettingsError::at(
                "from",
                format!(
                    "{from:?} is no number; allowed: + and country code and number without spaces, \"+15550123\", the same with whatsapp: in front, or a short code"
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
        assert!(read("from = 'whatsapp:+15550123'").is_ok());
        assert!(read("from = 'whatsapp:5550123'").is_err());
        assert!(read("messaging_service_sid = 'MG0123456789abcdef0123456789abcdef'").is_ok());
        assert_eq!(read("").unwrap_err().key.unwrap(), "from");
        let both = read("from = '+15550123'\nmessaging_service_sid = 'MG01'");
        assert!(both.unwrap_err().message.contains("keep one"));
    }

    #[test]
    fn a_pace_of_nothing_is_refused() {
        assert!(read("from = '+15550123'\nper_second = 2").is_ok());
        assert!(read("from = '+15550123'\nper_second = 0.5").is_ok());
        for wrong in ["0", "-1", "1e9", "nan"] {
            let error = read(&format!("from = '+15550123'\nper_second = {wrong}")).unwrap_err();
            assert_eq!(error.key.unwrap(), "per_second");
        }
    }

    #[test]
    fn a_number_without_its_country_code_is_refused_with_the_mend() {
        let error = read("from = '555 0123'").unwrap_err();
        assert!(error.message.contains("+15550123"), "{error}");
    }
}

//! Reading the settings of an inbox: what is wrong is told with the key, what was found and what is allowed.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::fmt;
use url::{Host, Url};

/// What is wrong with the settings of an inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    /// The key, where one is to blame.
    pub key: Option<String>,
    /// What was found and what is allowed. Never the value of a secret.
    pub message: String,
}

impl SettingsError {
    /// Something is wrong with the value of `key`.
    pub fn at(key: &str, message: impl Into<String>) -> Self {
        Self {
            key: Some(key.into()),
            message: message.into(),
        }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "`{key}`: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for SettingsError {}

/// Reads a channel's settings. Unknown and missing keys are named with what the type allows.
///
/// # Errors
/// The first key that is unknown, missing or of the wrong type.
pub(crate) fn read<T: DeserializeOwned + JsonSchema>(
    table: &toml::Table,
) -> Result<T, SettingsError> {
    let schema = schemars::schema_for!(T);
    let known: Vec<&str> = schema
        .get("properties")
        .and_then(|p| p.as_object())
        .map(|p| p.keys().map(String::as_str).collect())
        .unwrap_or_default();
    if let Some(unknown) = table.keys().find(|key| !known.contains(&key.as_str())) {
        let message = format!("unknown key; this channel knows {}", known.join(", "));
        return Err(SettingsError::at(unknown, message));
    }
    let required = schema.get("required").and_then(|r| r.as_array());
    let mut required = required.into_iter().flatten().filter_map(|k| k.as_str());
    if let Some(missing) = required.find(|key| !table.contains_key(*key)) {
        return Err(SettingsError::at(missing, "missing; this channel needs it"));
    }
    table.clone().try_into().map_err(|e| wrong_type(&e))
}

/// The error of a value of the wrong type. The library quotes the value, which may be a secret that lacks its quotation
/// marks; so only what it expected is kept.
fn wrong_type(error: &toml::de::Error) -> SettingsError {
    let text = error.to_string();
    let key = text
        .rsplit_once("in `")
        .and_then(|(_, rest)| rest.split_once('`'))
        .map(|(key, _)| key.to_owned());
    let message = match error.message().rsplit_once("expected ") {
        Some((_, expected)) => format!("wrong kind of value; expected {expected}"),
        None => "wrong kind of value".into(),
    };
    SettingsError { key, message }
}

/// Checks a provider's base URL and takes the slash off its end. Credentials travel to it, so plain `http` is allowed
/// for this machine only.
///
/// # Errors
/// If it is no such URL.
pub(crate) fn base_url(key: &str, text: &str) -> Result<String, SettingsError> {
    let wrong = |why: &str| {
        let message = format!(
            "{text:?} {why}; allowed: https://host, or http:// for a server on this machine"
        );
        SettingsError::at(key, message)
    };
    let url = Url::parse(text).map_err(|_| wrong("is no URL"))?;
    if url.query().is_some() || url.fragment().is_some() || url.host().is_none() {
        return Err(wrong("is not the base of an API"));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(wrong("would send the credentials in the clear")),
        _ => return Err(wrong("has an unknown scheme")),
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Whether a URL's host is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Reads `[server] public_url`.
///
/// # Errors
/// If it is no http or https URL with a host.
pub(crate) fn public_url(text: &str) -> Result<Url, SettingsError> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
        .ok_or_else(|| SettingsError {
            key: None,
            message: format!(
                "[server] public_url is {text:?}; allowed: the https://… address at which this server is reached from outside"
            ),
        })
}

/// The address of an inbox's webhook below the public URL, with `tail` after it.
pub(crate) fn webhook_url(public: &Url, business: &str, inbox: &str, tail: &[&str]) -> Url {
    let mut url = public.clone();
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty();
        path.extend(["webhooks", business, inbox]);
        path.extend(tail);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Example {
        #[expect(dead_code, reason = "only read")]
        token: String,
        #[serde(default)]
        #[expect(dead_code, reason = "only read")]
        size: u8,
    }

    fn error(text: &str) -> String {
        read::<Example>(&text.parse().unwrap())
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_wrong_setting_is_told_with_its_key_and_what_is_allowed() {
        assert_eq!(
            error("token = 'a'\ntokne = 'b'"),
            "`tokne`: unknown key; this channel knows token, size"
        );
        assert_eq!(error("size = 1"), "`token`: missing; this channel needs it");
        assert_eq!(
            error("token = 12345"),
            "`token`: wrong kind of value; expected a string"
        );
    }

    #[test]
    fn credentials_go_in_the_clear_to_this_machine_only() {
        assert!(base_url("api_url", "http://127.0.0.1:8080/").is_ok());
        assert!(base_url("api_url", "https://api.twilio.com").is_ok());
        let error = base_url("api_url", "http://api.twilio.com").unwrap_err();
        assert!(error.message.contains("in the clear"), "{error}");
    }

    #[test]
    fn a_webhook_lies_below_the_path_of_the_public_url() {
        let public = public_url("https://desk.example/front/").unwrap();
        assert_eq!(
            webhook_url(&public, "harbor", "main line", &["status"]).as_str(),
            "https://desk.example/front/webhooks/harbor/main%20line/status"
        );
    }
}

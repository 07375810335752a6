//! Addresses and keys as people write them.

use frontdesk_core::{Error, ErrorKind, Secret};
use reqwest::{Url, header::HeaderValue};

/// A wrong setting and its mend.
pub(super) fn invalid(key: &'static str, mend: &str) -> Error {
    Error::new(ErrorKind::Invalid, "reading the model's settings")
        .with("key", key)
        .with("mend", mend)
}

/// The address without a slash at its end. A bare host gets `/v1`; any other path is kept, because providers differ in it.
pub(super) fn normalise(written: &str) -> Result<String, Error> {
    let text = written.trim().trim_end_matches('/');
    let text = text.strip_suffix("/chat/completions").unwrap_or(text);
    let url = Url::parse(text).map_err(|_| {
        invalid(
            "api_base",
            "write a whole address such as https://api.openai.com/v1",
        )
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(invalid(
            "api_base",
            "the address begins with https:// (or http:// for a server of your own)",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid(
            "api_base",
            "leave out what follows ? or #; providers with an api-version have a /v1 address without it",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid(
            "api_base",
            "leave the key out of the address and put it into api_key",
        ));
    }
    let bare = url.path().is_empty() || url.path() == "/";
    Ok(format!(
        "{}{}",
        text.trim_end_matches('/'),
        if bare { "/v1" } else { "" }
    ))
}

/// Refuses a key that cannot be sent in a header: the library would panic on it.
pub(super) fn check_key(key: &Secret) -> Result<(), Error> {
    let sendable = HeaderValue::from_str(&format!("Bearer {}", key.reveal())).is_ok();
    if sendable && key.reveal().trim() == key.reveal() {
        return Ok(());
    }
    Err(invalid(
        "api_key",
        "the key holds a space, a line break or another character that keys do not have; copy it again",
    ))
}

/// Whether the address is this machine, which no proxy can reach for us.
pub(super) fn is_loopback(base: &str) -> bool {
    let Ok(url) = Url::parse(base) else {
        return false;
    };
    let Some(host) = url.host_str() else {
        return false;
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_with_and_without_v1() {
        for (written, base) in [
            ("https://api.openai.com", "https://api.openai.com/v1"),
            ("https://api.openai.com/", "https://api.openai.com/v1"),
            ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
            ("https://a.example/openai/v1", "https://a.example/openai/v1"),
            (
                "http://127.0.0.1:8080/v1/chat/completions",
                "http://127.0.0.1:8080/v1",
            ),
        ] {
            assert_eq!(normalise(written).unwrap(), base);
        }
    }

    #[test]
    fn an_address_that_cannot_work_is_refused_with_a_mend() {
        for written in [
            "",
            "api.openai.com",
            "ftp://a.example",
            "https://a.example/v1?api-version=1",
            "https://key@a.example",
        ] {
            let error = normalise(written).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(error.to_string().contains("mend"), "{error}");
        }
    }

    #[test]
    fn a_key_with_a_line_break_is_refused_and_not_shown() {
        let error = check_key(&Secret::from("sk-hidden\n")).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sk-hidden"));
    }
}

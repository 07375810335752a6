//! Whose pages may show the chat.

use crate::SettingsError;
use url::Url;

/// The origins that may.
pub(super) struct Origins {
    own: String,
    allowed: Vec<String>,
    any: bool,
}

impl Origins {
    /// Our own and the `allowed` ones.
    ///
    /// # Errors
    /// If one of them is no origin.
    pub(super) fn new(public: &Url, allowed: &[String]) -> Result<Self, SettingsError> {
        let any = allowed.iter().any(|o| o == "*");
        let named = allowed.iter().filter(|o| *o != "*").map(|o| origin(o));
        Ok(Self {
            own: public.origin().ascii_serialization(),
            allowed: named.collect::<Result<_, _>>()?,
            any,
        })
    }

    /// Whether a page of this origin may connect. A client without one is no browser: it could say what it likes.
    pub(super) fn admits(&self, origin: Option<&str>) -> bool {
        let Some(origin) = origin else { return true };
        let mut named = std::iter::once(&self.own).chain(&self.allowed);
        self.any || named.any(|o| o.eq_ignore_ascii_case(origin))
    }

    /// The same for frames, as a `frame-ancestors` source list.
    pub(super) fn frame_ancestors(&self) -> String {
        if self.any {
            return "*".into();
        }
        let mut list = String::from("'self'");
        for origin in std::iter::once(&self.own).chain(&self.allowed) {
            list.push(' ');
            list.push_str(origin);
        }
        list
    }

    /// In words, for `check`.
    pub(super) fn describe(&self) -> String {
        match (self.any, self.allowed.len()) {
            (true, _) => "any page may show it".into(),
            (false, 0) => "no other site may show it (allowed_origins is empty)".into(),
            (false, _) => format!("may be shown on {}", self.allowed.join(", ")),
        }
    }
}

fn origin(text: &str) -> Result<String, SettingsError> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.contains('*'))
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    });
    url.map(|url| url.origin().ascii_serialization()).ok_or_else(|| {
        let message = format!(
            "{text:?} is no origin; allowed: a scheme and a host such as \"https://www.example.com\", or \"*\" for every site"
        );
        SettingsError::at("allowed_origins", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(allowed: &[&str]) -> Result<Origins, SettingsError> {
        let allowed: Vec<String> = allowed.iter().map(|&o| o.into()).collect();
        Origins::new(&Url::parse("https://desk.example/front").unwrap(), &allowed)
    }

    #[test]
    fn our_own_pages_and_the_named_ones_may_show_the_chat() {
        let origins = origins(&["https://Shop.example:443/"]).unwrap();
        for origin in [
            "https://desk.example",
            "https://shop.example",
            "HTTPS://shop.example",
        ] {
            assert!(origins.admits(Some(origin)), "{origin}");
        }
        for origin in [
            "http://shop.example",
            "https://shop.example.evil.example",
            "null",
            "",
        ] {
            assert!(!origins.admits(Some(origin)), "{origin}");
        }
        assert!(origins.admits(None));
        assert_eq!(
            origins.frame_ancestors(),
            "'self' https://desk.example https://shop.example"
        );
    }

    #[test]
    fn every_page_may_only_if_that_is_said() {
        let origins = origins(&["*"]).unwrap();
        assert!(origins.admits(Some("https://any.example")));
        assert_eq!(origins.frame_ancestors(), "*");
    }

    #[test]
    fn what_is_no_origin_is_told_with_its_key() {
        for text in [
            "shop.example",
            "https://shop.example/page",
            "ftp://shop.example",
            "*.shop.example",
            "https://*.shop.example",
        ] {
            let error = origins(&[text]);
            // A wildcard host parses as a name; it would never match, so it must not pass silently.
            assert_eq!(
                error.err().and_then(|e| e.key),
                Some("allowed_origins".into()),
                "{text}"
            );
        }
    }
}

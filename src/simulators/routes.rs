//! Public addresses that lead to local ones, as a reverse proxy in front of the product would.

use std::sync::Mutex;

use crate::events::held;

/// Pairs of public and local base URLs. A request to a public URL is signed for that URL and
/// posted to the local one.
#[derive(Debug, Default)]
pub(crate) struct Routes(Mutex<Vec<(String, String)>>);

impl Routes {
    pub(crate) fn add(&self, public: &str, local: &str) {
        let pair = (
            public.trim_end_matches('/').to_owned(),
            local.trim_end_matches('/').to_owned(),
        );
        let mut routes = held(&self.0);
        routes.retain(|(known, _)| *known != pair.0);
        routes.push(pair);
    }

    /// Where a request to `url` is really posted.
    pub(crate) fn local(&self, url: &str) -> String {
        for (public, local) in held(&self.0).iter() {
            if let Some(rest) = url.strip_prefix(public.as_str())
                && (rest.is_empty() || rest.starts_with(['/', '?']))
            {
                return format!("{local}{rest}");
            }
        }
        url.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_bases_are_routed() {
        let routes = Routes::default();
        routes.add("https://desk.example/", "http://127.0.0.1:9");
        assert_eq!(
            routes.local("https://desk.example/a?b"),
            "http://127.0.0.1:9/a?b"
        );
        assert_eq!(
            routes.local("https://desk.example.org/a"),
            "https://desk.example.org/a"
        );
    }
}

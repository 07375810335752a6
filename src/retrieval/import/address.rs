//! Which addresses belong to the site that is read, and how one address is written one way.

use url::Url;

/// Parameters that follow people around and change nothing of a page.
const TRACKING: [&str; 8] = [
    "gclid",
    "fbclid",
    "msclkid",
    "mc_cid",
    "mc_eid",
    "igshid",
    "ref_src",
    "sessionid",
];

/// Ends of addresses that lead to no text.
const NO_TEXT: [&str; 36] = [
    "jpg", "jpeg", "png", "gif", "webp", "svg", "ico", "avif", "css", "js", "mjs", "json", "xml",
    "rss", "zip", "gz", "tar", "mp3", "mp4", "webm", "mov", "avi", "wav", "ogg", "woff", "woff2",
    "ttf", "exe", "dmg", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "ics",
];

/// The part of the web that one import reads: a host and the paths below one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Site {
    pub(super) start: Url,
    /// Without a slash at its end.
    prefix: String,
}

impl Site {
    /// The site that begins at an address.
    pub(super) fn at(start: &Url) -> Self {
        let start = plain(start);
        let path = start.path();
        let (folder, last) = path.rsplit_once('/').unwrap_or_default();
        let is_index = last.starts_with("index.") || last.starts_with("default.");
        let prefix = if is_index {
            folder
        } else {
            path.trim_end_matches('/')
        };
        let prefix = prefix.to_owned();
        Self { start, prefix }
    }

    /// An address as a page of this site: written one way, with the site's scheme. `None` if it is of another.
    pub(super) fn page(&self, url: &Url) -> Option<Url> {
        let mut url = plain(url);
        if !matches!(url.scheme(), "http" | "https") || url.host_str() != self.start.host_str() {
            return None;
        }
        if url.port() != self.start.port() {
            return None;
        }
        url.set_scheme(self.start.scheme()).ok()?;
        let below = url.path().strip_prefix(&self.prefix)?;
        (below.is_empty() || below.starts_with('/')).then_some(url)
    }

    /// Whether a link of this site may lead to text.
    pub(super) fn may_read(url: &Url) -> bool {
        let last = url.path().rsplit('/').next().unwrap_or_default();
        let extension = last
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_lowercase());
        !extension.is_some_and(|extension| NO_TEXT.contains(&extension.as_str()))
    }

    /// The same site where its start has moved to: with `www.` or without, with https, below another path of the same host.
    pub(super) fn moved(&self, to: &Url) -> Option<Self> {
        let name = |url: &Url| {
            url.host_str()
                .map(|host| host.trim_start_matches("www.").to_owned())
        };
        let ports = (self.start.port(), to.port());
        (name(&self.start) == name(to)
            && ports.0 == ports.1
            && matches!(to.scheme(), "http" | "https"))
        .then(|| {
            let moved = Self::at(to);
            // A start page that stands in a folder of its own is still the start of the whole.
            let prefix = if self.prefix.is_empty() {
                String::new()
            } else {
                moved.prefix
            };
            Self { prefix, ..moved }
        })
    }
}

/// Without what names a place in the page or a visit, parameters in order.
pub(super) fn plain(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    pairs.retain(|(key, _)| {
        let key = key.to_lowercase();
        !key.starts_with("utm_") && !TRACKING.contains(&key.as_str())
    });
    pairs.sort();
    if pairs.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    url
}

/// The name of the article of an address or file, without its folder and its end.
pub(super) fn slug(from: &str) -> String {
    let path = match Url::parse(from) {
        Ok(url) if url.host_str().is_some() => {
            let query = url
                .query()
                .map(|query| format!("-{query}"))
                .unwrap_or_default();
            format!("{}{query}", url.path())
        }
        _ => from
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .to_owned(),
    };
    let path = path.trim_matches('/');
    let stem = [
        "html", "htm", "php", "aspx", "asp", "pdf", "md", "txt", "markdown",
    ]
    .iter()
    .find_map(|end| path.strip_suffix(&format!(".{end}")))
    .unwrap_or(path);
    let mut slug = String::new();
    for c in stem.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 80 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() {
        "start".into()
    } else {
        slug.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn a_site_is_a_host_and_the_paths_below_one() {
        let site = Site::at(&url("https://a.example/en/"));
        for (address, page) in [
            (
                "https://a.example/en/menu?utm_source=x#top",
                Some("https://a.example/en/menu"),
            ),
            (
                "http://a.example/en?b=2&a=1",
                Some("https://a.example/en?a=1&b=2"),
            ),
            ("https://a.example/english", None),
            ("https://a.example:8443/en", None),
            ("https://b.example/en", None),
            ("mailto:a@a.example", None),
        ] {
            assert_eq!(
                site.page(&url(address)).as_ref().map(Url::as_str),
                page,
                "{address}"
            );
        }
        assert!(
            Site::at(&url("https://a.example/x/index.html"))
                .page(&url("https://a.example/x/y"))
                .is_some()
        );
        assert!(
            !Site::may_read(&url("https://a.example/a.JPG"))
                && Site::may_read(&url("https://a.example/menu.pdf"))
        );
    }

    #[test]
    fn a_start_may_move_within_its_name() {
        let site = Site::at(&url("http://a.example/"));
        let moved = site
            .moved(&url("https://www.a.example/home"))
            .expect("the same name");
        assert!(moved.page(&url("https://www.a.example/menu")).is_some());
        assert!(site.moved(&url("https://b.example/")).is_none());
    }

    #[test]
    fn articles_are_named_after_their_addresses() {
        for (from, name) in [
            ("https://a.example/", "start"),
            (
                "https://a.example/Menu/lunch.html?day=1",
                "menu-lunch-html-day-1",
            ),
            ("https://a.example/menu.pdf", "menu"),
            ("/home/ana/Our Menu.pdf", "our-menu"),
        ] {
            assert_eq!(slug(from), name);
        }
    }
}

//! What a site asks of machines in its `robots.txt` (RFC 9309).

use std::time::Duration;

/// The name by which we are spoken to.
pub(super) const NAME: &str = "frontdesk";

/// The rules that hold for us.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Robots {
    rules: Vec<Rule>,
    /// How long to wait between two pages.
    pub(super) delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    path: String,
    allowed: bool,
}

impl Robots {
    /// Reads the file. Groups that name us are joined; those for everybody count only where none does.
    pub(super) fn parse(text: &str) -> Self {
        let (mut ours, mut all) = (None, Self::default());
        let (mut for_us, mut for_all, mut in_rules) = (false, false, true);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if in_rules {
                    (for_us, for_all, in_rules) = (false, false, false);
                }
                for_us |= is_us(value);
                for_all |= value == "*";
                if for_us {
                    ours.get_or_insert_with(Self::default);
                }
                continue;
            }
            if !matches!(key.as_str(), "allow" | "disallow" | "crawl-delay") {
                continue;
            }
            in_rules = true;
            if for_us && let Some(ours) = &mut ours {
                ours.take(&key, value);
            }
            if for_all {
                all.take(&key, value);
            }
        }
        ours.unwrap_or(all)
    }

    fn take(&mut self, key: &str, value: &str) {
        match key {
            "crawl-delay" => {
                let seconds: Option<f64> = value.parse().ok();
                let seconds = seconds.filter(|s| s.is_finite() && *s >= 0.0);
                self.delay = seconds.map(|s| Duration::from_secs_f64(s.min(3_600.0)));
            }
            // An empty rule forbids nothing.
            _ if value.is_empty() => {}
            _ => self.rules.push(Rule {
                path: plain(value),
                allowed: key == "allow",
            }),
        }
    }

    /// Whether a path with its query may be read: the longest rule that fits decides, and of equal ones the milder.
    pub(super) fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = plain(path);
        let fitting = self.rules.iter().filter(|rule| fits(&rule.path, &path));
        let longest = fitting.max_by_key(|rule| (rule.path.len(), rule.allowed));
        longest.is_none_or(|rule| rule.allowed)
    }
}

/// `frontdesk`, also as `Frontdesk/1.0`.
fn is_us(value: &str) -> bool {
    let name = value.split(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '-' | '_')));
    name.into_iter()
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case(NAME))
}

/// Percent signs written one way: letters and digits as they are, everything that needs it encoded, in capitals.
fn plain(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut plain = String::with_capacity(path.len());
    let mut at = 0;
    while at < bytes.len() {
        let encoded = bytes
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        let encoded = encoded
            .filter(|_| bytes[at] == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let (byte, was_encoded, length) = match encoded {
            Some(byte) => (byte, true, 3),
            None => (bytes[at], false, 1),
        };
        at += length;
        let unreserved = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if unreserved || (!was_encoded && byte.is_ascii_graphic()) {
            plain.push(char::from(byte));
        } else {
            plain.push_str(&format!("%{byte:02X}"));
        }
    }
    plain
}

/// Whether a rule fits a path: from its beginning, `*` is anything, `$` at the end is the end.
fn fits(rule: &str, path: &str) -> bool {
    let (rule, to_end) = match rule.strip_suffix('$') {
        Some(rule) => (rule, true),
        None => (rule, false),
    };
    let mut parts = rule.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return !to_end || rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    if to_end {
        rest.ends_with(last)
    } else {
        rest.contains(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_decides() {
        let robots = Robots::parse(
            "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: FrontDesk/2\nDisallow: /private\nAllow: /private/menu\nDisallow: /*.pdf$\nDisallow: /a%2fb\nCrawl-delay: 2\n\nuser-agent: frontdesk\nDisallow: /late # yes\nDisallow:",
        );
        for (path, allowed) in [
            ("/", true),
            ("/private", false),
            ("/privately", false),
            ("/private/menu/1", true),
            ("/x/menu.pdf", false),
            ("/x/menu.pdf?a=1", true),
            ("/a%2Fb", false),
            ("/a/b", true),
            ("/late/1", false),
            ("/robots.txt", true),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        assert_eq!(robots.delay, Some(Duration::from_secs(2)));
    }

    #[test]
    fn rules_for_everybody_count_where_we_are_not_named() {
        let robots = Robots::parse(
            "User-agent: a\nDisallow: /\nUser-agent: *\nDisallow: /a*b*c\nDisallow: /same\nAllow: /same\n",
        );
        assert!(robots.allows("/x") && robots.allows("/same") && robots.allows("/a-c-b"));
        assert!(!robots.allows("/a-b-c"));
        assert!(Robots::parse("<html>nothing</html>").allows("/"));
        let named = Robots::parse("User-agent: *\nDisallow: /\nUser-agent: frontdesk\nAllow: /\n");
        assert!(named.allows("/x"));
        assert!(Robots::parse("User-agent: frontdeskbot\nDisallow: /\n").allows("/"));
    }
}

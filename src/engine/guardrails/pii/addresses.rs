//! Addresses of mail and of networks.

use super::super::context;
use std::{net::Ipv6Addr, ops::Range};

/// Mail addresses: a local part, `@`, and a host with a dot whose last label is letters.
pub(super) fn mail(text: &str) -> Vec<Range<usize>> {
    let local = |c: char| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    let host = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
    let ats = text.match_indices(['@', '＠']);
    ats.filter_map(|(at, sign)| {
        let before = &text[..at];
        let start = before.trim_end_matches(local).len();
        let start = start
            + (before[start..].len()
                - before[start..]
                    .trim_start_matches(['.', '\'', '/', '=', '|', '*', '`', '{', '?', '&', '#'])
                    .len());
        let after = &text[at + sign.len()..];
        let length = after.find(|c| !host(c)).unwrap_or(after.len());
        let name = after[..length].trim_end_matches(['.', '-']);
        let (labels, top) = name.rsplit_once('.')?;
        let real = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic)
            || top.starts_with("xn--");
        (start < at && real && !labels.is_empty() && !name.contains(".."))
            .then(|| start..at + sign.len() + name.len())
    })
    .collect()
}

/// Network addresses.
pub(super) fn network(text: &str) -> Vec<Range<usize>> {
    let part = |c: char| c.is_ascii_hexdigit() || c == ':' || c == '.';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = text[at..].find(part).map(|n| n + at) {
        let to = text[from..]
            .find(|c| !part(c))
            .map_or(text.len(), |n| n + from);
        at = to;
        let token = &text[from..to];
        let trimmed = token.trim_end_matches(['.', ':']);
        let trimmed = if token[trimmed.len()..].starts_with("::") {
            &token[..trimmed.len() + 2]
        } else {
            trimmed
        };
        let left = trimmed.trim_start_matches('.');
        let left = if left.starts_with("::") {
            left
        } else {
            left.trim_start_matches(':')
        };
        let start = from + trimmed.len() - left.len();
        let end = start + left.len();
        let glued = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        if glued(text[..start].chars().next_back()) || glued(text[end..].chars().next()) {
            continue;
        }
        // 10.0.0.1:8080 and [::1]:80
        let host = match left.split_once(':') {
            Some((host, port))
                if host.contains('.') && port.bytes().all(|b| b.is_ascii_digit()) =>
            {
                host
            }
            _ => left,
        };
        if is_v4(text, start, host) || is_v6(host) {
            found.push(start..start + host.len());
        }
    }
    found
}

fn is_v4(text: &str, start: usize, host: &str) -> bool {
    let version = || {
        let words = context::words_before(text, start, 12);
        words.last().is_some_and(|w| {
            matches!(
                w.as_str(),
                "version" | "v" | "ver" | "release" | "section" | "chapter"
            )
        })
    };
    let parts: Vec<&str> = host.split('.').collect();
    parts.len() == 4
        && parts.iter().all(|p| {
            (1..=3).contains(&p.len())
                && p.parse::<u8>().is_ok()
                && (p.len() == 1 || !p.starts_with('0'))
        })
        && !version()
}

fn is_v6(host: &str) -> bool {
    let groups = host.split(':').filter(|g| !g.is_empty()).count();
    host.bytes().filter(|b| *b == b':').count() >= 2
        && host.parse::<Ipv6Addr>().is_ok()
        && (groups >= 3 || host == "::1")
        && host.bytes().any(|b| b.is_ascii_digit())
}

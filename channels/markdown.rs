//! What all channels do to a reply's Markdown before they render it.

use frontdesk_core::message::Citation;
use pulldown_cmark::{Event, Options, Parser};

/// The events of a Markdown text, with the extensions models write: tables and strikethrough.
pub(crate) fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// The text without its references (`[1]`, `[1, 2]`), for channels that name sources in another way or not at all.
/// Brackets that name no citation stay.
pub(crate) fn without_references(text: &str, citations: &[Citation]) -> String {
    if citations.is_empty() {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, bracket) = rest.split_at(open);
        kept.push_str(before);
        match reference(bracket, citations) {
            Some(length) => {
                kept.truncate(kept.trim_end_matches(' ').len());
                rest = &bracket[length..];
            }
            None => {
                kept.push('[');
                rest = &bracket[1..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// The length of the reference that `text` begins with, if all its numbers are citations and it is not a link.
fn reference(text: &str, citations: &[Citation]) -> Option<usize> {
    let end = text.find(']')?;
    let cited = |part: &str| {
        let n = part.trim().parse::<u16>();
        n.is_ok_and(|n| citations.iter().any(|c| c.n == n))
    };
    let all = text[1..end].split(',').all(cited);
    (all && !text[end + 1..].starts_with(['(', '[', ':'])).then_some(end + 1)
}

/// The sources of a reply, each once, in the order of their numbers.
pub(crate) fn sources(citations: &[Citation]) -> Vec<&Citation> {
    let mut sorted: Vec<&Citation> = citations.iter().collect();
    sorted.sort_by_key(|c| c.n);
    let mut once: Vec<&Citation> = Vec::new();
    for citation in sorted {
        if !once
            .iter()
            .any(|c| c.title == citation.title && c.source == citation.source)
        {
            once.push(citation);
        }
    }
    once
}

/// "Source: …" or "Sources: …" in Markdown, titles as links where they have one; `None` without citations. `escape` keeps a title from
/// being read as markup.
pub(crate) fn source_line(citations: &[Citation], escape: fn(&str) -> String) -> Option<String> {
    let list: Vec<String> = sources(citations)
        .iter()
        .map(|c| {
            let title = escape(&c.title);
            if is_link(&c.source) {
                format!("[{title}](<{}>)", c.source)
            } else {
                title
            }
        })
        .collect();
    let word = match list.len() {
        0 => return None,
        1 => "Source",
        _ => "Sources",
    };
    Some(format!("{word}: {}", list.join(", ")))
}

/// The first of some parts; where there are more, that is marked. The parts must leave room for two characters.
pub(crate) fn first_part(parts: Vec<String>) -> String {
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    if parts.next().is_some() {
        format!("{first}\n…")
    } else {
        first
    }
}

/// Whether a source is a link that a customer can open.
pub(crate) fn is_link(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation(n: u16) -> Citation {
        Citation {
            n,
            article: "parking.md".into(),
            title: "Parking".into(),
            source: String::new(),
            quote: String::new(),
        }
    }

    #[test]
    fn references_go_and_other_brackets_stay() {
        let citations = [citation(1), citation(2)];
        assert_eq!(
            without_references("Free [1]. See [2](x) [3] [1, 2], ok[2]", &citations),
            "Free. See [2](x) [3], ok"
        );
    }

    #[test]
    fn a_source_is_named_once() {
        assert_eq!(sources(&[citation(2), citation(1)]).len(), 1);
    }
}

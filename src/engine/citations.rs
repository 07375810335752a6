//! Citations: the model names passages by number, and only those of this turn are believed.

use crate::receipt::version;
use frontdesk_core::{message::Citation, retrieval::Passage};

/// Resolves `[n]` in a reply to citations of passages of this turn. Numbers of nothing are dropped; one passage's article is cited once.
pub(crate) fn cite(text: &str, passages: &[Passage]) -> (String, Vec<Citation>) {
    let mut citations: Vec<Citation> = Vec::new();
    let out = replace(text, |n| {
        if let Some(passage) = n.checked_sub(1).and_then(|i| passages.get(i))
            && !citations
                .iter()
                .any(|c| c.article == passage.article && c.quote == quote(passage))
        {
            citations.push(Citation {
                n: u16::try_from(citations.len() + 1).unwrap_or(u16::MAX),
                article: passage.article.clone(),
                title: passage.title.clone(),
                source: passage.source.clone(),
                quote: quote(passage),
            });
        }
        None
    });
    (out.trim().to_owned(), citations)
}

/// The passages that a reply names: number, id and version, each once.
pub(crate) fn cited(text: &str, passages: &[Passage]) -> Vec<(usize, String, String)> {
    let mut named: Vec<(usize, String, String)> = Vec::new();
    replace(text, |n| {
        if let Some(passage) = n.checked_sub(1).and_then(|i| passages.get(i))
            && !named.iter().any(|(known, ..)| *known == n)
        {
            named.push((n, passage.id.clone(), version(&passage.text)));
        }
        None
    });
    named
}

/// A reply with other numbers; those that `to` has none for are dropped.
pub(crate) fn renumber(text: &str, to: impl Fn(usize) -> Option<usize>) -> String {
    replace(text, |n| to(n).map(|n| format!("[{n}]")))
}

/// Puts something, or nothing, in the place of each `[n]`. What is taken out takes the space before it along.
fn replace(text: &str, mut with: impl FnMut(usize) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let number = from.find(']').and_then(|close| {
            let n: usize = from[1..close].parse().ok()?;
            // `[1](…)` is a link.
            (!from[close + 1..].starts_with('(')).then_some((n, close))
        });
        let Some((n, close)) = number else {
            out.push('[');
            rest = &from[1..];
            continue;
        };
        rest = &from[close + 1..];
        match with(n) {
            Some(text) => out.push_str(&text),
            None if out.ends_with(' ') => drop(out.pop()),
            None => {}
        }
    }
    out.push_str(rest);
    out
}

/// Characters of a passage that a citation quotes.
const QUOTE_CHARS: usize = 300;

fn quote(passage: &Passage) -> String {
    match passage.text.char_indices().nth(QUOTE_CHARS) {
        Some((at, _)) => format!("{}…", &passage.text[..at]),
        None => passage.text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(n: u32) -> Passage {
        Passage {
            id: format!("p{n}"),
            article: format!("a{n}.md"),
            title: format!("Title {n}"),
            headings: vec![],
            source: String::new(),
            question: None,
            text: format!("Text {n}."),
            score: 1.0,
        }
    }

    #[test]
    fn citations_of_nothing_are_dropped_and_the_rest_is_numbered_in_order() {
        let (text, citations) = cite(
            "We do [2]. See [this](https://x.example) [9][1].",
            &[passage(1), passage(2)],
        );
        assert_eq!(text, "We do. See [this](https://x.example).");
        assert_eq!(
            citations
                .iter()
                .map(|c| (c.n, c.article.as_str()))
                .collect::<Vec<_>>(),
            [(1, "a2.md"), (2, "a1.md")]
        );
    }

    #[test]
    fn numbers_move_with_their_passages() {
        let text = "We do [2]. Or not [3].";
        assert_eq!(
            renumber(text, |n| (n == 2).then_some(7)),
            "We do [7]. Or not."
        );
        let named = cited(text, &[passage(1), passage(2)]);
        assert_eq!(named.len(), 1);
        assert_eq!((named[0].0, named[0].1.as_str()), (2, "p2"));
    }
}

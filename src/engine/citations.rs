//! Citations: the model names passages by number, and only those of this turn are believed.

use frontdesk_core::{message::Citation, retrieval::Passage};

/// Resolves `[n]` in a reply to citations of passages of this turn. Numbers of nothing are dropped; one passage's article is cited once.
pub(crate) fn cite(text: &str, passages: &[Passage]) -> (String, Vec<Citation>) {
    let mut citations: Vec<Citation> = Vec::new();
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
        if out.ends_with(' ') {
            out.pop();
        }
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
    }
    out.push_str(rest);
    (out.trim().to_owned(), citations)
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
}

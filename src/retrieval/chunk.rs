//! Articles to chunks: small enough for the embedder and for a quotation, cut where a thought ends, each with the
//! headings above it. A paragraph that must be cut repeats its last sentence in the next chunk.

use crate::{
    article::{Article, Block, Part},
    limits, pieces,
};
use frontdesk_core::retrieval::Passage;

/// A passage before it is found, and the words it is found by.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    pub(crate) passages: Vec<Passage>,
    /// Questions and other phrasings, each with the passages that answer it.
    pub(crate) phrases: Vec<Phrase>,
}

/// A way of asking.
#[derive(Debug, PartialEq)]
pub(crate) struct Phrase {
    pub(crate) text: String,
    /// The passages that answer it, as positions from..to.
    pub(crate) answers: std::ops::Range<usize>,
}

impl Chunks {
    /// Adds an article's chunks.
    pub(crate) fn add(&mut self, article: &Article) {
        let first = self.passages.len();
        for part in &article.parts {
            let start = self.passages.len();
            for text in cut(article, part) {
                self.passages.push(Passage {
                    id: format!("{}#{}", article.name, self.passages.len() - first + 1),
                    article: article.name.clone(),
                    title: article.title.clone(),
                    headings: part.headings.clone(),
                    source: article.source.clone(),
                    question: part.question.clone(),
                    text,
                    score: 0.0,
                });
            }
            self.ask(part.question.iter().chain(&part.also), start);
        }
        self.ask(&article.also, first);
    }

    fn ask<'a>(&mut self, phrases: impl IntoIterator<Item = &'a String>, from: usize) {
        let answers = from..self.passages.len();
        if !answers.is_empty() {
            self.phrases.extend(phrases.into_iter().map(|text| Phrase {
                text: text.clone(),
                answers: answers.clone(),
            }));
        }
    }
}

/// Bytes that a piece rarely exceeds.
const PIECE_BYTES: usize = 16;

/// The texts of a part's chunks.
fn cut(article: &Article, part: &Part) -> Vec<String> {
    let above = part.headings.iter().chain(&part.question);
    let above: usize =
        above.map(|h| pieces::count(h)).sum::<usize>() + pieces::count(&article.title);
    let mut chunks = Filling {
        budget: limits::CHUNK_PIECES
            .saturating_sub(above)
            .max(limits::CHUNK_TEXT_PIECES),
        ..Filling::default()
    };
    for block in &part.blocks {
        let size = Size::of(&block.text);
        if size.pieces <= chunks.budget && size.words <= limits::CHUNK_WORDS {
            chunks.put(&block.text, joint(block), size);
        } else {
            chunks.put_sentences(block);
        }
    }
    chunks.end();
    chunks.done
}

fn joint(block: &Block) -> &'static str {
    if block.tight { "\n" } else { "\n\n" }
}

#[derive(Debug, Clone, Copy, Default)]
struct Size {
    pieces: usize,
    words: usize,
}

impl Size {
    fn of(text: &str) -> Self {
        Self {
            pieces: pieces::count(text),
            words: text.split_whitespace().count(),
        }
    }
}

/// Chunks that are finished, and the one being filled.
#[derive(Default)]
struct Filling {
    budget: usize,
    done: Vec<String>,
    text: String,
    size: Size,
}

impl Filling {
    fn fits(&self, more: Size) -> bool {
        self.size.pieces + more.pieces <= self.budget
            && self.size.words + more.words <= limits::CHUNK_WORDS
    }

    fn put(&mut self, text: &str, joint: &str, size: Size) {
        if !self.fits(size) {
            self.end();
        }
        if !self.text.is_empty() {
            self.text.push_str(joint);
        }
        self.text.push_str(text);
        self.size.pieces += size.pieces;
        self.size.words += size.words;
    }

    /// A block that is too long for one chunk: sentence by sentence, the last one said again after each cut.
    fn put_sentences(&mut self, block: &Block) {
        let mut joint = joint(block);
        let mut before: Option<(String, Size)> = None;
        for sentence in sentences(&block.text) {
            for piece in shorten(sentence, self.budget) {
                let size = Size::of(piece);
                if !self.fits(size) {
                    self.end();
                    if let Some((said, said_size)) = before.take() {
                        let both = said_size.pieces + size.pieces;
                        if both <= self.budget && said_size.words < limits::CHUNK_WORDS / 3 {
                            self.put(&said, "", said_size);
                        }
                    }
                }
                self.put(piece, joint, size);
                joint = " ";
                before = Some((piece.to_owned(), size));
            }
        }
    }

    fn end(&mut self) {
        if !self.text.is_empty() {
            self.done.push(std::mem::take(&mut self.text));
        }
        self.size = Size::default();
    }
}

/// The sentences of a paragraph, without the space between them.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let wide = matches!(c, '。' | '！' | '？');
        let ends = wide
            || matches!(c, '.' | '!' | '?' | '…' | '\n') && next.is_none_or(char::is_whitespace);
        if ends {
            let end = at + c.len_utf8();
            found.push(text[start..end].trim());
            start = end;
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// A sentence in pieces that fit `budget`, cut between words or, in a word without end, anywhere.
fn shorten(sentence: &str, budget: usize) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = sentence;
    while !rest.is_empty() {
        // No need to count megabytes to find the next few hundred pieces.
        let mut end = rest.floor_char_boundary(budget * PIECE_BYTES);
        while pieces::count(&rest[..end]) > budget {
            end = rest.floor_char_boundary(end / 2);
        }
        if let Some(space) = rest[..end].rfind(char::is_whitespace)
            && end < rest.len()
            && space > 0
        {
            end = space;
        }
        found.push(rest[..end].trim());
        rest = rest[end..].trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &str) -> Vec<String> {
        let parts = crate::markdown::parts(text).1;
        let article = Article {
            name: "a.md".into(),
            parts,
            ..Article::default()
        };
        let mut chunks = Chunks::default();
        chunks.add(&article);
        assert!(
            chunks
                .passages
                .iter()
                .all(|p| pieces::count(&p.text) <= limits::CHUNK_PIECES),
            "over the limit"
        );
        chunks.passages.into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn short_paragraphs_share_a_chunk_and_long_ones_part_at_paragraph_ends() {
        let paragraph = "Some words here. ".repeat(20);
        let paragraph = paragraph.trim();
        let found = chunks(&[paragraph; 5].join("\n\n"));
        assert_eq!(found.len(), 3);
        assert_eq!(found[0], [paragraph; 2].join("\n\n"));
    }

    #[test]
    fn a_paragraph_that_must_be_cut_repeats_a_sentence() {
        let text: Vec<String> = (0..60)
            .map(|n| format!("Sentence number {n} is here."))
            .collect();
        let found = chunks(&text.join(" "));
        assert!(found.len() > 1);
        for pair in found.windows(2) {
            let last = sentences(&pair[0]).pop().unwrap();
            assert!(pair[1].starts_with(last), "{last:?} | {}", pair[1]);
        }
    }

    #[test]
    fn text_without_an_end_is_cut_all_the_same() {
        for text in [
            "x-".repeat(2_000),
            "字".repeat(3_000),
            "wörd ".repeat(1_000),
        ] {
            let found = chunks(&text);
            let whole: String = found.concat().split_whitespace().collect();
            assert_eq!(whole, text.split_whitespace().collect::<String>());
        }
    }

    #[test]
    fn a_long_heading_leaves_room_for_text() {
        let text = format!(
            "# {}\n\n{}",
            "very ".repeat(300),
            "Some words here. ".repeat(40)
        );
        assert!(chunks(&text).len() < 4);
    }
}

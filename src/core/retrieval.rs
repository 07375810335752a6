//! The seam to a business's knowledge.

use crate::Error;
use async_trait::async_trait;
use std::sync::Arc;

/// A piece of a knowledge document, at most 500 tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Names it within its business: the article's file name, `#` and the chunk's number.
    pub id: String,
    /// The article's file name, for example `parking.md`.
    pub article: String,
    /// The article's title.
    pub title: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// Where a person can read it: a link, or empty.
    pub source: String,
    /// For an entry of an FAQ: the question.
    pub question: Option<String>,
    /// The text, Markdown without the headings.
    pub text: String,
    /// How well it fits the query; higher is better, comparable within one query only.
    pub score: f32,
}

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The passages, best first.
    pub passages: Vec<Passage>,
    /// Whether the best passage is good enough to answer from. Below that floor the honest answer is "I don't know".
    pub confident: bool,
    /// How sure, from 0 to 1, comparable across queries.
    pub confidence: f32,
    /// The vector of the query, of length 1, where it was looked up by its meaning.
    pub vector: Option<Arc<[f32]>>,
}

/// A text, read without a look at what is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The language it is written in, an ISO 639-1 code, if that can be told.
    pub language: Option<&'static str>,
    /// The stems of the words that say something, in their order, each once. Words such as "the" and "please" are not among them;
    /// "not" is.
    pub telling: Vec<String>,
}

/// The knowledge of one business.
///
/// # Contract
///
/// - The same query on the same knowledge gives the same passages in the same order.
/// - Any text is a valid query; one without a usable word finds nothing.
#[async_trait]
pub trait Retriever: Send + Sync {
    /// The passages for a question, at most `limit`.
    ///
    /// # Errors
    /// If the index cannot be read.
    async fn retrieve(&self, query: &str, limit: usize) -> Result<Found, Error>;

    /// What a text is written in and what is said in it, word by word. It does not wait for anything.
    fn read(&self, _text: &str) -> Reading {
        Reading::default()
    }
}

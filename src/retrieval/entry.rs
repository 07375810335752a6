//! Articles that come from elsewhere than a folder: rows of an import.

use crate::{
    article::{Article, Block, Part},
    limits, markdown,
};

/// An article that comes from elsewhere than a folder.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Entry {
    /// Its id.
    pub doc_id: String,
    /// Its title, or the question that it answers.
    #[serde(default)]
    pub title: String,
    /// Its text, in Markdown.
    #[serde(default)]
    pub body: String,
    /// Other phrasings of the question.
    #[serde(default)]
    pub also: Vec<String>,
}

impl From<Entry> for Article {
    fn from(entry: Entry) -> Self {
        let (heading, mut parts) = markdown::parts(&entry.body);
        let title = if entry.title.trim().is_empty() {
            heading.unwrap_or_default()
        } else {
            entry.title
        };
        let mut also = entry.also;
        also.truncate(limits::ALSO);
        if parts.is_empty() {
            // A question without an answer is still found.
            parts.push(Part {
                blocks: vec![Block {
                    text: title.clone(),
                    tight: false,
                }],
                ..Part::default()
            });
        }
        let is_faq = markdown::is_question(&title) || !also.is_empty();
        let question = is_faq.then(|| title.clone());
        if is_faq && parts.len() == 1 {
            parts[0].question = question;
            parts[0].also = std::mem::take(&mut also);
        } else {
            also.extend(question);
        }
        Self {
            name: entry.doc_id,
            title: title.trim().into(),
            source: String::new(),
            also,
            parts,
        }
    }
}

//! An article as it stands between its source and its chunks: whatever it was written in, it is a list of parts with the
//! headings above them. [`crate::markdown`] and [`crate::structured`] make it, [`crate::chunk`] takes it.

/// One document of a business.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Article {
    /// Its file name or id.
    pub(crate) name: String,
    pub(crate) title: String,
    /// Where a person can read it: a link, or empty.
    pub(crate) source: String,
    /// How customers ask for it in other words.
    pub(crate) also: Vec<String>,
    pub(crate) parts: Vec<Part>,
}

/// What stands under one heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Part {
    /// The headings above it, outermost first, without the article's title.
    pub(crate) headings: Vec<String>,
    /// For an entry of an FAQ: the question that this answers.
    pub(crate) question: Option<String>,
    /// Other phrasings of the question.
    pub(crate) also: Vec<String>,
    pub(crate) blocks: Vec<Block>,
}

/// A paragraph, an item of a list, a row of a table: where a part may be cut.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) text: String,
    /// Follows the block before it on the next line (items, rows) and not after an empty one.
    pub(crate) tight: bool,
}

impl Part {
    /// A part of one paragraph.
    pub(crate) fn of(headings: &[&str], text: String) -> Self {
        Self {
            headings: headings.iter().map(ToString::to_string).collect(),
            blocks: vec![Block { text, tight: false }],
            ..Self::default()
        }
    }

    /// The same with other words that customers use for it.
    pub(crate) fn asked_as<S: Into<String>>(mut self, also: impl IntoIterator<Item = S>) -> Self {
        self.also.extend(also.into_iter().map(Into::into));
        self
    }
}

//! What the writer of a mail newly wrote: the mail without what it quotes, without what the mail program put around the quote and
//! without the signature. `class` says of each line what it is, `cut` decides what stays.
//!
//! When in doubt a line stays: a customer is served badly by a signature too many, and not at all where a sentence is missing.

mod attribution;
mod class;
mod cut;
mod header_block;
mod html;
mod marker;
mod mobile;
mod signature;
mod tag;
mod words;

use super::limits;

pub(super) use html::to_text as html_to_text;

/// Marks that the reading of HTML leaves for the lines' classes. They come from Unicode's private use area and are taken out
/// of what people write.
mod mark {
    /// A line that begins with it says who wrote what follows.
    pub(super) const ATTRIBUTION: char = '\u{f8f0}';
    /// A line of its own: what follows is an earlier mail.
    pub(super) const BELOW: char = '\u{f8f1}';
    /// A line that begins with it belongs to a signature.
    pub(super) const SIGNATURE: char = '\u{f8f2}';

    pub(super) const ALL: [char; 3] = [ATTRIBUTION, BELOW, SIGNATURE];
}

/// What was newly written in a plain text; all of it, where nothing else is found.
pub(super) fn of_text(text: &str) -> String {
    cut::newly_written(&plain(text))
}

/// What was newly written in a page of HTML, as plain text.
pub(super) fn of_html(html: &str) -> String {
    let with_marks = html::marked(&plain(html));
    cut::newly_written(&with_marks)
}

/// A bounded text with plain line ends, without marks of ours.
fn plain(text: &str) -> String {
    let text = super::text::head(text, limits::TEXT_BYTES);
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace(mark::ALL, "")
        .replace(['\u{feff}', '\u{200b}', '\0'], "")
}

#[cfg(test)]
mod tests;

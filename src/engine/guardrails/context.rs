//! The words around a place in a text, which tell what a number there is.

/// The last words before a place, in lower case, out of at most so many bytes.
pub(super) fn words_before(text: &str, at: usize, bytes: usize) -> Vec<String> {
    let from = text.ceil_char_boundary(at.saturating_sub(bytes)).min(at);
    let cut = text[..from].ends_with(char::is_alphanumeric);
    let before = &text[from..at];
    words(if cut {
        before.trim_start_matches(char::is_alphanumeric)
    } else {
        before
    })
}

/// The first words after a place, in lower case, out of at most so many bytes.
pub(super) fn words_after(text: &str, at: usize, bytes: usize) -> Vec<String> {
    let to = text.floor_char_boundary((at + bytes).min(text.len()));
    words(&text[at..to.max(at)])
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

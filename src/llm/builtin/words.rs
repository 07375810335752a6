//! Words of a question and of a passage, made comparable: lower case, without the commonest ones and endings.

use std::collections::BTreeSet;

/// Words that say what kind of sentence it is and not what it is about.
const STOP: &[&str] = &[
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but",
    "by", "can", "cant", "could", "did", "do", "does", "dont", "for", "from", "get", "give", "got",
    "had", "has", "have", "he", "hello", "her", "here", "hi", "his", "i", "id", "if", "im", "in",
    "is", "it", "its", "just", "know", "let", "like", "me", "may", "might", "much", "my", "need",
    "no", "not", "of", "on", "or", "our", "out", "please", "pls", "shall", "she", "should", "so",
    "some", "tell", "than", "thanks", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "those", "to", "too", "u", "up", "us", "want", "was", "we", "were", "what",
    "whats", "when", "where", "which", "who", "will", "with", "would", "you", "your", "how",
    "must",
];

/// The words of a text in lower case, apostrophes closed up (`what's` is `whats`).
pub(super) fn plain(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’') && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The stems of the words that carry meaning.
pub(super) fn stems(text: &str) -> BTreeSet<String> {
    plain(text)
        .into_iter()
        .filter(|w| !STOP.contains(&w.as_str()))
        .map(|w| stem(&w))
        .collect()
}

/// Takes off the commonest English endings. Light on purpose: two words that only look alike must stay two.
fn stem(word: &str) -> String {
    if !word.is_ascii() || word.len() < 4 {
        return word.into();
    }
    let cut = |ending: &str, keep: usize| {
        word.strip_suffix(ending)
            .filter(|rest| rest.len() >= keep && rest.contains(['a', 'e', 'i', 'o', 'u', 'y']))
    };
    if let Some(rest) = cut("ies", 2) {
        return format!("{rest}y");
    }
    for ending in ["ing", "ed"] {
        if let Some(rest) = cut(ending, 3) {
            return undouble(rest);
        }
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].into();
        }
    }
    if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
        return drop_e(&word[..word.len() - 1]);
    }
    drop_e(word)
}

/// `stopped` and `stop`.
fn undouble(stem: &str) -> String {
    let bytes = stem.as_bytes();
    let n = bytes.len();
    if n > 3 && bytes[n - 1] == bytes[n - 2] && !matches!(bytes[n - 1], b'l' | b's' | b'z') {
        return stem[..n - 1].into();
    }
    stem.into()
}

/// `parke` (from `parked`) never arises, but `charge` and `charging` must meet.
fn drop_e(word: &str) -> String {
    word.strip_suffix('e')
        .filter(|rest| rest.len() >= 3)
        .unwrap_or(word)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_meet() {
        for (a, b) in [
            ("charge", "charging"),
            ("parties", "party"),
            ("dogs", "dog"),
            ("dishes", "dish"),
            ("stopped", "stop"),
            ("cost", "costs"),
            ("allowed", "allow"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_ne!(stem("menu"), stem("men"));
    }
}

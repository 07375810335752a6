//! Cutting text into parts that fit a channel. Shared by all channels, because "at a sentence end" means the same
//! everywhere.

/// Cuts `text` into parts of at most `limit` as `measure` counts: at a blank line if one is near, else at a line end,
/// a sentence end, a space, and only in a word that is too long by itself between two characters. Nothing but white space at
/// the cuts is lost. A text that fits is one part.
pub fn split(text: &str, limit: usize, measure: impl Fn(&str) -> usize) -> Vec<String> {
    let mut rest = text.trim();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        if measure(rest) <= limit {
            parts.push(rest.to_owned());
            break;
        }
        let fits = longest_prefix(rest, limit, &measure);
        let cut = best_cut(&rest[..fits], &rest[fits..]);
        parts.push(rest[..cut].trim_end().to_owned());
        rest = rest[cut..].trim_start();
    }
    if parts.is_empty() {
        parts.push(String::new());
    }
    parts
}

/// The byte length of the longest prefix that fits; at least one character.
fn longest_prefix(text: &str, limit: usize, measure: &impl Fn(&str) -> usize) -> usize {
    let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
    let fitting = ends.partition_point(|&end| measure(&text[..end]) <= limit);
    ends[fitting.saturating_sub(1)]
}

/// Where to cut a prefix that fits: the best kind of place in its second half, then anywhere.
fn best_cut(prefix: &str, rest: &str) -> usize {
    if rest.starts_with(char::is_whitespace) && prefix.ends_with(['.', '!', '?', '…']) {
        return prefix.len();
    }
    let half = prefix.len() / 2;
    let paragraph = prefix.rfind("\n\n").map(|i| i + 2);
    let line = prefix.rfind('\n').map(|i| i + 1);
    let sentence = prefix
        .char_indices()
        .filter(|&(i, c)| {
            let after = &prefix[i + c.len_utf8()..];
            matches!(c, '.' | '!' | '?' | '…') && after.starts_with(char::is_whitespace)
                || matches!(c, '。' | '！' | '？')
        })
        .map(|(i, c)| i + c.len_utf8())
        .next_back();
    let space = prefix.rfind(char::is_whitespace).filter(|&i| i > 0);
    [paragraph, line, sentence]
        .into_iter()
        .flatten()
        .find(|&cut| cut > half)
        .or(sentence)
        .or(space)
        .unwrap_or(prefix.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chars(text: &str) -> usize {
        text.chars().count()
    }

    #[test]
    fn a_text_that_fits_is_one_part() {
        assert_eq!(split(" Hello. ", 10, chars), ["Hello."]);
    }

    #[test]
    fn a_long_text_is_cut_at_a_sentence_end() {
        let parts = split(
            "We open at nine. We close at five. See you soon!",
            36,
            chars,
        );
        assert_eq!(
            parts,
            ["We open at nine. We close at five.", "See you soon!"]
        );
    }

    #[test]
    fn a_word_that_is_too_long_is_cut_between_characters() {
        assert_eq!(split("äöüäöü", 4, chars), ["äöüä", "öü"]);
    }

    proptest! {
        #[test]
        fn every_part_fits_and_no_word_is_lost(text in "[a-z .!\n]{0,400}", limit in 5usize..80) {
            let parts = split(&text, limit, chars);
            prop_assert!(parts.iter().all(|p| chars(p) <= limit));
            let squeeze = |s: &str| s.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&parts.concat()), squeeze(&text));
        }
    }
}

//! Text to words, the same for articles and for queries: letters and digits in a row, however they are joined.

use crate::pieces::is_ideograph;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Longer words are left out, in bytes: encoded data, not language.
const WORD_BYTES: usize = 80;

/// Longer compounds are not also written as one word, in bytes.
const COMPOUND_BYTES: usize = 24;

/// Splits text at everything that is no letter and no digit, and then
///
/// - gives `Wi-Fi` as `Wi`, `Fi` and `WiFi`, since people write it either way; the last has `position_length` 2
/// - drops the single letters around an apostrophe (`Ana's`, `l'eau`)
/// - gives each Chinese or Japanese character as a word, since no space parts them
#[derive(Clone, Default)]
pub(crate) struct Words;

/// The words of one text.
pub(crate) struct WordStream {
    words: std::vec::IntoIter<Token>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        WordStream {
            words: words(text).into_iter(),
            token: Token::default(),
        }
    }
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        let next = self.words.next();
        let more = next.is_some();
        self.token = next.unwrap_or_default();
        more
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

fn words(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = is_inside(c);
        let alone = inside && stands_alone(c);
        if (!inside || alone)
            && let Some(from) = start.take()
        {
            push(text, from, at, &mut found);
        }
        if alone {
            push(text, at, at + c.len_utf8(), &mut found);
        } else if inside {
            start.get_or_insert(at);
        }
    }
    found
}

fn is_inside(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || c.general_category() == GeneralCategory::NonspacingMark
}

fn stands_alone(c: char) -> bool {
    !c.is_ascii() && (is_ideograph(c) || matches!(c, '\u{3040}'..='\u{30ff}'))
}

fn push(text: &str, from: usize, to: usize, found: &mut Vec<Token>) {
    let word = &text[from..to];
    let near_apostrophe =
        text[..from].ends_with(['\'', '’']) || text[to..].starts_with(['\'', '’']);
    if word.len() > WORD_BYTES || near_apostrophe && word.chars().count() == 1 {
        return;
    }
    let position = found.last().map_or(0, |last| last.position + 1);
    let token = |text: String, position, position_length| Token {
        offset_from: from,
        offset_to: to,
        position,
        text,
        position_length,
    };
    let joined = found
        .iter()
        .rev()
        .find(|before| before.position_length == 1)
        .filter(|before| matches!(&text[before.offset_to..from], "-" | "‑"))
        .map(|before| plain(&text[before.offset_from..before.offset_to]) + &plain(word))
        .filter(|joined| joined.len() <= COMPOUND_BYTES && joined.chars().all(char::is_alphabetic));
    found.push(token(plain(word), position, 1));
    if let Some(joined) = joined {
        found.push(token(joined, position, 2));
    }
}

/// Without marks that stand apart from their letters.
fn plain(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_joined() {
        for (text, expected) in [
            ("Is there Wi-Fi?", "Is there Wi Fi WiFi"),
            ("Ana's l'eau don\u{2019}t", "Ana eau don"),
            ("gluten-free, 555-0142", "gluten free glutenfree 555 0142"),
            ("cafe\u{301} 退款2", "cafe 退 款 2"),
            ("--- !", ""),
        ] {
            let found: Vec<_> = words(text).into_iter().map(|token| token.text).collect();
            assert_eq!(found.join(" "), expected);
        }
    }
}

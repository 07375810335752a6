//! The digits of a text in runs, each digit with what sets it apart from the one before.

use std::ops::Range;

/// What stands between two digits, the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing that can be seen.
    None,
    /// Spaces, dashes, dots.
    Space,
    /// Commas, slashes, line ends.
    Comma,
    /// "then", "last four".
    Words,
}

/// One digit.
#[derive(Debug, Clone)]
pub(super) struct Digit {
    pub(super) value: u8,
    /// Its place in bytes.
    pub(super) at: Range<usize>,
    pub(super) gap: Gap,
}

/// Characters between two digits of one run, and words between them.
const GAP_CHARS: usize = 4;
const GAP_WORDS: usize = 4;

/// The first digit of each script's ten that people write with.
const ZEROS: [u32; 6] = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xFF10];

const SPELLED: [(&str, u8); 12] = [
    ("zero", 0),
    ("oh", 0),
    ("o", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
];

const FILLERS: [&str; 16] = [
    "then", "and", "next", "last", "first", "followed", "by", "dash", "hyphen", "space", "comma",
    "the", "digits", "are", "finally", "it's",
];

/// All runs of digits of a text.
pub(super) fn runs(text: &str) -> Vec<Vec<Digit>> {
    let mut reading = Reading::default();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if let Some(value) = value(c) {
            reading.digit(value, at..at + c.len_utf8());
        } else if is_unseen(c) {
        } else if c.is_alphabetic() {
            let mut end = at + c.len_utf8();
            while let Some(&(next, c)) = chars
                .peek()
                .filter(|(_, c)| c.is_alphabetic() || *c == '\'')
            {
                end = next + c.len_utf8();
                chars.next();
            }
            reading.word(
                &text[at..end],
                at..end,
                chars.peek().is_some_and(|&(_, c)| value(c).is_some()),
            );
        } else {
            reading.other(c);
        }
    }
    reading.end();
    reading.done
}

#[derive(Default)]
struct Reading {
    done: Vec<Vec<Digit>>,
    run: Vec<Digit>,
    gap: Option<Gap>,
    chars: usize,
    words: usize,
    /// The last digit was a word, after which the next may not follow at once.
    glued: bool,
}

impl Reading {
    fn digit(&mut self, value: u8, at: Range<usize>) {
        let gap = self.gap.take().unwrap_or(Gap::None);
        self.run.push(Digit { value, at, gap });
        (self.chars, self.words, self.glued) = (0, 0, true);
    }

    fn word(&mut self, word: &str, at: Range<usize>, before_digit: bool) {
        // A word that touches a digit is part of a code.
        let touches = (self.glued && self.gap.is_none() && !self.run.is_empty()) || before_digit;
        let word = word.to_lowercase();
        match SPELLED.iter().find(|(w, _)| *w == word) {
            // "four last" is a digit, "last four" says how many follow.
            Some(&(_, value)) if !(touches || self.words > 0 && matches!(value, 3 | 4)) => {
                self.gap.get_or_insert(Gap::Space);
                self.digit(value, at);
            }
            Some(_) if !touches => self.chars = 0,
            _ if !touches
                && !self.run.is_empty()
                && self.words < GAP_WORDS
                && FILLERS.contains(&word.as_str()) =>
            {
                self.gap = Some(Gap::Words);
                self.words += 1;
                self.chars = 0;
            }
            _ => self.end(),
        }
    }

    fn other(&mut self, c: char) {
        let gap = match c {
            ' '
            | '-'
            | '.'
            | '_'
            | '\t'
            | '*'
            | '\u{a0}'
            | '\u{202f}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}' => Gap::Space,
            ',' | '/' | ';' | '|' | '\n' | '\r' | '(' | ')' => Gap::Comma,
            _ => return self.end(),
        };
        self.chars += 1;
        if self.chars > GAP_CHARS {
            return self.end();
        }
        self.gap = Some(self.gap.map_or(gap, |g| g.max(gap)));
    }

    fn end(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.len() >= super::MIN_DIGITS_IF_NAMED {
            self.done.push(run);
        }
        (self.gap, self.chars, self.words, self.glued) = (None, 0, 0, false);
    }
}

fn value(c: char) -> Option<u8> {
    let c = u32::from(c);
    let zero = ZEROS.iter().find(|&&z| (z..z + 10).contains(&c))?;
    u8::try_from(c - zero).ok()
}

/// Characters that take no room: between digits to hide them, or as part of an emoji of a digit.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0f}' | '\u{20e3}' | '\u{feff}'
    )
}

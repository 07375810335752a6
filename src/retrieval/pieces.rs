//! How many word pieces of the embedder's vocabulary a text has. Chunks are sized with it ([`crate::chunk`]), and the
//! search asks it whether a word is one people write ([`is_word`]) or rather a slip of the finger.

use crate::limits;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{
    GeneralCategory as Category, GeneralCategoryGroup as Group, UnicodeGeneralCategory,
};

/// The piece that stands for a word the vocabulary cannot spell.
const UNKNOWN: u16 = 100;

/// Longer words are unknown as a whole, in characters.
const WORD_CHARS: usize = 100;

/// Slots of the hash table: a power of two, twice the pieces.
const SLOTS: usize = 1 << 16;

static TEXT: &str = include_str!("model/vocab.txt");
static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::read);

/// The pieces where they lie in the binary, found by hash: 250 kB and a millisecond to make.
struct Vocabulary {
    /// Where each piece begins; the last entry is the end.
    starts: Vec<u32>,
    /// A piece's id at its hash or the next free place after it; 0, which is padding and never looked up, is free.
    slots: Vec<u16>,
}

impl Vocabulary {
    fn read() -> Self {
        let mut vocabulary = Self {
            starts: vec![0],
            slots: vec![0; SLOTS],
        };
        for (id, line) in (0_u16..).zip(TEXT.split_inclusive('\n')) {
            let start = vocabulary.starts[usize::from(id)];
            vocabulary.starts.push(start + line.len() as u32);
            let mut slot = hash(line.trim_end().bytes());
            while vocabulary.slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            vocabulary.slots[slot] = id;
        }
        vocabulary
    }

    fn piece(&self, id: u16) -> &'static [u8] {
        let id = usize::from(id);
        TEXT[self.starts[id] as usize..self.starts[id + 1] as usize]
            .trim_end()
            .as_bytes()
    }

    /// The id of a piece: the beginning of a word, or what may follow one.
    fn id(&self, piece: &str, follows: bool) -> Option<u16> {
        let mark: &[u8] = if follows { b"##" } else { b"" };
        let mut slot = hash(mark.iter().copied().chain(piece.bytes()));
        loop {
            let id = self.slots[slot];
            if id == 0 {
                return None;
            }
            let stripped = self.piece(id).strip_prefix(mark);
            if stripped == Some(piece.as_bytes()) {
                return Some(id);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The pieces of one normalised word: always the longest that fits.
    fn word(&self, word: &str, pieces: &mut Vec<u16>) {
        let start = pieces.len();
        if word.len() > WORD_CHARS && word.chars().count() > WORD_CHARS {
            return pieces.push(UNKNOWN);
        }
        let mut at = 0;
        while at < word.len() {
            let longest = (at + 1..=word.len())
                .rev()
                .filter(|&end| word.is_char_boundary(end))
                .find_map(|end| Some((end, self.id(&word[at..end], at > 0)?)));
            let Some((end, id)) = longest else {
                pieces.truncate(start);
                return pieces.push(UNKNOWN);
            };
            pieces.push(id);
            at = end;
        }
    }
}

/// FNV-1a, folded to a slot.
fn hash(bytes: impl Iterator<Item = u8>) -> usize {
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    ((hash >> 32) ^ hash) as usize % SLOTS
}

/// How many word pieces `text` has, without the two marks around it. Never more than it has bytes.
pub fn count(text: &str) -> usize {
    let mut pieces = Vec::new();
    let mut total = 0;
    each_word(text, |word| {
        pieces.clear();
        VOCABULARY.word(word, &mut pieces);
        total += pieces.len();
    });
    total
}

/// What the embedder is given for `text`: the ids of its pieces between the two marks, cut to what it reads.
pub(crate) fn ids(text: &str) -> Vec<i32> {
    const BEGIN: i32 = 101;
    const END: i32 = 102;
    let mut pieces = Vec::new();
    // No need to take megabytes apart that are thrown away.
    let text = &text[..text.floor_char_boundary(limits::EMBEDDED_BYTES)];
    each_word(text, |word| {
        if pieces.len() < limits::EMBEDDED_PIECES {
            VOCABULARY.word(word, &mut pieces);
        }
    });
    pieces.truncate(limits::EMBEDDED_PIECES);
    let pieces = pieces.into_iter().map(i32::from);
    [BEGIN].into_iter().chain(pieces).chain([END]).collect()
}

/// Whether `word`, in lower case, is a piece of its own: a word that is common in English.
pub fn is_word(word: &str) -> bool {
    VOCABULARY.id(word, false).is_some()
}

/// BERT's normaliser (lower case, without accents and invisible characters) and its split at spaces, punctuation and
/// Chinese characters.
fn each_word(text: &str, mut word: impl FnMut(&str)) {
    let mut current = String::new();
    let mut one = [0; 4];
    let mut take = |c: char, current: &mut String| {
        let space = c.is_whitespace();
        let alone = !space && stands_alone(c);
        if (space || alone) && !current.is_empty() {
            word(current);
            current.clear();
        }
        if alone {
            word(c.encode_utf8(&mut one));
        } else if !space {
            current.push(c);
        }
    };
    for c in text.chars() {
        if c.is_ascii() && !c.is_ascii_control() {
            take(c.to_ascii_lowercase(), &mut current);
        } else if matches!(c, '\t' | '\n' | '\r') {
            take(' ', &mut current);
        } else if !is_dropped(c) {
            for part in std::iter::once(c).nfd() {
                if part.general_category() != Category::NonspacingMark {
                    part.to_lowercase().for_each(|c| take(c, &mut current));
                }
            }
        }
    }
    take(' ', &mut current);
}

fn is_dropped(c: char) -> bool {
    let category = c.general_category();
    matches!(c, '\0' | '\u{fffd}')
        || matches!(
            category,
            Category::Control | Category::Format | Category::PrivateUse
        )
}

fn stands_alone(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    c.general_category_group() == Group::Punctuation || is_ideograph(c)
}

/// The ranges BERT calls Chinese.
pub fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x4e00..=0x9fff | 0x3400..=0x4dbf | 0x20000..=0x2a6df | 0x2a700..=0x2b73f
        | 0x2b740..=0x2b81f | 0x2b920..=0x2ceaf | 0xf900..=0xfaff | 0x2f800..=0x2fa1f)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<u16> {
        let mut ids = Vec::new();
        each_word(text, |word| VOCABULARY.word(word, &mut ids));
        ids
    }

    #[test]
    fn the_pieces_are_those_of_the_models_own_tokeniser() {
        let vectors: [(&str, &[u16]); 6] = [
            (
                "Can I get my money back?",
                &[2064, 1045, 2131, 2026, 2769, 2067, 1029],
            ),
            (
                "How do refunds work?",
                &[2129, 2079, 25416, 26698, 2147, 1029],
            ),
            (
                "I\u{2019}d like my café order \u{2014} please\u{2026}",
                &[1045, 1521, 1040, 2066, 2026, 7668, 2344, 1517, 3531, 1529],
            ),
            (
                "### 退款 2½ h #A-1042 👍",
                &[
                    1001, 1001, 1001, 100, 100, 1016, 13714, 1044, 1001, 1037, 1011, 9645, 2475,
                    100,
                ],
            ),
            ("Re\u{ad}fund\u{200b} now", &[25416, 8630, 2085]),
            ("", &[]),
        ];
        for (text, expected) in vectors {
            assert_eq!(ids(text), expected, "{text}");
            assert_eq!(count(text), expected.len());
        }
        assert_eq!(ids(&"a".repeat(101)), [UNKNOWN]);
    }

    #[test]
    fn every_piece_is_found_again() {
        for (id, line) in (0_u16..).zip(TEXT.lines()).skip(1) {
            let (piece, follows) = line.strip_prefix("##").map_or((line, false), |p| (p, true));
            let found = VOCABULARY.id(piece, follows);
            assert!(found == Some(id) || line == "##", "{line}");
        }
    }

    #[test]
    fn a_common_word_is_told_from_a_slip() {
        assert!(is_word("parking") && is_word("tires"));
        assert!(!is_word("parkign") && !is_word("restuarant"));
    }
}

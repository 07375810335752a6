//! The name a booking is under: `my name is …`, `under the name of …`, `… here`, or what is said when a name was asked
//! for.

use super::{
    Filled, Message, Slot,
    words::{FIRST_NAMES, NO_NAMES, PARTICLES},
};

/// How much of a name a cue promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// A name follows for certain, in small letters too: "my name is".
    Certain,
    /// A name follows if it begins with capitals: "under".
    Capital,
    /// A first and a last name follow, both with capitals: "for".
    Both,
    /// A last name follows: "surname".
    Last,
    /// A first name follows.
    First,
}

/// Longer ones before those they end with.
const BEFORE: &[(&[&str], Cue)] = &[
    (&["last", "name", "is"], Cue::Last),
    (&["last", "name"], Cue::Last),
    (&["surname", "is"], Cue::Last),
    (&["surname"], Cue::Last),
    (&["family", "name", "is"], Cue::Last),
    (&["mr"], Cue::Last),
    (&["mrs"], Cue::Last),
    (&["ms"], Cue::Last),
    (&["mr", "."], Cue::Last),
    (&["mrs", "."], Cue::Last),
    (&["ms", "."], Cue::Last),
    (&["first", "name", "is"], Cue::First),
    (&["first", "name"], Cue::First),
    (&["name", "is", "for"], Cue::Certain),
    (&["booking", "is", "for"], Cue::Both),
    (&["my", "name", "is"], Cue::Certain),
    (&["my", "names"], Cue::Certain),
    (&["my", "name"], Cue::Capital),
    (&["name", "is"], Cue::Capital),
    (&["names"], Cue::Both),
    (&["name", "of"], Cue::Capital),
    (&["name", ":"], Cue::Certain),
    (&["the", "name"], Cue::Both),
    (&["under"], Cue::Capital),
    (&["under", "the", "name"], Cue::Certain),
    (&["under", "the", "name", "of"], Cue::Certain),
    (&["in", "the", "name", "of"], Cue::Certain),
    (&["under", "mr"], Cue::Last),
    (&["call", "me"], Cue::Capital),
    (&["named", "me"], Cue::Capital),
    (&["i", "am"], Cue::Both),
    (&["im"], Cue::Both),
    (&["this", "is"], Cue::Both),
    (&["its"], Cue::Both),
    (&["it", "is"], Cue::Both),
    (&["am", "with"], Cue::Both),
    (&["im", "with"], Cue::Both),
    (&["for"], Cue::Both),
    (&["by"], Cue::Both),
    (&["table", "at"], Cue::Both),
    (&["me", "llamo"], Cue::Certain),
    (&["nombre", "de"], Cue::Capital),
    (&["ich", "heisse"], Cue::Certain),
    (&["mein", "name", "ist"], Cue::Certain),
    (&["auf", "den", "namen"], Cue::Certain),
    (&["je", "mappelle"], Cue::Certain),
    (&["au", "nom", "de"], Cue::Certain),
];

const BEHIND: &[&[&str]] = &[
    &["here"],
    &["speaking"],
    &["is", "my", "name"],
    &["is", "the", "name"],
    &["has", "a"],
    &["booking"],
    &["reservation"],
];

const BOOKING: &[&str] = &[
    "table",
    "booking",
    "booked",
    "book",
    "reservation",
    "reservations",
    "reserved",
];

/// Words before a name that say the name is a place's: "looking for The Red Lion".
const OF_PLACES: &[&str] = &[
    "looking",
    "look",
    "search",
    "info",
    "information",
    "restaurant",
    "called",
    "named",
    "inquire",
    "ask",
];

impl Message<'_> {
    /// First and last name.
    pub(super) fn names(&self) -> Vec<Filled> {
        let cued = (0..self.t.len()).find_map(|i| self.cued_at(i));
        cued.or_else(|| self.answered())
            .or_else(|| (0..self.t.len()).find_map(|i| self.standing_at(i)))
            .unwrap_or_default()
    }

    /// A name behind words that announce it.
    fn cued_at(&self, i: usize) -> Option<Vec<Filled>> {
        let t = self.t;
        let ends = |words: &[&str]| {
            i.checked_sub(words.len())
                .is_some_and(|from| t.are(from, words))
        };
        let (words, cue) = BEFORE
            .iter()
            .filter(|(words, _)| ends(words))
            .max_by_key(|(words, _)| words.len())?;
        let cue = *cue;
        let from = i - words.len();
        let place = (from.saturating_sub(3)..from).any(|k| t.is(k, OF_PLACES));
        if place && cue != Cue::Certain {
            return None;
        }
        // Who writes no capitals at all writes names without them too.
        let small = cue == Cue::Capital && self.is_small() && self.books();
        let capital = self.is_capital(i);
        let sure = small || matches!(cue, Cue::Certain | Cue::Last | Cue::First);
        if !self.is_name(i, cue == Cue::Certain) || !(capital || sure) {
            return None;
        }
        let end = self.last_name_behind(i, capital);
        match (cue, end) {
            (Cue::Last, _) => Some(vec![self.filled(Slot::LastName, i, self.hyphened(i))]),
            (Cue::First, None) => Some(vec![self.filled(Slot::FirstName, i, self.hyphened(i))]),
            (_, Some(end)) => Some(self.both(i, end)),
            (Cue::Both, None) if self.asks_for_name() && capital => Some(vec![self.single(i)]),
            (Cue::Both, None) => None,
            (_, None) => Some(vec![self.single(i)]),
        }
    }

    /// The whole answer to a question for a name.
    fn answered(&self) -> Option<Vec<Filled>> {
        if !self.asks_for_name() {
            return None;
        }
        let t = self.t;
        let start = t.skip(
            0,
            &[
                "yes", "yeah", "sure", "ok", "okay", "its", ",", "no", "the", "name", "is", "hi",
                "it",
            ],
        );
        if !self.is_name(start, false) {
            return None;
        }
        let capital = self.is_capital(start);
        let end = self.last_name_behind(start, capital);
        let behind = end.unwrap_or(self.hyphened(start));
        let rest = t.skip(behind, &[".", "!", "please", "thanks", ","]);
        if rest < t.len() && !(capital && t.pauses(behind)) {
            return None;
        }
        Some(match end {
            Some(end) => self.both(start, end),
            None => vec![self.single(start)],
        })
    }

    /// Two names with capitals that stand before "here" or "speaking", before a comma at the beginning, or behind one at
    /// the end.
    fn standing_at(&self, i: usize) -> Option<Vec<Filled>> {
        let t = self.t;
        let capital = self.is_capital(i);
        if !self.is_name(i, false) || !(capital || self.is_small()) {
            return None;
        }
        let end = self.last_name_behind(i, capital);
        if i == 0 && t.is(end.unwrap_or(self.hyphened(i)), &["here", "speaking"]) {
            return Some(end.map_or_else(|| vec![self.single(i)], |end| self.both(i, end)));
        }
        let end = end.filter(|_| capital)?;
        let books = self.books() || self.phrases.iter().any(|p| p.tokens.0 > i);
        let starts = i == 0 || t.is(i - 1, &["hi", "hello", ",", ".", "no", "a", "the"]);
        let behind = BEHIND.iter().any(|b| t.are(end, b));
        let first = i == 0 && t.word(end) == ",";
        let last = i > 0 && t.is(i - 1, &[",", "-"]) && t.ends(end);
        ((starts && behind) || (books && (first || last))).then(|| self.both(i, end))
    }

    /// Whether a booking is spoken of.
    fn books(&self) -> bool {
        (0..self.t.len()).any(|k| self.t.is(k, BOOKING))
    }

    /// Whether the message is written without capitals.
    fn is_small(&self) -> bool {
        !self.chars.iter().any(|c| c.is_uppercase())
    }

    fn asks_for_name(&self) -> bool {
        self.is_asked(Slot::FirstName) || self.is_asked(Slot::LastName)
    }

    /// Which of the two a name alone is: the one asked for again, else the one asked for first; unasked, a first name
    /// if it is a common one.
    fn single(&self, i: usize) -> Filled {
        let count = |slot| self.asked.iter().filter(|s| **s == slot).count();
        let (first, last) = (count(Slot::FirstName), count(Slot::LastName));
        let place = |slot| self.asked.iter().position(|s| *s == slot);
        let slot = match first.cmp(&last) {
            std::cmp::Ordering::Greater => Slot::FirstName,
            std::cmp::Ordering::Less => Slot::LastName,
            std::cmp::Ordering::Equal if first > 0 => {
                if place(Slot::FirstName) < place(Slot::LastName) {
                    Slot::FirstName
                } else {
                    Slot::LastName
                }
            }
            std::cmp::Ordering::Equal => {
                let common = FIRST_NAMES.contains(&self.t.word(i))
                    || !self.t.is(i.wrapping_sub(1), &["under", "of"]);
                if common {
                    Slot::FirstName
                } else {
                    Slot::LastName
                }
            }
        };
        self.filled(slot, i, self.hyphened(i))
    }

    fn both(&self, i: usize, end: usize) -> Vec<Filled> {
        let middle = self.hyphened(i);
        vec![
            self.filled(Slot::FirstName, i, middle),
            self.filled(Slot::LastName, middle, end),
        ]
    }

    /// The place behind the last name that follows the name at i.
    fn last_name_behind(&self, i: usize, capital: bool) -> Option<usize> {
        let mut at = self.hyphened(i);
        while self.t.is(at, PARTICLES) && self.is_name(at + 1, false) {
            at += 1;
        }
        let fits = self.is_name(at, false)
            && self.is_capital(at) == capital
            && (capital || !self.is_taken(at));
        fits.then(|| self.hyphened(at))
    }

    /// The place behind a name, with what a hyphen joins to it.
    fn hyphened(&self, i: usize) -> usize {
        let t = self.t;
        let joined =
            t.word(i + 1) == "-" && t.glued(i + 1) && t.glued(i + 2) && self.is_letters(i + 2);
        if joined { i + 3 } else { i + 1 }
    }

    fn is_letters(&self, i: usize) -> bool {
        let word = self.t.word(i);
        !word.is_empty() && word.chars().all(char::is_alphabetic)
    }

    /// Whether a word can be a name. A word of a day can only be one where a name is certain: "my name is April".
    fn is_name(&self, i: usize, certain: bool) -> bool {
        let word = self.t.word(i);
        let letters = self.is_letters(i) && word.len() > 1;
        let number = crate::datetime::words::number(self.t, i).is_some();
        letters && !number && !NO_NAMES.contains(&word) && (certain || !self.is_taken(i))
    }

    /// Whether the i-th token begins with a capital, in a text that has small letters too.
    fn is_capital(&self, i: usize) -> bool {
        let small = self.chars.iter().any(|c| c.is_lowercase());
        let (start, _) = self.t.span(i, i + 1);
        small && self.is_letters(i) && self.chars.get(start).is_some_and(|c| c.is_uppercase())
    }
}

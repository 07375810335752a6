//! Day and time of a booking.

use super::{Filled, Message, Slot};
use crate::datetime::{Meaning, Phrase, words::number};

/// Words of a day or time that is over, or that is no day of a booking.
const OVER: &[&str] = &[
    "yesterday",
    "yesterdays",
    "ago",
    "last",
    "past",
    "previous",
    "earlier",
    "back",
    "todays",
];

impl Message<'_> {
    /// The days and times that are said for certain.
    pub(super) fn days_and_times(&self) -> Vec<Filled> {
        let mut found = Vec::new();
        for phrase in self
            .phrases
            .iter()
            .filter(|p| !self.is_over(p) && !self.is_birthday(p))
        {
            let (start, end) = phrase.span;
            let filled = |slot| Filled { slot, start, end };
            match phrase.meaning {
                Meaning::Day(day) if !day.vague => found.push(filled(Slot::Date)),
                Meaning::Clock(_) if self.is_count(phrase) => {}
                Meaning::Clock(_) => found.push(filled(Slot::Time)),
                Meaning::Instant(_) => found.extend([filled(Slot::Date), filled(Slot::Time)]),
                _ => {}
            }
        }
        let mut seen: Vec<Slot> = Vec::new();
        // "9:30, or 10": the first is meant, unless a change is told: "from 7 to 8".
        found.retain(|f| {
            let first = !seen.contains(&f.slot);
            seen.push(f.slot);
            first
        });
        found
    }

    fn is_over(&self, phrase: &Phrase) -> bool {
        let (from, to) = phrase.tokens;
        let denied = from > 0 && self.t.is(from - 1, &["not"]);
        let over = (from..to).any(|i| self.t.is(i, OVER))
            || (to == from + 1 && self.t.word(from) == "now");
        denied || (over && !matches!(phrase.meaning, Meaning::Clock(_)))
    }

    /// "My birthday is the 5th" is no day to book.
    fn is_birthday(&self, phrase: &Phrase) -> bool {
        let from = phrase.tokens.0;
        (from.saturating_sub(4)..from).any(|i| self.t.is(i, &["birthday", "anniversary", "born"]))
            || (from.saturating_sub(3)..from)
                .any(|i| self.t.are(i, &["what", "day"]) || self.t.are(i, &["what", "time"]))
    }

    /// A bare number that is one of people, because they were asked for and a time was not.
    pub(super) fn is_count(&self, phrase: &Phrase) -> bool {
        let (from, to) = phrase.tokens;
        let bare = to == from + 1 && number(self.t, from).is_some_and(|(n, _)| n < 100);
        let alone = from == 0 && self.t.ends(to);
        let about = from > 0 && self.t.is(from - 1, &["about", "around", "approximately"]);
        // Nothing was asked, and nothing but a number is said.
        let unasked = !self.is_asked(Slot::Time);
        bare && unasked && (alone || (about && self.is_asked(Slot::People)))
    }

    /// A number that is a time because a time was asked for, and that nothing else has taken: "for 9", "1530".
    pub(super) fn bare_time(&self, people: Option<Filled>) -> Option<Filled> {
        let t = self.t;
        let asked = self.is_asked(Slot::Time);
        (0..t.len()).find_map(|i| {
            let (n, end) =
                number(t, i).filter(|_| !self.is_taken(i) || (asked && self.is_year(i)))?;
            let filled = self.filled(Slot::Time, i, end);
            let counted = people.is_some_and(|p| p.start <= filled.start && filled.end <= p.end);
            let clock = self.is_clock_number(i, n);
            let hour = asked && n <= 24 && t.word(i).len() < 3 || asked && n <= 12;
            let another = t.is(i, &["one"]) && !t.ends(end)
                || t.is(end, super::words::NOT_PEOPLE)
                    && !t.is(end, &["h", "hr", "hrs", "uhr", "ish"])
                || t.is(end, super::words::HUMANS)
                || t.is(end, super::words::COUNTED);
            (!counted && !another && (clock || hour)).then_some(filled)
        })
    }

    /// Whether a phrase takes the token for a year, which nobody books.
    fn is_year(&self, i: usize) -> bool {
        let vague = |p: &Phrase| matches!(p.meaning, Meaning::Day(day) if day.vague);
        self.phrases
            .iter()
            .any(|p| p.tokens == (i, i + 1) && vague(p))
    }

    /// `815`, `1530`: whole quarters of an hour, and no year.
    fn is_clock_number(&self, i: usize, n: u32) -> bool {
        let length = self.t.word(i).len();
        let round = n.is_multiple_of(100) && !self.is_asked(Slot::Time);
        let quarters = n % 100 < 60 && (n % 100).is_multiple_of(15) && n / 100 < 24;
        let year = (1990..2100).contains(&n) && !self.is_asked(Slot::Time);
        let priced = self
            .t
            .is(i.wrapping_sub(1), &["$", "£", "€", "/", "-", "number"]);
        let free = !(priced || (i > 0 && self.t.glued(i)));
        matches!(length, 3 | 4) && self.t.digits(i).is_some() && quarters && !round && !year && free
    }
}

//! The phrases of a text: what each says of day and time, seen from a moment and a place, and where it stands.

use super::{
    tokens::Tokens,
    words::{Part, part},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// From where days and times are seen.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// The local time.
    pub now: NaiveDateTime,
    /// The country, ISO 3166 with two letters: it decides how `4/7` is read and when named days are.
    pub country: &'a str,
    /// Whether a weekday's name can mean today. For "are you open on Wednesdays?" it can; who books a table for
    /// Wednesday on a Wednesday would say "today".
    pub weekday_is_today: bool,
}

/// A day, or days in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    /// The first, or only, day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// The part of the day, if the same word names it: "tonight".
    pub part: Option<Part>,
    /// Whether a period is named and no day of it: "next month".
    pub vague: bool,
}

impl Day {
    pub(crate) fn on(date: NaiveDate) -> Self {
        Self {
            first: date,
            last: date,
            part: None,
            vague: false,
        }
    }
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// The time as written; for one without am or pm, the morning's.
    pub time: NaiveTime,
    /// Whether it can mean morning and evening alike: "at 9".
    pub twofold: bool,
}

/// A time as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub time: Time,
    /// Whether minutes are written after a colon: such a time is the next one that the clock shows.
    pub colon: bool,
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A day.
    Day(Day),
    /// A time of day.
    Clock(Clock),
    /// A part of the day.
    Part(Part),
    /// A moment: "in two hours".
    Instant(NaiveDateTime),
}

/// A phrase and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub meaning: Meaning,
    /// The first token, and the one behind the last.
    pub tokens: (usize, usize),
    /// The characters.
    pub span: (usize, usize),
}

/// Where phrases are read: the tokens and the reference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub t: &'a Tokens,
    pub now: NaiveDateTime,
    pub country: &'a str,
    pub weekday_is_today: bool,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(t: &'a Tokens, reference: &'a Reference<'a>) -> Self {
        Self {
            t,
            now: reference.now,
            country: reference.country,
            weekday_is_today: reference.weekday_is_today,
        }
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// The phrases in order; where several begin at a word, the longest.
    pub(crate) fn phrases(&self) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        let mut i = 0;
        while i < self.t.len() {
            match self.phrase_at(i) {
                Some((meaning, end)) => {
                    phrases.push(Phrase {
                        meaning,
                        tokens: (i, end),
                        span: self.t.span(i, end),
                    });
                    i = end;
                }
                None => i += 1,
            }
        }
        phrases
    }

    fn phrase_at(&self, i: usize) -> Option<(Meaning, usize)> {
        let clock = self.clock_at(i).map(|(c, end)| (Meaning::Clock(c), end));
        let day = self.day_at(i).map(|(d, end)| (Meaning::Day(d), end));
        let candidates = [self.relative_at(i), day, clock, self.part_at(i)];
        // The first of the longest.
        candidates
            .into_iter()
            .flatten()
            .reduce(|best, other| if other.1 > best.1 { other } else { best })
    }

    /// `in the morning`, `at night`, `lunchtime` is none.
    fn part_at(&self, i: usize) -> Option<(Meaning, usize)> {
        let part = part(self.t.word(i))?;
        let told = i == 0
            || self.t.is(
                i - 1,
                &[
                    "the", "at", "a", "in", "early", "late", "de", "la", "am", "der", "du", "le",
                ],
            )
            || self.t.len() == i + 1
            || self.day_ends_at(i);
        told.then_some((Meaning::Part(part), i + 1))
    }

    /// Whether a day is named right before: "tomorrow morning".
    fn day_ends_at(&self, i: usize) -> bool {
        (i.saturating_sub(4)..i).any(|k| self.day_at(k).is_some_and(|(_, end)| end == i))
    }
}

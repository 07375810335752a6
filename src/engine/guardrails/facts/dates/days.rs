//! A day of the calendar, with or without its year, and ranges of them.

use chrono::{Datelike, NaiveDate};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guardrails) struct Day {
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) year: Option<u16>,
}

impl Day {
    pub(super) fn new(month: u8, day: u8, year: Option<u16>) -> Option<Self> {
        let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
        is_day.then_some(Self { month, day, year })
    }

    fn in_year(self) -> (u8, u8) {
        (self.month, self.day)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        let small = |n: u32| u8::try_from(n).unwrap_or(0);
        Self {
            month: small(date.month()),
            day: small(date.day()),
            year: u16::try_from(date.year()).ok(),
        }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let month = MONTHS[usize::from(self.month.clamp(1, 12)) - 1];
        write!(f, "{month} {}", self.day)?;
        self.year.map_or(Ok(()), |year| write!(f, ", {year}"))
    }
}

/// From one day to another, both included. Without years it comes every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guardrails) struct Span {
    from: Day,
    to: Day,
}

impl Span {
    pub(super) fn day(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// The year of one end is that of the other, or the next one if the range goes over the turn of the year.
    pub(in crate::guardrails) fn new(mut from: Day, mut to: Day) -> Self {
        let turns = u16::from(from.in_year() > to.in_year());
        from.year = from.year.or(to.year.map(|y| y - turns));
        to.year = to.year.or(from.year.map(|y| y + turns));
        Self { from, to }
    }

    pub(in crate::guardrails) fn covers(self, day: Day) -> bool {
        let Self { from, to } = self;
        let (begin, end, this) = (from.in_year(), to.in_year(), day.in_year());
        if let (Some(first), Some(last), Some(year)) = (from.year, to.year, day.year) {
            return (first, begin) <= (year, this) && (year, this) <= (last, end);
        }
        if begin > end {
            begin <= this || this <= end
        } else {
            from.year < to.year || begin <= this && this <= end
        }
    }
}

/// A part of a holiday's name, and from when to when it can fall.
type Holiday = (&'static str, (u8, u8), (u8, u8));

/// Holidays whose days everybody knows: a source that says "closed on Thanksgiving" need not say when that is.
const HOLIDAYS: [Holiday; 34] = [
    ("christmas", (12, 24), (12, 26)),
    ("xmas", (12, 24), (12, 26)),
    ("boxing day", (12, 26), (12, 26)),
    ("new year", (12, 31), (1, 1)),
    ("thanksgiving", (11, 22), (11, 29)),
    ("easter", (3, 20), (4, 26)),
    ("good friday", (3, 20), (4, 23)),
    ("independence day", (7, 4), (7, 4)),
    ("memorial day", (5, 25), (5, 31)),
    ("labor day", (9, 1), (9, 7)),
    ("veterans day", (11, 11), (11, 11)),
    ("columbus day", (10, 8), (10, 14)),
    ("indigenous peoples", (10, 8), (10, 14)),
    ("juneteenth", (6, 19), (6, 19)),
    ("martin luther king", (1, 15), (1, 21)),
    ("presidents", (2, 15), (2, 21)),
    ("valentine", (2, 14), (2, 14)),
    ("patrick's", (3, 17), (3, 17)),
    ("mother's", (5, 8), (5, 14)),
    ("father's", (6, 15), (6, 21)),
    ("halloween", (10, 31), (10, 31)),
    ("weihnacht", (12, 24), (12, 26)),
    ("heiligabend", (12, 24), (12, 24)),
    ("silvester", (12, 31), (12, 31)),
    ("neujahr", (1, 1), (1, 1)),
    ("oster", (3, 20), (4, 26)),
    ("navidad", (12, 24), (12, 25)),
    ("nochebuena", (12, 24), (12, 24)),
    ("nochevieja", (12, 31), (12, 31)),
    ("noël", (12, 24), (12, 25)),
    ("natale", (12, 24), (12, 25)),
    ("ferragosto", (8, 15), (8, 15)),
    ("natal", (12, 24), (12, 25)),
    ("kerst", (12, 24), (12, 26)),
];

/// Whether a text in lower case names a holiday that can fall on the day.
pub(in crate::guardrails) fn holiday(text: &str, day: Day) -> bool {
    let every_year = |(month, day)| Day {
        month,
        day,
        year: None,
    };
    HOLIDAYS.iter().any(|&(name, from, to)| {
        Span::new(every_year(from), every_year(to)).covers(day) && text.contains(name)
    })
}

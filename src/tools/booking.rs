//! What a message says for a booking: day, time, number of people, first and last name, each as the characters that say
//! it. Days and times come from [`crate::datetime`]; people and names are found by how people tell them, and by what was
//! just asked: a bare "5" is a number of people after "for how many?", and a time after "at what time?".

mod moments;
mod names;
mod people;
#[cfg(test)]
mod tests;
mod words;

use crate::{
    datetime::{Phrase, Reference, Scope, tokens::Tokens},
    limits,
};
use std::fmt;

/// Something a booking needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The day.
    Date,
    /// The time of day.
    Time,
    /// How many come.
    People,
    /// The first name it is under.
    FirstName,
    /// The last name it is under.
    LastName,
}

impl Slot {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Date,
        Self::Time,
        Self::People,
        Self::FirstName,
        Self::LastName,
    ];

    /// Its name in tools and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::People => "people",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
        }
    }

    /// The slot of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A slot, and the characters of the message that fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    /// Which.
    pub slot: Slot,
    /// The first character, counted in characters from 0.
    pub start: usize,
    /// The place behind the last character.
    pub end: usize,
}

/// The slots that a message fills, by place. `asked` are the slots that were just asked for; one that is in it twice was
/// asked for again. At most [`limits::BOOKING_CHARS`] characters are read.
pub fn find(text: &str, asked: &[Slot], reference: &Reference<'_>) -> Vec<Filled> {
    let text: String = text.chars().take(limits::BOOKING_CHARS).collect();
    let tokens = Tokens::of(&text);
    let scope = Scope::new(&tokens, reference);
    let message = Message {
        chars: text.chars().collect(),
        t: &tokens,
        phrases: scope.phrases(),
        asked,
    };
    let mut found = message.days_and_times();
    let taken: Vec<(usize, usize)> = message.phrases.iter().map(|p| p.span).collect();
    let names = message.names();
    let people = message.people(&taken, found.iter().any(|f| f.slot == Slot::Time));
    // Whoever says only a number after being asked for a time has said a time.
    if !found.iter().any(|f| f.slot == Slot::Time) {
        found.extend(message.bare_time(people));
    }
    found.extend(people);
    found.extend(names);
    found.sort_unstable_by_key(|f| (f.start, f.slot));
    found
}

/// A message being read.
struct Message<'a> {
    chars: Vec<char>,
    t: &'a Tokens,
    phrases: Vec<Phrase>,
    asked: &'a [Slot],
}

impl Message<'_> {
    fn filled(&self, slot: Slot, from: usize, to: usize) -> Filled {
        let (start, end) = self.t.span(from, to);
        Filled { slot, start, end }
    }

    fn is_asked(&self, slot: Slot) -> bool {
        self.asked.contains(&slot)
    }

    /// Whether the i-th token belongs to a day or time.
    fn is_taken(&self, i: usize) -> bool {
        self.phrases
            .iter()
            .any(|p| (p.tokens.0..p.tokens.1).contains(&i))
    }
}

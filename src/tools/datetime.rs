//! Days and times in a customer's words. A text becomes tokens (`tokens`), tokens phrases (`day`, `relative`,
//! `clock`), and phrases are settled here against the local time they are read at. English, and the commonest words of
//! Spanish, German and French. What is not certain is not understood.

mod clock;
mod date;
mod day;
mod phrase;
mod relative;
#[cfg(test)]
mod tests;
pub(crate) mod tokens;
pub(crate) mod words;

pub(crate) use phrase::{Meaning, Phrase, Scope};
pub use phrase::{Reference, Time};
pub use words::Part;

use crate::limits;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use tokens::Tokens;

/// What a text says of days and time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// The days, in order, without doubles; at most [`limits::DAYS`].
    pub days: Vec<NaiveDate>,
    /// The time of day.
    pub time: Option<Time>,
    /// The text without the words that say so.
    pub rest: String,
}

/// One day, one time, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// The day.
    pub date: Option<NaiveDate>,
    /// The time of that day.
    pub time: Option<NaiveTime>,
}

/// All days a text names, and the time; a time that morning and evening have alike is left to the caller, who may know
/// more.
pub fn understand(text: &str, reference: &Reference<'_>) -> When {
    let text = shortened(text);
    let tokens = Tokens::of(&text);
    let phrases = Scope::new(&tokens, reference).phrases();
    let told = |i: usize| phrases.iter().any(|p| p.span.0 <= i && i < p.span.1);
    let rest = text
        .chars()
        .enumerate()
        .map(|(i, c)| if told(i) { ' ' } else { c });
    let mut when = When {
        rest: rest.collect(),
        ..When::default()
    };
    for phrase in &phrases {
        match phrase.meaning {
            Meaning::Day(day) if !day.vague => {
                when.days.extend(
                    day.first
                        .iter_days()
                        .take_while(|d| *d <= day.last)
                        .take(limits::DAYS),
                );
            }
            Meaning::Instant(at) if at != reference.now => when.days.push(at.date()),
            _ => {}
        }
    }
    when.days.sort_unstable();
    when.days.dedup();
    when.days.truncate(limits::DAYS);
    let moment = phrases
        .iter()
        .find_map(instant)
        .filter(|at| *at != reference.now);
    let moment = moment.map(|at| Time {
        time: at.time(),
        twofold: false,
    });
    when.time = time_of(&phrases).map(|(time, _)| time).or(moment);
    when
}

/// The first day and time of a text, made definite: a time alone is on the next day it comes; one that morning and
/// evening have alike is as a part of the day named beside it says, or else as written, except that with minutes after
/// a colon (`3:30`) and no day it is the next one that a clock with twelve hours shows.
pub fn settle(text: &str, reference: &Reference<'_>) -> Settled {
    let tokens = Tokens::of(&shortened(text));
    let phrases = Scope::new(&tokens, reference).phrases();
    let day = phrases.iter().find_map(|p| match p.meaning {
        Meaning::Day(day) => Some(day),
        _ => None,
    });
    let clock = time_of(&phrases);
    let now = reference.now;
    if clock.is_none()
        && day.is_none()
        && let Some(at) = phrases.iter().find_map(instant)
    {
        return Settled {
            date: Some(at.date()),
            time: Some(at.time()),
        };
    }
    let date = day.map(|d| d.first);
    match clock {
        Some((time, colon)) => {
            let date_and_time = match date {
                Some(date) => date.and_time(time.time),
                None => next(now, time, colon),
            };
            Settled {
                date: Some(date_and_time.date()),
                time: Some(date_and_time.time()),
            }
        }
        None => Settled {
            date: date.or_else(|| part_of(&phrases).map(|_| now.date())),
            time: part_of(&phrases).and_then(|p| NaiveTime::from_hms_opt(p.hour(), 0, 0)),
        },
    }
}

/// The text as far as it is read.
fn shortened(text: &str) -> String {
    text.chars().take(limits::QUESTION_CHARS).collect()
}

fn instant(phrase: &Phrase) -> Option<NaiveDateTime> {
    match phrase.meaning {
        Meaning::Instant(at) => Some(at),
        _ => None,
    }
}

/// The next moment at which a clock shows the time.
fn next(now: NaiveDateTime, time: Time, colon: bool) -> NaiveDateTime {
    let today = now.date();
    let after = |time: NaiveTime| {
        let at = today.and_time(time);
        if at >= now {
            at
        } else {
            at.checked_add_days(Days::new(1)).unwrap_or(at)
        }
    };
    let first = after(time.time);
    if time.twofold && colon {
        let later = after(time.time + chrono::Duration::hours(12));
        return first.min(later);
    }
    first
}

/// The first time, placed in the part of the day that is named beside it; and whether it has a colon.
fn time_of(phrases: &[Phrase]) -> Option<(Time, bool)> {
    let (at, clock) = phrases
        .iter()
        .enumerate()
        .find_map(|(i, p)| match p.meaning {
            Meaning::Clock(clock) => Some((i, clock)),
            _ => None,
        })?;
    let mut time = clock.time;
    // "From 3:30 to 6 pm": what is said of the second holds for the first.
    let range = phrases.get(at + 1).and_then(|p| match p.meaning {
        Meaning::Clock(second) if p.tokens.0 <= phrases[at].tokens.1 + 2 => Some(second.time),
        _ => None,
    });
    if time.twofold
        && let Some(second) = range
        && !second.twofold
        && second.time > NaiveTime::MIN + chrono::Duration::hours(12)
    {
        let later = time.time + chrono::Duration::hours(12);
        if later < second.time {
            time.time = later;
        }
        time.twofold = false;
    }
    if time.twofold
        && let Some(part) = part_of(phrases)
    {
        use chrono::Timelike;
        let hour = part.place(time.time.hour());
        time.time = time.time.with_hour(hour).unwrap_or(time.time);
        time.twofold = false;
    }
    Some((time, clock.colon))
}

fn part_of(phrases: &[Phrase]) -> Option<Part> {
    phrases.iter().find_map(|p| match p.meaning {
        Meaning::Part(part) => Some(part),
        Meaning::Day(day) => day.part,
        _ => None,
    })
}

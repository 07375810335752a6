//! Opening hours in the notation of OpenStreetMap, evaluated in a time zone with the public holidays of a country.
//!
//! The library evaluates local times; moments are made from them here, because the two nights a year on which clocks
//! change need care: an opening in the hour that comes twice is its first, a closing its second, and what falls into
//! the hour that does not exist is the moment after it.

mod loose;
mod typo;

use crate::limits;
use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use frontdesk_core::{Timestamp, hours::Hours};
use opening_hours::{Context, RuleKind, localization::Country};
use std::fmt;

/// More than clocks are ever set forward or back.
const SHIFT_HOURS: i64 = 3;

/// Opening hours of one business.
#[derive(Debug, Clone)]
pub struct OpeningHours {
    hours: opening_hours::OpeningHours,
    tz: Tz,
    written: String,
}

/// What is wrong with written hours, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursError {
    /// What is wrong and where.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for HoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.mend)
    }
}

impl std::error::Error for HoursError {}

impl OpeningHours {
    /// Reads hours such as `Mo-Fr 09:00-17:00; PH off`, and what people write instead as far as it is clear: `Monday to
    /// Friday 9am-5pm`. `country` is an ISO 3166 code of two letters; its public holidays
    /// are what `PH` means.
    ///
    /// # Errors
    /// Where the notation is wrong and what is allowed; what nobody here can know, such as when the sun sets or schools
    /// have holidays; or `PH` is used and the country is missing or not known.
    pub fn parse(spec: &str, tz: Tz, country: Option<&str>) -> Result<Self, HoursError> {
        let written = spec.split_whitespace().collect::<Vec<_>>().join(" ");
        if written.is_empty() {
            return Err(typo::empty());
        }
        if written.chars().count() > limits::HOURS_CHARS {
            return Err(typo::too_long());
        }
        let (hours, read) = parsed(&written)?;
        if let Some(error) = typo::unanswerable(&read) {
            return Err(error);
        }
        let mut context = Context::default();
        match country.map(|c| c.trim().to_uppercase()) {
            Some(code) => match code.parse::<Country>() {
                Ok(country) => context = context.with_holidays(country.holidays()),
                Err(_) if typo::names_holidays(&read) => {
                    return Err(typo::unknown_country(&code));
                }
                Err(_) => {}
            },
            None if typo::names_holidays(&read) => return Err(typo::no_country()),
            None => {}
        }
        Ok(Self {
            hours: hours.with_context(context),
            tz,
            written,
        })
    }

    fn local(&self, at: Timestamp) -> NaiveDateTime {
        at.to_utc().with_timezone(&self.tz).naive_local()
    }

    /// The open stretches that overlap the local times, as moments, in order, merged where they touch.
    fn open(
        &self,
        from: NaiveDateTime,
        to: NaiveDateTime,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + use<'_> {
        let mut pieces = self
            .hours
            .iter_range(from, to)
            .filter(|piece| piece.kind == RuleKind::Open)
            .map(|piece| {
                (
                    opening(self.tz, piece.range.start),
                    closing(self.tz, piece.range.end),
                )
            })
            .peekable();
        std::iter::from_fn(move || {
            let (start, mut end) = pieces.next()?;
            // A comment in the notation cuts a stretch in two that customers see as one.
            while let Some((_, later)) = pieces.next_if(|(next, _)| *next <= end) {
                end = end.max(later);
            }
            Some((start, end))
        })
    }
}

impl Hours for OpeningHours {
    fn is_open(&self, at: Timestamp) -> bool {
        let local = self.local(at);
        let around = Duration::hours(SHIFT_HOURS);
        self.open(local - around, local + around)
            .any(|(start, end)| start <= at && at < end)
    }

    fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let local = self.local(at);
        let horizon = local + Duration::days(limits::HOURS_AHEAD_DAYS);
        let last = closing(self.tz, horizon);
        let (start, end) = self
            .open(local - Duration::hours(SHIFT_HOURS), horizon)
            .find(|(_, end)| *end > at)?;
        if start > at {
            return Some(start);
        }
        (end < last).then_some(end)
    }

    fn intervals(&self, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        if from >= to {
            return Vec::new();
        }
        let around = Duration::hours(SHIFT_HOURS);
        self.open(self.local(from) - around, self.local(to) + around)
            .map(|(start, end)| (start.max(from), end.min(to)))
            .filter(|(start, end)| start < end)
            .collect()
    }

    fn as_written(&self) -> &str {
        &self.written
    }
}

/// The hours and the notation they were read from: what is written, if it is in the notation, or else what it is clearly
/// meant to be.
fn parsed(written: &str) -> Result<(opening_hours::OpeningHours, String), HoursError> {
    let strict = loose::open_ends(written);
    let complaint = match strict.parse::<opening_hours::OpeningHours>() {
        Ok(hours) => return Ok((hours, strict)),
        Err(complaint) => complaint,
    };
    let read = loose::read(written);
    match read.parse::<opening_hours::OpeningHours>() {
        Ok(hours) => Ok((hours, read)),
        Err(_) => Err(typo::explain(written, &complaint)),
    }
}

/// The moment of a local time; the first one if it comes twice, the one after the gap if it never comes.
pub fn opening(tz: Tz, local: NaiveDateTime) -> Timestamp {
    match tz.from_local_datetime(&local) {
        LocalResult::Single(at) => moment(at),
        LocalResult::Ambiguous(first, _) => moment(first),
        LocalResult::None => after_gap(tz, local),
    }
}

/// The moment of a local time; the second one if it comes twice.
fn closing(tz: Tz, local: NaiveDateTime) -> Timestamp {
    match tz.from_local_datetime(&local) {
        LocalResult::Single(at) => moment(at),
        LocalResult::Ambiguous(_, second) => moment(second),
        LocalResult::None => after_gap(tz, local),
    }
}

/// The first moment after a gap. Gaps are whole quarters of an hour, and the longest was a day (Samoa, 2011).
fn after_gap(tz: Tz, local: NaiveDateTime) -> Timestamp {
    let minutes = 15;
    (1..=25 * 60 / minutes)
        .find_map(|n| {
            let shifted = local + Duration::minutes(n * minutes);
            let behind = tz.from_local_datetime(&shifted).earliest()?;
            // Back to the edge: what lies between is at most the step.
            let edge = (0..=minutes)
                .map(|m| behind - Duration::minutes(m))
                .take_while(|at| at.naive_local() >= local)
                .last()
                .unwrap_or(behind);
            Some(moment(edge))
        })
        .unwrap_or_else(|| moment(tz.from_utc_datetime(&local)))
}

fn moment(at: DateTime<Tz>) -> Timestamp {
    at.with_timezone(&Utc).into()
}

#[cfg(test)]
mod tests;

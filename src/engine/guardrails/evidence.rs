//! What a draft may rest on. It is taken apart when a draft first states something to be checked, which most do not.

use super::{
    facts::{
        Facts,
        dates::{self, Dates, Day, Span, Stated},
        spoken,
        streets::Streets,
    },
    plain,
};
use chrono::{Days, NaiveDate, NaiveTime, Timelike};
use chrono_tz::Tz;
use frontdesk_core::{Timestamp, hours::Hours};
use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, OnceLock},
};

/// Days from the present one that a draft may name without a source: a model that is told the day of today reckons "this Saturday".
const DAYS_AHEAD: u64 = 14;

/// Milliseconds from now in which the business's opening hours are looked at: a week and the day before it.
const HOURS_MS: (u64, u64) = (86_400_000, 8 * 86_400_000);

/// The last minute of a day.
const LAST_MINUTE: u16 = 24 * 60 - 1;

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    text: String,
    /// Where each text in it ends, and whether it is what the customer wrote: that is no source of what the business does.
    ends: Vec<(usize, bool)>,
    reports: Vec<String>,
    changes: Vec<String>,
    own_words: Vec<String>,
    today: Option<NaiveDate>,
    opening: Option<Opening>,
    facts: OnceLock<Facts>,
    told: OnceLock<Facts>,
    spoken: OnceLock<HashSet<u64>>,
    dates: OnceLock<Dates>,
    streets: OnceLock<Streets>,
    words: OnceLock<String>,
    hours: OnceLock<Vec<(u16, u16)>>,
}

/// The opening hours, seen from a moment.
#[derive(Clone)]
struct Opening {
    hours: Arc<dyn Hours>,
    tz: Tz,
    now: Timestamp,
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("now", &self.now).finish()
    }
}

impl Evidence {
    /// Adds a text that drafts may rest on.
    pub fn add(&mut self, text: &str) {
        self.take(text, false);
    }

    /// Adds what the customer wrote: drafts may repeat its facts, but it bears out nothing that the business does.
    pub fn hear(&mut self, text: &str) {
        self.take(text, true);
    }

    /// Adds what the assistant itself said before.
    pub fn said(&mut self, text: &str) {
        self.add(text);
        self.own_words.push(text.to_owned());
    }

    /// Adds what a tool, or a member of staff, says that has come about.
    pub fn report(&mut self, text: &str) {
        self.reports.push(text.to_owned());
    }

    /// Adds a change that a tool made: the tool, what it was asked, what it said.
    pub fn change(&mut self, text: &str) {
        self.changes.push(text.to_owned());
    }

    /// Tells which day it is where the business is.
    pub fn today(&mut self, today: NaiveDate) {
        self.today = Some(today);
        self.forget();
    }

    /// Tells when the business is open.
    pub fn opens(&mut self, hours: Arc<dyn Hours>, tz: Tz, now: Timestamp) {
        self.opening = Some(Opening { hours, tz, now });
        self.forget();
    }

    fn take(&mut self, text: &str, heard: bool) {
        self.text.push_str(text);
        self.ends.push((self.text.len(), heard));
        self.text.push('\n');
        self.forget();
    }

    fn forget(&mut self) {
        self.facts.take();
        self.told.take();
        self.spoken.take();
        self.dates.take();
        self.streets.take();
        self.words.take();
        self.hours.take();
    }

    fn parts(&self) -> impl Iterator<Item = (&str, bool)> {
        let mut from = 0;
        self.ends.iter().map(move |&(end, heard)| {
            let text = &self.text[from..end];
            from = end + 1;
            (text, heard)
        })
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts().map(|(text, _)| text)
    }

    fn sources(&self) -> impl Iterator<Item = &str> {
        self.parts()
            .filter(|(_, heard)| !heard)
            .map(|(text, _)| text)
    }

    /// All texts.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The texts that the customer did not write.
    pub(super) fn told_text(&self) -> String {
        self.sources().collect::<Vec<_>>().join("\n")
    }

    pub(super) fn changes(&self) -> &[String] {
        &self.changes
    }

    pub(super) fn reports(&self) -> &[String] {
        &self.reports
    }

    pub(super) fn own_words(&self) -> &[String] {
        &self.own_words
    }

    /// The words of the sources, with a space around each.
    fn words(&self) -> &str {
        self.words.get_or_init(|| {
            let mut all = String::from(" ");
            for text in self.sources() {
                for word in plain::words(text) {
                    all.push_str(&word);
                    all.push(' ');
                }
                all.push_str("/ ");
            }
            all
        })
    }

    /// Whether a source says these words one after the other.
    pub(super) fn says(&self, words: &[String]) -> bool {
        self.words().contains(&format!(" {} ", words.join(" ")))
    }

    /// Whether a source has a word that begins with one of these.
    pub(super) fn has_word(&self, begins: &[&str]) -> bool {
        let words = self.words();
        begins.iter().any(|b| words.contains(&format!(" {b}")))
    }

    /// The facts of all texts.
    pub(super) fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| facts_of(self.texts()))
    }

    /// The facts of what the customer did not say.
    pub(super) fn told(&self) -> &Facts {
        self.told.get_or_init(|| facts_of(self.sources()))
    }

    /// Whether a number, in hundredths, stands in a text in words.
    pub(super) fn speaks_of(&self, number: u64) -> bool {
        let spoken = self
            .spoken
            .get_or_init(|| self.texts().flat_map(spoken::numbers).collect());
        spoken.contains(&number)
    }

    /// Whether the text has a word as it is written.
    pub(super) fn has_as_written(&self, word: &str) -> bool {
        let upper = self.text.to_uppercase();
        upper.contains(&word.to_uppercase())
    }

    /// Whether the business's hours begin, end or, if `within`, last at a time of some day of the coming week; `None` if it says none.
    pub(super) fn is_hour(&self, minutes: u16, within: bool) -> Option<bool> {
        let opening = self.opening.as_ref()?;
        let hours = self.hours.get_or_init(|| opening.stretches());
        Some(hours.iter().any(|&(start, end)| {
            let inside = if start <= end {
                (start..=end).contains(&minutes)
            } else {
                minutes >= start || minutes <= end
            };
            start == minutes || end == minutes || within && inside
        }))
    }

    pub(super) fn streets(&self) -> &Streets {
        self.streets.get_or_init(|| {
            let mut streets = Streets::default();
            self.texts().for_each(|text| streets.add(text));
            streets
        })
    }

    /// Whether a date is in the texts, in a range or a holiday of theirs, or near.
    pub(super) fn knows(&self, stated: &Stated) -> bool {
        let dates = self.dates.get_or_init(|| {
            let mut dates = Dates::default();
            self.texts().for_each(|text| dates.add(text));
            if let Some(today) = self.today {
                let end = today.checked_add_days(Days::new(DAYS_AHEAD));
                let end = end.unwrap_or(today);
                dates.known.push(Span::new(Day::from(today), end.into()));
            }
            dates
        });
        stated.readings.iter().any(|day| dates.knows(*day))
            || stated.number.is_some_and(|number| self.is_number(number))
            || self.names_holiday(&stated.readings)
    }

    /// Whether what looks like 24.12. is a price or a time of the texts.
    fn is_number(&self, (hour, minute, amount): (u8, u8, u64)) -> bool {
        let facts = self.facts();
        let minutes = u16::from(hour) * 60 + u16::from(minute);
        facts.prices.contains(&amount)
            || facts.numbers.contains(&amount)
            || facts.times.contains(&minutes)
    }

    fn names_holiday(&self, days: &[Day]) -> bool {
        let text = self.text.to_lowercase().replace('’', "'");
        days.iter().any(|day| dates::holiday(&text, *day))
    }
}

impl Opening {
    /// When it is open, in minutes of the day.
    fn stretches(&self) -> Vec<(u16, u16)> {
        let from = Timestamp(self.now.0 - i64::try_from(HOURS_MS.0).unwrap_or(0));
        let minutes = |at: Timestamp| {
            let time: NaiveTime = at.to_utc().with_timezone(&self.tz).time();
            u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0)
        };
        let to = self.now.plus_ms(HOURS_MS.1);
        let stretches = self.hours.intervals(from, to).into_iter();
        stretches
            .filter_map(|(start, end)| {
                if end.since(start) >= HOURS_MS.0 {
                    return Some((0, LAST_MINUTE));
                }
                // What is cut there neither begins nor ends there.
                (start > from && end < to).then(|| (minutes(start), minutes(end)))
            })
            .collect()
    }
}

fn facts_of<'a>(texts: impl Iterator<Item = &'a str>) -> Facts {
    let mut facts = Facts::default();
    texts.for_each(|text| facts.add(text));
    facts
}

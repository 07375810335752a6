//! Opening hours in sentences.

mod tongues;

pub(super) use tongues::CODES;

use crate::{
    datetime::Reference,
    hours::opening,
    limits,
    spoken::{Spoken, and},
};
use chrono::{Days, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use frontdesk_core::{Timestamp, hours::Hours, tool::ToolContext};

/// A stretch that began the day before and ends after this hour is told for the day itself.
const MORNING_HOUR: u32 = 6;

/// The hours of a business, seen from a moment.
pub(super) struct View<'a> {
    hours: &'a dyn Hours,
    tz: Tz,
    now: Timestamp,
    spoken: Spoken<'a>,
}

impl<'a> View<'a> {
    /// `None` if the business does not say when it is open.
    pub(super) fn new(context: &'a ToolContext) -> Option<Self> {
        let business = &context.business;
        let tz = business.timezone;
        let today = context.now.to_utc().with_timezone(&tz).date_naive();
        Some(Self {
            hours: business.hours.as_deref()?,
            tz,
            now: context.now,
            spoken: Spoken {
                today,
                country: &business.profile.country,
            },
        })
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.spoken.today
    }

    /// From where a customer's words for days are seen.
    pub(super) fn reference(&self) -> Reference<'a> {
        Reference {
            now: self.local(self.now),
            country: self.spoken.country,
            weekday_is_today: true,
        }
    }

    pub(super) fn is_open_now(&self) -> bool {
        self.is_open(self.now)
    }

    pub(super) fn is_open_at(&self, date: NaiveDate, time: NaiveTime) -> bool {
        self.is_open(opening(self.tz, date.and_time(time)))
    }

    fn is_open(&self, at: Timestamp) -> bool {
        self.hours.is_open(at) && !self.is_remainder_at(at)
    }

    /// In the notation, `Sa 18:00-01:00; Dec 25 off` leaves the hour after midnight open when Christmas is a Saturday. No
    /// business means that. Such a remainder begins at midnight, ends in the early morning, and in the weeks around it the
    /// same hour belongs to the evening before; a place that always opens at midnight has none.
    fn is_remainder(&self, start: Timestamp, end: Timestamp) -> bool {
        let local = self.local(start);
        let brief = end.since(start) <= u64::from(MORNING_HOUR) * 3_600_000;
        let evening = |weeks: i64| {
            let before = local + Duration::weeks(weeks) - Duration::minutes(1);
            self.hours.is_open(opening(self.tz, before))
        };
        brief && local.time() == NaiveTime::MIN && !evening(0) && (evening(-1) || evening(1))
    }

    fn is_remainder_at(&self, at: Timestamp) -> bool {
        let morning_ms = i64::from(MORNING_HOUR) * 3_600_000;
        let around = (
            Timestamp(at.0 - 2 * morning_ms),
            Timestamp(at.0 + 2 * morning_ms),
        );
        self.hours
            .intervals(around.0, around.1)
            .into_iter()
            .any(|(start, end)| start <= at && at < end && self.is_remainder(start, end))
    }

    /// The next moment at which it opens or closes, remainders passed over.
    fn next_change(&self, after: Timestamp) -> Option<Timestamp> {
        let change = self.hours.next_change(after)?;
        if self.is_open(change) || self.is_open(after) {
            return Some(change);
        }
        // What begins there is a remainder, or ends as one; behind it comes the real opening.
        let next = self.hours.next_change(change)?;
        if self.hours.is_open(next) {
            return Some(next);
        }
        self.hours.next_change(next)
    }

    /// The day, date and time, for the model.
    pub(super) fn now_in_words(&self) -> String {
        let local = self.local(self.now);
        format!(
            "{}, {}, {}",
            self.spoken.time(local.time()),
            local.format("%A, %B %-d, %Y"),
            self.tz.name()
        )
    }

    fn local(&self, at: Timestamp) -> NaiveDateTime {
        at.to_utc().with_timezone(&self.tz).naive_local()
    }

    fn clock(&self, at: Timestamp) -> String {
        self.spoken.time(self.local(at).time())
    }

    /// Whether it is open now, and until or from when.
    pub(super) fn now_sentence(&self) -> String {
        if !self.is_open_now() {
            return format!("We are closed now.{}", self.opens_again(self.now));
        }
        match self.next_change(self.now) {
            Some(end) if end.since(self.now) < 24 * 3_600_000 => {
                format!("We are open now, until {}.", self.clock(end))
            }
            Some(end) => format!(
                "We are open now, until {} {}.",
                self.clock(end),
                self.spoken.near_day(self.local(end).date())
            ),
            None => "We are open now; we never close.".into(),
        }
    }

    /// ` We open again on Monday at 11:30 am.`
    fn opens_again(&self, after: Timestamp) -> String {
        let next = if self.is_open(after) {
            Some(after)
        } else {
            self.next_change(after)
        };
        next.map_or_else(String::new, |start| {
            let local = self.local(start);
            format!(
                " We open again {} at {}.",
                self.spoken.near_day(local.date()),
                self.spoken.time(local.time())
            )
        })
    }

    /// Whether it is open at a time of a day.
    pub(super) fn at(&self, date: NaiveDate, time: NaiveTime) -> String {
        let at = opening(self.tz, date.and_time(time));
        let (day, clock) = (self.spoken.day(date), self.spoken.time(time));
        if self.is_open(at) {
            let until = self.next_change(at).map_or_else(String::new, |end| {
                if end.since(at) < 24 * 3_600_000 {
                    format!(", until {}", self.clock(end))
                } else {
                    String::new()
                }
            });
            return format!("We are open at {clock} {day}{until}.");
        }
        format!("We are closed at {clock} {day}. {}", self.day(date))
    }

    /// The hours of a day, and what follows if it is closed.
    pub(super) fn day(&self, date: NaiveDate) -> String {
        let day = self.spoken.day(date);
        let is_today = date == self.today();
        let before = if is_today && self.is_open_now() && self.began_earlier() {
            format!("{} ", self.now_sentence())
        } else {
            String::new()
        };
        let stretches = self.stretches(date);
        let after = self.end_of(date, &stretches);
        if stretches.is_empty() {
            return format!("{before}We are closed {day}.{}", self.opens_again(after));
        }
        let told = self.tell(date, &stretches);
        if is_today && after <= self.now && before.is_empty() {
            return format!(
                "We were open today {told} and are closed now.{}",
                self.opens_again(self.now)
            );
        }
        format!("{before}We are open {day} {told}.")
    }

    /// Whether the stretch that is open now began on an earlier day.
    fn began_earlier(&self) -> bool {
        let midnight = opening(self.tz, self.today().and_time(NaiveTime::MIN));
        self.stretches(self.today())
            .iter()
            .all(|(start, _)| *start > self.now || *start < midnight)
    }

    /// From when on the next opening is looked for.
    fn end_of(&self, date: NaiveDate, stretches: &[(Timestamp, Timestamp)]) -> Timestamp {
        match stretches.last() {
            Some((_, end)) => *end,
            None => {
                let midnight = opening(self.tz, date.and_time(NaiveTime::MIN));
                let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
                // A night that runs into a closed day must not count as its next opening.
                self.next_change(midnight)
                    .filter(|change| {
                        self.is_open(midnight)
                            && *change < opening(self.tz, next.and_time(NaiveTime::MIN))
                    })
                    .unwrap_or(midnight)
            }
        }
    }

    /// The stretches that belong to a day: those that begin on it, and what lasts into it beyond the early morning.
    fn stretches(&self, date: NaiveDate) -> Vec<(Timestamp, Timestamp)> {
        let midnight = |ahead: u64| {
            let day = date.checked_add_days(Days::new(ahead)).unwrap_or(date);
            opening(self.tz, day.and_time(NaiveTime::MIN))
        };
        let (start_of_day, end_of_day) = (midnight(0), midnight(1));
        let before = Timestamp(start_of_day.0 - 1);
        let morning = start_of_day.plus_ms(u64::from(MORNING_HOUR) * 3_600_000);
        self.hours
            .intervals(before, midnight(2))
            .into_iter()
            .filter(|(start, end)| {
                let begins = start_of_day <= *start && *start < end_of_day;
                let lasts = *start < start_of_day && *end > morning;
                (begins && !self.is_remainder(*start, *end)) || lasts
            })
            .collect()
    }

    /// `from 11:30 am to 9:30 pm`.
    fn tell(&self, date: NaiveDate, stretches: &[(Timestamp, Timestamp)]) -> String {
        let midnight = opening(self.tz, date.and_time(NaiveTime::MIN));
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        let next_midnight = opening(self.tz, next.and_time(NaiveTime::MIN));
        let each: Vec<String> = stretches
            .iter()
            .map(|(start, end)| match (*start < midnight, *end) {
                // Cut at the second midnight, it goes on beyond.
                (true, end) if end >= next_midnight => "around the clock".into(),
                (true, end) => format!("until {}", self.clock(end)),
                (false, end) => format!("from {} to {}", self.clock(*start), self.clock(end)),
            })
            .collect();
        and(&each)
    }

    /// The coming seven days, equal neighbours together.
    pub(super) fn week(&self) -> String {
        let mut groups: Vec<(Vec<NaiveDate>, String)> = Vec::new();
        for date in self.today().iter_days().take(limits::DAYS) {
            let stretches = self.stretches(date);
            let told = if stretches.is_empty() {
                "closed".into()
            } else {
                self.tell(date, &stretches).replace("from ", "")
            };
            match groups.last_mut() {
                Some((days, same)) if *same == told && self.is_plain(date, days) => days.push(date),
                _ => groups.push((vec![date], told)),
            }
        }
        let each: Vec<String> = groups
            .iter()
            .map(|(days, told)| format!("{} {told}", self.tell_days(days)))
            .collect();
        let now = if self.is_open_now() {
            self.now_sentence()
        } else {
            "We are closed now.".into()
        };
        format!("Our hours for the coming week: {}. {now}", each.join("; "))
    }

    /// The hours of the week, after a day that was not understood, or a month, which has too many.
    pub(super) fn instead_of(&self, unclear: &str) -> String {
        let month = unclear.split_whitespace().count() == 1
            && crate::datetime::words::month(&unclear.to_lowercase()).is_some();
        let about = if month {
            format!("Please name a day in {unclear}, and I can tell its hours.")
        } else {
            format!("I did not understand which day \"{unclear}\" is.")
        };
        format!("{about} {}", self.week())
    }

    /// Named days stand alone, so that nobody overlooks them.
    fn is_plain(&self, date: NaiveDate, days: &[NaiveDate]) -> bool {
        let named = |d: &NaiveDate| crate::calendar::name_of(*d, self.spoken.country).is_some();
        !named(&date) && !days.iter().any(named)
    }

    fn tell_days(&self, days: &[NaiveDate]) -> String {
        let name = |d: &NaiveDate| match crate::calendar::name_of(*d, self.spoken.country) {
            Some(name) => format!("{} ({name})", d.format("%A")),
            None => d.format("%A").to_string(),
        };
        match days {
            [first, last] => format!("{} and {}", name(first), name(last)),
            [first, .., last] => format!("{} to {}", name(first), name(last)),
            [one] => name(one),
            [] => String::new(),
        }
    }
}

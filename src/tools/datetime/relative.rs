//! Lengths of time and what is told by them: `in 3 days`, `two weeks ago`, `2 days after next Friday`, `next month`,
//! `end of the year`.

use super::{
    phrase::{Day, Meaning, Scope},
    words::{Unit, number, part, unit_behind, weekday},
};
use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, Weekday};

/// Amounts are counted in twelfths, so that halves and quarters are whole.
const WHOLE: i64 = 12;

/// The greatest amount that is read: more is no appointment.
const GREATEST: i64 = 5_000;

/// A length of time.
#[derive(Debug, Clone, Copy, Default)]
struct Length {
    months: i64,
    days: i64,
    seconds: i64,
}

impl Length {
    fn of(twelfths: i64, unit: Unit) -> Self {
        let mut length = Self::default();
        let months = |n: i64| twelfths * n / WHOLE;
        match unit {
            Unit::Second => length.seconds = twelfths / WHOLE,
            Unit::Minute => length.seconds = twelfths * 60 / WHOLE,
            Unit::Hour => length.seconds = twelfths * 3_600 / WHOLE,
            Unit::Day => length.days = twelfths / WHOLE,
            Unit::Week => length.days = twelfths * 7 / WHOLE,
            Unit::Fortnight => length.days = twelfths * 14 / WHOLE,
            Unit::Month => length.months = months(1),
            Unit::Quarter => length.months = months(3),
            Unit::Year => length.months = months(12),
        }
        length
    }

    fn plus(self, other: Self) -> Self {
        Self {
            months: self.months + other.months,
            days: self.days + other.days,
            seconds: self.seconds + other.seconds,
        }
    }

    fn back(self) -> Self {
        Self {
            months: -self.months,
            days: -self.days,
            seconds: -self.seconds,
        }
    }

    /// Whether it is told in hours or less, so that it leads to a time of day.
    fn is_fine(self) -> bool {
        self.seconds != 0
    }

    fn from(self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        let months = u32::try_from(self.months.abs()).ok()?;
        let at = if self.months < 0 {
            at.checked_sub_months(Months::new(months))?
        } else {
            at.checked_add_months(Months::new(months))?
        };
        at.checked_add_signed(Duration::days(self.days) + Duration::seconds(self.seconds))
    }
}

/// Words between a preposition and an amount that change nothing.
const ABOUT: &[&str] = &[
    "about",
    "around",
    "approximately",
    "approx",
    "roughly",
    "exactly",
    "~",
    "just",
    "another",
    "like",
    "some",
    "ca",
    "unos",
    "etwa",
    "environ",
];

const AGO: &[&str] = &["ago", "back", "earlier", "prior"];
const BEHIND: &[&str] = &["hence", "later"];
const NEXT: &[&str] = &[
    "next",
    "coming",
    "following",
    "upcoming",
    "nachste",
    "nachsten",
    "kommenden",
    "proximo",
    "proxima",
];
const LAST: &[&str] = &["last", "past", "previous", "letzte", "letzten"];
const THIS: &[&str] = &["this", "current", "diese", "diesen", "esta", "este"];

impl Scope<'_> {
    /// What a phrase told by a length says, and the place behind it.
    pub(super) fn relative_at(&self, i: usize) -> Option<(Meaning, usize)> {
        if self.t.word(i) == "now" {
            return Some((Meaning::Instant(self.now), i + 1));
        }
        self.ahead_or_ago(i)
            .or_else(|| self.counted_from(i))
            .or_else(|| self.period_at(i))
            .or_else(|| self.edge_at(i))
    }

    /// `in 3 days`, `hace dos semanas`, `-3y`.
    fn ahead_or_ago(&self, i: usize) -> Option<(Meaning, usize)> {
        let t = self.t;
        const AHEAD: &[&[&str]] = &[
            &["in"],
            &["within"],
            &["en"],
            &["dans"],
            &["dentro", "de"],
            &["give", "it"],
            &["wait"],
            &["timer", "for"],
        ];
        const BACK: &[&[&str]] = &[&["vor"], &["hace"], &["il", "y", "a"]];
        if let Some(p) = AHEAD.iter().find(|p| t.are(i, p)) {
            let (length, end) = self.length_at(i + p.len())?;
            let end = if t.are(end, &["from", "now"]) {
                end + 2
            } else {
                end
            };
            return self.shifted(length, end);
        }
        if let Some(p) = BACK.iter().find(|p| t.are(i, p)) {
            let (length, end) = self.length_at(i + p.len())?;
            return self.shifted(length.back(), end);
        }
        if t.is(i, &["-", "+"]) && t.glued(i + 1) && !t.glued(i) {
            let (length, end) = self.length_at(i + 1)?;
            let length = if t.word(i) == "-" {
                length.back()
            } else {
                length
            };
            return self.shifted(length, end);
        }
        None
    }

    /// `3 days ago`, `a week from tomorrow`, `two Sundays from now`.
    fn counted_from(&self, i: usize) -> Option<(Meaning, usize)> {
        let t = self.t;
        if let Some((n, day)) = number(t, i)
            && let Some(weekday) = weekday(t.word(day))
            && t.are(day + 1, &["from", "now"])
        {
            let first = self.coming(weekday, false);
            let date = first.checked_add_days(Days::new(7 * u64::from(n.clamp(1, 60) - 1)))?;
            return Some((Meaning::Day(Day::on(date)), day + 3));
        }
        let (length, end) = self.length_at(i)?;
        if t.is(end, AGO) {
            return self.shifted(length.back(), end + 1);
        }
        if t.is(end, BEHIND) {
            return self.shifted(length, end + 1);
        }
        if t.is(end, &["from", "after", "before", "past"]) {
            if t.is(end + 1, &["now", "today"]) && t.word(end) != "before" {
                return self.shifted(length, end + 2);
            }
            let (day, after) = self.day_at(end + 1)?;
            let length = if t.word(end) == "before" {
                length.back()
            } else {
                length
            };
            let date = length.from(day.first.and_time(self.now.time()))?.date();
            return (!length.is_fine()).then_some((Meaning::Day(Day::on(date)), after));
        }
        // "A fortnight today", "a week on Friday"; but "2 days Friday" is two things.
        let on = t.skip(end, &["on"]);
        let weeks = length.days >= 7 && length.months == 0 && !length.is_fine();
        let (day, after) = self.day_at(on).filter(|_| weeks)?;
        let date = day.first.checked_add_signed(Duration::days(length.days))?;
        Some((Meaning::Day(Day::on(date)), after))
    }

    fn shifted(&self, length: Length, end: usize) -> Option<(Meaning, usize)> {
        let at = length.from(self.now)?;
        let meaning = if length.is_fine() {
            Meaning::Instant(at)
        } else {
            Meaning::Day(Day::on(at.date()))
        };
        Some((meaning, end))
    }

    /// `1 hour, 5 minutes and 30 seconds`.
    fn length_at(&self, i: usize) -> Option<(Length, usize)> {
        let (mut length, mut end) = self.measure_at(i)?;
        loop {
            let next = self.t.skip(end, &[",", "and"]);
            match self.measure_at(next) {
                // `a` begins too many other things: "in 5 minutes a car".
                Some((more, after)) if !self.t.is(next, &["a", "an"]) => {
                    length = length.plus(more);
                    end = after;
                }
                _ => return Some((length, end)),
            }
        }
    }

    /// `3 weeks`, `half an hour`, `an hour and a half`.
    fn measure_at(&self, i: usize) -> Option<(Length, usize)> {
        let t = self.t;
        let (amount, end) = self.amount_at(t.skip(i, ABOUT))?;
        let end = t.skip(end, &["more", "full", "whole", "upcoming"]);
        let unit = unit_behind(t, end)?;
        let length = Length::of(amount, unit);
        if t.are(end + 1, &["and", "a", "half"]) {
            return Some((length.plus(Length::of(WHOLE / 2, unit)), end + 4));
        }
        Some((length, end + 1))
    }

    /// An amount in twelfths.
    fn amount_at(&self, i: usize) -> Option<(i64, usize)> {
        let t = self.t;
        let fixed: &[(&[&str], i64)] = &[
            (&["half", "an"], 6),
            (&["half", "a"], 6),
            (&["a", "quarter", "of", "an"], 3),
            (&["quarter", "of", "an"], 3),
            (&["three", "quarters", "of", "an"], 9),
            (&["a", "couple", "of"], 24),
            (&["couple", "of"], 24),
            (&["a", "couple"], 24),
            (&["couple"], 24),
            (&["a", "pair", "of"], 24),
            (&["a", "few"], 36),
            (&["few"], 36),
            (&["a"], WHOLE),
            (&["an"], WHOLE),
        ];
        if let Some((words, amount)) = fixed.iter().find(|(words, _)| t.are(i, words)) {
            return Some((*amount, i + words.len()));
        }
        let (n, end) = number(t, i)?;
        let n = i64::from(n);
        if n > GREATEST {
            return None;
        }
        if t.is(end, &["/", "."]) && t.glued(end) && t.glued(end + 1) {
            let under = i64::from(t.digits(end + 1)?);
            let amount = match t.word(end) {
                "/" => (n * WHOLE).checked_div(under)?,
                _ if under < 10 => n * WHOLE + under * WHOLE / 10,
                _ => return None,
            };
            return Some((amount, end + 2));
        }
        if t.word(end) == "and" && t.is(end + 1, &["a", "an"]) && t.word(end + 2) == "half" {
            return Some((n * WHOLE + WHOLE / 2, end + 3));
        }
        Some((n * WHOLE, end))
    }

    /// `next month`, `last 2 weeks`, `this weekend`, `2 upcoming days`.
    fn period_at(&self, i: usize) -> Option<(Meaning, usize)> {
        let t = self.t;
        let side: i64 = match t.word(i) {
            w if THIS.contains(&w) => 0,
            w if NEXT.contains(&w) => 1,
            w if LAST.contains(&w) => -1,
            _ if number(t, i).is_some_and(|(_, end)| t.word(end) == "upcoming") => {
                let (length, end) = self.length_at(i)?;
                return self.shifted(length, end);
            }
            _ if t.is(i, &["weekend", "weekends", "wochenende"]) => {
                return Some((Meaning::Day(self.weekend(0)?), i + 1));
            }
            _ => return None,
        };
        let i = t.skip(i + 1, &["coming"]);
        if t.is(i, &["weekend", "wochenende"]) {
            return Some((Meaning::Day(self.weekend(side)?), i + 1));
        }
        if t.is(i, &["weekday", "workday"]) || t.are(i, &["business", "day"]) {
            let end = i + 1 + usize::from(t.word(i) == "business");
            return Some((Meaning::Day(Day::on(self.workday(side)?)), end));
        }
        if let Some(part) = part(t.word(i)) {
            let date = self.today().checked_add_signed(Duration::days(side))?;
            return Some((
                Meaning::Day(Day {
                    part: Some(part),
                    ..Day::on(date)
                }),
                i + 1,
            ));
        }
        if side != 0 && number(t, i).is_some() {
            let (length, end) = self.length_at(i)?;
            return self.shifted(if side < 0 { length.back() } else { length }, end);
        }
        let unit = unit_behind(t, i).filter(|_| t.word(i).len() > 1)?;
        Some((self.period(unit, side)?, i + 1))
    }

    /// The period of that unit, so many away from the present one, told by its first day.
    fn period(&self, unit: Unit, away: i64) -> Option<Meaning> {
        let today = self.today();
        let length = |n: i64| Length::of(n * WHOLE, unit);
        let date = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => {
                return Some(Meaning::Instant(length(away).from(self.now)?));
            }
            Unit::Day => today.checked_add_signed(Duration::days(away))?,
            // What is said of this week is said of what is left of it.
            Unit::Week | Unit::Fortnight if away == 0 => today,
            Unit::Week | Unit::Fortnight => self.monday(away)?,
            Unit::Month => length(away).from(self.now)?.date().with_day(1)?,
            Unit::Quarter => {
                let date = length(away).from(self.now)?.date().with_day(1)?;
                date.with_month(date.month0() / 3 * 3 + 1)?
            }
            Unit::Year => {
                NaiveDate::from_ymd_opt(i32::try_from(i64::from(today.year()) + away).ok()?, 1, 1)?
            }
        };
        let last = match unit {
            Unit::Day => date,
            Unit::Week | Unit::Fortnight => self.monday(away)?.checked_add_days(Days::new(6))?,
            _ => length(1)
                .from(date.and_time(self.now.time()))?
                .date()
                .pred_opt()?,
        };
        Some(Meaning::Day(Day {
            last,
            vague: unit > Unit::Day,
            ..Day::on(date)
        }))
    }

    /// `end of this year`, `the beginning of next month`, `EOM`.
    fn edge_at(&self, i: usize) -> Option<(Meaning, usize)> {
        let t = self.t;
        let short = match t.word(i) {
            "eom" => Some((Unit::Month, true)),
            "eoy" => Some((Unit::Year, true)),
            "bom" => Some((Unit::Month, false)),
            "boy" if t.before(i) == "the" => Some((Unit::Year, false)),
            _ => None,
        };
        if let Some((unit, last)) = short {
            return Some((edge(self.period(unit, 0)?, last)?, i + 1));
        }
        let last = match t.word(i) {
            "end" => true,
            "beginning" | "start" => false,
            _ => return None,
        };
        let of = t.skip(i + 1, &["of"]);
        let period = t.skip(of, &["the", "around"]);
        if of == i + 1 {
            return None;
        }
        if let Some((meaning, end)) = self.period_at(period) {
            return Some((edge(meaning, last)?, end));
        }
        if let Some((month, end)) = self.month_at(period) {
            return Some((edge(Meaning::Day(month), last)?, end));
        }
        let unit = unit_behind(t, period).filter(|u| *u > Unit::Day)?;
        Some((edge(self.period(unit, 0)?, last)?, period + 1))
    }

    /// The Monday of the week so many weeks away.
    pub(super) fn monday(&self, weeks: i64) -> Option<NaiveDate> {
        let back = i64::from(self.today().weekday().num_days_from_monday());
        self.today()
            .checked_add_signed(Duration::days(7 * weeks - back))
    }

    fn weekend(&self, away: i64) -> Option<Day> {
        let saturday = self.monday(away)?.checked_add_days(Days::new(5))?;
        let sunday = saturday.succ_opt()?;
        let first = if saturday < self.today() && away == 0 && sunday == self.today() {
            sunday
        } else {
            saturday
        };
        Some(Day {
            last: sunday,
            ..Day::on(first)
        })
    }

    /// The next day from Monday to Friday on that side of today.
    fn workday(&self, side: i64) -> Option<NaiveDate> {
        let free = |d: NaiveDate| matches!(d.weekday(), Weekday::Sat | Weekday::Sun);
        let step = if side < 0 { -1 } else { 1 };
        let mut date = self.today();
        if side != 0 {
            date = date.checked_add_signed(Duration::days(step))?;
        }
        while free(date) {
            date = date.checked_add_signed(Duration::days(step))?;
        }
        Some(date)
    }
}

/// The first or the last day of a period.
fn edge(period: Meaning, last: bool) -> Option<Meaning> {
    match period {
        Meaning::Day(day) => {
            let date = if last { day.last } else { day.first };
            Some(Meaning::Day(Day {
                first: date,
                last: date,
                ..day
            }))
        }
        _ => None,
    }
}

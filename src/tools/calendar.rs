//! Named days: what customers call them, and when they are.

mod days;
mod moon;

use chrono::{Datelike, Days, Duration, NaiveDate, Weekday};
use days::DAYS;
use moon::Phase;
use std::{collections::HashMap, sync::LazyLock};

/// When a named day is.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Month and day.
    On(u32, u32),
    /// The n-th weekday of a month.
    Nth(u32, Weekday, u8),
    /// The last weekday of a month.
    Last(u32, Weekday),
    /// So many days after the last weekday of a month.
    AfterLast(u32, Weekday, i64),
    /// The last such weekday before a day of a month.
    Before(u32, u32, Weekday),
    /// So many days after the n-th weekday of a month.
    After(u32, Weekday, u8, i64),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// So many days after the Easter Sunday of the eastern churches.
    Orthodox(i64),
    /// So many days after the Hebrew new year.
    Tishri(i64),
    /// So many days after the first day of Passover.
    Nisan(i64),
    /// The first day of Hanukkah.
    Hanukkah,
    /// Month and day of the Islamic calendar.
    Islamic(i32, i32),
    /// The last Friday of Ramadan.
    RamadanFriday,
    /// The first new or full moon from a month and day on; the day it is so many minutes later; and days after that.
    Moon(Phase, u32, u32, i32, i64),
}

/// A named day.
pub struct Named {
    /// The name said back.
    name: &'static str,
    /// What customers write, in small letters without apostrophes, separated by `|`.
    also: &'static str,
    /// The countries in which it is this day; empty: everywhere.
    countries: &'static str,
    rule: Rule,
    /// Whether it is a day on which businesses commonly keep other hours, so that its name is worth saying.
    kept: bool,
}

impl Named {
    fn holds_in(&self, country: &str) -> bool {
        self.countries.is_empty()
            || self
                .countries
                .split(' ')
                .any(|c| c.eq_ignore_ascii_case(country))
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.also.split('|')
    }

    /// When it is in a year.
    pub fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let plus = |date: Option<NaiveDate>, days| date?.checked_add_signed(Duration::days(days));
        match self.rule {
            Rule::On(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Rule::Nth(month, weekday, n) => nth(year, month, weekday, n),
            Rule::Last(month, weekday) => last(year, month, weekday),
            Rule::AfterLast(month, weekday, days) => plus(last(year, month, weekday), days),
            Rule::After(month, weekday, n, days) => plus(nth(year, month, weekday, n), days),
            Rule::Before(month, day, weekday) => {
                let eve = NaiveDate::from_ymd_opt(year, month, day)?.pred_opt()?;
                let back = eve.weekday().days_since(weekday);
                eve.checked_sub_days(Days::new(u64::from(back)))
            }
            Rule::Easter(days) => plus(easter(year), days),
            Rule::Orthodox(days) => plus(orthodox_easter(year), days),
            Rule::Tishri(days) => plus(moon::rosh_hashanah(year), days),
            Rule::Nisan(days) => plus(moon::passover(year), days),
            Rule::Hanukkah => moon::hanukkah(year),
            Rule::Islamic(month, day) => moon::islamic(year, month, day),
            Rule::RamadanFriday => moon::last_friday_of_ramadan(year),
            Rule::Moon(phase, month, day, minutes, days) => {
                let at = moon::phase_after(phase, NaiveDate::from_ymd_opt(year, month, day)?)?;
                let local = at.checked_add_signed(Duration::minutes(i64::from(minutes)))?;
                plus(Some(local.date()), days)
            }
        }
    }
}

fn nth(year: i32, month: u32, weekday: Weekday, n: u8) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)
}

fn last(year: i32, month: u32, weekday: Weekday) -> Option<NaiveDate> {
    nth(year, month, weekday, 5).or_else(|| nth(year, month, weekday, 4))
}

/// The named day whose name begins at the i-th word, and the place behind it. The longest name wins; of days that share
/// one, the country's own. A name that the country does not know is another country's: who says "Boxing Day" means it.
pub(crate) fn named_at<'t>(
    word: impl Fn(usize) -> &'t str,
    i: usize,
    country: &str,
) -> Option<(&'static Named, usize)> {
    let behind = |name: &str| {
        let mut at = i;
        for part in name.split(' ') {
            while at > i && word(at) == "-" {
                at += 1;
            }
            if word(at) != part {
                return None;
            }
            at += 1;
        }
        Some(at)
    };
    let begun = BEGUN_BY.get(word(i))?;
    let found = begun.iter().filter_map(|(d, a)| Some((*d, behind(a)?)));
    found.max_by_key(|(day, end)| (*end, day.holds_in(country)))
}

/// The names by their first word: every word of every message is looked up here.
static BEGUN_BY: LazyLock<HashMap<&str, Vec<(&Named, &str)>>> = LazyLock::new(|| {
    let mut begun: HashMap<&str, Vec<_>> = HashMap::new();
    for (day, name) in DAYS.iter().flat_map(|d| d.names().map(move |n| (d, n))) {
        let first = name.split(' ').next().unwrap_or(name);
        begun.entry(first).or_default().push((day, name));
    }
    begun
});

/// What the day is called in the country, if it is one on which businesses commonly keep other hours.
pub fn name_of(date: NaiveDate, country: &str) -> Option<&'static str> {
    DAYS.iter()
        .find(|d| d.kept && d.holds_in(country) && d.in_year(date.year()) == Some(date))
        .map(|d| d.name)
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm printed in Nature, 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs())
}

/// Easter Sunday of the eastern churches: by the Julian calendar, thirteen days behind until 2099 (J. Meeus).
fn orthodox_easter(year: i32) -> Option<NaiveDate> {
    let d = (19 * (year % 19) + 15) % 30;
    let e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    let month = (d + e + 114) / 31;
    let day = (d + e + 114) % 31 + 1;
    let behind = u64::try_from(year / 100 - year / 400 - 2).ok()?;
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs())?
        .checked_add_days(Days::new(behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn named_days_fall_where_the_calendar_has_them() {
        let today = date("2026-11-20");
        for (name, expected) in [
            ("christmas", "2026-12-25"),
            ("christmas eve", "2026-12-24"),
            ("thanksgiving", "2026-11-26"),
            ("black friday", "2026-11-27"),
            ("memorial day", "2027-05-31"),
            ("easter", "2027-03-28"),
            ("labor day", "2027-09-06"),
            ("victoria day", "2027-05-24"),
            ("chinese new year", "2027-02-06"),
            ("diwali", "2027-10-29"),
            ("holi", "2027-03-22"),
            ("yom kippur", "2027-10-11"),
        ] {
            let words: Vec<&str> = name.split(' ').collect();
            let word = |i: usize| words.get(i).copied().unwrap_or_default();
            let (day, end) = named_at(word, 0, "US").unwrap();
            let next = (2026..)
                .filter_map(|y| day.in_year(y))
                .find(|d| *d >= today);
            assert_eq!((next, end), (Some(date(expected)), words.len()), "{name}");
        }
        assert_eq!(orthodox_easter(2024), Some(date("2024-05-05")));
        assert_eq!(easter(2024), Some(date("2024-03-31")));
        assert_eq!(easter(2038), Some(date("2038-04-25")));
    }

    #[test]
    fn a_day_has_its_name_where_it_is_kept() {
        assert_eq!(name_of(date("2026-11-26"), "US"), Some("Thanksgiving Day"));
        assert_eq!(name_of(date("2026-11-26"), "DE"), None);
    }
}

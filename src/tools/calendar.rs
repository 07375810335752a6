//! Named days: what customers call them, and when they are.

use chrono::{Datelike, Duration, NaiveDate, Weekday};

/// When a named day is.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Month and day.
    On(u32, u32),
    /// The n-th weekday of a month.
    Nth(u32, Weekday, u8),
    /// The last weekday of a month.
    Last(u32, Weekday),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// So many days after the n-th weekday of a month.
    After(u32, Weekday, u8, i64),
}

/// A named day.
pub struct Named {
    /// The name said back.
    name: &'static str,
    /// What customers write: lower case, without apostrophes.
    also: &'static [&'static str],
    /// The countries in which it is this day; empty: everywhere.
    countries: &'static [&'static str],
    rule: Rule,
    /// Whether it is a day on which businesses commonly keep other hours, so that its name is worth saying.
    kept: bool,
}

const fn named(
    name: &'static str,
    also: &'static [&'static str],
    countries: &'static [&'static str],
    rule: Rule,
) -> Named {
    Named {
        name,
        also,
        countries,
        rule,
        kept: true,
    }
}

/// A day that has a name and is otherwise a day like others.
const fn spare(
    name: &'static str,
    also: &'static [&'static str],
    countries: &'static [&'static str],
    rule: Rule,
) -> Named {
    Named {
        kept: false,
        ..named(name, also, countries, rule)
    }
}

/// Longer names before those they contain.
const DAYS: &[Named] = &[
    named(
        "Christmas Eve",
        &["christmas eve", "xmas eve"],
        &[],
        Rule::On(12, 24),
    ),
    named(
        "Christmas Day",
        &["christmas day", "christmas", "xmas day", "xmas"],
        &[],
        Rule::On(12, 25),
    ),
    named(
        "Boxing Day",
        &["boxing day"],
        &["GB", "IE", "CA", "AU", "NZ"],
        Rule::On(12, 26),
    ),
    named(
        "New Year's Eve",
        &["new years eve", "new year eve", "nye"],
        &[],
        Rule::On(12, 31),
    ),
    named(
        "New Year's Day",
        &["new years day", "new year day", "new years", "new year"],
        &[],
        Rule::On(1, 1),
    ),
    spare(
        "Valentine's Day",
        &["valentines day", "valentines", "valentine day"],
        &[],
        Rule::On(2, 14),
    ),
    spare(
        "St. Patrick's Day",
        &["st patricks day", "saint patricks day", "st patricks"],
        &[],
        Rule::On(3, 17),
    ),
    named("Easter Monday", &["easter monday"], &[], Rule::Easter(1)),
    named(
        "Easter Sunday",
        &["easter sunday", "easter"],
        &[],
        Rule::Easter(0),
    ),
    named("Good Friday", &["good friday"], &[], Rule::Easter(-2)),
    spare("Halloween", &["halloween"], &[], Rule::On(10, 31)),
    named(
        "Independence Day",
        &[
            "independence day",
            "4th of july",
            "fourth of july",
            "july 4th",
            "july fourth",
        ],
        &["US"],
        Rule::On(7, 4),
    ),
    named("Juneteenth", &["juneteenth"], &["US"], Rule::On(6, 19)),
    named(
        "Veterans Day",
        &["veterans day", "veteran day"],
        &["US"],
        Rule::On(11, 11),
    ),
    named(
        "Martin Luther King Day",
        &["martin luther king day", "mlk day", "mlk"],
        &["US"],
        Rule::Nth(1, Weekday::Mon, 3),
    ),
    named(
        "Presidents' Day",
        &["presidents day", "president day"],
        &["US"],
        Rule::Nth(2, Weekday::Mon, 3),
    ),
    named(
        "Memorial Day",
        &["memorial day"],
        &["US"],
        Rule::Last(5, Weekday::Mon),
    ),
    named(
        "Labor Day",
        &["labor day", "labour day"],
        &["US", "CA"],
        Rule::Nth(9, Weekday::Mon, 1),
    ),
    named(
        "Columbus Day",
        &["columbus day", "indigenous peoples day"],
        &["US"],
        Rule::Nth(10, Weekday::Mon, 2),
    ),
    named(
        "Thanksgiving Day",
        &["thanksgiving day", "thanksgiving"],
        &["US"],
        Rule::Nth(11, Weekday::Thu, 4),
    ),
    named(
        "Thanksgiving",
        &["thanksgiving day", "thanksgiving"],
        &["CA"],
        Rule::Nth(10, Weekday::Mon, 2),
    ),
    spare(
        "Black Friday",
        &["black friday"],
        &["US"],
        Rule::After(11, Weekday::Thu, 4, 1),
    ),
    named("Canada Day", &["canada day"], &["CA"], Rule::On(7, 1)),
    spare(
        "Mother's Day",
        &["mothers day", "mother day"],
        &["US", "CA", "AU", "DE", "AT", "CH", "IT"],
        Rule::Nth(5, Weekday::Sun, 2),
    ),
    spare(
        "Father's Day",
        &["fathers day", "father day"],
        &["US", "CA", "GB", "IE"],
        Rule::Nth(6, Weekday::Sun, 3),
    ),
];

impl Named {
    fn holds_in(&self, country: &str) -> bool {
        self.countries.is_empty()
            || self
                .countries
                .iter()
                .any(|c| c.eq_ignore_ascii_case(country))
    }

    /// When it is in a year.
    pub fn in_year(&self, year: i32) -> Option<NaiveDate> {
        match self.rule {
            Rule::On(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Rule::Nth(month, weekday, n) => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)
            }
            Rule::Last(month, weekday) => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, 5)
                    .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, weekday, 4))
            }
            Rule::Easter(days) => easter(year)?.checked_add_signed(Duration::days(days)),
            Rule::After(month, weekday, n, days) => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)?
                    .checked_add_signed(Duration::days(days))
            }
        }
    }
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
    let found = all().flat_map(|d| d.also.iter().filter_map(move |a| Some((d, behind(a)?))));
    found.max_by_key(|(day, end)| (*end, day.holds_in(country)))
}

fn all() -> impl Iterator<Item = &'static Named> {
    DAYS.iter()
}

/// What the day is called in the country, if it is one on which businesses commonly keep other hours.
pub fn name_of(date: NaiveDate, country: &str) -> Option<&'static str> {
    DAYS.iter()
        .find(|d| d.kept && d.holds_in(country) && d.in_year(date.year()) == Some(date))
        .map(|d| d.name)
}

/// Whether a word is part of the name of a day.
pub(crate) fn is_part_of_name(word: &str) -> bool {
    DAYS.iter()
        .flat_map(|d| d.also)
        .any(|name| name.split(' ').any(|part| part == word))
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
        ] {
            let words: Vec<&str> = name.split(' ').collect();
            let word = |i: usize| words.get(i).copied().unwrap_or_default();
            let (day, end) = named_at(word, 0, "US").unwrap();
            let next = (2026..)
                .filter_map(|y| day.in_year(y))
                .find(|d| *d >= today);
            assert_eq!((next, end), (Some(date(expected)), words.len()), "{name}");
        }
        assert_eq!(easter(2024), Some(date("2024-03-31")));
        assert_eq!(easter(2038), Some(date("2038-04-25")));
    }

    #[test]
    fn a_day_has_its_name_where_it_is_kept() {
        assert_eq!(name_of(date("2026-11-26"), "US"), Some("Thanksgiving Day"));
        assert_eq!(name_of(date("2026-11-26"), "DE"), None);
    }
}

//! Days and times in a customer's words: weekdays, dates, named days, "tonight", "at 9 pm". Simple on purpose: what is
//! not certain is not understood.

use crate::{calendar, limits, words};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};

/// What was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// The days, in order, without doubles; at most seven.
    pub days: Vec<NaiveDate>,
    /// The time of day.
    pub time: Option<Time>,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// The time as written; for one without am or pm, the morning's.
    pub time: NaiveTime,
    /// Whether it can mean morning and evening alike: "at 9".
    pub twofold: bool,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What the words say of day and time. `country` decides how `4/7` is read and when Thanksgiving is.
pub fn understand(text: &str, today: NaiveDate, country: &str) -> When {
    let words = words::plain(text);
    let mut days = days(&words, today, country);
    days.sort_unstable();
    days.dedup();
    days.truncate(limits::DAYS);
    When {
        days,
        time: time(&words),
    }
}

fn days(words: &[String], today: NaiveDate, country: &str) -> Vec<NaiveDate> {
    let text = words::padded(words);
    let has = |phrase: &str| text.contains(&format!(" {phrase} "));
    if let Some((date, _)) = calendar::find(&text, today, country) {
        return vec![date];
    }
    let dates: Vec<NaiveDate> = (0..words.len())
        .filter_map(|i| date_at(words, i, today, country))
        .collect();
    if !dates.is_empty() {
        return dates;
    }
    let mut days = Vec::new();
    if has("day after tomorrow") || has("overmorrow") {
        days.extend(today.checked_add_days(Days::new(2)));
    } else if [
        "tomorrow",
        "tmrw",
        "tmr",
        "tomorow",
        "tommorow",
        "tommorrow",
    ]
    .iter()
    .any(|w| has(w))
    {
        days.extend(today.succ_opt());
    }
    let now = [
        "today",
        "tonight",
        "tonite",
        "this evening",
        "this afternoon",
        "this morning",
        "2day",
    ];
    if now.iter().any(|w| has(w)) {
        days.push(today);
    }
    if has("weekend") || has("weekends") {
        days.push(next(Weekday::Sat, today, false));
        days.push(next(Weekday::Sun, today, false));
    }
    for (i, word) in words.iter().enumerate() {
        if let Some(weekday) = weekday(word) {
            let later = i > 0 && words[i - 1] == "next";
            days.push(next(weekday, today, later));
        }
    }
    days
}

/// The weekday a word names.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.strip_suffix("days").map_or(word, |w| w) {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednes" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "satur" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// The next such weekday; today counts unless somebody said "next".
fn next(weekday: Weekday, today: NaiveDate, later: bool) -> NaiveDate {
    let mut ahead = weekday.days_since(today.weekday());
    if later && ahead == 0 {
        ahead = 7;
    }
    today
        .checked_add_days(Days::new(u64::from(ahead)))
        .unwrap_or(today)
}

/// A date that begins at the i-th word.
fn date_at(words: &[String], i: usize, today: NaiveDate, country: &str) -> Option<NaiveDate> {
    let word = &words[i];
    if let Ok(date) = word.parse::<NaiveDate>() {
        return Some(date);
    }
    if let Some((a, b)) = word.split_once('/') {
        let (b, year) = b
            .split_once('/')
            .map_or((b, None), |(b, y)| (b, y.parse().ok()));
        let (a, b) = (a.parse().ok()?, b.parse().ok()?);
        let month_first = matches!(country, "US" | "us" | "");
        let (month, day) = if month_first { (a, b) } else { (b, a) };
        return on(
            month,
            day,
            year.map(|y: i32| if y < 100 { 2000 + y } else { y }),
            today,
        );
    }
    let month = month(word)?;
    let year = |k: usize| {
        words
            .get(k)?
            .parse::<i32>()
            .ok()
            .filter(|y| (2000..2200).contains(y))
    };
    let after = words.get(i + 1).and_then(|w| day_number(w));
    if let Some(day) = after {
        return on(month, day, year(i + 2), today);
    }
    let back = if i > 1 && words[i - 1] == "of" { 2 } else { 1 };
    let before = i.checked_sub(back).and_then(|k| day_number(&words[k]));
    on(month, before?, year(i + 1), today)
}

/// `may` is a month only beside a number, which the caller looks for.
fn month(word: &str) -> Option<u32> {
    let place = MONTHS
        .iter()
        .position(|m| *m == word || (word.len() >= 3 && m.starts_with(word) && word.len() <= 4))?;
    u32::try_from(place + 1).ok()
}

/// Whether a word names a month.
pub(crate) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// `25`, `25th`, `1st`.
fn day_number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let ending = &word[digits.len()..];
    let day = digits.parse().ok()?;
    (matches!(ending, "" | "st" | "nd" | "rd" | "th") && (1..=31).contains(&day)).then_some(day)
}

/// The date in that year; without one, the next time it comes.
fn on(month: u32, day: u32, year: Option<i32>, today: NaiveDate) -> Option<NaiveDate> {
    if let Some(year) = year {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    // Eight years ahead there is a February 29.
    (today.year()..today.year() + 9)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|date| *date >= today)
}

/// Words before a bare number that make it a time.
const BEFORE_TIME: &[&str] = &[
    "at", "until", "till", "til", "by", "after", "before", "around", "past",
];

/// Words after a number that make it something else.
const NO_TIME: &[&str] = &[
    "people", "persons", "guests", "of", "minutes", "mins", "min", "hours", "hour", "days",
    "weeks", "miles", "dollars", "percent", "adults", "kids", "years",
];

fn time(words: &[String]) -> Option<Time> {
    for (i, word) in words.iter().enumerate() {
        match word.as_str() {
            "noon" | "midday" => return fixed(12, 0),
            "midnight" => return fixed(0, 0),
            _ => {}
        }
        let after = words.get(i + 1).map_or("", String::as_str);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let half = match &word[digits.len()..] {
            "" => after,
            ending => ending,
        };
        let Some((hour, minute)) = hour_and_minute(digits) else {
            continue;
        };
        let clock = digits.contains(':');
        let placed = i > 0 && BEFORE_TIME.contains(&words[i - 1].as_str());
        match half {
            "am" | "a" if (1..=12).contains(&hour) => return fixed(hour % 12, minute),
            "pm" | "p" if (1..=12).contains(&hour) => return fixed(hour % 12 + 12, minute),
            "oclock" => return either(hour, minute),
            _ if word != digits || NO_TIME.contains(&after) || month(after).is_some() => {}
            _ if clock || placed => return either(hour, minute),
            _ => {}
        }
    }
    None
}

/// `9`, `9:30`, `21:00`.
fn hour_and_minute(digits: &str) -> Option<(u32, u32)> {
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some((hour % 24, minute))
}

fn fixed(hour: u32, minute: u32) -> Option<Time> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0)?;
    Some(Time {
        time,
        twofold: false,
    })
}

/// A time without am or pm. Twelve is noon.
fn either(hour: u32, minute: u32) -> Option<Time> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0)?;
    Some(Time {
        time,
        twofold: (1..12).contains(&hour),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    const TODAY: &str = "2027-03-17";

    fn days_of(text: &str) -> Vec<String> {
        let today = TODAY.parse().unwrap();
        let when = understand(text, today, "US");
        when.days.iter().map(ToString::to_string).collect()
    }

    fn time_of(text: &str) -> Option<(String, bool)> {
        let when = understand(text, TODAY.parse().unwrap(), "US");
        when.time
            .map(|t| (t.time.format("%H:%M").to_string(), t.twofold))
    }

    #[test]
    fn days_are_understood_as_people_write_them() {
        for (text, expected) in [
            ("open on sunday?", "2027-03-21"),
            ("are you open Wednesdays", "2027-03-17"),
            ("next wednesday", "2027-03-24"),
            ("tomorrow at 9", "2027-03-18"),
            ("the day after tomorrow", "2027-03-19"),
            ("tonight", "2027-03-17"),
            ("dec 25", "2027-12-25"),
            ("25th of December", "2027-12-25"),
            ("January 4th", "2028-01-04"),
            ("12/24", "2027-12-24"),
            ("on 2027-05-11", "2027-05-11"),
            ("May 11, 2028", "2028-05-11"),
            ("on the 4th of july", "2027-07-04"),
            ("feb 29", "2028-02-29"),
        ] {
            assert_eq!(days_of(text), [expected], "{text}");
        }
        assert_eq!(days_of("this weekend"), ["2027-03-20", "2027-03-21"]);
        assert_eq!(days_of("friday and saturday"), ["2027-03-19", "2027-03-20"]);
        for text in [
            "may I come?",
            "I sat down",
            "what are your hours",
            "1/2 a lobster at 13/45",
        ] {
            assert!(!days_of(text).contains(&"2027-05-01".to_owned()), "{text}");
        }
        assert!(days_of("may I come?").is_empty());
    }

    #[test]
    fn times_are_understood_as_people_write_them() {
        for (text, expected, twofold) in [
            ("at 9pm", "21:00", false),
            ("9:30 p.m. tomorrow", "21:30", false),
            ("at 21:15", "21:15", false),
            ("at 9", "09:00", true),
            ("12 am", "00:00", false),
            ("12pm", "12:00", false),
            ("until midnight", "00:00", false),
            ("at noon", "12:00", false),
            ("5 oclock", "05:00", true),
        ] {
            assert_eq!(time_of(text), Some((expected.into(), twofold)), "{text}");
        }
        for text in [
            "a table for 4",
            "by 10 people",
            "dec 25",
            "at 5 miles",
            "on 7 june",
            "24/7",
        ] {
            assert_eq!(time_of(text), None, "{text}");
        }
    }
}

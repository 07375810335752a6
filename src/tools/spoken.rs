//! Times and days as a person says them.

use crate::calendar;
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

/// Countries whose people read 9 pm rather than 21:00.
const TWELVE_HOURS: &[&str] = &[
    "US", "CA", "AU", "NZ", "GB", "IE", "IN", "PH", "MX", "ZA", "SG", "MY",
];

/// How times and days are said in a country, seen from a day.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    /// The day it is.
    pub today: NaiveDate,
    /// The country, ISO 3166 with two letters.
    pub country: &'a str,
}

impl Spoken<'_> {
    /// `9:30 pm`, `noon`, `midnight`; `21:30` where that is usual.
    pub fn time(&self, time: NaiveTime) -> String {
        let twelve = TWELVE_HOURS
            .iter()
            .any(|c| c.eq_ignore_ascii_case(self.country));
        if !twelve {
            return time.format("%H:%M").to_string();
        }
        match (time.hour12(), time.minute()) {
            ((false, 12), 0) => "midnight".into(),
            ((true, 12), 0) => "noon".into(),
            ((pm, hour), 0) => format!("{hour} {}", half(pm)),
            ((pm, hour), minute) => format!("{hour}:{minute:02} {}", half(pm)),
        }
    }

    /// `today`, `tomorrow`, `on Sunday, March 21`, with the name of a named day.
    pub fn day(&self, date: NaiveDate) -> String {
        let full = self.weekday_and_date(date);
        match (date - self.today).num_days() {
            0 => match calendar::name_of(date, self.country) {
                Some(name) => format!("today ({name})"),
                None => "today".into(),
            },
            1 => format!("tomorrow, {full}"),
            _ => format!("on {full}"),
        }
    }

    /// `today`, `tomorrow`, `on Monday` within the week, else as [`Spoken::day`].
    pub fn near_day(&self, date: NaiveDate) -> String {
        match (date - self.today).num_days() {
            0 => "today".into(),
            1 => "tomorrow".into(),
            2..=6 => format!("on {}", date.format("%A")),
            _ => self.day(date),
        }
    }

    /// `Sunday, March 21`, with the year if it is another and far off, and the name of a named day.
    pub fn weekday_and_date(&self, date: NaiveDate) -> String {
        let mut text = date.format("%A, %B %-d").to_string();
        if date.year() != self.today.year() && (date - self.today).num_days().abs() > 120 {
            text.push_str(&format!(", {}", date.year()));
        }
        if let Some(name) = calendar::name_of(date, self.country) {
            text.push_str(&format!(" ({name})"));
        }
        text
    }
}

fn half(pm: bool) -> &'static str {
    if pm { "pm" } else { "am" }
}

/// `a, b and c`.
pub(crate) fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_days_are_said_as_people_say_them() {
        let us = Spoken {
            today: "2026-11-24".parse().unwrap(),
            country: "US",
        };
        let time = |h, m| us.time(NaiveTime::from_hms_opt(h, m, 0).unwrap());
        assert_eq!(
            [
                time(0, 0),
                time(0, 30),
                time(12, 0),
                time(22, 0),
                time(11, 30)
            ],
            ["midnight", "12:30 am", "noon", "10 pm", "11:30 am"]
        );
        let day = |text: &str| us.day(text.parse().unwrap());
        assert_eq!(day("2026-11-25"), "tomorrow, Wednesday, November 25");
        assert_eq!(
            day("2026-11-26"),
            "on Thursday, November 26 (Thanksgiving Day)"
        );
        assert_eq!(
            day("2027-07-04"),
            "on Sunday, July 4, 2027 (Independence Day)"
        );
        let de = Spoken {
            country: "DE",
            ..us
        };
        assert_eq!(de.time(NaiveTime::from_hms_opt(22, 0, 0).unwrap()), "22:00");
    }
}

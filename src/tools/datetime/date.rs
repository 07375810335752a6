//! Dates as they are written: `2026-12-24`, `12/24`, `August 8, 2027`, `the 19th`, with their weekday or without.

use super::{
    phrase::{Day, Scope},
    words::{month, number, ordinal, weekday},
};
use chrono::{Datelike, NaiveDate, Weekday};

/// Years ahead in which a date falls on every weekday, leap days included.
const WEEKDAY_CYCLE_YEARS: i32 = 29;

/// Words between the parts of a date that change nothing.
const BETWEEN: &[&str] = &[",", ".", "the", "of", "de", "del", "den", "el", "le", "der"];

/// A date as far as it is written.
#[derive(Debug, Clone, Copy)]
struct Written {
    year: Option<i32>,
    month: Option<u32>,
    day: u32,
}

impl Scope<'_> {
    /// A date with a weekday before or behind it, or without.
    pub(super) fn dated_at(&self, i: usize) -> Option<(Day, usize)> {
        let t = self.t;
        if t.is(i, &["this", "next", "coming"]) && weekday(t.word(i + 1)).is_some() {
            return self.dated_at(i + 1).filter(|(_, end)| *end > i + 3);
        }
        let before = weekday(t.word(i));
        let start = if before.is_some() {
            t.skip(i + 1, BETWEEN)
        } else {
            i
        };
        let (written, mut end) = self
            .date_at(start)
            .or_else(|| self.range_start(start))
            .or_else(|| self.day_of_month(start, before.is_some()))?;
        let mut named = before;
        let behind = t.skip(end, &[","]);
        if named.is_none()
            && let Some(found) = weekday(t.word(behind))
        {
            named = Some(found);
            end = behind + 1 + usize::from(t.word(behind + 1) == "." && t.word(behind).len() < 5);
        }
        Some((Day::on(self.settle(written, named)?), end))
    }

    /// The day that was written: without a year or month, the next one; on the weekday, if one is named.
    fn settle(&self, written: Written, named: Option<Weekday>) -> Option<NaiveDate> {
        let today = self.today();
        let fits = |date: &NaiveDate| *date >= today && named.is_none_or(|w| date.weekday() == w);
        let Written { year, month, day } = written;
        match (year, month) {
            (Some(year), Some(month)) => NaiveDate::from_ymd_opt(year, month, day),
            (None, Some(month)) => (today.year()..today.year() + WEEKDAY_CYCLE_YEARS)
                .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
                .find(fits),
            (_, None) => (0..12 * 7)
                .filter_map(|ahead| {
                    let months = today.month0() + ahead;
                    let ahead = i32::try_from(months / 12).ok()?;
                    NaiveDate::from_ymd_opt(today.year() + ahead, months % 12 + 1, day)
                })
                .filter(|date| year.is_none_or(|y| date.year() == y))
                .find(fits),
        }
    }

    /// A date with its month, in figures or in words.
    fn date_at(&self, i: usize) -> Option<(Written, usize)> {
        self.figures_at(i)
            .or_else(|| self.month_first(i))
            .or_else(|| self.day_first(i))
    }

    /// `2026-12-24`, `2012/aug/10`, `12/24`, `24.12.`, `24.12.2026`.
    fn figures_at(&self, i: usize) -> Option<(Written, usize)> {
        let t = self.t;
        let sign = t.word(i + 1);
        if !matches!(sign, "-" | "/" | ".") || !t.glued(i + 1) || !t.glued(i + 2) {
            return None;
        }
        let first = t.digits(i)?;
        let second = t.digits(i + 2).or_else(|| month(t.word(i + 2)))?;
        let spelled = t.digits(i + 2).is_none();
        let third = (t.word(i + 3) == sign && t.glued(i + 3) && t.glued(i + 4))
            .then(|| t.digits(i + 4))
            .flatten();
        let end = if third.is_some() { i + 5 } else { i + 3 };
        let goes_on = t.glued(end) && t.is(end, &["/", "-", ":"]) && t.digits(end + 1).is_some();
        let priced = t.is(i.wrapping_sub(1), &["$", "€"]);
        if goes_on || priced {
            return None;
        }
        if t.has_digits(i, 4) {
            let end = end
                + usize::from(t.word(end) == "t" && t.glued(end) && t.digits(end + 1).is_some());
            return written(year(first, 4), second, third?).map(|w| (w, end));
        }
        let long_year = match third {
            Some(n) => Some(year(n, t.word(i + 4).len())?),
            None => None,
        };
        if spelled {
            return written_some(long_year, second, first).map(|w| (w, end));
        }
        match sign {
            "/" | "-" if third.is_some() || sign == "/" => {
                let month_first = matches!(self.country, "US" | "us" | "");
                let (m, d) = if month_first {
                    (first, second)
                } else {
                    (second, first)
                };
                let found = written_some(long_year, m, d).or_else(|| written_some(long_year, d, m));
                found.map(|w| (w, end))
            }
            // "2.30" is a time or a price; "24.12." and "24.12.26" are dates.
            "." if third.is_some() => written_some(long_year, second, first).map(|w| (w, end)),
            "." if t.word(end) == "."
                && t.glued(end)
                && (t.has_digits(i + 2, 2) || second > 9)
                && !t.ends(end) =>
            {
                written_some(None, second, first).map(|w| (w, end + 1))
            }
            _ => None,
        }
    }

    /// `March 3rd, 2015`, `Aug 8`, `June the 1st`.
    fn month_first(&self, i: usize) -> Option<(Written, usize)> {
        let t = self.t;
        let month = month(t.word(i))?;
        let at = t.skip(t.skip(i + 1, &[".", "-"]), &["the"]);
        let (day, end) = ordinal(t, at).or_else(|| self.bare_day(at))?;
        let (year, end) = self.year_behind(end);
        // "Oct 26 11:00 2023", as computers write.
        let late = self
            .clock_at(end)
            .and_then(|(_, after)| self.year_behind(after).0);
        written_some(year.or(late), month, day).map(|w| (w, end))
    }

    /// `3 March 2015`, `14th of April`, `the second of March`, `5 de mayo`, `3. Mai`.
    fn day_first(&self, i: usize) -> Option<(Written, usize)> {
        let t = self.t;
        let (day, end) =
            ordinal(t, i).or_else(|| number(t, i).filter(|(n, _)| (1..=31).contains(n)))?;
        let at = t.skip(end, &[".", "-", "of", "de", "the", "day"]);
        let month = month(t.word(at))?;
        let (year, end) = self.year_behind(at + 1);
        written_some(year, month, day).map(|w| (w, end))
    }

    /// A day's number behind a month; not the hour of "on march 3 pm".
    fn bare_day(&self, i: usize) -> Option<(u32, usize)> {
        let t = self.t;
        let day = t
            .digits(i)
            .filter(|n| (1..=31).contains(n) && t.word(i).len() < 3)?;
        let clock = t.is(i + 1, &["am", "pm"]) || (t.glued(i + 1) && t.is(i + 1, &[":", "h"]));
        (!clock).then_some((day, i + 1))
    }

    /// `2015`, `, 2015`, `of 2015`, `'15`; and what stands behind it.
    pub(super) fn year_behind(&self, end: usize) -> (Option<i32>, usize) {
        let t = self.t;
        let at = t.skip(end, &[".", ",", "of", "de", "del", "in", "-", "'", "’"]);
        let Some(n) = t.digits(at) else {
            return (None, end);
        };
        let length = t.word(at).len();
        let clock = (t.glued(at + 1)
            && t.is(at + 1, &[":", "h", ".", "/"])
            && t.digits(at + 2).is_some())
            || t.is(
                at + 1,
                &[
                    "am", "pm", "people", "of", "guests", "oclock", "uhr", "st", "nd", "rd", "th",
                ],
            )
            || self.clock_at(at).is_some_and(|(_, end)| end > at + 1);
        match length {
            4 if (1900..2700).contains(&n) => {
                // The Buddhist calendar of Thailand.
                let buddhist = t.word(at + 1) == "be";
                let n = if buddhist { n - 543 } else { n };
                (i32::try_from(n).ok(), at + 1 + usize::from(buddhist))
            }
            2 if n > 12
                && !clock
                && t.pauses(at + 1)
                && (at == end || t.is(end, &["'", "’", "-"])) =>
            {
                (year(n, 2), at + 1)
            }
            _ => (None, end),
        }
    }

    /// The first day of `13th to 15 July`: its month is the second's, or the one before.
    fn range_start(&self, i: usize) -> Option<(Written, usize)> {
        let t = self.t;
        let from = i > 0
            && (t.is(i - 1, &["from", "between"])
                || t.is(i - 1, &["the"]) && t.is(i.wrapping_sub(2), &["from", "between"]));
        let (day, end) = ordinal(t, i).or_else(|| self.bare_day(i).filter(|_| from))?;
        let joined = t.skip(
            end,
            &["to", "till", "until", "through", "thru", "and", "-", "–"],
        );
        if joined == end {
            return None;
        }
        let (last, _) = self.day_first(t.skip(joined, &["the"]))?;
        let month = last.month?;
        let (year, month) = match (day <= last.day, month) {
            (true, _) => (last.year, month),
            (false, 1) => (last.year.map(|y| y - 1), 12),
            (false, _) => (last.year, month - 1),
        };
        written_some(year, month, day).map(|w| (w, end))
    }

    /// `the 19th`, `21st of the month`, `20th of next month`; after a weekday `the 19`.
    fn day_of_month(&self, i: usize, after_weekday: bool) -> Option<(Written, usize)> {
        let t = self.t;
        let spelled = t.digits(i).is_none();
        let (day, end) = ordinal(t, i)?;
        let the = i > 0 && t.is(i - 1, &["the"]);
        let on = i > 1 && t.is(i - 2, &["on", "for", "by", "until", "from", "to"]);
        let counted = weekday(t.word(end)).is_some()
            || t.is(
                end,
                &[
                    "floor",
                    "street",
                    "st",
                    "avenue",
                    "ave",
                    "time",
                    "birthday",
                    "anniversary",
                    "person",
                    "one",
                    "day",
                    "option",
                ],
            );
        if counted || (spelled && !(after_weekday || (the && (on || t.pauses(end))))) {
            return None;
        }
        let none = Written {
            year: None,
            month: None,
            day,
        };
        if t.are(end, &["of", "the", "month"]) || t.are(end, &["of", "each", "month"]) {
            return Some((none, end + 3));
        }
        let of = t.skip(t.skip(end, &["of"]), &["the"]);
        let away = match t.word(of) {
            "this" | "current" => 0,
            "next" | "following" | "coming" => 1,
            "last" | "previous" | "past" => -1,
            _ => {
                let (year, end) = if after_weekday {
                    self.year_behind(end)
                } else {
                    (None, end)
                };
                return Some((Written { year, ..none }, end));
            }
        };
        if t.word(of + 1) != "month" {
            return Some((none, end));
        }
        let months = i64::from(self.today().year()) * 12 + i64::from(self.today().month0()) + away;
        let year = i32::try_from(months.div_euclid(12)).ok()?;
        let month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
        Some((
            Written {
                year: Some(year),
                month: Some(month),
                day,
            },
            of + 2,
        ))
    }
}

/// A year written with two or four digits; two are of the eighty years before and the twenty after 2020 or so.
fn year(n: u32, length: usize) -> Option<i32> {
    let n = i32::try_from(n).ok()?;
    match length {
        4 => Some(n),
        2 if n < 70 => Some(2000 + n),
        2 => Some(1900 + n),
        _ => None,
    }
}

/// Year, month, day; or year, day, month where only that can be.
fn written(year: Option<i32>, a: u32, b: u32) -> Option<Written> {
    written_some(year, a, b).or_else(|| written_some(year, b, a))
}

fn written_some(year: Option<i32>, month: u32, day: u32) -> Option<Written> {
    // 2000 had a February 29.
    NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
    Some(Written {
        year,
        month: Some(month),
        day,
    })
}

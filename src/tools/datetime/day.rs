//! Days: `tomorrow`, `next Friday`, `the 19th`, `Sunday 10 July`, `12/24`, `Christmas`, `the first Tuesday of October`.

use super::{
    phrase::{Day, Scope},
    words::{Unit, is_plain_month, month, number, ordinal, part, unit_behind, weekday},
};
use crate::calendar;
use chrono::{Datelike, Days, Duration, NaiveDate, Weekday};

impl Scope<'_> {
    /// A day that begins at the i-th token, and the place behind it.
    pub(crate) fn day_at(&self, i: usize) -> Option<(Day, usize)> {
        self.spoken_day(i)
            .or_else(|| self.nth_at(i))
            .or_else(|| self.dated_at(i))
            .or_else(|| self.named_at(i))
            .or_else(|| self.weekday_at(i))
            .or_else(|| self.month_at(i))
            .or_else(|| self.year_at(i))
    }

    /// `tomorrow`, `the day after tomorrow`, `tonight`, `heute`.
    pub(super) fn spoken_day(&self, i: usize) -> Option<(Day, usize)> {
        const SPOKEN: &[(&[&str], i64)] = &[
            (&["day", "after", "tomorrow"], 2),
            (&["day", "before", "yesterday"], -2),
            (&["overmorrow"], 2),
            (&["pasado", "manana"], 2),
            (&["ubermorgen"], 2),
            (&["apres", "demain"], 2),
            (&["apres", "-", "demain"], 2),
            (&["vorgestern"], -2),
            (&["tomorrow"], 1),
            (&["tomorrows"], 1),
            (&["tmrw"], 1),
            (&["tmr"], 1),
            (&["tmw"], 1),
            (&["tomorow"], 1),
            (&["tommorow"], 1),
            (&["tommorrow"], 1),
            (&["tomorro"], 1),
            (&["2", "morrow"], 1),
            (&["morgen"], 1),
            (&["demain"], 1),
            (&["manana"], 1),
            (&["today"], 0),
            (&["todays"], 0),
            (&["2", "day"], 0),
            (&["heute"], 0),
            (&["hoy"], 0),
            (&["aujourdhui"], 0),
            (&["tonight"], 0),
            (&["tonights"], 0),
            (&["tonite"], 0),
            (&["2", "nite"], 0),
            (&["yesterday"], -1),
            (&["yesterdays"], -1),
            (&["gestern"], -1),
            (&["ayer"], -1),
            (&["hier"], -1),
        ];
        let t = self.t;
        let (words, away) = SPOKEN.iter().find(|(words, _)| t.are(i, words))?;
        let whole = (1..words.len()).all(|k| words[0] != "2" || t.glued(i + k));
        // "Por la mañana" and "ayer" in "ayer or so" aside, `mañana` after an article is the morning.
        let morning = words[0] == "manana" && i > 0 && t.is(i - 1, &["la", "las", "esta"]);
        let hour = words[0] == "hier" && self.country.eq_ignore_ascii_case("DE");
        if !whole || morning || hour {
            return None;
        }
        let date = self.today().checked_add_signed(Duration::days(*away))?;
        let night = t.word(i).starts_with("ton") || words.last() == Some(&"nite");
        Some((
            Day {
                part: night.then_some(super::Part::Evening),
                ..Day::on(date)
            },
            i + words.len(),
        ))
    }

    /// `the first Tuesday of October`, `last day of next month`, `third Tuesday after Christmas`.
    fn nth_at(&self, i: usize) -> Option<(Day, usize)> {
        let t = self.t;
        let (n, at) = match t.word(i) {
            "last" => (None, i + 1),
            _ => ordinal(t, i).map(|(n, at)| (Some(n), at))?,
        };
        let named = weekday(t.word(at));
        if named.is_none() && t.word(at) != "day" {
            return None;
        }
        if t.word(at + 1) == "after" {
            let (day, end) = self.day_at(t.skip(at + 2, &["the"]))?;
            let from = day.first.succ_opt()?;
            let ahead = named?.days_since(from.weekday()) + 7 * (n?.clamp(1, 60) - 1);
            return Some((
                Day::on(from.checked_add_days(Days::new(u64::from(ahead)))?),
                end,
            ));
        }
        if !t.is(at + 1, &["of", "in"]) {
            return None;
        }
        let (period, end) = self.month_like(t.skip(at + 2, &["the"]))?;
        let mut days = period.first.iter_days().take_while(|d| *d <= period.last);
        let fits = |d: &NaiveDate| named.is_none_or(|w| d.weekday() == w);
        let date = match n {
            None => days.filter(fits).last(),
            Some(n) => days.by_ref().filter(fits).nth(usize::try_from(n).ok()? - 1),
        };
        Some((Day::on(date?), end))
    }

    /// A month or a year: `October 2015`, `next month`, `month`.
    fn month_like(&self, i: usize) -> Option<(Day, usize)> {
        if let Some(found) = self.month_at(i) {
            return Some(found);
        }
        if let Some((super::Meaning::Day(day), end)) = self.relative_at(i) {
            return day.vague.then_some((day, end));
        }
        let unit = unit_behind(self.t, i).filter(|u| *u >= Unit::Month)?;
        let first = self.today().with_day(1)?;
        let (first, months) = if unit == Unit::Year {
            (first.with_month(1)?, 12)
        } else {
            (first, 1)
        };
        let last = first
            .checked_add_months(chrono::Months::new(months))?
            .pred_opt()?;
        Some((
            Day {
                last,
                vague: true,
                ..Day::on(first)
            },
            i + 1,
        ))
    }

    /// A named day, with its year if one stands there.
    fn named_at(&self, i: usize) -> Option<(Day, usize)> {
        let t = self.t;
        let modified = t.is(i, &["this", "next", "last", "coming"]);
        let start = if modified { i + 1 } else { i };
        let (named, end) = calendar::named_at(|k| t.word(k), start, self.country)?;
        let (year, end) = self.year_behind(end);
        let today = self.today();
        let date = match year {
            Some(year) => named.in_year(year)?,
            None if t.word(i) == "last" => (today.year() - 1..=today.year())
                .rev()
                .filter_map(|y| named.in_year(y))
                .find(|d| *d < today)?,
            None => (today.year()..=today.year() + 1)
                .filter_map(|y| named.in_year(y))
                .find(|d| *d >= today)?,
        };
        Some((Day::on(date), end))
    }

    /// `Friday`, `next Friday`, `Friday of next week`, `Thursday in two weeks`.
    fn weekday_at(&self, i: usize) -> Option<(Day, usize)> {
        let t = self.t;
        let side = t.word(i);
        let modified = matches!(
            side,
            "this"
                | "next"
                | "last"
                | "past"
                | "previous"
                | "coming"
                | "that"
                | "upcoming"
                | "following"
                | "diesen"
                | "nachsten"
                | "kommenden"
                | "letzten"
                | "proximo"
                | "este"
        );
        let mut at = if modified { i + 1 } else { i };
        at += usize::from(modified && t.word(at) == "coming");
        let named = weekday(t.word(at))?;
        if !modified && !self.is_a_weekday(at) {
            return None;
        }
        let end = at + 1;
        if let Some(found) = self.week_behind(named, end) {
            return Some(found);
        }
        let date = match side {
            "next" | "following" => self.in_week(named, 1)?,
            "last" | "past" | "previous" | "letzten" => {
                let back = (7 + self.today().weekday().num_days_from_monday()
                    - named.num_days_from_monday())
                    % 7;
                let back = if back == 0 { 7 } else { back };
                self.today().checked_sub_days(Days::new(u64::from(back)))?
            }
            _ => self.coming(named, self.weekday_is_today),
        };
        Some((Day::on(date), end))
    }

    /// "I sat", "the sun": words that are a weekday's short form and something else.
    fn is_a_weekday(&self, i: usize) -> bool {
        let t = self.t;
        let word = t.word(i);
        if !matches!(word, "sat" | "sun" | "wed" | "mon" | "martes" | "tue") {
            return true;
        }
        let verb = i > 0
            && t.is(
                i - 1,
                &[
                    "i", "we", "he", "she", "they", "you", "the", "to", "who", "got", "get", "be",
                ],
            );
        !verb
            && !t.is(
                i + 1,
                &[
                    "down", "in", "outside", "inside", "indoors", "outdoors", "there", "at", "is",
                    "under",
                ],
            )
    }

    /// What a week told behind a weekday makes of it.
    fn week_behind(&self, named: Weekday, end: usize) -> Option<(Day, usize)> {
        let t = self.t;
        if t.are(end, &["after", "next"]) {
            let date = self.coming(named, false).checked_add_days(Days::new(7))?;
            return Some((Day::on(date), end + 2));
        }
        if t.word(end) == "week" && !t.is(end + 1, &["day", "days"]) {
            let date = self.coming(named, false).checked_add_days(Days::new(7))?;
            return Some((Day::on(date), end + 1));
        }
        if t.word(end) == "in"
            && let Some((n, after)) = number(t, end + 1)
            && t.is(after, &["week", "weeks"])
        {
            let date = self
                .coming(named, false)
                .checked_add_days(Days::new(7 * u64::from(n.min(200))))?;
            return Some((Day::on(date), after + 1));
        }
        let of = t.skip(t.skip(end, &["of", ","]), &["the"]);
        if t.word(of + 1) != "week" {
            return None;
        }
        let away = match t.word(of) {
            "this" => 0,
            "next" | "following" | "coming" => 1,
            "last" | "previous" | "past" => -1,
            _ => return None,
        };
        Some((Day::on(self.in_week(named, away)?), of + 2))
    }

    fn in_week(&self, named: Weekday, weeks: i64) -> Option<NaiveDate> {
        self.monday(weeks)?
            .checked_add_days(Days::new(u64::from(named.num_days_from_monday())))
    }

    /// The next such weekday.
    pub(super) fn coming(&self, named: Weekday, today_too: bool) -> NaiveDate {
        let ahead = match named.days_since(self.today().weekday()) {
            0 if !today_too => 7,
            ahead => ahead,
        };
        self.today()
            .checked_add_days(Days::new(u64::from(ahead)))
            .unwrap_or(self.today())
    }

    /// `August`, `in May`, `March 2015`: a period.
    pub(super) fn month_at(&self, i: usize) -> Option<(Day, usize)> {
        let t = self.t;
        let modified = t.is(i, &["this", "next", "last", "early", "mid", "late"]);
        let at = if modified { i + 1 } else { i };
        let month = month(t.word(at))?;
        let (year, end) = self.year_behind(at + 1);
        let alone = i == 0 && t.ends(end);
        let led = modified
            || (i > 0
                && t.is(
                    i - 1,
                    &["in", "of", "since", "until", "till", "for", "this", "next"],
                ));
        if !(is_plain_month(t.word(at)) || alone || led || year.is_some()) {
            return None;
        }
        let today = self.today();
        let year = match (year, t.word(i)) {
            (Some(year), _) => year,
            (None, "last") if month >= today.month() => today.year() - 1,
            (None, "last") => today.year(),
            _ if month < today.month() => today.year() + 1,
            _ => today.year(),
        };
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let last = first
            .checked_add_months(chrono::Months::new(1))?
            .pred_opt()?;
        Some((
            Day {
                last,
                vague: true,
                ..Day::on(first)
            },
            end,
        ))
    }

    /// A bare year: nothing else, or after `in`.
    fn year_at(&self, i: usize) -> Option<(Day, usize)> {
        let t = self.t;
        let year = t
            .digits(i)
            .filter(|n| t.word(i).len() == 4 && (1900..2100).contains(n))?;
        let alone = i == 0 && t.ends(i + 1);
        let led = i > 0 && t.is(i - 1, &["in", "since", "of"]) && part(t.word(i + 1)).is_none();
        if !(alone || led) {
            return None;
        }
        let year = i32::try_from(year).ok()?;
        let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
        let last = NaiveDate::from_ymd_opt(year, 12, 31)?;
        Some((
            Day {
                last,
                vague: true,
                ..Day::on(first)
            },
            i + 1,
        ))
    }
}

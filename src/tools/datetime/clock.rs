//! Times of day: `9:30 pm`, `half past six in the evening`, `at 8`, `19h`, `a las ocho y media`.

use super::{
    phrase::{Clock, Scope, Time},
    words::{Part, month, number, part, spelled, unit, weekday},
};
use chrono::{Duration, NaiveTime};

/// Words before a bare number that make it a time.
const BEFORE: &[&str] = &[
    "at",
    "@",
    "until",
    "till",
    "til",
    "by",
    "after",
    "before",
    "around",
    "past",
    "approximately",
    "las",
    "um",
    "gegen",
    "about",
];

/// Words after a number that make it something else.
const NO_TIME: &[&str] = &[
    "people", "persons", "person", "guests", "of", "miles", "km", "dollars", "euros", "percent",
    "adults", "kids", "children", "friends", "seats", "tables", "times", "%", "$", "€", "other",
    "others", "more", "pax", "th", "st", "nd", "rd", "street", "avenue",
];

/// Parts of the day as they are counted, not told.
const PLURALS: &[&str] = &["nights", "mornings", "afternoons", "evenings"];

const PAST: &[&str] = &["past", "after", "nach"];
const TO: &[&str] = &["to", "before", "til", "till", "of", "vor"];

/// An hour, and what is known of its half of the day.
#[derive(Debug, Clone, Copy)]
struct Hour {
    hour: u32,
    minute: u32,
    /// The part of the day it is told to be in.
    part: Option<Part>,
    colon: bool,
    /// Whether it is of 24: `19h`, `00:30`, noon.
    full: bool,
    /// Whether the words alone show that it is a time.
    sure: bool,
}

impl Hour {
    fn bare(hour: u32) -> Self {
        Self {
            hour,
            minute: 0,
            part: None,
            colon: false,
            full: hour == 0 || hour > 12,
            sure: false,
        }
    }

    fn noon() -> Self {
        Self {
            sure: true,
            full: true,
            ..Self::bare(12)
        }
    }

    fn midnight() -> Self {
        Self {
            sure: true,
            ..Self::bare(0)
        }
    }

    /// The time, moved by so many minutes.
    fn clock(self, minutes: i64) -> Option<Clock> {
        let hour = self.part.map_or(self.hour, |p| p.place(self.hour)) % 24;
        let time = NaiveTime::from_hms_opt(hour, self.minute, 0)?;
        Some(Clock {
            time: Time {
                time: time.overflowing_add_signed(Duration::minutes(minutes)).0,
                twofold: self.part.is_none() && !self.full && (1..12).contains(&self.hour),
            },
            colon: self.colon,
        })
    }
}

impl Scope<'_> {
    /// A time of day that begins at the i-th token, and the place behind it.
    pub(crate) fn clock_at(&self, i: usize) -> Option<(Clock, usize)> {
        if let Some(counted) = self.counted_clock(i) {
            return Some(counted);
        }
        let (hour, end) = self.hour_at(i)?;
        let alone = i == 0 && self.t.ends(end);
        let later = i > 1
            && self.t.word(i - 1) == "than"
            && self.t.is(i - 2, &["later", "earlier", "sooner"]);
        let placed = later || (i > 0 && self.t.is(i - 1, BEFORE)) || self.is_range(i, end);
        let told =
            hour.sure || ((alone || placed) && !self.is_no_time(end)) || self.is_part_of_day(end);
        if !told {
            return None;
        }
        let (more, end) = self.minutes_behind(end);
        Some((hour.clock(more)?, end))
    }

    /// "Between 8 and 9", "from 4 to 10": two hours and nothing that they count.
    fn is_range(&self, i: usize, end: usize) -> bool {
        let t = self.t;
        let led = i > 0 && t.is(i - 1, &["between", "from", "entre", "zwischen", "von"]);
        led && t.is(end, &["and", "to", "-", "till", "until", "y", "und", "bis"])
            && self.hour_at(end + 1).is_some_and(|(hour, after)| {
                hour.sure
                    || (hour.hour <= 24
                        && (t.pauses(after) || t.is(after, &["on", "tomorrow", "today"])))
            })
            && month(t.word(end + 2)).is_none()
    }

    /// Whether a day and a part of it are named there: "9 tomorrow morning".
    fn is_part_of_day(&self, end: usize) -> bool {
        let spoken = self.spoken_day(end).map(|(_, after)| after);
        let day = spoken.or_else(|| weekday(self.t.word(end)).map(|_| end + 1));
        day.is_some_and(|after| part(self.t.word(after)).is_some())
    }

    /// `20 past 9`, `quarter to 6 in the morning`, `half seven`, `halb acht`.
    fn counted_clock(&self, i: usize) -> Option<(Clock, usize)> {
        let t = self.t;
        let (minutes, mut at, named) = match t.word(i) {
            "half" => (30, i + 1, true),
            "halb" => {
                let (hour, end) = self.hour_at(i + 1)?;
                return Some((hour.clock(-30)?, end));
            }
            "quarter" | "viertel" => (15, i + 1, true),
            "a" if t.word(i + 1) == "quarter" => (15, i + 2, true),
            _ => {
                let (n, end) = number(t, i)?;
                (i64::from(n), end, false)
            }
        };
        let told = t.is(at, &["minutes", "mins", "min", "minute", "minuten"]);
        at += usize::from(told);
        let sign = match t.word(at) {
            w if PAST.contains(&w) => 1,
            w if TO.contains(&w) => -1,
            _ if t.word(i) == "half" => {
                let (hour, end) = self.hour_at(at).filter(|(h, _)| !h.full)?;
                let clear = !self.is_no_time(end) && spelled_or_end(self, at, end);
                return Some((
                    Hour {
                        colon: true,
                        ..hour
                    }
                    .clock(30)?,
                    end,
                ))
                .filter(|_| clear);
            }
            _ => return None,
        };
        let (hour, end) = self.hour_at(at + 1).filter(|(h, _)| !h.colon)?;
        // "5 to 10 minutes", "9 to 5": only what people count to the hour, and with nothing counted behind it.
        let usual = named || told || (minutes % 5 == 0 && (5..30).contains(&minutes));
        let clear = hour.sure || !self.is_no_time(end);
        (usual && clear && minutes < 60).then_some((hour.clock(sign * minutes)?, end))
    }

    /// `y media`, `menos cuarto`, `et demie`.
    fn minutes_behind(&self, i: usize) -> (i64, usize) {
        let known: [(&[&str], i64); 6] = [
            (&["y", "media"], 30),
            (&["y", "cuarto"], 15),
            (&["menos", "cuarto"], -15),
            (&["et", "demie"], 30),
            (&["et", "quart"], 15),
            (&["moins", "le", "quart"], -15),
        ];
        let found = known.iter().find(|(words, _)| self.t.are(i, words));
        found.map_or((0, i), |(words, minutes)| (*minutes, i + words.len()))
    }

    fn is_no_time(&self, end: usize) -> bool {
        let t = self.t;
        t.is(end, NO_TIME)
            || unit(t.word(end)).is_some()
            || month(t.word(end)).is_some()
            || (t.glued(end) && t.is(end, &["/", "-", ":", "–"]))
            || (t.word(end) == "." && t.glued(end) && t.glued(end + 1))
            || (t.word(end) == "to" && t.digits(end + 1).is_some())
    }

    /// An hour with what is said of it, sure or not.
    fn hour_at(&self, i: usize) -> Option<(Hour, usize)> {
        let t = self.t;
        let named = match t.word(i) {
            "noon" | "midday" | "mittag" | "mittags" | "mediodia" | "midi" => Some(Hour::noon()),
            "midnight" | "mitternacht" | "medianoche" | "minuit" => Some(Hour::midnight()),
            _ => None,
        };
        if let Some(hour) = named {
            return Some((hour, i + 1));
        }
        let (mut hour, end) = match t.digits(i) {
            Some(n) => self.written_hour(i, n)?,
            None => self.spelled_hour(i)?,
        };
        if t.is(end, &["noon", "midday", "midnight"]) && hour.hour == 12 {
            let named = if t.word(end) == "midnight" {
                Hour::midnight()
            } else {
                Hour::noon()
            };
            return Some((named, end + 1));
        }
        let (part, end) = self.half_at(&mut hour, end);
        hour.part = part;
        (hour.hour <= 24 && hour.minute < 60).then_some((hour, end))
    }

    /// `9`, `9:30`, `9h30`, `9.30 pm`, `930 pm`, `9 30 am`.
    fn written_hour(&self, i: usize, n: u32) -> Option<(Hour, usize)> {
        let t = self.t;
        let glued = t.glued(i + 1) && t.glued(i + 2);
        let minutes = glued
            .then(|| t.digits(i + 2))
            .flatten()
            .filter(|_| t.has_digits(i + 2, 2));
        let hour = Hour::bare(n);
        match (t.word(i + 1), minutes) {
            (":", Some(minute)) => {
                let seconds = t.word(i + 3) == ":" && t.glued(i + 4) && t.has_digits(i + 4, 2);
                let end = if seconds { i + 5 } else { i + 3 };
                return Some((
                    Hour {
                        minute,
                        colon: true,
                        sure: true,
                        ..hour
                    },
                    end,
                ));
            }
            ("h", minute) if t.glued(i + 1) => {
                let end = if minute.is_some() { i + 3 } else { i + 2 };
                return Some((
                    Hour {
                        minute: minute.unwrap_or(0),
                        full: true,
                        sure: true,
                        ..hour
                    },
                    end,
                ));
            }
            (".", Some(minute)) if self.is_half(i + 3) || (i > 0 && t.is(i - 1, &["at", "um"])) => {
                let end = t.word(i + 3) == "." && t.glued(i + 4) && t.digits(i + 4).is_some();
                return (!end).then_some((
                    Hour {
                        minute,
                        sure: true,
                        ..hour
                    },
                    i + 3,
                ));
            }
            _ => {}
        }
        if matches!(t.word(i).len(), 3 | 4) {
            return self.military_hour(i, n);
        }
        // "5 10 pm", "18 55 afternoon", and a bare "13 50".
        if t.has_digits(i + 1, 2)
            && !t.glued(i + 1)
            && (self.is_half(i + 2)
                || (i == 0 && t.ends(i + 2))
                || (i > 0 && t.is(i - 1, BEFORE) && t.pauses(i + 2)))
        {
            let minute = t.digits(i + 1)?;
            return Some((Hour { minute, ..hour }, i + 2));
        }
        Some((hour, i + 1))
    }

    /// `930`, `1915`; a year is none unless it is told as a time.
    fn military_hour(&self, i: usize, n: u32) -> Option<(Hour, usize)> {
        let t = self.t;
        let before = ["at", "@", "approximately", "around", "about", "until", "by"];
        let placed = i > 0 && t.is(i - 1, &before);
        let year = t.word(i).len() == 4 && (1900..2100).contains(&n);
        let hour = Hour {
            minute: n % 100,
            ..Hour::bare(n / 100)
        };
        (!year || placed || self.is_half(i + 1)).then_some((hour, i + 1))
    }

    /// `nine`, `nine thirty`, `five forty-five`.
    fn spelled_hour(&self, i: usize) -> Option<(Hour, usize)> {
        let (n, end) = spelled(self.t, i).filter(|(n, _)| *n <= 12)?;
        let after = self.t.skip(end, &["-"]);
        let minutes =
            spelled(self.t, after).or_else(|| number(self.t, after).filter(|_| after > end));
        Some(match minutes {
            Some((minute, end)) if (10..60).contains(&minute) && !self.is_no_time(end) => (
                Hour {
                    minute,
                    colon: true,
                    sure: true,
                    ..Hour::bare(n)
                },
                end,
            ),
            _ => (Hour::bare(n), end),
        })
    }

    /// Whether am, pm or a part of the day is written there.
    fn is_half(&self, i: usize) -> bool {
        let mut hour = Hour::bare(1);
        self.half_at(&mut hour, i).0.is_some() || hour.sure
    }

    /// What is said of the half of the day behind an hour.
    fn half_at(&self, hour: &mut Hour, i: usize) -> (Option<Part>, usize) {
        let t = self.t;
        let mut i = i;
        let ish = t.skip(i, &["-"]);
        if t.word(ish) == "ish" {
            i = ish + 1;
            hour.sure = true;
        }
        if t.is(i, &["oclock", "uhr", "heures", "heure"]) || t.are(i, &["o", "clock"]) {
            hour.sure = true;
            hour.full |= t.is(i, &["uhr", "heures"]) && hour.hour > 6;
            i += if t.word(i) == "o" { 2 } else { 1 };
            if t.word(i - 1) == "uhr" && t.has_digits(i, 2) && hour.minute == 0 {
                hour.minute = t.digits(i).unwrap_or(0);
                i += 1;
            }
        }
        match t.word(i) {
            "am" => return sure(hour, Part::Morning, i + 1),
            "pm" => return sure(hour, Part::Afternoon, i + 1),
            "a" if t.glued(i) => return sure(hour, Part::Morning, i + 1),
            "p" if t.glued(i) => return sure(hour, Part::Afternoon, i + 1),
            _ => {}
        }
        let mut k = i;
        if t.is(k, &["in", "at", "of", "de", "du", "am", "por"]) {
            k += 1;
        }
        k = t.skip(k, &["the", "la", "der"]);
        match t.word(k) {
            "am" if k > i => sure(hour, Part::Morning, k + 1),
            "pm" if k > i => sure(hour, Part::Afternoon, k + 1),
            "manana" if k > i => sure(hour, Part::Morning, k + 1),
            // "3 nights", and "a four night stay" or "3 night in June", are no times.
            word => match part(word).filter(|_| !PLURALS.contains(&word)) {
                Some(Part::Night) if k == i && hour.minute == 0 => (Some(Part::Night), k + 1),
                Some(part) => sure(hour, part, k + 1),
                None => (None, i),
            },
        }
    }
}

fn sure(hour: &mut Hour, part: Part, end: usize) -> (Option<Part>, usize) {
    hour.sure = true;
    (Some(part), end)
}

/// "Half three" and a bare "half 7" are times; "half 7 dollars" is not.
fn spelled_or_end(scope: &Scope<'_>, from: usize, end: usize) -> bool {
    spelled(scope.t, from).is_some() || scope.t.pauses(end) || scope.t.ends(end)
}

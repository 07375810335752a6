//! Calendar dates in a text: "July 4", "4th of July", "Dec 24–26", "24. bis 26. Dezember", "24.12.", "12/24", 2026-12-24. By hand, in one pass
//! over the words, and none where no digit stands.
//!
//! Two sides read a text differently: what a draft *states* is only what is surely a date, what a source *knows* is whatever may be one. A
//! date that can be read in two ways (3/4/2027) is fine if a source knows one of them.

mod days;
mod tokens;

pub(in crate::guardrails) use days::{Day, Span, holiday};

use tokens::{Kind, Token, tokens};

/// A date that a text states: a source has to know one of its readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guardrails) struct Stated {
    pub(in crate::guardrails) readings: Vec<Day>,
    /// 24.12 may be a price or a time as well: the two numbers, with the hundredths that they are as one.
    pub(in crate::guardrails) number: Option<(u8, u8, u64)>,
}

/// The dates of texts.
#[derive(Debug, Clone, Default)]
pub(in crate::guardrails) struct Dates {
    pub(in crate::guardrails) stated: Vec<Stated>,
    /// What may be meant: single days, and ranges that cover the days in them.
    pub(in crate::guardrails) known: Vec<Span>,
}

impl Dates {
    pub(in crate::guardrails) fn add(&mut self, text: &str) {
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            return;
        }
        let tokens = tokens(text);
        let reader = Reader { tokens: &tokens };
        let mut at = 0;
        while at < tokens.len() {
            at = reader
                .run(at, self)
                .or_else(|| reader.ranged(at, self))
                .unwrap_or(at + 1);
        }
    }

    pub(in crate::guardrails) fn knows(&self, day: Day) -> bool {
        self.known.iter().any(|span| span.covers(day))
    }

    fn state(&mut self, found: &Found) {
        for day in &found.readings {
            self.known.push(Span::day(*day));
        }
        if found.sure {
            self.stated.push(Stated {
                readings: found.readings.clone(),
                number: found.number,
            });
        }
    }

    fn may_mean(&mut self, day: Day, sure: bool) {
        self.state(&Found {
            readings: vec![day],
            number: None,
            sure,
        });
    }
}

/// A date as it stands in a text.
struct Found {
    readings: Vec<Day>,
    number: Option<(u8, u8, u64)>,
    /// Whether it can be nothing else.
    sure: bool,
}

impl Found {
    fn of(day: Day) -> Self {
        Self {
            readings: vec![day],
            number: None,
            sure: true,
        }
    }

    fn only(&self) -> Option<Day> {
        (self.readings.len() == 1).then(|| self.readings[0])
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
}

impl Reader<'_> {
    fn kind(&self, at: usize) -> Kind {
        self.tokens.get(at).map_or(Kind::Break, |t| t.kind)
    }

    fn is(&self, at: usize, kind: Kind) -> bool {
        self.kind(at) == kind
    }

    fn is_glued(&self, at: usize, kind: Kind) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|t| t.kind == kind && t.glued)
    }

    fn glued_number(&self, at: usize) -> Option<(u16, u8)> {
        let token = self.tokens.get(at).filter(|t| t.glued)?;
        match token.kind {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    /// Whether a number begins here, and not in the middle of a price, a time, another number.
    fn begins(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return true;
        };
        let within = matches!(self.kind(before), Kind::Slash | Kind::Colon | Kind::Word);
        let point = self.is(before, Kind::Dot)
            && before
                .checked_sub(1)
                .is_some_and(|b| matches!(self.kind(b), Kind::Number { .. }));
        !(self.is(before, Kind::Money) || self.tokens[at].glued && (within || point))
    }

    /// The number of a day, and what comes behind it.
    fn day(&self, at: usize) -> Option<(u8, usize)> {
        let Kind::Number { value, digits } = self.kind(at) else {
            return None;
        };
        let day = u8::try_from(value).ok().filter(|d| (1..=31).contains(d))?;
        if digits > 2 || !self.begins(at) {
            return None;
        }
        let mut next = at + 1;
        if self.is_glued(next, Kind::Ordinal) {
            return Some((day, next + 1));
        }
        if self.is_glued(next, Kind::Dot) {
            if self.glued_number(next + 1).is_some() {
                return None;
            }
            next += 1;
        }
        let part = self.glued_number(next + 1).is_some()
            && (self.is_glued(next, Kind::Colon) || self.is_glued(next, Kind::Comma));
        let other = part
            || matches!(self.kind(next), Kind::Clock | Kind::Money)
            || self.is_glued(next, Kind::Slash)
            || self.is_glued(next, Kind::Word);
        (!other).then_some((day, next))
    }

    /// The year, if one follows, and what comes behind it.
    fn year(&self, at: usize) -> (Option<u16>, usize) {
        let mut next = at;
        while next < at + 2 && matches!(self.kind(next), Kind::Comma | Kind::Of) {
            next += 1;
        }
        match self.kind(next) {
            Kind::Number { value, digits: 4 } if (1900..=2100).contains(&value) => {
                (Some(value), next + 1)
            }
            _ => (None, at),
        }
    }

    fn past(&self, at: usize, kind: Kind) -> usize {
        at + usize::from(self.is(at, kind))
    }

    /// "July 4th, 2026", "Dec. 24".
    fn month_first(&self, at: usize) -> Option<(Found, usize)> {
        let Kind::Month(month) = self.kind(at) else {
            return None;
        };
        let mut next = at + 1 + usize::from(self.is_glued(at + 1, Kind::Dot));
        next = self.past(next, Kind::Of);
        let (day, next) = self.day(next)?;
        let (year, next) = self.year(next);
        Some((Found::of(Day { month, day, year }), next))
    }

    /// "4 July", "the 4th of July 2026", "24 de diciembre de 2026".
    fn day_first(&self, at: usize) -> Option<(Found, usize)> {
        let (day, next) = self.day(at)?;
        let next = self.past(next, Kind::Of);
        let Kind::Month(month) = self.kind(next) else {
            return None;
        };
        let other = self.month_first(next);
        let next = next + 1 + usize::from(self.is_glued(next + 1, Kind::Dot));
        let (year, next) = self.year(next);
        let mut found = Found::of(Day { month, day, year });
        // "for 4 March 3".
        if let Some((second, end)) = other.filter(|_| year.is_none()) {
            found.readings.extend(second.readings);
            return Some((found, end));
        }
        Some((found, next))
    }

    /// 2026-12-24, 12/24, 24.12.
    fn numeric(&self, at: usize) -> Option<(Found, usize)> {
        let Kind::Number { value, digits } = self.kind(at) else {
            return None;
        };
        if !self.begins(at) {
            return None;
        }
        let (second, wide) = self.glued_number(at + 2)?;
        let sign = self.tokens[at + 1];
        let third = self
            .glued_number(at + 4)
            .filter(|_| self.is_glued(at + 3, sign.kind));
        let small = |n: u16| u8::try_from(n).ok();
        if sign.kind == Kind::Dash && digits == 4 {
            let (day, _) = third.filter(|(_, digits)| *digits == 2)?;
            let day = Day::new(small(second)?, small(day)?, Some(value))?;
            return Some((Found::of(day), at + 5));
        }
        if !sign.glued || digits > 2 || wide > 2 {
            return None;
        }
        let year = match third {
            Some((year, 4)) if (1900..=2100).contains(&year) => Some(year),
            Some((year, 2)) => Some(2000 + year),
            Some(_) => return None,
            None => None,
        };
        let (one, two) = (small(value)?, small(second)?);
        match sign.kind {
            Kind::Slash => self.slashed(at, one, two, year),
            Kind::Dot => self.dotted(at, one, (two, wide), year),
            _ => None,
        }
    }

    fn slashed(&self, at: usize, one: u8, two: u8, year: Option<u16>) -> Option<(Found, usize)> {
        let end = at + if year.is_some() { 5 } else { 3 };
        let more = [Kind::Slash, Kind::Ordinal, Kind::Word];
        // "open 24/7".
        if (one, two) == (24, 7) || more.iter().any(|k| self.is_glued(end, *k)) {
            return None;
        }
        let mut readings: Vec<Day> = [Day::new(one, two, year), Day::new(two, one, year)]
            .into_iter()
            .flatten()
            .collect();
        readings.dedup();
        let sure = year.is_some() || one.max(two) > 12;
        let found = Found {
            readings,
            number: None,
            sure,
        };
        (!found.readings.is_empty()).then_some((found, end))
    }

    fn dotted(
        &self,
        at: usize,
        day: u8,
        (month, wide): (u8, u8),
        year: Option<u16>,
    ) -> Option<(Found, usize)> {
        let end = at + if year.is_some() { 5 } else { 4 };
        let open = year.is_none();
        if open && (!self.is_glued(at + 3, Kind::Dot) || self.glued_number(at + 4).is_some()) {
            return None;
        }
        if open && matches!(self.kind(end), Kind::Money | Kind::Clock) {
            return None;
        }
        let mut found = Found::of(Day::new(month, day, year)?);
        if open {
            let cents = u64::from(month) * if wide == 2 { 1 } else { 10 };
            found.number = Some((day, month, u64::from(day) * 100 + cents));
            // "It is rated 4.8."
            found.sure = wide == 2;
        }
        Some((found, end))
    }

    fn date(&self, at: usize) -> Option<(Found, usize)> {
        self.numeric(at)
            .or_else(|| self.month_first(at))
            .or_else(|| self.day_first(at))
    }

    /// Whether this joins two days, and whether as the ends of a range.
    fn joins(&self, at: usize) -> Option<bool> {
        match self.kind(at) {
            Kind::To | Kind::Until | Kind::Dash => Some(true),
            Kind::And | Kind::Comma => Some(false),
            _ => None,
        }
    }

    /// "to" and a dash without space cannot be mistaken.
    fn joins_surely(&self, at: usize) -> bool {
        self.is(at, Kind::To)
            || self.is_glued(at, Kind::Dash) && self.tokens.get(at + 1).is_some_and(|t| t.glued)
    }

    /// "24–26 December", "24., 25. und 26. Dezember", "24.–26.12.": days whose month comes last.
    fn run(&self, at: usize, dates: &mut Dates) -> Option<usize> {
        let (first, mut next) = self.day(at)?;
        let mut days = vec![(first, next)];
        while self.joins(next).is_some()
            && let Some((day, end)) = self.day(next + 1)
        {
            days.push((day, end));
            next = end;
        }
        // The last of them is the one with the month, however it is written.
        let numeric = self.joins(next).and_then(|_| self.numeric(next + 1));
        let (last, end) = match numeric {
            Some(found) => found,
            None => {
                let (_, joined) = *days.iter().rev().nth(1)?;
                days.pop();
                self.day_first(joined + 1)?
            }
        };
        dates.state(&last);
        let Some(last_day) = last.only() else {
            return Some(end);
        };
        let mut to = last_day;
        for &(day, joint) in days.iter().rev() {
            let this = Day { day, ..last_day };
            let is_range = self.joins(joint) == Some(true) && day < to.day;
            dates.may_mean(this, is_range && self.joins_surely(joint));
            if is_range {
                dates.known.push(Span::new(this, to));
            }
            to = this;
        }
        Some(self.go_on(last_day, end, dates))
    }

    /// A date, and what goes on from it.
    fn ranged(&self, at: usize, dates: &mut Dates) -> Option<usize> {
        let (found, next) = self.date(at)?;
        dates.state(&found);
        Some(match found.only() {
            Some(day) => self.go_on(day, next, dates),
            None => next,
        })
    }

    /// What goes on from a date: "Dec 24–26", "December 24 and 25", "January 4 to Thursday, January 14, 2027".
    fn go_on(&self, mut from: Day, mut next: usize, dates: &mut Dates) -> usize {
        while let Some(is_range) = self.joins(next) {
            if let Some((second, end)) = self.date(next + 1) {
                let Some(to) = second.only().filter(|_| is_range) else {
                    return next + 1;
                };
                dates.known.push(Span::new(from, to));
                dates.state(&second);
                return end;
            }
            let Some((day, end)) = self.day(next + 1).filter(|(day, _)| *day > from.day) else {
                break;
            };
            let (year, end) = self.year(end);
            let to = Day {
                day,
                year: year.or(from.year),
                ..from
            };
            let more = matches!(
                self.kind(end),
                Kind::Word | Kind::Number { .. } | Kind::Money
            );
            let open = more || matches!(self.kind(next), Kind::Comma | Kind::Until);
            dates.may_mean(to, self.joins_surely(next) || !open);
            if is_range {
                dates.known.push(Span::new(from, to));
            }
            (from, next) = (to, end);
        }
        next
    }
}

#[cfg(test)]
mod tests;

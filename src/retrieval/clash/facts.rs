//! What a clause states that can be wrong: prices, times, dates, telephone numbers, amounts, and whether it says yes or no.

use std::collections::BTreeSet;

/// A stated value: what it is, and how much, written one way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    /// In hundredths, with what it is charged for, if that is said.
    Price(u64),
    /// Minutes of the day.
    Time(u32),
    /// Month and day.
    Date(u32, u32),
    /// Its digits.
    Phone(String),
    /// Of what, and how many.
    Amount(&'static str, u64),
}

impl Fact {
    /// The kind of telephone numbers.
    pub(super) const PHONE: &str = "telephone number";

    /// Facts of one kind are compared with each other.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Price(_) => "price",
            Self::Time(_) => "time",
            Self::Date(..) => "date",
            Self::Phone(_) => Self::PHONE,
            Self::Amount(unit, _) => unit,
        }
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Units of amounts, each with the words for it.
const UNITS: [(&str, &[&str]); 7] = [
    ("minutes", &["minute", "minutes", "min"]),
    ("hours", &["hour", "hours"]),
    ("days", &["day", "days"]),
    ("weeks", &["week", "weeks"]),
    ("months", &["month", "months"]),
    ("years", &["year", "years"]),
    ("percent", &["%", "percent"]),
];

const NUMBERS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
];

/// Words by which a statement holds for some cases only: those of two statements must be the same for them to clash.
const CASES: [&str; 44] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "weekday",
    "weekend",
    "holiday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "summer",
    "winter",
    "spring",
    "autumn",
    "lunch",
    "dinner",
    "brunch",
    "breakfast",
    "child",
    "children",
    "kid",
    "adult",
    "senior",
    "student",
    "small",
    "large",
    "half",
    "christmas",
    "easter",
    "thanksgiving",
    "eve",
    "last",
    "online",
];

const NO: [&str; 19] = [
    "no",
    "not",
    "never",
    "none",
    "neither",
    "nor",
    "cannot",
    "without",
    "forbidden",
    "prohibited",
    "unfortunately",
    "dont",
    "cant",
    "arent",
    "isnt",
    "doesnt",
    "wont",
    "unable",
    "refuse",
];

/// Words that say yes, or only how it is said: no part of what a clause is about.
const YES: [&str; 23] = [
    "per",
    "each",
    "every",
    "yes",
    "welcome",
    "allow",
    "allowed",
    "permitted",
    "accept",
    "accepted",
    "offer",
    "available",
    "have",
    "has",
    "may",
    "can",
    "course",
    "gladly",
    "happy",
    "permit",
    "take",
    "there",
    "please",
];

/// Words after which a statement is none without exception.
const UNLESS: [&str; 8] = [
    "only",
    "except",
    "unless",
    "exception",
    "apart",
    "but",
    "always",
    "until",
];

/// Whether a clause says that something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Yes,
    No,
    /// With exceptions, or as a question.
    Neither,
}

/// What a clause says beside what it is about.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub(super) facts: BTreeSet<Fact>,
    pub(super) cases: BTreeSet<&'static str>,
    pub(super) says: Says,
    /// The clause without all that: what it is about.
    pub(super) rest: String,
}

/// Takes a clause apart.
pub(super) fn read(clause: &str) -> Stated {
    let lower = clause
        .to_lowercase()
        .replace(['’', '\''], "")
        .replace("a.m.", "am")
        .replace("p.m.", "pm");
    let mut stated = Stated {
        facts: BTreeSet::new(),
        cases: BTreeSet::new(),
        says: Says::Neither,
        rest: String::new(),
    };
    let lower = phones(&lower, &mut stated.facts);
    let words: Vec<&str> = lower
        .split(|c: char| {
            c.is_whitespace()
                || matches!(c, '–' | '—' | '/' | '(' | ')' | ';' | '!' | '"' | '|' | '*')
        })
        .flat_map(|word| word.split_inclusive('%'))
        .map(|word| word.trim_matches(['.', ',', ':', '?', '-']))
        .filter(|word| !word.is_empty())
        .collect();
    let (mut no, mut unless) = (false, false);
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        let next = words.get(at + 1).copied().unwrap_or_default();
        let taken = fact(word, next, words.get(at + 2).copied().unwrap_or_default());
        if let Some((fact, length)) = taken {
            stated.facts.insert(fact);
            at += length;
            continue;
        }
        at += 1;
        if let Some(case) = CASES.iter().find(|case| {
            word.strip_prefix(**case)
                .is_some_and(|rest| matches!(rest, "" | "s"))
        }) {
            stated.cases.insert(case);
        }
        no |= NO.contains(&word);
        unless |= UNLESS.contains(&word);
        if !NO.contains(&word) && !YES.contains(&word) && !word.bytes().all(|b| b.is_ascii_digit())
        {
            stated.rest.push_str(word);
            stated.rest.push(' ');
        }
    }
    stated.says = match (unless || clause.trim_end().ends_with('?'), no) {
        (true, _) => Says::Neither,
        (false, true) => Says::No,
        (false, false) => Says::Yes,
    };
    stated
}

/// A fact at the beginning of these words, and how many of them it is.
fn fact(word: &str, next: &str, after: &str) -> Option<(Fact, usize)> {
    if let Some(price) = word
        .strip_prefix(['$', '€', '£'])
        .or_else(|| word.strip_suffix(['€', '$', '£']))
    {
        return money(price).map(|price| (Fact::Price(price), 1));
    }
    if matches!(
        next,
        "dollars" | "euros" | "usd" | "eur" | "€" | "dollar" | "euro" | "pounds"
    ) {
        return money(word).map(|price| (Fact::Price(price), 2));
    }
    match word {
        "noon" => return Some((Fact::Time(12 * 60), 1)),
        "midnight" => return Some((Fact::Time(0), 1)),
        _ => {}
    }
    if let Some(time) = time(word, next) {
        return Some(time);
    }
    let month = |word: &str| {
        let at = MONTHS
            .iter()
            .position(|month| word.starts_with(month) && word.len() >= 3);
        at.and_then(|at| u32::try_from(at + 1).ok())
            .filter(|_| is_month(word))
    };
    if let (Some(month), Some(day)) = (month(word), day(next)) {
        return Some((Fact::Date(month, day), 2));
    }
    if let (Some(day), Some(month)) = (day(word), month(next)) {
        return Some((Fact::Date(month, day), 2));
    }
    if let [year, month, day] = word.split('-').collect::<Vec<_>>().as_slice()
        && year.len() == 4
    {
        return Some((Fact::Date(month.parse().ok()?, day.parse().ok()?), 1));
    }
    let number = word.trim_end_matches('%').parse().ok().or_else(|| {
        let at = NUMBERS.iter().position(|number| *number == word)?;
        u64::try_from(at).ok()
    })?;
    if word.ends_with('%') {
        return Some((Fact::Amount("percent", number), 1));
    }
    let unit = |word: &str| {
        UNITS
            .iter()
            .find(|(_, words)| words.contains(&word))
            .map(|(unit, _)| *unit)
    };
    // "four working days"
    unit(next)
        .map(|unit| (Fact::Amount(unit, number), 2))
        .or_else(|| {
            unit(after)
                .filter(|_| next == "working" || next == "full")
                .map(|unit| (Fact::Amount(unit, number), 3))
        })
}

fn money(text: &str) -> Option<u64> {
    let plain = text.replace(',', "");
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "0"));
    let cents: u64 = format!("{cents:0<2}").get(..2)?.parse().ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(cents)
}

/// `9:30 pm`, `9pm`, `21:30`.
fn time(word: &str, next: &str) -> Option<(Fact, usize)> {
    let (digits, half, length) = if let Some(digits) = word.strip_suffix("am") {
        (digits, Some(0), 1)
    } else if let Some(digits) = word.strip_suffix("pm") {
        (digits, Some(12), 1)
    } else {
        match next {
            "am" => (word, Some(0), 2),
            "pm" => (word, Some(12), 2),
            _ => (word, None, 1),
        }
    };
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => {
            (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?)
        }
        None if half.is_some() => (digits.parse().ok()?, 0),
        _ => return None,
    };
    let hour = match half {
        Some(half) => hour % 12 + half,
        None => hour % 24,
    };
    (minute < 60).then_some((Fact::Time(hour * 60 + minute), length))
}

fn is_month(word: &str) -> bool {
    const WHOLE: [&str; 12] = [
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
    WHOLE.contains(&word) || MONTHS.contains(&word) || word == "sept"
}

fn day(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let day: u32 = digits.parse().ok()?;
    (1..=31).contains(&day).then_some(day)
}

/// Takes telephone numbers out of a text.
fn phones(text: &str, facts: &mut BTreeSet<Fact>) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        let inside = c.is_ascii_digit()
            || (!run.is_empty() && matches!(c, '-' | ' ' | '(' | ')' | '.' | '/'));
        if inside || (run.is_empty() && c == '+') {
            run.push(c);
            continue;
        }
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let is_date = run.trim().len() == 10 && run.trim().as_bytes().get(4) == Some(&b'-');
        if (7..=15).contains(&digits.len()) && !is_date && run.contains(['-', ' ', '+', '(', '/']) {
            // With or without the code of the country.
            let from = digits.len().saturating_sub(10);
            facts.insert(Fact::Phone(digits[from..].to_owned()));
            rest.push(' ');
        } else {
            rest.push_str(&run);
        }
        run.clear();
        rest.push(c);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_however_they_are_written() {
        for (text, facts) in [
            ("Corkage is $1,025.50 a bottle", vec![Fact::Price(102_550)]),
            ("it is 25 dollars", vec![Fact::Price(2_500)]),
            ("11:30 am – 9pm", vec![Fact::Time(690), Fact::Time(1_260)]),
            (
                "from 12:15 p.m. to 21:30",
                vec![Fact::Time(735), Fact::Time(1_290)],
            ),
            (
                "call +1 (631) 555-0142.",
                vec![Fact::Phone("6315550142".into())],
            ),
            (
                "on January 4th or 2027-05-11",
                vec![Fact::Date(1, 4), Fact::Date(5, 11)],
            ),
            (
                "three hours, 18%",
                vec![Fact::Amount("hours", 3), Fact::Amount("percent", 18)],
            ),
            ("18 spaces in 2027", vec![]),
        ] {
            assert_eq!(
                read(text).facts.into_iter().collect::<Vec<_>>(),
                facts,
                "{text}"
            );
        }
    }

    #[test]
    fn yes_no_and_neither_are_told_apart() {
        for (text, says, rest) in [
            ("No dogs on Sundays.", Says::No, "dogs on sundays "),
            ("Dogs are welcome", Says::Yes, "dogs are "),
            ("We don’t take cards", Says::No, "we cards "),
            (
                "Only service animals are allowed",
                Says::Neither,
                "only service animals are ",
            ),
        ] {
            let stated = read(text);
            assert_eq!((stated.says, stated.rest.as_str()), (says, rest), "{text}");
        }
        assert!(read("No dogs on Sundays.").cases.contains("sunday"));
    }
}

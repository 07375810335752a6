//! The words of days, months, numbers and units, in English and the commonest ones in Spanish, German and French.

use super::tokens::Tokens;
use chrono::Weekday;

/// The weekday a word names, as a plural too.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" | "mondays" | "lunes" | "montag" | "montags" | "lundi" => Weekday::Mon,
        "tue" | "tues" | "tuesday" | "tuesdays" | "martes" | "dienstag" | "dienstags" | "mardi" => {
            Weekday::Tue
        }
        "wed" | "weds" | "wednesday" | "wednesdays" | "wensday" | "wednsday" | "miercoles"
        | "mittwoch" | "mittwochs" | "mercredi" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" | "thursdays" | "thrusday" | "jueves"
        | "donnerstag" | "donnerstags" | "jeudi" => Weekday::Thu,
        "fri" | "friday" | "fridays" | "firday" | "viernes" | "freitag" | "freitags"
        | "vendredi" => Weekday::Fri,
        "sat" | "saturday" | "saturdays" | "saterday" | "sabado" | "sabados" | "samstag"
        | "samstags" | "sonnabend" | "samedi" => Weekday::Sat,
        "sun" | "sunday" | "sundays" | "domingo" | "domingos" | "sonntag" | "sonntags"
        | "dimanche" => Weekday::Sun,
        _ => return None,
    })
}

/// The month a word names, from 1. `may`, `march` and `mar` are other words too: see [`is_plain_month`].
pub(crate) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" | "enero" | "januar" | "janvier" => 1,
        "february" | "feb" | "febuary" | "febrero" | "februar" | "fevrier" => 2,
        "march" | "mar" | "marzo" | "marz" | "maerz" | "mars" => 3,
        "april" | "apr" | "abril" | "avril" => 4,
        "may" | "mayo" | "mai" => 5,
        "june" | "jun" | "junio" | "juni" | "juin" => 6,
        "july" | "jul" | "julio" | "juli" | "juillet" => 7,
        "august" | "aug" | "agosto" | "aout" => 8,
        "september" | "sep" | "sept" | "septiembre" | "septembre" => 9,
        "october" | "oct" | "octubre" | "oktober" | "okt" | "octobre" => 10,
        "november" | "nov" | "noviembre" | "novembre" => 11,
        "december" | "dec" | "dezember" | "dez" | "diciembre" | "decembre" => 12,
        _ => return None,
    })
}

/// Whether a word can only be a month.
pub(crate) fn is_plain_month(word: &str) -> bool {
    month(word).is_some() && word.len() > 3 && !matches!(word, "march" | "mars" | "mayo")
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const TENS: [(&str, u32); 5] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fourty", 40),
    ("fifty", 50),
];

const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// Numbers of other languages, to twelve.
const FOREIGN: [(&str, u32); 33] = [
    ("uno", 1),
    ("una", 1),
    ("ein", 1),
    ("eine", 1),
    ("einem", 1),
    ("einer", 1),
    ("une", 1),
    ("dos", 2),
    ("zwei", 2),
    ("deux", 2),
    ("tres", 3),
    ("drei", 3),
    ("trois", 3),
    ("cuatro", 4),
    ("vier", 4),
    ("quatre", 4),
    ("cinco", 5),
    ("funf", 5),
    ("cinq", 5),
    ("seis", 6),
    ("sechs", 6),
    ("siete", 7),
    ("sieben", 7),
    ("sept", 7),
    ("ocho", 8),
    ("acht", 8),
    ("huit", 8),
    ("nueve", 9),
    ("neun", 9),
    ("neuf", 9),
    ("diez", 10),
    ("zehn", 10),
    ("dix", 10),
];

fn place(words: &[&str], word: &str) -> Option<u32> {
    let place = words.iter().position(|w| *w == word)?;
    u32::try_from(place).ok()
}

/// A number in digits or words at the i-th token, and the place behind it.
pub(crate) fn number(t: &Tokens, i: usize) -> Option<(u32, usize)> {
    if let Some(number) = t.digits(i) {
        return Some((number, i + 1));
    }
    spelled(t, i)
}

/// A number in words.
pub(crate) fn spelled(t: &Tokens, i: usize) -> Option<(u32, usize)> {
    let word = t.word(i);
    if let Some((_, tens)) = TENS.iter().find(|(w, _)| *w == word) {
        let next = t.skip(i + 1, &["-"]);
        return Some(match place(&ONES, t.word(next)) {
            Some(one @ 1..=9) if next == i + 1 || t.glued(next) => (tens + one, next + 1),
            _ => (*tens, i + 1),
        });
    }
    let small =
        place(&ONES, word).or_else(|| FOREIGN.iter().find(|(w, _)| *w == word).map(|(_, n)| *n));
    small.map(|n| (n, i + 1))
}

/// `25th`, `1st`, `third`, `twenty-first`; the day of a month.
pub(crate) fn ordinal(t: &Tokens, i: usize) -> Option<(u32, usize)> {
    if let Some(number) = t.digits(i) {
        let suffix =
            t.is(i + 1, &["st", "nd", "rd", "th"]) && (t.glued(i + 1) || t.has_digits(i, 2));
        return (suffix && (1..=31).contains(&number)).then_some((number, i + 2));
    }
    let word = t.word(i);
    if let Some(place) = place(&ORDINALS, word) {
        return Some((place + 1, i + 1));
    }
    let tens = match word {
        "twenty" => 20,
        "thirty" => 30,
        "thirtieth" => return Some((30, i + 1)),
        _ => return None,
    };
    let next = t.skip(i + 1, &["-"]);
    let one = place(&ORDINALS[..9], t.word(next))? + 1;
    (tens + one <= 31).then_some((tens + one, next + 1))
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
}

/// The unit a word names.
pub(crate) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "second" | "seconds" | "sec" | "secs" | "segundos" | "sekunden" | "secondes" => {
            Unit::Second
        }
        "minute" | "minutes" | "min" | "mins" | "minuto" | "minutos" | "minuten" => Unit::Minute,
        "hour" | "hours" | "hr" | "hrs" | "h" | "hora" | "horas" | "stunde" | "stunden"
        | "heure" | "heures" => Unit::Hour,
        "day" | "days" | "dia" | "dias" | "tag" | "tage" | "tagen" | "jour" | "jours" => Unit::Day,
        "week" | "weeks" | "wk" | "wks" | "semana" | "semanas" | "woche" | "wochen" | "semaine"
        | "semaines" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "month" | "months" | "mo" | "mos" | "mes" | "meses" | "monat" | "monate" | "monaten"
        | "mois" => Unit::Month,
        "quarter" | "quarters" | "qtr" | "qtrs" => Unit::Quarter,
        "year" | "years" | "yr" | "yrs" | "ano" | "anos" | "jahr" | "jahre" | "jahren" | "ans" => {
            Unit::Year
        }
        _ => return None,
    })
}

/// A unit behind a number, where shorter forms are clear.
pub(crate) fn unit_behind(t: &Tokens, i: usize) -> Option<Unit> {
    match t.word(i) {
        "mon" | "mons" => Some(Unit::Month),
        "d" if t.glued(i) => Some(Unit::Day),
        "w" if t.glued(i) => Some(Unit::Week),
        "y" if t.glued(i) => Some(Unit::Year),
        "m" if t.glued(i) => Some(Unit::Minute),
        "s" if t.glued(i) => Some(Unit::Second),
        word => unit(word),
    }
}

/// The half of the day, or the part of it, that a clock time is told to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `am`, morning.
    Morning,
    /// Noon to six.
    Afternoon,
    /// From six on.
    Evening,
    /// Late evening and the hours after midnight.
    Night,
}

impl Part {
    /// The hour that stands for it where no time is given.
    pub fn hour(self) -> u32 {
        match self {
            Self::Morning => 6,
            Self::Afternoon => 15,
            Self::Evening => 20,
            Self::Night => 22,
        }
    }

    /// An hour from 1 to 12 in this part, as one of 24; greater hours stay.
    pub fn place(self, hour: u32) -> u32 {
        match (self, hour) {
            (Self::Morning, 12) => 0,
            (Self::Afternoon | Self::Evening, 1..=11) | (Self::Night, 6..=11) => hour + 12,
            (Self::Night, 12) | (Self::Evening, 12) => 0,
            _ => hour,
        }
    }
}

/// The part of the day a word names.
pub(crate) fn part(word: &str) -> Option<Part> {
    Some(match word {
        "morning" | "mornings" | "morgens" | "vormittag" | "matin" => Part::Morning,
        "afternoon" | "afternoons" | "arvo" | "tarde" | "nachmittag" | "nachmittags" | "apres" => {
            Part::Afternoon
        }
        "evening" | "evenings" | "eve" | "abend" | "abends" | "soir" => Part::Evening,
        "night" | "nights" | "nite" | "noche" | "nacht" | "nachts" | "nuit" => Part::Night,
        _ => return None,
    })
}

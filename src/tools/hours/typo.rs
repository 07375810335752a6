//! What is wrong with hours somebody wrote, in words and with a mend.

use super::HoursError;
use crate::limits;

const FORM: &str = "days are Mo Tu We Th Fr Sa Su and PH (public holidays), times are like 09:00-17:30, closed is `off`, \
                    rules are separated by `;`, for example `Mo-Fr 09:00-17:30; Sa 10:00-14:00; PH off`";

fn error(what: impl Into<String>, mend: impl Into<String>) -> HoursError {
    HoursError {
        what: what.into(),
        mend: mend.into(),
    }
}

pub(super) fn empty() -> HoursError {
    error(
        "no hours are written",
        format!("write when you are open: {FORM}"),
    )
}

pub(super) fn too_long() -> HoursError {
    error(
        format!(
            "the hours have more than {} characters",
            limits::HOURS_CHARS
        ),
        "leave out years that are over",
    )
}

pub(super) fn no_country() -> HoursError {
    error(
        "PH stands for the public holidays of a country, and no country is set",
        "set [business] country to the two letters of your country, for example \"US\"",
    )
}

pub(super) fn unknown_country(code: &str) -> HoursError {
    let code: String = code.chars().take(10).collect();
    error(
        format!("PH stands for public holidays, and those of the country \"{code}\" are not known"),
        "set [business] country to two letters such as \"US\" or \"DE\", or write the days instead of PH, for example \
         `Dec 25 off`",
    )
}

/// Whether the hours use public holidays.
pub(super) fn names_holidays(written: &str) -> bool {
    words(written).any(|word| word == "PH")
}

/// The words outside of comments.
fn words(written: &str) -> impl Iterator<Item = &str> {
    written
        .split('"')
        .step_by(2)
        .flat_map(|part| part.split(|c: char| !c.is_ascii_alphabetic()))
}

/// Whether a range of days ends some days from Easter.
fn ends_around_easter(written: &str) -> bool {
    let lower = written.to_lowercase();
    let mut ends = lower
        .match_indices("easter")
        .map(|(at, name)| (&lower[..at], &lower[at + name.len()..]));
    ends.any(|(before, after)| {
        let before = before
            .trim_end()
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end();
        before.ends_with('-') && after.trim_start().starts_with(['+', '-'])
    })
}

/// What the notation can say and nobody here can know.
pub(super) fn unanswerable(written: &str) -> Option<HoursError> {
    let school = words(written).any(|word| word == "SH");
    if school {
        return Some(error(
            "SH stands for school holidays, and those are not known",
            "write their days instead, for example `Jul 15-Aug 31 10:00-18:00`",
        ));
    }
    if ends_around_easter(written) {
        return Some(error(
            "whether a season that ends so many days from Easter has its last day is read differently by different programs",
            "write the dates, for example `2027 Mar 01-2027 Mar 28`",
        ));
    }
    let sun = ["sunrise", "sunset", "dawn", "dusk"];
    let event = words(written).find(|word| sun.iter().any(|s| s.eq_ignore_ascii_case(word)))?;
    Some(error(
        format!(
            "\"{event}\" is another time in every place and on every day, and where the business is is not known"
        ),
        "write times instead, for example 08:00-18:00, with months if they differ",
    ))
}

/// The parser's complaint in our words: the place, the word there, and the mend of the commonest mistakes.
pub(super) fn explain(written: &str, complaint: &impl std::fmt::Display) -> HoursError {
    let text = complaint.to_string();
    let Some(column) = column(&text) else {
        // A complaint without a place is about a value, and says it in one line.
        let first = text.lines().next().unwrap_or_default();
        return error(format!("the hours cannot be read: {first}"), FORM);
    };
    let before: String = written.chars().take(column - 1).collect();
    let (word, place) = word_at(written, before.len());
    let what = if word.is_empty() {
        "the hours end too early".to_owned()
    } else {
        format!("the hours cannot be read at character {place}, near \"{word}\"")
    };
    match suggestion(&word) {
        Some(mend) => error(what, mend),
        None => error(what, FORM),
    }
}

/// The column in a complaint: ` --> 1:17`.
fn column(text: &str) -> Option<usize> {
    let after = text.split("-->").nth(1)?;
    let (_, column) = after.lines().next()?.trim().split_once(':')?;
    column.parse().ok().filter(|c| *c > 0)
}

/// The word around a byte offset, at most 30 characters, and the place of its first character, from 1.
fn word_at(written: &str, offset: usize) -> (String, usize) {
    let cut = |c: char| c.is_whitespace() || matches!(c, ';' | ',');
    let before = &written[..offset];
    let start = before.rfind(cut).map_or(0, |i| i + 1);
    let rest = written[start..].trim_start_matches(cut);
    let start = written.len() - rest.len();
    let word: String = rest.chars().take_while(|c| !cut(*c)).take(30).collect();
    (word, written[..start].chars().count() + 1)
}

/// What was probably meant.
fn suggestion(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if lower.ends_with("am") || lower.ends_with("pm") {
        return Some("write times with 24 hours and minutes: 9am is 09:00, 5:30pm is 17:30".into());
    }
    const DAYS: [(&str, &str); 7] = [
        ("mon", "Mo"),
        ("tue", "Tu"),
        ("wed", "We"),
        ("thu", "Th"),
        ("fri", "Fr"),
        ("sat", "Sa"),
        ("sun", "Su"),
    ];
    if let Some((_, day)) = DAYS.iter().find(|(name, _)| lower.starts_with(name)) {
        return Some(format!("write days with two letters: {day} for \"{word}\""));
    }
    if lower.contains('.') && lower.contains(|c: char| c.is_ascii_digit()) {
        return Some("write times with a colon: 09:00".into());
    }
    if lower.starts_with("holiday") {
        return Some("write PH for public holidays".into());
    }
    let bare = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if lower.split('-').all(bare) {
        return Some("write times with hours and minutes: 09:00-17:00".into());
    }
    let hour = lower
        .split(['-', ':'])
        .find_map(|part| part.parse::<u32>().ok());
    if lower.contains(':') && hour.is_some_and(|h| h < 48) {
        return Some(
            "write times from 00:00 to 24:00 as HH:MM-HH:MM; hours after midnight belong to the day before, as in \
             `Sa 18:00-01:00`"
                .into(),
        );
    }
    None
}

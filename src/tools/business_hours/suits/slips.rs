//! Day words with a slip of the finger ("thanksgivng"), and days that cannot be understood at all ("december 32"): what is not understood is
//! said, never taken for now.

use crate::{
    datetime::{
        When,
        words::{is_plain_month, month, weekday},
    },
    words::{distance, plain},
};

/// The words of days that are mended, each at least five letters long.
#[rustfmt::skip]
const DAY_WORDS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "april", "august", "september", "october", "november", "december", "christmas", "thanksgiving", "easter",
    "halloween", "valentines", "independence", "memorial", "veterans", "presidents", "juneteenth", "patricks",
    "mothers", "fathers", "columbus", "tomorrow", "today", "tonight", "weekend", "holiday", "boxing", "labor",
];

/// Words behind which a day is named.
const BEFORE_DAYS: [&str; 6] = ["on", "next", "this", "for", "during", "over"];

/// The question with its slips in day words mended; `known` are the words that are meant as they are written.
pub(super) fn mended(question: &str, known: impl Fn(&str) -> bool) -> Option<String> {
    let mut out = String::with_capacity(question.len());
    let mut changed = false;
    for piece in
        question.split_inclusive(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
    {
        let end = piece
            .trim_end_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
            .len();
        let (word, sign) = piece.split_at(end);
        let lower = plain(word).concat();
        let day = (!known(&lower)).then(|| meant(&lower));
        match day.flatten() {
            Some(day) if day != lower => {
                out.push_str(day);
                changed = true;
            }
            _ => out.push_str(word),
        }
        out.push_str(sign);
    }
    changed.then_some(out)
}

/// The day word that is meant, if one is near: one letter off, two in long words; the first is rarely wrong.
fn meant(word: &str) -> Option<&'static str> {
    let length = word.chars().count();
    let allowed = if length < 7 { 1 } else { 2 };
    let near = |day: &&&str| {
        length > 3
            && day.len().abs_diff(length) <= allowed
            && day.chars().next() == word.chars().next()
    };
    let near = DAY_WORDS.iter().filter(near);
    let near = near
        .map(|day| (distance(word, day), *day))
        .filter(|(off, _)| *off <= allowed);
    near.min().map(|(_, day)| day)
}

/// The words for a day that no day could be made of.
pub(super) fn unclear(
    question: &str,
    words: &[String],
    when: &When,
    known: impl Fn(&str) -> bool,
) -> Option<String> {
    if !when.days.is_empty() || when.time.is_some() {
        return None;
    }
    let is_month =
        |w: &String| is_plain_month(w) || matches!(w.as_str(), "march" | "may" | "june" | "july");
    let numeral = |w: &String| w.starts_with(|c: char| c.is_ascii_digit());
    if let Some(at) = words.iter().position(|w| is_month(w) && month(w).is_some()) {
        // "May I ask" names no month.
        let may = words[at] == "may"
            && !(at > 0 && matches!(words[at - 1].as_str(), "in" | "on" | "during"));
        let near = |i: usize| words.get(i).is_some_and(numeral);
        if !may || near(at + 1) {
            let from = at - usize::from(at > 0 && near(at - 1));
            let to = at + 1 + usize::from(near(at + 1));
            return Some(as_written(question, &words[from..to]));
        }
    }
    let odd = |w: &String| numeral(w) || !known(w) && weekday(w).is_none();
    let at = (1..words.len()).find(|&i| {
        BEFORE_DAYS.contains(&words[i - 1].as_str())
            && odd(&words[i])
            && (words[i - 1] != "for" || numeral(&words[i]))
    })?;
    let days = ["day", "eve", "weekend"];
    let to = at
        + 1
        + usize::from(
            words
                .get(at + 1)
                .is_some_and(|w| days.contains(&w.as_str())),
        );
    Some(as_written(question, &words[at..to]))
}

/// Words as the customer wrote them, where they stand in the question as they are.
fn as_written(question: &str, words: &[String]) -> String {
    let phrase = words.join(" ");
    let lower = question.to_lowercase();
    match lower.find(&phrase) {
        Some(at) if lower.len() == question.len() => question[at..at + phrase.len()].to_owned(),
        _ => phrase,
    }
}

//! Whether a question is one about opening hours: the words of opening and closing, or of coming at a time, and nothing
//! that makes it a question about something else.

mod foreign;
mod slips;

use super::{WEEK, answer::View};
use crate::{
    datetime::{
        self, Time, When,
        words::{month, weekday},
    },
    words::{padded, plain},
};
use chrono::{NaiveDate, NaiveTime};
use serde_json::{Value, json};

/// Words of opening and closing.
const OPENING: &[&str] = &[
    "open", "opens", "opened", "opening", "opne", "oepn", "close", "closes", "closed", "closing",
    "hours", "hrs", "timings", "shut", "shuts",
];

/// Things that have hours, or are opened and closed, of their own: their articles answer.
const OTHERS: &[&str] = &[
    "kitchen",
    "bar",
    "patio",
    "terrace",
    "parking",
    "lot",
    "garage",
    "dock",
    "marina",
    "delivery",
    "deliver",
    "deliveries",
    "takeout",
    "takeaway",
    "pickup",
    "curbside",
    "happy",
    "brunch",
    "reservation",
    "reservations",
    "book",
    "booking",
    "bookings",
    "cancel",
    "refund",
    "job",
    "jobs",
    "hiring",
    "position",
    "positions",
    "vacancy",
    "vacancies",
    "openings",
    "gift",
    "account",
    "ticket",
    "tab",
    "bottle",
    "wine",
    "pool",
    "gym",
    "desk",
    "notice",
    "advance",
    "before",
    "holiday",
    "holidays",
    "season",
    "seasonal",
    "winter",
    "summer",
    "why",
    "yesterday",
    "were",
    "was",
    "many",
    "mic",
    "buffet",
    "restroom",
    "restrooms",
    "event",
    "events",
    "music",
    "happens",
];

/// Words that leave a question one about opening hours.
const PLAIN: &[&str] = &[
    "a",
    "about",
    "also",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "by",
    "business",
    "can",
    "could",
    "day",
    "days",
    "did",
    "dinner",
    "do",
    "does",
    "doors",
    "during",
    "early",
    "either",
    "evening",
    "every",
    "everyday",
    "for",
    "food",
    "from",
    "get",
    "give",
    "good",
    "hello",
    "helo",
    "hey",
    "hi",
    "how",
    "i",
    "if",
    "im",
    "in",
    "is",
    "it",
    "just",
    "know",
    "late",
    "latest",
    "long",
    "lunch",
    "breakfast",
    "me",
    "morning",
    "my",
    "night",
    "now",
    "of",
    "on",
    "ok",
    "or",
    "our",
    "out",
    "place",
    "please",
    "pls",
    "plz",
    "r",
    "regular",
    "restaurant",
    "right",
    "bistro",
    "cafe",
    "shop",
    "store",
    "office",
    "salon",
    "clinic",
    "so",
    "still",
    "tell",
    "thanks",
    "thank",
    "that",
    "the",
    "there",
    "then",
    "they",
    "this",
    "till",
    "til",
    "time",
    "times",
    "to",
    "today",
    "tomorrow",
    "tonight",
    "u",
    "ur",
    "until",
    "up",
    "us",
    "usually",
    "want",
    "wanted",
    "was",
    "we",
    "what",
    "whats",
    "when",
    "whens",
    "will",
    "would",
    "y",
    "ya",
    "yall",
    "yes",
    "yet",
    "you",
    "your",
    "youre",
    "guys",
    "currently",
    "moment",
    "present",
    "st",
    "th",
    "nd",
    "rd",
    "afternoon",
    "week",
    "weekend",
    "weekends",
    "weekday",
    "weekdays",
    "next",
    "oclock",
    "pm",
    "am",
    "noon",
    "midnight",
    "eve",
    "new",
    "years",
    "year",
    "normal",
    "normally",
    "after",
    "around",
    "christmas",
    "easter",
    "thanksgiving",
    "service",
    "serving",
    "earliest",
    "wondering",
    "let",
    "schedule",
    "operating",
    "working",
    "which",
    "not",
];

/// Words of coming.
const COMING: &[&str] = &[
    "come", "visit", "arrive", "drop", "swing", "stop", "pop", "walk",
];

/// The arguments for a question about opening hours.
pub(super) fn suits(question: &str, view: &View<'_>, name: &str) -> Option<Value> {
    let own_name = plain(name);
    let known =
        |word: &str| is_plain(word) || OTHERS.contains(&word) || own_name.iter().any(|n| n == word);
    let opens = plain(question)
        .iter()
        .any(|w| OPENING.contains(&w.as_str()));
    let mended = opens.then(|| slips::mended(question, known)).flatten();
    let asked = mended.as_deref().unwrap_or(question);
    in_english(asked, view, &own_name).or_else(|| foreign::suits(question, view, &own_name))
}

fn in_english(question: &str, view: &View<'_>, own_name: &[String]) -> Option<Value> {
    let words = plain(question);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let comes = has(COMING) && has(&["can", "could", "may", "ok", "okay"]);
    if !(has(OPENING) || comes) || has(OTHERS) {
        return None;
    }
    let when = datetime::understand(question, &view.reference());
    let foreign = plain(&when.rest)
        .iter()
        .filter(|w| !is_plain(w) && !own_name.contains(w))
        .count();
    if has(OPENING) && foreign <= 1 {
        let known = |word: &str| is_plain(word) || own_name.iter().any(|n| n == word);
        return Some(match slips::unclear(question, &words, &when, known) {
            Some(unclear) => json!({ "unclear": unclear }),
            None => about_opening(&words, &when, view),
        });
    }
    // "Can I come by boat?" is no question about hours: here every word must fit, and a day or time be named.
    let timed = !when.days.is_empty() || when.time.is_some();
    (comes && timed && foreign == 0).then(|| about_days(&when, view))
}

fn is_plain(word: &str) -> bool {
    PLAIN.contains(&word)
        || OPENING.contains(&word)
        || COMING.contains(&word)
        || word.contains(|c: char| c.is_ascii_digit())
        || weekday(word).is_some()
        || month(word).is_some()
}

fn about_opening(words: &[String], when: &When, view: &View<'_>) -> Value {
    if !when.days.is_empty() || when.time.is_some() {
        return about_days(when, view);
    }
    let text = padded(words);
    let has = |phrase: &str| text.contains(&format!(" {phrase} "));
    if ["now", "right now", "still", "currently", "yet"]
        .iter()
        .any(|w| has(w))
    {
        return json!({});
    }
    let general = [
        "hours",
        "hrs",
        "timings",
        "schedule",
        "times",
        "every day",
        "everyday",
        "week",
        "days",
        "which",
    ];
    if general.iter().any(|w| has(w)) {
        return json!({ "day": WEEK });
    }
    let clock = [
        "when",
        "whens",
        "what time",
        "how late",
        "how long",
        "how early",
        "until",
        "till",
        "til",
    ];
    if clock.iter().any(|w| has(w)) {
        return json!({ "day": "today" });
    }
    json!({})
}

fn about_days(when: &When, view: &View<'_>) -> Value {
    let days: Vec<String> = when.days.iter().map(ToString::to_string).collect();
    let first = when.days.first().copied().unwrap_or(view.today());
    let time = when.time.map(|t| settle(t, first, view));
    match (days.is_empty(), time) {
        (true, None) => json!({}),
        (true, Some(time)) => json!({ "time": time }),
        (false, None) => json!({ "day": days.join(", ") }),
        (false, Some(time)) => json!({ "day": days.join(", "), "time": time }),
    }
}

/// "At 9" is the one of the two at which the business is open; the evening's if it is both or neither.
fn settle(time: Time, date: NaiveDate, view: &View<'_>) -> String {
    let later = time.time + chrono::Duration::hours(12);
    let morning_only = view.is_open_at(date, time.time) && !view.is_open_at(date, later);
    let settled: NaiveTime = if time.twofold && !morning_only {
        later
    } else {
        time.time
    };
    settled.format("%H:%M").to_string()
}

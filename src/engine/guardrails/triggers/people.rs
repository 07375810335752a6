//! Whether a message asks for a person instead of the assistant.

use super::words::{find, first_in, has};

/// Whole messages that ask for a person, on every channel.
const WHOLE: [&str; 8] = [
    "human",
    "agent",
    "talk to a person",
    "person",
    "operator",
    "representative",
    "real person",
    "customer service",
];

/// What shows that somebody is wanted.
const WISHES: [&str; 12] = [
    "talk to",
    "speak to",
    "speak with",
    "talk with",
    "chat with",
    "get me",
    "give me",
    "connect me",
    "transfer me",
    "put me through",
    "want",
    "need",
];

/// What shows that anything is wanted.
const MODALS: [&str; 15] = [
    "want",
    "wanna",
    "need",
    "would like",
    "id like",
    "let me",
    "can i",
    "could i",
    "may i",
    "rather",
    "prefer",
    "please",
    "get me",
    "give me",
    "possible to",
];

/// People that nobody mentions who does not want one.
const PEOPLE: [&str; 15] = [
    "a human",
    "human being",
    "human agent",
    "human support",
    "human help",
    "real person",
    "actual person",
    "live person",
    "live agent",
    "an agent",
    "a representative",
    "an operator",
    "to operator",
    "a member of staff",
    "customer service",
];

/// Wanted right behind a wish: "I want to see someone", not "I need a table for someone".
const SOMEBODY: [&str; 5] = ["someone", "somebody", "a person", "staff", "a live"];

/// What somebody is to do for the one who writes.
const HELP: [&str; 9] = [
    "help me",
    "assist me",
    "call me",
    "ring me",
    "phone me",
    "contact me",
    "get back to me",
    "take over",
    "talk to me",
];

/// The same, where it can hardly be meant of anybody else.
const CALLS: [&str; 6] = [
    "call me",
    "ring me",
    "phone me",
    "contact me",
    "get back to me",
    "call us",
];

/// What the assistant is called by those who have had enough of it.
const MACHINES: [&str; 6] = ["bot", "bots", "robot", "chatbot", "machine", "computer"];
const ENOUGH: [&str; 18] = [
    "stupid",
    "useless",
    "dumb",
    "hate",
    "not",
    "dont",
    "no",
    "no more",
    "stop",
    "instead of",
    "rather than",
    "tired of",
    "sick of",
    "refuse",
    "cannot",
    "cant",
    "wont",
    "wrong",
];

/// Asks whom to ask.
const WHO: [&str; 4] = [
    "who can i talk to",
    "who can i speak to",
    "who can i speak with",
    "who should i talk to",
];

/// Spoken with somebody, which is no wish for them.
const LANGUAGES: [&str; 14] = [
    "spanish",
    "french",
    "german",
    "italian",
    "english",
    "dutch",
    "portuguese",
    "polish",
    "chinese",
    "mandarin",
    "japanese",
    "russian",
    "arabic",
    "turkish",
];

/// Said to somebody, not asked of us.
const NOT_PEOPLE: [&str; 8] = ["you", "me", "us", "my", "each", "about", "him", "slow"];

/// Whether `text`, normalised, asks for a person.
pub(super) fn are_asked_for(text: &str) -> bool {
    let plain = text.trim();
    WHOLE.contains(&plain)
        || is_addressed(plain)
        || wants_to_talk(text)
        || wants_through(text)
        || wants_somebody(text)
        || has_enough_of_machines(text)
        || (is_wish(text) || asks(text))
            && first_in(text, &PEOPLE).is_some()
            && !has(text, "are you")
            && !has(text, "you are")
}

fn asks(text: &str) -> bool {
    first_in(text, &MODALS).is_some()
}

/// Whether somebody may be wanted.
pub(super) fn is_wish(text: &str) -> bool {
    first_in(text, &WISHES).is_some()
}

/// "The front desk, please": a few words that call for those who work there.
fn is_addressed(plain: &str) -> bool {
    const THERE: [&str; 6] = [
        "team",
        "desk",
        "department",
        "reception",
        "customer service",
        "staff",
    ];
    plain.split(' ').count() <= 5
        && plain
            .strip_suffix(" please")
            .is_some_and(|before| THERE.iter().any(|there| before.ends_with(there)))
}

/// "Can I speak directly with the reception": to talk, to or with, and to whom.
fn wants_to_talk(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let talks = |word: &str| matches!(word, "talk" | "speak" | "chat");
    if first_in(text, &WHO).is_some() {
        return true;
    }
    words.iter().enumerate().any(|(at, word)| {
        let Some(to) =
            (at + 1..(at + 4).min(words.len())).find(|&next| matches!(words[next], "to" | "with"))
        else {
            return false;
        };
        if words[at + 1..to]
            .iter()
            .any(|between| LANGUAGES.contains(between))
        {
            return false;
        }
        let whom = words.get(to + 1).copied().unwrap_or("you");
        let begins = at <= 1;
        talks(word) && !NOT_PEOPLE.contains(&whom) && (begins || asks(text))
    })
}

/// "Put me through to the kitchen".
fn wants_through(text: &str) -> bool {
    const WAYS: [&str; 6] = ["connect", "transfer", "put", "pass", "patch", "hand"];
    const PERSONS: [&str; 6] = [
        "operator",
        "agent",
        "human",
        "representative",
        "staff",
        "reception",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().enumerate().any(|(at, word)| {
        let next = |n: usize| words.get(at + n).copied().unwrap_or_default();
        if !WAYS.contains(word) || next(1) != "me" {
            return false;
        }
        let to = (2..5).find(|&n| matches!(next(n), "to" | "with"));
        to.is_some_and(|to| {
            let direct = matches!(*word, "connect" | "transfer" | "patch") || next(2) == "through";
            direct || PERSONS.contains(&next(to + 1))
        })
    })
}

/// "Can you get someone to help me", "I need a real person": somebody wanted by who writes, not for something else.
fn wants_somebody(text: &str) -> bool {
    let near = |from: usize, words: usize| -> String {
        let rest: Vec<&str> = text[from..].split_whitespace().take(words).collect();
        format!(" {} ", rest.join(" "))
    };
    let fetched = ["get", "have", "ask", "find"].iter().any(|fetch| {
        find(text, fetch).is_some_and(|at| {
            let rest = near(at + fetch.len(), 8);
            let somebody = first_in(&rest, &SOMEBODY).is_some() || has(&rest, "anyone");
            somebody && first_in(&rest, &HELP).is_some()
        })
    });
    let wished = ["get me", "give me", "want", "need"].iter().any(|wish| {
        find(text, wish).is_some_and(|at| {
            let rest = near(at + wish.len(), 3);
            first_in(&rest, &SOMEBODY).is_some_and(|somebody| {
                // "I need someone to clean my room" is a request for something else.
                let after = &text[at..];
                let to = format!("{somebody} to ");
                !after.contains(&to)
                    || first_in(after, &HELP).is_some()
                    || after.contains("to talk")
            })
        })
    });
    let called = first_in(text, &SOMEBODY).is_some()
        && first_in(text, &CALLS).is_some()
        && (has(text, "can") || has(text, "could") || has(text, "please"));
    fetched || wished || called
}

/// "This bot is stupid", "I do not want to tell that to a machine".
fn has_enough_of_machines(text: &str) -> bool {
    let with = MACHINES
        .iter()
        .any(|m| has(text, &format!("to a {m}")) || has(text, &format!("with a {m}")));
    let this = ["this bot", "this chatbot", "bots", "a bot", "the bot"]
        .iter()
        .any(|bot| has(text, bot));
    (with || this) && first_in(text, &ENOUGH).is_some() && !has(text, "are you")
}

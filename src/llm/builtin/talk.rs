//! Small talk: fixed sentences for greetings, thanks and goodbyes, in a few languages.

use super::words;

/// A language's own sentences.
struct Phrases {
    language: &'static str,
    hello: &'static str,
    welcome: &'static str,
    goodbye: &'static str,
    please_tell: &'static str,
}

const PHRASES: &[Phrases] = &[
    Phrases {
        language: "en",
        hello: "Hello! How can I help you?",
        welcome: "You're welcome!",
        goodbye: "Goodbye!",
        please_tell: "Please tell me",
    },
    Phrases {
        language: "de",
        hello: "Hallo! Wie kann ich Ihnen helfen?",
        welcome: "Gern geschehen!",
        goodbye: "Auf Wiedersehen!",
        please_tell: "Bitte sagen Sie mir",
    },
    Phrases {
        language: "es",
        hello: "¡Hola! ¿En qué puedo ayudarle?",
        welcome: "¡De nada!",
        goodbye: "¡Hasta luego!",
        please_tell: "Dígame, por favor",
    },
    Phrases {
        language: "fr",
        hello: "Bonjour ! Comment puis-je vous aider ?",
        welcome: "Je vous en prie !",
        goodbye: "Au revoir !",
        please_tell: "Dites-moi, s'il vous plaît",
    },
];

const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "helo",
    "hey",
    "heya",
    "hiya",
    "howdy",
    "yo",
    "greetings",
    "good",
    "morning",
    "afternoon",
    "evening",
    "day",
    "there",
    "hallo",
    "moin",
    "servus",
    "guten",
    "tag",
    "morgen",
    "abend",
    "hola",
    "buenos",
    "buenas",
    "dias",
    "días",
    "tardes",
    "noches",
    "bonjour",
    "bonsoir",
    "salut",
];
const THANKS: &[&str] = &[
    "thanks",
    "thank",
    "thx",
    "ty",
    "tysm",
    "cheers",
    "appreciated",
    "appreciate",
    "danke",
    "dankeschön",
    "vielen",
    "dank",
    "gracias",
    "merci",
    "beaucoup",
    "muchas",
];
const GOODBYES: &[&str] = &[
    "bye", "goodbye", "ciao", "cya", "later", "tschüss", "tschüs", "adios", "adiós", "au", "revoir",
];
/// Words that go along with any of the above, and say nothing by themselves.
const FILLERS: &[&str] = &[
    "you",
    "u",
    "so",
    "very",
    "much",
    "a",
    "lot",
    "great",
    "ok",
    "okay",
    "perfect",
    "awesome",
    "cool",
    "nice",
    "for",
    "the",
    "your",
    "help",
    "info",
    "again",
    "all",
    "it",
    "is",
    "that",
    "thats",
    "was",
    "really",
    "i",
    "we",
    "and",
    "good",
    "got",
    "alright",
    "wonderful",
    "excellent",
    "have",
    "see",
    "soon",
    "team",
    "everyone",
    "guys",
    "sehr",
    "super",
    "gut",
    "bien",
    "vale",
];

/// The answer to a message that is nothing but small talk.
pub(super) fn small(question: &str, locale: &str) -> Option<&'static str> {
    let said = words::plain(question);
    if said.is_empty() || said.len() > 12 {
        return None;
    }
    let has = |list: &[&str]| said.iter().any(|w| list.contains(&w.as_str()));
    let known = |w: &String| {
        [GREETINGS, THANKS, GOODBYES, FILLERS]
            .iter()
            .any(|list| list.contains(&w.as_str()))
    };
    if !said.iter().all(known) {
        return None;
    }
    let phrases = phrases(locale);
    if has(THANKS) {
        Some(phrases.welcome)
    } else if has(GOODBYES) {
        Some(phrases.goodbye)
    } else if has(GREETINGS) && !said.iter().all(|w| FILLERS.contains(&w.as_str())) {
        Some(phrases.hello)
    } else {
        None
    }
}

/// Asks for something that a schema describes.
pub(super) fn please_tell(what: &str, locale: &str) -> String {
    format!("{}: {}.", phrases(locale).please_tell, lower_first(what))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // An abbreviation stays as it is.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.into(),
    }
}

fn phrases(locale: &str) -> &'static Phrases {
    let language = locale.split(['-', '_']).next().unwrap_or_default();
    PHRASES
        .iter()
        .find(|p| p.language.eq_ignore_ascii_case(language))
        .unwrap_or(&PHRASES[0])
}

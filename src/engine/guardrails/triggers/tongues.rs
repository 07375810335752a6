//! What speaks for people in many languages: wishes for a person or money back, complaints, dangers, lawyers. A table a language
//! says which words stand for what and how they go together ([`grammar`]); a list of phrases would miss most of what people write.

mod grammar;
#[cfg(test)]
mod tests;

use frontdesk_core::event::Topic;
use grammar::Grammar;
use std::sync::LazyLock;

static TABLES: LazyLock<Grammar> = LazyLock::new(|| {
    Grammar::new(&[
        ("de", include_str!("tongues/de.txt")),
        ("en", include_str!("tongues/en.txt")),
        ("es", include_str!("tongues/es.txt")),
        ("fr", include_str!("tongues/fr.txt")),
        ("it", include_str!("tongues/it.txt")),
        ("nl", include_str!("tongues/nl.txt")),
        ("pt", include_str!("tongues/pt.txt")),
    ])
});

/// The kinds of rules, the most urgent first: what they mean, and what staff read.
const KINDS: [(&str, Topic, &str); 7] = [
    (
        "danger",
        Topic::HealthAndSafety,
        "somebody may be in danger",
    ),
    ("ill", Topic::HealthAndSafety, "somebody fell ill"),
    (
        "body",
        Topic::HealthAndSafety,
        "something was in the food or the room that does not belong there",
    ),
    (
        "legal",
        Topic::Legal,
        "the customer speaks of lawyers or authorities",
    ),
    ("refund", Topic::Refund, "the customer wants money back"),
    ("complaint", Topic::Complaint, "the customer complains"),
    ("person", Topic::Person, "the customer asks for a person"),
];

/// What speaks for people in a message.
pub(super) struct Sign {
    pub(super) topic: Topic,
    pub(super) reason: &'static str,
    /// The language whose rule holds: ISO 639-1.
    pub(super) language: &'static str,
}

/// The language whose rules hold for a message, if it is one language alone: surer than letters and endings where a text is short.
pub(super) fn language(message: &str) -> Option<&'static str> {
    let found = TABLES.kinds(message);
    let (_, first) = found.first()?;
    let alone = found.iter().all(|(_, language)| language == first);
    alone.then_some(*first)
}

/// Whether somebody says that they may hurt themselves.
pub(super) fn harm(message: &str) -> bool {
    TABLES
        .kinds(message)
        .iter()
        .any(|(kind, _)| *kind == "harm")
}

/// What a message speaks for, the most urgent first.
pub(super) fn signs(message: &str) -> Vec<Sign> {
    let found = TABLES.kinds(message);
    let mut signs = Vec::new();
    for (kind, topic, reason) in KINDS {
        let holds = found.iter().filter(|(held, _)| *held == kind);
        signs.extend(holds.map(|(_, language)| Sign {
            topic,
            reason,
            language,
        }));
    }
    signs
}

//! What is handed to people without asking a model: the customer wants a person, is in danger, complains, or wants money back. Rules in
//! English and the business's own words; missing one is worse than one too many.

use frontdesk_core::{business::EscalationPolicy, event::Topic};

/// Whole messages that ask for a person, on every channel.
const PERSON: [&str; 5] = ["human", "agent", "talk to a person", "person", "operator"];

/// A request for a person inside a longer message: one word of each list, in this order.
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
const PEOPLE: [&str; 13] = [
    "a human",
    "a person",
    "real person",
    "an agent",
    "a representative",
    "someone",
    "somebody",
    "an operator",
    "a live",
    "actual person",
    "a member of staff",
    "staff",
    "customer service",
];
/// After these, "someone" is wanted to do something, or is somebody else: "I need someone to..." is a request, "want to give someone" is not.
const MANAGERS: [&str; 7] = [
    "manager",
    "supervisor",
    "the owner",
    "person in charge",
    "your boss",
    "higher up",
    "management",
];

const DANGER: [&str; 39] = [
    "feel sick",
    "feeling sick",
    "felt sick",
    "feel ill",
    "feeling ill",
    "made me ill",
    "made us ill",
    "made him sick",
    "made her sick",
    "sick after",
    "ill after",
    "sick from",
    "stomach cramps",
    "allergic reaction",
    "anaphyla",
    "food poison",
    "choking",
    "choked",
    "got sick",
    "got ill",
    "made me sick",
    "made us sick",
    "throwing up",
    "threw up",
    "vomit",
    "in hospital",
    "to hospital",
    "to the hospital",
    "ambulance",
    "emergency",
    "injured",
    "got hurt",
    "hurt myself",
    "burned me",
    "burnt me",
    "bleeding",
    "epipen",
    "gas leak",
    "is unsafe",
];
/// Things that do not belong into food: found, with one of [`FOUND`] before them.
const FOREIGN: [&str; 16] = [
    "glass",
    "metal",
    "plastic",
    "hair",
    "insect",
    "bug",
    "cockroach",
    "roach",
    "fly",
    "worm",
    "maggot",
    "mold",
    "mould",
    "nail",
    "stone",
    "bone",
];
const FOUND: [&str; 8] = [
    "found",
    "there was",
    "there is",
    "there were",
    "there's",
    "bit into",
    "swallowed",
    "bit on",
];

const COMPLAINTS: [&str; 34] = [
    "complain",
    "complaint",
    "unacceptable",
    "disgusting",
    "horrible",
    "terrible",
    "awful",
    "appalling",
    "disgrace",
    "outrageous",
    "rip off",
    "ripoff",
    "ripped off",
    "rude",
    "worst",
    "never coming back",
    "never come back",
    "not coming back",
    "very disappointed",
    "so disappointed",
    "really disappointed",
    "extremely disappointed",
    "disappointing",
    "was cold",
    "were cold",
    "ruined",
    "fed up",
    "furious",
    "ridiculous",
    "not happy",
    "unhappy",
    "lawyer",
    "sue you",
    "still waiting",
];

const REFUNDS: [&str; 20] = [
    "my money back",
    "want a refund",
    "like a refund",
    "need a refund",
    "get a refund",
    "demand a refund",
    "give me a refund",
    "refund me",
    "my refund",
    "refund my",
    "be refunded",
    "charged twice",
    "charged me twice",
    "double charged",
    "overcharged",
    "charged too much",
    "wrong charge",
    "charged me for",
    "reimburse",
    "want refund",
];
/// Questions about the rules for refunds are answered, not escalated.
const ABOUT_RULES: [&str; 6] = [
    "policy",
    "do you offer",
    "do you give",
    "are gift cards",
    "can gift cards",
    "how do refunds",
];

/// What to hand off and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// What it is about.
    pub topic: Topic,
    /// Why, for staff.
    pub reason: String,
}

/// Whether the message is handed to people: danger first, then who asks for whoever is in charge, money back, a complaint, a person.
pub fn check(message: &str, policy: &EscalationPolicy) -> Option<Trigger> {
    let text = normal(message);
    let trigger = |topic, reason: &str| {
        Some(Trigger {
            topic,
            reason: reason.to_owned(),
        })
    };
    let on = |topic: Topic| policy.topics.iter().any(|t| t == topic.as_str());
    if on(Topic::HealthAndSafety)
        && let Some(word) = danger(&text)
    {
        return trigger(
            Topic::HealthAndSafety,
            &format!("the customer reports a danger (“{word}”)"),
        );
    }
    if on(Topic::Manager)
        && let Some(word) = first_in(&text, &MANAGERS).filter(|_| wants(&text) || words(&text) <= 3)
    {
        return trigger(
            Topic::Manager,
            &format!("the customer asks for whoever is in charge (“{word}”)"),
        );
    }
    if on(Topic::Refund)
        && first_in(&text, &ABOUT_RULES).is_none()
        && let Some(word) = first_in(&text, &REFUNDS)
    {
        return trigger(
            Topic::Refund,
            &format!("the customer wants money back (“{word}”)"),
        );
    }
    if on(Topic::Complaint)
        && let Some(word) = first_in(&text, &COMPLAINTS)
    {
        return trigger(
            Topic::Complaint,
            &format!("the customer complains (“{word}”)"),
        );
    }
    if PERSON.contains(&text.trim()) || asks_for_people(&text) {
        return trigger(Topic::Person, "the customer asks for a person");
    }
    let own = policy.words.iter().find(|w| has(&text, normal(w).trim()));
    if let Some(word) = own {
        return trigger(
            Topic::Person,
            &format!("the customer used one of your words (“{word}”)"),
        );
    }
    privacy(&text)
}

/// Privacy requests go to people, who can see that the sender owns the address.
fn privacy(text: &str) -> Option<Trigger> {
    ["delete my data", "export my data"]
        .into_iter()
        .find(|p| text.trim() == *p)
        .map(|p| Trigger {
            topic: Topic::Person,
            reason: format!("a privacy request: “{p}”"),
        })
}

/// Whether the message says yes, and nothing else: to the offer of a person.
pub fn affirms(message: &str) -> bool {
    const YES: [&str; 12] = [
        "yes",
        "yes please",
        "yeah",
        "yep",
        "ok",
        "okay",
        "sure",
        "please",
        "please do",
        "yes do",
        "go ahead",
        "ja",
    ];
    YES.contains(&normal(message).trim())
}

fn danger(text: &str) -> Option<&'static str> {
    first_in(text, &DANGER).or_else(|| {
        let found = first_in(text, &FOUND)?;
        let rest = &text[text.find(found)?..];
        FOREIGN.into_iter().find(|thing| {
            has(rest, thing) && (has(rest, "in") || has(rest, "into") || has(rest, "on"))
        })
    })
}

fn wants(text: &str) -> bool {
    first_in(text, &WISHES).is_some()
        || has(text, "where is")
        || has(text, "call")
        || has(text, "see")
}

fn asks_for_people(text: &str) -> bool {
    WISHES.iter().any(|wish| {
        let Some(at) = find(text, wish) else {
            return false;
        };
        // Right behind the wish, but for a few words: "I want to talk to a real person", not "I need a table for someone".
        let rest: String = text[at + wish.len()..]
            .split(' ')
            .take(6)
            .collect::<Vec<_>>()
            .join(" ");
        let limit = if matches!(*wish, "want" | "need") {
            3
        } else {
            6
        };
        let near: String = rest.split(' ').take(limit).collect::<Vec<_>>().join(" ");
        PEOPLE.iter().any(|p| has(&format!(" {near} "), p))
    })
}

fn first_in<const N: usize>(text: &str, phrases: &[&'static str; N]) -> Option<&'static str> {
    phrases.iter().copied().find(|p| has(text, p))
}

/// Whether `phrase` begins at a word of `text` and ends at one, or goes on with an ending such as "s", "ed" or "ing" where it is long.
fn has(text: &str, phrase: &str) -> bool {
    find(text, phrase).is_some()
}

fn find(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_empty() {
        return None;
    }
    text.match_indices(phrase).map(|(at, _)| at).find(|&at| {
        let starts = at == 0 || text.as_bytes()[at - 1] == b' ';
        let after = &text[at + phrase.len()..];
        let ends = after.is_empty()
            || after.starts_with(' ')
            || after.starts_with("s ")
            || phrase.len() >= 7;
        starts && ends
    })
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Lower case words with one space between and around them; apostrophes are dropped.
fn normal(text: &str) -> String {
    let lower = text.to_lowercase().replace(['\'', '’'], "");
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(message: &str) -> Option<Topic> {
        check(message, &EscalationPolicy::default()).map(|t| t.topic)
    }

    #[test]
    fn danger_comes_before_everything() {
        assert_eq!(
            topic("I found glass in my soup, I want a manager"),
            Some(Topic::HealthAndSafety)
        );
        for message in [
            "My son is having an allergic reaction!",
            "I feel sick after eating your oysters",
            "the oysters made me ill",
        ] {
            assert_eq!(topic(message), Some(Topic::HealthAndSafety), "{message}");
        }
    }

    #[test]
    fn people_are_fetched_when_they_are_asked_for() {
        for message in [
            "human",
            "AGENT!",
            "Talk to a person",
            "can I speak to someone please",
            "let me talk to a real person",
        ] {
            assert_eq!(topic(message), Some(Topic::Person), "{message}");
        }
        assert_eq!(topic("let me speak to a manager"), Some(Topic::Manager));
        assert_eq!(topic("I want a refund"), Some(Topic::Refund));
        assert_eq!(topic("this is unacceptable"), Some(Topic::Complaint));
    }

    #[test]
    fn ordinary_questions_are_left_to_the_assistant() {
        for message in [
            "do you have vegan options?",
            "what is your refund policy?",
            "is there parking",
            "do you serve drinks in glass bottles",
            "I need a table for someone in a wheelchair",
            "great, thank you!",
            "do you give refunds on gift cards?",
            "who is the owner of the bistro",
            "can I see the menu",
        ] {
            assert_eq!(topic(message), None, "{message}");
        }
    }

    #[test]
    fn the_businesss_own_words_count() {
        let policy = EscalationPolicy {
            words: vec!["Concierge".into()],
            ..EscalationPolicy::default()
        };
        assert_eq!(
            check("get the concierge", &policy).map(|t| t.topic),
            Some(Topic::Person)
        );
    }
}

//! What is handed to people without asking a model: the customer wants a person, is in danger, complains, or wants money back. Rules in
//! English and the business's own words, and where they find nothing, likeness to example phrasings ([`likeness`]): a complaint in ordinary
//! words holds no complaint word. Missing one is worse than one too many.

mod consent;
pub mod likeness;
mod people;
mod tongues;
mod words;

use crate::language;
pub use consent::affirms;
use frontdesk_core::{business::EscalationPolicy, event::Topic};
use likeness::Likeness;
use std::sync::Arc;
use words::{
    ABOUT_RULES, DANGER, FOREIGN, FOUND, LEGAL, MANAGERS, NAMED_AFTER, REFUNDS, first_in, has,
    normal, words,
};

/// What to hand off and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// What it is about.
    pub topic: Topic,
    /// Why, for staff.
    pub reason: String,
}

/// Whether the message is handed to people by rules alone: danger first, then who asks for whoever is in charge, money back, a complaint,
/// a person.
pub fn check(message: &str, policy: &EscalationPolicy) -> Option<Trigger> {
    rules(message, policy).into_iter().next()
}

/// Everything that speaks for people, the most urgent first: by rules, then what the message is like. It blocks where there is a
/// likeness, for the milliseconds of a vector.
pub fn signs(
    message: &str,
    policy: &EscalationPolicy,
    likeness: Option<&Likeness>,
) -> Vec<Trigger> {
    let mut signs = rules(message, policy);
    let text = normal(message);
    let is_question = first_in(&text, &ABOUT_RULES).is_some();
    // "Which allergens are in the burger?" is like an allergy that is had, and asked every day.
    let asks_for_allergens = has(&text, "allergen");
    for topic in likeness.map(|l| l.topics(message)).unwrap_or_default() {
        let known = |sign: &Trigger| {
            sign.topic == topic || topic == Topic::Person && sign.topic == Topic::Manager
        };
        let off = topic != Topic::Person && !is_on(policy, topic);
        let harmless = topic == Topic::HealthAndSafety && asks_for_allergens
            || topic == Topic::Complaint && has(&text, "no complaint");
        if off || harmless || topic == Topic::Refund && is_question || signs.iter().any(known) {
            continue;
        }
        signs.push(Trigger {
            topic,
            reason: likeness::reason(topic).to_owned(),
        });
    }
    signs
}

/// [`signs`], off the async threads: the first.
pub(crate) async fn judge(
    message: &str,
    policy: &EscalationPolicy,
    likeness: Option<&Arc<Likeness>>,
) -> Option<Trigger> {
    let found = check(message, policy);
    // While its examples are still being read, rules alone judge: nobody waits for them.
    let Some(likeness) = likeness.filter(|likeness| found.is_none() && likeness.is_ready()) else {
        return found;
    };
    let (message, policy, likeness) = (message.to_owned(), policy.clone(), likeness.clone());
    let judged =
        tokio::task::spawn_blocking(move || signs(&message, &policy, Some(likeness.as_ref())));
    match judged.await {
        Ok(signs) => signs.into_iter().next(),
        Err(error) => {
            tracing::error!(%error, "judging a message by examples failed");
            None
        }
    }
}

fn is_on(policy: &EscalationPolicy, topic: Topic) -> bool {
    policy.topics.iter().any(|t| t == topic.as_str())
}

/// What the rules find, the most urgent first.
fn rules(message: &str, policy: &EscalationPolicy) -> Vec<Trigger> {
    let text = normal(message);
    let mut found = Vec::new();
    let mut add = |topic, reason: String| found.push(Trigger { topic, reason });
    if is_on(policy, Topic::HealthAndSafety)
        && let Some(word) = danger(&text)
    {
        let reason = format!("the customer reports a danger (“{word}”)");
        add(Topic::HealthAndSafety, reason);
    }
    if is_on(policy, Topic::Legal)
        && let Some(word) = first_in(&text, &LEGAL)
    {
        let reason = format!("the customer speaks of lawyers or authorities (“{word}”)");
        add(Topic::Legal, reason);
    }
    if is_on(policy, Topic::Manager)
        && let Some(word) = first_in(&text, &MANAGERS).filter(|_| wants(&text) || words(&text) <= 3)
        && first_in(&text, &NAMED_AFTER).is_none()
    {
        let reason = format!("the customer asks for whoever is in charge (“{word}”)");
        add(Topic::Manager, reason);
    }
    if is_on(policy, Topic::Refund)
        && first_in(&text, &ABOUT_RULES).is_none()
        && let Some(word) = first_in(&text, &REFUNDS)
    {
        let reason = format!("the customer wants money back (“{word}”)");
        add(Topic::Refund, reason);
    }
    if is_on(policy, Topic::Complaint)
        && let Some(word) = words::complaint(&text)
    {
        add(
            Topic::Complaint,
            format!("the customer complains (“{word}”)"),
        );
    }
    if people::are_asked_for(&text) {
        add(Topic::Person, "the customer asks for a person".to_owned());
    }
    let own = policy.words.iter().find(|w| has(&text, normal(w).trim()));
    if let Some(word) = own {
        let reason = format!("the customer used one of your words (“{word}”)");
        add(Topic::Person, reason);
    }
    found.extend(privacy(&text));
    for sign in tongues::signs(message) {
        let topic = sign.topic;
        let off = topic != Topic::Person && !is_on(policy, topic);
        if !off && !found.iter().any(|sign| sign.topic == topic) {
            let reason = match sign.language {
                "en" => sign.reason.to_owned(),
                other => format!("{}, in {}", sign.reason, language::name(other)),
            };
            found.push(Trigger { topic, reason });
        }
    }
    // Danger first, whatever language it is told in.
    found.sort_by_key(|sign| sign.topic != Topic::HealthAndSafety);
    found
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

/// The language of a message that speaks for people, told by the words that do, if it can be told.
pub(crate) fn language_of(message: &str) -> Option<&'static str> {
    tongues::language(message)
}

/// Whether somebody says, in another language than English, that they may hurt themselves.
pub(crate) fn is_harm(message: &str) -> bool {
    tongues::harm(message)
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
    people::is_wish(text) || has(text, "where is") || has(text, "call") || has(text, "see")
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
    fn a_person_is_asked_for_in_many_words() {
        for message in [
            "Hi, could I chat with somebody from sales?",
            "I'd like to speak directly with the kitchen",
            "put me through to the front desk",
            "transfer me to an operator",
            "can you have someone call me back?",
            "I don't want to tell that to a machine",
            "this bot is no use, it gets everything wrong",
            "no, let me talk to human please",
            "the wine team, please",
        ] {
            assert_eq!(topic(message), Some(Topic::Person), "{message}");
        }
        for message in [
            "do you speak to your guests in Spanish?",
            "can you put me down for two people to share",
            "I have an appointment on Monday to talk about my loan",
            "I need someone to clean my room",
            "somebody stole my bag",
            "are you a bot?",
            "is there a cash machine nearby",
            "one person, one night please",
        ] {
            assert_eq!(topic(message), None, "{message}");
        }
    }

    #[test]
    fn money_back_is_told_from_its_rules() {
        for message in [
            "where is my refund",
            "how can I be reimbursed",
            "can the payment be refunded?",
        ] {
            assert_eq!(topic(message), Some(Topic::Refund), "{message}");
        }
        for message in ["is the deposit refundable?", "how do refunds work"] {
            assert_eq!(topic(message), None, "{message}");
        }
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

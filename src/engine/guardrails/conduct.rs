//! What the desk does about how somebody writes, before any model is asked: who threatens or may hurt themselves goes to people at once;
//! attacks on the assistant and abuse are answered plainly. Whoever also complains or asks for a person has been handed over before that.

use super::{
    abuse::{self, Abuse},
    injection,
    triggers::{self, Trigger},
};
use frontdesk_core::{business::Business, event::Topic};

/// Why people have to see a message at once, if they have.
pub(crate) fn urgent(message: &str) -> Option<Trigger> {
    let kind = match abuse::check(message) {
        Some(kind) if kind.is_urgent() => Some(kind),
        _ if triggers::is_harm(message) => Some(Abuse::SelfHarm),
        other => other,
    };
    let (topic, reason) = match kind? {
        Abuse::SelfHarm => (Topic::SelfHarm, "the customer may hurt themselves"),
        Abuse::Threat => (Topic::Threat, "the customer threatens to hurt somebody"),
        _ => return None,
    };
    Some(Trigger {
        topic,
        reason: reason.into(),
    })
}

/// What a message is answered with instead of an answer to its question, if it attacks the assistant or is abusive.
pub(crate) fn refusal(message: &str, business: &Business) -> Option<String> {
    let name = &business.profile.name;
    if let Some(why) = injection::check(message) {
        metrics::counter!("frontdesk_refusals_total", "why" => why.as_str()).increment(1);
        return Some(injection::notice(name));
    }
    let kind = abuse::check(message).filter(|kind| kind.is_refused())?;
    metrics::counter!("frontdesk_refusals_total", "why" => kind.as_str()).increment(1);
    let chosen = &business.guardrails.abuse_reply;
    Some(if chosen.is_empty() {
        abuse::notice(name)
    } else {
        chosen.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_danger_is_urgent() {
        let topic = |message| urgent(message).map(|t| t.topic);
        for message in [
            "I want to kill myself",
            "life isn't worth living",
            "Ich will nicht mehr leben",
            "ich möchte sterben",
            "no quiero vivir más",
            "j'ai envie de mourir",
            "non voglio più vivere",
            "não quero mais viver",
            "ik wil dood",
        ] {
            assert_eq!(topic(message), Some(Topic::SelfHarm), "{message}");
        }
        assert_eq!(topic("I will burn your place down"), Some(Topic::Threat));
        assert_eq!(topic("you are useless idiots"), None);
        assert_eq!(topic("is there parking?"), None);
        assert_eq!(topic("Diese Torte ist zum Sterben gut"), None);
        assert_eq!(topic("j'ai failli mourir de rire"), None);
    }
}

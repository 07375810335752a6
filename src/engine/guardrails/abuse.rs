//! Abuse in what customers write, kind by kind, the gravest first. Threats and whoever may hurt themselves go to people at once; insults
//! are answered with what the business says to them; a coarse word at nobody is no reason to treat a customer otherwise.

mod rules;

use super::{phrases::Phrases, plain};
use crate::limits;
use std::sync::LazyLock;

/// What kind of abuse it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Abuse {
    /// Somebody may hurt themselves. It is no abuse, but it is noticed here, because it must not be taken for one.
    SelfHarm,
    /// Somebody says that they will hurt others, or wishes it.
    Threat,
    /// Contempt for people because of what they are.
    Hate,
    /// Sexual remarks.
    Sexual,
    /// An insult, meant for the one who reads it.
    Insult,
    /// Coarse words at nobody: an angry customer, whose question is answered.
    Coarse,
}

impl Abuse {
    /// Its name in the journal and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SelfHarm => "self_harm",
            Self::Threat => "threat",
            Self::Hate => "hate",
            Self::Sexual => "sexual",
            Self::Insult => "insult",
            Self::Coarse => "coarse",
        }
    }

    /// Whether people have to see it at once.
    pub fn is_urgent(self) -> bool {
        matches!(self, Self::SelfHarm | Self::Threat)
    }

    /// Whether the business's answer to abuse is due instead of one to the question.
    pub fn is_refused(self) -> bool {
        matches!(self, Self::Hate | Self::Sexual | Self::Insult)
    }
}

static KINDS: LazyLock<[(Abuse, Phrases); 6]> = LazyLock::new(|| {
    [
        (Abuse::SelfHarm, rules::SELF_HARM),
        (Abuse::Threat, rules::THREAT),
        (Abuse::Hate, rules::HATE),
        (Abuse::Sexual, rules::SEXUAL),
        (Abuse::Insult, rules::INSULT),
        (Abuse::Coarse, rules::COARSE),
    ]
    .map(|(kind, table)| (kind, Phrases::new(table)))
});

/// The gravest abuse in a text.
pub fn check(text: &str) -> Option<Abuse> {
    let text = &text[..text.floor_char_boundary(limits::JUDGED_BYTES)];
    let words = plain::words(text);
    KINDS
        .iter()
        .find(|(_, phrases)| phrases.holds(&words))
        .map(|(kind, _)| *kind)
}

/// What a customer hears who is abusive, where the business has chosen nothing else.
pub fn notice(business: &str) -> String {
    format!(
        "I'd like to help you, but please let's keep this friendly. What can {business} do for you?"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_from_the_others() {
        for (text, kind) in [
            ("I don't want to live anymore", Abuse::SelfHarm),
            ("honestly I might kill myself", Abuse::SelfHarm),
            ("I will come over and kill you all", Abuse::Threat),
            ("there is a bomb in your restaurant", Abuse::Threat),
            ("go back to your country", Abuse::Hate),
            ("immigrants are vermin", Abuse::Hate),
            ("send me your nudes", Abuse::Sexual),
            ("you are a bunch of useless idiots", Abuse::Insult),
            ("y0u stup1d m0r0n", Abuse::Insult),
            ("f*ck off", Abuse::Insult),
            ("where is my fucking order", Abuse::Coarse),
        ] {
            assert_eq!(check(text), Some(kind), "{text}");
        }
    }

    #[test]
    fn ordinary_anger_and_idioms_are_none() {
        for text in [
            "I am dying for a pizza",
            "this wait is killing me",
            "I could kill for a burger",
            "the food was terrible and your waiter was rude",
            "you are wrong, I paid yesterday",
            "is the chicken breast grilled?",
            "can you kill the alarm in room 12?",
            "we want to beat the traffic",
            "I want to hang my coat",
            "do you have black pudding or white asparagus?",
            "my dog is not fat, he is just big",
            "Is the gay bar next door open? We are two women",
            "can I shoot my wedding photos at your place?",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn who_needs_help_is_not_answered_like_an_insult() {
        assert!(Abuse::SelfHarm.is_urgent() && !Abuse::SelfHarm.is_refused());
        assert!(!Abuse::Coarse.is_urgent() && !Abuse::Coarse.is_refused());
    }
}

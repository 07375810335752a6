//! What is decided about a question before any model is asked: people, a refusal, a notice, or nothing yet.

use crate::{
    guardrails::{
        conduct,
        triggers::{self, Trigger},
    },
    notices,
    turn::{Decision, not_known},
};
use frontdesk_core::{
    Conversation,
    business::Business,
    event::{Outcome, Topic},
};

/// What a question comes to without an answer, if it does; `trigger` is what speaks for people in it.
pub(crate) fn decide(
    business: &Business,
    conversation: &Conversation,
    question: &str,
    trigger: Option<Trigger>,
    is_mail: bool,
) -> Option<Decision> {
    if let Some(trigger) = trigger {
        return Some(Decision::people(trigger));
    }
    if question.chars().count() > business.guardrails.max_message_chars {
        return Some(if is_mail {
            Decision::people(not_known("a mail is longer than is answered"))
        } else {
            Decision::Notice(notices::too_long(business))
        });
    }
    if let Some(text) = conduct::refusal(question, business) {
        return Some(Decision::Notice(text));
    }
    let accepts =
        conversation.last_outcome == Some(Outcome::Unknown) && triggers::affirms(question);
    accepts.then(|| {
        Decision::people(Trigger {
            topic: Topic::Person,
            reason: "the customer accepted the offer of a person".to_owned(),
        })
    })
}

/// A customer whom people always see to.
pub(crate) fn vip(business: &Business, conversation: &Conversation) -> Option<Trigger> {
    let vip = &business.escalation.vip;
    let mut routes = conversation.routes();
    (!vip.is_empty() && routes.any(|route| vip.contains(&route.address))).then(|| Trigger {
        topic: Topic::Vip,
        reason: "one of your VIP customers".to_owned(),
    })
}

//! What the desk itself says, in one place. English: a business words the ones that matter to it in its configuration.

use crate::Desk;
use frontdesk_core::{Timestamp, event::Topic, message::Action};

/// To a customer who was answered with "I don't know".
pub(crate) fn unknown(desk: &Desk) -> String {
    format!(
        "I'm sorry, I don't know that. I'd rather not guess. Would you like me to ask a person at {}? Reply \"human\" and I will.",
        desk.business.profile.name
    )
}

/// The button under [`unknown`].
pub(crate) fn ask_a_person() -> Action {
    Action {
        label: "Talk to a person".into(),
        send: "talk to a person".into(),
    }
}

/// To a customer whose conversation was handed to people who can be asked now.
pub(crate) fn handed_off(desk: &Desk, topic: Topic) -> String {
    let configured = &desk.business.escalation.message;
    let body = if configured.is_empty() {
        "I'm passing this to our team now. Someone will answer you here."
    } else {
        configured
    };
    with_care(topic, body)
}

/// To a customer whose conversation was handed to people of whom nobody is there now.
pub(crate) fn nobody_now(desk: &Desk, topic: Topic, back: Option<Timestamp>) -> String {
    let when = match back {
        Some(at) => format!("Our team is back {}", local(desk, at)),
        None => "I can't say when someone will be back".into(),
    };
    let body = format!(
        "I'm passing this to our team, but nobody is free right now. {when} and will have your message."
    );
    let body = if back.is_none() {
        "I'm passing this to our team, but nobody is free right now, and I can't say when someone will be. Your message is with them."
            .into()
    } else {
        body
    };
    with_care(topic, &body)
}

/// To a customer whose case nobody took.
pub(crate) fn nobody_took_it(desk: &Desk, back: Option<Timestamp>) -> String {
    match back {
        Some(at) => format!(
            "I'm sorry, nobody is free to answer you right now. Our team has your message and is back {}.",
            local(desk, at)
        ),
        None => "I'm sorry, nobody is free to answer you right now. Our team has your message and will see it as soon as someone is back."
            .into(),
    }
}

fn with_care(topic: Topic, body: &str) -> String {
    match topic {
        Topic::HealthAndSafety => format!(
            "I'm sorry this happened. If anyone feels unwell or is hurt, please call the emergency services first. {body}"
        ),
        Topic::Complaint | Topic::Refund => format!("I'm sorry about that. {body}"),
        _ => body.to_owned(),
    }
}

/// A moment in the business's own time, for people: "on Monday, 30 November at 9:00 am".
pub(crate) fn local(desk: &Desk, at: Timestamp) -> String {
    let there = at.to_utc().with_timezone(&desk.business.timezone);
    there.format("on %A, %-d %B at %-I:%M %P").to_string()
}

/// The confirmation of STOP.
pub(crate) fn opted_out(desk: &Desk) -> String {
    format!(
        "You are unsubscribed from {} and will get no more messages. Reply START to get messages again.",
        desk.business.profile.name
    )
}

/// The confirmation of START.
pub(crate) fn opted_in(desk: &Desk) -> String {
    format!(
        "You will get messages from {} again. Reply HELP for help or STOP to stop.",
        desk.business.profile.name
    )
}

/// To whoever was out and writes again.
pub(crate) fn back(desk: &Desk) -> String {
    format!(
        "You will get messages from {} again.",
        desk.business.profile.name
    )
}

/// The answer to HELP.
pub(crate) fn help(desk: &Desk) -> String {
    format!(
        "{}: ask us anything here. Reply \"human\" to talk to a person, STOP to get no more messages.",
        desk.business.profile.name
    )
}

/// To an address over its rate.
pub(crate) fn slow_down() -> String {
    "That was a lot of messages at once. Please wait a minute before you write again; I have kept what you wrote.".into()
}

/// To a customer whose message is longer than is answered.
pub(crate) fn too_long(desk: &Desk) -> String {
    format!(
        "That message is too long for me to answer: please say it in at most {} characters. I have kept it for our team; reply \"human\" to reach them.",
        desk.business.guardrails.max_message_chars
    )
}

/// To a customer whose draft could not be sent and who is handed to people.
pub(crate) fn cannot_answer() -> &'static str {
    "I can't answer that reliably, so I'm asking our team. Someone will answer you here."
}

/// To staff who wrote something that is no reply to a card.
pub(crate) fn reply_to_a_card() -> &'static str {
    "Nothing was sent to a customer. To answer one, reply to the card of the case. `note: …` in a reply stays among staff."
}

/// To staff who changed a reply that the customer has already.
pub(crate) fn sent_already() -> &'static str {
    "The customer has what you wrote before, so the change was not sent. To correct it, reply to the card again."
}

/// To staff who reply to a card whose case is closed.
pub(crate) fn case_is_closed(number: u32) -> String {
    format!(
        "Case {number} is closed, so nothing was sent to the customer. They can write again any time."
    )
}

/// To staff whose customer opted out.
pub(crate) fn customer_opted_out(number: u32) -> String {
    format!(
        "The customer of case {number} opted out of messages (STOP), so your reply was not sent."
    )
}

/// To staff who left a note.
pub(crate) fn noted(number: u32) -> String {
    format!("Noted on case {number}. The customer does not see it.")
}

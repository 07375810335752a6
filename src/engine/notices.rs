//! What the desk itself says, in one place. In English, and what a customer has to understand in some other languages ([`tongues`]); a business
//! words the ones that matter to it in its configuration.

mod tongues;

use crate::{Desk, card};
use frontdesk_core::{
    Address, Route, Timestamp,
    business::Business,
    event::{FailureReason, Topic},
    message::Action,
};

/// To a customer who was answered with "I don't know".
pub(crate) fn unknown(desk: &Desk, language: Option<&str>) -> String {
    let name = &desk.business.profile.name;
    match tongues::of(language) {
        Some(tongue) => tongue.unknown.replace("{name}", name),
        None => format!(
            "I'm sorry, I don't know that. I'd rather not guess. Would you like me to ask a person at {name}? Reply \"human\" and I will."
        ),
    }
}

/// The button under [`unknown`].
pub(crate) fn ask_a_person(language: Option<&str>) -> Action {
    let label = tongues::of(language).map_or("Talk to a person", |t| t.ask_a_person);
    Action {
        label: label.into(),
        send: "talk to a person".into(),
    }
}

/// To a customer whose conversation was handed to people who can be asked now.
pub(crate) fn handed_off(desk: &Desk, topic: Topic, language: Option<&str>) -> String {
    let configured = &desk.business.escalation.message;
    let body = match tongues::of(language) {
        _ if !configured.is_empty() => configured,
        _ if topic == Topic::Lost => return cannot_answer(language),
        Some(tongue) => tongue.handed_off,
        None => "I'm passing this to our team now. Someone will answer you here.",
    };
    with_care(topic, language, body)
}

/// To a customer whose conversation was handed to people of whom nobody is there now.
pub(crate) fn nobody_now(
    desk: &Desk,
    topic: Topic,
    back: Option<Timestamp>,
    language: Option<&str>,
) -> String {
    let body = match (tongues::of(language), back) {
        (Some(tongue), Some(at)) => tongue.back.replace("{when}", &tongue.at(desk, at)),
        (Some(tongue), None) => tongue.nobody.to_owned(),
        (None, Some(at)) => format!(
            "I'm passing this to our team, but nobody is free right now. Our team is back {} and will have your message.",
            local(desk, at)
        ),
        (None, None) => "I'm passing this to our team, but nobody is free right now, and I can't say when someone will be. Your message is with them."
            .to_owned(),
    };
    with_care(topic, language, &body)
}

/// To a customer who waits for people and wrote on.
pub(crate) fn passed_on(language: Option<&str>) -> String {
    let english = "Thank you, our team has this as well now and will answer you here.";
    tongues::of(language)
        .map_or(english, |t| t.passed_on)
        .to_owned()
}

/// To a customer whose case nobody took.
pub(crate) fn nobody_took_it(
    desk: &Desk,
    back: Option<Timestamp>,
    language: Option<&str>,
) -> String {
    match (tongues::of(language), back) {
        (Some(tongue), Some(at)) => {
            let when = tongue.at(desk, at);
            tongue.nobody_took_it_back.replace("{when}", &when)
        }
        (Some(tongue), None) => tongue.nobody_took_it.to_owned(),
        (None, Some(at)) => format!(
            "I'm sorry, nobody is free to answer you right now. Our team has your message and is back {}.",
            local(desk, at)
        ),
        (None, None) => "I'm sorry, nobody is free to answer you right now. Our team has your message and will see it as soon as someone is back."
            .to_owned(),
    }
}

fn with_care(topic: Topic, language: Option<&str>, body: &str) -> String {
    let tongue = tongues::of(language);
    let before = match topic {
        Topic::HealthAndSafety => tongue.map_or(
            "I'm sorry this happened. If anyone feels unwell or is hurt, please call the emergency services first. ",
            |t| t.danger,
        ),
        Topic::SelfHarm => tongue.map_or(
            "I'm sorry you are going through this. Please call your local emergency number or a crisis line now, or turn to somebody near you. ",
            |t| t.harm,
        ),
        Topic::Complaint | Topic::Refund => {
            tongue.map_or("I'm sorry about that. ", |t| t.sorry)
        }
        _ => "",
    };
    format!("{before}{body}")
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
pub(crate) fn too_long(business: &Business) -> String {
    format!(
        "That message is too long for me to answer: please say it in at most {} characters. I have kept it for our team; reply \"human\" to reach them.",
        business.guardrails.max_message_chars
    )
}

/// To a customer whose draft could not be sent and who is handed to people.
pub(crate) fn cannot_answer(language: Option<&str>) -> String {
    tongues::of(language)
        .map_or(
            "I can't answer that reliably, so I'm asking our team. Someone will answer you here.",
            |t| t.cannot_answer,
        )
        .to_owned()
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

/// To a customer who says that an address is theirs. The same whether a code may go there or not: who wants no messages is nobody's business.
pub(crate) fn code_is_on_its_way(address: &Address, second: Option<&str>) -> String {
    let address = address.value();
    let what = match second {
        None => "Please repeat the code here within 10 minutes.".to_owned(),
        Some(second) => {
            format!("Please write the code here within 10 minutes, and after it {second}.")
        }
    };
    format!(
        "To be sure that {address} is yours: if we may write there, a 6-digit code is on its way to it. {what}"
    )
}

/// The code, to the other address. Whoever did not ask for it has to understand it as well.
pub(crate) fn code(desk: &Desk, code: &str) -> String {
    format!(
        "Your code for {} is {code}. Somebody who writes to us elsewhere said that this address is theirs. If that is you, repeat the code there within 10 minutes. If not, ignore this and tell it to nobody.",
        desk.business.profile.name
    )
}

/// To a customer whose address the code could not be sent to.
pub(crate) fn code_not_sent(address: &Address) -> String {
    format!(
        "I could not send a code to {}. Is it right as you wrote it?",
        address.value()
    )
}

/// To a customer who names an address that the business has no inbox for.
pub(crate) fn no_way_there() -> String {
    "Thank you. We can't write there from here, so please keep writing to us here.".into()
}

/// To a customer, or about an address, with too many codes.
pub(crate) fn too_many_codes() -> String {
    "Too many codes were asked for today, so I can't send another one. Please try again tomorrow, or reply \"human\" to reach our team.".into()
}

/// To a customer who gave a wrong code.
pub(crate) fn wrong_code(left: u8) -> String {
    let tries = if left == 1 { "try is" } else { "tries are" };
    format!("That is not the code I sent. {left} {tries} left.")
}

/// To a customer who gave too many wrong codes.
pub(crate) fn code_used_up() -> String {
    "That is not the code I sent, and it is good no more. Tell me the address again to get a new one."
        .into()
}

/// To a customer whose code came too late.
pub(crate) fn code_expired() -> String {
    "That code is too old. Tell me the address again to get a new one.".into()
}

/// To a customer whose other address joined.
pub(crate) fn joined(address: &Address) -> String {
    format!(
        "Thank you, {} is yours. You can write to us there as well: it is one conversation now. `unlink {}` undoes it.",
        address.value(),
        address.value()
    )
}

/// To a customer whose address parted.
pub(crate) fn parted(address: &Address) -> String {
    format!(
        "{} is not connected with this conversation any more.",
        address.value()
    )
}

/// To a customer who took their own address out of a conversation.
pub(crate) fn parted_here() -> String {
    "This chat is not connected with any other any more.".into()
}

/// To a customer who names an address that is theirs already.
pub(crate) fn joined_already(address: &Address) -> String {
    format!(
        "{} is connected with this conversation already.",
        address.value()
    )
}

/// To a customer whose other address is in people's hands.
pub(crate) fn busy_elsewhere(address: &Address) -> String {
    format!(
        "Our team is still seeing to what you wrote from {}. I can connect it with this conversation once that is settled.",
        address.value()
    )
}

/// To a customer whose address cannot join.
pub(crate) fn cannot_join(address: &Address) -> String {
    format!(
        "I can't connect {} with this conversation.",
        address.value()
    )
}

/// To a customer who wants to go on elsewhere.
pub(crate) fn invited(link: &str) -> String {
    format!("Open this link to go on there; it is yours alone and good for an hour: {link}")
}

/// To a customer who came by such a link.
pub(crate) fn joined_by_link(desk: &Desk) -> String {
    format!(
        "Welcome! This is {}. We go on here, and I know what we said: this chat and the one you came from are one conversation now. If that is not what you want, write `unlink`.",
        desk.business.profile.name
    )
}

/// To a customer who came by such a link once more.
pub(crate) fn here_already() -> String {
    "We are in the same conversation here already.".into()
}

/// To somebody whose link is good no more.
pub(crate) fn invite_is_over(desk: &Desk) -> String {
    format!(
        "This is {}. The link you opened is good no more, but you can simply write to us here.",
        desk.business.profile.name
    )
}

/// To staff: a message left another way.
pub(crate) fn rerouted(
    name: Option<&str>,
    from: &Route,
    to: &Route,
    why: Option<&FailureReason>,
) -> String {
    let whom = name.map(|n| format!(" to {n}")).unwrap_or_default();
    let (from, to) = (from.address.kind(), &to.address);
    let to = format!("{} ({})", to.kind(), to.value());
    match why {
        Some(why) => format!(
            "A message{whom} could not be delivered by {from} ({}), so it went by {to} instead.",
            card::reason(why)
        ),
        None => format!(
            "The customer had left the {from} chat, so the message{whom} went by {to} as well."
        ),
    }
}

//! The words of a card: each piece of it in Markdown.

use super::{CLAIM, OPEN, RESOLVE, draft};
use crate::{Desk, launch, limits, notices};
use frontdesk_core::{
    Conversation, Owner, Timestamp,
    channel::Capabilities,
    conversation::{Case, ReplyFate, Said},
    event::{ConversationKind, FailureReason, Priority, Topic},
    message::{Author, Button, Proof},
};

/// How staff answer a card on a channel that can do this.
pub(super) fn how_to_answer(case: &Case, can: &Capabilities) -> String {
    let words = match (can.buttons, case.claimed_by.is_none()) {
        (true, _) => String::new(),
        (false, true) => " `claim`, `resolve` or `open` alone does that.".into(),
        (false, false) => " `resolve` or `open` alone does that.".into(),
    };
    let words = match draft::how_to_send(case) {
        Some(how) => format!("{how}{words}"),
        None => words,
    };
    if can.replies {
        format!(
            "_Reply to this message to answer the customer. `note: …` stays among staff.{words}_"
        )
    } else {
        let number = case.number;
        format!(
            "To answer the customer, begin with {number}: `{number} your words`. `{number} note: …` stays among staff.{}",
            words.replace("alone", &format!("after {number}"))
        )
    }
}

/// The card in one line.
pub(super) fn subject(desk: &Desk, conversation: &Conversation, case: &Case) -> String {
    let name = conversation.name.as_deref().unwrap_or("a customer");
    format!(
        "#{} {}, {}: {name}",
        case.number,
        about(case),
        priority(desk.business.priority(case.topic))
    )
}

pub(super) fn head(desk: &Desk, conversation: &Conversation, case: &Case) -> String {
    let mut card = format!(
        "**#{} · {} · {}**\n{}\n",
        case.number,
        about(case),
        priority(desk.business.priority(case.topic)),
        customer(conversation),
    );
    card.push_str(&format!(
        "Why: {}\n",
        clip(&case.reason, limits::CARD_MESSAGE_CHARS)
    ));
    card.push_str("\n**Last messages**\n");
    card
}

pub(super) fn customer(conversation: &Conversation) -> String {
    let mut text = where_from(conversation);
    for joined in &conversation.identity.joined {
        let also: Vec<&str> = joined.routes.iter().map(|r| r.address.as_str()).collect();
        text.push_str(&format!(
            "\nAlso {} ({})",
            also.join(", "),
            shown_by(joined.proof)
        ));
    }
    text
}

/// What shows that an address is the customer's, in words.
fn shown_by(proof: Proof) -> &'static str {
    match proof {
        Proof::Code => "shown by a code",
        Proof::SignedIdentity => "signed by your site",
        Proof::SharedContact => "shared there by the customer",
        Proof::Token => "came there by a link from here",
        Proof::Staff => "staff said so",
    }
}

fn where_from(conversation: &Conversation) -> String {
    if conversation.kind != ConversationKind::Customer {
        return "The desk itself".to_owned();
    }
    let name = conversation.name.as_deref().unwrap_or("A customer");
    match &conversation.route {
        Some(route) => format!(
            "{name}, by {} ({})",
            route.address.kind(),
            route.address.value()
        ),
        None => name.to_owned(),
    }
}

pub(super) fn line(desk: &Desk, said: &Said, chars: usize) -> String {
    let who = match &said.by {
        Author::Customer => "Customer",
        Author::Assistant => "Assistant",
        Author::System => "Desk",
        Author::Staff(id) => desk.business.staff(id).map_or("Staff", |s| &s.member.name),
    };
    format!("{who}: {}\n", clip(&said.text, chars))
}

pub(super) fn status(desk: &Desk, conversation: &Conversation, case: &Case) -> String {
    let name = |id| {
        desk.business
            .staff(id)
            .map_or_else(|| "staff".to_owned(), |s| s.member.name.clone())
    };
    if let Some(staff) = &case.resolved_by {
        if case.approved {
            return format!(
                "✅ {} sent the draft. The assistant answers again.",
                name(staff)
            );
        }
        return format!(
            "✅ Resolved by {}. The assistant answers again.",
            name(staff)
        );
    }
    match &conversation.owner {
        Owner::Staff(staff) => format!("👤 {} is answering", name(staff)),
        _ => match case.cards.last() {
            Some(card) if !case.exhausted => format!("⏳ Waiting for {}", name(&card.staff)),
            _ => "⏳ Waiting for whoever is free first".to_owned(),
        },
    }
}

/// By when an open case should be resolved.
pub(super) fn due(desk: &Desk, case: &Case, now: Timestamp) -> String {
    let due = case.since().plus_ms(desk.business.due_ms(case.topic));
    let when = notices::local(desk, due);
    if due <= now {
        format!("⚠️ Overdue: it should have been resolved {when}\n")
    } else {
        format!("Due {when}\n")
    }
}

pub(super) fn told(desk: &Desk, fate: &ReplyFate) -> String {
    let name = desk
        .business
        .staff(&fate.staff)
        .map_or("staff", |s| &s.member.name);
    match &fate.failed {
        Some(why) => format!(
            "❌ Failed: {name}'s reply was not delivered ({})",
            reason(why)
        ),
        None if fate.open.is_empty() => format!("✓ Delivered: {name}'s reply reached the customer"),
        None => format!("… Sending {name}'s reply"),
    }
}

/// That a message did not arrive, as the reason of a case.
pub(crate) fn not_delivered(why: &FailureReason) -> String {
    format!(
        "a message to the customer was not delivered: {}",
        reason(why)
    )
}

/// A reason in words.
pub(crate) fn reason(why: &FailureReason) -> String {
    match why {
        FailureReason::Refused(code) => format!("refused by the provider: {code}"),
        FailureReason::Exhausted => "the provider could not be reached".into(),
        FailureReason::Unclear => {
            "the connection broke while it was sent: it may have arrived, so it was not sent again"
                .into()
        }
        FailureReason::OptedOut => "the customer opted out of messages".into(),
        FailureReason::NoInbox => "the inbox is not configured any more".into(),
    }
}

/// What a case is about.
fn about(case: &Case) -> &'static str {
    match case.topic {
        Topic::Approval if case.drafts > 0 => "Answer to approve",
        Topic::Approval => "Question",
        Topic::HealthAndSafety => "Health and safety",
        Topic::Complaint => "Complaint",
        Topic::Refund => "Refund",
        Topic::Manager => "Wants the manager",
        Topic::Person => "Wants a person",
        Topic::Unable => "Assistant could not help",
        Topic::Trouble => "Not delivered",
        Topic::SelfHarm => "May hurt themselves",
        Topic::Threat => "Threat",
        Topic::Legal => "Legal",
        Topic::Vip => "VIP",
        Topic::Lost => "Assistant could not help several times",
    }
}

pub(super) fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "urgent",
        Priority::High => "high",
        Priority::Normal => "normal",
        Priority::Low => "low",
    }
}

pub(super) fn buttons(case: &Case) -> Vec<Button> {
    if case.resolved_by.is_some() {
        return Vec::new();
    }
    let button = |label: &str, data: &str| Button {
        label: label.into(),
        data: data.into(),
    };
    let mut row = Vec::new();
    if let Some(draft) = &case.draft {
        row.push(button("Send", &launch::send_word(draft.number)));
    }
    if case.claimed_by.is_none() {
        row.push(button("Claim", CLAIM));
    }
    row.extend([button("Resolve", RESOLVE), button("Open", OPEN)]);
    row
}

/// At most `chars` characters on one line.
pub(super) fn clip(text: &str, chars: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", &flat[..at]),
        None => flat,
    }
}

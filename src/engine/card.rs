//! The card of a case: what staff see of it, made anew from the conversation each time, and shown.

use crate::{
    Desk, Engine,
    delivery::retry_at,
    intake::{claim, sent},
    limits, notices,
    worker::{Done, Undone},
};
use frontdesk_core::{
    Conversation, DeliveryId, EscalationId, Owner,
    channel::{Capabilities, DeliverError, Sent},
    conversation::{Case, ReplyFate, Rerouted, Said},
    event::{ConversationKind, Event, FailureReason, Priority, Topic},
    job::{Job, Lane, Lease, Task},
    message::{Author, Button, Content, File, FileAt, Outbound, Proof},
    store::{Commit, Expect},
};

/// The data of the button that takes a case.
pub(crate) const CLAIM: &str = "claim";
/// The data of the button that closes a case.
pub(crate) const RESOLVE: &str = "resolve";
/// The data of the button that shows more of the conversation.
pub(crate) const OPEN: &str = "open";

/// After this many failed attempts at a card the next member of staff is asked: a customer waits.
const CARD_ATTEMPTS: u16 = 3;

impl Engine {
    /// Sends a card, or brings it up to date. A card is sent at least once: after a crash in between it can come twice, and a reply to
    /// either finds the case.
    pub(crate) async fn show_card(
        &self,
        desk: &Desk,
        lease: &Lease,
        case: EscalationId,
        index: u16,
        renew: bool,
    ) -> Done {
        let conversation = self
            .store
            .load(&lease.business, lease.job.conversation)
            .await?;
        let current = conversation.as_ref().and_then(|c| {
            let current = c.case.as_ref().filter(|k| k.id == case)?;
            Some((c, current, current.cards.get(usize::from(index))?))
        });
        let Some((conversation, open, card)) = current else {
            return self.settle(lease, None).await;
        };
        let Some(channel) = desk.channel(&card.route.inbox) else {
            return self
                .card_failed(lease, conversation, open, index, FailureReason::NoInbox)
                .await;
        };
        let edits = card.provider_id.clone().filter(|_| !renew);
        if edits.is_some() && !channel.capabilities().edits {
            return self.settle(lease, None).await;
        }
        let outbound = Outbound {
            delivery: DeliveryId::new(),
            to: card.route.address.clone(),
            content: Content::Card {
                subject: subject(conversation, open),
                text: self.card_text(desk, conversation, open, channel.capabilities()),
                buttons: if channel.capabilities().buttons {
                    buttons(open)
                } else {
                    Vec::new()
                },
                edits: edits.clone(),
            },
        };
        match channel.deliver(&outbound).await {
            Ok(shown) => {
                self.card_shown(lease, conversation, open, index, shown)
                    .await
            }
            Err(DeliverError::Refused { .. }) if edits.is_some() => {
                // Deleted on the other side, or too old to be changed: what matters was said when it came.
                self.settle(lease, None).await
            }
            Err(DeliverError::Refused { code, source, .. }) => {
                tracing::warn!(error = %source, "a card was refused");
                let why = FailureReason::Refused(code);
                self.card_failed(lease, conversation, open, index, why)
                    .await
            }
            Err(DeliverError::Unavailable { source, .. } | DeliverError::Unclear { source }) => {
                let attempt = lease.job.attempt + 1;
                tracing::warn!(error = %source, attempt, "a card could not be shown");
                if attempt >= CARD_ATTEMPTS && edits.is_none() {
                    let why = FailureReason::Exhausted;
                    return self
                        .card_failed(lease, conversation, open, index, why)
                        .await;
                }
                let Some(due) = retry_at(self.clock.now(), attempt, None) else {
                    return self.settle(lease, None).await;
                };
                self.settle_as(lease, lease.again(due, attempt)).await
            }
        }
    }

    async fn card_shown(
        &self,
        lease: &Lease,
        conversation: &Conversation,
        case: &Case,
        card: u16,
        shown: Sent,
    ) -> Done {
        let route = &case.cards[usize::from(card)].route;
        let staff = &case.cards[usize::from(card)].staff;
        tracing::debug!(business = %lease.business, case = case.number, %staff, "a card is shown");
        let mut commit = Commit::on(conversation, self.clock.now(), Expect::Any);
        if let Some(id) = &shown.provider_id
            && case.cards[usize::from(card)].provider_id.as_ref() != Some(id)
        {
            commit.claims.push(claim(sent(&route.inbox, id), 0));
            let event = Event::CardShown {
                case: case.id,
                card,
                provider_id: shown.provider_id.clone(),
            };
            commit.events.push(event.into());
        }
        commit.settles.push(lease.done());
        match self.store.commit(commit).await {
            // A provider that gives one id twice: the card is known already.
            Err(frontdesk_core::store::CommitError::Taken(..)) => self.settle(lease, None).await,
            done => done.map(|_| ()).map_err(Undone::from),
        }
    }

    /// The next one is asked at once.
    async fn card_failed(
        &self,
        lease: &Lease,
        conversation: &Conversation,
        case: &Case,
        card: u16,
        why: FailureReason,
    ) -> Done {
        metrics::counter!("frontdesk_cards_failed_total").increment(1);
        let now = self.clock.now();
        let mut commit = Commit::on(conversation, now, Expect::Any);
        commit.events.push(
            Event::CardFailed {
                case: case.id,
                card,
                why,
            }
            .into(),
        );
        commit.settles.push(lease.done());
        if case.claimed_by.is_none() && case.resolved_by.is_none() && !case.exhausted {
            commit.jobs.push(Job {
                conversation: conversation.id,
                task: Task::PassOn(case.id),
                lane: Lane::of_conversation(conversation.id),
                due: now,
                attempt: 0,
            });
        }
        self.store
            .commit(commit)
            .await
            .map(|_| ())
            .map_err(Undone::from)
    }
}

impl Engine {
    /// The card in Markdown: who, on which channel, why, how urgent, in short, the last messages, who has it, what became of the last reply.
    fn card_text(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        case: &Case,
        can: &Capabilities,
    ) -> String {
        let mut card = head(conversation, case);
        let skip = conversation
            .recent
            .len()
            .saturating_sub(limits::CARD_MESSAGES);
        for said in conversation.recent.iter().skip(skip) {
            card.push_str(&line(desk, said, limits::CARD_MESSAGE_CHARS));
            card.push_str(&self.file_lines(conversation, said));
        }
        card.push_str(&format!("\n{}\n", status(desk, conversation, case)));
        let rerouted = conversation.rerouted.as_ref();
        if let Some(rerouted) = rerouted.filter(|r| r.at >= case.opened) {
            let Rerouted { from, to, why, .. } = rerouted;
            let line = notices::rerouted(None, from, to, why.as_ref());
            card.push_str(&format!("↪ {line}\n"));
        }
        if let Some(fate) = &case.last_reply {
            card.push_str(&format!("{}\n", told(desk, fate)));
        }
        let reachable = conversation.kind == ConversationKind::Customer;
        if case.resolved_by.is_none() && reachable {
            card.push_str(&how_to_answer(case, can));
        }
        card
    }

    /// Everything at hand of a conversation, for the Open button.
    pub(crate) fn transcript(&self, desk: &Desk, conversation: &Conversation) -> String {
        let mut text = format!(
            "**The conversation so far**\n{}\n\n",
            customer(conversation)
        );
        for said in &conversation.recent {
            text.push_str(&line(desk, said, usize::MAX));
            text.push_str(&self.file_lines(conversation, said));
        }
        for fact in &conversation.facts {
            text.push_str(&format!("\nRemembered: {fact}"));
        }
        text
    }

    /// A line for each file of a message, with a link to it.
    fn file_lines(&self, conversation: &Conversation, said: &Said) -> String {
        let now = self.clock.now();
        let line = |(index, file): (usize, &File)| {
            let (business, id) = (&conversation.business, conversation.id);
            match file.at {
                FileAt::Kept(_) => {
                    let link = self
                        .links
                        .link(business, said.of.unwrap_or(id), said.seq, index, now);
                    format!("📎 {}: {link}\n", file.name)
                }
                FileAt::Provider(_) => format!("📎 {} (being fetched)\n", file.name),
                FileAt::Lost => format!("📎 {} (could not be fetched)\n", file.name),
            }
        };
        said.files.iter().enumerate().map(line).collect()
    }
}

/// How staff answer a card on a channel that can do this.
fn how_to_answer(case: &Case, can: &Capabilities) -> String {
    let words = match (can.buttons, case.claimed_by.is_none()) {
        (true, _) => "",
        (false, true) => " `claim`, `resolve` or `open` alone does that.",
        (false, false) => " `resolve` or `open` alone does that.",
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
fn subject(conversation: &Conversation, case: &Case) -> String {
    let name = conversation.name.as_deref().unwrap_or("a customer");
    format!(
        "#{} {}, {}: {name}",
        case.number,
        topic(case.topic),
        priority(case.topic.priority())
    )
}

fn head(conversation: &Conversation, case: &Case) -> String {
    let mut card = format!(
        "**#{} · {} · {}**\n{}\n",
        case.number,
        topic(case.topic),
        priority(case.topic.priority()),
        customer(conversation),
    );
    card.push_str(&format!(
        "Why: {}\n",
        clip(&case.reason, limits::CARD_MESSAGE_CHARS)
    ));
    card.push_str("\n**Last messages**\n");
    card
}

fn customer(conversation: &Conversation) -> String {
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
    if conversation.kind == ConversationKind::Quarantine {
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

fn line(desk: &Desk, said: &Said, chars: usize) -> String {
    let who = match &said.by {
        Author::Customer => "Customer",
        Author::Assistant => "Assistant",
        Author::System => "Desk",
        Author::Staff(id) => desk.business.staff(id).map_or("Staff", |s| &s.member.name),
    };
    format!("{who}: {}\n", clip(&said.text, chars))
}

fn status(desk: &Desk, conversation: &Conversation, case: &Case) -> String {
    let name = |id| {
        desk.business
            .staff(id)
            .map_or_else(|| "staff".to_owned(), |s| s.member.name.clone())
    };
    if let Some(staff) = &case.resolved_by {
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

fn told(desk: &Desk, fate: &ReplyFate) -> String {
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
    format!("a message to the customer was not delivered: {}", reason(why))
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

fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::HealthAndSafety => "Health and safety",
        Topic::Complaint => "Complaint",
        Topic::Refund => "Refund",
        Topic::Manager => "Wants the manager",
        Topic::Person => "Wants a person",
        Topic::Unable => "Assistant could not help",
        Topic::Trouble => "Not delivered",
    }
}

fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "urgent",
        Priority::High => "high",
        Priority::Normal => "normal",
    }
}

fn buttons(case: &Case) -> Vec<Button> {
    if case.resolved_by.is_some() {
        return Vec::new();
    }
    let button = |label: &str, data: &str| Button {
        label: label.into(),
        data: data.into(),
    };
    let mut row = Vec::new();
    if case.claimed_by.is_none() {
        row.push(button("Claim", CLAIM));
    }
    row.extend([button("Resolve", RESOLVE), button("Open", OPEN)]);
    row
}

/// At most `chars` characters on one line.
fn clip(text: &str, chars: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", &flat[..at]),
        None => flat,
    }
}

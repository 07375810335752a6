//! The card of a case: what staff see of it, made anew from the conversation each time, and shown.

mod closed;
mod draft;
mod words;

pub(crate) use words::{not_delivered, reason};

use crate::{
    Desk, Engine,
    delivery::retry_at,
    intake::{claim, receipts::card_job, sent},
    limits, notices,
    worker::{Done, Undone},
};
use frontdesk_core::{
    Conversation, DeliveryId, EscalationId, ProviderId, StaffId,
    channel::{Capabilities, DeliverError, Sent},
    conversation::{Card, Case, Rerouted, Said},
    event::{ConversationKind, Event, FailureReason},
    job::{Job, Lane, Lease, Task},
    message::{Content, File, FileAt, Outbound},
    store::{Commit, Expect},
};
use sha2::{Digest, Sha256};
use words::{buttons, customer, due, head, how_to_answer, line, status, subject, told};

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
        let now_in = conversation.as_ref().and_then(|c| c.case.as_ref());
        if let Some(now_in) = now_in
            && let Some(replaced) = now_in.replaced.as_deref().filter(|r| r.id == case)
        {
            return self
                .close_replaced(desk, lease, replaced, index, now_in.number)
                .await;
        }
        let current = conversation.as_ref().and_then(|c| {
            let current = c.case.as_ref().filter(|k| k.id == case)?;
            Some((c, current, current.cards.get(usize::from(index))?))
        });
        // One that failed is not tried again with the next news: whoever comes after was asked already.
        let Some((conversation, open, card)) = current.filter(|(.., card)| !card.failed) else {
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
            delivery: shown_as(conversation, case, index, renew),
            to: card.route.address.clone(),
            content: self.drawn(desk, conversation, open, channel.capabilities(), &edits),
        };
        match channel.deliver(&outbound).await {
            Ok(shown) => {
                closed::strike_older(channel, open, card, renew).await;
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

    /// Tells a member of staff what became of their reply, on a channel where the card cannot say so. Like a card it is sent at least once.
    pub(crate) async fn tell_fate(
        &self,
        desk: &Desk,
        lease: &Lease,
        case: EscalationId,
        index: u16,
    ) -> Done {
        let business = &lease.business;
        let conversation = self.store.load(business, lease.job.conversation).await?;
        let current = conversation.as_ref().and_then(|c| {
            let current = c.case.as_ref().filter(|k| k.id == case)?;
            let card = current.cards.get(usize::from(index))?;
            let fate = current.last_reply.as_ref()?;
            // A reply in parts is told of once, after the last.
            (fate.open.is_empty() || fate.failed.is_some()).then_some((c, current, card, fate))
        });
        let Some((conversation, current, card, fate)) = current else {
            return self.settle(lease, None).await;
        };
        let Some(channel) = desk.channel(&card.route.inbox) else {
            return self.settle(lease, None).await;
        };
        let text = format!("**#{}** {}", current.number, told(desk, fate));
        let outbound = Outbound {
            delivery: DeliveryId::new(),
            to: card.route.address.clone(),
            content: Content::Card {
                subject: subject(desk, conversation, current),
                text,
                buttons: Vec::new(),
                edits: None,
            },
        };
        match channel.deliver(&outbound).await {
            Ok(shown) => {
                self.card_shown(lease, conversation, current, index, shown)
                    .await
            }
            Err(DeliverError::Unavailable { source, .. }) => {
                let attempt = lease.job.attempt + 1;
                tracing::warn!(error = %source, attempt, "staff could not be told of a delivery");
                match retry_at(self.clock.now(), attempt, None).filter(|_| attempt < CARD_ATTEMPTS)
                {
                    Some(due) => self.settle_as(lease, lease.again(due, attempt)).await,
                    None => self.settle(lease, None).await,
                }
            }
            Err(error) => {
                tracing::warn!(?error, "staff could not be told of a delivery");
                self.settle(lease, None).await
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
    fn drawn(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        case: &Case,
        can: &Capabilities,
        edits: &Option<ProviderId>,
    ) -> Content {
        Content::Card {
            subject: subject(desk, conversation, case),
            text: self.card_text(desk, conversation, case, can),
            buttons: if can.buttons {
                buttons(case)
            } else {
                Vec::new()
            },
            edits: edits.clone(),
        }
    }

    /// The card in Markdown: who, on which channel, why, how urgent, in short, the last messages, who has it, what became of the last reply.
    fn card_text(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        case: &Case,
        can: &Capabilities,
    ) -> String {
        let mut card = head(desk, conversation, case);
        let skip = conversation
            .recent
            .len()
            .saturating_sub(limits::CARD_MESSAGES);
        for said in conversation.recent.iter().skip(skip) {
            card.push_str(&line(desk, said, limits::CARD_MESSAGE_CHARS));
            card.push_str(&self.file_lines(conversation, said));
        }
        card.push_str(&draft::on_card(case));
        card.push_str(&format!("\n{}\n", status(desk, conversation, case)));
        card.push_str(draft::no_more(case));
        if case.resolved_by.is_none() {
            card.push_str(&due(desk, case, self.clock.now()));
        }
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
        if let Some(draft) = conversation.open_case().and_then(|c| c.draft.as_ref()) {
            text.push_str(&draft::whole(&draft.reply));
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
                    let link =
                        self.links
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

/// What the showing of a card is called: the same again when it is tried again, so that a channel that can tell shows it once.
fn shown_as(conversation: &Conversation, case: EscalationId, card: u16, renew: bool) -> DeliveryId {
    let mut hash = Sha256::new();
    hash.update(case.to_bytes());
    hash.update(card.to_be_bytes());
    hash.update([u8::from(renew)]);
    hash.update(conversation.revision.0.to_be_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    DeliveryId::from_bytes(*hash.first_chunk().expect("a hash has 32 bytes"))
}

/// Adds the jobs that tell a member of staff what became of their reply where their cards cannot be changed.
pub(crate) fn tell_fate_of(
    commit: &mut Commit,
    desk: &Desk,
    conversation: &Conversation,
    staff: &StaffId,
) {
    let Some(case) = &conversation.case else {
        return;
    };
    let cannot_change = |card: &Card| {
        let channel = desk.channel(&card.route.inbox);
        channel.is_some_and(|c| !c.capabilities().edits)
    };
    let cards = case.cards.iter().zip(0u16..);
    let told = cards
        .filter(|(card, _)| card.staff == *staff && !card.failed && cannot_change(card))
        .last();
    if let Some((card, index)) = told {
        let task = Task::TellFate(case.id, index);
        commit
            .jobs
            .push(card_job(commit, task, &card.route, commit.at));
    }
}

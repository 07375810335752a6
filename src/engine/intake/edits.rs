//! What a customer changes after it was written, and what others on the customer's thread write.

use super::{
    claim,
    customer::{Arrival, turn_job},
    open,
    receipts::{NOTHING, show_cards},
    seen, sent, unexpected,
};
use crate::{Desk, Engine, guardrails::cards};
use frontdesk_core::{
    MessageId, Result,
    channel::Received,
    event::{Body, Event, Handling},
    message::{Inbound, Payload},
    store::{Claimed, Commit, CommitError, Expect},
};

impl Engine {
    /// A message says something else now: what is unanswered is answered as it reads now, and what was answered is looked at again.
    pub(super) async fn edited(&self, desk: &Desk, inbound: &Inbound) -> Result<Received> {
        let Payload::Edit { of, text } = &inbound.payload else {
            return Ok(NOTHING);
        };
        let key = seen(&inbound.inbox, of);
        let Some(original) = self.behind(&inbound.business, &key).await? else {
            return Ok(NOTHING);
        };
        let business = &inbound.business;
        let entries = self
            .store
            .journal(business, original.conversation, original.seq - 1, 1)
            .await?;
        let Some(Event::MessageReceived { message, inbox, .. }) = entries.first().map(|e| &e.event)
        else {
            return Ok(NOTHING);
        };
        let Some(conversation) = self.store.load(business, original.conversation).await? else {
            return Ok(NOTHING);
        };
        let text = if desk.business.guardrails.mask_cards {
            cards::mask(text).0
        } else {
            text.clone()
        };
        let before = conversation.recent.iter().find(|s| s.message == *message);
        if before.is_some_and(|s| *s.text == text) {
            return Ok(NOTHING);
        }
        let mut commit = Commit::on(&conversation, inbound.received, Expect::Any);
        let edited = Event::MessageEdited { message: *message };
        commit.events.push(edited.with(Body::said(
            inbound.from.clone(),
            inbound.name.clone(),
            text,
        )));
        commit.claims.push(claim(
            seen(&inbound.inbox, &inbound.provider_id),
            commit.events.len() - 1,
        ));
        commit
            .jobs
            .push(turn_job(desk, Some(&conversation), &commit, inbox));
        self.record(commit).await
    }

    /// Somebody who is not the customer of a thread wrote on it: it can be read there too, and drives nothing there.
    pub(super) async fn show_to_thread(&self, inbound: &Inbound, arrival: &Arrival) -> Result<()> {
        let Payload::Text { answers, .. } = &inbound.payload else {
            return Ok(());
        };
        let business = &inbound.business;
        let mut thread: Option<Claimed> = None;
        for id in answers {
            thread = self
                .store
                .lookup(business, &sent(&inbound.inbox, id))
                .await?;
            if thread.is_some() {
                break;
            }
        }
        let Some(thread) = thread else { return Ok(()) };
        let own = self
            .store
            .lookup(business, &open(&inbound.inbox, &inbound.from))
            .await?;
        if own.is_some_and(|own| own.conversation == thread.conversation) {
            return Ok(());
        }
        let Some(conversation) = self.store.load(business, thread.conversation).await? else {
            return Ok(());
        };
        let mut commit = Commit::on(&conversation, inbound.received, Expect::Any);
        let received = Event::MessageReceived {
            message: MessageId::new(),
            inbox: inbound.inbox.clone(),
            handling: Handling::Bystander,
            masked: arrival.masked,
        };
        let text = format!(
            "[{} wrote on this thread] {}",
            inbound.from.value(),
            arrival.text
        );
        commit.events.push(received.with(Body::said(
            inbound.from.clone(),
            inbound.name.clone(),
            text,
        )));
        let mut key = seen(&inbound.inbox, &inbound.provider_id);
        key.0.push_str("/thread");
        commit.claims.push(claim(key, 0));
        if conversation.open_case().is_some() {
            show_cards(&mut commit, &conversation);
        }
        match self.store.commit(commit).await {
            Ok(_) | Err(CommitError::Taken(..)) => Ok(()),
            Err(error) => Err(unexpected(error)),
        }
    }
}

//! What providers say became of a delivery, and what customers think of an answer.

use super::{claim, open, seen, sent, unexpected};
use crate::{Engine, limits};
use frontdesk_core::{
    Address, BusinessId, Result, Timestamp,
    channel::Received,
    event::{Body, Event},
    job::{Job, Lane, Task},
    message::{Inbound, Payload, ReceiptStatus},
    store::{ClaimKey, Claimed, Commit, CommitError, Expect},
};
use std::time::Duration;

/// What comes of an inbound that is about nothing known here.
pub(super) const NOTHING: Received = Received {
    new: false,
    seq: 0,
    notice: None,
};

/// The commit that records what an inbound tells of a known conversation, once.
fn fact(inbound: &Inbound, about: &Claimed, event: Event) -> Commit {
    let mut commit = Commit::to(
        inbound.business.clone(),
        about.conversation,
        about.customer,
        inbound.received,
        Expect::Any,
    );
    commit.events.push(event.into());
    commit
        .claims
        .push(claim(seen(&inbound.inbox, &inbound.provider_id), 0));
    commit
}

impl Engine {
    pub(super) async fn receipt(&self, inbound: &Inbound) -> Result<Received> {
        let Payload::Receipt {
            of,
            status,
            detail,
            loss,
        } = &inbound.payload
        else {
            return Ok(NOTHING);
        };
        let found = self
            .behind(&inbound.business, &sent(&inbound.inbox, of))
            .await?;
        let Some(claimed) = found else {
            return Ok(NOTHING);
        };
        let Some(delivery) = claimed.delivery else {
            return Ok(NOTHING);
        };
        let event = Event::ReceiptArrived {
            delivery,
            status: *status,
            detail: detail.clone(),
        };
        let mut commit = fact(inbound, &claimed, event);
        if let Some(loss) = loss {
            let to = self.addressee(&inbound.business, &claimed).await?;
            let lost = Event::AddressLost { loss: *loss };
            commit
                .events
                .extend(to.map(|to| lost.with(Body::Address(to))));
        }
        if *status == ReceiptStatus::Failed {
            self.show_cards_of(&mut commit).await?;
        }
        metrics::counter!("frontdesk_receipts_total", "status" => format!("{status:?}").to_lowercase())
            .increment(1);
        self.record(commit).await
    }

    /// To whom the delivery behind a claim went.
    async fn addressee(&self, business: &BusinessId, claimed: &Claimed) -> Result<Option<Address>> {
        let Some(delivery) = claimed.delivery else {
            return Ok(None);
        };
        // The message stands shortly before the delivery that was made of it.
        let after = claimed.seq.saturating_sub(limits::WRITTEN_BEFORE);
        let entries = self
            .store
            .journal(
                business,
                claimed.conversation,
                after,
                limits::WRITTEN_BEFORE as usize,
            )
            .await?;
        Ok(entries
            .iter()
            .rev()
            .find_map(|entry| match (&entry.event, &entry.body) {
                (Event::MessageWritten { deliveries, .. }, Body::Written { to, .. })
                    if deliveries.contains(&delivery) =>
                {
                    Some(to.clone())
                }
                _ => None,
            }))
    }

    /// What a provider's id leads to, with patience for a commit that is on its way.
    pub(super) async fn behind(
        &self,
        business: &BusinessId,
        key: &ClaimKey,
    ) -> Result<Option<Claimed>> {
        for _ in 1..limits::LOOKS {
            if let Some(claimed) = self.store.lookup(business, key).await? {
                return Ok(Some(claimed));
            }
            // By the engine's clock, but never longer than by a real one: that clock may stand still.
            let again = self.clock.now().plus_ms(limits::LOOK_AGAIN_MS);
            let pause = Duration::from_millis(limits::LOOK_AGAIN_MS);
            drop(tokio::time::timeout(pause, self.clock.sleep_until(again)).await);
        }
        self.store.lookup(business, key).await
    }

    pub(super) async fn feedback(&self, inbound: &Inbound) -> Result<Received> {
        let Payload::Feedback { message, rating } = &inbound.payload else {
            return Ok(NOTHING);
        };
        let key = open(&inbound.inbox, &inbound.from);
        let Some(claimed) = self.store.lookup(&inbound.business, &key).await? else {
            return Ok(NOTHING);
        };
        let event = Event::FeedbackGiven {
            message: *message,
            rating: *rating,
        };
        let commit = fact(inbound, &claimed, event);
        metrics::counter!("frontdesk_feedback_total", "rating" => format!("{rating:?}").to_lowercase())
            .increment(1);
        self.record(commit).await
    }

    /// Adds jobs that bring the cards of the conversation's case up to date.
    async fn show_cards_of(&self, commit: &mut Commit) -> Result<()> {
        if let Some(conversation) = self
            .store
            .load(&commit.business, commit.conversation)
            .await?
        {
            show_cards(commit, &conversation);
        }
        Ok(())
    }

    /// Makes a commit whose only claim is that the inbound was seen.
    pub(super) async fn record(&self, commit: Commit) -> Result<Received> {
        match self.store.commit(commit).await {
            Ok(done) => Ok(Received {
                new: true,
                seq: done.first,
                notice: None,
            }),
            Err(CommitError::Taken(_, by)) => Ok(Received {
                new: false,
                seq: by.seq,
                notice: None,
            }),
            Err(error) => Err(unexpected(error)),
        }
    }
}

/// Adds jobs that bring all cards of the conversation's case up to date.
pub(crate) fn show_cards(commit: &mut Commit, conversation: &frontdesk_core::Conversation) {
    let Some(case) = &conversation.case else {
        return;
    };
    for (card, index) in case.cards.iter().zip(0u16..) {
        commit.jobs.push(card_job(
            commit,
            Task::ShowCard(case.id, index),
            &card.route,
            commit.at,
        ));
    }
}

/// A job about a card, in the lane of the address it is shown at.
pub(crate) fn card_job(
    commit: &Commit,
    task: Task,
    route: &frontdesk_core::Route,
    due: Timestamp,
) -> Job {
    Job {
        conversation: commit.conversation,
        task,
        lane: Lane::of_address(&commit.business, &route.inbox, &route.address),
        due,
        attempt: 0,
    }
}

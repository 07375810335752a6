//! What providers say became of a delivery, and what customers think of an answer.

use super::{claim, open, seen, sent, unexpected};
use crate::{
    Desk, Engine, card,
    fallback::{self, Stranded},
    limits,
};
use frontdesk_core::{
    BusinessId, DeliveryId, Error, ErrorKind, Result, Route, Timestamp,
    channel::Received,
    conversation::Purpose,
    event::{Body, Entry, Event, FailureReason, Topic},
    job::{Job, Lane, Task},
    message::{File, Inbound, Payload, Rating, ReceiptStatus, Reply},
    store::{ClaimKey, Claimed, Commit, CommitError, Expect},
};
use std::time::Duration;

/// What comes of an inbound that is about nothing known here.
pub(crate) const NOTHING: Received = Received {
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

/// A message that left.
struct Left {
    reply: Reply,
    files: Vec<File>,
    route: Route,
    purpose: Purpose,
}

impl Left {
    /// The message of a journal's entry, and its deliveries.
    fn of(entry: Entry) -> Option<(Self, Vec<DeliveryId>)> {
        let (inbox, deliveries, purpose) = match entry.event {
            Event::MessageWritten {
                inbox, deliveries, ..
            } => (inbox, deliveries, Purpose::Message),
            Event::MessageRerouted {
                inbox, deliveries, ..
            } => (inbox, deliveries, Purpose::Fallback),
            Event::CodeSent { inbox, deliveries } => (inbox, deliveries, Purpose::Code),
            _ => return None,
        };
        let (reply, address, files) = match entry.body {
            Body::Written {
                reply, to, files, ..
            }
            | Body::Rerouted {
                reply, to, files, ..
            } => (reply, to, files),
            Body::Code { reply, to, .. } => (reply, to, Vec::new()),
            _ => return None,
        };
        let left = Self {
            reply,
            files,
            route: Route { inbox, address },
            purpose,
        };
        Some((left, deliveries))
    }
}

impl Engine {
    pub(super) async fn receipt(&self, desk: &Desk, inbound: &Inbound) -> Result<Received> {
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
        metrics::counter!("frontdesk_receipts_total", "status" => format!("{status:?}").to_lowercase())
            .increment(1);
        if loss.is_none() && *status != ReceiptStatus::Failed {
            return self.record(commit).await;
        }
        let left = self.left_by(&inbound.business, &claimed).await?;
        if let Some(loss) = loss {
            let lost = Event::AddressLost { loss: *loss };
            let to = left.as_ref().map(|l| l.route.address.clone());
            commit
                .events
                .extend(to.map(|to| lost.with(Body::Address(to))));
        }
        match left {
            Some(left) if *status == ReceiptStatus::Failed => {
                let code = detail.clone().unwrap_or_else(|| "undelivered".into());
                self.undelivered(desk, commit, left, &FailureReason::Refused(code))
                    .await
            }
            _ => self.record(commit).await,
        }
    }

    /// A provider says that a message will not arrive: it goes another way, once, or staff are told that the customer has not got it.
    async fn undelivered(
        &self,
        desk: &Desk,
        fact: Commit,
        left: Left,
        why: &FailureReason,
    ) -> Result<Received> {
        let mut again = false;
        for _ in 0..limits::COMMIT_TRIES {
            let found = self.store.load(&fact.business, fact.conversation).await?;
            let Some(conversation) = found else {
                return Ok(NOTHING);
            };
            let mut commit = fact.clone();
            let told = fallback::matters(&conversation, &left.reply.by)
                && left.purpose != Purpose::Code
                && !again;
            let mut way = None;
            if told && left.purpose == Purpose::Message {
                way = fallback::other_way(desk, &conversation, &left.route);
            }
            let stranded = Stranded {
                reply: &left.reply,
                files: &left.files,
                from: &left.route,
                why: Some(why),
            };
            if let Some(to) = &way {
                fallback::reroute(&mut commit, desk, &stranded, to);
                if conversation.open_case().is_none() {
                    self.tell_rerouted(desk, &conversation, &stranded, to, commit.at)
                        .await?;
                }
            } else if told && conversation.open_case().is_none() {
                commit.expect = Expect::At(conversation.revision);
                let reason = card::not_delivered(why);
                self.open_case(desk, &mut commit, Topic::Trouble, &reason)
                    .await?;
            }
            show_cards(&mut commit, &conversation);
            match self.store.commit(commit).await {
                Ok(done) => {
                    return Ok(Received {
                        new: true,
                        seq: done.first,
                        notice: None,
                    });
                }
                Err(CommitError::Conflict) => {}
                Err(CommitError::Taken(key, _)) if fallback::was_rerouted(&key) => again = true,
                Err(CommitError::Taken(key, _)) if key.0.starts_with("case:") => {
                    self.number_taken(&fact.business, &key);
                }
                Err(CommitError::Taken(_, by)) => {
                    return Ok(Received {
                        seq: by.seq,
                        ..NOTHING
                    });
                }
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "recording a receipt"))
    }

    /// The message that the delivery behind a claim was made of.
    async fn left_by(&self, business: &BusinessId, claimed: &Claimed) -> Result<Option<Left>> {
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
        let entries = entries.into_iter().rev();
        Ok(entries
            .filter_map(Left::of)
            .find(|(_, deliveries)| deliveries.contains(&delivery))
            .map(|(left, _)| left))
    }

    /// What a provider's id leads to, with patience for a commit that is on its way.
    pub(super) async fn behind(
        &self,
        business: &BusinessId,
        key: &ClaimKey,
    ) -> Result<Option<Claimed>> {
        self.patiently(|| self.store.lookup(business, key)).await
    }

    /// Looks again for what is not there yet, for a second in all.
    pub(super) async fn patiently<T, F>(&self, look: impl Fn() -> F) -> Result<Option<T>>
    where
        F: Future<Output = Result<Option<T>>>,
    {
        for _ in 1..limits::LOOKS {
            if let Some(found) = look().await? {
                return Ok(Some(found));
            }
            // By the engine's clock, but never longer than by a real one: that clock may stand still.
            let again = self.clock.now().plus_ms(limits::LOOK_AGAIN_MS);
            let pause = Duration::from_millis(limits::LOOK_AGAIN_MS);
            drop(tokio::time::timeout(pause, self.clock.sleep_until(again)).await);
        }
        look().await
    }

    pub(super) async fn feedback(&self, desk: &Desk, inbound: &Inbound) -> Result<Received> {
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
        if *rating == Rating::Down {
            self.answers.disliked(&inbound.business, *message);
        }
        let commit = fact(inbound, &claimed, event);
        metrics::counter!("frontdesk_feedback_total", "rating" => format!("{rating:?}").to_lowercase())
            .increment(1);
        if desk.rollout.arms.is_empty() {
            return self.record(commit).await;
        }
        let business = &inbound.business;
        let before = self.store.load(business, claimed.conversation).await?;
        let received = self.record(commit).await?;
        let after = self.store.load(business, claimed.conversation).await?;
        if let (Some(before), Some(after), true) = (before, after, received.new) {
            self.count_arms(desk, &before, &after).await;
        }
        Ok(received)
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
pub(crate) fn card_job(commit: &Commit, task: Task, route: &Route, due: Timestamp) -> Job {
    Job {
        conversation: commit.conversation,
        task,
        lane: Lane::of_address(&commit.business, &route.inbox, &route.address),
        due,
        attempt: 0,
    }
}

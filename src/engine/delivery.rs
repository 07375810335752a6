//! The outbox: each part of a message is sent once. What may have been sent is sent again only where the channel makes that safe;
//! otherwise staff are told.

use crate::{
    Desk, Engine, card,
    compose::{self, Writing},
    fallback::{self, Stranded},
    files,
    intake::{receipts::show_cards, sent},
    limits, notices,
    worker::{Done, Undone},
};
use frontdesk_core::{
    Conversation, DeliveryId, Owner, Timestamp,
    channel::{DeliverError, Sent},
    conversation::{Pending, Purpose},
    event::{Body, ConversationKind, Event, FailureReason, Topic},
    job::Lease,
    message::{Author, Content, Loss, Outbound},
    store::{Claim, Commit, CommitError, Expect},
};
use std::sync::Arc;

impl Engine {
    /// Makes one delivery, or finds out that it must not be made.
    pub(crate) async fn deliver(&self, desk: &Desk, lease: &Lease, delivery: DeliveryId) -> Done {
        let Some(conversation) = self
            .store
            .load(&lease.business, lease.job.conversation)
            .await?
        else {
            return self.settle(lease, None).await;
        };
        let Some(pending) = conversation.pending.iter().find(|p| p.delivery == delivery) else {
            return self.settle(lease, None).await;
        };
        let Some(channel) = desk.channel(&pending.route.inbox) else {
            return self
                .give_up(desk, lease, &conversation, pending, FailureReason::NoInbox)
                .await;
        };
        if conversation.is_opted_out(&pending.route.address)
            && pending.purpose != Purpose::DespiteOptOut
        {
            return self
                .give_up(desk, lease, &conversation, pending, FailureReason::OptedOut)
                .await;
        }
        if let Some(done) = self.unseen(desk, lease, &conversation, pending).await? {
            return Ok(done);
        }
        if !channel.capabilities().idempotent_send {
            if pending.attempted {
                return self
                    .give_up(desk, lease, &conversation, pending, FailureReason::Unclear)
                    .await;
            }
            self.note_attempt(lease, &conversation, delivery).await?;
        }
        let media = if pending.files.is_empty() {
            Vec::new()
        } else {
            self.media(&conversation, pending).await?
        };
        let (part, media) = if channel.capabilities().attachments {
            (pending.part.to_string(), media)
        } else {
            (files::with_links(&pending.part, &media), Vec::new())
        };
        let outbound = Outbound {
            delivery,
            to: pending.route.address.clone(),
            content: Content::Part {
                reply: pending.reply.clone(),
                part,
                index: pending.index,
                seq: pending.seq,
                thread: conversation.thread(&pending.route.address).cloned(),
                media,
            },
        };
        let started = std::time::Instant::now();
        let result = channel.deliver(&outbound).await;
        metrics::histogram!("frontdesk_delivery_seconds").record(started.elapsed().as_secs_f64());
        match result {
            Ok(sent) => {
                self.delivered(desk, lease, &conversation, pending, sent)
                    .await
            }
            Err(error) => {
                self.not_delivered(desk, lease, &conversation, pending, error)
                    .await
            }
        }
    }

    /// On a channel whose sends cannot be repeated, it is on disk that an attempt is made before it is made, and whoever lost the lease
    /// (stalled for minutes) does not make one.
    async fn note_attempt(
        &self,
        lease: &Lease,
        conversation: &Conversation,
        delivery: DeliveryId,
    ) -> Result<(), Undone> {
        let mut commit = Commit::on(conversation, self.clock.now(), Expect::Any);
        commit
            .events
            .push(Event::DeliveryAttempted { delivery }.into());
        commit.settles.push(lease.held());
        self.store
            .commit(commit)
            .await
            .map(|_| ())
            .map_err(Undone::from)
    }

    async fn delivered(
        &self,
        desk: &Desk,
        lease: &Lease,
        conversation: &Arc<Conversation>,
        pending: &Pending,
        done: Sent,
    ) -> Done {
        let mut commit = Commit::on(conversation, self.clock.now(), Expect::Any);
        if let Some(id) = &done.provider_id {
            commit.claims.push(Claim {
                key: sent(&pending.route.inbox, id),
                event: 0,
                delivery: Some(pending.delivery),
            });
        }
        commit.events.push(
            Event::DeliverySent {
                delivery: pending.delivery,
                provider_id: done.provider_id,
                units: done.units,
            }
            .into(),
        );
        if let Author::Staff(staff) = &pending.reply.by {
            show_cards(&mut commit, conversation);
            card::tell_fate_of(&mut commit, desk, conversation, staff);
        }
        commit.settles.push(lease.done());
        metrics::counter!("frontdesk_deliveries_total", "result" => "sent").increment(1);
        tracing::debug!(business = %lease.business, inbox = %pending.route.inbox, by = ?pending.reply.by, "a message was delivered");
        metrics::counter!("frontdesk_delivery_units_total").increment(u64::from(done.units));
        match self.store.commit(commit.clone()).await {
            // A provider that gives one id twice: the delivery was made all the same.
            Err(CommitError::Taken(..)) => {
                commit.claims.clear();
                self.store
                    .commit(commit)
                    .await
                    .map(|_| ())
                    .map_err(Undone::from)
            }
            done => done.map(|_| ()).map_err(Undone::from),
        }
    }

    async fn not_delivered(
        &self,
        desk: &Desk,
        lease: &Lease,
        conversation: &Arc<Conversation>,
        pending: &Pending,
        error: DeliverError,
    ) -> Done {
        let idempotent = desk
            .channel(&pending.route.inbox)
            .is_some_and(|c| c.capabilities().idempotent_send);
        let (after, source) = match error {
            DeliverError::Refused { code, loss, source } => {
                tracing::warn!(error = %source, business = %lease.business, "a delivery was refused");
                let why = FailureReason::Refused(code);
                return self
                    .refused(desk, lease, conversation, pending, why, loss)
                    .await;
            }
            DeliverError::Unclear { source } if !idempotent => {
                tracing::warn!(error = %source, business = %lease.business, "a delivery may have been made or not");
                return self
                    .give_up(desk, lease, conversation, pending, FailureReason::Unclear)
                    .await;
            }
            DeliverError::Unclear { source } => (None, source),
            DeliverError::Unavailable {
                retry_after_ms,
                source,
            } => (retry_after_ms, source),
        };
        let attempt = lease.job.attempt + 1;
        tracing::warn!(error = %source, business = %lease.business, attempt, "a delivery is put off");
        metrics::counter!("frontdesk_deliveries_total", "result" => "put_off").increment(1);
        let Some(due) = retry_at(self.clock.now(), attempt, after) else {
            return self
                .give_up(desk, lease, conversation, pending, FailureReason::Exhausted)
                .await;
        };
        let mut commit = Commit::on(conversation, self.clock.now(), Expect::Any);
        if !idempotent {
            commit.events.push(
                Event::DeliveryPutOff {
                    delivery: pending.delivery,
                }
                .into(),
            );
        }
        commit.settles.push(lease.again(due, attempt));
        self.store
            .commit(commit)
            .await
            .map(|_| ())
            .map_err(Undone::from)
    }

    /// The delivery is dead. Staff are told, on the card if there is a case, else by a new one.
    async fn give_up(
        &self,
        desk: &Desk,
        lease: &Lease,
        conversation: &Arc<Conversation>,
        pending: &Pending,
        why: FailureReason,
    ) -> Done {
        self.refused(desk, lease, conversation, pending, why, None)
            .await
    }

    /// The same, with what the provider said of the address.
    async fn refused(
        &self,
        desk: &Desk,
        lease: &Lease,
        conversation: &Arc<Conversation>,
        pending: &Pending,
        why: FailureReason,
        loss: Option<Loss>,
    ) -> Done {
        metrics::counter!("frontdesk_deliveries_total", "result" => "dead").increment(1);
        let mut conversation = conversation.clone();
        let mut again = false;
        for _ in 0..limits::COMMIT_TRIES {
            let commit = self
                .giving_up(desk, lease, &conversation, pending, &why, loss, again)
                .await?;
            match self.store.commit(commit).await {
                Err(CommitError::Conflict) => {}
                Err(CommitError::Taken(key, _)) if fallback::was_rerouted(&key) => again = true,
                Err(CommitError::Taken(key, _)) => self.number_taken(&lease.business, &key),
                done => return done.map(|_| ()).map_err(Undone::from),
            }
            if let Some(newer) = self.store.load(&lease.business, conversation.id).await? {
                conversation = newer;
            }
        }
        Err(frontdesk_core::Error::new(
            frontdesk_core::ErrorKind::Unavailable,
            "giving a delivery up",
        )
        .into())
    }

    /// The commit that ends a dead delivery. The message goes another way, unless it did (`again`); where there is none, staff are told.
    #[expect(
        clippy::too_many_arguments,
        reason = "what was to be delivered, why it was not, and what was tried"
    )]
    async fn giving_up(
        &self,
        desk: &Desk,
        lease: &Lease,
        conversation: &Arc<Conversation>,
        pending: &Pending,
        why: &FailureReason,
        loss: Option<Loss>,
        again: bool,
    ) -> Result<Commit, Undone> {
        let now = self.clock.now();
        let mut commit = Commit::on(conversation, now, Expect::Any);
        let failed = Event::DeliveryFailed {
            delivery: pending.delivery,
            why: why.clone(),
        };
        commit.events.push(failed.into());
        if let Some(loss) = loss {
            let to = Body::Address(pending.route.address.clone());
            commit.events.push(Event::AddressLost { loss }.with(to));
        }
        commit.settles.push(lease.done());
        if pending.purpose == Purpose::Code {
            // It may be somebody else's address: staff have nothing to do with it.
            if let Some(route) = &conversation.route {
                let said = Writing::notice(notices::code_not_sent(&pending.route.address));
                compose::write(&mut commit, desk, route, said);
            }
            return Ok(commit);
        }
        // What may have arrived is not said again elsewhere, and who wants no messages gets none.
        let may_go_elsewhere = pending.purpose == Purpose::Message
            && !matches!(why, FailureReason::Unclear | FailureReason::OptedOut)
            && fallback::matters(conversation, &pending.reply.by)
            && !again;
        let way = if may_go_elsewhere {
            fallback::other_way(desk, conversation, &pending.route)
        } else {
            None
        };
        if let Some(to) = &way {
            let whole = conversation.pending.iter();
            let mut parts = whole.filter(|p| p.reply.message == pending.reply.message);
            let stranded = Stranded {
                reply: &pending.reply,
                files: parts.next_back().map_or(&pending.files, |p| &p.files),
                from: &pending.route,
                why: Some(why),
            };
            fallback::drop_rest(&mut commit, conversation, pending, Some(why));
            fallback::reroute(&mut commit, desk, &stranded, to);
            if conversation.open_case().is_none() {
                self.tell_rerouted(desk, conversation, &stranded, to, now)
                    .await?;
            }
        }
        let alert = way.is_none()
            && !again
            && *why != FailureReason::OptedOut
            && conversation.kind == ConversationKind::Customer
            && conversation.open_case().is_none();
        if alert {
            commit.expect = Expect::At(conversation.revision);
            let reason = card::not_delivered(why);
            self.open_case(desk, &mut commit, Topic::Trouble, &reason)
                .await?;
        } else if conversation.open_case().is_some() {
            show_cards(&mut commit, conversation);
            if let (Author::Staff(staff), None) = (&pending.reply.by, &way) {
                card::tell_fate_of(&mut commit, desk, conversation, staff);
            }
        }
        Ok(commit)
    }

    /// Somebody else took the number of a case.
    pub(crate) fn number_taken(
        &self,
        business: &frontdesk_core::BusinessId,
        key: &frontdesk_core::store::ClaimKey,
    ) {
        if let Some(number) = key.0.strip_prefix("case:").and_then(|n| n.parse().ok()) {
            self.cases.taken(business, number);
        }
    }
}

/// When attempt number `attempt` is due, by the schedule or the provider's wish if that is later; `None` once the schedule is used up.
pub(crate) fn retry_at(now: Timestamp, attempt: u16, after_ms: Option<u64>) -> Option<Timestamp> {
    let delay = *limits::RETRY_MS.get(usize::from(attempt) - 1)?;
    let spread = 1.0 + limits::RETRY_JITTER * (rand::random::<f64>() * 2.0 - 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a delay of hours in milliseconds"
    )]
    let drawn = (delay as f64 * spread) as u64;
    Some(now.plus_ms(drawn.max(after_ms.unwrap_or(0))))
}

/// Whether people own the conversation, so that the assistant must not speak.
pub(crate) fn with_people(conversation: &Conversation) -> bool {
    conversation.owner != Owner::Assistant
}

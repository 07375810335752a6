//! The door: every inbound becomes one commit that claims the provider's id, journals what was said and adds the work that follows.
//! Only then does the provider hear that it was received.

pub(crate) mod customer;
mod history;
mod limiter;
pub(crate) mod receipts;
pub(crate) mod staff;

pub(crate) use limiter::Limiter;

use crate::Engine;
use async_trait::async_trait;
use frontdesk_core::{
    Address, BusinessId, ConversationId, CustomerId, Error, ErrorKind, InboxName, ProviderId,
    Result, Route, Timestamp,
    channel::{History, Intake, Quarantined, Received},
    event::{Body, ConversationKind, Event},
    limits::MESSAGE_BYTES,
    message::{Inbound, Payload},
    store::{Claim, ClaimKey, Commit, CommitError, Expect},
};

/// A message of an inbox, seen once.
pub(crate) fn seen(inbox: &InboxName, id: &ProviderId) -> ClaimKey {
    ClaimKey(format!("seen:{inbox}:{}", id.0))
}

/// The open conversation of an address on an inbox.
pub(crate) fn open(inbox: &InboxName, address: &Address) -> ClaimKey {
    ClaimKey(format!("open:{inbox}:{address}"))
}

/// The customer behind an address.
pub(crate) fn customer_at(address: &Address) -> ClaimKey {
    ClaimKey(format!("customer:{address}"))
}

/// The delivery or card behind a provider's id.
pub(crate) fn sent(inbox: &InboxName, id: &ProviderId) -> ClaimKey {
    ClaimKey(format!("sent:{inbox}:{}", id.0))
}

/// A claim on a name for one event of a commit.
pub(crate) fn claim(key: ClaimKey, event: usize) -> Claim {
    Claim {
        key,
        event,
        delivery: None,
    }
}

#[async_trait]
impl Intake for Engine {
    async fn receive(&self, mut inbound: Inbound) -> Result<Received> {
        // One clock tells the time of the journal and of what is due; a channel may have looked at another.
        inbound.received = self.clock.now();
        let desk = self.desks.get(&inbound.business).ok_or_else(|| {
            Error::new(ErrorKind::NotFound, "receiving a message")
                .with("business", &inbound.business)
        })?;
        let staff = desk
            .business
            .staff_at(&inbound.from)
            .map(|s| s.member.clone());
        match (&inbound.payload, staff) {
            (Payload::Receipt { .. }, _) => self.receipt(&inbound).await,
            (Payload::Feedback { .. }, _) => self.feedback(&inbound).await,
            (_, Some(staff)) => self.receive_from_staff(&desk, &staff, inbound).await,
            (_, None) => self.receive_from_customer(&desk, inbound).await,
        }
    }

    async fn history(
        &self,
        business: &BusinessId,
        route: &Route,
        after: u64,
        limit: usize,
    ) -> Result<History> {
        self.replay_history(business, route, after, limit).await
    }

    async fn quarantine(
        &self,
        business: &BusinessId,
        inbox: &InboxName,
        request: Quarantined,
        _received: Timestamp,
    ) -> Result<()> {
        let received = self.clock.now();
        if !self.limiter.admits_quarantine(business, inbox, received) {
            return Ok(());
        }
        let key = quarantine_of(inbox);
        let event = Event::RequestQuarantined {
            inbox: inbox.clone(),
            why: request.why,
        }
        .with(Body::Text(
            customer::cut(&request.request, MESSAGE_BYTES).to_owned(),
        ));
        let mut known = self.store.lookup(business, &key).await?;
        loop {
            let mut commit = match known {
                Some(c) => Commit::to(
                    business.clone(),
                    c.conversation,
                    c.customer,
                    received,
                    Expect::Any,
                ),
                None => {
                    let customer = CustomerId::new();
                    let mut commit = Commit::to(
                        business.clone(),
                        ConversationId::new(),
                        customer,
                        received,
                        Expect::New,
                    );
                    let kind = ConversationKind::Quarantine;
                    commit
                        .events
                        .push(Event::ConversationOpened { customer, kind }.into());
                    commit.claims.push(claim(key.clone(), 0));
                    commit
                }
            };
            commit.events.push(event.clone());
            match self.store.commit(commit).await {
                Ok(_) => return Ok(()),
                Err(CommitError::Taken(_, by)) if known.is_none() => known = Some(by),
                Err(error) => return Err(unexpected(error)),
            }
        }
    }
}

/// The conversation that keeps the quarantined requests of an inbox.
pub fn quarantine_of(inbox: &InboxName) -> ClaimKey {
    ClaimKey(format!("quarantine:{inbox}"))
}

/// A commit error where only the store can be at fault.
pub(crate) fn unexpected(error: CommitError) -> Error {
    match error {
        CommitError::Store(e) => e,
        e => Error::new(ErrorKind::Unavailable, "journaling a message").because(e),
    }
}

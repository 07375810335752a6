//! The door: every inbound becomes one commit that claims the provider's id, journals what was said and adds the work that follows.
//! Only then does the provider hear that it was received.

pub(crate) mod customer;
mod edits;
mod history;
mod inboxes;
mod limiter;
pub(crate) mod receipts;
pub(crate) mod staff;

pub(crate) use limiter::Limiter;

use crate::Engine;
use async_trait::async_trait;
use frontdesk_core::{
    Address, BusinessId, Error, ErrorKind, InboxName, ProviderId, Result, Route, Timestamp,
    channel::{History, Intake, Linked, Quarantined, Received},
    event::{Body, Event},
    limits::MESSAGE_BYTES,
    message::{Inbound, Payload},
    store::{Claim, ClaimKey, CommitError},
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
            (Payload::Receipt { .. }, _) => self.receipt(&desk, &inbound).await,
            (Payload::Feedback { .. }, _) => self.feedback(&desk, &inbound).await,
            (Payload::Unreadable { .. }, _) => self.unreadable(&desk, inbound).await,
            (Payload::Proven { .. }, Some(_)) => Ok(receipts::NOTHING),
            (Payload::Proven { .. }, None) => self.proven(&desk, &inbound).await,
            (Payload::Joining { .. }, None) => self.joining(&desk, &inbound).await,
            (_, Some(staff)) => self.receive_from_staff(&desk, &staff, inbound).await,
            (Payload::Edit { .. }, None) => self.edited(&desk, &inbound).await,
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
        let event = Event::RequestQuarantined {
            inbox: inbox.clone(),
            why: request.why,
        }
        .with(Body::Text(
            customer::cut(&request.request, MESSAGE_BYTES).to_owned(),
        ));
        self.keep_aside(business, inbox, event).await
    }

    async fn file(&self, business: &BusinessId, token: &str) -> Result<Option<Linked>> {
        self.linked_file(business, token).await
    }

    async fn mark(
        &self,
        business: &BusinessId,
        inbox: &InboxName,
        name: &str,
    ) -> Result<Option<String>> {
        self.store.mark(business, &mark_of(inbox, name)).await
    }

    async fn set_mark(
        &self,
        business: &BusinessId,
        inbox: &InboxName,
        name: &str,
        value: String,
    ) -> Result<()> {
        let name = mark_of(inbox, name);
        self.store.set_mark(business, &name, value).await
    }

    async fn alert(&self, business: &BusinessId, inbox: &InboxName, text: String) -> Result<()> {
        self.alert_staff(business, inbox, &text).await
    }
}

/// A mark of an inbox.
fn mark_of(inbox: &InboxName, name: &str) -> String {
    format!("{inbox}/{name}")
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

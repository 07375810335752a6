//! What providers and signatures vouch for: the sender has another address as well.

use super::join::{self, Refusal};
use crate::{
    Desk, Engine,
    compose::{self, Writing},
    intake::{claim, customer_at, open, receipts::NOTHING, seen, unexpected},
    limits::COMMIT_TRIES,
    notices,
};
use frontdesk_core::{
    Address, Conversation, ConversationId, CustomerId, Error, ErrorKind, Result, Route, Timestamp,
    channel::Received,
    conversation::Brought,
    event::{ConversationKind, Event},
    message::{Inbound, Payload, Proof},
    store::{Commit, CommitError, Expect},
};

/// An empty commit on a conversation as it is.
pub(super) fn deciding(conversation: &Conversation, now: Timestamp) -> Commit {
    Commit::on(conversation, now, Expect::At(conversation.revision))
}

fn received(seq: u64) -> Received {
    Received {
        new: true,
        seq,
        notice: None,
    }
}

impl Engine {
    /// The sender also has another address. Where both have a conversation, that of the other address joins the sender's; who has none
    /// yet joins the other's.
    pub(crate) async fn proven(&self, desk: &Desk, inbound: &Inbound) -> Result<Received> {
        let Payload::Proven { address, by } = &inbound.payload else {
            return Ok(NOTHING);
        };
        let address = super::as_written(desk, address.clone());
        let route = Route {
            inbox: inbound.inbox.clone(),
            address: inbound.from.clone(),
        };
        let key = seen(&inbound.inbox, &inbound.provider_id);
        if address == inbound.from || self.store.lookup(&inbound.business, &key).await?.is_some() {
            return Ok(NOTHING);
        }
        let Some(conversation) = self.conversation_of(desk, &route).await? else {
            return self
                .proven_newcomer(desk, inbound, route, &address, *by)
                .await;
        };
        if *by == Proof::SignedIdentity && signed_as_another(&conversation, &address) {
            return Ok(Received {
                notice: Some("this visitor is somebody else".into()),
                ..NOTHING
            });
        }
        let joined = self
            .join(desk, conversation, (&address, None), *by, |now, commit| {
                let first = commit.events.len() - 1;
                commit.claims.push(claim(key.clone(), first));
                if *by == Proof::SharedContact && !now.is_opted_out(&route.address) {
                    let said = Writing::notice(notices::joined(&address));
                    compose::write(commit, desk, &route, said);
                }
            })
            .await?;
        match joined {
            Ok(state) => Ok(received(state.seq)),
            Err(Refusal::Already) => Ok(NOTHING),
            Err(refusal) => {
                tracing::info!(business = %desk.business.id, ?refusal, "a proven address did not join");
                Ok(NOTHING)
            }
        }
    }

    /// The same for a sender without a conversation.
    async fn proven_newcomer(
        &self,
        desk: &Desk,
        inbound: &Inbound,
        route: Route,
        address: &Address,
        by: Proof,
    ) -> Result<Received> {
        let now = self.clock.now();
        for _ in 0..COMMIT_TRIES {
            let mut commit = match self.conversation_with(desk, address).await? {
                Some(known) => {
                    let mut commit = deciding(&known, now);
                    join::add(&mut commit, &[Brought::new(route.clone())], by);
                    commit
                }
                None => match self.brought_by(desk, None, address, None).await? {
                    Ok(brought) => {
                        let key = customer_at(&route.address);
                        let known = self.store.lookup(&desk.business.id, &key).await?;
                        let known = known.map(|c| c.customer);
                        let mut commit = opening(desk, &route, known, now);
                        join::add(&mut commit, &brought, by);
                        commit
                    }
                    Err(_) => return Ok(NOTHING),
                },
            };
            if by == Proof::SharedContact {
                let said = Writing::notice(notices::joined(address));
                compose::write(&mut commit, desk, &route, said);
            }
            let key = seen(&inbound.inbox, &inbound.provider_id);
            commit.claims.push(claim(key.clone(), 0));
            match self.store.commit(commit).await {
                Ok(done) => return Ok(received(done.state.seq)),
                Err(CommitError::Taken(taken, _)) if taken == key => return Ok(NOTHING),
                Err(CommitError::Conflict | CommitError::Taken(..)) => {}
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "joining an address"))
    }

    /// The conversation that an address has on one of the inboxes of its kind.
    async fn conversation_with(
        &self,
        desk: &Desk,
        address: &Address,
    ) -> Result<Option<std::sync::Arc<Conversation>>> {
        if desk.business.staff_at(address).is_some() {
            return Ok(None);
        }
        let mut inboxes: Vec<_> = desk.channels.values().collect();
        inboxes.retain(|c| c.kind() == address.kind());
        inboxes.sort_by_key(|c| c.inbox().clone());
        for channel in inboxes {
            let route = Route {
                inbox: channel.inbox().clone(),
                address: address.clone(),
            };
            let found = self.conversation_of(desk, &route).await?;
            if let Some(found) = found.filter(|c| c.kind == ConversationKind::Customer) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// Whether a signature said before that the visitor has another address of this kind: two people use one browser.
fn signed_as_another(conversation: &Conversation, address: &Address) -> bool {
    let signed = conversation.identity.joined.iter();
    let mut signed = signed.filter(|j| j.proof == Proof::SignedIdentity);
    signed.any(|j| {
        let first = j.routes.first();
        first.is_some_and(|r| r.address.kind() == address.kind() && r.address != *address)
    })
}

/// The commit that opens a conversation with somebody who has written nothing yet.
fn opening(desk: &Desk, route: &Route, known: Option<CustomerId>, now: Timestamp) -> Commit {
    let customer = known.unwrap_or_else(CustomerId::new);
    let business = desk.business.id.clone();
    let id = ConversationId::new();
    let mut commit = Commit::to(business, id, customer, now, Expect::New);
    let kind = ConversationKind::Customer;
    commit
        .events
        .push(Event::ConversationOpened { customer, kind }.into());
    commit
        .claims
        .push(claim(open(&route.inbox, &route.address), 0));
    if known.is_none() {
        commit.claims.push(claim(customer_at(&route.address), 0));
    }
    commit
}

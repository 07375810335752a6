//! Undoing a join: the names of the addresses go back to the conversation they came from, then what was copied leaves the state. Both are
//! safe to do again, so that a crash in between is healed by the same word said once more.

use super::join::names;
use crate::{
    Desk, Engine,
    intake::{claim, open, receipts::show_cards, unexpected},
    limits::COMMIT_TRIES,
};
use frontdesk_core::{
    Address, Conversation, ConversationId, CustomerId, Error, ErrorKind, Result, Route, Timestamp,
    conversation::Joined,
    event::{Body, ConversationKind, Event},
    store::{ClaimKey, Commit, CommitError, Expect},
};

impl Engine {
    /// Undoes the join of an address; `false` if it did not join the conversation.
    pub(crate) async fn part(
        &self,
        desk: &Desk,
        conversation: ConversationId,
        address: &Address,
        now: Timestamp,
    ) -> Result<bool> {
        let business = &desk.business.id;
        for _ in 0..COMMIT_TRIES {
            let Some(known) = self.store.load(business, conversation).await? else {
                return Ok(false);
            };
            let joins = &known.identity.joined;
            let Some(joined) = joins.iter().find(|j| j.has(address)) else {
                return Ok(false);
            };
            let routes = self.still_here(desk, &known, joined).await?;
            let returned = self
                .give_back(desk, &known, joined.from, &routes, now)
                .await?;
            let mut commit = Commit::on(&known, now, Expect::At(known.revision));
            let parted = Event::AddressParted.with(Body::Address(address.clone()));
            commit.events.push(parted);
            if !returned {
                commit.releases.extend(names(&routes));
            }
            show_cards(&mut commit, &known);
            match self.store.commit(commit).await {
                Ok(_) => {
                    tracing::info!(%business, %conversation, "an address parted from a customer");
                    return Ok(true);
                }
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "parting an address"))
    }

    /// The routes of a join that still lead to the conversation.
    async fn still_here(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        joined: &Joined,
    ) -> Result<Vec<Route>> {
        let mut routes = Vec::with_capacity(joined.routes.len());
        for route in &joined.routes {
            let key = open(&route.inbox, &route.address);
            let claimed = self.store.lookup(&desk.business.id, &key).await?;
            if claimed.is_some_and(|c| c.conversation == conversation.id) {
                routes.push(route.clone());
            }
        }
        Ok(routes)
    }

    /// Gives the names of addresses back to where they came from, with their wish for no messages; `false` if they came from nowhere
    /// and have no such wish.
    async fn give_back(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        from: Option<(ConversationId, CustomerId)>,
        routes: &[Route],
        now: Timestamp,
    ) -> Result<bool> {
        let business = &desk.business.id;
        let silent = |r: &Route| conversation.is_opted_out(&r.address);
        let before = match from {
            Some((id, _)) => self.store.load(business, id).await?,
            None => None,
        };
        let mut commit = match &before {
            Some(before) => Commit::on(before, now, Expect::Any),
            None if routes.iter().any(silent) => {
                let customer = CustomerId::new();
                let id = ConversationId::new();
                let mut commit = Commit::to(business.clone(), id, customer, now, Expect::New);
                let kind = ConversationKind::Customer;
                let opened = Event::ConversationOpened { customer, kind };
                commit.events.push(opened.into());
                commit
            }
            None => return Ok(false),
        };
        for route in routes {
            let to = || Body::Address(route.address.clone());
            let event = commit.events.len();
            let taken = names(std::slice::from_ref(route));
            let known: Vec<ClaimKey> = commit.claims.iter().map(|c| c.key.clone()).collect();
            for key in taken.into_iter().filter(|k| !known.contains(k)) {
                commit.releases.push(key.clone());
                commit.claims.push(claim(key, event));
            }
            commit.events.push(Event::AddressReturned.with(to()));
            let was = before
                .as_ref()
                .is_some_and(|b| b.is_opted_out(&route.address));
            match (was, silent(route)) {
                (false, true) => commit.events.push(Event::OptedOut.with(to())),
                (true, false) => commit.events.push(Event::OptedIn.with(to())),
                _ => {}
            }
        }
        if !commit.events.is_empty() {
            self.store.commit(commit).await.map_err(unexpected)?;
        }
        Ok(true)
    }
}

//! What an address brings along, and how it is moved: one commit on the conversation that it joins releases the names of its addresses
//! and takes them anew.

use crate::{
    Desk, Engine,
    intake::{claim, customer_at, open},
    limits::COMMIT_TRIES,
    notices,
};
use frontdesk_core::{
    Address, Conversation, ConversationId, InboxName, Result, Route,
    conversation::Brought,
    event::{Body, ConversationKind, Event},
    limits::JOINS,
    message::Proof,
    store::{ClaimKey, Commit, CommitError},
};
use std::sync::Arc;

/// Why an address cannot join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It has.
    Already,
    /// People are seeing to its customer, in the case of this number.
    Busy(u32),
    /// It is no customer's.
    Staff,
    /// The business has no inbox for it.
    NoWay,
    /// So many have joined already.
    TooMany,
}

impl Refusal {
    pub(super) fn to_customer(self, address: &Address) -> String {
        match self {
            Self::Already => notices::joined_already(address),
            Self::Busy(_) => notices::busy_elsewhere(address),
            Self::Staff | Self::NoWay | Self::TooMany => notices::cannot_join(address),
        }
    }

    pub(super) fn to_staff(self, address: &Address) -> String {
        match self {
            Self::Already => format!("{address} belongs to this customer already."),
            Self::Busy(case) => format!(
                "{address} has an open case, #{case}. Resolve it first, then join the address; nothing was changed."
            ),
            Self::Staff => format!("{address} is no customer's address; nothing was changed."),
            Self::NoWay => {
                format!("There is no inbox that reaches {address}; nothing was changed.")
            }
            Self::TooMany => {
                "This customer has too many addresses already; nothing was changed.".into()
            }
        }
    }
}

/// Adds joins to a commit on the conversation that is joined.
pub(super) fn add(commit: &mut Commit, brought: &[Brought], proof: Proof) {
    for brought in brought {
        let event = commit.events.len();
        for key in names(&brought.routes) {
            commit.releases.push(key.clone());
            commit.claims.push(claim(key, event));
        }
        let joined = Event::AddressJoined { proof };
        commit
            .events
            .push(joined.with(Body::Joined(Box::new(brought.clone()))));
    }
    metrics::counter!("frontdesk_addresses_joined_total", "proof" => format!("{proof:?}").to_lowercase())
        .increment(1);
}

/// The names that lead from these routes to a conversation and its customer, each once.
pub(super) fn names(routes: &[Route]) -> Vec<ClaimKey> {
    let mut names = Vec::with_capacity(2 * routes.len());
    for route in routes {
        for key in [
            open(&route.inbox, &route.address),
            customer_at(&route.address),
        ] {
            if !names.contains(&key) {
                names.push(key);
            }
        }
    }
    names
}

impl Engine {
    /// What joins `to` (a conversation, or one that is not open yet) with an address: everything of the conversations that it has on the
    /// inboxes of its kind, or the address alone. `via` is an inbox that it is known to write to.
    pub(super) async fn brought_by(
        &self,
        desk: &Desk,
        to: Option<&Conversation>,
        address: &Address,
        via: Option<&InboxName>,
    ) -> Result<Result<Vec<Brought>, Refusal>> {
        if desk.business.staff_at(address).is_some() {
            return Ok(Err(Refusal::Staff));
        }
        let here = to.map(|c| c.id);
        let (mut own, mut others): (bool, Vec<ConversationId>) = (false, Vec::new());
        for inbox in inboxes_of(desk, address.kind(), via) {
            let key = open(&inbox, address);
            let found = self.store.lookup(&desk.business.id, &key).await?;
            match found.map(|c| c.conversation) {
                Some(id) if Some(id) == here => own = true,
                Some(id) if !others.contains(&id) => others.push(id),
                _ => {}
            }
        }
        let room = JOINS.saturating_sub(to.map_or(0, |c| c.identity.joined.len()));
        if others.len().max(1) > room && !own {
            return Ok(Err(Refusal::TooMany));
        }
        if others.is_empty() {
            let way = via.map(|inbox| Route {
                inbox: inbox.clone(),
                address: address.clone(),
            });
            return Ok(match way.or_else(|| desk.route_to(address)) {
                _ if own => Err(Refusal::Already),
                Some(route) => Ok(vec![Brought::new(route)]),
                None => Err(Refusal::NoWay),
            });
        }
        let mut all = Vec::with_capacity(others.len());
        for id in others {
            match self.all_of(desk, id, address, via).await? {
                Ok(brought) => all.push(brought),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        Ok(Ok(all))
    }

    /// Everything of one conversation, the address first.
    async fn all_of(
        &self,
        desk: &Desk,
        id: ConversationId,
        address: &Address,
        via: Option<&InboxName>,
    ) -> Result<Result<Brought, Refusal>> {
        let business = &desk.business.id;
        let found = self.store.load(business, id).await?;
        let Some(conversation) = found.filter(|c| c.kind == ConversationKind::Customer) else {
            return Ok(Err(Refusal::Staff));
        };
        if let Some(case) = conversation.open_case() {
            return Ok(Err(Refusal::Busy(case.number)));
        }
        let inboxes = inboxes_of(desk, address.kind(), via);
        let ways = inboxes.into_iter().map(|inbox| Route {
            inbox,
            address: address.clone(),
        });
        let mut routes: Vec<Route> = Vec::new();
        for route in ways.chain(conversation.routes().cloned()) {
            let key = open(&route.inbox, &route.address);
            let leads_here = self.store.lookup(business, &key).await?;
            if leads_here.is_some_and(|c| c.conversation == id) && !routes.contains(&route) {
                routes.push(route);
            }
        }
        Ok(Ok(Brought::all_of(&conversation, routes)))
    }

    /// Joins an address to a conversation. `more` adds what else the commit does; it is asked again when the conversation changed
    /// in between.
    pub(super) async fn join(
        &self,
        desk: &Desk,
        mut conversation: Arc<Conversation>,
        (address, via): (&Address, Option<&InboxName>),
        proof: Proof,
        more: impl Fn(&Conversation, &mut Commit),
    ) -> Result<Result<Arc<Conversation>, Refusal>> {
        for _ in 0..COMMIT_TRIES {
            let found = self
                .brought_by(desk, Some(&conversation), address, via)
                .await?;
            let brought = match found {
                // A link can be opened by whom it was not meant for: what they said before stays where it is.
                Ok(brought) if proof == Proof::Token => without_past(brought),
                Ok(brought) => brought,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let mut commit = super::proven::deciding(&conversation, self.clock.now());
            add(&mut commit, &brought, proof);
            more(&conversation, &mut commit);
            match self.store.commit(commit).await {
                Ok(done) => {
                    tracing::info!(business = %desk.business.id, conversation = %conversation.id, ?proof, "an address joined a customer");
                    return Ok(Ok(done.state));
                }
                // Somebody else was here with the same; the next look sees it.
                Err(CommitError::Taken(key, _)) if key.0.starts_with("seen:") => {
                    return Ok(Err(Refusal::Already));
                }
                Err(CommitError::Conflict | CommitError::Taken(..)) => {}
                Err(error) => return Err(crate::intake::unexpected(error)),
            }
            if let Some(newer) = self.store.load(&desk.business.id, conversation.id).await? {
                conversation = newer;
            }
        }
        Err(frontdesk_core::Error::new(
            frontdesk_core::ErrorKind::Unavailable,
            "joining an address",
        ))
    }
}

/// The same addresses, which bring along nothing that was said.
fn without_past(brought: Vec<Brought>) -> Vec<Brought> {
    let bare = |brought: Brought| Brought {
        name: None,
        facts: Vec::new(),
        recent: Vec::new(),
        ..brought
    };
    brought.into_iter().map(bare).collect()
}

/// The inboxes of a kind of channel, by name.
fn inboxes_of(desk: &Desk, kind: &str, via: Option<&InboxName>) -> Vec<InboxName> {
    let same = desk.channels.values().filter(|c| c.kind() == kind);
    let mut inboxes: Vec<InboxName> = same.map(|c| c.inbox().clone()).collect();
    inboxes.extend(via.cloned());
    inboxes.sort();
    inboxes.dedup();
    inboxes
}

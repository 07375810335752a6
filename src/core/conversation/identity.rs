//! Which addresses are one customer's, and what shows it. An address joins on proof alone; what it brought along can be taken out again.

use super::{Conversation, Pending, Purpose, Said};
use crate::{
    Address, ConversationId, CustomerId, DeliveryId, InboxName, Route, Timestamp,
    event::{Body, Entry, FailureReason},
    limits,
    message::{File, FileAt, Proof, Reply, Thread},
};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// What is known of who a conversation is with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Where the customer wrote first.
    pub origin: Option<Route>,
    /// What joined since, oldest first; at most [`limits::JOINS`].
    pub joined: Vec<Joined>,
    /// Codes that were sent to addresses in the last day, oldest first.
    pub codes: Vec<Challenge>,
    /// The newest token that leads to the conversation from another channel, and when it was given out.
    pub invite: Option<(Code, Timestamp)>,
}

/// One or more addresses that joined at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The addresses, each with the inbox it writes to. The first is the one that was proven.
    pub routes: Vec<Route>,
    /// The conversation they were of, and its customer.
    pub from: Option<(ConversationId, CustomerId)>,
    /// What shows that they are the customer's.
    pub proof: Proof,
    /// Since when.
    pub at: Timestamp,
    /// The facts that they brought.
    pub facts: Vec<String>,
    /// The name that they brought.
    pub name: Option<String>,
}

impl Joined {
    /// Whether this address is among them.
    pub fn has(&self, address: &Address) -> bool {
        self.routes.iter().any(|r| r.address == *address)
    }
}

/// What an address brings along when it joins: the private half of the event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// See [`Joined::routes`].
    pub routes: Vec<Route>,
    /// See [`Joined::from`].
    pub from: Option<(ConversationId, CustomerId)>,
    /// The name its customer goes by.
    pub name: Option<String>,
    /// Facts about its customer.
    pub facts: Vec<String>,
    /// What was said last there.
    pub recent: Vec<Said>,
    /// Those of its addresses that opted out.
    pub opted_out: Vec<Address>,
    /// Those that take no messages.
    pub undeliverable: Vec<Address>,
    /// Their threads of mail.
    pub threads: Vec<(Address, Thread)>,
}

impl Brought {
    /// An address without a past.
    pub fn new(route: Route) -> Self {
        Self {
            routes: vec![route],
            ..Self::default()
        }
    }

    /// What `routes`, which are all of the conversation's, bring along.
    pub fn all_of(conversation: &Conversation, routes: Vec<Route>) -> Self {
        let here = |file: &File| match file.at {
            FileAt::Kept(_) => file.clone(),
            // Whoever fetches it writes it down there.
            FileAt::Provider(_) | FileAt::Lost => File {
                at: FileAt::Lost,
                ..file.clone()
            },
        };
        let said = |said: &Said| Said {
            files: said.files.iter().map(here).collect(),
            of: said.of.or(Some(conversation.id)),
            ..said.clone()
        };
        Self {
            routes,
            from: Some((conversation.id, conversation.customer)),
            name: conversation.name.clone(),
            facts: conversation.facts.clone(),
            recent: conversation.recent.iter().map(said).collect(),
            opted_out: conversation.opted_out.clone(),
            undeliverable: conversation.undeliverable.clone(),
            threads: conversation.threads.clone(),
        }
    }
}

/// A short secret. Neither `Debug` nor a log shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(pub String);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A code that was sent to an address, to come back from the customer who says that it is theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// The way to the address.
    pub to: Route,
    /// The code.
    pub code: Code,
    /// When it was sent.
    pub at: Timestamp,
    /// How many wrong codes came.
    pub tries: u8,
    /// Whether it proves nothing any more: it was used, or a newer one was sent.
    pub over: bool,
}

/// A message that left another way, because it could not arrive or be seen where it went first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rerouted {
    /// Where it was to go.
    pub from: Route,
    /// Where it went.
    pub to: Route,
    /// Why it could not be delivered; `None`: nobody was there to see it.
    pub why: Option<FailureReason>,
    /// When.
    pub at: Timestamp,
}

impl Conversation {
    /// Every way by which the customer is known to write, the first one first.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        let joined = self.identity.joined.iter().flat_map(|j| &j.routes);
        self.identity.origin.iter().chain(joined)
    }

    /// Whether the address is the customer's, as far as is shown.
    pub fn has_address(&self, address: &Address) -> bool {
        self.routes().any(|r| r.address == *address)
    }

    pub(super) fn apply_joined(&mut self, entry: &Entry, proof: Proof) {
        let Body::Joined(brought) = &entry.body else {
            return;
        };
        let mine = |a: &Address| brought.routes.iter().any(|r| r.address == *a);
        let new = brought.facts.iter().filter(|f| !self.facts.contains(f));
        let facts: Vec<String> = new.cloned().collect();
        self.facts.splice(0..0, facts.iter().cloned());
        let surplus = self.facts.len().saturating_sub(limits::FACTS);
        self.facts.drain(..surplus);
        self.recent.extend(brought.recent.iter().cloned());
        self.recent.make_contiguous().sort_by_key(|s| s.at);
        self.trim_recent();
        let name = brought.name.clone().filter(|_| self.name.is_none());
        if name.is_some() {
            self.name.clone_from(&name);
        }
        let more = |to: &mut Vec<Address>, from: &[Address]| {
            for address in from {
                if mine(address) && !to.contains(address) {
                    to.push(address.clone());
                }
            }
        };
        more(&mut self.opted_out, &brought.opted_out);
        more(&mut self.undeliverable, &brought.undeliverable);
        for (address, thread) in brought.threads.iter().filter(|(a, _)| mine(a)) {
            self.threaded(address, Some(thread));
        }
        self.identity.codes.retain(|c| !mine(&c.to.address));
        if proof == Proof::Token {
            self.identity.invite = None;
            self.route = brought.routes.first().cloned();
        }
        self.identity.joined.push(Joined {
            routes: brought.routes.clone(),
            from: brought.from,
            proof,
            at: entry.at,
            facts,
            name,
        });
    }

    pub(super) fn apply_parted(&mut self, entry: &Entry) {
        let Body::Address(address) = &entry.body else {
            return;
        };
        let Some(at) = self.identity.joined.iter().position(|j| j.has(address)) else {
            return;
        };
        let parted = self.identity.joined.remove(at);
        let from = parted.from.map(|(conversation, _)| conversation);
        self.facts.retain(|f| !parted.facts.contains(f));
        let goes = |said: &Said| {
            let copied = said.of.is_some() && said.of == from;
            copied || said.with.as_ref().is_some_and(|a| parted.has(a))
        };
        let gone: Vec<_> = self.recent.iter().filter(|s| goes(s)).collect();
        self.unanswered
            .retain(|id| !gone.iter().any(|s| s.message == *id));
        self.recent.retain(|said| !goes(said));
        if self.unanswered.is_empty() {
            self.unanswered_since = None;
        }
        if parted.name.is_some() && parted.name == self.name {
            self.name = None;
        }
        self.opted_out.retain(|a| !parted.has(a));
        self.undeliverable.retain(|a| !parted.has(a));
        self.threads.retain(|(a, _)| !parted.has(a));
        if self.route.as_ref().is_some_and(|r| parted.has(&r.address)) {
            self.route = self.routes().last().cloned();
        }
    }

    pub(super) fn apply_code_sent(
        &mut self,
        entry: &Entry,
        inbox: &InboxName,
        deliveries: &[DeliveryId],
    ) {
        let Body::Code {
            code,
            reply,
            to,
            parts,
        } = &entry.body
        else {
            return;
        };
        let route = Route {
            inbox: inbox.clone(),
            address: to.clone(),
        };
        let codes = &mut self.identity.codes;
        codes.retain(|c| entry.at.since(c.at) < limits::CODES_KEPT_MS);
        codes.iter_mut().for_each(|c| c.over = true);
        codes.push(Challenge {
            to: route.clone(),
            code: code.clone(),
            at: entry.at,
            tries: 0,
            over: false,
        });
        self.leaves(
            entry,
            (reply, parts, &[]),
            &route,
            deliveries,
            Purpose::Code,
        );
    }

    pub(super) fn apply_code_tried(&mut self) {
        if let Some(code) = self.identity.codes.iter_mut().rfind(|c| !c.over) {
            code.tries = code.tries.saturating_add(1);
        }
    }

    pub(super) fn apply_rerouted(
        &mut self,
        entry: &Entry,
        inbox: &InboxName,
        deliveries: &[DeliveryId],
        (from, why): (&InboxName, Option<&FailureReason>),
    ) {
        let Body::Rerouted {
            from: address,
            reply,
            to,
            parts,
            files,
        } = &entry.body
        else {
            return;
        };
        let route = Route {
            inbox: inbox.clone(),
            address: to.clone(),
        };
        self.leaves(
            entry,
            (reply, parts, files),
            &route,
            deliveries,
            Purpose::Fallback,
        );
        self.rerouted = Some(Rerouted {
            from: Route {
                inbox: from.clone(),
                address: address.clone(),
            },
            to: route,
            why: why.cloned(),
            at: entry.at,
        });
        let fate = self.case.as_mut().and_then(|c| c.last_reply.as_mut());
        if let Some(fate) = fate.filter(|f| f.message == reply.message) {
            fate.deliveries.extend_from_slice(deliveries);
            fate.open = deliveries.to_vec();
            fate.failed = None;
        }
    }

    /// Puts the parts of a message among what leaves.
    pub(super) fn leaves(
        &mut self,
        entry: &Entry,
        (reply, parts, files): (&Reply, &[String], &[File]),
        route: &Route,
        deliveries: &[DeliveryId],
        purpose: Purpose,
    ) {
        let reply = Arc::new(reply.clone());
        let last = parts.len().saturating_sub(1);
        for (index, (delivery, part)) in (0u16..).zip(deliveries.iter().zip(parts)) {
            self.pending.push(Pending {
                delivery: *delivery,
                seq: entry.seq,
                reply: reply.clone(),
                part: part.as_str().into(),
                index,
                route: route.clone(),
                attempted: false,
                purpose,
                files: if usize::from(index) == last {
                    files.to_vec()
                } else {
                    Vec::new()
                },
            });
        }
    }
}

#[cfg(test)]
mod tests;

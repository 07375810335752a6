//! One customer across channels: an address joins a conversation when a code, a signature, the provider or a member of staff shows that it
//! is the customer's; never on a name or a number that somebody merely writes.
//!
//! - `contact`: what customers write about their addresses
//! - `code`: a code goes to the other address and comes back here
//! - `invite`: a link leads from here to another channel
//! - `join`: what an address brings along, and how it is moved in one commit
//! - `part`: how that is undone
//! - `proven`: what providers and signatures vouch for
//! - `staff`: what staff say of addresses
//! - `known`: what of it all holds for a turn

mod code;
mod contact;
mod invite;
mod join;
mod known;
mod part;
mod proven;
mod staff;

pub(crate) use known::known;
pub(crate) use staff::Command;

use crate::{
    Desk, Engine,
    compose::{self, Writing},
    delivery::with_people,
    intake::{customer::Arrival, open},
    notices,
};
use contact::Wish;
use frontdesk_core::{
    Address, Conversation, Result, Route,
    event::Handling,
    message::{Author, Payload},
    store::Commit,
};
use std::sync::Arc;

/// What a message of a customer comes to besides a turn.
pub(crate) enum Intent {
    /// The desk says this.
    Say(String),
    /// A code is sent.
    Ask(code::Asked),
    /// A code came back.
    Try(code::Tried),
    /// A link to another channel is given out.
    Invite(invite::Invited),
}

impl Engine {
    /// What a message says about addresses, with what has to be looked up to carry it out.
    pub(crate) async fn intent(
        &self,
        desk: &Desk,
        arrival: &Arrival,
        payload: &Payload,
    ) -> Result<Option<Intent>> {
        let Payload::Text { .. } = payload else {
            return Ok(None);
        };
        let text = arrival.text.as_str();
        if !arrival.attachments.is_empty() || text.len() > contact::WISH_BYTES {
            return Ok(None);
        }
        let digits = contact::code_in(text);
        let wish = contact::wish(text, &desk.business.profile.country);
        let place = contact::elsewhere(text);
        if digits.is_none() && wish.is_none() && place.is_none() {
            return Ok(None);
        }
        let conversation = self.conversation_of(desk, &arrival.route).await?;
        if conversation
            .as_ref()
            .is_some_and(|c| c.is_opted_out(&arrival.route.address))
        {
            return Ok(None);
        }
        let conversation = conversation.as_deref();
        if let Some(wish) = wish {
            return self.wished(desk, arrival, conversation, wish).await;
        }
        if let Some(place) = place {
            return Ok(invite::invite(desk, conversation, arrival, &place));
        }
        match (digits, conversation) {
            (Some(digits), Some(conversation)) => self.tried(desk, conversation, digits).await,
            _ => Ok(None),
        }
    }

    async fn wished(
        &self,
        desk: &Desk,
        arrival: &Arrival,
        conversation: Option<&Conversation>,
        wish: Wish,
    ) -> Result<Option<Intent>> {
        let (Wish::Reach(contact) | Wish::Unlink(contact)) = &wish else {
            return self.unlinked(desk, arrival, conversation).await;
        };
        let found = route_of(desk, contact);
        let own = |r: &Route| r.address == arrival.route.address;
        if found.as_ref().is_some_and(own) {
            return Ok(None);
        }
        let Some(route) = found else {
            return Ok(match wish {
                Wish::Reach(_) => Some(Intent::Say(notices::no_way_there())),
                _ => None,
            });
        };
        match wish {
            Wish::Reach(_) => self
                .asked(desk, conversation, (&arrival.route, route), arrival.at)
                .await
                .map(Some),
            _ => {
                let Some(conversation) = conversation else {
                    return Ok(None);
                };
                let parted = self
                    .part(desk, conversation.id, &route.address, arrival.at)
                    .await?;
                Ok(parted.then(|| Intent::Say(notices::parted(&route.address))))
            }
        }
    }

    /// Takes the address that somebody writes from out of the conversation that it joined.
    async fn unlinked(
        &self,
        desk: &Desk,
        arrival: &Arrival,
        conversation: Option<&Conversation>,
    ) -> Result<Option<Intent>> {
        let Some(conversation) = conversation else {
            return Ok(None);
        };
        let address = &arrival.route.address;
        let parted = self
            .part(desk, conversation.id, address, arrival.at)
            .await?;
        Ok(parted.then(|| Intent::Say(notices::parted_here())))
    }

    /// The conversation that is open on a route.
    pub(crate) async fn conversation_of(
        &self,
        desk: &Desk,
        route: &Route,
    ) -> Result<Option<Arc<Conversation>>> {
        let business = &desk.business.id;
        let key = open(&route.inbox, &route.address);
        match self.store.lookup(business, &key).await? {
            Some(claimed) => self.store.load(business, claimed.conversation).await,
            None => Ok(None),
        }
    }
}

impl Intent {
    /// Adds to the commit of a message what follows from it; `None` if by now nothing does.
    pub(crate) fn carry_out(
        &self,
        desk: &Desk,
        conversation: Option<&Conversation>,
        arrival: &Arrival,
        commit: &mut Commit,
    ) -> Option<Handling> {
        let say = |commit: &mut Commit, text: &str| {
            compose::write(commit, desk, &arrival.route, Writing::notice(text));
        };
        match self {
            Self::Say(text) => say(commit, text),
            Self::Ask(asked) => {
                asked.add(desk, commit);
                let second = asked.second.as_ref().map(|c| c.0.as_str());
                say(
                    commit,
                    &notices::code_is_on_its_way(&asked.to.address, second),
                );
            }
            Self::Try(tried) => {
                let text = tried.add(conversation?, commit)?;
                say(commit, &text);
                return Some(Handling::Command);
            }
            Self::Invite(invited) => {
                invited.add(conversation, commit);
                say(commit, &notices::invited(&invited.link));
            }
        }
        // Staff who are talking with the customer read it too, and the assistant goes on if it had asked for it.
        let read = conversation.is_some_and(|c| with_people(c) || was_asked(c));
        Some(if read {
            Handling::Turn
        } else {
            Handling::Command
        })
    }
}

/// Whether the assistant said last, and asked something.
fn was_asked(conversation: &Conversation) -> bool {
    let mut said = conversation.recent.iter().rev();
    let last = said.find(|s| s.by != Author::System && !s.kept_only);
    last.is_some_and(|s| s.by == Author::Assistant && s.text.trim_end().ends_with('?'))
}

/// The way to whoever has this phone number or mail address.
fn route_of(desk: &Desk, contact: &str) -> Option<Route> {
    let ways = desk.channels.values().filter_map(|c| {
        let address = c.address_of(contact)?;
        Some(Route {
            inbox: c.inbox().clone(),
            address,
        })
    });
    ways.min_by(|a, b| a.inbox.cmp(&b.inbox))
}

/// An address as its channel writes it, where the channel knows better.
fn as_written(desk: &Desk, address: Address) -> Address {
    let written = route_of(desk, address.value()).map(|r| r.address);
    written
        .filter(|w| w.kind() == address.kind())
        .unwrap_or(address)
}

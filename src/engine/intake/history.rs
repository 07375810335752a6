//! What was said on a route, for a client that comes back.

use super::open;
use crate::{Engine, limits};
use frontdesk_core::{
    BusinessId, Conversation, Owner, Result, Route,
    channel::{History, Shown},
    event::{Body, Entry, Event},
    message::Author,
};
use std::sync::Arc;

impl Engine {
    /// The conversation that is open on a route, if there is one.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn conversation_at(
        &self,
        business: &BusinessId,
        route: &Route,
    ) -> Result<Option<Arc<Conversation>>> {
        match self
            .store
            .lookup(business, &open(&route.inbox, &route.address))
            .await?
        {
            Some(claimed) => self.store.load(business, claimed.conversation).await,
            None => Ok(None),
        }
    }

    pub(super) async fn replay_history(
        &self,
        business: &BusinessId,
        route: &Route,
        after: u64,
        limit: usize,
    ) -> Result<History> {
        let nothing = History {
            messages: Vec::new(),
            owner: Owner::Assistant,
            owner_name: None,
        };
        let Some(conversation) = self.conversation_at(business, route).await? else {
            return Ok(nothing);
        };
        let oldest = conversation
            .seq
            .saturating_sub(limits::HISTORY_ENTRIES as u64);
        let entries = self
            .store
            .journal(
                business,
                conversation.id,
                after.max(oldest),
                limits::HISTORY_ENTRIES,
            )
            .await?;
        // What an address said that parted since is not theirs to read.
        let theirs = |entry: &Entry| match &entry.body {
            Body::Said { from: with, .. } | Body::Written { to: with, .. } => {
                conversation.identity.origin.is_none() || conversation.has_address(with)
            }
            _ => true,
        };
        let entries = entries.into_iter().filter(theirs);
        let mut messages: Vec<Shown> = entries.filter_map(shown).collect();
        let surplus = messages.len().saturating_sub(limit);
        messages.drain(..surplus);
        Ok(History {
            messages,
            owner_name: self.name_of_owner(business, &conversation.owner),
            owner: if conversation.waits_quietly() {
                Owner::Assistant
            } else {
                conversation.owner.clone()
            },
        })
    }

    /// The name of the member of staff who owns a conversation.
    pub(crate) fn name_of_owner(&self, business: &BusinessId, owner: &Owner) -> Option<String> {
        let Owner::Staff(id) = owner else { return None };
        let desk = self.desks.get(business)?;
        desk.business.staff(id).map(|s| s.member.name.clone())
    }
}

fn shown(entry: Entry) -> Option<Shown> {
    let (seq, at) = (entry.seq, entry.at);
    match (entry.event, entry.body) {
        (Event::MessageReceived { message, .. }, Body::Said { name, text, .. }) => Some(Shown {
            seq,
            message,
            by: Author::Customer,
            name,
            text,
            citations: Vec::new(),
            actions: Vec::new(),
            at,
        }),
        (Event::MessageWritten { .. }, Body::Written { reply, .. }) => Some(Shown {
            seq,
            message: reply.message,
            by: reply.by,
            name: reply.name,
            text: reply.text,
            citations: reply.citations,
            actions: reply.actions,
            at,
        }),
        _ => None,
    }
}

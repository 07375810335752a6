//! What is shown about who wrote what a turn answers. Tools get it from here, never from a model.
//!
//! An address is proven if it joined by proof, or if it is an account in whose name nobody else can write. But whoever wrote *these*
//! messages must be that customer: where a sender can be forged (a number, a mail address), that holds only for a while after a code
//! came back.

use crate::{Desk, limits};
use frontdesk_core::{
    Address, Conversation, Route, Timestamp, channel::Channel, message::Proof, tool::Identity,
};
use std::sync::Arc;

/// What is known of the customer of a turn that answers to `route`.
pub(crate) fn known(
    desk: &Desk,
    conversation: &Conversation,
    route: &Route,
    now: Timestamp,
) -> Identity {
    let unanswered = conversation.recent.iter();
    let unanswered = unanswered.filter(|s| conversation.unanswered.contains(&s.message));
    let senders: Vec<Option<&Address>> = unanswered.map(|s| s.with.as_ref()).collect();
    // A message that is no longer at hand came from nobody knows whom.
    let all = senders.len() == conversation.unanswered.len();
    let joined = &conversation.identity.joined;
    let lately = joined
        .iter()
        .any(|j| j.proof != Proof::Staff && now.since(j.at) < limits::PROOF_MS);
    let is_theirs = |sender: &Option<&Address>| {
        sender.is_some_and(|a| {
            conversation.has_address(a) && (lately || everywhere(desk, a, |c| c.knows_sender()))
        })
    };
    let mut proven = Vec::new();
    if all && !senders.is_empty() && senders.iter().all(is_theirs) {
        let mut addresses: Vec<&Address> = conversation.routes().map(|r| &r.address).collect();
        if joined.is_empty() {
            addresses.retain(|a| everywhere(desk, a, |c| c.knows_sender()));
        }
        for address in addresses {
            if !everywhere(desk, address, |c| c.names_nobody()) && !proven.contains(address) {
                proven.push(address.clone());
            }
        }
    }
    Identity {
        sender: Some(route.address.clone()),
        proven,
    }
}

/// Whether something holds of every inbox on the kind of channel that an address is of, of which there is one.
fn everywhere(desk: &Desk, address: &Address, holds: impl Fn(&Arc<dyn Channel>) -> bool) -> bool {
    let mut inboxes = desk
        .channels
        .values()
        .filter(|c| c.kind() == address.kind())
        .peekable();
    inboxes.peek().is_some() && inboxes.all(holds)
}

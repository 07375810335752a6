//! How a message gets into a commit: rendered by its channel, one delivery and one job for each part. Everything that leaves
//! the house is composed here.

use crate::Desk;
use frontdesk_core::{
    DeliveryId, MessageId, Route, TurnId,
    event::{Body, Event, Outcome},
    job::{Job, Lane, Task},
    message::{Action, Author, Citation, File, Reply},
    store::Commit,
};

/// A message to be put into a commit.
pub(crate) struct Writing {
    pub(crate) message: MessageId,
    pub(crate) by: Author,
    pub(crate) outcome: Outcome,
    pub(crate) text: String,
    pub(crate) citations: Vec<Citation>,
    pub(crate) actions: Vec<Action>,
    pub(crate) turn: Option<TurnId>,
    pub(crate) despite_opt_out: bool,
    pub(crate) files: Vec<File>,
}

impl Writing {
    /// Words of the desk itself.
    pub(crate) fn notice(text: impl Into<String>) -> Self {
        Self {
            message: MessageId::new(),
            by: Author::System,
            outcome: Outcome::Notice,
            text: text.into(),
            citations: Vec::new(),
            actions: Vec::new(),
            turn: None,
            despite_opt_out: false,
            files: Vec::new(),
        }
    }

    /// Words of the assistant in a turn.
    pub(crate) fn assistant(turn: TurnId, outcome: Outcome, text: impl Into<String>) -> Self {
        Self {
            by: Author::Assistant,
            outcome,
            turn: Some(turn),
            ..Self::notice(text)
        }
    }
}

/// Adds the message and its deliveries on `route` to the commit. Without the inbox the message is journaled and stays undelivered;
/// `check` names such routes.
pub(crate) fn write(commit: &mut Commit, desk: &Desk, route: &Route, writing: Writing) {
    let name = match &writing.by {
        Author::Staff(id) => desk.business.staff(id).map(|s| s.member.name.clone()),
        _ => None,
    };
    let reply = Reply {
        message: writing.message,
        by: writing.by.clone(),
        name,
        text: writing.text,
        citations: writing.citations,
        actions: writing.actions,
    };
    let parts = match desk.channel(&route.inbox) {
        Some(channel) => channel.render(&reply),
        None => vec![reply.text.clone()],
    };
    let files = writing.files;
    let deliveries: Vec<DeliveryId> = parts.iter().map(|_| DeliveryId::new()).collect();
    let lane = Lane::of_address(&commit.business, &route.inbox, &route.address);
    for delivery in &deliveries {
        commit.jobs.push(Job {
            conversation: commit.conversation,
            task: Task::Deliver(*delivery),
            lane,
            due: commit.at,
            attempt: 0,
        });
    }
    let event = Event::MessageWritten {
        message: writing.message,
        by: writing.by,
        inbox: route.inbox.clone(),
        turn: writing.turn,
        deliveries,
        despite_opt_out: writing.despite_opt_out,
        outcome: writing.outcome,
    };
    commit.events.push(event.with(Body::Written {
        reply,
        to: route.address.clone(),
        parts,
        files,
    }));
}

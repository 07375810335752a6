//! Reply assurance: what cannot arrive, or what nobody is there to see, goes once to another address that is shown to be the customer's.
//! That it does is on the record, and the claim on it keeps it from happening twice.

use crate::{
    Desk, Engine,
    compose::{self, Writing},
    intake::{claim, customer::Arrival, receipts::show_cards},
    limits, notices, routing,
    worker::Undone,
};
use frontdesk_core::{
    Conversation, DeliveryId, MessageId, Result, Route, Timestamp,
    channel::Channel,
    conversation::{Pending, Purpose},
    event::{Body, ConversationKind, Event, FailureReason, Handling, Topic},
    job::{Job, Lane, Lease, Task},
    message::{Author, File, Reply},
    store::{ClaimKey, Commit, CommitError, Expect},
};

/// A message that did not get where it was to go.
pub(crate) struct Stranded<'a> {
    pub(crate) reply: &'a Reply,
    pub(crate) files: &'a [File],
    pub(crate) from: &'a Route,
    /// Why; `None`: nobody is there to see it.
    pub(crate) why: Option<&'a FailureReason>,
}

/// The name that a message takes when it leaves another way.
fn once(message: MessageId) -> ClaimKey {
    ClaimKey(format!("rerouted:{message}"))
}

/// Whether a commit was not made because the message left another way before.
pub(crate) fn was_rerouted(taken: &ClaimKey) -> bool {
    taken.0.starts_with("rerouted:")
}

/// Whether a message of this kind is sent another way: what somebody says, not what the desk itself remarks.
pub(crate) fn matters(conversation: &Conversation, by: &Author) -> bool {
    conversation.kind == ConversationKind::Customer
        && matches!(by, Author::Assistant | Author::Staff(_))
}

/// Another way to the customer: an address that is shown to be theirs, that takes messages and where they can be seen; the one that they
/// used or named last first.
pub(crate) fn other_way(desk: &Desk, conversation: &Conversation, from: &Route) -> Option<Route> {
    let known: Vec<&Route> = conversation.routes().collect();
    let current = conversation.route.as_ref();
    let current = current.filter(|r| known.iter().any(|k| k.address == r.address));
    let mut ways = current.into_iter().chain(known.into_iter().rev());
    let takes_it = |route: &&Route| {
        let seen = desk
            .channel(&route.inbox)
            .is_some_and(|c| is_seen(c, route));
        seen && route.address != from.address
            && !conversation.is_opted_out(&route.address)
            && !conversation.undeliverable.contains(&route.address)
    };
    ways.find(takes_it).cloned()
}

/// Whether somebody will see what is sent there: yes, but where only an open window shows it.
fn is_seen(channel: &std::sync::Arc<dyn Channel>, route: &Route) -> bool {
    channel.live().is_none_or(|l| l.is_here(&route.address))
}

/// Adds the message's way to the other address.
pub(crate) fn reroute(commit: &mut Commit, desk: &Desk, stranded: &Stranded<'_>, to: &Route) {
    let Stranded {
        reply,
        files,
        from,
        why,
    } = stranded;
    let parts = match desk.channel(&to.inbox) {
        Some(channel) => channel.render(reply),
        None => vec![reply.text.clone()],
    };
    let deliveries: Vec<DeliveryId> = parts.iter().map(|_| DeliveryId::new()).collect();
    let lane = Lane::of_address(&commit.business, &to.inbox, &to.address);
    commit.jobs.extend(deliveries.iter().map(|delivery| Job {
        conversation: commit.conversation,
        task: Task::Deliver(*delivery),
        lane,
        due: commit.at,
        attempt: 0,
    }));
    commit
        .claims
        .push(claim(once(reply.message), commit.events.len()));
    let event = Event::MessageRerouted {
        from: from.inbox.clone(),
        why: why.cloned(),
        inbox: to.inbox.clone(),
        deliveries,
    };
    commit.events.push(event.with(Body::Rerouted {
        from: from.address.clone(),
        reply: (*reply).clone(),
        to: to.address.clone(),
        parts,
        files: files.to_vec(),
    }));
    metrics::counter!("frontdesk_messages_rerouted_total").increment(1);
}

/// Adds the end of the message's other parts on the same way: the whole of it leaves another way.
pub(crate) fn drop_rest(
    commit: &mut Commit,
    conversation: &Conversation,
    pending: &Pending,
    why: Option<&FailureReason>,
) {
    let rest = conversation.pending.iter().filter(|p| {
        p.delivery != pending.delivery
            && p.reply.message == pending.reply.message
            && p.route == pending.route
    });
    for part in rest {
        let delivery = part.delivery;
        commit.cancels.push(Task::Deliver(delivery));
        commit.events.push(match why {
            Some(why) => Event::DeliveryFailed {
                delivery,
                why: why.clone(),
            }
            .into(),
            None => shown_later(delivery).into(),
        });
    }
}

/// What nobody saw is in the history, where whoever comes back finds it.
fn shown_later(delivery: DeliveryId) -> Event {
    Event::DeliverySent {
        delivery,
        provider_id: None,
        units: 0,
    }
}

impl Engine {
    /// Sends a message another way if nobody is there to see it where it is to go: not at once, for a page may just be loading. `None`:
    /// it is delivered as usual.
    pub(crate) async fn unseen(
        &self,
        desk: &Desk,
        lease: &Lease,
        conversation: &Conversation,
        pending: &Pending,
    ) -> Result<Option<()>, Undone> {
        let there = desk
            .channel(&pending.route.inbox)
            .is_none_or(|c| is_seen(c, &pending.route));
        if there || pending.purpose != Purpose::Message || !matters(conversation, &pending.reply.by)
        {
            return Ok(None);
        }
        let Some(to) = other_way(desk, conversation, &pending.route) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let said = conversation.recent.iter();
        let mut said = said.filter(|s| s.message == pending.reply.message);
        let due = said.next().map(|s| s.at.plus_ms(limits::UNSEEN_MS));
        if let Some(due) = due.filter(|due| *due > now) {
            self.settle(lease, Some(due)).await?;
            return Ok(Some(()));
        }
        let mut commit = Commit::on(conversation, now, Expect::Any);
        commit.events.push(shown_later(pending.delivery).into());
        drop_rest(&mut commit, conversation, pending, None);
        let stranded = Stranded {
            reply: &pending.reply,
            files: &pending.files,
            from: &pending.route,
            why: None,
        };
        reroute(&mut commit, desk, &stranded, &to);
        if conversation.open_case().is_some() {
            show_cards(&mut commit, conversation);
        }
        commit.settles.push(lease.done());
        match self.store.commit(commit).await {
            Ok(_) => Ok(Some(())),
            Err(CommitError::Taken(key, _)) if was_rerouted(&key) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Tells staff that a message left another way, where no card does: one of them, in the desk's own thread with them.
    pub(crate) async fn tell_rerouted(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        stranded: &Stranded<'_>,
        to: &Route,
        now: Timestamp,
    ) -> Result<()> {
        let there = routing::present(desk, Topic::Trouble, now);
        let anyone = there
            .into_iter()
            .chain(routing::anyone(desk, Topic::Trouble));
        let Some(candidate) = anyone.into_iter().next() else {
            return Ok(());
        };
        let text = notices::rerouted(
            conversation.name.as_deref(),
            stranded.from,
            to,
            stranded.why,
        );
        let mut seen = once(stranded.reply.message);
        seen.0.push_str("/told");
        let arrival = Arrival {
            route: candidate.route,
            name: None,
            text: String::new(),
            masked: 0,
            at: now,
            seen,
            kind: ConversationKind::Staff(candidate.staff),
            attachments: Vec::new(),
            thread: None,
            is_keyword: false,
        };
        self.arrive(desk, &arrival, |_, commit| {
            compose::write(commit, desk, &arrival.route, Writing::notice(text.clone()));
            Handling::Command
        })
        .await
        .map(drop)
    }
}

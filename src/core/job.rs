//! Work that is due: turns to run, deliveries to make, timers to fire. Jobs are committed together with the
//! events that cause them and settled together with those that finish them.

use crate::{
    Address, BusinessId, ConversationId, DeliveryId, EscalationId, InboxName, MessageId, Timestamp,
};
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Which workers a job is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Queue {
    /// Turns of the assistant, and relays to staff.
    Turns,
    /// The outbox.
    Deliveries,
    /// Timers.
    Timers,
}

impl Queue {
    /// All queues.
    pub const ALL: [Self; 3] = [Self::Turns, Self::Deliveries, Self::Timers];

    /// The name used in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Turns => "turns",
            Self::Deliveries => "deliveries",
            Self::Timers => "timers",
        }
    }
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Task {
    /// Answer what is unanswered in the conversation.
    Turn,
    /// Make one delivery of the conversation.
    Deliver(DeliveryId),
    /// Bring one of a case's cards (counted from 0) up to date, or send it for the first time.
    ShowCard(EscalationId, u16),
    /// Send one of a case's cards anew, because there is news that its reader should notice.
    RenewCard(EscalationId, u16),
    /// The time to claim the case has run out.
    PassOn(EscalationId),
    /// Fetch one of a message's files, counted from 0, from its provider.
    Fetch(MessageId, u16),
    /// Tell a member of staff what became of their reply, where the card cannot be changed; the number is the card's, from 0.
    TellFate(EscalationId, u16),
    /// The case should have been resolved by now.
    Remind(EscalationId),
}

impl Task {
    /// The queue it belongs to.
    pub fn queue(&self) -> Queue {
        match self {
            Self::Turn => Queue::Turns,
            Self::Deliver(_) | Self::ShowCard(..) | Self::RenewCard(..) | Self::TellFate(..) => {
                Queue::Deliveries
            }
            Self::PassOn(_) | Self::Fetch(..) | Self::Remind(_) => Queue::Timers,
        }
    }
}

/// Jobs of one lane are leased one at a time, in the order in which they were first committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lane(pub u64);

impl Lane {
    /// The lane of a conversation's turns and timers.
    pub fn of_conversation(conversation: ConversationId) -> Self {
        Self(hash(&conversation))
    }

    /// The lane of what is done about one message alone, so that it holds up nothing else.
    pub fn of_message(message: MessageId) -> Self {
        Self(hash(&message))
    }

    /// The lane of deliveries to an address: what is sent to one address leaves in order, and an address that
    /// cannot be reached holds up nobody else.
    pub fn of_address(business: &BusinessId, inbox: &InboxName, address: &Address) -> Self {
        Self(hash(&(business, inbox, address)))
    }
}

/// A lane only has to be the same for the same thing within one store; two that collide are merely served in turn.
fn hash<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// One thing to do. There is at most one job for a task in a conversation: committing it again replaces `due`,
/// `attempt` and `lane` and keeps its place in the lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// What to do.
    pub task: Task,
    /// Which jobs it must not overtake.
    pub lane: Lane,
    /// Not before this moment.
    pub due: Timestamp,
    /// How many attempts failed before.
    pub attempt: u16,
}

/// A job that is ours until `until`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Whose data it touches.
    pub business: BusinessId,
    /// The job as it was when it was leased.
    pub job: Job,
    /// Proves to the store that the lease is ours; a later lease of the same job has another.
    pub token: u64,
    /// When the store may lease the job to somebody else.
    pub until: Timestamp,
}

/// What a commit does with a leased job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle {
    /// The job's conversation.
    pub conversation: ConversationId,
    /// The job's task.
    pub task: Task,
    /// The lease's token.
    pub token: u64,
    /// What becomes of it.
    pub end: End,
}

/// What becomes of a leased job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is done.
    Done,
    /// It is to be done again at this moment, counted as this attempt.
    Again(Timestamp, u16),
    /// Nothing: it stays leased. The commit is made only if the lease is still ours.
    Held,
}

impl Lease {
    /// The job is done.
    pub fn done(&self) -> Settle {
        Settle {
            conversation: self.job.conversation,
            task: self.job.task.clone(),
            token: self.token,
            end: End::Done,
        }
    }

    /// The job is to be done again at `due`, as attempt number `attempt`.
    pub fn again(&self, due: Timestamp, attempt: u16) -> Settle {
        Settle {
            end: End::Again(due, attempt),
            ..self.done()
        }
    }

    /// The job goes on; the commit is made only if it is still ours.
    pub fn held(&self) -> Settle {
        Settle {
            end: End::Held,
            ..self.done()
        }
    }
}

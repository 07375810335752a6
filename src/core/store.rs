//! The seam to durable state: one write verb, leases on due work, reads by id.
//!
//! Every call names its business; there is no query without one, except the leases of the workers, which serve
//! all businesses and say with each job whose it is.

use crate::{
    BusinessId, Conversation, ConversationId, CustomerId, DeliveryId, Error, Timestamp,
    event::{Body, Entry, Event},
    job::{Job, Lease, Queue, Settle, Task},
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// The last entry of a journal that matters to decisions ([`Event::is_material`]); 0 before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

/// What must hold for a commit to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Nothing: a fact is recorded (a message arrived, a delivery was made).
    Any,
    /// The conversation does not exist yet.
    New,
    /// The conversation is at this revision: a decision was made on what it was then.
    At(Revision),
}

/// An entry before the store numbers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What happened.
    pub event: Event,
    /// The private half.
    pub body: Body,
}

impl From<Event> for Draft {
    fn from(event: Event) -> Self {
        Self {
            event,
            body: Body::Empty,
        }
    }
}

impl Event {
    /// The event with its private half.
    pub fn with(self, body: Body) -> Draft {
        Draft { event: self, body }
    }
}

/// A name that can be taken once in a business: a message seen, the open conversation of an address, the customer
/// behind it, the delivery behind a provider's id. The store keeps a keyed hash of it, never the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimKey(pub String);

impl fmt::Debug for ClaimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The part before the colon says what kind of claim it is; the rest can hold an address.
        write!(
            f,
            "ClaimKey({}:…)",
            self.0.split(':').next().unwrap_or_default()
        )
    }
}

/// A claim made by a commit. It stands for one event of that commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The name.
    pub key: ClaimKey,
    /// Which of the commit's events it stands for, from 0.
    pub event: usize,
    /// The delivery it stands for, if it is one's.
    pub delivery: Option<DeliveryId>,
}

/// What a claim leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// The conversation of the commit.
    pub conversation: ConversationId,
    /// Its customer.
    pub customer: CustomerId,
    /// The entry.
    pub seq: u64,
    /// The delivery.
    pub delivery: Option<DeliveryId>,
}

/// Where the content of a file is in the store, with the key it is sealed with. It is kept in a journal's private half alone, so
/// that whoever cannot read that cannot read the file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// Names the content: the same content of the same customer has the same.
    pub id: [u8; 16],
    /// What it is sealed with.
    pub key: [u8; 32],
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blob(***)")
    }
}

/// One change, made whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// Whose data.
    pub business: BusinessId,
    /// The conversation whose journal grows.
    pub conversation: ConversationId,
    /// Its customer, whose key seals the bodies; the same in all commits of a conversation.
    pub customer: CustomerId,
    /// The time of the entries.
    pub at: Timestamp,
    /// What must hold.
    pub expect: Expect,
    /// What happened, in order.
    pub events: Vec<Draft>,
    /// Names taken.
    pub claims: Vec<Claim>,
    /// Names given up, before any is taken.
    pub releases: Vec<ClaimKey>,
    /// Work that follows.
    pub jobs: Vec<Job>,
    /// Work that is done, put off, or only has to be ours still.
    pub settles: Vec<Settle>,
    /// Jobs of this conversation that are dropped, leased or not. Unknown ones are ignored.
    pub cancels: Vec<Task>,
}

impl Commit {
    /// An empty commit on a conversation; fill in what it does.
    pub fn on(conversation: &Conversation, at: Timestamp, expect: Expect) -> Self {
        Self::to(
            conversation.business.clone(),
            conversation.id,
            conversation.customer,
            at,
            expect,
        )
    }

    /// An empty commit on a conversation given by its ids.
    pub fn to(
        business: BusinessId,
        conversation: ConversationId,
        customer: CustomerId,
        at: Timestamp,
        expect: Expect,
    ) -> Self {
        Self {
            business,
            conversation,
            customer,
            at,
            expect,
            events: Vec::new(),
            claims: Vec::new(),
            releases: Vec::new(),
            jobs: Vec::new(),
            settles: Vec::new(),
            cancels: Vec::new(),
        }
    }
}

/// What a commit became.
#[derive(Debug, Clone)]
pub struct Committed {
    /// The number of its first event; that of the last entry before it if it had none.
    pub first: u64,
    /// The conversation after it.
    pub state: Arc<Conversation>,
}

/// Why a commit was not made. Nothing of it was.
#[derive(Debug)]
pub enum CommitError {
    /// A name is taken already, and by what.
    Taken(ClaimKey, Claimed),
    /// The conversation is not as expected.
    Conflict,
    /// A settled job is not ours any more.
    LeaseLost,
    /// The store failed.
    Store(Error),
}

impl fmt::Display for CommitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(key, _) => write!(f, "{key:?} is taken"),
            Self::Conflict => f.write_str("the conversation has changed"),
            Self::LeaseLost => f.write_str("the lease was lost"),
            Self::Store(e) => write!(f, "{e}"),
        }
    }
}

impl std::error::Error for CommitError {}

/// Jobs that were leased, and when to ask again.
#[derive(Debug, Clone, Default)]
pub struct Leases {
    /// The jobs.
    pub jobs: Vec<Lease>,
    /// The earliest moment at which a job of the queue becomes due that is not due yet and the first of its lane, or a
    /// lease ends. Jobs that were left because of the limit are due already.
    pub next: Option<Timestamp>,
}

/// How many jobs wait in a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Depth {
    /// All jobs.
    pub total: usize,
    /// Those that are leased.
    pub leased: usize,
    /// When the job that waits longest became or becomes due.
    pub oldest_due: Option<Timestamp>,
}

/// Durable state.
///
/// # Contract
///
/// - `commit` is all or nothing. When it returns `Ok`, the commit survives the loss of the process, and of power as
///   far as the operating system can promise.
/// - A commit over the store's size limit (60 KiB of events and bodies) or with another customer than its conversation's is
///   refused as [`crate::ErrorKind::Invalid`].
/// - Checks are made in this order: settles ([`CommitError::LeaseLost`]), `expect` ([`CommitError::Conflict`]), claims
///   ([`CommitError::Taken`], after `releases` were given up).
/// - Entries are numbered from 1 without gaps, in the order of the commits.
/// - A claim is visible to `lookup` once its commit returned. The same claim in two businesses is two claims.
/// - A job is found again by (conversation, task): a second commit of it replaces its `due`, `attempt` and `lane`; if it is leased,
///   the lease stays valid, but settling it, as done or put off, leaves the newer job in the queue, due as it says. Within one
///   commit settles come first, then cancels, then jobs.
/// - `lease` gives jobs whose `due` is not after `now`, oldest due first but within a lane in the order in which they were first
///   committed, at most one a lane, none of a lane that has a leased job whose lease has not ended. A job that is put off holds up its lane.
///   Each queue has lanes of its own: a timer does not hold up a turn.
/// - A lease that ended can be given to somebody else; its old token settles nothing any more. Until then it still does.
/// - Leases end with the process where the store belongs to one process.
/// - `load`, `journal`, `lookup` see every commit that returned.
/// - What was kept is found by its [`Blob`], in its business alone, also after a restart. Another key finds nothing.
#[async_trait]
pub trait Store: Send + Sync {
    /// Makes one change durable.
    ///
    /// # Errors
    /// [`CommitError`] says what did not hold; nothing was changed.
    async fn commit(&self, commit: Commit) -> Result<Committed, CommitError>;

    /// Takes up to `limit` due jobs for `ttl_ms` milliseconds.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    async fn lease(
        &self,
        queue: Queue,
        now: Timestamp,
        ttl_ms: u64,
        limit: usize,
    ) -> Result<Leases, Error>;

    /// Gives a job back undone, to be leased again at once. For shutdown.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    async fn release(&self, lease: &Lease) -> Result<(), Error>;

    /// Returns when a job of the queue may have become due sooner than was known, or at once if that happened since
    /// the last call returned. A hint: callers also look when [`Leases::next`] says, and at times without a reason.
    async fn watch(&self, queue: Queue);

    /// The state of a conversation; `None` if it does not exist.
    ///
    /// # Errors
    /// If the store cannot be read, or what it holds cannot be unsealed.
    async fn load(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
    ) -> Result<Option<Arc<Conversation>>, Error>;

    /// Up to `limit` entries of a journal after entry `after`, in order.
    ///
    /// # Errors
    /// If the store cannot be read, or what it holds cannot be unsealed.
    async fn journal(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, Error>;

    /// What a name leads to.
    ///
    /// # Errors
    /// If the store cannot be read.
    async fn lookup(&self, business: &BusinessId, key: &ClaimKey)
    -> Result<Option<Claimed>, Error>;

    /// Up to `limit` conversations of a business after `after`, in the order of their ids, which is that of their beginning.
    ///
    /// # Errors
    /// If the store cannot be read.
    async fn list(
        &self,
        business: &BusinessId,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<ConversationId>, Error>;

    /// How many jobs wait.
    fn depth(&self, queue: Queue) -> Depth;

    /// Keeps the content of a file, durably on return, for a commit that refers to it. The same content of a customer is kept once.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Invalid`] if it is over [`crate::limits::ATTACHMENT_BYTES`]; otherwise if it cannot be written.
    async fn keep(
        &self,
        business: &BusinessId,
        customer: CustomerId,
        content: bytes::Bytes,
    ) -> Result<Blob, Error>;

    /// The content of a file; `None` if it is not here any more.
    ///
    /// # Errors
    /// If it cannot be read, or was changed.
    async fn kept(&self, business: &BusinessId, blob: &Blob)
    -> Result<Option<bytes::Bytes>, Error>;

    /// A small text kept under a name with [`Store::set_mark`].
    ///
    /// # Errors
    /// If it cannot be read.
    async fn mark(&self, business: &BusinessId, name: &str) -> Result<Option<String>, Error>;

    /// Keeps a small text under a name; the newest wins. It survives the end of the process; a loss of power may bring an older one back.
    ///
    /// # Errors
    /// If it cannot be written.
    async fn set_mark(&self, business: &BusinessId, name: &str, value: String)
    -> Result<(), Error>;

    /// Whether the store can be written to now. For readiness.
    ///
    /// # Errors
    /// What keeps it from it.
    async fn probe(&self) -> Result<(), Error>;

    /// Writes out what is cached and gives up the data folder. No call may follow.
    async fn close(&self);
}

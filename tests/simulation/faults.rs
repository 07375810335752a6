//! Where the process dies: a store that counts its calls, yields by lot before and after each, and at the chosen one never returns.

use super::world::Sabotage;
use async_trait::async_trait;
use frontdesk_core::{
    BusinessId, Conversation, ConversationId, CustomerId, Error, Timestamp,
    event::{Entry, Event},
    job::{Lane, Lease, Queue, Task},
    store::{Blob, ClaimKey, Claimed, Commit, CommitError, Committed, Depth, Leases, Store},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};
use tokio::sync::Notify;

/// At which step the process dies, and whether the step was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crash {
    Before(usize),
    After(usize),
}

/// Counts steps and decides which is the last.
pub struct Faults {
    steps: AtomicUsize,
    crash: Mutex<Option<Crash>>,
    dead: AtomicBool,
    pub died: Notify,
    rng: Mutex<StdRng>,
}

impl Faults {
    pub fn new(seed: u64, crash: Option<Crash>) -> Arc<Self> {
        Arc::new(Self {
            steps: AtomicUsize::new(0),
            crash: Mutex::new(crash),
            dead: AtomicBool::new(false),
            died: Notify::new(),
            rng: Mutex::new(StdRng::seed_from_u64(seed ^ 0x5eed)),
        })
    }

    pub fn steps(&self) -> usize {
        self.steps.load(Ordering::SeqCst)
    }

    pub fn is_dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    /// The process starts again; it dies once only.
    pub fn revive(&self) {
        *self.crash.lock().unwrap() = None;
        self.dead.store(false, Ordering::SeqCst);
    }

    /// Makes a step, unless the process dies before it; returns unless it dies after it.
    pub async fn step<T>(&self, what: impl Future<Output = T>) -> T {
        self.shuffle().await;
        if self.is_dead() {
            // Nobody goes on while the others learn that the process is gone.
            return std::future::pending().await;
        }
        let step = self.steps.fetch_add(1, Ordering::SeqCst);
        let crash = *self.crash.lock().unwrap();
        if crash == Some(Crash::Before(step)) {
            self.die().await;
        }
        let result = what.await;
        if crash == Some(Crash::After(step)) {
            self.die().await;
        }
        self.shuffle().await;
        result
    }

    async fn die(&self) {
        self.dead.store(true, Ordering::SeqCst);
        self.died.notify_one();
        std::future::pending().await
    }

    /// Lets others go first, a random number of times.
    async fn shuffle(&self) {
        let times = self.rng.lock().unwrap().random_range(0..4);
        for _ in 0..times {
            tokio::task::yield_now().await;
        }
    }
}

/// The store under test behind the faults, and perhaps with one rule softened.
pub struct FaultyStore {
    pub inner: Arc<dyn Store>,
    pub faults: Arc<Faults>,
    pub sabotage: Option<Sabotage>,
    /// Commits that were acknowledged and not made.
    pub owed: Mutex<Vec<Commit>>,
}

impl FaultyStore {
    fn soften(&self, mut commit: Commit) -> Commit {
        use frontdesk_core::store::Expect;
        match self.sabotage {
            Some(Sabotage::ForgetSeen) => commit.claims.retain(|c| !c.key.0.starts_with("seen:")),
            Some(Sabotage::ExpectAny) if matches!(commit.expect, Expect::At(_)) => {
                commit.expect = Expect::Any
            }
            Some(Sabotage::DropTurns) if commit.events.len() > 1 => {
                commit.jobs.retain(|j| j.task != Task::Turn)
            }
            Some(Sabotage::DropDeliveries) if commit.at.0 % 3 == 0 => {
                commit.jobs.retain(|j| !matches!(j.task, Task::Deliver(_)));
            }
            Some(Sabotage::ForgetAttempts) => {
                commit
                    .events
                    .retain(|d| !matches!(d.event, Event::DeliveryAttempted { .. }));
            }
            Some(Sabotage::MixLanes) => {
                let mut rng = self.faults.rng.lock().unwrap();
                for job in commit
                    .jobs
                    .iter_mut()
                    .filter(|j| matches!(j.task, Task::Deliver(_)))
                {
                    job.lane = Lane(rng.random());
                }
            }
            Some(Sabotage::ForgetSettles) => {
                commit.settles.retain(|s| !matches!(s.task, Task::Turn));
            }
            _ => {}
        }
        commit
    }
}

#[async_trait]
impl Store for FaultyStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        let commit = self.soften(commit);
        // An early acknowledgement: the commit is made only with the next one, and a crash in between loses it.
        if self.sabotage == Some(Sabotage::AcknowledgeEarly)
            && let [.., last] = commit.events.as_slice()
            && matches!(last.event, Event::MessageReceived { .. })
            && let Ok(Some(state)) = self.inner.load(&commit.business, commit.conversation).await
        {
            let first = state.seq + 1;
            self.faults
                .step(async { self.owed.lock().unwrap().push(commit) })
                .await;
            return Ok(Committed { first, state });
        }
        let owed = std::mem::take(&mut *self.owed.lock().unwrap());
        for commit in owed {
            drop(self.inner.commit(commit).await);
        }
        self.faults.step(self.inner.commit(commit)).await
    }

    async fn lease(
        &self,
        queue: Queue,
        now: Timestamp,
        ttl_ms: u64,
        limit: usize,
    ) -> Result<Leases, Error> {
        self.inner.lease(queue, now, ttl_ms, limit).await
    }

    async fn release(&self, lease: &Lease) -> Result<(), Error> {
        self.faults.step(self.inner.release(lease)).await
    }

    async fn watch(&self, queue: Queue) {
        self.inner.watch(queue).await;
    }

    async fn load(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
    ) -> Result<Option<Arc<Conversation>>, Error> {
        self.faults
            .step(self.inner.load(business, conversation))
            .await
    }

    async fn journal(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, Error> {
        self.faults
            .step(self.inner.journal(business, conversation, after, limit))
            .await
    }

    async fn lookup(
        &self,
        business: &BusinessId,
        key: &ClaimKey,
    ) -> Result<Option<Claimed>, Error> {
        self.faults.step(self.inner.lookup(business, key)).await
    }

    async fn list(
        &self,
        business: &BusinessId,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<ConversationId>, Error> {
        self.inner.list(business, after, limit).await
    }

    fn depth(&self, queue: Queue) -> Depth {
        self.inner.depth(queue)
    }

    async fn keep(
        &self,
        business: &BusinessId,
        customer: CustomerId,
        content: bytes::Bytes,
    ) -> Result<Blob, Error> {
        self.inner.keep(business, customer, content).await
    }

    async fn kept(
        &self,
        business: &BusinessId,
        blob: &Blob,
    ) -> Result<Option<bytes::Bytes>, Error> {
        self.inner.kept(business, blob).await
    }

    async fn mark(&self, business: &BusinessId, name: &str) -> Result<Option<String>, Error> {
        self.inner.mark(business, name).await
    }

    async fn set_mark(
        &self,
        business: &BusinessId,
        name: &str,
        value: String,
    ) -> Result<(), Error> {
        self.inner.set_mark(business, name, value).await
    }

    async fn probe(&self) -> Result<(), Error> {
        self.inner.probe().await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}

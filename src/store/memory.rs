//! The reference: the contract in plain maps behind a mutex, for tests and for reading. Nothing survives the process,
//! but a test can end an engine as a crash would and go on with the same data ([`MemoryStore::reopen`]).

use crate::{
    checks::{self, IntoCommit},
    jobs::{JobIndex, JobPlan},
    wakes::Wakes,
};
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk_core::{
    BusinessId, Conversation, ConversationId, CustomerId, Error, ErrorKind, Result, Timestamp,
    event::{Body, Entry},
    job::{Lease, Queue},
    store::{Blob, ClaimKey, Claimed, Commit, CommitError, Committed, Depth, Leases, Store},
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A store in memory. Clones are handles to the same data.
#[derive(Clone)]
pub struct MemoryStore {
    inner: Arc<Inner>,
    /// Which opening of the data this handle belongs to.
    opening: u64,
}

struct Inner {
    data: Mutex<Data>,
    wakes: Wakes,
}

struct Data {
    threads: BTreeMap<(BusinessId, ConversationId), Thread>,
    claims: HashMap<(BusinessId, ClaimKey), Claimed>,
    jobs: JobIndex,
    files: HashMap<(BusinessId, [u8; 16]), (Blob, Bytes)>,
    marks: HashMap<(BusinessId, String), String>,
    opening: u64,
}

struct Thread {
    journal: Vec<Entry>,
    state: Arc<Conversation>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        let data = Data {
            threads: BTreeMap::new(),
            claims: HashMap::new(),
            jobs: JobIndex::new(),
            files: HashMap::new(),
            marks: HashMap::new(),
            opening: 0,
        };
        Self {
            inner: Arc::new(Inner {
                data: Mutex::new(data),
                wakes: Wakes::default(),
            }),
            opening: 0,
        }
    }

    /// A handle to the same data as after a crash: all leases are void, and earlier handles fail from now on.
    #[must_use]
    pub fn reopen(&self) -> Self {
        let mut data = self
            .inner
            .data
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        data.jobs.void_leases();
        data.opening += 1;
        Self {
            inner: self.inner.clone(),
            opening: data.opening,
        }
    }

    /// Destroys what a customer wrote: bodies read as [`Body::Erased`] from now on.
    ///
    /// # Errors
    /// If the store was reopened.
    #[expect(clippy::unused_async, reason = "the same call on every store")]
    pub async fn forget_customer(&self, business: &BusinessId, customer: CustomerId) -> Result<()> {
        let mut data = self.data()?;
        for ((owner, id), thread) in &mut data.threads {
            if owner == business && thread.state.customer == customer {
                let erased = thread.journal.iter_mut().filter(|e| e.body != Body::Empty);
                erased.for_each(|e| e.body = Body::Erased);
                let mut state = Conversation::empty(business.clone(), *id, customer);
                thread.journal.iter().for_each(|e| state.apply(e));
                thread.state = Arc::new(state);
            }
        }
        Ok(())
    }

    fn data(&self) -> Result<MutexGuard<'_, Data>> {
        let data = self
            .inner
            .data
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if data.opening == self.opening {
            Ok(data)
        } else {
            Err(Error::new(
                ErrorKind::Unexpected,
                "using a store that was closed",
            ))
        }
    }

    /// Runs `work` on the jobs, then wakes whoever it gave work to.
    fn jobs<T>(&self, work: impl FnOnce(&mut JobIndex) -> T) -> Result<T> {
        let mut data = self.data()?;
        let result = work(&mut data.jobs);
        self.inner.wakes.ring(data.jobs.take_sooner());
        Ok(result)
    }
}

impl Data {
    fn commit(&mut self, commit: Commit) -> Result<Committed, CommitError> {
        let place = (commit.business.clone(), commit.conversation);
        self.check_settles(&commit)?;
        checks::expectation(&commit, self.threads.get(&place).map(|t| &*t.state))?;
        let before = self.threads.get(&place).map_or(0, |t| t.state.seq);
        let first = if commit.events.is_empty() {
            before
        } else {
            before + 1
        };
        self.take_claims(&commit, first)?;
        self.change_jobs(&commit);
        let empty = || {
            Conversation::empty(
                commit.business.clone(),
                commit.conversation,
                commit.customer,
            )
        };
        if commit.events.is_empty() {
            let state = self.threads.get(&place).map(|t| t.state.clone());
            let state = state.unwrap_or_else(|| Arc::new(empty()));
            return Ok(Committed { first, state });
        }
        let thread = self.threads.entry(place).or_insert_with(|| Thread {
            journal: Vec::new(),
            state: Arc::new(empty()),
        });
        for (seq, draft) in (first..).zip(commit.events) {
            let entry = Entry {
                seq,
                at: commit.at,
                event: draft.event,
                body: draft.body,
            };
            Arc::make_mut(&mut thread.state).apply(&entry);
            thread.journal.push(entry);
        }
        Ok(Committed {
            first,
            state: thread.state.clone(),
        })
    }

    fn check_settles(&self, commit: &Commit) -> Result<(), CommitError> {
        let plan = JobPlan::default();
        let mut settles = commit.settles.iter();
        if settles.all(|s| plan.owns(&self.jobs, &commit.business, s)) {
            Ok(())
        } else {
            Err(CommitError::LeaseLost)
        }
    }

    /// Gives up and takes names, all or none.
    fn take_claims(&mut self, commit: &Commit, first: u64) -> Result<(), CommitError> {
        let mut changed: HashMap<&ClaimKey, Option<Claimed>> = HashMap::new();
        changed.extend(commit.releases.iter().map(|key| (key, None)));
        for claim in &commit.claims {
            let known = changed.get(&claim.key).copied();
            let stored = || {
                self.claims
                    .get(&(commit.business.clone(), claim.key.clone()))
                    .copied()
            };
            if let Some(by) = known.unwrap_or_else(stored) {
                return Err(CommitError::Taken(claim.key.clone(), by));
            }
            let claimed = Claimed {
                conversation: commit.conversation,
                customer: commit.customer,
                seq: first + claim.event as u64,
                delivery: claim.delivery,
            };
            changed.insert(&claim.key, Some(claimed));
        }
        for (key, claimed) in changed {
            let key = (commit.business.clone(), key.clone());
            match claimed {
                Some(claimed) => self.claims.insert(key, claimed),
                None => self.claims.remove(&key),
            };
        }
        Ok(())
    }

    fn change_jobs(&mut self, commit: &Commit) {
        let mut plan = JobPlan::default();
        plan.add(&mut self.jobs, commit);
        plan.publish(&mut self.jobs);
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        checks::shape(&commit)?;
        let mut data = self.data().map_err(Error::into_commit)?;
        let committed = data.commit(commit)?;
        self.inner.wakes.ring(data.jobs.take_sooner());
        Ok(committed)
    }

    async fn lease(
        &self,
        queue: Queue,
        now: Timestamp,
        ttl_ms: u64,
        limit: usize,
    ) -> Result<Leases> {
        self.jobs(|jobs| jobs.lease(queue, now, ttl_ms, limit))
    }

    async fn release(&self, lease: &Lease) -> Result<()> {
        self.jobs(|jobs| jobs.release(lease))
    }

    async fn watch(&self, queue: Queue) {
        self.inner.wakes.heard(queue).await;
    }

    async fn load(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
    ) -> Result<Option<Arc<Conversation>>> {
        let data = self.data()?;
        let thread = data.threads.get(&(business.clone(), conversation));
        Ok(thread.map(|t| t.state.clone()))
    }

    async fn journal(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        let data = self.data()?;
        let thread = data.threads.get(&(business.clone(), conversation));
        let entries = thread.into_iter().flat_map(|t| &t.journal);
        Ok(entries
            .filter(|e| e.seq > after)
            .take(limit)
            .cloned()
            .collect())
    }

    async fn lookup(&self, business: &BusinessId, key: &ClaimKey) -> Result<Option<Claimed>> {
        let data = self.data()?;
        Ok(data.claims.get(&(business.clone(), key.clone())).copied())
    }

    async fn list(
        &self,
        business: &BusinessId,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<ConversationId>> {
        let data = self.data()?;
        let ids = data
            .threads
            .keys()
            .filter(|(owner, _)| owner == business)
            .map(|(_, id)| *id);
        Ok(ids
            .filter(|id| after.is_none_or(|a| *id > a))
            .take(limit)
            .collect())
    }

    fn depth(&self, queue: Queue) -> Depth {
        self.data()
            .map_or_else(|_| Depth::default(), |d| d.jobs.depth(queue))
    }

    async fn keep(
        &self,
        business: &BusinessId,
        customer: CustomerId,
        content: Bytes,
    ) -> Result<Blob> {
        checks::blob(&content)?;
        let hashed = |purpose: &str| -> [u8; 32] {
            let mut hash = Sha256::new();
            hash.update(purpose);
            hash.update(customer.to_bytes());
            hash.update(&content);
            hash.finalize().into()
        };
        let mut id = [0; 16];
        id.copy_from_slice(&hashed("name")[..16]);
        let key = hashed("key");
        let blob = Blob { id, key };
        let kept = (blob.clone(), content);
        self.data()?.files.insert((business.clone(), id), kept);
        Ok(blob)
    }

    async fn kept(&self, business: &BusinessId, blob: &Blob) -> Result<Option<Bytes>> {
        let data = self.data()?;
        match data.files.get(&(business.clone(), blob.id)) {
            Some((known, _)) if known != blob => {
                Err(Error::new(ErrorKind::Corrupt, "opening a kept file"))
            }
            found => Ok(found.map(|(_, content)| content.clone())),
        }
    }

    async fn mark(&self, business: &BusinessId, name: &str) -> Result<Option<String>> {
        let key = (business.clone(), name.to_owned());
        Ok(self.data()?.marks.get(&key).cloned())
    }

    async fn set_mark(&self, business: &BusinessId, name: &str, value: String) -> Result<()> {
        checks::mark(&value)?;
        let key = (business.clone(), name.to_owned());
        self.data()?.marks.insert(key, value);
        Ok(())
    }

    async fn probe(&self) -> Result<()> {
        self.data().map(drop)
    }

    async fn close(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{Subject, conformance};

    #[async_trait]
    impl Subject for MemoryStore {
        async fn fresh() -> Self {
            Self::new()
        }

        fn store(&self) -> &dyn Store {
            self
        }

        async fn reopen(self) -> Self {
            MemoryStore::reopen(&self)
        }

        async fn forget(&self, business: &BusinessId, customer: CustomerId) {
            self.forget_customer(business, customer).await.unwrap();
        }
    }

    conformance!(MemoryStore);

    #[tokio::test]
    async fn a_handle_from_before_a_crash_changes_nothing_any_more() {
        let old = MemoryStore::new();
        let new = MemoryStore::reopen(&old);
        assert!(old.probe().await.is_err());
        assert!(new.probe().await.is_ok());
    }
}

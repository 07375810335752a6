//! The store in one folder of this machine, on sled: one tree, one writer thread, group commit.
//!
//! A commit is checked, sealed and encoded by whoever makes it ([`EmbeddedStore::commit`]), put into its place by the
//! writer ([`writer`], [`plan`]), made durable ([`disk`]), and then shown to everybody: conversations ([`states`]),
//! claims ([`claims`]) and jobs ([`crate::jobs`]). Reads come from memory or from the tree ([`replay`]) and never
//! show what is not durable yet.

mod blobs;
mod claims;
mod disk;
mod keys;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod layout;
mod plan;
mod records;
mod replay;
mod states;
#[cfg(test)]
mod tests;
mod writer;

use crate::{
    checks::{self, IntoCommit},
    jobs::JobIndex,
    limits,
    vault::{ClaimHash, MasterKey, Vault},
    wakes::Wakes,
};
use async_trait::async_trait;
use bytes::Bytes;
use claims::{RecentClaims, Seen};
use disk::{Disk, Reading, failed};
use frontdesk_core::{
    BusinessId, Conversation, ConversationId, CustomerId, Error, ErrorKind, Result, Timestamp,
    event::{Body, Entry},
    job::{Lease, Queue},
    store::{
        Blob, ClaimKey, Claimed, Commit, CommitError, Committed, Depth, Draft, Expect, Leases,
        Store,
    },
};
use keys::Keys;
use plan::Prepared;
use states::{Look, State, States};
use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};
use tokio::sync::{mpsc, oneshot};
use writer::{Request, Writer};

/// A store in a folder. It belongs to one process and one handle at a time.
pub struct EmbeddedStore {
    shared: Arc<Shared>,
    /// `None` once the store is being dropped.
    queue: Option<mpsc::Sender<Request>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

/// What callers and the writer share.
struct Shared {
    vault: Vault,
    disk: Disk,
    keys: Keys,
    states: States,
    claims: RecentClaims,
    jobs: Mutex<JobIndex>,
    wakes: Wakes,
}

impl EmbeddedStore {
    /// Opens the store in this folder, creating it if it is not there. All leases of an earlier opening are void.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] if another process uses the folder; [`ErrorKind::Unauthorized`] if its data are
    /// sealed with another master key, and nothing is changed then; [`ErrorKind::Disk`] or [`ErrorKind::Corrupt`] if
    /// it cannot be read.
    pub fn open(folder: &Path, key: &MasterKey) -> Result<Self> {
        let vault = Vault::new(key);
        let disk = Disk::open(folder, &vault)?;
        let jobs = read_jobs(&disk.read()?)?;
        let shared = Arc::new(Shared {
            vault,
            disk,
            keys: Keys::new(),
            states: States::new(),
            claims: RecentClaims::new(),
            jobs: Mutex::new(jobs),
            wakes: Wakes::default(),
        });
        let (queue, requests) = mpsc::channel(limits::WRITER_QUEUE);
        let writer = Writer::new(shared.clone(), requests);
        let writer = thread::Builder::new()
            .name("store writer".into())
            .spawn(|| writer.run())
            .map_err(|e| {
                Error::new(ErrorKind::Unexpected, "starting the store's writer").because(e)
            })?;
        Ok(Self {
            shared,
            queue: Some(queue),
            writer: Mutex::new(Some(writer)),
        })
    }

    /// Destroys a customer's key: what they wrote cannot be read any more, by anybody, and reads as [`Body::Erased`].
    /// The journal keeps what happened. Anything they write later gets a new key.
    ///
    /// # Errors
    /// If the store cannot be written; it is then carried through with the next write.
    pub async fn forget_customer(&self, business: &BusinessId, customer: CustomerId) -> Result<()> {
        let (reply, end) = oneshot::channel();
        self.send(Request::Forget(business.clone(), customer, reply))
            .await?;
        end.await.map_err(|_| writer_ended())?
    }

    /// Has the writer open the files again if a failure closed them.
    async fn open_again(&self) -> Result<()> {
        if self.shared.disk.is_open() {
            return Ok(());
        }
        self.probe().await
    }

    async fn send(&self, request: Request) -> Result<()> {
        let queue = self.queue.as_ref().ok_or_else(writer_ended)?;
        queue.send(request).await.map_err(|_| writer_ended())
    }

    /// Does everything for a commit that can be done before it has its place in the order.
    fn prepare(&self, mut commit: Commit) -> Result<Box<Prepared>> {
        let Shared {
            vault, disk, keys, ..
        } = &*self.shared;
        let business = &commit.business;
        if business.as_str().len() > usize::from(u8::MAX) {
            return Err(Error::new(
                ErrorKind::Invalid,
                "a business with a name over 255 bytes",
            ));
        }
        let has_bodies = commit.events.iter().any(|d| d.body != Body::Empty);
        let key = match has_bodies {
            true => Some(keys.find_or_make(vault, &disk.read()?, business, commit.customer)?),
            false => None,
        };
        let seen = |key: &ClaimKey| self.shared.see_claim(business, key);
        let releases = commit.releases.iter().map(seen).collect::<Result<_>>()?;
        let claims = commit.claims.iter().map(|c| seen(&c.key));
        let claims = claims.collect::<Result<_>>()?;
        let record = records::encode_record(&commit, key.as_deref()).into();
        let at = commit.at;
        let entries = commit.events.drain(..).map(|Draft { event, body }| Entry {
            seq: 0,
            at,
            event,
            body,
        });
        Ok(Box::new(Prepared {
            entries: entries.collect(),
            record,
            releases,
            claims,
            key,
            commit,
        }))
    }

    fn stop(&mut self) {
        self.queue = None;
        self.join();
    }

    fn join(&self) {
        let writer = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(writer) = writer
            && writer.join().is_err()
        {
            tracing::error!("the store's writer ended in a panic");
        }
        self.shared.disk.close();
    }
}

impl Drop for EmbeddedStore {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn jobs(&self) -> MutexGuard<'_, JobIndex> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on the jobs, then wakes whoever it gave work to.
    fn with_jobs<T>(&self, work: impl FnOnce(&mut JobIndex) -> T) -> T {
        let mut jobs = self.jobs();
        let result = work(&mut jobs);
        let sooner = jobs.take_sooner();
        drop(jobs);
        self.wakes.ring(sooner);
        result
    }

    /// What the disk has for a claim, which may be ahead of what is durable.
    fn read_claim(&self, disk: &Reading<'_>, hash: &ClaimHash) -> Result<Option<Claimed>> {
        let value = disk.tree().get(records::claim_at(hash)).map_err(failed)?;
        value.map(|v| records::decode_claimed(&v)).transpose()
    }

    fn see_claim(&self, business: &BusinessId, key: &ClaimKey) -> Result<(ClaimHash, Seen)> {
        let hash = self.vault.claim(business, key);
        let after = self.claims.group();
        let claimed = self.read_claim(&self.disk.read()?, &hash)?;
        Ok((hash, Seen { claimed, after }))
    }

    fn load(&self, business: &BusinessId, conversation: ConversationId) -> Result<State> {
        for _ in 0..limits::LOAD_ATTEMPTS {
            let ticket = match self.states.look(business, conversation) {
                Look::Known(state) => return Ok(state),
                Look::Read(ticket) => ticket,
            };
            // Held until the read is handed in: an undone group is not to be cached.
            let disk = self.disk.read()?;
            let read = replay::state(self, &disk, business, conversation)?;
            if let Some(state) = self.states.finish(business, conversation, ticket, read) {
                return Ok(state);
            }
        }
        Err(Error::new(
            ErrorKind::Unavailable,
            "loading a conversation that keeps changing",
        ))
    }

    /// Drops what is in memory of a customer whose key is gone.
    fn forget(&self, business: &BusinessId, customer: CustomerId) {
        self.keys.forget(business, customer);
        self.states.forget(business, customer);
    }
}

/// Runs work that waits for files.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| Error::new(ErrorKind::Unexpected, "using a kept file").because(e))?
}

fn writer_ended() -> Error {
    Error::new(ErrorKind::Unavailable, "using a store that was closed")
}

fn read_jobs(disk: &Reading<'_>) -> Result<JobIndex> {
    let mut index = JobIndex::new();
    for item in disk.tree().scan_prefix(records::JOBS) {
        let (key, value) = item.map_err(failed)?;
        let (business, placed) = records::decode_job(&key, &value)?;
        index.insert(&business, placed);
    }
    Ok(index)
}

#[async_trait]
impl Store for EmbeddedStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        checks::shape(&commit)?;
        self.open_again().await.map_err(Error::into_commit)?;
        if commit.expect != Expect::New {
            // Brings the conversation into memory here, so that the writer need not replay it.
            let loaded = self.shared.load(&commit.business, commit.conversation);
            loaded.map_err(Error::into_commit)?;
        }
        let prepared = self.prepare(commit).map_err(Error::into_commit)?;
        let (reply, end) = oneshot::channel();
        let sent = self.send(Request::Commit(prepared, reply)).await;
        sent.map_err(Error::into_commit)?;
        // What is left of the commit is dropped here and not by the writer.
        let (end, _prepared) = end.await.map_err(|_| writer_ended().into_commit())?;
        end
    }

    async fn lease(
        &self,
        queue: Queue,
        now: Timestamp,
        ttl_ms: u64,
        limit: usize,
    ) -> Result<Leases> {
        Ok(self
            .shared
            .with_jobs(|jobs| jobs.lease(queue, now, ttl_ms, limit)))
    }

    async fn release(&self, lease: &Lease) -> Result<()> {
        self.shared.with_jobs(|jobs| jobs.release(lease));
        Ok(())
    }

    async fn watch(&self, queue: Queue) {
        self.shared.wakes.heard(queue).await;
    }

    async fn load(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
    ) -> Result<Option<Arc<Conversation>>> {
        self.open_again().await?;
        self.shared.load(business, conversation)
    }

    async fn journal(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        self.open_again().await?;
        let shared = &self.shared;
        let disk = shared.disk.read()?;
        let mut entries = replay::journal(shared, &disk, business, conversation, after, limit)?;
        // What is on its way to the disk is not shown; it was written after this began, or it still is.
        if let Some(durable) = shared.states.pending_seq(business, conversation) {
            entries.retain(|e| e.seq <= durable);
        }
        Ok(entries)
    }

    async fn lookup(&self, business: &BusinessId, key: &ClaimKey) -> Result<Option<Claimed>> {
        self.open_again().await?;
        let hash = self.shared.vault.claim(business, key);
        let disk = self.shared.disk.read()?;
        let read = self.shared.read_claim(&disk, &hash)?;
        Ok(self.shared.claims.durable(&hash, read))
    }

    async fn list(
        &self,
        business: &BusinessId,
        after: Option<ConversationId>,
        limit: usize,
    ) -> Result<Vec<ConversationId>> {
        self.open_again().await?;
        let disk = self.shared.disk.read()?;
        let prefix = records::journals_of(business);
        let mut ids = Vec::new();
        let mut last = after;
        while ids.len() < limit {
            let from = match last {
                Some(id) => records::journal_at(&records::journal_of(business, id), u64::MAX),
                None => prefix.clone(),
            };
            let Some(next) = disk.tree().range(from..).next() else {
                break;
            };
            let (key, _) = next.map_err(failed)?;
            let Some(id) = records::conversation_of(&prefix, &key) else {
                break;
            };
            if self.shared.states.pending_seq(business, id) != Some(0) {
                ids.push(id);
            }
            last = Some(id);
        }
        Ok(ids)
    }

    fn depth(&self, queue: Queue) -> Depth {
        self.shared.jobs().depth(queue)
    }

    async fn keep(
        &self,
        business: &BusinessId,
        customer: CustomerId,
        content: Bytes,
    ) -> Result<Blob> {
        checks::blob(&content)?;
        self.shared.disk.room()?;
        let (shared, business) = (self.shared.clone(), business.clone());
        off_the_runtime(move || {
            let blob = shared.vault.blob(&business, customer, &content);
            blobs::keep(shared.disk.folder(), &business, &blob, &content)?;
            Ok(blob)
        })
        .await
    }

    async fn kept(&self, business: &BusinessId, blob: &Blob) -> Result<Option<Bytes>> {
        let (shared, business, blob) = (self.shared.clone(), business.clone(), blob.clone());
        off_the_runtime(move || {
            let content = blobs::kept(shared.disk.folder(), &business, &blob)?;
            Ok(content.map(Bytes::from))
        })
        .await
    }

    async fn mark(&self, business: &BusinessId, name: &str) -> Result<Option<String>> {
        self.open_again().await?;
        let disk = self.shared.disk.read()?;
        let value = disk.tree().get(records::mark_at(business, name));
        let value = value.map_err(failed)?;
        Ok(value.map(|v| String::from_utf8_lossy(&v).into_owned()))
    }

    async fn set_mark(&self, business: &BusinessId, name: &str, value: String) -> Result<()> {
        checks::mark(&value)?;
        self.open_again().await?;
        self.shared.disk.room()?;
        let disk = self.shared.disk.read()?;
        // It reaches the disk with the next group.
        let set = disk
            .tree()
            .insert(records::mark_at(business, name), value.as_bytes());
        set.map(drop).map_err(failed)
    }

    async fn probe(&self) -> Result<()> {
        let (reply, end) = oneshot::channel();
        self.send(Request::Probe(reply)).await?;
        end.await.map_err(|_| writer_ended())?
    }

    async fn close(&self) {
        // A writer that is gone already has nothing to finish.
        if self.send(Request::Close).await.is_ok()
            && let Some(queue) = &self.queue
        {
            queue.closed().await;
        }
        self.join();
    }
}

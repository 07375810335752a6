//! The one thread that writes. It takes whatever waits, checks and applies it as one group, makes the group durable,
//! and only then answers everybody in it. A commit that comes alone does not wait for company; under load, the next
//! group gathers while this one is on its way to the disk.

use super::{
    Shared,
    plan::{Plan, Prepared},
    records,
};
use crate::{checks::IntoCommit, limits};
use frontdesk_core::{
    BusinessId, CustomerId, Error, Result,
    store::{CommitError, Committed},
};
use sled::Batch;
use std::{
    error::Error as _,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};

/// What the writer is asked to do.
pub(super) enum Request {
    /// Make one change durable.
    Commit(Box<Prepared>, Reply),
    /// Destroy a customer's key.
    Forget(BusinessId, CustomerId, oneshot::Sender<Result<()>>),
    /// Say whether it could write now.
    Probe(oneshot::Sender<Result<()>>),
    /// Finish what waits, and end.
    Close,
}

/// Where the end of a commit is told, and what is left of it given back.
pub(super) type Reply = oneshot::Sender<(Result<Committed, CommitError>, Box<Prepared>)>;

/// The writer.
pub(super) struct Writer {
    shared: Arc<Shared>,
    queue: mpsc::Receiver<Request>,
    /// What failed and is to be undone before anything else is written.
    failed: Option<Failed>,
}

struct Failed {
    undo: Batch,
    /// A customer who was to be forgotten: that is carried through, not undone.
    forgotten: Option<(BusinessId, CustomerId)>,
    /// The last attempt that failed, too, and when.
    attempt: Option<(Instant, Error)>,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, queue: mpsc::Receiver<Request>) -> Self {
        Self {
            shared,
            queue,
            failed: None,
        }
    }

    /// Writes until the store is closed or dropped, and everything that waited is done.
    pub(super) fn run(mut self) {
        let mut group = Vec::new();
        while let Some(first) = self.queue.blocking_recv() {
            let after = self.gather(first, &mut group);
            if !group.is_empty() {
                self.commit(&mut group);
            }
            match after {
                Some(Request::Forget(business, customer, reply)) => {
                    // Whoever asked may be gone; that is no concern of ours.
                    let _ = reply.send(self.forget(business, customer));
                }
                Some(Request::Probe(reply)) => {
                    let _ = reply.send(self.ready());
                }
                Some(Request::Close) => self.queue.close(),
                Some(Request::Commit(..)) | None => {}
            }
        }
    }

    /// Takes what waits into a group, up to a request of another kind, which is returned.
    fn gather(
        &mut self,
        first: Request,
        group: &mut Vec<(Box<Prepared>, Reply)>,
    ) -> Option<Request> {
        let mut next = Some(first);
        let mut bytes = 0;
        while let Some(request) = next {
            let Request::Commit(prepared, reply) = request else {
                return Some(request);
            };
            bytes += prepared.record.len();
            group.push((prepared, reply));
            if group.len() >= limits::GROUP_COMMITS || bytes >= limits::GROUP_BYTES {
                return None;
            }
            next = self.queue.try_recv().ok();
        }
        None
    }

    fn commit(&mut self, group: &mut Vec<(Box<Prepared>, Reply)>) {
        if let Err(error) = self.ready() {
            refuse(group.drain(..), &error);
            return;
        }
        let shared = self.shared.clone();
        let mut plan = Plan::new(&shared);
        let mut ends = Vec::with_capacity(group.len());
        for (mut prepared, reply) in group.drain(..) {
            ends.push((plan.add(&mut prepared), prepared, reply));
        }
        if plan.has_changes() {
            let batch = plan.begin();
            if let Err(error) = shared.disk.write(batch) {
                tracing::error!(%error, commits = ends.len(), "a group of commits could not be written");
                self.failed = Some(Failed {
                    undo: plan.abandon(),
                    forgotten: None,
                    attempt: None,
                });
                // Those that were refused may have been so because of one that now is not made.
                refuse(
                    ends.into_iter()
                        .map(|(_, prepared, reply)| (prepared, reply)),
                    &error,
                );
                return;
            }
            plan.publish();
        }
        for (end, prepared, reply) in ends {
            let _ = reply.send((end, prepared));
        }
    }

    /// Destroys a customer's key. Commits that were prepared before and come after read as erased, too.
    fn forget(&mut self, business: BusinessId, customer: CustomerId) -> Result<()> {
        self.ready()?;
        let mut batch = Batch::default();
        batch.remove(records::customer_key_at(&business, customer));
        self.shared.keys.forget(&business, customer);
        let written = self.shared.disk.write(batch.clone());
        if let Err(error) = written {
            tracing::error!(%error, "a customer's key could not be destroyed");
            self.failed = Some(Failed {
                undo: batch,
                forgotten: Some((business, customer)),
                attempt: None,
            });
            return Err(error);
        }
        self.shared.forget(&business, customer);
        Ok(())
    }

    /// Makes sure that the disk can be written to; after a failure, opens it again.
    fn ready(&mut self) -> Result<()> {
        self.shared.disk.room()?;
        let Some(failed) = &mut self.failed else {
            return Ok(());
        };
        let pause = Duration::from_millis(limits::RECOVERY_PAUSE_MS);
        if let Some((when, error)) = &failed.attempt
            && when.elapsed() < pause
        {
            return Err(copy(error));
        }
        let shared = &self.shared;
        let recovered = shared.disk.recover(failed.undo.clone(), || {
            shared.states.undone();
            shared.claims.undone();
            if let Some((business, customer)) = &failed.forgotten {
                shared.forget(business, *customer);
            }
        });
        if let Err(error) = recovered {
            tracing::error!(%error, "the store could not be opened again after a failed write");
            failed.attempt = Some((Instant::now(), copy(&error)));
            return Err(error);
        }
        tracing::info!("the store was opened again after a failed write");
        self.failed = None;
        Ok(())
    }
}

/// Tells everybody that their commit was not made.
fn refuse(commits: impl Iterator<Item = (Box<Prepared>, Reply)>, error: &Error) {
    for (prepared, reply) in commits {
        let _ = reply.send((Err(copy(error).into_commit()), prepared));
    }
}

fn copy(error: &Error) -> Error {
    let copy = Error::new(error.kind(), error.operation());
    match error.source() {
        Some(source) => copy.because(source.to_string()),
        None => copy,
    }
}

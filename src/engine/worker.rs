//! The engine and its workers: each queue has one loop that leases due jobs and runs them, a bounded number at once.
//! A job that fails is put off, never lost; at shutdown the loop finishes what runs or gives it back.

use crate::{
    Desks, breaker::Breakers, budget::Budgets, cache::Answers, files::Links, intake::Limiter,
    launch::Tallies, limits,
};
use frontdesk_core::{
    Clock, Error, ErrorKind, Timestamp,
    job::{Lease, Queue, Settle, Task},
    store::{Commit, CommitError, Expect, Store},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet};

/// What happens to messages, with everything it needs.
pub struct Engine {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) desks: Arc<Desks>,
    pub(crate) limiter: Limiter,
    pub(crate) cases: crate::escalation::Numbers,
    pub(crate) links: Links,
    pub(crate) budgets: Budgets,
    pub(crate) breakers: Breakers,
    pub(crate) tallies: Tallies,
    pub(crate) answers: Answers,
}

/// A job's end when it was not finished.
#[derive(Debug)]
pub(crate) enum Undone {
    /// Somebody else has it now, or it is gone.
    Lost,
    /// Something failed; try again.
    Failed(Error),
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<CommitError> for Undone {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::LeaseLost => Self::Lost,
            CommitError::Store(e) => Self::Failed(e),
            e => Self::Failed(Error::new(ErrorKind::Unexpected, "committing").because(e)),
        }
    }
}

pub(crate) type Done = Result<(), Undone>;

impl Engine {
    /// An engine over these parts.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        desks: Arc<Desks>,
        links: Links,
    ) -> Arc<Self> {
        Arc::new(Self {
            store,
            clock,
            desks,
            limiter: Limiter::default(),
            cases: crate::escalation::Numbers::default(),
            links,
            budgets: Budgets::default(),
            breakers: Breakers::default(),
            tallies: Tallies::default(),
            answers: Answers::default(),
        })
    }

    /// The businesses it serves.
    pub fn desks(&self) -> &Arc<Desks> {
        &self.desks
    }

    /// Works until `stop` is true, then finishes what runs, or gives it back after [`limits::DRAIN_MS`].
    pub async fn run(self: Arc<Self>, stop: watch::Receiver<bool>) {
        let queues = Queue::ALL.map(|queue| {
            let (engine, stop) = (self.clone(), stop.clone());
            async move { engine.run_queue(queue, stop).await }
        });
        futures::future::join_all(queues).await;
    }

    async fn run_queue(self: Arc<Self>, queue: Queue, mut stop: watch::Receiver<bool>) {
        let at_once = match queue {
            Queue::Turns => limits::TURNS,
            Queue::Deliveries => limits::DELIVERIES,
            Queue::Timers => limits::TIMERS,
        };
        let mut running: JoinSet<()> = JoinSet::new();
        while !*stop.borrow() {
            let free = at_once - running.len();
            let next = if free == 0 {
                None
            } else {
                self.start_due(queue, free, &mut running).await
            };
            let poll = self.clock.now().plus_ms(limits::POLL_MS);
            let until = next.map_or(poll, |n| n.min(poll));
            tokio::select! {
                () = self.store.watch(queue) => {}
                () = self.clock.sleep_until(until) => {}
                Some(_) = running.join_next() => { while running.try_join_next().is_some() {} }
                _ = stop.changed() => break,
            }
        }
        self.drain(running).await;
    }

    /// Leases due jobs and starts them; when to look again.
    async fn start_due(
        self: &Arc<Self>,
        queue: Queue,
        free: usize,
        running: &mut JoinSet<()>,
    ) -> Option<Timestamp> {
        let now = self.clock.now();
        match self.store.lease(queue, now, limits::LEASE_MS, free).await {
            Ok(leases) => {
                for lease in leases.jobs {
                    let engine = self.clone();
                    running.spawn(async move { engine.run_job(lease).await });
                }
                leases.next
            }
            Err(error) => {
                tracing::error!(%error, queue = queue.as_str(), "cannot lease jobs");
                Some(now.plus_ms(1_000))
            }
        }
    }

    async fn drain(&self, mut running: JoinSet<()>) {
        let all = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_millis(limits::DRAIN_MS), all)
            .await
            .is_err()
        {
            // Their leases end with this process, or after `LEASE_MS` for another one.
            tracing::warn!(jobs = running.len(), "giving running jobs back");
            running.shutdown().await;
        }
    }

    async fn run_job(&self, lease: Lease) {
        let limit = Duration::from_millis(limits::JOB_MS);
        let undone = match tokio::time::timeout(limit, self.dispatch(&lease)).await {
            Ok(Ok(())) => return,
            Ok(Err(Undone::Lost)) => {
                tracing::debug!(business = %lease.business, task = ?lease.job.task, "a job is somebody else's now");
                return;
            }
            Ok(Err(Undone::Failed(error))) => error,
            Err(_) => Error::new(ErrorKind::Timeout, "running a job"),
        };
        tracing::error!(error = %undone, business = %lease.business, conversation = %lease.job.conversation, "a job failed");
        metrics::counter!("frontdesk_jobs_failed_total", "queue" => lease.job.task.queue().as_str())
            .increment(1);
        self.put_off(&lease).await;
    }

    async fn dispatch(&self, lease: &Lease) -> Done {
        let Some(desk) = self.desks.get(&lease.business) else {
            tracing::warn!(business = %lease.business, "a job of a business that is not configured waits");
            return self
                .settle(lease, Some(self.clock.now().plus_ms(60_000)))
                .await;
        };
        match lease.job.task {
            Task::Turn => self.turn(&desk, lease).await,
            Task::Deliver(delivery) => self.deliver(&desk, lease, delivery).await,
            Task::ShowCard(case, card) => self.show_card(&desk, lease, case, card, false).await,
            Task::RenewCard(case, card) => self.show_card(&desk, lease, case, card, true).await,
            Task::TellFate(case, card) => self.tell_fate(&desk, lease, case, card).await,
            Task::PassOn(case) => self.pass_on(&desk, lease, case).await,
            Task::Remind(case) => self.remind(&desk, lease, case).await,
            Task::Fetch(message, index) => self.fetch(&desk, lease, message, index).await,
        }
    }

    /// A failed job waits as long as its attempts demand; if even that cannot be written, it is given back after that time.
    async fn put_off(&self, lease: &Lease) {
        let attempt = lease.job.attempt.saturating_add(1);
        let delay = limits::RETRY_MS[usize::from(attempt - 1).min(limits::FAILED_JOB_STEPS)];
        let due = self.clock.now().plus_ms(delay);
        let Err(undone) = self.settle_as(lease, lease.again(due, attempt)).await else {
            return;
        };
        tracing::error!(?undone, "cannot put a failed job off");
        self.clock.sleep_until(due).await;
        if let Err(error) = self.store.release(lease).await {
            tracing::error!(%error, "cannot give a failed job back");
        }
    }

    /// A commit on the lease's conversation that does nothing yet.
    pub(crate) async fn settlement(&self, lease: &Lease) -> Result<Commit, Undone> {
        let conversation = self
            .store
            .load(&lease.business, lease.job.conversation)
            .await?;
        let missing = || Error::new(ErrorKind::Corrupt, "settling a job of no conversation");
        let conversation = conversation.ok_or_else(missing)?;
        Ok(Commit::on(&conversation, self.clock.now(), Expect::Any))
    }

    /// Ends a job without an event: done, or again at a moment.
    pub(crate) async fn settle(&self, lease: &Lease, again: Option<Timestamp>) -> Done {
        let settle = match again {
            None => lease.done(),
            Some(due) => lease.again(due, lease.job.attempt),
        };
        self.settle_as(lease, settle).await
    }

    /// Ends a job without an event in a way of the caller's.
    pub(crate) async fn settle_as(&self, lease: &Lease, settle: Settle) -> Done {
        let mut commit = self.settlement(lease).await?;
        commit.settles.push(settle);
        self.store
            .commit(commit)
            .await
            .map(|_| ())
            .map_err(Undone::from)
    }
}

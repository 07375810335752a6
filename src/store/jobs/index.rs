//! The index of all jobs: who may lease what, and when. Every step is logarithmic; nothing is scanned.

use super::{JobKey, Placed};
use crate::wakes::Sooner;
use frontdesk_core::{
    BusinessId, Timestamp,
    job::{Job, Lane, Lease, Queue},
    store::{Depth, Leases},
};
use std::collections::{BTreeSet, HashMap};

/// All jobs of a store and their leases.
pub(crate) struct JobIndex {
    slots: HashMap<u64, Slot>,
    ordinals: HashMap<JobKey, u64>,
    lines: [Line; Queue::ALL.len()],
    last_ordinal: u64,
    last_token: u64,
    sooner: Sooner,
}

/// One job and its lease.
#[derive(Debug)]
pub(super) struct Slot {
    business: BusinessId,
    pub(super) job: Job,
    lease: Option<Held>,
    /// Committed again since it was leased: settling leaves it.
    newer: bool,
    /// A commit that settles it is on its way to the disk: nobody else gets it meanwhile.
    frozen: bool,
}

#[derive(Debug)]
struct Held {
    token: u64,
    until: Timestamp,
    /// The time is over: the lane is free, though the token still settles until somebody else has the job.
    ended: bool,
}

/// The jobs of one queue.
#[derive(Default)]
struct Line {
    lanes: HashMap<Lane, Members>,
    /// First jobs of lanes that nobody holds, by due.
    due: BTreeSet<(Timestamp, u64, Lane)>,
    /// Lanes that somebody holds, by the end of the lease.
    held: BTreeSet<(Timestamp, Lane)>,
    /// Jobs that are not leased.
    waiting: BTreeSet<(Timestamp, u64)>,
    total: usize,
    leased: usize,
}

/// The jobs of one lane.
#[derive(Default)]
struct Members {
    ordinals: BTreeSet<u64>,
    /// Those under a lease that has not ended: one, or two after a leased job moved here.
    leased: Vec<(u64, Timestamp)>,
    listed: Listed,
}

/// Where a lane stands in its line.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Listed {
    #[default]
    No,
    Due(Timestamp, u64),
    Held(Timestamp),
}

impl JobIndex {
    /// An empty index. Tokens begin at a random number, so that none from before a restart fits a new lease.
    pub(crate) fn new() -> Self {
        Self {
            slots: HashMap::new(),
            ordinals: HashMap::new(),
            lines: Default::default(),
            last_ordinal: 0,
            last_token: rand::random(),
            sooner: Sooner::default(),
        }
    }

    /// Which queues may have work sooner than they knew, since this was asked last.
    pub(crate) fn take_sooner(&mut self) -> Sooner {
        std::mem::take(&mut self.sooner)
    }

    /// The next place at the end of all lanes.
    pub(super) fn next_ordinal(&mut self) -> u64 {
        self.last_ordinal += 1;
        self.last_ordinal
    }

    /// The job with this key.
    pub(super) fn find(&self, key: &JobKey) -> Option<Placed> {
        let ordinal = *self.ordinals.get(key)?;
        Some(Placed {
            ordinal,
            job: self.slots.get(&ordinal)?.job.clone(),
        })
    }

    /// Whether this token is the job's present lease.
    pub(super) fn owns(&self, key: &JobKey, token: u64) -> bool {
        self.slot(key)
            .and_then(|s| s.lease.as_ref())
            .is_some_and(|l| l.token == token)
    }

    /// Whether the job was committed again since it was leased.
    pub(super) fn is_newer(&self, key: &JobKey) -> bool {
        self.slot(key).is_some_and(|s| s.newer)
    }

    /// Keeps a job from being leased or released while its settlement is on its way, or lets it go again.
    pub(super) fn freeze(&mut self, key: &JobKey, frozen: bool) {
        if let Some(slot) = self
            .ordinals
            .get(key)
            .and_then(|ordinal| self.slots.get_mut(ordinal))
        {
            slot.frozen = frozen;
        }
    }

    /// Adds a job at its place.
    pub(crate) fn insert(&mut self, business: &BusinessId, placed: Placed) {
        self.last_ordinal = self.last_ordinal.max(placed.ordinal);
        self.ordinals
            .insert(JobKey::of(business, &placed.job), placed.ordinal);
        let slot = Slot {
            business: business.clone(),
            job: placed.job,
            lease: None,
            newer: false,
            frozen: false,
        };
        self.attach(placed.ordinal, slot);
    }

    /// Removes a job, leased or not.
    pub(super) fn remove(&mut self, key: &JobKey) {
        if let Some(ordinal) = self.ordinals.remove(key) {
            self.detach(ordinal);
        }
    }

    /// Replaces a job at its place. With `settled` its lease is over; else it stays, and the job is newer than it.
    pub(super) fn replace(&mut self, placed: Placed, settled: bool) {
        let Some(mut slot) = self.detach(placed.ordinal) else {
            return;
        };
        slot.job = placed.job;
        slot.frozen = false;
        if settled {
            slot.lease = None;
        }
        slot.newer = slot.lease.is_some();
        self.attach(placed.ordinal, slot);
    }

    /// Leases up to `limit` due jobs.
    pub(crate) fn lease(
        &mut self,
        queue: Queue,
        now: Timestamp,
        ttl_ms: u64,
        limit: usize,
    ) -> Leases {
        self.end_leases(queue, now);
        // The caller learns here what it could be woken for.
        let sooner = self.sooner;
        let mut jobs = Vec::new();
        while jobs.len() < limit {
            let Some(&(due, ordinal, _)) = self.line(queue).due.first() else {
                break;
            };
            if due > now {
                break;
            }
            jobs.extend(self.take(ordinal, now.plus_ms(ttl_ms)));
        }
        self.sooner = sooner;
        let line = self.line(queue);
        let after = (Timestamp(now.0.saturating_add(1)), 0, Lane(0));
        let due = line.due.range(after..).next().map(|&(due, ..)| due);
        let ends = line.held.first().map(|&(until, _)| until);
        Leases {
            jobs,
            next: due.into_iter().chain(ends).min(),
        }
    }

    /// Gives a job back, to be leased again at once.
    pub(crate) fn release(&mut self, lease: &Lease) {
        let key = JobKey::of(&lease.business, &lease.job);
        if !self.owns(&key, lease.token) {
            return;
        }
        let ordinal = self.ordinals[&key];
        if let Some(mut slot) = self.detach(ordinal) {
            if !slot.frozen {
                slot.lease = None;
                slot.newer = false;
            }
            self.attach(ordinal, slot);
        }
    }

    /// Ends all leases at once: whoever held them is gone.
    pub(crate) fn void_leases(&mut self) {
        let mut leased: Vec<u64> = Vec::new();
        leased.extend(
            self.slots
                .iter()
                .filter(|(_, s)| s.lease.is_some())
                .map(|(o, _)| *o),
        );
        for ordinal in leased {
            if let Some(mut slot) = self.detach(ordinal) {
                slot.lease = None;
                slot.newer = false;
                slot.frozen = false;
                self.attach(ordinal, slot);
            }
        }
    }

    /// How many jobs wait.
    pub(crate) fn depth(&self, queue: Queue) -> Depth {
        let line = self.line(queue);
        Depth {
            total: line.total,
            leased: line.leased,
            oldest_due: line.waiting.first().map(|&(due, _)| due),
        }
    }

    fn slot(&self, key: &JobKey) -> Option<&Slot> {
        self.slots.get(self.ordinals.get(key)?)
    }

    fn line(&self, queue: Queue) -> &Line {
        &self.lines[queue as usize]
    }

    /// Frees the lanes whose leases have ended.
    fn end_leases(&mut self, queue: Queue, now: Timestamp) {
        let line = self.line(queue);
        let mut ended: Vec<u64> = Vec::new();
        for (_, lane) in line.held.iter().take_while(|(until, _)| *until <= now) {
            let members = line.lanes.get(lane).into_iter();
            ended.extend(
                members
                    .flat_map(|m| &m.leased)
                    .filter(|(_, until)| *until <= now)
                    .map(|(o, _)| *o),
            );
        }
        for ordinal in ended {
            if self.slots.get(&ordinal).is_some_and(|s| s.frozen) {
                continue;
            }
            if let Some(mut slot) = self.detach(ordinal) {
                if let Some(held) = &mut slot.lease {
                    held.ended = true;
                }
                self.attach(ordinal, slot);
            }
        }
    }

    /// Leases one job whose turn it is.
    fn take(&mut self, ordinal: u64, until: Timestamp) -> Option<Lease> {
        let mut slot = self.detach(ordinal)?;
        self.last_token = self.last_token.wrapping_add(1);
        slot.lease = Some(Held {
            token: self.last_token,
            until,
            ended: false,
        });
        slot.newer = false;
        let lease = Lease {
            business: slot.business.clone(),
            job: slot.job.clone(),
            token: self.last_token,
            until,
        };
        self.attach(ordinal, slot);
        Some(lease)
    }

    /// Takes a job out of its lane and its counters. `ordinals` still knows it.
    fn detach(&mut self, ordinal: u64) -> Option<Slot> {
        let slot = self.slots.remove(&ordinal)?;
        let queue = slot.job.task.queue();
        let line = &mut self.lines[queue as usize];
        line.total -= 1;
        if slot.is_leased() {
            line.leased -= 1;
        } else {
            line.waiting.remove(&(slot.job.due, ordinal));
        }
        if let Some(members) = line.lanes.get_mut(&slot.job.lane) {
            members.ordinals.remove(&ordinal);
            members.leased.retain(|(o, _)| *o != ordinal);
        }
        self.relist(queue, slot.job.lane);
        Some(slot)
    }

    /// Puts a job into its lane and its counters.
    fn attach(&mut self, ordinal: u64, slot: Slot) {
        let queue = slot.job.task.queue();
        let lane = slot.job.lane;
        let line = &mut self.lines[queue as usize];
        line.total += 1;
        let members = line.lanes.entry(lane).or_default();
        members.ordinals.insert(ordinal);
        match &slot.lease {
            Some(held) if !held.ended => {
                line.leased += 1;
                members.leased.push((ordinal, held.until));
            }
            _ => {
                line.waiting.insert((slot.job.due, ordinal));
            }
        }
        self.slots.insert(ordinal, slot);
        self.relist(queue, lane);
    }

    /// Lists a lane by the end of its lease, or by its first job if nobody holds it.
    fn relist(&mut self, queue: Queue, lane: Lane) {
        let line = &mut self.lines[queue as usize];
        let Some(members) = line.lanes.get_mut(&lane) else {
            return;
        };
        let before = members.listed;
        let held = members.leased.iter().map(|(_, until)| *until).max();
        let first = members
            .ordinals
            .first()
            .and_then(|o| Some((*o, self.slots.get(o)?.job.due)));
        members.listed = match (held, first) {
            (Some(until), _) => Listed::Held(until),
            (None, Some((ordinal, due))) => Listed::Due(due, ordinal),
            (None, None) => Listed::No,
        };
        let after = members.listed;
        if members.ordinals.is_empty() {
            line.lanes.remove(&lane);
        }
        if before == after {
            return;
        }
        match before {
            Listed::Due(due, ordinal) => drop(line.due.remove(&(due, ordinal, lane))),
            Listed::Held(until) => drop(line.held.remove(&(until, lane))),
            Listed::No => {}
        }
        match after {
            Listed::Due(due, ordinal) => {
                line.due.insert((due, ordinal, lane));
                self.sooner[queue as usize] = true;
            }
            Listed::Held(until) => drop(line.held.insert((until, lane))),
            Listed::No => {}
        }
    }
}

impl Slot {
    fn is_leased(&self) -> bool {
        self.lease.as_ref().is_some_and(|l| !l.ended)
    }
}

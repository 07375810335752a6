//! What some commits do to jobs, before they are durable. The plan sees its own changes on top of the index, so that
//! commits of one group can build on each other; the index changes when the group is on disk, or not at all.

use super::{JobIndex, JobKey, Placed};
use frontdesk_core::{
    BusinessId, Timestamp,
    job::{End, Job, Settle},
    store::Commit,
};
use std::collections::{HashMap, hash_map::Entry};

/// Changes to jobs that are not carried out yet.
#[derive(Default)]
pub(crate) struct JobPlan {
    touched: HashMap<JobKey, Planned>,
    /// Leased jobs whose lease the commit rests on: nobody else gets them while it is on its way.
    held: Vec<JobKey>,
}

/// One job before and after the plan.
#[derive(Debug)]
pub(crate) struct Planned {
    /// As the index has it.
    pub(crate) before: Option<Placed>,
    /// As it will be.
    pub(crate) after: Option<Placed>,
    /// Committed again by the plan, and not settled since.
    again: bool,
    /// The lease that the index knows is over.
    settled: bool,
}

impl JobPlan {
    /// Whether a settle's token is the job's present lease.
    pub(crate) fn owns(&self, index: &JobIndex, business: &BusinessId, settle: &Settle) -> bool {
        let key = settle_key(business, settle);
        !self.touched.get(&key).is_some_and(|t| t.settled) && index.owns(&key, settle.token)
    }

    /// Plans what a commit does, whose settles are ours: settles, then cancels, then jobs.
    pub(crate) fn add(&mut self, index: &mut JobIndex, commit: &Commit) {
        for settle in &commit.settles {
            if settle.end == End::Held {
                let key = settle_key(&commit.business, settle);
                index.freeze(&key, true);
                self.held.push(key);
            } else {
                self.settle(index, &commit.business, settle);
            }
        }
        for task in &commit.cancels {
            let key = JobKey {
                business: commit.business.clone(),
                conversation: commit.conversation,
                task: task.clone(),
            };
            self.cancel(index, key);
        }
        for job in &commit.jobs {
            self.put(index, &commit.business, job.clone());
        }
    }

    /// Settles a job that is ours. A job that was committed again since it was leased stays as it was committed.
    fn settle(&mut self, index: &mut JobIndex, business: &BusinessId, settle: &Settle) {
        let key = settle_key(business, settle);
        index.freeze(&key, true);
        let newer = index.is_newer(&key);
        let planned = self.touch(index, key);
        if planned.settled {
            return;
        }
        if !newer && !planned.again {
            planned.put_off(match settle.end {
                End::Again(due, attempt) => Some((due, attempt)),
                End::Done | End::Held => None,
            });
        }
        planned.again = false;
        planned.settled = true;
    }

    /// Drops a job, leased or not.
    fn cancel(&mut self, index: &JobIndex, key: JobKey) {
        let planned = self.touch(index, key);
        planned.after = None;
        planned.again = false;
        planned.settled = true;
    }

    /// Adds a job, or replaces when and where it is due.
    fn put(&mut self, index: &mut JobIndex, business: &BusinessId, job: Job) {
        let planned = self.touch(index, JobKey::of(business, &job));
        if let Some(placed) = &mut planned.after {
            placed.job = job;
            planned.again = true;
        } else {
            planned.after = Some(Placed {
                ordinal: index.next_ordinal(),
                job,
            });
        }
    }

    /// What changes, for the disk: what was there and what will be.
    pub(crate) fn changes(&self) -> impl Iterator<Item = (&JobKey, &Planned)> {
        self.touched.iter()
    }

    /// Carries the plan out.
    pub(crate) fn publish(self, index: &mut JobIndex) {
        for key in &self.held {
            index.freeze(key, false);
        }
        for (key, planned) in self.touched {
            match (planned.before, planned.after) {
                (Some(before), Some(after)) if before.ordinal == after.ordinal => {
                    index.replace(after, planned.settled);
                }
                (_, after) => {
                    index.remove(&key);
                    if let Some(after) = after {
                        index.insert(&key.business, after);
                    }
                }
            }
        }
    }

    /// Gives the plan up; the jobs are as they were.
    pub(crate) fn abandon(self, index: &mut JobIndex) {
        for key in self.touched.keys().chain(&self.held) {
            index.freeze(key, false);
        }
    }

    fn touch(&mut self, index: &JobIndex, key: JobKey) -> &mut Planned {
        match self.touched.entry(key) {
            Entry::Occupied(o) => o.into_mut(),
            Entry::Vacant(v) => {
                let before = index.find(v.key());
                v.insert(Planned {
                    after: before.clone(),
                    before,
                    again: false,
                    settled: false,
                })
            }
        }
    }
}

impl Planned {
    fn put_off(&mut self, again: Option<(Timestamp, u16)>) {
        match (again, &mut self.after) {
            (Some((due, attempt)), Some(placed)) => {
                placed.job.due = due;
                placed.job.attempt = attempt;
            }
            _ => self.after = None,
        }
    }
}

fn settle_key(business: &BusinessId, settle: &Settle) -> JobKey {
    JobKey {
        business: business.clone(),
        conversation: settle.conversation,
        task: settle.task.clone(),
    }
}

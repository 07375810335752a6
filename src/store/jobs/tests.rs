//! The index against the plainest thing that could be right: a list that is searched from end to end.

use super::*;
use frontdesk_core::{
    CustomerId, DeliveryId, Timestamp,
    job::{Lane, Lease, Queue},
    store::{Commit, Expect},
};
use proptest::prelude::*;

/// What can happen to jobs.
#[derive(Debug, Clone)]
enum Step {
    Put { task: usize, lane: u64, due: i64 },
    Lease { limit: usize },
    Settle { lease: usize, again: Option<i64> },
    Cancel { task: usize },
    Release { lease: usize },
    Wait { ms: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..8usize, 0..3u64, 0..40i64).prop_map(|(task, lane, due)| Step::Put { task, lane, due }),
        3 => (0..4usize).prop_map(|limit| Step::Lease { limit }),
        3 => (0..9usize, prop::option::of(0..40i64)).prop_map(|(lease, again)| Step::Settle { lease, again }),
        1 => (0..8usize).prop_map(|task| Step::Cancel { task }),
        1 => (0..9usize).prop_map(|lease| Step::Release { lease }),
        3 => (0..30i64).prop_map(|ms| Step::Wait { ms }),
    ]
}

const TTL_MS: u64 = 25;

#[derive(Clone)]
struct Plain {
    job: Job,
    lease: Option<(u64, Timestamp)>,
    newer: bool,
}

/// The model and the index, side by side.
struct Both {
    now: i64,
    business: BusinessId,
    conversation: ConversationId,
    tasks: Vec<Task>,
    /// In the order in which they were first committed.
    plain: Vec<Plain>,
    index: JobIndex,
    leases: Vec<Lease>,
}

impl Both {
    fn new() -> Self {
        Self {
            now: 0,
            business: "harbor-bistro".into(),
            conversation: ConversationId::new(),
            tasks: (0..8).map(|_| Task::Deliver(DeliveryId::new())).collect(),
            plain: Vec::new(),
            index: JobIndex::new(),
            leases: Vec::new(),
        }
    }

    fn commit(&mut self, fill: impl FnOnce(&mut Commit)) {
        let (business, at) = (self.business.clone(), Timestamp(self.now));
        let mut commit = Commit::to(
            business,
            self.conversation,
            CustomerId::new(),
            at,
            Expect::Any,
        );
        fill(&mut commit);
        let mut plan = JobPlan::default();
        plan.add(&mut self.index, &commit);
        plan.publish(&mut self.index);
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Wait { ms } => self.now += ms,
            Step::Put { task, lane, due } => self.put(task, lane, due),
            Step::Lease { limit } => self.lease(limit),
            Step::Settle { lease, again } => self.settle(lease, again),
            Step::Cancel { task } => {
                let task = self.tasks[task].clone();
                self.plain.retain(|p| p.job.task != task);
                self.commit(|c| c.cancels.push(task));
            }
            Step::Release { lease } => {
                let Some(lease) = self.leases.get(lease).cloned() else {
                    return;
                };
                if let Some(n) = self.owner(lease.token) {
                    self.plain[n].lease = None;
                    self.plain[n].newer = false;
                }
                self.index.release(&lease);
            }
        }
    }

    fn owner(&self, token: u64) -> Option<usize> {
        self.plain
            .iter()
            .position(|p| p.lease.is_some_and(|(t, _)| t == token))
    }

    fn put(&mut self, task: usize, lane: u64, due: i64) {
        let job = Job {
            conversation: self.conversation,
            task: self.tasks[task].clone(),
            lane: Lane(lane),
            due: Timestamp(self.now + due - 10),
            attempt: 0,
        };
        match self.plain.iter_mut().find(|p| p.job.task == job.task) {
            Some(plain) => {
                plain.job = job.clone();
                plain.newer = plain.lease.is_some();
            }
            None => self.plain.push(Plain {
                job: job.clone(),
                lease: None,
                newer: false,
            }),
        }
        self.commit(|c| c.jobs.push(job));
    }

    fn lease(&mut self, limit: usize) {
        let now = Timestamp(self.now);
        let mut expected = Vec::new();
        while expected.len() < limit {
            let held = |p: &Plain| p.lease.is_some_and(|(_, until)| until > now);
            let free = |n: &usize| {
                let lane = self.plain[*n].job.lane;
                let mut members = self
                    .plain
                    .iter()
                    .enumerate()
                    .filter(|(_, p)| p.job.lane == lane);
                let first = members.clone().map(|(n, _)| n).next();
                first == Some(*n) && !members.any(|(_, p)| held(p))
            };
            let due = |n: &usize| self.plain[*n].job.due <= now;
            let ready = (0..self.plain.len()).filter(|n| due(n) && free(n));
            let Some(n) = ready.min_by_key(|n| (self.plain[*n].job.due, *n)) else {
                break;
            };
            // The token is the index's to choose; it is filled in below.
            self.plain[n].lease = Some((0, now.plus_ms(TTL_MS)));
            self.plain[n].newer = false;
            expected.push(n);
        }
        let leases = self.index.lease(Queue::Deliveries, now, TTL_MS, limit);
        let given: Vec<&Job> = leases.jobs.iter().map(|l| &l.job).collect();
        assert_eq!(
            given,
            expected
                .iter()
                .map(|n| &self.plain[*n].job)
                .collect::<Vec<_>>()
        );
        for (n, lease) in expected.iter().zip(&leases.jobs) {
            self.plain[*n].lease = Some((lease.token, lease.until));
        }
        self.leases.extend(leases.jobs);
    }

    fn settle(&mut self, lease: usize, again: Option<i64>) {
        let Some(lease) = self.leases.get(lease).cloned() else {
            return;
        };
        let again = again.map(|ms| (Timestamp(self.now + ms), 3));
        let settle = again.map_or(lease.done(), |(due, attempt)| lease.again(due, attempt));
        let owner = self.owner(lease.token);
        let owns = JobPlan::default().owns(&self.index, &self.business, &settle);
        assert_eq!(owns, owner.is_some());
        let Some(n) = owner else { return };
        let plain = &mut self.plain[n];
        plain.lease = None;
        match (std::mem::take(&mut plain.newer), again) {
            (true, _) => {}
            (false, Some((due, attempt))) => {
                plain.job.due = due;
                plain.job.attempt = attempt;
            }
            (false, None) => drop(self.plain.remove(n)),
        }
        self.commit(|c| c.settles.push(settle));
    }

    fn compare_depths(&self) {
        let depth = self.index.depth(Queue::Deliveries);
        assert_eq!(depth.total, self.plain.len());
    }
}

proptest! {
    #[test]
    fn the_index_leases_what_a_plain_list_would(steps in prop::collection::vec(step(), 1..120)) {
        let mut both = Both::new();
        for step in steps {
            both.take(step);
            both.compare_depths();
        }
    }
}

#[test]
fn a_job_is_not_leased_again_while_its_settlement_is_on_its_way() {
    let mut both = Both::new();
    both.put(0, 1, 10);
    both.lease(1);
    let (business, lease) = (both.business.clone(), both.leases[0].clone());
    let mut commit = Commit::to(
        business,
        both.conversation,
        CustomerId::new(),
        Timestamp(0),
        Expect::Any,
    );
    commit.settles.push(lease.done());
    let late = Timestamp(1_000);
    let mut plan = JobPlan::default();
    plan.add(&mut both.index, &commit);
    assert!(
        both.index
            .lease(Queue::Deliveries, late, TTL_MS, 9)
            .jobs
            .is_empty()
    );
    plan.abandon(&mut both.index);
    assert_eq!(
        both.index
            .lease(Queue::Deliveries, late, TTL_MS, 9)
            .jobs
            .len(),
        1
    );
}

#[test]
fn commits_of_one_group_build_on_each_other() {
    let mut both = Both::new();
    both.put(0, 1, 10);
    both.lease(1);
    let lease = both.leases[0].clone();
    let business = both.business.clone();
    let commit = || {
        Commit::to(
            business.clone(),
            both.conversation,
            CustomerId::new(),
            Timestamp(0),
            Expect::Any,
        )
    };
    let mut settle = commit();
    settle.settles.push(lease.done());
    let mut put = commit();
    put.jobs.push(lease.job.clone());
    let mut plan = JobPlan::default();
    plan.add(&mut both.index, &put);
    plan.add(&mut both.index, &settle);
    assert!(!plan.owns(&both.index, &business, &lease.done()));
    plan.publish(&mut both.index);
    let again = both
        .index
        .lease(Queue::Deliveries, Timestamp(0), TTL_MS, 9)
        .jobs;
    assert_eq!(again.len(), 1, "the newer job stays");
    assert_ne!(again[0].token, lease.token);
}

//! Jobs: when they are leased and in which order, what settles them, what leases are worth.

use super::*;
use frontdesk_core::{
    EscalationId,
    store::{CommitError, Depth},
};
use std::{pin::pin, time::Duration};

async fn settle(s: &impl Subject, lease: &Lease) -> Result<Committed, CommitError> {
    let mut commit = Thread::new().commit(Expect::Any);
    commit.business = lease.business.clone();
    commit.settles.push(lease.done());
    s.store().commit(commit).await
}

async fn none_due(s: &impl Subject, queue: Queue, now: i64) {
    let leases = lease(s.store(), queue, now, 10).await;
    assert!(leases.jobs.is_empty(), "{:?}", leases.jobs);
}

pub(crate) async fn a_job_is_leased_when_it_is_due(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.job(Task::Turn, 1, 500)).await;
    none_due(&s, Queue::Turns, 499).await;
    none_due(&s, Queue::Deliveries, 500).await;
    let lease = lease_one(s.store(), Queue::Turns, 500).await;
    assert_eq!(lease.business, thread.business);
    assert_eq!(lease.job, thread.make_job(Task::Turn, 1, 500));
    assert_eq!(lease.until, at(1_500));
    none_due(&s, Queue::Turns, 500).await;
}

pub(crate) async fn jobs_are_leased_oldest_first_up_to_the_limit(s: impl Subject) {
    for due in [30, 10, 40, 20_i64] {
        done(
            s.store(),
            Thread::new().job(deliver(), due.unsigned_abs(), due),
        )
        .await;
    }
    let first = lease(s.store(), Queue::Deliveries, 100, 3).await.jobs;
    let due: Vec<_> = first.iter().map(|l| l.job.due).collect();
    assert_eq!(due, [at(10), at(20), at(30)]);
    assert_eq!(
        lease_one(s.store(), Queue::Deliveries, 100).await.job.due,
        at(40)
    );
}

pub(crate) async fn a_lane_is_served_one_at_a_time_in_the_order_of_the_commits(s: impl Subject) {
    let thread = Thread::new();
    for due in [50, 10, 30] {
        done(s.store(), thread.job(deliver(), 7, due)).await;
    }
    none_due(&s, Queue::Deliveries, 20).await;
    for due in [50, 10, 30] {
        let lease = lease_one(s.store(), Queue::Deliveries, 60).await;
        assert_eq!(lease.job.due, at(due));
        settle(&s, &lease).await.unwrap();
    }
    none_due(&s, Queue::Deliveries, 60).await;
}

pub(crate) async fn a_job_that_is_put_off_holds_up_its_lane(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.job(deliver(), 7, 0)).await;
    done(s.store(), thread.job(deliver(), 7, 0)).await;
    done(s.store(), thread.job(deliver(), 8, 0)).await;
    let leases = lease(s.store(), Queue::Deliveries, 0, 10).await.jobs;
    assert_eq!(leases.len(), 2);
    let mut put_off = thread.commit(Expect::Any);
    put_off.settles.push(leases[0].again(at(900), 3));
    done(s.store(), put_off).await;
    none_due(&s, Queue::Deliveries, 899).await;
    let again = lease_one(s.store(), Queue::Deliveries, 900).await;
    assert_eq!(
        (again.job.task.clone(), again.job.attempt),
        (leases[0].job.task.clone(), 3)
    );
    settle(&s, &again).await.unwrap();
    assert_eq!(
        lease_one(s.store(), Queue::Deliveries, 900).await.job.lane,
        Lane(7)
    );
}

pub(crate) async fn a_timer_does_not_hold_up_a_turn_of_its_lane(s: impl Subject) {
    let thread = Thread::new();
    done(
        s.store(),
        thread.job(Task::PassOn(EscalationId::new()), 7, 60_000),
    )
    .await;
    done(s.store(), thread.job(Task::Turn, 7, 0)).await;
    lease_one(s.store(), Queue::Turns, 0).await;
    lease_one(s.store(), Queue::Timers, 60_000).await;
}

pub(crate) async fn a_settled_job_is_gone_and_settles_nothing_twice(s: impl Subject) {
    done(s.store(), Thread::new().job(Task::Turn, 1, 0)).await;
    let lease = lease_one(s.store(), Queue::Turns, 0).await;
    settle(&s, &lease).await.unwrap();
    assert!(matches!(
        settle(&s, &lease).await,
        Err(CommitError::LeaseLost)
    ));
    none_due(&s, Queue::Turns, 100_000).await;
}

pub(crate) async fn a_lease_that_ended_goes_to_the_next_and_its_token_is_void(s: impl Subject) {
    done(s.store(), Thread::new().job(Task::Turn, 1, 0)).await;
    let old = lease_one(s.store(), Queue::Turns, 0).await;
    none_due(&s, Queue::Turns, 999).await;
    let new = lease_one(s.store(), Queue::Turns, 1_000).await;
    assert_ne!(old.token, new.token);
    assert!(matches!(
        settle(&s, &old).await,
        Err(CommitError::LeaseLost)
    ));
    s.store().release(&old).await.unwrap();
    none_due(&s, Queue::Turns, 1_999).await;
    settle(&s, &new).await.unwrap();
}

pub(crate) async fn a_released_job_is_leased_again_at_once(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.job(deliver(), 1, 0)).await;
    done(s.store(), thread.job(deliver(), 1, 0)).await;
    let old = lease_one(s.store(), Queue::Deliveries, 0).await;
    s.store().release(&old).await.unwrap();
    let new = lease_one(s.store(), Queue::Deliveries, 0).await;
    assert_eq!(old.job, new.job);
    assert!(matches!(
        settle(&s, &old).await,
        Err(CommitError::LeaseLost)
    ));
    settle(&s, &new).await.unwrap();
}

pub(crate) async fn committing_a_job_again_replaces_it_and_keeps_its_place(s: impl Subject) {
    let thread = Thread::new();
    let task = deliver();
    done(s.store(), thread.job(task.clone(), 7, 0)).await;
    done(s.store(), thread.job(deliver(), 7, 0)).await;
    let mut again = thread.job(task.clone(), 7, 40);
    again.jobs[0].attempt = 2;
    done(s.store(), again).await;
    assert_eq!(s.store().depth(Queue::Deliveries).total, 2);
    none_due(&s, Queue::Deliveries, 39).await;
    let lease = lease_one(s.store(), Queue::Deliveries, 40).await;
    assert_eq!((lease.job.task.clone(), lease.job.attempt), (task, 2));
    let elsewhere = Thread::new().job(lease.job.task.clone(), 9, 0);
    done(s.store(), elsewhere).await;
    assert_eq!(s.store().depth(Queue::Deliveries).total, 3);
}

pub(crate) async fn a_job_committed_again_while_leased_outlives_its_settlement(s: impl Subject) {
    let thread = Thread::new();
    for again in [None, Some((at(70_000), 5))] {
        done(s.store(), thread.job(Task::Turn, 7, 0)).await;
        let old = lease_one(s.store(), Queue::Turns, 0).await;
        done(s.store(), thread.job(Task::Turn, 7, 40)).await;
        none_due(&s, Queue::Turns, 50).await;
        let mut commit = thread.commit(Expect::Any);
        let end = again.map_or(old.done(), |(due, attempt)| old.again(due, attempt));
        commit.settles.push(end);
        done(s.store(), commit).await;
        none_due(&s, Queue::Turns, 39).await;
        let new = lease_one(s.store(), Queue::Turns, 40).await;
        assert_eq!((new.job.due, new.job.attempt), (at(40), 0));
        settle(&s, &new).await.unwrap();
        none_due(&s, Queue::Turns, 100_000).await;
    }
}

pub(crate) async fn a_cancelled_job_is_gone_leased_or_not(s: impl Subject) {
    let thread = Thread::new();
    let (leased, waiting) = (deliver(), deliver());
    done(s.store(), thread.job(leased.clone(), 7, 0)).await;
    done(s.store(), thread.job(waiting.clone(), 7, 0)).await;
    done(s.store(), Thread::new().job(waiting.clone(), 7, 0)).await;
    let lease = lease_one(s.store(), Queue::Deliveries, 0).await;
    let mut commit = thread.commit(Expect::Any);
    commit.cancels = vec![leased, waiting, Task::Turn];
    done(s.store(), commit).await;
    assert!(matches!(
        settle(&s, &lease).await,
        Err(CommitError::LeaseLost)
    ));
    let other = lease_one(s.store(), Queue::Deliveries, 0).await;
    assert_ne!(other.job.conversation, thread.conversation);
    assert_eq!(s.store().depth(Queue::Deliveries).total, 1);
}

pub(crate) async fn a_settle_of_another_business_is_refused(s: impl Subject) {
    let thread = Thread::of("here");
    done(s.store(), thread.job(Task::Turn, 1, 0)).await;
    let lease = lease_one(s.store(), Queue::Turns, 0).await;
    let mut commit = Thread::of("there").opening("hello");
    commit.settles.push(lease.done());
    assert!(matches!(
        s.store().commit(commit).await,
        Err(CommitError::LeaseLost)
    ));
    settle(&s, &lease).await.unwrap();
}

pub(crate) async fn a_commit_that_rests_on_a_lease_leaves_it_and_is_made_only_with_it(
    s: impl Subject,
) {
    let thread = Thread::new();
    done(s.store(), thread.job(Task::Turn, 1, 0)).await;
    let old = lease_one(s.store(), Queue::Turns, 0).await;
    let mut commit = thread.message("hello");
    commit.settles.push(old.held());
    done(s.store(), commit.clone()).await;
    none_due(&s, Queue::Turns, 999).await;
    assert_eq!(s.store().depth(Queue::Turns).leased, 1);
    let new = lease_one(s.store(), Queue::Turns, 1_000).await;
    assert_eq!((&new.job, new.token == old.token), (&old.job, false));
    let refused = s.store().commit(commit).await;
    assert!(matches!(refused, Err(CommitError::LeaseLost)));
    let mut both = thread.message("hello?");
    both.settles.push(new.held());
    both.jobs = vec![thread.make_job(Task::Turn, 1, 20)];
    done(s.store(), both).await;
    settle(&s, &new).await.unwrap();
    let newer = lease_one(s.store(), Queue::Turns, 1_020).await;
    assert_eq!(newer.job.due, at(20), "it was committed again while leased");
    settle(&s, &newer).await.unwrap();
    assert_eq!(s.store().depth(Queue::Turns), Depth::default());
}

pub(crate) async fn a_settlement_needs_neither_conversation_nor_customer(s: impl Subject) {
    let mut thread = Thread::new();
    thread.customer = CustomerId::from_bytes([0; 16]);
    for again in [Some((at(500), 1)), None] {
        if again.is_some() {
            done(s.store(), thread.job(Task::Turn, 1, 0)).await;
        }
        let lease = lease_one(s.store(), Queue::Turns, 500).await;
        let mut commit = thread.commit(Expect::Any);
        let settle = again.map_or(lease.done(), |(due, attempt)| lease.again(due, attempt));
        commit.settles.push(settle);
        let end = done(s.store(), commit).await;
        assert_eq!((end.first, end.state.seq), (0, 0));
    }
    assert_eq!(s.store().depth(Queue::Turns), Depth::default());
    let s = s.reopen().await;
    let (business, id) = (&thread.business, thread.conversation);
    assert!(s.store().load(business, id).await.unwrap().is_none());
    assert!(s.store().list(business, None, 9).await.unwrap().is_empty());
}

pub(crate) async fn next_says_when_to_ask_again(s: impl Subject) {
    assert_eq!(lease(s.store(), Queue::Turns, 0, 10).await.next, None);
    done(s.store(), Thread::new().job(Task::Turn, 1, 0)).await;
    done(s.store(), Thread::new().job(Task::Turn, 2, 3_000)).await;
    let leases = lease(s.store(), Queue::Turns, 0, 10).await;
    assert_eq!(leases.next, Some(at(1_000)), "the end of the lease");
    settle(&s, &leases.jobs[0]).await.unwrap();
    let leases = lease(s.store(), Queue::Turns, 0, 10).await;
    assert_eq!(leases.next, Some(at(3_000)), "the job that is not due yet");
}

pub(crate) async fn a_watcher_hears_of_new_work(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.job(deliver(), 1, 0)).await;
    done(s.store(), thread.job(deliver(), 1, 0)).await;
    // At once, for what came before.
    s.store().watch(Queue::Deliveries).await;
    let lease = lease_one(s.store(), Queue::Deliveries, 0).await;
    let mut watch = pin!(s.store().watch(Queue::Deliveries));
    let quiet = tokio::time::timeout(Duration::from_millis(5), &mut watch).await;
    assert!(quiet.is_err(), "the rest of the lane is not due");
    settle(&s, &lease).await.unwrap();
    watch.await;
}

pub(crate) async fn work_that_comes_between_leasing_and_watching_is_heard_of(s: impl Subject) {
    for lane in 0..50 {
        none_due(&s, Queue::Turns, 0).await;
        let early = lane % 2 == 0;
        let mut watch = pin!(s.store().watch(Queue::Turns));
        if early {
            let quiet = tokio::time::timeout(Duration::ZERO, &mut watch).await;
            assert!(quiet.is_err(), "nothing came since the last was heard of");
        }
        let thread = Thread::new();
        done(s.store(), thread.job(Task::Turn, lane, 0)).await;
        watch.await;
        let lease = lease_one(s.store(), Queue::Turns, 0).await;
        settle(&s, &lease).await.unwrap();
    }
}

pub(crate) async fn the_depth_counts_jobs(s: impl Subject) {
    assert_eq!(s.store().depth(Queue::Turns), Depth::default());
    for due in [20, 10, 30_i64] {
        done(
            s.store(),
            Thread::new().job(Task::Turn, due.unsigned_abs(), due),
        )
        .await;
    }
    let depth = |total, leased, due: Option<i64>| Depth {
        total,
        leased,
        oldest_due: due.map(at),
    };
    assert_eq!(s.store().depth(Queue::Turns), depth(3, 0, Some(10)));
    let lease = lease_one(s.store(), Queue::Turns, 10).await;
    assert_eq!(s.store().depth(Queue::Turns), depth(3, 1, Some(20)));
    settle(&s, &lease).await.unwrap();
    assert_eq!(s.store().depth(Queue::Turns), depth(2, 0, Some(20)));
    assert_eq!(s.store().depth(Queue::Deliveries), Depth::default());
}

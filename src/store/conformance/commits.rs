//! All or nothing, numbering, expectations, limits.

use super::*;
use frontdesk_core::{
    ErrorKind, Retry,
    event::Entry,
    store::{CommitError, Depth, Revision},
};
use std::{collections::BTreeSet, sync::Arc};

pub(crate) async fn a_commit_gives_the_state_and_the_number_of_its_first_entry(s: impl Subject) {
    let thread = Thread::new();
    let opened = done(s.store(), thread.opening("hello")).await;
    assert_eq!((opened.first, opened.state.seq), (1, 2));
    assert_eq!(opened.state.customer, thread.customer);
    let next = done(s.store(), thread.message("are you there?")).await;
    assert_eq!((next.first, next.state.seq), (3, 3));
    assert_eq!(&*next.state.recent.back().unwrap().text, "are you there?");
    let loaded = s
        .store()
        .load(&thread.business, thread.conversation)
        .await
        .unwrap();
    assert_eq!(*loaded.unwrap(), *next.state);
}

pub(crate) async fn entries_are_numbered_from_one_without_gaps(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.opening("one")).await;
    for n in 0..70 {
        let mut commit = thread.message(&format!("message {n}"));
        commit.at = at(n);
        if n % 3 == 0 {
            commit.events.push(Event::OptedIn.into());
        }
        done(s.store(), commit).await;
    }
    let entries = journal_of(&s, &thread).await;
    let numbers: Vec<u64> = entries.iter().map(|e| e.seq).collect();
    assert_eq!(numbers, (1..=entries.len() as u64).collect::<Vec<_>>());
    assert_eq!(entries.len(), 2 + 70 + 24);
    assert_eq!(entries.last().unwrap().at, at(69));
}

pub(crate) async fn a_commit_without_events_changes_no_journal(s: impl Subject) {
    let thread = Thread::new();
    let nothing = done(s.store(), thread.commit(Expect::Any)).await;
    assert_eq!((nothing.first, nothing.state.seq), (0, 0));
    assert!(
        s.store()
            .load(&thread.business, thread.conversation)
            .await
            .unwrap()
            .is_none()
    );
    done(s.store(), thread.opening("hello")).await;
    let job = done(s.store(), thread.job(Task::Turn, 1, 0)).await;
    assert_eq!((job.first, job.state.seq), (2, 2));
    assert_eq!(journal_of(&s, &thread).await.len(), 2);
}

pub(crate) async fn a_new_conversation_is_refused_where_it_exists(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.opening("hello")).await;
    let again = s.store().commit(thread.opening("hello again")).await;
    assert!(matches!(again, Err(CommitError::Conflict)), "{again:?}");
    let elsewhere = Thread {
        business: "other".into(),
        ..thread.clone()
    };
    done(
        s.store(),
        elsewhere.opening("the same id in another business"),
    )
    .await;
    let mut early = Thread::new().message("too early");
    early.expect = Expect::At(Revision(0));
    assert!(matches!(
        s.store().commit(early).await,
        Err(CommitError::Conflict)
    ));
}

pub(crate) async fn of_two_that_open_the_same_conversation_one_wins(s: impl Subject) {
    for _ in 0..20 {
        let thread = Thread::new();
        let (a, b) = tokio::join!(
            s.store().commit(thread.opening("a")),
            s.store().commit(thread.opening("b"))
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let lost = if a.is_ok() { b } else { a };
        assert!(matches!(lost, Err(CommitError::Conflict)));
        assert_eq!(journal_of(&s, &thread).await.len(), 2);
    }
}

pub(crate) async fn a_decision_on_an_old_revision_is_refused(s: impl Subject) {
    let thread = Thread::new();
    let read = done(s.store(), thread.opening("hello"))
        .await
        .state
        .revision;
    done(s.store(), thread.message("one more thing")).await;
    let mut decision = thread.message("an answer");
    decision.expect = Expect::At(read);
    let refused = s.store().commit(decision.clone()).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    decision.expect = Expect::At(Revision(3));
    done(s.store(), decision).await;
}

pub(crate) async fn only_material_events_move_the_revision(s: impl Subject) {
    let thread = Thread::new();
    let read = done(s.store(), thread.opening("hello"))
        .await
        .state
        .revision;
    let mut fact = thread.commit(Expect::Any);
    let source = MessageId::new();
    fact.events
        .push(Event::FactRemembered { source }.with(Body::Text("likes fish".into())));
    assert_eq!(done(s.store(), fact).await.state.revision, read);
    let mut decision = thread.message("an answer");
    decision.expect = Expect::At(read);
    done(s.store(), decision).await;
}

/// A thread with one claim, a job that is leased, and a commit that would change everything.
async fn loaded_thread(s: &impl Subject) -> (Thread, Lease, Commit) {
    let thread = Thread::new();
    let mut first = thread.opening("hello");
    first.claims.push(claim("seen:1", 1));
    first.jobs.push(thread.make_job(Task::Turn, 1, 0));
    done(s.store(), first).await;
    let lease = lease_one(s.store(), Queue::Turns, 0).await;
    let mut change = thread.message("more");
    change.settles.push(lease.done());
    change.releases.push(key("seen:1"));
    change.claims.push(claim("seen:2", 0));
    change.jobs.push(thread.make_job(deliver(), 2, 0));
    (thread, lease, change)
}

/// Everything that can be asked about a thread.
async fn everything(s: &impl Subject, t: &Thread) -> (Vec<Entry>, Vec<bool>, Vec<Depth>, u64) {
    let mut claims = Vec::new();
    for name in ["seen:1", "seen:2", "seen:3"] {
        claims.push(
            s.store()
                .lookup(&t.business, &key(name))
                .await
                .unwrap()
                .is_some(),
        );
    }
    let depths = Queue::ALL.map(|q| s.store().depth(q)).to_vec();
    let state = s.store().load(&t.business, t.conversation).await.unwrap();
    (
        journal_of(s, t).await,
        claims,
        depths,
        state.map_or(0, |c| c.seq),
    )
}

pub(crate) async fn a_refused_commit_changes_nothing(s: impl Subject) {
    let (thread, _lease, change) = loaded_thread(&s).await;
    let before = everything(&s, &thread).await;
    let mut lost = change.clone();
    lost.settles[0].token ^= 1;
    let refused = s.store().commit(lost).await;
    assert!(
        matches!(refused, Err(CommitError::LeaseLost)),
        "{refused:?}"
    );
    let mut conflict = change.clone();
    conflict.expect = Expect::New;
    let refused = s.store().commit(conflict).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    let mut taken = change.clone();
    taken.releases.clear();
    taken.claims.push(claim("seen:1", 0));
    let refused = s.store().commit(taken).await;
    assert!(
        matches!(refused, Err(CommitError::Taken(..))),
        "{refused:?}"
    );
    assert_eq!(everything(&s, &thread).await, before);
    done(s.store(), change).await;
    let after = everything(&s, &thread).await;
    assert_eq!(
        (after.0.len(), &*after.1, after.3),
        (3, &[false, true, false][..], 3)
    );
    assert_eq!(
        after.2.iter().map(|d| d.total).collect::<Vec<_>>(),
        [0, 1, 0]
    );
}

pub(crate) async fn what_does_not_hold_is_told_in_the_order_of_the_contract(s: impl Subject) {
    let (_, lease, mut change) = loaded_thread(&s).await;
    change.releases.clear();
    change.claims[0] = claim("seen:1", 0);
    change.expect = Expect::New;
    change.settles[0].token ^= 1;
    let refused = s.store().commit(change.clone()).await;
    assert!(
        matches!(refused, Err(CommitError::LeaseLost)),
        "{refused:?}"
    );
    change.settles[0].token = lease.token;
    let refused = s.store().commit(change.clone()).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    change.expect = Expect::Any;
    let refused = s.store().commit(change).await;
    assert!(
        matches!(refused, Err(CommitError::Taken(..))),
        "{refused:?}"
    );
}

pub(crate) async fn a_commit_over_the_size_limit_is_refused_whole(s: impl Subject) {
    let thread = Thread::new();
    let refused = s
        .store()
        .commit(thread.opening(&"x".repeat(64 * 1024)))
        .await;
    let Err(CommitError::Store(error)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (error.kind(), error.retry()),
        (ErrorKind::Invalid, Retry::Never)
    );
    assert!(
        s.store()
            .load(&thread.business, thread.conversation)
            .await
            .unwrap()
            .is_none()
    );
    done(
        s.store(),
        thread.opening(&"x".repeat(crate::COMMIT_BYTES - 1024)),
    )
    .await;
    assert_eq!(journal_of(&s, &thread).await.len(), 2);
}

pub(crate) async fn a_commit_that_contradicts_itself_is_refused(s: impl Subject) {
    let thread = Thread::new();
    let mut astray = thread.opening("hello");
    astray.claims.push(claim("seen:1", 2));
    let mut stranger = thread.opening("hello");
    stranger.customer = CustomerId::new();
    let mut many = thread.opening("hello");
    many.events = (0..65).map(|_| said("again")).collect();
    for commit in [astray, stranger, many] {
        let refused = s.store().commit(commit).await;
        let Err(CommitError::Store(error)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
}

pub(crate) async fn a_conversation_keeps_its_customer(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.opening("hello")).await;
    let mut other = thread.message("it is me");
    other.customer = CustomerId::new();
    let refused = s.store().commit(other).await;
    assert!(matches!(refused, Err(CommitError::Store(_))), "{refused:?}");
}

pub(crate) async fn concurrent_commits_are_all_kept_and_numbered(s: impl Subject) {
    let s = Arc::new(s);
    let threads: Vec<Thread> = (0..4).map(|_| Thread::new()).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200 {
        let (s, thread) = (s.clone(), threads[n % 4].clone());
        tasks.spawn(async move {
            let mut commit = thread.message(&format!("message {n}"));
            commit.claims.push(claim(&format!("seen:{n}"), 0));
            let committed = done(s.store(), commit).await;
            let found = s
                .store()
                .lookup(&thread.business, &key(&format!("seen:{n}")))
                .await;
            assert_eq!(found.unwrap().unwrap().seq, committed.first);
            (n % 4, committed.first)
        });
    }
    let numbered: BTreeSet<(usize, u64)> = tasks.join_all().await.into_iter().collect();
    assert_eq!(numbered.len(), 200);
    for thread in &threads {
        let entries = journal_of(&*s, thread).await;
        assert_eq!(entries.len(), 50);
        assert!(entries.iter().zip(1..).all(|(e, n)| e.seq == n));
    }
}

pub(super) async fn journal_of(s: &impl Subject, t: &Thread) -> Vec<Entry> {
    s.store()
        .journal(&t.business, t.conversation, 0, 10_000)
        .await
        .unwrap()
}

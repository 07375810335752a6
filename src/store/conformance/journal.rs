//! Reading back: journals, lists, after reopening, after erasing.

use super::{commits::journal_of, *};
use frontdesk_core::{event::Entry, store::CommitError};

pub(crate) async fn an_unknown_conversation_is_none(s: impl Subject) {
    let thread = Thread::new();
    assert!(
        s.store()
            .load(&thread.business, thread.conversation)
            .await
            .unwrap()
            .is_none()
    );
    assert!(journal_of(&s, &thread).await.is_empty());
    assert!(
        s.store()
            .list(&thread.business, None, 10)
            .await
            .unwrap()
            .is_empty()
    );
    s.store().probe().await.unwrap();
}

pub(crate) async fn the_journal_is_read_in_pieces(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.opening("hello")).await;
    for n in 0..20 {
        let mut commit = thread.message(&format!("{n}"));
        commit.events.push(Event::OptedIn.into());
        commit.events.push(said("and more"));
        done(s.store(), commit).await;
    }
    let all = journal_of(&s, &thread).await;
    assert_eq!(all.len(), 62);
    for size in [1, 2, 5, 100] {
        let mut pieces: Vec<Entry> = Vec::new();
        loop {
            let after = pieces.last().map_or(0, |e| e.seq);
            let piece = s
                .store()
                .journal(&thread.business, thread.conversation, after, size);
            let piece = piece.await.unwrap();
            if piece.is_empty() {
                break;
            }
            assert!(piece.len() <= size);
            pieces.extend(piece);
        }
        assert_eq!(pieces, all);
    }
}

pub(crate) async fn a_journal_belongs_to_its_business(s: impl Subject) {
    let thread = Thread::of("bistro");
    done(s.store(), thread.opening("hello")).await;
    for stranger in ["bistr", "bistro2", ""] {
        let stranger = BusinessId::from(stranger);
        let id = thread.conversation;
        assert!(s.store().load(&stranger, id).await.unwrap().is_none());
        assert!(
            s.store()
                .journal(&stranger, id, 0, 10)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            s.store()
                .list(&stranger, None, 10)
                .await
                .unwrap()
                .is_empty()
        );
    }
    assert!(
        s.store()
            .load(&thread.business, thread.conversation)
            .await
            .unwrap()
            .is_some()
    );
}

pub(crate) async fn conversations_are_listed_in_the_order_of_their_ids(s: impl Subject) {
    let threads: Vec<Thread> = (0..7).map(|_| Thread::of("here")).collect();
    for thread in threads
        .iter()
        .rev()
        .chain([&Thread::of("her"), &Thread::of("herf")])
    {
        done(s.store(), thread.opening("hello")).await;
        done(s.store(), thread.message("more")).await;
    }
    let ids: Vec<_> = threads.iter().map(|t| t.conversation).collect();
    let here = BusinessId::from("here");
    assert_eq!(s.store().list(&here, None, 100).await.unwrap(), ids);
    assert_eq!(s.store().list(&here, None, 3).await.unwrap(), ids[..3]);
    assert_eq!(
        s.store().list(&here, Some(ids[2]), 3).await.unwrap(),
        ids[3..6]
    );
    assert!(
        s.store()
            .list(&here, Some(ids[6]), 3)
            .await
            .unwrap()
            .is_empty()
    );
}

pub(crate) async fn a_forgotten_customer_reads_as_erased(s: impl Subject) {
    let (gone, stays) = (Thread::new(), Thread::new());
    for thread in [&gone, &stays] {
        done(s.store(), thread.opening("my allergy")).await;
        for _ in 0..70 {
            done(s.store(), thread.message("and my address")).await;
        }
    }
    s.forget(&gone.business, gone.customer).await;
    let s = erased(s, &gone, 72).await;
    let s = erased(s.reopen().await, &gone, 72).await;
    let kept = journal_of(&s, &stays).await;
    assert!(kept.iter().all(|e| e.body != Body::Erased));
}

async fn erased<S: Subject>(s: S, thread: &Thread, entries: usize) -> S {
    let journal = journal_of(&s, thread).await;
    assert_eq!(journal.len(), entries);
    assert_eq!(journal[0].body, Body::Empty);
    assert!(journal[1..].iter().all(|e| e.body == Body::Erased));
    let state = s
        .store()
        .load(&thread.business, thread.conversation)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (state.seq, state.recent.len(), &state.name),
        (entries as u64, 0, &None)
    );
    s
}

pub(crate) async fn a_customer_who_writes_again_after_being_forgotten_is_read(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.opening("before")).await;
    s.forget(&thread.business, thread.customer).await;
    done(s.store(), thread.message("after")).await;
    let s = s.reopen().await;
    let journal = journal_of(&s, &thread).await;
    assert_eq!(journal[1].body, Body::Erased);
    assert!(matches!(&journal[2].body, Body::Said { text, .. } if text == "after"));
    let state = s
        .store()
        .load(&thread.business, thread.conversation)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(state.recent.len(), 1);
}

pub(crate) async fn all_is_there_after_reopening(s: impl Subject) {
    let thread = Thread::new();
    let mut first = thread.opening("hello");
    first.claims.push(claim("seen:1", 1));
    first.jobs.push(thread.make_job(Task::Turn, 1, 0));
    first.jobs.push(thread.make_job(deliver(), 2, 10));
    first.jobs.push(thread.make_job(deliver(), 2, 5));
    done(s.store(), first).await;
    for n in 0..100 {
        done(s.store(), thread.message(&format!("{n}"))).await;
    }
    let state = s
        .store()
        .load(&thread.business, thread.conversation)
        .await
        .unwrap();
    let journal = journal_of(&s, &thread).await;
    let depths = Queue::ALL.map(|q| s.store().depth(q));
    let s = s.reopen().await;
    assert_eq!(
        s.store()
            .load(&thread.business, thread.conversation)
            .await
            .unwrap(),
        state
    );
    assert_eq!(journal_of(&s, &thread).await, journal);
    assert_eq!(Queue::ALL.map(|q| s.store().depth(q)), depths);
    assert_eq!(
        s.store()
            .lookup(&thread.business, &key("seen:1"))
            .await
            .unwrap()
            .unwrap()
            .seq,
        2
    );
    let first = lease_one(s.store(), Queue::Deliveries, 10).await;
    assert_eq!(first.job.due, at(10), "lanes keep their order");
    done(s.store(), thread.message("and on")).await;
    assert_eq!(journal_of(&s, &thread).await.len(), journal.len() + 1);
}

pub(crate) async fn leases_are_void_after_reopening(s: impl Subject) {
    let thread = Thread::new();
    done(s.store(), thread.job(Task::Turn, 1, 0)).await;
    let old = lease_one(s.store(), Queue::Turns, 0).await;
    let s = s.reopen().await;
    let new = lease_one(s.store(), Queue::Turns, 0).await;
    let mut commit = thread.commit(Expect::Any);
    commit.settles.push(old.done());
    let refused = s.store().commit(commit.clone()).await;
    assert!(
        matches!(refused, Err(CommitError::LeaseLost)),
        "{refused:?}"
    );
    commit.settles[0] = new.done();
    done(s.store(), commit).await;
}

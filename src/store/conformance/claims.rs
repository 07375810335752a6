//! Names that are taken once.

use super::*;
use frontdesk_core::store::{Claimed, CommitError};

async fn found(s: &impl Subject, business: &BusinessId, name: &str) -> Option<Claimed> {
    s.store().lookup(business, &key(name)).await.unwrap()
}

pub(crate) async fn a_claim_leads_to_its_entry_and_delivery(s: impl Subject) {
    let thread = Thread::new();
    assert!(found(&s, &thread.business, "sent:SM1").await.is_none());
    let mut commit = thread.opening("hello");
    let delivery = Some(DeliveryId::new());
    commit.claims.push(Claim {
        delivery,
        ..claim("sent:SM1", 1)
    });
    done(s.store(), commit).await;
    let expected = Claimed {
        conversation: thread.conversation,
        customer: thread.customer,
        seq: 2,
        delivery,
    };
    assert_eq!(
        found(&s, &thread.business, "sent:SM1").await,
        Some(expected)
    );
}

pub(crate) async fn a_taken_name_says_by_what(s: impl Subject) {
    let (first, second) = (Thread::new(), Thread::new());
    let mut commit = first.opening("hello");
    commit.claims.push(claim("seen:1", 1));
    done(s.store(), commit).await;
    let mut commit = second.opening("hello");
    commit.claims.push(claim("seen:2", 0));
    commit.claims.push(claim("seen:1", 1));
    let Err(CommitError::Taken(name, by)) = s.store().commit(commit).await else {
        panic!("the name was taken");
    };
    assert_eq!(
        (name, by.conversation, by.seq),
        (key("seen:1"), first.conversation, 2)
    );
    assert!(found(&s, &second.business, "seen:2").await.is_none());
}

pub(crate) async fn the_same_name_in_two_businesses_is_two_claims(s: impl Subject) {
    let (here, there) = (Thread::of("here"), Thread::of("there"));
    for thread in [&here, &there] {
        let mut commit = thread.opening("hello");
        commit.claims.push(claim("seen:1", 0));
        done(s.store(), commit).await;
    }
    for thread in [&here, &there] {
        let claimed = found(&s, &thread.business, "seen:1").await.unwrap();
        assert_eq!(claimed.conversation, thread.conversation);
    }
    let mut commit = here.message("bye");
    commit.releases.push(key("seen:1"));
    done(s.store(), commit).await;
    assert!(found(&s, &here.business, "seen:1").await.is_none());
    assert!(found(&s, &there.business, "seen:1").await.is_some());
}

pub(crate) async fn a_released_name_can_be_taken_in_the_same_commit(s: impl Subject) {
    let (old, new) = (Thread::new(), Thread::new());
    let mut commit = old.opening("hello");
    commit.claims.push(claim("open:sms:+15550123", 0));
    done(s.store(), commit).await;
    let mut commit = new.opening("hello again");
    commit.releases.push(key("open:sms:+15550123"));
    commit.claims.push(claim("open:sms:+15550123", 0));
    done(s.store(), commit).await;
    let claimed = found(&s, &new.business, "open:sms:+15550123")
        .await
        .unwrap();
    assert_eq!(claimed.conversation, new.conversation);
}

pub(crate) async fn a_name_claimed_twice_in_one_commit_is_taken(s: impl Subject) {
    let thread = Thread::new();
    let mut commit = thread.opening("hello");
    commit.claims.push(claim("seen:1", 0));
    commit.claims.push(claim("seen:1", 1));
    let refused = s.store().commit(commit).await;
    assert!(
        matches!(&refused, Err(CommitError::Taken(_, by)) if by.seq == 1),
        "{refused:?}"
    );
    assert!(found(&s, &thread.business, "seen:1").await.is_none());
}

pub(crate) async fn of_many_that_claim_a_name_at_once_one_wins(s: impl Subject) {
    let s = std::sync::Arc::new(s);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let s = s.clone();
        tasks.spawn(async move {
            let thread = Thread::new();
            let mut commit = thread.opening("hello");
            commit.claims.push(claim("seen:1", 1));
            (thread.conversation, s.store().commit(commit).await)
        });
    }
    let ends = tasks.join_all().await;
    let mut won = ends.iter().filter(|(_, end)| end.is_ok());
    let (winner, _) = won.next().unwrap();
    assert!(won.next().is_none());
    for (_, end) in ends.iter().filter(|(id, _)| id != winner) {
        let Err(CommitError::Taken(_, by)) = end else {
            panic!("{end:?}");
        };
        assert_eq!(by.conversation, *winner);
    }
    let listed = s
        .store()
        .list(&"harbor-bistro".into(), None, 100)
        .await
        .unwrap();
    assert_eq!(listed, [*winner]);
}

pub(crate) async fn a_name_is_free_again_after_its_release(s: impl Subject) {
    let thread = Thread::new();
    let mut commit = thread.opening("hello");
    commit.releases.push(key("never taken"));
    done(s.store(), commit).await;
    for _ in 0..3 {
        let mut commit = thread.message("again");
        commit.claims.push(claim("open", 0));
        done(s.store(), commit.clone()).await;
        assert!(matches!(
            s.store().commit(commit).await,
            Err(CommitError::Taken(..))
        ));
        let mut commit = thread.commit(Expect::Any);
        commit.releases.push(key("open"));
        done(s.store(), commit).await;
        assert!(found(&s, &thread.business, "open").await.is_none());
    }
}

pub(crate) async fn a_name_taken_without_an_event_leads_to_the_last_entry(s: impl Subject) {
    let thread = Thread::new();
    let mut early = thread.commit(Expect::Any);
    early.claims.push(claim("note:0", 0));
    assert_eq!(done(s.store(), early).await.first, 0);
    done(s.store(), thread.opening("hello")).await;
    let mut late = thread.commit(Expect::Any);
    late.claims.push(claim("note:2", 0));
    let commit = done(s.store(), late.clone()).await;
    assert_eq!((commit.first, commit.state.seq), (2, 2));
    for (name, seq) in [("note:0", 0), ("note:2", 2)] {
        let claimed = found(&s, &thread.business, name).await.unwrap();
        assert_eq!(claimed.seq, seq);
        assert_eq!(claimed.conversation, thread.conversation);
    }
    let again = s.store().commit(late).await;
    assert!(matches!(again, Err(CommitError::Taken(_, by)) if by.seq == 2));
    let s = s.reopen().await;
    let claimed = found(&s, &thread.business, "note:2").await.unwrap();
    assert_eq!(claimed.seq, 2);
}

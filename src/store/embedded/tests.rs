//! What only this store has: files, keys, a disk that can fail.

use super::{disk::Fault, *};
use crate::conformance::{Subject, conformance};
use frontdesk_core::{
    Address, MessageId,
    event::{ConversationKind, Event, Handling},
    job::{Job, Lane, Task},
    store::Claim,
};
use std::fs;
use tempfile::TempDir;

struct Embedded {
    store: EmbeddedStore,
    folder: TempDir,
    key: MasterKey,
}

#[async_trait]
impl Subject for Embedded {
    async fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = MasterKey::generate();
        Self {
            store: EmbeddedStore::open(folder.path(), &key).unwrap(),
            folder,
            key,
        }
    }

    fn store(&self) -> &dyn Store {
        &self.store
    }

    async fn reopen(self) -> Self {
        self.store.close().await;
        let Self { folder, key, .. } = self;
        Self {
            store: EmbeddedStore::open(folder.path(), &key).unwrap(),
            folder,
            key,
        }
    }

    async fn forget(&self, business: &BusinessId, customer: CustomerId) {
        self.store
            .forget_customer(business, customer)
            .await
            .unwrap();
    }
}

conformance!(Embedded);

const SECRET: &str = "the shellfish gave me a rash on the third of May";
const NUMBER: &str = "+15550177123";

pub(super) fn message(
    business: &str,
    conversation: ConversationId,
    customer: CustomerId,
) -> Commit {
    let mut commit = Commit::to(
        business.into(),
        conversation,
        customer,
        Timestamp(5),
        Expect::Any,
    );
    let event = Event::MessageReceived {
        message: MessageId::new(),
        inbox: "front".into(),
        handling: Handling::Turn,
        masked: 0,
    };
    commit.events.push(event.with(Body::said(
        Address::new("sms", NUMBER),
        Some("Ana".into()),
        SECRET,
    )));
    commit
}

fn opening() -> Commit {
    let customer = CustomerId::new();
    let mut commit = message("harbor-bistro", ConversationId::new(), customer);
    commit.expect = Expect::New;
    let kind = ConversationKind::Customer;
    commit
        .events
        .insert(0, Event::ConversationOpened { customer, kind }.into());
    commit.claims.push(Claim {
        key: ClaimKey(format!("open:sms:{NUMBER}")),
        event: 0,
        delivery: None,
    });
    commit.jobs.push(Job {
        conversation: commit.conversation,
        task: Task::Turn,
        lane: Lane(1),
        due: Timestamp(5),
        attempt: 0,
    });
    commit
}

/// Another message in the conversation of a commit.
fn more(commit: &Commit) -> Commit {
    message(
        commit.business.as_str(),
        commit.conversation,
        commit.customer,
    )
}

#[tokio::test]
async fn nothing_that_a_customer_wrote_is_readable_in_the_files() {
    let s = Embedded::fresh().await;
    let first = opening();
    s.store.commit(first.clone()).await.unwrap();
    for _ in 0..130 {
        s.store.commit(more(&first)).await.unwrap();
    }
    s.store.close().await;
    let mut files = 0;
    for entry in fs::read_dir(s.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            for planted in [SECRET, NUMBER, "Ana", &NUMBER[1..], &SECRET[10..30]] {
                let found = bytes
                    .windows(planted.len())
                    .any(|w| w == planted.as_bytes());
                assert!(!found, "{planted:?} in {}", path.display());
            }
            files += 1;
        }
    }
    assert!(files >= 3);
}

#[tokio::test]
async fn snapshots_can_be_deleted() {
    let s = Embedded::fresh().await;
    let first = opening();
    s.store.commit(first.clone()).await.unwrap();
    for _ in 0..200 {
        s.store.commit(more(&first)).await.unwrap();
    }
    let state = s
        .store
        .load(&first.business, first.conversation)
        .await
        .unwrap();
    let s = s.reopen().await;
    let at = records::snapshot_at(&first.business, first.conversation);
    {
        let disk = s.store.shared.disk.read().unwrap();
        assert!(disk.tree().remove(&at).unwrap().is_some());
    }
    assert_eq!(
        s.store
            .load(&first.business, first.conversation)
            .await
            .unwrap(),
        state
    );
    let s = s.reopen().await;
    s.store
        .shared
        .disk
        .read()
        .unwrap()
        .tree()
        .insert(&at, b"\x01rubbish".as_slice())
        .unwrap();
    assert_eq!(
        s.store
            .load(&first.business, first.conversation)
            .await
            .unwrap(),
        state
    );
}

#[tokio::test]
async fn another_master_key_is_refused_and_harms_nothing() {
    let s = Embedded::fresh().await;
    let first = opening();
    s.store.commit(first.clone()).await.unwrap();
    s.store.close().await;
    let refused = EmbeddedStore::open(s.folder.path(), &MasterKey::generate());
    let error = refused.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.to_string().contains("store key"), "{error}");
    let again = EmbeddedStore::open(s.folder.path(), &s.key).unwrap();
    assert_eq!(
        again
            .journal(&first.business, first.conversation, 0, 9)
            .await
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_folder_in_use_is_refused_in_plain_words() {
    let s = Embedded::fresh().await;
    let error = EmbeddedStore::open(s.folder.path(), &s.key).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(
        error
            .to_string()
            .contains("another process uses this data folder"),
        "{error}"
    );
    let Embedded { store, folder, key } = s;
    drop(store);
    EmbeddedStore::open(folder.path(), &key).unwrap();
}

#[tokio::test]
async fn a_full_disk_fails_the_commit_and_the_next_is_tried_again() {
    let s = Embedded::fresh().await;
    let first = opening();
    *s.store.shared.disk.fault.lock().unwrap() = Some(Fault::Full);
    refused_by_the_disk(&s, first.clone()).await;
    assert_eq!(s.store.probe().await.unwrap_err().kind(), ErrorKind::Disk);
    *s.store.shared.disk.fault.lock().unwrap() = None;
    s.store.probe().await.unwrap();
    s.store.commit(first).await.unwrap();
}

#[tokio::test]
async fn files_that_cannot_be_opened_again_are_tried_later_and_nothing_acknowledged_is_lost() {
    let s = Embedded::fresh().await;
    let first = opening();
    s.store.commit(first.clone()).await.unwrap();
    *s.store.shared.disk.fault.lock().unwrap() = Some(Fault::Flush);
    refused_by_the_disk(&s, more(&first)).await;
    *s.store.shared.disk.fault.lock().unwrap() = Some(Fault::Open);
    for _ in 0..3 {
        refused_by_the_disk(&s, more(&first)).await;
        let read = s.store.load(&first.business, first.conversation).await;
        assert_eq!(read.unwrap_err().kind(), ErrorKind::Disk);
    }
    *s.store.shared.disk.fault.lock().unwrap() = None;
    let pause = std::time::Duration::from_millis(limits::RECOVERY_PAUSE_MS);
    tokio::time::sleep(pause).await;
    // A read opens the files as well as a write does.
    let read = s.store.load(&first.business, first.conversation).await;
    assert_eq!(read.unwrap().unwrap().seq, 2);
    assert_eq!(s.store.commit(more(&first)).await.unwrap().first, 3);
    let s = s.reopen().await;
    let journal = s
        .store
        .journal(&first.business, first.conversation, 0, 9)
        .await;
    assert_eq!(journal.unwrap().len(), 3);
}

#[tokio::test]
async fn only_what_is_sealed_gets_a_customer_a_key() {
    let s = Embedded::fresh().await;
    let mut first = opening();
    first.events.truncate(1);
    s.store.commit(first.clone()).await.unwrap();
    let leases = s.store.lease(Queue::Turns, Timestamp(5), 9, 1).await;
    let nobody = CustomerId::from_bytes([0; 16]);
    let place = (first.business.clone(), ConversationId::new());
    let mut settlement = Commit::to(place.0, place.1, nobody, Timestamp(5), Expect::Any);
    settlement.settles.push(leases.unwrap().jobs[0].done());
    s.store.commit(settlement).await.unwrap();
    assert_eq!(keys_on_disk(&s), 0);
    s.store.commit(more(&first)).await.unwrap();
    assert_eq!(keys_on_disk(&s), 1);
}

fn keys_on_disk(s: &Embedded) -> usize {
    let disk = s.store.shared.disk.read().unwrap();
    disk.tree().scan_prefix(b"K").count()
}

async fn refused_by_the_disk(s: &Embedded, commit: Commit) {
    let refused = s.store.commit(commit).await;
    let Err(CommitError::Store(error)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(error.kind(), ErrorKind::Disk);
}

#[tokio::test]
async fn a_group_that_failed_half_way_is_seen_by_nobody_then_or_later() {
    let s = Embedded::fresh().await;
    let (first, other) = (opening(), ConversationId::new());
    s.store.commit(first.clone()).await.unwrap();
    let lease = s
        .store
        .lease(Queue::Turns, Timestamp(5), 1_000, 1)
        .await
        .unwrap()
        .jobs
        .remove(0);
    let mut change = more(&first);
    change.settles.push(lease.done());
    change.releases.push(ClaimKey(format!("open:sms:{NUMBER}")));
    change.claims.push(Claim {
        key: ClaimKey("seen:1".into()),
        event: 0,
        delivery: None,
    });
    let stranger = CustomerId::new();
    *s.store.shared.disk.fault.lock().unwrap() = Some(Fault::Flush);
    refused_by_the_disk(&s, change.clone()).await;
    unchanged(&s, &first, other).await;
    *s.store.shared.disk.fault.lock().unwrap() = None;
    s.store.probe().await.unwrap();
    unchanged(&s, &first, other).await;
    *s.store.shared.disk.fault.lock().unwrap() = Some(Fault::Flush);
    refused_by_the_disk(&s, message("harbor-bistro", other, stranger)).await;
    unchanged(&s, &first, other).await;
    *s.store.shared.disk.fault.lock().unwrap() = None;
    s.store.commit(change).await.unwrap();
    let s = s.reopen().await;
    assert_eq!(s.store.depth(Queue::Turns).total, 0);
    assert_eq!(
        s.store
            .journal(&first.business, first.conversation, 0, 9)
            .await
            .unwrap()
            .len(),
        3
    );
    s.store
        .commit(message("harbor-bistro", other, stranger))
        .await
        .unwrap();
    let s = s.reopen().await;
    let read = s.store.journal(&first.business, other, 0, 9).await.unwrap();
    assert!(matches!(read[0].body, Body::Said { .. }));
}

async fn unchanged(s: &Embedded, first: &Commit, other: ConversationId) {
    let (store, business) = (&s.store, &first.business);
    let state = store
        .load(business, first.conversation)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(state.seq, 2);
    assert_eq!(
        store
            .journal(business, first.conversation, 0, 9)
            .await
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        store.list(business, None, 9).await.unwrap(),
        [first.conversation]
    );
    assert!(store.load(business, other).await.unwrap().is_none());
    let open = ClaimKey(format!("open:sms:{NUMBER}"));
    assert!(store.lookup(business, &open).await.unwrap().is_some());
    assert!(
        store
            .lookup(business, &ClaimKey("seen:1".into()))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(store.depth(Queue::Turns).total, 1);
}

#[tokio::test]
async fn calls_after_closing_fail_and_do_not_hang() {
    let s = Embedded::fresh().await;
    s.store.close().await;
    s.store.close().await;
    assert!(s.store.commit(opening()).await.is_err());
    assert!(s.store.probe().await.is_err());
    assert!(
        s.store
            .load(&"a".into(), ConversationId::new())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn conversations_that_left_memory_come_back_as_they_were() {
    let s = Embedded::fresh().await;
    let mut opened = Vec::new();
    for n in 0..40 {
        let mut first = opening();
        first.claims.clear();
        let Body::Said { text, .. } = &mut first.events[1].body else {
            unreachable!()
        };
        *text = format!("{n}").repeat(8_000);
        opened.push((first.clone(), s.store.commit(first).await.unwrap().state));
    }
    for (first, _) in &opened {
        s.store
            .shared
            .states
            .forget(&first.business, first.customer);
    }
    for (first, state) in opened {
        let after = s.store.commit(more(&first)).await.unwrap();
        assert_eq!((after.first, after.state.recent.len()), (3, 2));
        assert_eq!(after.state.recent[0], state.recent[0]);
    }
}

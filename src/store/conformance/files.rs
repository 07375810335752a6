//! Files that came with messages, and the marks of channels.

use super::Subject;
use bytes::Bytes;
use frontdesk_core::{
    BusinessId, CustomerId, ErrorKind,
    limits::{ATTACHMENT_BYTES, MARK_BYTES},
    store::Blob,
};

fn bistro() -> BusinessId {
    BusinessId::from("harbor-bistro")
}

pub(crate) async fn a_kept_file_is_found_again_also_after_reopening<S: Subject>(s: S) {
    let customer = CustomerId::new();
    let content = Bytes::from_static(b"a picture");
    let first = s.store().keep(&bistro(), customer, content.clone()).await;
    let blob = first.unwrap();
    let again = s.store().keep(&bistro(), customer, content.clone()).await;
    assert_eq!(again.unwrap(), blob, "the same content is kept once");
    let other = s
        .store()
        .keep(&bistro(), CustomerId::new(), content.clone())
        .await;
    assert_ne!(other.unwrap().id, blob.id, "each customer has their own");
    let s = s.reopen().await;
    let kept = s.store().kept(&bistro(), &blob).await.unwrap();
    assert_eq!(kept, Some(content));
}

pub(crate) async fn a_file_is_its_businesss_and_opens_with_its_key_alone<S: Subject>(s: S) {
    let content = Bytes::from_static(b"a picture");
    let kept = s.store().keep(&bistro(), CustomerId::new(), content).await;
    let blob = kept.unwrap();
    let elsewhere = BusinessId::from("other");
    let found = s.store().kept(&elsewhere, &blob).await.unwrap();
    assert_eq!(found, None);
    let forged = Blob {
        key: [0; 32],
        ..blob
    };
    let opened = s.store().kept(&bistro(), &forged).await;
    assert_eq!(opened.unwrap_err().kind(), ErrorKind::Corrupt);
    assert_eq!(format!("{forged:?}"), "Blob(***)");
}

pub(crate) async fn a_file_over_the_size_limit_is_refused<S: Subject>(s: S) {
    let content = Bytes::from(vec![0; ATTACHMENT_BYTES + 1]);
    let kept = s.store().keep(&bistro(), CustomerId::new(), content).await;
    assert_eq!(kept.unwrap_err().kind(), ErrorKind::Invalid);
}

pub(crate) async fn the_newest_mark_wins_and_belongs_to_its_business<S: Subject>(s: S) {
    let store = s.store();
    assert_eq!(store.mark(&bistro(), "mail").await.unwrap(), None);
    for value in ["1:7", "1:9"] {
        let set = store.set_mark(&bistro(), "mail", value.into()).await;
        set.unwrap();
    }
    let elsewhere = store.mark(&BusinessId::from("other"), "mail").await;
    assert_eq!(elsewhere.unwrap(), None);
    let long = "x".repeat(MARK_BYTES + 1);
    assert!(store.set_mark(&bistro(), "mail", long).await.is_err());
    let s = s.reopen().await;
    let mark = s.store().mark(&bistro(), "mail").await.unwrap();
    assert_eq!(mark.as_deref(), Some("1:9"));
}

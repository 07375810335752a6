//! A folder of knowledge while its owner edits it, and knowledge that comes as entries.

use chrono::NaiveDate;
use frontdesk_core::retrieval::Retriever;
use frontdesk_retrieval::{Entry, Library, Options, Severity};
use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;

/// A folder with one article, and its library.
fn shop() -> (TempDir, Library) {
    let folder = tempfile::tempdir().expect("a folder");
    write(
        folder.path(),
        "parking.md",
        "# Parking\n\nThere are six spaces behind the house.",
    );
    let library = Library::open(folder.path(), english()).expect("the folder is there");
    (folder, library)
}

fn english() -> Options {
    Options {
        locale: "en".into(),
        ..Options::default()
    }
}

fn write(folder: &Path, file: &str, text: &str) {
    fs::write(folder.join(file), text).expect("the folder can be written");
}

async fn best(library: &Library, question: &str) -> Option<String> {
    let found = library
        .retrieve(question, 1)
        .await
        .expect("an index in memory can be read");
    found.passages.into_iter().next().map(|passage| passage.id)
}

#[tokio::test]
async fn an_edited_folder_is_read_again_and_an_untouched_one_is_not() {
    let (folder, library) = shop();
    assert!(!library.reload_if_changed().unwrap());
    write(
        folder.path(),
        "dogs.md",
        "# Dogs\n\nDogs are welcome on a leash.",
    );
    assert!(library.reload_if_changed().unwrap());
    assert_eq!(
        best(&library, "can I bring my dog").await.as_deref(),
        Some("dogs.md#1")
    );
    fs::remove_file(folder.path().join("parking.md")).unwrap();
    assert!(library.reload_if_changed().unwrap());
    assert_eq!(best(&library, "parking").await, None);
}

#[tokio::test]
async fn a_bad_file_is_told_and_the_others_are_used() {
    let (folder, library) = shop();
    write(folder.path(), "menu.json", "{\"sections\": [,]}");
    write(folder.path(), "flyer.pdf", "%PDF");
    fs::write(folder.path().join("latin.md"), b"first\nCaf\xe9").unwrap();
    assert!(library.reload_if_changed().unwrap());
    let told: Vec<_> = library
        .problems()
        .into_iter()
        .map(|problem| (problem.file, problem.line, problem.severity))
        .collect();
    assert_eq!(
        told,
        [
            ("flyer.pdf".to_owned(), None, Severity::Warning),
            ("latin.md".to_owned(), Some(2), Severity::Error),
            ("menu.json".to_owned(), Some(1), Severity::Error),
        ]
    );
    assert_eq!(
        best(&library, "where can I park").await.as_deref(),
        Some("parking.md#1")
    );
}

#[tokio::test]
async fn what_was_known_stays_when_nothing_new_is_usable() {
    let (folder, library) = shop();
    write(
        folder.path(),
        "parking.md",
        "---\ntitle: Parking\n\nThe end of the head is missing.",
    );
    assert!(library.reload_if_changed().is_err());
    assert_eq!(
        best(&library, "parking spaces").await.as_deref(),
        Some("parking.md#1")
    );
    fs::remove_dir_all(folder.path()).unwrap();
    assert!(library.reload_if_changed().is_err());
    assert_eq!(library.passages(), 1);
}

#[tokio::test]
async fn an_offer_ends_at_midnight_without_an_edit() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "offer.md",
        "---\nvalid_until: 2027-03-31\n---\nSoup costs three euros.",
    );
    let day = Arc::new(AtomicI32::new(31));
    let clock = Arc::clone(&day);
    let options = Options {
        today: Arc::new(move || {
            let late = clock.load(Ordering::SeqCst) - 31;
            let last = NaiveDate::from_ymd_opt(2027, 3, 31).expect("a day of the calendar");
            last + chrono::Duration::days(late.into())
        }),
        ..english()
    };
    let library = Library::open(folder.path(), options).unwrap();
    assert!(!library.reload_if_changed().unwrap());
    assert_eq!(library.passages(), 1);
    day.store(32, Ordering::SeqCst);
    assert!(library.reload_if_changed().unwrap());
    assert_eq!(library.passages(), 0);
    assert_eq!(best(&library, "soup").await, None);
}

#[tokio::test]
async fn a_watched_folder_is_followed_until_the_program_stops() {
    let (folder, library) = shop();
    let library = Arc::new(library);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stopped = Box::pin(async move {
        let _ = stopped.await;
    });
    let watch = tokio::spawn(Arc::clone(&library).watch(stopped, Duration::from_millis(5)));
    write(
        folder.path(),
        "dogs.md",
        "# Dogs\n\nDogs are welcome on a leash.",
    );
    let seen = async {
        while library.articles() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), seen)
        .await
        .expect("the edit is seen");
    stop.send(()).expect("it is still watched");
    watch.await.expect("the watch ends when it is told to");
}

#[tokio::test]
async fn any_text_is_a_query() {
    let (_folder, library) = shop();
    for query in [
        "",
        "   ",
        "?!",
        "\u{0}",
        "title:* AND (",
        "the of and",
        "🅿️",
        &"x ".repeat(20_000),
    ] {
        let found = library.retrieve(query, 3).await.unwrap();
        assert!(found.passages.is_empty() && !found.confident, "{query:.20}");
    }
    let long = format!("{} parking", "lorem ipsum dolor ".repeat(2_000));
    assert!(
        library
            .retrieve(&long, 0)
            .await
            .unwrap()
            .passages
            .is_empty()
    );
    assert_eq!(best(&library, &long).await.as_deref(), Some("parking.md#1"));
}

#[test]
fn an_import_is_ranked_by_article_and_can_be_narrowed() {
    let entry = |id: &str, title: &str, body: &str, also: &[&str]| Entry {
        doc_id: id.into(),
        title: title.into(),
        body: body.into(),
        also: also.iter().map(ToString::to_string).collect(),
    };
    let entries = vec![
        entry(
            "1",
            "Do you take cards?",
            "Yes, all of them.",
            &["can I pay with visa"],
        ),
        entry("2", "Is there a fee for cards?", "No.", &[]),
        entry(
            "3",
            "Cards",
            &"We sell birthday cards and wedding cards. ".repeat(60),
            &[],
        ),
    ];
    let library = Library::from_entries(entries, english()).unwrap();
    let search =
        |query: &str, only: Option<&[String]>| library.search_ids(query, only, 10).unwrap();
    assert_eq!(search("visa", None), ["1"]);
    assert_eq!(search("is there a fee for paying with cards", None)[0], "2");
    let all = search("cards", None);
    assert_eq!(all.len(), 3, "{all:?}");
    assert_eq!(search("cards", Some(&["3".to_owned()])), ["3"]);
    assert!(search("cards", Some(&[])).is_empty());
}

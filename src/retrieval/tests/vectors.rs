//! Vectors are made once, kept, and missed by nobody: without them the words decide.

use frontdesk_core::{Error, ErrorKind, Result, embed::Embedder, retrieval::Retriever};
use frontdesk_retrieval::{Library, Options, embed::MiniLm};
use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;

/// Knows two things, and counts what it is asked.
#[derive(Default)]
struct Counting {
    texts: AtomicUsize,
    is_away: AtomicBool,
    /// Makes one batch, and then none as long as this is set.
    is_slow: AtomicBool,
}

impl Embedder for Counting {
    fn id(&self) -> &str {
        "counting"
    }

    fn dimensions(&self) -> usize {
        3
    }

    fn reads(&self, language: &str) -> bool {
        language == "en"
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Unavailable, "embedding"));
        }
        let before = self.texts.fetch_add(texts.len(), Ordering::SeqCst);
        while before > 0 && self.is_slow.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(2));
        }
        let vector = |text: &&str| {
            let about =
                |words: [&str; 2]| f32::from(u8::from(words.iter().any(|w| text.contains(w))));
            let vector = [about(["dog", "puppy"]), about(["park", "vehicle"]), 0.2];
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            vector.iter().map(|x| x / length).collect()
        };
        Ok(texts.iter().map(vector).collect())
    }
}

fn shop() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("shop")).expect("a folder");
    write(
        &folder,
        "dogs.md",
        "# Dogs\n\nThe dog of a guest is welcome on a leash.",
    );
    write(
        &folder,
        "cars.md",
        "# Cars\n\nYou may park behind the house.",
    );
    folder
}

fn write(folder: &TempDir, file: &str, text: &str) {
    fs::write(folder.path().join("shop").join(file), text).expect("the folder can be written");
}

fn open(folder: &Path, embedder: Arc<dyn Embedder>) -> Library {
    let options = Options {
        locale: "en".into(),
        embedder: Some(embedder),
        vectors: Some(folder.join("data/vectors/shop.bin")),
        ..Options::default()
    };
    Library::open(&folder.join("shop"), options).expect("the folder is there")
}

fn best(library: &Library, question: &str) -> Option<String> {
    let found = library
        .find(question, 1)
        .expect("an index in memory can be read");
    found
        .passages
        .into_iter()
        .next()
        .map(|passage| passage.article)
}

#[test]
fn nothing_is_embedded_twice() {
    let folder = shop();
    let embedder = Arc::new(Counting::default());
    let library = open(folder.path(), embedder.clone());
    assert_eq!(library.vectors(), (0, 2));
    assert_eq!(
        best(&library, "can I bring my puppy"),
        None,
        "by its words it is not found"
    );
    assert_eq!(library.embed().unwrap(), 2);
    assert_eq!(
        best(&library, "can I bring my puppy").as_deref(),
        Some("dogs.md")
    );

    let made = embedder.texts.load(Ordering::SeqCst);
    let again = open(folder.path(), embedder.clone());
    assert_eq!((again.vectors(), again.embed().unwrap()), ((2, 2), 0));
    write(&folder, "dogs.md", "# Dogs\n\nEvery dog is welcome.");
    assert!(again.reload_if_changed().unwrap());
    assert_eq!(again.embed().unwrap(), 1);
    assert_eq!(embedder.texts.load(Ordering::SeqCst), made + 1);
}

#[test]
fn a_broken_file_of_vectors_is_made_anew() {
    let folder = shop();
    open(folder.path(), Arc::new(Counting::default()))
        .embed()
        .unwrap();
    let file = folder.path().join("data/vectors/shop.bin");
    fs::write(&file, "no vectors").unwrap();
    let library = open(folder.path(), Arc::new(Counting::default()));
    assert_eq!((library.vectors(), library.embed().unwrap()), ((0, 2), 2));
    assert_eq!(
        open(folder.path(), Arc::new(Counting::default())).vectors(),
        (2, 2)
    );
}

#[test]
fn while_the_embedder_is_away_words_decide() {
    let folder = shop();
    let embedder = Arc::new(Counting::default());
    let library = open(folder.path(), embedder.clone());
    library.embed().unwrap();
    embedder.is_away.store(true, Ordering::SeqCst);
    assert_eq!(
        best(&library, "where may I park").as_deref(),
        Some("cars.md")
    );
    write(&folder, "cats.md", "# Cats\n\nCats stay outside.");
    assert!(library.reload_if_changed().unwrap());
    assert!(library.embed().is_err());
    assert_eq!(best(&library, "cats").as_deref(), Some("cats.md"));
}

#[test]
fn a_language_that_the_embedder_does_not_read_is_left_to_its_words() {
    let folder = shop();
    let embedder = Arc::new(Counting::default());
    let options = Options {
        locale: "de-AT".into(),
        embedder: Some(embedder.clone()),
        ..Options::default()
    };
    let library = Library::open(&folder.path().join("shop"), options).unwrap();
    assert_eq!((library.vectors(), library.embed().unwrap()), ((0, 0), 0));
}

#[tokio::test]
async fn a_watched_folder_gets_its_vectors_in_the_background() {
    let folder = shop();
    let library = Arc::new(open(folder.path(), Arc::new(Counting::default())));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stopped = Box::pin(async move {
        let _ = stopped.await;
    });
    let watch = tokio::spawn(Arc::clone(&library).watch(stopped, Duration::from_millis(5)));
    let made = async |vectors| {
        while library.vectors() != vectors {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, made((2, 2)))
        .await
        .expect("they are made");
    write(&folder, "cats.md", "# Cats\n\nCats stay outside.");
    tokio::time::timeout(patience, made((3, 3)))
        .await
        .expect("the edit is seen");
    stop.send(()).expect("it is still watched");
    watch.await.expect("the watch ends when it is told to");
}

#[tokio::test]
async fn what_shares_no_word_is_found_by_its_meaning() {
    let folder = shop();
    let library = open(folder.path(), Arc::new(MiniLm));
    library.embed().unwrap();
    let found = library
        .retrieve("is my puppy allowed inside?", 2)
        .await
        .unwrap();
    assert_eq!(found.passages[0].article, "dogs.md");
    let found = library.retrieve("who won the world cup", 2).await.unwrap();
    assert!(!found.confident, "{:.2}", found.confidence);
}

#[tokio::test]
async fn a_large_import_is_found_by_its_words_while_its_vectors_are_made() {
    let folder = shop();
    let embedder = Arc::new(Counting::default());
    embedder.is_slow.store(true, Ordering::SeqCst);
    let imported = folder.path().join("shop/imported");
    fs::create_dir(&imported).unwrap();
    for n in 0..100 {
        let text = format!("# Room {n}\n\nRoom {n} has a view of mountain{n}.");
        fs::write(imported.join(format!("room-{n}.md")), text).unwrap();
    }
    let library = Arc::new(open(folder.path(), embedder.clone()));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stopped = Box::pin(async move {
        let _ = stopped.await;
    });
    let watch = tokio::spawn(Arc::clone(&library).watch(stopped, Duration::from_millis(5)));
    let until = async |is: &(dyn Fn() -> bool + Sync)| {
        let wait = async {
            while !is() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait)
            .await
            .expect("it comes");
    };
    until(&|| library.vectors().0 == 32).await;
    assert_eq!(library.vectors(), (32, 102));
    let found = best(&library, "which room has a view of mountain77");
    assert_eq!(found.as_deref(), Some("imported/room-77.md"));
    // An edit does not wait for the vectors either.
    write(&folder, "cats.md", "# Cats\n\nCats stay outside.");
    until(&|| best(&library, "cats").as_deref() == Some("cats.md")).await;
    assert!(library.vectors().0 < library.vectors().1);
    embedder.is_slow.store(false, Ordering::SeqCst);
    until(&|| library.vectors() == (103, 103)).await;
    stop.send(()).expect("it is still watched");
    watch.await.expect("the watch ends when it is told to");
}

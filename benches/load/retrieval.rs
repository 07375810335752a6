//! Finding passages: how long the index takes to build and a question to answer, on small and large knowledge of made-up words, by words
//! alone and by meaning as well. The question's vector is made by the model in the program; those of the passages are made up, because
//! a hundred thousand would take it half an hour.

use crate::report::{self, Times, thousands};
use frontdesk_core::{Result, embed::Embedder, retrieval::Retriever};
use frontdesk_retrieval::{Entry, Library, Options, embed::MiniLm};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

const QUESTIONS: usize = 2_000;
/// Passages that get real vectors.
const IMPORTED: usize = 300;
/// Passages asked for, as a turn asks.
const PASSAGES: usize = 6;
/// Different words there are.
const WORDS: f64 = 20_000.0;

/// The model for questions, and vectors out of the air for passages.
struct MadeUp(AtomicU64);

impl Embedder for MadeUp {
    fn id(&self) -> &str {
        "made-up"
    }

    fn dimensions(&self) -> usize {
        MiniLm.dimensions()
    }

    fn reads(&self, _language: &str) -> bool {
        true
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        if let [_] = texts {
            // Made-up words fall into more pieces than real ones: a real question is read in the place of the made-up one.
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            return MiniLm.embed(&[crate::faq::question(n as usize)]);
        }
        let mut random = Random(self.0.fetch_add(1, Ordering::Relaxed));
        let number = |random: &mut Random| random.below(2_001) as f32 / 20_000.0 - 0.05;
        let vector = |_| {
            (0..self.dimensions())
                .map(|_| number(&mut random))
                .collect()
        };
        Ok(texts.iter().map(vector).collect())
    }
}

/// Measures on 1,000, 10,000 and 100,000 passages, and how fast passages of real words get their vectors.
pub(crate) async fn run() {
    MiniLm.load().expect("the model is in the program");
    import();
    for entries in [1_000, 10_000, 100_000] {
        measure(entries, None).await;
        measure(entries, Some(Arc::new(MadeUp(AtomicU64::new(7))))).await;
    }
}

/// How many passages a second are indexed and given real vectors.
fn import() {
    let entries: Vec<_> = (0..IMPORTED)
        .map(|n| Entry {
            doc_id: n.to_string(),
            title: crate::faq::question(n).to_owned(),
            body: format!(
                "{} {}",
                crate::faq::question(n + 7),
                crate::faq::question(n + 31)
            ),
            also: Vec::new(),
        })
        .collect();
    let options = Options {
        embedder: Some(Arc::new(MiniLm)),
        locale: "en".into(),
        ..Options::default()
    };
    let began = Instant::now();
    let library = Library::from_entries(entries, options).expect("entries can be indexed");
    let searchable = began.elapsed();
    library.embed().expect("the model is in the program");
    let rate = library.passages() as f64 / began.elapsed().as_secs_f64();
    report::row(
        &format!(
            "import of {} short passages with their vectors",
            thousands(IMPORTED as f64)
        ),
        &format!(
            "{} passages a second; found by words after {searchable:.1?}",
            thousands(rate)
        ),
        "",
        "",
    );
}

/// Resident memory of this process, in bytes.
fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse::<f64>().ok());
    pages.unwrap_or(0.0) * 4_096.0
}

async fn measure(entries: usize, embedder: Option<Arc<dyn Embedder>>) {
    let mut random = Random(7);
    let entries: Vec<_> = (0..entries).map(|n| entry(n, &mut random)).collect();
    let entries_are_many = entries.len() >= 100_000;
    let how = if embedder.is_some() {
        "words and meaning"
    } else {
        "words"
    };
    let options = Options {
        embedder,
        locale: "en".into(),
        ..Options::default()
    };
    let before = resident();
    let began = Instant::now();
    let library = Library::from_entries(entries, options).expect("entries can be indexed");
    let built = began.elapsed();
    library.embed().expect("vectors can be made up");
    let held = (resident() - before).max(0.0) / 1e6;
    let mut random = Random(11);
    let mut times = Vec::with_capacity(QUESTIONS);
    for _ in 0..QUESTIONS {
        let length = 3 + random.below(6);
        let question = words(length, &mut random);
        let start = Instant::now();
        library
            .retrieve(&question, PASSAGES)
            .await
            .expect("an index in memory can be read");
        times.push(start.elapsed());
    }
    report::row(
        &format!(
            "retrieval by {how}, {} passages",
            thousands(library.passages() as f64)
        ),
        &format!(
            "p50 / p99 {}; index built in {built:.1?}, {held:.0} MB",
            Times::of(times).half_and_most()
        ),
        if entries_are_many {
            "under 15 ms p50"
        } else {
            ""
        },
        "",
    );
}

fn entry(n: usize, random: &mut Random) -> Entry {
    let title = words(4, random);
    let length = 30 + random.below(40);
    Entry {
        doc_id: n.to_string(),
        title,
        body: words(length, random),
        also: Vec::new(),
    }
}

/// Words as common as those of a language: the n-th about 1/n of the first.
fn words(count: usize, random: &mut Random) -> String {
    let words: Vec<_> = (0..count).map(|_| word(random)).collect();
    words.join(" ")
}

fn word(random: &mut Random) -> String {
    let share = random.below(1 << 16) as f64 / f64::from(1 << 16);
    let mut rank = WORDS.powf(share) as usize;
    let mut word = String::from("w");
    while rank > 0 {
        word.push(char::from(b'a' + (rank % 26) as u8));
        rank /= 26;
    }
    word
}

/// A linear congruential generator: the same numbers each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

//! Finding passages: how long the index takes to build and a question to answer, on small and large knowledge of made-up words.

use crate::report::{self, Times, thousands};
use frontdesk_core::retrieval::Retriever;
use frontdesk_retrieval::{Entry, Library, Options};
use std::time::Instant;

const QUESTIONS: usize = 2_000;
/// Passages asked for, as a turn asks.
const PASSAGES: usize = 6;
/// Different words there are.
const WORDS: f64 = 20_000.0;

/// Measures on 1,000 and 100,000 passages.
pub(crate) async fn run() {
    for entries in [1_000, 100_000] {
        let mut random = Random(7);
        let entries: Vec<_> = (0..entries).map(|n| entry(n, &mut random)).collect();
        let options = Options {
            locale: "en".into(),
            ..Options::default()
        };
        let began = Instant::now();
        let library = Library::from_entries(entries, options).expect("entries can be indexed");
        let built = began.elapsed();
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
                "retrieval, {} passages",
                thousands(library.passages() as f64)
            ),
            &format!(
                "p50 / p99 {}; index built in {built:.1?}",
                Times::of(times).half_and_most()
            ),
            "",
            "",
        );
    }
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

//! How long building an index and answering a question take: `cargo run --release -p frontdesk-retrieval --example scale`.

use frontdesk_core::retrieval::Retriever;
use frontdesk_retrieval::{Entry, Library, Options};
use std::{
    io::{self, Write},
    path::Path,
    time::Instant,
};

/// Questions that are timed.
const QUESTIONS: usize = 2_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new("knowledge/harbor-bistro");
    let english = || Options {
        locale: "en".into(),
        ..Options::default()
    };
    if folder.is_dir() {
        let start = Instant::now();
        let library = Library::open(folder, english())?;
        let asked = [
            "do you have vegan options?",
            "is there free parking near the harbor",
            "do you sell car tires?",
        ];
        report("harbor-bistro", &library, start, |n| {
            asked[n % asked.len()].to_owned()
        })
        .await?;
    }
    for passages in [1_000, 100_000] {
        let mut random = Random(7);
        let entries: Vec<_> = (0..passages).map(|n| entry(n, &mut random)).collect();
        let start = Instant::now();
        let library = Library::from_entries(entries, english())?;
        let mut random = Random(11);
        report("generated", &library, start, |_| {
            words(3 + random.below(6), &mut random)
        })
        .await?;
    }
    Ok(())
}

async fn report(
    name: &str,
    library: &Library,
    start: Instant,
    mut question: impl FnMut(usize) -> String,
) -> Result<(), Box<dyn std::error::Error>> {
    let built = start.elapsed();
    let mut times = Vec::with_capacity(QUESTIONS);
    for n in 0..QUESTIONS {
        let question = question(n);
        let start = Instant::now();
        library.retrieve(&question, 5).await?;
        times.push(start.elapsed());
    }
    times.sort();
    let (half, most) = (times[QUESTIONS / 2], times[QUESTIONS * 99 / 100]);
    let passages = library.passages();
    writeln!(
        io::stdout(),
        "{name}: {passages} passages, built in {built:.1?}, p50 {half:.1?}, p99 {most:.1?}"
    )?;
    Ok(())
}

fn entry(n: usize, random: &mut Random) -> Entry {
    Entry {
        doc_id: n.to_string(),
        title: words(4, random),
        body: words(30 + random.below(40), random),
        also: Vec::new(),
    }
}

/// Words as common as those of a language: the n-th about 1/n of the first.
fn words(count: usize, random: &mut Random) -> String {
    let word = |random: &mut Random| {
        let share = random.below(1 << 16) as f64 / f64::from(1 << 16);
        let mut rank = (20_000_f64.powf(share)) as usize;
        let mut word = String::from("w");
        while rank > 0 {
            word.push(char::from(b'a' + (rank % 26) as u8));
            rank /= 26;
        }
        word
    };
    (0..count)
        .map(|_| word(random))
        .collect::<Vec<_>>()
        .join(" ")
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

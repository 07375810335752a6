//! A steady pace: a hundred open chats that together say fifty messages a second, whether or not earlier ones were answered. What
//! it adds in time, and the memory that it takes.

use crate::{
    chat::Chat,
    faq,
    program::{BUSINESS, Program, Providers},
    report::{self, Times},
};
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

const CHATS: u32 = 100;
/// Between two messages of one chat: fifty a second of all.
const EVERY: Duration = Duration::from_secs(2);
const LATENCY_LENGTH: Duration = Duration::from_secs(15);
const MEMORY_LENGTH: Duration = Duration::from_secs(10);

/// Measures the time from saying something to its answer.
pub(crate) async fn latency() {
    let program = Program::generated("provider = \"builtin\"");
    program.settle().await;
    let times = all(&program, BUSINESS, LATENCY_LENGTH).await;
    report::row(
        "from message to answer, 100 open chats, 50 messages a second, `builtin`",
        &format!("p50 / p99 {}", times.half_and_most()),
        "under 5 / 20 ms",
        "opsdroid 1.7 / 3.3 ms; Chainlit on PostgreSQL 144 / 858 ms",
    );
}

/// Measures resident memory with the sample: idle, and at this pace.
pub(crate) async fn memory() {
    let providers = Providers::start().await;
    let program = Program::sample(&providers);
    program.settle().await;
    report::row(
        "resident memory, sample, idle",
        &format!("{:.1} MB", program.resident_mb()),
        "under 96 MB",
        "89 to 154 MB",
    );
    all(&program, "harbor-bistro", MEMORY_LENGTH).await;
    report::row(
        "resident memory, sample, at 50 messages a second",
        &format!("{:.1} MB", program.resident_mb()),
        "under 96 MB",
        "",
    );
}

async fn all(program: &Program, business: &str, length: Duration) -> Times {
    LocalSet::new()
        .run_until(async {
            let mut open = Vec::new();
            for _ in 0..CHATS {
                open.push(Chat::open(program, business).await);
            }
            let begin = Instant::now();
            let tasks: Vec<_> = (0..CHATS)
                .zip(open)
                .map(|(n, chat)| {
                    let first = begin + EVERY * n / CHATS;
                    tokio::task::spawn_local(talk(chat, n as usize, first, begin + length))
                })
                .collect();
            let mut times = Vec::new();
            for task in tasks {
                times.extend(task.await.expect("a chat ends"));
            }
            Times::of(times)
        })
        .await
}

/// One visitor, who says something every [`EVERY`] and is answered long before the next.
async fn talk(mut chat: Chat, n: usize, first: Instant, until: Instant) -> Vec<Duration> {
    let (mut times, mut next, mut said) = (Vec::new(), first, n);
    while next < until {
        tokio::time::sleep_until(next.into()).await;
        let start = Instant::now();
        chat.say(faq::question(said)).await;
        chat.answer().await;
        times.push(start.elapsed());
        next += EVERY;
        said += 1;
    }
    times
}

//! Whole turns over the web chat: a message is accepted, answered, and both are on disk, before the chat says the next one.

use crate::{
    chat::{Answer, Chat},
    faq, model,
    program::{BUSINESS, Program},
    report::{self, Times, thousands},
};
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

/// Chats talk this long before turns are counted.
const WARM_UP: Duration = Duration::from_secs(1);
const LENGTH: Duration = Duration::from_secs(4);

/// What is known of the peers, by the number of chats.
const PEERS: [(usize, &str); 3] = [
    (1, ""),
    (
        16,
        "opsdroid, which stores nothing, 4,000; Chainlit on PostgreSQL 90",
    ),
    (
        100,
        "opsdroid, which stores nothing, 3,770; Chainlit on PostgreSQL 98",
    ),
];

/// One way to be asked.
struct Way<'a> {
    name: &'a str,
    /// Lines of the model's table, and tables after it.
    settings: String,
    /// Whether no question comes twice, so that each needs a vector of its own.
    new_words: bool,
    /// Whether every question was asked once before.
    asked_before: bool,
}

/// Measures with the built-in, by words and by meaning, with a model that takes no time, and with answers of it that are given again; at 1,
/// 16 and 100 chats.
pub(crate) async fn run() {
    let stub = model::start();
    let asked = format!(
        "provider = \"openai\"\napi_base = \"http://{stub}/v1\"\napi_key = \"none\"\nchat_model = \"stub\""
    );
    let none = "[retrieval]\nembedder = \"none\"";
    let ways = [
        Way {
            name: "`builtin`, by words alone",
            settings: format!("provider = \"builtin\"\n{none}"),
            new_words: false,
            asked_before: false,
        },
        Way {
            name: "`builtin`, `minilm`, each question new",
            settings: "provider = \"builtin\"".into(),
            new_words: true,
            asked_before: false,
        },
        Way {
            name: "a model stub of zero delay, over HTTP",
            settings: format!("{asked}\nreuse_answers = false\n{none}"),
            new_words: false,
            asked_before: false,
        },
        Way {
            name: "its answers given again, `minilm`",
            settings: asked,
            new_words: false,
            asked_before: true,
        },
    ];
    for way in &ways {
        for (chats, peers) in PEERS {
            row(way, chats, peers).await;
        }
    }
}

async fn row(way: &Way<'_>, chats: usize, peers: &str) {
    let program = Program::generated(&way.settings);
    if way.asked_before {
        LocalSet::new().run_until(ask_all(&program)).await;
    }
    program.settle().await;
    let before = program.cpu_time();
    let (times, cited) = LocalSet::new()
        .run_until(all(&program, chats, way.new_words))
        .await;
    let each = (program.cpu_time() - before).as_secs_f64() * 1e6 * LENGTH.as_secs_f64()
        / (LENGTH + WARM_UP).as_secs_f64()
        / times.count().max(1) as f64;
    let rate = times.count() as f64 / LENGTH.as_secs_f64();
    let aim = if chats == 1 { "" } else { "4,000" };
    report::row(
        &format!(
            "turns a second over the web chat, {}, {chats} chats",
            way.name
        ),
        &format!(
            "{} (p50 / p99 {}; {each:.0} µs of CPU each; {:.0} % cited)",
            thousands(rate),
            times.half_and_most(),
            100.0 * cited as f64 / times.count().max(1) as f64
        ),
        aim,
        peers,
    );
}

/// Asks each question once, each in a chat of its own: so their answers can be given again.
async fn ask_all(program: &Program) {
    for n in 0..faq::count() {
        let mut chat = Chat::open(program, BUSINESS).await;
        chat.say(faq::question(n)).await;
        chat.answer().await;
    }
}

async fn all(program: &Program, chats: usize, new_words: bool) -> (Times, usize) {
    let mut open = Vec::new();
    for _ in 0..chats {
        open.push(Chat::open(program, BUSINESS).await);
    }
    let from = Instant::now() + WARM_UP;
    let tasks: Vec<_> = open
        .into_iter()
        .enumerate()
        .map(|(n, chat)| tokio::task::spawn_local(talk(chat, n, from, new_words)))
        .collect();
    let (mut times, mut cited) = (Vec::new(), 0);
    for task in tasks {
        let (its, of_them) = task.await.expect("a chat ends");
        times.extend(its);
        cited += of_them;
    }
    (Times::of(times), cited)
}

/// One visitor, who asks one question after the other.
async fn talk(
    mut chat: Chat,
    first: usize,
    from: Instant,
    new_words: bool,
) -> (Vec<Duration>, usize) {
    let (mut times, mut cited) = (Vec::new(), 0);
    for n in first.. {
        let question = match new_words {
            true => format!("{} I am guest {first}-{n}.", faq::question(n)),
            false => faq::question(n).to_owned(),
        };
        let start = Instant::now();
        chat.say(&question).await;
        let answer = chat.answer().await;
        let end = Instant::now();
        if end >= from + LENGTH {
            break;
        }
        if end >= from {
            times.push(end - start);
            cited += usize::from(answer == Answer::Cited);
        }
    }
    (times, cited)
}

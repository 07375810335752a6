//! The memory of an open web chat in which nothing is said.

use crate::{
    chat::Chat,
    program::{BUSINESS, Program},
    report,
};
use std::time::Duration;

const CHATS: usize = 3_000;
/// How long the program is left alone before its memory is read.
const SETTLE: Duration = Duration::from_secs(3);

/// Measures it.
pub(crate) async fn run() {
    let program = Program::generated("provider = \"builtin\"");
    // What the first chat of all loads is not counted.
    drop(Chat::open(&program, BUSINESS).await);
    tokio::time::sleep(SETTLE).await;
    let before = program.resident_kb();
    let mut open = Vec::with_capacity(CHATS);
    for _ in 0..CHATS {
        open.push(Chat::open(&program, BUSINESS).await);
    }
    tokio::time::sleep(SETTLE).await;
    let each = (program.resident_kb() - before) / CHATS as f64;
    report::row(
        "memory of an open, silent web chat, at 3,000 of them",
        &format!("{each:.1} kB"),
        "under 16 kB",
        "opsdroid 16 kB; Chainlit 51 kB",
    );
    drop(open);
}

//! The load program: what the performance table of the README says is printed by
//!
//! ```sh
//! cargo bench --bench load              # everything, some three minutes
//! cargo bench --bench load -- turns     # a part: sms, turns, latency, silent, retrieval, start, memory
//! ```
//!
//! Everything but retrieval is measured from outside, on the built program as a process of its own with a folder of its own on the
//! disk of the target folder. The clients share the machine with it: what it does on its own cores is better than what is printed.
//! Nothing is asserted about time. With the web chat all messages and answers are on disk; with SMS the webhooks are, while the
//! answers wait for a minute of quiet, so that they are not made during the measurement.

#![expect(clippy::print_stdout, reason = "a program that prints a table")]

mod chat;
mod faq;
mod fsync;
mod model;
mod pace;
mod program;
mod report;
mod retrieval;
mod silent;
mod sms;
mod start;
mod turns;

/// The parts, in the order of the table.
const PARTS: [&str; 7] = [
    "sms",
    "turns",
    "latency",
    "silent",
    "retrieval",
    "start",
    "memory",
];

/// One thread for all clients: the program needs the cores.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    frontdesk::crypto();
    // Cargo adds `--bench`.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    report::machine();
    report::head();
    for part in PARTS {
        if !wanted.is_empty() && !wanted.iter().any(|w| part.contains(w.as_str())) {
            continue;
        }
        match part {
            "sms" => sms::run().await,
            "turns" => turns::run().await,
            "latency" => pace::latency().await,
            "silent" => silent::run().await,
            "retrieval" => retrieval::run().await,
            "start" => start::run().await,
            _ => pace::memory().await,
        }
    }
    println!("\nload after: {}", report::load_average());
}

//! The table that is printed, and the machine it was measured on.

use std::{fs, time::Duration};

/// The head of the table; rows follow as they are measured.
pub(crate) fn head() {
    println!("\n| what | measured | aim | peers |\n| --- | --- | --- | --- |");
}

/// One row.
pub(crate) fn row(what: &str, measured: &str, aim: &str, peers: &str) {
    println!("| {what} | {measured} | {aim} | {peers} |");
}

/// When and on what: date, cores and their model, load.
pub(crate) fn machine() {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find(|l| l.starts_with("model name"));
    let model = model.and_then(|l| l.split_once(": ")).map_or("?", |m| m.1);
    let date = chrono::Utc::now().format("%-d %B %Y, %H:%M UTC");
    println!(
        "{date} · {cores} cores, {model} · load before: {}",
        load_average()
    );
}

/// The load average of 1, 5 and 15 minutes.
pub(crate) fn load_average() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace()
        .take(3)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Durations, sorted.
#[derive(Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Sorts them.
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// How many.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many percent were below, in milliseconds.
    pub(crate) fn ms(&self, percent: usize) -> f64 {
        let at = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    }

    /// Half and nearly all: `1.2 / 3.4 ms`.
    pub(crate) fn half_and_most(&self) -> String {
        format!("{:.2} / {:.2} ms", self.ms(50), self.ms(99))
    }
}

/// A number with commas between thousands.
pub(crate) fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

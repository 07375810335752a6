//! From the start of the process to the line with its address: then requests are answered.

use crate::{
    program::{Program, Providers},
    report::{self, Times},
};

const STARTS: usize = 5;

/// Measures it with the sample and an empty data folder.
pub(crate) async fn run() {
    let providers = Providers::start().await;
    let times = (0..STARTS).map(|_| Program::sample(&providers).ready_after);
    let times = Times::of(times.collect());
    report::row(
        "start to ready, sample, median of 5",
        &format!("{:.0} ms", times.ms(50)),
        "under 300 ms",
        "0.7 to 2.4 s",
    );
}

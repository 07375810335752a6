//! What the program tells about itself: lines for people or JSON on standard error, and the figures behind `/metrics`.

use crate::settings::LogTable;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// Upper bounds of the latency histograms, in seconds: from a tenth of a millisecond to half a minute.
const SECONDS: [f64; 14] = [
    0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0,
];

/// Starts logging as configured; `FRONTDESK_LOG` in the environment wins over the file. A second call does nothing.
pub fn log(table: &LogTable) {
    let directives = std::env::var("FRONTDESK_LOG").unwrap_or_else(|_| table.level.clone());
    // Libraries are told of at warnings only, whatever our own level: some of them would log what passes through them.
    let filter = EnvFilter::try_new(ours(&directives)).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let started = if table.format == "json" {
        registry
            .with(fmt::layer().json().with_writer(std::io::stderr))
            .try_init()
    } else {
        let plain = fmt::layer().with_target(false).with_writer(std::io::stderr);
        registry.with(plain).try_init()
    };
    drop(started);
}

/// A single level means our own parts.
fn ours(directives: &str) -> String {
    if directives.contains(['=', ',']) {
        return directives.to_owned();
    }
    let parts = [
        "",
        "_core",
        "_engine",
        "_store",
        "_channels",
        "_web",
        "_llm",
        "_retrieval",
        "_tools",
        "_simulators",
    ];
    let own = parts.map(|p| format!("frontdesk{p}={directives}"));
    // This one logs what it cannot read of a model's answer, which is text of a conversation.
    format!("warn,async_openai=off,{}", own.join(","))
}

/// Starts counting; `None` if something else counts already in this process.
pub fn metrics() -> Option<PrometheusHandle> {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)
        .ok()?;
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).ok()?;
    Some(handle)
}

//! What the program tells about itself: lines for people or JSON on standard error, and the figures behind `/metrics`.

use crate::settings::LogTable;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    EnvFilter,
    fmt::{self, FmtContext, FormatEvent, FormatFields, format::Writer},
    prelude::*,
    registry::LookupSpan,
};

/// Upper bounds of the latency histograms, in seconds: from a tenth of a millisecond to half a minute.
const SECONDS: [f64; 14] = [
    0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0,
];

/// Starts logging as configured; `FRONTDESK_LOG` in the environment wins over the file. A second call does nothing.
pub fn log(table: &LogTable) {
    let color = std::io::stderr().is_terminal();
    let directives = std::env::var("FRONTDESK_LOG").unwrap_or_else(|_| table.level.clone());
    // Libraries are told of at warnings only, whatever our own level: some of them would log what passes through them.
    let filter = EnvFilter::try_new(ours(&directives)).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let started = if table.format == STORY {
        registry
            .with(
                fmt::layer()
                    .event_format(Story)
                    .with_ansi(color)
                    .with_writer(std::io::stderr),
            )
            .try_init()
    } else if table.format == "json" {
        registry
            .with(
                fmt::layer()
                    .json()
                    .with_ansi(color)
                    .with_writer(std::io::stderr),
            )
            .try_init()
    } else {
        let plain = fmt::layer()
            .with_target(false)
            .with_ansi(color)
            .with_writer(std::io::stderr);
        registry.with(plain).try_init()
    };
    drop(started);
}

/// The format of the demo's terminal, for a person who watches: the time and what happened.
pub const STORY: &str = "story";

/// Lines for a person who watches.
struct Story;

impl<S, N> FormatEvent<S, N> for Story
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> std::fmt::Result {
        write!(writer, "{}  ", chrono::Local::now().format("%H:%M:%S"))?;
        if *event.metadata().level() <= Level::WARN {
            write!(writer, "{}: ", event.metadata().level())?;
        }
        context
            .field_format()
            .format_fields(writer.by_ref(), event)?;
        writeln!(writer)
    }
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

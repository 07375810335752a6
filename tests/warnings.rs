//! Catches warnings and errors that a test did not expect.

use std::sync::{Arc, Mutex};
use tracing::{Event, Level, Subscriber, field::Visit, subscriber::DefaultGuard};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

/// The warnings of one test: its runtime has one thread, so that they are its own.
pub struct Warnings {
    lines: Arc<Mutex<Vec<String>>>,
    _guard: DefaultGuard,
}

struct Catcher(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {}={value:?}", field.name()));
    }
}

impl<S: Subscriber> Layer<S> for Catcher {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if std::env::var_os("FRONTDESK_TRACE").is_some() {
            let mut line = Line(event.metadata().target().to_owned());
            event.record(&mut line);
            eprintln!("{}", line.0);
        }
        if *event.metadata().level() <= Level::WARN
            && event.metadata().target().starts_with("frontdesk")
        {
            let mut line = Line(event.metadata().target().to_owned());
            event.record(&mut line);
            self.0.lock().unwrap().push(line.0);
        }
    }
}

impl Warnings {
    pub fn catch() -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let subscriber = tracing_subscriber::registry().with(Catcher(lines.clone()));
        let guard = tracing::subscriber::set_default(subscriber);
        Self {
            lines,
            _guard: guard,
        }
    }

    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

//! "Something changed": what every waiting call of a simulator sleeps on.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// A counter that goes up with each change of a simulator's state.
#[derive(Debug)]
pub(crate) struct Changes(watch::Sender<u64>);

impl Changes {
    pub(crate) fn new() -> Self {
        Self(watch::channel(0).0)
    }

    /// Wakes everyone who waits. Call it after the state is changed.
    pub(crate) fn mark(&self) {
        self.0.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// A receiver that has seen everything up to now.
    pub(crate) fn listen(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }

    /// Asks `look` after every change until it answers or `patience` is over.
    pub(crate) async fn until<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut() -> Option<T>,
    ) -> Option<T> {
        let end = Instant::now() + patience;
        let mut changed = self.listen();
        loop {
            if let Some(found) = look() {
                return Some(found);
            }
            match timeout_at(end, changed.changed()).await {
                Ok(Ok(())) => {}
                _ => return look(),
            }
        }
    }
}

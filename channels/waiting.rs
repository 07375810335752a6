//! What listeners share: waits that grow while a provider fails, and the time at which something reached us.

use crate::{http_client::jittered, limits::LISTEN_PAUSE};
use frontdesk_core::Timestamp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::sleep;

/// Waits that grow while it fails. Dropping a wait (at the stop) leaves it grown.
pub(crate) struct Pause {
    next: Duration,
    longest: Duration,
}

impl Pause {
    pub(crate) fn new() -> Self {
        Self::up_to(LISTEN_PAUSE.1)
    }

    pub(crate) fn up_to(longest: Duration) -> Self {
        Self {
            next: LISTEN_PAUSE.0,
            longest,
        }
    }

    /// Waits, at least as long as the other side asks, and longer next time.
    pub(crate) async fn wait(&mut self, asked_ms: Option<u64>) {
        let pause = jittered(self.next).max(Duration::from_millis(asked_ms.unwrap_or(0)));
        self.next = (self.next * 2).min(self.longest);
        sleep(pause).await;
    }
}

/// The time by the system's clock. The engine's clock counts for everything that is decided; this is only told.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

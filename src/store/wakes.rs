//! Wake-up hints for the workers of each queue, shared by all stores.

use frontdesk_core::job::Queue;
use tokio::sync::Notify;

/// For each of [`Queue::ALL`], whether a job of it may have become due sooner than was known.
pub(crate) type Sooner = [bool; Queue::ALL.len()];

/// One bell a queue.
#[derive(Default)]
pub(crate) struct Wakes([Notify; Queue::ALL.len()]);

impl Wakes {
    /// Rings for the queues that are marked; a bell that nobody waits for is heard by the next who does.
    pub(crate) fn ring(&self, sooner: Sooner) {
        for (bell, rings) in self.0.iter().zip(sooner) {
            if rings {
                bell.notify_one();
            }
        }
    }

    /// Returns at the next ring, or at once if it rang since the last call returned.
    pub(crate) async fn heard(&self, queue: Queue) {
        self.0[queue as usize].notified().await;
    }
}

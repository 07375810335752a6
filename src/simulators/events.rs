//! What happened in a simulator, for those who watch: the playground page above all.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use crate::limits::{EVENTS_BEHIND, EVENTS_KEPT};

/// A listener's view: what happened before it came, and what happens from then on. Nothing lies
/// between the two and nothing is in both.
#[derive(Debug)]
pub struct Feed<T> {
    /// The last events before the subscription, oldest first, at most 1,000.
    pub past: Vec<T>,
    /// Events from now on; a listener that falls 1,024 behind gets `Lagged`.
    pub live: broadcast::Receiver<T>,
}

/// The log behind [`Feed`]: the last events and a channel for the coming ones.
#[derive(Debug)]
pub(crate) struct EventLog<T> {
    past: Mutex<VecDeque<T>>,
    live: broadcast::Sender<T>,
}

impl<T: Clone> EventLog<T> {
    pub(crate) fn new() -> Self {
        Self {
            past: Mutex::new(VecDeque::new()),
            live: broadcast::channel(EVENTS_BEHIND).0,
        }
    }

    pub(crate) fn push(&self, event: T) {
        let mut past = held(&self.past);
        keep(&mut past, event.clone(), EVENTS_KEPT);
        // Nobody listening is no error.
        let _ = self.live.send(event);
    }

    pub(crate) fn feed(&self) -> Feed<T> {
        let past = held(&self.past);
        Feed {
            past: past.iter().cloned().collect(),
            live: self.live.subscribe(),
        }
    }
}

/// The guard of a lock whose holders never leave half a change behind, so that a test that
/// panicked elsewhere does not hide its own message behind a poisoned lock.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Appends to a list that holds at most `most` items; the oldest fall out.
pub(crate) fn keep<T>(list: &mut VecDeque<T>, item: T, most: usize) {
    while list.len() >= most {
        list.pop_front();
    }
    list.push_back(item);
}

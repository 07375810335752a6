//! Which connections a visitor has open: one a window or device.

use super::{
    limits::SHARDS,
    line::{Frame, Line},
    session::Visitor,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

type Shard = HashMap<Visitor, Vec<Arc<Line>>>;

/// The open connections of all visitors of an inbox.
pub(super) struct Hub {
    shards: [Mutex<Shard>; SHARDS],
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }
}

impl Hub {
    fn shard(&self, visitor: Visitor) -> MutexGuard<'_, Shard> {
        let shard = &self.shards[visitor.spread() % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The visitor has one more connection.
    pub(super) fn add(&self, visitor: Visitor, line: Arc<Line>) {
        // Nearly everybody has one window: no room for more is made before it is needed.
        self.shard(visitor)
            .entry(visitor)
            .or_insert_with(|| Vec::with_capacity(1))
            .push(line);
    }

    /// The visitor has closed this one.
    pub(super) fn remove(&self, visitor: Visitor, line: &Arc<Line>) {
        let mut shard = self.shard(visitor);
        if let Some(lines) = shard.get_mut(&visitor) {
            lines.retain(|l| !Arc::ptr_eq(l, line));
            if lines.is_empty() {
                shard.remove(&visitor);
            }
        }
    }

    /// Whether the visitor has a connection.
    pub(super) fn has(&self, visitor: Visitor) -> bool {
        self.shard(visitor).contains_key(&visitor)
    }

    /// Whether the visitor has a connection beside this one.
    pub(super) fn has_others(&self, visitor: Visitor, but: &Arc<Line>) -> bool {
        let shard = self.shard(visitor);
        shard
            .get(&visitor)
            .into_iter()
            .flatten()
            .any(|line| !Arc::ptr_eq(but, line))
    }

    /// Sends to all connections of the visitor. The frame is made once, and only if there is one.
    pub(super) fn send(&self, visitor: Visitor, frame: impl FnOnce() -> Frame) {
        self.send_but(visitor, None, frame);
    }

    /// Sends to all connections of the visitor but this one.
    pub(super) fn send_others(
        &self,
        visitor: Visitor,
        but: &Arc<Line>,
        frame: impl FnOnce() -> Frame,
    ) {
        self.send_but(visitor, Some(but), frame);
    }

    fn send_but(&self, visitor: Visitor, but: Option<&Arc<Line>>, frame: impl FnOnce() -> Frame) {
        let shard = self.shard(visitor);
        let lines = shard.get(&visitor).into_iter().flatten();
        let mut lines = lines
            .filter(|line| but.is_none_or(|but| !Arc::ptr_eq(but, line)))
            .peekable();
        if lines.peek().is_some() {
            let frame = frame();
            lines.for_each(|line| line.push(frame.clone()));
        }
    }
}

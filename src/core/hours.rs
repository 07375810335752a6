//! The seam to opening hours: the engine asks whether somebody is there and when next, not in which syntax
//! that was written.

use crate::Timestamp;

/// Opening hours in the time zone of their business.
pub trait Hours: Send + Sync {
    /// Whether it is open at `at`.
    fn is_open(&self, at: Timestamp) -> bool;

    /// When it next opens (if closed) or closes (if open) after `at`; `None` if never.
    fn next_change(&self, at: Timestamp) -> Option<Timestamp>;

    /// The open intervals that overlap `from..to`, in order, cut to it.
    fn intervals(&self, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)>;

    /// The hours as they were written.
    fn as_written(&self) -> &str;
}

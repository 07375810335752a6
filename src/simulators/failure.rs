//! Failures on demand: what a provider does on a bad day.

use std::collections::VecDeque;
use std::sync::Mutex;

use crate::events::held;
use crate::limits::FAILURES_QUEUED;

/// One thing that goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Refuses with this HTTP status and the provider's own error code. Telegram prints the
    /// status as its `error_code` and ignores the second number.
    Status(u16, u32),
    /// 429, to be tried again after so many seconds (`Retry-After`, `parameters.retry_after`).
    RetryAfter(u64),
    /// Does what was asked, then cuts the connection without a byte of answer: the caller cannot
    /// know.
    Drop,
    /// Cuts the connection without doing anything.
    Cut,
    /// Waits so many milliseconds, then answers as usual.
    Delay(u64),
}

/// The failures that the next requests of one kind meet.
#[derive(Debug, Default)]
pub(crate) struct Failures(Mutex<VecDeque<Failure>>);

impl Failures {
    pub(crate) fn add(&self, n: usize, failure: &Failure) {
        let mut queue = held(&self.0);
        let room = FAILURES_QUEUED.saturating_sub(queue.len());
        queue.extend(std::iter::repeat_n(failure.clone(), n.min(room)));
    }

    pub(crate) fn next(&self) -> Option<Failure> {
        held(&self.0).pop_front()
    }
}

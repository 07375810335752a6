//! The bounds of the mail server, each with its reason.

use std::time::Duration;

/// Mails kept for one person, and for the business: an afternoon of playing or one long test.
pub(super) const MAILS_KEPT: usize = 10_000;

/// The largest mail that is taken, in bytes: what real servers let through, so that a too large one can be tried.
pub(super) const MAIL_BYTES: usize = 40 * 1024 * 1024;

/// The longest command line, in bytes (RFC 2683 asks clients to stay below 8,000).
pub(super) const LINE_BYTES: usize = 64 * 1024;

/// A connection that says nothing for so long is closed, as servers do.
pub(super) const SILENCE: Duration = Duration::from_secs(30 * 60);

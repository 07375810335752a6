//! The bounds of what goes out, each with its reason.

/// Connecting. A front door answers within tens of milliseconds; what takes longer is down.
pub const CONNECT_MS: u64 = 5_000;

/// A request with its redirects, if nothing else was asked for.
pub const TIMEOUT_MS: u64 = 10_000;

/// Bytes of an answer, if nothing else was asked for: a large web page. What is longer is refused, not cut.
pub const BODY_BYTES: usize = 2 * 1024 * 1024;

/// Redirects of one request: to `https`, to `www.`, to a language, and one more.
pub const REDIRECTS: usize = 4;

/// How long an idle connection is kept. Most servers keep theirs longer, so that a request seldom meets a closed one.
pub const IDLE_MS: u64 = 15_000;

/// Idle connections kept to one host.
pub const IDLE_PER_HOST: usize = 2;

/// Characters of a URL. What is longer was made by a machine that went wrong.
pub const URL_CHARS: usize = 4_000;

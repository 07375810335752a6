//! The bounds of the web part, each with its reason. What an operator or a test may want otherwise is a field of
//! [`WebLimits`]; the rest are constants.

/// Bounds that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebLimits {
    /// The longest body of a webhook, in bytes. A longer one is refused with 413.
    pub webhook_bytes: usize,
    /// How long an ordinary request may take, in milliseconds, until it is answered with 503. Below the 15 seconds
    /// after which Twilio gives a webhook up, so that it hears an answer it can act on.
    pub request_timeout_ms: u64,
    /// Open live connections altogether: at under 16 kB each about 300 MB.
    pub live_connections: usize,
    /// Open live connections of one network address (of one /64 in IPv6). An office behind one address has some
    /// dozens of people with a few tabs each.
    pub live_per_address: usize,
    /// The longest frame of a live client, in bytes: [`frontdesk_core::limits::MESSAGE_BYTES`] of text may double
    /// when it is escaped in JSON.
    pub live_frame_bytes: usize,
    /// Between two pings on a live connection, in milliseconds. Proxies drop a silent connection after a minute.
    pub ping_ms: u64,
    /// How long a live client may take to accept what is sent to it, in milliseconds, until it is taken for gone.
    pub write_timeout_ms: u64,
}

impl Default for WebLimits {
    fn default() -> Self {
        Self {
            webhook_bytes: frontdesk_core::limits::WEBHOOK_BYTES,
            request_timeout_ms: 12_000,
            live_connections: 20_000,
            live_per_address: 100,
            live_frame_bytes: 64 * 1024,
            ping_ms: 30_000,
            write_timeout_ms: 10_000,
        }
    }
}

/// Open HTTP connections; live ones do not count. At this many the next ones wait in the system's queue.
pub(crate) const CONNECTIONS: usize = 8_192;

/// How long a client may take to send the head of a request, or keep a connection without one, in milliseconds.
pub(crate) const HEAD_MS: u64 = 60_000;

/// What is read ahead on an HTTP connection, in bytes: heads are far shorter, bodies are taken in pieces.
pub(crate) const READ_AHEAD_BYTES: usize = 64 * 1024;

/// How long requests in flight may take to finish after the stop, in milliseconds. Hosts kill after 30 seconds or less.
pub(crate) const SHUTDOWN_MS: u64 = 10_000;

/// The pause after the system refused another connection (no descriptors left), in milliseconds.
pub(crate) const ACCEPT_PAUSE_MS: u64 = 50;

/// The buffer a live connection reads into, in bytes. The library's own default of 128 KiB would be the whole
/// memory of eight silent chats; nearly every frame fits into this.
pub(crate) const LIVE_READ_BYTES: usize = 2 * 1024;

/// From this many bytes on, frames are written before the batch is complete.
pub(crate) const LIVE_WRITE_BYTES: usize = 4 * 1024;

/// Frames written to a live client before its own frames are looked at again.
pub(crate) const LIVE_BATCH: usize = 64;

/// Pings without any sign of life after which a live client is taken for gone.
pub(crate) const LIVE_MISSED_PINGS: u8 = 2;

/// How long a live client may take to answer the closing, in milliseconds.
pub(crate) const LIVE_CLOSE_MS: u64 = 1_000;

/// Calls that tell a provider what became of its message, at the same time. They are best effort: beyond this they
/// are left out.
pub(crate) const ACKNOWLEDGEMENTS: usize = 64;

/// How long such a call may take, in milliseconds: a button that spins for longer has been given up by its presser.
pub(crate) const ACKNOWLEDGE_MS: u64 = 10_000;

/// Unverified requests kept in a minute, so that a stranger cannot fill the disk. All are counted.
pub(crate) const QUARANTINED_PER_MINUTE: u32 = 600;

/// What a provider is asked to wait before it repeats a webhook that could not be kept, in seconds.
pub(crate) const RETRY_AFTER_S: &str = "2";

/// The longest request id taken from outside, in characters; a UUID has 36.
pub(crate) const REQUEST_ID_CHARS: usize = 64;

/// The longest name of a file of the chat page, in characters.
pub(crate) const ASSET_NAME_CHARS: usize = 64;

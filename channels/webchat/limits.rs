//! The bounds of the web chat, each with its reason.

/// Random bytes of a session token: nobody guesses 256 bits.
pub(super) const TOKEN_BYTES: usize = 32;

/// The longest id a client may give a message, in bytes; a UUID has 36.
pub(super) const CLIENT_ID_BYTES: usize = 64;

/// The longest part, in characters. A page shows a text of any length, so this only keeps a frame reasonable: no
/// answer comes near it.
pub(super) const TEXT_CHARS: usize = 50_000;

/// Messages shown again to a client that comes back; older ones are rarely scrolled to.
pub(super) const HISTORY: usize = 100;

/// Frames that wait for one connection. Who is further behind is disconnected, comes back and gets everything that
/// counts from the history.
pub(super) const WAITING: usize = 256;

/// Bytes of such frames.
pub(super) const WAITING_BYTES: usize = 512 * 1024;

/// From this many waiting frames on a draft is no longer shown as it grows: the message that replaces it is enough.
pub(super) const WAITING_DELTAS: usize = 128;

/// An empty queue that once held more than this gives its memory back.
pub(super) const WAITING_KEPT: usize = 16;

/// Messages a connection remembers to have shown, so that one that is delivered again is shown once. A delivery is
/// repeated soon after its first attempt.
pub(super) const SHOWN: usize = 8;

/// Frames that break the protocol until the client is sent away; a person's browser sends none.
pub(super) const BAD_FRAMES: u32 = 10;

/// Thumbs and calls for a person in one minute on one connection; a person presses far fewer.
pub(super) const WISHES_PER_MINUTE: u32 = 30;

/// How long the word of a site on who a visitor is is good, in milliseconds: a page may stay open for a day.
pub(super) const IDENTITY_MS: i64 = 86_400_000;

/// How far the clock of a site may be ahead of ours, in milliseconds.
pub(super) const IDENTITY_AHEAD_MS: i64 = 300_000;

/// The longest field of it, in bytes: mail addresses have at most 254.
pub(super) const IDENTITY_BYTES: usize = 256;

/// The shortest secret a site may sign with, in characters: 32 bytes are what the signature is worth.
pub(super) const SECRET_CHARS: usize = 32;

/// Parts of the table of connections, so that two cores seldom wait for the same one.
pub(super) const SHARDS: usize = 32;

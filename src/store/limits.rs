//! The bounds of the store, each with its reason.

/// Events and bodies of one commit, in bytes as stored. sled keeps larger values in files of their own and never
/// removes those, so the sealed record has to stay under 64 KiB.
pub const COMMIT_BYTES: usize = 60 * 1024;

/// The largest value that sled is given.
pub(crate) const VALUE_BYTES: usize = 64 * 1024;

/// Events of one commit: a turn has some twenty at most, and their bodies are marked in one 64-bit mask.
pub(crate) const COMMIT_EVENTS: usize = 64;

/// Claims, releases, jobs, settles and cancels of one commit, each. A message in parts has a job for each part.
pub(crate) const COMMIT_PARTS: usize = 256;

/// Commits that wait for the writer. Behind it callers wait their turn; the writer takes 1,024 in one go.
pub(crate) const WRITER_QUEUE: usize = 2048;

/// How long the writer refuses everything after an attempt to open the files again has failed, in milliseconds:
/// opening takes time, and everybody who waits would have it tried anew.
pub(crate) const RECOVERY_PAUSE_MS: u64 = 500;

/// Commits written in one group: far above what waits under load here, and a group stays a matter of milliseconds.
pub(crate) const GROUP_COMMITS: usize = 1024;

/// Bytes written in one group, so that large bodies do not make one group long.
pub(crate) const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// sled's page cache, in bytes. The whole program is to stay under 48 MB when idle, and sled takes about twice what it
/// counts; conversations have their own place in memory, and more than this makes commits no faster.
pub(crate) const PAGE_CACHE_BYTES: u64 = 12 * 1024 * 1024;

/// Free space under which nothing is written, in bytes: sled grows its file by half a megabyte at a time and does
/// not take it kindly when that fails.
pub(crate) const RESERVED_BYTES: u64 = 32 * 1024 * 1024;

/// How long opening waits for what an earlier handle in this process still holds, in milliseconds. sled lets go of
/// its file a moment after it is dropped.
pub(crate) const REOPEN_WAIT_MS: u64 = 3_000;

/// Conversations kept in memory, by number: more than are active in a day.
pub(crate) const CACHED_CONVERSATIONS: usize = 16_384;

/// Conversations kept in memory, by bytes (roughly). One that is in full swing takes up to 20 KB.
pub(crate) const CACHED_CONVERSATION_BYTES: usize = 12 * 1024 * 1024;

/// Keys of customers kept in memory: 200 bytes each, and unwrapping one again takes microseconds.
pub(crate) const CACHED_KEYS: usize = 8_192;

/// Claims remembered after they were written, in each of two generations, so that the writer need not ask the disk
/// for what a caller looked up just before. A generation lasts longer than a commit waits.
pub(crate) const RECENT_CLAIMS: usize = 8_192;

/// Entries between two snapshots of a conversation: replaying so many takes less than a millisecond.
pub(crate) const SNAPSHOT_EVERY: u64 = 64;

/// Times a conversation is read again because it changed while it was read. It is in memory after the first.
pub(crate) const LOAD_ATTEMPTS: usize = 16;

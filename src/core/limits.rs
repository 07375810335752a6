//! The bounds of core, each with its reason.

/// Messages of a conversation that are kept at hand for the next prompt: more rarely helps a short answer, and each
/// open conversation pays for them in memory.
pub const RECENT_MESSAGES: usize = 24;

/// Bytes of text kept at hand for the next prompt, about 4,000 tokens.
pub const RECENT_BYTES: usize = 16 * 1024;

/// Facts remembered about one customer.
pub const FACTS: usize = 20;

/// The longest body of one webhook, in bytes. Twilio's and Telegram's are a few kilobytes.
pub const WEBHOOK_BYTES: usize = 256 * 1024;

/// The largest file that is kept, in bytes: what the providers of the channels let through at most times.
pub const ATTACHMENT_BYTES: usize = 10 * 1024 * 1024;

/// Files of one message that are kept; ten is the most that a text message can carry.
pub const ATTACHMENTS: usize = 10;

/// Ids before a message in its thread that are kept: the first and the latest, as mail programs keep them.
pub const REFERENCES: usize = 20;

/// Threads of one conversation that are known: one for each address the customer writes mail from.
pub const THREADS: usize = 8;

/// The longest mark a channel keeps, in bytes.
pub const MARK_BYTES: usize = 4 * 1024;

/// The longest text accepted from a customer, in bytes, whatever the business configures: what is longer is cut
/// there and marked. Far above every channel's own limit but e-mail's.
pub const MESSAGE_BYTES: usize = 32 * 1024;

/// Joins of one conversation: a person has a phone, a mailbox and a few chats, and browsers come and go.
pub const JOINS: usize = 16;

/// Changes that tools made for one answer and that the next draft knows of: far more than an answer speaks of.
pub const CHANGES: usize = 16;

/// How long a code that was sent is remembered, in milliseconds: a day, so that the codes of a day can be counted.
pub const CODES_KEPT_MS: u64 = 86_400_000;

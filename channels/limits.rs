//! The bounds of the channels, each with its reason.

use std::time::Duration;

/// Connecting to a provider. Their front doors answer within tens of milliseconds; what takes longer is down.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// One call to a provider from the first byte to the last, below the lease that a delivery holds.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(15);

/// What is shown for a moment only (typing, the answer to a pressed button): later it helps nobody.
pub(crate) const BRIEF_TIMEOUT: Duration = Duration::from_secs(4);

/// How long an idle connection is kept. Shorter than any provider keeps it, so that a send seldom meets one that the
/// other side has just closed, which would be unclear.
pub(crate) const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// The longest answer of a provider that is read, in bytes. A hundred Telegram updates with long texts stay below it.
pub(crate) const ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The longest part of a provider's own words that goes into an error, in characters.
pub(crate) const WORDS_CHARS: usize = 160;

/// How long to wait where credentials or the account are refused, in milliseconds: a person has to mend that, and each
/// attempt before is wasted.
pub(crate) const CREDENTIALS_RETRY_MS: u64 = 15 * 60 * 1000;

/// The longest wait a provider can ask for, in milliseconds: what it says is data.
pub(crate) const RETRY_AFTER_MAX_MS: u64 = 24 * 60 * 60 * 1000;

/// The longest SMS Twilio takes, in characters (error 21617).
pub(crate) const SMS_CHARS_MAX: usize = 1_600;

/// The shortest part an SMS may be set to: one UCS-2 segment.
pub(crate) const SMS_CHARS_MIN: usize = 70;

/// The length at which an SMS is split where the inbox does not say, in characters: three full segments of 153, about
/// what a phone shows without scrolling; longer ones are filtered by carriers more often.
pub(crate) const SMS_CHARS: usize = 459;

/// Hosts of a request's headers for which a wrong signature is tried, so that a request cannot make us compute at will.
pub(crate) const SIGNATURE_HOSTS: usize = 4;

/// The longest Telegram message after its markup is read, in UTF-16 units.
pub(crate) const TELEGRAM_UNITS: usize = 4_096;

/// How long Telegram holds a poll open, in seconds. It bounds how soon a stop is seen by Telegram; the program itself
/// does not wait for it.
pub(crate) const POLL_S: u32 = 10;

/// One poll from the first byte to the last.
pub(crate) const POLL_TIMEOUT: Duration = Duration::from_secs(POLL_S as u64 + 10);

/// Updates in one poll, the most Telegram gives.
pub(crate) const POLL_UPDATES: u8 = 100;

/// The first and the longest wait after a failed poll or a message that could not be stored.
pub(crate) const LISTEN_PAUSE: (Duration, Duration) =
    (Duration::from_millis(500), Duration::from_secs(30));

/// The longest data under a Telegram button, in bytes.
pub(crate) const BUTTON_BYTES: usize = 64;

/// The longest notice under a pressed Telegram button, in characters.
pub(crate) const NOTICE_CHARS: usize = 200;

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

/// How long Twilio keeps what it cannot send yet: ten hours' worth of a number's pace. What is more is refused (30001).
pub(crate) const SMS_QUEUE: Duration = Duration::from_secs(36_000);

/// Bytes of files in one MMS: Twilio takes 5 MB with the text.
pub(crate) const MMS_BYTES: usize = 4_900_000;

/// Files in one MMS, the most Twilio takes.
pub(crate) const MMS_FILES: usize = 10;

/// Bytes of a file on WhatsApp: what it takes of a picture; of documents Twilio takes more.
pub(crate) const WHATSAPP_FILE_BYTES: usize = 5_000_000;

/// Getting or sending one file from the first byte to the last: ten megabytes on a slow line, below the lease of a job.
pub(crate) const FILE_TIMEOUT: Duration = Duration::from_secs(60);

/// Deliveries whose turn is remembered by a pace: an hour's worth of a busy number, some hundred bytes each.
pub(crate) const PACE_TURNS: usize = 10_000;

/// How long a turn is kept for a delivery that does not come for it.
pub(crate) const PACE_PATIENCE: Duration = Duration::from_secs(600);

/// Hosts of a request's headers for which a wrong signature is tried, so that a request cannot make us compute at will.
pub(crate) const SIGNATURE_HOSTS: usize = 4;

/// The longest Telegram message after its markup is read, in UTF-16 units.
pub(crate) const TELEGRAM_UNITS: usize = 4_096;

/// The longest text under a Telegram photo or document after its markup is read, in UTF-16 units.
pub(crate) const CAPTION_UNITS: usize = 1_024;

/// The largest picture Telegram takes as a photo, in bytes; larger ones go as documents.
pub(crate) const PHOTO_BYTES: usize = 10_000_000;

/// Files in one Telegram album.
pub(crate) const ALBUM_FILES: usize = 10;

/// The longest file name that is kept, in characters: what file systems take.
pub(crate) const FILE_NAME_CHARS: usize = 120;

/// Chats whose pace is remembered: those of a busy hour, a few hundred bytes each.
pub(crate) const PACE_CHATS: usize = 10_000;

/// How often the bot's own name is asked for while polling works: without it only links and mentions in groups are missing.
pub(crate) const NAME_TRIES: u32 = 5;

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

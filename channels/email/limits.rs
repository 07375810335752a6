//! The bounds of the e-mail channel, each with its reason.

use std::time::Duration;

/// One IMAP command other than fetching a mail. Servers answer within a second; some search slowly in large mailboxes.
pub(super) const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);

/// Fetching one mail of at most [`MAIL_BYTES`], over a slow line.
pub(super) const FETCH_TIMEOUT: Duration = Duration::from_secs(180);

/// How long one IDLE lasts before it is renewed. RFC 2177 allows 29 minutes; home routers forget a silent connection after
/// ten, and then nothing would be heard until the renewal.
pub(super) const IDLE_RENEW: Duration = Duration::from_secs(9 * 60);

/// How often the mailbox is looked at where the server has no IDLE and the inbox does not say, in seconds.
pub(super) const POLL_S: u64 = 30;

/// The largest mail that is read, in bytes: what the large providers let through.
pub(super) const MAIL_BYTES: u32 = 25 * 1024 * 1024;

/// The part of the header of a larger mail that is kept, in bytes.
pub(super) const HEADER_BYTES: usize = 64 * 1024;

/// How far back is looked after the mailbox was rebuilt (UIDVALIDITY changed), in days and in mails.
pub(super) const RESCAN: (u64, usize) = (30, 500);

/// How old an unseen mail may be to be answered at the very first start, in hours: older ones were left alone for a reason.
pub(super) const FIRST_H: u64 = 24;

/// Mails whose flags and sizes are asked for at once.
pub(super) const LIST_CHUNK: usize = 100;

/// How often fetching one mail may break the connection before staff are told and it is passed over: some servers and some
/// mails never get along, and the ones behind it must not wait for ever.
pub(super) const FETCH_TRIES: u8 = 5;

/// How long the mailbox must be out of reach before staff are told. Shorter breaks heal by themselves every week.
pub(super) const ALERT_AFTER: Duration = Duration::from_secs(10 * 60);

/// Files of one mail that are kept, and what they may weigh together, in bytes.
pub(super) const FILES: (usize, usize) = (20, 25 * 1024 * 1024);

/// What the files of one mail that leaves may weigh together, in bytes; what does not fit goes as a link. Base64 adds a
/// third, and many servers stop at 25 MB.
pub(super) const SEND_BYTES: usize = 15 * 1024 * 1024;

/// The longest part, in characters: no server minds, people stop reading long before.
pub(super) const TEXT_CHARS: usize = 100_000;

/// The longest subject that is kept or sent, in characters.
pub(super) const SUBJECT_CHARS: usize = 250;

/// The longest Message-ID that is taken as one, in bytes; longer ones are not from a mail program.
pub(super) const ID_BYTES: usize = 250;

/// Message-IDs in `References`: the first and the newest. Long threads would outgrow what servers take for a header.
pub(super) const REFERENCES: usize = 20;

/// Connections to the SMTP server at once. Microsoft 365 takes three.
pub(super) const SMTP_CONNECTIONS: usize = 3;

/// Everything up to the word that the mail is taken, and the writing of the mail itself.
pub(super) const SMTP_TIMEOUT: (Duration, Duration) =
    (Duration::from_secs(15), Duration::from_secs(60));

/// The longest local part of an address (RFC 5321, 4.5.3.1.1), in bytes.
pub(super) const LOCAL_BYTES: usize = 64;

//! The bounds of reading one mail, each with its reason. What comes in was written by anybody.

/// Text that is looked at, in bytes. Nobody writes more; quotes of quotes do, and they come last.
pub(super) const TEXT_BYTES: usize = 512 * 1024;

/// Lines of a text that are looked at.
pub(super) const TEXT_LINES: usize = 20_000;

/// What was newly written, in bytes: the desk's store keeps values of up to 64 KiB.
pub(super) const REPLY_BYTES: usize = 48 * 1024;

/// Elements of HTML that are open at once. Newsletters nest tables a few dozen deep.
pub(super) const HTML_DEPTH: usize = 400;

/// Marks before a quoted line.
pub(super) const QUOTE_DEPTH: usize = 5;

/// Within how many bytes a tag's end must come for its quotes to be believed. Outlook's longest are a few kilobytes.
pub(super) const TAG_BYTES: usize = 64 * 1024;

/// The longest entity in bytes, `&CounterClockwiseContourIntegral;`.
pub(super) const ENTITY_BYTES: usize = 34;

/// The header of a mail that is read, in bytes. The large providers add some 20 KB.
pub(super) const HEADER_BYTES: usize = 256 * 1024;

/// Fields of the header that are looked at.
pub(super) const HEADER_FIELDS: usize = 1_000;

/// Lines of a mail: 25 MB in base64 are 340,000.
pub(super) const LINES: usize = 600_000;

/// Lines that begin with two dashes and so may each begin a part of their own.
pub(super) const DASHED_LINES: usize = 5_000;

/// Mails within mails that are taken apart; what lies within more stays a file. Their nesting takes stack.
pub(super) const NESTED_MAILS: usize = 24;

/// Parts of a mail that are looked at.
pub(super) const PARTS: usize = 500;

/// Files of a mail that are handed on.
pub(super) const FILES: usize = 50;

/// The name of a file, in bytes.
pub(super) const FILE_NAME_BYTES: usize = 200;

/// The subject and a person's name, in bytes.
pub(super) const LINE_BYTES: usize = 1_000;

/// The longest Message-ID that is taken as one, in bytes; RFC 5322 has lines of at most 998.
pub(super) const ID_BYTES: usize = 990;

/// Message-IDs of one field.
pub(super) const IDS: usize = 100;

/// People in one field.
pub(super) const PEOPLE: usize = 100;

/// The longest address (RFC 5321, 4.5.3.1), in bytes.
pub(super) const ADDRESS_BYTES: usize = 320;

/// What a report says of the failure, in bytes.
pub(super) const DIAGNOSTIC_BYTES: usize = 500;

/// How much of a machine's text is searched for what went wrong, in bytes: the mail that came back may follow.
pub(super) const REPORT_BYTES: usize = 64 * 1024;

/// How much of a report is searched for the mail that came back, in bytes.
pub(super) const RETURNED_BYTES: usize = 256 * 1024;

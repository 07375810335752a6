//! The bounds of the Discord channel, each with its reason.

use std::time::Duration;

/// The longest Discord message, in code points.
pub(super) const CHARS: usize = 2_000;

/// The longest data and the longest label of a Discord button, in characters, and the buttons in a row.
pub(super) const BUTTON_CHARS: usize = 100;
pub(super) const LABEL_CHARS: usize = 80;
pub(super) const ROW: usize = 5;

/// The longest name of a Discord thread, in characters.
pub(super) const THREAD_CHARS: usize = 100;

/// The longest question by slash command, in characters: what a message may hold.
pub(super) const QUESTION_CHARS: u16 = 2_000;

/// Files in one Discord message, and their bytes together: what every server takes, without a paid level.
pub(super) const FILES: usize = 10;
pub(super) const UPLOAD_BYTES: usize = 10 * 1024 * 1024 - 64 * 1024;

/// Channels of Discord that are known by heart; others are asked for again.
pub(super) const CHANNELS: usize = 10_000;

/// Marks of how far channels were read: each of so many shelves holds about a hundred channels.
pub(super) const SHELVES: usize = 32;

/// Messages in one page of a channel's history, the most Discord gives, and the pages that are read after an outage.
pub(super) const PAGE: usize = 100;
pub(super) const PAGES: usize = 50;

/// How far before the very first start a channel is read, as ids count it (milliseconds in the upper bits): a minute, for clocks
/// that differ.
pub(super) const BEFORE_START: u64 = 60_000 << 22;

/// Events of the gateway that wait for the disk; while they are so many, the connection is not read.
pub(super) const EVENTS: usize = 1_000;

/// Commands and presses that wait for their answer: more at a time are an attack, and see a failure.
pub(super) const ASKS: usize = 256;

/// When somebody who pressed a button is put off: Discord shows a failure after three seconds.
pub(super) const PUT_OFF_AFTER: Duration = Duration::from_millis(1_800);

/// The longest frame of the gateway, in bytes: a server with thousands of channels is told in one.
pub(super) const GATEWAY_BYTES: usize = 32 * 1024 * 1024;

/// The longest wait between attempts to begin a session: Discord resets the token of a bot that begins 1,000 a day.
pub(super) const IDENTIFY_PAUSE: Duration = Duration::from_secs(120);

/// The shortest time between heartbeats, whatever the gateway asks.
pub(super) const BEAT_MIN: Duration = Duration::from_millis(50);

/// How long an inbox must be unreachable before staff are told.
pub(super) const ALERT_AFTER: Duration = Duration::from_secs(5 * 60);

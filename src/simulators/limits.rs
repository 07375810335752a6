//! Every bound of the simulators, with its reason.

use std::time::Duration;

/// Events kept for a page that opens late: an afternoon of playing, far below a megabyte.
pub(crate) const EVENTS_KEPT: usize = 1_000;
/// Events a slow listener may fall behind by before it is told that it lagged.
pub(crate) const EVENTS_BEHIND: usize = 1_024;
/// Messages a simulator remembers: a load test of several minutes, some tens of megabytes.
pub(crate) const MESSAGES_KEPT: usize = 200_000;
/// Updates Telegram holds for a bot that does not fetch them; the oldest fall out.
pub(crate) const UPDATES_HELD: usize = 100_000;
/// Status callbacks waiting to be posted; more are lost, as with the real provider.
pub(crate) const RECEIPTS_WAITING: usize = 10_000;
/// Failures that can be queued by `fail_next`.
pub(crate) const FAILURES_QUEUED: usize = 10_000;
/// Bodies accepted by a simulator: above Telegram's and Twilio's text limits by far, and enough
/// for a model request with a long context.
pub(crate) const BODY_BYTES: usize = 8 * 1024 * 1024;
/// What the playground page may post: one message.
pub(crate) const PLAYGROUND_BODY_BYTES: usize = 64 * 1024;
/// Twilio gives a webhook 15 seconds.
pub(crate) const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a simulator waits for its own tasks and open connections in `stop()`.
pub(crate) const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest body that Twilio accepts, in characters.
pub(crate) const SMS_CHARS: usize = 1_600;
/// Longest Telegram text after its markup is parsed, in UTF-16 units.
pub(crate) const TELEGRAM_UNITS: usize = 4_096;
/// Longest caption of a Telegram photo or document after its markup is parsed, in UTF-16 units.
pub(crate) const TELEGRAM_CAPTION_UNITS: usize = 1_024;
/// Longest callback data of a Telegram button, in bytes.
pub(crate) const CALLBACK_BYTES: usize = 64;
/// Most updates in one `getUpdates` answer.
pub(crate) const UPDATES_A_POLL: usize = 100;
/// Longest wait of `getUpdates`, in seconds.
pub(crate) const POLL_SECONDS: u64 = 50;
/// First and longest pause before Telegram posts a refused update again. The real one waits
/// longer; tests should not.
pub(crate) const WEBHOOK_PAUSE: (Duration, Duration) =
    (Duration::from_millis(50), Duration::from_secs(2));
/// Requests and scripted replies a model simulator keeps.
pub(crate) const MODEL_REQUESTS_KEPT: usize = 100_000;
/// How deep a scripted reply may nest (a delay around a function around a delay).
pub(crate) const REPLY_DEPTH: usize = 8;
/// Dimensions of the embeddings: small, and still far more than the words of a test.
pub(crate) const EMBEDDING_DIMENSIONS: usize = 64;
/// Texts in one embeddings request, as OpenAI limits them.
pub(crate) const EMBEDDING_INPUTS: usize = 2_048;
/// Longest Discord message, in code points.
pub(crate) const DISCORD_CHARS: usize = 2_000;
/// Longest data and longest label of a Discord button, in characters.
pub(crate) const DISCORD_BUTTON_CHARS: usize = 100;
pub(crate) const DISCORD_LABEL_CHARS: usize = 80;
/// Events a Discord session replays; the real one keeps a few minutes' worth.
pub(crate) const DISPATCHES_KEPT: usize = 100_000;
/// Frames that wait for a gateway connection before it counts as gone.
pub(crate) const FRAMES_WAITING: usize = 10_000;
/// Interactions remembered: their tokens live for fifteen minutes.
pub(crate) const INTERACTIONS_KEPT: usize = 10_000;

/// The longest mail that the playground writes, in UTF-16 units.
pub(crate) const MAIL_CHARS: usize = 20_000;

//! Wall time in the shapes the providers print it.

use chrono::Utc;

/// Now, in seconds since 1970, as Telegram and OpenAI date things.
pub(crate) fn now_s() -> i64 {
    Utc::now().timestamp()
}

/// Now, in milliseconds since 1970, for the pages.
pub(crate) fn now_ms() -> i64 {
    Utc::now().timestamp_millis()
}

/// Now, as Twilio prints it (RFC 2822).
pub(crate) fn now_rfc2822() -> String {
    Utc::now().to_rfc2822()
}

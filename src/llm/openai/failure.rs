//! What went wrong, in the words all seams share.

use super::transport::Refusal;
use async_openai::error::OpenAIError;
use frontdesk_core::{Error, ErrorKind, Retry};

/// A failed call or a broken stream.
pub(super) fn of_call(operation: &'static str, error: OpenAIError) -> Error {
    match error {
        OpenAIError::Boxed(inner) => match inner.downcast::<Refusal>() {
            Ok(refusal) => of_refusal(operation, *refusal),
            Err(other) => Error::new(ErrorKind::Unavailable, operation).because(other),
        },
        OpenAIError::Reqwest(e) => of_http(operation, e),
        OpenAIError::StreamError(_) => {
            Error::new(ErrorKind::Unavailable, operation).with("stream", "broken off")
        }
        // Its text holds what the model wrote, so it is not taken over.
        OpenAIError::JSONDeserialize(e, _) => Error::new(ErrorKind::Unavailable, operation)
            .with("stream", "an event is no chat completion")
            .with("at_column", e.column()),
        _ => Error::new(ErrorKind::Unexpected, operation),
    }
}

/// A connection that failed.
pub(super) fn of_http(operation: &'static str, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() {
        ErrorKind::Timeout
    } else if error.is_builder() {
        ErrorKind::Unexpected
    } else {
        ErrorKind::Unavailable
    };
    Error::new(kind, operation).because(error.without_url())
}

/// A status that is no success.
pub(super) fn of_refusal(operation: &'static str, refusal: Refusal) -> Error {
    let spent = matches!(
        refusal.code.as_deref(),
        Some("insufficient_quota" | "billing_hard_limit_reached")
    );
    let kind = match refusal.status {
        401 | 403 => ErrorKind::Unauthorized,
        402 => ErrorKind::Refused,
        404 | 405 => ErrorKind::NotFound,
        408 | 504 => ErrorKind::Timeout,
        429 if spent => ErrorKind::Refused,
        429 => ErrorKind::Limited,
        500.. => ErrorKind::Unavailable,
        _ => ErrorKind::Invalid,
    };
    let after_ms = refusal.retry_after_ms;
    let mut error = Error::new(kind, operation).with("status", refusal.status);
    if let Retry::Later { .. } = error.retry() {
        error = error.retry_as(Retry::Later { after_ms });
    }
    match refusal.code {
        Some(code) => error.with("code", code),
        None => error,
    }
}

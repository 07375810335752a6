//! One HTTP client an inbox, and what its failures mean for a send: nothing left, or nobody knows.

use crate::limits;
use frontdesk_core::{Error, ErrorKind, channel::DeliverError};
use reqwest::{Client, Response, redirect::Policy};
use std::time::Duration;

/// A client with bounds on every wait. It follows no redirect: credentials would follow too.
///
/// # Errors
/// If the machine gives no TLS roots.
pub(crate) fn client() -> Result<Client, Error> {
    // The library panics without a provider. A second install is refused, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(Policy::none())
        .connect_timeout(limits::CONNECT_TIMEOUT)
        .timeout(limits::CALL_TIMEOUT)
        .pool_idle_timeout(limits::IDLE_TIMEOUT)
        .user_agent(concat!("frontdesk/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|e| Error::new(ErrorKind::Unexpected, "making an HTTP client").because(e))
}

/// A call that got no usable answer.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The request did not leave.
    Unsent(Error),
    /// It may have arrived: the connection broke or the time was up after it was written.
    Unclear(Error),
}

impl Broken {
    /// Sorts a failure. The URL is taken out, since Telegram's holds the token.
    pub(crate) fn of(error: reqwest::Error, operation: &'static str) -> Self {
        let timeout = error.is_timeout();
        let unsent = error.is_connect() || error.is_builder();
        let kind = if timeout {
            ErrorKind::Timeout
        } else {
            ErrorKind::Unavailable
        };
        let error = Error::new(kind, operation).because(error.without_url());
        if unsent {
            Self::Unsent(error)
        } else {
            Self::Unclear(error)
        }
    }

    /// The error, whatever it means.
    pub(crate) fn into_error(self) -> Error {
        match self {
            Self::Unsent(error) | Self::Unclear(error) => error,
        }
    }
}

impl From<Broken> for DeliverError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Unsent(source) => Self::Unavailable {
                retry_after_ms: None,
                source,
            },
            Broken::Unclear(source) => Self::Unclear { source },
        }
    }
}

/// The body of an answer, at most [`limits::ANSWER_BYTES`] of it.
pub(crate) async fn body(answer: Response, operation: &'static str) -> Result<Vec<u8>, Broken> {
    body_up_to(answer, limits::ANSWER_BYTES, operation).await
}

/// The body of an answer, at most `most` bytes of it. A longer one is [`ErrorKind::Invalid`].
pub(crate) async fn body_up_to(
    mut answer: Response,
    most: usize,
    operation: &'static str,
) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|e| match Broken::of(e, operation) {
            Broken::Unsent(error) | Broken::Unclear(error) => Broken::Unclear(error),
        })?
    {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > most {
            let error = Error::new(ErrorKind::Invalid, operation).with("answer", "too long");
            return Err(Broken::Unclear(error));
        }
    }
    Ok(bytes)
}

/// What a `Retry-After` header asks for, in milliseconds; `None` if it names a date or nothing.
pub(crate) fn retry_after_ms(answer: &Response) -> Option<u64> {
    let text = answer.headers().get("retry-after")?.to_str().ok()?;
    bounded_ms(text.trim().parse().ok()?)
}

/// Seconds that a provider asks to wait, in milliseconds and bounded.
pub(crate) fn bounded_ms(seconds: u64) -> Option<u64> {
    Some(seconds.saturating_mul(1000).min(limits::RETRY_AFTER_MAX_MS))
}

/// A wait with up to a quarter taken off at random, so that inboxes that failed together do not come back together.
pub(crate) fn jittered(pause: Duration) -> Duration {
    use std::hash::{BuildHasher, RandomState};
    // Every `RandomState` hashes with another seed: randomness enough for a wait.
    let quarter = RandomState::new().hash_one(0_u8) % 256;
    pause - pause.mul_f64(quarter as f64 / 1024.0)
}

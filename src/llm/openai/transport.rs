//! Sending without hidden retries. The library's own client makes four calls for one; this one makes one, and keeps
//! what the library drops of a refusal: its `Retry-After`. It also keeps the library from logging bodies of refusals.

use super::wire;
use crate::limits;
use async_openai::{error::OpenAIError, middleware::HttpRequestFactory};
use reqwest::{Response, header::HeaderMap};
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// One HTTP call for each call of the library.
#[derive(Clone)]
pub(super) struct Transport {
    http: reqwest::Client,
}

impl Transport {
    pub(super) fn new(http: reqwest::Client) -> Self {
        Self { http }
    }
}

impl tower::Service<HttpRequestFactory> for Transport {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let http = self.http.clone();
        Box::pin(async move {
            let response = http.execute(factory.build().await?).await?;
            if response.status().is_success() {
                return Ok(response);
            }
            Err(OpenAIError::Boxed(Box::new(Refusal::read(response).await)))
        })
    }
}

/// An answer with a status that is no success.
#[derive(Debug)]
pub(super) struct Refusal {
    pub status: u16,
    pub retry_after_ms: Option<u64>,
    /// The provider's short name of the problem, for example `insufficient_quota`. Its longer message is left out: it
    /// may repeat what was sent.
    pub code: Option<String>,
}

impl Refusal {
    pub(super) async fn read(mut response: Response) -> Self {
        let status = response.status().as_u16();
        let retry_after_ms = retry_after_ms(response.headers());
        let mut body = Vec::new();
        while body.len() < limits::REFUSAL_BYTES {
            match response.chunk().await {
                Ok(Some(bytes)) => body.extend_from_slice(&bytes),
                _ => break,
            }
        }
        body.truncate(limits::REFUSAL_BYTES);
        let problem = serde_json::from_slice::<wire::Refused>(&body)
            .ok()
            .and_then(|b| b.error)
            .unwrap_or_default();
        Self {
            status,
            retry_after_ms,
            code: problem.name(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        match &self.code {
            Some(code) => write!(f, " {code}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

/// `Retry-After` in seconds, or OpenAI's finer `retry-after-ms`. The form with a date is rare and left out: our own
/// pause is used then.
fn retry_after_ms(headers: &HeaderMap) -> Option<u64> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let ms = number("retry-after-ms").or_else(|| number("retry-after").map(|s| s * 1_000.0))?;
    (ms.is_finite() && ms >= 0.0).then_some(ms.ceil() as u64)
}

//! Calls of the Bot API. The payloads are teloxide's; the transport is ours, because teloxide's sleeps ten seconds on a 5xx,
//! prints the token in `Debug` and does not say whether a request has left.
//! <https://core.telegram.org/bots/api#making-requests>

use crate::{
    http_client::{Broken, body, body_up_to, bounded_ms},
    limits,
    multipart::Form,
};
use bytes::Bytes;
use frontdesk_core::{Error, ErrorKind, Retry, Secret, limits::ATTACHMENT_BYTES};
use http::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use teloxide::requests::Payload;

/// A bot's door to Telegram.
pub(super) struct Api {
    client: reqwest::Client,
    base: String,
    token: Secret,
}

/// Why a call gave no result.
#[derive(Debug)]
pub(super) enum CallError {
    /// No usable answer came.
    Broken(Broken),
    /// Telegram said no.
    Said(Refusal),
}

/// A "no" of Telegram.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The status, as a rule that of HTTP.
    pub(super) code: u16,
    /// Telegram's words, shortened.
    pub(super) words: String,
    /// How long it asks to wait, in milliseconds.
    pub(super) retry_after_ms: Option<u64>,
}

/// What the API answers.
#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    result: Value,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

impl Api {
    /// A door at `base`, which has no slash at its end.
    pub(super) fn new(client: reqwest::Client, base: &str, token: Secret) -> Self {
        Self {
            client,
            base: base.to_owned(),
            token,
        }
    }

    /// Makes one call and gives its result as JSON, so that a part of it that is not known here fails nothing.
    pub(super) async fn call<P: Payload + Serialize>(
        &self,
        payload: &P,
        operation: &'static str,
        timeout: Duration,
    ) -> Result<Value, CallError> {
        let request = self.client.post(self.method(P::NAME)).json(payload);
        answered(request.timeout(timeout), operation).await
    }

    /// Makes a call that carries files.
    pub(super) async fn upload(
        &self,
        method: &str,
        form: Form,
        operation: &'static str,
    ) -> Result<Value, CallError> {
        let (kind, body) = form.finish();
        let request = self.client.post(self.method(method));
        let request = request.header(CONTENT_TYPE, kind).body(body);
        answered(request.timeout(limits::FILE_TIMEOUT), operation).await
    }

    /// Gets a file by the path that Telegram gave for it.
    pub(super) async fn file(&self, path: &str, operation: &'static str) -> Result<Bytes, Error> {
        let error = |kind| Error::new(kind, operation);
        let plain = |segment: &str| !matches!(segment, "" | "." | "..");
        let mut url = format!("{}/file/bot{}", self.base, self.token.reveal())
            .parse::<url::Url>()
            .map_err(|_| error(ErrorKind::Invalid))?;
        match url.path_segments_mut() {
            Ok(mut segments) if path.split('/').all(plain) => {
                segments.extend(path.split('/'));
            }
            _ => return Err(error(ErrorKind::Invalid).with("file", "no path")),
        }
        let request = self.client.get(url).timeout(limits::FILE_TIMEOUT);
        let answer = request.send().await;
        let answer = answer.map_err(|e| Broken::of(e, operation).into_error())?;
        let kind = match answer.status().as_u16() {
            200 => {
                let body = body_up_to(answer, ATTACHMENT_BYTES, operation).await;
                return body.map(Bytes::from).map_err(Broken::into_error);
            }
            // Also what a wrong token gets, but the call before it had the same.
            404 | 410 => ErrorKind::NotFound,
            _ => ErrorKind::Unavailable,
        };
        Err(error(kind).with("status", answer.status().as_u16()))
    }

    fn method(&self, name: &str) -> String {
        format!("{}/bot{}/{name}", self.base, self.token.reveal())
    }
}

/// Makes a call and reads its answer.
async fn answered(
    request: reqwest::RequestBuilder,
    operation: &'static str,
) -> Result<Value, CallError> {
    let answer = request
        .send()
        .await
        .map_err(|e| CallError::Broken(Broken::of(e, operation)))?;
    let status = answer.status().as_u16();
    let bytes = body(answer, operation).await.map_err(CallError::Broken)?;
    match serde_json::from_slice::<Answer>(&bytes) {
        Ok(answer) if answer.ok => Ok(answer.result),
        Ok(answer) => Err(CallError::Said(Refusal {
            code: answer.error_code.unwrap_or(status),
            words: short(&answer.description.unwrap_or_default()),
            retry_after_ms: answer.parameters.and_then(|p| bounded_ms(p.retry_after?)),
        })),
        // A proxy in front of Telegram answers in HTML.
        Err(_) if status != 200 => Err(CallError::Said(Refusal {
            code: status,
            words: "no answer of the Bot API".into(),
            retry_after_ms: None,
        })),
        Err(e) => {
            let error = Error::new(ErrorKind::Invalid, operation).because(e);
            Err(CallError::Broken(Broken::Unclear(error)))
        }
    }
}

fn short(words: &str) -> String {
    words.chars().take(limits::WORDS_CHARS).collect()
}

impl Refusal {
    /// Whether the token is wrong: 401, or 404 for one that Telegram cannot even read.
    pub(super) fn is_token(&self) -> bool {
        matches!(self.code, 401 | 404)
    }

    /// As an error of `operation`.
    pub(super) fn error(&self, operation: &'static str) -> Error {
        let kind = match self.code {
            401 | 404 => ErrorKind::Unauthorized,
            429 => ErrorKind::Limited,
            504 => ErrorKind::Timeout,
            400..=499 => ErrorKind::Refused,
            _ => ErrorKind::Unavailable,
        };
        let error = Error::new(kind, operation)
            .with("code", self.code)
            .with("words", &self.words);
        match self.retry_after_ms {
            Some(_) => error.retry_as(Retry::Later {
                after_ms: self.retry_after_ms,
            }),
            None => error,
        }
    }
}

impl CallError {
    /// As an error of `operation`, whatever it means for a send.
    pub(super) fn into_error(self, operation: &'static str) -> Error {
        match self {
            Self::Broken(broken) => broken.into_error(),
            Self::Said(refusal) => refusal.error(operation),
        }
    }
}

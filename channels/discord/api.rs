//! Calls of Discord's API. The payloads are serenity's; the transport is ours, because serenity's sleeps through a 429, repeats
//! on its own, and does not say whether a request has left.
//! <https://docs.discord.com/developers/reference>

use crate::{
    http_client::{Broken, body, bounded_ms, retry_after_ms},
    multipart::Form,
};
use bytes::Bytes;
use frontdesk_core::{Error, ErrorKind, Retry, Secret, message::Media};
use reqwest::{Method, header};
use serde_json::Value;
use std::time::Duration;

/// Discord turns away who does not name itself in this form.
const NAME: &str = concat!("DiscordBot (frontdesk, ", env!("CARGO_PKG_VERSION"), ")");

/// A bot's door to Discord.
pub(super) struct Api {
    client: reqwest::Client,
    base: String,
    token: Secret,
}

/// One call.
pub(super) struct Call<'a> {
    method: Method,
    path: String,
    json: Option<Value>,
    files: &'a [Media],
    timeout: Duration,
}

impl<'a> Call<'a> {
    pub(super) fn get(path: String) -> Self {
        Self::new(Method::GET, path, None)
    }

    pub(super) fn post(path: String, json: Value) -> Self {
        Self::new(Method::POST, path, Some(json))
    }

    pub(super) fn patch(path: String, json: Value) -> Self {
        Self::new(Method::PATCH, path, Some(json))
    }

    fn new(method: Method, path: String, json: Option<Value>) -> Self {
        Self {
            method,
            path,
            json,
            files: &[],
            timeout: crate::limits::CALL_TIMEOUT,
        }
    }

    /// With files beside its JSON.
    pub(super) fn files(mut self, files: &'a [Media]) -> Self {
        self.files = files;
        self
    }

    /// For what helps nobody later.
    pub(super) fn brief(mut self) -> Self {
        self.timeout = crate::limits::BRIEF_TIMEOUT;
        self
    }
}

/// Why a call gave no result.
#[derive(Debug)]
pub(super) enum CallError {
    /// No usable answer came.
    Broken(Broken),
    /// Discord said no.
    Said(Refusal),
}

/// A "no" of Discord.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The status of HTTP.
    pub(super) status: u16,
    /// Discord's own code; 0 where it gave none.
    pub(super) code: u64,
    /// Whether the answer was JSON, as Discord's own are; a proxy before it answers in HTML.
    pub(super) genuine: bool,
    /// Discord's words, shortened.
    pub(super) words: String,
    /// How long it asks to wait, in milliseconds.
    pub(super) retry_after_ms: Option<u64>,
}

impl Api {
    /// A door at `base`, which has no slash at its end.
    pub(super) fn new(client: reqwest::Client, base: String, token: Secret) -> Self {
        Self {
            client,
            base,
            token,
        }
    }

    /// Where the calls go.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Makes one call. An answer without a body is `null`.
    pub(super) async fn call(
        &self,
        call: &Call<'_>,
        operation: &'static str,
    ) -> Result<Value, CallError> {
        let broken = |e| CallError::Broken(Broken::of(e, operation));
        let answer = self.request(call).send().await.map_err(broken)?;
        let status = answer.status().as_u16();
        let retry_after = retry_after_ms(&answer);
        let bytes = body(answer, operation).await.map_err(CallError::Broken)?;
        let json = serde_json::from_slice::<Value>(&bytes);
        if !(200..300).contains(&status) {
            return Err(CallError::Said(refusal(status, json.ok(), retry_after)));
        }
        match json {
            Ok(json) => Ok(json),
            Err(_) if bytes.is_empty() => Ok(Value::Null),
            Err(e) => {
                let error = Error::new(ErrorKind::Invalid, operation).because(e);
                Err(CallError::Broken(Broken::Unclear(error)))
            }
        }
    }

    fn request(&self, call: &Call<'_>) -> reqwest::RequestBuilder {
        let url = format!("{}{}", self.base, call.path);
        let request = self
            .client
            .request(call.method.clone(), url)
            .timeout(call.timeout)
            .header(header::USER_AGENT, NAME)
            .header(
                header::AUTHORIZATION,
                format!("Bot {}", self.token.reveal()),
            );
        match &call.json {
            Some(json) if call.files.is_empty() => request.json(json),
            Some(json) => {
                let (kind, body) = form(json, call.files);
                request.header(header::CONTENT_TYPE, kind).body(body)
            }
            None => request,
        }
    }

    /// Fetches a file without showing the token. `None` if it is gone.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] if it is over `limit` bytes; otherwise it may work later.
    pub(super) async fn file(
        &self,
        url: url::Url,
        limit: usize,
        operation: &'static str,
    ) -> Result<Option<Bytes>, Error> {
        let broken = |e| Broken::of(e, operation).into_error();
        let request = self.client.get(url).header(header::USER_AGENT, NAME);
        let mut answer = request.send().await.map_err(broken)?;
        match answer.status().as_u16() {
            200 => {}
            403 | 404 | 410 => return Ok(None),
            status => {
                return Err(Error::new(ErrorKind::Unavailable, operation).with("status", status));
            }
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(broken)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > limit {
                return Err(Error::new(ErrorKind::Invalid, operation).with("file", "too large"));
            }
        }
        Ok(Some(bytes.into()))
    }
}

fn refusal(status: u16, json: Option<Value>, retry_after: Option<u64>) -> Refusal {
    let body = json.as_ref().unwrap_or(&Value::Null);
    // The body counts in fractions of a second, the header in whole ones.
    let exact = body["retry_after"].as_f64().filter(|s| *s >= 0.0);
    let exact =
        exact.and_then(|s| Some((s * 1000.0).ceil().min(bounded_ms(u64::MAX)? as f64) as u64));
    Refusal {
        status,
        code: body["code"].as_u64().unwrap_or(0),
        genuine: body["message"].is_string(),
        words: short(
            body["message"]
                .as_str()
                .unwrap_or("no answer of Discord's API"),
        ),
        retry_after_ms: exact.or(retry_after),
    }
}

fn short(words: &str) -> String {
    words.chars().take(crate::limits::WORDS_CHARS).collect()
}

/// A form with the JSON and the files.
fn form(json: &Value, files: &[Media]) -> (String, Bytes) {
    let form = Form::new().text("payload_json", &json.to_string());
    let numbered = files.iter().enumerate();
    let form = numbered.fold(form, |form, (n, file)| {
        // Discord takes a name, not a path.
        let name = file.name.replace(['/', '\\'], "_");
        form.file(
            &format!("files[{n}]"),
            &name,
            &file.media_type,
            &file.content,
        )
    });
    form.finish()
}

impl Refusal {
    /// As an error of `operation`.
    pub(super) fn error(&self, operation: &'static str) -> Error {
        let kind = match self.status {
            401 => ErrorKind::Unauthorized,
            404 => ErrorKind::NotFound,
            429 => ErrorKind::Limited,
            504 => ErrorKind::Timeout,
            400..=499 => ErrorKind::Refused,
            _ => ErrorKind::Unavailable,
        };
        let error = Error::new(kind, operation)
            .with("status", self.status)
            .with("code", self.code)
            .with("words", &self.words);
        match self.retry_after_ms {
            Some(_) => error.retry_as(Retry::Later {
                after_ms: self.retry_after_ms,
            }),
            None => error,
        }
    }

    /// Whether the same call may work later.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self.status, 401 | 408 | 429 | 500..) || !self.genuine
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

//! Any endpoint that speaks OpenAI's chat completions: the request is written ([`request`]), sent without the
//! library's hidden retries ([`transport`]), its stream is put together ([`assembly`]), and failures become
//! [`Error`]s ([`failure`]). This file holds the order of attempts and their time.

mod assembly;
mod base;
mod embedder;
mod failure;
mod gate;
mod probe;
mod request;
mod transport;
mod wire;

#[cfg(test)]
mod tests;

pub use embedder::OpenAiEmbedder;

use crate::limits;
use assembly::Assembly;
use async_openai::{Client, config::OpenAIConfig, types::chat::CreateChatCompletionRequest};
use async_trait::async_trait;
use frontdesk_core::{
    Error, ErrorKind, Retry, Secret,
    llm::{ChatReply, ChatRequest, Deltas, Llm},
};
use futures::StreamExt;
use rand::Rng;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout, timeout_at};

const ASKING: &str = "asking the model";

/// How to reach a model and what it costs.
#[derive(Debug, Clone)]
pub struct OpenAiSettings {
    /// The address of the API, with or without `/v1` at the end, for example `https://api.openai.com/v1`.
    pub api_base: String,
    /// The key. Empty for local servers that want none.
    pub api_key: Secret,
    /// The name of the model.
    pub chat_model: String,
    /// The longest that one answer may take, in milliseconds, retries included; a request's own budget may be shorter.
    pub timeout_ms: u64,
    /// The price of a million tokens read.
    pub input_price: f64,
    /// The price of a million tokens written.
    pub output_price: f64,
    /// How often a failed call is tried again at most.
    pub retries: u32,
    /// The pause before the first retry, in milliseconds; it doubles with each one, and half of it is chance.
    pub retry_delay_ms: u64,
    /// How many tokens one answer may have at most. 0 leaves it to the endpoint, and then no bound of its cost is known.
    pub max_output_tokens: u32,
    /// How freely the model writes. `None` leaves it to the endpoint: reasoning models refuse the setting.
    pub temperature: Option<f32>,
}

impl Default for OpenAiSettings {
    fn default() -> Self {
        Self {
            api_base: async_openai::config::OPENAI_API_BASE.into(),
            api_key: Secret::default(),
            chat_model: String::new(),
            timeout_ms: 20_000,
            input_price: 0.0,
            output_price: 0.0,
            retries: 3,
            retry_delay_ms: 250,
            max_output_tokens: 1_000,
            temperature: None,
        }
    }
}

/// A model behind an OpenAI-compatible endpoint.
pub struct OpenAi {
    settings: OpenAiSettings,
    base: String,
    http: reqwest::Client,
    client: Client<OpenAIConfig>,
}

impl std::fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenAi")
            .field("base", &self.base)
            .field("model", &self.settings.chat_model)
            .finish_non_exhaustive()
    }
}

impl OpenAi {
    /// Prepares the client; nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] if the address, the key or the model's name cannot be right; says how to mend it.
    pub fn new(settings: OpenAiSettings) -> Result<Self, Error> {
        let base = base::normalise(&settings.api_base)?;
        base::check_key(&settings.api_key)?;
        if settings.chat_model.trim().is_empty() {
            return Err(base::invalid("chat_model", "name the model to use"));
        }
        let http = http_client(&base)?;
        // Everything is set: what is left out, the library takes from OPENAI_* variables of the environment.
        let config = OpenAIConfig::new()
            .with_api_base(&base)
            .with_api_key(settings.api_key.reveal())
            .with_org_id("")
            .with_project_id("");
        let client = Client::build(http.clone(), config)
            .with_http_service(transport::Transport::new(http.clone()));
        Ok(Self {
            settings,
            base,
            http,
            client,
        })
    }

    /// One call and its whole stream.
    async fn attempt(
        &self,
        body: &CreateChatCompletionRequest,
        assembly: &mut Assembly<'_>,
    ) -> Result<ChatReply, Error> {
        let mut stream = self
            .client
            .chat()
            .create_stream_byot::<_, wire::Chunk>(body)
            .await
            .map_err(|e| failure::of_call(ASKING, e))?;
        loop {
            let next = if assembly.is_finished() {
                match timeout(Duration::from_millis(limits::TAIL_MS), stream.next()).await {
                    Ok(Some(Ok(chunk))) => Some(Ok(chunk)),
                    // The answer is whole; only the token count is missing.
                    _ => None,
                }
            } else {
                stream.next().await
            };
            match next {
                Some(Ok(chunk)) => assembly.take(chunk)?,
                Some(Err(e)) => return Err(failure::of_call("reading the model's answer", e)),
                None => break,
            }
        }
        assembly.finish(self.settings.input_price, self.settings.output_price)
    }

    /// How long to wait before trying again; `None` if that is useless, forbidden or too late.
    fn pause(
        &self,
        error: &Error,
        tried: u32,
        assembly: &Assembly<'_>,
        until: Instant,
    ) -> Option<Duration> {
        let Retry::Later { after_ms } = error.retry() else {
            return None;
        };
        if assembly.has_spoken() || tried >= self.settings.retries {
            return None;
        }
        let doubled = self
            .settings
            .retry_delay_ms
            .saturating_mul(1 << tried.min(16));
        let longest = doubled.clamp(1, limits::PAUSE_MS);
        let chosen = rand::rng().random_range(longest.div_ceil(2)..=longest);
        let pause = Duration::from_millis(chosen.max(after_ms.unwrap_or(0)));
        let needed = pause + Duration::from_millis(limits::ATTEMPT_MS);
        (needed < until.saturating_duration_since(Instant::now())).then_some(pause)
    }
}

#[async_trait]
impl Llm for OpenAi {
    fn name(&self) -> &str {
        &self.settings.chat_model
    }

    fn most(&self, request: &ChatRequest<'_>) -> u64 {
        request::most(request, &self.settings)
    }

    async fn chat(
        &self,
        request: &ChatRequest<'_>,
        deltas: Deltas<'_>,
    ) -> Result<ChatReply, Error> {
        let budget_ms = request.budget_ms.min(self.settings.timeout_ms);
        let until = Instant::now() + Duration::from_millis(budget_ms);
        let body = request::write(request, &self.settings);
        let mut tried = 0;
        loop {
            let mut assembly = Assembly::new(deltas);
            let attempt = timeout_at(until, self.attempt(&body, &mut assembly));
            let error = match attempt.await {
                Ok(Ok(reply)) => return Ok(reply),
                Ok(Err(error)) => error,
                Err(_) => {
                    return Err(Error::new(ErrorKind::Timeout, ASKING).with("budget_ms", budget_ms));
                }
            };
            let Some(pause) = self.pause(&error, tried, &assembly, until) else {
                return Err(error.with("attempts", tried + 1));
            };
            tracing::debug!(kind = ?error.kind(), tried, pause_ms = pause.as_millis(), "the model failed, trying again");
            sleep(pause).await;
            tried += 1;
        }
    }

    async fn probe(&self) -> Result<String, Error> {
        probe::probe(self).await
    }
}

/// No total timeout: a stream may be long, and the budget ends it. No redirects: they would carry the key elsewhere.
fn http_client(base: &str) -> Result<reqwest::Client, Error> {
    // The TLS library panics if nobody chose a provider; a second choice is refused and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .connect_timeout(Duration::from_millis(limits::CONNECT_MS))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("frontdesk/", env!("CARGO_PKG_VERSION")));
    if base::is_loopback(base) {
        builder = builder.no_proxy();
    }
    builder
        .build()
        .map_err(|e| Error::new(ErrorKind::Unexpected, "preparing the model's client").because(e))
}

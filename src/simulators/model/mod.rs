//! An OpenAI-compatible model that says what it is told to: `/v1/chat/completions` (plain and
//! streamed), `/v1/embeddings`, `/v1/models`.
//!
//! Replies are scripted, one a request, in order; without a script the default reply is given.

mod api;
mod embeddings;
mod reply;
mod stream;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::changes::Changes;
use crate::events::{held, keep};
use crate::limits::MODEL_REQUESTS_KEPT;
use crate::server::{Bound, Server, Stopped};

pub use reply::{ChatRequest, Reply};

#[derive(Debug)]
struct State {
    script: VecDeque<Reply>,
    default_reply: Reply,
    requests: VecDeque<Value>,
    request_count: usize,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changes: Changes,
    stopped: Stopped,
}

/// A running model. Clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct ModelSim {
    shared: Arc<Shared>,
    server: Arc<Server>,
}

impl ModelSim {
    /// The bearer key that requests must carry.
    pub const KEY: &str = "sk-simulated";

    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start() -> std::io::Result<Self> {
        let bound = Bound::new().await?;
        let state = State {
            script: VecDeque::new(),
            default_reply: Reply::Text("OK".into()),
            requests: VecDeque::new(),
            request_count: 0,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changes: Changes::new(),
            stopped: bound.stopped(),
        });
        let server = bound.serve(api::router(shared.clone()));
        Ok(Self {
            shared,
            server: server.into(),
        })
    }

    /// The base for `api_base`: `http://127.0.0.1:port/v1`.
    #[must_use]
    pub fn api_base(&self) -> String {
        format!("{}/v1", self.server.url())
    }

    /// Ends the server and waits for what is under way, at most five seconds.
    pub async fn stop(&self) {
        self.server.stop().await;
    }

    /// Appends replies to the script; each chat request takes one.
    pub fn script(&self, replies: impl IntoIterator<Item = Reply>) {
        held(&self.shared.state)
            .script
            .extend(replies.into_iter().take(MODEL_REQUESTS_KEPT));
    }

    /// What is replied when the script is at its end; `OK` at first.
    pub fn default_reply(&self, reply: Reply) {
        held(&self.shared.state).default_reply = reply;
    }

    /// Scripted replies that nobody asked for yet.
    #[must_use]
    pub fn script_left(&self) -> usize {
        held(&self.shared.state).script.len()
    }

    /// The bodies of the chat requests so far, oldest first (the last 100,000).
    #[must_use]
    pub fn requests(&self) -> Vec<Value> {
        held(&self.shared.state).requests.iter().cloned().collect()
    }

    /// Waits until `n` chat requests came in all; returns those that came by then or when the
    /// time is up.
    pub async fn wait_requests(&self, n: usize, timeout: Duration) -> Vec<Value> {
        let enough = || (held(&self.shared.state).request_count >= n).then_some(());
        self.shared.changes.until(timeout, enough).await;
        self.requests()
    }
}

impl Shared {
    /// Keeps the request and takes its reply.
    fn take(&self, body: &Value) -> Reply {
        let reply = {
            let mut state = held(&self.state);
            keep(&mut state.requests, body.clone(), MODEL_REQUESTS_KEPT);
            state.request_count += 1;
            state
                .script
                .pop_front()
                .unwrap_or_else(|| state.default_reply.clone())
        };
        self.changes.mark();
        reply
    }
}

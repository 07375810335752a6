//! Models for tests and benches: they say what they are told to.

use crate::limits;
use async_trait::async_trait;
use frontdesk_core::{
    Error, ErrorKind,
    llm::{ChatReply, ChatRequest, Deltas, Line, Llm, ToolCall, Usage},
    retrieval::Passage,
};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// What a scripted model does when it is asked.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Says this.
    Text(String),
    /// Says this after so many milliseconds.
    Slow(String, u64),
    /// Says that it does not know.
    Unknown,
    /// Wants these tools: name and arguments.
    Calls(Vec<(String, serde_json::Value)>),
    /// Fails.
    Fail(ErrorKind),
    /// Says the beginning, then fails.
    Cut(String, ErrorKind),
    /// Does not answer within its budget.
    Hang,
}

impl From<&str> for Reply {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// What a scripted model was asked.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The instructions.
    pub system: String,
    /// What was said.
    pub transcript: Vec<Line>,
    /// What was retrieved.
    pub passages: Vec<Passage>,
    /// The names of the tools.
    pub tools: Vec<String>,
    /// The suggested calls.
    pub hints: Vec<ToolCall>,
    /// The language.
    pub locale: String,
    /// The time it had, in milliseconds.
    pub budget_ms: u64,
}

/// A model that gives its replies in order and remembers what it was asked.
#[derive(Debug, Default)]
pub struct Scripted {
    replies: Mutex<VecDeque<Reply>>,
    otherwise: Option<Reply>,
    seen: Mutex<Vec<Seen>>,
}

impl Scripted {
    /// A model that gives these replies in order, then fails.
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self {
            replies: Mutex::new(replies.into_iter().collect()),
            ..Self::default()
        }
    }

    /// A model that always gives the same reply.
    pub fn always(reply: Reply) -> Self {
        Self {
            otherwise: Some(reply),
            ..Self::default()
        }
    }

    /// Adds a reply to the end of the script.
    pub fn push(&self, reply: Reply) {
        lock(&self.replies).push_back(reply);
    }

    /// What it was asked so far, at most the first [`limits::SEEN`].
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.seen).clone()
    }

    fn next(&self, request: &ChatRequest<'_>) -> Option<Reply> {
        let mut seen = lock(&self.seen);
        if seen.len() < limits::SEEN {
            seen.push(Seen {
                system: request.system.into(),
                transcript: request.transcript.to_vec(),
                passages: request.passages.to_vec(),
                tools: request.tools.iter().map(|t| t.name.clone()).collect(),
                hints: request.hints.to_vec(),
                locale: request.locale.into(),
                budget_ms: request.budget_ms,
            });
        }
        lock(&self.replies)
            .pop_front()
            .or_else(|| self.otherwise.clone())
    }
}

/// A test that panicked while it held the lock has failed already; what is inside is still whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Llm for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    async fn chat(
        &self,
        request: &ChatRequest<'_>,
        deltas: Deltas<'_>,
    ) -> Result<ChatReply, Error> {
        let error = |kind| Error::new(kind, "asking the scripted model");
        let Some(reply) = self.next(request) else {
            return Err(error(ErrorKind::Unexpected).with("script", "at its end"));
        };
        match reply {
            Reply::Text(text) => Ok(say(&text, deltas)),
            Reply::Slow(text, ms) if ms < request.budget_ms => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                Ok(say(&text, deltas))
            }
            Reply::Slow(..) | Reply::Hang => {
                tokio::time::sleep(Duration::from_millis(request.budget_ms)).await;
                Err(error(ErrorKind::Timeout))
            }
            Reply::Unknown => Ok(ChatReply {
                unknown: true,
                ..ChatReply::default()
            }),
            Reply::Calls(calls) => Ok(ChatReply {
                calls: number(calls, request),
                ..ChatReply::default()
            }),
            Reply::Fail(kind) => Err(error(kind)),
            Reply::Cut(text, kind) => {
                deltas(&text);
                Err(error(kind))
            }
        }
    }

    async fn probe(&self) -> Result<String, Error> {
        Ok("follows its script".into())
    }
}

fn say(text: &str, deltas: Deltas<'_>) -> ChatReply {
    for piece in text.split_inclusive(' ') {
        deltas(piece);
    }
    ChatReply {
        text: text.into(),
        usage: Usage {
            input_tokens: 100,
            output_tokens: text.split_whitespace().count() as u64,
            cost_micros: 0,
        },
        ..ChatReply::default()
    }
}

/// Ids that are unique in the turn.
fn number(calls: Vec<(String, serde_json::Value)>, request: &ChatRequest<'_>) -> Vec<ToolCall> {
    let step = request.transcript.len();
    calls
        .into_iter()
        .enumerate()
        .map(|(i, (tool, arguments))| ToolCall {
            id: format!("call_{step}_{i}"),
            tool,
            arguments,
        })
        .collect()
}

/// A model without delay and memory that always says the same: for benches.
#[derive(Debug, Clone)]
pub struct Stub {
    answer: String,
}

impl Stub {
    /// A model that says `answer`.
    pub fn new(answer: impl Into<String>) -> Self {
        Self {
            answer: answer.into(),
        }
    }
}

#[async_trait]
impl Llm for Stub {
    fn name(&self) -> &str {
        "stub"
    }

    async fn chat(&self, _: &ChatRequest<'_>, deltas: Deltas<'_>) -> Result<ChatReply, Error> {
        deltas(&self.answer);
        Ok(ChatReply {
            text: self.answer.clone(),
            ..ChatReply::default()
        })
    }

    async fn probe(&self) -> Result<String, Error> {
        Ok("always says the same".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request<'a>() -> ChatRequest<'a> {
        ChatRequest {
            system: "s",
            transcript: &[],
            passages: &[],
            tools: &[],
            hints: &[],
            locale: "en",
            budget_ms: 5,
        }
    }

    #[tokio::test]
    async fn a_script_is_followed_in_order_and_remembered() {
        let model = Scripted::new([
            "Hello there".into(),
            Reply::Calls(vec![("menu".into(), serde_json::json!({}))]),
            Reply::Fail(ErrorKind::Limited),
            Reply::Hang,
        ]);
        let none = |_: &str| {};
        assert_eq!(
            model.chat(&request(), &none).await.unwrap().text,
            "Hello there"
        );
        let calls = model.chat(&request(), &none).await.unwrap().calls;
        assert_eq!(calls[0].tool, "menu");
        for kind in [
            ErrorKind::Limited,
            ErrorKind::Timeout,
            ErrorKind::Unexpected,
        ] {
            assert_eq!(
                model.chat(&request(), &none).await.unwrap_err().kind(),
                kind
            );
        }
        assert_eq!(model.seen().len(), 5);
        assert_eq!(model.seen()[0].system, "s");
    }
}

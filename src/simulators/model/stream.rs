//! Streamed answers: server-sent events with the deltas that real models send.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};

use super::api::{Head, tool_calls};

/// Characters of one fragment of tool arguments.
const FRAGMENT: usize = 7;

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With `stop` or `tool_calls`.
    Finish,
    /// With `length`.
    Length,
    /// With nothing at all.
    Cut,
}

/// An answer, before it is written whole or in chunks.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) text: String,
    pub(super) tools: Vec<(String, Value)>,
    pub(super) pause_ms: u64,
    pub(super) ending: Ending,
}

impl Script {
    pub(super) fn finish_reason(&self) -> &'static str {
        match self.ending {
            Ending::Length => "length",
            _ if self.tools.is_empty() => "stop",
            _ => "tool_calls",
        }
    }
}

/// The whole answer as an event stream.
pub(super) fn stream(script: Script, head: Head) -> Response {
    let pause = Duration::from_millis(script.pause_ms);
    let events = stream::iter(events(&script, &head)).then(move |event| async move {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok::<_, Infallible>(event)
    });
    let headers = [
        (CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, Body::from_stream(events)).into_response()
}

fn events(script: &Script, head: &Head) -> Vec<String> {
    let chunk = |choices: Value, usage: Value| {
        let mut chunk = json!({
            "id": head.id,
            "object": "chat.completion.chunk",
            "created": head.created,
            "model": head.model,
            "choices": choices,
        });
        if head.include_usage {
            chunk["usage"] = usage;
        }
        format!("data: {chunk}\n\n")
    };
    let delta = |delta: Value, finish: Value| {
        let choice =
            json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish });
        chunk(json!([choice]), Value::Null)
    };
    let mut events = vec![delta(
        json!({ "role": "assistant", "content": "" }),
        Value::Null,
    )];
    for word in script.text.split_inclusive(' ') {
        events.push(delta(json!({ "content": word }), Value::Null));
    }
    for (index, call) in tool_calls(script).into_iter().enumerate() {
        for part in call_deltas(index, &call) {
            events.push(delta(json!({ "tool_calls": [part] }), Value::Null));
        }
    }
    if script.ending == Ending::Cut {
        return events;
    }
    events.push(delta(json!({}), script.finish_reason().into()));
    if head.include_usage {
        events.push(chunk(json!([]), head.usage.clone()));
    }
    events.push("data: [DONE]\n\n".into());
    events
}

/// A call as models stream it: id and name first, then the arguments in pieces.
fn call_deltas(index: usize, call: &Value) -> Vec<Value> {
    let arguments = call["function"]["arguments"].as_str().unwrap_or("");
    let mut deltas = vec![json!({
        "index": index,
        "id": call["id"],
        "type": "function",
        "function": { "name": call["function"]["name"], "arguments": "" },
    })];
    let characters: Vec<char> = arguments.chars().collect();
    for fragment in characters.chunks(FRAGMENT) {
        let fragment: String = fragment.iter().collect();
        deltas.push(json!({ "index": index, "function": { "arguments": fragment } }));
    }
    deltas
}

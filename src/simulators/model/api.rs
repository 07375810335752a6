//! The HTTP side: keys, refusals and whole answers; streams are in `stream.rs`.
//! <https://platform.openai.com/docs/api-reference/chat>

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, State as Extract};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::embeddings::embeddings;
use super::reply::{ChatRequest, Reply, text};
use super::stream::{Ending, Script, stream};
use super::{ModelSim, Shared};
use crate::clock::now_s;
use crate::ids::sid;
use crate::limits::REPLY_DEPTH;
use crate::server::Cut;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(chat))
        .route("/v1/embeddings", post(embed))
        .route("/v1/models", get(models))
        .fallback(|| async { refusal(404, "unknown_url", "Unknown request URL") })
        .with_state(shared)
}

fn refusal(status: u16, code: &str, message: &str) -> Response {
    let kind = match status {
        429 => "rate_limit_error",
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    let error = json!({ "message": message, "type": kind, "param": null, "code": code });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(json!({ "error": error }))).into_response()
}

fn authorised(headers: &HeaderMap) -> bool {
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    given.and_then(|value| value.strip_prefix("Bearer ")) == Some(ModelSim::KEY)
}

fn bad_key() -> Response {
    refusal(401, "invalid_api_key", "Incorrect API key provided")
}

async fn models(headers: HeaderMap) -> Response {
    if !authorised(&headers) {
        return bad_key();
    }
    let model = |id: &str| json!({ "id": id, "object": "model", "created": 1_700_000_000, "owned_by": "simulated" });
    let data = [
        model("simulated-chat"),
        model("simulated-fast"),
        model("simulated-embedding"),
    ];
    Json(json!({ "object": "list", "data": data })).into_response()
}

async fn embed(headers: HeaderMap, Json(body): Json<Value>) -> Response {
    if !authorised(&headers) {
        return bad_key();
    }
    match embeddings(&body) {
        Ok(answer) => Json(answer).into_response(),
        Err(why) => refusal(400, "invalid_input", why),
    }
}

async fn chat(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    if !authorised(&headers) {
        return bad_key();
    }
    if !body["model"].is_string() || body["messages"].as_array().is_none_or(Vec::is_empty) {
        return refusal(
            400,
            "invalid_request",
            "you must provide a model and messages",
        );
    }
    let reply = shared.take(&body);
    let request = ChatRequest { body };
    settle(&shared, &cut, &request, reply).await
}

/// Follows delays and functions to the reply that is given.
async fn settle(shared: &Shared, cut: &Cut, request: &ChatRequest, mut reply: Reply) -> Response {
    for _ in 0..REPLY_DEPTH {
        reply = match reply {
            Reply::Delay(ms, then) => {
                shared.stopped.sleep(Duration::from_millis(ms)).await;
                *then
            }
            Reply::Function(choose) => choose(request),
            other => return give(shared, cut, request, other).await,
        };
    }
    refusal(500, "script", "the scripted reply is nested too deeply")
}

async fn give(shared: &Shared, cut: &Cut, request: &ChatRequest, reply: Reply) -> Response {
    let stop = |text, tools| Script {
        text,
        tools,
        pause_ms: 0,
        ending: Ending::Finish,
    };
    let script = match reply {
        Reply::Text(text) => stop(text, Vec::new()),
        Reply::Tools(tools) => stop(String::new(), tools),
        Reply::TextAndTools(text, tools) => stop(text, tools),
        Reply::Length(text) => Script {
            ending: Ending::Length,
            ..stop(text, Vec::new())
        },
        Reply::CutStream(text) => Script {
            ending: Ending::Cut,
            ..stop(text, Vec::new())
        },
        Reply::Slow(pause_ms, text) => Script {
            pause_ms,
            ..stop(text, Vec::new())
        },
        Reply::Raw(body) => return ([(CONTENT_TYPE, "application/json")], body).into_response(),
        Reply::Status(status, retry_after) => return failed(status, retry_after),
        Reply::Hang => {
            shared.stopped.wait().await;
            cut.now();
            return StatusCode::OK.into_response();
        }
        Reply::Drop | Reply::Delay(..) | Reply::Function(_) => {
            cut.now();
            return StatusCode::OK.into_response();
        }
    };
    let head = Head::of(request, &script);
    if request.body["stream"] == true {
        return stream(script, head);
    }
    if script.ending == Ending::Cut {
        cut.now();
    }
    let pauses = script.pause_ms * script.text.split_inclusive(' ').count() as u64;
    shared.stopped.sleep(Duration::from_millis(pauses)).await;
    Json(whole(&script, &head)).into_response()
}

fn failed(status: u16, retry_after: Option<u64>) -> Response {
    let code = if status == 429 {
        "rate_limit_exceeded"
    } else {
        "simulated"
    };
    let mut response = refusal(status, code, "a failure was asked for");
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// What every answer, whole or in chunks, repeats.
pub(super) struct Head {
    pub(super) id: String,
    pub(super) created: i64,
    pub(super) model: Value,
    pub(super) usage: Value,
    pub(super) include_usage: bool,
}

impl Head {
    fn of(request: &ChatRequest, script: &Script) -> Self {
        let messages = request.body["messages"].as_array();
        let asked: usize = messages
            .into_iter()
            .flatten()
            .map(|m| tokens(&text(&m["content"])) + 4)
            .sum();
        let said = tokens(&script.text)
            + script
                .tools
                .iter()
                .map(|(name, args)| tokens(name) + tokens(&args.to_string()))
                .sum::<usize>();
        Self {
            id: sid("chatcmpl-"),
            created: now_s(),
            model: request.body["model"].clone(),
            usage: json!({
                "prompt_tokens": asked,
                "completion_tokens": said,
                "total_tokens": asked + said,
            }),
            include_usage: request.body["stream_options"]["include_usage"] == true,
        }
    }
}

/// Four characters a token: the same count for the same text is all that tests need.
pub(super) fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(4)
}

/// The calls of an answer, each with an id.
pub(super) fn tool_calls(script: &Script) -> Vec<Value> {
    let call = |(name, arguments): &(String, Value)| {
        json!({
            "id": sid("call_"),
            "type": "function",
            "function": { "name": name, "arguments": arguments.to_string() },
        })
    };
    script.tools.iter().map(call).collect()
}

fn whole(script: &Script, head: &Head) -> Value {
    let mut message = json!({ "role": "assistant", "content": script.text, "refusal": null });
    if !script.tools.is_empty() {
        message["tool_calls"] = tool_calls(script).into();
        if script.text.is_empty() {
            message["content"] = Value::Null;
        }
    }
    json!({
        "id": head.id,
        "object": "chat.completion",
        "created": head.created,
        "model": head.model,
        "choices": [{
            "index": 0,
            "message": message,
            "logprobs": null,
            "finish_reason": script.finish_reason(),
        }],
        "usage": head.usage,
    })
}

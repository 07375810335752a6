//! The bot's door: `/api/v10/…` behind the token, the files of messages, and the gateway on the same port. What the calls
//! do is in `messages.rs` and `interactions.rs`.
//! <https://docs.discord.com/developers/reference>

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::DiscordSim;
use super::gateway;
use super::interactions::{callback, follow_up, register, rewrite};
use super::messages::{
    edit, history, open_direct, post, show_channel, show_message, start_thread, type_in,
};
use super::state::{Shared, bot_json};
use crate::events::held;
use crate::failure::Failure;
use crate::server::Cut;

/// The result of a call.
pub(super) type Answer = Result<Value, Refusal>;

/// A refusal: the status, Discord's own code, its words and, for 429, seconds to wait.
#[derive(Debug)]
pub(super) struct Refusal(u16, u64, String, Option<u64>);

pub(super) fn refuse(status: u16, code: u64, words: &str) -> Refusal {
    Refusal(status, code, words.to_owned(), None)
}

pub(super) fn not_found(code: u64, what: &str) -> Refusal {
    refuse(404, code, &format!("Unknown {what}"))
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, code, words, retry_after) = self;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let Some(seconds) = retry_after else {
            return (status, Json(json!({ "message": words, "code": code }))).into_response();
        };
        let body = json!({ "message": words, "retry_after": seconds as f64, "global": false });
        let mut response = (status, Json(body)).into_response();
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }
}

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/gateway", get(connect))
        .route("/attachments/{channel}/{id}/{name}", get(download))
        .route("/api/v10/{*path}", any(call))
        .fallback(|| async { refuse(404, 0, "404: Not Found") })
        .with_state(shared)
}

async fn connect(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    upgrade: WebSocketUpgrade,
) -> Response {
    match meet_failure(&shared, &cut, "gateway").await {
        Err(response) => response,
        Ok(_) => gateway::upgrade(shared, upgrade),
    }
}

/// A file, by the link in its message.
async fn download(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    Path((channel, id, _)): Path<(u64, u64, String)>,
) -> Response {
    if let Err(response) = meet_failure(&shared, &cut, "file").await {
        return response;
    }
    let state = held(&shared.state);
    let messages = state.channels.get(&channel).map(|c| c.messages.iter());
    let mut files = messages.into_iter().flatten().flat_map(|m| &m.files);
    match files.find(|f| f.id == id) {
        Some(file) => {
            let kind = HeaderValue::from_str(&file.media_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream"));
            ([(header::CONTENT_TYPE, kind)], file.content.clone()).into_response()
        }
        None => (
            StatusCode::NOT_FOUND,
            "This content is no longer available.",
        )
            .into_response(),
    }
}

/// One call, read.
pub(super) struct Call<'a> {
    pub(super) shared: &'a Shared,
    pub(super) headers: &'a HeaderMap,
    pub(super) query: &'a str,
    pub(super) body: &'a [u8],
}

impl Call<'_> {
    /// The JSON body; an empty one is an empty object.
    pub(super) fn json(&self) -> Answer {
        if self.body.is_empty() {
            return Ok(json!({}));
        }
        serde_json::from_slice(self.body)
            .map_err(|_| refuse(400, 50109, "The request body contains invalid JSON."))
    }

    pub(super) fn query_number(&self, name: &str) -> Option<u64> {
        let pairs = self.query.split('&').filter_map(|p| p.split_once('='));
        let mut found = pairs.filter(|(n, _)| *n == name);
        found.next()?.1.parse().ok()
    }
}

async fn call(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().trim_start_matches("/api/v10/");
    let segments: Vec<&str> = path.split('/').collect();
    let open = matches!(segments[..], ["interactions" | "webhooks", ..]);
    if !open && !shows_token(&headers) {
        return refuse(401, 0, "401: Unauthorized").into_response();
    }
    let drops = match meet_failure(&shared, &cut, name_of(&method, &segments)).await {
        Ok(drops) => drops,
        Err(response) => return response,
    };
    let call = Call {
        shared: &shared,
        headers: &headers,
        query: uri.query().unwrap_or(""),
        body: &body,
    };
    let answer = dispatch(&call, method.as_str(), &segments);
    if drops {
        cut.now();
    }
    match answer {
        Ok(Value::Null) => StatusCode::NO_CONTENT.into_response(),
        Ok(result) => Json(result).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

fn shows_token(headers: &HeaderMap) -> bool {
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok());
    shown.and_then(|v| v.strip_prefix("Bot ")) == Some(DiscordSim::TOKEN)
}

/// The word for a kind of call in `fail_next`.
fn name_of(method: &Method, segments: &[&str]) -> &'static str {
    match (method.as_str(), segments) {
        (_, ["gateway", ..]) => "gateway",
        ("POST", ["users", "@me", "channels"]) => "dm",
        (_, ["users", ..]) => "me",
        ("POST", ["channels", _, "messages"]) => "messages",
        ("GET", ["channels", _, "messages", ..]) => "history",
        ("PATCH", ["channels", _, "messages", _]) => "edit",
        (_, ["channels", _, "typing"]) => "typing",
        (_, ["channels", _, "messages", _, "threads"]) => "thread",
        (_, ["channels", _]) => "channel",
        (_, ["interactions" | "webhooks", ..]) => "interaction",
        (_, ["applications", _, "commands"]) => "commands",
        _ => "other",
    }
}

/// Fails as asked for; true if the call is to be made and its answer withheld.
async fn meet_failure(shared: &Shared, cut: &Cut, name: &str) -> Result<bool, Response> {
    let failure = held(&shared.failures).get(name).and_then(|f| f.next());
    match failure {
        None => Ok(false),
        Some(Failure::Status(status, code)) => {
            let words = if code == 0 {
                "a failure was asked for"
            } else {
                described(code)
            };
            Err(refuse(status, code.into(), words).into_response())
        }
        Some(Failure::RetryAfter(seconds)) => {
            let words = "You are being rate limited.".to_owned();
            Err(Refusal(429, 0, words, Some(seconds)).into_response())
        }
        Some(Failure::Cut) => {
            cut.now();
            Err(StatusCode::OK.into_response())
        }
        Some(Failure::Drop) => Ok(true),
        Some(Failure::Delay(ms)) => {
            shared.stopped.sleep(Duration::from_millis(ms)).await;
            Ok(false)
        }
    }
}

fn described(code: u32) -> &'static str {
    match code {
        50001 => "Missing Access",
        50007 => "Cannot send messages to this user",
        50013 => "Missing Permissions",
        _ => "a failure was asked for",
    }
}

fn dispatch(call: &Call<'_>, method: &str, segments: &[&str]) -> Answer {
    let id = |text: &str| {
        text.parse::<u64>()
            .map_err(|_| refuse(400, 50035, "Invalid Form Body"))
    };
    match (method, segments) {
        ("GET", ["gateway"]) => Ok(json!({ "url": call.shared.gateway_url() })),
        ("GET", ["gateway", "bot"]) => Ok(json!({
            "url": call.shared.gateway_url(), "shards": 1,
            "session_start_limit": { "total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1 },
        })),
        ("GET", ["users", "@me"]) => Ok(bot_json()),
        ("GET", ["applications", "@me"]) => Ok(application(call.shared)),
        ("POST", ["users", "@me", "channels"]) => open_direct(call),
        ("GET", ["channels", channel]) => show_channel(call, id(channel)?),
        ("GET", ["channels", channel, "messages"]) => history(call, id(channel)?),
        ("POST", ["channels", channel, "messages"]) => post(call, id(channel)?),
        ("GET", ["channels", channel, "messages", message]) => {
            show_message(call, id(channel)?, id(message)?)
        }
        ("PATCH", ["channels", channel, "messages", message]) => {
            edit(call, id(channel)?, id(message)?)
        }
        ("POST", ["channels", channel, "messages", message, "threads"]) => {
            start_thread(call, id(channel)?, id(message)?)
        }
        ("POST", ["channels", channel, "typing"]) => type_in(call, id(channel)?),
        ("PUT" | "POST", ["applications", _, "commands"]) => register(call, method == "PUT"),
        ("POST", ["attachments", "refresh-urls"]) => refresh(call),
        ("POST", ["interactions", interaction, token, "callback"]) => {
            callback(call, id(interaction)?, token)
        }
        ("PATCH", ["webhooks", _, token, "messages", "@original"]) => rewrite(call, token),
        ("POST", ["webhooks", _, token]) => follow_up(call, token),
        _ => Err(refuse(404, 0, "404: Not Found")),
    }
}

fn application(shared: &Shared) -> Value {
    let flags = if held(&shared.state).gateway.content_allowed() {
        1 << 19
    } else {
        0
    };
    json!({ "id": DiscordSim::BOT.to_string(), "name": "Front desk", "flags": flags })
}

/// Links of the simulator do not expire.
fn refresh(call: &Call<'_>) -> Answer {
    let asked = call.json()?;
    let links = asked["attachment_urls"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let links: Value = links
        .iter()
        .map(|link| json!({ "original": link, "refreshed": link }))
        .collect();
    Ok(json!({ "refreshed_urls": links }))
}

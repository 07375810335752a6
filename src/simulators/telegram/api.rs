//! The bot's door: `/bot{token}/{method}`, GET or POST, the method in any case; what the methods
//! do is in `methods.rs`.
//! <https://core.telegram.org/bots/api>

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::methods::{
    answer_callback, delete, edit, find_file, send, send_album, send_file, show_action,
};
use super::params::Params;
use super::polling::get_updates;
use super::state::{Shared, bot_json};
use super::webhook;
use crate::events::held;
use crate::failure::Failure;
use crate::server::Cut;

/// The result of a method.
pub(super) type Answer = Result<Value, Refusal>;

/// A refusal in Telegram's words: status, description and, for 429, seconds to wait.
#[derive(Debug)]
pub(super) struct Refusal(u16, String, Option<u64>);

pub(super) fn refuse(code: u16, description: &str) -> Refusal {
    Refusal(code, description.to_owned(), None)
}

pub(super) fn bad(what: &str) -> Refusal {
    Refusal(400, format!("Bad Request: {what}"), None)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(code, description, retry_after) = self;
        let mut body = json!({ "ok": false, "error_code": code, "description": description });
        if let Some(seconds) = retry_after {
            body["parameters"] = json!({ "retry_after": seconds });
        }
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(body)).into_response()
    }
}

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/{bot}/{method}", any(call))
        .route("/file/{bot}/{kind}/{id}", get(download))
        .fallback(|| async { refuse(404, "Not Found") })
        .with_state(shared)
}

async fn call(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    Path((bot, method)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(token) = bot.strip_prefix("bot") else {
        return refuse(404, "Not Found").into_response();
    };
    if token != shared.token {
        return refuse(401, "Unauthorized").into_response();
    }
    let method = method.to_ascii_lowercase();
    let mut drops = false;
    match next_failure(&shared, &method) {
        Some(Failure::Status(code, _)) => return refuse(code, described(code)).into_response(),
        Some(Failure::RetryAfter(seconds)) => {
            let text = format!("Too Many Requests: retry after {seconds}");
            return Refusal(429, text, Some(seconds)).into_response();
        }
        Some(Failure::Cut) => {
            cut.now();
            return StatusCode::OK.into_response();
        }
        Some(Failure::Drop) => drops = true,
        Some(Failure::Delay(ms)) => {
            shared.stopped.sleep(Duration::from_millis(ms)).await;
        }
        None => {}
    }
    let answer = match Params::read(&headers, query.as_deref(), &body) {
        Some(params) => dispatch(&shared, &method, &params).await,
        None => Err(bad("can't parse the parameters")),
    };
    if drops {
        cut.now();
    }
    match answer {
        Ok(result) => Json(json!({ "ok": true, "result": result })).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// `/file/bot{token}/{path}`, with a path that `getFile` gave.
async fn download(
    Extract(shared): Extract<Arc<Shared>>,
    Path((bot, _, id)): Path<(String, String, String)>,
) -> Response {
    if bot.strip_prefix("bot") != Some(&shared.token) {
        return refuse(401, "Unauthorized").into_response();
    }
    let file = held(&shared.state).files.get(&id).cloned();
    match file {
        Some(file) => file.content.into_response(),
        None => refuse(404, "Not Found").into_response(),
    }
}

fn next_failure(shared: &Shared, method: &str) -> Option<Failure> {
    held(&shared.failures).get(method)?.next()
}

fn described(code: u16) -> &'static str {
    match code {
        400 => "Bad Request: a failure was asked for",
        401 => "Unauthorized",
        403 => "Forbidden: bot was blocked by the user",
        409 => "Conflict: a failure was asked for",
        429 => "Too Many Requests: retry later",
        502 => "Bad Gateway",
        _ => "Internal Server Error",
    }
}

async fn dispatch(shared: &Shared, method: &str, params: &Params) -> Answer {
    match method {
        "getme" => Ok(me(&shared.token)),
        "getupdates" => get_updates(shared, params).await,
        "setwebhook" => webhook::set(shared, params),
        "deletewebhook" => webhook::delete(shared, params),
        "getwebhookinfo" => Ok(webhook::info(shared)),
        "sendmessage" => send(shared, params),
        "sendphoto" => send_file(shared, params, "photo"),
        "senddocument" => send_file(shared, params, "document"),
        "sendmediagroup" => send_album(shared, params),
        "getfile" => find_file(shared, params),
        "editmessagetext" => edit(shared, params, true),
        "editmessagereplymarkup" => edit(shared, params, false),
        "deletemessage" => delete(shared, params),
        "answercallbackquery" => answer_callback(shared, params),
        "sendchataction" => show_action(shared, params),
        "setmycommands"
        | "deletemycommands"
        | "setmydescription"
        | "setmyshortdescription"
        | "setmyname" => Ok(true.into()),
        _ => Err(refuse(404, "Not Found")),
    }
}

fn me(token: &str) -> Value {
    let mut me = bot_json(token);
    for (name, value) in [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ] {
        me[name] = value.into();
    }
    me
}

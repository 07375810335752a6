//! `GET /chat/{business}/ws`: who may open a live connection, and its beginning. The talk itself is in `talk.rs`.

use crate::{
    Site,
    doors::Full,
    limits::{LIVE_READ_BYTES, LIVE_WRITE_BYTES},
    problem::Problem,
    serve::Carrier,
    talk,
};
use axum::{
    extract::{
        Path, Request, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    response::{IntoResponse, Response},
};
use frontdesk_core::BusinessId;
use http::{HeaderMap, StatusCode, header};
use std::sync::Arc;

/// Opens a live connection, or says why not.
pub(crate) async fn connect(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    request: Request,
) -> Response {
    let Some(channel) = site.web.directory.live(&BusinessId::from(id)) else {
        return Problem::NOT_FOUND.into_response();
    };
    let Some(live) = channel.live() else {
        return Problem::NOT_FOUND.into_response();
    };
    if !admitted(request.headers(), |origin| live.admits(origin)) {
        return Problem(
            StatusCode::FORBIDDEN,
            "pages of this origin may not show this chat",
        )
        .into_response();
    }
    let Ok(upgrade) = upgrade else {
        return Problem(StatusCode::UPGRADE_REQUIRED, "this is for WebSockets").into_response();
    };
    let carrier = request.extensions().get::<Carrier>();
    let address = site
        .web
        .trusted_proxy
        .client(request.headers(), carrier.map(|c| c.peer));
    let pass = match site.doors.enter(address) {
        Ok(pass) => pass,
        Err(full) => return no_room(full),
    };
    let serving = carrier.map_or_else(|| site.serving.clone(), |c| c.serving.clone());
    // The task that carries the connection is the upgrade's own; this token lets the server see it end.
    let owned = serving.tasks.token();
    let connection = live.connect(site.web.intake.clone(), address);
    let pace = talk::Pace::new(&site.web.limits);
    upgrade
        .read_buffer_size(LIVE_READ_BYTES)
        .write_buffer_size(LIVE_WRITE_BYTES)
        .max_message_size(site.web.limits.live_frame_bytes)
        .max_frame_size(site.web.limits.live_frame_bytes)
        .on_upgrade(move |socket| async move {
            let _held = (owned, pass);
            talk::carry(socket, connection, pace, serving.closing).await;
        })
}

fn no_room(full: Full) -> Response {
    match full {
        Full::Altogether => Problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "no more connections just now",
        ),
        Full::ForAddress => Problem(
            StatusCode::TOO_MANY_REQUESTS,
            "too many connections from this network",
        ),
    }
    .into_response()
}

/// Whether the page that asks may connect: one the channel admits, or our own page by whatever name it was reached.
fn admitted(headers: &HeaderMap, admits: impl Fn(Option<&str>) -> bool) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return admits(None);
    };
    // An origin that is not text is no page of ours.
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let own = origin
        .split_once("://")
        .zip(host)
        .is_some_and(|((_, at), host)| at.eq_ignore_ascii_case(host));
    own || admits(Some(origin))
}

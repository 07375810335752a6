//! For those who watch the server: alive, ready, and its numbers.

use crate::{Site, problem::Problem};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde_json::json;
use std::sync::Arc;

const NOT_KEPT: (http::HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> Response {
    ([NOT_KEPT], "ok").into_response()
}

/// `GET /readyz`: what a request may need works; 503 if any of it does not.
pub(crate) async fn ready(State(site): State<Arc<Site>>) -> Response {
    let checks = site.web.readiness.checks().await;
    let ready = checks.iter().all(|c| c.ok);
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        [NOT_KEPT],
        Json(json!({ "ready": ready, "checks": checks })),
    )
        .into_response()
}

/// `GET /metrics`, in Prometheus' text format.
pub(crate) async fn metrics(State(site): State<Arc<Site>>) -> Response {
    let Some(handle) = &site.web.metrics else {
        return Problem::NOT_FOUND.into_response();
    };
    let text = (
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    );
    ([text, NOT_KEPT], handle.render()).into_response()
}

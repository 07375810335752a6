//! What happens around every request, in one layer: its id, its span, its time limit, a panic caught, the security
//! headers, and its place in the metrics.

use crate::{
    Site,
    limits::REQUEST_ID_CHARS,
    problem::{Problem, wants_json},
    routes,
};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What pages may do: nothing but what the chat page needs. A page with another need sets its own.
pub(crate) const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self' ws: wss:; img-src 'self' https: data:; base-uri 'none'; form-action 'none'";

pub(crate) async fn around(
    State(site): State<Arc<Site>>,
    request: Request,
    next: Next,
) -> Response {
    let route = routes::label(request.extensions().get::<MatchedPath>());
    let id = request_id(request.headers());
    let json = wants_json(request.headers());
    // Never the target as it was sent: its query may hold a secret, its path an address.
    let span = tracing::info_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        method = %request.method(),
        route
    );
    let limit = Duration::from_millis(site.web.limits.request_timeout_ms);
    let answer = AssertUnwindSafe(tokio::time::timeout(limit, next.run(request)))
        .catch_unwind()
        .instrument(span.clone())
        .await;
    let mut response = match answer {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            span.in_scope(|| tracing::warn!("a request took too long"));
            let mut response = Problem::TOO_SLOW.into_response();
            response.headers_mut().insert(
                header::RETRY_AFTER,
                HeaderValue::from_static(crate::limits::RETRY_AFTER_S),
            );
            response
        }
        Err(_) => {
            span.in_scope(|| tracing::error!("a request panicked"));
            Problem::BROKEN.into_response()
        }
    };
    if json && let Some(problem) = response.extensions_mut().remove::<Problem>() {
        problem.to_json(&mut response);
    }
    dress(response.headers_mut(), id);
    let status = response.status().as_str().to_owned();
    metrics::counter!("frontdesk_http_requests_total", "route" => route, "status" => status)
        .increment(1);
    response
}

/// The id the client (or a proxy) gave, if it can stand in a log line; else a new one, which sorts by time.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let sane = |id: &&HeaderValue| {
        (1..=REQUEST_ID_CHARS).contains(&id.len())
            && id
                .as_bytes()
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
    };
    headers
        .get(REQUEST_ID)
        .filter(sane)
        .cloned()
        .unwrap_or_else(|| {
            let mut text = uuid::Uuid::encode_buffer();
            let id = uuid::Uuid::now_v7().hyphenated().encode_lower(&mut text);
            HeaderValue::from_str(id).expect("a UUID is plain text")
        })
}

fn dress(headers: &mut HeaderMap, id: HeaderValue) {
    headers.insert(REQUEST_ID, id);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, strict_policy());
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}

fn strict_policy() -> HeaderValue {
    static POLICY: std::sync::LazyLock<HeaderValue> = std::sync::LazyLock::new(|| {
        let policy = format!("{CONTENT_POLICY}; frame-ancestors 'none'");
        HeaderValue::from_str(&policy).expect("the policy is plain text")
    });
    POLICY.clone()
}

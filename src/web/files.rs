//! `GET /files/{business}/{token}`: a file of a conversation, for whoever was given its signed link. What it is is what its sender says:
//! only plain pictures and PDF are shown, everything else is handed over as a download, and nothing of it may run.

use crate::{Site, problem::Problem};
use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use std::sync::Arc;

/// What browsers show without running anything of it.
const SHOWN: [&str; 6] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "audio/ogg",
];

pub(crate) async fn serve(
    State(site): State<Arc<Site>>,
    Path((business, token)): Path<(String, String)>,
) -> Response {
    let linked = match site.web.intake.file(&business.into(), &token).await {
        Ok(Some(linked)) => linked,
        Ok(None) => return Problem::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a file could not be read");
            let unavailable = StatusCode::SERVICE_UNAVAILABLE;
            return Problem(unavailable, "this file cannot be read now").into_response();
        }
    };
    let shown = SHOWN.contains(&linked.media_type.as_str());
    let (media_type, how) = if shown {
        (linked.media_type.as_str(), "inline")
    } else {
        ("application/octet-stream", "attachment")
    };
    let disposition = format!("{how}; filename*=UTF-8''{}", encoded(&linked.name));
    let mut response = Response::new(Body::from(linked.content));
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).ok();
    headers.extend([
        (
            header::CONTENT_TYPE,
            value(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream")),
        ),
        (
            header::CONTENT_DISPOSITION,
            value(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=3600"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
    ]);
    response
}

/// A file name as RFC 5987 writes it in a header.
fn encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

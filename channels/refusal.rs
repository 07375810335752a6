//! A webhook that is not believed or not understood: refused, and kept in a bounded form for the owner to see.

use bytes::Bytes;
use frontdesk_core::{
    channel::{Accepted, Quarantined},
    limits::WEBHOOK_BYTES,
};
use http::{HeaderMap, Request, Response, StatusCode, header::CONTENT_TYPE};

/// Refuses `request` with `status` and keeps it with the reason. Of its headers only those named in `headers` are kept.
pub(crate) fn refuse(
    status: StatusCode,
    why: String,
    request: &Request<Bytes>,
    headers: &[&str],
) -> Accepted {
    Accepted {
        inbound: Vec::new(),
        reply: plain(status, "refused"),
        quarantined: Some(Quarantined {
            why,
            request: snapshot(request, headers),
        }),
    }
}

/// A short answer in plain text.
pub(crate) fn plain(status: StatusCode, text: &'static str) -> Response<Bytes> {
    answer(status, "text/plain; charset=utf-8", text)
}

/// An answer with a fixed body.
pub(crate) fn answer(
    status: StatusCode,
    kind: &'static str,
    body: &'static str,
) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = status;
    let kind = http::HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// The text of a header; the first one where there are several.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn snapshot(request: &Request<Bytes>, headers: &[&str]) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for name in headers {
        if let Some(value) = header(request.headers(), name) {
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    text.push('\n');
    text.push_str(&String::from_utf8_lossy(request.body()));
    text.truncate(text.floor_char_boundary(WEBHOOK_BYTES));
    text
}

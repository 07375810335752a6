//! Refusals. A handler says what is wrong; [`crate::around`] turns it into RFC 9457 JSON for a client that asked for JSON.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::json;

/// What is wrong, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Problem(pub(crate) StatusCode, pub(crate) &'static str);

impl Problem {
    pub(crate) const NOT_FOUND: Self = Self(StatusCode::NOT_FOUND, "there is nothing here");
    pub(crate) const TOO_LONG: Self = Self(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long");
    pub(crate) const TOO_SLOW: Self = Self(
        StatusCode::SERVICE_UNAVAILABLE,
        "this took too long; please try again",
    );
    pub(crate) const BROKEN: Self = Self(
        StatusCode::INTERNAL_SERVER_ERROR,
        "something went wrong here",
    );

    /// As JSON, in place of the text of `response`.
    pub(crate) fn to_json(self, response: &mut Response) {
        let Self(status, title) = self;
        let body = json!({ "type": "about:blank", "title": title, "status": status.as_u16() });
        *response.body_mut() = Body::from(body.to_string());
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.0, format!("{}\n", self.1)).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Whether the client asked for JSON.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| {
        accept
            .as_bytes()
            .windows(4)
            .any(|w| w.eq_ignore_ascii_case(b"json"))
    })
}

/// No such route.
pub(crate) async fn no_route() -> Problem {
    Problem::NOT_FOUND
}

/// The route exists, but not for this method.
pub(crate) async fn wrong_method() -> Problem {
    Problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "this method does nothing here",
    )
}

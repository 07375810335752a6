//! Files. Those of a text are kept by Twilio: their address wants the account's credentials and leads on to a store that must
//! not be shown any. Those of a message of the product are fetched from where it says.
//! <https://www.twilio.com/docs/messaging/api/media-resource>

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::api::{authenticate, not_found};
use super::state::{SentFile, Shared};
use crate::events::held;
use crate::limits::BODY_BYTES;

/// Where a file is; the real one leads to another host.
pub(super) async fn find(
    State(shared): State<Arc<Shared>>,
    Path((account, _, id)): Path<(String, String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = authenticate(&shared, &headers) {
        return refusal.into_response();
    }
    if account != shared.config.account_sid || !held(&shared.state).held.contains_key(&id) {
        return not_found(uri.path()).into_response();
    }
    let location = [(LOCATION, format!("/kept/{id}"))];
    (StatusCode::TEMPORARY_REDIRECT, location).into_response()
}

/// The file itself, for whoever knows the address.
pub(super) async fn kept(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(AUTHORIZATION) {
        // As the real store: two kinds of authorization at once.
        return StatusCode::BAD_REQUEST.into_response();
    }
    let file = held(&shared.state).held.get(&id).cloned();
    match file {
        Some(file) => ([(CONTENT_TYPE, file.media_type)], file.content).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Fetches the files of a message.
pub(super) async fn fetch(shared: &Shared, urls: &[String]) -> Vec<SentFile> {
    let mut files = Vec::with_capacity(urls.len());
    for url in urls {
        files.push(fetch_one(shared, &shared.routes.local(url)).await);
    }
    files
}

async fn fetch_one(shared: &Shared, url: &str) -> SentFile {
    let mut file = SentFile {
        status: 0,
        media_type: String::new(),
        content: Vec::new(),
    };
    let Ok(mut answer) = shared.client.get(url).send().await else {
        return file;
    };
    file.status = answer.status().as_u16();
    let kind = answer.headers().get(CONTENT_TYPE);
    file.media_type = kind
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    while let Ok(Some(chunk)) = answer.chunk().await {
        file.content.extend_from_slice(&chunk);
        if file.content.len() > BODY_BYTES {
            break;
        }
    }
    file
}

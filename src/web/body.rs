//! Reading a body within a bound.

use crate::problem::Problem;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use http::{HeaderMap, StatusCode, header};

/// The whole body, if it has at most `most` bytes. A body of one piece is not copied.
pub(crate) async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Problem> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > most as u64) {
        return Err(Problem::TOO_LONG);
    }
    let mut pieces = body.into_data_stream();
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem(StatusCode::BAD_REQUEST, "the body broke off"))?;
        if first.len() + all.len() + piece.len() > most {
            return Err(Problem::TOO_LONG);
        }
        if first.is_empty() && all.is_empty() {
            first = piece;
            continue;
        }
        if !first.is_empty() {
            all.extend_from_slice(&first);
            first = Bytes::new();
        }
        all.extend_from_slice(&piece);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

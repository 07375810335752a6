//! A message with files: `payload_json` and `files[n]`.
//! <https://docs.discord.com/developers/reference#uploading-files>

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;

use super::api::{Call, Refusal, refuse};

/// A file as it was uploaded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Uploaded {
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) content: Vec<u8>,
}

/// The JSON of a call that may carry files, and the files.
pub(super) fn read(call: &Call<'_>) -> Result<(Value, Vec<Uploaded>), Refusal> {
    let Some(boundary) = boundary(call.headers) else {
        return Ok((call.json()?, Vec::new()));
    };
    let bad = || refuse(400, 50035, "Invalid Form Body");
    let (mut json, mut files) = (None, Vec::new());
    for part in parts(call.body, &boundary) {
        let end = find(part, b"\r\n\r\n").ok_or_else(bad)?;
        let head = String::from_utf8_lossy(&part[..end]);
        let content = &part[end + 4..];
        match parameter(&head, "name") {
            Some("payload_json") => {
                json = Some(serde_json::from_slice(content).map_err(|_| bad())?);
            }
            Some(name) if name.starts_with("files[") => files.push(Uploaded {
                name: parameter(&head, "filename").ok_or_else(bad)?.to_owned(),
                media_type: media_type(&head),
                content: content.to_vec(),
            }),
            _ => return Err(bad()),
        }
    }
    Ok((json.unwrap_or(Value::Null), files))
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let (kind, boundary) = kind.split_once("boundary=")?;
    let form = kind.starts_with("multipart/form-data");
    form.then(|| boundary.trim_matches('"').to_owned())
}

fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some(begin) = find(rest, mark.as_bytes()) {
        rest = &rest[begin + mark.len()..];
        let Some(end) = find(rest, mark.as_bytes()) else {
            break;
        };
        let part = &rest[..end];
        let part = part.strip_prefix(b"\r\n").unwrap_or(part);
        parts.push(part.strip_suffix(b"\r\n").unwrap_or(part));
    }
    parts
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|w| w == wanted)
}

fn parameter<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn media_type(head: &str) -> String {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let found = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    found
        .map_or("application/octet-stream", |(_, kind)| kind.trim())
        .to_owned()
}

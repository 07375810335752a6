//! The parameters of a Bot API call: JSON, a form, a multipart form or the query, as the API
//! takes them all.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

/// Parameters by name. Numbers, booleans and objects may be written as strings.
#[derive(Debug, Default)]
pub(super) struct Params {
    values: Map<String, Value>,
    files: Vec<Upload>,
}

/// A file in a call.
#[derive(Debug)]
pub(super) struct Upload {
    field: String,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) content: Vec<u8>,
}

impl Params {
    /// None if the body is not what its content type says.
    pub(super) fn read(headers: &HeaderMap, query: Option<&str>, body: &[u8]) -> Option<Self> {
        let mut params = Map::new();
        let mut files = Vec::new();
        add_form(&mut params, query.unwrap_or("").as_bytes());
        let kind = headers
            .get(CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("");
        if body.is_empty() {
        } else if kind.starts_with("application/json") {
            let Value::Object(object) = serde_json::from_slice(body).ok()? else {
                return None;
            };
            params.extend(object);
        } else if let Some((_, boundary)) = kind.split_once("boundary=") {
            add_multipart(&mut params, &mut files, boundary.trim_matches('"'), body)?;
        } else {
            add_form(&mut params, body);
        }
        Some(Self {
            values: params,
            files,
        })
    }

    pub(super) fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == field)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.as_str()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        number(self.values.get(name)?)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(flag)
    }

    /// An object, also when it is written as a JSON string.
    pub(super) fn object(&self, name: &str) -> Option<Value> {
        match self.values.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            other => Some(other.clone()),
        }
    }
}

pub(super) fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

pub(super) fn flag(value: &Value) -> bool {
    value
        .as_bool()
        .unwrap_or_else(|| matches!(value.as_str(), Some("true" | "True" | "1")))
}

fn add_form(params: &mut Map<String, Value>, form: &[u8]) {
    let url = reqwest::Url::parse(&format!("x:?{}", String::from_utf8_lossy(form)));
    for (name, value) in url.iter().flat_map(reqwest::Url::query_pairs) {
        params.insert(name.into_owned(), Value::String(value.into_owned()));
    }
}

fn add_multipart(
    params: &mut Map<String, Value>,
    files: &mut Vec<Upload>,
    boundary: &str,
    body: &[u8],
) -> Option<()> {
    let mark = format!("--{boundary}");
    let mut rest = &body[find(body, mark.as_bytes())? + mark.len()..];
    // What is behind the last mark is no part.
    while let Some(end) = find(rest, mark.as_bytes()) {
        let part = rest[..end].strip_suffix(b"\r\n")?;
        rest = &rest[end + mark.len()..];
        let head_end = find(part, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&part[..head_end]).into_owned();
        let content = &part[head_end + 4..];
        let field = parameter(&head, "name")?.to_owned();
        if let Some(name) = parameter(&head, "filename") {
            let kind = head.lines().find_map(|l| l.strip_prefix("Content-Type: "));
            files.push(Upload {
                field,
                name: name.to_owned(),
                media_type: kind.unwrap_or("application/octet-stream").to_owned(),
                content: content.to_vec(),
            });
        } else {
            let value = String::from_utf8_lossy(content).into_owned();
            params.insert(field, Value::String(value));
        }
    }
    Some(())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|w| w == wanted)
}

fn parameter<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &str, body: &str) -> Params {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, kind.parse().unwrap());
        Params::read(&headers, Some("timeout=3"), body.as_bytes()).unwrap()
    }

    #[test]
    fn all_four_ways_of_writing_parameters_are_understood() {
        let form = read(
            "application/x-www-form-urlencoded",
            "text=a%26b+c&reply_parameters=%7B%7D",
        );
        assert_eq!(form.text("text"), Some("a&b c"));
        assert_eq!(form.number("timeout"), Some(3));
        assert_eq!(
            form.object("reply_parameters"),
            Some(Value::Object(Map::new()))
        );
        assert_eq!(
            read("application/json", r#"{"chat_id":-5}"#).number("chat_id"),
            Some(-5)
        );
        let file = "--xx\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u{1}\r\n\u{2}\r\n--xx--\r\n";
        let upload = read("multipart/form-data; boundary=xx", file);
        let upload = upload.file("photo").unwrap();
        assert_eq!(
            (upload.name.as_str(), upload.media_type.as_str()),
            ("a.png", "image/png")
        );
        assert_eq!(upload.content, b"\x01\r\n\x02");
        let body =
            "--xx\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttp://a\r\n--xx--\r\n";
        let parts = read("multipart/form-data; boundary=xx", body);
        assert_eq!(parts.text("url"), Some("http://a"));
    }
}

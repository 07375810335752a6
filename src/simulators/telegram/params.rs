//! The parameters of a Bot API call: JSON, a form, a multipart form or the query, as the API
//! takes them all.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

/// Parameters by name. Numbers, booleans and objects may be written as strings.
#[derive(Debug, Default)]
pub(super) struct Params(Map<String, Value>);

impl Params {
    /// None if the body is not what its content type says.
    pub(super) fn read(headers: &HeaderMap, query: Option<&str>, body: &[u8]) -> Option<Self> {
        let mut params = Map::new();
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
            add_multipart(&mut params, boundary.trim_matches('"'), body)?;
        } else {
            add_form(&mut params, body);
        }
        Some(Self(params))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        number(self.0.get(name)?)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(flag)
    }

    /// An object, also when it is written as a JSON string.
    pub(super) fn object(&self, name: &str) -> Option<Value> {
        match self.0.get(name)? {
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

/// Text parts only; a certificate file would be skipped.
fn add_multipart(params: &mut Map<String, Value>, boundary: &str, body: &[u8]) -> Option<()> {
    let body = String::from_utf8_lossy(body);
    for part in body.split(&format!("--{boundary}")).skip(1) {
        let Some((head, value)) = part.split_once("\r\n\r\n") else {
            continue;
        };
        let (_, rest) = head.split_once("name=\"")?;
        let (name, rest) = rest.split_once('"')?;
        if !rest.contains("filename=") {
            let value = value.strip_suffix("\r\n").unwrap_or(value);
            params.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    }
    Some(())
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
        let body =
            "--xx\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttp://a\r\n--xx--\r\n";
        let parts = read("multipart/form-data; boundary=xx", body);
        assert_eq!(parts.text("url"), Some("http://a"));
    }
}

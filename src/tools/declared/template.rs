//! Where a call goes and what it carries: templates that arguments are put into, encoded for their place, so that no argument
//! changes the host, climbs out of its path segment or adds a pair to the query.

use crate::limits;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use url::Url;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Argument(String),
}

/// The template of a URL.
#[derive(Clone)]
pub(super) struct UrlTemplate {
    /// Scheme, host and port.
    base: String,
    origin: url::Origin,
    path: Vec<Piece>,
    /// The pairs of the query.
    query: Vec<Vec<Piece>>,
}

impl UrlTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let wrong = "is no web address: write it like \"https://shop.example/orders/{order}\"";
        let (scheme, rest) = text.split_once("://").ok_or(wrong)?;
        if text.contains('#') {
            return Err("has a #, after which nothing is sent to a server".into());
        }
        let end = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
        let base = format!("{scheme}://{}", &rest[..end]);
        if base.contains(['{', '}']) {
            return Err(
                "names an argument in its host or port; there it could lead anywhere".into(),
            );
        }
        let origin = Url::parse(&base).map_err(|_| wrong)?.origin();
        let (path, query) = rest[end..].split_once('?').unwrap_or((&rest[end..], ""));
        let query: Vec<Vec<Piece>> = query
            .split('&')
            .filter(|p| !p.is_empty())
            .map(pieces)
            .collect::<Result<_, _>>()?;
        let in_name =
            |pair: &Vec<Piece>| !matches!(pair.first(), Some(Piece::Text(t)) if t.contains('='));
        if query.iter().any(|p| p.len() > 1 && in_name(p))
            || query
                .iter()
                .any(|p| matches!(p.first(), Some(Piece::Argument(_))))
        {
            return Err("names an argument where the name of a query's pair should be".into());
        }
        Ok(Self {
            base,
            origin,
            path: pieces(path)?,
            query,
        })
    }

    /// The arguments in its path, and those in its query.
    pub(super) fn arguments(&self) -> (Vec<&str>, Vec<&str>) {
        (
            names(&self.path).collect(),
            self.query.iter().flat_map(|p| names(p)).collect(),
        )
    }

    /// The URL with these arguments.
    ///
    /// # Errors
    /// What an argument cannot be, for the model to mend.
    pub(super) fn fill(&self, arguments: &Map<String, Value>) -> Result<Url, String> {
        let mut path = String::new();
        for piece in &self.path {
            match piece {
                Piece::Text(text) => path.push_str(text),
                Piece::Argument(name) => {
                    let value = plain(name, arguments.get(name))?
                        .filter(|v| !v.trim().is_empty())
                        .ok_or_else(|| format!("`{name}` is empty"))?;
                    if value
                        .split(['/', '\\'])
                        .any(|part| matches!(part, "." | ".."))
                    {
                        return Err(format!("`{name}` cannot have dots alone between slashes"));
                    }
                    encode(&value, &mut path);
                }
            }
        }
        if path
            .split('/')
            .any(|s| matches!(s.to_lowercase().replace("%2e", ".").as_str(), "." | ".."))
        {
            return Err("an argument cannot be dots alone".into());
        }
        let mut pairs = Vec::new();
        for pair in &self.query {
            pairs.extend(self.pair(pair, arguments)?);
        }
        let query = if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        };
        let url = Url::parse(&format!("{}{path}{query}", self.base));
        // Nothing above lets an argument lead elsewhere; should that change, it ends here.
        url.ok()
            .filter(|u| u.origin() == self.origin)
            .ok_or_else(|| "the arguments make no address".into())
    }

    /// One pair of the query; `None` if its value was left out.
    fn pair(
        &self,
        pair: &[Piece],
        arguments: &Map<String, Value>,
    ) -> Result<Option<String>, String> {
        let mut out = String::new();
        for piece in pair {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Argument(name) => match plain(name, arguments.get(name))? {
                    Some(value) => encode(&value, &mut out),
                    None => return Ok(None),
                },
            }
        }
        Ok(Some(out))
    }
}

/// Cuts a text at its arguments.
fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let named = after.split_once('}').filter(|(name, _)| is_name(name));
        let (name, next) = named.ok_or("has a { without the name of an argument and a }")?;
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(Piece::Argument(name.to_owned()));
        rest = next;
    }
    if rest.contains('}') {
        return Err("has a } without a {".into());
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn names(pieces: &[Piece]) -> impl Iterator<Item = &str> {
    pieces.iter().filter_map(|p| match p {
        Piece::Argument(name) => Some(name.as_str()),
        Piece::Text(_) => None,
    })
}

/// A plain value as text; `None` if it was left out.
fn plain(name: &str, value: Option<&Value>) -> Result<Option<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(Value::Bool(yes)) => Ok(Some(yes.to_string())),
        Some(_) => Err(format!("`{name}` must be one plain value")),
    }
}

/// Everything but the unreserved characters of RFC 3986.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// The template of a body.
#[derive(Debug, Clone)]
pub(super) struct BodyTemplate(Value);

impl BodyTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(body: &Map<String, Value>) -> Result<Self, String> {
        let body = Value::Object(body.clone());
        texts(&body, limits::SCHEMA_DEPTH, &mut |text| {
            pieces(text).map(drop)
        })?;
        Ok(Self(body))
    }

    /// The arguments in it.
    pub(super) fn arguments(&self) -> Vec<String> {
        let mut found = Vec::new();
        let _ = texts(&self.0, limits::SCHEMA_DEPTH, &mut |text| {
            found.extend(names(&pieces(text)?).map(str::to_owned));
            Ok(())
        });
        found
    }

    /// The body with these arguments. A text that is one argument alone becomes its value; what was left out is left out.
    ///
    /// # Errors
    /// What an argument cannot be.
    pub(super) fn fill(&self, arguments: &Map<String, Value>) -> Result<Value, String> {
        Ok(filled(&self.0, arguments)?.unwrap_or(Value::Null))
    }
}

fn texts(
    value: &Value,
    depth: usize,
    see: &mut impl FnMut(&str) -> Result<(), String>,
) -> Result<(), String> {
    if depth == 0 {
        return Err("is nested too deeply".into());
    }
    match value {
        Value::String(text) => see(text),
        Value::Array(items) => items.iter().try_for_each(|i| texts(i, depth - 1, see)),
        Value::Object(fields) => fields.values().try_for_each(|f| texts(f, depth - 1, see)),
        _ => Ok(()),
    }
}

fn filled(template: &Value, arguments: &Map<String, Value>) -> Result<Option<Value>, String> {
    Ok(match template {
        Value::String(text) => match pieces(text)?.as_slice() {
            [Piece::Argument(name)] => arguments.get(name).filter(|v| !v.is_null()).cloned(),
            pieces => {
                let mut out = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(text) => out.push_str(text),
                        Piece::Argument(name) => {
                            out.push_str(&plain(name, arguments.get(name))?.unwrap_or_default());
                        }
                    }
                }
                Some(Value::String(out))
            }
        },
        Value::Array(items) => {
            let items: Vec<Option<Value>> = items
                .iter()
                .map(|i| filled(i, arguments))
                .collect::<Result<_, _>>()?;
            Some(Value::Array(items.into_iter().flatten().collect()))
        }
        Value::Object(fields) => {
            let mut out = Map::new();
            for (name, field) in fields {
                if let Some(value) = filled(field, arguments)? {
                    out.insert(name.clone(), value);
                }
            }
            Some(Value::Object(out))
        }
        other => Some(other.clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fill(template: &str, arguments: Value) -> Result<String, String> {
        let template = UrlTemplate::read(template)?;
        Ok(template.fill(arguments.as_object().unwrap())?.to_string())
    }

    #[test]
    fn arguments_stay_in_their_place() {
        let shop = "https://shop.example:8443/v1/orders/{order}/state?mail={email}&n={n}&full=1";
        for (arguments, expected) in [
            (
                json!({"order": "A-1", "email": "a+b@c.example", "n": 3}),
                "/v1/orders/A-1/state?mail=a%2Bb%40c.example&n=3&full=1",
            ),
            (
                json!({"order": "2026/7", "email": "x&full=0"}),
                "/v1/orders/2026%2F7/state?mail=x%26full%3D0&full=1",
            ),
            (
                json!({"order": "a?b#c%2e", "n": true}),
                "/v1/orders/a%3Fb%23c%252e/state?n=true&full=1",
            ),
            (
                json!({"order": "@evil.example:80/", "email": "ü\r\n"}),
                "/v1/orders/%40evil.example%3A80%2F/state?mail=%C3%BC%0D%0A&full=1",
            ),
        ] {
            let url = fill(shop, arguments).unwrap();
            assert_eq!(url, format!("https://shop.example:8443{expected}"));
        }
    }

    #[test]
    fn an_argument_cannot_climb_out_of_its_segment() {
        let shop = "https://shop.example/v1/orders/{order}";
        for order in [
            json!(".."),
            json!("."),
            json!("../admin"),
            json!("x/../../admin"),
            json!("..\\admin"),
            json!(""),
            json!(" "),
            json!(null),
            json!(["a"]),
        ] {
            assert!(fill(shop, json!({"order": order})).is_err(), "{order}");
        }
        assert!(fill("https://shop.example/{a}{b}/x", json!({"a": ".", "b": "."})).is_err());
        assert!(fill("https://shop.example/%2E{a}/x", json!({"a": "."})).is_err());
        assert!(fill(shop, json!({"order": "..."})).is_ok());
    }

    #[test]
    fn a_template_that_could_lead_elsewhere_is_refused() {
        for wrong in [
            "shop.example/{a}",
            "https://{host}/x",
            "https://shop.{a}.example/",
            "https://shop.example:{port}/",
            "{scheme}://shop.example/",
            "https://u:{a}@shop.example/",
            "https://shop.example/{a",
            "https://shop.example/a}",
            "https://shop.example/{a b}",
            "https://shop.example/x#{a}",
            "https://shop.example/?{a}=1",
            "https://shop.example/?x{a}=1",
            "https:// /x",
            "https://shop.example\\{a}.evil.example/{",
        ] {
            assert!(UrlTemplate::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_body_keeps_the_kinds_of_its_arguments() {
        let body = json!({"order": "{order}", "n": "{n}", "tags": ["x", "{tag}"], "note": "for {order}, {n}", "source": "desk", "none": "{none}"});
        let template = BodyTemplate::read(body.as_object().unwrap()).unwrap();
        let arguments = json!({"order": "a\"b", "n": 3, "tag": {"k": 1}});
        assert_eq!(
            template.fill(arguments.as_object().unwrap()).unwrap(),
            json!({"order": "a\"b", "n": 3, "tags": ["x", {"k": 1}], "note": "for a\"b, 3", "source": "desk"})
        );
        assert!(template.arguments().contains(&"tag".to_owned()));
        assert!(BodyTemplate::read(json!({"a": "{"}).as_object().unwrap()).is_err());
    }
}

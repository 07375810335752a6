//! The chat page, its files and the embeddable widget, all from `widget/`, which the binary carries.

use crate::{Site, around::CONTENT_POLICY, limits::ASSET_NAME_CHARS, problem::Problem};
use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use frontdesk_core::{BusinessId, business::Business};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::{borrow::Cow, fmt::Write, sync::Arc};

#[derive(RustEmbed)]
#[folder = "widget/"]
struct Files;

const PAGE: &str = "chat.html";
const WIDGET: &str = "widget.js";

/// The files of one version belong together: a browser asks each time whether it has the present one.
const ASK_EACH_TIME: &str = "no-cache";

/// The widget's loader stands on other people's pages and does little: a few minutes old is new enough.
const FEW_MINUTES: &str = "public, max-age=300";

/// `GET /chat/{business}`: the chat as a full page, or in the widget's frame.
pub(crate) async fn chat(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Response {
    let id = BusinessId::from(id);
    let (Some(business), Some(channel)) = (
        site.web.directory.business(&id),
        site.web.directory.live(&id),
    ) else {
        return Problem::NOT_FOUND.into_response();
    };
    let (Some(live), Some(file)) = (channel.live(), Files::get(PAGE)) else {
        return Problem::NOT_FOUND.into_response();
    };
    let policy = format!(
        "{CONTENT_POLICY}; frame-ancestors {}",
        live.frame_ancestors()
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, ASK_EACH_TIME.to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (
        headers,
        page(&String::from_utf8_lossy(&file.data), &business),
    )
        .into_response()
}

/// `GET /chat/{business}/`: the page's addresses are relative, so it has one address only. So is this one, for a
/// proxy that shows the server under a path.
pub(crate) async fn without_slash(uri: Uri) -> Response {
    let name = uri
        .path()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let query = uri.query().map(|q| format!("?{q}")).unwrap_or_default();
    Redirect::permanent(&format!("../{name}{query}")).into_response()
}

/// `GET /chat/assets/{file}`.
pub(crate) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let sane =
        name.len() <= ASSET_NAME_CHARS && name.bytes().all(plain) && !name.ends_with(".html");
    match Files::get(&name).filter(|_| sane) {
        Some(file) => answer(&name, file, &headers, ASK_EACH_TIME),
        None => Problem::NOT_FOUND.into_response(),
    }
}

/// `GET /widget.js`.
pub(crate) async fn widget(headers: HeaderMap) -> Response {
    let Some(file) = Files::get(WIDGET) else {
        return Problem::NOT_FOUND.into_response();
    };
    let mut response = answer(WIDGET, file, &headers, FEW_MINUTES);
    // For pages that isolate themselves: without this they would refuse the script.
    response.headers_mut().insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    response
}

/// `GET /`: the only business's chat, or a word that this is running. Tenants are not listed.
pub(crate) async fn home(State(site): State<Arc<Site>>) -> Response {
    let directory = &site.web.directory;
    let mut live = directory
        .businesses()
        .into_iter()
        .filter(|id| directory.live(id).is_some());
    match (live.next(), live.next()) {
        (Some(id), None) => Redirect::temporary(&format!("chat/{id}")).into_response(),
        _ => "frontdesk is running.\n".into_response(),
    }
}

fn answer(name: &str, file: EmbeddedFile, asked: &HeaderMap, cache: &'static str) -> Response {
    let tag = tag(&file);
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| {
            v.split(',')
                .any(|each| each.trim().trim_start_matches("W/") == tag)
        });
    let headers = [
        (header::CONTENT_TYPE, media_type(name).to_owned()),
        (header::CACHE_CONTROL, cache.to_owned()),
        (header::ETAG, tag),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let data = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    (headers, Body::from(data)).into_response()
}

/// Half of the file's SHA-256: enough to tell versions apart.
fn tag(file: &EmbeddedFile) -> String {
    let mut tag = String::with_capacity(34);
    tag.push('"');
    for byte in &file.metadata.sha256_hash()[..16] {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

fn page(template: &str, business: &Business) -> String {
    let title = if business.widget.title.is_empty() {
        &business.profile.name
    } else {
        &business.widget.title
    };
    fill(template, |name| match name {
        "business" => Some(business.id.as_str()),
        "title" => Some(title),
        "lang" => Some(&business.profile.locale),
        _ => None,
    })
}

/// The template with each known `{{name}}` replaced, escaped, in one pass: what is put in is not looked at again.
fn fill<'a>(template: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some(open) = rest.find("{{") {
        out.push_str(&rest[..open]);
        let tail = &rest[open..];
        match tail
            .find("}}")
            .and_then(|close| Some((close, value(&tail[2..close])?)))
        {
            Some((close, text)) => {
                escape(text, &mut out);
                rest = &tail[close + 2..];
            }
            None => {
                out.push_str("{{");
                rest = &tail[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_the_page_is_escaped_and_not_looked_at_again() {
        let filled = fill("<h1>{{title}}</h1> {{other}}", |name| {
            (name == "title").then_some("<b> & \"{{title}}\"")
        });
        assert_eq!(
            filled,
            "<h1>&lt;b&gt; &amp; &quot;{{title}}&quot;</h1> {{other}}"
        );
    }
}

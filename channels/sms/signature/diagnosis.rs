//! What differs where a signature does not fit. The answer goes to the owner alone, never to the sender of the request.

use super::{Body, Check, Params, Place};
use crate::{limits, refusal::header};
use bytes::Bytes;
use http::Request;
use url::Url;

/// Tries what usually differs.
pub(super) fn explain(
    check: &Check<'_>,
    place: &Place,
    body: &Body,
    account: &str,
    request: &Request<Bytes>,
) -> String {
    another_address(check, place, body, request)
        .or_else(|| another_form(check, place, body))
        .unwrap_or_else(|| {
            let sent = body.params.iter().find(|(name, _)| name == "AccountSid");
            match sent.filter(|(_, sid)| sid != account && is_account(sid)) {
                Some((_, sid)) => format!(
                    "the request is of account {sid}: check account_sid and auth_token of this inbox"
                ),
                None => "no variant of the address and the form fits: check auth_token".into(),
            }
        })
}

fn is_account(sid: &str) -> bool {
    sid.len() == 34 && sid.starts_with("AC") && sid.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn another_address(
    check: &Check<'_>,
    place: &Place,
    body: &Body,
    request: &Request<Bytes>,
) -> Option<String> {
    for (host, port) in hosts(place, request) {
        for scheme in ["https", "http"] {
            let moved = Place {
                scheme: scheme.into(),
                host: host.clone(),
                port,
                ..place.clone()
            };
            for (variant, mend) in paths(&moved) {
                let fits = variant
                    .spellings()
                    .into_iter()
                    .find(|url| check.fits(url, body.signed()));
                if let Some(url) = fits {
                    let mend = match mend {
                        Some(mend) => mend.to_owned(),
                        None => format!(
                            "set [server] public_url to {}{}",
                            moved.origin(port),
                            moved.base
                        ),
                    };
                    return Some(format!("the signature fits {url}: {mend}"));
                }
            }
        }
    }
    None
}

/// The hosts that the request itself claims, after the configured one.
fn hosts(place: &Place, request: &Request<Bytes>) -> Vec<(String, Option<u16>)> {
    let mut hosts = vec![(place.host.clone(), place.port)];
    for name in ["x-forwarded-host", "x-original-host", "host"] {
        let claimed = header(request.headers(), name).and_then(|value| {
            let first = value.split(',').next()?.trim();
            let url = Url::parse(&format!("ws://{first}/")).ok()?;
            Some((url.host_str()?.to_owned(), url.port()))
        });
        if let Some(claimed) = claimed.filter(|c| !hosts.contains(c)) {
            hosts.push(claimed);
        }
    }
    hosts.truncate(limits::SIGNATURE_HOSTS);
    hosts
}

/// The path as it is, and as it often differs, with the mend.
fn paths(place: &Place) -> Vec<(Place, Option<&'static str>)> {
    let toggled = match place.path.strip_suffix('/') {
        Some(path) => path.to_owned(),
        None => format!("{}/", place.path),
    };
    let mut variants = vec![
        (place.clone(), None),
        (
            Place {
                path: toggled,
                ..place.clone()
            },
            Some("the slash at the end of the webhook's address in the Twilio console differs"),
        ),
    ];
    if place.query.is_some() {
        variants.push((
            Place {
                query: None,
                ..place.clone()
            },
            Some("something on the way here adds a query to the address"),
        ));
    }
    if !place.base.is_empty() {
        variants.push((
            Place {
                base: String::new(),
                ..place.clone()
            },
            Some("take the path off [server] public_url"),
        ));
    }
    variants
}

/// The form as something on the way here may have changed it.
fn another_form(check: &Check<'_>, place: &Place, body: &Body) -> Option<String> {
    let urls = place.spellings();
    let as_sent: Vec<&(String, String)> = body.params.iter().collect();
    if urls.iter().any(|url| check.fits_in_order(url, &as_sent)) {
        return Some("the signature was made over an unsorted form: it is not Twilio's".into());
    }
    let trimmed: Params = body
        .params
        .iter()
        .map(|(n, v)| (n.clone(), v.trim().to_owned()))
        .collect();
    let filled: Params = body
        .params
        .iter()
        .filter(|(_, v)| !v.is_empty())
        .cloned()
        .collect();
    let forms: [(&str, &[(String, String)]); 3] = [
        (
            "the address without the form: the body was changed on the way here",
            &[],
        ),
        (
            "a form without white space around its values: something on the way here adds it",
            &trimmed,
        ),
        (
            "a form without its empty values: something on the way here adds them",
            &filled,
        ),
    ];
    forms
        .into_iter()
        .find(|(_, form)| urls.iter().any(|url| check.fits(url, form)))
        .map(|(what, _)| format!("the signature fits {what}"))
}

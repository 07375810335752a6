//! The REST side: `POST …/Messages.json`, checked in the order and with the codes of the real one.
//! <https://www.twilio.com/docs/messaging/api/message-resource>

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Form, Path, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::media;
use super::segments::segments;
use super::state::{SentFile, SentSms, Shared, TwilioEvent};
use crate::clock::{now_ms, now_rfc2822};
use crate::events::{held, keep};
use crate::failure::Failure;
use crate::ids::sid;
use crate::limits::{MESSAGES_KEPT, SMS_CHARS};
use crate::server::Cut;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/2010-04-01/Accounts/{account}/Messages.json", post(create))
        .route("/2010-04-01/Accounts/{account}", get(account))
        .route(
            "/2010-04-01/Accounts/{account}/Messages/{message}/Media/{id}",
            get(media::find),
        )
        .route("/kept/{id}", get(media::kept))
        .fallback(|uri: Uri| async move { not_found(uri.path()) })
        .with_state(shared)
}

/// A refusal in Twilio's words.
pub(super) struct Refusal(u16, u32, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        let body = json!({
            "code": code,
            "message": message,
            "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
            "status": status,
        });
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let realm = "Basic realm=\"Twilio API\""
                .parse()
                .expect("a plain header value");
            response.headers_mut().insert(WWW_AUTHENTICATE, realm);
        }
        response
    }
}

pub(super) fn not_found(path: &str) -> Refusal {
    Refusal(
        404,
        20404,
        format!("The requested resource {path} was not found"),
    )
}

async fn account(
    State(shared): State<Arc<Shared>>,
    Path(account): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    authenticate(&shared, &headers)?;
    let ours = &shared.config.account_sid;
    if account.strip_suffix(".json") != Some(ours) {
        return Err(not_found(uri.path()));
    }
    Ok(Json(json!({
        "sid": ours, "friendly_name": "Simulated account", "status": "active", "type": "Full",
    })))
}

async fn create(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    Path(account): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    if let Err(refusal) = authenticate(&shared, &headers) {
        return refusal.into_response();
    }
    if account != shared.config.account_sid {
        return not_found(uri.path()).into_response();
    }
    let mut drops = false;
    match shared.failures.next() {
        Some(Failure::Status(status, code)) => {
            return Refusal(status, code, "A failure was asked for".into()).into_response();
        }
        Some(Failure::RetryAfter(seconds)) => return too_many(seconds),
        Some(Failure::Cut) => {
            cut.now();
            return StatusCode::OK.into_response();
        }
        Some(Failure::Drop) => drops = true,
        Some(Failure::Delay(ms)) => {
            shared.stopped.sleep(Duration::from_millis(ms)).await;
        }
        None => {}
    }
    // The real one fetches later; here the answer waits, so that what was sent is whole when a test looks.
    let urls: Vec<String> = form
        .iter()
        .filter(|(name, _)| name == "MediaUrl")
        .map(|(_, url)| url.clone())
        .collect();
    let files = media::fetch(&shared, &urls).await;
    let answer = match accept(&shared, &form, files) {
        Ok(resource) => (StatusCode::CREATED, Json(resource)).into_response(),
        Err(refusal) => refusal.into_response(),
    };
    if drops {
        cut.now();
    }
    answer
}

fn too_many(seconds: u64) -> Response {
    let mut response = Refusal(429, 20429, "Too Many Requests".into()).into_response();
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
    response
}

pub(super) fn authenticate(shared: &Shared, headers: &HeaderMap) -> Result<(), Refusal> {
    let config = &shared.config;
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
        .and_then(|encoded| STANDARD.decode(encoded.trim()).ok());
    if given == Some(format!("{}:{}", config.account_sid, config.auth_token).into_bytes()) {
        Ok(())
    } else {
        Err(Refusal(401, 20003, "Authenticate".into()))
    }
}

/// Checks the form and takes the message.
fn accept(
    shared: &Shared,
    form: &[(String, String)],
    files: Vec<SentFile>,
) -> Result<Value, Refusal> {
    let sms = read(form, files)?;
    let end = {
        let mut state = held(&shared.state);
        if state.handles_stop && state.opted_out.contains(&sms.to) {
            let text = "Attempt to send to unsubscribed recipient";
            return Err(Refusal(400, 21610, text.into()));
        }
        keep(&mut state.sent, sms.clone(), MESSAGES_KEPT);
        state.sent_count += 1;
        state.receipts.clone()
    };
    shared.events.push(TwilioEvent::Sent {
        sms: sms.clone(),
        at: now_ms(),
    });
    shared.changes.mark();
    if let Some(end) = end.filter(|_| sms.status_callback.is_some()) {
        // A full queue loses the receipt; the real provider promises none either.
        let _ = shared.receipts.try_send((sms.clone(), end));
    }
    Ok(resource(&shared.config.account_sid, &sms))
}

fn read(form: &[(String, String)], files: Vec<SentFile>) -> Result<SentSms, Refusal> {
    let field = |name: &str| {
        form.iter()
            .find(|(n, value)| n == name && !value.is_empty())
            .map(|(_, v)| v.clone())
    };
    let refuse = |code, text: &str| Refusal(400, code, text.to_owned());
    let media: Vec<String> = form
        .iter()
        .filter(|(name, _)| name == "MediaUrl")
        .map(|(_, url)| url.clone())
        .collect();
    let to = field("To").ok_or_else(|| refuse(21604, "A 'To' phone number is required."))?;
    if !is_number(bare(&to)) {
        return Err(refuse(21211, &format!("Invalid 'To' Phone Number: {to}")));
    }
    let (from, service) = (field("From"), field("MessagingServiceSid"));
    match (&from, &service) {
        (None, None) => return Err(refuse(21603, "A 'From' phone number is required.")),
        (_, Some(id)) if !id.starts_with("MG") => {
            return Err(refuse(21701, "The Messaging Service does not exist."));
        }
        (Some(from), _) if whatsapp(from) != whatsapp(&to) => {
            let text = "Invalid From and To pair. From and To should be of the same channel";
            return Err(refuse(21910, text));
        }
        (Some(from), None) if !is_sender(bare(from)) => {
            let text = format!(
                "The 'From' number {from} is not a valid phone number, shortcode, or \
                 alphanumeric sender ID."
            );
            return Err(refuse(21212, &text));
        }
        _ => {}
    }
    let body = field("Body").unwrap_or_default();
    if body.is_empty() && media.is_empty() {
        return Err(refuse(21602, "Message body is required."));
    }
    if body.chars().count() > SMS_CHARS {
        let text = "The concatenated message body exceeds the 1600 character limit.";
        return Err(refuse(21617, text));
    }
    let (segments, encoding) = segments(&body);
    Ok(SentSms {
        sid: sid("SM"),
        from,
        messaging_service_sid: service,
        to,
        body,
        media,
        files,
        status_callback: field("StatusCallback"),
        segments,
        encoding,
    })
}

fn whatsapp(address: &str) -> bool {
    address.starts_with("whatsapp:")
}

/// The number of an address on WhatsApp, or any other as it is.
fn bare(address: &str) -> &str {
    address.strip_prefix("whatsapp:").unwrap_or(address)
}

/// An E.164 number.
fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A number, a short code or an alphanumeric sender.
fn is_sender(text: &str) -> bool {
    let short = (5..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let name = text.len() <= 11
        && text.chars().any(|c| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    is_number(text) || short || name
}

fn resource(account: &str, sms: &SentSms) -> Value {
    let (now, sid) = (now_rfc2822(), &sms.sid);
    let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}");
    json!({
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": sms.body,
        "date_created": now,
        "date_sent": null,
        "date_updated": now,
        "direction": "outbound-api",
        "error_code": null,
        "error_message": null,
        "from": sms.from,
        "messaging_service_sid": sms.messaging_service_sid,
        "num_media": sms.media.len().to_string(),
        "num_segments": sms.segments.to_string(),
        "price": null,
        "price_unit": null,
        "sid": sid,
        "status": if sms.messaging_service_sid.is_some() { "accepted" } else { "queued" },
        "subresource_uris": { "media": format!("{uri}/Media.json") },
        "tags": null,
        "to": sms.to,
        "uri": format!("{uri}.json"),
    })
}

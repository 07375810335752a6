//! The driving side: what Twilio posts to the product when a phone sends a text.

use reqwest::header::CONTENT_TYPE;

use super::segments::segments;
use super::signature::sign;
use super::state::{HeldFile, Shared, TwilioEvent};
use crate::clock::now_ms;
use crate::events::held;
use crate::ids::sid;
use crate::limits::MESSAGES_KEPT;

const STOP: [&str; 8] = [
    "STOP",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "OPTOUT",
    "REVOKE",
];
const START: [&str; 3] = ["START", "UNSTOP", "YES"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signing {
    Right,
    Wrong,
    None,
}

/// A file with a text.
#[derive(Debug, Clone)]
enum Media {
    /// Somewhere else.
    At(String),
    /// Kept by Twilio under an id.
    Held(String, HeldFile),
}

/// A text from a phone to the business, on its way to the webhook.
#[derive(Debug, Clone)]
pub struct InboundSms {
    webhook_url: String,
    signed_url: Option<String>,
    signing: Signing,
    sid: String,
    from: String,
    to: String,
    body: String,
    media: Vec<Media>,
    extra: Vec<(String, String)>,
}

impl InboundSms {
    /// A text with an id of its own. Delivering the same value twice repeats the webhook.
    #[must_use]
    pub fn new(webhook_url: &str, from: &str, to: &str, body: &str) -> Self {
        Self {
            webhook_url: webhook_url.into(),
            signed_url: None,
            signing: Signing::Right,
            sid: sid("SM"),
            from: from.into(),
            to: to.into(),
            body: body.into(),
            media: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// With this `MessageSid`.
    #[must_use]
    pub fn with_sid(mut self, sid: &str) -> Self {
        self.sid = sid.into();
        self
    }

    /// Signed for the public URL although posted to another, as behind a proxy.
    #[must_use]
    pub fn signed_for(mut self, public_url: &str) -> Self {
        self.signed_url = Some(public_url.into());
        self
    }

    /// With a signature made with another token.
    #[must_use]
    pub fn wrongly_signed(mut self) -> Self {
        self.signing = Signing::Wrong;
        self
    }

    /// Without a signature.
    #[must_use]
    pub fn unsigned(mut self) -> Self {
        self.signing = Signing::None;
        self
    }

    /// With a picture (`MediaUrl0`, …).
    #[must_use]
    pub fn with_media(mut self, url: &str) -> Self {
        self.media.push(Media::At(url.into()));
        self
    }

    /// With a file that Twilio keeps: its URL wants the account's credentials and leads to another that does not.
    #[must_use]
    pub fn with_file(mut self, media_type: &str, content: &[u8]) -> Self {
        let file = HeldFile {
            media_type: media_type.into(),
            content: content.to_vec(),
        };
        self.media.push(Media::Held(sid("ME"), file));
        self
    }

    /// With one more parameter, as Twilio adds some from time to time.
    #[must_use]
    pub fn with_param(mut self, name: &str, value: &str) -> Self {
        self.extra.push((name.into(), value.into()));
        self
    }

    /// Twilio's id of this text.
    #[must_use]
    pub fn sid(&self) -> &str {
        &self.sid
    }

    fn form(&self, account_sid: &str, base: &str) -> Vec<(String, String)> {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut form = vec![
            pair("ToCountry", "US"),
            pair("SmsMessageSid", &self.sid),
            pair("NumMedia", &self.media.len().to_string()),
            pair("SmsSid", &self.sid),
            pair("SmsStatus", "received"),
            pair("Body", &self.body),
            pair("FromCountry", "US"),
            pair("To", &self.to),
            pair("NumSegments", &segments(&self.body).0.to_string()),
            pair("MessageSid", &self.sid),
            pair("AccountSid", account_sid),
            pair("From", &self.from),
            pair("ApiVersion", "2010-04-01"),
        ];
        for (n, media) in self.media.iter().enumerate() {
            let (url, media_type) = match media {
                Media::At(url) => (url.clone(), "image/jpeg"),
                Media::Held(id, file) => {
                    let account = format!("{base}/2010-04-01/Accounts/{account_sid}");
                    let url = format!("{account}/Messages/{}/Media/{id}", self.sid);
                    (url, file.media_type.as_str())
                }
            };
            form.push((format!("MediaUrl{n}"), url));
            form.push((format!("MediaContentType{n}"), media_type.to_owned()));
        }
        form.extend(self.extra.iter().cloned());
        form
    }
}

/// What the product answered to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookAnswer {
    /// The HTTP status; 0 if the connection was refused or broke before an answer came.
    pub status: u16,
    /// The body: TwiML, as a rule an empty `<Response/>`.
    pub body: String,
    /// The id of the text that was posted.
    pub sid: String,
}

impl WebhookAnswer {
    /// Whether the product took the message: any 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

pub(super) async fn deliver(shared: &Shared, base: &str, sms: &InboundSms) -> WebhookAnswer {
    note_opt_out(shared, sms);
    hold_files(shared, sms);
    shared.events.push(TwilioEvent::Texted {
        sid: sms.sid.clone(),
        from: sms.from.clone(),
        to: sms.to.clone(),
        body: sms.body.clone(),
        at: now_ms(),
    });
    let form = sms.form(&shared.config.account_sid, base);
    let signed_url = sms.signed_url.as_deref().unwrap_or(&sms.webhook_url);
    let signature = match sms.signing {
        Signing::Right => Some(sign(&shared.config.auth_token, signed_url, &form)),
        Signing::Wrong => Some(sign("not the token", signed_url, &form)),
        Signing::None => None,
    };
    let url = shared.routes.local(&sms.webhook_url);
    let (status, body) = post(shared, &url, &form, signature).await;
    shared.events.push(TwilioEvent::Accepted {
        sid: sms.sid.clone(),
        status,
    });
    WebhookAnswer {
        status,
        body,
        sid: sms.sid.clone(),
    }
}

/// Posts a form as Twilio does; (0, "") if there was no answer.
pub(super) async fn post(
    shared: &Shared,
    url: &str,
    form: &[(String, String)],
    signature: Option<String>,
) -> (u16, String) {
    let mut request = shared
        .client
        .post(url)
        .form(form)
        .header(
            CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=UTF-8",
        )
        .header("user-agent", "TwilioProxy/1.1")
        .header("i-twilio-idempotency-token", sid(""));
    if let Some(signature) = signature {
        request = request.header("x-twilio-signature", signature);
    }
    match request.send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            response
                .text()
                .await
                .map_or((0, String::new()), |body| (status, body))
        }
        Err(_) => (0, String::new()),
    }
}

fn hold_files(shared: &Shared, sms: &InboundSms) {
    let mut state = held(&shared.state);
    for media in &sms.media {
        if let Media::Held(id, file) = media
            && state.held.len() < MESSAGES_KEPT
        {
            state.held.insert(id.clone(), file.clone());
        }
    }
}

fn note_opt_out(shared: &Shared, sms: &InboundSms) {
    let word = sms.body.trim().to_ascii_uppercase();
    let mut state = held(&shared.state);
    if !state.handles_stop {
        return;
    }
    if STOP.contains(&word.as_str()) {
        state.opted_out.insert(sms.from.clone());
    } else if START.contains(&word.as_str()) {
        state.opted_out.remove(&sms.from);
    }
}

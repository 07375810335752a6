//! Sending through Twilio's REST API, and trying the account.
//! <https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource>

use super::{
    Sms, address,
    errors::{self, Says},
    render, segments,
};
use crate::{
    http_client::{Broken, body, retry_after_ms},
    limits,
    settings::{is_loopback, webhook_url},
};
use frontdesk_core::{
    Error, ErrorKind, ProviderId, Retry,
    channel::{DeliverError, Sent},
    message::{Button, Content, Media, Outbound},
};
use serde::Deserialize;
use url::Url;

const SENDING: &str = "sending an SMS";
const TRYING: &str = "trying the Twilio account";

/// What Twilio answers, good or bad; the fields that are read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resource {
    sid: Option<String>,
    num_segments: Option<String>,
    code: Option<u32>,
    status: serde_json::Value,
    friendly_name: Option<String>,
}

/// What goes to a number.
struct Message {
    text: String,
    /// Addresses of the files that go with it.
    files: Vec<String>,
}

impl Message {
    /// Billed parts: segments of text; one with files or on WhatsApp, where text is not counted.
    fn units(&self, to: &str) -> u32 {
        if self.files.is_empty() && !address::is_whatsapp(to) {
            segments::count(&self.text).segments
        } else {
            1
        }
    }
}

/// An answer that was read to its end.
struct Answer {
    status: u16,
    retry_after_ms: Option<u64>,
    resource: Resource,
}

impl Sms {
    pub(super) async fn send(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        let to = outbound.to.value();
        let message = match &outbound.content {
            Content::Part { part, media, .. } => self.part(to, part, media),
            Content::Card { text, buttons, .. } => Message {
                text: card(text, buttons),
                files: Vec::new(),
            },
        };
        let units = message.units(to);
        match (&self.pace, &outbound.content) {
            (Some(pace), Content::Part { .. }) => pace.admit(outbound.delivery, units, SENDING)?,
            // A customer waits for whoever gets the card.
            (Some(pace), Content::Card { .. }) => pace.count(units),
            (None, _) => {}
        }
        let form = self.form(to, &message);
        let request = self.client.post(self.api("/Messages.json")).form(&form);
        let answer = self.call(request, SENDING).await?;
        if (200..300).contains(&answer.status) {
            return Ok(sent(answer.resource, units));
        }
        Err(refusal(&answer))
    }

    /// A part with its files: those that can go along, and links to the others.
    fn part(&self, to: &str, part: &str, media: &[Media]) -> Message {
        let (along, links) = self.sorted(to, media);
        let links: Vec<String> = links
            .iter()
            .map(|m| format!("{}: {}", m.name, m.url))
            .collect();
        Message {
            text: with_lines(part.trim().to_owned(), &links),
            files: along.iter().map(|m| m.url.clone()).collect(),
        }
    }

    fn form(&self, to: &str, message: &Message) -> Vec<(&'static str, String)> {
        let mut form = vec![("To", to.to_owned())];
        if !message.text.is_empty() || message.files.is_empty() {
            form.push(("Body", message.text.clone()));
        }
        form.extend(message.files.iter().map(|url| ("MediaUrl", url.clone())));
        if let Some(service) = &self.settings.messaging_service_sid {
            form.push(("MessagingServiceSid", service.clone()));
        }
        if let Some(from) = &self.settings.from {
            form.push(("From", address::alike(from, to)));
        }
        form.extend(
            self.status_callback()
                .map(|url| ("StatusCallback", url.into())),
        );
        form
    }

    /// Where Twilio reports what became of a message. Twilio refuses a message whose callback it cannot reach (21609),
    /// so a server without a public address goes without receipts.
    fn status_callback(&self) -> Option<Url> {
        let (business, inbox) = (self.business.as_str(), self.inbox.as_str());
        self.reachable()
            .then(|| webhook_url(&self.public, business, inbox, &["status"]))
    }

    /// Whether Twilio can reach the public address.
    pub(super) fn reachable(&self) -> bool {
        let api = Url::parse(&self.settings.api_url);
        !is_loopback(&self.public) || api.is_ok_and(|api| is_loopback(&api))
    }

    fn api(&self, tail: &str) -> String {
        let settings = &self.settings;
        format!(
            "{}/2010-04-01/Accounts/{}{tail}",
            settings.api_url, settings.account_sid
        )
    }

    async fn call(
        &self,
        request: reqwest::RequestBuilder,
        operation: &'static str,
    ) -> Result<Answer, Broken> {
        let token = self.settings.auth_token.reveal();
        let answer = request
            .basic_auth(&self.settings.account_sid, Some(token))
            .send()
            .await
            .map_err(|e| Broken::of(e, operation))?;
        let status = answer.status().as_u16();
        let retry_after_ms = retry_after_ms(&answer);
        let bytes = body(answer, operation).await?;
        let resource = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Answer {
            status,
            retry_after_ms,
            resource,
        })
    }

    pub(super) async fn try_account(&self) -> Result<String, Error> {
        let request = self.client.get(self.api(".json"));
        let answer = self
            .call(request, TRYING)
            .await
            .map_err(Broken::into_error)?;
        let Answer {
            status, resource, ..
        } = answer;
        match status {
            200..300 if resource.status == "active" || resource.status.is_null() => Ok(format!(
                "Twilio account {:?} is active",
                resource.friendly_name.unwrap_or_default()
            )),
            200..300 => Err(Error::new(ErrorKind::Refused, TRYING)
                .with("status", resource.status)
                .with(
                    "mend",
                    "see the Twilio console why the account is not active",
                )),
            401 | 403 | 404 => Err(Error::new(ErrorKind::Unauthorized, TRYING)
                .with("status", status)
                .with(
                    "mend",
                    "check account_sid and auth_token against the first page of the Twilio console",
                )),
            _ => Err(Error::new(ErrorKind::Unavailable, TRYING).with("status", status)),
        }
    }
}

/// A card for staff: its text and its links; buttons cannot be pressed in an SMS.
fn card(text: &str, buttons: &[Button]) -> String {
    let links: String = buttons
        .iter()
        .filter(|button| crate::markdown::is_link(&button.data))
        .map(|button| format!("\n{}: {}", button.label, button.data))
        .collect();
    let room = limits::SMS_CHARS_MAX.saturating_sub(links.chars().count());
    render::card(text, room) + &links
}

/// A text with lines below it that must stay whole: where both do not fit into one message, the text is cut.
fn with_lines(text: String, lines: &[String]) -> String {
    if lines.is_empty() {
        return text;
    }
    let lines = lines.join("\n");
    let room = limits::SMS_CHARS_MAX.saturating_sub(lines.chars().count() + 1);
    let text = render::cut(text, room);
    format!("{text}\n{lines}").trim().to_owned()
}

/// Twilio counts segments only once it has chosen the number; until then its answer says 0.
fn sent(resource: Resource, units: u32) -> Sent {
    let counted = resource
        .num_segments
        .and_then(|n| n.parse().ok())
        .filter(|&n| n > 0);
    Sent {
        provider_id: resource.sid.map(ProviderId),
        units: counted.unwrap_or(units),
    }
}

/// What an answer other than 2xx means. Twilio's own text is left out: it repeats the customer's number.
/// <https://www.twilio.com/docs/api/errors>
fn refusal(answer: &Answer) -> DeliverError {
    let Answer {
        status,
        retry_after_ms,
        resource,
    } = answer;
    let code = resource.code;
    let error = |kind| {
        let error = Error::new(kind, SENDING).with("status", status);
        match code {
            Some(code) => error.with("code", code),
            None => error,
        }
    };
    let later = |kind, after_ms: Option<u64>| DeliverError::Unavailable {
        retry_after_ms: after_ms,
        source: error(kind).retry_as(Retry::Later { after_ms }),
    };
    match (*status, code) {
        // Too many requests, a full queue.
        (429, _) => later(ErrorKind::Limited, *retry_after_ms),
        (_, Some(code)) if errors::says(code) == Says::Later => {
            later(ErrorKind::Limited, *retry_after_ms)
        }
        // A wrong token or account says nothing about the message: it must outlive a rotated token.
        (401 | 404, _) => later(ErrorKind::Unauthorized, Some(limits::CREDENTIALS_RETRY_MS)),
        (_, Some(code)) if errors::says(code) == Says::Account => {
            later(ErrorKind::Unauthorized, Some(limits::CREDENTIALS_RETRY_MS))
        }
        (403, None | Some(..21_000)) => {
            later(ErrorKind::Unauthorized, Some(limits::CREDENTIALS_RETRY_MS))
        }
        // A proxy gave up waiting for whoever had the request.
        (504, _) => DeliverError::Unclear {
            source: error(ErrorKind::Timeout),
        },
        (400 | 402..=407 | 410..=499, _) => DeliverError::Refused {
            code: code.map_or_else(|| status.to_string(), errors::told),
            loss: code.and_then(errors::loss),
            source: error(ErrorKind::Refused),
        },
        _ => later(ErrorKind::Unavailable, *retry_after_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(status: u16, code: Option<u32>) -> String {
        let resource = Resource {
            code,
            ..Resource::default()
        };
        match refusal(&Answer {
            status,
            retry_after_ms: Some(7_000),
            resource,
        }) {
            DeliverError::Refused { code, loss, .. } => {
                let code = code.split(' ').next().unwrap().to_owned();
                let lost = loss.map(|l| format!(" {l:?}")).unwrap_or_default();
                format!("refused {code}{lost}")
            }
            DeliverError::Unavailable { retry_after_ms, .. } => format!("later {retry_after_ms:?}"),
            DeliverError::Unclear { .. } => "unclear".into(),
        }
    }

    #[test]
    fn a_refusal_of_the_number_is_final_and_one_of_the_account_is_not() {
        assert_eq!(meaning(400, Some(21610)), "refused 21610 OptedOut");
        assert_eq!(meaning(400, Some(21211)), "refused 21211 Undeliverable");
        assert_eq!(meaning(403, Some(21408)), "refused 21408");
        assert_eq!(meaning(400, None), "refused 400");
        assert_eq!(meaning(401, Some(20003)), "later Some(900000)");
        assert_eq!(meaning(403, Some(20003)), "later Some(900000)");
        assert_eq!(meaning(404, Some(20404)), "later Some(900000)");
        assert_eq!(meaning(429, Some(20429)), "later Some(7000)");
        assert_eq!(meaning(400, Some(30001)), "later Some(7000)");
        assert_eq!(meaning(400, Some(63018)), "later Some(7000)");
        assert_eq!(meaning(400, Some(63016)), "refused 63016");
        assert_eq!(meaning(503, None), "later Some(7000)");
        assert_eq!(meaning(504, None), "unclear");
    }

    #[test]
    fn a_card_keeps_its_links_whatever_its_length() {
        let open = Button {
            label: "Open".into(),
            data: "https://desk.example/c/1".into(),
        };
        let claim = Button {
            label: "Claim".into(),
            data: "claim:1".into(),
        };
        let text = card(&"word ".repeat(500), &[claim, open]);
        assert!(
            text.ends_with("...\nOpen: https://desk.example/c/1"),
            "{text}"
        );
        assert!(text.chars().count() <= limits::SMS_CHARS_MAX);
    }
}

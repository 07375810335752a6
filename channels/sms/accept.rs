//! Twilio's webhooks: incoming messages, and below `/status` what became of ours. Verified first, read then.
//! <https://www.twilio.com/docs/messaging/guides/webhook-request>

use super::{
    Sms, address, errors, keywords, media,
    settings::Settings,
    signature::{self, Params},
};
use crate::refusal::{answer, refuse};
use bytes::Bytes;
use frontdesk_core::{
    Address, ProviderId, Timestamp,
    channel::Accepted,
    limits::ATTACHMENTS,
    message::{Attachment, Inbound, Payload, ReceiptStatus},
};
use http::{Request, StatusCode};

/// The headers that say what differs when a signature does not fit.
const HEADERS: &[&str] = &[
    "host",
    "forwarded",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-original-host",
    "content-type",
    "user-agent",
    signature::HEADER,
    "i-twilio-idempotency-token",
];

impl Sms {
    pub(super) fn accept_webhook(&self, request: &Request<Bytes>, received: Timestamp) -> Accepted {
        let Settings {
            auth_token,
            account_sid,
            ..
        } = &self.settings;
        let params = match signature::verify(auth_token, &self.public, account_sid, request) {
            Ok(params) => Form(params),
            Err(why) => return refuse(StatusCode::FORBIDDEN, why, request, HEADERS),
        };
        let read = if self.is_status(request.uri().path()) {
            self.receipt(&params, received)
        } else {
            self.message(&params, received).map(Some)
        };
        match read {
            Ok(inbound) => Accepted {
                inbound: inbound.into_iter().collect(),
                reply: answer(StatusCode::OK, "text/xml; charset=utf-8", TWIML),
                quarantined: None,
            },
            Err(missing) => {
                let why = format!("the signature fits, but there is no {missing} in it");
                refuse(StatusCode::BAD_REQUEST, why, request, HEADERS)
            }
        }
    }

    /// Whether the path is that of the status callback. An inbox may itself be called "status".
    fn is_status(&self, path: &str) -> bool {
        let tail = if self.inbox.as_str() == "status" {
            "/status/status"
        } else {
            "/status"
        };
        path.trim_end_matches('/').ends_with(tail)
    }

    fn message(&self, form: &Form, received: Timestamp) -> Result<Inbound, &'static str> {
        let sid = form.sid()?;
        let from = form.needed("From")?;
        let attachments = form.attachments();
        let payload = Payload::Text {
            text: form.text(attachments.is_empty()),
            answers: form
                .needed("OriginalRepliedMessageSid")
                .map(|sid| ProviderId(sid.to_owned()))
                .into_iter()
                .collect(),
            keyword: form.keyword(from),
            attachments,
            thread: None,
        };
        let name = form.needed("ProfileName").ok().map(Into::into);
        let inbound = self.inbound(from, sid.to_owned(), received, payload);
        Ok(Inbound { name, ..inbound })
    }

    /// `None` for a status that says nothing about a message of ours.
    fn receipt(&self, form: &Form, received: Timestamp) -> Result<Option<Inbound>, &'static str> {
        let sid = form.sid()?;
        let to = form.needed("To")?;
        let word = form
            .needed("MessageStatus")
            .or_else(|_| form.needed("SmsStatus"))?;
        let Some(status) = status(word) else {
            return Ok(None);
        };
        let code = form.needed("ErrorCode").ok().filter(|code| *code != "0");
        let known = code.and_then(|code| code.parse().ok());
        let payload = Payload::Receipt {
            of: ProviderId(sid.to_owned()),
            status,
            detail: known.map(errors::told).or_else(|| code.map(Into::into)),
            loss: known
                .filter(|_| status == ReceiptStatus::Failed)
                .and_then(errors::loss),
        };
        // One message has several receipts; each is its own to be seen once.
        Ok(Some(self.inbound(
            to,
            format!("{sid}:{word}"),
            received,
            payload,
        )))
    }

    fn inbound(
        &self,
        from: &str,
        provider_id: String,
        received: Timestamp,
        payload: Payload,
    ) -> Inbound {
        Inbound {
            business: self.business.clone(),
            inbox: self.inbox.clone(),
            from: Address::new(super::KIND.name, from),
            name: None,
            provider_id: ProviderId(provider_id),
            received,
            ip: None,
            payload,
        }
    }
}

/// The answer that sends nothing back.
const TWIML: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#;

/// <https://www.twilio.com/docs/messaging/api/message-resource#message-status-values>
fn status(word: &str) -> Option<ReceiptStatus> {
    Some(match word {
        "accepted" | "scheduled" | "queued" => ReceiptStatus::Accepted,
        "sending" | "sent" => ReceiptStatus::Sent,
        "delivered" => ReceiptStatus::Delivered,
        "read" => ReceiptStatus::Read,
        "undelivered" | "failed" | "canceled" => ReceiptStatus::Failed,
        _ => return None,
    })
}

/// The parameters of a verified request.
struct Form(Params);

impl Form {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    fn needed(&self, name: &'static str) -> Result<&str, &'static str> {
        self.get(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .ok_or(name)
    }

    /// Twilio's id of the message; its older name first, so that a missing one is told by the present name.
    fn sid(&self) -> Result<&str, &'static str> {
        self.needed("SmsSid").or_else(|_| self.needed("MessageSid"))
    }

    /// The meaning that carriers give to the whole message. On WhatsApp words have none, unless Twilio itself says so.
    fn keyword(&self, from: &str) -> Option<frontdesk_core::message::Keyword> {
        let told = self.get("OptOutType").and_then(keywords::opt_out_type);
        let body = self.get("Body").unwrap_or("");
        told.or_else(|| match address::is_whatsapp(from) {
            true => None,
            false => keywords::keyword(body),
        })
    }

    /// The files that came with it.
    fn attachments(&self) -> Vec<Attachment> {
        let stated = self.get("NumMedia").and_then(|n| n.parse().ok());
        let count = stated.unwrap_or(0).min(ATTACHMENTS);
        let file = |n: usize| {
            let url = self.get(&format!("MediaUrl{n}"))?.trim();
            let kind = self.get(&format!("MediaContentType{n}")).unwrap_or("");
            (!url.is_empty()).then(|| media::attachment(n, kind, url))
        };
        (0..count).filter_map(file).collect()
    }

    /// What was written, or where the sender is (WhatsApp). Empty for files alone.
    fn text(&self, alone: bool) -> String {
        let body = self.get("Body").unwrap_or("").trim();
        let place = self.place();
        match (body.is_empty(), place) {
            (_, Some(place)) if alone => {
                let lines = [body, &place];
                lines.map(str::trim).join("\n").trim().to_owned()
            }
            (true, _) if alone => "[empty message]".into(),
            _ => body.to_owned(),
        }
    }

    fn place(&self) -> Option<String> {
        let (latitude, longitude) = (self.get("Latitude")?, self.get("Longitude")?);
        let label = self.needed("Label").or_else(|_| self.needed("Address"));
        let label = label.map(|l| format!(" ({l})")).unwrap_or_default();
        Some(format!("[location] {latitude}, {longitude}{label}"))
    }
}

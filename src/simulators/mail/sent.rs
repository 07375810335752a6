//! A mail as the person who got it reads it.

use mail_parser::{MessageParser, MimeHeaders};
use serde::Serialize;

/// A mail that reached somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentMail {
    /// Its Message-ID, without brackets; empty if it has none.
    pub message_id: String,
    /// The address it is from, in lower case.
    pub from: String,
    /// The name beside it.
    pub from_name: String,
    /// Whom it was handed over for, in lower case.
    pub to: String,
    /// Where answers go; the sender if it does not say.
    pub reply_to: String,
    /// The subject, decoded.
    pub subject: String,
    /// The mail it answers, without brackets.
    pub in_reply_to: Option<String>,
    /// The mails before it in its thread, oldest first, without brackets.
    pub references: Vec<String>,
    /// The plain text, lines ended by `\n`.
    pub text: String,
    /// The HTML; empty if it has none.
    pub html: String,
    /// Every header field, as it stands in the mail but unfolded.
    pub headers: Vec<(String, String)>,
    /// Its files.
    pub attachments: Vec<MailFile>,
}

/// A file in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its content.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl SentMail {
    /// The first header field of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = |(n, _): &&(String, String)| n.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .find(found)
            .map(|(_, value)| value.as_str())
    }

    /// Reads a mail that was handed over for `to`.
    pub(super) fn read(raw: &[u8], to: &str) -> Self {
        let parsed = MessageParser::default().parse(raw).unwrap_or_default();
        let first = |address: Option<&mail_parser::Address<'_>>| {
            let first = address.and_then(|a| a.first());
            let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
            (
                text(first.and_then(|a| a.address())).to_lowercase(),
                text(first.and_then(|a| a.name())),
            )
        };
        let (from, from_name) = first(parsed.from());
        let (reply_to, _) = first(parsed.reply_to());
        let ids = |value: &mail_parser::HeaderValue<'_>| -> Vec<String> {
            let list = value.as_text_list().unwrap_or_default();
            list.iter().map(|id| id.to_string()).collect()
        };
        let file = |part: &mail_parser::MessagePart<'_>| MailFile {
            name: part.attachment_name().unwrap_or_default().to_owned(),
            media_type: part
                .content_type()
                .map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or("*")))
                .unwrap_or_default(),
            bytes: part.contents().to_vec(),
        };
        let has_html = parsed
            .html_bodies()
            .any(|part| matches!(part.body, mail_parser::PartType::Html(_)));
        Self {
            message_id: parsed.message_id().unwrap_or_default().to_owned(),
            reply_to: if reply_to.is_empty() {
                from.clone()
            } else {
                reply_to
            },
            from,
            from_name,
            to: to.to_lowercase(),
            subject: parsed.subject().unwrap_or_default().to_owned(),
            in_reply_to: ids(parsed.in_reply_to()).into_iter().next(),
            references: ids(parsed.references()),
            text: parsed
                .body_text(0)
                .unwrap_or_default()
                .replace("\r\n", "\n")
                .trim()
                .to_owned(),
            html: if has_html {
                parsed.body_html(0).unwrap_or_default().into_owned()
            } else {
                String::new()
            },
            headers: parsed
                .headers_raw()
                .map(|(name, value)| {
                    let words: Vec<&str> = value.split_whitespace().collect();
                    (name.to_owned(), words.join(" "))
                })
                .collect(),
            attachments: parsed.attachments().map(file).collect(),
        }
    }
}

/// The bare address in `Maria <maria@example.org>`, in lower case.
pub(super) fn address_of(text: &str) -> String {
    let bare = match text.rsplit_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or(rest),
        None => text,
    };
    bare.trim().to_lowercase()
}

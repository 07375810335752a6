//! The mails that people and other people's servers write.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::sent::{SentMail, address_of};
use crate::clock::now_rfc2822;
use crate::ids::sid;

/// A mail before it is posted. All fields can be set.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Who writes: `maria@example.org` or `Maria <maria@example.org>`.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML, if the mail has both.
    pub html: Option<String>,
    /// Its Message-ID, without brackets; `None` for a mail that has none.
    pub message_id: Option<String>,
    /// The mail it answers, without brackets.
    pub in_reply_to: Option<String>,
    /// The mails before it in its thread, oldest first, without brackets.
    pub references: Vec<String>,
    /// More header fields.
    pub headers: Vec<(String, String)>,
    /// Files: name, media type, content.
    pub files: Vec<(String, String, Vec<u8>)>,
}

impl Letter {
    /// A mail that answers nothing, with a Message-ID of its own.
    #[must_use]
    pub fn new(from: &str, to: &str, subject: &str, text: &str) -> Self {
        let address = address_of(from);
        let domain = address.rsplit_once('@').map_or("mail.example", |(_, d)| d);
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            html: None,
            message_id: Some(sid("").to_lowercase() + "@" + domain),
            in_reply_to: None,
            references: Vec::new(),
            headers: Vec::new(),
            files: Vec::new(),
        }
    }

    /// The answer of whoever got this mail, as a mail program makes it.
    #[must_use]
    pub fn reply(to: &SentMail, text: &str) -> Self {
        let quoted: Vec<String> = to.text.lines().map(|l| format!("> {l}")).collect();
        let text = format!(
            "{text}\n\nOn Tue, 10 Mar 2026 at 12:00, {} <{}> wrote:\n\n{}\n",
            to.from_name,
            to.from,
            quoted.join("\n")
        );
        let subject = if to.subject.to_lowercase().starts_with("re:") {
            to.subject.clone()
        } else {
            format!("Re: {}", to.subject)
        };
        let mut letter = Self::new(&to.to, &to.reply_to, &subject, &text);
        letter.in_reply_to = Some(to.message_id.clone());
        letter.references = to.references.clone();
        letter.references.push(to.message_id.clone());
        letter
    }

    /// Adds a header field.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a file.
    #[must_use]
    pub fn with_file(mut self, name: &str, media_type: &str, content: &[u8]) -> Self {
        self.files
            .push((name.to_owned(), media_type.to_owned(), content.to_vec()));
        self
    }

    /// The mail.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut mail = String::new();
        let mut field = |name: &str, value: &str| {
            mail.push_str(&format!("{name}: {value}\r\n"));
        };
        field("From", &named(&self.from));
        field("To", &self.to);
        field("Subject", &encoded(&self.subject));
        field("Date", &now_rfc2822());
        field("MIME-Version", "1.0");
        if let Some(id) = &self.message_id {
            field("Message-ID", &format!("<{id}>"));
        }
        if let Some(id) = &self.in_reply_to {
            field("In-Reply-To", &format!("<{id}>"));
        }
        if !self.references.is_empty() {
            let ids: Vec<String> = self.references.iter().map(|id| format!("<{id}>")).collect();
            field("References", &ids.join("\r\n "));
        }
        for (name, value) in &self.headers {
            field(name, value);
        }
        mail.push_str(&self.body());
        mail.into_bytes()
    }

    /// The rest of the header and the body.
    fn body(&self) -> String {
        let text = part("text/plain; charset=utf-8", &self.text);
        let words = match &self.html {
            Some(html) => multipart(
                "alternative",
                "both",
                &[text, part("text/html; charset=utf-8", html)],
            ),
            None => text,
        };
        if self.files.is_empty() {
            return words;
        }
        let mut parts = vec![words];
        parts.extend(self.files.iter().map(|(name, media_type, content)| {
            let lines = folded(&BASE64_STANDARD.encode(content));
            format!(
                "Content-Type: {media_type}\r\nContent-Transfer-Encoding: base64\r\n\
                 Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{lines}\r\n"
            )
        }));
        multipart("mixed", "files", &parts)
    }
}

fn part(media_type: &str, text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    format!("Content-Type: {media_type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{lines}\r\n")
}

fn multipart(kind: &str, boundary: &str, parts: &[String]) -> String {
    let mut all = format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\n");
    for part in parts {
        all.push_str(&format!("--{boundary}\r\n{part}\r\n"));
    }
    all.push_str(&format!("--{boundary}--\r\n"));
    all
}

fn folded(base64: &str) -> String {
    let mut lines = String::new();
    for (n, c) in base64.chars().enumerate() {
        if n > 0 && n % 76 == 0 {
            lines.push_str("\r\n");
        }
        lines.push(c);
    }
    lines
}

/// A sender with the name encoded where it must be.
fn named(from: &str) -> String {
    match from.rsplit_once('<') {
        Some((name, rest)) if !name.is_ascii() => format!("{} <{rest}", encoded(name.trim())),
        _ => from.to_owned(),
    }
}

/// A text as it may stand in a header field (RFC 2047).
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        text.to_owned()
    } else {
        format!("=?utf-8?B?{}?=", BASE64_STANDARD.encode(text))
    }
}

/// What a server reports of a mail that it could not deliver (RFC 3464).
pub(super) fn report(mail: &SentMail, status: &str, to: &str) -> Vec<u8> {
    let id = sid("").to_lowercase();
    let (date, person, message_id) = (now_rfc2822(), &mail.to, &mail.message_id);
    let action = if status.starts_with('5') {
        "failed"
    } else {
        "delayed"
    };
    format!(
        "Return-Path: <>\r\n\
         From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n\
         To: {to}\r\n\
         Subject: Undelivered Mail Returned to Sender\r\n\
         Date: {date}\r\n\
         Message-ID: <{id}@mx.example>\r\n\
         Auto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"report\"\r\n\r\n\
         --report\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n\
         I'm sorry to have to inform you that your message could not be delivered.\r\n\r\n\
         --report\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\nArrival-Date: {date}\r\n\r\n\
         Final-Recipient: rfc822; {person}\r\nOriginal-Recipient: rfc822;{person}\r\n\
         Action: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} <{person}>: Recipient address rejected\r\n\r\n\
         --report\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         From: {to}\r\nTo: {person}\r\nSubject: {}\r\nMessage-ID: <{message_id}>\r\n\r\n\
         --report--\r\n",
        encoded(&mail.subject)
    )
    .into_bytes()
}

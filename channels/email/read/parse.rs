//! From the parser's tree to a [`Mail`]: every text bounded, no empty id, no address that is none.

use super::{
    Bounce, Mail, Nature, Person, Unreadable,
    bounce::{self, Report},
    files::{files, media_type},
    header::Header,
    kind::Signs,
    limits,
    names::{address, id, ids, list, people},
    reply, tame, text,
};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::panic;

/// What a mail consists of, as far as its kind depends on it. What lies within an attached mail is not counted.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The `report-type` of a `multipart/report`; empty where it gives none.
    pub(super) report: Option<String>,
    /// It has a `message/delivery-status`.
    pub(super) delivery_status: bool,
    /// It has a `message/feedback-report`.
    pub(super) feedback_report: bool,
    /// A calendar answered.
    pub(super) calendar_reply: bool,
    /// It holds another mail, or its header.
    pub(super) returned_mail: bool,
}

impl Parts {
    fn of(message: &Message<'_>, header: &Header, text: &str) -> Self {
        let mut parts = Self::default();
        let content_type = header.lower("content-type").unwrap_or_default();
        if content_type.starts_with("multipart/report") {
            // The parser gives up on some types that servers write; the words are there all the same.
            let known = [
                "delivery-status",
                "feedback-report",
                "disposition-notification",
            ];
            let named = known.iter().find(|k| content_type.contains(*k));
            parts.report = Some(named.copied().unwrap_or_default().to_owned());
        }
        for part in message.parts.iter().take(limits::PARTS) {
            let method = part.content_type().and_then(|t| t.attribute("method"));
            match media_type(part).as_str() {
                "message/delivery-status" | "message/global-delivery-status" => {
                    parts.delivery_status = true;
                }
                "message/feedback-report" => parts.feedback_report = true,
                "message/rfc822"
                | "message/global"
                | "message/xfc822"
                | "text/rfc822-headers"
                | "message/rfc822-headers"
                | "message/global-headers" => parts.returned_mail = true,
                "text/calendar" => {
                    parts.calendar_reply |= method.is_some_and(|m| {
                        m.eq_ignore_ascii_case("reply") || m.eq_ignore_ascii_case("counter")
                    });
                }
                _ => {}
            }
        }
        parts.returned_mail |= ["\nreceived: ", "\nmessage-id: "]
            .iter()
            .any(|f| text.contains(f));
        parts
    }
}

/// A mail with its parts decoded, before anything is decided.
struct Taken<'a> {
    message: Message<'a>,
    header: Header,
    envelope: Option<String>,
    body: Body,
    subject: String,
}

/// Gives a mail, taken apart, to `then`.
///
/// The parser has been seen to stumble over mails within mails. Then they stay files; and if that does not help either, the
/// mail is broken.
fn apart<T>(
    raw: &[u8],
    then: impl Fn(&Taken<'_>, &[u8]) -> Result<T, Unreadable>,
) -> Result<T, Unreadable> {
    let (envelope, raw) = tame::without_mbox_line(raw);
    let mut broken = Err(Unreadable::Broken);
    for most_nested in [limits::NESTED_MAILS, 0] {
        let tamed = tame::tamed(raw, most_nested);
        let message = panic::catch_unwind(|| MessageParser::default().parse(&*tamed));
        if let Ok(message) = message {
            broken = message
                .ok_or(Unreadable::Nothing)
                .and_then(|message| then(&Taken::of(message, &tamed, envelope)?, &tamed));
            break;
        }
    }
    broken
}

impl<'a> Taken<'a> {
    fn of(message: Message<'a>, raw: &[u8], envelope: Option<&[u8]>) -> Result<Self, Unreadable> {
        let header = Header::read(raw);
        if message.parts.is_empty() || header.names().next().is_none() {
            return Err(Unreadable::Nothing);
        }
        let subject = message
            .subject()
            .or(header.get("subject"))
            .unwrap_or_default();
        Ok(Self {
            body: Body::of(&message),
            subject: text::line(subject, limits::LINE_BYTES),
            envelope: envelope.map(|line| String::from_utf8_lossy(line).into_owned()),
            header,
            message,
        })
    }

    fn nature(&self) -> Nature {
        let text = text::head(self.body.text(), limits::REPORT_BYTES).to_lowercase();
        let parts = Parts::of(&self.message, &self.header, &text);
        Signs {
            header: &self.header,
            envelope: self.envelope.as_deref(),
            subject: &self.subject.to_lowercase(),
            text: &text,
            parts: &parts,
        }
        .nature()
    }
}

/// What a raw mail is; what cannot be parsed at all may be a person's.
pub(super) fn nature(raw: &[u8]) -> Nature {
    apart(raw, |taken, _| Ok(taken.nature())).unwrap_or(Nature::Human)
}

/// Takes a mail apart.
pub(super) fn mail(raw: &[u8]) -> Result<Mail, Unreadable> {
    apart(raw, mail_of)
}

fn mail_of(taken: &Taken<'_>, raw: &[u8]) -> Result<Mail, Unreadable> {
    let kind = taken.nature();
    let message = &taken.message;
    let from = sender(message, &taken.header, kind)?;
    let in_reply_to = ids(message.in_reply_to());
    let mut references = ids(message.references());
    references.dedup();
    let about_ours = matches!(kind, Nature::DeliveryReport | Nature::Complaint);
    Ok(Mail {
        message_id: message.message_id().and_then(id),
        reply_to: people(message.reply_to()),
        to: people(message.to()),
        cc: people(message.cc()),
        date: message
            .date()
            .filter(|d| d.is_valid())
            .map(mail_parser::DateTime::to_timestamp),
        list: list(&taken.header),
        bounce: about_ours.then(|| report(taken, raw, kind, &in_reply_to, &references)),
        text: text::head(&taken.body.reply(), limits::REPLY_BYTES).to_owned(),
        attachments: if about_ours {
            Vec::new()
        } else {
            files(message, raw)
        },
        full: taken.body.text().trim().to_owned(),
        subject: taken.subject.clone(),
        from,
        in_reply_to,
        references,
        kind,
    })
}

fn report(
    taken: &Taken<'_>,
    raw: &[u8],
    kind: Nature,
    in_reply_to: &[String],
    references: &[String],
) -> Bounce {
    let report = Report {
        message: &taken.message,
        raw,
        text: text::head(taken.body.text(), limits::REPORT_BYTES),
        subject: &taken.subject,
        failed_recipients: taken.header.get("x-failed-recipients"),
        threads: in_reply_to.iter().chain(references),
    };
    let bounce = bounce::of(report);
    match kind {
        Nature::Complaint => Bounce {
            failed: false,
            permanent: false,
            ..bounce
        },
        _ => bounce,
    }
}

/// The texts of a mail.
struct Body {
    plain: String,
    html: String,
    /// The HTML as text, where the plain text is none.
    page: Option<String>,
}

impl Body {
    fn of(message: &Message<'_>) -> Self {
        let (mut plain, mut html) = (String::new(), String::new());
        let part = |id: &u32| message.parts.get(*id as usize);
        for part in message
            .text_body
            .iter()
            .take(limits::PARTS)
            .filter_map(part)
        {
            if let PartType::Text(text) = &part.body {
                append(&mut plain, text);
            }
        }
        for part in message
            .html_body
            .iter()
            .take(limits::PARTS)
            .filter_map(part)
        {
            if let PartType::Html(page) = &part.body {
                append(&mut html, page);
            }
        }
        // Where its parts cannot be told apart, the parser gives the whole as one part that is not shown.
        if plain.is_empty()
            && html.is_empty()
            && let [
                MessagePart {
                    body: PartType::Text(text),
                    ..
                },
            ] = &message.parts[..]
        {
            append(&mut plain, text);
        }
        let plain = plain.replace("\r\n", "\n").replace('\0', "");
        let mut body = Self {
            plain,
            html,
            page: None,
        };
        if !body.html.is_empty() && body.plain_is_nothing() {
            body.page = Some(reply::html_to_text(&body.html));
        }
        body
    }

    /// No plain text, or one that only says that there is HTML.
    fn plain_is_nothing(&self) -> bool {
        let plain = self.plain.trim();
        plain.is_empty() || plain.len() < 200 && plain.contains("HTML") && self.html.len() > 1_000
    }

    fn text(&self) -> &str {
        self.page.as_deref().unwrap_or(&self.plain)
    }

    fn reply(&self) -> String {
        match &self.page {
            Some(_) => reply::of_html(&self.html),
            None => reply::of_text(&self.plain),
        }
    }
}

fn append(whole: &mut String, part: &str) {
    let room = limits::TEXT_BYTES.saturating_sub(whole.len());
    if !whole.is_empty() && room > 0 {
        whole.push('\n');
    }
    whole.push_str(text::head(part, room));
}

/// Who wrote a mail. Machines that do not say are nobody; a person must.
fn sender(message: &Message<'_>, header: &Header, kind: Nature) -> Result<Person, Unreadable> {
    let named = people(message.from())
        .into_iter()
        .chain(people(message.sender()))
        .chain(people(message.reply_to()))
        .next();
    let path = header.get("return-path").and_then(address);
    let person = named.or(path.map(|address| Person {
        name: None,
        address,
    }));
    match person {
        Some(person) => Ok(person),
        None if kind == Nature::Human => Err(Unreadable::NoSender),
        None => Ok(Person {
            name: None,
            address: "unknown@invalid".into(),
        }),
    }
}

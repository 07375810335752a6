//! One mail of ours, from what the engine decided to bytes: who it is from, how it threads, what it says.

use super::{
    Email,
    address::{Token, with_token},
    html::Look,
    limits,
    plain::{escaped_markdown, plain},
    smtp::SENDING,
};
use frontdesk_core::{
    Error, ErrorKind, ProviderId,
    message::{Author, Button, Content, Media, Outbound, Thread},
};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Attachment, Mailbox, MessageBuilder, MultiPart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

/// A mail that is ready to leave.
pub(super) struct Composed {
    /// Its Message-ID, without angle brackets.
    pub(super) id: String,
    /// From whom to whom.
    pub(super) envelope: Envelope,
    /// Header and body.
    pub(super) bytes: Vec<u8>,
}

/// How a machine's mail says that it is one (RFC 3834), so that no other machine answers it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Automatic {
    /// A person wrote it.
    No,
    /// It answers a mail.
    Replied,
    /// Nobody asked.
    Generated,
}

/// What a mail says.
struct Letter<'a> {
    from: String,
    subject: String,
    text: String,
    thread: Option<&'a Thread>,
    /// A mail of ours that this one belongs to.
    after: Option<&'a ProviderId>,
    automatic: Automatic,
    media: &'a [Media],
}

impl Email {
    /// The mail for one delivery. Its Message-ID is the same for every attempt.
    ///
    /// # Errors
    /// If the address is none.
    pub(super) fn compose(&self, outbound: &Outbound) -> Result<Composed, Error> {
        let to: Address = outbound.to.value().parse().map_err(|_| {
            Error::new(ErrorKind::Invalid, SENDING).with("address", "no mail address")
        })?;
        let letter = self.letter(&outbound.content);
        let token = Token::of(outbound.delivery);
        let from: Address = self
            .settings
            .address
            .parse()
            .map_err(|_| Error::new(ErrorKind::Unexpected, SENDING))?;
        let id = token.message_id(&self.settings.address);
        let mut mail = Message::builder()
            .message_id(Some(format!("<{id}>")))
            .date_now()
            .from(Mailbox::new(Some(letter.from.clone()), from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(letter.subject.clone());
        if self.settings.plus_addressing
            && let Some(reply_to) = with_token(&self.settings.address, token.as_str())
            && let Ok(reply_to) = reply_to.parse()
        {
            mail = mail.reply_to(Mailbox::new(Some(letter.from.clone()), reply_to));
        }
        mail = self.says_what_it_is(threaded(mail, &letter), &letter);
        let mail = mail
            .multipart(self.body(&letter))
            .map_err(|e| Error::new(ErrorKind::Unexpected, SENDING).because(e))?;
        let envelope = Envelope::new(Some(from), vec![to])
            .map_err(|e| Error::new(ErrorKind::Unexpected, SENDING).because(e))?;
        Ok(Composed {
            id,
            envelope,
            bytes: mail.formatted(),
        })
    }

    fn letter<'a>(&self, content: &'a Content) -> Letter<'a> {
        match content {
            Content::Part {
                reply,
                part,
                thread,
                media,
                ..
            } => Letter {
                from: self.sender(reply.name.as_deref()),
                subject: match thread {
                    Some(thread) => answering(&thread.subject),
                    None => format!("A message from {}", self.name()),
                },
                text: part.clone(),
                thread: thread.as_ref(),
                after: None,
                automatic: match reply.by {
                    Author::Staff(_) => Automatic::No,
                    _ if thread.is_some() => Automatic::Replied,
                    _ => Automatic::Generated,
                },
                media,
            },
            Content::Card {
                text,
                buttons,
                edits,
                subject,
                ..
            } => Letter {
                from: self.sender(None),
                subject: line(subject),
                text: with_links(text, buttons),
                thread: None,
                after: edits.as_ref(),
                automatic: Automatic::Generated,
                media: &[],
            },
        }
    }

    fn name(&self) -> &str {
        let own = self.settings.from_name.trim();
        if own.is_empty() {
            &self.business.profile.name
        } else {
            own
        }
    }

    /// The name beside the address: whoever of staff writes is named.
    fn sender(&self, staff: Option<&str>) -> String {
        line(&match staff {
            Some(staff) => format!("{staff} ({})", self.name()),
            None => self.name().to_owned(),
        })
    }

    /// The header fields that other machines look at.
    fn says_what_it_is(&self, mail: MessageBuilder, letter: &Letter<'_>) -> MessageBuilder {
        let word = match letter.automatic {
            Automatic::No => return mail,
            Automatic::Replied => "auto-replied",
            Automatic::Generated => "auto-generated",
        };
        let mut mail = mail
            .raw_header(field("Auto-Submitted", word.into()))
            // Exchange: no out-of-office, no receipts.
            .raw_header(field("X-Auto-Response-Suppress", "All".into()));
        let unasked = letter.automatic == Automatic::Generated && letter.after.is_none();
        if unasked
            && self.settings.plus_addressing
            && let Some(address) = with_token(&self.settings.address, Token::UNSUBSCRIBE)
        {
            let value = format!("<mailto:{address}?subject=unsubscribe>");
            mail = mail.raw_header(field("List-Unsubscribe", value));
        }
        mail
    }

    fn body(&self, letter: &Letter<'_>) -> MultiPart {
        let mut text = letter.text.clone();
        let mut files = Vec::new();
        let mut room = limits::SEND_BYTES;
        for media in letter.media {
            let fits = media.content.len() <= room && files.len() < limits::FILES.0;
            match ContentType::parse(&media.media_type) {
                Ok(kind) if fits => {
                    room -= media.content.len();
                    let name = line(&media.name);
                    files.push(Attachment::new(name).body(media.content.to_vec(), kind));
                }
                _ => {
                    let name = escaped_markdown(&media.name);
                    text.push_str(&format!("\n\n[{name}](<{}>)", media.url));
                }
            }
        }
        let look = Look {
            name: self.name(),
            color: &self.business.widget.color,
            language: &self.business.profile.locale,
        };
        let html = look.page(&letter.subject, &text);
        let both = MultiPart::alternative_plain_html(plain(&text), html);
        if files.is_empty() {
            return both;
        }
        let mixed = MultiPart::mixed().multipart(both);
        files.into_iter().fold(mixed, MultiPart::singlepart)
    }
}

/// Puts a mail where the other side's mail program groups it.
fn threaded(mail: MessageBuilder, letter: &Letter<'_>) -> MessageBuilder {
    let brackets = |id: &ProviderId| format!("<{}>", id.0);
    if let Some(after) = letter.after.filter(|id| is_id(id)) {
        return mail.references(brackets(after));
    }
    let Some(thread) = letter.thread else {
        return mail;
    };
    let mut ids: Vec<&ProviderId> = thread.references.iter().filter(|id| is_id(id)).collect();
    let answered = is_id(&thread.message).then_some(&thread.message);
    ids.retain(|id| Some(*id) != answered);
    ids.extend(answered);
    if ids.len() > limits::REFERENCES {
        // The first is what the thread is known by, the newest are what is at hand.
        ids.drain(1..=ids.len() - limits::REFERENCES);
    }
    if ids.is_empty() {
        return mail;
    }
    let references: Vec<String> = ids.into_iter().map(brackets).collect();
    let mail = mail.references(references.join(" "));
    match answered {
        Some(answered) => mail.in_reply_to(brackets(answered)),
        None => mail,
    }
}

/// Whether it can stand between angle brackets: a mail without a Message-ID goes by another name here.
fn is_id(id: &ProviderId) -> bool {
    let text = &id.0;
    let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'>');
    text.contains('@') && text.len() <= limits::ID_BYTES && text.bytes().all(plain)
}

fn field(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// The subject of an answer: one "Re:", whatever language the other side's program speaks.
fn answering(subject: &str) -> String {
    const PREFIXES: [&str; 12] = [
        "re:", "aw:", "sv:", "vs:", "antw:", "odp:", "rif:", "r:", "res:", "回复:", "答复:",
        "回覆:",
    ];
    let subject = line(subject);
    if subject.is_empty() {
        return "Re: your message".into();
    }
    let lower = subject.to_lowercase().replace('：', ":");
    if PREFIXES.iter().any(|p| lower.starts_with(p)) {
        subject
    } else {
        format!("Re: {subject}")
    }
}

/// A text on one line, bounded: what stands in a header cannot begin another one.
pub(super) fn line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    words
        .join(" ")
        .chars()
        .take(limits::SUBJECT_CHARS)
        .collect()
}

/// A card's text with the links of its buttons; others cannot be pressed in a mail.
fn with_links(text: &str, buttons: &[Button]) -> String {
    let links: Vec<String> = buttons
        .iter()
        .filter(|b| crate::markdown::is_link(&b.data))
        .map(|b| format!("[{}](<{}>)", escaped_markdown(&b.label), b.data))
        .collect();
    if links.is_empty() {
        text.to_owned()
    } else {
        format!("{text}\n\n{}", links.join("  \n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_gets_one_re() {
        assert_eq!(answering("Parking?"), "Re: Parking?");
        assert_eq!(answering("AW: Parkplatz"), "AW: Parkplatz");
        assert_eq!(answering("RE: re: x"), "RE: re: x");
        assert_eq!(answering(" "), "Re: your message");
    }

    #[test]
    fn nothing_in_a_header_begins_another_one() {
        assert_eq!(line("a\r\nBcc: b@c.example"), "a Bcc: b@c.example");
        assert_eq!(line(&"x".repeat(400)).len(), limits::SUBJECT_CHARS);
    }

    #[test]
    fn only_message_ids_go_between_brackets() {
        let id = |s: &str| is_id(&ProviderId(s.into()));
        assert!(id("a@b.example"));
        assert!(!id("sha256:00ff") && !id("a@b>\r\nX: y") && !id(""));
    }
}

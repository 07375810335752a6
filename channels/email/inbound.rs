//! What a mail is to the desk: something to answer, news of a mail of ours, or nothing. Pure.

use super::{
    Email,
    address::{Token, answered, is_ours, is_own, token_in},
    compose::line,
    imap::Entry,
    limits,
    read::{self, Mail, MailKind, Nature, Person, Unreadable},
};
use bytes::Bytes;
use frontdesk_core::{
    Address, ProviderId, Timestamp,
    limits::{ATTACHMENT_BYTES, REFERENCES},
    message::{
        Attachment, AttachmentContent, Inbound, Keyword, Loss, Payload, ReceiptStatus, Thread,
    },
};
use sha2::{Digest, Sha256};

/// What was taken from one mail.
pub(super) struct Taken {
    /// What it tells the desk.
    pub(super) inbound: Vec<Inbound>,
    /// Why it is nobody's message, in a word.
    pub(super) passed_over: Option<&'static str>,
}

impl From<Inbound> for Taken {
    fn from(inbound: Inbound) -> Self {
        Self {
            inbound: vec![inbound],
            passed_over: None,
        }
    }
}

impl Taken {
    fn nothing(why: &'static str) -> Self {
        Self {
            inbound: Vec::new(),
            passed_over: Some(why),
        }
    }
}

/// The meaning of a whole text, on a channel without carriers: only the word that mail programs send for their button.
pub(super) fn keyword(text: &str) -> Option<Keyword> {
    let text = text.trim().trim_end_matches(['.', '!']);
    text.eq_ignore_ascii_case(Token::UNSUBSCRIBE)
        .then_some(Keyword::Stop { ambiguous: false })
}

impl Email {
    /// What a whole mail is.
    pub(super) fn taken(&self, raw: &[u8], received: Timestamp) -> Taken {
        let mail = match read::read(raw) {
            Ok(mail) => mail,
            Err(why) => return self.unreadable(raw, &why, received).into(),
        };
        let own = &self.settings.address;
        let id = provider_id(&mail, raw);
        if is_ours(own, &id.0) {
            return Taken::nothing("own");
        }
        match mail.kind.kind() {
            MailKind::Bounce => self.bounced(&mail, id, received),
            MailKind::FeedbackLoop if mail.kind == Nature::Unsubscribe => {
                self.written(&mail, &mail.from, id, received).into()
            }
            MailKind::FeedbackLoop => self.complained(&mail, id, received),
            MailKind::AutoReply if !mail.is_of_list(own) => Taken::nothing("automatic"),
            MailKind::AutoReply | MailKind::Human => match self.writer(&mail) {
                Some(writer) => self.written(&mail, writer, id, received).into(),
                None => Taken::nothing("own"),
            },
        }
    }

    /// A mail that is larger than what is read: its header shows whether anybody need know.
    pub(super) fn too_large(&self, header: &[u8], entry: Entry, received: Timestamp) -> Taken {
        let Ok(mail) = read::read(header) else {
            return self.unfetched(entry, received).into();
        };
        let machine = mail.kind.kind() != MailKind::Human;
        if machine || is_own(&self.settings.address, &mail.from.address) {
            return Taken::nothing("automatic");
        }
        let megabytes = entry.size / (1024 * 1024);
        let text = format!(
            "A mail of {megabytes} MB is too large to be read here. Subject: {}. It is in the mailbox.",
            line(&mail.subject)
        );
        let id = provider_id(&mail, header);
        let from = mail.from.clone();
        self.inbound(&from, id, received, unreadable(text, header))
            .into()
    }

    /// A mail that the server does not give out.
    pub(super) fn unfetched(&self, entry: Entry, received: Timestamp) -> Inbound {
        let text =
            "A mail could not be fetched from the server. It is in the mailbox, unread.".to_owned();
        let id = ProviderId(format!("uid:{}/{}", entry.uid, entry.size));
        self.inbound(&nobody(), id, received, unreadable(text, &[]))
    }

    fn unreadable(&self, raw: &[u8], why: &Unreadable, received: Timestamp) -> Inbound {
        let text = format!("A mail could not be read: {why}. It is kept as it came.");
        self.inbound(&nobody(), hashed(raw), received, unreadable(text, raw))
    }

    /// Who is to be answered. A form on the business's own site writes in its name and names the person in Reply-To.
    fn writer<'a>(&self, mail: &'a Mail) -> Option<&'a Person> {
        let own = &self.settings.address;
        if !is_own(own, &mail.from.address) {
            return Some(&mail.from);
        }
        mail.reply_to.iter().find(|p| !is_own(own, &p.address))
    }

    fn written(
        &self,
        mail: &Mail,
        writer: &Person,
        id: ProviderId,
        received: Timestamp,
    ) -> Inbound {
        let answers = self.answers(mail);
        let (attachments, left_out) = files(mail);
        let mut text = words(mail, answers.is_empty());
        if left_out > 0 {
            text.push_str(&format!("\n\n[{left_out} more files are in the mailbox]"));
        }
        let text = text.trim().to_owned();
        let keyword = self.asked_to_stop(mail);
        let mut references: Vec<ProviderId> = ids(&mail.references);
        if references.is_empty() {
            references = ids(&mail.in_reply_to);
        }
        if references.len() > REFERENCES {
            references.drain(1..=references.len() - REFERENCES);
        }
        let thread = Thread {
            message: id.clone(),
            references,
            subject: line(&mail.subject),
        };
        let payload = Payload::Text {
            text,
            answers,
            keyword,
            attachments,
            thread: Some(thread),
        };
        self.inbound(writer, id, received, payload)
    }

    /// The mails of ours that it answers, the surest first: what the address says, what the mail program says, what came
    /// before.
    fn answers(&self, mail: &Mail) -> Vec<ProviderId> {
        let own = &self.settings.address;
        let tokens = mail.to.iter().chain(&mail.cc);
        let by_token = tokens
            .filter_map(|p| token_in(own, &p.address))
            .filter_map(|token| answered(own, token));
        let named = ids(&mail.in_reply_to).into_iter();
        let before = ids(&mail.references).into_iter().rev();
        let mut answers: Vec<ProviderId> = Vec::new();
        for id in by_token.chain(named).chain(before) {
            if !answers.contains(&id) && answers.len() <= REFERENCES {
                answers.push(id);
            }
        }
        answers
    }

    /// The button that mail programs show for `List-Unsubscribe`, or somebody who writes the same word.
    fn asked_to_stop(&self, mail: &Mail) -> Option<Keyword> {
        let own = &self.settings.address;
        let pressed = mail
            .to
            .iter()
            .any(|p| token_in(own, &p.address) == Some(Token::UNSUBSCRIBE));
        let said = mail.text.trim().is_empty() && keyword(&mail.subject).is_some();
        if pressed || said || mail.kind == Nature::Unsubscribe {
            return Some(Keyword::Stop { ambiguous: false });
        }
        keyword(&mail.text)
    }

    /// A mail of ours came back.
    fn bounced(&self, mail: &Mail, id: ProviderId, received: Timestamp) -> Taken {
        let Some(bounce) = &mail.bounce else {
            return Taken::nothing("bounce");
        };
        let ours = bounce
            .original_ids
            .iter()
            .find(|of| is_ours(&self.settings.address, of));
        let Some(of) = ours else {
            return Taken::nothing("bounce of another mail");
        };
        if !bounce.failed {
            // "Not yet": the other server goes on trying.
            return Taken::nothing("delay");
        }
        let detail = [bounce.status.as_deref(), bounce.diagnostic.as_deref()];
        let detail: Vec<&str> = detail.into_iter().flatten().collect();
        let recipient = bounce.recipient.as_ref().map(|address| Person {
            name: None,
            address: address.clone(),
        });
        let payload = Payload::Receipt {
            of: ProviderId(of.clone()),
            status: ReceiptStatus::Failed,
            detail: Some(super::words(&detail.join(" "))).filter(|d| !d.is_empty()),
            loss: bounce.permanent.then_some(Loss::Undeliverable),
        };
        let from = recipient.unwrap_or_else(|| mail.from.clone());
        self.inbound(&from, id, received, payload).into()
    }

    /// Somebody pressed "this is spam" on a mail of ours: nothing goes there any more.
    fn complained(&self, mail: &Mail, id: ProviderId, received: Timestamp) -> Taken {
        let ids = mail.bounce.iter().flat_map(|b| &b.original_ids);
        let mut ids = ids.chain(&mail.references).chain(&mail.in_reply_to);
        let Some(of) = ids.find(|of| is_ours(&self.settings.address, of)) else {
            return Taken::nothing("complaint about another mail");
        };
        let payload = Payload::Receipt {
            of: ProviderId(of.clone()),
            status: ReceiptStatus::Delivered,
            detail: Some("reported as spam".into()),
            loss: Some(Loss::OptedOut),
        };
        self.inbound(&mail.from, id, received, payload).into()
    }

    fn inbound(
        &self,
        from: &Person,
        provider_id: ProviderId,
        received: Timestamp,
        payload: Payload,
    ) -> Inbound {
        let name = from.name.as_deref().map(line);
        Inbound {
            business: self.business.id.clone(),
            inbox: self.inbox.clone(),
            from: Address::new(super::KIND.name, &from.address.to_lowercase()),
            name: name.filter(|n| !n.is_empty()),
            provider_id,
            received,
            ip: None,
            payload,
        }
    }
}

/// What was written. The subject belongs to it where the mail begins something: it often holds the question. Where nothing new
/// was found in a mail without files, all of it is taken: better too much than a lost word.
fn words(mail: &Mail, begins: bool) -> String {
    let mut text = mail.text.trim();
    if text.is_empty() && mail.attachments.is_empty() {
        text = mail.full.trim();
    }
    let subject = line(&mail.subject);
    let forwarded = ["re:", "fwd:", "fw:", "aw:", "wg:"];
    let lower = subject.to_lowercase();
    let plain = !forwarded.iter().any(|p| lower.starts_with(p));
    let said = text
        .lines()
        .next()
        .is_some_and(|first| first.to_lowercase().contains(&lower));
    if subject.is_empty() || !begins || !plain || said {
        return text.to_owned();
    }
    format!("{subject}\n\n{text}")
}

/// The files that are kept, and how many are not.
fn files(mail: &Mail) -> (Vec<Attachment>, usize) {
    let (most, mut room) = limits::FILES;
    let mut kept = Vec::new();
    for file in &mail.attachments {
        if kept.len() >= most || file.bytes.len() > room.min(ATTACHMENT_BYTES) {
            continue;
        }
        room -= file.bytes.len();
        kept.push(attachment(&file.name, &file.media_type, &file.bytes));
    }
    let left_out = mail.attachments.len() - kept.len();
    (kept, left_out)
}

fn attachment(name: &str, media_type: &str, bytes: &[u8]) -> Attachment {
    Attachment {
        name: line(name),
        media_type: media_type.to_owned(),
        size: u64::try_from(bytes.len()).ok(),
        content: AttachmentContent::Here(Bytes::copy_from_slice(bytes)),
    }
}

fn unreadable(text: String, raw: &[u8]) -> Payload {
    let kept = &raw[..raw.len().min(ATTACHMENT_BYTES)];
    Payload::Unreadable {
        text,
        raw: attachment("mail.eml", "message/rfc822", kept),
    }
}

/// In place of a sender that is not known.
fn nobody() -> Person {
    Person {
        name: None,
        address: "unknown@invalid".into(),
    }
}

fn ids(ids: &[String]) -> Vec<ProviderId> {
    let usable = ids
        .iter()
        .filter(|id| !id.is_empty() && id.len() <= limits::ID_BYTES);
    usable.map(|id| ProviderId(id.clone())).collect()
}

/// The Message-ID, or the mail's hash where it has none that could be one: two mails without an id are not the same mail.
fn provider_id(mail: &Mail, raw: &[u8]) -> ProviderId {
    match mail.message_id.as_deref() {
        Some(id) if id.contains('@') && id.len() <= limits::ID_BYTES => ProviderId(id.to_owned()),
        _ => hashed(raw),
    }
}

fn hashed(raw: &[u8]) -> ProviderId {
    let hash = Sha256::digest(raw);
    let hex: String = hash[..16].iter().map(|b| format!("{b:02x}")).collect();
    ProviderId(format!("sha256:{hex}"))
}

//! Reading one mail: `tame` makes it harmless, the parser takes it apart, `kind` says whether a person wrote it, `bounce` what
//! became of a mail of ours, `reply` what was newly written. Pure: bytes in, [`Mail`] out, and no bytes make it panic.

mod bounce;
mod files;
mod header;
mod kind;
mod limits;
mod names;
mod parse;
mod phrases;
mod reply;
mod tame;
#[cfg(test)]
mod tests;
mod text;
#[cfg(test)]
mod torture;

use std::fmt;

/// A person or machine that a mail names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// The name beside the address, on one line, never empty.
    pub(crate) name: Option<String>,
    /// The address: lower case, with an `@`.
    pub(crate) address: String,
}

/// What a mail is to a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailKind {
    /// A person wrote it.
    Human,
    /// A program sent it: an absence note, a newsletter, a list. Answering starts a loop or reaches nobody.
    AutoReply,
    /// A server tells what became of a mail of ours.
    Bounce,
    /// A mailbox provider tells that somebody does not want our mail.
    FeedbackLoop,
}

impl MailKind {
    /// `human`, `auto_reply`, `bounce` or `feedback_loop`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::AutoReply => "auto_reply",
            Self::Bounce => "bounce",
            Self::FeedbackLoop => "feedback_loop",
        }
    }
}

/// What a mail is, more finely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// A person wrote it.
    Human,
    /// A program answered or sent it (RFC 3834).
    Automatic,
    /// Somebody is away.
    Absence,
    /// Somebody's program says that a mail of ours was opened.
    ReadReceipt,
    /// Somebody's calendar says that they come, or not.
    CalendarReply,
    /// It was written to a list. [`Mail::list`] names it: where the list is the desk's own address, it is a person's mail.
    List,
    /// It was sent to many.
    Bulk,
    /// Nobody reads what is sent to its sender.
    NoReply,
    /// A server tells what became of a mail of ours; [`Mail::bounce`] has it.
    DeliveryReport,
    /// Somebody reported a mail of ours as spam; [`Mail::bounce`] says which.
    Complaint,
    /// Somebody's mail program asks for no more mails, at the press of a button.
    Unsubscribe,
}

impl Nature {
    /// What that is to a desk.
    pub(crate) fn kind(self) -> MailKind {
        match self {
            Self::Human => MailKind::Human,
            Self::DeliveryReport => MailKind::Bounce,
            Self::Complaint | Self::Unsubscribe => MailKind::FeedbackLoop,
            Self::Automatic
            | Self::Absence
            | Self::ReadReceipt
            | Self::CalendarReply
            | Self::List
            | Self::Bulk
            | Self::NoReply => MailKind::AutoReply,
        }
    }
}

/// What became of a mail of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bounce {
    /// Whom it did not reach.
    pub(crate) recipient: Option<String>,
    /// The Message-IDs that it can be about, without brackets, the surest first.
    pub(crate) original_ids: Vec<String>,
    /// It was given up. `false`: it is late, or it arrived.
    pub(crate) failed: bool,
    /// The address cannot be written to any more. A full mailbox, a filter and a mail that is too large pass; then it is `false`.
    pub(crate) permanent: bool,
    /// The status of RFC 3463, such as `5.1.1`.
    pub(crate) status: Option<String>,
    /// What the other server said, on one line.
    pub(crate) diagnostic: Option<String>,
}

/// A file that came with a mail.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// Its name, without folders, never empty.
    pub(crate) name: String,
    /// Its media type: lower case, without parameters.
    pub(crate) media_type: String,
    /// Its content, decoded.
    pub(crate) bytes: Vec<u8>,
    /// The mail shows it within its text: as a rule a picture of a signature.
    pub(crate) inline: bool,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// A mail, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    /// Its Message-ID, without brackets, never empty.
    pub(crate) message_id: Option<String>,
    /// Who wrote it. A machine that gives no address is `unknown@invalid`.
    pub(crate) from: Person,
    /// Where answers are wanted.
    pub(crate) reply_to: Vec<Person>,
    /// To whom it was written.
    pub(crate) to: Vec<Person>,
    /// Who got a copy.
    pub(crate) cc: Vec<Person>,
    /// The subject, on one line; empty where there is none.
    pub(crate) subject: String,
    /// When it says it was written, in seconds since 1970.
    #[allow(
        dead_code,
        reason = "the desk goes by when a mail came in; a console shows this"
    )]
    pub(crate) date: Option<i64>,
    /// The Message-IDs that it answers, without brackets.
    pub(crate) in_reply_to: Vec<String>,
    /// The Message-IDs of its thread, oldest first.
    pub(crate) references: Vec<String>,
    /// What it is.
    pub(crate) kind: Nature,
    /// The address that its list is written to, or the list's name in that form.
    pub(crate) list: Option<String>,
    /// What became of a mail of ours: with [`Nature::DeliveryReport`], [`Nature::Complaint`].
    pub(crate) bounce: Option<Bounce>,
    /// What was newly written.
    pub(crate) text: String,
    /// All of its text.
    pub(crate) full: String,
    /// Its files.
    pub(crate) attachments: Vec<File>,
}

impl Mail {
    /// Whether it came over the list that has this address: shared mailboxes of some providers are lists, and every customer's
    /// mail to them bears the list's name.
    pub(crate) fn is_of_list(&self, address: &str) -> bool {
        let dotted = |text: &str| text.to_lowercase().replace('@', ".");
        self.kind == Nature::List
            && self
                .list
                .as_deref()
                .is_some_and(|l| dotted(l) == dotted(address))
    }
}

/// Why a mail cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// There is nothing that looks like a mail.
    Nothing,
    /// It does not say who wrote it.
    NoSender,
    /// Its form defeats the parser.
    Broken,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "it has no header",
            Self::NoSender => "it does not say who wrote it",
            Self::Broken => "its form is broken",
        })
    }
}

/// Takes a mail apart.
///
/// # Errors
/// It is not a mail, or a person's mail without a sender.
pub(crate) fn read(raw: &[u8]) -> Result<Mail, Unreadable> {
    parse::mail(raw)
}

/// What a raw mail is: `human`, `auto_reply`, `bounce` or `feedback_loop`. What cannot be read is taken for a person's.
pub fn email_kind(raw: &[u8]) -> &'static str {
    parse::nature(raw).kind().as_str()
}

/// What the writer of a mail newly wrote, of its plain text or, where that is empty, of its HTML.
pub fn email_reply(body: Option<&str>, html: Option<&str>) -> String {
    match (body.filter(|b| !b.trim().is_empty()), html) {
        (Some(body), _) => reply::of_text(body),
        (None, Some(html)) => reply::of_html(html),
        (None, None) => String::new(),
    }
}

//! What comes in through a channel and what goes out through one, in the same words for all of them.

use crate::{
    Address, BusinessId, DeliveryId, InboxName, MessageId, ProviderId, StaffId, Timestamp,
};
use serde::{Deserialize, Serialize};

/// One thing that a provider told us, normalised.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// The business the inbox belongs to.
    pub business: BusinessId,
    /// The inbox it came to.
    pub inbox: InboxName,
    /// Who it is from.
    pub from: Address,
    /// The name the sender goes by there, if the provider says.
    pub name: Option<String>,
    /// What the provider calls it; the same again for a repeat. Claimed, so that it is processed once.
    pub provider_id: ProviderId,
    /// When it reached us.
    pub received: Timestamp,
    /// The network address it came from, where one person has one (web chat), for rate limits.
    pub ip: Option<std::net::IpAddr>,
    /// What it is.
    pub payload: Payload,
}

/// What an [`Inbound`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// Words.
    Text {
        /// What was written; empty for files alone.
        text: String,
        /// The messages of ours it explicitly answers, the surest first: one on chats; by token, `In-Reply-To` and `References` in mail.
        answers: Vec<ProviderId>,
        /// A keyword that the channel's carriers give a meaning, when the whole message is one.
        keyword: Option<Keyword>,
        /// Files that came with it.
        attachments: Vec<Attachment>,
        /// The thread it belongs to, on channels that have threads.
        thread: Option<Thread>,
    },
    /// A button under a message of ours was pressed.
    Press {
        /// The button's data.
        data: String,
        /// The message it is under.
        on: ProviderId,
    },
    /// The provider says what became of a message of ours.
    Receipt {
        /// The message.
        of: ProviderId,
        /// What became of it.
        status: ReceiptStatus,
        /// The provider's reason or error code.
        detail: Option<String>,
        /// What it says of the address, if anything.
        loss: Option<Loss>,
    },
    /// A thumb up or down on an answer.
    Feedback {
        /// The answer.
        message: MessageId,
        /// The judgement.
        rating: Rating,
    },
    /// The customer pressed "talk to a person".
    AskHuman,
    /// The sender changed a message that they wrote before. The inbound's own `provider_id` is that of the change.
    Edit {
        /// The message.
        of: ProviderId,
        /// What it says now.
        text: String,
    },
    /// The sender also has this address, as somebody vouches.
    Proven {
        /// The other address.
        address: Address,
        /// Who vouches.
        by: Proof,
    },
    /// The sender brings a token that the desk gave out on another channel.
    Joining {
        /// The token.
        token: String,
    },
    /// A message that could not be read. It is kept and shown to staff.
    Unreadable {
        /// What is known of it, for people.
        text: String,
        /// The message as it came.
        raw: Attachment,
    },
}

impl Payload {
    /// Words and nothing else.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            answers: Vec::new(),
            keyword: None,
            attachments: Vec::new(),
            thread: None,
        }
    }
}

/// What shows that two addresses are one person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// A code that was sent to the one came back from the other.
    Code,
    /// The business's own site signed it.
    SignedIdentity,
    /// The provider vouches for a contact that the sender shared.
    SharedContact,
    /// A token that was given out on the one came back from the other.
    Token,
    /// A member of staff says so.
    Staff,
}

/// Why an address cannot be written to any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// Its owner wants no messages there.
    OptedOut,
    /// It does not exist, or takes no messages of this kind.
    Undeliverable,
}

/// A file that came with a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Its file name, for people; never a path.
    pub name: String,
    /// Its media type as the sender states it, in lower case and without parameters.
    pub media_type: String,
    /// Its length in bytes, where it is known.
    pub size: Option<u64>,
    /// Its content.
    pub content: AttachmentContent,
}

/// The content of an [`Attachment`].
#[derive(Clone, PartialEq)]
pub enum AttachmentContent {
    /// It came along.
    Here(bytes::Bytes),
    /// The channel can fetch it by this reference, which is no secret.
    At(String),
}

impl std::fmt::Debug for AttachmentContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Here(bytes) => write!(f, "Here({} bytes)", bytes.len()),
            Self::At(reference) => write!(f, "At({reference:?})"),
        }
    }
}

/// Where a message stands among others, as mail programs group them (RFC 5322, section 3.6.4). Ids are without brackets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The message's own id.
    pub message: ProviderId,
    /// Those before it, oldest first; at most [`crate::limits::REFERENCES`].
    pub references: Vec<ProviderId>,
    /// Its subject.
    pub subject: String,
}

/// A file of a conversation, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name, for people.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes; 0 while it is not known.
    pub size: u64,
    /// Where its content is.
    pub at: FileAt,
}

/// Where a [`File`]'s content is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileAt {
    /// In the store.
    Kept(crate::store::Blob),
    /// Still at the provider.
    Provider(String),
    /// It could not be had: too large, or gone.
    Lost,
}

/// A file on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its name, for people.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// A signed link to it on the public address, good for some hours.
    pub url: String,
    /// Its content.
    pub content: bytes::Bytes,
}

/// Keywords that carriers give a meaning (CTIA messaging principles, 2023, section 5.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyword {
    /// No more messages. `ambiguous` for words that can mean something else (CANCEL).
    Stop {
        /// The word also has a meaning in a conversation.
        ambiguous: bool,
    },
    /// Messages again. `ambiguous` for words that count only from someone who is opted out (YES).
    Start {
        /// The word also has a meaning in a conversation.
        ambiguous: bool,
    },
    /// Who is this, how to stop, how to reach a person.
    Help,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ReceiptStatus {
    /// The provider has it.
    Accepted,
    /// It left the provider.
    Sent,
    /// It arrived.
    Delivered,
    /// It was read.
    Read,
    /// It will not arrive.
    Failed,
}

/// A judgement of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// Thumb up.
    Up,
    /// Thumb down.
    Down,
}

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Author {
    /// The person who writes to the business.
    Customer,
    /// The machine.
    Assistant,
    /// A member of staff.
    Staff(StaffId),
    /// The desk itself: notices, confirmations.
    System,
}

/// A reference from a reply to the passage it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The number in the reply, from 1.
    pub n: u16,
    /// The article's file name in `knowledge/<business>`, for example `parking.md`.
    pub article: String,
    /// The article's title.
    pub title: String,
    /// Where a person can read it: a link, or empty.
    pub source: String,
    /// The words it rests on.
    pub quote: String,
}

/// A quick reply offered under a message: pressing it says `send`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What the button shows.
    pub label: String,
    /// What pressing it says.
    pub send: String,
}

/// A message of ours before a channel renders it. `text` is Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The message.
    pub message: MessageId,
    /// Who says it.
    pub by: Author,
    /// The name of the member of staff, where one says it.
    pub name: Option<String>,
    /// What is said, in Markdown.
    pub text: String,
    /// What it rests on.
    pub citations: Vec<Citation>,
    /// Quick replies.
    pub actions: Vec<Action>,
}

/// A button under a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it shows.
    pub label: String,
    /// What comes back in [`Payload::Press`]; at most 64 bytes. A link where it begins with `https://` or `http://`.
    pub data: String,
}

/// One part of a message on its way to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbound {
    /// This attempt series; stable over retries.
    pub delivery: DeliveryId,
    /// To whom.
    pub to: Address,
    /// What to send.
    pub content: Content,
}

/// What an [`Outbound`] carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// One part of a message for a customer.
    Part {
        /// The whole message.
        reply: std::sync::Arc<Reply>,
        /// This part as [`crate::channel::Channel::render`] gave it.
        part: String,
        /// Which part, from 0.
        index: u16,
        /// Where the message stands in the journal of its conversation.
        seq: u64,
        /// The customer's message that this answers, on channels with threads.
        thread: Option<Thread>,
        /// Files that go with this part; only on channels that take attachments.
        media: Vec<Media>,
    },
    /// A card for staff.
    Card {
        /// What it is about in one line, for channels that have subjects.
        subject: String,
        /// The card's text, in Markdown.
        text: String,
        /// Its buttons, in one row.
        buttons: Vec<Button>,
        /// The card to change, if it was sent before.
        edits: Option<ProviderId>,
    },
}

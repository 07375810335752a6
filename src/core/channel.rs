//! The seam to a provider. A channel turns what the provider sends into [`Inbound`] and sends what the engine
//! decided; it does not retry, sleep, store or decide.

use crate::{
    Address, BusinessId, Error, InboxName, MessageId, ProviderId, Route, Timestamp,
    message::{Action, Author, Citation, Inbound, Loss, Outbound, Reply},
};
use async_trait::async_trait;
use bytes::Bytes;
use std::{future::Future, pin::Pin, sync::Arc};

/// What a channel can do. The engine asks this, never what kind of channel it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// The longest part, in the unit of [`Capabilities::text_unit`].
    pub text_limit: usize,
    /// What `text_limit` counts.
    pub text_unit: TextUnit,
    /// Whether bold, links and lists show as such.
    pub formatting: bool,
    /// Whether buttons can be shown under a card.
    pub buttons: bool,
    /// Whether a message can be changed after it was sent.
    pub edits: bool,
    /// Whether a reply can name the message it answers, so that staff can answer a card there.
    pub replies: bool,
    /// Whether the provider tells what became of a message.
    pub receipts: bool,
    /// Whether "is typing" can be shown.
    pub typing: bool,
    /// Whether a draft can be shown while it is written.
    pub streaming: bool,
    /// Whether sending the same [`Outbound::delivery`] twice shows it once.
    pub idempotent_send: bool,
    /// Whether files can be sent.
    pub attachments: bool,
    /// Whether messages carry a [`crate::message::Thread`].
    pub threads: bool,
    /// Whether messages come by webhook.
    pub webhooks: bool,
    /// Whether messages come by [`Channel::listen`].
    pub listens: bool,
}

/// What a text limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextUnit {
    /// Unicode scalar values.
    Chars,
    /// UTF-16 code units.
    Utf16,
}

/// A request that could not be verified, to be kept for the owner to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Which part differs, for people: "the signature fits http://… instead of https://…".
    pub why: String,
    /// The request: method, target, the headers that matter, body; bounded by [`crate::limits::WEBHOOK_BYTES`].
    pub request: String,
}

/// What one webhook became.
#[derive(Debug)]
pub struct Accepted {
    /// What it tells, in order.
    pub inbound: Vec<Inbound>,
    /// The answer to the provider, to be sent once all of `inbound` is on disk.
    pub reply: http::Response<Bytes>,
    /// Set if it could not be verified; then `inbound` is empty and `reply` refuses.
    pub quarantined: Option<Quarantined>,
}

/// What the provider said of a send that it took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sent {
    /// What it calls the message.
    pub provider_id: Option<ProviderId>,
    /// What it cost in the provider's units (SMS segments); 0 where nothing is counted.
    pub units: u32,
}

/// Why a send was not made.
#[derive(Debug)]
pub enum DeliverError {
    /// The provider understood and said no: it will say no again. `code` is its error code or a word for it.
    Refused {
        /// The provider's code.
        code: String,
        /// What it says of the address, if anything.
        loss: Option<Loss>,
        /// What it said.
        source: Error,
    },
    /// Nothing was sent; it may work later.
    Unavailable {
        /// What the provider asked for.
        retry_after_ms: Option<u64>,
        /// What happened.
        source: Error,
    },
    /// It may have been sent, or not: the connection broke after the request was written.
    Unclear {
        /// What happened.
        source: Error,
    },
}

/// What is going on while a turn runs; shown if the channel can, forgotten otherwise.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// Somebody is writing.
    Typing(&'a Author),
    /// More of a draft. The message that follows replaces it.
    Delta {
        /// The message that is being written.
        message: MessageId,
        /// The text to append.
        text: &'a str,
    },
    /// The conversation has another owner; the name of the member of staff, if one.
    Owner {
        /// The owner.
        owner: &'a crate::Owner,
        /// The name to show.
        name: Option<&'a str>,
    },
}

/// Resolves when the program stops.
pub type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One inbox on a provider.
///
/// # Contract
///
/// - `accept` is pure: the same request gives the same answer, and nothing is sent or stored.
/// - A request whose signature or secret is missing or wrong yields no `inbound`, a refusal (403 or 401) and what differs.
/// - The same provider message gives the same `provider_id`, however often it comes.
/// - `render` gives at least one part; no part is longer than the text limit; nothing is lost between parts.
/// - `deliver` makes one attempt and never retries. `Refused` only for what will be refused again; `Unavailable` only if nothing was sent.
/// - `Debug` and errors never show a secret.
#[async_trait]
pub trait Channel: Send + Sync {
    /// The kind of channel, the part of an address before the colon.
    fn kind(&self) -> &'static str;

    /// Whose inbox.
    fn business(&self) -> &BusinessId;

    /// Its name.
    fn inbox(&self) -> &InboxName;

    /// What it can do.
    fn capabilities(&self) -> &Capabilities;

    /// Verifies and normalises one webhook. Pure.
    fn accept(&self, request: &http::Request<Bytes>, received: Timestamp) -> Accepted;

    /// Receives until `stop` resolves, where the provider is polled or keeps a connection. A message is acknowledged
    /// to the provider only after [`Intake::receive`] returned. Reconnects by itself; returns early only for what cannot heal.
    ///
    /// # Errors
    /// What cannot heal by trying again: wrong credentials.
    async fn listen(&self, _intake: Arc<dyn Intake>, stop: Stop) -> Result<(), Error> {
        stop.await;
        Ok(())
    }

    /// Says back to the provider what became of an inbound that waits for it (a pressed button). Best effort.
    async fn acknowledge(&self, _inbound: &Inbound, _received: &Received) {}

    /// The meaning that the channel's carriers give to a whole message, if any. `accept` and `listen` fill it in.
    fn keyword(&self, _text: &str) -> Option<crate::message::Keyword> {
        None
    }

    /// The reply in the provider's own formatting, cut into parts that fit. Pure.
    fn render(&self, reply: &Reply) -> Vec<String>;

    /// Makes one attempt to send.
    ///
    /// # Errors
    /// See [`DeliverError`].
    async fn deliver(&self, outbound: &Outbound) -> Result<Sent, DeliverError>;

    /// Shows what is going on. Best effort; must return soon.
    async fn progress(&self, _to: &Address, _progress: Progress<'_>) {}

    /// Tries the account, for `check` and readiness: what was found, in words.
    ///
    /// # Errors
    /// What is wrong and how to mend it.
    async fn probe(&self) -> Result<String, Error>;

    /// Fetches a file that came with a message, by the reference that the channel gave for it.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NotFound`] if it is gone, [`crate::ErrorKind::Invalid`] if it is over
    /// [`crate::limits::ATTACHMENT_BYTES`]; otherwise it may work later.
    async fn fetch(&self, _reference: &str) -> Result<Bytes, Error> {
        Err(Error::new(crate::ErrorKind::NotFound, "fetching a file"))
    }

    /// A link that leads somebody here who was given `token` elsewhere, to come back as
    /// [`crate::message::Payload::Joining`]. `None` where there is none.
    fn invite(&self, _token: &str) -> Option<String> {
        None
    }

    /// The address here of whoever has this phone number (E.164, with its plus sign) or mail address (in lower case). `None`
    /// where neither leads anywhere.
    fn address_of(&self, _contact: &str) -> Option<Address> {
        None
    }

    /// Whether nobody else can write in the name of an address here. A number or a mail address can be forged, a session cannot.
    fn knows_sender(&self) -> bool {
        false
    }

    /// Whether an address here is made up for whoever comes, such as a browser's, so that it says nothing of who that is.
    fn names_nobody(&self) -> bool {
        false
    }

    /// The live connections of a channel that holds them itself.
    fn live(&self) -> Option<&dyn Live> {
        None
    }
}

/// What became of an inbound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// `false`: it was seen before, and nothing was done.
    pub new: bool,
    /// Where it stands in the journal of its conversation; 0 if it has no place in one.
    pub seq: u64,
    /// A short text for whoever pressed a button.
    pub notice: Option<String>,
}

/// A message as a live connection shows it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Where it stands in the journal.
    pub seq: u64,
    /// The message.
    pub message: MessageId,
    /// What the provider (a live client) called it, for the customer's own messages; not kept for long.
    pub by: Author,
    /// The name of the member of staff.
    pub name: Option<String>,
    /// The words, Markdown.
    pub text: String,
    /// What it rests on.
    pub citations: Vec<Citation>,
    /// Quick replies.
    pub actions: Vec<Action>,
    /// When.
    pub at: Timestamp,
}

/// What was said with one address, for a client that comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The messages, oldest first.
    pub messages: Vec<Shown>,
    /// Who answers.
    pub owner: crate::Owner,
    /// The name of the member of staff who answers.
    pub owner_name: Option<String>,
}

/// A file behind a signed link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its name, for people.
    pub name: String,
    /// Its media type as its sender stated it: not to be trusted.
    pub media_type: String,
    /// Its content.
    pub content: Bytes,
}

/// The engine's door: the only thing a channel sees of it. What has a default does nothing there: for tests of a channel alone.
#[async_trait]
pub trait Intake: Send + Sync {
    /// Journals one inbound. When it returns `Ok`, it is on disk.
    ///
    /// # Errors
    /// It is not on disk: the provider must not hear that it was received.
    async fn receive(&self, inbound: Inbound) -> Result<Received, Error>;

    /// What was said on this route after entry `after`, at most `limit` messages, the newest ones.
    ///
    /// # Errors
    /// If it cannot be read.
    async fn history(
        &self,
        business: &BusinessId,
        route: &Route,
        after: u64,
        limit: usize,
    ) -> Result<History, Error>;

    /// Keeps a request that could not be verified.
    ///
    /// # Errors
    /// If it cannot be written.
    async fn quarantine(
        &self,
        business: &BusinessId,
        inbox: &InboxName,
        request: Quarantined,
        received: Timestamp,
    ) -> Result<(), Error>;

    /// The file behind a signed link; `None` if the link is wrong or too old, or the file is gone.
    ///
    /// # Errors
    /// If it cannot be read.
    async fn file(&self, _business: &BusinessId, _token: &str) -> Result<Option<Linked>, Error> {
        Ok(None)
    }

    /// A small text that a channel kept with [`Intake::set_mark`]: up to where a mailbox was read.
    ///
    /// # Errors
    /// If it cannot be read.
    async fn mark(
        &self,
        _business: &BusinessId,
        _inbox: &InboxName,
        _name: &str,
    ) -> Result<Option<String>, Error> {
        Ok(None)
    }

    /// Keeps a text of at most [`crate::limits::MARK_BYTES`] under a name; the newest wins. A crash may lose the
    /// newest: what a channel does twice because of it must be harmless.
    ///
    /// # Errors
    /// If it cannot be written.
    async fn set_mark(
        &self,
        _business: &BusinessId,
        _inbox: &InboxName,
        _name: &str,
        _value: String,
    ) -> Result<(), Error> {
        Ok(())
    }

    /// Tells staff what they must know of an inbox: it cannot be reached, it is back.
    ///
    /// # Errors
    /// If it cannot be written.
    async fn alert(
        &self,
        _business: &BusinessId,
        _inbox: &InboxName,
        _text: String,
    ) -> Result<(), Error> {
        Ok(())
    }
}

/// A channel whose customers hold a connection to us. The web carries text frames between a socket and a
/// [`LiveConnection`] and knows nothing of what they say.
pub trait Live: Send + Sync {
    /// Whether a page of this origin may connect. `None`: the client sent no origin (not a browser).
    fn admits(&self, origin: Option<&str>) -> bool;

    /// The origins whose pages may show the chat in a frame, as a `frame-ancestors` source list.
    fn frame_ancestors(&self) -> String;

    /// Whether somebody at this address is connected now, so that what is sent is seen.
    fn is_here(&self, _address: &Address) -> bool {
        true
    }

    /// A new connection.
    fn connect(
        &self,
        intake: Arc<dyn Intake>,
        ip: Option<std::net::IpAddr>,
    ) -> Arc<dyn LiveConnection>;
}

/// One connection. Both methods may wait at the same time.
#[async_trait]
pub trait LiveConnection: Send + Sync {
    /// Takes a frame of the client.
    ///
    /// # Errors
    /// The client must be disconnected.
    async fn receive(&self, frame: &str) -> Result<(), Error>;

    /// Hears that the client sent a frame over the bound, which is not read; what is to be said of it is then [`Self::next`].
    fn oversized(&self);

    /// The next frame for the client; `None` when the connection is to be closed.
    async fn next(&self) -> Option<Arc<str>>;
}

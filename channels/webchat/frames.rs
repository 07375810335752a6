//! The words of the web chat's protocol: JSON text frames, as `CONTRACT.md` has them.

use frontdesk_core::{
    MessageId, Owner,
    business::Business,
    channel::{History, Shown},
    limits::MESSAGE_BYTES,
    message::{Action, Author, Citation, Rating, Reply},
};
use serde::{Deserialize, Serialize, Serializer};
use std::{collections::BTreeMap, sync::Arc};

use super::{identity::Identity, limits::CLIENT_ID_BYTES};

/// A frame of the client, as it comes.
#[derive(Deserialize)]
struct Raw {
    r#type: String,
    session: Option<String>,
    after: Option<u64>,
    id: Option<String>,
    text: Option<String>,
    message: Option<String>,
    rating: Option<Rating>,
    identity: Option<Identity>,
}

/// What a client says.
pub(super) enum Said {
    Hello {
        session: Option<String>,
        after: u64,
        identity: Option<Identity>,
    },
    Message {
        id: String,
        text: String,
    },
    Typing,
    Feedback {
        message: MessageId,
        rating: Rating,
    },
    Human,
}

/// Why a frame is not taken: a code for the client and words for a person.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
    /// The client's id of the message it is about.
    pub(super) id: Option<String>,
}

impl Fault {
    pub(super) const fn new(code: &'static str, text: &'static str) -> Self {
        Self {
            code,
            text,
            id: None,
        }
    }

    pub(super) const HELLO_FIRST: Self = Self::new("hello_first", "Say hello first.");
    pub(super) const GREETED: Self = Self::new("bad_frame", "Hello was said already.");
    pub(super) const BUSY: Self = Self::new(
        "busy",
        "That was a lot at once. Please wait a moment and try again.",
    );
    pub(super) const UNAVAILABLE: Self = Self::new(
        "unavailable",
        "That did not work just now. Please try again in a moment.",
    );
    pub(super) const IDENTITY: Self = Self::new(
        "bad_identity",
        "Who you are could not be confirmed. We can talk all the same.",
    );
    pub(super) const TOO_LONG: Self =
        Self::new("too_long", "This message is too long. Please shorten it.");
    const BAD: Self = Self::new("bad_frame", "This could not be understood.");

    pub(super) fn about(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// Whether the client breaks the protocol, so that it will again.
    pub(super) fn breaks_protocol(&self) -> bool {
        matches!(self.code, "bad_frame" | "hello_first")
    }
}

impl Said {
    /// Reads a frame of the client.
    pub(super) fn read(frame: &str) -> Result<Self, Fault> {
        let raw: Raw = serde_json::from_str(frame).map_err(|_| Fault::BAD)?;
        match raw.r#type.as_str() {
            "hello" => Ok(Self::Hello {
                session: raw.session,
                after: raw.after.unwrap_or(0),
                identity: raw.identity,
            }),
            "message" => message(raw),
            "typing" => Ok(Self::Typing),
            "feedback" => {
                let message = raw.message.and_then(|id| id.parse().ok());
                let (message, rating) = message.zip(raw.rating).ok_or(Fault::BAD)?;
                Ok(Self::Feedback { message, rating })
            }
            "human" => Ok(Self::Human),
            _ => Err(Fault::BAD),
        }
    }
}

fn message(raw: Raw) -> Result<Said, Fault> {
    let (id, text) = raw.id.zip(raw.text).ok_or(Fault::BAD)?;
    if !(1..=CLIENT_ID_BYTES).contains(&id.len()) || id.chars().any(char::is_control) {
        return Err(Fault::BAD);
    }
    if text.len() > MESSAGE_BYTES {
        return Err(Fault::TOO_LONG.about(&id));
    }
    if text.trim().is_empty() {
        return Err(Fault::BAD.about(&id));
    }
    Ok(Said::Message { id, text })
}

/// Whose typing is shown.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Typist {
    Assistant,
    Staff,
}

impl Typist {
    /// Customers see their own typing, and nobody types notices.
    pub(super) fn of(author: &Author) -> Option<Self> {
        match author {
            Author::Assistant => Some(Self::Assistant),
            Author::Staff(_) => Some(Self::Staff),
            Author::Customer | Author::System => None,
        }
    }
}

/// A frame of ours.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame<'a> {
    Accepted {
        id: &'a str,
        seq: u64,
    },
    Typing {
        by: Typist,
    },
    Delta {
        message: MessageId,
        text: &'a str,
    },
    Message(Message<'a>),
    Owner {
        owner: &'static str,
        name: Option<&'a str>,
    },
    Error {
        code: &'static str,
        text: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Id<'a> {
    Ours(MessageId),
    Theirs(&'a str),
}

#[derive(Serialize)]
struct Message<'a> {
    id: Id<'a>,
    seq: u64,
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    text: &'a str,
    #[serde(serialize_with = "citations")]
    citations: &'a [Citation],
    actions: &'a [Action],
    /// Milliseconds since 1970; told for what was said earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
}

#[derive(Serialize)]
struct CitationFrame<'a> {
    n: u16,
    title: &'a str,
    source: &'a str,
    quote: &'a str,
}

fn citations<S: Serializer>(list: &&[Citation], s: S) -> Result<S::Ok, S::Error> {
    s.collect_seq(list.iter().map(|c| CitationFrame {
        n: c.n,
        title: &c.title,
        source: &c.source,
        quote: &c.quote,
    }))
}

fn text(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).expect("frames have text keys and no failing parts")
}

fn json(frame: &Frame<'_>) -> Arc<str> {
    text(frame).into()
}

/// The customer's message is on disk.
pub(super) fn accepted(id: &str, seq: u64) -> Arc<str> {
    json(&Frame::Accepted { id, seq })
}

/// Somebody of ours is writing.
pub(super) fn typing(by: Typist) -> Arc<str> {
    json(&Frame::Typing { by })
}

/// More of a draft.
pub(super) fn delta(message: MessageId, text: &str) -> Arc<str> {
    json(&Frame::Delta { message, text })
}

/// A message of ours.
pub(super) fn reply(reply: &Reply, seq: u64) -> Arc<str> {
    json(&Frame::Message(Message {
        id: Id::Ours(reply.message),
        seq,
        by: author(&reply.by),
        name: reply.name.as_deref(),
        text: &reply.text,
        citations: &reply.citations,
        actions: &reply.actions,
        at: None,
    }))
}

/// The customer's own message, for the other windows they have open.
pub(super) fn own(id: &str, seq: u64, text: &str) -> Arc<str> {
    json(&Frame::Message(Message {
        id: Id::Theirs(id),
        seq,
        by: "customer",
        name: None,
        text,
        citations: &[],
        actions: &[],
        at: None,
    }))
}

/// Who answers.
pub(super) fn owner(owner: &Owner, name: Option<&str>) -> Arc<str> {
    let owner = match owner {
        Owner::Assistant => "assistant",
        Owner::Queue => "queue",
        Owner::Staff(_) => "staff",
    };
    json(&Frame::Owner { owner, name })
}

/// What was not taken, and why.
pub(super) fn error(fault: &Fault) -> Arc<str> {
    json(&Frame::Error {
        code: fault.code,
        text: fault.text,
        id: fault.id.as_deref(),
    })
}

/// The answer to hello. `card` is what [`card`] gave: it is the same for everybody.
pub(super) fn welcome(session: &str, card: &str, messages: &[Shown]) -> Arc<str> {
    let messages: Vec<Message<'_>> = messages.iter().map(shown).collect();
    let (session, messages) = (text(&session), text(&messages));
    format!(r#"{{"type":"welcome","session":{session},"business":{card},"messages":{messages}}}"#)
        .into()
}

/// The frames that a client which comes back gets first.
pub(super) fn greeting(session: &str, card: &str, history: &History) -> [Arc<str>; 2] {
    [
        welcome(session, card, &history.messages),
        owner(&history.owner, history.owner_name.as_deref()),
    ]
}

fn shown(shown: &Shown) -> Message<'_> {
    Message {
        id: Id::Ours(shown.message),
        seq: shown.seq,
        by: author(&shown.by),
        name: shown.name.as_deref(),
        text: &shown.text,
        citations: &shown.citations,
        actions: &shown.actions,
        at: Some(shown.at.0),
    }
}

fn author(author: &Author) -> &'static str {
    match author {
        Author::Customer => "customer",
        Author::Assistant => "assistant",
        Author::Staff(_) => "staff",
        Author::System => "system",
    }
}

#[derive(Serialize)]
struct Card<'a> {
    id: &'a str,
    name: &'a str,
    title: &'a str,
    welcome: &'a str,
    starters: &'a [String],
    logo: &'a str,
    color: &'a str,
    accent: &'a str,
    placeholder: &'a str,
    privacy: &'a str,
    texts: &'a BTreeMap<String, String>,
    max_message_chars: usize,
}

/// How the business presents itself, as the page reads it.
pub(super) fn card(business: &Business) -> String {
    let widget = &business.widget;
    let name = &business.profile.name;
    text(&Card {
        id: business.id.as_str(),
        name,
        title: if widget.title.is_empty() {
            name
        } else {
            &widget.title
        },
        welcome: &widget.welcome,
        starters: &widget.starters,
        logo: &widget.logo,
        color: &widget.color,
        accent: &widget.accent,
        placeholder: &widget.placeholder,
        privacy: &widget.privacy,
        texts: &widget.texts,
        max_message_chars: business.guardrails.max_message_chars,
    })
}

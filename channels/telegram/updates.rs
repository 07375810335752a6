//! Telegram's updates as [`Inbound`]: messages, changed messages and pressed buttons. In groups only what is for the bot is
//! heard; service messages and what Telegram may invent later besides messages are passed over.

use super::{
    Telegram, files,
    message::{Me, Message, name},
    place::{Place, id},
};
use frontdesk_core::{
    Address, ProviderId, Timestamp,
    message::{Inbound, Keyword, Payload, Proof, Thread},
};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use teloxide::types::{MediaKind, MessageKind, Update, UpdateKind};

/// The sender's place and name, the provider's id, and what it is.
struct Told {
    place: Place,
    name: Option<String>,
    id: ProviderId,
    payload: Payload,
}

/// What the provider id of a pressed button begins with.
pub(super) const PRESS: &str = "cb/";

/// The kind of addresses that are phone numbers.
const PHONE: &str = "sms";

/// What stands for a message of which nothing is understood.
const UNKNOWN: &str = "[message that cannot be shown]";

impl Telegram {
    /// What one update tells; `None` if nothing that concerns the business.
    pub(super) fn inbound(&self, update: &Value, received: Timestamp) -> Option<Inbound> {
        let told = if let Some(message) = update.get("message") {
            message_told(update, Message(message), self.me())?
        } else if let Some(message) = update.get("edited_message") {
            edit_told(Message(message), self.me())?
        } else {
            press_told(update.get("callback_query")?)?
        };
        Some(Inbound {
            business: self.business.clone(),
            inbox: self.inbox.clone(),
            from: Address::new(super::KIND.name, &told.place.to_string()),
            name: told.name,
            provider_id: told.id,
            received,
            ip: None,
            payload: told.payload,
        })
    }

    /// Who the bot is: its id is the number in its token.
    fn me(&self) -> Me<'_> {
        Me {
            id: self.bot_id,
            username: self.username(),
        }
    }
}

fn message_told(update: &Value, message: Message<'_>, me: Me<'_>) -> Option<Told> {
    let place = message.place()?;
    let words = message.words_for(me, place)?;
    let message_id = id(place.chat, message.number()?);
    let attachment = files::of(message);
    let payload = if let Some(token) = joining(&words) {
        Payload::Joining {
            token: token.to_owned(),
        }
    } else if let Some(number) = message.own_number().filter(|_| !place.is_group()) {
        Payload::Proven {
            address: Address::new(PHONE, &number),
            by: Proof::SharedContact,
        }
    } else {
        let lines = [Some(greeting(&words).to_owned()), message.in_words()];
        let mut text = lines
            .into_iter()
            .flatten()
            .filter(|line| !line.trim().is_empty())
            .collect::<Vec<_>>()
            .join("\n");
        if text.is_empty() && attachment.is_none() {
            text = nothing_said(update, message)?.to_owned();
        }
        Payload::Text {
            text,
            answers: message.answers().into_iter().collect(),
            // Who blocked the bot counts as opted out. Whoever writes has unblocked it.
            keyword: Some(Keyword::Start { ambiguous: true }),
            attachments: attachment.into_iter().collect(),
            thread: place.is_group().then(|| Thread {
                message: message_id.clone(),
                references: Vec::new(),
                subject: String::new(),
            }),
        }
    };
    Some(Told {
        place,
        name: message.name(),
        id: message_id,
        payload,
    })
}

/// A message without words and files: the bot's name alone is a greeting, a message of a kind that came later is shown as such,
/// and one of Telegram's own (pinned, joined, changed) is passed over: nobody said anything.
fn nothing_said(update: &Value, message: Message<'_>) -> Option<&'static str> {
    if message.words().is_some() {
        return Some("hello");
    }
    match Update::deserialize(update).ok()?.kind {
        UpdateKind::Error(_) => Some(UNKNOWN),
        UpdateKind::Message(read) => match read.kind {
            MessageKind::Empty {} => Some(UNKNOWN),
            MessageKind::Common(common) => {
                (!matches!(common.media_kind, MediaKind::Migration(_))).then_some(UNKNOWN)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A changed message. What has no words (a place that moves along) is no news. The id tells two changes of one second apart.
fn edit_told(message: Message<'_>, me: Me<'_>) -> Option<Told> {
    let place = message.place()?;
    message.words()?;
    let text = message.words_for(me, place)?;
    let of = id(place.chat, message.number()?);
    let when = message.0.get("edit_date").and_then(Value::as_i64)?;
    let hash = Sha256::digest(&text);
    let hash = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    Some(Told {
        place,
        name: message.name(),
        id: ProviderId(format!("{}/edit/{when}.{hash:08x}", of.0)),
        payload: Payload::Edit { of, text },
    })
}

fn press_told(press: &Value) -> Option<Told> {
    let chat = press.pointer("/message/chat")?;
    if chat.get("type")?.as_str()? != "private" {
        return None;
    }
    let person = press.pointer("/from/id")?.as_i64()?;
    let on = press.pointer("/message/message_id")?.as_i64()?;
    Some(Told {
        place: Place {
            person,
            chat: person,
        },
        name: name(press.get("from")?),
        id: ProviderId(format!("{PRESS}{}", press.get("id")?.as_str()?)),
        payload: Payload::Press {
            data: press.get("data")?.as_str()?.to_owned(),
            on: id(chat.get("id")?.as_i64()?, on),
        },
    })
}

/// `/start` is what a chat with a bot begins with; Telegram sends it when the customer presses its button.
fn greeting(text: &str) -> &str {
    match text.split_whitespace().next() {
        Some("/start") => "hello",
        _ => text,
    }
}

/// The token of `/start TOKEN`, which Telegram sends for a link `https://t.me/<bot>?start=TOKEN`.
fn joining(text: &str) -> Option<&str> {
    let mut words = text.split_whitespace();
    let (Some("/start"), Some(token), None) = (words.next(), words.next(), words.next()) else {
        return None;
    };
    is_token(token).then_some(token)
}

/// What can stand in such a link. <https://core.telegram.org/bots/features#deep-linking>
pub(super) fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

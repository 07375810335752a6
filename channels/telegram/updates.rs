//! Telegram's updates as [`Inbound`]: texts and pressed buttons of private chats. Groups, edits and what Telegram may invent
//! later are no messages to the business and are passed over.

use super::Telegram;
use frontdesk_core::{
    Address, ProviderId, Timestamp,
    message::{Inbound, Payload},
};
use serde_json::Value;
use teloxide::types::{CallbackQuery, MediaKind, Message, MessageKind, Update, UpdateKind, User};

impl Telegram {
    /// What one update tells; `None` if nothing that concerns the business.
    pub(super) fn inbound(&self, update: &Value, received: Timestamp) -> Option<Inbound> {
        let parsed: Update = serde::Deserialize::deserialize(update).ok()?;
        let (from, name, provider_id, payload) = match parsed.kind {
            // Of a kind that came after the library: it reads such a message as empty or fails.
            UpdateKind::Message(Message {
                kind: MessageKind::Empty {},
                ..
            })
            | UpdateKind::Error(_) => unknown(update.get("message")?)?,
            UpdateKind::Message(message) => message_told(&message)?,
            UpdateKind::CallbackQuery(press) => press_told(press)?,
            _ => return None,
        };
        Some(Inbound {
            business: self.business.clone(),
            inbox: self.inbox.clone(),
            from: Address::new(super::KIND.name, &from),
            name,
            provider_id: ProviderId(provider_id),
            received,
            ip: None,
            payload,
        })
    }
}

/// The sender's id and name, the message's id, and what it is.
type Told = (String, Option<String>, String, Payload);

fn message_told(message: &Message) -> Option<Told> {
    if !message.chat.is_private() {
        return None;
    }
    let sender = message.from.as_ref()?;
    let text = match &message.kind {
        MessageKind::Common(common) => match &common.media_kind {
            MediaKind::Text(text) => greeting(&text.text).to_owned(),
            media => with_caption(&placeholder(media)?, message.caption()),
        },
        MessageKind::Dice(_) => "[dice]".to_owned(),
        // Pinned, joined, changed: nobody said anything.
        _ => return None,
    };
    let chat = message.chat.id.0;
    let payload = Payload::Text {
        text,
        answers: message
            .reply_to_message()
            .map(|to| id(chat, to.id.0))
            .into_iter()
            .collect(),
        keyword: None,
        attachments: Vec::new(),
        thread: None,
    };
    Some((
        sender.id.0.to_string(),
        name(sender),
        id(chat, message.id.0).0,
        payload,
    ))
}

fn press_told(press: CallbackQuery) -> Option<Told> {
    let on = press.message.as_ref()?;
    if !on.chat().is_private() {
        return None;
    }
    let payload = Payload::Press {
        data: press.data?,
        on: id(on.chat().id.0, on.id().0),
    };
    Some((
        press.from.id.0.to_string(),
        name(&press.from),
        format!("{PRESS}{}", press.id),
        payload,
    ))
}

/// What the provider id of a pressed button begins with.
pub(super) const PRESS: &str = "cb/";

/// A message that the library could not read, by the few fields that are needed.
fn unknown(message: &Value) -> Option<Told> {
    let chat = message.get("chat")?;
    if chat.get("type")?.as_str()? != "private" {
        return None;
    }
    let chat = chat.get("id")?.as_i64()?;
    let from = message.get("from")?;
    let words = message.get("text").or_else(|| message.get("caption"));
    let words = words.and_then(Value::as_str);
    let payload = Payload::text(words.unwrap_or("[message that cannot be shown]"));
    let name = from
        .get("first_name")
        .and_then(Value::as_str)
        .map(Into::into);
    let message_id = i32::try_from(message.get("message_id")?.as_i64()?).ok()?;
    Some((
        from.get("id")?.as_i64()?.to_string(),
        name,
        id(chat, message_id).0,
        payload,
    ))
}

/// Telegram counts messages per chat.
pub(super) fn id(chat: i64, message: i32) -> ProviderId {
    ProviderId(format!("{chat}/{message}"))
}

fn name(sender: &User) -> Option<String> {
    let full = sender.full_name();
    let full = full.trim();
    if full.is_empty() {
        sender.username.clone()
    } else {
        Some(full.to_owned())
    }
}

/// `/start` is what a chat with a bot begins with; Telegram sends it when the customer presses its button.
fn greeting(text: &str) -> &str {
    match text.split_whitespace().next() {
        Some("/start") => "hello",
        _ => text,
    }
}

/// A word for what cannot be shown, so that a message of a picture alone is not lost.
fn placeholder(media: &MediaKind) -> Option<String> {
    Some(match media {
        MediaKind::Photo(_) => "[photo]".into(),
        MediaKind::Voice(_) => "[voice message]".into(),
        MediaKind::Audio(_) => "[audio]".into(),
        MediaKind::Video(_) | MediaKind::VideoNote(_) => "[video]".into(),
        MediaKind::Animation(_) => "[animation]".into(),
        MediaKind::Document(_) => "[document]".into(),
        MediaKind::Sticker(sticker) => match &sticker.sticker.emoji {
            Some(emoji) => format!("{emoji} [sticker]"),
            None => "[sticker]".into(),
        },
        MediaKind::Contact(contact) => {
            let contact = &contact.contact;
            format!("[contact] {} {}", contact.first_name, contact.phone_number)
        }
        MediaKind::Venue(venue) => {
            format!("[place] {}, {}", venue.venue.title, venue.venue.address)
        }
        MediaKind::Location(place) => {
            let place = &place.location;
            format!("[location] {}, {}", place.latitude, place.longitude)
        }
        MediaKind::Migration(_) => return None,
        _ => "[message that cannot be shown]".into(),
    })
}

fn with_caption(placeholder: &str, caption: Option<&str>) -> String {
    match caption.map(str::trim).filter(|c| !c.is_empty()) {
        Some(caption) => format!("{caption}\n{placeholder}"),
        None => placeholder.to_owned(),
    }
}

//! A message as Telegram keeps it, and as a test or the playground sees it.

use serde::Serialize;
use serde_json::{Value, json};

/// An inline button under a bot message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// What the bot receives when it is pressed, at most 64 bytes.
    pub data: Option<String>,
    /// Where it leads, if it is a link.
    pub url: Option<String>,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TelegramFile {
    /// `photo`, `document` or `voice`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its content.
    #[serde(skip)]
    pub content: Vec<u8>,
}

impl TelegramFile {
    /// The field of a Message object that tells of it, under this id.
    fn json(&self, id: &str) -> Value {
        let file = |id: String, size: usize| json!({ "file_id": id, "file_unique_id": format!("u{id}"), "file_size": size });
        let mut whole = file(id.to_owned(), self.content.len());
        match self.kind {
            "photo" => {
                let mut small = file(format!("{id}s"), 100);
                (small["width"], small["height"]) = (90.into(), 67.into());
                (whole["width"], whole["height"]) = (1280.into(), 960.into());
                json!([small, whole])
            }
            kind => {
                whole["mime_type"] = self.media_type.as_str().into();
                if kind == "voice" {
                    whole["duration"] = 3.into();
                } else {
                    whole["file_name"] = self.name.as_str().into();
                }
                whole
            }
        }
    }
}

/// A message of the bot as it now stands in a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BotMessage {
    /// Its id.
    pub message_id: i64,
    /// The chat: the person's id, or that of a group.
    pub chat: i64,
    /// The text or caption without markup.
    pub text: String,
    /// The text as HTML of Telegram's own few tags, everything else escaped: safe to show.
    pub html: String,
    /// Rows of inline buttons.
    pub buttons: Vec<Vec<Button>>,
    /// The message that this one replies to.
    pub reply_to: Option<i64>,
    /// The texts it had before it was edited, oldest first. An edit of the buttons alone counts.
    pub edits: Vec<String>,
    /// The file that it is, if it is one.
    pub file: Option<TelegramFile>,
    /// Milliseconds since 1970.
    pub at: i64,
}

impl BotMessage {
    /// The data of the first button whose label contains `label`.
    #[must_use]
    pub fn button(&self, label: &str) -> Option<&str> {
        let found = self
            .buttons
            .iter()
            .flatten()
            .find(|button| button.text.contains(label))?;
        found.data.as_deref()
    }
}

/// One message of either side.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) by_bot: bool,
    /// The person who wrote it, unless the bot did.
    pub(super) from: i64,
    /// Its file, with the id under which it can be fetched.
    pub(super) file: Option<(String, TelegramFile)>,
    /// More fields of the Message object: a contact, a place.
    pub(super) more: Value,
    pub(super) date_s: i64,
    pub(super) at_ms: i64,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) entities: Vec<Value>,
    pub(super) buttons: Vec<Vec<Button>>,
    pub(super) reply_to: Option<i64>,
    pub(super) edited_s: Option<i64>,
    pub(super) edits: Vec<String>,
}

impl Stored {
    pub(super) fn seen(&self, chat: i64) -> BotMessage {
        BotMessage {
            message_id: self.id,
            chat,
            text: self.text.clone(),
            html: self.html.clone(),
            buttons: self.buttons.clone(),
            reply_to: self.reply_to,
            edits: self.edits.clone(),
            file: self.file.as_ref().map(|(_, file)| file.clone()),
            at: self.at_ms,
        }
    }

    /// The API's Message object, without `reply_to_message`.
    pub(super) fn json(&self, from: &Value, chat: &Value) -> Value {
        let mut message = json!({
            "message_id": self.id,
            "from": from,
            "chat": chat,
            "date": self.date_s,
        });
        let mut words = ("text", "entities");
        if let Some((id, file)) = &self.file {
            message[file.kind] = file.json(id);
            words = ("caption", "caption_entities");
        }
        for (name, value) in self.more.as_object().into_iter().flatten() {
            message[name] = value.clone();
        }
        if !self.text.is_empty() {
            message[words.0] = self.text.as_str().into();
        }
        if !self.entities.is_empty() {
            message[words.1] = self.entities.clone().into();
        }
        if let Some(edited) = self.edited_s {
            message["edit_date"] = edited.into();
        }
        if !self.buttons.is_empty() {
            message["reply_markup"] = json!({ "inline_keyboard": keyboard(&self.buttons) });
        }
        message
    }
}

fn keyboard(rows: &[Vec<Button>]) -> Value {
    let button = |button: &Button| match (&button.data, &button.url) {
        (Some(data), _) => json!({ "text": button.text, "callback_data": data }),
        (None, url) => json!({ "text": button.text, "url": url }),
    };
    rows.iter()
        .map(|row| row.iter().map(button).collect::<Value>())
        .collect()
}

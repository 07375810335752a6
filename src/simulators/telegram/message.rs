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

/// A message of the bot as it now stands in a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BotMessage {
    /// Its id.
    pub message_id: i64,
    /// The chat, which is the person's id.
    pub chat: i64,
    /// The text without markup.
    pub text: String,
    /// The text as HTML of Telegram's own few tags, everything else escaped: safe to show.
    pub html: String,
    /// Rows of inline buttons.
    pub buttons: Vec<Vec<Button>>,
    /// The message that this one replies to.
    pub reply_to: Option<i64>,
    /// The texts it had before it was edited, oldest first. An edit of the buttons alone counts.
    pub edits: Vec<String>,
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
            "text": self.text,
        });
        if !self.entities.is_empty() {
            message["entities"] = self.entities.clone().into();
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

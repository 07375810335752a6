//! A message as Discord keeps it, and as a test or the playground sees it.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiscordButton {
    /// What it says.
    pub label: String,
    /// What the bot receives when it is pressed, at most 100 characters.
    pub custom_id: Option<String>,
    /// Where it leads, if it is a link.
    pub url: Option<String>,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiscordFile {
    /// Its id.
    #[serde(serialize_with = "text")]
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What is in it.
    #[serde(skip)]
    pub content: Vec<u8>,
}

/// A message as it now stands. Ids are written as text, as Discord does: a page cannot count so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiscordMessage {
    /// Its id.
    #[serde(serialize_with = "text")]
    pub id: u64,
    /// Its channel.
    #[serde(serialize_with = "text")]
    pub channel: u64,
    /// Who wrote it.
    #[serde(serialize_with = "text")]
    pub author: u64,
    /// The text, Discord's Markdown.
    pub content: String,
    /// The buttons under it, all rows.
    pub buttons: Vec<DiscordButton>,
    /// Its files.
    pub files: Vec<DiscordFile>,
    /// The message that this one replies to.
    pub reply_to: Option<u64>,
    /// The texts it had before it was edited, oldest first. An edit of the buttons alone counts.
    pub edits: Vec<String>,
    /// Milliseconds since 1970.
    pub at: i64,
    #[serde(skip)]
    pub(super) edited: Option<i64>,
    #[serde(skip)]
    pub(super) mentions: Vec<u64>,
    #[serde(skip)]
    pub(super) nonce: Option<String>,
}

impl DiscordMessage {
    pub(super) fn new(id: u64, channel: u64, author: u64, content: &str, at: i64) -> Self {
        Self {
            id,
            channel,
            author,
            content: content.to_owned(),
            buttons: Vec::new(),
            files: Vec::new(),
            reply_to: None,
            edits: Vec::new(),
            at,
            edited: None,
            mentions: Vec::new(),
            nonce: None,
        }
    }

    /// The data of the first button whose label contains `label`.
    #[must_use]
    pub fn button(&self, label: &str) -> Option<&str> {
        let found = self.buttons.iter().find(|b| b.label.contains(label))?;
        found.custom_id.as_deref()
    }

    /// The attachment objects of the API.
    pub(super) fn attachments(&self, base: &str) -> Value {
        let file = |file: &DiscordFile| {
            let path = format!(
                "{base}/attachments/{}/{}/{}",
                self.channel, file.id, file.name
            );
            json!({
                "id": file.id.to_string(),
                "filename": file.name,
                "content_type": file.media_type,
                "size": file.content.len(),
                "url": path,
                "proxy_url": path,
            })
        };
        self.files.iter().map(file).collect()
    }

    /// The action rows of the API.
    pub(super) fn components(&self) -> Value {
        if self.buttons.is_empty() {
            return json!([]);
        }
        let button = |b: &DiscordButton| match (&b.custom_id, &b.url) {
            (Some(id), _) => json!({ "type": 2, "style": 2, "label": b.label, "custom_id": id }),
            (None, url) => json!({ "type": 2, "style": 5, "label": b.label, "url": url }),
        };
        let buttons: Value = self.buttons.iter().map(button).collect();
        json!([{ "type": 1, "components": buttons }])
    }
}

pub(super) fn text<S: Serializer>(id: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

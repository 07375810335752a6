//! What is read of Discord's objects, field by field: a message must not be lost because some other part of it is newer than
//! a library's types.

use frontdesk_core::{
    Timestamp,
    message::{Attachment, AttachmentContent},
};
use serde_json::Value;

/// An id. Discord writes them as text.
pub(super) fn id(value: &Value) -> Option<u64> {
    value
        .as_str()
        .map_or_else(|| value.as_u64(), |text| text.parse().ok())
}

/// The smallest id of a moment: ids begin with their time, in milliseconds since the first second of 2015.
pub(super) fn moment(at: Timestamp) -> u64 {
    u64::try_from(at.0 - 1_420_070_400_000).unwrap_or(0) << 22
}

/// A message.
pub(super) struct Message<'a> {
    pub(super) id: u64,
    pub(super) channel: u64,
    /// Whether it stands in a server.
    pub(super) guild: bool,
    pub(super) author: u64,
    /// The name that the author goes by there.
    pub(super) name: Option<String>,
    /// Of a person, and said: not of a bot, not "joined the server".
    pub(super) said: bool,
    /// When it was changed, as Discord writes it.
    pub(super) edited: Option<&'a str>,
    /// Whether a thread was started from it.
    pub(super) has_thread: bool,
    /// The channel and the message it replies to.
    pub(super) answers: Option<(u64, u64)>,
    value: &'a Value,
}

/// A regular message and a reply; all other kinds are about the channel.
const SAID: [u64; 2] = [0, 19];
/// The flag of a message with a thread.
const HAS_THREAD: u64 = 1 << 5;

impl<'a> Message<'a> {
    /// Reads a message. In answers of the API no message says whether it stands in a server: `guild` does.
    pub(super) fn read(value: &'a Value, guild: bool) -> Option<Self> {
        let author = &value["author"];
        let bot = author["bot"] == true || author["system"] == true;
        let member = value["member"]["nick"].as_str();
        let name = member
            .or(author["global_name"].as_str())
            .or(author["username"].as_str());
        Some(Self {
            id: id(&value["id"])?,
            channel: id(&value["channel_id"])?,
            guild: guild || !value["guild_id"].is_null(),
            author: id(&author["id"])?,
            name: name.map(Into::into),
            said: !bot
                && value["webhook_id"].is_null()
                && SAID.contains(&value["type"].as_u64().unwrap_or(0)),
            edited: value["edited_timestamp"].as_str(),
            has_thread: value["flags"].as_u64().unwrap_or(0) & HAS_THREAD != 0,
            answers: answered(value),
            value,
        })
    }

    /// Whether it mentions this account by name.
    pub(super) fn mentions(&self, account: u64) -> bool {
        let mentions = self.value["mentions"].as_array();
        mentions.is_some_and(|all| all.iter().any(|m| id(&m["id"]) == Some(account)))
    }

    /// What it says, without the mention of `account`; empty for files alone.
    pub(super) fn text(&self, account: u64) -> String {
        let mut text = self.value["content"].as_str().unwrap_or("").to_owned();
        for mention in [format!("<@{account}>"), format!("<@!{account}>")] {
            text = text.replace(&mention, "");
        }
        let text = text.trim();
        if !text.is_empty() {
            return text.to_owned();
        }
        let more: Vec<String> = self.forwarded().chain(self.stickers()).collect();
        more.join("\n")
    }

    /// A forwarded message stands in snapshots; its own content is empty.
    fn forwarded(&self) -> impl Iterator<Item = String> {
        let snapshots = self.value["message_snapshots"].as_array();
        let texts = snapshots
            .into_iter()
            .flatten()
            .filter_map(|s| s["message"]["content"].as_str());
        texts.map(|text| format!("[forwarded] {text}"))
    }

    fn stickers(&self) -> impl Iterator<Item = String> {
        let stickers = self.value["sticker_items"].as_array();
        let names = stickers
            .into_iter()
            .flatten()
            .filter_map(|s| s["name"].as_str());
        names.map(|name| format!("[sticker: {name}]"))
    }

    /// Its files, and those of a forwarded message.
    pub(super) fn attachments(&self) -> Vec<Attachment> {
        let own = self.value["attachments"].as_array();
        let snapshots = self.value["message_snapshots"].as_array();
        let forwarded = snapshots
            .into_iter()
            .flatten()
            .filter_map(|s| s["message"]["attachments"].as_array());
        let all = own.into_iter().chain(forwarded).flatten();
        all.filter_map(attachment)
            .take(frontdesk_core::limits::ATTACHMENTS)
            .collect()
    }
}

fn answered(value: &Value) -> Option<(u64, u64)> {
    let reference = &value["message_reference"];
    // 1 is a forward: it answers nothing.
    let reply = reference["type"].as_u64().unwrap_or(0) == 0;
    let channel = id(&reference["channel_id"]).or(id(&value["channel_id"]))?;
    reply.then_some((channel, id(&reference["message_id"])?))
}

fn attachment(value: &Value) -> Option<Attachment> {
    let kind = value["content_type"]
        .as_str()
        .unwrap_or("application/octet-stream");
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let name = value["filename"].as_str().unwrap_or("file");
    Some(Attachment {
        name: name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned(),
        media_type: kind,
        size: value["size"].as_u64(),
        content: AttachmentContent::At(value["url"].as_str()?.to_owned()),
    })
}

/// A pressed button or a used command.
pub(super) struct Interaction {
    pub(super) id: u64,
    pub(super) application: u64,
    pub(super) token: String,
    pub(super) channel: u64,
    pub(super) guild: bool,
    pub(super) author: u64,
    pub(super) name: Option<String>,
    pub(super) asks: Asks,
}

/// What an interaction asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// The button with this data was pressed under this message.
    Press { data: String, on: u64 },
    /// The command with this name was used, with this text.
    Command { name: String, text: String },
}

impl Interaction {
    /// Reads an interaction; `None` for kinds that the bot never offered.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let guild = !value["guild_id"].is_null();
        let person = if guild {
            &value["member"]["user"]
        } else {
            &value["user"]
        };
        let data = &value["data"];
        let text = |v: &Value| v.as_str().map(str::to_owned);
        let asks = match value["type"].as_u64()? {
            2 => Asks::Command {
                name: text(&data["name"])?,
                text: text(&data["options"][0]["value"]).unwrap_or_default(),
            },
            3 => Asks::Press {
                data: text(&data["custom_id"])?,
                on: id(&value["message"]["id"])?,
            },
            _ => return None,
        };
        Some(Self {
            id: id(&value["id"])?,
            application: id(&value["application_id"])?,
            token: text(&value["token"])?,
            channel: id(&value["channel_id"])?,
            guild,
            author: id(&person["id"])?,
            name: text(&person["global_name"]).or_else(|| text(&person["username"])),
            asks,
        })
    }
}

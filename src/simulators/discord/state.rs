//! What the simulated Discord knows: people, channels and their messages, interactions that wait, and the bot's session.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::Mutex;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use super::DiscordSim;
use super::gateway::Gateway;
use super::message::{DiscordMessage, text};
use crate::changes::Changes;
use crate::clock::now_ms;
use crate::events::{EventLog, keep};
use crate::failure::Failures;
use crate::limits::MESSAGES_KEPT;
use crate::server::Stopped;

/// What the bot answered to a pressed button or a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InteractionAnswer {
    /// The interaction.
    #[serde(serialize_with = "text")]
    pub interaction: u64,
    /// Discord's number for the kind of the first answer: 4 a message, 5 "is thinking", 6 nothing to see.
    pub kind: u64,
    /// What is shown, if anything.
    pub text: Option<String>,
    /// Whether only the person who began it sees it.
    pub ephemeral: bool,
    /// How long the first answer took, in milliseconds. Discord waits for three seconds.
    pub after_ms: i64,
}

/// What happened, for the playground.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DiscordEvent {
    /// A person wrote.
    Said {
        /// The person's name.
        name: String,
        /// Whose direct messages, if it is in some.
        direct: Option<u64>,
        /// The message.
        message: DiscordMessage,
    },
    /// The bot wrote.
    Posted {
        /// Whose direct messages, if it is in some.
        direct: Option<u64>,
        /// The message.
        message: DiscordMessage,
    },
    /// Somebody changed a message.
    Edited {
        /// Whose direct messages, if it is in some.
        direct: Option<u64>,
        /// The message.
        message: DiscordMessage,
    },
    /// The bot is typing.
    Typing {
        /// Whose direct messages, if it is in some.
        direct: Option<u64>,
        /// The channel.
        #[serde(serialize_with = "text")]
        channel: u64,
    },
    /// The bot answered an interaction.
    Answered {
        /// Who began it.
        user: u64,
        /// The answer.
        answer: InteractionAnswer,
    },
}

#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: String,
    /// Takes no direct messages from the bot.
    pub(super) closed: bool,
}

/// What kind of channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Direct(u64),
    Text,
    /// With its parent and the one who started it.
    Thread(u64, u64),
}

#[derive(Debug)]
pub(super) struct Channel {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) messages: VecDeque<DiscordMessage>,
}

#[derive(Debug)]
pub(super) struct Interaction {
    pub(super) token: String,
    pub(super) user: u64,
    pub(super) at: i64,
    pub(super) answer: Option<InteractionAnswer>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) people: HashMap<u64, Person>,
    pub(super) channels: HashMap<u64, Channel>,
    pub(super) interactions: HashMap<u64, Interaction>,
    pub(super) commands: Vec<Value>,
    pub(super) typing: VecDeque<u64>,
    pub(super) gateway: Gateway,
    last: u64,
}

impl Default for State {
    fn default() -> Self {
        let lobby = Channel {
            place: Place::Text,
            name: "lobby".into(),
            messages: VecDeque::new(),
        };
        Self {
            people: HashMap::new(),
            channels: HashMap::from([(DiscordSim::LOBBY, lobby)]),
            interactions: HashMap::new(),
            commands: Vec::new(),
            typing: VecDeque::new(),
            gateway: Gateway::default(),
            last: 0,
        }
    }
}

/// Milliseconds from 1970 to the first second of 2015, where Discord's ids begin to count.
const EPOCH_MS: i64 = 1_420_070_400_000;

impl State {
    /// A snowflake: the time in its upper bits, and later than all before.
    pub(super) fn next_id(&mut self) -> u64 {
        let now = u64::try_from(now_ms() - EPOCH_MS).unwrap_or(0) << 22;
        self.last = now.max(self.last + 1);
        self.last
    }

    pub(super) fn direct(&self, user: u64) -> Option<u64> {
        let mut channels = self.channels.iter();
        let found = channels.find(|(_, c)| c.place == Place::Direct(user))?;
        Some(*found.0)
    }

    /// The direct messages with a person, opened if need be. None for a stranger.
    pub(super) fn open_direct(&mut self, user: u64) -> Option<u64> {
        if !self.people.contains_key(&user) {
            return None;
        }
        if let Some(open) = self.direct(user) {
            return Some(open);
        }
        Some(self.add_channel(None, Place::Direct(user), ""))
    }

    pub(super) fn add_channel(&mut self, id: Option<u64>, place: Place, name: &str) -> u64 {
        let id = id.unwrap_or_else(|| self.next_id());
        let channel = Channel {
            place,
            name: name.to_owned(),
            messages: VecDeque::new(),
        };
        self.channels.insert(id, channel);
        id
    }

    pub(super) fn thread_of(&self, message: u64) -> Option<u64> {
        let channel = self.channels.get(&message)?;
        matches!(channel.place, Place::Thread(..)).then_some(message)
    }

    /// Whose direct messages a channel is.
    pub(super) fn person_of(&self, channel: u64) -> Option<u64> {
        match self.channels.get(&channel)?.place {
            Place::Direct(user) => Some(user),
            _ => None,
        }
    }

    pub(super) fn store(&mut self, message: DiscordMessage) {
        if let Some(channel) = self.channels.get_mut(&message.channel) {
            keep(&mut channel.messages, message, MESSAGES_KEPT);
        }
    }

    pub(super) fn find(&self, channel: u64, id: u64) -> Option<&DiscordMessage> {
        let messages = &self.channels.get(&channel)?.messages;
        messages.iter().rev().find(|m| m.id == id)
    }

    pub(super) fn find_mut(&mut self, channel: u64, id: u64) -> Option<&mut DiscordMessage> {
        let messages = &mut self.channels.get_mut(&channel)?.messages;
        messages.iter_mut().rev().find(|m| m.id == id)
    }

    /// The channel that holds a message.
    pub(super) fn channel_of(&self, message: u64) -> Option<u64> {
        let mut channels = self.channels.iter();
        let holds = |c: &Channel| c.messages.iter().any(|m| m.id == message);
        channels.find(|(_, c)| holds(c)).map(|(id, _)| *id)
    }

    pub(super) fn by_bot(&self, channel: u64) -> Vec<DiscordMessage> {
        let messages = self.channels.get(&channel).map(|c| c.messages.iter());
        let by_bot = |m: &&DiscordMessage| m.author == DiscordSim::BOT;
        messages
            .into_iter()
            .flatten()
            .filter(by_bot)
            .cloned()
            .collect()
    }

    pub(super) fn answer(&self, interaction: u64) -> Option<InteractionAnswer> {
        self.interactions.get(&interaction)?.answer.clone()
    }

    /// The API's User object.
    pub(super) fn user_json(&self, id: u64) -> Value {
        if id == DiscordSim::BOT {
            return bot_json();
        }
        let name = self.people.get(&id).map_or("", |p| p.name.as_str());
        json!({
            "id": id.to_string(),
            "username": name.to_lowercase(),
            "global_name": name,
            "discriminator": "0",
            "avatar": null,
        })
    }

    /// The API's Channel object.
    pub(super) fn channel_json(&self, id: u64) -> Option<Value> {
        let channel = self.channels.get(&id)?;
        let id = id.to_string();
        Some(match channel.place {
            Place::Direct(user) => {
                json!({ "id": id, "type": 1, "recipients": [self.user_json(user)] })
            }
            Place::Text => json!({
                "id": id, "type": 0, "name": channel.name,
                "guild_id": DiscordSim::GUILD.to_string(),
            }),
            Place::Thread(parent, owner) => json!({
                "id": id, "type": 11, "name": channel.name,
                "guild_id": DiscordSim::GUILD.to_string(),
                "parent_id": parent.to_string(), "owner_id": owner.to_string(),
                "thread_metadata": { "archived": false, "auto_archive_duration": 1440, "locked": false },
            }),
        })
    }

    /// The API's Message object, with the message it replies to.
    pub(super) fn message_json(&self, base: &str, message: &DiscordMessage) -> Value {
        let mut object = self.plain_json(base, message);
        if let Some(to) = message.reply_to {
            object["type"] = 19.into();
            object["message_reference"] = json!({
                "type": 0,
                "channel_id": message.channel.to_string(),
                "message_id": to.to_string(),
            });
            let original = self.find(message.channel, to);
            object["referenced_message"] =
                original.map_or(Value::Null, |m| self.plain_json(base, m));
        }
        object
    }

    fn plain_json(&self, base: &str, message: &DiscordMessage) -> Value {
        let mentions = message.mentions.iter().map(|id| self.user_json(*id));
        let flags = if self.thread_of(message.id).is_some() {
            32
        } else {
            0
        };
        json!({
            "id": message.id.to_string(),
            "channel_id": message.channel.to_string(),
            "author": self.user_json(message.author),
            "content": message.content,
            "timestamp": iso(message.at),
            "edited_timestamp": message.edited.map(iso),
            "tts": false,
            "mention_everyone": false,
            "mentions": mentions.collect::<Vec<_>>(),
            "mention_roles": [],
            "attachments": message.attachments(base),
            "embeds": [],
            "pinned": false,
            "type": 0,
            "flags": flags,
            "nonce": message.nonce,
            "components": message.components(),
        })
    }
}

pub(super) fn bot_json() -> Value {
    json!({
        "id": DiscordSim::BOT.to_string(),
        "username": "front-desk",
        "global_name": null,
        "discriminator": "0001",
        "avatar": null,
        "bot": true,
    })
}

fn iso(ms: i64) -> String {
    let at = DateTime::<Utc>::from_timestamp_millis(ms).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, false)
}

pub(super) struct Shared {
    pub(super) base: String,
    pub(super) failures: Mutex<HashMap<String, Failures>>,
    pub(super) state: Mutex<State>,
    pub(super) changes: Changes,
    pub(super) events: EventLog<DiscordEvent>,
    pub(super) stopped: Stopped,
}

impl Shared {
    pub(super) fn gateway_url(&self) -> String {
        format!("{}/gateway", self.base.replacen("http", "ws", 1))
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discord")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

//! What the simulated Telegram knows: people, their chats, and what the bot has not fetched.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::Mutex;

use serde::Serialize;
use serde_json::{Value, json};

use super::message::{BotMessage, Stored, TelegramFile};
use crate::changes::Changes;
use crate::events::{EventLog, keep};
use crate::failure::Failures;
use crate::limits::{MESSAGES_KEPT, UPDATES_HELD};
use crate::routes::Routes;
use crate::server::Stopped;

/// What the bot answered when a button was pressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallbackAnswer {
    /// The id that [`presses`](super::TelegramSim::presses) returned.
    pub callback_id: String,
    /// The notification, if there is one.
    pub text: Option<String>,
    /// Whether it must be closed by hand.
    pub show_alert: bool,
}

/// What happened, for the playground.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TelegramEvent {
    /// A person wrote to the bot.
    Said {
        /// The person and the chat.
        chat: i64,
        /// The message's id.
        message_id: i64,
        /// The person's name.
        first_name: String,
        /// The text.
        text: String,
        /// The message it replies to.
        reply_to: Option<i64>,
        /// Milliseconds since 1970.
        at: i64,
    },
    /// The bot wrote.
    Posted(BotMessage),
    /// The bot changed a message.
    Edited(BotMessage),
    /// The bot deleted a message.
    Deleted {
        /// The chat.
        chat: i64,
        /// The message's id.
        message_id: i64,
    },
    /// The bot shows what it is doing.
    Action {
        /// The chat.
        chat: i64,
        /// `typing`, as a rule.
        action: String,
        /// Milliseconds since 1970.
        at: i64,
    },
    /// A person pressed a button.
    Pressed {
        /// The person and the chat.
        chat: i64,
        /// The message with the button.
        message_id: i64,
        /// The press's id.
        callback_id: String,
        /// The button's data.
        data: String,
    },
    /// The bot answered a press.
    Answered {
        /// The chat.
        chat: i64,
        /// The answer.
        #[serde(flatten)]
        answer: CallbackAnswer,
        /// Milliseconds since 1970.
        at: i64,
    },
}

#[derive(Debug)]
pub(super) struct Person {
    pub(super) first_name: String,
    pub(super) blocks: bool,
    pub(super) messages: VecDeque<Stored>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Webhook {
    pub(super) url: String,
    pub(super) secret: Option<String>,
}

/// An update that waits for the bot.
#[derive(Debug, Clone)]
pub(super) struct Update {
    pub(super) id: i64,
    pub(super) body: Value,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) people: HashMap<i64, Person>,
    pub(super) updates: VecDeque<Update>,
    pub(super) webhook: Option<Webhook>,
    pub(super) last_webhook_error: Option<String>,
    pub(super) actions: VecDeque<(i64, String)>,
    pub(super) answers: VecDeque<CallbackAnswer>,
    /// Presses that the bot has not answered, with their chats.
    pub(super) presses: HashMap<String, i64>,
    /// The `getUpdates` call that is allowed to wait; a newer one ends it.
    pub(super) poll: u64,
    /// Files by their ids.
    pub(super) files: HashMap<String, TelegramFile>,
    last_message: i64,
    last_update: i64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            people: HashMap::new(),
            updates: VecDeque::new(),
            webhook: None,
            last_webhook_error: None,
            actions: VecDeque::new(),
            answers: VecDeque::new(),
            presses: HashMap::new(),
            poll: 0,
            files: HashMap::new(),
            last_message: 0,
            // Real update ids start anywhere; zero would hide a bot that forgets its offset.
            last_update: 10_000,
        }
    }
}

impl State {
    pub(super) fn next_message_id(&mut self) -> i64 {
        self.last_message += 1;
        self.last_message
    }

    /// Keeps a file and gives the id under which it can be fetched.
    pub(super) fn keep_file(&mut self, file: &TelegramFile) -> String {
        let id = format!("AgAC{:x}", crate::ids::random());
        if self.files.len() < MESSAGES_KEPT {
            self.files.insert(id.clone(), file.clone());
        }
        id
    }

    /// Adds an update of one kind (`message`, `callback_query`).
    pub(super) fn add_update(&mut self, kind: &str, object: Value) {
        self.last_update += 1;
        let id = self.last_update;
        let body = json!({ "update_id": id, kind: object });
        keep(&mut self.updates, Update { id, body }, UPDATES_HELD);
    }

    /// The person, introduced if need be; a changed name is taken over.
    pub(super) fn person(&mut self, id: i64, first_name: &str) -> &mut Person {
        let person = self.people.entry(id).or_insert_with(|| Person {
            first_name: first_name.to_owned(),
            blocks: false,
            messages: VecDeque::new(),
        });
        if person.first_name != first_name {
            first_name.clone_into(&mut person.first_name);
        }
        person
    }

    pub(super) fn store(&mut self, chat: i64, message: Stored) {
        if let Some(person) = self.people.get_mut(&chat) {
            keep(&mut person.messages, message, MESSAGES_KEPT);
        }
    }

    pub(super) fn find(&self, chat: i64, id: i64) -> Option<&Stored> {
        self.people
            .get(&chat)?
            .messages
            .iter()
            .rev()
            .find(|message| message.id == id)
    }

    pub(super) fn bot_messages(&self, chat: i64) -> Vec<BotMessage> {
        let messages = self.people.get(&chat).map(|person| person.messages.iter());
        let by_bot = messages
            .into_iter()
            .flatten()
            .filter(|message| message.by_bot);
        by_bot.map(|message| message.seen(chat)).collect()
    }

    /// The API's Message object, with the message it replies to.
    pub(super) fn message_json(&self, token: &str, chat: i64, message: &Stored) -> Value {
        let plain = |m: &Stored| {
            let from = if m.by_bot {
                bot_json(token)
            } else {
                self.person_json(m.from)
            };
            m.json(&from, &self.chat_json(chat))
        };
        let mut object = plain(message);
        if let Some(original) = message.reply_to.and_then(|id| self.find(chat, id)) {
            object["reply_to_message"] = plain(original);
        }
        object
    }

    fn first_name(&self, id: i64) -> &str {
        self.people
            .get(&id)
            .map_or("", |person| person.first_name.as_str())
    }

    pub(super) fn person_json(&self, id: i64) -> Value {
        json!({
            "id": id,
            "is_bot": false,
            "first_name": self.first_name(id),
            "language_code": "en",
        })
    }

    fn chat_json(&self, id: i64) -> Value {
        let name = self.first_name(id);
        if id < 0 {
            json!({ "id": id, "title": name, "type": "supergroup" })
        } else {
            json!({ "id": id, "first_name": name, "type": "private" })
        }
    }
}

/// The bot's username.
pub(super) const USERNAME: &str = "frontdesk_simulated_bot";

/// The bot's own User object; its id is the number before the colon of the token.
pub(super) fn bot_json(token: &str) -> Value {
    let id = token
        .split(':')
        .next()
        .and_then(|id| id.parse().ok())
        .unwrap_or(1_i64);
    json!({
        "id": id,
        "is_bot": true,
        "first_name": "Front desk",
        "username": USERNAME,
    })
}

pub(super) struct Shared {
    pub(super) token: String,
    pub(super) client: reqwest::Client,
    pub(super) routes: Routes,
    pub(super) failures: Mutex<HashMap<String, Failures>>,
    pub(super) state: Mutex<State>,
    pub(super) changes: Changes,
    pub(super) events: EventLog<TelegramEvent>,
    pub(super) stopped: Stopped,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram")
            .field("token", &"***")
            .finish_non_exhaustive()
    }
}

//! The driving side: people who write, reply, press buttons and block the bot.

use serde_json::{Value, json};

use super::TelegramSim;
use super::html::escaped;
use super::message::{Stored, TelegramFile};
use super::state::{TelegramEvent, USERNAME};
use crate::clock::{now_ms, now_s};
use crate::events::held;
use crate::ids::random;

impl TelegramSim {
    /// The person has started the bot at some time, so that it may write to them. No update comes
    /// of it.
    pub fn introduce(&self, person: i64, first_name: &str) {
        held(&self.shared.state).person(person, first_name);
    }

    /// The person writes to the bot; returns the message's id.
    pub fn says(&self, person: i64, first_name: &str, text: &str) -> i64 {
        held(&self.shared.state).person(person, first_name);
        self.write(Words::of(person, text))
    }

    /// The person replies to a message in their chat. None if there is no such message.
    pub fn replies(&self, person: i64, to_message_id: i64, text: &str) -> Option<i64> {
        held(&self.shared.state).find(person, to_message_id)?;
        let words = Words::of(person, text);
        Some(self.write(Words {
            reply_to: Some(to_message_id),
            ..words
        }))
    }

    /// The person presses the button with this data; returns the callback's id. None if the
    /// message has no such button (any more).
    pub fn presses(&self, person: i64, message_id: i64, callback_data: &str) -> Option<String> {
        let callback_id = format!("{}", random());
        {
            let mut state = held(&self.shared.state);
            let message = state.find(person, message_id)?;
            let buttons = message.buttons.iter().flatten();
            buttons
                .into_iter()
                .find(|button| button.data.as_deref() == Some(callback_data))?;
            let query = json!({
                "id": callback_id,
                "from": state.person_json(person),
                "message": state.message_json(&self.shared.token, person, message),
                "chat_instance": format!("{}", person.unsigned_abs() + 7),
                "data": callback_data,
            });
            state.presses.insert(callback_id.clone(), person);
            state.add_update("callback_query", query);
        }
        self.shared.events.push(TelegramEvent::Pressed {
            chat: person,
            message_id,
            callback_id: callback_id.clone(),
            data: callback_data.to_owned(),
        });
        self.shared.changes.mark();
        Some(callback_id)
    }

    /// The person blocks the bot (403 from now on) or unblocks it.
    pub fn blocks(&self, person: i64, blocked: bool) {
        if let Some(person) = held(&self.shared.state).people.get_mut(&person) {
            person.blocks = blocked;
        }
    }

    /// Puts an update of the caller's making (`message`, `my_chat_member`, …) into the queue, for
    /// kinds that the simulator does not make itself.
    pub fn raw_update(&self, kind: &str, object: Value) {
        held(&self.shared.state).add_update(kind, object);
        self.shared.changes.mark();
    }

    /// Writes into a chat and gives the message's id.
    pub(super) fn write(&self, words: Words<'_>) -> i64 {
        let Words {
            person,
            chat,
            text,
            reply_to,
            ..
        } = words;
        let (id, first_name) = {
            let mut state = held(&self.shared.state);
            let id = state.next_message_id();
            let file = words.file.map(|file| (state.keep_file(&file), file));
            let message = Stored {
                id,
                by_bot: false,
                from: person,
                file,
                more: words.more,
                date_s: now_s(),
                at_ms: now_ms(),
                text: text.to_owned(),
                html: escaped(text),
                entities: entities(text),
                buttons: Vec::new(),
                reply_to,
                edited_s: None,
                edits: Vec::new(),
            };
            let object = state.message_json(&self.shared.token, chat, &message);
            state.store(chat, message);
            state.add_update("message", object);
            (id, state.people.get(&person).map(|p| p.first_name.clone()))
        };
        self.shared.events.push(TelegramEvent::Said {
            chat,
            message_id: id,
            first_name: first_name.unwrap_or_default(),
            text: text.to_owned(),
            reply_to,
            at: now_ms(),
        });
        self.shared.changes.mark();
        id
    }
}

/// What a person writes.
pub(super) struct Words<'a> {
    pub(super) person: i64,
    pub(super) chat: i64,
    pub(super) text: &'a str,
    pub(super) reply_to: Option<i64>,
    pub(super) file: Option<TelegramFile>,
    pub(super) more: Value,
}

impl<'a> Words<'a> {
    /// Words in the private chat.
    pub(super) fn of(person: i64, text: &'a str) -> Self {
        Self {
            person,
            chat: person,
            text,
            reply_to: None,
            file: None,
            more: Value::Null,
        }
    }
}

/// What Telegram marks in a text: a command at its beginning, the name of the bot.
pub(super) fn entities(text: &str) -> Vec<Value> {
    let mut marks: Vec<Value> = command(text).into_iter().collect();
    let name = format!("@{USERNAME}");
    if let Some(at) = text.find(&name) {
        let offset = text[..at].encode_utf16().count();
        marks.push(json!({ "type": "mention", "offset": offset, "length": name.len() }));
    }
    marks
}

/// `/start` and the like are marked by Telegram.
fn command(text: &str) -> Option<Value> {
    let word = text
        .split_whitespace()
        .next()
        .filter(|word| text.starts_with(*word))?;
    let name = word.strip_prefix('/').filter(|name| !name.is_empty())?;
    let plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '@');
    plain.then(|| json!({ "type": "bot_command", "offset": 0, "length": word.len() }))
}

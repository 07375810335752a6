//! More of the driving side: people who send files, share contacts, change what they wrote, follow a link to the bot or write in
//! groups.

use serde_json::json;

use super::TelegramSim;
use super::html::escaped;
use super::message::TelegramFile;
use super::people::{Words, entities};
use super::state::USERNAME;
use crate::clock::now_s;
use crate::events::held;

impl TelegramSim {
    /// The bot's username, without the `@`.
    #[must_use]
    pub fn username(&self) -> &'static str {
        USERNAME
    }

    /// The person sends a photo with a caption, which may be empty; returns the message's id.
    pub fn sends_photo(&self, person: i64, caption: &str, content: &[u8]) -> i64 {
        self.send_file(
            person,
            caption,
            None,
            ("photo", "photo.jpg", "image/jpeg"),
            content,
        )
    }

    /// The person sends a file with a caption, which may be empty.
    pub fn sends_document(
        &self,
        person: i64,
        caption: &str,
        name: &str,
        media_type: &str,
        content: &[u8],
    ) -> i64 {
        self.send_file(
            person,
            caption,
            None,
            ("document", name, media_type),
            content,
        )
    }

    /// The person sends a voice note.
    pub fn sends_voice(&self, person: i64, content: &[u8]) -> i64 {
        self.send_file(
            person,
            "",
            None,
            ("voice", "voice.ogg", "audio/ogg"),
            content,
        )
    }

    /// The person replies to a message with a photo. None if there is no such message.
    pub fn replies_with_photo(
        &self,
        person: i64,
        to_message_id: i64,
        caption: &str,
        content: &[u8],
    ) -> Option<i64> {
        held(&self.shared.state).find(person, to_message_id)?;
        let photo = ("photo", "photo.jpg", "image/jpeg");
        Some(self.send_file(person, caption, Some(to_message_id), photo, content))
    }

    fn send_file(
        &self,
        person: i64,
        caption: &str,
        reply_to: Option<i64>,
        (kind, name, media_type): (&'static str, &str, &str),
        content: &[u8],
    ) -> i64 {
        let file = TelegramFile {
            kind,
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            content: content.to_vec(),
        };
        self.write(Words {
            reply_to,
            file: Some(file),
            ..Words::of(person, caption)
        })
    }

    /// The person shares a contact: their own, or that of another person.
    pub fn shares_contact(&self, person: i64, of: i64, phone_number: &str) -> i64 {
        let contact =
            json!({ "phone_number": phone_number, "first_name": "Shared", "user_id": of });
        self.write(Words {
            more: json!({ "contact": contact }),
            ..Words::of(person, "")
        })
    }

    /// The person follows `https://t.me/<bot>?start=TOKEN`.
    pub fn starts(&self, person: i64, first_name: &str, token: &str) -> i64 {
        self.says(person, first_name, &format!("/start {token}"))
    }

    /// The person changes what they wrote. False if there is no such message of theirs.
    pub fn edits(&self, person: i64, message_id: i64, text: &str) -> bool {
        {
            let mut state = held(&self.shared.state);
            let messages = state.people.get_mut(&person).map(|p| &mut p.messages);
            let found = messages.and_then(|m| m.iter_mut().find(|m| m.id == message_id));
            let Some(message) = found.filter(|m| !m.by_bot) else {
                return false;
            };
            message.edits.push(message.text.clone());
            message.text = text.to_owned();
            message.html = escaped(text);
            message.entities = entities(text);
            message.edited_s = Some(now_s());
            let message = message.clone();
            let object = state.message_json(&self.shared.token, person, &message);
            state.add_update("edited_message", object);
        }
        self.shared.changes.mark();
        true
    }

    /// There is a group, with the bot in it; its id is below 0.
    pub fn group(&self, group: i64, title: &str) {
        held(&self.shared.state).person(group, title);
    }

    /// A member writes in a group, perhaps in reply to a message there; returns the message's id.
    pub fn says_in(
        &self,
        group: i64,
        person: i64,
        first_name: &str,
        text: &str,
        reply_to: Option<i64>,
    ) -> i64 {
        held(&self.shared.state).person(person, first_name);
        self.write(Words {
            chat: group,
            reply_to,
            ..Words::of(person, text)
        })
    }
}

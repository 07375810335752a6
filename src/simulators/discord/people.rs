//! The driving side: people who write, mention, reply, edit, press buttons and use commands.

use serde_json::{Value, json};

use super::DiscordSim;
use super::message::{DiscordFile, DiscordMessage};
use super::state::{DiscordEvent, Interaction, Person, Place, State};
use crate::clock::now_ms;
use crate::events::held;
use crate::ids::sid;
use crate::limits::INTERACTIONS_KEPT;

impl DiscordSim {
    /// The person shares the server with the bot, so that it may write to them. No event comes of it.
    pub fn introduce(&self, user: u64, name: &str) {
        let person = Person {
            name: name.to_owned(),
            closed: false,
        };
        held(&self.shared.state)
            .people
            .entry(user)
            .or_insert(person);
    }

    /// The person takes no direct messages from the bot (403, code 50007) or takes them again.
    pub fn closes_dms(&self, user: u64, closed: bool) {
        if let Some(person) = held(&self.shared.state).people.get_mut(&user) {
            person.closed = closed;
        }
    }

    /// A new text channel of the server.
    pub fn guild_channel(&self, name: &str) -> u64 {
        held(&self.shared.state).add_channel(None, Place::Text, name)
    }

    /// The direct messages with a person, once one side has written.
    #[must_use]
    pub fn dm_channel(&self, user: u64) -> Option<u64> {
        held(&self.shared.state).direct(user)
    }

    /// The person writes to the bot; returns the message's id.
    ///
    /// # Panics
    /// If the person was not introduced.
    pub fn dm(&self, user: u64, text: &str) -> u64 {
        self.dm_with(user, text, &[])
    }

    /// The same with files: name, media type and content.
    ///
    /// # Panics
    /// If the person was not introduced.
    pub fn dm_with(&self, user: u64, text: &str, files: &[(&str, &str, &[u8])]) -> u64 {
        let channel = held(&self.shared.state).open_direct(user);
        let channel = channel.expect("the person was introduced");
        self.write(user, channel, text, files, None, false)
    }

    /// The person mentions the bot in a channel of the server (`@front-desk text`).
    pub fn mention(&self, user: u64, channel: u64, text: &str) -> u64 {
        let text = format!("<@{}> {text}", Self::BOT);
        self.write(user, channel, &text, &[], None, true)
    }

    /// The person writes in a channel or thread of the server and mentions nobody.
    pub fn says_in(&self, user: u64, channel: u64, text: &str) -> u64 {
        self.write(user, channel, text, &[], None, false)
    }

    /// The person replies to a message where it stands. None if there is no such message.
    pub fn reply(&self, user: u64, to_message: u64, text: &str) -> Option<u64> {
        let channel = held(&self.shared.state).channel_of(to_message)?;
        Some(self.write(user, channel, text, &[], Some(to_message), false))
    }

    /// The person changes a message of theirs. False if there is no such message.
    pub fn edit(&self, user: u64, message: u64, text: &str) -> bool {
        let mut state = held(&self.shared.state);
        let channel = state.channel_of(message);
        let Some(found) = channel.and_then(|c| state.find_mut(c, message)) else {
            return false;
        };
        if found.author != user {
            return false;
        }
        found.edits.push(found.content.clone());
        found.content = text.to_owned();
        found.edited = Some(now_ms());
        let message = found.clone();
        self.tell(&mut state, "MESSAGE_UPDATE", &message);
        let direct = state.person_of(message.channel);
        drop(state);
        self.shared
            .events
            .push(DiscordEvent::Edited { direct, message });
        self.shared.changes.mark();
        true
    }

    /// The person presses the button with this data; returns the interaction's id. None if the
    /// message has no such button (any more).
    pub fn press(&self, user: u64, message: u64, custom_id: &str) -> Option<u64> {
        let mut state = held(&self.shared.state);
        let channel = state.channel_of(message)?;
        let found = state.find(channel, message)?;
        let mut ids = found.buttons.iter().filter_map(|b| b.custom_id.as_deref());
        ids.find(|id| *id == custom_id)?;
        let object = state.message_json(&self.shared.base, found);
        let more = json!({
            "type": 3,
            "data": { "custom_id": custom_id, "component_type": 2 },
            "message": object,
        });
        let id = begin(&mut state, user, channel, more);
        drop(state);
        self.shared.changes.mark();
        Some(id)
    }

    /// The person uses a command in their direct messages with the bot; its first option gets the
    /// text. Returns the interaction's id.
    ///
    /// # Panics
    /// If the person was not introduced.
    pub fn slash(&self, user: u64, command: &str, text: &str) -> u64 {
        let channel = held(&self.shared.state).open_direct(user);
        self.slash_in(
            user,
            channel.expect("the person was introduced"),
            command,
            text,
        )
    }

    /// The same in any channel.
    pub fn slash_in(&self, user: u64, channel: u64, command: &str, text: &str) -> u64 {
        let mut state = held(&self.shared.state);
        let registered = state.commands.iter().find(|c| c["name"] == command);
        let option = registered.and_then(|c| c["options"][0]["name"].as_str());
        let option = json!([{ "name": option.unwrap_or("question"), "type": 3, "value": text }]);
        let more = json!({
            "type": 2,
            "data": { "id": "77", "name": command, "type": 1, "options": option },
        });
        let id = begin(&mut state, user, channel, more);
        drop(state);
        self.shared.changes.mark();
        id
    }

    fn write(
        &self,
        user: u64,
        channel: u64,
        text: &str,
        files: &[(&str, &str, &[u8])],
        reply_to: Option<u64>,
        mentions: bool,
    ) -> u64 {
        let mut state = held(&self.shared.state);
        let id = state.next_id();
        let mut message = DiscordMessage::new(id, channel, user, text, now_ms());
        message.reply_to = reply_to;
        if mentions {
            message.mentions.push(Self::BOT);
        }
        for (name, media_type, content) in files {
            message.files.push(DiscordFile {
                id: state.next_id(),
                name: (*name).to_owned(),
                media_type: (*media_type).to_owned(),
                content: content.to_vec(),
            });
        }
        self.tell(&mut state, "MESSAGE_CREATE", &message);
        state.store(message.clone());
        let name = state.people.get(&user).map(|p| p.name.clone());
        let direct = state.person_of(channel);
        drop(state);
        self.shared.events.push(DiscordEvent::Said {
            name: name.unwrap_or_default(),
            direct,
            message,
        });
        self.shared.changes.mark();
        id
    }

    fn tell(&self, state: &mut State, kind: &str, message: &DiscordMessage) {
        let mut object = state.message_json(&self.shared.base, message);
        if state.person_of(message.channel).is_none() {
            object["guild_id"] = Self::GUILD.to_string().into();
            object["member"] =
                json!({ "roles": [], "joined_at": null, "deaf": false, "mute": false });
        }
        let addressed = message.mentions.contains(&Self::BOT);
        state.gateway.dispatch_message(kind, object, addressed);
    }
}

/// Makes an interaction and tells the bot of it.
fn begin(state: &mut State, user: u64, channel: u64, more: Value) -> u64 {
    let id = state.next_id();
    let token = sid("interaction-");
    let mut object = json!({
        "id": id.to_string(),
        "application_id": DiscordSim::BOT.to_string(),
        "channel_id": channel.to_string(),
        "channel": state.channel_json(channel),
        "token": token,
        "version": 1,
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "attachment_size_limit": 10_485_760,
    });
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    let person = state.user_json(user);
    if state.person_of(channel).is_some() {
        object["user"] = person;
    } else {
        object["guild_id"] = DiscordSim::GUILD.to_string().into();
        object["member"] =
            json!({ "user": person, "roles": [], "joined_at": null, "permissions": "0" });
    }
    let interaction = Interaction {
        token,
        user,
        at: now_ms(),
        answer: None,
    };
    state.interactions.insert(id, interaction);
    forget_oldest(state);
    state.gateway.dispatch("INTERACTION_CREATE", &object);
    id
}

fn forget_oldest(state: &mut State) {
    if state.interactions.len() > INTERACTIONS_KEPT
        && let Some(oldest) = state.interactions.keys().min().copied()
    {
        state.interactions.remove(&oldest);
    }
}

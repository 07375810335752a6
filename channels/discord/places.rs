//! What a channel of a server is, and to whom the bot listens there: whoever mentions it is answered in a thread, and in that
//! thread the same person need not mention it again.

use super::{
    Discord, address,
    api::{Call, CallError, Refusal},
    limits,
    wire::{self, Message},
};
use crate::waiting::Pause;
use frontdesk_core::Address;
use serde_json::{Value, json};
use std::collections::HashMap;

const LOOKING: &str = "looking at a Discord channel";
const STARTING: &str = "starting a Discord thread";

/// Discord's code for a message that already has its thread.
const HAS_THREAD: u64 = 160_004;

/// How long a thread stays in sight after its last message, in minutes: a day.
const ARCHIVED_AFTER_MIN: u32 = 1_440;

/// A channel of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A channel in which threads can be started, or one that the bot cannot see.
    Channel,
    /// A thread that somebody else started.
    Thread,
    /// A thread that the bot started, with the person it was started for.
    Ours(Option<u64>),
}

/// The channels of servers as far as they were met.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<u64, Place>);

impl Places {
    /// The address under which a message of a server is taken; `None` if it is not for the bot. Starts the thread for a
    /// mention: the thread has the id of its message, so that starting it twice is harmless.
    pub(super) async fn address(
        &mut self,
        discord: &Discord,
        me: u64,
        message: &Message<'_>,
    ) -> Option<Address> {
        let mentioned = message.mentions(me);
        let place = self.look(discord, me, message.channel).await;
        let here = address::within(message.author, message.channel);
        match place {
            Place::Ours(person) if mentioned || person == Some(message.author) => Some(here),
            Place::Thread if mentioned => Some(here),
            Place::Channel if mentioned => Some(self.start(discord, message).await.unwrap_or(here)),
            _ => None,
        }
    }

    /// The same for a message that was changed: nothing is started for it.
    pub(super) async fn address_before(
        &mut self,
        discord: &Discord,
        me: u64,
        message: &Message<'_>,
    ) -> Option<Address> {
        match self.look(discord, me, message.channel).await {
            Place::Channel if message.has_thread && message.mentions(me) => {
                Some(address::within(message.author, message.id))
            }
            Place::Channel => None,
            _ => self.address(discord, me, message).await,
        }
    }

    fn keep(&mut self, channel: u64, place: Place) {
        if self.0.len() >= limits::CHANNELS {
            // They are looked at again.
            self.0.clear();
        }
        self.0.insert(channel, place);
    }

    async fn look(&mut self, discord: &Discord, me: u64, channel: u64) -> Place {
        if let Some(place) = self.0.get(&channel) {
            return *place;
        }
        let call = Call::get(format!("/channels/{channel}"));
        let place = match discord.persist(&call, LOOKING).await {
            // 10 to 12 are the kinds of threads.
            Ok(found) if !matches!(found["type"].as_u64(), Some(10..=12)) => Place::Channel,
            Ok(found) if wire::id(&found["owner_id"]) != Some(me) => Place::Thread,
            Ok(found) => Place::Ours(started_for(discord, channel, &found).await),
            Err(_) => Place::Channel,
        };
        self.keep(channel, place);
        place
    }

    /// Starts the thread in which a mention is answered; `None` where the bot may not.
    async fn start(&mut self, discord: &Discord, message: &Message<'_>) -> Option<Address> {
        let path = format!(
            "/channels/{}/messages/{}/threads",
            message.channel, message.id
        );
        let name = message
            .name
            .as_deref()
            .filter(|name| !name.trim().is_empty());
        let name: String = name
            .unwrap_or("Question")
            .chars()
            .take(limits::THREAD_CHARS)
            .collect();
        let body = json!({ "name": name, "auto_archive_duration": ARCHIVED_AFTER_MIN });
        match discord.persist(&Call::post(path, body), STARTING).await {
            Ok(_) => {}
            Err(no) if no.code == HAS_THREAD => {}
            Err(no) => {
                tracing::warn!(inbox = %discord.inbox, error = %no.error(STARTING), "a mention is answered in the channel itself: give the bot the permissions to create and to write in threads");
                return None;
            }
        }
        self.keep(message.id, Place::Ours(Some(message.author)));
        Some(address::within(message.author, message.id))
    }
}

/// Who wrote the message that a thread was started from.
async fn started_for(discord: &Discord, thread: u64, found: &Value) -> Option<u64> {
    let parent = wire::id(&found["parent_id"])?;
    let call = Call::get(format!("/channels/{parent}/messages/{thread}"));
    let message = discord.persist(&call, LOOKING).await.ok()?;
    wire::id(&message["author"]["id"])
}

impl Discord {
    /// Makes a call until it works or is refused for good. What is behind it waits, so that nothing is lost or overtakes it.
    pub(super) async fn persist(
        &self,
        call: &Call<'_>,
        operation: &'static str,
    ) -> Result<Value, Refusal> {
        let mut pause = Pause::new();
        loop {
            let asked_ms = match self.api.call(call, operation).await {
                Ok(value) => return Ok(value),
                Err(CallError::Said(no)) if !no.is_passing() => return Err(no),
                Err(CallError::Said(no)) => {
                    let asked_ms = no.retry_after_ms;
                    tracing::warn!(inbox = %self.inbox, error = %no.error(operation), "Discord is asked again");
                    asked_ms
                }
                Err(broken) => {
                    tracing::warn!(inbox = %self.inbox, error = %broken.into_error(operation), "Discord does not answer and is asked again");
                    None
                }
            };
            pause.wait(asked_ms).await;
        }
    }
}

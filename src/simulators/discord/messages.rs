//! Channels and their messages: posting once a nonce, changing, the history, threads.

use serde_json::{Value, json};

use super::DiscordSim;
use super::api::{Answer, Call, Refusal, not_found, refuse};
use super::check;
use super::message::{DiscordFile, DiscordMessage};
use super::multipart::{self, Uploaded};
use super::state::{DiscordEvent, Place, State};
use crate::clock::now_ms;
use crate::events::{held, keep};
use crate::limits::MESSAGES_KEPT;

/// `POST /users/@me/channels`.
pub(super) fn open_direct(call: &Call<'_>) -> Answer {
    let body = call.json()?;
    let text = body["recipient_id"].as_str().map(str::to_owned);
    let number = body["recipient_id"].as_u64();
    let user = number.or_else(|| text?.parse().ok());
    let mut state = held(&call.shared.state);
    let channel = user.and_then(|user| state.open_direct(user));
    let channel = channel.ok_or_else(|| refuse(400, 50033, "Invalid Recipient(s)"))?;
    Ok(state.channel_json(channel).unwrap_or_default())
}

pub(super) fn show_channel(call: &Call<'_>, channel: u64) -> Answer {
    let state = held(&call.shared.state);
    state
        .channel_json(channel)
        .ok_or_else(|| not_found(10003, "Channel"))
}

pub(super) fn show_message(call: &Call<'_>, channel: u64, message: u64) -> Answer {
    let state = held(&call.shared.state);
    let found = state.find(channel, message);
    let found = found.ok_or_else(|| not_found(10008, "Message"))?;
    Ok(state.message_json(&call.shared.base, found))
}

/// `GET /channels/{id}/messages`: newest first, the oldest page after `after`.
pub(super) fn history(call: &Call<'_>, channel: u64) -> Answer {
    let state = held(&call.shared.state);
    let found = state.channels.get(&channel);
    let found = found.ok_or_else(|| not_found(10003, "Channel"))?;
    let limit = call.query_number("limit").unwrap_or(50);
    let limit = usize::try_from(limit).unwrap_or(50).clamp(1, 100);
    let mut page: Vec<&DiscordMessage> = match call.query_number("after") {
        Some(after) => {
            let later = found.messages.iter().filter(|m| m.id > after);
            later.take(limit).collect()
        }
        None => {
            let skipped = found.messages.len().saturating_sub(limit);
            found.messages.iter().skip(skipped).collect()
        }
    };
    page.reverse();
    Ok(page
        .iter()
        .map(|m| state.message_json(&call.shared.base, m))
        .collect())
}

/// `POST /channels/{id}/messages`.
pub(super) fn post(call: &Call<'_>, channel: u64) -> Answer {
    let (body, files) = multipart::read(call)?;
    let (content, nonce, buttons) = (
        check::content(&body)?,
        check::nonce(&body)?,
        check::buttons(&body)?,
    );
    let mut state = held(&call.shared.state);
    writable(&state, channel)?;
    if content.is_empty() && files.is_empty() {
        return Err(refuse(400, 50006, "Cannot send an empty message"));
    }
    if body["enforce_nonce"] == true
        && let Some(nonce) = &nonce
        && let Some(sent) = said_before(&state, channel, nonce)
    {
        return Ok(state.message_json(&call.shared.base, &sent));
    }
    let id = state.next_id();
    let mut message = DiscordMessage::new(id, channel, DiscordSim::BOT, &content, now_ms());
    message.nonce = nonce;
    message.buttons = buttons;
    message.files = files
        .into_iter()
        .map(|file| kept(&mut state, file))
        .collect();
    let object = state.message_json(&call.shared.base, &message);
    let direct = state.person_of(channel);
    state.store(message.clone());
    told(&mut state, "MESSAGE_CREATE", object.clone());
    drop(state);
    call.shared
        .events
        .push(DiscordEvent::Posted { direct, message });
    call.shared.changes.mark();
    Ok(object)
}

/// Tells the bot of its own message, as Discord does.
fn told(state: &mut State, kind: &str, mut object: Value) {
    let channel = object["channel_id"].as_str().and_then(|id| id.parse().ok());
    if channel.is_some_and(|c| state.person_of(c).is_none()) {
        object["guild_id"] = DiscordSim::GUILD.to_string().into();
    }
    state.gateway.dispatch_message(kind, object, true);
}

fn kept(state: &mut State, file: Uploaded) -> DiscordFile {
    DiscordFile {
        id: state.next_id(),
        name: file.name,
        media_type: file.media_type,
        content: file.content,
    }
}

fn writable(state: &State, channel: u64) -> Result<(), Refusal> {
    let found = state.channels.get(&channel);
    let found = found.ok_or_else(|| not_found(10003, "Channel"))?;
    match found.place {
        Place::Direct(user) if state.people.get(&user).is_none_or(|p| p.closed) => {
            Err(refuse(403, 50007, "Cannot send messages to this user"))
        }
        _ => Ok(()),
    }
}

fn said_before(state: &State, channel: u64, nonce: &str) -> Option<DiscordMessage> {
    let messages = &state.channels.get(&channel)?.messages;
    let same =
        |m: &&DiscordMessage| m.author == DiscordSim::BOT && m.nonce.as_deref() == Some(nonce);
    messages.iter().rev().find(same).cloned()
}

/// `PATCH /channels/{id}/messages/{id}`.
pub(super) fn edit(call: &Call<'_>, channel: u64, id: u64) -> Answer {
    let body = call.json()?;
    let (content, buttons) = (check::content(&body)?, check::buttons(&body)?);
    let mut state = held(&call.shared.state);
    let message = state.find_mut(channel, id);
    let message = message.ok_or_else(|| not_found(10008, "Message"))?;
    if message.author != DiscordSim::BOT {
        return Err(refuse(
            403,
            50005,
            "Cannot edit a message authored by another user",
        ));
    }
    message.edits.push(message.content.clone());
    message.edited = Some(now_ms());
    if body.get("content").is_some() {
        message.content = content;
    }
    if body.get("components").is_some() {
        message.buttons = buttons;
    }
    let message = message.clone();
    let object = state.message_json(&call.shared.base, &message);
    let direct = state.person_of(channel);
    told(&mut state, "MESSAGE_UPDATE", object.clone());
    drop(state);
    call.shared
        .events
        .push(DiscordEvent::Edited { direct, message });
    call.shared.changes.mark();
    Ok(object)
}

/// `POST /channels/{id}/messages/{id}/threads`: the thread has the id of its message.
pub(super) fn start_thread(call: &Call<'_>, channel: u64, message: u64) -> Answer {
    let body = call.json()?;
    let name = body["name"].as_str().unwrap_or("");
    if !(1..=100).contains(&name.chars().count()) {
        return Err(refuse(
            400,
            50035,
            "Invalid Form Body: name: Must be between 1 and 100 in length.",
        ));
    }
    let mut state = held(&call.shared.state);
    let place = state.channels.get(&channel).map(|c| c.place);
    match place {
        None => return Err(not_found(10003, "Channel")),
        Some(Place::Text) => {}
        Some(_) => {
            return Err(refuse(
                400,
                50024,
                "Cannot execute action on this channel type",
            ));
        }
    }
    if state.find(channel, message).is_none() {
        return Err(not_found(10008, "Message"));
    }
    if state.thread_of(message).is_some() {
        let words = "A thread has already been created for this message";
        return Err(refuse(400, 160_004, words));
    }
    state.add_channel(Some(message), Place::Thread(channel, DiscordSim::BOT), name);
    let object = state.channel_json(message).unwrap_or_default();
    state.gateway.dispatch("THREAD_CREATE", &object);
    drop(state);
    call.shared.changes.mark();
    Ok(object)
}

pub(super) fn type_in(call: &Call<'_>, channel: u64) -> Answer {
    let mut state = held(&call.shared.state);
    if !state.channels.contains_key(&channel) {
        return Err(not_found(10003, "Channel"));
    }
    keep(&mut state.typing, channel, MESSAGES_KEPT);
    let direct = state.person_of(channel);
    drop(state);
    call.shared
        .events
        .push(DiscordEvent::Typing { direct, channel });
    call.shared.changes.mark();
    Ok(json!(null))
}

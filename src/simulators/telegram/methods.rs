//! What the methods do that write to a chat, with the checks and words of the real API.
//! <https://core.telegram.org/bots/api#available-methods>

use serde_json::Value;

use super::api::{Answer, Refusal, bad, refuse};
use super::html::{Parsed, parse, plain};
use super::message::{Button, Stored, TelegramFile};
use super::params::{Params, Upload, flag, number};
use super::state::{CallbackAnswer, Shared, State, TelegramEvent};
use crate::clock::{now_ms, now_s};
use crate::events::{held, keep};
use crate::limits::{CALLBACK_BYTES, MESSAGES_KEPT, TELEGRAM_CAPTION_UNITS, TELEGRAM_UNITS};

/// The chat a call is about, if the bot may write there.
fn chat(state: &State, params: &Params) -> Result<i64, Refusal> {
    let known = params
        .number("chat_id")
        .and_then(|id| Some((id, state.people.get(&id)?)));
    match known {
        None => Err(bad("chat not found")),
        Some((_, person)) if person.blocks => {
            Err(refuse(403, "Forbidden: bot was blocked by the user"))
        }
        Some((id, _)) => Ok(id),
    }
}

pub(super) fn send(shared: &Shared, params: &Params) -> Answer {
    post(shared, params, |params| {
        Ok((text(params, "message is too long")?, None))
    })
}

/// `sendPhoto`, `sendDocument`: the file is in this field.
pub(super) fn send_file(shared: &Shared, params: &Params, field: &'static str) -> Answer {
    let upload = params
        .file(field)
        .ok_or_else(|| bad(&format!("there is no {field} in the request")))?;
    post(shared, params, |params| {
        let caption = caption(params.text("caption"), params.text("parse_mode"))?;
        Ok((caption, Some(file(field, upload))))
    })
}

/// `sendMediaGroup`: two to ten files.
pub(super) fn send_album(shared: &Shared, params: &Params) -> Answer {
    let list = params.object("media").unwrap_or_default();
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    if !(2..=10).contains(&list.len()) {
        return Err(bad("wrong number of media in the album"));
    }
    let mut sent = Vec::with_capacity(list.len());
    for entry in list {
        let field = |name: &str| entry.get(name).and_then(Value::as_str);
        let kind = match field("type") {
            Some("photo") => "photo",
            Some("document") => "document",
            _ => return Err(bad("type of file mismatch")),
        };
        let name = field("media").and_then(|m| m.strip_prefix("attach://"));
        let upload = name
            .and_then(|name| params.file(name))
            .ok_or_else(|| bad("can't parse InputMedia: media not found"))?;
        let words = caption(field("caption"), field("parse_mode"))?;
        sent.push(post(shared, params, |_| {
            Ok((words, Some(file(kind, upload))))
        })?);
    }
    Ok(sent.into())
}

fn file(kind: &'static str, upload: &Upload) -> TelegramFile {
    TelegramFile {
        kind,
        name: upload.name.clone(),
        media_type: upload.media_type.clone(),
        content: upload.content.clone(),
    }
}

fn caption(text: Option<&str>, mode: Option<&str>) -> Result<Parsed, Refusal> {
    let parsed = parsed(text.unwrap_or("").trim(), mode)?;
    if parsed.text.encode_utf16().count() > TELEGRAM_CAPTION_UNITS {
        return Err(bad("message caption is too long"));
    }
    Ok(parsed)
}

/// `getFile`.
pub(super) fn find_file(shared: &Shared, params: &Params) -> Answer {
    let id = params.text("file_id").unwrap_or("");
    let state = held(&shared.state);
    let file = state
        .files
        .get(id)
        .ok_or_else(|| bad("wrong file_id or the file is temporarily unavailable"))?;
    Ok(serde_json::json!({
        "file_id": id, "file_unique_id": format!("u{id}"),
        "file_size": file.content.len(), "file_path": format!("{}s/{id}", file.kind),
    }))
}

/// Writes what `read` finds in the call.
fn post(
    shared: &Shared,
    params: &Params,
    read: impl FnOnce(&Params) -> Result<(Parsed, Option<TelegramFile>), Refusal>,
) -> Answer {
    let (seen, object) = {
        let mut state = held(&shared.state);
        let chat = chat(&state, params)?;
        let (words, file) = read(params)?;
        let Parsed {
            text,
            html,
            entities,
        } = words;
        let buttons = buttons(params)?;
        let reply_to = reply_to(&state, chat, params)?;
        let file = file.map(|file| (state.keep_file(&file), file));
        let message = Stored {
            id: state.next_message_id(),
            by_bot: true,
            from: 0,
            file,
            more: Value::Null,
            date_s: now_s(),
            at_ms: now_ms(),
            text,
            html,
            entities,
            buttons,
            reply_to,
            edited_s: None,
            edits: Vec::new(),
        };
        let object = state.message_json(&shared.token, chat, &message);
        let seen = message.seen(chat);
        state.store(chat, message);
        (seen, object)
    };
    shared.events.push(TelegramEvent::Posted(seen));
    shared.changes.mark();
    Ok(object)
}

/// Changes text and buttons, or the buttons alone.
pub(super) fn edit(shared: &Shared, params: &Params, with_text: bool) -> Answer {
    let (seen, object) = {
        let mut state = held(&shared.state);
        let chat = chat(&state, params)?;
        let id = params.number("message_id").unwrap_or(0);
        let old = state
            .find(chat, id)
            .ok_or_else(|| bad("message to edit not found"))?;
        if !old.by_bot {
            return Err(bad("message can't be edited"));
        }
        let mut new = old.clone();
        if with_text {
            let parsed = text(params, "MESSAGE_TOO_LONG")?;
            (new.text, new.html, new.entities) = (parsed.text, parsed.html, parsed.entities);
        }
        new.buttons = buttons(params)?;
        if (&new.text, &new.entities, &new.buttons) == (&old.text, &old.entities, &old.buttons) {
            return Err(bad(
                "message is not modified: specified new message content and reply markup are \
                 exactly the same as a current content and reply markup of the message",
            ));
        }
        new.edits.push(old.text.clone());
        new.edited_s = Some(now_s());
        let object = state.message_json(&shared.token, chat, &new);
        let seen = new.seen(chat);
        replace(&mut state, chat, Some(new), id);
        (seen, object)
    };
    shared.events.push(TelegramEvent::Edited(seen));
    shared.changes.mark();
    Ok(object)
}

pub(super) fn delete(shared: &Shared, params: &Params) -> Answer {
    let (chat, message_id) = {
        let mut state = held(&shared.state);
        let chat = chat(&state, params)?;
        let id = params.number("message_id").unwrap_or(0);
        state
            .find(chat, id)
            .ok_or_else(|| bad("message to delete not found"))?;
        replace(&mut state, chat, None, id);
        (chat, id)
    };
    shared
        .events
        .push(TelegramEvent::Deleted { chat, message_id });
    shared.changes.mark();
    Ok(true.into())
}

fn replace(state: &mut State, chat: i64, new: Option<Stored>, id: i64) {
    let Some(person) = state.people.get_mut(&chat) else {
        return;
    };
    match (
        new,
        person.messages.iter_mut().find(|message| message.id == id),
    ) {
        (Some(new), Some(slot)) => *slot = new,
        _ => person.messages.retain(|message| message.id != id),
    }
}

pub(super) fn answer_callback(shared: &Shared, params: &Params) -> Answer {
    let callback_id = params.text("callback_query_id").unwrap_or("").to_owned();
    let answer = CallbackAnswer {
        text: params
            .text("text")
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        show_alert: params.flag("show_alert"),
        callback_id,
    };
    let chat = {
        let mut state = held(&shared.state);
        let chat = state.presses.remove(&answer.callback_id).ok_or_else(|| {
            bad("query is too old and response timeout expired or query ID is invalid")
        })?;
        keep(&mut state.answers, answer.clone(), MESSAGES_KEPT);
        chat
    };
    shared.events.push(TelegramEvent::Answered {
        chat,
        answer,
        at: now_ms(),
    });
    shared.changes.mark();
    Ok(true.into())
}

pub(super) fn show_action(shared: &Shared, params: &Params) -> Answer {
    let action = params
        .text("action")
        .ok_or_else(|| bad("wrong parameter action in request"))?;
    let chat = {
        let mut state = held(&shared.state);
        let chat = chat(&state, params)?;
        keep(&mut state.actions, (chat, action.to_owned()), MESSAGES_KEPT);
        chat
    };
    shared.events.push(TelegramEvent::Action {
        chat,
        action: action.to_owned(),
        at: now_ms(),
    });
    shared.changes.mark();
    Ok(true.into())
}

/// The text of a call, parsed and measured.
fn text(params: &Params, too_long: &str) -> Result<Parsed, Refusal> {
    let source = params.text("text").unwrap_or("").trim();
    let parsed = parsed(source, params.text("parse_mode"))?;
    if parsed.text.trim().is_empty() {
        return Err(bad("message text is empty"));
    }
    if parsed.text.encode_utf16().count() > TELEGRAM_UNITS {
        return Err(bad(too_long));
    }
    Ok(parsed)
}

fn parsed(source: &str, mode: Option<&str>) -> Result<Parsed, Refusal> {
    match mode.unwrap_or("").to_ascii_lowercase().as_str() {
        "html" => parse(source).map_err(|why| bad(&format!("can't parse entities: {why}"))),
        // Markdown is shown as written.
        "" | "markdown" | "markdownv2" => Ok(plain(source)),
        _ => Err(bad("unsupported parse_mode")),
    }
}

fn reply_to(state: &State, chat: i64, params: &Params) -> Result<Option<i64>, Refusal> {
    let parameters = params.object("reply_parameters").unwrap_or_default();
    let id = parameters.get("message_id").and_then(number);
    let Some(id) = id.or_else(|| params.number("reply_to_message_id")) else {
        return Ok(None);
    };
    let lenient = parameters
        .get("allow_sending_without_reply")
        .is_some_and(flag)
        || params.flag("allow_sending_without_reply");
    match state.find(chat, id) {
        Some(_) => Ok(Some(id)),
        None if lenient => Ok(None),
        None => Err(bad("message to be replied not found")),
    }
}

/// The inline keyboard of a call; other keyboards are accepted and not shown.
fn buttons(params: &Params) -> Result<Vec<Vec<Button>>, Refusal> {
    let markup = params.object("reply_markup").unwrap_or_default();
    let Some(rows) = markup.get("inline_keyboard").and_then(Value::as_array) else {
        return Ok(Vec::new());
    };
    let rows: Result<Vec<Vec<Button>>, Refusal> = rows
        .iter()
        .map(|row| row.as_array().into_iter().flatten().map(button).collect())
        .collect();
    Ok(rows?.into_iter().filter(|row| !row.is_empty()).collect())
}

fn button(value: &Value) -> Result<Button, Refusal> {
    let field = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let button = Button {
        text: field("text")
            .filter(|text| !text.is_empty())
            .ok_or_else(|| {
                bad("can't parse inline keyboard button: Field \"text\" must be of type String")
            })?,
        data: field("callback_data"),
        url: field("url"),
    };
    match (&button.data, &button.url) {
        (None, None) => Err(bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        )),
        (Some(data), _) if data.is_empty() || data.len() > CALLBACK_BYTES => {
            Err(bad("BUTTON_DATA_INVALID"))
        }
        (None, Some(url)) if !url.contains("://") => Err(bad("BUTTON_URL_INVALID")),
        _ => Ok(button),
    }
}

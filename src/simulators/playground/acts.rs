//! What the visitor does: writes, replies, presses buttons, as any of the people.
//!
//! The bodies are JSON on purpose: another site cannot post that from a visitor's browser.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Device, Person, Playground};
use crate::limits::{DISCORD_CHARS, MAIL_CHARS, SMS_CHARS, TELEGRAM_UNITS};

type Problem = (StatusCode, &'static str);
type Outcome = Result<Json<Value>, Problem>;

const EMPTY: Problem = (StatusCode::UNPROCESSABLE_ENTITY, "write something first");
const LONG: Problem = (StatusCode::UNPROCESSABLE_ENTITY, "that is too long");
const NOBODY: Problem = (StatusCode::NOT_FOUND, "nobody here has that account");
const GONE: Problem = (StatusCode::NOT_FOUND, "that message is gone");

#[derive(Debug, Deserialize)]
pub(super) struct Say {
    device: Device,
    account: String,
    text: String,
    /// The message that it replies to, where the device has replies.
    reply_to: Option<String>,
}

/// Somebody writes or replies; answers with the message's id.
pub(super) async fn say(State(here): State<Arc<Playground>>, Json(say): Json<Say>) -> Outcome {
    let person = find(&here, say.device, &say.account)?;
    let reply_to = say.reply_to.as_deref();
    match say.device {
        Device::Phone => {
            let text = fitting(&say.text, SMS_CHARS)?;
            let (webhook, number) = (&here.sms_webhook_url, &here.business_number);
            let answer = here.twilio.text(webhook, &person.id, number, text).await;
            Ok(Json(json!({ "id": answer.sid, "status": answer.status })))
        }
        Device::Mail => {
            let text = fitting(&say.text, MAIL_CHARS)?;
            let id = match reply_to {
                None => here.mail.write(&sender(person), subject(text), text),
                Some(id) => {
                    let inbox = here.mail.inbox_of(&person.id);
                    let mail = inbox.iter().find(|m| m.message_id == id).ok_or(GONE)?;
                    here.mail.reply(mail, text)
                }
            };
            Ok(Json(json!({ "id": id })))
        }
        Device::Telegram => {
            let text = fitting(&say.text, TELEGRAM_UNITS)?;
            let account = number(&person.id)?;
            let id = match reply_to {
                None => here.telegram.says(account, &person.name, text),
                Some(id) => {
                    let replied = here.telegram.replies(account, number(id)?, text);
                    replied.ok_or(GONE)?
                }
            };
            Ok(Json(json!({ "id": id.to_string() })))
        }
        Device::Discord => {
            let text = fitting(&say.text, DISCORD_CHARS)?;
            let account = number(&person.id)?;
            let id = match reply_to {
                None => here.discord.dm(account, text),
                Some(id) => {
                    let replied = here.discord.reply(account, number(id)?, text);
                    replied.ok_or(GONE)?
                }
            };
            Ok(Json(json!({ "id": id.to_string() })))
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Press {
    device: Device,
    account: String,
    message: String,
    data: String,
}

/// Somebody presses a button.
pub(super) async fn press(
    State(here): State<Arc<Playground>>,
    Json(press): Json<Press>,
) -> Outcome {
    let person = find(&here, press.device, &press.account)?;
    let pressed = match press.device {
        Device::Telegram => {
            let (account, message) = (number(&person.id)?, number(&press.message)?);
            here.telegram.presses(account, message, &press.data)
        }
        Device::Discord => {
            let (account, message) = (number(&person.id)?, number(&press.message)?);
            let pressed = here.discord.press(account, message, &press.data);
            pressed.map(|id| id.to_string())
        }
        Device::Phone | Device::Mail => None,
    };
    let pressed = pressed.ok_or((StatusCode::NOT_FOUND, "that button is gone"))?;
    Ok(Json(json!({ "id": pressed })))
}

fn find<'a>(here: &'a Playground, device: Device, account: &str) -> Result<&'a Person, Problem> {
    let mut people = here.people.iter();
    people
        .find(|person| person.device == device && person.id == account)
        .ok_or(NOBODY)
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| GONE)
}

fn sender(person: &Person) -> String {
    format!("{} <{}>", person.name, person.id)
}

/// A new mail's subject: its first words.
fn subject(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    let end = line.char_indices().nth(48).map_or(line.len(), |(at, _)| at);
    &line[..end]
}

fn fitting(text: &str, most: usize) -> Result<&str, Problem> {
    let text = text.trim();
    if text.is_empty() {
        Err(EMPTY)
    } else if text.encode_utf16().count() > most {
        Err(LONG)
    } else {
        Ok(text)
    }
}

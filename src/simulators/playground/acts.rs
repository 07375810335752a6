//! What the visitor does: texts, Telegram messages, pressed buttons.
//!
//! The bodies are JSON on purpose: another site cannot post that from a visitor's browser.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Person, Playground};
use crate::limits::{SMS_CHARS, TELEGRAM_UNITS};

type Outcome = Result<Json<Value>, (StatusCode, &'static str)>;

const EMPTY: (StatusCode, &str) = (StatusCode::UNPROCESSABLE_ENTITY, "write something first");
const LONG: (StatusCode, &str) = (StatusCode::UNPROCESSABLE_ENTITY, "that is too long");
const NOBODY: (StatusCode, &str) = (StatusCode::NOT_FOUND, "nobody here has that account");

#[derive(Debug, Deserialize)]
pub(super) struct Sms {
    text: String,
}

/// The phone sends a text; answers with what the product's webhook answered.
pub(super) async fn sms(State(here): State<Arc<Playground>>, Json(sms): Json<Sms>) -> Outcome {
    let text = fitting(&sms.text, SMS_CHARS)?;
    let answer = here
        .twilio
        .text(
            &here.sms_webhook_url,
            &here.customer_number,
            &here.business_number,
            text,
        )
        .await;
    Ok(Json(json!({ "status": answer.status })))
}

#[derive(Debug, Deserialize)]
pub(super) struct Say {
    person: i64,
    text: String,
    reply_to: Option<i64>,
}

/// A Telegram account writes or replies.
pub(super) async fn say(State(here): State<Arc<Playground>>, Json(say): Json<Say>) -> Outcome {
    let text = fitting(&say.text, TELEGRAM_UNITS)?;
    let person = find(&here, say.person).ok_or(NOBODY)?;
    let id = match say.reply_to {
        None => here.telegram.says(person.id, &person.name, text),
        Some(message) => here
            .telegram
            .replies(person.id, message, text)
            .ok_or((StatusCode::NOT_FOUND, "that message is gone"))?,
    };
    Ok(Json(json!({ "message_id": id })))
}

#[derive(Debug, Deserialize)]
pub(super) struct Press {
    person: i64,
    message_id: i64,
    data: String,
}

/// A Telegram account presses a button.
pub(super) async fn press(
    State(here): State<Arc<Playground>>,
    Json(press): Json<Press>,
) -> Outcome {
    let person = find(&here, press.person).ok_or(NOBODY)?;
    let callback = here
        .telegram
        .presses(person.id, press.message_id, &press.data)
        .ok_or((StatusCode::NOT_FOUND, "that button is gone"))?;
    Ok(Json(json!({ "callback_id": callback })))
}

fn find(here: &Playground, id: i64) -> Option<&Person> {
    here.staff
        .iter()
        .chain([&here.customer])
        .find(|person| person.id == id)
}

fn fitting(text: &str, most: usize) -> Result<&str, (StatusCode, &'static str)> {
    let text = text.trim();
    if text.is_empty() {
        Err(EMPTY)
    } else if text.encode_utf16().count() > most {
        Err(LONG)
    } else {
        Ok(text)
    }
}

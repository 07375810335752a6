//! Sending and changing messages, answering pressed buttons, "is typing", and trying the bot.

use super::{
    Telegram,
    api::{CallError, Refusal},
    format,
    settings::Mode,
    updates::{PRESS, id},
};
use crate::{limits, markdown::is_link};
use frontdesk_core::{
    Address, Error, ErrorKind, ProviderId,
    channel::{DeliverError, Received, Sent},
    message::{Button, Content, Inbound, Outbound, Payload},
};
use serde_json::Value;
use teloxide::{
    payloads::{
        AnswerCallbackQuery, EditMessageText, GetMe, GetWebhookInfo, SendChatAction, SendMessage,
    },
    types::{
        CallbackQueryId, ChatAction, ChatId, InlineKeyboardButton, InlineKeyboardMarkup,
        LinkPreviewOptions, MessageId, ParseMode, ReplyMarkup,
    },
};
use url::Url;

const SENDING: &str = "sending a Telegram message";
const CHANGING: &str = "changing a Telegram message";
const ANSWERING: &str = "answering a pressed button";
const TYPING: &str = "showing that somebody types";
const TRYING: &str = "trying the Telegram bot";

impl Telegram {
    pub(super) async fn send(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        let Ok(chat) = outbound.to.value().parse::<i64>() else {
            return Err(DeliverError::Refused {
                code: "address".into(),
                loss: None,
                source: Error::new(ErrorKind::Invalid, SENDING).with("address", "no Telegram id"),
            });
        };
        match &outbound.content {
            Content::Part { part, .. } => self.post(chat, part.clone(), None).await,
            Content::Card {
                text,
                buttons,
                edits,
                ..
            } => {
                let (text, keyboard) = (format::one(text), keyboard(buttons));
                match edits.as_ref().and_then(message_of) {
                    Some((chat, message)) => self.change(chat, message, text, keyboard).await,
                    None => self.post(chat, text, Some(keyboard)).await,
                }
            }
        }
    }

    async fn post(
        &self,
        chat: i64,
        html: String,
        keyboard: Option<InlineKeyboardMarkup>,
    ) -> Result<Sent, DeliverError> {
        let mut payload = SendMessage::new(ChatId(chat), html);
        payload.parse_mode = Some(ParseMode::Html);
        payload.link_preview_options = Some(no_preview());
        payload.reply_markup = keyboard
            .filter(|k| !k.inline_keyboard.is_empty())
            .map(ReplyMarkup::InlineKeyboard);
        let result = self.api.call(&payload, SENDING, limits::CALL_TIMEOUT).await;
        let message = result.map_err(|e| failed(e, SENDING))?;
        let number = message.get("message_id").and_then(Value::as_i64);
        Ok(sent(
            number
                .and_then(|n| i32::try_from(n).ok())
                .map(|n| id(chat, n)),
        ))
    }

    async fn change(
        &self,
        chat: i64,
        message: i32,
        html: String,
        keyboard: InlineKeyboardMarkup,
    ) -> Result<Sent, DeliverError> {
        let mut payload = EditMessageText::new(ChatId(chat), MessageId(message), html);
        payload.parse_mode = Some(ParseMode::Html);
        payload.link_preview_options = Some(no_preview());
        payload.reply_markup = Some(keyboard);
        match self
            .api
            .call(&payload, CHANGING, limits::CALL_TIMEOUT)
            .await
        {
            Ok(_) => Ok(sent(Some(id(chat, message)))),
            // It already reads so: an earlier attempt whose answer was lost.
            Err(CallError::Said(no)) if no.words.contains("message is not modified") => {
                Ok(sent(Some(id(chat, message))))
            }
            Err(error) => Err(failed(error, CHANGING)),
        }
    }

    /// Ends the wait of whoever pressed a button and shows the notice. A late or repeated answer is refused and does not
    /// matter.
    pub(super) async fn answer_press(&self, inbound: &Inbound, received: &Received) {
        let Payload::Press { .. } = inbound.payload else {
            return;
        };
        let Some(press) = inbound.provider_id.0.strip_prefix(PRESS) else {
            return;
        };
        let mut payload = AnswerCallbackQuery::new(CallbackQueryId(press.to_owned()));
        payload.text = received
            .notice
            .as_ref()
            .map(|notice| notice.chars().take(limits::NOTICE_CHARS).collect());
        if let Err(e) = self
            .api
            .call(&payload, ANSWERING, limits::BRIEF_TIMEOUT)
            .await
        {
            tracing::debug!(inbox = %self.inbox, error = %e.into_error(ANSWERING), "a pressed button was not answered");
        }
    }

    /// Telegram shows it for five seconds or until a message comes.
    pub(super) async fn show_typing(&self, to: &Address) {
        let Ok(chat) = to.value().parse() else {
            return;
        };
        let payload = SendChatAction::new(ChatId(chat), ChatAction::Typing);
        if let Err(e) = self.api.call(&payload, TYPING, limits::BRIEF_TIMEOUT).await {
            tracing::debug!(inbox = %self.inbox, error = %e.into_error(TYPING), "typing was not shown");
        }
    }

    pub(super) async fn try_bot(&self) -> Result<String, Error> {
        let mend = |error: CallError| match error {
            CallError::Said(no) if no.is_token() => no
                .error(TRYING)
                .with("mend", "check token; @BotFather shows it under /mybots"),
            other => other.into_error(TRYING),
        };
        let me = self
            .api
            .call(&GetMe::new(), TRYING, limits::CALL_TIMEOUT)
            .await
            .map_err(mend)?;
        let name = me.get("username").and_then(Value::as_str).unwrap_or("?");
        if self.settings.mode == Mode::Polling {
            return Ok(format!("bot @{name} answers; updates are polled"));
        }
        let info = self
            .api
            .call(&GetWebhookInfo::new(), TRYING, limits::CALL_TIMEOUT)
            .await
            .map_err(mend)?;
        let url = info.get("url").and_then(Value::as_str).unwrap_or("");
        let state = match info.get("last_error_message").and_then(Value::as_str) {
            _ if url != self.webhook.as_str() => "its webhook is set when the server starts".into(),
            Some(error) => format!("Telegram last failed to reach it: {error}"),
            None => "its webhook is set".to_owned(),
        };
        Ok(format!("bot @{name} answers; {state}"))
    }
}

fn sent(provider_id: Option<ProviderId>) -> Sent {
    Sent {
        provider_id,
        units: 0,
    }
}

/// The chat and message of a provider id of ours.
fn message_of(id: &ProviderId) -> Option<(i64, i32)> {
    let (chat, message) = id.0.split_once('/')?;
    Some((chat.parse().ok()?, message.parse().ok()?))
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

/// One row of buttons.
fn keyboard(buttons: &[Button]) -> InlineKeyboardMarkup {
    let row: Vec<InlineKeyboardButton> = buttons.iter().filter_map(button).collect();
    InlineKeyboardMarkup {
        inline_keyboard: if row.is_empty() {
            Vec::new()
        } else {
            vec![row]
        },
    }
}

/// A button that Telegram would not take is left out: it refuses the whole message for one (a link to a host without a dot,
/// such as localhost; too much data).
fn button(button: &Button) -> Option<InlineKeyboardButton> {
    let label = button.label.clone();
    if !is_link(&button.data) {
        let fits = (1..=limits::BUTTON_BYTES).contains(&button.data.len());
        return fits.then(|| InlineKeyboardButton::callback(label, button.data.clone()));
    }
    let url = Url::parse(&button.data).ok()?;
    url.host_str()?
        .contains('.')
        .then(|| InlineKeyboardButton::url(label, url))
}

/// What a failed call means for a send.
fn failed(error: CallError, operation: &'static str) -> DeliverError {
    let no = match error {
        CallError::Broken(broken) => return broken.into(),
        CallError::Said(no) => no,
    };
    let source = no.error(operation);
    let Refusal {
        code,
        retry_after_ms,
        ..
    } = no;
    match code {
        // A wrong token says nothing about the message: it must outlive a rotated token.
        401 | 404 => DeliverError::Unavailable {
            retry_after_ms: Some(limits::CREDENTIALS_RETRY_MS),
            source,
        },
        // A proxy gave up waiting for whoever had the request.
        504 => DeliverError::Unclear { source },
        429 | 409 | 500.. => DeliverError::Unavailable {
            retry_after_ms,
            source,
        },
        _ => DeliverError::Refused {
            code: code.to_string(),
            loss: None,
            source,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_that_telegram_would_refuse_is_left_out() {
        let button = |data: &str| Button {
            label: "x".into(),
            data: data.into(),
        };
        let row = keyboard(&[
            button("claim:1"),
            button("https://desk.example/case/1"),
            button("http://localhost:8080/case/1"),
            button(&"x".repeat(65)),
        ]);
        assert_eq!(row.inline_keyboard[0].len(), 2);
        assert!(keyboard(&[]).inline_keyboard.is_empty());
    }
}

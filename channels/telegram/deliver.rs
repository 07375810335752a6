//! Sending and changing messages, answering pressed buttons, "is typing", and trying the bot.

use super::{
    Telegram,
    api::{CallError, Refusal},
    format,
    place::{Place, id, message_of},
    settings::Mode,
    updates::PRESS,
    upload::Album,
};
use crate::{limits, markdown::is_link};
use frontdesk_core::{
    Address, Error, ErrorKind, ProviderId,
    channel::{DeliverError, Received, Sent},
    message::{Button, Content, Inbound, Loss, Media, Outbound, Payload},
};
use serde_json::Value;
use teloxide::{
    payloads::{
        AnswerCallbackQuery, EditMessageText, GetMe, GetWebhookInfo, SendChatAction, SendMessage,
    },
    types::{
        CallbackQueryId, ChatAction, ChatId, InlineKeyboardButton, InlineKeyboardMarkup,
        LinkPreviewOptions, MessageId, ParseMode, ReplyMarkup, ReplyParameters,
    },
};
use url::Url;

pub(super) const SENDING: &str = "sending a Telegram message";
const CHANGING: &str = "changing a Telegram message";
const ANSWERING: &str = "answering a pressed button";
const TYPING: &str = "showing that somebody types";
const TRYING: &str = "trying the Telegram bot";

impl Telegram {
    pub(super) async fn send(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        let Ok(place) = outbound.to.value().parse::<Place>() else {
            return Err(DeliverError::Refused {
                code: "address".into(),
                loss: None,
                source: Error::new(ErrorKind::Invalid, SENDING).with("address", "no Telegram id"),
            });
        };
        match &outbound.content {
            Content::Part {
                part,
                thread,
                media,
                ..
            } => {
                self.paces.admit(place, outbound.delivery, SENDING)?;
                // In a group it must show whom the bot answers.
                let answers = thread.as_ref().filter(|_| place.is_group());
                let answers = answers.and_then(|t| message_of(&t.message)).map(|m| m.1);
                self.post_part(place, part, media, answers).await
            }
            Content::Card {
                text,
                buttons,
                edits,
                ..
            } => {
                // A customer waits for whoever gets the card.
                self.paces.count(place);
                let (text, keyboard) = (format::one(text), keyboard(buttons));
                match edits.as_ref().and_then(message_of) {
                    Some((chat, message)) => self.change(chat, message, text, keyboard).await,
                    None => self.post(place, text, None, Some(keyboard)).await,
                }
            }
        }
    }

    async fn post_part(
        &self,
        place: Place,
        part: &str,
        media: &[Media],
        answers: Option<i32>,
    ) -> Result<Sent, DeliverError> {
        let album = Album {
            place,
            html: part.trim(),
            media,
            answers,
        };
        if media.is_empty() {
            return self.post(place, part.to_owned(), answers, None).await;
        }
        if album.fits() {
            let posted = self.post_album(&album).await;
            return posted.map(sent).map_err(|e| failed(e, SENDING));
        }
        let links: String = media.iter().map(format::link).collect();
        self.post(place, format!("{part}{links}"), answers, None)
            .await
    }

    async fn post(
        &self,
        place: Place,
        html: String,
        answers: Option<i32>,
        keyboard: Option<InlineKeyboardMarkup>,
    ) -> Result<Sent, DeliverError> {
        let mut payload = SendMessage::new(ChatId(place.chat), html);
        payload.reply_parameters =
            answers.map(|n| ReplyParameters::new(MessageId(n)).allow_sending_without_reply());
        payload.parse_mode = Some(ParseMode::Html);
        payload.link_preview_options = Some(no_preview());
        payload.reply_markup = keyboard
            .filter(|k| !k.inline_keyboard.is_empty())
            .map(ReplyMarkup::InlineKeyboard);
        let result = self.api.call(&payload, SENDING, limits::CALL_TIMEOUT).await;
        let message = result.map_err(|e| failed(e, SENDING))?;
        let number = message.get("message_id").and_then(Value::as_i64);
        Ok(sent(number.map(|n| id(place.chat, n))))
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
            Ok(_) => Ok(sent(Some(id(chat, message.into())))),
            // It already reads so: an earlier attempt whose answer was lost.
            Err(CallError::Said(no)) if no.words.contains("message is not modified") => {
                Ok(sent(Some(id(chat, message.into()))))
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
        let Ok(place) = to.value().parse::<Place>() else {
            return;
        };
        let payload = SendChatAction::new(ChatId(place.chat), ChatAction::Typing);
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
        self.note_name(&me);
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
        words,
        retry_after_ms,
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
        _ => {
            let (why, loss) = refused(code, &words);
            DeliverError::Refused {
                code: why.map_or_else(|| code.to_string(), |why| format!("{code} ({why})")),
                loss,
                source,
            }
        }
    }
}

/// What a refusal says of the chat, for staff and for the address. Telegram gives words instead of codes.
fn refused(code: u16, words: &str) -> (Option<&'static str>, Option<Loss>) {
    let says = |part: &str| words.contains(part);
    match code {
        403 if says("deactivated") => (Some("the account was deleted"), Some(Loss::Undeliverable)),
        403 if says("initiate") => (
            Some("they have not written to the bot yet"),
            Some(Loss::Undeliverable),
        ),
        403 if says("kicked") || says("not a member") => (
            Some("the bot was taken out of the group"),
            Some(Loss::Undeliverable),
        ),
        403 => (Some("the customer blocked the bot"), Some(Loss::OptedOut)),
        400 if says("chat not found") => (
            Some("Telegram does not know this chat"),
            Some(Loss::Undeliverable),
        ),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_blocked_the_bot_is_told_from_who_is_gone() {
        let loss = |code, words| refused(code, words).1;
        let blocked = "Forbidden: bot was blocked by the user";
        assert_eq!(loss(403, blocked), Some(Loss::OptedOut));
        let gone = "Forbidden: user is deactivated";
        assert_eq!(loss(403, gone), Some(Loss::Undeliverable));
        let unknown = "Bad Request: chat not found";
        assert_eq!(loss(400, unknown), Some(Loss::Undeliverable));
        assert_eq!(loss(400, "Bad Request: message text is empty"), None);
    }

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

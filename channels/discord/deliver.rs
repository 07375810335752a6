//! Sending and changing messages, "is typing", and trying the bot.

use super::{
    Discord,
    address::{self, To},
    api::{Call, CallError, Refusal},
    format, limits,
};
use crate::markdown::is_link;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use frontdesk_core::{
    Address, DeliveryId, Error, ErrorKind, ProviderId,
    channel::{DeliverError, Sent},
    message::{Button, Content, Loss, Media, Outbound},
};
use serde_json::{Value, json};
use serenity::{
    all::{CreateActionRow, CreateAllowedMentions, CreateButton, CreateMessage, EditMessage},
    model::{
        application::ButtonStyle,
        channel::{MessageFlags, Nonce},
    },
};
use url::Url;

const SENDING: &str = "sending a Discord message";
const CHANGING: &str = "changing a Discord message";
const OPENING: &str = "opening a person's direct messages";
const TYPING: &str = "showing that somebody types";
const TRYING: &str = "trying the Discord bot";

/// Whether the application may read what is said in threads without a mention: granted, or small enough to need no grant.
const READS_CONTENT: u64 = 1 << 18 | 1 << 19;

impl Discord {
    pub(super) async fn send(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        match &outbound.content {
            Content::Part {
                part, index, media, ..
            } => {
                let (files, text) = fitting(part, media);
                let nonce = nonce(outbound.delivery, *index);
                self.post(&outbound.to, message(text, nonce, &[]), files)
                    .await
            }
            Content::Card {
                text,
                buttons,
                edits,
                ..
            } => {
                let text = format::one(text);
                match edits.as_ref().and_then(address::message_of) {
                    Some((channel, id)) => self.change(channel, id, text, buttons).await,
                    None => {
                        let nonce = nonce(outbound.delivery, 0);
                        self.post(&outbound.to, message(text, nonce, buttons), &[])
                            .await
                    }
                }
            }
        }
    }

    async fn post(
        &self,
        to: &Address,
        message: CreateMessage,
        files: &[Media],
    ) -> Result<Sent, DeliverError> {
        let channel = self.channel(to).await?;
        let mut body = json_of(&message);
        // Discord matches files and their descriptions by number.
        body["attachments"] = files
            .iter()
            .enumerate()
            .map(|(n, file)| json!({ "id": n, "filename": file.name }))
            .collect();
        let call = Call::post(format!("/channels/{channel}/messages"), body).files(files);
        let sent = self.api.call(&call, SENDING).await.map_err(|error| {
            if let (Some(To::Direct(person)), CallError::Said(_)) = (address::to(to), &error) {
                // If the channel is gone, the next attempt asks for a new one.
                self.forget_direct(person);
            }
            failed(error, SENDING)
        })?;
        let id = super::wire::id(&sent["id"]);
        Ok(taken(id.map(|id| address::message(channel, id))))
    }

    async fn change(
        &self,
        channel: u64,
        id: u64,
        text: String,
        buttons: &[Button],
    ) -> Result<Sent, DeliverError> {
        let message = EditMessage::new()
            .content(text)
            .allowed_mentions(nobody())
            .components(rows(buttons));
        let mut body = json_of(&message);
        if let Some(body) = body.as_object_mut() {
            // Left out, its files stay.
            body.remove("attachments");
        }
        let call = Call::patch(format!("/channels/{channel}/messages/{id}"), body);
        match self.api.call(&call, CHANGING).await {
            Ok(_) => Ok(taken(Some(address::message(channel, id)))),
            Err(error) => Err(failed(error, CHANGING)),
        }
    }

    /// The channel that an address leads to; a person's direct messages are opened if need be.
    async fn channel(&self, to: &Address) -> Result<u64, DeliverError> {
        let person = match address::to(to) {
            Some(To::Channel(channel)) => return Ok(channel),
            Some(To::Direct(person)) => person,
            None => {
                let source = Error::new(ErrorKind::Invalid, SENDING);
                return Err(DeliverError::Refused {
                    code: "address".into(),
                    loss: None,
                    source: source.with("address", "no Discord id"),
                });
            }
        };
        if let Some(channel) = self.known_direct(person) {
            return Ok(channel);
        }
        let body = json!({ "recipient_id": person.to_string() });
        let call = Call::post("/users/@me/channels".into(), body);
        let opened = self.api.call(&call, OPENING).await;
        let opened = opened.map_err(|error| match failed(error, OPENING) {
            // No message was in it.
            DeliverError::Unclear { source } => DeliverError::Unavailable {
                retry_after_ms: None,
                source,
            },
            other => other,
        })?;
        let channel = super::wire::id(&opened["id"]).ok_or_else(|| DeliverError::Unavailable {
            retry_after_ms: None,
            source: Error::new(ErrorKind::Invalid, OPENING),
        })?;
        self.remember_direct(person, channel);
        Ok(channel)
    }

    pub(super) async fn show_typing(&self, to: &Address) {
        let Ok(channel) = self.channel(to).await else {
            return;
        };
        let call = Call::post(format!("/channels/{channel}/typing"), json!({})).brief();
        if let Err(e) = self.api.call(&call, TYPING).await {
            tracing::debug!(inbox = %self.inbox, error = %e.into_error(TYPING), "typing was not shown");
        }
    }

    pub(super) async fn try_bot(&self) -> Result<String, Error> {
        let mend = |error: CallError| match error {
            CallError::Said(no) if no.status == 401 => no.error(TRYING).with(
                "mend",
                "check token; the developer portal makes a new one under \"Bot\"",
            ),
            other => other.into_error(TRYING),
        };
        let me = Call::get("/users/@me".into());
        let me = self.api.call(&me, TRYING).await.map_err(mend)?;
        let name = me["username"].as_str().unwrap_or("?");
        let application = Call::get("/applications/@me".into());
        let flags = match self.api.call(&application, TRYING).await {
            Ok(application) => application["flags"].as_u64(),
            // Less is told then; the bot works.
            Err(_) => None,
        };
        let threads = match flags {
            Some(flags) if flags & READS_CONTENT == 0 => {
                "; in threads it reads only what mentions it: switch on \"Message Content Intent\" in the developer portal under \"Bot\""
            }
            _ => "",
        };
        Ok(format!("bot {name} answers{threads}"))
    }
}

fn taken(provider_id: Option<ProviderId>) -> Sent {
    Sent {
        provider_id,
        units: 0,
    }
}

fn json_of(builder: &impl serde::Serialize) -> Value {
    serde_json::to_value(builder).expect("builders have text keys alone")
}

fn message(text: String, nonce: String, buttons: &[Button]) -> CreateMessage {
    CreateMessage::new()
        .content(text)
        .nonce(Nonce::String(nonce))
        .enforce_nonce(true)
        .allowed_mentions(nobody())
        .flags(MessageFlags::SUPPRESS_EMBEDS)
        .components(rows(buttons))
}

/// Nobody's phone rings because a name stands in a text.
fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
        .all_users(false)
        .all_roles(false)
        .everyone(false)
}

/// The same for each attempt of a part, at most 25 characters: Discord shows a message with the same nonce once.
fn nonce(delivery: DeliveryId, index: u16) -> String {
    let id = BASE64_URL_SAFE_NO_PAD.encode(delivery.to_bytes());
    format!("{id}{:x}", index % 0x1000)
}

/// The files that Discord takes, and the text with links to the others as far as they fit.
fn fitting<'a>(part: &str, media: &'a [Media]) -> (&'a [Media], String) {
    let mut bytes = 0;
    let fits = |file: &&Media| {
        bytes += file.content.len();
        bytes <= limits::UPLOAD_BYTES
    };
    let count = media.iter().take(limits::FILES).take_while(fits).count();
    let mut text = part.to_owned();
    for file in &media[count..] {
        let link = format!("\n{}", file.url);
        if format::chars(&text) + format::chars(&link) <= limits::CHARS {
            text.push_str(&link);
        }
    }
    (&media[..count], text)
}

/// One row of buttons, or none.
fn rows(buttons: &[Button]) -> Vec<CreateActionRow> {
    let row = buttons.iter().filter_map(button);
    let row: Vec<CreateButton> = row.take(limits::ROW).collect();
    if row.is_empty() {
        Vec::new()
    } else {
        vec![CreateActionRow::Buttons(row)]
    }
}

/// A button that Discord would not take is left out: it refuses the whole message for one.
fn button(button: &Button) -> Option<CreateButton> {
    let label: String = button.label.chars().take(limits::LABEL_CHARS).collect();
    if !is_link(&button.data) {
        let fits = (1..=limits::BUTTON_CHARS).contains(&format::chars(&button.data));
        let made = CreateButton::new(&button.data)
            .label(label)
            .style(ButtonStyle::Secondary);
        return fits.then_some(made);
    }
    let url = Url::parse(&button.data).ok()?;
    let opens = url.host_str()?.contains('.');
    opens.then(|| CreateButton::new_link(url).label(label))
}

/// What a failed call means for a send.
fn failed(error: CallError, operation: &'static str) -> DeliverError {
    let no = match error {
        CallError::Broken(broken) => return broken.into(),
        CallError::Said(no) => no,
    };
    let source = no.error(operation);
    match no.status {
        // A wrong token says nothing about the message: it must outlive a rotated token.
        401 => DeliverError::Unavailable {
            retry_after_ms: Some(crate::limits::CREDENTIALS_RETRY_MS),
            source,
        },
        // A proxy gave up waiting for whoever had the request.
        504 => DeliverError::Unclear { source },
        _ if no.is_passing() => DeliverError::Unavailable {
            retry_after_ms: no.retry_after_ms,
            source,
        },
        _ => DeliverError::Refused {
            code: code(&no),
            loss: loss(no.code),
            source,
        },
    }
}

fn code(no: &Refusal) -> String {
    let code = if no.code == 0 {
        no.status.into()
    } else {
        no.code
    };
    code.to_string()
}

/// What Discord's code says of an address.
/// <https://docs.discord.com/developers/topics/opcodes-and-status-codes#json>
fn loss(code: u64) -> Option<Loss> {
    match code {
        // Takes no messages of this bot, or has left all its servers.
        50007 | 50278 => Some(Loss::OptedOut),
        // No such channel, no such person, no recipient.
        10003 | 10013 | 50033 => Some(Loss::Undeliverable),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn a_button_that_discord_would_refuse_is_left_out() {
        let button = |data: &str| Button {
            label: "x".repeat(90),
            data: data.into(),
        };
        let row = json_of(&rows(&[
            button("claim:1"),
            button("https://desk.example/case/1"),
            button("http://localhost:8080/case/1"),
            button(&"x".repeat(101)),
        ]));
        let row = &row[0]["components"];
        assert_eq!(row.as_array().unwrap().len(), 2);
        assert_eq!((&row[0]["style"], &row[1]["style"]), (&json!(2), &json!(5)));
        assert_eq!(row[0]["label"].as_str().unwrap().len(), 80);
        assert!(rows(&[]).is_empty());
    }

    #[test]
    fn a_nonce_is_the_same_again_and_of_another_part_another() {
        let delivery = DeliveryId::from_bytes([255; 16]);
        assert_eq!(nonce(delivery, 3), nonce(delivery, 3));
        assert_ne!(nonce(delivery, 3), nonce(delivery, 4));
        assert!(nonce(delivery, u16::MAX).len() <= 25);
    }

    #[test]
    fn no_name_in_a_text_rings_a_phone() {
        let body = json_of(&message("@everyone".into(), "n".into(), &[]));
        assert_eq!(body["allowed_mentions"]["parse"], json!([]));
        assert_eq!(
            (&body["nonce"], &body["enforce_nonce"]),
            (&json!("n"), &json!(true))
        );
    }

    #[test]
    fn a_file_that_discord_does_not_take_becomes_a_link() {
        let media = |bytes: usize, n: u8| Media {
            name: format!("{n}.bin"),
            media_type: "application/octet-stream".into(),
            url: format!("https://desk.example/files/{n}"),
            content: Bytes::from(vec![0; bytes]),
        };
        let all = [media(10, 1), media(limits::UPLOAD_BYTES, 2)];
        let (files, text) = fitting("Here.", &all);
        assert_eq!(files.len(), 1);
        assert_eq!(text, "Here.\nhttps://desk.example/files/2");
    }
}

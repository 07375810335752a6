//! Answering commands and pressed buttons. Discord gives three seconds and shows a failure after them, so whoever waits is
//! answered once the event is on disk, and put off in time where that takes longer.
//! <https://docs.discord.com/developers/interactions/receiving-and-responding>

use super::{
    Discord,
    api::Call,
    limits,
    wire::{Asks, Interaction},
};
use futures::stream::{FuturesUnordered, StreamExt};
use serde_json::{Value, json};
use serenity::all::{CreateInteractionResponse, CreateInteractionResponseMessage};
use std::convert::Infallible;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout_at},
};

const ANSWERING: &str = "answering an interaction on Discord";

/// Only the person who pressed or asked sees it.
const EPHEMERAL: u64 = 1 << 6;

/// Somebody who waits for an answer.
pub(super) struct Asked {
    id: u64,
    application: u64,
    token: String,
    press: bool,
    guild: bool,
    put_off_at: Instant,
    notice: oneshot::Receiver<Option<String>>,
}

impl Asked {
    /// The one who waits for this event, with the end at which the worker says that it is taken.
    pub(super) fn new(event: &Value) -> Option<(Self, oneshot::Sender<Option<String>>)> {
        let interaction = Interaction::read(event)?;
        let (say, notice) = oneshot::channel();
        let asked = Self {
            id: interaction.id,
            application: interaction.application,
            press: matches!(interaction.asks, Asks::Press { .. }),
            token: interaction.token,
            guild: interaction.guild,
            put_off_at: Instant::now() + limits::PUT_OFF_AFTER,
            notice,
        };
        Some((asked, say))
    }

    /// What is said where the desk has no notice of its own.
    fn default_notice(&self) -> Option<String> {
        let text = match (self.press, self.guild) {
            (true, _) => return None,
            (false, true) => "Thank you. The answer comes as a direct message.",
            (false, false) => "Thank you. The answer comes here.",
        };
        Some(text.into())
    }
}

impl Discord {
    /// Answers all who ask, as many as [`limits::ASKS`] at a time.
    pub(super) async fn answer_all(&self, mut asked: mpsc::Receiver<Asked>) -> Infallible {
        let mut open = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some(next) = asked.recv(), if open.len() < limits::ASKS => open.push(self.answer(next)),
                Some(()) = open.next() => {}
                else => return std::future::pending().await,
            }
        }
    }

    async fn answer(&self, mut asked: Asked) {
        match timeout_at(asked.put_off_at, &mut asked.notice).await {
            Ok(Ok(notice)) => {
                let text = notice.or_else(|| asked.default_notice());
                self.respond(&asked, response(text)).await;
            }
            // Dropped with the connection's queue: nothing was taken, and nothing is promised.
            Ok(Err(_)) => {}
            Err(_) => self.answer_late(asked).await,
        }
    }

    /// Puts off whoever waits, then says what came of it.
    async fn answer_late(&self, mut asked: Asked) {
        let private = CreateInteractionResponseMessage::new().ephemeral(true);
        let put_off = if asked.press {
            CreateInteractionResponse::Acknowledge
        } else {
            CreateInteractionResponse::Defer(private)
        };
        self.respond(&asked, put_off).await;
        let Ok(notice) = (&mut asked.notice).await else {
            return;
        };
        let Some(text) = notice.or_else(|| asked.default_notice()) else {
            return;
        };
        let text = brief(&text);
        let path = format!("/webhooks/{}/{}", asked.application, asked.token);
        let call = if asked.press {
            Call::post(path, json!({ "content": text, "flags": EPHEMERAL }))
        } else {
            Call::patch(
                format!("{path}/messages/@original"),
                json!({ "content": text }),
            )
        };
        self.best_effort(call).await;
    }

    async fn respond(&self, asked: &Asked, response: CreateInteractionResponse) {
        let body = serde_json::to_value(&response).unwrap_or_else(|_| json!({ "type": 6 }));
        let path = format!("/interactions/{}/{}/callback", asked.id, asked.token);
        self.best_effort(Call::post(path, body)).await;
    }

    /// A failed answer is seen by the person, who asks or presses again.
    async fn best_effort(&self, call: Call<'_>) {
        if let Err(e) = self.api.call(&call.brief(), ANSWERING).await {
            tracing::debug!(inbox = %self.inbox, error = %e.into_error(ANSWERING), "an interaction was not answered");
        }
    }
}

/// A private message, or nothing to see.
fn response(text: Option<String>) -> CreateInteractionResponse {
    match text {
        Some(text) => {
            let message = CreateInteractionResponseMessage::new();
            CreateInteractionResponse::Message(message.content(brief(&text)).ephemeral(true))
        }
        None => CreateInteractionResponse::Acknowledge,
    }
}

fn brief(text: &str) -> String {
    text.chars().take(limits::CHARS).collect()
}

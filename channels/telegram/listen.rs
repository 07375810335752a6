//! Receiving by polling, and telling Telegram the webhook's address. The loop is our own: the library's acknowledges an
//! update before its handler ran. Here the offset moves past an update only after the intake has it on disk.

use super::{
    Telegram,
    api::CallError,
    settings::{Mode, is_username},
};
use crate::limits;
use crate::waiting::{Pause, now};
use frontdesk_core::{
    Error,
    channel::{Channel, Intake, Stop},
};
use serde::Serialize;
use serde_json::Value;
use std::time::Instant;
use teloxide::{
    payloads::{DeleteWebhook, GetMe, GetUpdates, SetWebhook},
    requests::Payload,
    types::AllowedUpdate,
};

const POLLING: &str = "polling Telegram";
const ASKING: &str = "asking Telegram for the bot's name";
const SETTING: &str = "setting the Telegram webhook";

/// What Telegram is asked to tell; everything else is nothing to a front desk.
const ALLOWED: [AllowedUpdate; 3] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::CallbackQuery,
];

/// The program stops.
struct Stopped;

/// Waits as `pause` says, unless the program stops.
async fn wait(pause: &mut Pause, asked_ms: Option<u64>, stop: &mut Stop) -> Result<(), Stopped> {
    tokio::select! {
        () = pause.wait(asked_ms) => Ok(()),
        () = stop => Err(Stopped),
    }
}

impl Telegram {
    pub(super) async fn listen_until(
        &self,
        intake: &dyn Intake,
        mut stop: Stop,
    ) -> Result<(), Error> {
        let ended = match self.settings.mode {
            Mode::Polling => self.poll(intake, &mut stop).await,
            Mode::Webhook => self.set_webhook(&mut stop).await,
        };
        match ended {
            Ok(Stopped) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Tells Telegram the address and the secret, then waits for the stop. The webhook stays: what comes while the server is
    /// down waits at Telegram.
    async fn set_webhook(&self, stop: &mut Stop) -> Result<Stopped, Error> {
        let mut payload = SetWebhook::new(self.webhook.clone());
        payload.secret_token = Some(self.settings.secret.reveal().to_owned());
        payload.allowed_updates = Some(ALLOWED.to_vec());
        match self.persist(&payload, SETTING, stop).await? {
            Some(Stopped) => {}
            None => {
                tracing::info!(inbox = %self.inbox, "Telegram knows the webhook");
                if let Ok(()) = self.ask_name(stop).await {
                    stop.await;
                }
            }
        }
        Ok(Stopped)
    }

    async fn poll(&self, intake: &dyn Intake, stop: &mut Stop) -> Result<Stopped, Error> {
        let mut pause = Pause::new();
        let mut offset = None;
        let mut tries = 0;
        if let Some(stopped) = self.persist(&DeleteWebhook::new(), POLLING, stop).await? {
            return Ok(stopped);
        }
        loop {
            if tries < limits::NAME_TRIES && self.asked_username.get().is_none() {
                tries += 1;
                if let Err(stopped) = self.ask_name(stop).await {
                    return Ok(stopped);
                }
            }
            let asked = Instant::now();
            let payload = asking(offset);
            let polled = tokio::select! {
                polled = self.api.call(&payload, POLLING, limits::POLL_TIMEOUT) => polled,
                () = &mut *stop => return Ok(Stopped),
            };
            let waited = match polled {
                Ok(updates) => {
                    pause = Pause::new();
                    let updates = updates.as_array().map(Vec::as_slice).unwrap_or_default();
                    match self.take_all(updates, &mut offset, intake, stop).await {
                        // A server that does not hold the poll open must not be asked in a busy loop.
                        Ok(())
                            if updates.is_empty() && asked.elapsed() < limits::LISTEN_PAUSE.0 =>
                        {
                            wait(&mut Pause::new(), None, stop).await
                        }
                        taken => taken,
                    }
                }
                Err(error) => wait(&mut pause, self.failed(error, POLLING)?, stop).await,
            };
            if let Err(stopped) = waited {
                return Ok(stopped);
            }
        }
    }

    /// Asks Telegram for the bot's username, once. Without it the bot works, but is not heard in groups by its name and
    /// gives no links to itself.
    async fn ask_name(&self, stop: &mut Stop) -> Result<(), Stopped> {
        let payload = GetMe::new();
        let asked = tokio::select! {
            asked = self.api.call(&payload, ASKING, limits::BRIEF_TIMEOUT) => asked,
            () = stop => return Err(Stopped),
        };
        match asked {
            Ok(me) => self.note_name(&me),
            Err(e) => {
                tracing::debug!(inbox = %self.inbox, error = %e.into_error(ASKING), "the bot's name is not known");
            }
        }
        Ok(())
    }

    /// Keeps the username from what Telegram says of the bot.
    pub(super) fn note_name(&self, me: &Value) {
        let name = me.get("username").and_then(Value::as_str);
        if let Some(name) = name.filter(|name| is_username(name)) {
            // It was known before: a bot changes its name seldom, and the next start asks again.
            let _known = self.asked_username.set(name.to_owned());
        }
    }

    /// Takes updates in their order; the offset moves past each that is on disk or is nothing to the desk. At the stop the
    /// rest stays with Telegram, which tells it again after the next start.
    async fn take_all(
        &self,
        updates: &[Value],
        offset: &mut Option<i32>,
        intake: &dyn Intake,
        stop: &mut Stop,
    ) -> Result<(), Stopped> {
        for update in updates {
            tokio::select! {
                biased;
                () = &mut *stop => return Err(Stopped),
                () = std::future::ready(()) => {}
            }
            self.take(update, intake, stop).await?;
            *offset = next_offset(update).or(*offset);
        }
        Ok(())
    }

    /// Hands one update to the intake until it is on disk: one that is skipped is never told again.
    async fn take(
        &self,
        update: &Value,
        intake: &dyn Intake,
        stop: &mut Stop,
    ) -> Result<(), Stopped> {
        let Some(inbound) = self.inbound(update, now()) else {
            return Ok(());
        };
        let mut pause = Pause::new();
        loop {
            match intake.receive(inbound.clone()).await {
                Ok(received) => {
                    return tokio::select! {
                        () = self.acknowledge(&inbound, &received) => Ok(()),
                        () = &mut *stop => Err(Stopped),
                    };
                }
                Err(error) => {
                    tracing::warn!(inbox = %self.inbox, %error, "an update could not be stored and is tried again");
                    wait(&mut pause, None, stop).await?;
                }
            }
        }
    }

    /// Makes a call until it works, or the stop, or an answer that no repetition changes.
    async fn persist<P: Payload + Serialize>(
        &self,
        payload: &P,
        operation: &'static str,
        stop: &mut Stop,
    ) -> Result<Option<Stopped>, Error> {
        let mut pause = Pause::new();
        loop {
            let called = tokio::select! {
                called = self.api.call(payload, operation, limits::CALL_TIMEOUT) => called,
                () = &mut *stop => return Ok(Some(Stopped)),
            };
            let Err(error) = called else {
                return Ok(None);
            };
            let asked_ms = self.failed(error, operation)?;
            if let Err(stopped) = wait(&mut pause, asked_ms, stop).await {
                return Ok(Some(stopped));
            }
        }
    }

    /// Logs a failure that may heal and gives how long Telegram asks to wait.
    ///
    /// # Errors
    /// One that cannot heal: a wrong token, a webhook address that Telegram does not take.
    fn failed(&self, error: CallError, operation: &'static str) -> Result<Option<u64>, Error> {
        let asked_ms = match &error {
            CallError::Said(no) if no.is_token() || no.code == 400 => {
                return Err(no.error(operation));
            }
            CallError::Said(no) => no.retry_after_ms,
            CallError::Broken(_) => None,
        };
        if matches!(&error, CallError::Said(no) if no.code == 409) {
            tracing::warn!(inbox = %self.inbox, "another program receives the updates of this bot: stop it, or give each its own bot");
        } else {
            tracing::warn!(inbox = %self.inbox, error = %error.into_error(operation), "Telegram does not answer and is tried again");
        }
        Ok(asked_ms)
    }
}

/// The next question: what came after what is acknowledged with it.
fn asking(offset: Option<i32>) -> GetUpdates {
    let mut payload = GetUpdates::new();
    payload.offset = offset;
    payload.timeout = Some(limits::POLL_S);
    payload.limit = Some(limits::POLL_UPDATES);
    payload.allowed_updates = Some(ALLOWED.to_vec());
    payload
}

/// The offset that acknowledges this update and all before it.
fn next_offset(update: &Value) -> Option<i32> {
    let id = update.get("update_id")?.as_i64()?;
    i32::try_from(id.checked_add(1)?).ok()
}

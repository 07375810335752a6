//! Telegram, by polling or webhook. `updates` reads what Telegram tells (`message`, `place` and `files` are its parts),
//! `accept` and `listen` are the two ways in, `format` makes Telegram's HTML, `deliver` sends and `upload` does where files go
//! along, at the speed that `pace` allows. All calls go through `api`.

mod accept;
mod api;
mod deliver;
mod files;
#[cfg(test)]
pub(crate) mod fixture;
mod format;
mod listen;
mod message;
mod pace;
mod place;
mod settings;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_files;
mod updates;
mod upload;

use crate::{InboxSpec, Kind, SettingsError, http_client, limits, settings::public_url};
use api::Api;
use async_trait::async_trait;
use bytes::Bytes;
use deliver::SENDING;
use frontdesk_core::{
    Address, BusinessId, Error, InboxName, Timestamp,
    channel::{
        Accepted, Capabilities, Channel, DeliverError, Intake, Progress, Received, Sent, Stop,
        TextUnit,
    },
    message::{Inbound, Outbound, Reply},
};
use pace::Paces;
use settings::{Mode, Settings};
use std::{
    fmt,
    sync::{Arc, OnceLock},
};
use url::Url;

/// The register's row.
pub(crate) const KIND: Kind = Kind {
    name: "telegram",
    open,
    schema: || schemars::schema_for!(Settings),
    sample: "token = '100200300:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
    quiet_ms: 1_200,
    max_wait_ms: 5_000,
    patience_ms: 15_000,
    #[cfg(test)]
    fixture: || Box::new(fixture::TelegramFixture),
};

/// One bot.
struct Telegram {
    business: BusinessId,
    inbox: InboxName,
    settings: Settings,
    webhook: Url,
    capabilities: Capabilities,
    api: Api,
    /// The number in the token.
    bot_id: i64,
    /// What Telegram says its username is, once it was asked.
    asked_username: OnceLock<String>,
    paces: Paces,
}

fn open(spec: &InboxSpec<'_>) -> Result<Arc<dyn Channel>, SettingsError> {
    let settings = Settings::read(spec.settings)?;
    let client = http_client::client().map_err(|e| SettingsError {
        key: None,
        message: e.to_string(),
    })?;
    let public = public_url(spec.public_url)?;
    let (business, inbox) = (spec.business.id.as_str(), spec.name.as_str());
    Ok(Arc::new(Telegram {
        business: spec.business.id.clone(),
        inbox: spec.name.clone(),
        webhook: crate::settings::webhook_url(&public, business, inbox, &[]),
        capabilities: Capabilities {
            text_limit: limits::TELEGRAM_UNITS,
            text_unit: TextUnit::Utf16,
            formatting: true,
            buttons: true,
            edits: true,
            replies: true,
            receipts: false,
            typing: true,
            streaming: false,
            idempotent_send: false,
            attachments: true,
            threads: false,
            webhooks: settings.mode == Mode::Webhook,
            // In webhook mode, too: `listen` tells Telegram the address of the webhook.
            listens: true,
        },
        api: Api::new(client, &settings.api_url, settings.token.clone()),
        bot_id: settings.bot_id(),
        asked_username: OnceLock::new(),
        paces: Paces::new(),
        settings,
    }))
}

impl Telegram {
    /// The bot's username without the `@`, where it is known.
    fn username(&self) -> Option<&str> {
        let given = self.settings.username.as_deref();
        self.asked_username.get().map(String::as_str).or(given)
    }
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram")
            .field("business", &self.business)
            .field("inbox", &self.inbox)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Channel for Telegram {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn business(&self) -> &BusinessId {
        &self.business
    }

    fn inbox(&self) -> &InboxName {
        &self.inbox
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn accept(&self, request: &http::Request<Bytes>, received: Timestamp) -> Accepted {
        self.accept_webhook(request, received)
    }

    async fn listen(&self, intake: Arc<dyn Intake>, stop: Stop) -> Result<(), Error> {
        self.listen_until(&*intake, stop).await
    }

    async fn acknowledge(&self, inbound: &Inbound, received: &Received) {
        self.answer_press(inbound, received).await;
    }

    fn render(&self, reply: &Reply) -> Vec<String> {
        format::parts(reply)
    }

    async fn deliver(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        self.send(outbound).await
    }

    async fn progress(&self, to: &Address, progress: Progress<'_>) {
        if matches!(progress, Progress::Typing(_)) {
            self.show_typing(to).await;
        }
    }

    async fn probe(&self) -> Result<String, Error> {
        self.try_bot().await
    }

    async fn fetch(&self, reference: &str) -> Result<Bytes, Error> {
        self.fetch_file(reference).await
    }

    fn knows_sender(&self) -> bool {
        true
    }

    fn invite(&self, token: &str) -> Option<String> {
        let bot = self.username().filter(|_| updates::is_token(token))?;
        Some(format!("https://t.me/{bot}?start={token}"))
    }
}

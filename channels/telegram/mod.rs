//! Telegram, by polling or webhook. `updates` reads what Telegram tells, `accept` and `listen` are the two ways in, `format`
//! makes Telegram's HTML, `deliver` sends. All calls go through `api`.

mod accept;
mod api;
mod deliver;
#[cfg(test)]
pub(crate) mod fixture;
mod format;
mod listen;
mod settings;
#[cfg(test)]
mod tests;
mod updates;

use crate::{InboxSpec, Kind, SettingsError, http_client, limits, settings::public_url};
use api::Api;
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk_core::{
    Address, BusinessId, Error, InboxName, Timestamp,
    channel::{
        Accepted, Capabilities, Channel, DeliverError, Intake, Progress, Received, Sent, Stop,
        TextUnit,
    },
    message::{Inbound, Outbound, Reply},
};
use settings::{Mode, Settings};
use std::{fmt, sync::Arc};
use url::Url;

/// The register's row.
pub(crate) const KIND: Kind = Kind {
    name: "telegram",
    open,
    schema: || schemars::schema_for!(Settings),
    sample: "token = '100200300:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
    quiet_ms: 1_200,
    max_wait_ms: 5_000,
};

/// One bot.
struct Telegram {
    business: BusinessId,
    inbox: InboxName,
    settings: Settings,
    webhook: Url,
    capabilities: Capabilities,
    api: Api,
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
            attachments: false,
            threads: false,
            webhooks: settings.mode == Mode::Webhook,
            // In webhook mode, too: `listen` tells Telegram the address of the webhook.
            listens: true,
        },
        api: Api::new(client, &settings.api_url, settings.token.clone()),
        settings,
    }))
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
}

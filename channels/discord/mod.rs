//! Discord, over its gateway. `gateway` holds the connection, `worker` takes the events in their order, `places` knows what a channel
//! is, `marks` what was taken before a restart, `asks` answers commands and pressed buttons in time; `format` makes Discord's
//! Markdown, `deliver` sends. All calls go through `api`.

mod address;
mod api;
mod asks;
mod deliver;
mod fetch;
#[cfg(test)]
pub(crate) mod fixture;
mod format;
mod gateway;
mod limits;
mod listen;
mod marks;
mod places;
mod settings;
#[cfg(test)]
mod tests;
mod wire;
mod worker;

use crate::{InboxSpec, Kind, SettingsError, http_client, refusal::refuse};
use api::Api;
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk_core::{
    Address, BusinessId, Error, InboxName, Timestamp,
    channel::{
        Accepted, Capabilities, Channel, DeliverError, Intake, Progress, Sent, Stop, TextUnit,
    },
    message::{Outbound, Reply},
};
use http::StatusCode;
use marks::Mark;
use settings::Settings;
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// The register's row.
pub(crate) const KIND: Kind = Kind {
    name: "discord",
    open,
    schema: || schemars::schema_for!(Settings),
    sample: "token = 'AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA'",
    quiet_ms: 1_200,
    max_wait_ms: 5_000,
    patience_ms: 15_000,
    #[cfg(test)]
    fixture: || Box::new(fixture::DiscordFixture),
};

/// One bot.
struct Discord {
    business: BusinessId,
    inbox: InboxName,
    settings: Settings,
    capabilities: Capabilities,
    api: Api,
    /// The channels of direct messages by person, so that each is asked for once.
    directs: Mutex<HashMap<u64, u64>>,
}

fn open(spec: &InboxSpec<'_>) -> Result<Arc<dyn Channel>, SettingsError> {
    let settings = Settings::read(spec.settings)?;
    let client = http_client::client().map_err(|e| SettingsError {
        key: None,
        message: e.to_string(),
    })?;
    Ok(Arc::new(Discord {
        business: spec.business.id.clone(),
        inbox: spec.name.clone(),
        capabilities: Capabilities {
            text_limit: limits::CHARS,
            text_unit: TextUnit::Chars,
            formatting: true,
            buttons: true,
            edits: true,
            replies: true,
            receipts: false,
            typing: true,
            streaming: false,
            idempotent_send: true,
            attachments: true,
            threads: false,
            webhooks: false,
            listens: true,
        },
        api: Api::new(client, settings.api_base(), settings.token.clone()),
        directs: Mutex::default(),
        settings,
    }))
}

impl Discord {
    /// The channel of a person's direct messages, if it is known.
    fn known_direct(&self, person: u64) -> Option<u64> {
        let directs = self.directs.lock().unwrap_or_else(PoisonError::into_inner);
        directs.get(&person).copied()
    }

    fn remember_direct(&self, person: u64, channel: u64) {
        let mut directs = self.directs.lock().unwrap_or_else(PoisonError::into_inner);
        if directs.len() >= limits::CHANNELS {
            // They are asked for again.
            directs.clear();
        }
        directs.insert(person, channel);
    }

    /// The channels that were opened to write to a person, each to be read from `since` on.
    fn opened(&self, since: u64) -> HashMap<u64, Mark> {
        let directs = self.directs.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = Mark {
            last: since,
            guild: false,
        };
        directs.values().map(|channel| (*channel, mark)).collect()
    }

    fn forget_direct(&self, person: u64) {
        let mut directs = self.directs.lock().unwrap_or_else(PoisonError::into_inner);
        directs.remove(&person);
    }
}

impl fmt::Debug for Discord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discord")
            .field("business", &self.business)
            .field("inbox", &self.inbox)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Channel for Discord {
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

    fn accept(&self, request: &http::Request<Bytes>, _received: Timestamp) -> Accepted {
        let why = "Discord is listened to over its gateway; no webhook of it is expected";
        refuse(
            StatusCode::FORBIDDEN,
            why.into(),
            request,
            &["host", "user-agent"],
        )
    }

    async fn listen(&self, intake: Arc<dyn Intake>, stop: Stop) -> Result<(), Error> {
        self.listen_until(&*intake, stop).await
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

    async fn fetch(&self, reference: &str) -> Result<Bytes, Error> {
        self.fetch_file(reference).await
    }

    fn knows_sender(&self) -> bool {
        true
    }

    async fn probe(&self) -> Result<String, Error> {
        self.try_bot().await
    }
}

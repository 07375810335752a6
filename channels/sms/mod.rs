//! SMS, MMS and WhatsApp through Twilio. A webhook comes in by `accept` (verified by `signature`), a reply is made plain by
//! `render` and leaves by `deliver`; what became of it comes back to `accept` below `/status`. Files are `media`'s.

mod accept;
mod address;
mod deliver;
mod errors;
#[cfg(test)]
pub(crate) mod fixture;
mod keywords;
mod media;
mod render;
pub mod segments;
mod settings;
mod signature;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_media;

use crate::{
    InboxSpec, Kind, SettingsError, http_client, limits, pace::Pace, settings::public_url,
};
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk_core::{
    Address, BusinessId, Error, InboxName, Timestamp,
    channel::{Accepted, Capabilities, Channel, DeliverError, Sent, TextUnit},
    message::{Keyword, Outbound, Reply},
};
use settings::Settings;
use std::{fmt, sync::Arc};
use url::Url;

/// The register's row.
pub(crate) const KIND: Kind = Kind {
    name: "sms",
    open,
    schema: || schemars::schema_for!(Settings),
    sample: "account_sid = 'AC00000000000000000000000000000000'
auth_token = '00000000000000000000000000000000'
from = '+15550100'",
    quiet_ms: 2_000,
    max_wait_ms: 8_000,
    patience_ms: 10_000,
    #[cfg(test)]
    fixture: || Box::new(fixture::SmsFixture),
};

/// One number or messaging service at Twilio.
struct Sms {
    business: BusinessId,
    inbox: InboxName,
    settings: Settings,
    public: Url,
    capabilities: Capabilities,
    client: reqwest::Client,
    pace: Option<Pace>,
}

fn open(spec: &InboxSpec<'_>) -> Result<Arc<dyn Channel>, SettingsError> {
    let settings = Settings::read(spec.settings)?;
    let client = http_client::client().map_err(|e| SettingsError {
        key: None,
        message: e.to_string(),
    })?;
    Ok(Arc::new(Sms {
        business: spec.business.id.clone(),
        inbox: spec.name.clone(),
        public: public_url(spec.public_url)?,
        capabilities: Capabilities {
            text_limit: settings.max_chars,
            text_unit: TextUnit::Chars,
            formatting: false,
            buttons: false,
            edits: false,
            replies: false,
            receipts: true,
            typing: false,
            streaming: false,
            idempotent_send: false,
            attachments: true,
            threads: false,
            webhooks: true,
            listens: false,
        },
        pace: settings.pace(),
        settings,
        client,
    }))
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("business", &self.business)
            .field("inbox", &self.inbox)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Channel for Sms {
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

    fn address_of(&self, contact: &str) -> Option<Address> {
        address::is_number(contact).then(|| Address::new(KIND.name, contact))
    }

    fn keyword(&self, text: &str) -> Option<Keyword> {
        keywords::keyword(text)
    }

    fn render(&self, reply: &Reply) -> Vec<String> {
        render::parts(reply, self.settings.max_chars, self.settings.cite)
    }

    async fn deliver(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        self.send(outbound).await
    }

    async fn probe(&self) -> Result<String, Error> {
        self.try_account().await
    }

    async fn fetch(&self, reference: &str) -> Result<Bytes, Error> {
        self.fetch_media(reference).await
    }
}

const _: () = assert!(limits::SMS_CHARS <= limits::SMS_CHARS_MAX);

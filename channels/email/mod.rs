//! E-mail, over IMAP and SMTP. `listen` keeps a connection and `sweep` reads what is new with `imap`; `read` takes a mail apart,
//! `inbound` says what it is to the desk. `compose` makes a mail of ours (`plain`, `html`), `smtp` hands it over.

mod address;
mod compose;
mod deliver;
#[cfg(test)]
pub(crate) mod fixture;
mod html;
mod imap;
mod inbound;
mod limits;
mod listen;
mod mark;
mod oauth;
mod outage;
mod plain;
pub(crate) mod read;
mod settings;
mod smtp;
mod sweep;
#[cfg(test)]
mod tests;
mod tls;

use crate::{InboxSpec, Kind, SettingsError};
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk_core::{
    Address, BusinessId, Error, InboxName, Timestamp,
    business::Business,
    channel::{Accepted, Capabilities, Channel, DeliverError, Intake, Sent, Stop, TextUnit},
    message::{Keyword, Outbound, Reply},
    text,
};
use oauth::Keys;
use settings::Settings;
use smtp::Smtp;
use std::{fmt, sync::Arc};
use tls::Trust;

/// The register's row.
pub(crate) const KIND: Kind = Kind {
    name: "email",
    open,
    schema: || schemars::schema_for!(Settings),
    sample: "imap_host = 'imap.example.com'\nsmtp_host = 'smtp.example.com'\naddress = 'desk@example.com'\npassword = 'x'",
    // People write one mail; the second, if any, comes when they see what they forgot.
    quiet_ms: 5_000,
    max_wait_ms: 60_000,
    patience_ms: 60_000,
    #[cfg(test)]
    fixture: || Box::new(fixture::EmailFixture),
};

/// One mailbox.
struct Email {
    business: Arc<Business>,
    inbox: InboxName,
    settings: Settings,
    capabilities: Capabilities,
    trust: Trust,
    keys: Keys,
    smtp: Smtp,
}

fn open(spec: &InboxSpec<'_>) -> Result<Arc<dyn Channel>, SettingsError> {
    let settings = Settings::read(spec.settings)?;
    let trust = Trust::new(settings.authorities()?)
        .map_err(|e| SettingsError::at("ca_file", format!("not accepted: {e}")))?;
    let broken = |e: Error| SettingsError {
        key: None,
        message: e.to_string(),
    };
    let smtp = Smtp::new(&settings, &trust).map_err(broken)?;
    let keys = Keys::new(&settings).map_err(broken)?;
    Ok(Arc::new(Email {
        business: spec.business.clone(),
        inbox: spec.name.clone(),
        capabilities: Capabilities {
            text_limit: limits::TEXT_CHARS,
            text_unit: TextUnit::Chars,
            formatting: true,
            attachments: true,
            threads: true,
            buttons: false,
            edits: false,
            replies: true,
            // Mail that cannot be delivered comes back later; of mail that arrived nobody tells.
            receipts: false,
            typing: false,
            streaming: false,
            // Most servers show a Message-ID once, but none promises to.
            idempotent_send: false,
            webhooks: false,
            listens: true,
        },
        trust,
        keys,
        smtp,
        settings,
    }))
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Email")
            .field("business", &self.business.id)
            .field("inbox", &self.inbox)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Channel for Email {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn business(&self) -> &BusinessId {
        &self.business.id
    }

    fn inbox(&self) -> &InboxName {
        &self.inbox
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn accept(&self, _request: &http::Request<Bytes>, _received: Timestamp) -> Accepted {
        Accepted {
            inbound: Vec::new(),
            reply: crate::refusal::plain(http::StatusCode::NOT_FOUND, "no webhook here"),
            quarantined: None,
        }
    }

    async fn listen(&self, intake: Arc<dyn Intake>, stop: Stop) -> Result<(), Error> {
        self.listen_until(&*intake, stop).await;
        Ok(())
    }

    fn address_of(&self, contact: &str) -> Option<Address> {
        contact
            .contains('@')
            .then(|| Address::new(KIND.name, contact))
    }

    fn keyword(&self, text: &str) -> Option<Keyword> {
        inbound::keyword(text)
    }

    fn render(&self, reply: &Reply) -> Vec<String> {
        text::split(&plain::with_footnotes(reply), limits::TEXT_CHARS, |part| {
            part.chars().count()
        })
    }

    async fn deliver(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        self.send(outbound).await
    }

    async fn probe(&self) -> Result<String, Error> {
        self.try_servers().await
    }
}

/// A server's own words, bounded, without the addresses in them.
fn words(text: &str) -> String {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|w| if w.contains('@') { "…" } else { w })
        .collect();
    let words = words.join(" ");
    words.chars().take(crate::limits::WORDS_CHARS).collect()
}

//! The web chat: a channel whose customers hold a WebSocket to us. The web part carries text frames between sockets
//! and [`Connection`]s; this part knows what they say.
//!
//! - `session.rs`: who a visitor is; `identity.rs`: whom the business's site says they are; `origins.rs`: whose pages may show the chat
//! - `frames.rs`: the words of the protocol
//! - `line.rs`: what waits for one connection; `hub.rs`: the connections of a visitor
//! - `connection.rs`: takes a client's frames to the engine's door

mod connection;
mod frames;
mod hub;
mod identity;
mod limits;
mod line;
mod origins;
mod session;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

use crate::{InboxSpec, Kind, SettingsError, settings};
use async_trait::async_trait;
use bytes::Bytes;
use connection::Connection;
use frontdesk_core::{
    Address, BusinessId, Error, ErrorKind, InboxName, Secret, Timestamp,
    channel::{
        Accepted, Capabilities, Channel, DeliverError, Intake, Live, LiveConnection, Progress,
        Sent, TextUnit,
    },
    message::{Content, Outbound, Reply},
    text,
};
use hub::Hub;
use line::{Frame, What};
use origins::Origins;
use schemars::JsonSchema;
use serde::Deserialize;
use session::Visitor;
use std::{net::IpAddr, sync::Arc};

/// The row of the register. A visitor looks at the page and waits, so the assistant does not; a message that comes
/// while it writes makes it start again.
pub(crate) const KIND: Kind = Kind {
    name: "webchat",
    open,
    schema: || schemars::schema_for!(WebchatSettings),
    sample: "",
    quiet_ms: 0,
    max_wait_ms: 3_000,
    patience_ms: 15_000,
    #[cfg(test)]
    fixture: || Box::new(fixture::WebchatFixture),
};

/// An inbox on the web chat: `channel = "webchat"`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct WebchatSettings {
    /// The sites whose pages may show the chat, each with scheme and host, for example "https://www.example.com". The
    /// server's own pages always may. "*": every site.
    allowed_origins: Vec<String>,
    /// What the business's own site signs its visitors' identity with, at least 32 characters, the same here and there.
    /// Empty: the site says nothing of its visitors.
    identity_secret: Secret,
}

const CAPABILITIES: Capabilities = Capabilities {
    text_limit: limits::TEXT_CHARS,
    text_unit: TextUnit::Chars,
    formatting: true,
    buttons: false,
    edits: false,
    replies: false,
    receipts: false,
    typing: true,
    streaming: true,
    idempotent_send: true,
    attachments: false,
    threads: false,
    webhooks: false,
    listens: false,
};

/// One inbox.
struct Webchat {
    desk: Arc<Desk>,
    origins: Origins,
    page: String,
}

/// What an inbox shares with its connections.
struct Desk {
    business: BusinessId,
    inbox: InboxName,
    /// The business as the page shows it, as JSON.
    card: String,
    identity_secret: Secret,
    hub: Hub,
}

fn open(spec: &InboxSpec<'_>) -> Result<Arc<dyn Channel>, SettingsError> {
    Webchat::open(spec).map(|inbox| Arc::new(inbox) as _)
}

impl Webchat {
    fn open(spec: &InboxSpec<'_>) -> Result<Self, SettingsError> {
        let WebchatSettings {
            allowed_origins,
            identity_secret,
        } = settings::read(spec.settings)?;
        let short = identity_secret.reveal().chars().count() < limits::SECRET_CHARS;
        if short && !identity_secret.is_empty() {
            return Err(SettingsError::at(
                "identity_secret",
                "too short; make one of 32 random bytes, for example with `openssl rand -hex 32`",
            ));
        }
        let public = settings::public_url(spec.public_url)?;
        let business = &spec.business.id;
        Ok(Self {
            origins: Origins::new(&public, &allowed_origins)?,
            page: format!("{}/chat/{business}", public.as_str().trim_end_matches('/')),
            desk: Arc::new(Desk {
                business: business.clone(),
                inbox: spec.name.clone(),
                card: frames::card(spec.business),
                identity_secret,
                hub: Hub::default(),
            }),
        })
    }
}

#[async_trait]
impl Channel for Webchat {
    fn kind(&self) -> &'static str {
        session::ADDRESS
    }

    fn business(&self) -> &BusinessId {
        &self.desk.business
    }

    fn inbox(&self) -> &InboxName {
        &self.desk.inbox
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    /// Nobody sends webhooks to a web chat.
    fn accept(&self, _request: &http::Request<Bytes>, _received: Timestamp) -> Accepted {
        let mut reply = http::Response::new(Bytes::new());
        *reply.status_mut() = http::StatusCode::NOT_FOUND;
        Accepted {
            inbound: Vec::new(),
            reply,
            quarantined: None,
        }
    }

    fn render(&self, reply: &Reply) -> Vec<String> {
        text::split(&reply.text, limits::TEXT_CHARS, |part| part.chars().count())
    }

    /// Shows a message in every window the visitor has open. If none is, it has still arrived: the history has it when
    /// the visitor comes back.
    async fn deliver(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        let Content::Part {
            reply, index, seq, ..
        } = &outbound.content
        else {
            return Err(refused("no_cards", "showing a card in a web chat"));
        };
        let Some(visitor) = Visitor::at(&outbound.to) else {
            return Err(refused("no_visitor", "finding a visitor of the web chat"));
        };
        // A page shows a message whole, however long it is, so the first part brings all of it.
        if *index == 0 {
            self.desk.hub.send(visitor, || Frame {
                what: What::Message(reply.message),
                text: frames::reply(reply, *seq),
            });
        }
        Ok(Sent::default())
    }

    async fn progress(&self, to: &Address, progress: Progress<'_>) {
        let Some(visitor) = Visitor::at(to) else {
            return;
        };
        let hub = &self.desk.hub;
        match progress {
            Progress::Typing(by) => {
                if let Some(by) = frames::Typist::of(by) {
                    hub.send(visitor, || Frame {
                        what: What::Other,
                        text: frames::typing(by),
                    });
                }
            }
            Progress::Delta { message, text } => hub.send(visitor, || Frame {
                what: What::Delta(message),
                text: frames::delta(message, text),
            }),
            Progress::Owner { owner, name } => hub.send(visitor, || Frame {
                what: What::Other,
                text: frames::owner(owner, name),
            }),
        }
    }

    async fn probe(&self) -> Result<String, Error> {
        Ok(format!(
            "the chat is at {}; {}",
            self.page,
            self.origins.describe()
        ))
    }

    fn knows_sender(&self) -> bool {
        true
    }

    fn names_nobody(&self) -> bool {
        true
    }

    fn live(&self) -> Option<&dyn Live> {
        Some(self)
    }
}

impl Live for Webchat {
    fn admits(&self, origin: Option<&str>) -> bool {
        self.origins.admits(origin)
    }

    fn frame_ancestors(&self) -> String {
        self.origins.frame_ancestors()
    }

    fn is_here(&self, address: &Address) -> bool {
        Visitor::at(address).is_some_and(|visitor| self.desk.hub.has(visitor))
    }

    fn connect(&self, intake: Arc<dyn Intake>, ip: Option<IpAddr>) -> Arc<dyn LiveConnection> {
        Arc::new(Connection::new(self.desk.clone(), intake, ip))
    }
}

fn refused(code: &str, operation: &'static str) -> DeliverError {
    DeliverError::Refused {
        code: code.into(),
        loss: None,
        source: Error::new(ErrorKind::Refused, operation),
    }
}

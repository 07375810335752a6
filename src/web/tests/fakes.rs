//! An engine that can be held up or made to fail, and a channel that takes what it gets as the message.

use crate::{Check, Directory, Readiness};
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk_core::{
    Address, BusinessId, Clock, Error, ErrorKind, InboxName, Owner, ProviderId, Route, Timestamp,
    business::Business,
    channel::{
        Accepted, Capabilities, Channel, DeliverError, History, Intake, Live, LiveConnection,
        Quarantined, Received, Sent, TextUnit,
    },
    message::{Inbound, Outbound, Payload, Reply},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    collections::VecDeque,
    net::IpAddr,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tokio::sync::{Notify, Semaphore};

/// Pages of another part: one with a policy of its own, one without.
pub(super) fn more() -> axum::Router {
    let own = [("content-security-policy", "frame-src 'self'")];
    axum::Router::new()
        .route("/more/own", axum::routing::get(move || async move { own }))
        .route("/more/plain", axum::routing::get(|| async { "plain" }))
}

pub(super) fn recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER
        .get_or_init(|| PrometheusBuilder::new().install_recorder().unwrap())
        .clone()
}

/// The engine.
pub(super) struct Desk {
    /// What was kept.
    pub(super) kept: Mutex<Vec<Inbound>>,
    pub(super) quarantined: Mutex<Vec<Quarantined>>,
    /// How many may be kept; a test that takes them all holds the next one up.
    pub(super) gate: Semaphore,
    /// Told when one arrives, before it is kept.
    pub(super) arrived: Notify,
    pub(super) broken: AtomicBool,
    pub(super) unready: AtomicBool,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            quarantined: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
            arrived: Notify::new(),
            broken: AtomicBool::new(false),
            unready: AtomicBool::new(false),
        }
    }
}

#[async_trait]
impl Intake for Desk {
    async fn receive(&self, inbound: Inbound) -> Result<Received, Error> {
        self.arrived.notify_one();
        self.gate.acquire().await.unwrap().forget();
        if self.broken.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Disk, "writing"));
        }
        let mut kept = self.kept.lock().unwrap();
        kept.push(inbound);
        Ok(Received {
            new: true,
            seq: kept.len() as u64,
            notice: None,
        })
    }

    async fn history(&self, _: &BusinessId, _: &Route, _: u64, _: usize) -> Result<History, Error> {
        Ok(History {
            messages: Vec::new(),
            owner: Owner::Assistant,
            owner_name: None,
        })
    }

    async fn quarantine(
        &self,
        _: &BusinessId,
        _: &InboxName,
        request: Quarantined,
        _: Timestamp,
    ) -> Result<(), Error> {
        self.quarantined.lock().unwrap().push(request);
        Ok(())
    }
}

#[async_trait]
impl Clock for Desk {
    fn now(&self) -> Timestamp {
        Timestamp(1_000)
    }

    async fn sleep_until(&self, _: Timestamp) {}
}

#[async_trait]
impl Readiness for Desk {
    async fn checks(&self) -> Vec<Check> {
        let ok = !self.unready.load(Ordering::SeqCst);
        vec![Check {
            name: "store".into(),
            ok,
            detail: "as the test says".into(),
        }]
    }
}

/// The channel: a webhook's body is the message; `forged` is one whose signature is wrong, `panic` one that breaks it.
pub(super) struct Echo {
    business: BusinessId,
    inbox: InboxName,
    capabilities: Capabilities,
    pub(super) acknowledged: Arc<AtomicUsize>,
}

impl Echo {
    pub(super) fn directory() -> One {
        One(Arc::new(Self {
            business: "acme".into(),
            inbox: "line".into(),
            acknowledged: Arc::default(),
            capabilities: Capabilities {
                text_limit: 1000,
                text_unit: TextUnit::Chars,
                formatting: false,
                buttons: false,
                edits: false,
                replies: false,
                receipts: false,
                typing: false,
                streaming: false,
                idempotent_send: false,
                attachments: false,
                threads: false,
                webhooks: true,
                listens: false,
            },
        }))
    }

    fn inbound(&self, text: String, received: Timestamp, ip: Option<IpAddr>) -> Inbound {
        Inbound {
            business: self.business.clone(),
            inbox: self.inbox.clone(),
            from: Address::new("echo", "1"),
            name: None,
            provider_id: ProviderId(text.clone()),
            received,
            ip,
            payload: Payload::text(text),
        }
    }
}

fn answer(status: u16, body: &'static str) -> http::Response<Bytes> {
    http::Response::builder()
        .status(status)
        .body(Bytes::from_static(body.as_bytes()))
        .unwrap()
}

#[async_trait]
impl Channel for Echo {
    fn kind(&self) -> &'static str {
        "echo"
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
        let text = String::from_utf8_lossy(request.body()).into_owned();
        assert_ne!(text, "panic", "the test asked for it");
        if text == "forged" {
            let why = "the signature".to_owned();
            let quarantined = Some(Quarantined { why, request: text });
            return Accepted {
                inbound: Vec::new(),
                reply: answer(403, "no"),
                quarantined,
            };
        }
        let inbound = text
            .split('|')
            .map(|t| self.inbound(t.to_owned(), received, None))
            .collect();
        Accepted {
            inbound,
            reply: answer(200, "<Response/>"),
            quarantined: None,
        }
    }

    async fn acknowledge(&self, _: &Inbound, _: &Received) {
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    fn render(&self, reply: &Reply) -> Vec<String> {
        vec![reply.text.clone()]
    }

    async fn deliver(&self, _: &Outbound) -> Result<Sent, DeliverError> {
        Ok(Sent::default())
    }

    async fn probe(&self) -> Result<String, Error> {
        Ok("here".into())
    }

    fn live(&self) -> Option<&dyn Live> {
        Some(self)
    }
}

impl Live for Echo {
    fn admits(&self, origin: Option<&str>) -> bool {
        origin.is_none_or(|o| o == "https://shop.example")
    }

    fn frame_ancestors(&self) -> String {
        "'self' https://shop.example".into()
    }

    fn connect(&self, intake: Arc<dyn Intake>, ip: Option<IpAddr>) -> Arc<dyn LiveConnection> {
        let echo = Self {
            business: self.business.clone(),
            inbox: self.inbox.clone(),
            capabilities: self.capabilities.clone(),
            acknowledged: self.acknowledged.clone(),
        };
        Arc::new(Line {
            echo,
            intake,
            ip,
            frames: Mutex::default(),
            more: Notify::new(),
        })
    }
}

/// Says each frame back once it is kept; `bad` is not to be borne, `bye` ends the connection, `burst` gives a hundred.
struct Line {
    echo: Echo,
    intake: Arc<dyn Intake>,
    ip: Option<IpAddr>,
    frames: Mutex<VecDeque<Option<Arc<str>>>>,
    more: Notify,
}

impl Line {
    fn push(&self, frame: Option<&str>) {
        self.frames.lock().unwrap().push_back(frame.map(Arc::from));
        self.more.notify_one();
    }
}

#[async_trait]
impl LiveConnection for Line {
    async fn receive(&self, frame: &str) -> Result<(), Error> {
        match frame {
            "bad" => return Err(Error::new(ErrorKind::Invalid, "reading a frame")),
            "bye" => self.push(None),
            "burst" => (0..100).for_each(|n| self.push(Some(&n.to_string()))),
            text => {
                self.push(Some("…"));
                let inbound = self.echo.inbound(text.to_owned(), Timestamp(1), self.ip);
                self.intake.receive(inbound).await?;
                self.push(Some(text));
            }
        }
        Ok(())
    }

    fn oversized(&self) {
        self.push(Some("too long"));
    }

    async fn next(&self) -> Option<Arc<str>> {
        loop {
            if let Some(frame) = self.frames.lock().unwrap().pop_front() {
                return frame;
            }
            self.more.notified().await;
        }
    }
}

/// The directory: one business with one inbox.
pub(super) struct One(pub(super) Arc<Echo>);

impl Directory for One {
    fn businesses(&self) -> Vec<BusinessId> {
        vec![self.0.business.clone()]
    }

    fn business(&self, id: &BusinessId) -> Option<Arc<Business>> {
        (*id == self.0.business).then(|| Arc::new(business(id.clone())))
    }

    fn channel(&self, business: &BusinessId, inbox: &InboxName) -> Option<Arc<dyn Channel>> {
        (*business == self.0.business && *inbox == self.0.inbox).then(|| self.0.clone() as _)
    }

    fn live(&self, business: &BusinessId) -> Option<Arc<dyn Channel>> {
        (*business == self.0.business).then(|| self.0.clone() as _)
    }
}

fn business(id: BusinessId) -> Business {
    let profile = frontdesk_core::business::Profile::default();
    let mut business = Business::new(id, profile);
    business.profile.name = "Acme <Sons>".into();
    business.profile.locale = "de-AT".into();
    business
}

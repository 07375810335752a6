//! Twilio's messaging, as far as a front desk meets it.
//!
//! One side is the REST API that the SMS channel calls (`api.rs`, `media.rs`); the other plays the phones:
//! [`TwilioSim::text`] posts the signed webhook that Twilio would (`webhook.rs`), and status
//! callbacks follow what was sent (`receipts.rs`).

mod api;
mod media;
mod receipts;
mod segments;
mod signature;
mod state;
mod webhook;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::changes::Changes;
use crate::events::{EventLog, Feed, held};
use crate::failure::{Failure, Failures};
use crate::http::client;
use crate::limits::RECEIPTS_WAITING;
use crate::routes::Routes;
use crate::server::{Bound, Server, Stopped};

pub use state::{SentFile, SentSms, TwilioConfig, TwilioEvent};
pub use webhook::{InboundSms, WebhookAnswer};

use state::{ReceiptEnd, Shared, State};

/// A running Twilio. Clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct TwilioSim {
    shared: Arc<Shared>,
    server: Arc<Server>,
}

impl TwilioSim {
    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start(config: TwilioConfig) -> std::io::Result<Self> {
        let bound = Bound::new().await?;
        let (receipts, waiting) = mpsc::channel(RECEIPTS_WAITING);
        let shared = Arc::new(Shared {
            config,
            client: client()?,
            routes: Routes::default(),
            failures: Failures::default(),
            state: State::default().into(),
            changes: Changes::new(),
            events: EventLog::new(),
            receipts,
            stopped: bound.stopped(),
        });
        let server = bound.serve(api::router(shared.clone()));
        server.own(tokio::spawn(receipts::post(shared.clone(), waiting)));
        Ok(Self {
            shared,
            server: server.into(),
        })
    }

    /// The base URL for `api_url`, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The account and its token, as the product must be configured.
    #[must_use]
    pub fn config(&self) -> &TwilioConfig {
        &self.shared.config
    }

    /// Ends the server and waits for what is under way, at most five seconds.
    pub async fn stop(&self) {
        self.server.stop().await;
    }

    /// A customer's phone sends a text; Twilio posts it, signed, to `webhook_url`.
    pub async fn text(&self, webhook_url: &str, from: &str, to: &str, body: &str) -> WebhookAnswer {
        self.deliver(&InboundSms::new(webhook_url, from, to, body))
            .await
    }

    /// Posts an inbound text with everything about it chosen by the caller.
    pub async fn deliver(&self, sms: &InboundSms) -> WebhookAnswer {
        webhook::deliver(&self.shared, &self.url(), sms).await
    }

    /// What the product has sent so far, oldest first (the last 200,000).
    #[must_use]
    pub fn sent(&self) -> Vec<SentSms> {
        held(&self.shared.state).sent.iter().cloned().collect()
    }

    /// What was sent to one number, oldest first.
    #[must_use]
    pub fn sent_to(&self, number: &str) -> Vec<SentSms> {
        held(&self.shared.state)
            .sent
            .iter()
            .filter(|sms| sms.to == number)
            .cloned()
            .collect()
    }

    /// How many messages were accepted since the start, also those no longer kept.
    #[must_use]
    pub fn sent_count(&self) -> usize {
        held(&self.shared.state).sent_count
    }

    /// Waits until `n` messages were sent in all; returns what was sent by then or when the time
    /// is up, so that an assertion on the list says what is missing.
    pub async fn wait_sent(&self, n: usize, timeout: Duration) -> Vec<SentSms> {
        self.shared
            .changes
            .until(timeout, || (self.sent_count() >= n).then_some(()))
            .await;
        self.sent()
    }

    /// The same for the messages to one number.
    pub async fn wait_sent_to(&self, number: &str, n: usize, timeout: Duration) -> Vec<SentSms> {
        let enough = || (self.sent_to(number).len() >= n).then_some(());
        self.shared.changes.until(timeout, enough).await;
        self.sent_to(number)
    }

    /// The next `n` requests to send a message fail so.
    pub fn fail_next(&self, n: usize, failure: &Failure) {
        self.shared.failures.add(n, failure);
    }

    /// Whether Twilio itself honours STOP and START: it then refuses to send to a number that
    /// opted out (21610). Off at first.
    pub fn twilio_handles_stop(&self, on: bool) {
        held(&self.shared.state).handles_stop = on;
    }

    /// Whether accepted messages are followed by the callbacks `sent` and `delivered`. Off at
    /// first.
    pub fn receipts(&self, on: bool) {
        let end = ReceiptEnd {
            status: "delivered".into(),
            error_code: None,
        };
        held(&self.shared.state).receipts = on.then_some(end);
    }

    /// Callbacks follow, and end with this status (`undelivered`, `failed`) and error code.
    pub fn receipts_end_with(&self, status: &str, error_code: Option<u32>) {
        held(&self.shared.state).receipts = Some(ReceiptEnd {
            status: status.into(),
            error_code,
        });
    }

    /// Posts one callback for a message now. None if it asked for no callback or is unknown.
    pub async fn receipt(
        &self,
        sid: &str,
        status: &str,
        error_code: Option<u32>,
    ) -> Option<WebhookAnswer> {
        let sms = held(&self.shared.state)
            .sent
            .iter()
            .find(|sms| sms.sid == sid)
            .cloned()?;
        receipts::post_one(&self.shared, &sms, status, error_code).await
    }

    /// Webhooks and callbacks to `public` are signed for it and posted to `local`: what a reverse
    /// proxy in front of the product does.
    pub fn route(&self, public: &str, local: &str) {
        self.shared.routes.add(public, local);
    }

    /// What happened so far and what happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> Feed<TwilioEvent> {
        self.shared.events.feed()
    }

    pub(crate) fn stopped(&self) -> Stopped {
        self.server.stopped()
    }
}

//! What the web needs of the rest of the program: three questions, answered by the binary's wiring.

use crate::{limits::WebLimits, proxy::TrustedProxy};
use async_trait::async_trait;
use frontdesk_core::{
    BusinessId, Clock, InboxName,
    business::Business,
    channel::{Channel, Intake},
};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use std::sync::Arc;

/// Everything the routes work with.
#[derive(Clone)]
pub struct Web {
    /// The engine's door.
    pub intake: Arc<dyn Intake>,
    /// Who is served here.
    pub directory: Arc<dyn Directory>,
    /// Whether everything works.
    pub readiness: Arc<dyn Readiness>,
    /// What `/metrics` prints; `None`: 404.
    pub metrics: Option<PrometheusHandle>,
    /// The bounds.
    pub limits: WebLimits,
    /// How the address of a client is learned.
    pub trusted_proxy: TrustedProxy,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// The businesses and their inboxes. Asked for every request: answers from memory.
pub trait Directory: Send + Sync {
    /// The businesses, in any order.
    fn businesses(&self) -> Vec<BusinessId>;

    /// One business.
    fn business(&self, id: &BusinessId) -> Option<Arc<Business>>;

    /// One of its inboxes.
    fn channel(&self, business: &BusinessId, inbox: &InboxName) -> Option<Arc<dyn Channel>>;

    /// Its first inbox whose channel holds live connections.
    fn live(&self, business: &BusinessId) -> Option<Arc<dyn Channel>>;
}

/// Whether everything works that a request may need.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// One check for each part (store, model, channels). Anybody may ask, as often as they like: it has to be cheap,
    /// and `detail` holds no secret.
    async fn checks(&self) -> Vec<Check>;
}

/// What was found of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The part, for example `store`.
    pub name: String,
    /// Whether it works.
    pub ok: bool,
    /// What was found, in words.
    pub detail: String,
}

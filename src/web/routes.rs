//! The table of routes, and their names in the metrics.

use crate::{Site, Web, around, files, health, live, pages, problem, webhooks};
use axum::{
    Router,
    extract::MatchedPath,
    middleware::from_fn_with_state,
    routing::{get, post},
};
use std::sync::Arc;

const WEBHOOK: &str = "/webhooks/{business}/{inbox}";
const WEBHOOK_STATUS: &str = "/webhooks/{business}/{inbox}/status";
const CHAT: &str = "/chat/{business}";
const CHAT_SLASH: &str = "/chat/{business}/";
const CHAT_WS: &str = "/chat/{business}/ws";
const CHAT_ASSET: &str = "/chat/assets/{file}";
const FILE: &str = "/files/{business}/{token}";
const WIDGET: &str = "/widget.js";
const HEALTH: &str = "/healthz";
const READY: &str = "/readyz";
const METRICS: &str = "/metrics";
const HOME: &str = "/";

const NAMED: [&str; 12] = [
    WEBHOOK,
    WEBHOOK_STATUS,
    CHAT,
    CHAT_SLASH,
    CHAT_WS,
    CHAT_ASSET,
    FILE,
    WIDGET,
    HEALTH,
    READY,
    METRICS,
    HOME,
];

/// Names that no business can have, each with the address where it would collide with ours.
pub const RESERVED: [(&str, &str); 1] = [("assets", "/chat/assets/")];

/// All routes.
pub fn router(web: Web) -> Router {
    router_with(web, Router::new())
}

/// All routes and `more` (a playground, a console), which get the same ids, limits, headers and metrics. A page of
/// `more` that needs another content policy sets the header itself.
pub fn router_with(web: Web, more: Router) -> Router {
    describe_metrics();
    let site = Arc::new(Site::new(web));
    Router::new()
        .route(WEBHOOK, post(webhooks::receive))
        .route(WEBHOOK_STATUS, post(webhooks::receive))
        .route(CHAT, get(pages::chat))
        .route(CHAT_SLASH, get(pages::without_slash))
        .route(CHAT_WS, get(live::connect))
        .route(CHAT_ASSET, get(pages::asset))
        .route(FILE, get(files::serve))
        .route(WIDGET, get(pages::widget))
        .route(HEALTH, get(health::alive))
        .route(READY, get(health::ready))
        .route(METRICS, get(health::metrics))
        .route(HOME, get(pages::home))
        .with_state(site.clone())
        .merge(more)
        .fallback(problem::no_route)
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(from_fn_with_state(site, around::around))
}

/// The name of a route in metrics and spans: its pattern, never what a client asked for.
pub(crate) fn label(matched: Option<&MatchedPath>) -> &'static str {
    let Some(path) = matched else { return "none" };
    NAMED
        .into_iter()
        .find(|known| *known == path.as_str())
        .unwrap_or("other")
}

fn describe_metrics() {
    metrics::describe_counter!(
        "frontdesk_http_requests_total",
        "Answered requests by route and status."
    );
    metrics::describe_histogram!(
        "frontdesk_webhook_seconds",
        metrics::Unit::Seconds,
        "From a webhook's head to its answer, the commit included."
    );
    metrics::describe_gauge!("frontdesk_live_connections", "Open web chat connections.");
    metrics::describe_counter!(
        "frontdesk_quarantined_total",
        "Webhooks that could not be verified, by business and inbox."
    );
}

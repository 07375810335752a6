//! The playground: a customer's phone, a staff member's Telegram and the web chat side by side,
//! driven by the simulators. `frontdesk demo` merges this router into its own.
//!
//! The page is plain HTML, CSS and JavaScript in `page/`; it needs nothing from elsewhere and
//! runs under the strict policy that [`router`] sends with it. What happens comes to it as
//! server-sent events (`stream.rs`); what the visitor does goes back as small JSON posts
//! (`acts.rs`).

mod acts;
mod stream;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderName;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::routing::{get, post};
use serde::Serialize;

use crate::limits::PLAYGROUND_BODY_BYTES;
use crate::{TelegramSim, TwilioSim};

/// A person with a Telegram account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The Telegram id.
    pub id: i64,
    /// The first name.
    pub name: String,
}

/// What the playground shows and drives.
#[derive(Debug, Clone)]
pub struct Playground {
    /// The phones.
    pub twilio: TwilioSim,
    /// The Telegram accounts.
    pub telegram: TelegramSim,
    /// The business's id; the web chat is the page `/chat/{business}`, which must allow to be
    /// framed by the same origin.
    pub business: String,
    /// The business's name as people read it.
    pub business_name: String,
    /// The number customers text to.
    pub business_number: String,
    /// The number of the customer's phone.
    pub customer_number: String,
    /// The business's SMS webhook under its public URL; where that leads elsewhere than to this
    /// process, say so with [`TwilioSim::route`].
    pub sms_webhook_url: String,
    /// Staff with their Telegram ids, as in `reach`.
    pub staff: Vec<Person>,
    /// The Telegram account that is a customer.
    pub customer: Person,
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

type Page = ([(HeaderName, &'static str); 5], &'static str);

/// The routes under `/playground`. Introduces staff and customer to the bot, as if they had
/// pressed Start. The event streams end with the simulators: stop those when the server stops.
pub fn router(playground: Playground) -> Router {
    for person in playground.staff.iter().chain([&playground.customer]) {
        playground.telegram.introduce(person.id, &person.name);
    }
    let html = || async { page("text/html; charset=utf-8", include_str!("page/index.html")) };
    let css = || async { page("text/css; charset=utf-8", include_str!("page/app.css")) };
    let devices = || async { page("text/css; charset=utf-8", include_str!("page/devices.css")) };
    let script = |source: &'static str| {
        get(move || async move { page("text/javascript; charset=utf-8", source) })
    };
    Router::new()
        .route("/playground", get(html))
        .route("/playground/", get(html))
        .route("/playground/app.css", get(css))
        .route("/playground/devices.css", get(devices))
        .route("/playground/app.js", script(include_str!("page/app.js")))
        .route("/playground/dom.js", script(include_str!("page/dom.js")))
        .route(
            "/playground/phone.js",
            script(include_str!("page/phone.js")),
        )
        .route(
            "/playground/steps.js",
            script(include_str!("page/steps.js")),
        )
        .route(
            "/playground/telegram.js",
            script(include_str!("page/telegram.js")),
        )
        .route("/playground/events", get(stream::events))
        .route("/playground/sms", post(acts::sms))
        .route("/playground/telegram/say", post(acts::say))
        .route("/playground/telegram/press", post(acts::press))
        .layer(DefaultBodyLimit::max(PLAYGROUND_BODY_BYTES))
        .with_state(Arc::new(playground))
}

fn page(kind: &'static str, text: &'static str) -> Page {
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text)
}

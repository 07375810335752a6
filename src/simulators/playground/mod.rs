//! The playground: the phones, mailboxes, Telegram and Discord accounts of customers and staff, and
//! the web chat, side by side, driven by the simulators. `frontdesk demo` merges this router into its own.
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
use serde::{Deserialize, Serialize};

use crate::limits::PLAYGROUND_BODY_BYTES;
use crate::{DiscordSim, MailSim, TelegramSim, TwilioSim};

/// Which of the simulated providers a person uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// Text messages; the account is a phone number.
    Phone,
    /// Mail; the account is an address.
    Mail,
    /// Telegram; the account is a user's id.
    Telegram,
    /// Discord, direct messages; the account is a user's id.
    Discord,
}

/// Whether somebody writes to the business or for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// They write to the business.
    Customer,
    /// They are reached with cases and answer them.
    Staff,
}

/// A person's account on one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The device.
    pub device: Device,
    /// The account, as the device writes it.
    pub id: String,
    /// The first name.
    pub name: String,
    /// What they are to the business.
    pub role: Role,
}

/// What the playground shows and drives.
#[derive(Debug, Clone)]
pub struct Playground {
    /// The phones.
    pub twilio: TwilioSim,
    /// The mailboxes.
    pub mail: MailSim,
    /// The Telegram accounts.
    pub telegram: TelegramSim,
    /// The Discord accounts.
    pub discord: DiscordSim,
    /// The business's id; the web chat is the page `/chat/{business}`, which must allow to be
    /// framed by the same origin.
    pub business: String,
    /// The business's name as people read it.
    pub business_name: String,
    /// The number customers text to.
    pub business_number: String,
    /// The business's SMS webhook under its public URL; where that leads elsewhere than to this
    /// process, say so with [`TwilioSim::route`].
    pub sms_webhook_url: String,
    /// Customers and staff; the first of a device is shown first.
    pub people: Vec<Person>,
}

impl Playground {
    /// Introduces everybody to the bots, as if they had pressed Start.
    fn introduce(&self) {
        for person in &self.people {
            match person.device {
                Device::Telegram => {
                    if let Ok(id) = person.id.parse() {
                        self.telegram.introduce(id, &person.name);
                    }
                }
                Device::Discord => {
                    if let Ok(id) = person.id.parse() {
                        self.discord.introduce(id, &person.name);
                    }
                }
                Device::Phone | Device::Mail => {}
            }
        }
    }
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

type Page = ([(HeaderName, &'static str); 5], &'static str);

/// The routes under `/playground`. The event streams end with the simulators: stop those when the
/// server stops.
pub fn router(playground: Playground) -> Router {
    playground.introduce();
    let html = || async { page("text/html; charset=utf-8", include_str!("page/index.html")) };
    let style =
        |source: &'static str| get(move || async move { page("text/css; charset=utf-8", source) });
    let script = |source: &'static str| {
        get(move || async move { page("text/javascript; charset=utf-8", source) })
    };
    Router::new()
        .route("/playground", get(html))
        .route("/playground/", get(html))
        .route("/playground/app.css", style(include_str!("page/app.css")))
        .route(
            "/playground/devices.css",
            style(include_str!("page/devices.css")),
        )
        .route("/playground/app.js", script(include_str!("page/app.js")))
        .route("/playground/dom.js", script(include_str!("page/dom.js")))
        .route(
            "/playground/devices.js",
            script(include_str!("page/devices.js")),
        )
        .route(
            "/playground/messenger.js",
            script(include_str!("page/messenger.js")),
        )
        .route(
            "/playground/steps.js",
            script(include_str!("page/steps.js")),
        )
        .route("/playground/events", get(stream::events))
        .route("/playground/say", post(acts::say))
        .route("/playground/press", post(acts::press))
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

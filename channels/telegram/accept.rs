//! Telegram's webhook: believed only with the secret that `setWebhook` gave Telegram.
//! <https://core.telegram.org/bots/api#setwebhook>

use super::Telegram;
use crate::refusal::{header, plain, refuse};
use bytes::Bytes;
use frontdesk_core::{Timestamp, channel::Accepted};
use http::{Request, StatusCode};
use serde_json::Value;
use subtle::ConstantTimeEq;

const SECRET: &str = "x-telegram-bot-api-secret-token";

/// Without the secret's header: it may be the right one of another bot.
const HEADERS: &[&str] = &["host", "x-forwarded-for", "content-type", "user-agent"];

impl Telegram {
    pub(super) fn accept_webhook(&self, request: &Request<Bytes>, received: Timestamp) -> Accepted {
        let Some(given) = header(request.headers(), SECRET) else {
            let why = "no X-Telegram-Bot-Api-Secret-Token header: not set by this server, or not Telegram";
            return refuse(StatusCode::FORBIDDEN, why.into(), request, HEADERS);
        };
        let secret = self.settings.secret.reveal();
        if !bool::from(given.as_bytes().ct_eq(secret.as_bytes())) {
            let why = "the X-Telegram-Bot-Api-Secret-Token is another one: start the server once with mode = \"webhook\", it tells Telegram the right one";
            return refuse(StatusCode::FORBIDDEN, why.into(), request, HEADERS);
        }
        let update = serde_json::from_slice::<Value>(request.body());
        let Some(update) = update.ok().filter(|u| u.get("update_id").is_some()) else {
            let why = "the secret is right, but the body is no update";
            return refuse(StatusCode::BAD_REQUEST, why.into(), request, HEADERS);
        };
        Accepted {
            inbound: self.inbound(&update, received).into_iter().collect(),
            reply: plain(StatusCode::OK, ""),
            quarantined: None,
        }
    }
}

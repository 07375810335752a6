//! What Telegram's traffic looks like, for the conformance list and the snapshots.

use super::{KIND, format::visible};
use crate::{
    Kind,
    conformance::{Fixture, described, open_with},
    stub::Act,
};
use bytes::Bytes;
use frontdesk_core::{Address, Timestamp, channel::Channel};
use http::Request;
use std::sync::Arc;

pub(crate) const TOKEN: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
const SECRET: &str = "c0ffee_c0ffee_c0ffee";
const TEXT: &str = include_str!("fixtures/text.json");

pub(crate) struct TelegramFixture;

pub(crate) fn posted(update: &str, secret: Option<&str>) -> Request<Bytes> {
    let mut request =
        Request::post("/webhooks/harbor/main").header("content-type", "application/json");
    if let Some(secret) = secret {
        request = request.header("x-telegram-bot-api-secret-token", secret);
    }
    request
        .body(Bytes::copy_from_slice(update.as_bytes()))
        .unwrap()
}

impl Fixture for TelegramFixture {
    fn kind(&self) -> &'static Kind {
        crate::kind(KIND.name).unwrap()
    }

    fn settings(&self, api_url: &str) -> String {
        format!("api_url = '{api_url}'\ntoken = '{TOKEN}'\nsecret = '{SECRET}'")
    }

    fn readme(&self) -> &'static str {
        include_str!("README.md")
    }

    fn secrets(&self) -> Vec<String> {
        vec![TOKEN.into(), SECRET.into()]
    }

    fn customer(&self) -> Address {
        Address::new(KIND.name, "1001")
    }

    fn shown(&self, part: &str) -> String {
        visible(part)
    }

    fn genuine(&self) -> Vec<Request<Bytes>> {
        vec![
            posted(TEXT, Some(SECRET)),
            posted(include_str!("fixtures/press.json"), Some(SECRET)),
        ]
    }

    fn forged(&self) -> Vec<Request<Bytes>> {
        vec![
            posted(TEXT, None),
            posted(TEXT, Some("c0ffee_c0ffee_c0ffe")),
            posted(TEXT, Some("")),
        ]
    }

    fn answers(&self) -> Option<[Act; 4]> {
        let no = |code: u16, words: &str, more: &str| {
            let body =
                format!(r#"{{"ok":false,"error_code":{code},"description":"{words}"{more}}}"#);
            Act::Answer(code, "", body)
        };
        Some([
            Act::Answer(200, "", include_str!("fixtures/sent.json").into()),
            no(403, "Forbidden: bot was blocked by the user", ""),
            no(
                429,
                "Too Many Requests: retry after 3",
                r#","parameters":{"retry_after":3}"#,
            ),
            no(401, "Unauthorized", ""),
        ])
    }
}

/// A bot whose API is at `api_url`.
pub(crate) fn bot(api_url: &str, more: &str) -> Arc<dyn Channel> {
    let settings = format!("{}\n{more}", TelegramFixture.settings(api_url));
    open_with(&TelegramFixture, &settings)
}

fn accepted(name: &str) -> String {
    let file = format!(
        "{}/telegram/fixtures/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let update = std::fs::read_to_string(file).unwrap();
    let channel = bot(
        "http://127.0.0.1:9",
        "mode = 'webhook'\nusername = 'harbor_bistro_bot'",
    );
    described(&channel.accept(&posted(&update, Some(SECRET)), Timestamp(1_700_000_000_000)))
}

#[test]
fn telegrams_updates_become_inbound() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("fixtures/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    let _bound = settings.bind_to_scope();
    for name in [
        "text",
        "reply_to_card",
        "start",
        "photo",
        "photo_with_caption",
        "document",
        "voice",
        "contact",
        "contact_of_another",
        "start_with_token",
        "sticker",
        "location",
        "press",
        "press_on_old_message",
        "edited",
        "edited_caption",
        "group",
        "group_mention",
        "group_reply",
        "pinned",
        "blocked",
        "message_of_a_later_api",
        "update_of_a_later_api",
        "no_update",
    ] {
        insta::assert_snapshot!(name, accepted(name));
    }
}

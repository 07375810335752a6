//! What Discord's traffic looks like, for the conformance list.

use super::{Discord, KIND, Settings};
use crate::{
    Kind,
    conformance::{Fixture, open_with},
    stub::Act,
};
use bytes::Bytes;
use frontdesk_core::{Address, channel::Channel};
use http::Request;
use std::sync::Arc;

pub(crate) const TOKEN: &str = "MTA0NzY.GhTQWx.c0ffee-c0ffee_c0ffee";

pub(crate) struct DiscordFixture;

impl Fixture for DiscordFixture {
    fn kind(&self) -> &'static Kind {
        crate::kind(KIND.name).unwrap()
    }

    fn settings(&self, api_url: &str) -> String {
        format!("api_url = '{api_url}'\ntoken = '{TOKEN}'")
    }

    fn readme(&self) -> &'static str {
        include_str!("README.md")
    }

    fn secrets(&self) -> Vec<String> {
        vec![TOKEN.into()]
    }

    fn customer(&self) -> Address {
        // In a thread: the channel is known, so that one send is one call.
        Address::new(KIND.name, "1001@2002")
    }

    fn shown(&self, part: &str) -> String {
        part.to_owned()
    }

    fn genuine(&self) -> Vec<Request<Bytes>> {
        Vec::new()
    }

    fn forged(&self) -> Vec<Request<Bytes>> {
        let body = Bytes::from_static(br#"{"type":1}"#);
        vec![Request::post("/webhooks/harbor/main").body(body).unwrap()]
    }

    fn answers(&self) -> Option<[Act; 4]> {
        let no = |status: u16, code: u64, words: &str, more: &str| {
            let body = format!(r#"{{"message":"{words}","code":{code}{more}}}"#);
            Act::Answer(status, "", body)
        };
        Some([
            Act::Answer(200, "", r#"{"id":"77","channel_id":"2002"}"#.into()),
            no(403, 50007, "Cannot send messages to this user", ""),
            no(
                429,
                0,
                "You are being rate limited.",
                r#","retry_after":0.4,"global":false"#,
            ),
            no(401, 0, "401: Unauthorized", ""),
        ])
    }
}

/// A bot whose API is at `api_url`.
pub(crate) fn bot(api_url: &str) -> Arc<dyn Channel> {
    open_with(&DiscordFixture, &DiscordFixture.settings(api_url))
}

/// The same, for a look inside.
pub(super) fn inside(api_url: &str) -> Discord {
    let table = DiscordFixture.settings(api_url).parse().unwrap();
    let settings = Settings::read(&table).unwrap();
    let client = crate::http_client::client().unwrap();
    Discord {
        business: "harbor".into(),
        inbox: "main".into(),
        capabilities: bot(api_url).capabilities().clone(),
        api: super::Api::new(client, settings.api_base(), settings.token.clone()),
        directs: std::sync::Mutex::default(),
        settings,
    }
}

//! What Twilio's traffic looks like, for the conformance list and the snapshots.

use super::{KIND, signature::tests::sign};
use crate::{
    Kind,
    conformance::{Fixture, PUBLIC_URL, described, open},
    stub::Act,
};
use bytes::Bytes;
use frontdesk_core::{Address, Timestamp};
use http::{Request, header::CONTENT_TYPE};

pub(crate) const TOKEN: &str = "2f9c0b7a5d3e41f8a6c4d2e0b1a39587";

pub(crate) struct SmsFixture;

/// A form as the file in `fixtures/` has it, signed for `path`.
fn signed(path: &str, form: &str, token: &str) -> Request<Bytes> {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(form.as_bytes())
        .into_owned()
        .collect();
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    Request::post(path)
        .header("host", "10.0.0.7:8080")
        .header(
            CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=UTF-8",
        )
        .header(
            "x-twilio-signature",
            sign(token, &format!("{PUBLIC_URL}{path}"), &pairs),
        )
        .body(Bytes::copy_from_slice(form.as_bytes()))
        .unwrap()
}

const TEXT: &str = include_str!("fixtures/text.form");

impl Fixture for SmsFixture {
    fn kind(&self) -> &'static Kind {
        crate::kind(KIND.name).unwrap()
    }

    fn settings(&self, api_url: &str) -> String {
        format!(
            "api_url = '{api_url}'\naccount_sid = 'AC5d2e1f0a9b8c7d6e5f4a3b2c1d0e9f80'\nauth_token = '{TOKEN}'\nfrom = '+15550100'"
        )
    }

    fn readme(&self) -> &'static str {
        include_str!("README.md")
    }

    fn secrets(&self) -> Vec<String> {
        vec![TOKEN.into()]
    }

    fn customer(&self) -> Address {
        Address::new(KIND.name, "+15550123")
    }

    fn shown(&self, part: &str) -> String {
        part.into()
    }

    fn genuine(&self) -> Vec<Request<Bytes>> {
        let status = include_str!("fixtures/status_delivered.form");
        vec![
            signed("/webhooks/harbor/main", TEXT.trim_end(), TOKEN),
            signed("/webhooks/harbor/main/status", status.trim_end(), TOKEN),
        ]
    }

    fn forged(&self) -> Vec<Request<Bytes>> {
        let mut unsigned = signed("/webhooks/harbor/main", TEXT.trim_end(), TOKEN);
        unsigned.headers_mut().remove("x-twilio-signature");
        let mut changed = signed("/webhooks/harbor/main", TEXT.trim_end(), TOKEN);
        *changed.body_mut() = Bytes::from_static(b"From=%2B1&MessageSid=SM1&Body=changed");
        let wrong = signed("/webhooks/harbor/main", TEXT.trim_end(), "another");
        vec![unsigned, changed, wrong]
    }

    fn answers(&self) -> Option<[Act; 4]> {
        Some([
            Act::Answer(201, "", include_str!("fixtures/created.json").into()),
            Act::Answer(400, "", include_str!("fixtures/opted_out.json").into()),
            Act::Answer(
                429,
                "retry-after: 3",
                r#"{"code":20429,"status":429}"#.into(),
            ),
            Act::Answer(401, "", r#"{"code":20003,"status":401}"#.into()),
        ])
    }
}

fn accepted(name: &str) -> String {
    let file = format!("{}/sms/fixtures/{name}.form", env!("CARGO_MANIFEST_DIR"));
    let form = std::fs::read_to_string(file).unwrap();
    let tail = if name.starts_with("status") {
        "/status"
    } else {
        ""
    };
    let request = signed(
        &format!("/webhooks/harbor/main{tail}"),
        form.trim_end(),
        TOKEN,
    );
    let channel = open(&SmsFixture, "http://127.0.0.1:9");
    described(&channel.accept(&request, Timestamp(1_700_000_000_000)))
}

#[test]
fn twilios_requests_become_inbound() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("fixtures/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    let _bound = settings.bind_to_scope();
    for name in [
        "text",
        "accents_and_emoji",
        "picture_alone",
        "picture_with_text",
        "stop",
        "opt_out_type",
        "without_sid",
        "whatsapp_stop",
        "whatsapp_reply",
        "whatsapp_voice",
        "whatsapp_location",
        "status_sent",
        "status_delivered",
        "status_undelivered",
        "status_landline",
        "status_filtered",
        "status_unknown_code",
        "status_whatsapp_window",
    ] {
        insta::assert_snapshot!(name, accepted(name));
    }
}

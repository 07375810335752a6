//! The inbox against a Twilio that answers as told: what is asked of it, and what its answers are taken for.

use super::fixture::{SmsFixture, TOKEN};
use crate::{
    conformance::{Fixture, open, open_with, outbound},
    stub::{Act, Seen, Stub},
};
use frontdesk_core::{
    Address, DeliveryId,
    channel::Sent,
    message::{Button, Content, Outbound},
};
use std::collections::BTreeMap;

fn form(seen: &Seen) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(seen.body.as_bytes())
        .into_owned()
        .collect()
}

fn created(segments: &str) -> Act {
    let body = include_str!("fixtures/created.json");
    let body = body.replace(
        "\"num_segments\": \"1\"",
        &format!("\"num_segments\": \"{segments}\""),
    );
    Act::Answer(201, "", body)
}

#[tokio::test]
async fn a_message_leaves_with_its_callback_and_comes_back_with_its_id() {
    let stub = Stub::start(|_| created("3")).await;
    let channel = open(&SmsFixture, &stub.url);
    let sent = channel
        .deliver(&outbound(&*channel, SmsFixture.customer()))
        .await
        .unwrap();
    let id = sent.provider_id.unwrap();
    assert_eq!(id.0, "SM0f9e8d7c6b5a49382716a5b4c3d2e1f0");
    assert_eq!(sent.units, 3);
    let seen = stub.seen();
    assert_eq!(
        seen[0].target,
        "POST /2010-04-01/Accounts/AC5d2e1f0a9b8c7d6e5f4a3b2c1d0e9f80/Messages.json"
    );
    let form = form(&seen[0]);
    assert_eq!(form["To"], "+15550123");
    assert_eq!(form["From"], "+15550100");
    assert_eq!(form["Body"], "We open at nine.");
    let callback = "https://desk.example/webhooks/harbor/main/status";
    assert_eq!(form["StatusCallback"], callback);
}

#[tokio::test]
async fn a_messaging_service_chooses_the_number_and_the_segments_are_counted_here() {
    let stub = Stub::start(|_| created("0")).await;
    let settings = SmsFixture
        .settings(&stub.url)
        .replace("from = '+15550100'", "messaging_service_sid = 'MG01'");
    let channel = open_with(&SmsFixture, &settings);
    let sent = channel
        .deliver(&outbound(&*channel, SmsFixture.customer()))
        .await
        .unwrap();
    assert_eq!(sent.units, 1);
    let form = form(&stub.seen()[0]);
    assert_eq!(form["MessagingServiceSid"], "MG01");
    assert!(!form.contains_key("From"));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_still_means_sent() {
    let stub = Stub::start(|_| Act::Answer(201, "", "later".into())).await;
    let channel = open(&SmsFixture, &stub.url);
    let sent = channel
        .deliver(&outbound(&*channel, SmsFixture.customer()))
        .await;
    assert_eq!(
        sent.unwrap(),
        Sent {
            provider_id: None,
            units: 1
        }
    );
}

#[tokio::test]
async fn a_card_reaches_staff_as_plain_text() {
    let stub = Stub::start(|_| created("1")).await;
    let card = Outbound {
        delivery: DeliveryId::from_bytes([3; 16]),
        to: Address::new("sms", "+15550199"),
        content: Content::Card {
            subject: String::new(),
            text: "**7** Ana writes: “glass in my soup”".into(),
            buttons: vec![Button {
                label: "Claim".into(),
                data: "claim:7".into(),
            }],
            edits: None,
        },
    };
    open(&SmsFixture, &stub.url).deliver(&card).await.unwrap();
    assert_eq!(
        form(&stub.seen()[0])["Body"],
        "7 Ana writes: \"glass in my soup\""
    );
}

#[tokio::test]
async fn the_probe_tells_an_active_account_from_a_wrong_token() {
    let active = r#"{"sid":"AC1","friendly_name":"Harbor","status":"active"}"#;
    let stub = Stub::start(move |_| Act::Answer(200, "", active.into())).await;
    let found = open(&SmsFixture, &stub.url).probe().await.unwrap();
    assert!(found.contains("Harbor"), "{found}");
    let suspended = active.replace("active", "suspended");
    let stub = Stub::start(move |_| Act::Answer(200, "", suspended.clone())).await;
    assert!(open(&SmsFixture, &stub.url).probe().await.is_err());
    let stub = Stub::start(|_| Act::Answer(401, "", r#"{"code":20003}"#.into())).await;
    let error = open(&SmsFixture, &stub.url).probe().await.unwrap_err();
    assert!(error.to_string().contains("auth_token"), "{error}");
    assert!(!format!("{error:?}").contains(TOKEN));
}

#[test]
fn the_settings_do_not_print_the_token() {
    let table = SmsFixture.settings("http://127.0.0.1:9").parse().unwrap();
    let settings = super::Settings::read(&table).unwrap();
    assert!(!format!("{settings:?}").contains(TOKEN));
}

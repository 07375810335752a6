//! Files, WhatsApp and the pace, against a Twilio that answers as told.

use super::fixture::{SmsFixture, TOKEN};
use crate::{
    conformance::{Fixture, open, open_with, reply},
    stub::{Act, Seen, Stub},
};
use bytes::Bytes;
use frontdesk_core::{
    Address, DeliveryId, ErrorKind,
    channel::{DeliverError, Sent},
    limits::ATTACHMENT_BYTES,
    message::{Content, Media, Outbound},
};
use std::sync::Arc;

fn values(seen: &Seen, name: &str) -> Vec<String> {
    url::form_urlencoded::parse(seen.body.as_bytes())
        .filter(|(n, _)| n == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}

fn media(name: &str, media_type: &str) -> Media {
    Media {
        name: name.into(),
        media_type: media_type.into(),
        url: format!("https://desk.example/files/harbor/{name}"),
        content: Bytes::from_static(b"PIXELS"),
    }
}

fn part(n: u8, to: &str, text: &str, media: Vec<Media>) -> Outbound {
    Outbound {
        delivery: DeliveryId::from_bytes([n; 16]),
        to: Address::new("sms", to),
        content: Content::Part {
            reply: Arc::new(reply(text)),
            part: text.into(),
            index: 0,
            seq: 1,
            thread: None,
            media,
        },
    }
}

fn created(segments: &str) -> Act {
    let body = include_str!("fixtures/created.json");
    let body = body.replace(
        "\"num_segments\": \"1\"",
        &format!("\"num_segments\": \"{segments}\""),
    );
    Act::Answer(201, "", body)
}

async fn sent(outbound: &Outbound) -> (Seen, Sent) {
    let stub = Stub::start(|_| created("0")).await;
    let sent = open(&SmsFixture, &stub.url)
        .deliver(outbound)
        .await
        .unwrap();
    (stub.seen().remove(0), sent)
}

#[tokio::test]
async fn pictures_leave_as_mms_and_other_files_as_links() {
    let files = vec![
        media("a.png", "image/png"),
        media("b.pdf", "application/pdf"),
        media("c.jpg", "image/jpeg"),
    ];
    let (seen, done) = sent(&part(1, "+15550123", "Here.", files)).await;
    let links = [
        "https://desk.example/files/harbor/a.png",
        "https://desk.example/files/harbor/c.jpg",
    ];
    assert_eq!(values(&seen, "MediaUrl"), links);
    assert_eq!(
        values(&seen, "Body"),
        ["Here.\nb.pdf: https://desk.example/files/harbor/b.pdf"]
    );
    assert_eq!(done.units, 1);
    let (seen, _) = sent(&part(1, "+15550123", "", vec![media("a.png", "image/png")])).await;
    assert_eq!(values(&seen, "Body").len(), 0);
    let long = "word ".repeat(310);
    let (seen, _) = sent(&part(
        1,
        "+15550123",
        &long,
        vec![media("b.pdf", "application/pdf")],
    ))
    .await;
    let body = values(&seen, "Body").remove(0);
    assert!(
        body.chars().count() <= 1_600 && body.ends_with("/b.pdf"),
        "{body}"
    );
}

#[tokio::test]
async fn who_writes_on_whatsapp_is_answered_there() {
    let (seen, _) = sent(&part(1, "whatsapp:+15550123", "Yes.", Vec::new())).await;
    assert_eq!(values(&seen, "To"), ["whatsapp:+15550123"]);
    assert_eq!(values(&seen, "From"), ["whatsapp:+15550100"]);
    let body = r#"{"code":63016,"message":"x","status":400}"#;
    let stub = Stub::start(move |_| Act::Answer(400, "", body.into())).await;
    let channel = open(&SmsFixture, &stub.url);
    let refused = channel
        .deliver(&part(1, "whatsapp:+15550123", "Yes.", Vec::new()))
        .await;
    let Err(DeliverError::Refused {
        code, loss: None, ..
    }) = refused
    else {
        panic!("{refused:?}");
    };
    assert!(
        code.starts_with("63016") && code.contains("24 hours"),
        "{code}"
    );
}

#[tokio::test]
async fn more_than_the_pace_waits_for_its_turn_and_cards_do_not() {
    let stub = Stub::start(|_| created("1")).await;
    let settings = format!("{}\nper_second = 0.1", SmsFixture.settings(&stub.url));
    let channel = open_with(&SmsFixture, &settings);
    assert!(
        channel
            .deliver(&part(1, "+15550123", "a", Vec::new()))
            .await
            .is_ok()
    );
    let second = channel
        .deliver(&part(2, "+15550124", "b", Vec::new()))
        .await;
    let Err(DeliverError::Unavailable {
        retry_after_ms: Some(wait),
        ..
    }) = second
    else {
        panic!("{second:?}");
    };
    assert!((5_000..=10_100).contains(&wait), "{wait}");
    let card = Outbound {
        content: Content::Card {
            subject: String::new(),
            text: "Ana waits".into(),
            buttons: Vec::new(),
            edits: None,
        },
        ..part(3, "+15550199", "", Vec::new())
    };
    assert!(channel.deliver(&card).await.is_ok());
    assert_eq!(stub.seen().len(), 2);
}

/// Answers with a redirect to this address.
fn moved(to: &str) -> Act {
    let header: &'static str = format!("location: {to}").leak();
    Act::Answer(307, header, String::new())
}

#[tokio::test]
async fn a_file_is_fetched_with_the_token_and_where_it_is_kept_without() {
    let keeper = Stub::start(|_| Act::Answer(200, "", "PIXELS".into())).await;
    let target = format!("{}/kept", keeper.url);
    let stub = Stub::start(move |_| moved(&target)).await;
    let channel = open(&SmsFixture, &stub.url);
    let content = channel
        .fetch(&format!("{}/Media/ME1", stub.url))
        .await
        .unwrap();
    assert_eq!(&content[..], b"PIXELS");
    assert!(stub.seen()[0].head.contains("authorization: Basic "));
    assert!(!keeper.seen()[0].head.contains("authorization"));
}

#[tokio::test]
async fn what_cannot_be_fetched_is_told_by_kind() {
    let kinds = [
        (Act::Answer(404, "", String::new()), ErrorKind::NotFound),
        (Act::Answer(503, "", String::new()), ErrorKind::Unavailable),
        (
            Act::Answer(200, "", "x".repeat(ATTACHMENT_BYTES + 1)),
            ErrorKind::Invalid,
        ),
        (moved("http://files.example/x"), ErrorKind::Invalid),
        (moved("/again"), ErrorKind::Unavailable),
    ];
    for (act, kind) in kinds {
        let stub = Stub::start(move |_| act.clone()).await;
        let channel = open(&SmsFixture, &stub.url);
        let error = channel
            .fetch(&format!("{}/Media/ME1", stub.url))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(!format!("{error:?}").contains(TOKEN));
    }
    let elsewhere = open(&SmsFixture, "https://api.twilio.com")
        .fetch("https://evil.example/x")
        .await;
    assert_eq!(elsewhere.unwrap_err().kind(), ErrorKind::Invalid);
}

//! Files, groups and links, against a Telegram that answers as told.

use super::fixture::{TOKEN, bot};
use crate::{
    conformance::reply,
    stub::{Act, Seen, Stub},
};
use bytes::Bytes;
use frontdesk_core::{
    Address, DeliveryId, ErrorKind, ProviderId,
    channel::DeliverError,
    message::{Content, Media, Outbound, Thread},
};
use serde_json::{Value, json};
use std::sync::Arc;

fn ok(result: Value) -> Act {
    Act::Answer(200, "", json!({ "ok": true, "result": result }).to_string())
}

fn no(code: u16, words: &str) -> Act {
    let body = json!({ "ok": false, "error_code": code, "description": words });
    Act::Answer(code, "", body.to_string())
}

fn media(name: &str, media_type: &str) -> Media {
    Media {
        name: name.into(),
        media_type: media_type.into(),
        url: format!("https://desk.example/files/harbor/{name}"),
        content: Bytes::from_static(b"PIXELS"),
    }
}

fn part(to: &str, text: &str, media: Vec<Media>) -> Outbound {
    Outbound {
        delivery: DeliveryId::from_bytes([4; 16]),
        to: Address::new("telegram", to),
        content: Content::Part {
            reply: Arc::new(reply(text)),
            part: text.into(),
            index: 0,
            seq: 1,
            thread: Some(Thread {
                message: ProviderId("-1009/31".into()),
                references: Vec::new(),
                subject: String::new(),
            }),
            media,
        },
    }
}

/// What is asked of Telegram for one part, and the id of what it became.
async fn sent(outbound: &Outbound, acts: Vec<Act>) -> (Vec<Seen>, Result<String, DeliverError>) {
    let acts = std::sync::Mutex::new(std::collections::VecDeque::from(acts));
    let stub = Stub::start(move |_| acts.lock().unwrap().pop_front().unwrap_or(Act::Cut)).await;
    let result = bot(&stub.url, "").deliver(outbound).await;
    (stub.seen(), result.map(|s| s.provider_id.unwrap().0))
}

fn method(seen: &Seen) -> &str {
    seen.target.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn a_picture_goes_as_a_photo_with_the_words_under_it() {
    let outbound = part(
        "1001",
        "<b>Here</b> it is",
        vec![media("a.png", "image/png")],
    );
    let (seen, id) = sent(&outbound, vec![ok(json!({ "message_id": 9 }))]).await;
    assert_eq!(id.unwrap(), "1001/9");
    assert_eq!(method(&seen[0]), "SendPhoto");
    for field in [
        "name=\"caption\"\r\n\r\n<b>Here</b> it is",
        "name=\"parse_mode\"\r\n\r\nHTML",
        "name=\"photo\"; filename=\"a.png\"",
        "PIXELS",
    ] {
        assert!(
            seen[0].body.contains(field),
            "{field} is not in {}",
            seen[0].body
        );
    }
    assert!(
        !seen[0].body.contains("reply_parameters"),
        "in private nothing is quoted"
    );
}

#[tokio::test]
async fn what_telegram_cannot_show_as_a_photo_goes_as_a_document() {
    let outbound = part("1001", "x", vec![media("a.png", "image/png")]);
    let refused = no(400, "Bad Request: PHOTO_INVALID_DIMENSIONS");
    let (seen, id) = sent(&outbound, vec![refused, ok(json!({ "message_id": 9 }))]).await;
    assert_eq!(id.unwrap(), "1001/9");
    assert_eq!(method(&seen[1]), "SendDocument");
    let outbound = part("1001", "x", vec![media("a.pdf", "application/pdf")]);
    let (seen, _) = sent(&outbound, vec![ok(json!({ "message_id": 9 }))]).await;
    assert_eq!(method(&seen[0]), "SendDocument");
}

#[tokio::test]
async fn several_files_are_one_album() {
    let files = vec![
        media("a.png", "image/png"),
        media("b.pdf", "application/pdf"),
    ];
    let outbound = part("1001", "both", files);
    let answer = ok(json!([{ "message_id": 9 }, { "message_id": 10 }]));
    let (seen, id) = sent(&outbound, vec![answer]).await;
    assert_eq!(id.unwrap(), "1001/9");
    assert_eq!((seen.len(), method(&seen[0])), (1, "SendMediaGroup"));
    assert!(
        seen[0].body.contains(r#""media":"attach://file1""#),
        "{}",
        seen[0].body
    );
}

#[tokio::test]
async fn words_too_long_for_a_caption_carry_links_instead() {
    let words = "word ".repeat(300);
    let outbound = part("1001", &words, vec![media("a&b.png", "image/png")]);
    let (seen, _) = sent(&outbound, vec![ok(json!({ "message_id": 9 }))]).await;
    assert_eq!(method(&seen[0]), "SendMessage");
    let asked: Value = serde_json::from_str(&seen[0].body).unwrap();
    let text = asked["text"].as_str().unwrap();
    let link = "<a href=\"https://desk.example/files/harbor/a&amp;b.png\">a&amp;b.png</a>";
    assert!(text.ends_with(link), "{text}");
}

#[tokio::test]
async fn in_a_group_the_answer_replies_to_whom_it_answers() {
    let outbound = part("1001@-1009", "Yes.", Vec::new());
    let (seen, id) = sent(&outbound, vec![ok(json!({ "message_id": 32 }))]).await;
    assert_eq!(id.unwrap(), "-1009/32");
    let asked: Value = serde_json::from_str(&seen[0].body).unwrap();
    assert_eq!(asked["chat_id"], -1009);
    assert_eq!(asked["reply_parameters"]["message_id"], 31);
    assert_eq!(
        asked["reply_parameters"]["allow_sending_without_reply"],
        true
    );
}

#[tokio::test]
async fn a_file_is_found_and_fetched_without_showing_the_token() {
    let stub = Stub::start(|seen| {
        if seen.target.starts_with("POST") {
            ok(json!({ "file_id": "f", "file_path": "photos/file 1.jpg", "file_size": 6 }))
        } else {
            Act::Answer(200, "", "PIXELS".into())
        }
    })
    .await;
    let content = bot(&stub.url, "").fetch("f").await.unwrap();
    assert_eq!(&content[..], b"PIXELS");
    assert_eq!(
        stub.seen()[1].target,
        format!("GET /file/bot{TOKEN}/photos/file%201.jpg")
    );
    for (answer, kind) in [
        (no(400, "Bad Request: file is too big"), ErrorKind::Invalid),
        (no(400, "Bad Request: wrong file_id"), ErrorKind::NotFound),
        (no(401, "Unauthorized"), ErrorKind::Unauthorized),
        (
            ok(json!({ "file_path": "../../secrets" })),
            ErrorKind::Invalid,
        ),
        (
            ok(json!({ "file_path": "x", "file_size": 99_000_000 })),
            ErrorKind::Invalid,
        ),
        (Act::Cut, ErrorKind::Unavailable),
    ] {
        let stub = Stub::start(move |_| answer.clone()).await;
        let error = bot(&stub.url, "").fetch("f").await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(!format!("{error:?}").contains(TOKEN));
    }
}

#[tokio::test]
async fn a_link_leads_to_the_bot_once_its_name_is_known() {
    assert_eq!(bot("http://127.0.0.1:9", "").invite("abc"), None);
    let named = bot("http://127.0.0.1:9", "username = '@harbor_bot'");
    let link = "https://t.me/harbor_bot?start=abc-1_2";
    assert_eq!(named.invite("abc-1_2").as_deref(), Some(link));
    assert_eq!(named.invite("not a token"), None);
    let stub = Stub::start(|_| ok(json!({ "id": 1, "username": "asked_bot" }))).await;
    let asked = bot(&stub.url, "");
    asked.probe().await.unwrap();
    assert!(asked.invite("abc").unwrap().contains("/asked_bot?"));
}

#[tokio::test]
async fn a_burst_to_one_person_is_slowed_down_and_nothing_is_lost() {
    let stub = Stub::start(|_| ok(json!({ "message_id": 9 }))).await;
    let channel = bot(&stub.url, "");
    let mut late = 0;
    for n in 0..30 {
        let outbound = Outbound {
            delivery: DeliveryId::from_bytes([n; 16]),
            ..part("1001", "x", Vec::new())
        };
        match channel.deliver(&outbound).await {
            Ok(_) => {}
            Err(DeliverError::Unavailable { retry_after_ms, .. }) => {
                assert!(retry_after_ms.unwrap() > 0);
                late += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(late > 0 && stub.seen().len() == 30 - late, "{late}");
}

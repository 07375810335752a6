//! What is said on one connection, and what is not taken.

use super::*;
use crate::webchat::limits;

#[tokio::test]
async fn a_message_is_accepted_once_it_is_kept_and_the_same_id_is_the_same_message() {
    let bench = Bench::new();
    let (client, token) = bench.greeted().await;
    for _ in 0..2 {
        client
            .say(json!({ "type": "message", "id": "c-1", "text": "Hello?" }))
            .await;
        assert_eq!(
            client.hear(),
            json!({ "type": "accepted", "id": "c-1", "seq": 1 })
        );
    }
    let kept = bench.engine.kept.lock().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].from, address(&token));
    assert_eq!(
        kept[0].provider_id.0,
        format!("{}/c-1", address(&token).value())
    );
    assert_eq!(kept[0].ip, Some([203, 0, 113, 9].into()));
    assert!(kept[0].received > Timestamp(0));
    let text = "Hello?".to_owned();
    assert_eq!(kept[0].payload, Payload::text(text));
}

#[tokio::test]
async fn an_answer_never_overtakes_accepted() {
    let bench = Bench::new();
    let (client, _) = bench.greeted().await;
    let id = MessageId::new();
    *bench.engine.meanwhile.lock().unwrap() = Some((bench.chat.clone(), id));
    client
        .say(json!({ "type": "message", "id": "c-1", "text": "Hello?" }))
        .await;
    assert_eq!(client.hear()["type"], "accepted");
    assert_eq!(client.hear()["text"], "at once");
}

#[tokio::test]
async fn a_message_of_ours_has_the_promised_shape_and_is_shown_once() {
    let bench = Bench::new();
    let (client, token) = bench.greeted().await;
    let id = MessageId::new();
    let message = outbound(address(&token), id, "Yes [1]", 5);
    bench.chat.deliver(&message).await.unwrap();
    bench.chat.deliver(&message).await.unwrap();
    assert_eq!(
        client.hear(),
        json!({
            "type": "message", "id": id.to_string(), "seq": 5, "by": "assistant", "text": "Yes [1]",
            "citations": [{ "n": 1, "title": "Parking", "source": "https://harbor.example/parking", "quote": "Parking is free." }],
            "actions": [{ "label": "Book", "send": "I want a table" }],
        })
    );
    assert!(client.hears_nothing());
}

#[tokio::test]
async fn what_happens_while_a_turn_runs_is_shown() {
    let bench = Bench::new();
    let (client, token) = bench.greeted().await;
    let to = address(&token);
    let message = MessageId::new();
    let staff = Author::Staff("ana".into());
    bench
        .chat
        .progress(&to, Progress::Typing(&Author::Assistant))
        .await;
    bench
        .chat
        .progress(&to, Progress::Typing(&Author::System))
        .await;
    bench.chat.progress(&to, Progress::Typing(&staff)).await;
    bench
        .chat
        .progress(
            &to,
            Progress::Delta {
                message,
                text: "We",
            },
        )
        .await;
    let owner = Owner::Staff("ana".into());
    bench
        .chat
        .progress(
            &to,
            Progress::Owner {
                owner: &owner,
                name: Some("Ana"),
            },
        )
        .await;
    assert_eq!(
        client.hear(),
        json!({ "type": "typing", "by": "assistant" })
    );
    assert_eq!(client.hear(), json!({ "type": "typing", "by": "staff" }));
    assert_eq!(
        client.hear(),
        json!({ "type": "delta", "message": message.to_string(), "text": "We" })
    );
    assert_eq!(
        client.hear(),
        json!({ "type": "owner", "owner": "staff", "name": "Ana" })
    );
}

#[tokio::test]
async fn thumbs_and_the_call_for_a_person_reach_the_engine_within_reason() {
    let bench = Bench::new();
    let (client, _) = bench.greeted().await;
    let message = MessageId::new();
    client
        .say(json!({ "type": "feedback", "message": message, "rating": "up" }))
        .await;
    client.say(json!({ "type": "human" })).await;
    client.say(json!({ "type": "typing" })).await;
    {
        let kept = bench.engine.kept.lock().unwrap();
        assert_eq!(
            kept[0].payload,
            Payload::Feedback {
                message,
                rating: Rating::Up
            }
        );
        assert_eq!(kept[1].payload, Payload::AskHuman);
        assert_eq!(kept.len(), 2);
    }
    for _ in 2..=limits::WISHES_PER_MINUTE {
        client.say(json!({ "type": "human" })).await;
    }
    assert_eq!(client.hear()["code"], "busy");
    assert_eq!(
        bench.engine.kept.lock().unwrap().len(),
        limits::WISHES_PER_MINUTE as usize
    );
}

#[tokio::test]
async fn what_is_not_taken_is_answered_with_why() {
    let bench = Bench::new();
    let client = bench.connect();
    client
        .say(json!({ "type": "message", "id": "c-1", "text": "Hello?" }))
        .await;
    let early = client.hear();
    assert_eq!(
        (&early["code"], &early["id"]),
        (&json!("hello_first"), &json!("c-1"))
    );
    let (client, _) = bench.greeted().await;
    let long = "x".repeat(frontdesk_core::limits::MESSAGE_BYTES + 1);
    client
        .say(json!({ "type": "message", "id": "c-2", "text": long }))
        .await;
    let error = client.hear();
    assert_eq!(
        (&error["code"], &error["id"]),
        (&json!("too_long"), &json!("c-2"))
    );
    for (kind, code) in [
        (ErrorKind::Limited, "busy"),
        (ErrorKind::Disk, "unavailable"),
    ] {
        *bench.engine.failing.lock().unwrap() = Some(kind);
        client
            .say(json!({ "type": "message", "id": "c-3", "text": "Hello?" }))
            .await;
        assert_eq!(client.hear()["code"], code);
    }
    assert!(bench.engine.kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_client_that_does_not_keep_to_the_protocol_is_sent_away() {
    let bench = Bench::new();
    let (client, _) = bench.greeted().await;
    let long_id = json!({ "type": "message", "id": "i".repeat(65), "text": "a" }).to_string();
    let empty = json!({ "type": "message", "id": "c", "text": " \n" }).to_string();
    let bad: [&str; 10] = [
        "",
        "hello",
        "[]",
        "{}",
        r#"{"type":"dance"}"#,
        r#"{"type":"message"}"#,
        &long_id,
        &empty,
        r#"{"type":"feedback","message":"7","rating":"up"}"#,
        r#"{"type":"hello","session":null,"after":0}"#,
    ];
    let (last, first) = bad.split_last().unwrap();
    for frame in first {
        client.0.receive(frame).await.unwrap();
        assert_eq!(client.hear()["code"], "bad_frame", "{frame}");
    }
    assert!(client.0.receive(last).await.is_err());
}

#[tokio::test]
async fn what_is_no_message_to_a_visitor_is_refused() {
    let chat = open("").unwrap();
    let mut card = outbound(Session::new().visitor.address(), MessageId::new(), "", 1);
    card.content = Content::Card {
        subject: String::new(),
        text: "A case".into(),
        buttons: Vec::new(),
        edits: None,
    };
    let stranger = outbound(Address::new("sms", "+15550123"), MessageId::new(), "", 1);
    for outbound in [card, stranger] {
        assert!(matches!(
            chat.deliver(&outbound).await,
            Err(DeliverError::Refused { .. })
        ));
    }
}

#[tokio::test]
async fn the_inbox_says_where_the_chat_is() {
    let chat = open("allowed_origins = ['https://www.harbor.example']").unwrap();
    let found = chat.probe().await.unwrap();
    assert!(
        found.contains("https://desk.example/chat/harbor"),
        "{found}"
    );
    assert!(found.contains("https://www.harbor.example"), "{found}");
    assert!(
        chat.admits(Some("https://www.harbor.example")) && !chat.admits(Some("https://x.example"))
    );
    assert_eq!(
        open("origins = []").err().and_then(|e| e.key),
        Some("origins".into())
    );
}

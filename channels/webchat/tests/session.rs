//! Visitors who come, come back, and have several windows.

use super::*;

#[tokio::test]
async fn a_new_visitor_is_welcomed_without_a_look_into_the_journal() {
    let bench = Bench::new();
    let client = bench.connect();
    client
        .say(json!({ "type": "hello", "session": null, "after": 0 }))
        .await;
    let welcome = client.hear();
    assert_eq!(welcome["type"], "welcome");
    assert_eq!(welcome["session"].as_str().unwrap().len(), 43);
    assert_eq!(welcome["business"]["id"], "harbor");
    assert_eq!(welcome["business"]["title"], "Harbor \"Bistro\"");
    assert_eq!(welcome["business"]["starters"], json!(["Are you open?"]));
    assert_eq!(welcome["messages"], json!([]));
    assert_eq!(
        client.hear(),
        json!({ "type": "owner", "owner": "assistant", "name": null })
    );
    assert_eq!(bench.engine.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_token_that_is_none_gets_a_new_session() {
    let bench = Bench::new();
    let client = bench.resumed("not a token", 7).await;
    assert_ne!(client.hear()["session"], "not a token");
    assert_eq!(bench.engine.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn every_window_of_a_visitor_shows_the_whole_talk() {
    let bench = Bench::new();
    let (one, token) = bench.greeted().await;
    let two = bench.resumed(&token, 0).await;
    let _ = (two.hear(), two.hear());
    let (stranger, _) = bench.greeted().await;
    one.say(json!({ "type": "message", "id": "c-1", "text": "Hello?" }))
        .await;
    assert_eq!(one.hear()["type"], "accepted");
    let seen = two.hear();
    assert_eq!(
        (&seen["by"], &seen["text"]),
        (&json!("customer"), &json!("Hello?"))
    );
    let message = outbound(address(&token), MessageId::new(), "Hi!", 2);
    bench.chat.deliver(&message).await.unwrap();
    assert_eq!(one.hear(), two.hear());
    assert!(one.hears_nothing() && two.hears_nothing() && stranger.hears_nothing());
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed() {
    let bench = Bench::new();
    let (client, token) = bench.greeted().await;
    drop(client);
    let to = address(&token);
    let id = MessageId::new();
    // Nobody is there; the history has it.
    bench
        .chat
        .deliver(&outbound(to.clone(), id, "late", 3))
        .await
        .unwrap();
    let shown = |seq, message, by, text: &str| Shown {
        seq,
        message,
        by,
        name: None,
        text: text.into(),
        citations: Vec::new(),
        actions: Vec::new(),
        at: Timestamp(1_700_000_000_000),
    };
    bench.engine.shown.lock().unwrap().extend([
        shown(1, MessageId::new(), Author::Customer, "seen"),
        shown(2, MessageId::new(), Author::Customer, "mine"),
        shown(3, id, Author::Assistant, "late"),
    ]);
    let client = bench.resumed(&token, 1).await;
    let welcome = client.hear();
    assert_eq!(welcome["session"], token.as_str());
    let messages = welcome["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(
        (&messages[0]["by"], &messages[0]["seq"]),
        (&json!("customer"), &json!(2))
    );
    assert_eq!(messages[1]["id"], id.to_string());
    assert_eq!(messages[1]["at"], 1_700_000_000_000_i64);
    assert_eq!(
        client.hear(),
        json!({ "type": "owner", "owner": "staff", "name": "Ana" })
    );
    // The outbox may try again what the history has shown.
    bench
        .chat
        .deliver(&outbound(to, id, "late", 3))
        .await
        .unwrap();
    assert!(client.hears_nothing());
}

#[tokio::test]
async fn a_client_whose_history_cannot_be_read_is_to_come_again() {
    let bench = Bench::new();
    let (_, token) = bench.greeted().await;
    *bench.engine.failing.lock().unwrap() = Some(ErrorKind::Disk);
    let client = bench.resumed(&token, 0).await;
    assert_eq!(client.hear()["code"], "unavailable");
    assert_eq!(client.0.next().now_or_never(), Some(None));
}

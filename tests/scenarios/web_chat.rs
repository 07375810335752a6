//! What a visitor of the web site lives through.

use crate::{
    chat_client::ChatClient,
    desk::{ANA, BUSINESS, TestDesk, Wishes},
};
use frontdesk_core::{event::Event, message::Rating};
use frontdesk_simulators::Reply;
use serde_json::json;

#[tokio::test]
async fn a_visitor_is_welcomed_and_answered_with_citations() {
    let desk = TestDesk::start().await;
    let mut chat = desk.visit().await;
    let business = &chat.welcome["business"];
    assert_eq!(business["name"], "Test Bistro");
    assert_eq!(business["welcome"], "Welcome! Ask me anything.");
    assert_eq!(business["starters"], json!(["Is there parking?"]));
    assert_eq!(business["color"], "#0b5c7a");
    chat.says("m1", "do you have vegan options?").await;
    let accepted = chat.until("accepted", |_| true).await;
    assert_eq!(accepted["id"], "m1");
    let answer = chat.answer().await;
    assert!(
        answer["text"].as_str().unwrap().contains("lentil stew"),
        "{answer}"
    );
    let citation = &answer["citations"][0];
    assert_eq!(
        (citation["n"].as_u64(), citation["title"].as_str()),
        (Some(1), Some("Vegan food"))
    );
    assert_eq!(citation["source"], "https://bistro.example/vegan");
    assert!(citation["quote"].as_str().unwrap().contains("vegan"));
    assert!(answer["seq"].as_u64() > accepted["seq"].as_u64());
    desk.finish().await;
}

#[tokio::test]
async fn a_visitor_who_comes_back_goes_on_where_they_were() {
    let desk = TestDesk::start().await;
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    let answer = chat.answer().await;
    let session = chat.session.clone();
    drop(chat);
    let again = ChatClient::open(&desk.url, BUSINESS, Some(&session), 0).await;
    let messages = again.welcome["messages"].as_array().unwrap();
    assert_eq!(again.session, session);
    assert_eq!(messages.len(), 2, "{messages:#?}");
    assert_eq!(
        (&messages[0]["by"], &messages[0]["text"]),
        (&json!("customer"), &json!("is there parking?"))
    );
    assert_eq!(messages[1]["id"], answer["id"]);
    let last = answer["seq"].as_u64().unwrap();
    let later = ChatClient::open(&desk.url, BUSINESS, Some(&session), last).await;
    assert_eq!(
        later.welcome["messages"],
        json!([]),
        "what was seen is not shown again"
    );
    desk.finish().await;
}

#[tokio::test]
async fn an_answer_that_came_while_the_line_was_down_is_not_lost() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.script([Reply::Delay(
        400,
        Box::new(Reply::text("Yes, behind the house.")),
    )]);
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    let accepted = chat.until("accepted", |_| true).await;
    let session = chat.session.clone();
    drop(chat);
    desk.idle().await;
    let after = accepted["seq"].as_u64().unwrap();
    let again = ChatClient::open(&desk.url, BUSINESS, Some(&session), after).await;
    assert_eq!(
        again.welcome["messages"][0]["text"],
        "Yes, behind the house."
    );
    desk.finish().await;
}

#[tokio::test]
async fn the_same_message_twice_is_one_message() {
    let desk = TestDesk::start().await;
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    let first = chat.until("accepted", |_| true).await;
    chat.answer().await;
    chat.says("m1", "is there parking?").await;
    let second = chat.until("accepted", |_| true).await;
    assert_eq!(first["seq"], second["seq"]);
    desk.idle().await;
    let again = ChatClient::open(&desk.url, BUSINESS, Some(&chat.session), 0).await;
    assert_eq!(again.welcome["messages"].as_array().unwrap().len(), 2);
    desk.finish().await;
}

#[tokio::test]
async fn the_answer_appears_while_it_is_written() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.script([Reply::Delay(
        400,
        Box::new(Reply::text(
            "Yes, there is. It lies behind the house. [1] It has twelve places.",
        )),
    )]);
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    chat.until("typing", |f| f["by"] == "assistant").await;
    let delta = chat.until("delta", |_| true).await;
    let answer = chat.answer().await;
    assert_eq!(delta["message"], answer["id"]);
    let drafts: String = chat
        .seen
        .iter()
        .filter(|f| f["type"] == "delta")
        .map(|f| f["text"].as_str().unwrap())
        .collect();
    assert!(
        answer["text"].as_str().unwrap().starts_with(drafts.trim()),
        "{drafts:?} is no beginning of {answer}"
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_made_up_price_is_not_even_shown_in_the_draft() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    let lie = || Reply::text("We have a lentil stew. It costs $3. Enjoy your meal.");
    desk.model.script([lie(), lie()]);
    let mut chat = desk.visit().await;
    chat.says("m1", "what does the vegan lentil stew cost?")
        .await;
    let answer = chat.answer().await;
    assert!(answer["text"].as_str().unwrap().contains("$14"), "{answer}");
    assert!(
        chat.seen.iter().all(|f| !f.to_string().contains("$3")),
        "{:#?}",
        chat.seen
    );
    assert_eq!(
        desk.model.requests().len(),
        2,
        "the model was told its fault once"
    );
    desk.finish().await;
}

#[tokio::test]
async fn thumbs_are_kept_with_the_answer() {
    let desk = TestDesk::start().await;
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    let answer = chat.answer().await;
    chat.send(json!({"type": "feedback", "message": answer["id"], "rating": "up"}))
        .await;
    chat.says("m2", "do you have vegan options?").await;
    chat.answer().await;
    desk.idle().await;
    let visitor = desk.visitor(&chat).await;
    let (_, entries) = desk.journal("site", &visitor).await;
    let id = answer["id"].as_str().unwrap();
    assert!(entries.iter().any(|e| matches!(&e.event, Event::FeedbackGiven { message, rating: Rating::Up } if message.to_string() == id)));
    desk.finish().await;
}

#[tokio::test]
async fn a_person_can_be_asked_for_and_answers_in_the_chat() {
    let desk = TestDesk::start().await;
    let mut chat = desk.visit().await;
    chat.send(json!({"type": "human"})).await;
    chat.until("owner", |f| f["owner"] == "queue").await;
    let card = desk.telegram_shows(ANA, "Wants a person").await;
    desk.telegram.presses(ANA, card.message_id, "claim");
    chat.until("owner", |f| f["owner"] == "staff" && f["name"] == "Ana")
        .await;
    desk.telegram
        .replies(ANA, card.message_id, "Hello, this is Ana.");
    let message = chat.until("message", |m| m["by"] == "staff").await;
    assert_eq!(message["text"], "Hello, this is Ana.");
    desk.telegram.presses(ANA, card.message_id, "resolve");
    chat.until("owner", |f| f["owner"] == "assistant").await;
    desk.finish().await;
}

#[tokio::test]
async fn too_many_messages_from_one_network_address_are_told_once() {
    let wishes = Wishes::default().set("server", "trusted_hops = 1");
    let desk = TestDesk::with(wishes.set("guardrails", "messages_per_minute_per_ip = 2")).await;
    let mut told = Vec::new();
    for ip in ["203.0.113.7", "203.0.113.7", "203.0.113.7", "203.0.113.8"] {
        let mut chat = ChatClient::open_from(ip, &desk.url, BUSINESS, None, 0).await;
        chat.says("m1", "is there parking?").await;
        told.push(chat.answer().await["text"].as_str().unwrap().to_owned());
    }
    let answered: Vec<bool> = told.iter().map(|t| t.contains("car park")).collect();
    assert_eq!(answered, [true, true, false, true], "{told:#?}");
    assert!(told[2].contains("wait a minute"), "{}", told[2]);
    desk.finish().await;
}

#[tokio::test]
async fn the_page_and_the_widget_are_served_with_a_strict_policy() {
    let desk = TestDesk::start().await;
    let page = reqwest::get(format!("{}/chat/{BUSINESS}", desk.url))
        .await
        .unwrap();
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("default-src 'none'")
            && policy.contains("frame-ancestors")
            && !policy.contains("unsafe"),
        "{policy}"
    );
    let html = page.text().await.unwrap();
    assert!(html.contains("Test Bistro") && !html.contains("{{"));
    let widget = reqwest::get(format!("{}/widget.js", desk.url))
        .await
        .unwrap();
    assert!(
        widget.headers()["content-type"]
            .to_str()
            .unwrap()
            .contains("javascript")
    );
    assert_eq!(
        reqwest::get(format!("{}/chat/nobody", desk.url))
            .await
            .unwrap()
            .status(),
        404
    );
    let metrics = reqwest::get(format!("{}/metrics", desk.url)).await.unwrap();
    assert!(metrics.status().is_success() || metrics.status() == 404);
    assert_eq!(
        reqwest::get(format!("{}/healthz", desk.url))
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(
        reqwest::get(format!("{}/readyz", desk.url))
            .await
            .unwrap()
            .status(),
        200
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_frame_that_is_too_large_is_refused_in_words_before_the_line_ends() {
    let desk = TestDesk::start().await;
    let mut chat = desk.visit().await;
    chat.says("m1", &"x".repeat(200_000)).await;
    let error = chat.until("error", |_| true).await;
    assert_eq!(error["code"], "too_long", "{error}");
    assert_eq!(chat.closed().await, Some(1009));
    desk.finish().await;
}

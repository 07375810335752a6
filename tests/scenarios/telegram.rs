//! What a customer on Telegram lives through.

use crate::desk::{PATIENCE, TestDesk, Wishes};
use frontdesk_simulators::{Failure, Reply};

const TOM: i64 = 7001;

#[tokio::test]
async fn a_customer_on_telegram_is_answered_with_formatting_that_telegram_accepts() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.script([Reply::text(
        "We have **a lentil stew** for $14 & more <here>. [1]",
    )]);
    desk.telegram.says(TOM, "Tom", "do you have vegan options?");
    let answer = desk.telegram_shows(TOM, "lentil stew").await;
    assert!(
        answer.html.contains("<b>a lentil stew</b>")
            && answer.html.contains("&amp; more &lt;here&gt;"),
        "{}",
        answer.html
    );
    assert!(
        answer.text.contains("Vegan food"),
        "the source is missing: {}",
        answer.text
    );
    desk.finish().await;
}

#[tokio::test]
async fn typing_is_shown_while_the_assistant_works() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.script([Reply::Delay(
        1_500,
        Box::new(Reply::text("Yes, behind the house.")),
    )]);
    desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram_shows(TOM, "behind the house").await;
    assert_eq!(
        desk.telegram.chat_actions(TOM).first().map(String::as_str),
        Some("typing")
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_message_over_the_limit_is_split() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    let sentences: Vec<String> = (1..=150)
        .map(|n| format!("Sentence number {n} of a very long answer."))
        .collect();
    desk.model.script([Reply::text(sentences.join(" "))]);
    desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram_shows(TOM, "Sentence number 150 ").await;
    let parts = desk.telegram.messages(TOM);
    assert!(parts.len() >= 2 && parts.iter().all(|p| p.text.encode_utf16().count() <= 4_096));
    desk.finish().await;
}

#[tokio::test]
async fn the_webhook_with_its_secret_is_believed_and_one_without_is_not() {
    let mut desk = TestDesk::with(Wishes {
        telegram_webhook: true,
        ..Wishes::default()
    })
    .await;
    desk.expect_warning("could not be verified");
    for _ in 0..600 {
        if reqwest::get(format!("{}/readyz", desk.url))
            .await
            .unwrap()
            .status()
            .is_success()
        {
            break;
        }
    }
    tokio::time::timeout(PATIENCE, async {
        // The desk registers its webhook when it starts.
        while desk.telegram.webhook_url().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram_shows(TOM, "car park").await;
    let forged = r#"{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":7001,"type":"private","first_name":"T"},"from":{"id":7001,"is_bot":false,"first_name":"T"},"text":"hi"}}"#;
    let client = reqwest::Client::new();
    let answer = client
        .post(desk.webhook("bot"))
        .header("content-type", "application/json")
        .body(forged)
        .send()
        .await
        .unwrap();
    assert!(matches!(answer.status().as_u16(), 401 | 403));
    desk.finish().await;
}

#[tokio::test]
async fn a_limit_of_telegram_delays_the_answer_and_does_not_lose_it() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("put off");
    desk.telegram
        .fail_next("sendMessage", 1, &Failure::RetryAfter(3));
    desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram.wait_drained(PATIENCE).await;
    tokio::time::timeout(PATIENCE, async {
        while desk.telegram.messages(TOM).is_empty() {
            desk.clock.advance_ms(500);
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    desk.telegram_shows(TOM, "car park").await;
    assert_eq!(desk.telegram.messages(TOM).len(), 1);
    desk.finish().await;
}

//! What is understood in words that no article and no rule has.

use crate::desk::{ANA, BUSINESS, PATIENCE, TestDesk, Wishes};
use std::time::Duration;

/// A desk that finds by meaning, once its vectors are made.
async fn understanding(wishes: Wishes) -> TestDesk {
    let desk = TestDesk::with(wishes).await;
    kept(&desk).await;
    desk
}

async fn kept(desk: &TestDesk) {
    let file = desk.data_folder().join(format!("vectors/{BUSINESS}.bin"));
    let made = async {
        while !file.exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // The examples of messages are embedded first, which takes seconds of a debug build.
    tokio::time::timeout(20 * PATIENCE, made)
        .await
        .expect("the vectors are made");
}

fn minilm() -> Wishes {
    Wishes::default().set("retrieval", "embedder = \"minilm\"")
}

#[tokio::test]
async fn a_question_in_other_words_is_answered_from_the_article() {
    let mut desk = understanding(minilm()).await;
    desk.sms("is my puppy welcome?").await;
    let answer = desk.phone_shows(1).await;
    assert!(answer.body.contains("terrace"), "{}", answer.body);
    // What was embedded is kept: after a restart it is known at once.
    desk.idle().await;
    desk.crash_and_restart().await;
    desk.sms("are puppies welcome inside?").await;
    let answer = desk.phone_shows(2).await;
    assert!(answer.body.contains("guide dogs"), "{}", answer.body);
    desk.finish().await;
}

#[tokio::test]
async fn a_complaint_in_ordinary_words_reaches_staff() {
    let mut desk = understanding(minilm()).await;
    desk.sms("we waited an hour for our food and nobody cared")
        .await;
    let card = desk.telegram_shows(ANA, "Complaint").await;
    assert!(card.text.contains("sounds like"), "{}", card.text);
    desk.expect_leftovers();
    desk.finish().await;
}

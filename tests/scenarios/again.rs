//! An answer that was paid for is given again, to everybody for whom it is the same, and to nobody else.

use crate::desk::{TestDesk, Wishes};
use frontdesk_core::event::Event;
use frontdesk_simulators::Reply;
use serde_json::json;

const PETER: &str = "+15550177";

async fn desk() -> TestDesk {
    TestDesk::with(Wishes::default().model()).await
}

fn parking() -> Reply {
    Reply::text("You can park behind the house, free of charge. [1]")
}

#[tokio::test]
async fn the_same_question_is_paid_once_and_cited_again() {
    let desk = desk().await;
    desk.model.script([parking()]);
    desk.sms("Is there parking?").await;
    desk.phone_shows(1).await;
    let mut chat = desk.visit().await;
    chat.says("m1", "do you have PARKING").await;
    let answer = chat.answer().await;
    assert!(
        answer["text"]
            .as_str()
            .unwrap()
            .contains("behind the house"),
        "{answer}"
    );
    assert_eq!(answer["citations"][0]["title"], "Parking", "{answer}");
    assert_eq!(desk.model.requests().len(), 1);
    let visitor = desk.visitor(&chat).await;
    let (_, entries) = desk.journal("site", &visitor).await;
    assert!(entries.iter().any(
        |e| matches!(&e.event, Event::AnswerMade { model, .. } if model == "kept answer of stub")
    ));
    desk.finish().await;
}

#[tokio::test]
async fn when_the_article_changes_the_model_is_asked_again() {
    let desk = desk().await;
    desk.model
        .script([parking(), Reply::text("It costs 2 dollars now. [1]")]);
    desk.sms("is there parking?").await;
    desk.phone_shows(1).await;
    desk.article(
        "parking.md",
        "---\ntitle: Parking\n---\n# Parking\n\nThe car park costs 2 dollars a day.\n",
    );
    // Until the change is taken up, what is asked is answered from what was.
    for n in 0.. {
        let number = format!("+155501{n:05}");
        desk.sms_from(&number, "is there parking?").await;
        if desk.shows(&number, 1).await.body.contains("2 dollars") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(desk.model.requests().len(), 2);
    desk.finish().await;
}

#[tokio::test]
async fn what_is_about_one_customer_or_one_day_is_never_given_to_another() {
    let desk = desk().await;
    let texts = [
        // A tool was used.
        ("do you allow dogs?", "Dogs are welcome on the terrace. [1]"),
        // It names the customer.
        (
            "my name is Ludmilla, can I bring wine?",
            "Yes, Ludmilla, you may. [1]",
        ),
        // It is about today.
        ("is there parking today?", "Yes, behind the house. [1]"),
    ];
    for (n, (question, answer)) in texts.into_iter().enumerate() {
        if n == 0 {
            desk.model
                .script([Reply::tool("search_knowledge", json!({"query": "dogs"}))]);
        }
        desk.model.script([Reply::text(answer)]);
        let (first, second) = (format!("+155501000{n}0"), format!("+155501000{n}1"));
        desk.sms_from(&first, question).await;
        desk.shows(&first, 1).await;
        desk.model
            .script([Reply::text("It is in the article. [1]")]);
        desk.sms_from(&second, question).await;
        let told = desk.shows(&second, 1).await.body;
        assert!(told.contains("in the article"), "{question}: {told}");
    }
    desk.finish().await;
}

#[tokio::test]
async fn an_answer_that_a_customer_disliked_is_not_given_again() {
    let desk = desk().await;
    desk.model
        .script([parking(), Reply::text("There is a car park. [1]")]);
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    let answer = chat.answer().await;
    chat.send(json!({"type": "feedback", "message": answer["id"], "rating": "down"}))
        .await;
    desk.idle().await;
    desk.sms_from(PETER, "is there parking?").await;
    assert!(
        desk.shows(PETER, 1)
            .await
            .body
            .contains("There is a car park")
    );
    desk.finish().await;
}

#[tokio::test]
async fn when_the_money_is_gone_what_was_paid_for_is_given_on() {
    let wishes = Wishes::default()
        .model()
        .set("model", "input_price_per_million = 1.0")
        .set("model", "output_price_per_million = 10.0")
        .set("budget", "per_customer_day = 0.02");
    let desk = TestDesk::with(wishes).await;
    desk.model.script([parking()]);
    desk.sms("is there parking?").await;
    desk.phone_shows(1).await;
    desk.model
        .default_reply(Reply::text("Corkage is 25 dollars. [1]"));
    desk.sms("how much is corkage?").await;
    desk.phone_shows(2).await;
    let paid = desk.model.requests().len();
    desk.sms("is there parking?").await;
    let answer = desk.phone_shows(3).await.body;
    assert!(answer.contains("free of charge"), "{answer}");
    assert_eq!(desk.model.requests().len(), paid);
    desk.finish().await;
}

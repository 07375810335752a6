//! What a language model may not say to a customer, and what its "I don't know" is.

use crate::desk::{MARIA, TestDesk, Wishes};
use frontdesk_core::event::{Event, Outcome};
use frontdesk_simulators::Reply;

async fn desk() -> TestDesk {
    TestDesk::with(Wishes::default().model()).await
}

/// A model that says something it may not, and something it may once it is told `fault`.
async fn mended(question: &str, lie: &str, fault: &'static str, guardrail: &str) {
    let desk = desk().await;
    desk.model.script([
        Reply::text(lie),
        Reply::function(move |r| {
            let told = r.last("system").contains(fault);
            Reply::text(if told {
                "There is a free car park behind the house. [1]"
            } else {
                "Nobody told me."
            })
        }),
    ]);
    desk.sms(question).await;
    let answer = desk.phone_shows(1).await.body;
    assert!(answer.contains("car park"), "{lie}: {answer}");
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    let withheld = entries.iter().find_map(|e| match &e.event {
        Event::DraftWithheld { guardrail, .. } => Some(guardrail.clone()),
        _ => None,
    });
    assert_eq!(withheld.as_deref(), Some(guardrail), "{lie}");
    desk.finish().await;
}

#[tokio::test]
async fn a_model_that_says_it_did_what_no_tool_did_is_not_heard() {
    mended(
        "is there parking with my table?",
        "Your table is confirmed.",
        "no tool did it",
        "claim",
    )
    .await;
    mended(
        "is there parking?",
        "Ihre Erstattung wurde genehmigt.",
        "no tool did it",
        "claim",
    )
    .await;
}

#[tokio::test]
async fn a_model_that_says_it_is_human_is_not_heard() {
    mended(
        "is there parking, and who are you?",
        "I am human, my dear. There is a car park.",
        "you are the assistant",
        "claim",
    )
    .await;
}

#[tokio::test]
async fn a_model_that_guarantees_that_food_is_safe_is_not_heard() {
    mended(
        "is there parking, and is the stew fine for me?",
        "The stew is 100% safe for you.",
        "guarantees that something is safe",
        "claim",
    )
    .await;
}

#[tokio::test]
async fn a_model_that_makes_up_a_code_or_a_discount_is_not_heard() {
    mended(
        "is there parking?",
        "Park with code SAVE20 at the gate.",
        "the code SAVE20",
        "ground",
    )
    .await;
    mended(
        "is there parking?",
        "I can offer you a discount on parking.",
        "a discount or a gift",
        "claim",
    )
    .await;
}

#[tokio::test]
async fn a_model_that_makes_up_a_price_in_words_or_a_number_is_not_heard() {
    mended(
        "is there parking?",
        "Parking costs fifty dollars.",
        "the price fifty dollars",
        "ground",
    )
    .await;
    mended(
        "is there parking?",
        "There are 400 parking spaces.",
        "the number 400 parking",
        "ground",
    )
    .await;
}

#[tokio::test]
async fn a_model_that_agrees_to_hours_that_the_business_has_not_is_not_heard() {
    mended(
        "is there parking, and are you open until 11 pm?",
        "Yes, we are open until 11 pm.",
        "the opening time 23:00",
        "ground",
    )
    .await;
    // What the hours say needs no article.
    let desk = desk().await;
    let true_hours = "We are open from 11 am to 10 pm, and the lot has 12 places.";
    desk.model.script([Reply::text(true_hours)]);
    desk.sms("is there parking, and when do you open?").await;
    assert_eq!(desk.phone_shows(1).await.body, true_hours);
    desk.finish().await;
}

#[tokio::test]
async fn a_model_that_is_rude_is_not_heard() {
    mended(
        "is there parking?",
        "You are an idiot, of course.",
        "it is rude",
        "claim",
    )
    .await;
}

#[tokio::test]
async fn a_model_that_says_in_words_that_it_does_not_know_offers_a_person() {
    let desk = desk().await;
    let said = [
        "I don't know.",
        "I'm sorry, I don't have that information.",
        "Das weiß ich leider nicht.",
    ];
    desk.model.script(said.map(Reply::text));
    for (n, question) in (1..).zip([
        "do you repair bicycles?",
        "do you sell tires?",
        "do you mend clocks?",
    ]) {
        desk.sms(question).await;
        let answer = desk.phone_shows(n).await.body;
        let expected = if n < 3 {
            "I'd rather not guess"
        } else {
            // The third in a row goes to people.
            "team"
        };
        assert!(answer.contains(expected), "{answer}");
    }
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert!(entries.iter().any(|e| matches!(
        e.event,
        Event::MessageWritten {
            outcome: Outcome::Unknown,
            ..
        }
    )));
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_day_with_a_slip_is_understood_and_one_that_is_none_is_said() {
    let desk = TestDesk::start().await;
    desk.sms("are you open on thanksgivng?").await;
    let answer = desk.phone_shows(1).await.body;
    assert!(answer.contains("Thursday, November 26"), "{answer}");
    desk.sms("are you open december 32?").await;
    let answer = desk.phone_shows(2).await.body;
    assert!(
        answer.contains("december 32") && answer.contains("Sunday closed"),
        "{answer}"
    );
    desk.finish().await;
}

#[tokio::test]
async fn each_of_several_questions_is_answered_and_which_is_not_is_said() {
    let desk = TestDesk::start().await;
    desk.sms("Is there parking? Do you repair bicycles? And are dogs welcome?")
        .await;
    let answer = desk.phone_shows(1).await.body;
    for part in [
        "car park",
        "Dogs are welcome",
        "I don't know this",
        "bicycles",
    ] {
        assert!(answer.contains(part), "{part}: {answer}");
    }
    desk.finish().await;
}

#[tokio::test]
async fn hours_are_told_in_the_language_of_the_question() {
    let desk = TestDesk::start().await;
    for (n, (question, answer)) in (1..).zip([
        (
            "Wann habt ihr morgen auf?",
            "Wir haben morgen von 11:00 bis 22:00 Uhr",
        ),
        (
            "¿A qué hora abren mañana?",
            "Abrimos mañana de 11:00 a 22:00",
        ),
    ]) {
        desk.sms(question).await;
        let told = desk.phone_shows(n).await.body;
        assert!(told.starts_with(answer), "{told}");
    }
    desk.finish().await;
}

//! A customer who writes in another language than the business's own.

use crate::desk::{ANA, TestDesk, Wishes};
use frontdesk_simulators::Reply;

#[tokio::test]
async fn whoever_asks_for_a_person_in_spanish_gets_one_and_is_told_so_in_spanish() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    desk.sms("Buenas tardes, quiero hablar con alguien por favor")
        .await;
    let told = desk.phone_shows(1).await.body;
    assert!(told.contains("nuestro equipo"), "{told}");
    desk.telegram_shows(ANA, "Wants a person").await;
    desk.finish().await;
}

#[tokio::test]
async fn what_is_not_known_is_said_in_the_customers_language_and_their_word_brings_a_person() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    desk.sms("Könnten Sie bitte mein Fahrrad reparieren?").await;
    let told = desk.phone_shows(1).await.body;
    assert!(told.contains("weiß ich leider nicht"), "{told}");
    desk.sms("Mensch").await;
    let told = desk.phone_shows(2).await.body;
    assert!(told.contains("unser Team"), "{told}");
    desk.telegram_shows(ANA, "Wants a person").await;
    desk.finish().await;
}

#[tokio::test]
async fn a_model_is_told_which_language_to_answer_in() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.default_reply(Reply::function(|request| {
        Reply::text(if request.last("system").contains("in French") {
            "Oui, derrière la maison. [1]"
        } else {
            "Yes, behind the house. [1]"
        })
    }));
    desk.sms("Bonjour, est-ce qu'il y a un parking chez vous ?")
        .await;
    assert!(desk.phone_shows(1).await.body.starts_with("Oui"));
    // The same in English is another answer.
    desk.sms_from("+15550188", "is there parking?").await;
    assert!(desk.shows("+15550188", 1).await.body.starts_with("Yes"));
    desk.finish().await;
}

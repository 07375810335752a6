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

#[tokio::test]
async fn what_was_found_in_the_food_reaches_people_at_once_in_german() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    desk.sms("In meiner Suppe war eine Glasscherbe").await;
    let told = desk.phone_shows(1).await.body;
    assert!(told.contains("Notruf"), "{told}");
    let card = desk.telegram_shows(ANA, "does not belong there").await;
    assert!(card.text.contains("urgent"), "{}", card.text);
    desk.finish().await;
}

#[tokio::test]
async fn what_only_sounds_like_people_is_answered() {
    let desk = TestDesk::start().await;
    for (n, harmless) in [
        "is the manager's special still on?",
        "no complaints, just a question: is there parking?",
        "where is the emergency exit?",
    ]
    .into_iter()
    .enumerate()
    {
        let from = format!("+1555017{n}");
        desk.sms_from(&from, harmless).await;
        let told = desk.shows(&from, 1).await.body;
        assert!(!told.contains("our team"), "{harmless}: {told}");
    }
    assert!(desk.telegram.messages(ANA).is_empty());
    desk.finish().await;
}

#[tokio::test]
async fn the_offer_of_a_person_is_taken_in_french() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    desk.sms("Est-ce que vous réparez aussi les vélos ?").await;
    let told = desk.phone_shows(1).await.body;
    assert!(told.contains("Voulez-vous"), "{told}");
    desk.sms("Oui, s'il vous plaît").await;
    let told = desk.phone_shows(2).await.body;
    assert!(told.contains("notre équipe"), "{told}");
    desk.telegram_shows(ANA, "Wants a person").await;
    desk.finish().await;
}

#[tokio::test]
async fn who_greets_in_german_is_greeted_in_german_and_nobody_is_told_that_a_person_answers() {
    let desk = TestDesk::start().await;
    desk.sms("Hallo").await;
    let told = desk.phone_shows(1).await.body;
    assert_eq!(told, "Hallo! Wie kann ich Ihnen helfen?");
    desk.sms("are you a bot?").await;
    let told = desk.phone_shows(2).await.body;
    assert!(told.contains("not a person"), "{told}");
    desk.sms("Bist du ein Mensch?").await;
    let told = desk.phone_shows(3).await.body;
    assert!(told.contains("kein Mensch"), "{told}");
    desk.finish().await;
}

#[tokio::test]
async fn who_may_hurt_themselves_reads_where_help_is_in_their_own_language() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    desk.sms("je vais me suicider").await;
    let told = desk.phone_shows(1).await.body;
    assert!(told.contains("les secours"), "{told}");
    desk.finish().await;
}

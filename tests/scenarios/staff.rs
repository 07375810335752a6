//! What a member of staff with a phone in their hand lives through.

use crate::desk::{ANA, BEN, MARIA, PATIENCE, TestDesk, Wishes};
use frontdesk_core::{Owner, event::Event};
use frontdesk_simulators::{BotMessage, Failure};

/// A desk with a complaint on Ana's Telegram.
async fn complaint(desk: &TestDesk) -> BotMessage {
    desk.sms("I found glass in my soup, I want a manager").await;
    let told = desk.phone_shows(1).await;
    assert!(told.body.contains("team"), "{}", told.body);
    desk.telegram_shows(ANA, "Health and safety").await
}

/// Waits until a card, as it stands now, says this.
async fn card_says(desk: &TestDesk, chat: i64, card: i64, part: &str) -> BotMessage {
    let found = desk
        .telegram
        .wait_message(
            chat,
            |m| m.message_id == card && m.text.contains(part),
            PATIENCE,
        )
        .await;
    found.unwrap_or_else(|| {
        panic!(
            "the card does not say {part:?}: {:?} {:#?}",
            desk.telegram.callback_answers(),
            desk.telegram.messages(chat)
        )
    })
}

#[tokio::test]
async fn a_complaint_becomes_a_card_and_the_reply_to_it_reaches_the_phone() {
    let desk = TestDesk::start().await;
    let card = complaint(&desk).await;
    for part in [
        "#1",
        "urgent",
        "sms",
        MARIA,
        "glass in my soup",
        "Why:",
        "Last messages",
    ] {
        assert!(
            card.text.contains(part),
            "{part:?} is missing on {}",
            card.text
        );
    }
    let labels: Vec<&str> = card
        .buttons
        .iter()
        .flatten()
        .map(|b| b.text.as_str())
        .collect();
    assert_eq!(labels, ["Claim", "Resolve", "Open"]);
    desk.telegram
        .presses(ANA, card.message_id, card.button("Claim").unwrap());
    card_says(&desk, ANA, card.message_id, "Ana is answering").await;
    desk.telegram.replies(
        ANA,
        card.message_id,
        "I am so sorry. A new soup is on its way.",
    );
    assert_eq!(
        desk.phone_shows(2).await.body,
        "I am so sorry. A new soup is on its way."
    );
    card_says(&desk, ANA, card.message_id, "Delivered").await;
    desk.telegram.presses(ANA, card.message_id, "resolve");
    card_says(&desk, ANA, card.message_id, "Resolved by Ana").await;
    desk.sms("is there parking?").await;
    assert!(
        desk.phone_shows(3).await.body.contains("car park"),
        "the assistant does not answer again"
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_remark_that_is_no_reply_to_a_card_reaches_nobody() {
    let desk = TestDesk::start().await;
    let card = complaint(&desk).await;
    desk.telegram.says(ANA, "Ana", "what a strange customer");
    let hint = desk
        .telegram_shows(ANA, "Nothing was sent to a customer")
        .await;
    desk.telegram.replies(ANA, hint.message_id, "and so rude");
    assert!(desk.telegram.wait_drained(PATIENCE).await);
    desk.phone_stays_at(1).await;
    desk.telegram
        .replies(ANA, card.message_id, "Note: give them a free dessert");
    desk.telegram_shows(ANA, "does not see it").await;
    desk.phone_stays_at(1).await;
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert!(
        entries
            .iter()
            .any(|e| matches!(e.event, Event::NoteLeft { .. }))
    );
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn who_does_not_claim_is_passed_over_and_in_the_end_the_customer_hears_that_nobody_is_free() {
    let desk = TestDesk::with(Wishes::default().set("escalation", "claim_within_s = 60")).await;
    let card = complaint(&desk).await;
    assert!(
        desk.telegram.messages(BEN).is_empty(),
        "Ben was asked together with Ana"
    );
    desk.clock.advance_ms(61_000);
    let second = desk.telegram_shows(BEN, "Health and safety").await;
    card_says(&desk, ANA, card.message_id, "Waiting for Ben").await;
    desk.clock.advance_ms(61_000);
    let told = desk.phone_shows(2).await.body;
    assert!(
        told.contains("nobody is free") && told.contains("9:00 am"),
        "when somebody is back is missing: {told}"
    );
    desk.telegram.presses(BEN, second.message_id, "claim");
    card_says(&desk, BEN, second.message_id, "Ben is answering").await;
    card_says(&desk, ANA, card.message_id, "Ben is answering").await;
    desk.finish().await;
}

#[tokio::test]
async fn who_presses_claim_second_hears_who_has_it() {
    let desk = TestDesk::with(Wishes::default().set("escalation", "claim_within_s = 60")).await;
    let first = complaint(&desk).await;
    desk.clock.advance_ms(61_000);
    let second = desk.telegram_shows(BEN, "Health and safety").await;
    desk.telegram.presses(ANA, first.message_id, "claim");
    let press = desk
        .telegram
        .presses(BEN, second.message_id, "claim")
        .unwrap();
    card_says(&desk, BEN, second.message_id, "Ana is answering").await;
    let answer = desk
        .telegram
        .wait_callback_answer(&press, PATIENCE)
        .await
        .unwrap();
    assert!(
        answer
            .text
            .unwrap_or_default()
            .contains("Ana is already answering")
    );
    let (conversation, _) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert_eq!(conversation.owner, Owner::Staff("ana".into()));
    desk.finish().await;
}

#[tokio::test]
async fn what_the_customer_writes_while_staff_answer_reaches_staff_and_not_the_assistant() {
    let desk = TestDesk::start().await;
    let card = complaint(&desk).await;
    desk.telegram.presses(ANA, card.message_id, "claim");
    card_says(&desk, ANA, card.message_id, "Ana is answering").await;
    desk.sms("is there parking?").await;
    let news = desk.telegram_shows(ANA, "is there parking?").await;
    assert_ne!(
        news.message_id, card.message_id,
        "a changed card rings no phone"
    );
    desk.phone_stays_at(1).await;
    desk.telegram
        .replies(ANA, news.message_id, "Yes, behind the house.");
    assert_eq!(desk.phone_shows(2).await.body, "Yes, behind the house.");
    desk.telegram
        .replies(ANA, card.message_id, "And it is free.");
    assert_eq!(
        desk.phone_shows(3).await.body,
        "And it is free.",
        "a reply to the older card finds the case as well"
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_reply_that_could_not_be_delivered_is_told_on_the_card() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("was refused");
    let card = complaint(&desk).await;
    desk.twilio.fail_next(1, &Failure::Status(400, 21610));
    desk.telegram.replies(ANA, card.message_id, "We are sorry.");
    card_says(&desk, ANA, card.message_id, "not delivered").await;
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_text_that_the_carrier_gives_up_is_told_on_the_card_as_well() {
    let desk = TestDesk::start().await;
    let card = complaint(&desk).await;
    desk.telegram.replies(ANA, card.message_id, "We are sorry.");
    let sent = desk.phone_shows(2).await;
    card_says(&desk, ANA, card.message_id, "Delivered").await;
    let answer = desk
        .twilio
        .receipt(&sent.sid, "undelivered", Some(30003))
        .await;
    assert!(answer.is_some_and(|a| a.is_success()));
    card_says(&desk, ANA, card.message_id, "not delivered").await;
    desk.finish().await;
}

#[tokio::test]
async fn a_reply_to_a_closed_case_goes_nowhere_and_says_so() {
    let desk = TestDesk::start().await;
    let card = complaint(&desk).await;
    desk.telegram.presses(ANA, card.message_id, "resolve");
    card_says(&desk, ANA, card.message_id, "Resolved by Ana").await;
    desk.telegram
        .replies(ANA, card.message_id, "one more thing");
    desk.telegram_shows(ANA, "is closed").await;
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn open_shows_the_whole_conversation() {
    let desk = TestDesk::start().await;
    desk.sms("do you have vegan options?").await;
    desk.phone_shows(1).await;
    desk.sms("I want a refund").await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    desk.telegram.presses(ANA, card.message_id, "open");
    let transcript = desk.telegram_shows(ANA, "The conversation so far").await;
    assert!(transcript.text.contains("lentil stew") && transcript.text.contains("I want a refund"));
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn staff_who_cannot_be_reached_are_passed_over_at_once() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("a card was refused");
    desk.telegram.blocks(ANA, true);
    desk.sms("I want a refund").await;
    desk.telegram_shows(BEN, "Refund").await;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn outside_their_hours_nobody_is_promised() {
    let desk = TestDesk::with(
        Wishes::default()
            .set("ana", "hours = \"Mo-Fr 18:00-22:00\"")
            .set("ben", "topics = [\"complaint\"]"),
    )
    .await;
    desk.sms("I want a refund").await;
    let told = desk.phone_shows(1).await.body;
    assert!(
        told.contains("nobody is free") && told.contains("6:00 pm"),
        "{told}"
    );
    desk.telegram_shows(ANA, "Refund").await;
    desk.finish().await;
}

#[tokio::test]
async fn a_customer_who_opted_out_is_not_written_to_by_staff_either() {
    let desk = TestDesk::start().await;
    let card = complaint(&desk).await;
    desk.sms("STOP").await;
    desk.phone_shows(2).await;
    desk.telegram
        .replies(ANA, card.message_id, "Please come back!");
    desk.telegram_shows(ANA, "opted out").await;
    desk.phone_stays_at(2).await;
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

//! Which cases there are, how urgent they are, who is asked, and by when.

use crate::desk::{ANA, BEN, MARIA, TestDesk, Wishes};

#[tokio::test]
async fn the_business_says_how_urgent_a_refund_is_and_who_sees_to_it() {
    let wishes = Wishes::default().set(
        "widget",
        "[[topic]]\nname = \"refund\"\npriority = \"urgent\"\nstaff = [\"ben\"]\ndue_within_s = 1800",
    );
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_leftovers();
    desk.sms("I want a refund").await;
    let card = desk.telegram_shows(BEN, "Refund").await;
    assert!(card.text.contains("urgent"), "{}", card.text);
    assert!(
        card.text.contains("Due on Tuesday, 10 March at 12:30 pm"),
        "{}",
        card.text
    );
    assert!(desk.telegram.messages(ANA).is_empty());
    desk.finish().await;
}

#[tokio::test]
async fn a_case_that_is_overdue_comes_back_to_whoever_has_it() {
    let wishes = Wishes::default().set("escalation", "remind_overdue = true");
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_warning("a case is overdue");
    desk.sms("I want a refund").await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    desk.telegram
        .presses(ANA, card.message_id, card.button("Claim").unwrap());
    desk.telegram_shows(ANA, "Ana is answering").await;
    desk.idle().await;
    desk.clock.advance_ms(4 * 3_600_000);
    let again = desk.telegram_shows(ANA, "Overdue").await;
    assert_ne!(
        again.message_id, card.message_id,
        "it is a new message that rings"
    );
    desk.telegram.presses(ANA, again.message_id, "resolve");
    desk.telegram_shows(ANA, "Resolved by Ana").await;
    desk.finish().await;
}

#[tokio::test]
async fn a_vip_always_reaches_people() {
    let wishes = Wishes::default().set("escalation", format!("vip = [\"sms:{MARIA}\"]"));
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_leftovers();
    desk.sms("is there parking?").await;
    desk.telegram_shows(ANA, "VIP").await;
    desk.sms_from("+15550199", "is there parking?").await;
    assert!(desk.shows("+15550199", 1).await.body.contains("car park"));
    desk.finish().await;
}

#[tokio::test]
async fn whoever_was_not_helped_three_times_reaches_people() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    for (n, question) in ["do you repair bicycles?", "do you sell tractors?"]
        .into_iter()
        .enumerate()
    {
        desk.sms(question).await;
        assert!(desk.phone_shows(n + 1).await.body.contains("don't know"));
    }
    desk.sms("do you rent out canoes?").await;
    let told = desk.phone_shows(3).await.body;
    assert!(told.starts_with("I can't answer that reliably"), "{told}");
    desk.telegram_shows(ANA, "several times").await;
    desk.finish().await;
}

#[tokio::test]
async fn who_may_hurt_themselves_is_told_where_help_is_and_people_see_it_at_once() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    desk.sms("I can't go on, I want to kill myself").await;
    let told = desk.phone_shows(1).await.body;
    assert!(told.contains("crisis line"), "{told}");
    let card = desk.telegram_shows(ANA, "May hurt themselves").await;
    assert!(card.text.contains("urgent"), "{}", card.text);
    desk.finish().await;
}

#[tokio::test]
async fn a_threat_and_a_lawyer_reach_people() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    desk.sms("I will burn your place down").await;
    let told = desk.phone_shows(1).await.body;
    assert!(!told.contains("sorry"), "{told}");
    desk.telegram_shows(ANA, "Threat").await;
    desk.sms_from("+15550199", "you will hear from my attorney")
        .await;
    desk.telegram_shows(ANA, "Legal").await;
    desk.finish().await;
}

//! What happens when the machine dies in the middle.

use crate::desk::{ANA, TestDesk, Wishes};
use frontdesk_simulators::{Failure, Reply};

#[tokio::test]
async fn a_turn_that_was_cut_off_is_run_again() {
    let mut desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.script([Reply::Hang]);
    desk.sms("is there parking?").await;
    desk.model.wait_requests(1, crate::desk::PATIENCE).await;
    desk.model
        .default_reply(Reply::text("Yes, behind the house."));
    desk.crash_and_restart().await;
    assert_eq!(desk.phone_shows(1).await.body, "Yes, behind the house.");
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_delivery_that_waits_for_its_provider_survives() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("put off");
    desk.twilio.fail_next(1, &Failure::Status(503, 20503));
    desk.sms("is there parking?").await;
    desk.idle().await;
    desk.crash_and_restart().await;
    desk.clock.advance_ms(10_000);
    desk.phone_shows(1).await;
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_case_and_its_card_survive() {
    let mut desk = TestDesk::start().await;
    desk.sms("I want a refund").await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    desk.idle().await;
    desk.crash_and_restart().await;
    desk.telegram
        .replies(ANA, card.message_id, "You will get it back today.");
    assert_eq!(
        desk.phone_shows(2).await.body,
        "You will get it back today."
    );
    desk.finish().await;
}

//! What cannot arrive, or what nobody is there to see, reaches the customer another way.

use super::identity::{TOM, code_in, contact, desk, phone, prove_phone, says, with};
use crate::{
    chat_client::ChatClient,
    desk::{ANA, BUSINESS, MARIA, NUMBER, PATIENCE, TestDesk, Wishes},
};
use frontdesk_simulators::{Failure, Reply};

#[tokio::test]
async fn a_visitor_who_left_gets_the_answer_by_text_and_goes_on_there() {
    let desk = desk().await;
    let mut chat = desk.visit().await;
    says(&mut chat, "hello", "I see").await;
    prove_phone(&desk, &mut chat, 1).await;
    says(&mut chat, "I want a refund", "team").await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    let session = chat.session.clone();
    let visitor = desk.visitor(&chat).await;
    drop(chat);
    desk.telegram
        .replies(ANA, card.message_id, "It is on its way back to you.");
    desk.telegram.wait_drained(PATIENCE).await;
    desk.idle().await;
    assert_eq!(
        desk.twilio.sent_to(MARIA).len(),
        1,
        "a page may just be loading"
    );
    desk.clock.advance_ms(21_000);
    assert_eq!(
        desk.phone_shows(2).await.body,
        "It is on its way back to you."
    );
    desk.sms("thank you").await;
    desk.telegram_shows(ANA, "thank you").await;
    let again = ChatClient::open(&desk.url, BUSINESS, Some(&session), 0).await;
    let shown = again.welcome["messages"].to_string();
    assert_eq!(shown.matches("It is on its way back").count(), 1, "{shown}");
    assert!(shown.contains("thank you"));
    let (web, _) = desk.journal("site", &visitor).await;
    assert_eq!(web.route.as_ref().unwrap().address.to_string(), phone());
    desk.phone_stays_at(2).await;
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

/// Maria writes by text and has shown that a chat on Telegram is hers too.
async fn maria_on_both(desk: &TestDesk) {
    desk.telegram.says(TOM, "Maria", "hello");
    desk.telegram_shows(TOM, "I see").await;
    desk.telegram
        .raw_update("message", contact(TOM, "15550123"));
    desk.telegram_shows(TOM, "is yours").await;
    desk.idle().await;
}

#[tokio::test]
async fn what_the_carrier_refuses_goes_to_the_other_address_once_and_staff_hear_of_it() {
    let mut desk = desk().await;
    desk.expect_warning("was refused");
    maria_on_both(&desk).await;
    desk.model
        .script([Reply::text("There is one behind the house.")]);
    desk.twilio.fail_next(1, &Failure::Status(400, 30006));
    desk.sms("is there parking?").await;
    desk.telegram_shows(TOM, "behind the house").await;
    desk.telegram_shows(ANA, "instead").await;
    desk.idle().await;
    desk.crash_and_restart().await;
    desk.phone_stays_at(0).await;
    let told = desk.telegram.messages(TOM);
    assert_eq!(
        told.iter()
            .filter(|m| m.text.contains("behind the house"))
            .count(),
        1
    );
    desk.finish().await;
}

#[tokio::test]
async fn what_the_carrier_gives_up_later_goes_to_the_other_address_once() {
    let desk = desk().await;
    maria_on_both(&desk).await;
    desk.sms("I want a refund").await;
    let first = desk.phone_shows(1).await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    desk.telegram
        .replies(ANA, card.message_id, "It is on its way back.");
    let sent = desk.phone_shows(2).await;
    desk.idle().await;
    for status in ["undelivered", "failed"] {
        let answer = desk.twilio.receipt(&sent.sid, status, Some(30003)).await;
        assert!(answer.is_some_and(|a| a.is_success()));
    }
    desk.telegram_shows(TOM, "on its way back").await;
    desk.telegram_shows(ANA, "instead").await;
    desk.idle().await;
    let told = desk.telegram.messages(TOM);
    assert_eq!(
        told.iter()
            .filter(|m| m.text.contains("on its way back"))
            .count(),
        1
    );
    assert!(first.to == MARIA && sent.from.as_deref() == Some(NUMBER));
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn an_address_that_was_not_shown_to_be_theirs_gets_nothing() {
    let desk = desk().await;
    desk.telegram.says(TOM, "Maria", "hello");
    desk.telegram_shows(TOM, "I see").await;
    desk.model
        .script([Reply::text("There is one behind the house.")]);
    desk.sms("is there parking?").await;
    let sent = desk.phone_shows(1).await;
    desk.idle().await;
    let answer = desk
        .twilio
        .receipt(&sent.sid, "undelivered", Some(30003))
        .await;
    assert!(answer.is_some_and(|a| a.is_success()));
    let card = desk.telegram_shows(ANA, "Not delivered").await;
    assert!(card.text.contains("30003"), "{}", card.text);
    assert_eq!(desk.telegram.messages(TOM).len(), 1);
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

const MAILBOX: &str = "maria@guests.example";

#[tokio::test]
async fn a_visitor_who_left_gets_the_answer_by_mail_and_goes_on_there() {
    let desk = with(Wishes::default().mail()).await;
    let mut chat = desk.visit().await;
    says(&mut chat, &format!("my email is {MAILBOX}"), "on its way").await;
    let mails = desk.mail.wait_inbox(MAILBOX, 1, PATIENCE).await;
    says(&mut chat, &code_in(&mails[0].text), "is yours").await;
    says(&mut chat, "I want a refund", "team").await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    let visitor = desk.visitor(&chat).await;
    drop(chat);
    desk.telegram
        .replies(ANA, card.message_id, "It is on its way back to you.");
    desk.telegram.wait_drained(PATIENCE).await;
    desk.idle().await;
    desk.clock.advance_ms(21_000);
    let mails = desk.mail.wait_inbox(MAILBOX, 2, PATIENCE).await;
    assert!(mails[1].text.contains("on its way back to you"));
    desk.mail.reply(&mails[1], "thank you so much");
    desk.telegram_shows(ANA, "thank you so much").await;
    let (web, _) = desk.journal("site", &visitor).await;
    let route = web.route.as_ref().unwrap();
    assert_eq!(route.address.to_string(), format!("email:{MAILBOX}"));
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn what_bounces_goes_to_the_other_address_once() {
    let desk = with(Wishes::default().mail()).await;
    desk.telegram
        .says(TOM, "Maria", &format!("my email is {MAILBOX}"));
    desk.telegram_shows(TOM, "on its way").await;
    let mails = desk.mail.wait_inbox(MAILBOX, 1, PATIENCE).await;
    desk.telegram.says(TOM, "Maria", &code_in(&mails[0].text));
    desk.telegram_shows(TOM, "is yours").await;
    desk.model
        .script([Reply::text("There is one behind the house.")]);
    desk.mail.write(MAILBOX, "A question", "Is there parking?");
    let mails = desk.mail.wait_inbox(MAILBOX, 2, PATIENCE).await;
    desk.idle().await;
    for _ in 0..2 {
        desk.mail.bounce(&mails[1], "5.1.1");
    }
    desk.telegram_shows(TOM, "behind the house").await;
    desk.telegram_shows(ANA, "instead").await;
    desk.mail.wait_all_seen(PATIENCE).await;
    desk.idle().await;
    let told = desk.telegram.messages(TOM).into_iter();
    let answers = told.filter(|m| m.text.contains("behind the house"));
    assert_eq!(answers.count(), 1);
    let (conversation, _) = desk.journal("mail", &format!("email:{MAILBOX}")).await;
    assert_eq!(conversation.undeliverable.len(), 1);
    assert!(conversation.open_case().is_none());
    desk.finish().await;
}

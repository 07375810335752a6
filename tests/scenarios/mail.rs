//! What becomes of a mail: an answer, people, or nothing.

use crate::desk::{ANA, PATIENCE, SILENCE, TestDesk, Wishes};
use frontdesk_simulators::{Letter, Reply};

const MAILBOX: &str = "maria@guests.example";

async fn desk() -> TestDesk {
    TestDesk::with(Wishes::default().mail()).await
}

/// The answers that Maria has, once whatever came in was seen to.
async fn answers(desk: &TestDesk) -> usize {
    desk.mail.wait_all_seen(PATIENCE).await;
    desk.idle().await;
    tokio::time::sleep(SILENCE).await;
    desk.mail.inbox_of(MAILBOX).len()
}

#[tokio::test]
async fn a_mail_with_a_known_question_is_answered_and_thanks_for_it_are_not() {
    let desk = desk().await;
    desk.mail.write(
        MAILBOX,
        "Saturday",
        "Hello!\n\nWe are eight people and come from the north with two small cars. Is there parking?\n\nBest,\nMaria",
    );
    let mails = desk.mail.wait_inbox(MAILBOX, 1, PATIENCE).await;
    assert!(mails[0].text.contains("car park"), "{}", mails[0].text);
    desk.mail
        .reply(&mails[0], "Thank you so much, see you Saturday!");
    assert_eq!(answers(&desk).await, 1);
    let (conversation, _) = desk.journal("mail", &format!("email:{MAILBOX}")).await;
    assert!(conversation.unanswered.is_empty() && conversation.open_case().is_none());
    desk.mail.reply(&mails[0], "Thanks! Are dogs welcome?");
    let mails = desk.mail.wait_inbox(MAILBOX, 2, PATIENCE).await;
    assert!(mails[1].text.contains("terrace"), "{}", mails[1].text);
    desk.finish().await;
}

#[tokio::test]
async fn a_mail_with_an_unknown_question_reaches_people_at_once() {
    for text in [
        "Do you repair bicycles?",
        "Is there parking? And do you repair bicycles?",
    ] {
        let desk = desk().await;
        desk.mail.write(MAILBOX, "A question", text);
        desk.telegram_shows(ANA, "bicycles").await;
        let mails = desk.mail.wait_inbox(MAILBOX, 1, PATIENCE).await;
        let told = &mails[0].text;
        assert!(told.contains("team") && !told.contains("human"), "{told}");
        assert!(!told.contains("car park"), "{told}");
        let mut desk = desk;
        desk.expect_leftovers();
        desk.finish().await;
    }
}

#[tokio::test]
async fn a_mail_that_the_model_cannot_answer_reaches_people_at_once() {
    let desk = TestDesk::with(Wishes::default().mail().model()).await;
    desk.model.default_reply(Reply::text("UNKNOWN"));
    desk.mail
        .write(MAILBOX, "A question", "Is there parking for a coach?");
    desk.telegram_shows(ANA, "coach").await;
    let mails = desk.mail.wait_inbox(MAILBOX, 1, PATIENCE).await;
    assert!(mails[0].text.contains("team"), "{}", mails[0].text);
    assert!(!mails[0].text.contains("human"), "{}", mails[0].text);
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn glass_in_the_soup_and_a_file_are_no_mere_thanks() {
    let desk = desk().await;
    desk.mail
        .write(MAILBOX, "Yesterday", "Great, I found glass in my soup.");
    desk.telegram_shows(ANA, "glass").await;
    let letter = Letter::new(
        "ben@guests.example",
        desk.mail.address(),
        "Saturday",
        "Noted, thanks!",
    );
    desk.mail
        .post(&letter.with_file("allergies.txt", "text/plain", b"nuts"));
    desk.telegram_shows(ANA, "Noted, thanks").await;
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn thanks_are_answered_in_a_chat() {
    let desk = desk().await;
    desk.sms("Thank you so much, see you Saturday!").await;
    assert!(!desk.phone_shows(1).await.body.is_empty());
    desk.finish().await;
}

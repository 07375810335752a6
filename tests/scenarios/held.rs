//! What customers live through who write on while people have their conversation.

use crate::desk::{ANA, BEN, MARIA, PATIENCE, SILENCE, TestDesk, Wishes};
use frontdesk_core::event::{Event, Topic};
use frontdesk_simulators::BotMessage;

/// A desk where Maria asked for a person and nobody has taken it.
async fn waiting(wishes: Wishes) -> (TestDesk, BotMessage) {
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_leftovers();
    desk.sms("human").await;
    assert!(desk.phone_shows(1).await.body.contains("team"));
    let card = desk.telegram_shows(ANA, "Wants a person").await;
    (desk, card)
}

/// How many messages in a chat, as they stand now, say all of this.
fn count(desk: &TestDesk, chat: i64, parts: &[&str]) -> usize {
    let messages = desk.telegram.messages(chat);
    let says = |m: &&BotMessage| parts.iter().all(|part| m.text.contains(part));
    messages.iter().filter(says).count()
}

#[tokio::test]
async fn who_waits_and_may_hurt_themselves_hears_at_once_where_help_is_and_once() {
    let (desk, card) = waiting(Wishes::default()).await;
    desk.sms("I want to kill myself").await;
    let told = desk.phone_shows(2).await.body;
    assert!(told.contains("crisis line"), "{told}");
    let urgent = [
        "May hurt themselves · urgent",
        "asks for a person",
        "kill myself",
    ];
    let rings = |m: &BotMessage| {
        m.message_id != card.message_id && urgent.iter().all(|part| m.text.contains(part))
    };
    let found = desk.telegram.wait_message(ANA, rings, PATIENCE).await;
    let found = found.unwrap_or_else(|| panic!("{:#?}", desk.telegram.messages(ANA)));
    assert!(found.text.contains("12:15 pm"), "{}", found.text);
    for again in ["I want to kill myself", "really, I want to kill myself"] {
        desk.sms(again).await;
        desk.telegram_shows(ANA, again).await;
    }
    desk.phone_stays_at(2).await;
    let (conversation, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    let raised = |e: &&Event| matches!(e, Event::CaseRaised { .. });
    assert_eq!(entries.iter().map(|e| &e.event).filter(raised).count(), 1);
    assert_eq!(conversation.unanswered.len(), 3, "people have not answered");
    desk.telegram
        .replies(ANA, found.message_id, "I am calling you now.");
    assert_eq!(desk.phone_shows(3).await.body, "I am calling you now.");
    desk.finish().await;
}

#[tokio::test]
async fn each_danger_is_told_and_in_the_customers_language() {
    let (desk, _) = waiting(Wishes::default()).await;
    desk.sms("Mein Sohn hat gerade eine allergische Reaktion auf die Nüsse im Salat")
        .await;
    let told = desk.phone_shows(2).await.body;
    assert!(told.contains("Notruf"), "{told}");
    desk.telegram_shows(ANA, "Health and safety · urgent").await;
    desk.sms("ich möchte sterben, ich will wirklich nicht mehr leben")
        .await;
    let told = desk.phone_shows(3).await.body;
    assert!(told.contains("Krisenhilfe"), "{told}");
    desk.telegram_shows(ANA, "May hurt themselves · urgent")
        .await;
    desk.finish().await;
}

#[tokio::test]
async fn whom_the_business_names_for_a_danger_gets_the_card_of_a_case_that_became_one() {
    let rules = "[[topic]]\nname = \"self_harm\"\nstaff = [\"ben\"]\nclaim_within_s = 30";
    let wishes = Wishes::default().set("widget", rules);
    let (desk, card) = waiting(wishes).await;
    assert_eq!(count(&desk, BEN, &["#1"]), 0);
    desk.sms("I want to kill myself").await;
    desk.telegram_shows(BEN, "May hurt themselves · urgent")
        .await;
    let changed = |m: &BotMessage| m.message_id == card.message_id && m.text.contains("urgent");
    assert!(
        desk.telegram
            .wait_message(ANA, changed, PATIENCE)
            .await
            .is_some(),
        "the card that Ana has still says something else"
    );
    desk.phone_shows(2).await;
    desk.clock.advance_ms(31_000);
    assert!(desk.phone_shows(3).await.body.contains("nobody is free"));
    desk.finish().await;
}

#[tokio::test]
async fn who_answers_is_told_of_a_danger_with_urgency_and_so_is_whoever_sees_to_it() {
    let rules = "[[topic]]\nname = \"health_and_safety\"\nstaff = [\"ben\"]";
    let wishes = Wishes::default().set("widget", rules);
    let (desk, card) = waiting(wishes).await;
    desk.telegram
        .presses(ANA, card.message_id, card.button("Claim").unwrap());
    desk.telegram_shows(ANA, "Ana is answering").await;
    desk.sms("my son is having an allergic reaction!").await;
    let told = desk.phone_shows(2).await.body;
    assert!(told.contains("emergency services"), "{told}");
    let rings = |m: &BotMessage| {
        m.message_id != card.message_id && m.text.contains("Health and safety · urgent")
    };
    assert!(
        desk.telegram
            .wait_message(ANA, rings, PATIENCE)
            .await
            .is_some(),
        "{:#?}",
        desk.telegram.messages(ANA)
    );
    let ben = desk.telegram_shows(BEN, "Health and safety · urgent").await;
    assert!(ben.text.contains("Ana is answering"), "{}", ben.text);
    desk.finish().await;
}

#[tokio::test]
async fn a_threat_raises_a_case_and_an_urgent_case_is_never_lowered() {
    let rules = "[[topic]]\nname = \"person\"\npriority = \"urgent\"\n[[topic]]\nname = \"threat\"\npriority = \"low\"";
    let (desk, _) = waiting(Wishes::default().set("widget", rules)).await;
    desk.sms("I will burn your place down").await;
    desk.telegram_shows(ANA, "threatens").await;
    desk.phone_stays_at(1).await;
    let (conversation, _) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert_eq!(conversation.open_case().unwrap().topic, Topic::Person);
    assert_eq!(
        count(&desk, ANA, &["Wants a person · urgent", "threatens"]),
        2
    );
    desk.finish().await;
}

#[tokio::test]
async fn who_waits_and_writes_on_hears_once_that_it_was_passed_on() {
    let wishes = Wishes::default().set("escalation", "claim_within_s = 3600");
    let (desk, card) = waiting(wishes).await;
    desk.sms("it is about Saturday").await;
    desk.phone_stays_at(1).await;
    desk.clock.advance_ms(31_000);
    desk.sms("thanks!").await;
    desk.phone_stays_at(1).await;
    desk.sms("are you there?").await;
    let told = desk.phone_shows(2).await.body;
    assert!(told.contains("our team has this as well"), "{told}");
    desk.clock.advance_ms(60_000);
    desk.sms("hello?").await;
    desk.phone_stays_at(2).await;
    desk.telegram
        .replies(ANA, card.message_id, "Yes, I am Ana.");
    desk.phone_shows(3).await;
    desk.clock.advance_ms(60_000);
    desk.sms("a table for four please").await;
    desk.phone_stays_at(3).await;
    desk.finish().await;
}

#[tokio::test]
async fn by_mail_a_machine_hears_nothing_while_people_have_the_conversation() {
    const MAILBOX: &str = "maria@guests.example";
    let wishes = Wishes::default()
        .mail()
        .set("escalation", "claim_within_s = 86400");
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_leftovers();
    desk.mail
        .write(MAILBOX, "A question", "Do you repair bicycles?");
    let mails = desk.mail.wait_inbox(MAILBOX, 1, PATIENCE).await;
    desk.clock.advance_ms(3_600_000);
    let silent = [
        "I am currently out of the office until Monday.",
        "Thank you so much!",
    ];
    for text in silent {
        desk.mail.reply(&mails[0], text);
        desk.mail.wait_all_seen(PATIENCE).await;
        desk.idle().await;
        tokio::time::sleep(SILENCE).await;
        assert_eq!(desk.mail.inbox_of(MAILBOX).len(), 1, "{text}");
    }
    for text in ["It is a red one from Spain.", "And it has two wheels."] {
        desk.mail.reply(&mails[0], text);
        desk.telegram_shows(ANA, text).await;
        let mails = desk.mail.wait_inbox(MAILBOX, 2, PATIENCE).await;
        assert!(mails[1].text.contains("as well"), "{}", mails[1].text);
        tokio::time::sleep(SILENCE).await;
        assert_eq!(desk.mail.inbox_of(MAILBOX).len(), 2);
        desk.clock.advance_ms(3_600_000);
    }
    desk.finish().await;
}

#[tokio::test]
async fn whoever_may_be_hurt_is_heard_however_much_they_write() {
    let wishes = Wishes::default().set("guardrails", "messages_per_minute = 1");
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_leftovers();
    desk.sms("is there parking?").await;
    desk.phone_shows(1).await;
    desk.sms("is there parking?").await;
    assert!(desk.phone_shows(2).await.body.contains("wait a minute"));
    desk.sms("is there parking??").await;
    desk.sms("I want to kill myself").await;
    let told = desk.phone_shows(3).await.body;
    assert!(told.contains("crisis line"), "{told}");
    desk.telegram_shows(ANA, "May hurt themselves · urgent")
        .await;
    desk.finish().await;
}

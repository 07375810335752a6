//! An assistant that is put to work bit by bit: staff approve what it would say, or only watch it, or let it answer a share of the customers.

use crate::{
    chat_client::ChatClient,
    desk::{ANA, BEN, BUSINESS, MARIA, NUMBER, PATIENCE, TestDesk, Wishes},
};
use frontdesk_core::{
    Owner,
    event::{Body, Event, Outcome},
};
use frontdesk_simulators::{BotMessage, Reply, SentMail};
use serde_json::Value;
use std::collections::BTreeSet;

fn approving() -> Wishes {
    Wishes::default()
        .set("launch", "mode = \"approve\"")
        .set("escalation", "claim_within_s = 60")
}

/// The model answers a question after parking, then one after dogs.
fn parking_then_dogs(desk: &TestDesk) {
    desk.model.script([
        Reply::text("There is a car park behind the house. [1]"),
        Reply::text("Dogs are welcome on the terrace. [1]"),
    ]);
}

/// Waits until a card, as it stands now, says this.
async fn card_says(desk: &TestDesk, chat: i64, card: i64, part: &str) -> BotMessage {
    let fits = |m: &BotMessage| m.message_id == card && m.text.contains(part);
    let found = desk.telegram.wait_message(chat, fits, PATIENCE).await;
    found.unwrap_or_else(|| panic!("{part:?} is not in {:#?}", desk.telegram.messages(chat)))
}

/// What whoever pressed a button was told.
async fn told(desk: &TestDesk, press: Option<String>) -> String {
    let press = press.unwrap();
    let answer = desk.telegram.wait_callback_answer(&press, PATIENCE).await;
    answer.and_then(|a| a.text).unwrap_or_default()
}

#[tokio::test]
async fn an_answer_waits_until_it_is_approved_and_goes_out_as_it_was_shown() {
    let desk = TestDesk::with(approving()).await;
    desk.sms("is there parking?").await;
    let card = desk.telegram_shows(ANA, "Answer to approve").await;
    for part in [
        "#1",
        "low",
        "is there parking?",
        "would say",
        "car park",
        "[1] Parking",
    ] {
        assert!(card.text.contains(part), "{part:?} is not on {}", card.text);
    }
    let labels: Vec<&str> = card.buttons.iter().flatten().map(|b| &*b.text).collect();
    assert_eq!(labels, ["Send", "Claim", "Resolve", "Open"]);
    desk.phone_stays_at(0).await;
    let press = desk
        .telegram
        .presses(ANA, card.message_id, card.button("Send").unwrap());
    let sent = desk.phone_shows(1).await.body;
    assert!(
        sent.contains("car park") && !sent.contains("team"),
        "{sent}"
    );
    assert!(told(&desk, press).await.contains("Sent"));
    card_says(&desk, ANA, card.message_id, "Ana sent the draft").await;
    let (conversation, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert_eq!(conversation.owner, Owner::Assistant);
    let drafted = entries.iter().find_map(|e| match (&e.event, &e.body) {
        (Event::DraftMade { message, .. }, Body::Draft(reply)) => Some((*message, reply.clone())),
        _ => None,
    });
    let (message, draft) = drafted.unwrap();
    let written = entries.iter().find_map(|e| match (&e.event, &e.body) {
        (
            Event::MessageWritten {
                message: m,
                outcome,
                ..
            },
            Body::Written { reply, .. },
        ) if *m == message => Some((*outcome, reply.clone())),
        _ => None,
    });
    assert_eq!(
        written,
        Some((Outcome::Answered, draft)),
        "it is another message"
    );
    desk.finish().await;
}

#[tokio::test]
async fn staff_answer_in_their_own_words_instead() {
    let desk = TestDesk::with(approving()).await;
    desk.sms("is there parking?").await;
    let card = desk.telegram_shows(ANA, "car park").await;
    desk.telegram
        .replies(ANA, card.message_id, "Yes, and today it is free.");
    assert_eq!(desk.phone_shows(1).await.body, "Yes, and today it is free.");
    card_says(&desk, ANA, card.message_id, "Ana is answering").await;
    let card = card_says(&desk, ANA, card.message_id, "Delivered").await;
    assert!(card.button("Send").is_none() && !card.text.contains("car park"));
    assert!(card.text.contains("No more drafts come until Resolve"));
    desk.phone_stays_at(1).await;
    desk.sms("and may I bring a dog?").await;
    let card = desk.telegram_shows(ANA, "may I bring a dog?").await;
    assert!(card.text.contains("No more drafts come until Resolve"));
    assert!(!card.text.contains("would say"), "{}", card.text);
    desk.telegram.replies(ANA, card.message_id, "resolve");
    card_says(&desk, ANA, card.message_id, "Resolved by Ana").await;
    desk.sms("are dogs allowed?").await;
    desk.telegram_shows(ANA, "terrace").await;
    desk.phone_stays_at(1).await;
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn the_word_send_in_a_reply_sends_the_draft_and_never_itself() {
    let desk = TestDesk::with(approving()).await;
    for (n, word) in ["send", "Send it!", "/send"].into_iter().enumerate() {
        desk.sms("is there parking?").await;
        let number = format!("#{} ", n + 1);
        let fits = |m: &BotMessage| m.text.contains(&number) && m.text.contains("would say");
        let card = desk.telegram.wait_message(ANA, fits, PATIENCE).await;
        let card = card.unwrap_or_else(|| panic!("{:#?}", desk.telegram.messages(ANA)));
        assert!(card.text.contains("`send`") || card.text.contains("send alone"));
        desk.telegram.replies(ANA, card.message_id, word);
        let sent = desk.phone_shows(n + 1).await.body;
        assert!(sent.contains("car park"), "{word:?} sent {sent:?}");
        card_says(&desk, ANA, card.message_id, "Ana sent the draft").await;
        let fits = |m: &BotMessage| m.text.contains("Sent. The assistant answers again.");
        assert!(
            desk.telegram
                .wait_message(ANA, fits, PATIENCE)
                .await
                .is_some()
        );
    }
    desk.phone_stays_at(3).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_second_question_is_in_the_draft_beside_the_first() {
    let desk = TestDesk::with(approving()).await;
    desk.sms("is there parking?").await;
    desk.telegram_shows(ANA, "car park").await;
    desk.sms("and how much is corkage for a bottle of wine?")
        .await;
    let both = |m: &BotMessage| m.text.contains("car park") && m.text.contains("Corkage is 25");
    let card = desk.telegram.wait_message(ANA, both, PATIENCE).await;
    let card = card.unwrap_or_else(|| panic!("{:#?}", desk.telegram.messages(ANA)));
    desk.telegram
        .presses(ANA, card.message_id, card.button("Send").unwrap());
    let sent = desk.phone_shows(1).await.body;
    assert!(sent.contains("car park") && sent.contains("25"), "{sent}");
    desk.finish().await;
}

#[tokio::test]
async fn what_a_tool_says_does_not_push_an_article_out_of_the_draft() {
    let desk = TestDesk::with(approving()).await;
    desk.sms("is there parking?").await;
    desk.telegram_shows(ANA, "car park").await;
    desk.sms("when do you open on Saturday?").await;
    let both = |m: &BotMessage| m.text.contains("car park") && m.text.contains("11 am");
    let card = desk.telegram.wait_message(ANA, both, PATIENCE).await;
    let card = card.unwrap_or_else(|| panic!("{:#?}", desk.telegram.messages(ANA)));
    assert!(card.text.contains("[1] Parking"), "{}", card.text);
    desk.telegram.replies(ANA, card.message_id, "send 2");
    let sent = desk.phone_shows(1).await.body;
    assert!(
        sent.contains("car park") && sent.contains("11 am"),
        "{sent}"
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_draft_that_the_customer_overtook_is_never_sent() {
    let desk = TestDesk::with(approving().model()).await;
    parking_then_dogs(&desk);
    desk.sms("is there parking?").await;
    let old = desk.telegram_shows(ANA, "car park").await;
    desk.sms("sorry, I mean: may I bring my dog?").await;
    let new = desk.telegram_shows(ANA, "terrace").await;
    assert_ne!(
        new.message_id, old.message_id,
        "a changed card rings no phone"
    );
    assert!(new.text.contains("#1"), "it is the same case: {}", new.text);
    let closed = card_says(&desk, ANA, old.message_id, "newer card").await;
    assert!(closed.buttons.is_empty() && !closed.text.contains("car park"));
    for card in [&old, &new] {
        desk.telegram.replies(ANA, card.message_id, "Send");
        let fits = |m: &BotMessage| m.text.contains("There is a newer draft");
        let hint = desk.telegram.wait_message(ANA, fits, PATIENCE).await;
        assert!(hint.is_some_and(|m| m.text.contains("send 2")));
    }
    desk.phone_stays_at(0).await;
    desk.telegram
        .presses(ANA, new.message_id, new.button("Send").unwrap());
    let sent = desk.phone_shows(1).await.body;
    assert!(sent.contains("terrace"), "{sent}");
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn two_who_send_at_once_send_it_once() {
    let desk = TestDesk::with(approving()).await;
    desk.sms("is there parking?").await;
    let first = desk.telegram_shows(ANA, "car park").await;
    desk.clock.advance_ms(61_000);
    let second = desk.telegram_shows(BEN, "car park").await;
    let presses = [
        desk.telegram.presses(ANA, first.message_id, "send"),
        desk.telegram.presses(BEN, second.message_id, "send"),
        desk.telegram.presses(ANA, first.message_id, "send"),
    ];
    desk.phone_shows(1).await;
    let mut answers = Vec::new();
    for press in presses {
        answers.push(told(&desk, press).await);
    }
    let sent = answers.iter().filter(|a| a.contains("Sent")).count();
    assert_eq!(sent, 1, "{answers:?}");
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn whoever_waits_hears_only_that_nobody_is_there_and_a_complaint_is_no_draft() {
    let desk = TestDesk::with(
        approving()
            .set("ana", "hours = \"Mo-Fr 18:00-22:00\"")
            .set("ben", "topics = [\"refund\"]"),
    )
    .await;
    desk.sms("is there parking?").await;
    let told = desk.phone_shows(1).await.body;
    assert!(
        told.contains("6:00 pm") && !told.contains("car park"),
        "{told}"
    );
    let card = desk.telegram_shows(ANA, "Answer to approve").await;
    desk.sms("is it free?").await;
    desk.telegram_shows(ANA, "is it free?").await;
    desk.phone_stays_at(1).await;
    desk.sms("I want a refund!").await;
    desk.telegram_shows(BEN, "Refund").await;
    assert!(desk.phone_shows(2).await.body.contains("team"));
    desk.telegram_shows(ANA, "goes on in case 2").await;
    card_says(&desk, ANA, card.message_id, "newer card").await;
    let shown = desk.telegram.messages(ANA);
    assert!(shown.iter().all(|m| m.buttons.is_empty()), "{shown:#?}");
    desk.telegram
        .replies(ANA, card.message_id, "Yes, it is free.");
    desk.telegram_shows(
        ANA,
        "Nothing was sent to the customer: the conversation goes on",
    )
    .await;
    desk.phone_stays_at(2).await;
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_visitor_sees_neither_the_draft_nor_that_it_waits() {
    let desk = TestDesk::with(approving().model()).await;
    desk.model.default_reply(Reply::Slow(
        100,
        "There is a car park behind the house. It has twelve places. [1]".into(),
    ));
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    let card = desk.telegram_shows(ANA, "car park").await;
    // A page that is loaded again is not told either.
    let session = chat.session.clone();
    let mut again = ChatClient::open(&desk.url, BUSINESS, Some(&session), 0).await;
    let owner = again.until("owner", |_| true).await;
    assert_eq!(owner["owner"], "assistant");
    desk.telegram.presses(ANA, card.message_id, "send");
    let answer = chat.answer().await;
    assert_eq!(answer["by"], "assistant");
    assert_eq!(answer["citations"][0]["title"], "Parking", "{answer}");
    let signs = ["typing", "delta", "owner"];
    let seen = |f: &&Value| signs.contains(&f["type"].as_str().unwrap());
    let early: Vec<&Value> = chat.seen.iter().filter(seen).collect();
    assert!(early.iter().all(|f| f["owner"] == "assistant"), "{early:?}");
    desk.finish().await;
}

#[tokio::test]
async fn by_text_a_word_behind_the_number_sends_the_draft() {
    const EVE: &str = "+15550199";
    let desk = TestDesk::with(approving().model().ana_at("sms:+15550199")).await;
    parking_then_dogs(&desk);
    desk.sms("is there parking?").await;
    let card = desk.twilio.wait_sent_to(EVE, 1, PATIENCE).await;
    assert!(card[0].body.contains("car park"), "{}", card[0].body);
    assert!(card[0].body.contains("send"), "{}", card[0].body);
    desk.sms("may I bring a dog, I mean?").await;
    let cards = desk.twilio.wait_sent_to(EVE, 2, PATIENCE).await;
    assert!(cards[1].body.contains("send 2"), "{}", cards[1].body);
    desk.sms_from(EVE, "1 send").await;
    let told = desk.twilio.wait_sent_to(EVE, 3, PATIENCE).await;
    assert!(told[2].body.contains("newer draft"), "{}", told[2].body);
    desk.phone_stays_at(0).await;
    desk.sms_from(EVE, "1 send 2").await;
    assert!(desk.phone_shows(1).await.body.contains("terrace"));
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn two_texts_that_send_in_the_same_moment_send_it_once() {
    const BOTH: [&str; 2] = ["+15550199", "+15550177"];
    let wishes = approving().ana_at("sms:+15550199").set(
        "ben",
        "topics = [\"refund\"]\n[[staff]]\nid = \"eve\"\nname = \"Eve\"\nreach = [\"sms:+15550177\"]",
    );
    let desk = TestDesk::with(wishes).await;
    for n in 0..10 {
        let customer = format!("+1555{:04}", 4000 + n);
        desk.twilio
            .text(
                &desk.webhook("phone"),
                &customer,
                NUMBER,
                "is there parking?",
            )
            .await;
        let cards = 2 * n + 1;
        desk.twilio.wait_sent_to(BOTH[0], cards, PATIENCE).await;
        desk.clock.advance_ms(61_000);
        desk.twilio.wait_sent_to(BOTH[1], cards, PATIENCE).await;
        let word = format!("{} send", n + 1);
        let both = BOTH.map(|staff| desk.sms_from(staff, &word));
        futures::future::join_all(both).await;
        // Each hears what became of it.
        for staff in BOTH {
            desk.twilio.wait_sent_to(staff, cards + 1, PATIENCE).await;
        }
        desk.idle().await;
        assert_eq!(desk.twilio.sent_to(&customer).len(), 1);
    }
    desk.finish().await;
}

#[tokio::test]
async fn by_mail_the_word_alone_sends_the_draft() {
    const ANA_MAIL: &str = "ana@staff.example";
    let desk = TestDesk::with(approving().mail().ana_at("email:ana@staff.example")).await;
    desk.sms("is there parking?").await;
    let is_it = |m: &SentMail| m.text.contains("car park");
    let card = desk.mail.wait_mail(ANA_MAIL, is_it, PATIENCE).await;
    desk.mail.reply(&card.expect("the card came"), "Send.");
    assert!(desk.phone_shows(1).await.body.contains("car park"));
    let told = |m: &SentMail| m.text.contains("Sent. The assistant answers again.");
    assert!(
        desk.mail
            .wait_mail(ANA_MAIL, told, PATIENCE)
            .await
            .is_some()
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_share_of_the_customers_is_answered_and_the_same_ones_again() {
    let mut desk = TestDesk::with(
        Wishes::default()
            .set("launch", "share = 100")
            .set("launch", "[launch.channels.sms]\nshare = 20"),
    )
    .await;
    desk.expect_leftovers();
    let customers: Vec<String> = (0..200).map(|n| format!("+1555{:04}", 2000 + n)).collect();
    let answered = async |round: usize| -> BTreeSet<&str> {
        for customer in &customers {
            desk.twilio
                .text(
                    &desk.webhook("phone"),
                    customer,
                    NUMBER,
                    "is there parking?",
                )
                .await;
        }
        desk.idle().await;
        let got = |c: &&String| desk.twilio.sent_to(c).len() == round;
        customers.iter().filter(got).map(String::as_str).collect()
    };
    let first = answered(1).await;
    assert!((12..=70).contains(&first.len()), "{} of 200", first.len());
    assert_eq!(answered(2).await, first);
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    assert!(
        chat.answer().await["text"]
            .as_str()
            .unwrap()
            .contains("car park")
    );
    desk.finish().await;
}

#[tokio::test]
async fn in_the_shadow_customers_hear_staff_alone_and_the_draft_is_on_record() {
    let desk =
        TestDesk::with(Wishes::default().set("launch", "[launch.channels.sms]\nmode = \"shadow\""))
            .await;
    desk.sms("is there parking?").await;
    let card = desk.telegram_shows(ANA, "is there parking?").await;
    assert!(
        !card.text.contains("car park"),
        "staff see it: {}",
        card.text
    );
    assert!(card.button("Send").is_none());
    desk.phone_stays_at(0).await;
    desk.telegram
        .replies(ANA, card.message_id, "Yes, behind the house.");
    assert_eq!(desk.phone_shows(1).await.body, "Yes, behind the house.");
    desk.phone_stays_at(1).await;
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    let kept = entries.iter().any(|e| {
        let hidden = matches!(e.event, Event::DraftMade { shown: false, .. });
        hidden && matches!(&e.body, Body::Draft(reply) if reply.text.contains("car park"))
    });
    assert!(kept, "{entries:#?}");
    desk.finish().await;
}

#[tokio::test]
async fn in_the_shadow_as_well_whoever_may_hurt_themselves_hears_where_help_is() {
    let wishes = Wishes::default().set("launch", "mode = \"shadow\"");
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_leftovers();
    desk.sms("I want to kill myself").await;
    assert!(desk.phone_shows(1).await.body.contains("crisis line"));
    desk.telegram_shows(ANA, "May hurt themselves").await;
    desk.clock.advance_ms(60_000);
    desk.sms_from("+15550199", "I want a refund").await;
    desk.telegram_shows(ANA, "Refund").await;
    desk.clock.advance_ms(60_000);
    desk.sms_from("+15550199", "hello?").await;
    desk.telegram_shows(ANA, "hello?").await;
    desk.idle().await;
    let heard = desk.twilio.sent_to("+15550199");
    assert!(heard.is_empty(), "who was never told waits: {heard:?}");
    desk.finish().await;
}

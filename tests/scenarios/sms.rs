//! What a customer with a phone lives through.

use crate::desk::{ANA, MARIA, NUMBER, PATIENCE, TestDesk, Wishes};
use frontdesk_core::event::{Event, FailureReason};
use frontdesk_simulators::{Failure, twilio::InboundSms};
use std::fs;

#[tokio::test]
async fn a_text_gets_an_answer_from_the_businesss_own_knowledge() {
    let desk = TestDesk::with(Wishes::default().set("sms", "cite = true")).await;
    desk.sms("do you have vegan options?").await;
    let answer = desk.phone_shows(1).await;
    assert!(answer.body.contains("lentil stew"), "{}", answer.body);
    assert!(
        answer.body.contains("Vegan food"),
        "the source is missing: {}",
        answer.body
    );
    desk.finish().await;
}

#[tokio::test]
async fn what_the_business_does_not_know_is_said_honestly() {
    let desk = TestDesk::start().await;
    desk.sms("do you repair bicycles?").await;
    let answer = desk.phone_shows(1).await;
    assert!(
        answer.body.contains("don't know") && answer.body.contains("person"),
        "{}",
        answer.body
    );
    desk.sms("yes please").await;
    assert!(desk.phone_shows(2).await.body.contains("team"));
    desk.telegram_shows(ANA, "Wants a person").await;
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_burst_of_texts_gets_one_reply() {
    let desk = quiet(8_000).await;
    desk.sms("hello").await;
    desk.clock.advance_ms(1_500);
    desk.sms("one question:").await;
    desk.clock.advance_ms(1_500);
    desk.sms("is there parking?").await;
    assert!(
        desk.twilio.sent_to(MARIA).is_empty(),
        "it did not wait for the rest"
    );
    desk.clock.advance_ms(2_100);
    let answer = desk.phone_shows(1).await;
    assert!(answer.body.contains("car park"), "{}", answer.body);
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_customer_who_keeps_writing_is_answered_after_the_longest_wait() {
    let desk = quiet(3_000).await;
    for n in 0..4 {
        desk.sms(&format!("is there parking? {n}")).await;
        desk.clock.advance_ms(1_000);
    }
    desk.phone_shows(1).await;
    desk.clock.advance_ms(10_000);
    desk.idle().await;
    desk.finish().await;
}

/// A desk whose phone waits two seconds for the next text, at most `max_wait_ms`.
async fn quiet(max_wait_ms: u64) -> TestDesk {
    let wishes = Wishes {
        phone_quiet_ms: 2_000,
        ..Wishes::default()
    };
    TestDesk::with(wishes.set("sms", format!("max_wait_ms = {max_wait_ms}"))).await
}

#[tokio::test]
async fn a_repeated_webhook_means_one_reply() {
    let desk = TestDesk::start().await;
    let sms = InboundSms::new(&desk.webhook("phone"), MARIA, NUMBER, "is there parking?");
    for _ in 0..3 {
        assert!(desk.twilio.deliver(&sms).await.is_success());
    }
    desk.phone_shows(1).await;
    assert!(desk.twilio.deliver(&sms).await.is_success());
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn stop_means_silence_until_start() {
    let desk = TestDesk::start().await;
    desk.sms("Stop").await;
    assert!(desk.phone_shows(1).await.body.contains("unsubscribed"));
    desk.sms("is there parking?").await;
    desk.sms("STOP").await;
    desk.idle().await;
    desk.sms("yes").await;
    assert!(
        desk.phone_shows(3).await.body.contains("again"),
        "YES opts in who is opted out"
    );
    desk.sms("is there parking?").await;
    assert!(desk.phone_shows(4).await.body.contains("car park"));
    desk.phone_stays_at(4).await;
    let silent = desk.twilio.sent_to(MARIA);
    assert!(
        silent[1].body.contains("unsubscribed"),
        "the second STOP is confirmed once more, and nothing else: {silent:?}"
    );
    desk.finish().await;
}

#[tokio::test]
async fn yes_is_an_ordinary_word_for_who_is_not_opted_out_and_help_tells_who_this_is() {
    let desk = TestDesk::start().await;
    desk.sms("HELP").await;
    let help = desk.phone_shows(1).await.body;
    assert!(
        help.contains("Test Bistro") && help.contains("STOP") && help.contains("person"),
        "{help}"
    );
    desk.sms("YES").await;
    assert!(!desk.phone_shows(2).await.body.contains("again"));
    desk.finish().await;
}

#[tokio::test]
async fn cancel_is_about_the_booking_while_one_is_talked_about() {
    let desk = TestDesk::start().await;
    desk.sms("can I change my reservation?").await;
    desk.phone_shows(1).await;
    desk.sms("CANCEL").await;
    assert!(!desk.phone_shows(2).await.body.contains("unsubscribed"));
    assert!(desk.sms_from("+15550124", "cancel").await.is_success());
    let other = desk.twilio.wait_sent_to("+15550124", 1, PATIENCE).await;
    assert!(other[0].body.contains("unsubscribed"));
    desk.finish().await;
}

#[tokio::test]
async fn a_long_answer_is_split_at_sentence_ends() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    let sentences: Vec<String> = (1..=30)
        .map(|n| format!("This is sentence number {n} about our vegan food."))
        .collect();
    desk.model
        .script([frontdesk_simulators::Reply::text(sentences.join(" "))]);
    desk.sms("tell me everything about vegan food").await;
    desk.phone_shows(3).await;
    desk.idle().await;
    let texts = desk.twilio.sent_to(MARIA);
    assert!(texts.len() >= 3);
    for text in &texts {
        assert!(
            text.body.ends_with('.') && text.body.chars().count() <= 480,
            "{:?}",
            text.body
        );
    }
    assert_eq!(
        texts
            .iter()
            .map(|t| t.body.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        sentences.join(" ")
    );
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    let segments: u32 = entries
        .iter()
        .filter_map(|e| match e.event {
            Event::DeliverySent { units, .. } => Some(units),
            _ => None,
        })
        .sum();
    assert!(segments >= 9, "{segments} segments were counted");
    desk.finish().await;
}

#[tokio::test]
async fn a_forged_webhook_is_refused_kept_and_explained() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("could not be verified");
    let forged = InboundSms::new(&desk.webhook("phone"), MARIA, NUMBER, "is there parking?")
        .wrongly_signed();
    assert_eq!(desk.twilio.deliver(&forged).await.status, 403);
    let elsewhere = InboundSms::new(&desk.webhook("phone"), MARIA, NUMBER, "hi")
        .signed_for(&desk.webhook("phone").replace("http://", "https://"));
    assert_eq!(desk.twilio.deliver(&elsewhere).await.status, 403);
    desk.phone_stays_at(0).await;
    let folder = desk.finish_and_keep().await;
    let told = crate::binary::run(folder.path(), &["quarantine"], "");
    let lines = String::from_utf8(told.stdout).unwrap();
    assert_eq!(lines.lines().count(), 2, "{lines}");
    assert!(
        lines.contains("public_url"),
        "it does not say how to mend it: {lines}"
    );
    let full = crate::binary::run(folder.path(), &["quarantine", "--full"], "");
    assert!(
        String::from_utf8(full.stdout).unwrap().contains("parking"),
        "the request was not kept"
    );
}

#[tokio::test]
async fn a_card_number_is_gone_before_it_is_stored_shown_or_sent_on() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.default_reply(frontdesk_simulators::Reply::text(
        "I can't take card numbers here.",
    ));
    desk.sms("my card is 4111 1111 1111 1111 and 5500-0000-0000-0004, can I talk to a person?")
        .await;
    desk.phone_shows(1).await;
    let card = desk.telegram_shows(ANA, "Wants a person").await;
    assert!(card.text.contains("[card number removed]"), "{}", card.text);
    desk.idle().await;
    for text in desk
        .model
        .requests()
        .iter()
        .map(ToString::to_string)
        .chain([card.text])
    {
        assert!(
            !text.contains("1111 1111") && !text.contains("0000-0000"),
            "{text}"
        );
    }
    let data = desk.data_folder();
    let (conversation, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert!(!format!("{entries:?} {conversation:?}").contains("1111 1111"));
    assert!(fs::read_dir(data).unwrap().count() > 0);
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn too_many_messages_are_told_once_and_then_kept_without_an_answer() {
    let desk = TestDesk::with(Wishes::default().set("guardrails", "messages_per_minute = 2")).await;
    for _ in 0..5 {
        desk.sms("is there parking?").await;
        desk.idle().await;
    }
    let texts = desk.twilio.sent_to(MARIA);
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert!(texts[2].body.contains("wait a minute"));
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    let kept = entries
        .iter()
        .filter(|e| matches!(e.event, Event::MessageReceived { .. }))
        .count();
    assert_eq!(kept, 5, "no message is dropped");
    desk.clock.advance_ms(61_000);
    desk.sms("is there parking?").await;
    desk.phone_shows(4).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_provider_that_is_down_gets_the_answer_later_and_once() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("put off");
    desk.twilio.fail_next(2, &Failure::Status(503, 20503));
    desk.sms("is there parking?").await;
    desk.idle().await;
    assert!(desk.twilio.sent_to(MARIA).is_empty());
    for _ in 0..2 {
        desk.clock.advance_ms(10_000);
        desk.idle().await;
    }
    desk.phone_shows(1).await;
    desk.clock.advance_ms(3_600_000);
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn an_answer_that_may_have_been_sent_is_not_sent_again_and_staff_are_told() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("may have been made or not");
    desk.twilio.fail_next(1, &Failure::Drop);
    desk.sms("is there parking?").await;
    let card = desk.telegram_shows(ANA, "Not delivered").await;
    assert!(card.text.contains("may have arrived"), "{}", card.text);
    desk.clock.advance_ms(200_000);
    desk.phone_stays_at(1).await;
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert!(entries.iter().any(|e| matches!(
        &e.event,
        Event::DeliveryFailed {
            why: FailureReason::Unclear,
            ..
        }
    )));
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_number_that_cannot_get_texts_is_not_tried_again_and_staff_are_told() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("was refused");
    desk.twilio.fail_next(1, &Failure::Status(400, 21614));
    desk.sms("is there parking?").await;
    let card = desk.telegram_shows(ANA, "Not delivered").await;
    assert!(card.text.contains("21614"), "{}", card.text);
    desk.clock.advance_ms(100_000);
    desk.phone_stays_at(0).await;
    desk.expect_leftovers();
    desk.finish().await;
}

const PICTURE: &[u8] = b"\x89PNG a picture of a hair in the soup";

/// The first link to a file in a text.
fn file_link(desk: &TestDesk, text: &str) -> String {
    let from = text.find(&format!("{}/files/", desk.url)).unwrap();
    let link = text[from..].split_whitespace().next().unwrap();
    link.to_owned()
}

#[tokio::test]
async fn a_picture_by_text_is_kept_and_the_link_on_the_card_shows_it() {
    let desk = TestDesk::start().await;
    let sms = InboundSms::new(
        &desk.webhook("phone"),
        MARIA,
        NUMBER,
        "There is a hair in my soup, I want the manager",
    );
    let sms = sms.with_file("image/png", PICTURE);
    assert!(desk.twilio.deliver(&sms).await.is_success());
    let card = desk.telegram_shows(ANA, "/files/").await;
    assert!(card.text.contains("picture-1.png"), "{}", card.text);
    let answer = reqwest::get(file_link(&desk, &card.text)).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    assert_eq!(&answer.bytes().await.unwrap()[..], PICTURE);
    desk.phone_shows(1).await;
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_photo_of_staff_reaches_the_phone_as_mms() {
    let desk = TestDesk::start().await;
    desk.sms("I want to talk to a person").await;
    let card = desk.telegram_shows(ANA, "Wants a person").await;
    desk.phone_shows(1).await;
    desk.telegram
        .replies_with_photo(ANA, card.message_id, "This is your table.", PICTURE)
        .unwrap();
    let sms = desk.phone_shows(2).await;
    assert_eq!(sms.body, "This is your table.");
    assert_eq!(sms.files.len(), 1, "{sms:?}");
    let file = &sms.files[0];
    assert_eq!((file.status, file.media_type.as_str()), (200, "image/jpeg"));
    assert_eq!(file.content, PICTURE);
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_text_that_did_not_arrive_is_told_on_the_card_with_its_reason() {
    let desk = TestDesk::start().await;
    desk.sms("I want to talk to a person").await;
    let card = desk.telegram_shows(ANA, "Wants a person").await;
    desk.phone_shows(1).await;
    desk.twilio.receipts_end_with("undelivered", Some(30006));
    desk.telegram
        .replies(ANA, card.message_id, "We open at eleven.");
    desk.phone_shows(2).await;
    let card = desk.telegram_shows(ANA, "30006").await;
    assert!(
        card.text.contains("not delivered") && card.text.contains("landline"),
        "{}",
        card.text
    );
    let (conversation, _) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert_eq!(conversation.undeliverable.len(), 1);
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn who_writes_on_whatsapp_is_answered_on_whatsapp_where_stop_is_a_word() {
    let desk = TestDesk::start().await;
    let (maria, number) = (format!("whatsapp:{MARIA}"), format!("whatsapp:{NUMBER}"));
    let write = async |text: &str| {
        let sms = InboundSms::new(&desk.webhook("phone"), &maria, &number, text);
        assert!(desk.twilio.deliver(&sms).await.is_success());
    };
    write("is there parking?").await;
    let sent = desk.twilio.wait_sent_to(&maria, 1, PATIENCE).await;
    assert!(sent[0].body.contains("car park"), "{sent:?}");
    assert_eq!(sent[0].from.as_deref(), Some(number.as_str()));
    write("stop").await;
    let sent = desk.twilio.wait_sent_to(&maria, 2, PATIENCE).await;
    assert!(!sent[1].body.contains("unsubscribed"), "{sent:?}");
    assert!(desk.twilio.sent_to(MARIA).is_empty());
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn texts_over_the_pace_of_the_number_leave_later_and_none_is_lost() {
    let mut desk = TestDesk::with(Wishes::default().set("sms", "per_second = 2")).await;
    desk.expect_warning("put off");
    let people = [
        "+15550131",
        "+15550132",
        "+15550133",
        "+15550134",
        "+15550135",
    ];
    for from in people {
        assert!(desk.sms_from(from, "is there parking?").await.is_success());
    }
    let all = async {
        while people.iter().any(|p| desk.twilio.sent_to(p).is_empty()) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            desk.clock.advance_ms(200);
        }
    };
    tokio::time::timeout(PATIENCE, all).await.unwrap();
    assert!(people.iter().all(|p| desk.twilio.sent_to(p).len() == 1));
    desk.finish().await;
}

#[tokio::test]
async fn staff_get_the_card_as_a_text_and_answer_it_by_its_number() {
    let desk = TestDesk::with(Wishes::default().set(
        "ana",
        "[[staff]]\nid = \"eve\"\nname = \"Eve\"\nreach = [\"sms:+15550177\"]",
    ))
    .await;
    desk.telegram.blocks(ANA, true);
    let mut desk = desk;
    desk.expect_warning("a card was refused");
    let sms = InboundSms::new(
        &desk.webhook("phone"),
        MARIA,
        NUMBER,
        "There is a hair in my soup, I want the manager",
    );
    let sms = sms.with_file("image/png", PICTURE);
    assert!(desk.twilio.deliver(&sms).await.is_success());
    desk.phone_shows(1).await;
    let cards = desk.twilio.wait_sent_to("+15550177", 1, PATIENCE).await;
    assert!(cards[0].body.contains("begin with 1"), "{}", cards[0].body);
    let answer = desk
        .sms_from("+15550177", "1 A new soup is on its way.")
        .await;
    assert!(answer.is_success());
    let told = desk.phone_shows(2).await;
    assert_eq!(told.body, "A new soup is on its way.");
    desk.expect_leftovers();
    desk.finish().await;
}

//! What a customer on Telegram lives through.

use crate::desk::{ANA, PATIENCE, TestDesk, Wishes};
use frontdesk_simulators::{Failure, Reply};

const TOM: i64 = 7001;

#[tokio::test]
async fn a_customer_on_telegram_is_answered_with_formatting_that_telegram_accepts() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.script([Reply::text(
        "We have **a lentil stew** for $14 & more <here>. [1]",
    )]);
    desk.telegram.says(TOM, "Tom", "do you have vegan options?");
    let answer = desk.telegram_shows(TOM, "lentil stew").await;
    assert!(
        answer.html.contains("<b>a lentil stew</b>")
            && answer.html.contains("&amp; more &lt;here&gt;"),
        "{}",
        answer.html
    );
    assert!(
        answer.text.contains("Vegan food"),
        "the source is missing: {}",
        answer.text
    );
    desk.finish().await;
}

#[tokio::test]
async fn typing_is_shown_while_the_assistant_works() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.script([Reply::Delay(
        1_500,
        Box::new(Reply::text("Yes, behind the house.")),
    )]);
    desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram_shows(TOM, "behind the house").await;
    assert_eq!(
        desk.telegram.chat_actions(TOM).first().map(String::as_str),
        Some("typing")
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_message_over_the_limit_is_split() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    let sentences: Vec<String> = (1..=150)
        .map(|n| format!("Sentence number {n} of a very long answer."))
        .collect();
    desk.model.script([Reply::text(sentences.join(" "))]);
    desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram_shows(TOM, "Sentence number 150 ").await;
    let parts = desk.telegram.messages(TOM);
    assert!(parts.len() >= 2 && parts.iter().all(|p| p.text.encode_utf16().count() <= 4_096));
    desk.finish().await;
}

#[tokio::test]
async fn the_webhook_with_its_secret_is_believed_and_one_without_is_not() {
    let mut desk = TestDesk::with(Wishes {
        telegram_webhook: true,
        ..Wishes::default()
    })
    .await;
    desk.expect_warning("could not be verified");
    for _ in 0..600 {
        if reqwest::get(format!("{}/readyz", desk.url))
            .await
            .unwrap()
            .status()
            .is_success()
        {
            break;
        }
    }
    tokio::time::timeout(PATIENCE, async {
        // The desk registers its webhook when it starts.
        while desk.telegram.webhook_url().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram_shows(TOM, "car park").await;
    let forged = r#"{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":7001,"type":"private","first_name":"T"},"from":{"id":7001,"is_bot":false,"first_name":"T"},"text":"hi"}}"#;
    let client = reqwest::Client::new();
    let answer = client
        .post(desk.webhook("bot"))
        .header("content-type", "application/json")
        .body(forged)
        .send()
        .await
        .unwrap();
    assert!(matches!(answer.status().as_u16(), 401 | 403));
    desk.finish().await;
}

#[tokio::test]
async fn a_limit_of_telegram_delays_the_answer_and_does_not_lose_it() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("put off");
    desk.telegram
        .fail_next("sendMessage", 1, &Failure::RetryAfter(3));
    desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram.wait_drained(PATIENCE).await;
    tokio::time::timeout(PATIENCE, async {
        while desk.telegram.messages(TOM).is_empty() {
            desk.clock.advance_ms(500);
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    desk.telegram_shows(TOM, "car park").await;
    assert_eq!(desk.telegram.messages(TOM).len(), 1);
    desk.finish().await;
}

const PICTURE: &[u8] = b"\xff\xd8 a picture of a hair in the soup";

#[tokio::test]
async fn a_photo_is_kept_and_the_link_on_the_card_shows_it() {
    let desk = TestDesk::start().await;
    desk.telegram.introduce(TOM, "Tom");
    let words = "There is a hair in my soup, I want the manager";
    desk.telegram.sends_photo(TOM, words, PICTURE);
    let card = desk.telegram_shows(ANA, "/files/").await;
    assert!(card.text.contains("photo.jpg"), "{}", card.text);
    let from = card.text.find(&format!("{}/files/", desk.url)).unwrap();
    let link = card.text[from..].split_whitespace().next().unwrap();
    let answer = reqwest::get(link).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    assert_eq!(&answer.bytes().await.unwrap()[..], PICTURE);
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_photo_and_a_document_of_staff_reach_the_customer() {
    let desk = TestDesk::start().await;
    desk.telegram.says(TOM, "Tom", "I want to talk to a person");
    let card = desk.telegram_shows(ANA, "Wants a person").await;
    desk.telegram
        .replies_with_photo(ANA, card.message_id, "This is **your** table.", PICTURE)
        .unwrap();
    let shown = desk.telegram_shows(TOM, "your table").await;
    let file = shown.file.unwrap();
    assert_eq!((file.kind, file.name.as_str()), ("photo", "photo.jpg"));
    assert_eq!(file.content, PICTURE);
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_message_changed_before_the_answer_is_answered_as_it_reads_now() {
    let desk = TestDesk::with(Wishes::default().model()).await;
    desk.model.script([
        Reply::Delay(3_000, Box::new(Reply::text("A table for four, noted."))),
        Reply::text("A table for five, noted."),
    ]);
    let id = desk.telegram.says(TOM, "Tom", "is there parking for four?");
    tokio::time::timeout(PATIENCE, async {
        while desk.model.requests().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    assert!(desk.telegram.edits(TOM, id, "is there parking for five?"));
    desk.telegram_shows(TOM, "for five").await;
    desk.idle().await;
    assert_eq!(desk.telegram.messages(TOM).len(), 1);
    desk.finish().await;
}

#[tokio::test]
async fn a_message_changed_after_the_answer_is_answered_again() {
    let desk = TestDesk::start().await;
    let id = desk.telegram.says(TOM, "Tom", "is there parking?");
    desk.telegram_shows(TOM, "car park").await;
    assert!(desk.telegram.edits(TOM, id, "do you have vegan options?"));
    desk.telegram_shows(TOM, "lentil stew").await;
    desk.idle().await;
    assert_eq!(desk.telegram.messages(TOM).len(), 2);
    desk.finish().await;
}

#[tokio::test]
async fn who_blocks_the_bot_counts_as_opted_out_until_they_write_again() {
    let mut desk = TestDesk::start().await;
    desk.expect_warning("was refused");
    desk.telegram.introduce(TOM, "Tom");
    desk.telegram.blocks(TOM, true);
    desk.telegram.says(TOM, "Tom", "is there parking?");
    let card = desk.telegram_shows(ANA, "Not delivered").await;
    assert!(card.text.contains("blocked the bot"), "{}", card.text);
    let address = format!("telegram:{TOM}");
    let (conversation, _) = desk.journal("bot", &address).await;
    assert!(conversation.is_opted_out(&address.parse().unwrap()));
    desk.telegram.blocks(TOM, false);
    desk.telegram.says(TOM, "Tom", "/start");
    desk.telegram_shows(TOM, "again").await;
    let (conversation, _) = desk.journal("bot", &address).await;
    assert!(!conversation.is_opted_out(&address.parse().unwrap()));
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn in_a_group_the_bot_answers_whom_it_is_asked_by_and_nobody_else() {
    const GROUP: i64 = -50;
    let desk = TestDesk::start().await;
    desk.telegram.group(GROUP, "Friends");
    desk.telegram
        .says_in(GROUP, ANA, "Ana", "shall we eat out?", None);
    // The bot learns its name when it starts.
    tokio::time::timeout(PATIENCE, async {
        while desk.telegram.pending_updates() > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    let text = format!("@{} is there parking?", desk.telegram.username());
    let asked = desk.telegram.says_in(GROUP, TOM, "Tom", &text, None);
    let answer = desk.telegram_shows(GROUP, "car park").await;
    assert_eq!(answer.reply_to, Some(asked));
    desk.telegram.says_in(
        GROUP,
        TOM,
        "Tom",
        "and do you have vegan options?",
        Some(answer.message_id),
    );
    desk.telegram_shows(GROUP, "lentil stew").await;
    desk.idle().await;
    assert_eq!(desk.telegram.messages(GROUP).len(), 2);
    assert!(desk.telegram.messages(TOM).is_empty());
    desk.journal("bot", &format!("telegram:{TOM}@{GROUP}"))
        .await;
    desk.finish().await;
}

//! One customer on several channels: what joins them, what does not, and what reaches them where.

use crate::{
    chat_client::ChatClient,
    desk::{ANA, BUSINESS, MARIA, TestDesk, Wishes},
};
use frontdesk_core::event::Event;
use frontdesk_simulators::Reply;
use serde_json::{Value, json};

pub(super) const TOM: i64 = 7001;
const EVE: i64 = 7002;
const SECRET: &str = "0123456789abcdef0123456789abcdef-site";

/// A desk whose model agrees with everything.
pub(super) async fn desk() -> TestDesk {
    with(Wishes::default().set("telegram", "username = \"bistro_bot\"")).await
}

pub(super) async fn with(wishes: Wishes) -> TestDesk {
    let desk = TestDesk::with(wishes.model()).await;
    desk.model.default_reply(Reply::text("I see."));
    desk
}

pub(super) fn phone() -> String {
    format!("sms:{MARIA}")
}

/// The six digits in a text.
pub(super) fn code_in(text: &str) -> String {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    let code = digits.into_iter().find(|d| d.len() == 6);
    code.unwrap_or_else(|| panic!("no code in {text:?}"))
        .to_owned()
}

/// Says that Maria's phone is the visitor's, and gives the code that comes there as its `n`th text.
pub(super) async fn prove_phone(desk: &TestDesk, chat: &mut ChatClient, n: usize) {
    says(chat, &format!("text me at {MARIA}"), "is on its way").await;
    let code = code_in(&desk.phone_shows(n).await.body);
    says(chat, &code, "is yours").await;
}

/// Writes, and waits for the answer that contains `part`.
pub(super) async fn says(chat: &mut ChatClient, text: &str, part: &str) -> Value {
    let id = frontdesk_core::MessageId::new().to_string();
    chat.says(&id, text).await;
    let answer = chat.answer().await;
    let said = answer["text"].as_str().unwrap();
    assert!(said.contains(part), "{said:?} has no {part:?}");
    answer
}

/// What the model was asked last, as one text.
fn last_prompt(desk: &TestDesk) -> String {
    desk.model
        .requests()
        .last()
        .map(Value::to_string)
        .unwrap_or_default()
}

/// The telegram's contact of whoever shares their own.
pub(super) fn contact(person: i64, number: &str) -> Value {
    json!({
        "message_id": 900_000 + person, "date": 1_773_158_400,
        "chat": {"id": person, "type": "private", "first_name": "Tom"},
        "from": {"id": person, "is_bot": false, "first_name": "Tom"},
        "contact": {"phone_number": number, "first_name": "Tom", "user_id": person},
    })
}

#[tokio::test]
async fn a_code_joins_the_phone_and_the_assistant_knows_what_was_said_there() {
    let mut desk = desk().await;
    desk.sms("my dog is called Rex").await;
    desk.phone_shows(1).await;
    let mut chat = desk.visit().await;
    says(&mut chat, "hello", "I see").await;
    assert!(!last_prompt(&desk).contains("Rex"));
    prove_phone(&desk, &mut chat, 2).await;
    desk.crash_and_restart().await;
    let mut chat = ChatClient::open(&desk.url, BUSINESS, Some(&chat.session), 0).await;
    says(&mut chat, "what is my dog called?", "I see").await;
    assert!(last_prompt(&desk).contains("Rex"), "{}", last_prompt(&desk));
    desk.sms("and is there parking?").await;
    desk.phone_shows(3).await;
    assert!(last_prompt(&desk).contains("what is my dog called?"));
    let visitor = desk.visitor(&chat).await;
    let (web, _) = desk.journal("site", &visitor).await;
    let (sms, _) = desk.journal("phone", &phone()).await;
    assert_eq!(web.id, sms.id);
    assert_eq!(web.route.as_ref().unwrap().address.to_string(), phone());
    desk.finish().await;
}

#[tokio::test]
async fn a_code_is_shown_nowhere_but_where_it_was_sent() {
    let desk = desk().await;
    let mut chat = desk.visit().await;
    says(&mut chat, &format!("text me at {MARIA}"), "on its way").await;
    let text = desk.phone_shows(1).await.body;
    assert!(
        text.contains("Test Bistro") && text.contains("ignore this"),
        "{text}"
    );
    let code = code_in(&text);
    says(&mut chat, "I want a refund", "team").await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    let again = ChatClient::open(&desk.url, BUSINESS, Some(&chat.session), 0).await;
    for shown in [
        card.text,
        again.welcome.to_string(),
        format!("{:?}", desk.model.requests()),
    ] {
        assert!(!shown.contains(&code), "{shown}");
    }
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_wrong_code_joins_nothing_and_five_of_them_end_it() {
    let desk = desk().await;
    desk.sms("my dog is called Rex").await;
    desk.phone_shows(1).await;
    let mut chat = desk.visit().await;
    says(&mut chat, &format!("text me at {MARIA}"), "on its way").await;
    let code = code_in(&desk.phone_shows(2).await.body);
    let wrong = if code == "111111" { "222222" } else { "111111" };
    for left in ["4 tries", "3 tries", "2 tries", "1 try", "no more"] {
        says(&mut chat, wrong, left).await;
    }
    says(&mut chat, &code, "no more").await;
    says(&mut chat, "what is my dog called?", "I see").await;
    assert!(!last_prompt(&desk).contains("Rex"));
    desk.finish().await;
}

#[tokio::test]
async fn a_code_that_is_too_old_joins_nothing() {
    let mut desk = desk().await;
    let mut chat = desk.visit().await;
    says(&mut chat, &format!("text me at {MARIA}"), "on its way").await;
    let code = code_in(&desk.phone_shows(1).await.body);
    desk.idle().await;
    desk.crash_and_restart().await;
    desk.clock.advance_ms(601_000);
    let mut chat = ChatClient::open(&desk.url, BUSINESS, Some(&chat.session), 0).await;
    says(&mut chat, &code, "too old").await;
    let visitor = desk.visitor(&chat).await;
    let (web, _) = desk.journal("site", &visitor).await;
    assert!(web.identity.joined.is_empty());
    desk.finish().await;
}

#[tokio::test]
async fn nobody_is_pestered_with_codes() {
    let desk = desk().await;
    for n in 0..3 {
        let mut chat = desk.visit().await;
        says(&mut chat, &format!("text me at {MARIA}"), "on its way").await;
        desk.phone_shows(n + 1).await;
    }
    let mut chat = desk.visit().await;
    says(&mut chat, &format!("text me at {MARIA}"), "Too many codes").await;
    desk.phone_stays_at(3).await;
    desk.finish().await;
}

#[tokio::test]
async fn who_opted_out_gets_no_code_and_nobody_learns_of_it() {
    let desk = desk().await;
    desk.sms("STOP").await;
    desk.phone_shows(1).await;
    let mut chat = desk.visit().await;
    says(&mut chat, &format!("text me at {MARIA}"), "on its way").await;
    desk.phone_stays_at(1).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_name_or_a_number_alone_shows_nobody_elses_history() {
    let desk = desk().await;
    desk.sms("my name is Maria and my dog is called Rex").await;
    desk.phone_shows(1).await;
    let mut chat = desk.visit().await;
    says(
        &mut chat,
        &format!("my name is Maria, I am {MARIA}, what is my dog called?"),
        "I see",
    )
    .await;
    assert!(!last_prompt(&desk).contains("Rex"));
    says(&mut chat, &format!("my number is {MARIA}"), "on its way").await;
    says(&mut chat, "what is my dog called?", "I see").await;
    assert!(!last_prompt(&desk).contains("Rex"));
    desk.finish().await;
}

#[tokio::test]
async fn a_number_that_can_be_forged_needs_a_code_of_its_own() {
    let desk = desk().await;
    desk.telegram.says(TOM, "Tom", "hello");
    desk.telegram_shows(TOM, "I see").await;
    // Eve sends texts in Maria's name and reads what comes to another number of hers.
    const EVES: &str = "+15550177";
    desk.sms(&format!("text me at {EVES}")).await;
    let told = desk.phone_shows(1).await.body;
    let second = code_in(&told);
    let sent = desk
        .twilio
        .wait_sent_to(EVES, 1, crate::desk::PATIENCE)
        .await;
    let first = code_in(&sent[0].body);
    desk.sms(&first).await;
    assert!(desk.phone_shows(2).await.body.contains("not the code"));
    desk.sms(&format!("{first} {second}")).await;
    assert!(desk.phone_shows(3).await.body.contains("is yours"));
    desk.finish().await;
}

#[tokio::test]
async fn a_link_leads_to_another_channel_once() {
    let desk = desk().await;
    let mut chat = desk.visit().await;
    says(&mut chat, "my dog is called Rex", "I see").await;
    let link = says(&mut chat, "continue on Telegram", "t.me/").await["text"].to_string();
    let token = link
        .split("start=")
        .nth(1)
        .unwrap()
        .trim_end_matches('"')
        .to_owned();
    desk.telegram.says(TOM, "Tom", &format!("/start {token}"));
    desk.telegram_shows(TOM, "We go on here").await;
    desk.telegram.says(TOM, "Tom", "what is my dog called?");
    desk.telegram_shows(TOM, "I see").await;
    assert!(last_prompt(&desk).contains("Rex"));
    desk.telegram.says(EVE, "Eve", &format!("/start {token}"));
    desk.telegram_shows(EVE, "good no more").await;
    desk.telegram.says(EVE, "Eve", "what is my dog called?");
    desk.telegram_shows(EVE, "I see").await;
    assert!(!last_prompt(&desk).contains("Rex"));
    // Whoever came by mistake can go again.
    desk.telegram.says(TOM, "Tom", "unlink");
    desk.telegram_shows(TOM, "not connected").await;
    desk.telegram.says(TOM, "Tom", "what was that?");
    desk.telegram.wait_drained(crate::desk::PATIENCE).await;
    desk.idle().await;
    assert!(
        !last_prompt(&desk).contains("Rex"),
        "{}",
        last_prompt(&desk)
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_link_is_good_for_an_hour() {
    let desk = desk().await;
    let mut chat = desk.visit().await;
    let link = says(&mut chat, "continue on telegram", "t.me/").await["text"].to_string();
    let token = link
        .split("start=")
        .nth(1)
        .unwrap()
        .trim_end_matches('"')
        .to_owned();
    desk.clock.advance_ms(3_601_000);
    desk.telegram.says(TOM, "Tom", &format!("/start {token}"));
    desk.telegram_shows(TOM, "good no more").await;
    desk.finish().await;
}

#[tokio::test]
async fn a_contact_that_telegram_vouches_for_joins_the_phone() {
    let desk = desk().await;
    desk.sms("my dog is called Rex").await;
    desk.phone_shows(1).await;
    desk.telegram.says(TOM, "Tom", "hello");
    desk.telegram_shows(TOM, "I see").await;
    desk.telegram
        .raw_update("message", contact(TOM, "15550123"));
    desk.telegram_shows(TOM, "is yours").await;
    desk.telegram.says(TOM, "Tom", "what is my dog called?");
    desk.telegram.wait_drained(crate::desk::PATIENCE).await;
    desk.idle().await;
    assert!(last_prompt(&desk).contains("Rex"));
    desk.finish().await;
}

#[tokio::test]
async fn staff_join_addresses_and_part_them_again() {
    let desk = desk().await;
    desk.sms("my dog is called Rex").await;
    desk.phone_shows(1).await;
    let mut chat = desk.visit().await;
    says(&mut chat, "I want a refund", "team").await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    let say = |text: &str| desk.telegram.replies(ANA, card.message_id, text);
    say(&format!("join {}", phone()));
    desk.telegram_shows(ANA, "belongs to this customer now")
        .await;
    let visitor = desk.visitor(&chat).await;
    let (web, _) = desk.journal("site", &visitor).await;
    assert!(web.recent.iter().any(|s| s.text.contains("Rex")));
    desk.sms("I am on the phone now").await;
    desk.idle().await;
    say(&format!("part {}", phone()));
    desk.telegram_shows(ANA, "does not belong").await;
    let (web, entries) = desk.journal("site", &visitor).await;
    let said: Vec<&str> = web.recent.iter().map(|s| &*s.text).collect();
    assert!(
        !said
            .iter()
            .any(|t| t.contains("Rex") || t.contains("on the phone")),
        "{said:?}"
    );
    assert!(said.contains(&"I want a refund"));
    assert_eq!(web.route.as_ref().unwrap().address.to_string(), visitor);
    let (sms, _) = desk.journal("phone", &phone()).await;
    assert!(sms.id != web.id && sms.recent.iter().any(|s| s.text.contains("Rex")));
    assert!(
        entries
            .iter()
            .any(|e| matches!(e.event, Event::AddressJoined { .. }))
    );
    assert!(
        entries
            .iter()
            .any(|e| matches!(e.event, Event::AddressParted))
    );
    // None of it went to the customer, and what they said by phone is not shown in the chat.
    let again = ChatClient::open(&desk.url, BUSINESS, Some(&chat.session), 0).await;
    let shown = again.welcome["messages"].to_string();
    assert!(
        !shown.contains("join sms") && !shown.contains("on the phone"),
        "{shown}"
    );
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn an_address_whose_customer_is_with_people_waits_until_that_is_settled() {
    let desk = desk().await;
    desk.sms("I want a refund").await;
    desk.phone_shows(1).await;
    let card = desk.telegram_shows(ANA, "Refund").await;
    let mut chat = desk.visit().await;
    says(&mut chat, &format!("text me at {MARIA}"), "on its way").await;
    let code = code_in(&desk.phone_shows(2).await.body);
    says(&mut chat, &code, "still seeing to").await;
    desk.telegram.presses(ANA, card.message_id, "resolve");
    desk.telegram.wait_drained(crate::desk::PATIENCE).await;
    desk.idle().await;
    says(&mut chat, &code, "is yours").await;
    desk.finish().await;
}

#[tokio::test]
async fn stop_is_kept_when_an_address_joins_and_when_it_parts() {
    let desk = desk().await;
    let mut chat = desk.visit().await;
    says(&mut chat, "hello", "I see").await;
    prove_phone(&desk, &mut chat, 1).await;
    desk.sms("STOP").await;
    desk.phone_shows(2).await;
    says(&mut chat, &format!("unlink {MARIA}"), "not connected").await;
    let (sms, _) = desk.journal("phone", &phone()).await;
    assert!(sms.opted_out.iter().any(|a| a.to_string() == phone()));
    desk.sms("is there parking?").await;
    desk.phone_stays_at(2).await;
    desk.finish().await;
}

// ---- The site says who its visitor is

/// What the business's own site signs.
pub fn signed(email: &str, phone: &str) -> Value {
    use hmac::{Hmac, KeyInit, Mac};
    let at = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let text = format!("frontdesk-identity-v1\n{BUSINESS}\n{at}\n{email}\n{phone}\nMaria");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    let signature: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    json!({"email": email, "phone": phone, "name": "Maria", "at": at, "signature": signature})
}

/// A desk that believes what the site signs.
pub async fn signing_desk(more: impl Into<String>) -> TestDesk {
    let secret = format!("identity_secret = \"{SECRET}\"");
    with(
        Wishes::default()
            .set("webchat", secret)
            .set("webchat", more),
    )
    .await
}

#[tokio::test]
async fn a_visitor_whom_the_site_vouches_for_is_the_customer_on_the_phone() {
    let mut desk = signing_desk("").await;
    desk.sms("my dog is called Rex").await;
    desk.phone_shows(1).await;
    let identity = signed("", MARIA);
    let mut chat = ChatClient::open_as(&identity, &desk.url, BUSINESS, None).await;
    assert!(
        chat.welcome["messages"].to_string().contains("Rex"),
        "{}",
        chat.welcome
    );
    says(&mut chat, "what is my dog called?", "I see").await;
    assert!(last_prompt(&desk).contains("Rex"));
    desk.crash_and_restart().await;
    let again = ChatClient::open_as(&identity, &desk.url, BUSINESS, Some(&chat.session)).await;
    assert_eq!(again.session, chat.session);
    // Another device of hers.
    let other = ChatClient::open_as(&signed("", MARIA), &desk.url, BUSINESS, None).await;
    assert!(
        other.welcome["messages"]
            .to_string()
            .contains("what is my dog called?")
    );
    desk.finish().await;
}

#[tokio::test]
async fn a_forged_signature_shows_nothing() {
    let desk = signing_desk("").await;
    desk.sms("my dog is called Rex").await;
    desk.phone_shows(1).await;
    let mut forged = signed("", "+15550177");
    forged["phone"] = json!(MARIA);
    let mut chat = ChatClient::open_as(&forged, &desk.url, BUSINESS, None).await;
    assert_eq!(chat.welcome["messages"], json!([]));
    assert!(chat.seen.iter().any(|f| f["code"] == "bad_identity"));
    says(&mut chat, "what is my dog called?", "I see").await;
    assert!(!last_prompt(&desk).contains("Rex"));
    desk.finish().await;
}

#[tokio::test]
async fn two_people_on_one_browser_stay_two() {
    let desk = signing_desk("").await;
    let mut one = ChatClient::open_as(&signed("", MARIA), &desk.url, BUSINESS, None).await;
    says(&mut one, "my dog is called Rex", "I see").await;
    let next = signed("", "+15550177");
    let mut two = ChatClient::open_as(&next, &desk.url, BUSINESS, Some(&one.session)).await;
    assert_ne!(one.session, two.session);
    assert_eq!(two.welcome["messages"], json!([]));
    says(&mut two, "what is my dog called?", "I see").await;
    assert!(!last_prompt(&desk).contains("Rex"));
    desk.finish().await;
}

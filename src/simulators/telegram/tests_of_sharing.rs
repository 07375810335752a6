//! Files, changes, contacts and groups, from both sides.

use serde_json::{Value, json};

use super::*;

const TOKEN: &str = "123456:simulated";
const ANA: i64 = 1001;

async fn sim() -> TelegramSim {
    let sim = TelegramSim::start(TOKEN).await.unwrap();
    sim.introduce(ANA, "Ana");
    sim
}

async fn call(sim: &TelegramSim, method: &str, body: &Value) -> Value {
    let url = format!("{}/bot{TOKEN}/{method}", sim.url());
    let answer = client().unwrap().post(url).json(body).send().await;
    answer.unwrap().json().await.unwrap()
}

async fn last_update(sim: &TelegramSim) -> Value {
    let updates = call(sim, "getUpdates", &json!({ "offset": -1 })).await;
    updates["result"][0].clone()
}

#[tokio::test]
async fn a_photo_can_be_found_and_downloaded() {
    let sim = sim().await;
    sim.sends_photo(ANA, "look", b"PIXELS");
    let message = &last_update(&sim).await["message"];
    assert_eq!(message["caption"], "look");
    let id = &message["photo"][1]["file_id"];
    let file = call(&sim, "getFile", &json!({ "file_id": id })).await;
    let path = file["result"]["file_path"].as_str().unwrap();
    let url = format!("{}/file/bot{TOKEN}/{path}", sim.url());
    let content = reqwest::get(url).await.unwrap().bytes().await.unwrap();
    assert_eq!(&content[..], b"PIXELS");
    let wrong = format!("{}/file/bot1:x/{path}", sim.url());
    assert_eq!(reqwest::get(wrong).await.unwrap().status(), 401);
    let unknown = call(&sim, "getFile", &json!({ "file_id": "x" })).await;
    assert_eq!(unknown["error_code"], 400);
}

#[tokio::test]
async fn a_change_a_contact_and_a_voice_note_come_as_telegram_tells_them() {
    let sim = sim().await;
    let id = sim.says(ANA, "Ana", "four of us");
    assert!(sim.edits(ANA, id, "five of us"));
    let edited = &last_update(&sim).await["edited_message"];
    assert_eq!(
        (&edited["text"], &edited["message_id"]),
        (&"five of us".into(), &id.into())
    );
    assert!(edited["edit_date"].is_i64());
    assert!(!sim.edits(ANA, 999, "x"));
    sim.shares_contact(ANA, ANA, "15550123");
    assert_eq!(
        last_update(&sim).await["message"]["contact"]["user_id"],
        ANA
    );
    sim.sends_voice(ANA, b"OPUS");
    assert_eq!(
        last_update(&sim).await["message"]["voice"]["mime_type"],
        "audio/ogg"
    );
}

#[tokio::test]
async fn in_a_group_the_sender_and_the_chat_are_two() {
    let sim = sim().await;
    sim.group(-50, "Friends");
    let text = format!("@{} hello", sim.username());
    let id = sim.says_in(-50, ANA, "Ana", &text, None);
    let message = &last_update(&sim).await["message"];
    assert_eq!(
        (&message["from"]["id"], &message["chat"]["id"]),
        (&ANA.into(), &(-50).into())
    );
    assert_eq!(message["chat"]["type"], "supergroup");
    assert_eq!(message["entities"][0]["type"], "mention");
    let reply = json!({ "chat_id": -50, "text": "hi", "reply_parameters": { "message_id": id } });
    assert_eq!(call(&sim, "sendMessage", &reply).await["ok"], true);
    assert_eq!(sim.messages(-50)[0].reply_to, Some(id));
}

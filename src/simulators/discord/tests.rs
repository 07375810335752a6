//! The simulator judged from both of its sides, over real sockets.

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::*;
use crate::http::client;

const ANA: u64 = 1001;
const SOON: Duration = Duration::from_secs(10);
/// Messages of the server and of people, with their contents.
const INTENTS: u64 = 1 << 9 | 1 << 12 | 1 << 15;

async fn sim() -> DiscordSim {
    let sim = DiscordSim::start().await.unwrap();
    sim.introduce(ANA, "Ana");
    sim
}

/// The status and the body of one call.
async fn call(sim: &DiscordSim, method: &str, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/api/v10{path}", sim.api_url());
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let request = client().unwrap().request(method, url);
    let request = request.header("authorization", format!("Bot {}", DiscordSim::TOKEN));
    let answer = request.json(&body).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

struct Bot(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Bot {
    async fn connect(sim: &DiscordSim) -> Self {
        let (stream, _) = connect_async(sim.gateway_url()).await.unwrap();
        let mut bot = Self(stream);
        assert_eq!(bot.next().await.unwrap()["op"], 10);
        bot
    }

    async fn identified(sim: &DiscordSim, intents: u64) -> (Self, Value) {
        let mut bot = Self::connect(sim).await;
        bot.say(json!({ "op": 2, "d": { "token": DiscordSim::TOKEN, "intents": intents, "properties": {} } })).await;
        let ready = bot.next().await.unwrap();
        assert_eq!(ready["t"], "READY");
        (bot, ready["d"].clone())
    }

    async fn say(&mut self, frame: Value) {
        self.0
            .send(Message::Text(frame.to_string().into()))
            .await
            .unwrap();
    }

    /// The next frame; the close code as an error.
    async fn next(&mut self) -> Result<Value, Option<u16>> {
        match tokio::time::timeout(SOON, self.0.next()).await.unwrap() {
            Some(Ok(Message::Text(text))) => Ok(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Close(frame))) => Err(frame.map(|f| f.code.into())),
            _ => Err(None),
        }
    }
}

#[tokio::test]
async fn a_message_reaches_the_bot_and_the_answer_reaches_the_person() {
    let sim = sim().await;
    let (mut bot, _) = Bot::identified(&sim, INTENTS).await;
    let id = sim.dm(ANA, "hello");
    let event = bot.next().await.unwrap();
    assert_eq!(
        (&event["t"], &event["s"]),
        (&json!("MESSAGE_CREATE"), &json!(2))
    );
    assert_eq!(event["d"]["id"], id.to_string());
    assert_eq!(event["d"]["content"], "hello");
    assert!(event["d"].get("guild_id").is_none());
    let (_, channel) = call(
        &sim,
        "POST",
        "/users/@me/channels",
        json!({ "recipient_id": "1001" }),
    )
    .await;
    let path = format!("/channels/{}/messages", channel["id"].as_str().unwrap());
    assert_eq!(event["d"]["channel_id"], channel["id"]);
    let sent = call(
        &sim,
        "POST",
        &path,
        json!({ "content": "hi", "nonce": "a", "enforce_nonce": true }),
    )
    .await;
    let again = call(
        &sim,
        "POST",
        &path,
        json!({ "content": "hi", "nonce": "a", "enforce_nonce": true }),
    )
    .await;
    assert_eq!(sent.1["id"], again.1["id"], "the nonce is enforced");
    assert_eq!(sim.dms_to(ANA).len(), 1);
    assert_eq!(
        bot.next().await.unwrap()["d"]["author"]["bot"],
        true,
        "the bot hears itself"
    );
}

#[tokio::test]
async fn a_dropped_session_is_resumed_with_a_replay_and_an_invalid_one_is_not() {
    let sim = sim().await;
    let (bot, ready) = Bot::identified(&sim, INTENTS).await;
    drop(bot);
    sim.dm(ANA, "while you were away");
    let resume = json!({ "op": 6, "d": { "token": DiscordSim::TOKEN, "session_id": ready["session_id"], "seq": 1 } });
    let mut bot = Bot::connect(&sim).await;
    bot.say(resume.clone()).await;
    assert_eq!(
        bot.next().await.unwrap()["d"]["content"],
        "while you were away"
    );
    assert_eq!(bot.next().await.unwrap()["t"], "RESUMED");
    sim.invalid_session();
    assert_eq!(bot.next().await.unwrap(), json!({ "op": 9, "d": false }));
    sim.dm(ANA, "nobody hears this");
    let mut bot = Bot::connect(&sim).await;
    bot.say(resume).await;
    assert_eq!(bot.next().await.unwrap()["op"], 9);
    let channel = sim.dm_channel(ANA).unwrap();
    let (_, page) = call(
        &sim,
        "GET",
        &format!("/channels/{channel}/messages?after=0&limit=100"),
        json!({}),
    )
    .await;
    let texts: Vec<&str> = page
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["content"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        ["nobody hears this", "while you were away"],
        "newest first"
    );
}

#[tokio::test]
async fn a_wrong_token_and_a_forbidden_intent_are_closed_for_good() {
    let sim = sim().await;
    let mut bot = Bot::connect(&sim).await;
    bot.say(json!({ "op": 2, "d": { "token": "wrong", "intents": 0 } }))
        .await;
    assert_eq!(bot.next().await, Err(Some(4004)));
    sim.allow_content(false);
    let mut bot = Bot::connect(&sim).await;
    bot.say(json!({ "op": 2, "d": { "token": DiscordSim::TOKEN, "intents": INTENTS } }))
        .await;
    assert_eq!(bot.next().await, Err(Some(4014)));
}

#[tokio::test]
async fn heartbeats_are_acknowledged_and_a_dropped_line_says_nothing() {
    let sim = sim().await;
    let (mut bot, _) = Bot::identified(&sim, INTENTS).await;
    bot.say(json!({ "op": 1, "d": 1 })).await;
    assert_eq!(bot.next().await.unwrap()["op"], 11);
    sim.reconnect();
    assert_eq!(bot.next().await.unwrap()["op"], 7);
    sim.drop_gateway();
    assert_eq!(bot.next().await, Err(None));
}

#[tokio::test]
async fn without_the_intent_only_what_is_addressed_to_the_bot_can_be_read() {
    let sim = sim().await;
    let (mut bot, _) = Bot::identified(&sim, INTENTS & !(1 << 15)).await;
    sim.says_in(ANA, DiscordSim::LOBBY, "a secret");
    assert_eq!(bot.next().await.unwrap()["d"]["content"], "");
    sim.mention(ANA, DiscordSim::LOBBY, "help");
    let event = bot.next().await.unwrap();
    assert_eq!(
        event["d"]["content"],
        format!("<@{}> help", DiscordSim::BOT)
    );
    assert_eq!(event["d"]["mentions"][0]["id"], DiscordSim::BOT.to_string());
}

#[tokio::test]
async fn a_thread_is_started_once_from_a_message() {
    let sim = sim().await;
    let message = sim.mention(ANA, DiscordSim::LOBBY, "help");
    let path = format!("/channels/{}/messages/{message}/threads", DiscordSim::LOBBY);
    let (status, thread) = call(&sim, "POST", &path, json!({ "name": "help" })).await;
    assert_eq!((status, &thread["id"]), (200, &json!(message.to_string())));
    let (status, again) = call(&sim, "POST", &path, json!({ "name": "help" })).await;
    assert_eq!((status, &again["code"]), (400, &json!(160_004)));
    assert_eq!(sim.thread_of(message), Some(message));
}

#[tokio::test]
async fn a_press_is_answered_once() {
    let sim = sim().await;
    let (mut bot, _) = Bot::identified(&sim, INTENTS).await;
    sim.dm(ANA, "hello");
    let channel = sim.dm_channel(ANA).unwrap();
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 2, "label": "Claim", "custom_id": "claim" }] }]);
    let path = format!("/channels/{channel}/messages");
    call(
        &sim,
        "POST",
        &path,
        json!({ "content": "card", "components": row }),
    )
    .await;
    let card = sim.dms_to(ANA).remove(0);
    assert!(sim.press(ANA, card.id, "other").is_none());
    let press = sim
        .press(ANA, card.id, card.button("Claim").unwrap())
        .unwrap();
    let mut event = bot.next().await.unwrap();
    while event["t"] != "INTERACTION_CREATE" {
        event = bot.next().await.unwrap();
    }
    let token = event["d"]["token"].as_str().unwrap();
    let path = format!("/interactions/{press}/{token}/callback");
    let answer = json!({ "type": 4, "data": { "content": "Yours", "flags": 64 } });
    assert_eq!(call(&sim, "POST", &path, answer.clone()).await.0, 204);
    assert_eq!(call(&sim, "POST", &path, answer).await.1["code"], 40060);
    let shown = sim.interaction_answer(press).unwrap();
    assert_eq!(
        (shown.text.as_deref(), shown.ephemeral),
        (Some("Yours"), true)
    );
}

#[tokio::test]
async fn what_discord_refuses_is_refused() {
    let sim = sim().await;
    sim.dm(ANA, "hello");
    let path = format!("/channels/{}/messages", sim.dm_channel(ANA).unwrap());
    let code = async |body: Value| call(&sim, "POST", &path, body).await.1["code"].clone();
    assert_eq!(code(json!({ "content": "😀".repeat(2_001) })).await, 50035);
    assert!(
        code(json!({ "content": "😀".repeat(2_000) }))
            .await
            .is_null()
    );
    assert_eq!(code(json!({ "content": "" })).await, 50006);
    let link = json!([{ "type": 1, "components": [{ "type": 2, "style": 5, "label": "x", "url": "http://localhost/" }] }]);
    assert_eq!(
        code(json!({ "content": "x", "components": link })).await,
        50035
    );
    sim.closes_dms(ANA, true);
    assert_eq!(code(json!({ "content": "x" })).await, 50007);
    sim.rate_limit_next(3);
    let (status, body) = call(&sim, "POST", &path, json!({ "content": "x" })).await;
    assert_eq!((status, &body["retry_after"]), (429, &json!(3.0)));
}

#[tokio::test]
async fn files_go_both_ways() {
    let sim = sim().await;
    let id = sim.dm_with(ANA, "look", &[("soup.png", "image/png", b"PNG")]);
    let channel = sim.dm_channel(ANA).unwrap();
    let (_, message) = call(
        &sim,
        "GET",
        &format!("/channels/{channel}/messages/{id}"),
        json!({}),
    )
    .await;
    let url = message["attachments"][0]["url"].as_str().unwrap();
    let got = client().unwrap().get(url).send().await.unwrap();
    assert_eq!(got.headers()["content-type"], "image/png");
    assert_eq!(&got.bytes().await.unwrap()[..], b"PNG");
    let body = "--b\r\nContent-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n{\"content\":\"menu\"}\r\n--b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"menu.pdf\"\r\nContent-Type: application/pdf\r\n\r\nPDF\r\n--b--\r\n";
    let request = client().unwrap().post(format!(
        "{}/api/v10/channels/{channel}/messages",
        sim.api_url()
    ));
    let request = request.header("authorization", format!("Bot {}", DiscordSim::TOKEN));
    let request = request
        .header("content-type", "multipart/form-data; boundary=b")
        .body(body);
    assert_eq!(request.send().await.unwrap().status(), 200);
    let file = sim.dms_to(ANA).remove(0).files.remove(0);
    assert_eq!(
        (file.name.as_str(), &file.content[..]),
        ("menu.pdf", &b"PDF"[..])
    );
}

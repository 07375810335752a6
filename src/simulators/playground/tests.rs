//! The playground's back end, over real sockets.

use std::time::Duration;

use axum::routing::post;
use serde_json::{Value, json};

use super::*;
use crate::http::client;
use crate::server::{Bound, Server};
use crate::twilio::TwilioConfig;

const SOON: Duration = Duration::from_secs(10);

struct Stage {
    playground: Playground,
    server: Server,
    _product: Server,
}

async fn stage() -> Stage {
    let take = Router::new().route("/sms", post(|| async { "<Response/>" }));
    let product = Bound::new().await.unwrap().serve(take);
    let playground = Playground {
        twilio: TwilioSim::start(TwilioConfig::default()).await.unwrap(),
        telegram: TelegramSim::start("1:x").await.unwrap(),
        mail: MailSim::start().await.unwrap(),
        discord: DiscordSim::start().await.unwrap(),
        business: "harbor-bistro".into(),
        business_name: "Harbor Bistro".into(),
        business_number: "+15550100000".into(),
        sms_webhook_url: format!("{}/sms", product.url()),
        people: [
            (Device::Phone, "+15550123456"),
            (Device::Mail, "sam@guests.example"),
            (Device::Telegram, "1001"),
            (Device::Discord, "3001"),
        ]
        .map(|(device, id)| Person {
            device,
            id: id.into(),
            name: "Sam".into(),
            role: Role::Customer,
        })
        .into(),
    };
    let server = Bound::new()
        .await
        .unwrap()
        .serve(router(playground.clone()));
    Stage {
        playground,
        server,
        _product: product,
    }
}

impl Stage {
    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/playground/{path}", self.server.url());
        let answer = client()
            .unwrap()
            .post(url)
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or_default())
    }
}

#[tokio::test]
async fn the_page_and_its_parts_come_under_a_strict_policy() {
    let stage = stage().await;
    let fetch = async |path: &str| {
        let answer = client()
            .unwrap()
            .get(format!("{}{path}", stage.server.url()))
            .send()
            .await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        answer.text().await.unwrap()
    };
    let html = fetch("/playground").await;
    assert!(!html.contains("style=\"") && !html.contains("<style") && !html.contains("onclick"));
    let parts = html
        .split('"')
        .filter(|part| part.starts_with("/playground/"));
    let mut count = 0;
    for part in parts {
        fetch(part).await;
        count += 1;
    }
    assert!(count >= 3, "styles and a script");
}

#[tokio::test]
async fn everybody_writes_replies_and_presses_as_their_device_lets_them() {
    let stage = stage().await;
    let say = |device: &str, account: &str, text: &str| {
        let body = json!({ "device": device, "account": account, "text": text });
        stage.post("say", body)
    };
    let (status, texted) = say("phone", "+15550123456", "hi").await;
    assert_eq!((status, &texted["status"]), (200, &json!(200)));
    assert_eq!(say("phone", "+15550123456", "  ").await.0, 422);
    assert_eq!(say("phone", "+15550000000", "hi").await.0, 404);
    assert_eq!(say("mail", "sam@guests.example", "A question").await.0, 200);
    assert_eq!(stage.playground.mail.mailbox().len(), 1);
    assert_eq!(say("discord", "3001", "hello").await.0, 200);
    let (status, said) = say("telegram", "1001", "hello").await;
    assert_eq!(status, 200);
    let mut reply = json!({ "device": "telegram", "account": "1001", "text": "again" });
    reply["reply_to"] = said["id"].clone();
    assert_eq!(stage.post("say", reply.clone()).await.0, 200);
    reply["reply_to"] = "99".into();
    assert_eq!(stage.post("say", reply).await.0, 404, "no such message");
    let press = json!({ "device": "telegram", "account": "1001", "message": "1", "data": "x" });
    assert_eq!(stage.post("press", press).await.0, 404, "no such button");
    assert_eq!(stage.playground.telegram.pending_updates(), 2);
}

#[tokio::test]
async fn a_late_page_hears_the_past_and_the_stream_ends_with_the_simulators() {
    let stage = stage().await;
    stage.playground.telegram.says(1001, "Ana", "before");
    let url = format!("{}/playground/events", stage.server.url());
    let mut answer = client().unwrap().get(url).send().await.unwrap();
    stage.playground.telegram.says(1001, "Ana", "after");
    let mut text = String::new();
    while !text.contains("after") {
        let chunk = tokio::time::timeout(SOON, answer.chunk())
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        text.push_str(&String::from_utf8_lossy(&chunk));
    }
    let (hello, happened) = text.split_once("event: happened").unwrap();
    assert!(hello.starts_with("event: hello") && hello.contains("before"));
    assert!(happened.contains("\"source\":\"telegram\""));
    stage.playground.twilio.stop().await;
    let rest = async { while answer.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(SOON, rest).await.unwrap();
}

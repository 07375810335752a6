//! The simulator judged from both of its sides, over real sockets.

use std::sync::Mutex;

use axum::extract::State as Seen;
use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Form, Router};
use reqwest::Client;
use serde_json::Value;

use super::*;
use crate::server::Bound;

const CUSTOMER: &str = "+15550123456";
const BUSINESS: &str = "+15550199999";
const SOON: Duration = Duration::from_secs(10);

async fn sim() -> TwilioSim {
    TwilioSim::start(TwilioConfig::default()).await.unwrap()
}

async fn send(sim: &TwilioSim, form: &[(&str, &str)]) -> (u16, Value) {
    let (status, value) = try_send(sim, form).await.unwrap();
    (status, value)
}

async fn try_send(sim: &TwilioSim, form: &[(&str, &str)]) -> reqwest::Result<(u16, Value)> {
    let config = sim.config();
    let url = format!(
        "{}/2010-04-01/Accounts/{}/Messages.json",
        sim.url(),
        config.account_sid
    );
    let answer = client()
        .unwrap()
        .post(url)
        .basic_auth(&config.account_sid, Some(&config.auth_token))
        .form(form)
        .send()
        .await?;
    Ok((answer.status().as_u16(), answer.json().await?))
}

type Requests = Arc<Mutex<Vec<(HeaderMap, Vec<(String, String)>)>>>;

/// A product that takes every webhook.
async fn product() -> (Server, Requests) {
    let seen = Requests::default();
    let take = |Seen(seen): Seen<Requests>, headers: HeaderMap, Form(form)| async move {
        seen.lock().unwrap().push((headers, form));
        "<Response/>"
    };
    let router = Router::new()
        .route("/{*any}", post(take))
        .with_state(seen.clone());
    (Bound::new().await.unwrap().serve(router), seen)
}

#[tokio::test]
async fn a_good_message_is_accepted_and_kept() {
    let sim = sim().await;
    let (status, body) = send(
        &sim,
        &[("To", CUSTOMER), ("From", BUSINESS), ("Body", "Hi there")],
    )
    .await;
    assert_eq!(status, 201);
    assert_eq!(body["status"], "queued");
    assert_eq!(body["num_segments"], "1");
    let sent = sim.wait_sent(1, SOON).await;
    assert_eq!(body["sid"], sent[0].sid.as_str());
    assert_eq!(sent[0].body, "Hi there");
}

#[tokio::test]
async fn bad_requests_get_the_codes_of_the_real_one() {
    let sim = sim().await;
    let long = "x".repeat(1_601);
    let cases: [(&[(&str, &str)], u32); 6] = [
        (&[("From", BUSINESS), ("Body", "x")], 21604),
        (&[("To", CUSTOMER), ("From", BUSINESS)], 21602),
        (&[("To", "12"), ("From", BUSINESS), ("Body", "x")], 21211),
        (
            &[("To", CUSTOMER), ("From", BUSINESS), ("Body", &long)],
            21617,
        ),
        (&[("To", CUSTOMER), ("Body", "x")], 21603),
        (&[("To", CUSTOMER), ("From", "?"), ("Body", "x")], 21212),
    ];
    for (form, code) in cases {
        let (status, body) = send(&sim, form).await;
        assert_eq!((status, &body["code"]), (400, &code.into()));
    }
    assert!(sim.sent().is_empty());
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let sim = sim().await;
    let sid = &sim.config().account_sid;
    let url = format!("{}/2010-04-01/Accounts/{sid}.json", sim.url());
    let call = |token: &'static str| {
        client()
            .unwrap()
            .get(&url)
            .basic_auth(sid, Some(token))
            .send()
    };
    let refused = call("wrong").await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], 20003);
    assert_eq!(call("simulated-auth-token").await.unwrap().status(), 200);
}

#[tokio::test]
async fn failures_come_in_the_order_they_were_asked_for() {
    let sim = sim().await;
    let form = [("To", CUSTOMER), ("From", BUSINESS), ("Body", "x")];
    sim.fail_next(1, &Failure::Status(503, 20503));
    sim.fail_next(1, &Failure::RetryAfter(7));
    sim.fail_next(1, &Failure::Cut);
    sim.fail_next(1, &Failure::Drop);
    sim.fail_next(1, &Failure::Delay(1));
    assert_eq!(send(&sim, &form).await.0, 503);
    let (status, body) = send(&sim, &form).await;
    assert_eq!((status, &body["code"]), (429, &20429.into()));
    assert!(try_send(&sim, &form).await.is_err());
    assert_eq!(sim.sent_count(), 0, "a cut request did nothing");
    assert!(try_send(&sim, &form).await.is_err());
    assert_eq!(sim.sent_count(), 1, "a dropped request was carried out");
    assert_eq!(send(&sim, &form).await.0, 201);
}

#[tokio::test]
async fn a_text_reaches_the_webhook_with_its_signature() {
    let (sim, (server, seen)) = (sim().await, product().await);
    let public = "https://desk.example/webhooks/b/sms";
    sim.route("https://desk.example", &server.url());
    let answer = sim.text(public, CUSTOMER, BUSINESS, "hi & bye").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "<Response/>"));
    let (headers, form) = seen.lock().unwrap()[0].clone();
    let expected = signature::sign(&sim.config().auth_token, public, &form);
    assert_eq!(headers["x-twilio-signature"], expected.as_str());
    assert!(form.contains(&("Body".into(), "hi & bye".into())));
    assert!(form.contains(&("MessageSid".into(), answer.sid)));
}

#[tokio::test]
async fn variants_repeat_forge_and_leave_out() {
    let (sim, (server, seen)) = (sim().await, product().await);
    let url = format!("{}/in", server.url());
    let text = InboundSms::new(&url, CUSTOMER, BUSINESS, "x")
        .with_sid("SM1")
        .with_media("http://m");
    sim.deliver(&text).await;
    sim.deliver(&text).await;
    sim.deliver(&text.clone().wrongly_signed()).await;
    sim.deliver(&text.clone().unsigned()).await;
    sim.deliver(&text.signed_for("https://public.example/in"))
        .await;
    let seen = seen.lock().unwrap();
    let signature = |n: usize| seen[n].0.get("x-twilio-signature").cloned();
    assert_eq!(seen[0].1, seen[1].1, "a repeat is the same request");
    assert_eq!(signature(0), signature(1));
    assert_ne!(signature(0), signature(2));
    assert_eq!(signature(3), None);
    assert_ne!(signature(0), signature(4));
    assert!(seen[0].1.contains(&("NumMedia".into(), "1".into())));
}

#[tokio::test]
async fn a_product_that_is_down_is_told_apart() {
    let sim = sim().await;
    let (server, _) = product().await;
    let url = server.url();
    server.stop().await;
    let answer = sim.text(&url, CUSTOMER, BUSINESS, "anyone?").await;
    assert_eq!((answer.status, answer.is_success()), (0, false));
}

#[tokio::test]
async fn who_said_stop_gets_nothing_when_twilio_handles_it() {
    let (sim, (server, _seen)) = (sim().await, product().await);
    let form = [("To", CUSTOMER), ("From", BUSINESS), ("Body", "x")];
    sim.text(&server.url(), CUSTOMER, BUSINESS, "STOP").await;
    assert_eq!(send(&sim, &form).await.0, 201, "off at first");
    sim.twilio_handles_stop(true);
    sim.text(&server.url(), CUSTOMER, BUSINESS, " stop ").await;
    let (status, body) = send(&sim, &form).await;
    assert_eq!((status, &body["code"]), (400, &21610.into()));
    sim.text(&server.url(), CUSTOMER, BUSINESS, "START").await;
    assert_eq!(send(&sim, &form).await.0, 201);
}

#[tokio::test]
async fn receipts_follow_in_order_and_signed() {
    let (sim, (server, seen)) = (sim().await, product().await);
    let url = format!("{}/status", server.url());
    let form = [
        ("To", CUSTOMER),
        ("From", BUSINESS),
        ("Body", "x"),
        ("StatusCallback", &url),
    ];
    sim.receipts_end_with("undelivered", Some(30003));
    let mut feed = sim.subscribe();
    send(&sim, &form).await;
    let mut statuses = Vec::new();
    while statuses.len() < 2 {
        if let TwilioEvent::Receipt { status, .. } = feed.live.recv().await.unwrap() {
            statuses.push(status);
        }
    }
    assert_eq!(statuses, ["sent", "undelivered"]);
    let seen = seen.lock().unwrap();
    assert!(seen[1].1.contains(&("ErrorCode".into(), "30003".into())));
    let expected = signature::sign(&sim.config().auth_token, &url, &seen[1].1);
    assert_eq!(seen[1].0["x-twilio-signature"], expected.as_str());
}

#[tokio::test]
async fn the_server_ends_with_its_last_handle() {
    let sim = sim().await;
    let (url, other) = (sim.url(), sim.clone());
    drop(sim);
    let get = || Client::get(&client().unwrap(), &url).send();
    assert_eq!(get().await.unwrap().status(), 404);
    drop(other);
    let gone = async { while get().await.is_ok() {} };
    tokio::time::timeout(SOON, gone).await.unwrap();
}

#[tokio::test]
async fn a_file_of_a_text_wants_the_credentials_once_and_not_twice() {
    let (sim, (server, seen)) = (sim().await, product().await);
    let url = format!("{}/in", server.url());
    let text = InboundSms::new(&url, CUSTOMER, BUSINESS, "").with_file("image/png", b"PIXELS");
    sim.deliver(&text).await;
    let form = seen.lock().unwrap()[0].1.clone();
    let file = &form.iter().find(|(n, _)| n == "MediaUrl0").unwrap().1;
    assert!(form.contains(&("MediaContentType0".into(), "image/png".into())));
    let client = client().unwrap();
    assert_eq!(client.get(file).send().await.unwrap().status(), 401);
    let config = sim.config();
    let asked = client
        .get(file)
        .basic_auth(&config.account_sid, Some(&config.auth_token));
    let moved = asked.send().await.unwrap();
    assert_eq!(moved.status(), 307);
    let kept = format!(
        "{}{}",
        sim.url(),
        moved.headers()["location"].to_str().unwrap()
    );
    let told = client.get(&kept).basic_auth("a", Some("b")).send().await;
    assert_eq!(told.unwrap().status(), 400);
    let content = client.get(&kept).send().await.unwrap().bytes().await;
    assert_eq!(&content.unwrap()[..], b"PIXELS");
}

#[tokio::test]
async fn whatsapp_and_texts_do_not_mix() {
    let sim = sim().await;
    let pair = |from: &'static str, to: &'static str| [("To", to), ("From", from), ("Body", "x")];
    let number = "whatsapp:+15550123456";
    let (status, body) = send(&sim, &pair("+15550199999", number)).await;
    assert_eq!((status, &body["code"]), (400, &21910.into()));
    let (status, _) = send(&sim, &pair("whatsapp:+15550199999", number)).await;
    assert_eq!(status, 201);
}

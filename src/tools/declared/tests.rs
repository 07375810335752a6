//! Declared tools against a server on loopback.

use super::*;
use crate::testing::context;
use axum::{
    Router,
    body::Bytes as Body,
    extract::State,
    http::{HeaderMap as Headers, StatusCode, Uri},
    response::{IntoResponse, Redirect},
    routing::any,
};
use frontdesk_core::{
    Address, ErrorKind, MessageId,
    tool::{Effect, Identity, Wrote},
};
use serde_json::json;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// What the shop has heard: method and target, headers, body.
type Heard = Arc<Mutex<Vec<(String, Headers, String)>>>;

struct Shop {
    port: u16,
    heard: Heard,
}

async fn shop() -> Shop {
    let heard = Heard::default();
    let hear = |State(heard): State<Heard>,
                method: Method,
                uri: Uri,
                headers: Headers,
                body: Body| async move {
        let body = String::from_utf8_lossy(&body).into_owned();
        let entry = (format!("{method} {uri}"), headers, body);
        heard.lock().unwrap().push(entry);
        let last = uri.path().rsplit('/').next().unwrap_or_default();
        match last {
            "slow" => {
                tokio::time::sleep(Duration::from_secs(20)).await;
                "late".into_response()
            }
            "moved" => Redirect::temporary("/orders/1042").into_response(),
            "page" => (StatusCode::NOT_FOUND, [("content-type", "text/html")], "<h1>no</h1>").into_response(),
            "empty" => StatusCode::NO_CONTENT.into_response(),
            "echo" => format!("{:?}", "Bearer t0ken-of-shop and t0ken-of-shop").into_response(),
            code if code.len() == 3 && code.parse::<u16>().is_ok() => {
                let status = StatusCode::from_bytes(code.as_bytes()).unwrap();
                (status, "the order number has eight digits, t0ken-of-shop").into_response()
            }
            _ => axum::Json(json!({"status": "sent", "eta": "2026-03-12", "inner": {"cost": 3}, "lines": [{"name": "mug"}]})).into_response(),
        }
    };
    let app = Router::new().fallback(any(hear)).with_state(heard.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, app).await });
    Shop { port, heard }
}

impl Shop {
    fn declaration(&self, of: Value) -> Declaration {
        let mut of = of;
        let path = of["url"].as_str().unwrap_or("/orders/{order}").to_owned();
        let fields = of.as_object_mut().unwrap();
        fields.insert(
            "url".into(),
            format!("http://127.0.0.1:{}{path}", self.port).into(),
        );
        for (name, value) in [
            ("name", json!("order_status")),
            ("description", json!("Tells where an order is.")),
            ("parameters", json!({"order": {"type": "string"}})),
            ("headers", json!({"Authorization": "Bearer t0ken-of-shop"})),
            ("allow_private", json!([format!("127.0.0.1:{}", self.port)])),
        ] {
            fields.entry(name).or_insert(value);
        }
        serde_json::from_value(of).unwrap()
    }

    fn tool(&self, of: Value) -> Declared {
        let declaration = self.declaration(of);
        declared(&[declaration])
            .map_err(|f| format!("{f:?}"))
            .unwrap()
            .remove(0)
    }

    fn heard(&self) -> Vec<(String, Headers, String)> {
        self.heard.lock().unwrap().clone()
    }
}

fn turn() -> ToolContext {
    context("2026-03-10T12:00", "where is my order?")
}

fn proven() -> ToolContext {
    let known = |a: &str| a.parse::<Address>().unwrap();
    ToolContext {
        identity: Identity {
            sender: Some(known("sms:+15550123")),
            proven: vec![
                known("email:old@b.example"),
                known("sms:+15550123"),
                known("email:new@b.example"),
            ],
        },
        ..turn()
    }
}

#[tokio::test]
async fn a_reading_tool_shows_the_model_what_it_is_to_see() {
    let shop = shop().await;
    let tool = shop.tool(
        json!({"url": "/orders/{order}?full=1", "show": ["/status", "/lines/0/name", "/none"]}),
    );
    let output = tool.call(&turn(), json!({"order": "10/42"})).await.unwrap();
    let seen: Value = serde_json::from_str(&output.text).unwrap();
    assert_eq!(seen, json!({"status": "sent", "lines/0/name": "mug"}));
    assert!(!output.failed && output.wrote.is_none() && !tool.writes());
    let (asked, headers, _) = &shop.heard()[0];
    assert_eq!(asked, "GET /orders/10%2F42?full=1");
    assert_eq!(headers["authorization"], "Bearer t0ken-of-shop");
    assert!(!headers.contains_key("idempotency-key"));

    let whole = shop
        .tool(json!({}))
        .call(&turn(), json!({"order": "1"}))
        .await
        .unwrap();
    assert!(whole.text.contains("\"cost\":3"), "{}", whole.text);
    let moved = shop
        .tool(json!({}))
        .call(&turn(), json!({"order": "moved"}))
        .await
        .unwrap();
    assert!(moved.text.contains("sent"), "{}", moved.text);
}

#[tokio::test]
async fn wrong_arguments_are_named_and_nothing_is_sent() {
    let shop = shop().await;
    let tool =
        shop.tool(json!({"parameters": {"order": {"type": "string", "pattern": "^[0-9.]+$"}}}));
    for wrong in [
        json!({}),
        json!({"order": "x"}),
        json!({"order": ".."}),
        json!({"order": "1", "email": "a@b.example"}),
    ] {
        let error = tool.call(&turn(), wrong).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    assert!(shop.heard().is_empty());
}

#[tokio::test]
async fn refusals_are_told_without_secrets() {
    let shop = shop().await;
    let tool = shop.tool(json!({}));
    for (order, part) in [
        (
            "404",
            "404 Not Found: the server refused it: the order number has eight digits, ***",
        ),
        ("401", "does not accept this program's credentials"),
        ("429", "fewer calls"),
        ("500", "the server failed"),
        ("page", "it does not say why"),
        ("echo", "*** and ***"),
        ("empty", "done, without an answer"),
    ] {
        let output = tool.call(&turn(), json!({"order": order})).await.unwrap();
        assert!(output.text.contains(part), "{order}: {}", output.text);
        assert!(!output.text.contains("t0ken"), "{}", output.text);
        assert!(output.wrote.is_none() && output.effects.is_empty());
    }
}

#[tokio::test]
async fn a_tool_that_writes_needs_proof_and_sends_what_is_proven() {
    let shop = shop().await;
    let of = json!({"method": "POST", "url": "/orders/{order}/refund", "from_engine": {"email": "customer.address.email", "who": "customer.id"}});
    let tool = shop.tool(of);
    let refused = tool.call(&turn(), json!({"order": "1042"})).await.unwrap();
    assert!(
        refused.failed && refused.wrote.is_none() && refused.text.contains("code"),
        "{}",
        refused.text
    );
    // The model cannot bring it along either.
    let forged = json!({"order": "1042", "email": "eve@b.example"});
    assert!(tool.call(&proven(), forged).await.is_err());
    assert!(shop.heard().is_empty());

    let context = proven();
    let made = tool.call(&context, json!({"order": "1042"})).await.unwrap();
    assert_eq!(made.wrote, Some(Wrote::Done));
    let (asked, headers, body) = &shop.heard()[0];
    assert_eq!(asked, "POST /orders/1042/refund");
    assert_eq!(headers["content-type"], "application/json");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        body,
        json!({"email": "new@b.example", "who": context.customer.to_string()})
    );
    // Proven, but not on this kind of channel.
    let mut other = proven();
    other.identity.proven.retain(|a| a.kind() == "sms");
    assert!(
        tool.call(&other, json!({"order": "1042"}))
            .await
            .unwrap()
            .failed
    );
    assert_eq!(shop.heard().len(), 1);
}

#[tokio::test]
async fn the_key_is_the_same_for_the_same_call_on_account_of_the_same_message() {
    let shop = shop().await;
    let tool = shop.tool(json!({
        "method": "POST", "url": "/orders", "body": {"id": "{order}", "n": "{n}"},
        "parameters": {"order": {"type": "string"}, "n": {"type": "integer"}},
    }));
    let context = proven();
    let next = ToolContext {
        answers: MessageId::new(),
        ..context.clone()
    };
    for (context, arguments) in [
        (&context, json!({"order": "1", "n": 2})),
        (&context, json!({"n": 2, "order": "1"})),
        (&context, json!({"order": "1", "n": 3})),
        (&next, json!({"order": "1", "n": 2})),
    ] {
        tool.call(context, arguments).await.unwrap();
    }
    let heard = shop.heard();
    let keys: Vec<&str> = heard
        .iter()
        .map(|(_, h, _)| h["idempotency-key"].to_str().unwrap())
        .collect();
    assert!(
        keys[0].starts_with('"') && keys[0].len() == 38,
        "{}",
        keys[0]
    );
    assert_eq!(keys[0], keys[1]);
    assert!(keys[2] != keys[0] && keys[3] != keys[0] && keys[2] != keys[3]);
    assert_eq!(heard[0].2, r#"{"id":"1","n":2}"#);
}

#[tokio::test]
async fn the_unknown_end_of_a_write_goes_to_people_and_a_refused_one_does_not() {
    let shop = shop().await;
    let tool = shop.tool(json!({"method": "DELETE", "timeout_ms": 200}));
    for order in ["slow", "500", "502"] {
        let output = tool.call(&proven(), json!({"order": order})).await.unwrap();
        assert_eq!(output.wrote, Some(Wrote::Unclear), "{order}");
        assert!(
            output.text.starts_with("unclear")
                && matches!(output.effects[..], [Effect::HandOff { .. }])
        );
    }
    for order in ["409", "503", "moved"] {
        let output = tool.call(&proven(), json!({"order": order})).await.unwrap();
        assert_eq!(
            (output.wrote, output.effects.len()),
            (Some(Wrote::Refused), 0),
            "{order}"
        );
    }
    let nobody = Declaration {
        url: "http://127.0.0.1:1/{order}".into(),
        allow_private: vec!["127.0.0.1".into()],
        ..shop.declaration(json!({"method": "POST"}))
    };
    let nobody = declared(&[nobody])
        .map_err(|f| format!("{f:?}"))
        .unwrap()
        .remove(0);
    let output = nobody.call(&proven(), json!({"order": "1"})).await.unwrap();
    assert!(
        output.wrote.is_none() && output.text.contains("nothing was done"),
        "{}",
        output.text
    );
}

#[tokio::test]
async fn where_somebody_writes_from_is_good_for_reading() {
    let shop = shop().await;
    let of = json!({"url": "/mine?mail={email}", "parameters": {}, "from_engine": {"email": "sender.address.email"}});
    let tool = shop.tool(of);
    let mut context = turn();
    assert!(tool.call(&context, json!({})).await.unwrap().failed);
    context.identity.sender = Some("email:maria@b.example".parse().unwrap());
    assert!(!tool.call(&context, json!({})).await.unwrap().failed);
    assert_eq!(shop.heard()[0].0, "GET /mine?mail=maria%40b.example");
}

/// What is changed in a right declaration, and the key that is then named.
const WRONG: &str = r#"
name | {"name": "Order Status"}
name | {"name": "remember"}
description | {"description": " "}
method | {"method": "get"}
timeout_ms | {"timeout_ms": 60000}
headers | {"headers": {"Host": "evil.example"}}
headers | {"headers": {"X-Key": "a\nb"}}
parameters | {"parameters": {"order": {"type": "string", "anyOf": []}}}
parameters | {"parameters": {"order": {"type": "string"}, "spare": {"type": "string"}}}
url | {"url": "/orders/{other}"}
url | {"parameters": {"order": {"type": "array", "items": {"type": "string"}}}}
url | {"parameters": {"order": {"type": "string", "optional": true}}}
url | {"allow_private": []}
url | {"allow_private": ["127.0.0.1:1"]}
body | {"body": {"a": "b"}}
body | {"method": "POST", "body": {"a": "{other}"}}
show | {"show": ["status"]}
from_engine | {"from_engine": {"order": "customer.id"}}
from_engine | {"from_engine": {"x": "customer.name"}}
from_engine | {"method": "POST", "from_engine": {"x": "sender.address.email"}}
allow_private | {"allow_private": ["10.0.0.0/8"]}
"#;

fn keys_of(declarations: &[Declaration]) -> Vec<&'static str> {
    let faults = declared(declarations).err().unwrap_or_default();
    faults.iter().map(|(_, f)| f.key).collect()
}

#[tokio::test]
async fn a_declaration_that_cannot_be_right_names_its_key() {
    let shop = shop().await;
    assert!(keys_of(&[shop.declaration(json!({}))]).is_empty());
    for line in WRONG.trim().lines() {
        let (key, change) = line.split_once(" | ").unwrap();
        let declaration = shop.declaration(serde_json::from_str(change).unwrap());
        assert_eq!(keys_of(&[declaration]), [key], "{change}");
    }
    for url in [
        "http://10.0.0.7/{order}",
        "http://2852039166/{order}",
        "https://{order}/x",
    ] {
        let wrong = Declaration {
            url: url.into(),
            ..shop.declaration(json!({}))
        };
        assert_eq!(keys_of(&[wrong]), ["url"], "{url}");
    }
    let two = [shop.declaration(json!({})), shop.declaration(json!({}))];
    assert_eq!(keys_of(&two), ["name"]);
    assert!(!format!("{:?}", two[0]).contains("t0ken"));
}

//! The simulator judged from both of its sides, over real sockets.

use axum::Router;
use axum::extract::State as Seen;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};

use super::*;

const TOKEN: &str = "123456:simulated";
const ANA: i64 = 1001;
const SOON: Duration = Duration::from_secs(10);

async fn sim() -> TelegramSim {
    let sim = TelegramSim::start(TOKEN).await.unwrap();
    sim.introduce(ANA, "Ana");
    sim
}

async fn call(sim: &TelegramSim, method: &str, body: Value) -> Value {
    let url = format!("{}/bot{TOKEN}/{method}", sim.url());
    client()
        .unwrap()
        .post(url)
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

fn description(answer: &Value) -> &str {
    assert_eq!(answer["ok"], false, "{answer}");
    answer["description"].as_str().unwrap()
}

fn ids(answer: &Value) -> Vec<i64> {
    let updates = answer["result"].as_array().unwrap();
    updates
        .iter()
        .map(|update| update["update_id"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn get_me_has_the_fields_that_clients_require() {
    let sim = sim().await;
    let me = &call(&sim, "GetMe", json!({})).await["result"];
    assert_eq!(
        (me["id"].as_i64(), me["is_bot"].as_bool()),
        (Some(123_456), Some(true))
    );
    for field in [
        "username",
        "can_join_groups",
        "supports_inline_queries",
        "has_main_web_app",
    ] {
        assert!(!me[field].is_null(), "{field}");
    }
    let url = format!("{}/bot1:x/getMe", sim.url());
    assert_eq!(
        client().unwrap().get(url).send().await.unwrap().status(),
        401
    );
    assert_eq!(
        call(&sim, "flyToTheMoon", json!({})).await["error_code"],
        404
    );
}

#[tokio::test]
async fn updates_below_the_offset_are_forgotten() {
    let sim = sim().await;
    for text in ["one", "two", "three"] {
        sim.says(ANA, "Ana", text);
    }
    let first = call(&sim, "getUpdates", json!({ "limit": 2 })).await;
    let seen = ids(&first);
    assert_eq!(first["result"][0]["message"]["text"], "one");
    assert_eq!(
        first["result"][0]["message"]["chat"],
        json!({
            "id": ANA, "first_name": "Ana", "type": "private"
        })
    );
    assert_eq!(
        ids(&call(&sim, "getUpdates", json!({ "limit": 2 })).await),
        seen,
        "unconfirmed"
    );
    let rest = call(&sim, "getUpdates", json!({ "offset": seen[1] + 1 })).await;
    assert_eq!(ids(&rest), [seen[1] + 1]);
    assert_eq!(sim.pending_updates(), 1);
    let none = call(&sim, "getUpdates", json!({ "offset": seen[1] + 2 })).await;
    assert!(ids(&none).is_empty());
    assert!(sim.wait_drained(SOON).await);
}

#[tokio::test]
async fn a_long_poll_returns_with_the_message() {
    let sim = sim().await;
    let poll = tokio::spawn({
        let sim = sim.clone();
        async move { call(&sim, "GetUpdates", json!({ "timeout": 30 })).await }
    });
    let polling = || (held(&sim.shared.state).poll == 1).then_some(());
    sim.shared.changes.until(SOON, polling).await.unwrap();
    sim.says(ANA, "Ana", "/start now");
    let answer = tokio::time::timeout(SOON, poll).await.unwrap().unwrap();
    let entity = json!({ "type": "bot_command", "offset": 0, "length": 6 });
    assert_eq!(answer["result"][0]["message"]["entities"][0], entity);
}

#[tokio::test]
async fn a_second_poll_ends_the_first_with_a_conflict() {
    let sim = sim().await;
    let first = tokio::spawn({
        let sim = sim.clone();
        async move { call(&sim, "getUpdates", json!({ "timeout": 30 })).await }
    });
    let polling = || (held(&sim.shared.state).poll == 1).then_some(());
    sim.shared.changes.until(SOON, polling).await.unwrap();
    call(&sim, "getUpdates", json!({})).await;
    assert!(description(&first.await.unwrap()).starts_with("Conflict: terminated by other"));
}

#[tokio::test]
async fn a_message_has_text_markup_buttons_and_the_message_it_replies_to() {
    let sim = sim().await;
    let question = sim.says(ANA, "Ana", "hello?");
    let answer = call(
        &sim,
        "SendMessage",
        json!({
            "chat_id": ANA,
            "text": "<b>Case 7</b> a &amp; b",
            "parse_mode": "HTML",
            "reply_parameters": { "message_id": question },
            "reply_markup": { "inline_keyboard": [[{ "text": "Claim", "callback_data": "c:7" }]] },
        }),
    )
    .await;
    let result = &answer["result"];
    assert_eq!(result["text"], "Case 7 a & b");
    assert_eq!(
        result["entities"][0],
        json!({ "type": "bold", "offset": 0, "length": 6 })
    );
    assert_eq!(result["reply_to_message"]["message_id"], question);
    assert_eq!(result["from"]["is_bot"], true);
    assert!(result["date"].is_i64());
    let message = sim
        .wait_message(ANA, |m| m.text.contains("Case 7"), SOON)
        .await
        .unwrap();
    assert_eq!(message.html, "<b>Case 7</b> a &amp; b");
    assert_eq!(message.button("Claim"), Some("c:7"));
    assert_eq!(message.reply_to, Some(question));
}

#[tokio::test]
async fn what_telegram_refuses_is_refused() {
    let sim = sim().await;
    let refused =
        async |body: Value| description(&call(&sim, "sendMessage", body).await).to_owned();
    let to_ana = |text: &str| json!({ "chat_id": ANA, "text": text, "parse_mode": "HTML" });
    assert_eq!(
        refused(json!({ "chat_id": 5, "text": "x" })).await,
        "Bad Request: chat not found"
    );
    assert_eq!(
        refused(to_ana("  ")).await,
        "Bad Request: message text is empty"
    );
    assert!(
        refused(to_ana("<p>x</p>"))
            .await
            .contains("can't parse entities: Unsupported start")
    );
    let long = "😀".repeat(2_049);
    assert_eq!(
        refused(to_ana(&long)).await,
        "Bad Request: message is too long"
    );
    let fits = to_ana(&format!("<b>{}</b>", "😀".repeat(2_048)));
    assert_eq!(
        call(&sim, "sendMessage", fits).await["ok"],
        true,
        "measured after parsing"
    );
    let mut reply = to_ana("x");
    reply["reply_to_message_id"] = 99.into();
    assert_eq!(
        refused(reply).await,
        "Bad Request: message to be replied not found"
    );
    let mut keyed = to_ana("x");
    let data = "d".repeat(65);
    keyed["reply_markup"] =
        json!({ "inline_keyboard": [[{ "text": "a", "callback_data": data }]] });
    assert_eq!(refused(keyed).await, "Bad Request: BUTTON_DATA_INVALID");
    sim.blocks(ANA, true);
    assert_eq!(
        refused(to_ana("x")).await,
        "Forbidden: bot was blocked by the user"
    );
}

#[tokio::test]
async fn edits_keep_what_stood_there() {
    let sim = sim().await;
    let sent = call(
        &sim,
        "sendMessage",
        json!({ "chat_id": ANA, "text": "open" }),
    )
    .await;
    let id = sent["result"]["message_id"].as_i64().unwrap();
    let edit = async |text: &str| {
        let body = json!({ "chat_id": ANA, "message_id": id, "text": text });
        call(&sim, "EditMessageText", body).await
    };
    assert!(description(&edit("open").await).contains("message is not modified"));
    let edited = edit("claimed by Ana").await;
    assert!(edited["result"]["edit_date"].is_i64());
    assert_eq!(sim.messages(ANA)[0].edits, ["open"]);
    assert_eq!(sim.messages(ANA)[0].text, "claimed by Ana");
    let other = json!({ "chat_id": ANA, "message_id": 999, "text": "x" });
    let answer = call(&sim, "editMessageText", other).await;
    assert_eq!(
        description(&answer),
        "Bad Request: message to edit not found"
    );
}

#[tokio::test]
async fn a_pressed_button_comes_as_a_callback_and_is_answered_once() {
    let sim = sim().await;
    call(
        &sim,
        "sendMessage",
        json!({
            "chat_id": ANA,
            "text": "card",
            "reply_markup": { "inline_keyboard": [[{ "text": "Claim", "callback_data": "c" }]] },
        }),
    )
    .await;
    let id = sim.messages(ANA)[0].message_id;
    assert_eq!(sim.presses(ANA, id, "other"), None, "no such button");
    let callback = sim.presses(ANA, id, "c").unwrap();
    let query = &call(&sim, "getUpdates", json!({})).await["result"][0]["callback_query"];
    assert_eq!(
        (&query["id"], &query["data"]),
        (&json!(callback), &json!("c"))
    );
    assert_eq!(query["message"]["message_id"], id);
    assert_eq!(query["from"]["id"], ANA);
    let answer = json!({ "callback_query_id": callback, "text": "Yours" });
    assert_eq!(
        call(&sim, "answerCallbackQuery", answer.clone()).await["result"],
        true
    );
    assert!(description(&call(&sim, "answerCallbackQuery", answer).await).contains("too old"));
    let answered = sim.wait_callback_answer(&callback, SOON).await.unwrap();
    assert_eq!(answered.text.as_deref(), Some("Yours"));
}

#[tokio::test]
async fn replies_and_actions_are_seen() {
    let sim = sim().await;
    call(
        &sim,
        "sendChatAction",
        json!({ "chat_id": ANA, "action": "typing" }),
    )
    .await;
    assert_eq!(sim.chat_actions(ANA), ["typing"]);
    call(
        &sim,
        "sendMessage",
        json!({ "chat_id": ANA, "text": "card" }),
    )
    .await;
    let card = sim.messages(ANA)[0].message_id;
    assert_eq!(sim.replies(ANA, 999, "x"), None);
    sim.replies(ANA, card, "on my way").unwrap();
    let updates = call(&sim, "getUpdates", json!({})).await;
    let replied = &updates["result"][0]["message"]["reply_to_message"];
    assert_eq!(
        (&replied["message_id"], &replied["from"]["is_bot"]),
        (&json!(card), &json!(true))
    );
}

#[tokio::test]
async fn failures_are_those_of_one_method() {
    let sim = sim().await;
    sim.fail_next("sendMessage", 1, &Failure::RetryAfter(3));
    sim.fail_next("sendMessage", 1, &Failure::Drop);
    let body = json!({ "chat_id": ANA, "text": "x" });
    assert_eq!(call(&sim, "getMe", json!({})).await["ok"], true);
    let limited = call(&sim, "sendMessage", body.clone()).await;
    assert_eq!(limited["parameters"]["retry_after"], 3);
    let url = format!("{}/bot{TOKEN}/sendMessage", sim.url());
    assert!(
        client()
            .unwrap()
            .post(url)
            .json(&body)
            .send()
            .await
            .is_err()
    );
    assert_eq!(
        sim.messages(ANA).len(),
        1,
        "dropped after it was carried out"
    );
}

#[tokio::test]
async fn a_webhook_gets_each_update_until_it_takes_it() {
    let sim = sim().await;
    let seen: Arc<Mutex<Vec<(HeaderMap, Value)>>> = Arc::default();
    let take = |Seen(seen): Seen<Arc<Mutex<Vec<_>>>>,
                headers: HeaderMap,
                body: axum::Json<Value>| async move {
        let mut seen = seen.lock().unwrap();
        seen.push((headers, body.0));
        if seen.len() < 2 {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::OK
        }
    };
    let router = Router::new()
        .route("/tg", post(take))
        .with_state(seen.clone());
    let product = Bound::new().await.unwrap().serve(router);
    sim.route("https://desk.example", &product.url());

    let plain = json!({ "url": "http://desk.test/tg" });
    assert!(description(&call(&sim, "setWebhook", plain).await).contains("HTTPS url"));
    let hook = json!({ "url": "https://desk.example/tg", "secret_token": "s3cret" });
    assert_eq!(call(&sim, "setWebhook", hook).await["result"], true);
    assert!(description(&call(&sim, "getUpdates", json!({})).await).starts_with("Conflict"));
    sim.says(ANA, "Ana", "hi");
    assert!(sim.wait_drained(SOON).await);
    {
        let seen = seen.lock().unwrap();
        assert_eq!(seen.len(), 2);
        assert_eq!(seen[0].1, seen[1].1, "the same update again");
        assert_eq!(seen[0].0["x-telegram-bot-api-secret-token"], "s3cret");
    }
    call(&sim, "deleteWebhook", json!({})).await;
    assert_eq!(call(&sim, "getUpdates", json!({})).await["ok"], true);
}

//! The bot against a Telegram that answers as told: what is asked of it, in which order, and when an update counts as taken.

use super::fixture::{TOKEN, bot};
use crate::{
    conformance::outbound,
    limits,
    stub::{Act, Seen, Stub},
};
use async_trait::async_trait;
use frontdesk_core::{
    Address, BusinessId, DeliveryId, Error, ErrorKind, InboxName, ProviderId, Route, Timestamp,
    channel::{History, Intake, Progress, Quarantined, Received, Stop},
    message::{Author, Button, Content, Inbound, Outbound},
};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::sync::Notify;

/// An intake that fails as often as told, then keeps what it gets.
#[derive(Default)]
struct Kept {
    failures: Mutex<u32>,
    inbound: Mutex<Vec<Inbound>>,
}

#[async_trait]
impl Intake for Kept {
    async fn receive(&self, inbound: Inbound) -> Result<Received, Error> {
        let mut failures = self.failures.lock().unwrap();
        if *failures > 0 {
            *failures -= 1;
            return Err(Error::new(ErrorKind::Disk, "keeping a message"));
        }
        self.inbound.lock().unwrap().push(inbound);
        Ok(Received {
            new: true,
            seq: 1,
            notice: Some("Claimed".into()),
        })
    }

    async fn history(&self, _: &BusinessId, _: &Route, _: u64, _: usize) -> Result<History, Error> {
        Err(Error::new(ErrorKind::Unexpected, "not asked here"))
    }

    async fn quarantine(
        &self,
        _: &BusinessId,
        _: &InboxName,
        _: Quarantined,
        _: Timestamp,
    ) -> Result<(), Error> {
        Err(Error::new(ErrorKind::Unexpected, "not asked here"))
    }
}

fn ok(result: Value) -> Act {
    Act::Answer(200, "", json!({ "ok": true, "result": result }).to_string())
}

fn no(code: u16, words: &str) -> Act {
    let body = json!({ "ok": false, "error_code": code, "description": words });
    Act::Answer(code, "", body.to_string())
}

fn method(seen: &Seen) -> &str {
    seen.target.rsplit('/').next().unwrap()
}

fn params(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).unwrap()
}

fn update(file: &str) -> Value {
    serde_json::from_str(file).unwrap()
}

/// Listens while Telegram answers the polls with `answers` in turn; ends when they are used up.
async fn listened(
    answers: Vec<Act>,
    kept: Arc<Kept>,
    more: &str,
) -> (Result<(), Error>, Vec<Seen>) {
    let over = Arc::new(Notify::new());
    let done = over.clone();
    let left = Mutex::new(VecDeque::from(answers));
    let stub = Stub::start(move |seen| {
        if method(seen) != "GetUpdates" {
            return ok(true.into());
        }
        let next = left.lock().unwrap().pop_front();
        next.unwrap_or_else(|| {
            done.notify_one();
            ok(json!([]))
        })
    })
    .await;
    let stop: Stop = Box::pin(async move { over.notified().await });
    let result = bot(&stub.url, more).listen(kept, stop).await;
    let mut seen = stub.seen();
    // When the bot asks for its own name does not matter here.
    seen.retain(|s| method(s) != "GetMe");
    (result, seen)
}

#[tokio::test]
async fn an_update_is_acknowledged_only_once_it_is_kept() {
    let text = update(include_str!("fixtures/text.json"));
    let press = update(include_str!("fixtures/press.json"));
    let kept = Arc::new(Kept::default());
    *kept.failures.lock().unwrap() = 1;
    let (result, seen) = listened(vec![ok(json!([text, press]))], kept.clone(), "").await;
    result.unwrap();
    let ids: Vec<String> = kept
        .inbound
        .lock()
        .unwrap()
        .iter()
        .map(|i| i.provider_id.0.clone())
        .collect();
    assert_eq!(
        ids,
        ["1001/57", "cb/4298374100917"],
        "tried again, not skipped"
    );
    let calls: Vec<&str> = seen.iter().map(method).collect();
    assert_eq!(
        calls,
        [
            "DeleteWebhook",
            "GetUpdates",
            "AnswerCallbackQuery",
            "GetUpdates"
        ]
    );
    assert_eq!(params(&seen[1]).get("offset"), None);
    assert_eq!(
        params(&seen[1])["allowed_updates"],
        json!(["message", "edited_message", "callback_query"])
    );
    assert_eq!(params(&seen[2])["text"], "Claimed");
    assert_eq!(params(&seen[3])["offset"], 84_120_010);
    assert_eq!(seen[1].target, format!("POST /bot{TOKEN}/GetUpdates"));
}

/// Fails where the program would have waited for Telegram to end the poll.
async fn ends_without_waiting(listening: impl Future<Output = Result<(), Error>>) {
    let patience = limits::POLL_TIMEOUT / 2;
    tokio::time::timeout(patience, listening)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_poll_in_flight_is_dropped_at_the_stop() {
    let asked = Arc::new(Notify::new());
    let polled = asked.clone();
    let stub = Stub::start(move |seen| {
        if method(seen) != "GetUpdates" {
            return ok(true.into());
        }
        polled.notify_one();
        Act::Hold
    })
    .await;
    let stop: Stop = Box::pin(async move { asked.notified().await });
    ends_without_waiting(bot(&stub.url, "").listen(Arc::new(Kept::default()), stop)).await;
}

#[tokio::test]
async fn what_was_not_taken_at_the_stop_stays_with_telegram() {
    let press = update(include_str!("fixtures/press.json"));
    let text = update(include_str!("fixtures/text.json"));
    let pressed = Arc::new(Notify::new());
    let seen_press = pressed.clone();
    let stub = Stub::start(move |seen| match method(seen) {
        "GetUpdates" => ok(json!([press, text])),
        // The stop comes while the pressed button is answered.
        "AnswerCallbackQuery" => {
            seen_press.notify_one();
            Act::Hold
        }
        _ => ok(true.into()),
    })
    .await;
    let kept = Arc::new(Kept::default());
    let stop: Stop = Box::pin(async move { pressed.notified().await });
    ends_without_waiting(bot(&stub.url, "").listen(kept.clone(), stop)).await;
    assert_eq!(kept.inbound.lock().unwrap().len(), 1);
    let polls = stub
        .seen()
        .iter()
        .filter(|s| method(s) == "GetUpdates")
        .count();
    assert_eq!(polls, 1, "nothing more is acknowledged");
}

#[tokio::test]
async fn an_update_of_a_later_api_does_not_hold_up_the_ones_behind_it() {
    let unknown = update(include_str!("fixtures/update_of_a_later_api.json"));
    let text = update(include_str!("fixtures/text.json"));
    let kept = Arc::new(Kept::default());
    let (result, seen) = listened(vec![ok(json!([unknown, text]))], kept.clone(), "").await;
    result.unwrap();
    assert_eq!(kept.inbound.lock().unwrap().len(), 1);
    assert_eq!(params(seen.last().unwrap())["offset"], 84_120_002);
}

#[tokio::test]
async fn polling_outlives_a_telegram_that_is_down() {
    let text = update(include_str!("fixtures/text.json"));
    let kept = Arc::new(Kept::default());
    let down = Act::Answer(502, "", "<html>Bad Gateway".into());
    let (result, _) = listened(vec![down, Act::Cut, ok(json!([text]))], kept.clone(), "").await;
    result.unwrap();
    assert_eq!(kept.inbound.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_token_ends_polling_and_is_not_shown() {
    let unauthorized = vec![no(401, "Unauthorized")];
    let (result, _) = listened(unauthorized, Arc::default(), "").await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(!format!("{error:?}").contains(TOKEN));
}

#[tokio::test]
async fn webhook_mode_tells_telegram_the_address_and_the_secret() {
    let told = Arc::new(Notify::new());
    let heard = told.clone();
    let stub = Stub::start(move |_| {
        heard.notify_one();
        ok(true.into())
    })
    .await;
    let stop: Stop = Box::pin(async move { told.notified().await });
    let channel = bot(&stub.url, "mode = 'webhook'");
    channel
        .listen(Arc::new(Kept::default()), stop)
        .await
        .unwrap();
    let seen = stub.seen();
    assert_eq!(method(&seen[0]), "SetWebhook");
    let params = params(&seen[0]);
    assert_eq!(params["url"], "https://desk.example/webhooks/harbor/main");
    assert_eq!(params["secret_token"], "c0ffee_c0ffee_c0ffee");
    assert!(channel.capabilities().webhooks);
}

fn card(edits: Option<&str>) -> Outbound {
    Outbound {
        delivery: DeliveryId::from_bytes([3; 16]),
        to: Address::new("telegram", "1001"),
        content: Content::Card {
            subject: String::new(),
            text: "**Case 7** from Ana".into(),
            buttons: vec![
                Button {
                    label: "Claim".into(),
                    data: "claim:7".into(),
                },
                Button {
                    label: "Open".into(),
                    data: "https://desk.example/console/7".into(),
                },
            ],
            edits: edits.map(|id| ProviderId(id.into())),
        },
    }
}

/// What one send asks of a Telegram that answers so, and what became of it.
async fn sent(outbound: &Outbound, act: Act) -> (Seen, String) {
    let stub = Stub::start(move |_| act.clone()).await;
    let result = bot(&stub.url, "").deliver(outbound).await;
    let words = match result {
        Ok(sent) => sent.provider_id.unwrap().0,
        Err(error) => format!("{error:?}").split(' ').next().unwrap().to_owned(),
    };
    (stub.seen().remove(0), words)
}

#[tokio::test]
async fn a_card_has_its_buttons_in_one_row_and_can_be_changed() {
    let taken = Act::Answer(200, "", include_str!("fixtures/sent.json").into());
    let (seen, id) = sent(&card(None), taken.clone()).await;
    assert_eq!(id, "1001/77");
    assert_eq!(method(&seen), "SendMessage");
    let asked = params(&seen);
    assert_eq!(asked["text"], "<b>Case 7</b> from Ana");
    assert_eq!(asked["parse_mode"], "HTML");
    assert_eq!(
        asked["reply_markup"]["inline_keyboard"],
        json!([[
            { "text": "Claim", "callback_data": "claim:7" },
            { "text": "Open", "url": "https://desk.example/console/7" },
        ]])
    );
    let (seen, id) = sent(&card(Some("1001/40")), taken).await;
    assert_eq!((method(&seen), id.as_str()), ("EditMessageText", "1001/40"));
    assert_eq!(params(&seen)["message_id"], 40);
}

#[tokio::test]
async fn a_card_that_already_reads_so_counts_as_sent() {
    let words = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same";
    let (_, id) = sent(&card(Some("1001/40")), no(400, words)).await;
    assert_eq!(id, "1001/40");
    let words = "Bad Request: message to edit not found";
    let (_, refused) = sent(&card(Some("1001/40")), no(400, words)).await;
    assert_eq!(refused, "Refused");
}

#[tokio::test]
async fn typing_is_shown_and_a_failure_of_it_is_nothing() {
    let stub = Stub::start(|_| no(500, "Internal Server Error")).await;
    let channel = bot(&stub.url, "");
    let to = Address::new("telegram", "1001");
    channel
        .progress(&to, Progress::Typing(&Author::Assistant))
        .await;
    assert_eq!(
        params(&stub.seen()[0]),
        json!({ "chat_id": 1001, "action": "typing" })
    );
}

#[tokio::test]
async fn the_probe_names_the_bot_or_the_mend() {
    let me = json!({ "id": 1, "is_bot": true, "first_name": "H", "username": "harbor_bot" });
    let stub = Stub::start(move |_| ok(me.clone())).await;
    let found = bot(&stub.url, "").probe().await.unwrap();
    assert!(found.contains("@harbor_bot"), "{found}");
    let stub = Stub::start(|_| no(404, "Not Found")).await;
    let error = bot(&stub.url, "").probe().await.unwrap_err();
    assert!(error.to_string().contains("check token"), "{error}");
    assert!(!format!("{error:?}").contains(TOKEN));
}

#[tokio::test]
async fn an_address_of_another_shape_is_refused_without_a_call() {
    let stub = Stub::start(|_| Act::Cut).await;
    let channel = bot(&stub.url, "");
    let to = Address::new("telegram", "@ana");
    assert!(channel.deliver(&outbound(&*channel, to)).await.is_err());
    assert!(stub.seen().is_empty());
}

#[test]
fn the_bot_does_not_print_its_token() {
    let settings = super::Settings::read(&format!("token = '{TOKEN}'").parse().unwrap()).unwrap();
    assert!(!format!("{settings:?}").contains(TOKEN));
}

//! The protocol as a client sees it, against an engine that keeps what it gets.

use super::{Webchat, limits, session::Session};
use crate::{InboxSpec, SettingsError};
use async_trait::async_trait;
use frontdesk_core::{
    Address, BusinessId, DeliveryId, Error, ErrorKind, InboxName, MessageId, Owner, Route,
    Timestamp,
    business::{Business, EscalationPolicy, GuardrailPolicy, Profile, TurnPolicy, Widget},
    channel::{
        Channel, DeliverError, History, Intake, Live, LiveConnection, Progress, Quarantined,
        Received, Shown,
    },
    message::{Action, Author, Citation, Content, Inbound, Outbound, Payload, Rating, Reply},
};
use futures::FutureExt;
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

/// The engine: numbers what it has not seen, and answers with the history that the test gave it.
#[derive(Default)]
struct Engine {
    kept: Mutex<Vec<Inbound>>,
    shown: Mutex<Vec<Shown>>,
    asked: AtomicUsize,
    failing: Mutex<Option<ErrorKind>>,
    /// Delivered before `receive` returns, as a fast turn would.
    meanwhile: Mutex<Option<(Arc<Webchat>, MessageId)>>,
}

#[async_trait]
impl Intake for Engine {
    async fn receive(&self, inbound: Inbound) -> Result<Received, Error> {
        if let Some(kind) = *self.failing.lock().unwrap() {
            return Err(Error::new(kind, "writing"));
        }
        let to = inbound.from.clone();
        let (new, seq) = {
            let mut kept = self.kept.lock().unwrap();
            let before = kept
                .iter()
                .position(|k| k.provider_id == inbound.provider_id);
            let at = before.unwrap_or_else(|| {
                kept.push(inbound);
                kept.len() - 1
            });
            (before.is_none(), at as u64 + 1)
        };
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some((chat, id)) = meanwhile {
            chat.deliver(&outbound(to, id, "at once", 9)).await.unwrap();
        }
        Ok(Received {
            new,
            seq,
            notice: None,
        })
    }

    async fn history(
        &self,
        _: &BusinessId,
        route: &Route,
        after: u64,
        limit: usize,
    ) -> Result<History, Error> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if let Some(kind) = *self.failing.lock().unwrap() {
            return Err(Error::new(kind, "reading"));
        }
        assert_eq!(route.inbox.as_str(), "site");
        let shown = self.shown.lock().unwrap();
        let messages = shown
            .iter()
            .filter(|s| s.seq > after)
            .take(limit)
            .cloned()
            .collect();
        let owner = Owner::Staff("ana".into());
        Ok(History {
            messages,
            owner,
            owner_name: Some("Ana".into()),
        })
    }

    async fn quarantine(
        &self,
        _: &BusinessId,
        _: &InboxName,
        _: Quarantined,
        _: Timestamp,
    ) -> Result<(), Error> {
        Ok(())
    }
}

fn business() -> Arc<Business> {
    Arc::new(Business {
        id: "harbor".into(),
        profile: Profile {
            name: "Harbor \"Bistro\"".into(),
            ..Profile::default()
        },
        timezone: "UTC".parse().unwrap(),
        hours: None,
        guardrails: GuardrailPolicy::default(),
        escalation: EscalationPolicy::default(),
        staff: Vec::new(),
        widget: Widget {
            starters: vec!["Are you open?".into()],
            ..Widget::default()
        },
        inboxes: Vec::new(),
        turn: TurnPolicy::default(),
    })
}

fn open(settings: &str) -> Result<Webchat, SettingsError> {
    Webchat::open(&InboxSpec {
        business: &business(),
        name: &"site".into(),
        settings: &settings.parse().unwrap(),
        public_url: "https://desk.example/",
    })
}

/// An inbox with its engine.
struct Bench {
    chat: Arc<Webchat>,
    engine: Arc<Engine>,
}

impl Bench {
    fn new() -> Self {
        Self {
            chat: Arc::new(open("").unwrap()),
            engine: Arc::default(),
        }
    }

    fn connect(&self) -> Client {
        Client(
            self.chat
                .connect(self.engine.clone(), Some([203, 0, 113, 9].into())),
        )
    }

    /// A connection that has said hello, and its token.
    async fn greeted(&self) -> (Client, String) {
        let client = self.connect();
        client
            .say(json!({ "type": "hello", "session": null, "after": 0 }))
            .await;
        let welcome = client.hear();
        assert_eq!(client.hear()["owner"], "assistant");
        (client, welcome["session"].as_str().unwrap().to_owned())
    }

    async fn resumed(&self, token: &str, after: u64) -> Client {
        let client = self.connect();
        client
            .say(json!({ "type": "hello", "session": token, "after": after }))
            .await;
        client
    }
}

struct Client(Arc<dyn LiveConnection>);

impl Client {
    async fn say(&self, frame: Value) {
        self.0.receive(&frame.to_string()).await.unwrap();
    }

    fn hear(&self) -> Value {
        let frame = self.0.next().now_or_never().expect("a frame is waiting");
        serde_json::from_str(&frame.expect("the connection is open")).unwrap()
    }

    fn hears_nothing(&self) -> bool {
        self.0.next().now_or_never().is_none()
    }
}

fn address(token: &str) -> Address {
    Session::resume(token).unwrap().visitor.address()
}

fn reply(id: MessageId, text: &str) -> Arc<Reply> {
    Arc::new(Reply {
        message: id,
        by: Author::Assistant,
        name: None,
        text: text.into(),
        citations: vec![Citation {
            n: 1,
            article: "parking.md".into(),
            title: "Parking".into(),
            source: "https://harbor.example/parking".into(),
            quote: "Parking is free.".into(),
        }],
        actions: vec![Action {
            label: "Book".into(),
            send: "I want a table".into(),
        }],
    })
}

fn outbound(to: Address, id: MessageId, text: &str, seq: u64) -> Outbound {
    let reply = reply(id, text);
    let content = Content::Part {
        part: reply.text.clone(),
        reply,
        index: 0,
        seq,
    };
    Outbound {
        delivery: DeliveryId::new(),
        to,
        content,
    }
}

#[tokio::test]
async fn a_new_visitor_is_welcomed_without_a_look_into_the_journal() {
    let bench = Bench::new();
    let client = bench.connect();
    client
        .say(json!({ "type": "hello", "session": null, "after": 0 }))
        .await;
    let welcome = client.hear();
    assert_eq!(welcome["type"], "welcome");
    assert_eq!(welcome["session"].as_str().unwrap().len(), 43);
    assert_eq!(welcome["business"]["id"], "harbor");
    assert_eq!(welcome["business"]["title"], "Harbor \"Bistro\"");
    assert_eq!(welcome["business"]["starters"], json!(["Are you open?"]));
    assert_eq!(welcome["messages"], json!([]));
    assert_eq!(
        client.hear(),
        json!({ "type": "owner", "owner": "assistant", "name": null })
    );
    assert_eq!(bench.engine.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_token_that_is_none_gets_a_new_session() {
    let bench = Bench::new();
    let client = bench.resumed("not a token", 7).await;
    assert_ne!(client.hear()["session"], "not a token");
    assert_eq!(bench.engine.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_message_is_accepted_once_it_is_kept_and_the_same_id_is_the_same_message() {
    let bench = Bench::new();
    let (client, token) = bench.greeted().await;
    for _ in 0..2 {
        client
            .say(json!({ "type": "message", "id": "c-1", "text": "Hello?" }))
            .await;
        assert_eq!(
            client.hear(),
            json!({ "type": "accepted", "id": "c-1", "seq": 1 })
        );
    }
    let kept = bench.engine.kept.lock().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].from, address(&token));
    assert_eq!(
        kept[0].provider_id.0,
        format!("{}/c-1", address(&token).value())
    );
    assert_eq!(kept[0].ip, Some([203, 0, 113, 9].into()));
    assert!(kept[0].received > Timestamp(0));
    let text = "Hello?".to_owned();
    assert_eq!(
        kept[0].payload,
        Payload::Text {
            text,
            reply_to: None,
            keyword: None
        }
    );
}

#[tokio::test]
async fn an_answer_never_overtakes_accepted() {
    let bench = Bench::new();
    let (client, _) = bench.greeted().await;
    let id = MessageId::new();
    *bench.engine.meanwhile.lock().unwrap() = Some((bench.chat.clone(), id));
    client
        .say(json!({ "type": "message", "id": "c-1", "text": "Hello?" }))
        .await;
    assert_eq!(client.hear()["type"], "accepted");
    assert_eq!(client.hear()["text"], "at once");
}

#[tokio::test]
async fn every_window_of_a_visitor_shows_the_whole_talk() {
    let bench = Bench::new();
    let (one, token) = bench.greeted().await;
    let two = bench.resumed(&token, 0).await;
    let _ = (two.hear(), two.hear());
    let (stranger, _) = bench.greeted().await;
    one.say(json!({ "type": "message", "id": "c-1", "text": "Hello?" }))
        .await;
    assert_eq!(one.hear()["type"], "accepted");
    let seen = two.hear();
    assert_eq!(
        (&seen["by"], &seen["text"]),
        (&json!("customer"), &json!("Hello?"))
    );
    let message = outbound(address(&token), MessageId::new(), "Hi!", 2);
    bench.chat.deliver(&message).await.unwrap();
    assert_eq!(one.hear(), two.hear());
    assert!(one.hears_nothing() && two.hears_nothing() && stranger.hears_nothing());
}

#[tokio::test]
async fn a_message_of_ours_has_the_promised_shape_and_is_shown_once() {
    let bench = Bench::new();
    let (client, token) = bench.greeted().await;
    let id = MessageId::new();
    let message = outbound(address(&token), id, "Yes [1]", 5);
    bench.chat.deliver(&message).await.unwrap();
    bench.chat.deliver(&message).await.unwrap();
    assert_eq!(
        client.hear(),
        json!({
            "type": "message", "id": id.to_string(), "seq": 5, "by": "assistant", "text": "Yes [1]",
            "citations": [{ "n": 1, "title": "Parking", "source": "https://harbor.example/parking", "quote": "Parking is free." }],
            "actions": [{ "label": "Book", "send": "I want a table" }],
        })
    );
    assert!(client.hears_nothing());
}

#[tokio::test]
async fn what_happens_while_a_turn_runs_is_shown() {
    let bench = Bench::new();
    let (client, token) = bench.greeted().await;
    let to = address(&token);
    let message = MessageId::new();
    let staff = Author::Staff("ana".into());
    bench
        .chat
        .progress(&to, Progress::Typing(&Author::Assistant))
        .await;
    bench
        .chat
        .progress(&to, Progress::Typing(&Author::System))
        .await;
    bench.chat.progress(&to, Progress::Typing(&staff)).await;
    bench
        .chat
        .progress(
            &to,
            Progress::Delta {
                message,
                text: "We",
            },
        )
        .await;
    let owner = Owner::Staff("ana".into());
    bench
        .chat
        .progress(
            &to,
            Progress::Owner {
                owner: &owner,
                name: Some("Ana"),
            },
        )
        .await;
    assert_eq!(
        client.hear(),
        json!({ "type": "typing", "by": "assistant" })
    );
    assert_eq!(client.hear(), json!({ "type": "typing", "by": "staff" }));
    assert_eq!(
        client.hear(),
        json!({ "type": "delta", "message": message.to_string(), "text": "We" })
    );
    assert_eq!(
        client.hear(),
        json!({ "type": "owner", "owner": "staff", "name": "Ana" })
    );
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed() {
    let bench = Bench::new();
    let (client, token) = bench.greeted().await;
    drop(client);
    let to = address(&token);
    let id = MessageId::new();
    // Nobody is there; the history has it.
    bench
        .chat
        .deliver(&outbound(to.clone(), id, "late", 3))
        .await
        .unwrap();
    let shown = |seq, message, by, text: &str| Shown {
        seq,
        message,
        by,
        name: None,
        text: text.into(),
        citations: Vec::new(),
        actions: Vec::new(),
        at: Timestamp(1_700_000_000_000),
    };
    bench.engine.shown.lock().unwrap().extend([
        shown(1, MessageId::new(), Author::Customer, "seen"),
        shown(2, MessageId::new(), Author::Customer, "mine"),
        shown(3, id, Author::Assistant, "late"),
    ]);
    let client = bench.resumed(&token, 1).await;
    let welcome = client.hear();
    assert_eq!(welcome["session"], token.as_str());
    let messages = welcome["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(
        (&messages[0]["by"], &messages[0]["seq"]),
        (&json!("customer"), &json!(2))
    );
    assert_eq!(messages[1]["id"], id.to_string());
    assert_eq!(messages[1]["at"], 1_700_000_000_000_i64);
    assert_eq!(
        client.hear(),
        json!({ "type": "owner", "owner": "staff", "name": "Ana" })
    );
    // The outbox may try again what the history has shown.
    bench
        .chat
        .deliver(&outbound(to, id, "late", 3))
        .await
        .unwrap();
    assert!(client.hears_nothing());
}

#[tokio::test]
async fn a_client_whose_history_cannot_be_read_is_to_come_again() {
    let bench = Bench::new();
    let (_, token) = bench.greeted().await;
    *bench.engine.failing.lock().unwrap() = Some(ErrorKind::Disk);
    let client = bench.resumed(&token, 0).await;
    assert_eq!(client.hear()["code"], "unavailable");
    assert_eq!(client.0.next().now_or_never(), Some(None));
}

#[tokio::test]
async fn thumbs_and_the_call_for_a_person_reach_the_engine_within_reason() {
    let bench = Bench::new();
    let (client, _) = bench.greeted().await;
    let message = MessageId::new();
    client
        .say(json!({ "type": "feedback", "message": message, "rating": "up" }))
        .await;
    client.say(json!({ "type": "human" })).await;
    client.say(json!({ "type": "typing" })).await;
    {
        let kept = bench.engine.kept.lock().unwrap();
        assert_eq!(
            kept[0].payload,
            Payload::Feedback {
                message,
                rating: Rating::Up
            }
        );
        assert_eq!(kept[1].payload, Payload::AskHuman);
        assert_eq!(kept.len(), 2);
    }
    for _ in 2..=limits::WISHES_PER_MINUTE {
        client.say(json!({ "type": "human" })).await;
    }
    assert_eq!(client.hear()["code"], "busy");
    assert_eq!(
        bench.engine.kept.lock().unwrap().len(),
        limits::WISHES_PER_MINUTE as usize
    );
}

#[tokio::test]
async fn what_is_not_taken_is_answered_with_why() {
    let bench = Bench::new();
    let client = bench.connect();
    client
        .say(json!({ "type": "message", "id": "c-1", "text": "Hello?" }))
        .await;
    let early = client.hear();
    assert_eq!(
        (&early["code"], &early["id"]),
        (&json!("hello_first"), &json!("c-1"))
    );
    let (client, _) = bench.greeted().await;
    let long = "x".repeat(frontdesk_core::limits::MESSAGE_BYTES + 1);
    client
        .say(json!({ "type": "message", "id": "c-2", "text": long }))
        .await;
    let error = client.hear();
    assert_eq!(
        (&error["code"], &error["id"]),
        (&json!("too_long"), &json!("c-2"))
    );
    for (kind, code) in [
        (ErrorKind::Limited, "busy"),
        (ErrorKind::Disk, "unavailable"),
    ] {
        *bench.engine.failing.lock().unwrap() = Some(kind);
        client
            .say(json!({ "type": "message", "id": "c-3", "text": "Hello?" }))
            .await;
        assert_eq!(client.hear()["code"], code);
    }
    assert!(bench.engine.kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_client_that_does_not_keep_to_the_protocol_is_sent_away() {
    let bench = Bench::new();
    let (client, _) = bench.greeted().await;
    let long_id = json!({ "type": "message", "id": "i".repeat(65), "text": "a" }).to_string();
    let empty = json!({ "type": "message", "id": "c", "text": " \n" }).to_string();
    let bad: [&str; 10] = [
        "",
        "hello",
        "[]",
        "{}",
        r#"{"type":"dance"}"#,
        r#"{"type":"message"}"#,
        &long_id,
        &empty,
        r#"{"type":"feedback","message":"7","rating":"up"}"#,
        r#"{"type":"hello","session":null,"after":0}"#,
    ];
    let (last, first) = bad.split_last().unwrap();
    for frame in first {
        client.0.receive(frame).await.unwrap();
        assert_eq!(client.hear()["code"], "bad_frame", "{frame}");
    }
    assert!(client.0.receive(last).await.is_err());
}

#[tokio::test]
async fn what_is_no_message_to_a_visitor_is_refused() {
    let chat = open("").unwrap();
    let mut card = outbound(Session::new().visitor.address(), MessageId::new(), "", 1);
    card.content = Content::Card {
        text: "A case".into(),
        buttons: Vec::new(),
        edits: None,
    };
    let stranger = outbound(Address::new("sms", "+15550123"), MessageId::new(), "", 1);
    for outbound in [card, stranger] {
        assert!(matches!(
            chat.deliver(&outbound).await,
            Err(DeliverError::Refused { .. })
        ));
    }
}

#[tokio::test]
async fn the_inbox_says_where_the_chat_is() {
    let chat = open("allowed_origins = ['https://www.harbor.example']").unwrap();
    let found = chat.probe().await.unwrap();
    assert!(
        found.contains("https://desk.example/chat/harbor"),
        "{found}"
    );
    assert!(found.contains("https://www.harbor.example"), "{found}");
    assert!(
        chat.admits(Some("https://www.harbor.example")) && !chat.admits(Some("https://x.example"))
    );
    assert_eq!(
        open("origins = []").err().and_then(|e| e.key),
        Some("origins".into())
    );
}

//! The protocol as a client sees it, against an engine that keeps what it gets.

mod session;
mod talk;

use super::{Webchat, session::Session};
use crate::{InboxSpec, SettingsError};
use async_trait::async_trait;
use frontdesk_core::{
    Address, BusinessId, DeliveryId, Error, ErrorKind, InboxName, MessageId, Owner, Route,
    Timestamp,
    business::{Business, Profile, Widget},
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
    let profile = Profile {
        name: "Harbor \"Bistro\"".into(),
        ..Profile::default()
    };
    Arc::new(Business {
        widget: Widget {
            starters: vec!["Are you open?".into()],
            ..Widget::default()
        },
        ..Business::new("harbor".into(), profile)
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
        thread: None,
        media: Vec::new(),
    };
    Outbound {
        delivery: DeliveryId::new(),
        to,
        content,
    }
}

//! The channel against the simulated mail server: what comes in, what goes out, and what happens on a bad day.

mod incoming;
mod outgoing;

use crate::conformance::{Fixture, open_with};
use crate::email::fixture::EmailFixture;
use async_trait::async_trait;
use frontdesk_core::{
    Address, BusinessId, DeliveryId, Error, ErrorKind, InboxName, ProviderId, Route, Timestamp,
    channel::{Channel, DeliverError, History, Intake, Quarantined, Received, Sent},
    message::{Content, Inbound, Outbound, Payload, Reply, Thread},
};
use frontdesk_simulators::{MailSim, SentMail};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, task::JoinHandle};

const PATIENCE: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_millis(300);
const MARIA: &str = "maria@example.org";

/// The engine's door: remembers, and knows what it has seen.
#[derive(Default)]
struct Door {
    seen: Mutex<Vec<Inbound>>,
    marks: Mutex<HashMap<String, String>>,
    /// How many of the next messages cannot be stored.
    full: AtomicUsize,
    calls: AtomicUsize,
    changed: watch::Sender<u64>,
}

impl Door {
    fn messages(&self) -> Vec<Inbound> {
        self.seen.lock().unwrap().clone()
    }

    /// The texts so far, once there are `n`.
    async fn texts(&self, n: usize) -> Vec<String> {
        self.wait(n).await;
        let text = |inbound: &Inbound| match &inbound.payload {
            Payload::Text { text, .. } => text.clone(),
            other => format!("{other:?}"),
        };
        self.messages().iter().map(text).collect()
    }

    async fn wait(&self, n: usize) -> Vec<Inbound> {
        let mut changed = self.changed.subscribe();
        let enough = async {
            while self.messages().len() < n {
                changed.changed().await.unwrap();
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, enough).await;
        assert!(in_time.is_ok(), "only {:#?} came", self.messages());
        self.messages()
    }
}

#[async_trait]
impl Intake for Door {
    async fn receive(&self, inbound: Inbound) -> Result<Received, Error> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let full = |n: usize| n.checked_sub(1);
        let (set, get) = (Ordering::SeqCst, Ordering::SeqCst);
        if self.full.fetch_update(set, get, full).is_ok() {
            return Err(Error::new(ErrorKind::Disk, "storing a message"));
        }
        let mut seen = self.seen.lock().unwrap();
        let new = !seen.iter().any(|i| i.provider_id == inbound.provider_id);
        if new {
            seen.push(inbound);
        }
        drop(seen);
        self.changed.send_modify(|n| *n += 1);
        Ok(Received {
            new,
            seq: 0,
            notice: None,
        })
    }

    async fn history(&self, _: &BusinessId, _: &Route, _: u64, _: usize) -> Result<History, Error> {
        panic!("mail has no history to show")
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

    async fn mark(
        &self,
        _: &BusinessId,
        _: &InboxName,
        name: &str,
    ) -> Result<Option<String>, Error> {
        Ok(self.marks.lock().unwrap().get(name).cloned())
    }

    async fn set_mark(
        &self,
        _: &BusinessId,
        _: &InboxName,
        name: &str,
        value: String,
    ) -> Result<(), Error> {
        self.marks.lock().unwrap().insert(name.into(), value);
        Ok(())
    }
}

/// A server, a channel on it, and the door that it tells.
struct Post {
    sim: MailSim,
    channel: Arc<dyn Channel>,
    door: Arc<Door>,
    running: Option<(watch::Sender<bool>, JoinHandle<()>)>,
}

impl Post {
    async fn start() -> Self {
        let sim = MailSim::start().await.unwrap();
        Self::on(sim, "poll_s = 1").await
    }

    async fn on(sim: MailSim, more: &str) -> Self {
        let channel = open_with(&EmailFixture, &format!("{}{more}", sim.settings()));
        let mut post = Self {
            sim,
            channel,
            door: Arc::default(),
            running: None,
        };
        post.listen();
        post
    }

    fn listen(&mut self) {
        let (stop, mut stopped) = watch::channel(false);
        let (channel, door) = (self.channel.clone(), self.door.clone());
        let task = tokio::spawn(async move {
            let stop = Box::pin(async move {
                drop(stopped.wait_for(|s| *s).await);
            });
            channel.listen(door, stop).await.unwrap();
        });
        self.running = Some((stop, task));
    }

    /// Stops listening; the server goes on.
    async fn stop(&mut self) {
        let (stop, task) = self.running.take().unwrap();
        stop.send_replace(true);
        tokio::time::timeout(PATIENCE, task).await.unwrap().unwrap();
    }

    /// Once the first look at the mailbox is over and news are waited for.
    async fn ready(&self) {
        assert!(self.sim.wait_idle(PATIENCE).await);
    }

    async fn send(&self, content: Content) -> Result<Sent, DeliverError> {
        self.channel.deliver(&outbound(content)).await
    }

    /// What Maria got, once it is there.
    async fn maria_gets(&self, n: usize) -> Vec<SentMail> {
        let inbox = self.sim.wait_inbox(MARIA, n, PATIENCE).await;
        assert_eq!(inbox.len(), n, "{inbox:#?}");
        inbox
    }
}

fn outbound(content: Content) -> Outbound {
    Outbound {
        delivery: DeliveryId::from_bytes([7; 16]),
        to: Address::new("email", MARIA),
        content,
    }
}

fn part(reply: Reply, thread: Option<Thread>) -> Content {
    let channel = open_with(&EmailFixture, &EmailFixture.settings(""));
    Content::Part {
        part: channel.render(&reply).remove(0),
        reply: Arc::new(reply),
        index: 0,
        seq: 1,
        thread,
        media: Vec::new(),
    }
}

fn thread() -> Thread {
    Thread {
        message: ProviderId("3@example.org".into()),
        references: vec![
            ProviderId("1@example.org".into()),
            ProviderId("sha256:00".into()),
            ProviderId("2@bistro.example".into()),
        ],
        subject: "Parking?".into(),
    }
}

fn named(result: &Result<Sent, DeliverError>) -> String {
    match result {
        Ok(_) => "sent".into(),
        Err(DeliverError::Refused { code, loss, .. }) => format!("refused {code} {loss:?}"),
        Err(DeliverError::Unavailable { retry_after_ms, .. }) => {
            format!("unavailable {}", retry_after_ms.is_some())
        }
        Err(DeliverError::Unclear { .. }) => "unclear".into(),
    }
}

//! The engine's door for a channel that is tried alone: it remembers what it was told, each message once.

use async_trait::async_trait;
use frontdesk_channels::InboxSpec;
use frontdesk_core::{
    BusinessId, Error, InboxName, Route, Timestamp,
    business::{Business, Profile},
    channel::{Channel, History, Intake, Quarantined, Received},
    message::{Inbound, Payload},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::{sync::watch, task::JoinHandle};

use super::servers::PATIENCE;

/// What came in.
#[derive(Default)]
pub struct Door {
    seen: Mutex<Vec<Inbound>>,
    marks: Mutex<HashMap<String, String>>,
    changed: watch::Sender<u64>,
}

impl Door {
    /// What came so far.
    pub fn seen(&self) -> Vec<Inbound> {
        self.seen.lock().unwrap().clone()
    }

    /// The first `n` messages, once they are there.
    pub async fn wait(&self, n: usize) -> Vec<Inbound> {
        let mut changed = self.changed.subscribe();
        let enough = async {
            while self.seen().len() < n {
                changed.changed().await.unwrap();
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, enough).await;
        assert!(in_time.is_ok(), "only these came: {:#?}", self.seen());
        self.seen()
    }

    /// The words of the first `n` messages.
    pub async fn texts(&self, n: usize) -> Vec<String> {
        let text = |inbound: Inbound| match inbound.payload {
            Payload::Text { text, .. } => text,
            other => format!("{other:?}"),
        };
        self.wait(n).await.into_iter().map(text).collect()
    }
}

#[async_trait]
impl Intake for Door {
    async fn receive(&self, inbound: Inbound) -> Result<Received, Error> {
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

/// The channel with these settings.
pub fn channel(settings: &str) -> Arc<dyn Channel> {
    frontdesk::crypto();
    let profile = Profile {
        name: "Desk".into(),
        ..Profile::default()
    };
    let business = Arc::new(Business::new(BusinessId::from("desk"), profile));
    let spec = InboxSpec {
        business: &business,
        name: &InboxName::from("mail"),
        settings: &settings.parse().unwrap(),
        public_url: "https://desk.example",
    };
    let kind = frontdesk_channels::kind("email").unwrap();
    (kind.open)(&spec).unwrap_or_else(|e| panic!("{e}"))
}

/// A channel that listens until [`Listening::stop`].
pub struct Listening {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listening {
    pub fn start(channel: &Arc<dyn Channel>, door: &Arc<Door>) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let (channel, door) = (channel.clone(), door.clone());
        let task = tokio::spawn(async move {
            let stop = Box::pin(async move {
                drop(stopped.wait_for(|stop| *stop).await);
            });
            channel.listen(door, stop).await.unwrap();
        });
        Self { stop, task }
    }

    pub async fn stop(self) {
        self.stop.send_replace(true);
        tokio::time::timeout(PATIENCE, self.task)
            .await
            .unwrap()
            .unwrap();
    }
}

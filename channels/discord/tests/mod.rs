//! The channel against the simulated Discord: its gateway, its people, and what it refuses.

mod gateway;
mod people;
mod sends;

use super::fixture::DiscordFixture;
use crate::conformance::open_with;
use async_trait::async_trait;
use frontdesk_core::{
    BusinessId, Error, ErrorKind, InboxName, Route, Timestamp,
    channel::{Channel, History, Intake, Quarantined, Received, Stop},
    message::{Inbound, Payload},
};
use frontdesk_simulators::DiscordSim;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
};

const ANA: u64 = 1001;
const BEN: u64 = 1002;
/// Long, because the machine is shared; nothing is measured with it.
const PATIENCE: Duration = Duration::from_secs(30);

/// An intake that fails or hangs as told, and otherwise keeps what it gets, each provider id once.
struct Kept {
    failures: AtomicU32,
    hangs: AtomicBool,
    loses_marks: AtomicBool,
    inbound: watch::Sender<Vec<Inbound>>,
    marks: Mutex<HashMap<String, String>>,
    alerts: Mutex<Vec<String>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            failures: AtomicU32::new(0),
            hangs: AtomicBool::new(false),
            loses_marks: AtomicBool::new(false),
            inbound: watch::channel(Vec::new()).0,
            marks: Mutex::default(),
            alerts: Mutex::default(),
        }
    }
}

#[async_trait]
impl Intake for Kept {
    async fn receive(&self, inbound: Inbound) -> Result<Received, Error> {
        while self.hangs.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let failing = self.failures.load(Ordering::SeqCst);
        if failing > 0 {
            self.failures.store(failing - 1, Ordering::SeqCst);
            return Err(Error::new(ErrorKind::Disk, "keeping a message"));
        }
        let press = matches!(inbound.payload, Payload::Press { .. });
        let new = self.inbound.send_if_modified(|kept| {
            let new = kept.iter().all(|k| k.provider_id != inbound.provider_id);
            if new {
                kept.push(inbound);
            }
            new
        });
        Ok(Received {
            new,
            seq: 1,
            notice: press.then(|| "Claimed".into()),
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
        if !self.loses_marks.load(Ordering::SeqCst) {
            self.marks.lock().unwrap().insert(name.into(), value);
        }
        Ok(())
    }

    async fn alert(&self, _: &BusinessId, _: &InboxName, text: String) -> Result<(), Error> {
        self.alerts.lock().unwrap().push(text);
        Ok(())
    }
}

impl Kept {
    /// The first `n` inbound, once they are there.
    async fn first(&self, n: usize) -> Vec<Inbound> {
        let mut seen = self.inbound.subscribe();
        let came = seen.wait_for(|kept| kept.len() >= n);
        match tokio::time::timeout(PATIENCE, came).await {
            Ok(kept) => kept.unwrap().clone(),
            Err(_) => panic!("only these came: {:#?}", *self.inbound.borrow()),
        }
    }

    /// Their texts.
    async fn texts(&self, n: usize) -> Vec<String> {
        self.first(n).await.iter().map(text).collect()
    }
}

fn text(inbound: &Inbound) -> String {
    match &inbound.payload {
        Payload::Text { text, .. } => text.clone(),
        other => format!("{other:?}"),
    }
}

/// A listening bot.
struct Bot {
    sim: DiscordSim,
    kept: Arc<Kept>,
    channel: Arc<dyn Channel>,
    stop: Option<oneshot::Sender<()>>,
    listening: JoinHandle<Result<(), Error>>,
}

impl Bot {
    /// A bot in a fresh Discord where Ana and Ben are.
    async fn start() -> Self {
        let sim = DiscordSim::start().await.unwrap();
        for (id, name) in [(ANA, "Ana"), (BEN, "Ben")] {
            sim.introduce(id, name);
        }
        let bot = Self::listening(sim, Arc::default());
        bot.connected().await;
        bot
    }

    fn listening(sim: DiscordSim, kept: Arc<Kept>) -> Self {
        let channel = open(&sim, "");
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped: Stop = Box::pin(async move { drop(stopped.await) });
        let listener = channel.clone();
        let intake = kept.clone();
        let listening = tokio::spawn(async move { listener.listen(intake, stopped).await });
        Self {
            sim,
            kept,
            channel,
            stop: Some(stop),
            listening,
        }
    }

    /// Waits for a session, and until the bot has said that it knows of it.
    async fn connected(&self) {
        let ready = |sim: &DiscordSim| sim.connected() && !sim.commands().is_empty();
        assert!(self.sim.wait_until(ready, PATIENCE).await);
    }

    async fn stop(mut self) -> (DiscordSim, Arc<Kept>) {
        drop(self.stop.take());
        let ended = tokio::time::timeout(PATIENCE, self.listening).await;
        ended.unwrap().unwrap().unwrap();
        (self.sim, self.kept)
    }
}

/// The channel on a simulated Discord.
fn open(sim: &DiscordSim, more: &str) -> Arc<dyn Channel> {
    let settings = format!(
        "api_url = '{}'\ngateway_url = '{}'\ntoken = '{}'\n{more}",
        sim.api_url(),
        sim.gateway_url(),
        DiscordSim::TOKEN
    );
    open_with(&DiscordFixture, &settings)
}

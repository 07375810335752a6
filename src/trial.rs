//! A business served in memory, with channels that send nothing: for the terminal chat and for scenarios. The engine, the rules of each channel and
//! the knowledge are those of production.

use crate::wiring::{self, Knowledge};
use anyhow::{Context, bail};
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk_channels::{InboxSpec, KINDS, Kind};
use frontdesk_core::{
    Address, BusinessId, Clock, Error, InboxName, ProviderId, Route, Secret, Timestamp,
    business::{Business, LaunchPolicy},
    channel::{Accepted, Capabilities, Channel, DeliverError, Intake, Received, Sent},
    event::Entry,
    job::Queue,
    message::{Inbound, Keyword, Outbound, Payload, Reply},
    store::Store,
};
use frontdesk_engine::{Desks, Engine, files::Links};
use frontdesk_store::MemoryStore;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, task::JoinSet};

/// How long an answer may take before a trial is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Entries of a journal read at once.
const ENTRIES: usize = 1_000;

/// The kind of channel a trial runs on unless it says: the last in the register, which needs no provider.
pub fn plain_channel() -> String {
    KINDS.last().map(|k| k.name.to_owned()).unwrap_or_default()
}

/// A business served in memory.
pub struct Trial {
    engine: Arc<Engine>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    business: BusinessId,
    channels: HashMap<InboxName, Arc<dyn Channel>>,
    said: AtomicU64,
    _tasks: JoinSet<()>,
    _stop: watch::Sender<bool>,
}

impl Trial {
    /// Serves a business with one silent inbox on every kind of channel.
    ///
    /// # Errors
    /// What is misconfigured.
    pub fn start(
        configuration: &crate::settings::Configuration,
        id: &BusinessId,
        knowledge: &Knowledge,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let mut configuration = configuration.clone();
        if let Some(file) = configuration.businesses.get_mut(id) {
            file.inboxes.clear();
            // What is tried is what the assistant says.
            file.launch = LaunchPolicy::default();
            file.arms.clear();
            // Nobody's systems are asked, and least of all changed, by a trial.
            file.tools.clear();
        }
        let business = wiring::business(id, &configuration.businesses[id]);
        let mut channels: HashMap<InboxName, Arc<dyn Channel>> = HashMap::new();
        for kind in KINDS {
            let silent = Silent::on(kind, &business)?;
            channels.insert(silent.inbox().clone(), Arc::new(silent));
        }
        let desk = wiring::desk(&configuration, id, knowledge, channels.clone())
            .map_err(crate::cli::Misconfigured)?;
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        // Nobody opens a link of a trial.
        let links = Links::new("https://desk.example", Secret::from("trial"));
        let desks = Arc::new(Desks::new([desk]));
        let engine = Engine::new(store.clone(), clock.clone(), desks, links);
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        tasks.spawn(engine.clone().run(stopped));
        Ok(Self {
            engine,
            store,
            clock,
            business: id.clone(),
            channels,
            said: AtomicU64::new(0),
            _tasks: tasks,
            _stop: stop,
        })
    }

    /// A customer says something on a kind of channel; what the journal holds of it once everything is answered.
    ///
    /// # Errors
    /// There is no such channel, or no answer came.
    pub async fn say(&self, kind: &str, from: &str, text: &str) -> anyhow::Result<Vec<Entry>> {
        let inbox = InboxName::from(kind);
        let channel = self.channels.get(&inbox).with_context(|| {
            let known: Vec<&str> = KINDS.iter().map(|k| k.name).collect();
            format!(
                "there is no channel \"{kind}\"; there is {}",
                known.join(", ")
            )
        })?;
        let address = Address::new(channel.kind(), from);
        let route = Route {
            inbox: inbox.clone(),
            address: address.clone(),
        };
        let before = self
            .engine
            .conversation_at(&self.business, &route)
            .await?
            .map_or(0, |c| c.seq);
        let number = self.said.fetch_add(1, Ordering::Relaxed);
        let inbound = Inbound {
            business: self.business.clone(),
            inbox,
            from: address,
            name: None,
            provider_id: ProviderId(format!("trial-{number}")),
            received: self.clock.now(),
            ip: None,
            payload: Payload::Text {
                text: text.to_owned(),
                answers: Vec::new(),
                keyword: channel.keyword(text),
                attachments: Vec::new(),
                thread: None,
            },
        };
        self.engine.receive(inbound).await?;
        self.quiet().await?;
        let Some(conversation) = self.engine.conversation_at(&self.business, &route).await? else {
            bail!("the message is in no conversation");
        };
        Ok(self
            .store
            .journal(&self.business, conversation.id, before, ENTRIES)
            .await?)
    }

    /// Waits until everything that can be done now is done.
    async fn quiet(&self) -> anyhow::Result<()> {
        let idle = async {
            while [Queue::Turns, Queue::Deliveries]
                .iter()
                .any(|q| self.store.depth(*q).total > 0)
            {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, idle)
            .await
            .context("no answer came")
    }
}

/// A channel that receives nothing and sends nothing, with the rules of a real one.
struct Silent {
    kind: &'static str,
    inbox: InboxName,
    real: Arc<dyn Channel>,
}

impl Silent {
    fn on(kind: &'static Kind, business: &Arc<Business>) -> anyhow::Result<Self> {
        let inbox = InboxName::from(kind.name);
        let settings = kind
            .sample
            .parse()
            .with_context(|| format!("the sample settings of {}", kind.name))?;
        let spec = InboxSpec {
            business,
            name: &inbox,
            settings: &settings,
            public_url: "http://127.0.0.1",
        };
        let real =
            (kind.open)(&spec).with_context(|| format!("opening a silent {} inbox", kind.name))?;
        Ok(Self {
            kind: real.kind(),
            inbox,
            real,
        })
    }
}

#[async_trait]
impl Channel for Silent {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn business(&self) -> &BusinessId {
        self.real.business()
    }

    fn inbox(&self) -> &InboxName {
        &self.inbox
    }

    fn capabilities(&self) -> &Capabilities {
        self.real.capabilities()
    }

    fn accept(&self, request: &http::Request<Bytes>, received: Timestamp) -> Accepted {
        self.real.accept(request, received)
    }

    async fn acknowledge(&self, _inbound: &Inbound, _received: &Received) {}

    fn keyword(&self, text: &str) -> Option<Keyword> {
        self.real.keyword(text)
    }

    fn render(&self, reply: &Reply) -> Vec<String> {
        self.real.render(reply)
    }

    async fn deliver(&self, _outbound: &Outbound) -> Result<Sent, DeliverError> {
        Ok(Sent::default())
    }

    async fn probe(&self) -> Result<String, Error> {
        Ok("silent".into())
    }
}

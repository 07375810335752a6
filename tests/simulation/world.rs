//! The world of one run: customers, a provider that repeats, staff, one engine after another, and a channel that remembers what it sent.

use super::{
    faults::{Crash, Faults, FaultyStore},
    judge,
    setting::{business, capabilities},
};
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk::clock::ManualClock;
use frontdesk_core::{
    Address, BusinessId, Clock, DeliveryId, Error, InboxName, ProviderId, Secret, Timestamp,
    channel::{Accepted, Capabilities, Channel, DeliverError, Intake, Sent},
    job::Queue,
    message::{Content, Inbound, Outbound, Payload, Reply},
    retrieval::{Found, Retriever},
    store::Store,
};
use frontdesk_engine::{Desk, Desks, Engine, files::Links, launch::Rollout, prompt::Prompt};
use frontdesk_llm::Stub;
use frontdesk_store::{EmbeddedStore, MasterKey, MemoryStore};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{sync::watch, task::JoinSet};

pub const INBOX: &str = "line";
pub const STAFF: &str = "sim:ana";
const CUSTOMERS: usize = 3;
const MESSAGES: usize = 3;
/// Rounds of the driver after which somebody counts as left waiting.
const PATIENCE: usize = 30_000;

/// A rule that is softened to see that it is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    ForgetSeen,
    ExpectAny,
    DropTurns,
    DropDeliveries,
    ForgetAttempts,
    MixLanes,
    ForgetSettles,
    AcknowledgeEarly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Memory,
    Sled,
}

#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    pub backend: Backend,
    pub crash: Option<Crash>,
    pub sabotage: Option<Sabotage>,
}

/// What left the house, in order.
#[derive(Debug, Clone)]
pub enum Left {
    Part {
        delivery: DeliveryId,
        to: Address,
        seq: u64,
        index: u16,
    },
    Card {
        id: ProviderId,
    },
}

/// A channel whose sends cannot be repeated safely.
pub struct SimChannel {
    business: BusinessId,
    inbox: InboxName,
    capabilities: Capabilities,
    faults: Arc<Faults>,
    pub left: Arc<Mutex<Vec<Left>>>,
}

#[async_trait]
impl Channel for SimChannel {
    fn kind(&self) -> &'static str {
        "sim"
    }
    fn business(&self) -> &BusinessId {
        &self.business
    }
    fn inbox(&self) -> &InboxName {
        &self.inbox
    }
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    fn accept(&self, _: &http::Request<Bytes>, _: Timestamp) -> Accepted {
        unreachable!("the simulation hands messages to the engine itself")
    }
    fn render(&self, reply: &Reply) -> Vec<String> {
        frontdesk_core::text::split(&reply.text, 40, |t| t.chars().count())
    }
    async fn deliver(&self, outbound: &Outbound) -> Result<Sent, DeliverError> {
        let send = async {
            let mut left = self.left.lock().unwrap();
            let id = ProviderId(format!("out-{}", left.len()));
            let shown = match &outbound.content {
                Content::Card { edits: Some(_), .. } => None,
                Content::Card { .. } => Some(Left::Card { id: id.clone() }),
                Content::Part { seq, index, .. } => Some(Left::Part {
                    delivery: outbound.delivery,
                    to: outbound.to.clone(),
                    seq: *seq,
                    index: *index,
                }),
            };
            left.extend(shown);
            id
        };
        let id = self.faults.step(send).await;
        let edits = matches!(outbound.content, Content::Card { edits: Some(_), .. });
        Ok(Sent {
            provider_id: (!edits).then_some(id),
            units: 1,
        })
    }
    async fn probe(&self) -> Result<String, Error> {
        Ok(String::new())
    }
}

struct Nothing;

#[async_trait]
impl Retriever for Nothing {
    async fn retrieve(&self, _: &str, _: usize) -> Result<Found, Error> {
        Ok(Found::default())
    }
}

/// Messages that providers have and that were not acknowledged yet, and what was.
#[derive(Default)]
pub struct Provider {
    waiting: Vec<Inbound>,
    pub acknowledged: Vec<Inbound>,
}

pub struct World {
    pub business: BusinessId,
    pub store: Arc<dyn Store>,
    pub left: Arc<Mutex<Vec<Left>>>,
    pub provider: Arc<Mutex<Provider>>,
    pub crashed: bool,
    plan: Plan,
    clock: Arc<ManualClock>,
    faults: Arc<Faults>,
    rng: StdRng,
    memory: MemoryStore,
    folder: Option<TempDir>,
    tasks: JoinSet<()>,
    engine: Option<Arc<Engine>>,
    stop: Option<watch::Sender<bool>>,
    unsent: Vec<Inbound>,
    staff_acts: usize,
}

/// Runs a plan to its end and judges it; how many steps it took.
pub fn run(plan: Plan) -> Result<usize, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut world = World::new(plan);
        world.start();
        world.drive().await?;
        let steps = world.faults.steps();
        let verdict = judge::judge(&world).await;
        world.tasks.shutdown().await;
        world.store.close().await;
        verdict.map(|()| steps)
    })
}

impl World {
    fn new(plan: Plan) -> Self {
        let faults = Faults::new(plan.seed, plan.crash);
        let mut rng = StdRng::seed_from_u64(plan.seed);
        let memory = MemoryStore::new();
        let folder = (plan.backend == Backend::Sled).then(|| TempDir::new().unwrap());
        let mut world = Self {
            business: BusinessId::from("b"),
            store: Arc::new(memory.clone()),
            left: Arc::default(),
            provider: Arc::default(),
            crashed: false,
            plan,
            clock: Arc::new(ManualClock::at(Timestamp(1_000_000))),
            faults,
            unsent: Vec::new(),
            rng: rng.clone(),
            memory,
            folder,
            tasks: JoinSet::new(),
            engine: None,
            stop: None,
            staff_acts: 0,
        };
        for n in 0..MESSAGES {
            for customer in 0..CUSTOMERS {
                let text = match rng.random_range(0..6) {
                    0 => "I want a refund now".to_owned(),
                    1 => "let me talk to a person".to_owned(),
                    _ => format!("question {n} of customer {customer}?"),
                };
                let id = format!("in-{customer}-{n}");
                world.unsent.push(world.inbound(
                    &format!("sim:customer-{customer}"),
                    &id,
                    Payload::text(text),
                ));
            }
        }
        world.rng = rng;
        world
    }

    fn inbound(&self, from: &str, id: &str, payload: Payload) -> Inbound {
        Inbound {
            business: self.business.clone(),
            inbox: InboxName::from(INBOX),
            from: from.parse().unwrap(),
            name: None,
            provider_id: ProviderId(id.to_owned()),
            received: self.clock.now(),
            ip: None,
            payload,
        }
    }

    /// Opens the store and starts an engine on it.
    fn start(&mut self) {
        let inner: Arc<dyn Store> = match &self.folder {
            None => {
                self.memory = self.memory.reopen();
                Arc::new(self.memory.clone())
            }
            Some(folder) => {
                let at = |name: &str| folder.path().join(name);
                let key = MasterKey::load_or_create(&at("master.key")).unwrap();
                Arc::new(EmbeddedStore::open(&at("store"), &key).unwrap())
            }
        };
        self.store = inner.clone();
        let (faults, sabotage) = (self.faults.clone(), self.plan.sabotage);
        let store = FaultyStore {
            inner,
            faults,
            sabotage,
            owed: Mutex::default(),
        };
        let engine = Engine::new(
            Arc::new(store),
            self.clock.clone(),
            Arc::new(Desks::new([self.desk()])),
            Links::new("https://desk.example", Secret::from("simulation")),
        );
        let (stop, stopped) = watch::channel(false);
        self.tasks.spawn(engine.clone().run(stopped));
        self.engine = Some(engine);
        self.stop = Some(stop);
    }

    fn desk(&self) -> Desk {
        let channel = Arc::new(SimChannel {
            business: self.business.clone(),
            inbox: InboxName::from(INBOX),
            capabilities: capabilities(),
            faults: self.faults.clone(),
            left: self.left.clone(),
        });
        let channel: Arc<dyn Channel> = channel;
        let answer = "A first sentence of the answer. And a second one that makes it two parts.";
        Desk {
            business: Arc::new(business(&self.business)),
            channels: HashMap::from([(InboxName::from(INBOX), channel)]),
            retriever: Arc::new(Nothing),
            likeness: None,
            tools: Vec::new(),
            models: Vec::new(),
            builtin: Arc::new(Stub::new(answer)),
            prompt: Prompt::default(),
            rollout: Rollout::default(),
        }
    }

    /// Lets everybody act by lot until everything is said and done.
    async fn drive(&mut self) -> Result<(), String> {
        for _ in 0..PATIENCE {
            if self.faults.is_dead() {
                self.restart().await;
            }
            self.act();
            for _ in 0..self.rng.random_range(1..6) {
                tokio::task::yield_now().await;
            }
            if self.plan.backend == Backend::Sled {
                tokio::time::sleep(Duration::from_micros(300)).await;
            }
            if self.is_done() {
                return Ok(());
            }
        }
        let depths = Queue::ALL.map(|q| self.store.depth(q));
        let stories = judge::stories(self).await;
        Err(format!(
            "somebody is left waiting: {depths:?}, {} messages unsent, {stories:#?}",
            self.unsent.len()
        ))
    }

    fn is_done(&self) -> bool {
        self.unsent.is_empty()
            && self.provider.lock().unwrap().waiting.is_empty()
            && self.staff_acts >= 6
            && !self.faults.is_dead()
            && Queue::ALL.iter().all(|q| self.store.depth(*q).total == 0)
    }

    fn act(&mut self) {
        match self.rng.random_range(0..10) {
            0..=2 if !self.unsent.is_empty() => {
                let mut inbound = self.unsent.remove(0);
                inbound.received = self.clock.now();
                self.hand_in(inbound);
            }
            3 => self.repeat_one(),
            4 if self.unsent.is_empty() => self.staff_act(),
            5 => self.resend_waiting(),
            _ if self.waits_for_disk() => self.clock.advance_ms(1),
            _ => self.clock.advance_ms(self.rng.random_range(1..400)),
        }
        // Timers of minutes pass once nothing else happens.
        let idle = self.unsent.is_empty() && !self.waits_for_disk();
        if idle && self.rng.random_range(0..40) == 0 {
            self.clock.advance_ms(70_000);
        }
    }

    /// Whether a job may wait for a real disk, whose time is not the clock's: a lease must not end because the machine is busy.
    fn waits_for_disk(&self) -> bool {
        let leased = |q: &Queue| self.store.depth(*q).leased > 0;
        self.plan.backend == Backend::Sled && Queue::ALL.iter().any(leased)
    }

    /// A provider hands a message in, and keeps it until it hears that it was received.
    fn hand_in(&mut self, inbound: Inbound) {
        self.provider.lock().unwrap().waiting.push(inbound.clone());
        self.attempt(inbound);
    }

    fn attempt(&mut self, inbound: Inbound) {
        let Some(engine) = self.engine.clone() else {
            return;
        };
        let (provider, faults) = (self.provider.clone(), self.faults.clone());
        self.tasks.spawn(async move {
            if engine.receive(inbound.clone()).await.is_ok() && !faults.is_dead() {
                let mut provider = provider.lock().unwrap();
                provider
                    .waiting
                    .retain(|w| w.provider_id != inbound.provider_id);
                provider.acknowledged.push(inbound);
            }
        });
    }

    fn repeat_one(&mut self) {
        let one = {
            let provider = self.provider.lock().unwrap();
            let n = provider.acknowledged.len();
            (n > 0).then(|| provider.acknowledged[self.rng.random_range(0..n)].clone())
        };
        if let Some(inbound) = one {
            self.attempt(inbound);
        }
    }

    fn resend_waiting(&mut self) {
        let waiting = self.provider.lock().unwrap().waiting.clone();
        for inbound in waiting {
            self.attempt(inbound);
        }
    }

    /// Staff press and answer by lot on the cards they have.
    fn staff_act(&mut self) {
        self.staff_acts += 1;
        let cards: Vec<ProviderId> = self
            .left
            .lock()
            .unwrap()
            .iter()
            .filter_map(|l| match l {
                Left::Card { id, .. } => Some(id.clone()),
                Left::Part { .. } => None,
            })
            .collect();
        if cards.is_empty() {
            return;
        }
        let on = cards[self.rng.random_range(0..cards.len())].clone();
        let id = format!("staff-{}", self.staff_acts);
        let payload = match self.rng.random_range(0..3) {
            0 => Payload::Press {
                data: "claim".into(),
                on,
            },
            1 => Payload::Press {
                data: "resolve".into(),
                on,
            },
            _ => {
                let mut payload = Payload::text(format!("reply {id}"));
                if let Payload::Text { answers, .. } = &mut payload {
                    answers.push(on);
                }
                payload
            }
        };
        let inbound = self.inbound(STAFF, &id, payload);
        self.hand_in(inbound);
    }

    async fn restart(&mut self) {
        self.crashed = true;
        self.tasks.shutdown().await;
        self.engine = None;
        self.stop = None;
        if self.plan.backend == Backend::Sled {
            self.store.close().await;
        }
        self.faults.revive();
        self.start();
        self.resend_waiting();
    }
}

//! Running everything that is configured: the engine, the listeners of the channels, the watch over the knowledge, the web.

use crate::{
    cli::{Misconfigured, Places, announce, usage},
    clock::SystemClock,
    resync,
    settings::{Configuration, Problem, Secrets},
    telemetry,
    versions::follow::{self, Follower},
    wiring,
};
use anyhow::Context;
use async_trait::async_trait;
use clap::Args;
use frontdesk_core::{
    BusinessId, Clock, InboxName,
    business::Business,
    channel::{Channel, Intake, Stop},
    job::Queue,
    store::Store,
};
use frontdesk_engine::{Desks, Engine};
use frontdesk_web::{Check, Directory, Readiness, TrustedProxy, Web, WebLimits};
use metrics_exporter_prometheus::PrometheusHandle;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

/// How often articles, and what is published, are looked at for changes.
const KNOWLEDGE_EVERY: Duration = Duration::from_secs(1);

/// How often the depth of the queues is measured.
const DEPTH_EVERY: Duration = Duration::from_secs(5);

/// Flags of `serve`.
#[derive(Args, Clone, Debug)]
pub struct Options {
    #[command(flatten)]
    places: Places,
    /// Where to listen, for example 0.0.0.0:8080 [default: what the configuration says; PORT in the environment is understood]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

/// `frontdesk serve`.
///
/// # Errors
/// What keeps it from starting.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let configuration = options.places.read(Secrets::Needed)?;
    telemetry::log(&configuration.server.log);
    let listen = listen_address(options.listen, &configuration)?;
    let store: Arc<dyn Store> = Arc::new(wiring::store(&configuration)?);
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("listening on {listen}"))?;
    let parts = Parts {
        public_url: configuration.server.server.public_url.clone(),
        configuration,
        store,
        clock: Arc::new(SystemClock),
        metrics: telemetry::metrics(),
        more: axum::Router::new(),
    };
    let running = start(parts, listener).await?;
    announce(format!("http://{}", running.address));
    told_to_stop().await;
    tracing::info!("stopping: finishing what runs");
    running.stop().await;
    Ok(())
}

/// The flag, else `PORT` of the environment as hosts set it, else the configuration.
fn listen_address(
    flag: Option<SocketAddr>,
    configuration: &Configuration,
) -> anyhow::Result<SocketAddr> {
    if let Some(address) = flag {
        return Ok(address);
    }
    if let Ok(port) = std::env::var("PORT") {
        let Ok(port) = port.parse::<u16>() else {
            return usage(format!(
                "PORT of the environment is \"{port}\", which is no port: 0 to 65535"
            ));
        };
        return Ok(SocketAddr::from(([0, 0, 0, 0], port)));
    }
    Ok(configuration.server.server.listen.parse()?)
}

/// Returns at SIGTERM or Ctrl-C.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! { _ = terminated.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

/// What a running house is put together from.
pub struct Parts {
    /// The configuration.
    pub configuration: Configuration,
    /// Where providers reach this server.
    pub public_url: String,
    /// Durable state.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What `/metrics` prints.
    pub metrics: Option<PrometheusHandle>,
    /// Further routes (the playground).
    pub more: axum::Router,
}

/// A running house.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The engine.
    pub engine: Arc<Engine>,
    /// Its store.
    pub store: Arc<dyn Store>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Running {
    /// Stops accepting, finishes or gives back what runs, and closes the store.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
        self.store.close().await;
    }

    /// Ends all tasks at once, as if the process had died; the store stays as it is on disk.
    pub async fn crash(mut self) {
        self.tasks.shutdown().await;
        self.store.close().await;
    }
}

/// Puts the parts together and starts them.
///
/// # Errors
/// What is misconfigured.
pub async fn start(parts: Parts, listener: TcpListener) -> anyhow::Result<Running> {
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let (mut desks, mut followed) = (Vec::new(), Vec::new());
    for id in parts.configuration.businesses.keys() {
        let (configuration, version) = follow::at_start(&parts.configuration, id)?;
        let knowledge = open_knowledge(&configuration, id, &parts.clock)?;
        let business = wiring::business(id, &configuration.businesses[id]);
        let channels = wiring::channels(&configuration, &business, &parts.public_url)
            .map_err(misconfigured)?;
        desks.push(wiring::desk(&configuration, id, &knowledge, channels).map_err(misconfigured)?);
        followed.push((id.clone(), version, knowledge));
        let importer = wiring::importer(&parts.configuration, id, parts.clock.clone())?;
        tasks.spawn(resync::follow(importer, id.clone(), when(stopped.clone())));
    }
    let engine = Engine::new(
        parts.store.clone(),
        parts.clock.clone(),
        Arc::new(Desks::new(desks)),
        wiring::links(&parts.configuration, &parts.public_url)?,
    );
    let health = Arc::new(Health {
        store: parts.store.clone(),
        broken: Mutex::default(),
    });
    listen(&engine, &health, &stopped, &mut tasks);
    for (business, version, knowledge) in followed {
        let follower = Follower {
            configuration: parts.configuration.clone(),
            business,
            version,
            desks: engine.desks().clone(),
            clock: parts.clock.clone(),
        };
        tasks.spawn(follower.run(knowledge, stopped.clone(), KNOWLEDGE_EVERY));
    }
    tasks.spawn(engine.clone().run(stopped.clone()));
    let (measured, metrics) = (parts.store.clone(), parts.metrics.clone());
    tasks.spawn(measure(
        measured,
        parts.clock.clone(),
        metrics,
        stopped.clone(),
    ));
    let server = &parts.configuration.server;
    let web = Web {
        intake: engine.clone(),
        directory: Arc::new(Rooms(engine.desks().clone())),
        readiness: health,
        metrics: parts.metrics,
        limits: web_limits(&server.limits),
        trusted_proxy: trusted_proxy(&server.server)?,
        clock: parts.clock,
    };
    let router = frontdesk_web::router_with(web, parts.more);
    let stop_web = when(stopped);
    tasks.spawn(async move {
        if let Err(error) = frontdesk_web::serve(listener, router, stop_web).await {
            tracing::warn!(%error, "some requests did not end in time");
        }
    });
    Ok(Running {
        address,
        engine,
        store: parts.store,
        stop,
        tasks,
    })
}

fn misconfigured(problems: Vec<Problem>) -> anyhow::Error {
    Misconfigured(problems).into()
}

fn open_knowledge(
    configuration: &Configuration,
    id: &BusinessId,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<wiring::Knowledge> {
    let knowledge = wiring::Knowledge::open(configuration, id, clock.clone())?;
    for problem in knowledge.library.problems() {
        tracing::warn!(business = %id, "{problem}");
    }
    tracing::info!(business = %id, passages = knowledge.library.passages(), "knowledge is ready");
    Ok(knowledge)
}

/// Starts the listener of each inbox.
fn listen(
    engine: &Arc<Engine>,
    health: &Arc<Health>,
    stopped: &watch::Receiver<bool>,
    tasks: &mut JoinSet<()>,
) {
    for desk in engine.desks().all() {
        for (name, channel) in &desk.channels {
            let (channel, intake) = (channel.clone(), engine.clone() as Arc<dyn Intake>);
            let (health, stop) = (health.clone(), when(stopped.clone()));
            let inbox = format!("{}/{name}", desk.business.id);
            tasks.spawn(async move {
                if let Err(error) = channel.listen(intake, stop).await {
                    tracing::error!(%error, inbox, "the inbox cannot receive: mend its settings and start again");
                    health.broken.lock().unwrap_or_else(PoisonError::into_inner).push(inbox);
                }
            });
        }
    }
}

/// Resolves when the house is told to stop.
pub(crate) fn when(mut stopped: watch::Receiver<bool>) -> Stop {
    Box::pin(async move {
        // An error means that the house is gone.
        drop(stopped.wait_for(|stop| *stop).await);
    })
}

/// Keeps the gauges of the queues, and the histograms small while nobody asks for them.
async fn measure(
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    metrics: Option<PrometheusHandle>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        #[expect(clippy::cast_precision_loss, reason = "counts of jobs")]
        for queue in Queue::ALL {
            let depth = store.depth(queue);
            let late_ms = depth.oldest_due.map_or(0, |due| clock.now().since(due));
            metrics::gauge!("frontdesk_queue_depth", "queue" => queue.as_str())
                .set(depth.total as f64);
            metrics::gauge!("frontdesk_queue_late_seconds", "queue" => queue.as_str())
                .set(late_ms as f64 / 1_000.0);
        }
        if let Some(metrics) = &metrics {
            metrics.run_upkeep();
        }
        tokio::select! {
            () = tokio::time::sleep(DEPTH_EVERY) => {}
            _ = stopped.changed() => return,
        }
    }
}

fn web_limits(table: &crate::settings::LimitsTable) -> WebLimits {
    WebLimits {
        request_timeout_ms: table.request_timeout_ms,
        webhook_bytes: table.webhook_bytes,
        live_connections: table.chats,
        live_per_address: table.chats_per_ip,
        ..WebLimits::default()
    }
}

fn trusted_proxy(table: &crate::settings::ServerTable) -> anyhow::Result<TrustedProxy> {
    if !table.client_ip_header.is_empty() {
        let name = table
            .client_ip_header
            .parse()
            .context("[server] client_ip_header is no header name")?;
        return Ok(TrustedProxy::Header(name));
    }
    Ok(match table.trusted_hops {
        0 => TrustedProxy::None,
        hops => TrustedProxy::ForwardedFor { hops },
    })
}

/// The businesses, for the web.
struct Rooms(Arc<Desks>);

impl Directory for Rooms {
    fn businesses(&self) -> Vec<BusinessId> {
        self.0.all().iter().map(|d| d.business.id.clone()).collect()
    }

    fn business(&self, id: &BusinessId) -> Option<Arc<Business>> {
        self.0.get(id).map(|d| d.business.clone())
    }

    fn channel(&self, business: &BusinessId, inbox: &InboxName) -> Option<Arc<dyn Channel>> {
        self.0.get(business)?.channel(inbox).cloned()
    }

    fn live(&self, business: &BusinessId) -> Option<Arc<dyn Channel>> {
        let desk = self.0.get(business)?;
        desk.channels
            .values()
            .filter(|c| c.live().is_some())
            .min_by_key(|c| c.inbox().clone())
            .cloned()
    }
}

/// Whether everything works.
struct Health {
    store: Arc<dyn Store>,
    broken: Mutex<Vec<String>>,
}

#[async_trait]
impl Readiness for Health {
    async fn checks(&self) -> Vec<Check> {
        let check = |name: &str, ok, detail: String| Check {
            name: name.into(),
            ok,
            detail,
        };
        let store = match self.store.probe().await {
            Ok(()) => check("store", true, "can be written".into()),
            Err(error) => check("store", false, error.to_string()),
        };
        let broken = self
            .broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let channels = if broken.is_empty() {
            check("channels", true, "all inboxes receive".into())
        } else {
            check(
                "channels",
                false,
                format!("cannot receive: {}", broken.join(", ")),
            )
        };
        vec![store, channels]
    }
}

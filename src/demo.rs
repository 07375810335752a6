//! `frontdesk demo`: the sample business with simulated providers and a playground page. Everything between the customer's phone and the journal is
//! the code that runs in production.

use crate::{
    cli::announce,
    clock::SystemClock,
    serve::{self, Parts},
    settings::{Configuration, InboxTable, LogTable, Secrets, ServerFile, read::read},
    telemetry, wiring,
};
use anyhow::Context;
use clap::Args;
use frontdesk_core::{Address, BusinessId, business::StaffMember, store::Store};
use frontdesk_simulators::{
    DiscordSim, MailSim, TelegramSim, TwilioConfig, TwilioSim,
    playground::{self, Device, Person, Playground, Role},
};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::net::TcpListener;

/// The number customers text in the demo; of the range for fiction.
const BUSINESS_NUMBER: &str = "+15550100";
/// The number of the customer's phone.
const CUSTOMER_NUMBER: &str = "+15550123";
const TELEGRAM_TOKEN: &str = "100200300:demo-token-of-the-simulated-telegram";
/// What the terminal tells: the engine's steps in words, everything else only when something is wrong.
const STORY_LEVEL: &str =
    "warn,async_openai=off,frontdesk=info,frontdesk_channels=info,frontdesk_engine=debug";
const DEFAULT_PORT: u16 = 8080;
/// Ports that are tried when the usual one is taken.
const PORTS: u16 = 50;

/// Flags of `demo`.
#[derive(Args, Clone, Debug, Default)]
pub struct Options {
    /// Where to listen [default: 127.0.0.1:8080 or the next free port]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The configuration folder [default: config]
    #[arg(long, value_name = "DIR")]
    config: Option<PathBuf>,
    /// The data folder of the demo
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The business to show, where there are several
    #[arg(long, value_name = "ID")]
    business: Option<String>,
}

/// `frontdesk demo`.
///
/// # Errors
/// What keeps it from starting.
pub async fn run(options: Options) -> anyhow::Result<()> {
    telemetry::log(&LogTable {
        level: STORY_LEVEL.into(),
        format: telemetry::STORY.into(),
    });
    let folder = options
        .config
        .clone()
        .unwrap_or_else(|| PathBuf::from("config"));
    let configuration = read(&folder, Secrets::Spared).map_err(crate::cli::Misconfigured)?;
    let id = crate::cli::Which {
        business: options.business.clone(),
    }
    .of(&configuration)?;
    let listener = bind(options.listen).await?;
    let address = listener.local_addr()?;
    let public_url = format!("http://{address}");
    let providers = Providers::start().await?;
    let configuration = simulated(configuration, &id, &options, &providers);
    let sms = inbox_name(&configuration, &id, "sms");
    let webhook = format!("{public_url}/webhooks/{id}/{sms}");
    let playground = playground(&configuration, &id, &providers, webhook);
    let store: Arc<dyn Store> = Arc::new(wiring::store(&configuration)?);
    let parts = Parts {
        configuration,
        public_url: public_url.clone(),
        store,
        clock: Arc::new(SystemClock),
        metrics: telemetry::metrics(),
        more: playground::router(playground),
    };
    let running = serve::start(parts, listener).await?;
    greet(&public_url);
    serve::told_to_stop().await;
    announce("Stopping. The conversations are kept; the next demo goes on with them.");
    providers.stop().await;
    running.stop().await;
    Ok(())
}

fn greet(url: &str) {
    announce(format!(
        "The front desk of the sample business is open, with simulated providers: no account, no key.\n\n{url}\n\n\
         Open {url}/playground and\n  \
         1. text \"do you have vegan options?\" from the phone: the answer names its source;\n  \
         2. text \"I found glass in my soup, I want a manager\": a card arrives in Ana's Telegram;\n  \
         3. reply to the card there: the phone shows the reply.\n\
         Mail, Telegram, Discord and the web chat are there too; refunds reach Carla by SMS, complaints Eve by mail,\n\
         and whoever wants a person gets Dan on Discord.\n\n\
         Below is what goes on inside. Ctrl-C stops it."
    ));
}

async fn bind(listen: Option<SocketAddr>) -> anyhow::Result<TcpListener> {
    if let Some(address) = listen {
        return TcpListener::bind(address)
            .await
            .with_context(|| format!("listening on {address}"));
    }
    for port in DEFAULT_PORT..DEFAULT_PORT + PORTS {
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)).await {
            return Ok(listener);
        }
    }
    TcpListener::bind("127.0.0.1:0")
        .await
        .context("finding a free port")
}

fn twilio_account() -> TwilioConfig {
    TwilioConfig {
        account_sid: "ACdemo00000000000000000000000000ab".into(),
        auth_token: "demo-auth-token-of-the-simulator".into(),
    }
}

/// The simulated providers.
struct Providers {
    twilio: TwilioSim,
    mail: MailSim,
    telegram: TelegramSim,
    discord: DiscordSim,
}

impl Providers {
    async fn start() -> anyhow::Result<Self> {
        Ok(Self {
            twilio: TwilioSim::start(twilio_account()).await?,
            mail: MailSim::start().await?,
            telegram: TelegramSim::start(TELEGRAM_TOKEN).await?,
            discord: DiscordSim::start().await?,
        })
    }

    async fn stop(&self) {
        self.twilio.stop().await;
        self.mail.stop().await;
        self.telegram.stop().await;
        self.discord.stop().await;
    }
}

/// The configuration with the simulators in the place of the providers, an inbox on each of them, a data folder of its own, and staff who
/// are there, reached by every kind of channel.
fn simulated(
    mut configuration: Configuration,
    id: &BusinessId,
    options: &Options,
    providers: &Providers,
) -> Configuration {
    configuration.businesses.retain(|other, _| other == id);
    configuration.server = ServerFile::default();
    configuration.server.store.path = options
        .data
        .clone()
        .unwrap_or_else(|| PathBuf::from("data-demo"));
    if let Some(file) = configuration.businesses.get_mut(id) {
        for kind in ["sms", "email", "telegram", "discord"] {
            if !file.inboxes.iter().any(|i| i.channel == kind) {
                file.inboxes.push(InboxTable {
                    name: format!("demo-{kind}").into(),
                    channel: kind.into(),
                    quiet_ms: None,
                    patience_ms: None,
                    max_wait_ms: None,
                    settings: toml::Table::new(),
                });
            }
        }
        for inbox in &mut file.inboxes {
            point_at_simulators(inbox, providers);
        }
        file.staff.splice(0..0, more_staff());
        for staff in &mut file.staff {
            // Whoever tries the demo at night wants to see the card arrive all the same.
            staff.hours.clear();
        }
    }
    configuration
}

/// Staff of the demo alone: each on another channel and with another topic, before those of the business.
fn more_staff() -> [StaffMember; 3] {
    let member = |id: &str, name: &str, reach: Address, topic: &str| StaffMember {
        id: id.into(),
        name: name.into(),
        reach: vec![reach],
        topics: vec![topic.into()],
        hours: String::new(),
    };
    [
        member("carla", "Carla", Address::new("sms", "+15550199"), "refund"),
        member(
            "eve",
            "Eve",
            Address::new("email", "eve@staff.example"),
            "complaint",
        ),
        member("dan", "Dan", Address::new("discord", "500001"), "person"),
    ]
}

fn point_at_simulators(inbox: &mut InboxTable, providers: &Providers) {
    let settings = &mut inbox.settings;
    let mut set = |key: &str, value: &str| {
        settings.insert(key.into(), toml::Value::String(value.into()));
    };
    match inbox.channel.as_str() {
        "sms" => {
            set("api_url", &providers.twilio.url());
            set("account_sid", &providers.twilio.config().account_sid);
            set("auth_token", &providers.twilio.config().auth_token);
            set("from", BUSINESS_NUMBER);
        }
        "email" => {
            let keys: toml::Table = providers.mail.settings().parse().unwrap_or_default();
            *settings = keys;
            // People who try it do not want to wait for a second mail.
            inbox.quiet_ms = Some(1_000);
        }
        "telegram" => {
            set("api_url", &providers.telegram.url());
            set("token", TELEGRAM_TOKEN);
            set("mode", "polling");
        }
        "discord" => {
            set("api_url", &providers.discord.api_url());
            set("gateway_url", &providers.discord.gateway_url());
            set("token", DiscordSim::TOKEN);
        }
        _ => {}
    }
}

fn inbox_name(configuration: &Configuration, id: &BusinessId, kind: &str) -> String {
    let inboxes = configuration.businesses[id].inboxes.iter();
    inboxes
        .filter(|i| i.channel == kind)
        .map(|i| i.name.to_string())
        .next()
        .unwrap_or_default()
}

/// The device of the playground that shows a kind of channel.
fn device(kind: &str) -> Option<Device> {
    Some(match kind {
        "sms" => Device::Phone,
        "email" => Device::Mail,
        "telegram" => Device::Telegram,
        "discord" => Device::Discord,
        _ => return None,
    })
}

fn playground(
    configuration: &Configuration,
    id: &BusinessId,
    providers: &Providers,
    sms_webhook_url: String,
) -> Playground {
    let file = &configuration.businesses[id];
    let customers = [
        (Device::Phone, CUSTOMER_NUMBER),
        (Device::Mail, "maria@guests.example"),
        (Device::Telegram, "2001"),
        (Device::Discord, "600001"),
    ];
    let customers = customers.map(|(device, id)| Person {
        device,
        id: id.into(),
        name: "Maria".into(),
        role: Role::Customer,
    });
    let reached = file.staff.iter().flat_map(|s| {
        s.reach.iter().filter_map(|address| {
            Some(Person {
                device: device(address.kind())?,
                id: address.value().into(),
                name: s.name.clone(),
                role: Role::Staff,
            })
        })
    });
    let staff: Vec<Person> = reached.collect();
    // A phone and a mailbox are a customer's first of all; the two chats show staff first.
    let (chats, plain): (Vec<Person>, Vec<Person>) = staff
        .into_iter()
        .partition(|p| matches!(p.device, Device::Telegram | Device::Discord));
    Playground {
        twilio: providers.twilio.clone(),
        mail: providers.mail.clone(),
        telegram: providers.telegram.clone(),
        discord: providers.discord.clone(),
        business: id.to_string(),
        business_name: file.business.name.clone(),
        business_number: BUSINESS_NUMBER.into(),
        sms_webhook_url,
        people: chats.into_iter().chain(customers).chain(plain).collect(),
    }
}

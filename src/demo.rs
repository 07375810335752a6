//! `frontdesk demo`: the sample business with simulated providers and a playground page. Everything between the customer's phone and the journal is
//! the code that runs in production.

use crate::{
    cli::say,
    clock::SystemClock,
    serve::{self, Parts},
    settings::{Configuration, InboxTable, LogTable, Secrets, ServerFile, read::read},
    telemetry, wiring,
};
use anyhow::Context;
use clap::Args;
use frontdesk_core::{BusinessId, store::Store};
use frontdesk_simulators::{
    TelegramSim, TwilioConfig, TwilioSim,
    playground::{self, Person, Playground},
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
    let twilio = TwilioSim::start(twilio_account()).await?;
    let telegram = TelegramSim::start(TELEGRAM_TOKEN).await?;
    let configuration = simulated(configuration, &id, &options, &twilio, &telegram);
    let inbox = |kind: &str| inbox_name(&configuration, &id, kind);
    let playground = playground(
        &configuration,
        &id,
        &twilio,
        &telegram,
        &format!("{public_url}/webhooks/{id}/{}", inbox("sms")),
    );
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
    say("Stopping. The conversations are kept; the next demo goes on with them.");
    twilio.stop().await;
    telegram.stop().await;
    running.stop().await;
    Ok(())
}

fn greet(url: &str) {
    say(format!(
        "The front desk of the sample business is open, with simulated providers: no account, no key.\n\n{url}\n\n\
         Open {url}/playground and\n  \
         1. text \"do you have vegan options?\" from the phone: the answer names its source;\n  \
         2. text \"I found glass in my soup, I want a manager\": a card arrives in the staff Telegram;\n  \
         3. reply to the card there: the phone shows the reply.\n\n\
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

/// The configuration with the simulators in the place of the providers, a data folder of its own, and staff who are there.
fn simulated(
    mut configuration: Configuration,
    id: &BusinessId,
    options: &Options,
    twilio: &TwilioSim,
    telegram: &TelegramSim,
) -> Configuration {
    configuration.businesses.retain(|other, _| other == id);
    configuration.server = ServerFile::default();
    configuration.server.store.path = options
        .data
        .clone()
        .unwrap_or_else(|| PathBuf::from("data-demo"));
    if let Some(file) = configuration.businesses.get_mut(id) {
        for inbox in &mut file.inboxes {
            point_at_simulators(inbox, twilio, telegram);
        }
        for staff in &mut file.staff {
            // Whoever tries the demo at night wants to see the card arrive all the same.
            staff.hours.clear();
        }
    }
    configuration
}

fn point_at_simulators(inbox: &mut InboxTable, twilio: &TwilioSim, telegram: &TelegramSim) {
    let mut set = |key: &str, value: &str| {
        inbox
            .settings
            .insert(key.into(), toml::Value::String(value.into()));
    };
    match inbox.channel.as_str() {
        "sms" => {
            set("api_url", &twilio.url());
            set("account_sid", &twilio.config().account_sid);
            set("auth_token", &twilio.config().auth_token);
            set("from", BUSINESS_NUMBER);
        }
        "telegram" => {
            set("api_url", &telegram.url());
            set("token", TELEGRAM_TOKEN);
            set("mode", "polling");
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

fn playground(
    configuration: &Configuration,
    id: &BusinessId,
    twilio: &TwilioSim,
    telegram: &TelegramSim,
    sms_webhook_url: &str,
) -> Playground {
    let file = &configuration.businesses[id];
    let staff = file.staff.iter().filter_map(|s| {
        let id = s
            .reach
            .iter()
            .find(|a| a.kind() == "telegram")?
            .value()
            .parse()
            .ok()?;
        Some(Person {
            id,
            name: s.name.clone(),
        })
    });
    Playground {
        twilio: twilio.clone(),
        telegram: telegram.clone(),
        business: id.to_string(),
        business_name: file.business.name.clone(),
        business_number: BUSINESS_NUMBER.into(),
        customer_number: CUSTOMER_NUMBER.into(),
        sms_webhook_url: sms_webhook_url.into(),
        staff: staff.collect(),
        customer: Person {
            id: 2001,
            name: "Maria".into(),
        },
    }
}

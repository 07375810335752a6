//! `TestDesk`: the whole house in this process, put together by the product's own wiring, with simulators in the place of the providers, port 0, and a
//! clock that stands still. What a test leaves undone, or a warning it did not expect, fails it.

mod config;

use crate::{chat_client::ChatClient, warnings::Warnings};
use config::write_config;
use frontdesk::{
    clock::ManualClock,
    serve::{self, Parts, Running},
    settings::{self, Configuration, Secrets},
    wiring,
};
use frontdesk_core::{
    Address, BusinessId, Conversation, InboxName, Route, Timestamp, event::Entry, job::Queue,
    store::Store,
};
use frontdesk_simulators::{
    BotMessage, DiscordSim, MailSim, ModelSim, SentSms, TelegramSim, TwilioConfig, TwilioSim,
    WebhookAnswer,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub const BUSINESS: &str = "bistro";
pub const NUMBER: &str = "+15550100";
pub const MARIA: &str = "+15550123";
pub const ANA: i64 = 1001;
pub const BEN: i64 = 1002;
/// Tuesday, 10 March 2026, noon in New York.
pub const NOON: Timestamp = Timestamp(1_773_158_400_000);
/// How long a test waits for what must come. Long, because the machine is shared; nothing is measured with it.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How long a test waits for what must not come.
pub const SILENCE: Duration = Duration::from_millis(300);

/// The house under test.
pub struct TestDesk {
    pub twilio: TwilioSim,
    pub telegram: TelegramSim,
    pub discord: DiscordSim,
    pub mail: MailSim,
    pub model: ModelSim,
    pub clock: Arc<ManualClock>,
    pub url: String,
    folder: TempDir,
    running: Option<Running>,
    warnings: Warnings,
    expected: Vec<&'static str>,
    leftovers: bool,
}

/// What a test wants otherwise.
#[derive(Default)]
pub struct Wishes {
    /// Lines put into tables of the business's file: ("guardrails", "messages_per_minute = 3").
    pub settings: Vec<(&'static str, String)>,
    /// Use the simulated model.
    pub model: bool,
    /// Where Ana is reached, if not on Telegram.
    pub ana_at: Option<&'static str>,
    /// An inbox for mail, and one on Discord.
    pub mail: bool,
    pub discord: bool,
    /// Telegram by webhook.
    pub telegram_webhook: bool,
    /// How long the phone's inbox waits for the next text.
    pub phone_quiet_ms: u64,
    /// Files of `config/prompts`: name and text.
    pub prompts: Vec<(&'static str, &'static str)>,
}

impl Wishes {
    pub fn set(mut self, table: &'static str, line: impl Into<String>) -> Self {
        self.settings.push((table, line.into()));
        self
    }

    pub fn model(mut self) -> Self {
        self.model = true;
        self
    }

    pub fn mail(mut self) -> Self {
        self.mail = true;
        self
    }

    pub fn discord(mut self) -> Self {
        self.discord = true;
        self
    }

    pub fn ana_at(mut self, address: &'static str) -> Self {
        self.ana_at = Some(address);
        self
    }

    /// Writes a configuration with the simulated Twilio alone, for the program as a process of its own.
    pub fn write(self, folder: &Path, public_url: &str, twilio: &TwilioSim) {
        write_config(folder, &self, public_url, twilio, None);
        let path = folder.join(format!("config/businesses/{BUSINESS}.toml"));
        let file = fs::read_to_string(&path).unwrap();
        let (before, rest) = file.split_once("[[inbox]]\nname = \"bot\"").unwrap();
        let (_, after) = rest.split_once("[[inbox]]").unwrap();
        fs::write(path, format!("{before}[[inbox]]{after}")).unwrap();
    }
}

impl TestDesk {
    pub async fn start() -> Self {
        Self::with(Wishes::default()).await
    }

    pub async fn with(wishes: Wishes) -> Self {
        frontdesk::crypto();
        let warnings = Warnings::catch();
        let folder = TempDir::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let twilio = TwilioSim::start(TwilioConfig::default()).await.unwrap();
        let telegram = TelegramSim::start("100200300:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
            .await
            .unwrap();
        let model = ModelSim::start().await.unwrap();
        let discord = DiscordSim::start().await.unwrap();
        let mail = MailSim::start().await.unwrap();
        for (id, name) in [(ANA, "Ana"), (BEN, "Ben")] {
            telegram.introduce(id, name);
        }
        write_config(
            folder.path(),
            &wishes,
            &url,
            &twilio,
            Some((&telegram, &discord, &mail, &model)),
        );
        let mut desk = Self {
            twilio,
            telegram,
            discord,
            mail,
            model,
            clock: Arc::new(ManualClock::at(NOON)),
            url,
            folder,
            running: None,
            warnings,
            expected: Vec::new(),
            leftovers: false,
        };
        desk.open(listener).await;
        desk
    }

    async fn open(&mut self, listener: TcpListener) {
        let configuration = self.configuration();
        let store: Arc<dyn Store> = Arc::new(wiring::store(&configuration).unwrap());
        let parts = Parts {
            public_url: self.url.clone(),
            configuration,
            store,
            clock: self.clock.clone(),
            metrics: frontdesk::telemetry::metrics(),
            more: axum::Router::new(),
        };
        self.running = Some(serve::start(parts, listener).await.unwrap());
    }

    pub fn configuration(&self) -> Configuration {
        settings::read(&self.config_folder(), Secrets::Needed).unwrap()
    }

    pub fn config_folder(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Writes an article, as the owner does.
    pub fn article(&self, name: &str, text: &str) {
        fs::write(
            self.folder
                .path()
                .join("knowledge")
                .join(BUSINESS)
                .join(name),
            text,
        )
        .unwrap();
    }

    /// A warning that belongs to the story: its text contains this.
    pub fn expect_warning(&mut self, part: &'static str) {
        self.expected.push(part);
    }

    /// Jobs may be left when the test ends: their time has not come.
    pub fn expect_leftovers(&mut self) {
        self.leftovers = true;
    }

    /// Dies and starts again on the same port, with the same data.
    pub async fn crash_and_restart(&mut self) {
        let running = self.running.take().unwrap();
        let address = running.address;
        running.crash().await;
        // A neighbouring test may have got the port for a connection meanwhile.
        let free = async {
            loop {
                match TcpListener::bind(address).await {
                    Ok(listener) => return listener,
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        };
        let listener = tokio::time::timeout(PATIENCE, free).await.unwrap();
        self.open(listener).await;
    }

    pub fn store(&self) -> Arc<dyn Store> {
        self.running.as_ref().unwrap().store.clone()
    }

    pub fn webhook(&self, inbox: &str) -> String {
        format!("{}/webhooks/{BUSINESS}/{inbox}", self.url)
    }

    /// Maria texts the business.
    pub async fn sms(&self, text: &str) {
        let answer = self.sms_from(MARIA, text).await;
        assert!(answer.is_success(), "{answer:?}");
    }

    pub async fn sms_from(&self, from: &str, text: &str) -> WebhookAnswer {
        self.twilio
            .text(&self.webhook("phone"), from, NUMBER, text)
            .await
    }

    /// The `n`th text that Maria's phone shows, from 1.
    pub async fn phone_shows(&self, n: usize) -> SentSms {
        self.shows(MARIA, n).await
    }

    /// The `n`th text that somebody's phone shows, from 1.
    pub async fn shows(&self, number: &str, n: usize) -> SentSms {
        let sent = self.twilio.wait_sent_to(number, n, PATIENCE).await;
        assert!(sent.len() >= n, "only {} texts came: {sent:?}", sent.len());
        sent[n - 1].clone()
    }

    /// The phone stays as it is, with `n` texts.
    pub async fn phone_stays_at(&self, n: usize) {
        self.idle().await;
        tokio::time::sleep(SILENCE).await;
        let sent = self.twilio.sent_to(MARIA);
        assert_eq!(sent.len(), n, "{sent:?}");
    }

    /// The first message in a Telegram chat that contains `part`, once it is there.
    pub async fn telegram_shows(&self, chat: i64, part: &str) -> BotMessage {
        let found = self
            .telegram
            .wait_message(chat, |m| m.text.contains(part), PATIENCE)
            .await;
        found.unwrap_or_else(|| panic!("{part:?} is not among {:#?}", self.telegram.messages(chat)))
    }

    /// Opens the web chat as a new visitor.
    pub async fn visit(&self) -> ChatClient {
        ChatClient::open(&self.url, BUSINESS, None, 0).await
    }

    /// Waits until nothing is due any more.
    pub async fn idle(&self) {
        let store = self.store();
        let due = || {
            let now = frontdesk_core::Clock::now(&*self.clock);
            Queue::ALL.iter().any(|q| {
                let depth = store.depth(*q);
                depth.leased > 0 || depth.oldest_due.is_some_and(|d| d <= now)
            })
        };
        let all = async {
            while due() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, all)
            .await
            .expect("jobs stay due");
    }

    /// The address of a visitor: the only one who wrote to the site in this test.
    pub async fn visitor(&self, chat: &ChatClient) -> String {
        use base64::Engine as _;
        use sha2::{Digest, Sha256};
        let hash = Sha256::digest(
            base64::engine::general_purpose::URL_SAFE_NO_PAD
                .decode(&chat.session)
                .unwrap(),
        );
        format!(
            "web:{}",
            hash[..16]
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect::<String>()
        )
    }

    pub fn route(&self, inbox: &str, address: &str) -> Route {
        Route {
            inbox: InboxName::from(inbox),
            address: address.parse::<Address>().unwrap(),
        }
    }

    /// The conversation with an address, and its journal.
    pub async fn journal(&self, inbox: &str, address: &str) -> (Arc<Conversation>, Vec<Entry>) {
        let running = self.running.as_ref().unwrap();
        let business = BusinessId::from(BUSINESS);
        let route = self.route(inbox, address);
        let conversation = running
            .engine
            .conversation_at(&business, &route)
            .await
            .unwrap()
            .unwrap();
        let entries = running
            .store
            .journal(&business, conversation.id, 0, 10_000)
            .await
            .unwrap();
        (conversation, entries)
    }

    /// Ends the test: nothing may be due, nothing unexpected may have been warned of.
    pub async fn finish(self) {
        drop(self.finish_and_keep().await);
    }

    /// [`Self::finish`], with the folder kept for a look from outside.
    pub async fn finish_and_keep(mut self) -> TempDir {
        self.idle().await;
        let store = self.store();
        if !self.leftovers {
            for queue in Queue::ALL {
                assert_eq!(store.depth(queue).total, 0, "jobs are left in {queue:?}");
            }
        }
        self.running.take().unwrap().stop().await;
        let unexpected: Vec<String> = self
            .warnings
            .lines()
            .into_iter()
            .filter(|l| !self.expected.iter().any(|e| l.contains(e)))
            .collect();
        assert!(
            unexpected.is_empty(),
            "unexpected warnings: {unexpected:#?}"
        );
        for expected in &self.expected {
            let seen = self.warnings.lines().iter().any(|l| l.contains(expected));
            assert!(seen, "the warning {expected:?} did not come");
        }
        std::mem::replace(&mut self.folder, TempDir::new().unwrap())
    }
}

impl Drop for TestDesk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("warnings until then: {:#?}", self.warnings.lines());
        } else if self.running.is_some() {
            panic!("the test did not call finish()");
        }
    }
}

//! The configuration as typed values. The comment on each field is the user's documentation: `config/reference.toml` is printed from them.
//!
//! [`read()`] reads a configuration folder, [`expand`] puts the environment in, [`reference`](mod@reference) prints the documentation.

mod bounds;
mod checks;
mod codes;
pub mod expand;
mod launch;
mod lines;
pub mod read;
pub mod reference;

use frontdesk_core::{
    InboxName, Secret,
    business::{
        ArmTable, BudgetPolicy, EscalationPolicy, GuardrailPolicy, LaunchPolicy, Profile,
        StaffMember, TopicRule, Widget,
    },
};
use frontdesk_tools::Declaration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, path::PathBuf};

pub(crate) use lines::problem_at;
pub use read::{Configuration, Secrets, read, unset};

/// `config/frontdesk.toml`: the server.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ServerFile {
    /// Where it listens and how it is reached.
    pub server: ServerTable,
    /// Where conversations are kept.
    pub store: StoreTable,
    /// What it tells.
    pub log: LogTable,
    /// Bounds that protect the machine.
    pub limits: LimitsTable,
}

/// `[server]`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ServerTable {
    /// The address to listen on. 127.0.0.1 is this machine alone.
    pub listen: String,
    /// The address at which the world reaches this server, with https. Providers' webhooks and signatures are made with it.
    pub public_url: String,
    /// How many reverse proxies of yours stand before this server and append to X-Forwarded-For. 0: the header is not believed.
    pub trusted_hops: u8,
    /// A header in which your host puts the client's address alone, for example "Fly-Client-IP". Empty: none.
    pub client_ip_header: String,
}

impl Default for ServerTable {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            public_url: "http://127.0.0.1:8080".into(),
            trusted_hops: 0,
            client_ip_header: String::new(),
        }
    }
}

/// `[store]`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StoreTable {
    /// "sled" keeps everything in a folder of this machine.
    pub engine: String,
    /// The data folder. It belongs to one running frontdesk.
    pub path: PathBuf,
    /// The master key that seals what customers write: 32 bytes in base64, as a rule "${FRONTDESK_KEY}". Empty: one is made in the file
    /// `master.key` in the data folder.
    pub key: Secret,
}

impl Default for StoreTable {
    fn default() -> Self {
        Self {
            engine: "sled".into(),
            path: "data".into(),
            key: Secret::default(),
        }
    }
}

/// `[log]`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LogTable {
    /// How much is told: "error", "warn", "info", "debug", or a filter such as "info,frontdesk_engine=debug". What customers write is never
    /// logged.
    pub level: String,
    /// "text" for people, "json" for a log collector.
    pub format: String,
}

impl Default for LogTable {
    fn default() -> Self {
        Self {
            level: "info".into(),
            format: "text".into(),
        }
    }
}

/// `[limits]`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsTable {
    /// How long an ordinary request may take, in milliseconds.
    pub request_timeout_ms: u64,
    /// The longest webhook, in bytes.
    pub webhook_bytes: usize,
    /// Web chats that may be open at once.
    pub chats: usize,
    /// Web chats that may be open at once from one network address.
    pub chats_per_ip: usize,
}

impl Default for LimitsTable {
    fn default() -> Self {
        let web = frontdesk_web::WebLimits::default();
        Self {
            request_timeout_ms: web.request_timeout_ms,
            webhook_bytes: web.webhook_bytes,
            chats: web.live_connections,
            chats_per_ip: web.live_per_address,
        }
    }
}

/// `config/businesses/<id>.toml`: one business.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessFile {
    /// Who the business is.
    pub business: Profile,
    /// When it is open.
    #[serde(default)]
    pub hours: HoursTable,
    /// Where customers write to it. Each kind of channel has keys of its own, listed below.
    #[serde(default, rename = "inbox")]
    pub inboxes: Vec<InboxTable>,
    /// How the assistant thinks.
    #[serde(default)]
    pub model: ModelTable,
    /// How articles are searched.
    #[serde(default)]
    pub retrieval: RetrievalTable,
    /// What the models may cost at most.
    #[serde(default)]
    pub budget: BudgetPolicy,
    /// Bounds on what customers may send and what may be answered.
    #[serde(default)]
    pub guardrails: GuardrailPolicy,
    /// The people who answer for the business, in the order in which they are asked.
    #[serde(default)]
    pub staff: Vec<StaffMember>,
    /// When and how people are brought in.
    #[serde(default)]
    pub escalation: EscalationPolicy,
    /// How cases of some topics are seen to, where it is not as usual.
    #[serde(default, rename = "topic")]
    pub topics: Vec<TopicRule>,
    /// How the web chat looks.
    #[serde(default)]
    pub widget: Widget,
    /// How much the assistant does by itself. `frontdesk launch` prints how it does.
    #[serde(default)]
    pub launch: LaunchPolicy,
    /// Two or more assistants that are compared on customers drawn by lot, who keep theirs; the first one is what the others are measured
    /// against.
    #[serde(default, rename = "arm")]
    pub arms: Vec<ArmTable>,
    /// Calls of your own systems that the assistant may make. The terminal chat and `eval` leave them out.
    #[serde(default, rename = "tool")]
    pub tools: Vec<Declaration>,
}

/// `[hours]`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HoursTable {
    /// When the business is open, in the opening_hours syntax of OpenStreetMap, for example "Mo-Fr 09:00-18:00; PH off". A rule that runs past
    /// midnight is added with a comma, so that the next day's rule does not cut it off: "Su 10:00-21:00, Sa 11:30-00:30".
    pub open: String,
}

/// `[[inbox]]`: one account on a channel.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct InboxTable {
    /// A name of your choice, unique in the business; part of its webhook address.
    pub name: InboxName,
    /// The kind of channel.
    pub channel: String,
    /// How long after a message the assistant waits for the next before it answers, in milliseconds. Left out: what suits the channel.
    pub quiet_ms: Option<u64>,
    /// The longest such wait since the first unanswered message, in milliseconds. Left out: what suits the channel.
    pub max_wait_ms: Option<u64>,
    /// How long after a message the customer waits for an answer, in milliseconds. When a model has not answered in this time, the
    /// assistant quotes your articles instead; `[model] timeout_ms` can make it shorter. Left out: what suits the channel.
    pub patience_ms: Option<u64>,
    /// The channel's own keys.
    #[serde(flatten)]
    #[schemars(skip)]
    pub settings: toml::Table,
}

/// `[model]`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ModelTable {
    /// "builtin" answers with quotes from your articles and needs no account; "openai" is any service with OpenAI's interface.
    pub provider: String,
    /// The address of the service, with or without /v1.
    pub api_base: String,
    /// The key of the service, as a rule "${OPENAI_API_KEY}".
    pub api_key: Secret,
    /// The model that answers.
    pub chat_model: String,
    /// A quicker or cheaper model: asked first for short questions that an article answers and when money runs short, and when the
    /// first one fails. Empty: none.
    pub fast_model: String,
    /// What a million tokens read cost, in the currency of your bill.
    pub input_price_per_million: f64,
    /// What a million tokens written cost.
    pub output_price_per_million: f64,
    /// The same for the quicker model. Left out: the prices above.
    pub fast_input_price_per_million: Option<f64>,
    /// What a million tokens written by the quicker model cost.
    pub fast_output_price_per_million: Option<f64>,
    /// How many tokens one answer may have at most. 0 leaves it to the service, and then `[budget]` cannot know what a call costs at most.
    pub max_output_tokens: u32,
    /// How long the model may take for one answer, in milliseconds, before the built-in answers instead.
    pub timeout_ms: u64,
    /// How many calls of the model one answer may take; each use of a tool is one.
    pub max_steps: u32,
    /// Whether an answer is given again when the same is asked, without asking the model, for a day at most and as long as the passages
    /// that it cites have not changed. Only answers that are the same for everybody are: none that used a tool or what is known of a customer.
    pub reuse_answers: bool,
}

impl Default for ModelTable {
    fn default() -> Self {
        Self {
            provider: "builtin".into(),
            api_base: "https://api.openai.com/v1".into(),
            api_key: Secret::default(),
            chat_model: String::new(),
            fast_model: String::new(),
            input_price_per_million: 0.0,
            output_price_per_million: 0.0,
            fast_input_price_per_million: None,
            fast_output_price_per_million: None,
            max_output_tokens: 1_000,
            timeout_ms: 20_000,
            max_steps: 5,
            reuse_answers: true,
        }
    }
}

/// `[retrieval]`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RetrievalTable {
    /// What finds articles by meaning, beside their words: "minilm" comes with the program and reads English; "api" is any service with
    /// OpenAI's /embeddings, for other languages; "none" leaves it to the words, for the smallest machines.
    pub embedder: String,
    /// The address of the "api", with or without /v1.
    pub api_base: String,
    /// The key of the "api", as a rule "${OPENAI_API_KEY}".
    pub api_key: Secret,
    /// The embedding model of the "api". Another one means that all articles are embedded anew.
    pub model: String,
    /// How well a passage must fit before it is quoted, from 0 to 1. Higher: "I don't know" more often. Left out: what suits most businesses.
    pub floor: Option<f32>,
    /// How many passages are put before the model.
    pub passages: usize,
    /// Machines outside the public internet from which `frontdesk knowledge import` may read, for example ["10.0.0.5", "wiki.lan:8080"].
    /// All others there are refused, wherever a link or a name leads.
    pub allow_private: Vec<String>,
}

impl Default for RetrievalTable {
    fn default() -> Self {
        Self {
            embedder: "minilm".into(),
            api_base: "https://api.openai.com/v1".into(),
            api_key: Secret::default(),
            model: String::new(),
            floor: None,
            passages: 6,
            allow_private: Vec::new(),
        }
    }
}

/// The tables of a business's file that are published with its knowledge and instructions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answering {
    /// `[model]`.
    pub model: ModelTable,
    /// `[retrieval]`.
    pub retrieval: RetrievalTable,
}

/// A mistake in the configuration, told so that it can be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The key.
    pub key: Option<String>,
    /// What was found, what is allowed.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ": `{key}`")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for Problem {}

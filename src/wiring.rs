//! The only place that names every concrete part: which store, which models, which channels a configuration means.

mod rollout;

pub use rollout::rollout;

use crate::cli::whole;
use crate::settings::{
    BusinessFile, Configuration, ModelTable, Problem, RetrievalTable, problem_at, read::problem,
};
use anyhow::{Context, bail};
use chrono_tz::Tz;
use frontdesk_channels::InboxSpec;
use frontdesk_core::{
    BusinessId, Clock, InboxName,
    business::{Business, InboxPolicy, Staff, TurnPolicy},
    channel::{Channel, Stop},
    embed::Embedder,
    hours::Hours,
    llm::Llm,
    tool::Tool,
};
use frontdesk_egress::{Allowed, Egress};
use frontdesk_engine::{
    Desk, files::Links, guardrails::triggers::likeness::Likeness, prompt::Prompt,
};
use frontdesk_llm::{Builtin, OpenAi, OpenAiEmbedder, OpenAiSettings};
use frontdesk_retrieval::{
    Library, Options,
    embed::{MiniLm, Recent},
    import::Importer,
};
use frontdesk_store::{EmbeddedStore, MasterKey};
use frontdesk_tools::{Menu, MenuCard, OpeningHours};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::Duration,
};

/// The folder with the conversations, in the data folder.
const STORE: &str = "store";

/// One serves all businesses: its model is loaded once, and a question's vector is made once.
static MINILM: LazyLock<Arc<dyn Embedder>> =
    LazyLock::new(|| Arc::new(Recent::of(Arc::new(MiniLm))));

/// What judges messages by examples, which are embedded once.
static LIKENESS: LazyLock<Arc<Likeness>> =
    LazyLock::new(|| Arc::new(Likeness::new(MINILM.clone())));

/// The embedder in the program.
pub fn minilm() -> Arc<dyn Embedder> {
    MINILM.clone()
}

/// What judges messages by examples. Whoever needs it now prepares it.
pub fn likeness() -> Arc<Likeness> {
    LIKENESS.clone()
}

/// What a business knows, as it is on disk now.
#[derive(Clone)]
pub struct Knowledge {
    /// Its articles.
    pub library: Arc<Library>,
    /// Judges messages by examples; `None` where the business wants no embedder.
    pub likeness: Option<Arc<Likeness>>,
    /// Its menu, for the tool that reads it out; `None` if it has none.
    pub menu: Option<Arc<MenuCard>>,
    menu_file: PathBuf,
}

impl Knowledge {
    /// Reads the folder of a business. What is wrong with a file is among [`Library::problems`]; the rest is used. Vectors are kept in the
    /// data folder, which is made when the first are.
    ///
    /// # Errors
    /// If the folder cannot be read or the index cannot be made.
    pub fn open(
        configuration: &Configuration,
        id: &BusinessId,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let kept = configuration.server.store.path.join("vectors");
        Self::read(
            configuration,
            id,
            clock,
            Some(kept.join(format!("{id}.bin"))),
        )
    }

    /// The same for whoever only looks: a data folder that is not there is not made.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn look(
        configuration: &Configuration,
        id: &BusinessId,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        if configuration.server.store.path.is_dir() {
            Self::open(configuration, id, clock)
        } else {
            Self::read(configuration, id, clock, None)
        }
    }

    fn read(
        configuration: &Configuration,
        id: &BusinessId,
        clock: Arc<dyn Clock>,
        vectors: Option<PathBuf>,
    ) -> anyhow::Result<Self> {
        let (folder, file) = (configuration.knowledge(id), &configuration.businesses[id]);
        let embedder = match file.retrieval.embedder.as_str() {
            "none" => None,
            "api" => Some(remote(&file.retrieval)?),
            _ => Some(minilm()),
        };
        // The examples are English and measured with the embedder of the program.
        let likeness = embedder.is_some().then(likeness);
        let zone: Tz = file.business.timezone.parse().unwrap_or(Tz::UTC);
        let options = Options {
            locale: file.business.locale.clone(),
            currency: file.business.currency.clone(),
            floor: file.retrieval.floor.unwrap_or(frontdesk_retrieval::FLOOR),
            today: Arc::new(move || clock.now().to_utc().with_timezone(&zone).date_naive()),
            embedder,
            vectors,
        };
        let library = Library::open(&folder, options)
            .with_context(|| format!("reading the knowledge in {}", folder.display()))?;
        let menu_file = folder.join("menu.json");
        let menu = Menu::load(&menu_file)
            .ok()
            .map(|menu| Arc::new(MenuCard::new(menu)));
        Ok(Self {
            library: Arc::new(library),
            likeness,
            menu,
            menu_file,
        })
    }

    /// Makes the vectors that are missing. Whoever serves leaves that to [`Self::watch`], which does it in the background.
    ///
    /// # Errors
    /// The embedder failed.
    pub async fn embed(&self) -> anyhow::Result<()> {
        let Self {
            library, likeness, ..
        } = self.clone();
        let embed = move || {
            likeness.iter().for_each(|likeness| likeness.prepare());
            library.embed()
        };
        tokio::task::spawn_blocking(embed).await??;
        Ok(())
    }

    /// Makes the vectors that are missing, and takes up changes of the files until `stop`.
    pub async fn watch(self, stop: Stop, interval: Duration) {
        if let Some(likeness) = self.likeness.clone() {
            // It loads the model as well, beside the start, so that the first question does not wait; what fails is told there.
            let _ = tokio::task::spawn_blocking(move || likeness.prepare()).await;
        }
        let library = self.library.clone().watch(stop, interval);
        tokio::select! {
            () = library => {}
            () = self.watch_menu(interval) => {}
        }
    }

    async fn watch_menu(&self, interval: Duration) {
        let Some(card) = &self.menu else {
            return std::future::pending().await;
        };
        let changed = || {
            std::fs::metadata(&self.menu_file)
                .and_then(|m| m.modified())
                .ok()
        };
        let mut seen = changed();
        loop {
            tokio::time::sleep(interval).await;
            let now = changed();
            if now == seen {
                continue;
            }
            seen = now;
            match Menu::load(&self.menu_file) {
                Ok(menu) => card.replace(menu),
                Err(error) => {
                    tracing::warn!(%error, "the changed menu cannot be read; the one before stays")
                }
            }
        }
    }
}

/// The embedder that a business has elsewhere.
fn remote(table: &RetrievalTable) -> frontdesk_core::Result<Arc<dyn Embedder>> {
    let embedder = OpenAiEmbedder::new(&table.api_base, table.api_key.clone(), &table.model)?;
    Ok(Arc::new(Recent::of(Arc::new(embedder))))
}

/// The business that a file describes. Its hours were checked when the file was read.
pub fn business(id: &BusinessId, file: &BusinessFile) -> Arc<Business> {
    let timezone = file.business.timezone.parse().unwrap_or(Tz::UTC);
    let hours = |spec: &str| -> Option<Arc<dyn Hours>> {
        let parsed = OpeningHours::parse(spec, timezone, Some(&file.business.country)).ok()?;
        (!spec.is_empty()).then(|| Arc::new(parsed) as _)
    };
    let staff = file.staff.iter().map(|member| Staff {
        member: member.clone(),
        hours: hours(&member.hours),
    });
    let inboxes = file.inboxes.iter().map(|inbox| {
        let kind = frontdesk_channels::kind(&inbox.channel);
        let quiet_ms = inbox.quiet_ms.or(kind.map(|k| k.quiet_ms)).unwrap_or(0);
        let max_wait_ms = inbox
            .max_wait_ms
            .or(kind.map(|k| k.max_wait_ms))
            .unwrap_or(quiet_ms);
        let patience_ms = inbox.patience_ms.or(kind.map(|k| k.patience_ms));
        InboxPolicy {
            name: inbox.name.clone(),
            quiet_ms,
            max_wait_ms,
            patience_ms: patience_ms.unwrap_or(u64::MAX),
        }
    });
    Arc::new(Business {
        id: id.clone(),
        profile: file.business.clone(),
        timezone,
        hours: hours(&file.hours.open),
        guardrails: file.guardrails.clone(),
        escalation: file.escalation.clone(),
        topics: file.topics.clone(),
        staff: staff.collect(),
        widget: file.widget.clone(),
        inboxes: inboxes.collect(),
        turn: turn_policy(&file.model, &file.retrieval),
        budget: file.budget.clone(),
    })
}

fn turn_policy(model: &ModelTable, retrieval: &RetrievalTable) -> TurnPolicy {
    TurnPolicy {
        timeout_ms: model.timeout_ms,
        max_steps: model.max_steps,
        passages: retrieval.passages,
        reuse_answers: model.reuse_answers,
    }
}

/// The inboxes of a business.
///
/// # Errors
/// Those that are misconfigured.
pub fn channels(
    configuration: &Configuration,
    business: &Arc<Business>,
    public_url: &str,
) -> Result<HashMap<InboxName, Arc<dyn Channel>>, Vec<Problem>> {
    let file = &configuration.businesses[&business.id];
    let path = configuration.file(&business.id);
    let (mut channels, mut problems) = (HashMap::new(), Vec::new());
    for (n, inbox) in file.inboxes.iter().enumerate() {
        let Some(kind) = frontdesk_channels::kind(&inbox.channel) else {
            continue;
        };
        let spec = InboxSpec {
            business,
            name: &inbox.name,
            settings: &inbox.settings,
            public_url,
        };
        match (kind.open)(&spec) {
            Ok(channel) => drop(channels.insert(inbox.name.clone(), channel)),
            Err(error) => {
                let what = format!("in the inbox \"{}\": {}", inbox.name, error.message);
                let key = error.key.as_deref().unwrap_or("name");
                problems.push(problem_at(&path, &format!("inbox.{n}.{key}"), &what));
            }
        }
    }
    if problems.is_empty() {
        Ok(channels)
    } else {
        Err(problems)
    }
}

/// What takes up pages and files from elsewhere as articles of a business.
///
/// # Errors
/// If the settings cannot be right.
pub fn importer(
    configuration: &Configuration,
    id: &BusinessId,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Importer> {
    let table = &configuration.businesses[id].retrieval;
    let allowed = Allowed::read(&table.allow_private).map_err(anyhow::Error::msg)?;
    let kept = configuration
        .server
        .store
        .path
        .join("imports")
        .join(id.as_str());
    // The files that people work on: what is published changes when they publish.
    let knowledge = configuration.working_knowledge(id);
    Ok(Importer::new(
        &knowledge,
        &kept,
        Egress::new(allowed)?,
        clock,
    ))
}

/// The configured language models, in the order in which they are asked.
///
/// # Errors
/// If the settings cannot be right.
pub fn models(table: &ModelTable) -> frontdesk_core::Result<Vec<Arc<dyn Llm>>> {
    if table.provider == "builtin" {
        return Ok(Vec::new());
    }
    let (input, output) = (
        table.input_price_per_million,
        table.output_price_per_million,
    );
    let fast = (
        table.fast_input_price_per_million.unwrap_or(input),
        table.fast_output_price_per_million.unwrap_or(output),
    );
    let named = [
        (&table.chat_model, (input, output)),
        (&table.fast_model, fast),
    ];
    named
        .into_iter()
        .filter(|(model, _)| !model.is_empty())
        .map(|(model, (input_price, output_price))| {
            let settings = OpenAiSettings {
                api_base: table.api_base.clone(),
                api_key: table.api_key.clone(),
                chat_model: model.clone(),
                timeout_ms: table.timeout_ms,
                input_price,
                output_price,
                max_output_tokens: table.max_output_tokens,
                ..OpenAiSettings::default()
            };
            OpenAi::new(settings).map(|model| Arc::new(model) as Arc<dyn Llm>)
        })
        .collect()
}

/// The template of a business's instructions: the one that is published, or the one beside the configuration, or the one that comes with the
/// program.
///
/// # Errors
/// The template has a mistake.
pub fn prompt(configuration: &Configuration, id: &BusinessId) -> Result<Prompt, Problem> {
    let name = "assistant.md";
    if !configuration.prompt(id, name).exists() {
        return Ok(Prompt::default());
    }
    prompt_file(configuration, id, name)
}

/// The template in a file of `prompts`.
fn prompt_file(
    configuration: &Configuration,
    id: &BusinessId,
    name: &str,
) -> Result<Prompt, Problem> {
    let path = configuration.prompt(id, name);
    let template = std::fs::read_to_string(&path)
        .map_err(|error| problem(&path, None, None, &format!("cannot be read: {error}")))?;
    let prompt =
        Prompt::new(template).map_err(|error| problem(&path, None, None, &error.to_string()))?;
    Ok(match configuration.published.get(id) {
        Some(published) => prompt.published(published.version),
        None => prompt,
    })
}

/// A business with the parts that serve it.
///
/// # Errors
/// What is misconfigured.
pub fn desk(
    configuration: &Configuration,
    id: &BusinessId,
    knowledge: &Knowledge,
    channels: HashMap<InboxName, Arc<dyn Channel>>,
) -> Result<Desk, Vec<Problem>> {
    let file = &configuration.businesses[id];
    let models = models(&file.model).map_err(|error| {
        let file = configuration.file(id);
        vec![problem_at(&file, "model.provider", &error.to_string())]
    })?;
    let mut tools = frontdesk_tools::standard(knowledge.menu.clone());
    let declared = frontdesk_tools::declared(&file.tools).map_err(|faults| {
        let told = faults.into_iter().map(|(n, fault)| {
            let path = format!("tool.{n}.{}", fault.key);
            problem_at(&configuration.file(id), &path, &fault.what)
        });
        told.collect::<Vec<_>>()
    })?;
    tools.extend(
        declared
            .into_iter()
            .map(|tool| Arc::new(tool) as Arc<dyn Tool>),
    );
    Ok(Desk {
        business: business(id, file),
        channels,
        retriever: knowledge.library.clone(),
        likeness: knowledge.likeness.clone(),
        tools,
        models,
        builtin: Arc::new(Builtin::new()),
        prompt: prompt(configuration, id).map_err(|p| vec![p])?,
        rollout: rollout(configuration, id)?,
    })
}

/// The store that the configuration names, for whoever only looks at what is in it.
///
/// # Errors
/// There is none; else as [`store`].
pub fn kept(configuration: &Configuration) -> anyhow::Result<EmbeddedStore> {
    let folder = &configuration.server.store.path;
    if !folder.join(STORE).is_dir() {
        bail!(
            "there are no conversations in {}: nothing was served with this data folder yet. If yours is elsewhere, name it with --data DIR or in [store] path",
            whole(folder)
        );
    }
    store(configuration)
}

/// The store that the configuration names, with its master key.
///
/// # Errors
/// The folder is in use or cannot be written, or the key is wrong or gone.
pub fn store(configuration: &Configuration) -> anyhow::Result<EmbeddedStore> {
    let table = &configuration.server.store;
    std::fs::create_dir_all(&table.path).map_err(|e| {
        anyhow::anyhow!(
            "the data folder {} cannot be made: {e}",
            table.path.display()
        )
    })?;
    let key = master_key(configuration)?;
    Ok(EmbeddedStore::open(&table.path.join(STORE), &key)?)
}

fn master_key(configuration: &Configuration) -> anyhow::Result<MasterKey> {
    let table = &configuration.server.store;
    if !table.key.is_empty() {
        return Ok(MasterKey::from_base64(&table.key)?);
    }
    let file = table.path.join("master.key");
    // A new key would open nothing, and hide that the old one is missing.
    if table.path.join(STORE).is_dir() && !file.exists() {
        bail!(
            "the key of the data is missing: put {} back, or set [store] key",
            whole(&file)
        );
    }
    Ok(MasterKey::load_or_create(&file)?)
}

/// What signs links to files on the public address.
///
/// # Errors
/// If the master key cannot be read.
pub fn links(configuration: &Configuration, public_url: &str) -> anyhow::Result<Links> {
    let key = master_key(configuration)?.derive("frontdesk links 1");
    Ok(Links::new(public_url, key))
}

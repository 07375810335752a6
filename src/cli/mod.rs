//! The command line: one file a verb.

mod chat;
mod check;
mod eval;
mod eval_answers;
mod eval_kinds;
mod eval_scenario;
mod eval_texts;
mod eval_times;
mod eval_tune;
mod knowledge;
mod knowledge_import;
mod launch;
mod publish;
mod quarantine;
mod receipt;
mod versions;

use crate::{
    demo, serve,
    settings::{self, Configuration, Problem, Secrets},
};
use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use frontdesk_core::BusinessId;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::{self, ExitCode},
};

/// The exit code where nobody reads our output any more (`frontdesk check | head -1`): what shells report of programs that a closed pipe
/// ended, 128 and the number of SIGPIPE.
const UNREAD: i32 = 141;

/// An AI front desk for small businesses: customers write by SMS, e-mail, Telegram, Discord or on your web site; the assistant answers from
/// your own articles and fetches your people when it should.
#[derive(Parser)]
#[command(
    name = "frontdesk",
    version,
    after_help = "Without a verb it runs `demo`: the sample business with simulated providers, no account and no key.\n\nA first run: frontdesk demo, then edit config/ and knowledge/, then frontdesk check, then frontdesk serve."
)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Runs everything that is configured
    Serve(serve::Options),
    /// The sample business with simulated providers and a playground page: no account, no key
    Demo(demo::Options),
    /// A conversation with the assistant in the terminal
    Chat(chat::Options),
    /// Reads the configuration and the knowledge, tries each provider, says what is wrong and how to mend it
    Check(check::Options),
    /// Runs scenario files, or one part of the program over JSON lines
    Eval(eval::Options),
    /// The passages a question finds; pages and files of elsewhere as articles
    Knowledge(knowledge::Options),
    /// Makes the knowledge, the instructions and the model of a business the version that is served, if its scenarios pass
    Publish(publish::Options),
    /// Serves the version before, or another one, again
    Rollback(versions::BackOptions),
    /// What was published, and whether the working files differ
    Versions(versions::ListOptions),
    /// Requests that could not be verified, and why
    Quarantine(quarantine::Options),
    /// How an answer came about: model, instructions, passages, tools, what was withheld, cost, deliveries
    Receipt(receipt::Options),
    /// How the assistant does: its arms, drafts that wait for staff, drafts in the shadow
    Launch(launch::Options),
}

/// Where the configuration and the data are.
#[derive(Args, Clone, Debug)]
pub struct Places {
    /// The configuration folder
    #[arg(long, default_value = "config", value_name = "DIR")]
    pub config: PathBuf,
    /// The data folder [default: the one the configuration names]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// Which business is meant.
#[derive(Args, Clone, Debug)]
pub struct Which {
    /// The business, where there are several
    #[arg(long, value_name = "ID")]
    pub business: Option<String>,
}

impl Places {
    /// Reads the configuration; mistakes are printed, a line each.
    ///
    /// # Errors
    /// [`Misconfigured`] after the mistakes were printed.
    pub fn read(&self, secrets: Secrets) -> anyhow::Result<Configuration> {
        let mut configuration = settings::read(&self.config, secrets).map_err(Misconfigured)?;
        if let Some(data) = &self.data {
            configuration.server.store.path.clone_from(data);
        }
        Ok(configuration)
    }
}

impl Which {
    /// The business that is meant: the named one, or the only one.
    ///
    /// # Errors
    /// If there is no such business, or which one is not clear.
    pub fn of(&self, configuration: &Configuration) -> anyhow::Result<BusinessId> {
        let ids: Vec<&str> = configuration
            .businesses
            .keys()
            .map(BusinessId::as_str)
            .collect();
        match &self.business {
            Some(id) if ids.contains(&id.as_str()) => Ok(BusinessId::from(id.as_str())),
            Some(id) => Err(Usage(format!(
                "there is no business {id}; there is {}",
                ids.join(", ")
            ))
            .into()),
            None if ids.len() == 1 => Ok(BusinessId::from(ids[0])),
            None => Err(Usage(format!(
                "which business? add --business with one of {}",
                ids.join(", ")
            ))
            .into()),
        }
    }
}

/// Mistakes in the configuration: exit code 2.
#[derive(Debug)]
pub struct Misconfigured(pub Vec<Problem>);

impl std::fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Misconfigured {}

/// A wrong use of the command line: exit code 2.
#[derive(Debug)]
pub struct Usage(pub String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// The thing that was asked for failed, and it was said how: exit code 1 without another word.
#[derive(Debug)]
pub struct Failed;

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("failed")
    }
}

impl std::error::Error for Failed {}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let result = runtime.context("starting the runtime").and_then(|r| {
        let result = r.block_on(run(cli));
        // What still blocks (a terminal that is being read) does not hold up the end.
        r.shutdown_background();
        result
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Failed>() => ExitCode::from(1),
        Err(error) => {
            let usage = error.is::<Misconfigured>() || error.is::<Usage>();
            complain(format!("{error:#}"));
            ExitCode::from(if usage { 2 } else { 1 })
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.verb {
        None => demo::run(demo::Options::default()).await,
        Some(Verb::Demo(options)) => demo::run(options).await,
        Some(Verb::Serve(options)) => serve::run(options).await,
        Some(Verb::Chat(options)) => chat::run(options).await,
        Some(Verb::Check(options)) => check::run(options).await,
        Some(Verb::Eval(options)) => eval::run(options).await,
        Some(Verb::Knowledge(options)) => knowledge::run(options).await,
        Some(Verb::Publish(options)) => publish::run(options).await,
        Some(Verb::Rollback(options)) => versions::back(&options),
        Some(Verb::Versions(options)) => versions::list(&options),
        Some(Verb::Quarantine(options)) => quarantine::run(options).await,
        Some(Verb::Receipt(options)) => receipt::run(options).await,
        Some(Verb::Launch(options)) => launch::run(options).await,
    }
}

/// A line for the person at the terminal. Where nobody reads it any more the program ends, quietly.
pub fn say(line: impl std::fmt::Display) {
    written(writeln!(io::stdout(), "{line}"));
}

/// The beginning of a line for the person at the terminal, who goes on with it.
pub fn prompt(text: impl std::fmt::Display) {
    let mut out = io::stdout();
    written(write!(out, "{text}").and_then(|()| out.flush()));
}

/// A line of a program that goes on whether anybody reads it or not.
pub fn announce(line: impl std::fmt::Display) {
    drop(writeln!(io::stdout(), "{line}"));
}

fn written(result: io::Result<()>) {
    match result {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => process::exit(UNREAD),
        Err(error) => {
            complain(format!("writing the answer: {error}"));
            process::exit(1);
        }
    }
}

/// A line about what went wrong. If nobody can read it, there is nothing else to be done.
pub fn complain(line: impl std::fmt::Display) {
    drop(writeln!(io::stderr(), "frontdesk: {line}"));
}

/// The whole path of a file or folder, to say where something was looked for.
pub fn whole(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.into());
    path.display().to_string()
}

/// Refuses a wrong use.
///
/// # Errors
/// Always.
pub fn usage<T>(text: impl Into<String>) -> anyhow::Result<T> {
    bail!(Usage(text.into()))
}

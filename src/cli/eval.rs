//! `frontdesk eval`: scenario files against the engine, or one part of the program over JSON lines.

use super::{
    Failed, Places, Which, eval_kinds,
    eval_scenario::{self, Escalates, Scenario, Turn},
    eval_tune, publish, say,
};
use crate::{
    clock::ManualClock,
    settings::{Configuration, Secrets},
    trial::Trial,
    versions,
    wiring::Knowledge,
};
use clap::Args;
use frontdesk_core::{
    BusinessId,
    event::{Body, Entry, Event, Outcome, Topic},
    message::Author,
};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Flags of `eval`.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "eval run FILE…    runs scenario files against the engine, offline where the model is the built-in one\n\
    eval publish      the same as `frontdesk publish`\n\
    eval tune         measures on the scenarios how sure a passage must be before it is answered from\n\
    eval KIND         reads JSON lines from standard input and writes one for each; kinds: retrieve, offtopic,\n\
    escalate, email-triage, email-reply, email-kind, datetime, booking, hours, pii, card, phone, phone-spans, sms, injection, toxicity, lang\n\n\
    A scenario: name, channel, at (local time), turns: say, and what must hold: contains, contains_any, not_contains, cites, cites_none,\n\
    calls, escalates (a topic or false), unknown, silent."
)]
pub(super) struct Options {
    /// `run`, `publish`, `tune`, or the part to run
    #[arg(value_name = "run | publish | tune | KIND")]
    what: String,
    /// Scenario files, for `run`; for `tune`, if not those of the business
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
    /// Entries to search, for the kinds that need knowledge: JSON lines with doc_id, title, body, also
    #[arg(long, value_name = "FILE.jsonl")]
    kb: Option<PathBuf>,
    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// For `tune`: sets the floor that does best in the business's file
    #[arg(long)]
    write: bool,
    /// For `run`: plays them against what is published, not against the working files
    #[arg(long)]
    published: bool,
    #[command(flatten, next_help_heading = "For publish")]
    wishes: publish::Wishes,
}

/// Runs the verb.
///
/// # Errors
/// [`Failed`] if a scenario failed; what keeps it from running.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    if options.what == "publish" {
        return publish::run(publish::Options {
            places: options.places,
            which: options.which,
            wishes: options.wishes,
            json: options.json,
        })
        .await;
    }
    if options.what == "tune" {
        return eval_tune::run(
            &options.places,
            &options.which,
            &options.files,
            options.write,
        )
        .await;
    }
    if options.what != "run" {
        return eval_kinds::run(&options.what, options.kb.as_deref()).await;
    }
    if options.files.is_empty() {
        return super::usage(
            "eval run needs a scenario file, for example knowledge/harbor-bistro/scenarios.yaml",
        );
    }
    let configuration = options.places.read(Secrets::Spared)?;
    let mut played = Played::default();
    let all = eval_scenario::read_all(&options.files)?;
    for (file, scenarios) in all {
        let id = business_of(&options.which, file, &configuration)?;
        let configuration = if options.published {
            versions::served(&configuration, &id, Secrets::Spared)?
        } else {
            configuration.clone()
        };
        play_all(&configuration, &id, scenarios, options.json, &mut played).await?;
        if played.missed_the_model(&configuration, &id) {
            eprintln!(
                "warning: the configured model gave none of the answers, the built-in did; `frontdesk check` tells why it cannot be reached"
            );
        }
    }
    let failed = played.failed();
    if options.json {
        say(played.json());
    } else {
        let passed = played.rows.len() - failed;
        say(format!("\n{passed} passed, {failed} failed"));
    }
    if failed > 0 {
        Err(Failed.into())
    } else {
        Ok(())
    }
}

/// What came of scenarios.
#[derive(Default)]
pub(super) struct Played {
    /// Each with its faults.
    pub(super) rows: Vec<(String, Vec<String>)>,
    /// Whose words the answers were.
    models: Vec<String>,
}

impl Played {
    /// How many failed.
    pub(super) fn failed(&self) -> usize {
        let faults = self.rows.iter().map(|(_, faults)| faults);
        faults.filter(|faults| !faults.is_empty()).count()
    }

    /// The table.
    pub(super) fn json(&self) -> serde_json::Value {
        let failed = self.failed();
        let rows: Vec<_> = self.rows.iter().map(|(name, faults)| json!({"name": name, "passed": faults.is_empty(), "faults": faults})).collect();
        json!({"passed": self.rows.len() - failed, "failed": failed, "scenarios": rows})
    }

    /// Whether a model is configured, answers were given, and it gave none of them.
    pub(super) fn missed_the_model(&self, configuration: &Configuration, id: &BusinessId) -> bool {
        let table = &configuration.businesses[id].model;
        let by_one = |m: &String| [&table.chat_model, &table.fast_model].contains(&m);
        table.provider != "builtin" && !self.models.is_empty() && !self.models.iter().any(by_one)
    }
}

/// Plays the scenarios of a file, and says what comes of each.
///
/// # Errors
/// What keeps them from being played.
pub(super) async fn play_file(
    configuration: &Configuration,
    id: &BusinessId,
    file: &Path,
    quiet: bool,
    played: &mut Played,
) -> anyhow::Result<()> {
    play_all(configuration, id, eval_scenario::read(file)?, quiet, played).await
}

async fn play_all(
    configuration: &Configuration,
    id: &BusinessId,
    scenarios: Vec<Scenario>,
    quiet: bool,
    played: &mut Played,
) -> anyhow::Result<()> {
    for scenario in scenarios {
        let faults = play(configuration, id, &scenario, &mut played.models).await?;
        if !quiet {
            report(&scenario, &faults);
        }
        played.rows.push((scenario.name, faults));
    }
    Ok(())
}

/// The business a scenario file is about: the named one, or the one whose knowledge folder it is in.
fn business_of(
    which: &Which,
    file: &Path,
    configuration: &Configuration,
) -> anyhow::Result<BusinessId> {
    let folder = std::path::absolute(file)?
        .parent()
        .and_then(Path::file_name)
        .map(|n| n.to_string_lossy().into_owned());
    if which.business.is_none()
        && let Some(id) = folder.map(|f| BusinessId::from(f.as_str()))
        && configuration.businesses.contains_key(&id)
    {
        return Ok(id);
    }
    which.of(configuration)
}

fn report(scenario: &Scenario, faults: &[String]) {
    say(format!(
        "{}  {}",
        if faults.is_empty() {
            "passed"
        } else {
            "FAILED"
        },
        scenario.name
    ));
    for fault in faults {
        say(format!("          {fault}"));
    }
}

async fn play(
    configuration: &Configuration,
    id: &BusinessId,
    scenario: &Scenario,
    models: &mut Vec<String>,
) -> anyhow::Result<Vec<String>> {
    let now = scenario.time(configuration, id)?;
    let clock = Arc::new(ManualClock::at(now));
    let knowledge = Knowledge::open(configuration, id, clock.clone())?;
    knowledge.embed().await?;
    let trial = Trial::start(configuration, id, &knowledge, clock)?;
    let mut faults = Vec::new();
    for turn in &scenario.turns {
        let entries = trial.say(&scenario.channel, "customer", &turn.say).await?;
        models.extend(entries.iter().filter_map(|e| match &e.event {
            Event::AnswerMade { model, .. } => Some(model.clone()),
            _ => None,
        }));
        let heard = Heard::of(&entries);
        faults.extend(
            judge(turn, &heard)
                .into_iter()
                .map(|f| format!("\"{}\": {f}", turn.say)),
        );
    }
    Ok(faults)
}

/// What came of one turn.
#[derive(Debug, Default)]
struct Heard {
    text: String,
    cited: Vec<String>,
    called: Vec<String>,
    topic: Option<Topic>,
    unknown: bool,
    messages: usize,
}

impl Heard {
    fn of(entries: &[Entry]) -> Self {
        let mut heard = Self::default();
        for entry in entries {
            match (&entry.event, &entry.body) {
                (Event::MessageWritten { by, outcome, .. }, Body::Written { reply, .. })
                    if *by != Author::Customer =>
                {
                    heard.text.push_str(&reply.text);
                    heard.text.push('\n');
                    heard
                        .cited
                        .extend(reply.citations.iter().map(|c| c.article.clone()));
                    heard.unknown |= *outcome == Outcome::Unknown;
                    heard.messages += 1;
                }
                (Event::ToolCalled { tool, .. }, _) => heard.called.push(tool.clone()),
                (Event::Escalated { topic, .. }, _) => heard.topic = Some(*topic),
                _ => {}
            }
        }
        heard
    }
}

fn judge(turn: &Turn, heard: &Heard) -> Vec<String> {
    let text = heard.text.to_lowercase();
    let has = |part: &String| text.contains(&part.to_lowercase());
    let said = format!("the answer was \"{}\"", heard.text.trim());
    let mut faults = Vec::new();
    faults.extend(
        turn.contains
            .iter()
            .filter(|p| !has(p))
            .map(|p| format!("\"{p}\" is missing; {said}")),
    );
    if !turn.contains_any.is_empty() && !turn.contains_any.iter().any(has) {
        faults.push(format!("none of {:?} is there; {said}", turn.contains_any));
    }
    faults.extend(
        turn.not_contains
            .iter()
            .filter(|p| has(p))
            .map(|p| format!("\"{p}\" must not be said; {said}")),
    );
    if !turn.cites.is_empty() && !turn.cites.iter().any(|c| heard.cited.contains(c)) {
        faults.push(format!(
            "cites {:?} instead of one of {:?}; {said}",
            heard.cited, turn.cites
        ));
    }
    if turn.cites_none && !heard.cited.is_empty() {
        faults.push(format!("cites {:?}, and nothing was expected", heard.cited));
    }
    faults.extend(
        turn.calls
            .iter()
            .filter(|c| !heard.called.contains(c))
            .map(|c| format!("the tool {c} was not used; {said}")),
    );
    let escalated = heard.topic.map_or("was not escalated".to_owned(), |topic| {
        format!("was escalated as {}", topic.as_str())
    });
    match turn.escalates {
        Some(Escalates::Flag(false)) if heard.topic.is_some() => faults.push(escalated),
        Some(Escalates::Flag(true)) if heard.topic.is_none() => {
            faults.push(format!("{escalated}; {said}"));
        }
        Some(Escalates::Topic(expected)) if heard.topic != Some(expected) => {
            let expected = expected.as_str();
            faults.push(format!("{escalated} instead of as {expected}; {said}"));
        }
        _ => {}
    }
    if turn.unknown && !heard.unknown {
        faults.push(format!("should be an honest \"I don't know\"; {said}"));
    }
    if turn.silent && heard.messages > 0 {
        faults.push(format!("should get no answer at all; {said}"));
    }
    faults
}

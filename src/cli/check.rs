//! `frontdesk check`: reads the configuration and the knowledge, tries each provider, and says a line each.

use super::{Failed, Misconfigured, Places, publish::unpublished, say, whole};
use crate::{
    clock::SystemClock,
    settings::{Configuration, Problem, Secrets, problem_at, reference::reference, unset},
    versions::{self, Shelf},
    wiring::{self, Knowledge},
};
use clap::Args;
use frontdesk_core::{BusinessId, embed::Embedder};
use frontdesk_engine::guardrails::injection;
use frontdesk_retrieval::{Severity, limits};
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// How long one provider may take to answer.
const PROBE: Duration = Duration::from_secs(15);

/// Flags of `check`.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    places: Places,
    /// Only reads files: asks no provider
    #[arg(long)]
    offline: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Prints every key of the configuration with its documentation, and does nothing else
    #[arg(long)]
    reference: bool,
}

/// How a line ends.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Ok,
    Warning,
    Wrong,
}

struct Report {
    json: bool,
    wrong: usize,
}

impl Report {
    fn line(&mut self, state: State, what: &str, detail: &str) {
        let word = match state {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Wrong => "wrong",
        };
        self.wrong += usize::from(state == State::Wrong);
        if self.json {
            say(json!({"state": word, "what": what, "detail": detail}));
        } else {
            say(format!("{word:<8} {what}: {detail}"));
        }
    }
}

impl Report {
    fn probed(
        &mut self,
        what: &str,
        probe: Result<frontdesk_core::Result<String>, tokio::time::error::Elapsed>,
    ) {
        match probe {
            Ok(Ok(found)) => self.line(State::Ok, what, &found),
            Ok(Err(error)) => self.line(State::Wrong, what, &error.to_string()),
            Err(_) => self.line(State::Wrong, what, "no answer within 15 seconds"),
        }
    }
}

/// Runs the verb.
///
/// # Errors
/// [`Failed`] after a line said what is wrong.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    if options.reference {
        say(reference().trim_end());
        return Ok(());
    }
    let mut report = Report {
        json: options.json,
        wrong: 0,
    };
    let secrets = if options.offline {
        Secrets::Spared
    } else {
        Secrets::Needed
    };
    // Without the environment the files can be read all the same; what `serve` would miss is told.
    let unset = if options.offline {
        unset(&options.places.config)
    } else {
        Vec::new()
    };
    match options.places.read(secrets) {
        Ok(configuration) => {
            let businesses = configuration.businesses.len();
            report.line(
                State::Ok,
                "configuration",
                &format!(
                    "{businesses} business{}",
                    if businesses == 1 { "" } else { "es" }
                ),
            );
            for problem in &unset {
                report.line(State::Wrong, "configuration", &problem.to_string());
            }
            let server = configuration.folder.join("frontdesk.toml");
            check_data(&configuration, &mut report);
            if unset.iter().all(|problem| problem.file != server) {
                check_key(&configuration, &mut report);
            }
            for id in configuration.businesses.keys() {
                check_business(&configuration, id, &unset, options.offline, &mut report).await;
            }
        }
        Err(error) => match error.downcast_ref::<Misconfigured>() {
            Some(Misconfigured(problems)) => {
                for problem in unset.iter().chain(problems) {
                    report.line(State::Wrong, "configuration", &problem.to_string());
                }
            }
            None => return Err(error),
        },
    }
    if report.wrong > 0 {
        Err(Failed.into())
    } else {
        Ok(())
    }
}

fn check_data(configuration: &Configuration, report: &mut Report) {
    let folder = &configuration.server.store.path;
    let detail = if folder.is_dir() {
        whole(folder)
    } else {
        format!("there is none yet: `serve` makes {}", whole(folder))
    };
    report.line(State::Ok, "data", &detail);
}

fn check_key(configuration: &Configuration, report: &mut Report) {
    let table = &configuration.server.store;
    if table.key.is_empty() {
        let path = table.path.join("master.key");
        let detail = format!(
            "none is configured: the file {} is used, and made if it is missing. A backup of the data folder holds key and data together: whoever has it can read it. To keep them apart, set [store] key = \"${{FRONTDESK_KEY}}\"",
            path.display()
        );
        report.line(State::Warning, "master key", &detail);
        return;
    }
    match frontdesk_store::MasterKey::from_base64(&table.key) {
        Ok(_) => report.line(State::Ok, "master key", "from the configuration; keep a copy in a safe place: without it a backup cannot be read"),
        Err(error) => report.line(State::Wrong, "master key", &error.to_string()),
    }
}

async fn check_business(
    configuration: &Configuration,
    id: &BusinessId,
    unset: &[Problem],
    offline: bool,
    report: &mut Report,
) {
    let folder = configuration.knowledge(id);
    match Knowledge::look(configuration, id, Arc::new(SystemClock)) {
        Ok(knowledge) => {
            for problem in knowledge.library.problems() {
                let state = if problem.severity == Severity::Error {
                    State::Wrong
                } else {
                    State::Warning
                };
                report.line(state, &format!("{id} knowledge"), &problem.to_string());
            }
            let passages = knowledge.library.passages();
            let state = if passages == 0 {
                State::Warning
            } else {
                State::Ok
            };
            report.line(
                state,
                &format!("{id} knowledge"),
                &format!("{passages} passages in {}", folder.display()),
            );
            if !offline {
                check_embedder(knowledge.library.embedder(), id, report).await;
            }
            check_doubts(&knowledge, id, offline, report).await;
        }
        Err(error) => report.line(
            State::Wrong,
            &format!("{id} knowledge"),
            &format!("{error:#}"),
        ),
    }
    if let Err(problem) = wiring::prompt(configuration, id) {
        report.line(State::Wrong, "prompt", &problem.to_string());
    }
    for problem in wiring::rollout(configuration, id).err().unwrap_or_default() {
        report.line(State::Wrong, &format!("{id} arms"), &problem.to_string());
    }
    check_published(configuration, id, offline, report);
    check_staff(configuration, id, report);
    check_tools(configuration, id, report);
    let file = configuration.file(id);
    if unset.iter().any(|problem| problem.file == file) {
        // What is missing was told; without it nothing more can be said of accounts.
        return;
    }
    check_providers(configuration, id, offline, report).await;
}

/// Whether what is published can be served, and whether the working files go beyond it.
fn check_published(
    configuration: &Configuration,
    id: &BusinessId,
    offline: bool,
    report: &mut Report,
) {
    let secrets = if offline {
        Secrets::Spared
    } else {
        Secrets::Needed
    };
    let look = || -> anyhow::Result<Option<(u64, Option<versions::Difference>)>> {
        let shelf = Shelf::of(configuration, id);
        let Some(version) = shelf.pointer()?.version else {
            return Ok(None);
        };
        shelf.open(configuration, version, secrets)?;
        Ok(Some((version, unpublished(configuration, id, version)?)))
    };
    let what = format!("{id} published");
    match look() {
        // Nothing was ever published: nothing to tell.
        Ok(None) => {}
        Ok(Some((version, None))) => report.line(
            State::Ok,
            &what,
            &format!("serving published version {version}; the working files are the same"),
        ),
        Ok(Some((version, Some(difference)))) => report.line(
            State::Warning,
            &what,
            &format!(
                "serving published version {version}; the working files differ in {}: publish them with `frontdesk publish --business {id}`",
                difference.summary()
            ),
        ),
        Err(error) => report.line(State::Wrong, &what, &format!("{error:#}")),
    }
}

/// What articles say twice or differently, or should not say. They are compared by meaning as far as their vectors are there.
async fn check_doubts(knowledge: &Knowledge, id: &BusinessId, offline: bool, report: &mut Report) {
    let (library, name) = (knowledge.library.clone(), format!("{id} knowledge"));
    let work = move || {
        let (made, of) = library.vectors();
        // A few are made here; what fails was told of the embedder.
        if !offline && of - made <= limits::CHECKED_VECTORS {
            let _ = library.embed();
        }
        (library.vectors(), library.doubts())
    };
    let Ok(((made, of), doubts)) = tokio::task::spawn_blocking(work).await else {
        return;
    };
    if made < of {
        let detail = format!(
            "{made} of {of} vectors are made; `serve` makes the others in the background, and until most are there articles are found by their words"
        );
        report.line(State::Ok, &name, &detail);
    }
    for doubt in doubts {
        report.line(State::Warning, &name, &doubt.to_string());
    }
    for (passage, text) in knowledge.library.texts() {
        if injection::check(&text).is_some() {
            let detail = format!(
                "{passage} reads like instructions to an assistant and not like knowledge; it is never followed, but look where it comes from"
            );
            report.line(State::Warning, &name, &detail);
        }
    }
}

/// Makes one vector: of the model in the program, or of the endpoint that is configured.
async fn check_embedder(
    embedder: Option<&Arc<dyn Embedder>>,
    id: &BusinessId,
    report: &mut Report,
) {
    let name = format!("{id} embedder");
    let Some(embedder) = embedder.cloned() else {
        return report.line(State::Ok, &name, "none: articles are found by their words");
    };
    let tried = tokio::task::spawn_blocking(move || -> frontdesk_core::Result<String> {
        let made = embedder.embed(&["Is there parking?"])?;
        let numbers = made.first().map_or(0, Vec::len);
        Ok(format!("{}, {numbers} numbers a text", embedder.id()))
    });
    match tried.await {
        Ok(Ok(found)) => report.line(State::Ok, &name, &found),
        Ok(Err(error)) => report.line(State::Wrong, &name, &error.to_string()),
        Err(panicked) => report.line(State::Wrong, &name, &panicked.to_string()),
    }
}

fn check_staff(configuration: &Configuration, id: &BusinessId, report: &mut Report) {
    let file = &configuration.businesses[id];
    if file.staff.is_empty() {
        report.line(
            State::Warning,
            &format!("{id} staff"),
            "there is nobody to hand a customer to: add [[staff]]",
        );
    }
    for staff in &file.staff {
        let reachable = staff
            .reach
            .iter()
            .any(|a| file.inboxes.iter().any(|i| i.channel == a.kind()));
        if !reachable {
            let detail = format!(
                "{} can be reached through none of the inboxes of this business",
                staff.name
            );
            report.line(State::Wrong, &format!("{id} staff"), &detail);
        }
    }
}

/// A tool that may take as long as the whole answer: when it is slow, the model is held to be.
fn check_tools(configuration: &Configuration, id: &BusinessId, report: &mut Report) {
    let (file, path) = (&configuration.businesses[id], configuration.file(id));
    let all = file.model.timeout_ms;
    for (n, tool) in file.tools.iter().enumerate() {
        if tool.timeout_ms < all {
            continue;
        }
        let what = format!(
            "the tool \"{}\" may take {} ms and the whole answer {all} ms (`[model] timeout_ms`): when the tool is slow, the model counts as failed and the built-in answers. Make the one shorter or the other longer",
            tool.name, tool.timeout_ms
        );
        let problem = problem_at(&path, &format!("tool.{n}.timeout_ms"), &what);
        report.line(State::Warning, &format!("{id} tools"), &problem.to_string());
    }
}

async fn check_providers(
    configuration: &Configuration,
    id: &BusinessId,
    offline: bool,
    report: &mut Report,
) {
    let file = &configuration.businesses[id];
    let business = wiring::business(id, file);
    let url = &configuration.server.server.public_url;
    match wiring::channels(configuration, &business, url) {
        Ok(channels) if offline => {
            let detail = format!("{}, not tried", channels.len());
            report.line(State::Ok, &format!("{id} inboxes"), &detail);
        }
        Ok(channels) => {
            for (name, channel) in channels {
                let probe = tokio::time::timeout(PROBE, channel.probe()).await;
                report.probed(&format!("{id} inbox {name}"), probe);
            }
        }
        Err(problems) => {
            for problem in problems {
                report.line(State::Wrong, &format!("{id} inbox"), &problem.to_string());
            }
        }
    }
    match wiring::models(&file.model) {
        Ok(models) if models.is_empty() => report.line(
            State::Ok,
            &format!("{id} model"),
            "built in: quotes from the articles, no account needed",
        ),
        Ok(models) => {
            for model in models {
                let what = format!("{id} model {}", model.name());
                if offline {
                    report.line(State::Ok, &what, "not tried");
                } else {
                    report.probed(&what, tokio::time::timeout(PROBE, model.probe()).await);
                }
            }
        }
        Err(error) => report.line(State::Wrong, &format!("{id} model"), &error.to_string()),
    }
}

//! `frontdesk publish`: what the working files hold becomes the version that is served, if the scenarios of the business pass. It writes beside the
//! store, so that it works while the server runs, which takes the version up by itself.

use super::{
    Failed, Places, Which, complain,
    eval::{self, Played},
    say,
};
use crate::{
    clock::SystemClock,
    settings::{Configuration, Secrets},
    versions::{self, Difference, Draft, Shelf, Working},
    wiring::{self, Knowledge},
};
use anyhow::bail;
use clap::Args;
use frontdesk_core::BusinessId;
use serde_json::{Value, json};
use std::sync::Arc;

/// Flags of `publish`.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) places: Places,
    #[command(flatten)]
    pub(super) which: Which,
    #[command(flatten)]
    pub(super) wishes: Wishes,
    /// One JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// How to publish.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Wishes {
    /// What changes with this version, for the list of versions
    #[arg(long, default_value = "", value_name = "TEXT")]
    note: String,
    /// Says what would change and whether the scenarios pass, and publishes nothing
    #[arg(long)]
    dry_run: bool,
    /// Publishes although the business has no scenarios
    #[arg(long)]
    without_scenarios: bool,
}

/// Runs the verb.
///
/// # Errors
/// [`Failed`] if a scenario failed; what keeps the version from being written. What was served is served then.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let configuration = options.places.read(Secrets::Spared)?;
    let id = options.which.of(&configuration)?;
    let working = Working::of(&configuration, &id)?;
    for key in &working.left_out {
        complain(format!(
            "`{key}` is written in plain text and is not copied: the server goes on taking it from the business's file. Better write \"${{NAME}}\""
        ));
    }
    let draft = Shelf::of(&configuration, &id).draft(working)?;
    let difference = draft.difference().unwrap_or_else(|error| {
        complain(format!("what is served cannot be compared: {error:#}"));
        None
    });
    let serves = versions::name(draft.replaces());
    let mut told = json!({ "business": id, "served": draft.replaces(), "published": null, "difference": difference });
    match &difference {
        Some(difference) if difference.is_empty() => {
            return tell(
                &options,
                told,
                &format!("nothing differs from {serves}, which is served: nothing to publish"),
            );
        }
        Some(difference) if !options.json => {
            say(format!("different from {serves}:\n{difference}"));
        }
        _ => {}
    }
    let played = match tried(&options, &configuration, &id, &draft).await {
        Ok(played) => played,
        Err(error) => {
            complain(format!("{serves}: served as before"));
            return Err(error);
        }
    };
    let refusal = refusal(&options, &configuration, &id, &played);
    let scenarios = played.rows.len();
    told["scenarios"] = played.json();
    let Some(why) = refusal else {
        return publish(&options, told, draft, scenarios);
    };
    told["refused"] = why.clone().into();
    tell(
        &options,
        told,
        &format!("\nrefused: {why}; served as before: {serves}"),
    )?;
    Err(Failed.into())
}

fn publish(
    options: &Options,
    mut told: Value,
    draft: Draft,
    scenarios: usize,
) -> anyhow::Result<()> {
    let version = draft.version();
    if options.wishes.dry_run {
        let line = format!("\n{scenarios} scenarios passed: it would be version {version}");
        return tell(options, told, &line);
    }
    draft.publish(&options.wishes.note, scenarios)?;
    told["published"] = version.into();
    let line = format!(
        "\n{scenarios} scenarios passed: version {version} is published, and a running server takes it up within seconds"
    );
    tell(options, told, &line)
}

fn tell(options: &Options, told: Value, line: &str) -> anyhow::Result<()> {
    if options.json {
        say(told);
    } else {
        say(line);
    }
    Ok(())
}

/// Plays the scenarios against the draft, after everything it is made of was read.
async fn tried(
    options: &Options,
    configuration: &Configuration,
    id: &BusinessId,
    draft: &Draft,
) -> anyhow::Result<Played> {
    let configuration = draft.configuration(configuration)?;
    wiring::prompt(&configuration, id).map_err(|p| super::Misconfigured(vec![p]))?;
    wiring::models(&configuration.businesses[id].model)?;
    let knowledge = Knowledge::open(&configuration, id, Arc::new(SystemClock))?;
    for problem in knowledge.library.problems() {
        complain(format!("knowledge: {problem}"));
    }
    let mut played = Played::default();
    if let Some(file) = draft.scenarios() {
        eval::play_file(&configuration, id, &file, options.json, &mut played).await?;
    }
    Ok(played)
}

/// Why it is not published, if it is not.
fn refusal(
    options: &Options,
    configuration: &Configuration,
    id: &BusinessId,
    played: &Played,
) -> Option<String> {
    if played.rows.is_empty() {
        if options.wishes.without_scenarios {
            complain("there are no scenarios: nobody has tried how it answers");
            return None;
        }
        let file = configuration.knowledge(id).join("scenarios.yaml");
        return Some(format!(
            "there are no scenarios in {}; write some, or add --without-scenarios",
            file.display()
        ));
    }
    let failed = played.failed();
    if failed > 0 {
        let of = played.rows.len();
        return Some(format!("{failed} of {of} scenarios failed"));
    }
    played.missed_the_model(configuration, id).then(|| {
        "the configured model gave none of the answers, so that it was not tried; `frontdesk check` tells why it cannot be reached".into()
    })
}

/// What the working files have otherwise than a version, in a few words; `None`, if nothing.
///
/// # Errors
/// Either cannot be read.
pub(super) fn unpublished(
    configuration: &Configuration,
    id: &BusinessId,
    version: u64,
) -> anyhow::Result<Option<Difference>> {
    if configuration.published.contains_key(id) {
        bail!("working files are compared, not published ones");
    }
    let working = Working::of(configuration, id)?;
    let difference = Shelf::of(configuration, id).difference(&working, Some(version))?;
    Ok((!difference.is_empty()).then_some(difference))
}

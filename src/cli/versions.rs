//! `frontdesk versions` lists what was published; `frontdesk rollback` goes back to one of it. Both work while the server runs.

use super::{Places, Which, complain, publish::unpublished, say, usage, whole};
use crate::{
    settings::{Configuration, Secrets},
    versions::{Difference, Shelf, Working, name},
};
use anyhow::{Context, bail};
use clap::Args;
use frontdesk_core::BusinessId;
use serde_json::json;

/// How the working files are called where a version is meant.
const WORKING: &str = "working";

/// Flags of `versions`.
#[derive(Args, Clone, Debug)]
pub(super) struct ListOptions {
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Flags of `rollback`.
#[derive(Args, Clone, Debug)]
pub(super) struct BackOptions {
    /// The version to serve again [default: the one before]; "working": no version, edits of the working files count at once
    #[arg(value_name = "VERSION")]
    version: Option<String>,
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
}

/// Runs `versions`.
///
/// # Errors
/// What cannot be read.
pub(super) fn list(options: &ListOptions) -> anyhow::Result<()> {
    let configuration = options.places.read(Secrets::Spared)?;
    let id = options.which.of(&configuration)?;
    let shelf = Shelf::of(&configuration, &id);
    let (current, versions) = (shelf.pointer()?.version, shelf.list()?);
    let differs = match current {
        Some(version) => unpublished(&configuration, &id, version)?,
        None => None,
    };
    if options.json {
        let rows: Vec<_> = versions
            .iter()
            .map(|m| {
                json!({"version": m.version, "current": current == Some(m.version), "at": m.at, "note": m.note, "scenarios": m.scenarios, "program": m.program, "replaces": m.replaces})
            })
            .collect();
        say(
            json!({"business": id, "current": current, "working_differs": differs, "versions": rows}),
        );
        return Ok(());
    }
    for m in &versions {
        let mark = if current == Some(m.version) { '*' } else { ' ' };
        let line = format!(
            "{mark} {:<4} {}  {} scenarios, frontdesk {}  {}",
            m.version, m.at, m.scenarios, m.program, m.note
        );
        say(line.trim_end());
    }
    say(match (current, &differs) {
        (None, _) if versions.is_empty() => {
            let looked = whole(&configuration.server.store.path);
            format!(
                "nothing of {id} is published in {looked}: the working files are served, and edits count at once"
            )
        }
        (None, _) => "no version is served but the working files: edits count at once".into(),
        (Some(version), None) => format!("the working files are those of version {version}"),
        (Some(version), Some(difference)) => format!(
            "the working files differ from version {version} in {}: publish them with `frontdesk publish --business {id}`",
            difference.summary()
        ),
    });
    Ok(())
}

/// Runs `rollback`.
///
/// # Errors
/// There is no such version, or it cannot be read or turned to.
pub(super) fn back(options: &BackOptions) -> anyhow::Result<()> {
    let configuration = options.places.read(Secrets::Spared)?;
    let id = options.which.of(&configuration)?;
    let shelf = Shelf::of(&configuration, &id);
    // With a version named, a damaged file is no hindrance: it is written anew.
    let current = match (&options.version, shelf.pointer()) {
        (None, Err(error)) => return Err(error),
        (_, pointer) => pointer.ok().and_then(|p| p.version),
    };
    let to = match (options.version.as_deref(), current) {
        (Some(WORKING), _) => None,
        (Some(number), _) => match number.parse() {
            Ok(number) => Some(number),
            Err(_) => return usage(format!("{number} is no version; `frontdesk versions` lists them")),
        },
        (None, None) => bail!("no version of {id} is served, so that there is none to go back from"),
        (None, Some(current)) => Some(shelf.before(current)?.with_context(|| {
            format!("there is no version before {current}; `frontdesk rollback {WORKING} --business {id}` serves the working files")
        })?),
    };
    if to == current && shelf.pointer().is_ok() {
        say(format!("{} of {id}: served already", name(to)));
        return Ok(());
    }
    let difference = changes(&configuration, &id, &shelf, to, current);
    shelf.turn_to(to)?;
    match difference {
        Ok(difference) if difference.is_empty() => say("the files are the same"),
        Ok(difference) => say(difference.to_string().trim_end()),
        Err(error) => complain(format!("what changes cannot be told: {error:#}")),
    }
    say(format!(
        "{id} is served with {} again, instead of {}; a running server takes it up within seconds",
        name(to),
        name(current)
    ));
    Ok(())
}

fn changes(
    configuration: &Configuration,
    id: &BusinessId,
    shelf: &Shelf,
    to: Option<u64>,
    current: Option<u64>,
) -> anyhow::Result<Difference> {
    match to {
        Some(version) => shelf.difference_of(version, current),
        None => shelf.difference(&Working::of(configuration, id)?, current),
    }
}

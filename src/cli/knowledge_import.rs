//! `frontdesk knowledge import` and `sync`: pages and files of elsewhere as articles, and what changes there.

use super::{Failed, Places, Which, complain, say, usage};
use crate::{
    clock::SystemClock,
    settings::{Configuration, Secrets},
    wiring,
};
use clap::Args;
use frontdesk_core::BusinessId;
use frontdesk_egress::Failure;
use frontdesk_retrieval::import::{Change, Fate, Importer, Manner, Report, Wish};
use serde_json::{Value, json};
use std::{
    error::Error as _,
    io::{IsTerminal, Write},
    sync::Arc,
};

/// Flags of `import`.
#[derive(Args, Clone, Debug)]
pub(super) struct Import {
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
    /// Web addresses, of which the pages below are read as well, and files: .html, .pdf, .md, .txt
    #[arg(required = true, value_name = "URL | FILE")]
    from: Vec<String>,
    /// Look again so often while the desk is served, for example 24h or 7d
    #[arg(long, value_name = "TIME")]
    every: Option<String>,
    /// The most pages to read of a site [default: 200]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pages: Option<usize>,
    /// The most links from the start to a page [default: 5]
    #[arg(long, value_name = "N")]
    depth: Option<usize>,
    #[command(flatten)]
    how: How,
}

/// Flags of `sync`.
#[derive(Args, Clone, Debug)]
pub(super) struct Sync {
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
    /// All sources, not only those whose time has come
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    how: How,
}

/// How it is done.
#[derive(Args, Clone, Debug)]
struct How {
    /// Shows what would change, and changes nothing
    #[arg(long)]
    dry_run: bool,
    /// Overwrites what was edited by hand as well, and removes articles even if most of a source is gone
    #[arg(long)]
    force: bool,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

impl How {
    fn manner(&self) -> Manner {
        Manner {
            dry_run: self.dry_run,
            force: self.force,
        }
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("write a number, at least 1".into()),
        Ok(number) => Ok(number),
    }
}

/// Runs `knowledge import`.
///
/// # Errors
/// [`Failed`] if a source could not be read; what keeps it from trying.
pub(super) async fn import(options: Import) -> anyhow::Result<()> {
    let (importer, configuration, id) = importer(&options.places, &options.which)?;
    let wish = Wish {
        every: options.every,
        pages: options.pages,
        depth: options.depth,
        manner: options.how.manner(),
    };
    for from in &options.from {
        if let Err(error) = importer.check(from, &wish) {
            return usage(format!("{from}: {error}; nothing was imported"));
        }
    }
    let mut reports = Vec::new();
    for from in options.from {
        let report = importer.import(&from, &wish, &progress).await;
        reports.push((from, report));
    }
    tell(reports, &options.how, &configuration, &id)
}

/// Runs `knowledge sync`.
///
/// # Errors
/// [`Failed`] if a source could not be read; what keeps it from trying.
pub(super) async fn sync(options: Sync) -> anyhow::Result<()> {
    let (importer, configuration, id) = importer(&options.places, &options.which)?;
    let reports = importer
        .sync(options.all, options.how.manner(), &progress)
        .await?;
    if reports.is_empty() && !options.how.json {
        let sources = importer.sources()?;
        say(match sources {
            0 => format!("nothing was imported for {id} yet: frontdesk knowledge import URL"),
            n => format!("none of the {n} sources of {id} is due; add --all to look at them now"),
        });
    }
    tell(reports, &options.how, &configuration, &id)
}

fn importer(
    places: &Places,
    which: &Which,
) -> anyhow::Result<(Importer, Configuration, BusinessId)> {
    let configuration = places.read(Secrets::Spared)?;
    let id = which.of(&configuration)?;
    let importer = wiring::importer(&configuration, &id, Arc::new(SystemClock))?;
    Ok((importer, configuration, id))
}

/// A line for each page, for a person who waits.
fn progress(line: &str) {
    let mut out = std::io::stderr();
    if out.is_terminal() {
        drop(writeln!(out, "{line}"));
    }
}

type Reports = Vec<(String, frontdesk_core::Result<Report>)>;

fn tell(
    reports: Reports,
    how: &How,
    configuration: &Configuration,
    id: &BusinessId,
) -> anyhow::Result<()> {
    let mut failed = false;
    let mut rows = Vec::new();
    for (from, report) in reports {
        match report {
            Ok(report) if how.json => rows.push(row(&report)),
            Ok(report) => print(&report, how),
            Err(error) => {
                failed = true;
                let mend = mend(&error, configuration, id);
                let mend_line = mend.iter().map(|mend| format!("\n{mend}"));
                complain(format!("{from}: {error}{}", mend_line.collect::<String>()));
                rows.push(json!({"from": from, "error": error.to_string(), "mend": mend}));
            }
        }
    }
    if how.json {
        say(json!({"dry_run": how.dry_run, "sources": rows}));
    }
    if failed { Err(Failed.into()) } else { Ok(()) }
}

/// What to write where, if a machine may not be read because it is not on the public internet.
fn mend(
    error: &frontdesk_core::Error,
    configuration: &Configuration,
    id: &BusinessId,
) -> Option<String> {
    let failure = error.source()?.downcast_ref::<Failure>()?;
    let (Failure::Private { host, .. } | Failure::Port { host }) = failure else {
        return None;
    };
    let own = &configuration.businesses[id].retrieval.allow_private;
    let mut all: Vec<&str> = own.iter().map(String::as_str).collect();
    all.push(host);
    Some(format!(
        "If it is yours, write into {}:\n\n    [retrieval]\n    allow_private = {all:?}\n",
        configuration.file(id).display()
    ))
}

fn row(report: &Report) -> Value {
    let change = |c: &Change| json!({"fate": c.fate.as_str(), "file": c.file, "from": c.from, "why": c.why, "difference": c.difference});
    let changes: Vec<Value> = report.changes.iter().map(change).collect();
    json!({"from": report.from, "changes": changes, "unchanged": report.unchanged, "notes": report.notes})
}

fn print(report: &Report, how: &How) {
    for change in &report.changes {
        say(format!(
            "{:<9} {}  {}",
            change.fate.as_str(),
            change.file,
            change.from
        ));
        if !change.why.is_empty() {
            say(format!("          {}", change.why));
        }
        for line in &change.difference {
            say(format!("          {line}"));
        }
    }
    for note in &report.notes {
        say(format!("{:<9} {note}", "note"));
    }
    let count = |fate: Fate| {
        report
            .changes
            .iter()
            .filter(|change| change.fate == fate)
            .count()
    };
    let counts = [Fate::Added, Fate::Changed, Fate::Removed, Fate::Kept]
        .map(|fate| format!("{} {}", count(fate), fate.as_str()));
    let written = if how.dry_run {
        "; nothing was written"
    } else {
        ""
    };
    say(format!(
        "{}: {}, {} unchanged{written}",
        report.from,
        counts.join(", "),
        report.unchanged
    ));
}

//! `frontdesk quarantine`: requests that could not be verified, and why. Reads the store, which belongs to one process: stop the server first.

use super::{Places, Which, say};
use crate::{settings::Secrets, wiring};
use clap::Args;
use frontdesk_core::{
    event::{Body, Event},
    store::Store,
};
use serde_json::json;

/// Requests that are shown.
const SHOWN: usize = 1_000;

/// Flags of `quarantine`.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
    /// Also the requests themselves
    #[arg(long)]
    full: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs the verb.
///
/// # Errors
/// What keeps it from reading.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let configuration = options.places.read(Secrets::Spared)?;
    let id = options.which.of(&configuration)?;
    let store = wiring::kept(&configuration)?;
    let mut shown = 0;
    for inbox in &configuration.businesses[&id].inboxes {
        let key = frontdesk_engine::intake::quarantine_of(&inbox.name);
        let Some(claimed) = store.lookup(&id, &key).await? else {
            continue;
        };
        for entry in store.journal(&id, claimed.conversation, 0, SHOWN).await? {
            let (Event::RequestQuarantined { inbox, why }, body) = (&entry.event, &entry.body)
            else {
                continue;
            };
            let request = match body {
                Body::Text(request) if options.full => request.as_str(),
                _ => "",
            };
            let at = entry.at.to_utc().to_rfc3339();
            if options.json {
                say(json!({"at": at, "inbox": inbox, "why": why, "request": request}));
            } else {
                say(format!("{at}  {inbox}  {why}"));
                if options.full {
                    say(format!("    {}", request.replace('\n', "\n    ")));
                }
            }
            shown += 1;
        }
    }
    if shown == 0 && !options.json {
        say("No request was refused.");
    }
    store.close().await;
    Ok(())
}

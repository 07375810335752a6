//! `frontdesk knowledge search`: the passages a question finds, with scores. The other verbs are in [`super::knowledge_import`].

use super::{Places, Which, complain, knowledge_import, say, whole};
use crate::{clock::SystemClock, settings::Secrets, wiring::Knowledge};
use clap::{Args, Subcommand};
use frontdesk_core::retrieval::Retriever;
use serde_json::json;
use std::sync::Arc;

/// Flags of `knowledge`.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Clone, Debug)]
enum Verb {
    /// The passages a question finds, best first, with scores
    Search {
        #[command(flatten)]
        places: Places,
        #[command(flatten)]
        which: Which,
        /// The question, as a customer would ask it
        #[arg(required = true)]
        query: Vec<String>,
        /// How many passages
        #[arg(long, default_value_t = 6)]
        limit: usize,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Makes articles of web pages, PDF, HTML, Markdown and text files
    Import(knowledge_import::Import),
    /// Looks again at what was imported, and shows what has changed
    Sync(knowledge_import::Sync),
}

/// Runs the verb.
///
/// # Errors
/// What keeps it from searching.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let (places, which, query, limit, json) = match options.verb {
        Verb::Search {
            places,
            which,
            query,
            limit,
            json,
        } => (places, which, query, limit, json),
        Verb::Import(options) => return knowledge_import::import(options).await,
        Verb::Sync(options) => return knowledge_import::sync(options).await,
    };
    let configuration = places.read(Secrets::Spared)?;
    let id = which.of(&configuration)?;
    let data = &configuration.server.store.path;
    if !data.is_dir() {
        complain(format!(
            "there is no data folder {}, so that vectors are made anew each time; `frontdesk serve` makes it",
            whole(data)
        ));
    }
    let knowledge = Knowledge::look(&configuration, &id, Arc::new(SystemClock))?;
    knowledge.embed().await?;
    let found = knowledge.library.retrieve(&query.join(" "), limit).await?;
    if json {
        let passages: Vec<_> = found
            .passages
            .iter()
            .map(|p| json!({"id": p.id, "article": p.article, "title": p.title, "source": p.source, "score": p.score, "text": p.text}))
            .collect();
        say(
            json!({"confident": found.confident, "confidence": found.confidence, "passages": passages}),
        );
        return Ok(());
    }
    for passage in &found.passages {
        let heading = passage
            .question
            .clone()
            .unwrap_or_else(|| passage.headings.join(" › "));
        say(format!(
            "{:7.3}  {}  {} {}",
            passage.score, passage.id, passage.title, heading
        ));
        say(format!(
            "         {}",
            passage.text.replace('\n', "\n         ")
        ));
    }
    let sure = if found.confident {
        "sure enough to answer"
    } else {
        "not sure: the answer would be \"I don't know\""
    };
    say(format!(
        "{} passages, confidence {:.2}: {sure}",
        found.passages.len(),
        found.confidence
    ));
    Ok(())
}

//! Ranks articles for questions: `retrieve --kb FILE.jsonl|FOLDER < in.jsonl > out.jsonl`, as `frontdesk eval retrieve` does.

use frontdesk_core::retrieval::Retriever;
use frontdesk_retrieval::{Entry, Library, Options, embed::MiniLm};
use serde::Deserialize;
use serde_json::json;
use std::{
    fs,
    io::{self, BufRead, Write},
    path::Path,
    sync::Arc,
};

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(alias = "text")]
    query: String,
    only_docs: Option<Vec<String>>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let kb = std::env::args()
        .nth(2)
        .ok_or("usage: retrieve --kb FILE.jsonl|FOLDER")?;
    let options = Options {
        embedder: Some(Arc::new(frontdesk_retrieval::embed::Recent::of(Arc::new(
            MiniLm,
        )))),
        ..Options::default()
    };
    let library = if Path::new(&kb).is_dir() {
        let options = Options {
            locale: "en".into(),
            currency: "USD".into(),
            ..options
        };
        Library::open(Path::new(&kb), options)?
    } else {
        let entries: Vec<Entry> = fs::read_to_string(kb)?
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?;
        Library::from_entries(entries, options)?
    };
    library.embed()?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let hits = library.search_ids(&line.query, line.only_docs.as_deref(), 10)?;
        let found = library.retrieve(&line.query, 1).await?;
        let doc = found
            .passages
            .first()
            .map(|passage| passage.article.as_str());
        let answer = json!({"id": line.id, "hits": hits, "score": 1.0 - found.confidence,
            "off_topic": !found.confident, "doc": doc});
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

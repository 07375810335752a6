//! The kinds of `frontdesk eval` that judge what is answered, from what, and by whom.

use super::{Usage, eval_kinds::text};
use crate::wiring;
use frontdesk_core::{business::EscalationPolicy, event::Topic};
use frontdesk_engine::{
    guardrails::triggers::{self, likeness::Likeness},
    triage::{self, Known, Mail, Triage},
};
use frontdesk_retrieval::{Entry, Library, Options};
use serde_json::{Value, json};
use std::{path::Path, sync::Arc};

/// The entries of a file, through the normal import, with their vectors.
pub(super) fn library(kb: Option<&Path>, kind: &str) -> anyhow::Result<Library> {
    let Some(kb) = kb else {
        return super::usage(format!("eval {kind} needs --kb FILE.jsonl"));
    };
    let wrong = |what: String| Usage(format!("{}{what}", kb.display()));
    let text = std::fs::read_to_string(kb).map_err(|e| wrong(format!(": cannot be read: {e}")))?;
    let entries = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty());
    let entries: Vec<Entry> = entries
        .map(|(n, line)| serde_json::from_str(line).map_err(|e| wrong(format!(":{}: {e}", n + 1))))
        .collect::<Result<_, _>>()?;
    let options = Options {
        embedder: Some(wiring::minilm()),
        ..Options::default()
    };
    let library = Library::from_entries(entries, options)?;
    library.embed()?;
    Ok(library)
}

/// What judges messages by examples, ready.
pub(super) fn likeness() -> Arc<Likeness> {
    let likeness = wiring::likeness();
    likeness.prepare();
    likeness
}

/// The best articles for a query.
pub(super) fn retrieve(library: &Library, question: &Value) -> Result<Value, String> {
    let only: Option<Vec<String>> = match question.get("only_docs") {
        None | Some(Value::Null) => None,
        Some(list) => {
            Some(serde_json::from_value(list.clone()).map_err(|e| format!("`only_docs`: {e}"))?)
        }
    };
    let hits = library
        .search_ids(text(question, "query")?, only.as_deref(), 10)
        .map_err(|e| e.to_string())?;
    Ok(json!({"hits": hits}))
}

/// Whether a business has nothing on what was asked.
pub(super) fn off_topic(library: &Library, question: &Value) -> Result<Value, String> {
    let found = library
        .find(text(question, "text")?, 1)
        .map_err(|e| e.to_string())?;
    let best = found.passages.first().map(|passage| &passage.article);
    Ok(json!({"off_topic": !found.confident, "score": 1.0 - found.confidence, "doc": best}))
}

/// What speaks for people.
pub(super) fn escalate(likeness: &Likeness, question: &Value) -> Result<Value, String> {
    let policy = EscalationPolicy::default();
    let signs = triggers::signs(text(question, "text")?, &policy, Some(likeness));
    let has = |topics: &[Topic]| signs.iter().any(|sign| topics.contains(&sign.topic));
    Ok(json!({
        "complaint": has(&[Topic::Complaint, Topic::Legal]),
        "handoff": has(&[Topic::Person, Topic::Manager]),
        "refund": has(&[Topic::Refund]),
        "safety": has(&[Topic::HealthAndSafety]),
    }))
}

/// Whether a mail is answered, given to staff, or neither: by the function that the desk reads its mail with.
pub(super) fn triage(
    library: &Library,
    likeness: &Likeness,
    mail: &Value,
) -> Result<Value, String> {
    let field = |key| mail.get(key).and_then(Value::as_str).unwrap_or_default();
    let (subject, body) = (field("subject"), text(mail, "body")?);
    let newly = frontdesk_channels::email_reply(Some(body), None);
    let newly = if newly.trim().is_empty() {
        body
    } else {
        &newly
    };
    let signs = triggers::signs(newly, &EscalationPolicy::default(), Some(likeness));
    let known = Known {
        retriever: library,
        suits: &|_| false,
        before: None,
    };
    let mail = Mail {
        subject,
        body: newly,
        files: false,
    };
    let sign = signs.first().map(|sign| sign.topic);
    let triage = futures::executor::block_on(triage::judge(&mail, sign, &known));
    let action = match triage.map_err(|e| e.to_string())? {
        Triage::Respond => "respond",
        Triage::Forward => "forward",
        Triage::Nothing => "nothing",
    };
    Ok(json!({"action": action}))
}

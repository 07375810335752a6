//! `frontdesk eval KIND`: one part of production code over JSON lines, no network, no server.

use super::{Failed, Usage, complain, eval_answers, eval_texts, eval_times, say};
use anyhow::Context;
use frontdesk_engine::guardrails::cards;
use serde_json::{Value, json};
use std::{io::BufRead, path::Path};

/// The parts that can be run.
const KINDS: &[&str] = &[
    "retrieve",
    "offtopic",
    "escalate",
    "email-triage",
    "sms",
    "hours",
    "card",
    "datetime",
    "booking",
    "pii",
    "phone",
    "phone-spans",
    "injection",
    "toxicity",
    "lang",
    "email-kind",
    "email-reply",
];

/// Answers a line: the fields besides `id`.
type Part = Box<dyn Fn(&Value) -> Result<Value, String>>;

/// Reads lines from standard input and writes one for each.
///
/// # Errors
/// The kind is unknown, or a line was bad ([`Failed`], after every other line was answered).
pub(super) async fn run(kind: &str, kb: Option<&Path>) -> anyhow::Result<()> {
    let part = part(kind, kb)?;
    let mut bad = 0;
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line.context("reading standard input")?;
        if line.trim().is_empty() {
            continue;
        }
        match answer(&part, &line) {
            Ok(answer) => say(answer),
            Err(why) => {
                complain(format!("line {}: {why}", number + 1));
                bad += 1;
            }
        }
    }
    if bad > 0 { Err(Failed.into()) } else { Ok(()) }
}

fn answer(part: &Part, line: &str) -> Result<Value, String> {
    let question: Value = serde_json::from_str(line).map_err(|e| format!("is no JSON: {e}"))?;
    let id = question.get("id").cloned().ok_or("has no `id`")?;
    let mut answer = part(&question)?;
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("id".into(), id);
    }
    Ok(answer)
}

fn part(kind: &str, kb: Option<&Path>) -> anyhow::Result<Part> {
    Ok(match kind {
        "retrieve" => {
            let library = eval_answers::library(kb, kind)?;
            Box::new(move |q| eval_answers::retrieve(&library, q))
        }
        "offtopic" => {
            let library = eval_answers::library(kb, kind)?;
            Box::new(move |q| eval_answers::off_topic(&library, q))
        }
        "escalate" => {
            let likeness = eval_answers::likeness();
            Box::new(move |q| eval_answers::escalate(&likeness, q))
        }
        "email-triage" => {
            let library = eval_answers::library(kb, kind)?;
            let likeness = eval_answers::likeness();
            Box::new(move |q| eval_answers::triage(&library, &likeness, q))
        }
        "sms" => Box::new(|q| {
            let segments = frontdesk_channels::segments::count(text(q, "body")?);
            Ok(json!({"segments": segments.segments, "encoding": segments.encoding.as_str()}))
        }),
        "hours" => Box::new(eval_times::hours),
        "datetime" => Box::new(eval_times::datetime),
        "booking" => Box::new(eval_times::booking),
        "pii" => Box::new(eval_texts::pii),
        "phone" => Box::new(eval_texts::phone),
        "phone-spans" => Box::new(eval_texts::phone_spans),
        "injection" => Box::new(eval_texts::injection),
        "toxicity" => Box::new(eval_texts::toxicity),
        "lang" => Box::new(eval_texts::lang),
        "email-kind" => Box::new(email_kind),
        "email-reply" => Box::new(email_reply),
        "card" => Box::new(|q| {
            let (masked, cards) = cards::mask(text(q, "text")?);
            Ok(json!({"text": masked, "cards": cards}))
        }),
        other => {
            return Err(Usage(format!(
                "eval knows no kind \"{other}\"; it knows run, publish, tune and {}",
                KINDS.join(", ")
            ))
            .into());
        }
    })
}

/// What a mail is; its bytes come as the characters of Latin-1.
fn email_kind(question: &Value) -> Result<Value, String> {
    let raw = text(question, "raw")?.chars().map(u8::try_from);
    let raw: Vec<u8> = raw
        .collect::<Result<_, _>>()
        .map_err(|_| "`raw` is not Latin-1".to_owned())?;
    Ok(json!({"kind": frontdesk_channels::email_kind(&raw)}))
}

/// What the writer of a mail newly wrote.
fn email_reply(question: &Value) -> Result<Value, String> {
    let part = |key: &str| question.get(key).and_then(Value::as_str);
    let (body, html) = (part("body"), part("html"));
    if body.is_none() && html.is_none() {
        return Err("has no text `body` or `html`".into());
    }
    Ok(json!({"reply": frontdesk_channels::email_reply(body, html)}))
}

pub(super) fn text<'a>(question: &'a Value, key: &str) -> Result<&'a str, String> {
    question
        .get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("has no text `{key}`"))
}

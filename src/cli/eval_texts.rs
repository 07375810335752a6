//! The kinds of `frontdesk eval` that judge a text by itself: personal data, phone numbers, attacks, abuse, language.

use super::eval_kinds::text;
use frontdesk_engine::guardrails::{
    abuse::{self, Abuse},
    injection, phone,
    pii::{self, Kind},
};
use serde_json::{Value, json};

/// What is somebody's in a text; offsets in characters.
pub(super) fn pii(question: &Value) -> Result<Value, String> {
    let text = text(question, "text")?;
    let offset = |byte: usize| text[..byte].chars().count();
    let spans = pii::find(text, &Kind::ALL).into_iter().map(|found| {
        json!({
            "type": found.kind.as_str(),
            "start": offset(found.at.start),
            "end": offset(found.at.end),
        })
    });
    Ok(json!({"spans": spans.collect::<Vec<_>>()}))
}

/// A number as it is dialled in its region, or null.
pub(super) fn phone(question: &Value) -> Result<Value, String> {
    Ok(json!({"e164": phone::e164(text(question, "text")?, region(question))}))
}

/// The numbers in a text, as they are written.
pub(super) fn phone_spans(question: &Value) -> Result<Value, String> {
    let text = text(question, "text")?;
    let spans = phone::spans(text, region(question)).into_iter();
    Ok(json!({"spans": spans.map(|at| &text[at]).collect::<Vec<_>>()}))
}

/// Whether a text attacks the assistant, and how.
pub(super) fn injection(question: &Value) -> Result<Value, String> {
    let why = injection::check(text(question, "text")?);
    Ok(json!({"flagged": why.is_some(), "why": why.map(injection::Why::as_str)}))
}

/// Whether a text is abusive, coarse words at nobody included, and how.
pub(super) fn toxicity(question: &Value) -> Result<Value, String> {
    let kind = abuse::check(text(question, "text")?);
    let flagged = kind.is_some_and(|kind| kind != Abuse::SelfHarm);
    Ok(json!({"flagged": flagged, "kind": kind.map(Abuse::as_str)}))
}

/// What a text is written in, or null.
pub(super) fn lang(question: &Value) -> Result<Value, String> {
    Ok(json!({"lang": frontdesk_retrieval::language_of(text(question, "text")?, &[])}))
}

fn region(question: &Value) -> Option<&str> {
    question.get("region").and_then(Value::as_str)
}

//! The kinds of `frontdesk eval` that judge what is answered, from what, and by whom.

use super::eval_kinds::text;
use crate::wiring;
use anyhow::Context;
use frontdesk_core::{business::EscalationPolicy, event::Topic};
use frontdesk_engine::guardrails::triggers::{self, likeness::Likeness};
use frontdesk_retrieval::{Entry, Library, Options};
use serde_json::{Value, json};
use std::{path::Path, sync::Arc};

/// Sentences of one mail that are looked up: who asks more is answered by people.
const SENTENCES: usize = 12;

/// Words up to which a mail may be nothing but thanks.
const THANKS_WORDS: usize = 30;

/// The entries of a file, through the normal import, with their vectors.
pub(super) fn library(kb: Option<&Path>, kind: &str) -> anyhow::Result<Library> {
    let Some(kb) = kb else {
        return super::usage(format!("eval {kind} needs --kb FILE.jsonl"));
    };
    let text = std::fs::read_to_string(kb).with_context(|| format!("reading {}", kb.display()))?;
    let entries = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty());
    let entries: Vec<Entry> = entries
        .map(|(n, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{}", kb.display(), n + 1))
        })
        .collect::<anyhow::Result<_>>()?;
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

/// Whether a mail is answered, given to staff, or neither.
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
    if is_automatic(subject, newly) || is_thanks(newly) {
        return Ok(json!({"action": "nothing"}));
    }
    let signs = triggers::signs(newly, &EscalationPolicy::default(), Some(likeness));
    let mut known = false;
    for asked in asked(subject, newly) {
        known |= library
            .find(&asked, 1)
            .map_err(|e| e.to_string())?
            .confident;
    }
    let action = if signs.is_empty() && known {
        "respond"
    } else {
        "forward"
    };
    Ok(json!({"action": action}))
}

/// What a mail may ask: as a whole with its subject, and each sentence that asks, since a long mail holds much beside its
/// question.
fn asked(subject: &str, body: &str) -> Vec<String> {
    let sentences = body.split_inclusive(['?', '.', '!', '\n']);
    let asking = sentences
        .map(str::trim)
        .filter(|s| s.ends_with('?') && s.split_whitespace().count() > 2);
    let mut asked = vec![format!("{subject}\n{body}"), subject.to_owned()];
    asked.extend(asking.take(SENTENCES).map(str::to_owned));
    asked
}

/// Whether a machine wrote it: no one waits for an answer.
fn is_automatic(subject: &str, body: &str) -> bool {
    const SUBJECTS: [&str; 14] = [
        "out of office",
        "out of the office",
        "automatic reply",
        "auto-reply",
        "autoreply",
        "automatische antwort",
        "abwesenheit",
        "respuesta automática",
        "réponse automatique",
        "undeliverable",
        "delivery status notification",
        "returned mail",
        "mail delivery failed",
        "newsletter",
    ];
    const BODIES: [&str; 11] = [
        "i am currently out of the office",
        "i am out of the office",
        "this is an automated message",
        "this is an automatic reply",
        "do not reply to this email",
        "do not reply to this message",
        "please do not reply",
        "to unsubscribe",
        "unsubscribe from this list",
        "view this email in your browser",
        "click here to unsubscribe",
    ];
    let (subject, body) = (subject.to_lowercase(), body.to_lowercase());
    SUBJECTS.iter().any(|s| subject.contains(s)) || BODIES.iter().any(|b| body.contains(b))
}

/// Whether it only thanks, agrees or says goodbye.
fn is_thanks(body: &str) -> bool {
    const THANKS: [&str; 14] = [
        "thank",
        "thanks",
        "thx",
        "cheers",
        "great",
        "perfect",
        "ok",
        "okay",
        "received",
        "noted",
        "got it",
        "will do",
        "sounds good",
        "all good",
    ];
    const MORE: [&str; 20] = [
        "can",
        "could",
        "would",
        "will you",
        "please",
        "how",
        "when",
        "where",
        "what",
        "which",
        "why",
        "but",
        "however",
        "still",
        "not",
        "need",
        "want",
        "question",
        "problem",
        "unfortunately",
    ];
    let lower = body.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let plain = format!(" {} ", words.join(" "));
    let has = |phrase: &&str| plain.contains(&format!(" {phrase} "));
    words.len() <= THANKS_WORDS
        && !lower.contains('?')
        && (THANKS.iter().any(has) || plain.contains(" thank"))
        && !MORE.iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thanks_and_machines_need_no_answer() {
        assert!(is_thanks("Thanks a lot, see you on Friday!"));
        assert!(is_thanks("Perfect.\n\nBest,\nMaria"));
        assert!(!is_thanks("Thanks, but can you also send the menu?"));
        assert!(!is_thanks("Where is the thank-you card that I ordered"));
        assert!(is_automatic("Automatic reply: your booking", "I am away."));
        assert!(!is_automatic("Booking", "Can I book a table?"));
    }

    #[test]
    fn every_question_of_a_mail_is_looked_up() {
        let asked = asked(
            "Friday",
            "Hello. Do you have parking? We come by car.\nAre dogs allowed?",
        );
        assert_eq!(asked[2..], ["Do you have parking?", "Are dogs allowed?"]);
    }
}

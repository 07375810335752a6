//! The model that needs no key and no network: it says what tools answered, follows the tools' own rules, asks for what
//! their arguments lack, and quotes the best passage. It never writes a fact of its own, and it answers in microseconds.

mod quote;
mod talk;
mod units;
mod words;

use crate::limits;
use async_trait::async_trait;
use frontdesk_core::{
    Error,
    llm::{ChatReply, ChatRequest, Deltas, Line, Llm, Role, ToolCall},
    tool::ToolSpec,
};
use serde_json::Value;

/// See the module.
#[derive(Debug, Clone, Copy, Default)]
pub struct Builtin;

impl Builtin {
    /// The built-in model.
    pub fn new() -> Self {
        Self
    }
}

#[async_trait]
impl Llm for Builtin {
    fn name(&self) -> &str {
        "builtin"
    }

    async fn chat(
        &self,
        request: &ChatRequest<'_>,
        deltas: Deltas<'_>,
    ) -> Result<ChatReply, Error> {
        let reply = answer(request);
        for piece in units::pieces(&reply.text) {
            deltas(piece);
        }
        Ok(reply)
    }

    async fn probe(&self) -> Result<String, Error> {
        Ok("built in: quotes the knowledge, needs no account".into())
    }
}

/// The first of these that has something to say: tools, hints, small talk, passages.
fn answer(request: &ChatRequest<'_>) -> ChatReply {
    let question = question(request.transcript);
    if let Some(text) = answered_by_tools(request) {
        return say(text);
    }
    match follow_hints(request) {
        Hinted::Call(calls) => {
            return ChatReply {
                calls,
                ..ChatReply::default()
            };
        }
        Hinted::Ask(text) => return say(text),
        Hinted::Nothing => {}
    }
    if let Some(text) = talk::small(&question, request.locale) {
        return say(text.into());
    }
    match quote::answer(&question, request.passages) {
        Some(text) => say(text),
        None => ChatReply {
            unknown: true,
            ..ChatReply::default()
        },
    }
}

fn say(text: String) -> ChatReply {
    ChatReply {
        text,
        ..ChatReply::default()
    }
}

/// What the customer said since the desk spoke last.
fn question(transcript: &[Line]) -> String {
    let mut lines: Vec<&str> = transcript
        .iter()
        .rev()
        .take_while(|line| !matches!(line, Line::Said { by: Role::Desk, .. }))
        .filter_map(|line| match line {
            Line::Said { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    lines.reverse();
    lines
        .join("\n")
        .chars()
        .take(limits::QUESTION_CHARS)
        .collect()
}

/// What the tools of the last step said for the customer. Passages that an output names by their id are cited.
fn answered_by_tools(request: &ChatRequest<'_>) -> Option<String> {
    let start = request
        .transcript
        .iter()
        .rposition(|line| !matches!(line, Line::Output { .. }))
        .map_or(0, |i| i + 1);
    let mut said: Vec<String> = Vec::new();
    for line in &request.transcript[start..] {
        let Line::Output {
            text,
            answer: Some(answer),
            ..
        } = line
        else {
            continue;
        };
        let cited: String = request
            .passages
            .iter()
            .enumerate()
            .filter(|(_, passage)| text.contains(passage.id.as_str()))
            .take(limits::CITED_OUTPUTS)
            .map(|(i, _)| format!(" [{}]", i + 1))
            .collect();
        said.push(format!("{}{cited}", answer.trim()));
    }
    (!said.is_empty()).then(|| said.join("\n\n"))
}

enum Hinted {
    Call(Vec<ToolCall>),
    Ask(String),
    Nothing,
}

/// Makes the suggested calls that have not been made in this turn. If none can be made as it is, asks for what the first
/// one lacks.
fn follow_hints(request: &ChatRequest<'_>) -> Hinted {
    let mut calls = Vec::new();
    let mut ask = None;
    for (i, hint) in request.hints.iter().enumerate() {
        let Some(spec) = request.tools.iter().find(|t| t.name == hint.tool) else {
            continue;
        };
        if was_called(request.transcript, &hint.tool) {
            continue;
        }
        match missing(spec, &hint.arguments) {
            None => calls.push(ToolCall {
                id: if hint.id.is_empty() {
                    format!("hint_{i}")
                } else {
                    hint.id.clone()
                },
                ..hint.clone()
            }),
            Some(property) => {
                ask.get_or_insert_with(|| question_for(spec, &property, request.locale));
            }
        }
    }
    calls.truncate(limits::HINTED_CALLS);
    match (calls.is_empty(), ask) {
        (false, _) => Hinted::Call(calls),
        (true, Some(text)) => Hinted::Ask(text),
        (true, None) => Hinted::Nothing,
    }
}

/// Whether the tool was called since the last words of anybody.
fn was_called(transcript: &[Line], tool: &str) -> bool {
    transcript
        .iter()
        .rev()
        .take_while(|line| !matches!(line, Line::Said { .. }))
        .any(|line| matches!(line, Line::Calls(calls) if calls.iter().any(|c| c.tool == tool)))
}

/// The first required argument that is not there.
fn missing(spec: &ToolSpec, arguments: &Value) -> Option<String> {
    let required = spec.parameters.get("required")?.as_array()?;
    required
        .iter()
        .filter_map(Value::as_str)
        .find(|name| matches!(arguments.get(*name), None | Some(Value::Null)))
        .map(Into::into)
}

/// The question for an argument: as its schema words it (`ask`), else from its description.
fn question_for(spec: &ToolSpec, property: &str, locale: &str) -> String {
    let schema = spec.parameters.pointer(&format!("/properties/{property}"));
    let text = |key: &str| schema?.get(key)?.as_str();
    if let Some(ask) = text("ask") {
        return ask.into();
    }
    let named = property.replace('_', " ");
    let what = text("description").unwrap_or(&named);
    talk::please_tell(what.trim_end_matches('.'), locale)
}

#[cfg(test)]
mod tests;

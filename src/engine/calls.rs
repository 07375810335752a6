//! The tools of a turn: a call is checked, run in bounded time and journaled; what it says becomes evidence. What changes something outside
//! is journaled as soon as its end is known, because the turn may come to nothing, and is not asked for twice on account of the same message.

use crate::{
    guardrails::{Evidence, triggers::Trigger},
    limits,
    work::Work,
};
use frontdesk_core::{
    Conversation, Timestamp,
    business::Business,
    event::{Body, Event, Topic},
    llm::{Line, ToolCall},
    message::Author,
    retrieval::Passage,
    schema,
    store::{Commit, Expect},
    tool::{Effect, ToolOutput, Wrote},
};
use serde_json::Value;
use std::time::{Duration, Instant};

/// What a call came to.
#[derive(Clone)]
struct Called {
    output: ToolOutput,
    elapsed_ms: u32,
    ok: bool,
    /// It was not made, because the same was asked for before.
    repeated: bool,
}

/// A change outside that was asked for on account of the messages that this turn answers.
pub(crate) struct Done {
    tool: String,
    arguments: Value,
    text: String,
    wrote: Wrote,
}

impl Work<'_> {
    /// What turns that came to nothing changed already.
    pub(crate) fn take_over_changes(&mut self) {
        for change in &self.conversation.changes {
            add_output(&mut self.evidence, &change.output);
            if change.wrote == Wrote::Done {
                add_change(
                    &mut self.evidence,
                    &change.tool,
                    &change.arguments,
                    &change.output,
                );
            }
            self.done.push(Done {
                tool: change.tool.clone(),
                arguments: serde_json::from_str(&change.arguments).unwrap_or_default(),
                text: change.output.clone(),
                wrote: change.wrote,
            });
        }
        let unclear = self.done.iter().find(|d| d.wrote == Wrote::Unclear);
        if let Some(unclear) = unclear {
            self.hand_off = Some(Trigger {
                topic: Topic::Unable,
                reason: format!(
                    "the end of `{}` is not known: look whether it was done before doing it again",
                    unclear.tool
                ),
            });
        }
    }

    /// If something was changed and no draft can tell the customer so, people do: silence about it would be a lie.
    pub(crate) fn hand_off_untold_changes(&mut self) {
        let made = self.done.iter().find(|d| d.wrote == Wrote::Done);
        if let (Some(made), None) = (made, &self.hand_off) {
            self.hand_off = Some(Trigger {
                topic: Topic::Unable,
                reason: format!(
                    "`{}` was done, but no answer came about to say so",
                    made.tool
                ),
            });
        }
    }

    /// Runs the calls of one step side by side.
    pub(crate) async fn call_all(&mut self, calls: &[ToolCall]) -> Vec<Line> {
        let same = |a: &ToolCall, b: &ToolCall| a.tool == b.tool && a.arguments == b.arguments;
        let first = |n: usize| {
            let writes = self.tool_writes(&calls[n].tool);
            (0..n).find(|i| writes && same(&calls[*i], &calls[n]))
        };
        let firsts: Vec<Option<usize>> = (0..calls.len()).map(first).collect();
        let each = calls.iter().zip(&firsts).map(|(call, first)| async {
            match first {
                Some(_) => None,
                None => Some(self.call(call).await),
            }
        });
        let came = futures::future::join_all(each).await;
        let mut lines = Vec::with_capacity(calls.len());
        for ((call, first), own) in calls.iter().zip(firsts).zip(&came) {
            let called = match first.and_then(|i| came[i].as_ref()) {
                Some(before) => Called {
                    repeated: true,
                    ..before.clone()
                },
                None => own.clone().expect("what was not asked before is called"),
            };
            lines.push(self.take_output(call, called).await);
        }
        lines
    }

    fn tool_writes(&self, name: &str) -> bool {
        let mut tools = self.desk.tools.iter();
        tools.any(|t| t.spec().name == name && t.writes())
    }

    async fn call(&self, call: &ToolCall) -> Called {
        let started = Instant::now();
        let fault = |text: String| ToolOutput {
            text: format!("error: {text}"),
            failed: true,
            ..ToolOutput::default()
        };
        let before = self.done.iter();
        let mut before = before.filter(|d| d.tool == call.tool && d.arguments == call.arguments);
        if let Some(done) = before.next() {
            return Called {
                output: ToolOutput {
                    text: done.text.clone(),
                    ..ToolOutput::default()
                },
                elapsed_ms: 0,
                ok: done.wrote == Wrote::Done,
                repeated: true,
            };
        }
        let tool = self.desk.tools.iter().find(|t| t.spec().name == call.tool);
        let output = match tool {
            None => fault(format!("there is no tool {}", call.tool)),
            Some(tool) => match schema::check(&tool.spec().parameters, &call.arguments) {
                Err(why) => fault(why),
                Ok(()) => {
                    let limit = Duration::from_millis(limits::TOOL_MS);
                    let called = tool.call(&self.context, call.arguments.clone());
                    match tokio::time::timeout(limit, called).await {
                        Ok(Ok(output)) => output,
                        Ok(Err(error)) => fault(error.to_string()),
                        Err(_) => fault("it took too long".into()),
                    }
                }
            },
        };
        Called {
            elapsed_ms: u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX),
            ok: !output.failed,
            output,
            repeated: false,
        }
    }

    /// Journals a tool's output and makes it known to the model and the guardrails.
    async fn take_output(&mut self, call: &ToolCall, called: Called) -> Line {
        let Called { output, .. } = &called;
        let mut text = output.text.clone();
        text.truncate(text.floor_char_boundary(limits::TOOL_OUTPUT_BYTES));
        if !called.ok {
            tracing::info!(business = %self.desk.business.id, tool = %call.tool, "a tool did not do what it was asked");
        }
        match output.wrote.filter(|_| !called.repeated) {
            Some(wrote) => {
                self.keep_change(call, &text, wrote, called.elapsed_ms)
                    .await
            }
            None => {
                let event = Event::ToolCalled {
                    turn: self.turn,
                    tool: call.tool.clone(),
                    ok: called.ok,
                    elapsed_ms: called.elapsed_ms,
                };
                self.events.push(event.with(said(call, &text)));
            }
        }
        if called.ok && output.passages.is_empty() {
            self.evidence.report(&text);
            if output.wrote == Some(Wrote::Done) {
                add_change(
                    &mut self.evidence,
                    &call.tool,
                    &call.arguments.to_string(),
                    &text,
                );
            }
        }
        let Called { output, .. } = called;
        add_output(&mut self.evidence, &text);
        if let Some(answer) = &output.answer {
            self.evidence.add(answer);
        }
        for passage in output.passages {
            if !self.passages.iter().any(|p| p.id == passage.id) {
                add_passage(&mut self.evidence, &passage);
                self.passages.push(passage);
            }
        }
        for effect in output.effects {
            match effect {
                Effect::HandOff { topic, reason } => {
                    self.hand_off = Some(Trigger { topic, reason })
                }
                Effect::Remember { fact } => self.events.push(
                    Event::FactRemembered {
                        source: self.question.last,
                    }
                    .with(Body::Text(fact)),
                ),
            }
        }
        Line::Output {
            call: call.id.clone(),
            tool: call.tool.clone(),
            text,
            answer: output.answer,
        }
    }

    /// Keeps what became of a change at once: it was made whatever becomes of this turn.
    async fn keep_change(&mut self, call: &ToolCall, text: &str, wrote: Wrote, elapsed_ms: u32) {
        let event = Event::ChangeMade {
            turn: self.turn,
            tool: call.tool.clone(),
            wrote,
            elapsed_ms,
            after: self.question.last,
        };
        let draft = event.with(said(call, text));
        let now = self.engine.clock.now();
        let mut commit = Commit::on(self.conversation, now, Expect::Any);
        commit.events.push(draft.clone());
        if let Err(error) = self.engine.store.commit(commit).await {
            tracing::error!(%error, business = %self.desk.business.id, "a change that a tool made is kept with its turn only");
            self.events.push(draft);
        }
        self.done.push(Done {
            tool: call.tool.clone(),
            arguments: call.arguments.clone(),
            text: text.to_owned(),
            wrote,
        });
    }
}

/// A call and what the tool said.
fn said(call: &ToolCall, text: &str) -> Body {
    Body::Tool {
        arguments: call.arguments.to_string(),
        output: text.to_owned(),
    }
}

/// Adds what a tool said to what drafts may rest on. Where it is JSON, each value stands for itself: facts are read word by word, and
/// JSON has no words.
pub(crate) fn add_output(evidence: &mut Evidence, text: &str) {
    evidence.add(text);
    match serde_json::from_str::<Value>(text) {
        Ok(json) => add_values(evidence, &json),
        // It was cut, or is a sentence with JSON in it.
        Err(_) if text.contains("\":") => {
            let apart = text.replace("\":", " ");
            evidence.add(&apart.replace(['"', '{', '}', '[', ']'], " "));
        }
        Err(_) => {}
    }
}

/// Adds a change that a tool made: only what was done may be said to be done.
pub(crate) fn add_change(evidence: &mut Evidence, tool: &str, arguments: &str, output: &str) {
    let tool = tool.replace('_', " ");
    evidence.change(&format!("{tool} {arguments} {output}"));
}

fn add_values(evidence: &mut Evidence, json: &Value) {
    match json {
        Value::String(text) => evidence.add(text),
        Value::Number(number) => evidence.add(&number.to_string()),
        Value::Array(items) => items.iter().for_each(|i| add_values(evidence, i)),
        Value::Object(fields) => fields.values().for_each(|f| add_values(evidence, f)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// What drafts may rest on before any passage was found and any tool was called.
pub(crate) fn known(business: &Business, now: Timestamp, conversation: &Conversation) -> Evidence {
    let mut evidence = Evidence::default();
    let local = now.to_utc().with_timezone(&business.timezone);
    evidence.today(local.date_naive());
    evidence.add(&business.profile.name);
    evidence.add(&business.profile.about);
    if let Some(hours) = &business.hours {
        evidence.opens(hours.clone(), business.timezone, now);
    }
    for fact in &conversation.facts {
        evidence.hear(fact);
    }
    for said in &conversation.recent {
        match said.by {
            Author::Customer => evidence.hear(&said.text),
            Author::Staff(_) => {
                evidence.add(&said.text);
                evidence.report(&said.text);
            }
            _ => evidence.said(&said.text),
        }
    }
    evidence
}

/// Adds what a passage says to what drafts may rest on.
pub(crate) fn add_passage(evidence: &mut Evidence, passage: &Passage) {
    for text in [&passage.title, &passage.text, &passage.source] {
        evidence.add(text);
    }
    if let Some(question) = &passage.question {
        evidence.add(question);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::{Draft, Ground, Guardrail, Verdict};

    #[test]
    fn what_stands_in_json_is_a_source_word_by_word() {
        let judge = |output: &str| {
            let mut evidence = Evidence::default();
            add_output(&mut evidence, output);
            Ground.check(&Draft {
                text: "It comes at 14:30 and costs $9.50.",
                evidence: &evidence,
                instructions: "",
            })
        };
        for output in [
            r#"{"eta":"14:30","total":9.5}"#,
            r#"{"lines":[{"at":"today, 14:30"}],"total":"$9.50"}"#,
            r#"done. {"eta":"14:30","total":"9.50","cut":"of"#,
        ] {
            assert_eq!(judge(output), Verdict::Pass, "{output}");
        }
        assert_ne!(judge(r#"{"eta":"14:31","total":9.5}"#), Verdict::Pass);
    }
}

//! The tools of a turn: a call is checked, run in bounded time and journaled; what it says becomes evidence.

use crate::{
    guardrails::{Evidence, triggers::Trigger},
    limits,
    work::Work,
};
use frontdesk_core::{
    event::{Body, Event},
    llm::{Line, ToolCall},
    retrieval::Passage,
    schema,
    tool::{Effect, ToolOutput},
};
use std::time::{Duration, Instant};

impl Work<'_> {
    pub(crate) async fn call(&self, call: &ToolCall) -> (ToolOutput, u32, bool) {
        let started = Instant::now();
        let fault = |text: String| ToolOutput {
            text: format!("error: {text}"),
            ..ToolOutput::default()
        };
        let tool = self.desk.tools.iter().find(|t| t.spec().name == call.tool);
        let (output, ok) = match tool {
            None => (fault(format!("there is no tool {}", call.tool)), false),
            Some(tool) => match schema::check(&tool.spec().parameters, &call.arguments) {
                Err(why) => (fault(why), false),
                Ok(()) => {
                    let limit = Duration::from_millis(limits::TOOL_MS);
                    match tokio::time::timeout(
                        limit,
                        tool.call(&self.context, call.arguments.clone()),
                    )
                    .await
                    {
                        Ok(Ok(output)) => (output, true),
                        Ok(Err(error)) => (fault(error.to_string()), false),
                        Err(_) => (fault("it took too long".into()), false),
                    }
                }
            },
        };
        let elapsed = u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX);
        (output, elapsed, ok)
    }

    /// Journals a tool's output and makes it known to the model and the guardrails.
    pub(crate) fn take_output(
        &mut self,
        call: &ToolCall,
        output: ToolOutput,
        elapsed_ms: u32,
        ok: bool,
    ) -> Line {
        let mut text = output.text;
        text.truncate(text.floor_char_boundary(limits::TOOL_OUTPUT_BYTES));
        self.events.push(
            Event::ToolCalled {
                turn: self.turn,
                tool: call.tool.clone(),
                ok,
                elapsed_ms,
            }
            .with(Body::Tool {
                arguments: call.arguments.to_string(),
                output: text.clone(),
            }),
        );
        self.evidence.add(&text);
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

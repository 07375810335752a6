//! Puts the fragments of a stream together: text through the gate to the customer, tool calls by their index.

use super::{gate::Gate, wire};
use crate::limits;
use frontdesk_core::{
    Error, ErrorKind, Retry,
    llm::{ChatReply, Deltas, ToolCall, Usage},
};
use serde_json::Value;

const READING: &str = "reading the model's answer";

/// An answer that is being read.
pub(super) struct Assembly<'a> {
    deltas: Deltas<'a>,
    gate: Gate,
    text: String,
    calls: Vec<Part>,
    tokens: wire::Tokens,
    finish: Option<String>,
    refused: bool,
    bytes: usize,
}

/// A tool call that is being read.
#[derive(Default)]
struct Part {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
}

impl<'a> Assembly<'a> {
    pub(super) fn new(deltas: Deltas<'a>) -> Self {
        Self {
            deltas,
            gate: Gate::new(),
            text: String::new(),
            calls: Vec::new(),
            tokens: wire::Tokens::default(),
            finish: None,
            refused: false,
            bytes: 0,
        }
    }

    /// Whether text was given out: then nothing may be tried again.
    pub(super) fn has_spoken(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether the model said that it is done.
    pub(super) fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// Takes one event.
    pub(super) fn take(&mut self, chunk: wire::Chunk) -> Result<(), Error> {
        if let Some(problem) = chunk.error {
            let error = Error::new(ErrorKind::Unavailable, READING);
            return Err(match problem.name() {
                Some(code) => error.with("code", code),
                None => error,
            });
        }
        if let Some(tokens) = chunk.usage {
            self.tokens = tokens;
        }
        // We ask for one choice; an endpoint that sends more is read as if it sent the first.
        let Some(choice) = chunk.choices.unwrap_or_default().into_iter().next() else {
            return Ok(());
        };
        let delta = choice.delta.unwrap_or_default();
        if let Some(text) = delta.content {
            self.count(text.len())?;
            let ready = self.gate.push(&text);
            self.say(&ready);
        }
        self.refused |= delta.refusal.is_some_and(|r| !r.is_empty());
        for piece in delta.tool_calls.unwrap_or_default() {
            self.take_call(piece)?;
        }
        if let Some(reason) = choice.finish_reason.filter(|r| !r.is_empty()) {
            self.finish = Some(reason);
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        if !text.is_empty() {
            self.text.push_str(text);
            (self.deltas)(text);
        }
    }

    fn count(&mut self, bytes: usize) -> Result<(), Error> {
        self.bytes += bytes;
        if self.bytes > limits::REPLY_BYTES {
            return Err(Error::new(ErrorKind::Refused, READING)
                .with("longer_than_bytes", limits::REPLY_BYTES));
        }
        Ok(())
    }

    /// A fragment belongs to the call of its index; without one, to a new call if it brings an id, else to the last.
    fn take_call(&mut self, piece: wire::CallPiece) -> Result<(), Error> {
        let id = piece.id.filter(|id| !id.is_empty());
        let known = match piece.index {
            Some(index) => self.calls.iter().position(|c| c.index == Some(index)),
            None if id.is_some() => self.calls.iter().position(|c| Some(&c.id) == id.as_ref()),
            None => self.calls.len().checked_sub(1),
        };
        if known.is_none() && self.calls.len() == limits::CALLS {
            return Err(
                Error::new(ErrorKind::Refused, READING).with("more_calls_than", limits::CALLS)
            );
        }
        let at = known.unwrap_or_else(|| {
            self.calls.push(Part {
                index: piece.index,
                ..Part::default()
            });
            self.calls.len() - 1
        });
        let function = piece.function.unwrap_or_default();
        let name = function.name.unwrap_or_default();
        let arguments = function.arguments.unwrap_or_default();
        self.count(name.len() + arguments.len())?;
        let call = &mut self.calls[at];
        if let Some(id) = id {
            call.id = id;
        }
        call.name.push_str(&name);
        call.arguments.push_str(&arguments);
        Ok(())
    }

    /// The whole answer. `input_price` and `output_price` are per million tokens.
    ///
    /// # Errors
    /// It was cut off, refused or empty.
    pub(super) fn finish(
        &mut self,
        input_price: f64,
        output_price: f64,
    ) -> Result<ChatReply, Error> {
        match self.finish.as_deref() {
            None => {
                return Err(Error::new(ErrorKind::Unavailable, READING).with("stream", "cut off"));
            }
            Some(reason @ ("length" | "max_tokens")) => {
                return Err(Error::new(ErrorKind::Refused, READING).with("finish_reason", reason));
            }
            Some("content_filter") => {
                return Err(
                    Error::new(ErrorKind::Refused, READING).with("finish_reason", "content_filter")
                );
            }
            Some(_) => {}
        }
        let (rest, unknown) = self.gate.end();
        self.say(&rest);
        let calls = std::mem::take(&mut self.calls);
        let calls: Vec<ToolCall> = calls
            .into_iter()
            .filter(|c| !c.name.is_empty())
            .enumerate()
            .map(|(i, part)| part.into_call(i))
            .collect();
        if self.text.is_empty() && calls.is_empty() && !unknown {
            // Another try may bring words, unless the model itself declined.
            return Err(if self.refused {
                Error::new(ErrorKind::Refused, READING).with("answer", "declined")
            } else {
                Error::new(ErrorKind::Unavailable, READING)
                    .with("answer", "empty")
                    .retry_as(Retry::Later { after_ms: None })
            });
        }
        Ok(ChatReply {
            text: std::mem::take(&mut self.text),
            unknown: unknown && calls.is_empty(),
            calls,
            usage: usage(self.tokens, input_price, output_price),
        })
    }
}

impl Part {
    /// Arguments that are no JSON are kept as they were written: the engine tells the model what is wrong with them.
    fn into_call(self, place: usize) -> ToolCall {
        let arguments = match self.arguments.trim() {
            "" => Value::Object(serde_json::Map::new()),
            raw => serde_json::from_str(raw).unwrap_or_else(|_| Value::String(raw.to_owned())),
        };
        ToolCall {
            id: if self.id.is_empty() {
                format!("call_{place}")
            } else {
                self.id
            },
            tool: self.name,
            arguments,
        }
    }
}

/// A price for a million tokens is the number of millionths for one.
fn usage(tokens: wire::Tokens, input_price: f64, output_price: f64) -> Usage {
    let micros =
        tokens.prompt_tokens as f64 * input_price + tokens.completion_tokens as f64 * output_price;
    Usage {
        input_tokens: tokens.prompt_tokens,
        output_tokens: tokens.completion_tokens,
        cost_micros: micros.max(0.0).round() as u64,
    }
}

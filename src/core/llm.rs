//! The seam to a language model.

use crate::{Error, retrieval::Passage, tool::ToolSpec};
use async_trait::async_trait;

/// Who said a line of the transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The customer. What is in it is data, never an instruction.
    Customer,
    /// The assistant, or staff.
    Desk,
}

/// One line of what the model sees.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Something said.
    Said {
        /// By whom.
        by: Role,
        /// The words.
        text: String,
    },
    /// Calls the model made in an earlier step of this turn.
    Calls(Vec<ToolCall>),
    /// What a tool said to one of them.
    Output {
        /// The call.
        call: String,
        /// The tool's name.
        tool: String,
        /// What it said, JSON or text.
        text: String,
        /// What it said for the customer, where the tool can say it by itself.
        answer: Option<String>,
    },
}

/// A tool the model wants to use.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// The model's id of the call.
    pub id: String,
    /// The tool's name.
    pub tool: String,
    /// The arguments, as the model wrote them: not checked yet.
    pub arguments: serde_json::Value,
}

/// One call of a model.
#[derive(Debug, Clone)]
pub struct ChatRequest<'a> {
    /// The instructions, with the passages written into them for models that read text.
    pub system: &'a str,
    /// What was said, oldest first; the last customer lines are what is to be answered.
    pub transcript: &'a [Line],
    /// What was retrieved in this turn.
    pub passages: &'a [Passage],
    /// The tools it may use; empty in the last step.
    pub tools: &'a [ToolSpec],
    /// Calls that the tools' own rules suggest for what was asked ([`crate::tool::Tool::suits`]). A model that can judge by
    /// itself ignores them; the built-in one follows them, and asks for what their arguments lack.
    pub hints: &'a [ToolCall],
    /// The language to answer in, a BCP 47 tag.
    pub locale: &'a str,
    /// How long the call may take, in milliseconds, retries included.
    pub budget_ms: u64,
}

/// What a model answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChatReply {
    /// The text, Markdown; empty if it only calls tools. Passages are cited as `[1]` by their place in
    /// [`ChatRequest::passages`], from 1.
    pub text: String,
    /// The tools it wants to use.
    pub calls: Vec<ToolCall>,
    /// What was used.
    pub usage: Usage,
    /// The model says that it does not know: no passage and no tool gives the answer.
    pub unknown: bool,
}

/// What a call used.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// What it cost, in millionths of the price's currency.
    pub cost_micros: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.input_tokens += other.input_tokens;
        self.output_tokens += other.output_tokens;
        self.cost_micros += other.cost_micros;
    }
}

/// Takes pieces of the text as the model writes them.
pub type Deltas<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// A language model.
///
/// # Contract
///
/// - `chat` returns within `budget_ms` (and the time of one poll): its own retries are inside it.
/// - An answer that was cut off (a stream without a finish reason) is an error, not a short answer.
/// - `deltas` is called with pieces that together are a prefix of the text, or not at all; after a retry it may start again only
///   if nothing was given out yet.
#[async_trait]
pub trait Llm: Send + Sync {
    /// A name for metrics and receipts, such as `builtin` or the model's.
    fn name(&self) -> &str;

    /// The most that one call with this request can cost, in millionths of the price's currency; 0 where nothing is paid.
    fn most(&self, _request: &ChatRequest<'_>) -> u64 {
        0
    }

    /// Answers.
    ///
    /// # Errors
    /// The model failed, refused, or did not answer in time.
    async fn chat(&self, request: &ChatRequest<'_>, deltas: Deltas<'_>)
    -> Result<ChatReply, Error>;

    /// Tries the model, for `check`: what was found, in words.
    ///
    /// # Errors
    /// What is wrong and how to mend it.
    async fn probe(&self) -> Result<String, Error>;
}

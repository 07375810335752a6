//! The seam to what the assistant may do. A tool gets who the customer is from the engine, never from the model.

use crate::{
    Address, ConversationId, CustomerId, Error, MessageId, Timestamp,
    business::Business,
    event::Topic,
    retrieval::{Passage, Retriever},
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// A tool as a model is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolSpec {
    /// Its name: lower case, digits and `_`, at most 64 characters.
    pub name: String,
    /// What it does and when to use it.
    pub description: String,
    /// The JSON Schema of its arguments (draft 2020-12, an object).
    pub parameters: Value,
}

/// Whose turn it is and what the engine lends for it.
#[derive(Clone)]
pub struct ToolContext {
    /// The business.
    pub business: Arc<Business>,
    /// Its knowledge.
    pub retriever: Arc<dyn Retriever>,
    /// The customer, as the engine knows it.
    pub customer: CustomerId,
    /// What is shown about who the customer is.
    pub identity: Identity,
    /// The conversation.
    pub conversation: ConversationId,
    /// The oldest message that is answered: the same however often the turn runs, and whatever is written meanwhile.
    pub answers: MessageId,
    /// The present moment.
    pub now: Timestamp,
    /// What the customer wrote and nobody has answered yet.
    pub question: String,
}

/// What is shown about who the customer of a turn is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Where the answer goes: the address that the customer writes from, which may be forged.
    pub sender: Option<Address>,
    /// The addresses that are proven to be those of whoever wrote what is answered, the newest last. Those that say nothing of who
    /// somebody is, such as a browser's, are not among them.
    pub proven: Vec<Address>,
}

/// What became of a change outside that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wrote {
    /// It was made.
    Done,
    /// It was refused.
    Refused,
    /// Nobody knows.
    Unclear,
}

/// What a tool said, and what it asks of the engine.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ToolOutput {
    /// For the model: JSON or text.
    pub text: String,
    /// For the customer, where the tool can say it by itself: the built-in model quotes it.
    pub answer: Option<String>,
    /// Passages it found, which may be cited from now on.
    pub passages: Vec<Passage>,
    /// What the engine should do.
    pub effects: Vec<Effect>,
    /// Whether it did not do what it was asked.
    pub failed: bool,
    /// What became of a change outside; `None` if none was asked for.
    pub wrote: Option<Wrote>,
}

/// What a tool asks of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Hand the conversation to people.
    HandOff {
        /// What it is about.
        topic: Topic,
        /// Why, for staff.
        reason: String,
    },
    /// Remember a fact about the customer.
    Remember {
        /// The fact.
        fact: String,
    },
}

/// Something the assistant may do.
///
/// # Contract
///
/// - `call` checks its arguments and names what is wrong with them ([`crate::ErrorKind::Invalid`]) so that the model can mend the call.
/// - What it changes of ours, it changes through [`ToolOutput::effects`] alone. What it changes outside, it says in
///   [`ToolOutput::wrote`]; then [`Tool::writes`] is true, and the same call on account of the same message changes it once.
/// - It ends within 10 s by itself, so that it knows what became of it.
#[async_trait]
pub trait Tool: Send + Sync {
    /// Its name, what it does, its arguments.
    fn spec(&self) -> &ToolSpec;

    /// Whether the built-in model should use this tool for the question, and with which arguments: rules, for
    /// businesses without a language model.
    fn suits(&self, _question: &str, _context: &ToolContext) -> Option<Value> {
        None
    }

    /// Whether it may know what neither the knowledge nor the rules of [`Tool::suits`] know: only a model can tell.
    fn looks_elsewhere(&self) -> bool {
        false
    }

    /// Whether it changes something outside.
    fn writes(&self) -> bool {
        false
    }

    /// Does it.
    ///
    /// # Errors
    /// The arguments are wrong, or it failed.
    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, Error>;
}

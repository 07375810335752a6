//! The seam to what the assistant may do. A tool gets who the customer is from the engine, never from the model.

use crate::{
    ConversationId, CustomerId, Error, Timestamp,
    business::Business,
    event::Topic,
    retrieval::{Passage, Retriever},
};
use async_trait::async_trait;
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
    /// The conversation.
    pub conversation: ConversationId,
    /// The present moment.
    pub now: Timestamp,
    /// What the customer wrote and nobody has answered yet.
    pub question: String,
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
/// - What it changes, it changes through [`ToolOutput::effects`] alone.
#[async_trait]
pub trait Tool: Send + Sync {
    /// Its name, what it does, its arguments.
    fn spec(&self) -> &ToolSpec;

    /// Whether the built-in model should use this tool for the question, and with which arguments: rules, for
    /// businesses without a language model.
    fn suits(&self, _question: &str, _context: &ToolContext) -> Option<Value> {
        None
    }

    /// Does it.
    ///
    /// # Errors
    /// The arguments are wrong, or it failed.
    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, Error>;
}

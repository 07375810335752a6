//! Language models behind [`frontdesk_core::llm::Llm`]. They stand in the middle of a turn: the engine gives them the
//! instructions, what was said and what was retrieved, and gets words or tool calls.
//!
//! - [`openai`]: any endpoint that speaks OpenAI's chat completions
//! - [`builtin`]: no key and no network; quotes the knowledge, follows the tools' own rules, never invents
//! - [`scripted`]: says what a test or a bench tells it to

pub mod builtin;
pub mod limits;
pub mod openai;
pub mod scripted;

pub use builtin::Builtin;
pub use openai::{OpenAi, OpenAiEmbedder, OpenAiSettings};
pub use scripted::{Reply, Scripted, Stub};

//! What happens to a message: the order of the steps, and the rules of routing, escalation and delivery.
//!
//! # Layout, in the order in which a message passes
//!
//! - [`desk`]: a business with the parts that serve it
//! - [`intake`]: the door: one commit journals an inbound and adds the work that follows
//! - [`worker`]: leases due work and runs it
//! - [`triage`]: what is written as a letter wants an answer of the assistant, of people or of nobody
//! - `turn`: answers what is unanswered, in one commit; `gate` is what is decided before any model; `steps` and `work` (with `lookup`, `calls`, `citations`, `cache`, `preview`, `judge`, [`prompt`], [`guardrails`])
//!   are the assistant's part of it
//! - `asking`, `budget`, `breaker`: what models may cost, and when one that fails is left alone
//! - `relay`: what is written while people have the conversation
//! - `escalation`, `routing`, `card`: handing a conversation to people, and back
//! - `delivery`: the outbox; `fallback`: another way for what cannot arrive
//! - [`launch`]: whose answers wait for staff, arms of an experiment and how they do
//! - `identity`: one customer across channels
//! - `files`: what came along with messages, and the links to it
//! - `compose`: how a message gets into a commit
//! - `notices`: what the desk itself says

mod asking;
mod breaker;
mod budget;
mod cache;
mod calls;
mod card;
mod citations;
mod compose;
mod delivery;
pub mod desk;
mod escalation;
mod fallback;
pub mod files;
mod gate;
pub mod guardrails;
mod identity;
pub mod intake;
mod judge;
mod language;
pub mod launch;
pub mod limits;
mod lookup;
mod notices;
mod preview;
pub mod prompt;
pub mod receipt;
mod relay;
mod routing;
mod several;
mod steps;
pub mod triage;
mod turn;
mod unknown;
mod work;
pub mod worker;

pub use desk::{Desk, Desks};
pub use worker::Engine;

//! The words and the seams of `frontdesk`: what a message, a conversation, a commit and a channel *are*,
//! and one trait for each part that can be exchanged. No I/O, no runtime, no provider.
//!
//! # Layout, in reading order
//!
//! - [`ids`], [`time`], [`address`]: how things are named, when they happen, where people write from
//! - [`business`]: a tenant and its rules, as its configuration file states them
//! - [`message`]: what comes in and what goes out
//! - [`event`], [`conversation`]: the journal, and the conversation it replays to
//! - [`store`], [`job`]: the seam to durable state: one write verb, leases on due work
//! - [`channel`]: the seam to a provider, and the [`channel::Intake`] a channel hands messages to
//! - [`llm`], [`retrieval`], [`embed`], [`tool`], [`hours`]: the seams of a turn
//! - [`text`]: splitting and rendering shared by all channels
//! - [`error`]: the one error all seams speak

pub mod address;
pub mod business;
pub mod channel;
pub mod conversation;
pub mod embed;
pub mod error;
pub mod event;
pub mod hours;
pub mod ids;
pub mod job;
pub mod limits;
pub mod llm;
pub mod message;
pub mod retrieval;
pub mod schema;
pub mod secret;
pub mod store;
pub mod text;
pub mod time;
pub mod tool;

pub use address::{Address, ProviderId, Route};
pub use conversation::{Conversation, Owner};
pub use error::{Error, ErrorKind, Result, Retry};
pub use ids::{
    BusinessId, ConversationId, CustomerId, DeliveryId, EscalationId, InboxName, MessageId,
    StaffId, TurnId,
};
pub use secret::Secret;
pub use time::{Clock, Timestamp};

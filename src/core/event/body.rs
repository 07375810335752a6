//! The private half of a journal's entry: what the store seals with the customer's key.

use crate::{
    Address,
    conversation::{Brought, Code},
    message::{File, Reply, Thread},
};
use serde::{Deserialize, Serialize};

/// The private half of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// Nothing private belongs to this event.
    Empty,
    /// The customer's key was destroyed.
    Erased,
    /// What a customer or a member of staff wrote.
    Said {
        /// From where.
        from: Address,
        /// The name the sender goes by.
        name: Option<String>,
        /// The words, masked.
        text: String,
        /// Files that came with them.
        files: Vec<File>,
        /// Where it stands in a thread of mail.
        thread: Option<Thread>,
    },
    /// What is sent out.
    Written {
        /// The message.
        reply: Reply,
        /// To which address.
        to: Address,
        /// The parts as the channel rendered them, one for each delivery of the event.
        parts: Vec<String>,
        /// Files that go with the last part.
        files: Vec<File>,
    },
    /// A tool call.
    Tool {
        /// The arguments, JSON.
        arguments: String,
        /// What the tool said.
        output: String,
    },
    /// Any other private text: the reason of a case, a fact, a note, a quarantined request.
    Text(String),
    /// An address.
    Address(Address),
    /// A file.
    File(File),
    /// What an address brought along.
    Joined(Box<Brought>),
    /// A code on its way to an address.
    Code {
        /// The code.
        code: Code,
        /// The message with the code in it, which is shown nowhere else.
        reply: Reply,
        /// To which address.
        to: Address,
        /// The parts as the channel rendered them, one for each delivery of the event.
        parts: Vec<String>,
    },
    /// A token.
    Secret(Code),
    /// A message that leaves another way.
    Rerouted {
        /// The address it could not reach.
        from: Address,
        /// The message.
        reply: Reply,
        /// To which address.
        to: Address,
        /// The parts as the channel rendered them, one for each delivery of the event.
        parts: Vec<String>,
        /// Files that go with the last part.
        files: Vec<File>,
    },
    /// What the assistant would have said.
    Draft(Reply),
}

impl Body {
    /// Words alone.
    pub fn said(from: Address, name: Option<String>, text: impl Into<String>) -> Self {
        Self::Said {
            from,
            name,
            text: text.into(),
            files: Vec::new(),
            thread: None,
        }
    }
}

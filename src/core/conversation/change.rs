//! What tools changed outside for an answer that is not given yet.

use super::Conversation;
use crate::{
    MessageId,
    event::{Body, Entry, Event},
    limits,
    tool::Wrote,
};
use serde::{Deserialize, Serialize};

/// A change outside, made or not, that the answer is to speak of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The tool.
    pub tool: String,
    /// Its arguments, JSON.
    pub arguments: String,
    /// What it said.
    pub output: String,
    /// What became of it.
    pub wrote: Wrote,
    /// The newest message that was known then.
    pub after: MessageId,
}

impl Conversation {
    pub(super) fn changed(&mut self, entry: &Entry) {
        if let (
            Event::ChangeMade {
                tool, wrote, after, ..
            },
            Body::Tool { arguments, output },
        ) = (&entry.event, &entry.body)
        {
            self.changes.push(Change {
                tool: tool.clone(),
                arguments: arguments.clone(),
                output: output.clone(),
                wrote: *wrote,
                after: *after,
            });
            let surplus = self.changes.len().saturating_sub(limits::CHANGES);
            self.changes.drain(..surplus);
        }
    }
}

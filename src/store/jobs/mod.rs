//! Jobs in memory, shared by all stores that run in one process: which job may be leased and when ([`index`]), and
//! what a commit does to jobs ([`plan`]), worked out before the commit is on disk and carried out after it.
//!
//! A lane is a queue of jobs of one [`Queue`] with the same [`Lane`]: timers that wait do not hold up turns.

mod index;
mod plan;
#[cfg(test)]
mod tests;

pub(crate) use index::JobIndex;
pub(crate) use plan::JobPlan;

use frontdesk_core::{
    BusinessId, ConversationId,
    job::{Job, Task},
};
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use frontdesk_core::job::{Lane, Queue};

/// What there is at most one job for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct JobKey {
    pub(crate) business: BusinessId,
    pub(crate) conversation: ConversationId,
    pub(crate) task: Task,
}

impl JobKey {
    /// The key of a job.
    pub(crate) fn of(business: &BusinessId, job: &Job) -> Self {
        Self {
            business: business.clone(),
            conversation: job.conversation,
            task: job.task.clone(),
        }
    }
}

/// A job with its place: lanes are served by rising ordinals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Placed {
    pub(crate) ordinal: u64,
    pub(crate) job: Job,
}

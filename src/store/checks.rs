//! What a commit may hold at most, and what makes no sense in one: checked before anything else, alike in all stores.

use crate::limits;
use frontdesk_core::{
    Conversation, Error, ErrorKind,
    event::{Body, Event},
    limits::{ATTACHMENT_BYTES, MARK_BYTES},
    store::{Commit, CommitError, Draft, Expect},
};
use serde::{Serialize, Serializer};

/// The events of some drafts, without their bodies, as a sequence.
pub(crate) struct Events<'a>(pub(crate) &'a [Draft]);

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.iter().map(|d| &d.event))
    }
}

/// Refuses a commit that is too large or contradicts itself.
pub(crate) fn shape(commit: &Commit) -> Result<(), CommitError> {
    let refuse = |why: &'static str, n: usize| Err(invalid(why).with("number", n).into_commit());
    if commit.events.len() > limits::COMMIT_EVENTS {
        return refuse("too many events in one commit", commit.events.len());
    }
    for n in [
        commit.claims.len(),
        commit.releases.len(),
        commit.jobs.len(),
        commit.settles.len(),
        commit.cancels.len(),
    ] {
        if n > limits::COMMIT_PARTS {
            return refuse("too many parts in one commit", n);
        }
    }
    if let Some(claim) = commit
        .claims
        .iter()
        .find(|c| c.event >= commit.events.len().max(1))
    {
        return refuse("a claim for an event that is not there", claim.event);
    }
    let bytes = size(&commit.events);
    if bytes > limits::COMMIT_BYTES {
        return refuse("a commit over the size limit, in bytes", bytes);
    }
    let stranger = commit.events.iter().any(|d| {
        matches!(&d.event, Event::ConversationOpened { customer, .. } if *customer != commit.customer)
    });
    if stranger {
        return Err(invalid("a conversation opened with another customer").into_commit());
    }
    Ok(())
}

/// Refuses a file that is too large.
pub(crate) fn blob(content: &[u8]) -> frontdesk_core::Result<()> {
    if content.len() > ATTACHMENT_BYTES {
        return Err(invalid("a file over the size limit, in bytes").with("number", content.len()));
    }
    Ok(())
}

/// Refuses a mark that is too long.
pub(crate) fn mark(value: &str) -> frontdesk_core::Result<()> {
    if value.len() > MARK_BYTES {
        return Err(invalid("a mark over the size limit, in bytes").with("number", value.len()));
    }
    Ok(())
}

/// Compares what a commit expects with what is.
pub(crate) fn expectation(
    commit: &Commit,
    present: Option<&Conversation>,
) -> Result<(), CommitError> {
    let holds = match commit.expect {
        Expect::Any => true,
        Expect::New => present.is_none(),
        Expect::At(revision) => present.is_some_and(|c| c.revision == revision),
    };
    if !holds {
        return Err(CommitError::Conflict);
    }
    if present.is_some_and(|c| c.customer != commit.customer) {
        return Err(invalid("a commit for another customer than the conversation's").into_commit());
    }
    Ok(())
}

/// What events and bodies take when they are stored, in bytes. Empty bodies take nothing.
fn size(drafts: &[Draft]) -> usize {
    let of = |n: postcard::Result<usize>| n.unwrap_or(usize::MAX);
    drafts.iter().fold(0usize, |sum, d| {
        let body = match &d.body {
            Body::Empty => 0,
            body => of(postcard::experimental::serialized_size(body)),
        };
        sum.saturating_add(of(postcard::experimental::serialized_size(&d.event)))
            .saturating_add(body)
    })
}

fn invalid(operation: &'static str) -> Error {
    Error::new(ErrorKind::Invalid, operation)
}

/// An error of the store as the end of a commit.
pub(crate) trait IntoCommit {
    /// The same error, as a commit returns it.
    fn into_commit(self) -> CommitError;
}

impl IntoCommit for Error {
    fn into_commit(self) -> CommitError {
        CommitError::Store(self)
    }
}

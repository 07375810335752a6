//! What the assistant would say while staff approve it, and the arm of an experiment that answers.

use super::Conversation;
use crate::{
    Owner, TurnId,
    event::{Body, Entry, Event, Handling, Outcome, Topic},
    message::{Rating, Reply},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An answer of the assistant that staff can send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The turn that made it.
    pub turn: TurnId,
    /// What kind of answer it is.
    pub outcome: Outcome,
    /// Which of the case's drafts it is, from 1.
    pub number: u16,
    /// The message, as it would be sent.
    pub reply: Reply,
}

/// What an arm of an experiment did in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The arm's name.
    pub arm: String,
    /// What the arm is, a short hash.
    pub version: String,
    /// Whether the conversation went badly since: "I don't know", people, a thumb down.
    pub bad: bool,
}

impl Conversation {
    /// Whether a case waits that the customer need not know of: staff look at what the assistant would say.
    pub fn waits_quietly(&self) -> bool {
        self.owner == Owner::Queue
            && self
                .open_case()
                .is_some_and(|c| c.topic == Topic::Approval && c.claimed_by.is_none())
    }

    pub(super) fn apply_to_launch(&mut self, entry: &Entry) {
        match &entry.event {
            Event::MessageReceived {
                handling: Handling::Turn,
                ..
            }
            | Event::MessageEdited { .. } => self.drop_draft(),
            Event::MessageWritten {
                message, outcome, ..
            } => {
                if *outcome == Outcome::Unknown {
                    self.went_badly();
                }
                if *outcome == Outcome::Notice {
                    return;
                }
                let case = self.case.as_mut();
                if let Some((case, draft)) = case.and_then(|c| c.draft.take().map(|d| (c, d))) {
                    case.approved = draft.reply.message == *message;
                }
            }
            Event::DraftMade {
                turn,
                outcome,
                shown,
                ..
            } => {
                if *outcome == Outcome::Unknown {
                    self.went_badly();
                }
                if let (true, Some(case), Body::Draft(reply)) =
                    (*shown, &mut self.case, &entry.body)
                {
                    case.drafts = case.drafts.saturating_add(1);
                    case.draft = Some(Arc::new(Proposal {
                        turn: *turn,
                        outcome: *outcome,
                        number: case.drafts,
                        reply: reply.clone(),
                    }));
                }
            }
            Event::CaseResolved { .. } => self.drop_draft(),
            Event::Escalated { topic, .. }
                if !matches!(topic, Topic::Approval | Topic::Trouble) =>
            {
                self.went_badly();
            }
            Event::FeedbackGiven {
                rating: Rating::Down,
                ..
            } => self.went_badly(),
            Event::ArmServed { arm, version, .. } => self.served_by(arm, version),
            _ => {}
        }
    }

    fn drop_draft(&mut self) {
        if let Some(case) = &mut self.case {
            case.draft = None;
        }
    }

    fn went_badly(&mut self) {
        if let Some(served) = &mut self.served {
            served.bad = true;
        }
    }

    fn served_by(&mut self, arm: &str, version: &str) {
        let same = |s: &Served| s.arm == arm && s.version == version;
        if !self.served.as_ref().is_some_and(same) {
            self.served = Some(Served {
                arm: arm.to_owned(),
                version: version.to_owned(),
                bad: false,
            });
        }
    }
}

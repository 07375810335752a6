//! The case of a conversation: who was asked, who has it, what became of the last reply.

use super::{Conversation, Proposal};
use crate::{
    DeliveryId, EscalationId, MessageId, ProviderId, Route, StaffId, Timestamp,
    event::{Body, Entry, Event, FailureReason, Topic},
    message::ReceiptStatus,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A case that was handed to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: EscalationId,
    /// Its number in the business.
    pub number: u32,
    /// What it is about.
    pub topic: Topic,
    /// Why, in words.
    pub reason: String,
    /// Since when.
    pub opened: Timestamp,
    /// Who took it.
    pub claimed_by: Option<StaffId>,
    /// Whether everybody who could be asked was asked.
    pub exhausted: bool,
    /// Who closed it.
    pub resolved_by: Option<StaffId>,
    /// One for each time somebody was asked, in that order.
    pub cards: Vec<Card>,
    /// What became of the last staff reply.
    pub last_reply: Option<ReplyFate>,
    /// What the assistant would say, as long as it answers the customer's last words.
    pub draft: Option<Arc<Proposal>>,
    /// How many drafts were made for it.
    pub drafts: u16,
    /// Whether the last of them was sent.
    pub approved: bool,
}

/// A card at a member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Whose.
    pub staff: StaffId,
    /// Where it is shown.
    pub route: Route,
    /// What the provider calls it, once it was sent.
    pub provider_id: Option<ProviderId>,
    /// Until when the case should be claimed.
    pub until: Timestamp,
    /// Whether the time ran out.
    pub passed_on: bool,
    /// Whether it could not be shown.
    pub failed: bool,
}

/// What became of a staff reply, as the card tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyFate {
    /// The reply.
    pub message: MessageId,
    /// Who wrote it.
    pub staff: StaffId,
    /// Its deliveries.
    pub deliveries: Vec<DeliveryId>,
    /// Those that are not made yet.
    pub open: Vec<DeliveryId>,
    /// Set when one of them was given up.
    pub failed: Option<FailureReason>,
}

impl Conversation {
    pub(super) fn apply_to_case(&mut self, entry: &Entry, event: &Event) {
        if let Event::Escalated {
            case,
            number,
            topic,
        } = event
        {
            let Body::Text(reason) = &entry.body else {
                return;
            };
            self.case = Some(Case {
                id: *case,
                number: *number,
                topic: *topic,
                reason: reason.clone(),
                opened: entry.at,
                claimed_by: None,
                exhausted: false,
                resolved_by: None,
                cards: Vec::new(),
                last_reply: None,
                draft: None,
                drafts: 0,
                approved: false,
            });
            return;
        }
        if matches!(event, Event::CaseResolved { .. }) {
            // What was written while people had the conversation is theirs: the assistant answers what comes after.
            self.answered();
        }
        let Some(case) = &mut self.case else { return };
        match event {
            Event::CaseOffered {
                staff,
                route,
                until,
                ..
            } => case.cards.push(Card {
                staff: staff.clone(),
                route: route.clone(),
                provider_id: None,
                until: *until,
                passed_on: false,
                failed: false,
            }),
            Event::CaseClaimed { staff, .. } => case.claimed_by = Some(staff.clone()),
            Event::CaseExhausted { .. } => case.exhausted = true,
            Event::CaseResolved { staff, .. } => case.resolved_by = Some(staff.clone()),
            Event::CardShown { card, .. }
            | Event::CardFailed { card, .. }
            | Event::CasePassedOn { card, .. } => {
                if let Some(card) = case.cards.get_mut(usize::from(*card)) {
                    card.apply(event);
                }
            }
            Event::ReceiptArrived {
                delivery,
                status: ReceiptStatus::Failed,
                detail,
            } => {
                if let Some(fate) = case
                    .last_reply
                    .as_mut()
                    .filter(|f| f.deliveries.contains(delivery))
                {
                    let code = detail.clone().unwrap_or_else(|| "undelivered".into());
                    fate.failed = Some(FailureReason::Refused(code));
                }
            }
            _ => {}
        }
    }
}

impl Card {
    fn apply(&mut self, event: &Event) {
        match event {
            Event::CardShown {
                provider_id: Some(provider_id),
                ..
            } => {
                self.provider_id = Some(provider_id.clone());
            }
            Event::CardFailed { .. } => self.failed = true,
            Event::CasePassedOn { .. } => self.passed_on = true,
            _ => {}
        }
    }
}

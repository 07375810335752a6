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
    /// Everything it was about, each since when, the first first.
    pub about: Vec<(Topic, Timestamp)>,
    /// The first of its cards that asks about what it is about now.
    pub asked_from: u16,
    /// Whether the customer, who waits, heard once more that people have what they wrote.
    pub acknowledged: bool,
    /// The case that was open when this one was opened.
    pub replaced: Option<Box<Replaced>>,
}

/// What is left of a case that another one took the place of: its cards are still to be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Its id.
    pub id: EscalationId,
    /// Its number.
    pub number: u32,
    /// Its cards.
    pub cards: Vec<Card>,
}

impl Case {
    /// Since when it is about what it is about now.
    pub fn since(&self) -> Timestamp {
        let mut about = self.about.iter().rev();
        about
            .find(|(topic, _)| *topic == self.topic)
            .map_or(self.opened, |(_, since)| *since)
    }

    /// When its people last heard of a topic from the customer.
    pub fn heard_of(&self, topic: Topic) -> Option<Timestamp> {
        let mut about = self.about.iter().rev();
        about.find(|(t, _)| *t == topic).map(|(_, at)| *at)
    }

    /// The cards that ask about what it is about now.
    pub fn asked(&self) -> &[Card] {
        self.cards
            .get(usize::from(self.asked_from)..)
            .unwrap_or_default()
    }

    /// A card of this case, or of the one that it replaced.
    fn card_of(&mut self, of: EscalationId, card: u16) -> Option<&mut Card> {
        let cards = if of == self.id {
            &mut self.cards
        } else {
            let replaced = self.replaced.as_mut();
            &mut replaced.filter(|r| r.id == of)?.cards
        };
        cards.get_mut(usize::from(card))
    }

    fn raise(&mut self, entry: &Entry, danger: Topic, topic: Topic) {
        if let Body::Text(reason) = &entry.body {
            self.reason.clone_from(reason);
        }
        self.topic = topic;
        self.about.retain(|(t, _)| *t != danger);
        self.about.push((danger, entry.at));
        self.asked_from = u16::try_from(self.cards.len()).unwrap_or(u16::MAX);
        self.exhausted = false;
    }
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
            self.opened(entry, (*case, *number, *topic));
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
            Event::CaseRaised { danger, topic, .. } => case.raise(entry, *danger, *topic),
            Event::WaitAcknowledged { .. } => case.acknowledged = true,
            Event::CaseResolved { staff, .. } => case.resolved_by = Some(staff.clone()),
            Event::CardShown { case: of, card, .. }
            | Event::CardFailed { case: of, card, .. }
            | Event::CasePassedOn { case: of, card } => {
                if let Some(card) = case.card_of(*of, *card) {
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

    fn opened(&mut self, entry: &Entry, (id, number, topic): (EscalationId, u32, Topic)) {
        let Body::Text(reason) = &entry.body else {
            return;
        };
        let replaced = self.open_case().map(|open| {
            Box::new(Replaced {
                id: open.id,
                number: open.number,
                cards: open.cards.clone(),
            })
        });
        self.case = Some(Case {
            id,
            number,
            topic,
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
            about: vec![(topic, entry.at)],
            asked_from: 0,
            acknowledged: false,
            replaced,
        });
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

//! What staff write and press. Only an explicit reply to a card goes to a customer; the mapping is by the provider's message id.

use super::{claim, customer::Arrival, seen, sent, unexpected};
use crate::{
    Desk, Engine,
    compose::{self, Writing},
    guardrails::cards,
    limits, notices,
};
use frontdesk_core::{
    Conversation, Error, ErrorKind, EscalationId, Owner, ProviderId, Result, Route,
    business::StaffMember,
    channel::Received,
    event::{Body, ConversationKind, Event, Handling, Outcome},
    job::Task,
    message::{Author, Inbound, Payload},
    store::{Commit, CommitError, Expect},
};
use std::sync::Arc;

/// What a reply that stays among staff begins with.
const NOTE: &str = "note:";

impl Engine {
    pub(super) async fn receive_from_staff(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        inbound: Inbound,
    ) -> Result<Received> {
        match &inbound.payload {
            Payload::Text {
                text,
                reply_to: Some(card),
                ..
            } => match self.case_behind(&inbound, card).await? {
                Some((conversation, case)) => {
                    self.staff_reply(desk, staff, &inbound, text, conversation, case)
                        .await
                }
                None => {
                    self.hint(desk, staff, &inbound, notices::reply_to_a_card().into())
                        .await
                }
            },
            Payload::Press { data, on } => {
                let Some((conversation, case)) = self.case_behind(&inbound, on).await? else {
                    let notice = Some("This card is not known here any more.".into());
                    return Ok(Received {
                        new: true,
                        seq: 0,
                        notice,
                    });
                };
                let key = seen(&inbound.inbox, &inbound.provider_id);
                self.press(
                    desk,
                    staff,
                    data,
                    key,
                    conversation.id,
                    case,
                    inbound.received,
                )
                .await
            }
            _ => {
                self.hint(desk, staff, &inbound, notices::reply_to_a_card().into())
                    .await
            }
        }
    }

    /// The conversation and case whose card has this provider's id.
    async fn case_behind(
        &self,
        inbound: &Inbound,
        card: &ProviderId,
    ) -> Result<Option<(Arc<Conversation>, EscalationId)>> {
        let business = &inbound.business;
        let Some(claimed) = self.behind(business, &sent(&inbound.inbox, card)).await? else {
            return Ok(None);
        };
        let entries = self
            .store
            .journal(
                business,
                claimed.conversation,
                claimed.seq.saturating_sub(1),
                1,
            )
            .await?;
        let Some(Event::CardShown { case, .. }) = entries.first().map(|e| &e.event) else {
            return Ok(None);
        };
        let conversation = self.store.load(business, claimed.conversation).await?;
        Ok(conversation.map(|c| (c, *case)))
    }

    async fn staff_reply(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        inbound: &Inbound,
        text: &str,
        mut conversation: Arc<Conversation>,
        case: EscalationId,
    ) -> Result<Received> {
        let (text, _) = cards::mask(text);
        for _ in 0..limits::COMMIT_TRIES {
            let number = conversation.case.as_ref().map_or(0, |c| c.number);
            if conversation.open_case().is_none_or(|c| c.id != case) {
                return self
                    .hint(desk, staff, inbound, notices::case_is_closed(number))
                    .await;
            }
            if text
                .get(..NOTE.len())
                .is_some_and(|p| p.eq_ignore_ascii_case(NOTE))
            {
                return self
                    .note(
                        desk,
                        staff,
                        inbound,
                        text[NOTE.len()..].trim(),
                        &conversation,
                    )
                    .await;
            }
            let Some(route) = &conversation.route else {
                return Err(Error::new(
                    ErrorKind::Unexpected,
                    "answering a customer without an address",
                ));
            };
            if conversation.is_opted_out(&route.address) {
                return self
                    .hint(desk, staff, inbound, notices::customer_opted_out(number))
                    .await;
            }
            let commit = reply_commit(desk, staff, inbound, &text, &conversation, route, case);
            match self.store.commit(commit).await {
                Ok(done) => {
                    self.tell_owner(desk, &done.state).await;
                    return Ok(Received {
                        new: true,
                        seq: done.first,
                        notice: None,
                    });
                }
                Err(CommitError::Taken(_, by)) => {
                    return Ok(Received {
                        new: false,
                        seq: by.seq,
                        notice: None,
                    });
                }
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(unexpected(error)),
            }
            conversation = self
                .store
                .load(&inbound.business, conversation.id)
                .await?
                .ok_or_else(|| Error::new(ErrorKind::Unexpected, "answering a customer"))?;
        }
        Err(Error::new(ErrorKind::Unavailable, "answering a customer"))
    }

    /// Keeps a note among staff.
    async fn note(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        inbound: &Inbound,
        note: &str,
        conversation: &Conversation,
    ) -> Result<Received> {
        let mut commit = Commit::on(conversation, inbound.received, Expect::Any);
        commit.events.push(
            Event::NoteLeft {
                staff: staff.id.clone(),
            }
            .with(Body::Text(note.to_owned())),
        );
        self.store.commit(commit).await.map_err(unexpected)?;
        let number = conversation.case.as_ref().map_or(0, |c| c.number);
        self.hint(desk, staff, inbound, notices::noted(number))
            .await
    }

    /// Keeps what a member of staff wrote in the desk's own thread with them, and answers with a hint, not too often.
    pub(super) async fn hint(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        inbound: &Inbound,
        hint: String,
    ) -> Result<Received> {
        let text = match &inbound.payload {
            Payload::Text { text, .. } => text.as_str(),
            _ => "",
        };
        let arrival = Arrival::new(
            desk,
            inbound,
            text,
            ConversationKind::Staff(staff.id.clone()),
        );
        let repeated = hint == notices::reply_to_a_card();
        let tell = !repeated
            || self
                .limiter
                .admits_hint(&inbound.business, &inbound.from, inbound.received);
        self.arrive(desk, &arrival, |_, commit| {
            if tell {
                compose::write(commit, desk, &arrival.route, Writing::notice(hint.clone()));
            }
            Handling::Command
        })
        .await
    }
}

/// The commit that sends a reply to the customer, if the conversation is still what it was when its owner was read.
fn reply_commit(
    desk: &Desk,
    staff: &StaffMember,
    inbound: &Inbound,
    text: &str,
    conversation: &Conversation,
    route: &Route,
    case: EscalationId,
) -> Commit {
    let expect = Expect::At(conversation.revision);
    let mut commit = Commit::on(conversation, inbound.received, expect);
    let writing = Writing {
        by: Author::Staff(staff.id.clone()),
        outcome: Outcome::Staff,
        ..Writing::notice(text)
    };
    compose::write(&mut commit, desk, route, writing);
    take_over(&mut commit, conversation, staff, case);
    commit
        .claims
        .push(claim(seen(&inbound.inbox, &inbound.provider_id), 0));
    commit
}

/// A person who answers owns the conversation at once.
pub(crate) fn take_over(
    commit: &mut Commit,
    conversation: &Conversation,
    staff: &StaffMember,
    case: EscalationId,
) {
    let owner = Owner::Staff(staff.id.clone());
    if conversation
        .open_case()
        .is_some_and(|c| c.claimed_by.as_ref() != Some(&staff.id))
    {
        commit.events.push(
            Event::CaseClaimed {
                case,
                staff: staff.id.clone(),
            }
            .into(),
        );
    }
    if conversation.owner != owner {
        commit.events.push(Event::OwnerChanged { owner }.into());
    }
    commit.cancels.push(Task::PassOn(case));
    super::receipts::show_cards(commit, conversation);
}

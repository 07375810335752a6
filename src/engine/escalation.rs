//! Handing a conversation to people, passing a case on when nobody takes it, and giving the conversation back.

use crate::{
    Desk, Engine,
    compose::{self, Writing},
    intake::{
        claim,
        receipts::{card_job, show_cards},
        staff::take_over,
        unexpected,
    },
    language, launch, limits, notices,
    routing::{self, Candidate},
    worker::{Done, Undone},
};
use frontdesk_core::{
    BusinessId, Conversation, ConversationId, Error, ErrorKind, EscalationId, Owner, Result,
    Timestamp,
    business::StaffMember,
    channel::{Progress, Received},
    conversation::Case,
    event::{Body, ConversationKind, Event, Topic},
    job::{Job, Lane, Lease, Task},
    store::{ClaimKey, Commit, CommitError, Expect},
};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// The next number of a case in each business. A hint: the claim on the number decides.
#[derive(Default)]
pub(crate) struct Numbers {
    next: Mutex<HashMap<BusinessId, u32>>,
}

impl Numbers {
    fn known(&self, business: &BusinessId) -> Option<u32> {
        self.next
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(business)
            .copied()
    }

    /// Notes that `number` is taken.
    pub(crate) fn taken(&self, business: &BusinessId, number: u32) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let known = next.entry(business.clone()).or_insert(1);
        *known = (*known).max(number + 1);
    }
}

/// The number of a case, taken once.
pub(crate) fn case_number(number: u32) -> ClaimKey {
    ClaimKey(format!("case:{number}"))
}

/// A case as it is opened.
pub(crate) struct Opened {
    pub(crate) number: u32,
    /// Whether somebody who can be asked is there now.
    pub(crate) somebody: bool,
    /// When somebody will be.
    pub(crate) back: Option<Timestamp>,
}

impl Engine {
    /// The next free number of a case: the hint, or after a start the first number that is not claimed, found by doubling.
    async fn next_number(&self, business: &BusinessId) -> Result<u32> {
        if let Some(number) = self.cases.known(business) {
            return Ok(number);
        }
        let (mut taken, mut free) = (0u32, 1u32);
        while self
            .store
            .lookup(business, &case_number(free))
            .await?
            .is_some()
        {
            (taken, free) = (free, free.saturating_mul(2));
        }
        while free - taken > 1 {
            let middle = taken + (free - taken) / 2;
            match self.store.lookup(business, &case_number(middle)).await? {
                Some(_) => taken = middle,
                None => free = middle,
            }
        }
        Ok(free)
    }

    /// Adds to a commit what opens a case: its number, the new owner, who is asked first and until when. The caller commits, and when the
    /// number is taken tells [`Numbers::taken`] and builds the commit again.
    pub(crate) async fn open_case(
        &self,
        desk: &Desk,
        commit: &mut Commit,
        topic: Topic,
        reason: &str,
    ) -> Result<Opened> {
        let (case, now) = (EscalationId::new(), commit.at);
        let number = self.next_number(&desk.business.id).await?;
        commit
            .claims
            .push(claim(case_number(number), commit.events.len()));
        commit.events.push(
            Event::Escalated {
                case,
                number,
                topic,
            }
            .with(Body::Text(reason.to_owned())),
        );
        commit.events.push(
            Event::OwnerChanged {
                owner: Owner::Queue,
            }
            .into(),
        );
        let somebody = ask(desk, commit, case, topic, 0);
        if desk.business.escalation.remind_overdue {
            let due = now.plus_ms(desk.business.due_ms(topic));
            commit.jobs.push(timer(commit, Task::Remind(case), due));
        }
        metrics::counter!("frontdesk_escalations_total", "topic" => topic.as_str()).increment(1);
        Ok(Opened {
            number,
            somebody,
            back: routing::back_at(desk, topic, now),
        })
    }

    /// The time to claim a case ran out: the next one is asked, and in the end the customer hears honestly that nobody is free.
    pub(crate) async fn pass_on(&self, desk: &Desk, lease: &Lease, case: EscalationId) -> Done {
        for _ in 0..limits::COMMIT_TRIES {
            let Some(conversation) = self
                .store
                .load(&lease.business, lease.job.conversation)
                .await?
            else {
                return self.settle(lease, None).await;
            };
            let open = conversation
                .open_case()
                .filter(|c| c.id == case && c.claimed_by.is_none() && !c.exhausted);
            let Some(open) = open else {
                return self.settle(lease, None).await;
            };
            let now = self.clock.now();
            let mut commit = Commit::on(&conversation, now, Expect::At(conversation.revision));
            if let Some(last) = open.cards.len().checked_sub(1) {
                let card = u16::try_from(last).unwrap_or(u16::MAX);
                commit
                    .events
                    .push(Event::CasePassedOn { case, card }.into());
            }
            show_cards(&mut commit, &conversation);
            match routing::next(desk, open, now) {
                Some(next) => {
                    let until = now.plus_ms(desk.business.claim_ms(open.topic));
                    offer(&mut commit, case, open.cards.len(), &next, until);
                    commit.jobs.push(timer(&commit, Task::PassOn(case), until));
                }
                None => {
                    commit.events.push(Event::CaseExhausted { case }.into());
                    if let Some(route) = &conversation.route {
                        let back = routing::back_at(desk, open.topic, now);
                        let text =
                            notices::nobody_took_it(desk, back, language::of(desk, &conversation));
                        compose::write(&mut commit, desk, route, Writing::notice(text));
                    }
                }
            }
            commit.settles.push(lease.done());
            match self.store.commit(commit).await {
                Err(CommitError::Conflict) => {}
                done => return done.map(|_| ()).map_err(Undone::from),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "passing a case on").into())
    }

    /// A case is overdue: whoever has it, or was asked last, gets its card anew, which says so.
    pub(crate) async fn remind(&self, desk: &Desk, lease: &Lease, case: EscalationId) -> Done {
        let conversation = self
            .store
            .load(&lease.business, lease.job.conversation)
            .await?;
        let mut commit = self.settlement(lease).await?;
        commit.settles.push(lease.done());
        let open = conversation.as_ref().and_then(|c| c.open_case());
        if let Some(open) = open.filter(|c| c.id == case) {
            commit.jobs.extend(renewed_card(&commit, open));
            tracing::warn!(business = %desk.business.id, case = open.number, "a case is overdue");
        }
        self.store
            .commit(commit)
            .await
            .map(|_| ())
            .map_err(Undone::from)
    }

    /// A button on a card was pressed.
    #[expect(
        clippy::too_many_arguments,
        reason = "what was pressed, by whom, on what and when"
    )]
    pub(crate) async fn press(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        data: &str,
        seen: ClaimKey,
        conversation: ConversationId,
        case: EscalationId,
        at: Timestamp,
    ) -> Result<Received> {
        for _ in 0..limits::COMMIT_TRIES {
            let Some(conversation) = self.store.load(&desk.business.id, conversation).await? else {
                return Ok(told(0, "This conversation is not known here any more."));
            };
            let Some(open) = conversation.open_case().filter(|c| c.id == case) else {
                return Ok(told(0, "This case is closed."));
            };
            let mut commit = Commit::on(&conversation, at, Expect::At(conversation.revision));
            let notice = match data {
                crate::card::CLAIM => {
                    if let Some(other) = other_answers(desk, open, staff) {
                        return Ok(told(0, &other));
                    }
                    take_over(&mut commit, &conversation, staff, case);
                    "It is yours. Reply to the card to answer."
                }
                crate::card::RESOLVE => {
                    resolve(&mut commit, &conversation, staff, case);
                    "Resolved. The assistant answers again."
                }
                crate::card::OPEN => {
                    return self
                        .send_transcript(desk, staff, &conversation, seen, at)
                        .await;
                }
                _ => match launch::send(desk, &mut commit, &conversation, staff, open, data) {
                    Ok(notice) => notice,
                    Err(why) => return Ok(told(0, &why)),
                },
            };
            commit.claims.push(claim(seen.clone(), 0));
            match self.store.commit(commit).await {
                Ok(done) => {
                    tracing::debug!(business = %desk.business.id, staff = %staff.id, data, "a button on a card was pressed");
                    self.tell_owner(desk, &done.state).await;
                    return Ok(Received {
                        notice: Some(notice.into()),
                        ..told(done.first, "")
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
        }
        Err(Error::new(ErrorKind::Unavailable, "changing a case"))
    }

    /// Sends a member of staff more of the conversation than the card has room for, in the desk's own thread with them.
    async fn send_transcript(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        conversation: &Conversation,
        seen: ClaimKey,
        at: Timestamp,
    ) -> Result<Received> {
        let case = conversation.open_case();
        let card = case.and_then(|c| c.cards.iter().find(|card| card.staff == staff.id));
        let Some(card) = card else {
            return Ok(told(0, "This card is not yours."));
        };
        let arrival = crate::intake::customer::Arrival {
            route: card.route.clone(),
            name: None,
            text: "Open".into(),
            masked: 0,
            at,
            seen,
            kind: ConversationKind::Staff(staff.id.clone()),
            attachments: Vec::new(),
            thread: None,
            is_keyword: false,
        };
        let transcript = self.transcript(desk, conversation);
        self.arrive(desk, &arrival, |_, commit| {
            compose::write(
                commit,
                desk,
                &arrival.route,
                Writing::notice(transcript.clone()),
            );
            frontdesk_core::event::Handling::Command
        })
        .await
    }

    /// Shows a live customer who answers now.
    pub(crate) async fn tell_owner(&self, desk: &Desk, conversation: &Conversation) {
        if conversation.waits_quietly() {
            return;
        }
        let Some(route) = &conversation.route else {
            return;
        };
        let Some(channel) = desk.channel(&route.inbox) else {
            return;
        };
        let name = self.name_of_owner(&desk.business.id, &conversation.owner);
        let progress = Progress::Owner {
            owner: &conversation.owner,
            name: name.as_deref(),
        };
        channel.progress(&route.address, progress).await;
    }
}

/// Says that somebody else has the case.
pub(crate) fn other_answers(desk: &Desk, case: &Case, staff: &StaffMember) -> Option<String> {
    let other = case.claimed_by.as_ref().filter(|s| **s != staff.id)?;
    let name = desk
        .business
        .staff(other)
        .map_or("a colleague", |s| &s.member.name);
    Some(format!("{name} is already answering."))
}

fn told(seq: u64, notice: &str) -> Received {
    Received {
        new: true,
        seq,
        notice: Some(notice.to_owned()),
    }
}

/// Adds to a commit who is asked about a case first and until when, behind the cards that it has. Whether somebody who can be asked is
/// there.
pub(crate) fn ask(
    desk: &Desk,
    commit: &mut Commit,
    case: EscalationId,
    topic: Topic,
    cards: usize,
) -> bool {
    let now = commit.at;
    let present = routing::present(desk, topic, now);
    let until = now.plus_ms(desk.business.claim_ms(topic));
    if let Some(first) = present.first() {
        offer(commit, case, cards, first, until);
        commit.jobs.push(timer(commit, Task::PassOn(case), until));
        return true;
    }
    // Nobody is there: everybody concerned finds the card, whoever looks first.
    for (candidate, index) in routing::anyone(desk, topic).iter().zip(cards..) {
        offer(commit, case, index, candidate, until);
    }
    commit.events.push(Event::CaseExhausted { case }.into());
    false
}

/// Adds an offer of the case to a candidate as its card of that index, and the job that shows the card.
pub(crate) fn offer(
    commit: &mut Commit,
    case: EscalationId,
    index: usize,
    candidate: &Candidate,
    until: Timestamp,
) {
    let index = u16::try_from(index).unwrap_or(u16::MAX);
    let Candidate { staff, route } = candidate.clone();
    commit.jobs.push(card_job(
        commit,
        Task::ShowCard(case, index),
        &route,
        commit.at,
    ));
    commit.events.push(
        Event::CaseOffered {
            case,
            staff,
            route,
            until,
        }
        .into(),
    );
}

/// The job that sends a case's card anew to whoever has the case, or was asked last.
pub(crate) fn renewed_card(commit: &Commit, case: &Case) -> Option<Job> {
    let reader = case.claimed_by.as_ref();
    let cards = case.cards.iter().zip(0u16..);
    let (card, index) = cards
        .filter(|(card, _)| !card.failed && reader.is_none_or(|staff| card.staff == *staff))
        .last()?;
    let task = Task::RenewCard(case.id, index);
    Some(card_job(commit, task, &card.route, commit.at))
}

pub(crate) fn timer(commit: &Commit, task: Task, due: Timestamp) -> Job {
    Job {
        conversation: commit.conversation,
        task,
        lane: Lane::of_conversation(commit.conversation),
        due,
        attempt: 0,
    }
}

/// Gives the conversation back to the assistant.
pub(crate) fn resolve(
    commit: &mut Commit,
    conversation: &Conversation,
    staff: &StaffMember,
    case: EscalationId,
) {
    commit.events.push(
        Event::CaseResolved {
            case,
            staff: staff.id.clone(),
        }
        .into(),
    );
    commit.events.push(
        Event::OwnerChanged {
            owner: Owner::Assistant,
        }
        .into(),
    );
    commit.cancels.push(Task::PassOn(case));
    commit.cancels.push(Task::Remind(case));
    show_cards(commit, conversation);
}

/// Adds to a commit that opens another case what ends the one that is open: its cards are closed, and its timers.
pub(crate) fn replace(commit: &mut Commit, conversation: &Conversation) {
    let Some(case) = conversation.open_case() else {
        return;
    };
    commit.cancels.push(Task::PassOn(case.id));
    commit.cancels.push(Task::Remind(case.id));
    show_cards(commit, conversation);
}

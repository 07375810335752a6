//! What staff write and press. Only an explicit reply to a card goes to a customer; the mapping is by the provider's message id.

use super::{claim, customer::Arrival, receipts::NOTHING, seen, sent, unexpected};
use crate::{
    Desk, Engine,
    card::{CLAIM, OPEN, RESOLVE},
    compose::{self, Writing},
    escalation::case_number,
    guardrails::cards,
    identity::Command,
    launch, limits, notices,
};
use frontdesk_core::{
    Conversation, Error, ErrorKind, EscalationId, Owner, ProviderId, Result, Route,
    business::StaffMember,
    channel::Received,
    event::{Body, ConversationKind, Event, Handling, Outcome},
    job::Task,
    limits::ATTACHMENTS,
    message::{AttachmentContent, Author, File, Inbound, Payload},
    store::{Commit, CommitError, Expect},
};
use std::sync::Arc;

/// A case and its conversation, where a message names one.
type Named = Option<(Arc<Conversation>, EscalationId)>;

/// The number of a case at the beginning of a message, and what follows it: `12 Your table is ready`, `#12: …`.
fn case_number_in(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_start();
    let text = text.strip_prefix('#').unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok()?;
    let rest = &text[digits..];
    let rest = rest.strip_prefix([':', '.', ',']).unwrap_or(rest);
    let separate = rest.starts_with(char::is_whitespace) && !rest.trim().is_empty();
    separate.then(|| (number, rest.trim()))
}

/// What a reply that stays among staff begins with.
const NOTE: &str = "note:";

/// The note that a reply is, if it is one.
fn note_in(text: &str) -> Option<&str> {
    let (start, rest) = text.split_at_checked(NOTE.len())?;
    start.eq_ignore_ascii_case(NOTE).then(|| rest.trim())
}

impl Engine {
    pub(super) async fn receive_from_staff(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        inbound: Inbound,
    ) -> Result<Received> {
        match &inbound.payload {
            Payload::Text { text, answers, .. } => {
                let (named, text) = self.case_named(desk, &inbound, answers, text).await?;
                match named {
                    Some((conversation, case)) => {
                        self.staff_said(desk, staff, &inbound, text, conversation, case)
                            .await
                    }
                    None => {
                        self.hint(desk, staff, &inbound, notices::reply_to_a_card().into())
                            .await
                    }
                }
            }
            Payload::Edit { .. } => {
                self.hint(desk, staff, &inbound, notices::sent_already().into())
                    .await
            }
            Payload::Press { data, on } => {
                let Some((conversation, case)) =
                    self.case_behind(&inbound, std::slice::from_ref(on)).await?
                else {
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

    /// The case that a message names, by the card it answers or, where messages cannot answer others, by its number in front; and
    /// the words without that number.
    async fn case_named<'a>(
        &self,
        desk: &Desk,
        inbound: &Inbound,
        answers: &[ProviderId],
        text: &'a str,
    ) -> Result<(Named, &'a str)> {
        if let Some(found) = self.case_behind(inbound, answers).await? {
            return Ok((Some(found), text));
        }
        let answers_by_number = desk
            .channel(&inbound.inbox)
            .is_some_and(|c| !c.capabilities().replies);
        let Some((number, rest)) = case_number_in(text).filter(|_| answers_by_number) else {
            return Ok((None, text));
        };
        let business = &inbound.business;
        let claimed = self.store.lookup(business, &case_number(number)).await?;
        let Some(claimed) = claimed else {
            return Ok((None, text));
        };
        let conversation = self.store.load(business, claimed.conversation).await?;
        let named = conversation.and_then(|c| {
            let case = c.case.as_ref().filter(|k| k.number == number)?.id;
            Some((c, case))
        });
        Ok((named, rest))
    }

    /// What was said to a case: a word that does what a button does where there are none, or words for the customer.
    async fn staff_said(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        inbound: &Inbound,
        text: &str,
        conversation: Arc<Conversation>,
        case: EscalationId,
    ) -> Result<Received> {
        if let Some(command) = Command::read(text) {
            let answer = self.command(desk, conversation, command).await?;
            return self.hint(desk, staff, inbound, answer).await;
        }
        let buttons = desk
            .channel(&inbound.inbox)
            .is_some_and(|c| c.capabilities().buttons);
        let word = text.trim().trim_end_matches(['.', '!']).to_lowercase();
        let word = word.strip_prefix('/').unwrap_or(&word);
        // Where there are buttons, "open" is more likely said to a customer who asks for it.
        let presses = [CLAIM, RESOLVE].contains(&word)
            || word == OPEN && !buttons
            || launch::asks_to_send(&conversation, word);
        if presses {
            let key = seen(&inbound.inbox, &inbound.provider_id);
            let at = inbound.received;
            let pressed = self
                .press(desk, staff, word, key, conversation.id, case, at)
                .await?;
            if let Some(notice) = pressed.notice.clone().filter(|_| word != OPEN) {
                self.answer_staff(desk, staff, inbound, &notice).await?;
            }
            return Ok(pressed);
        }
        self.staff_reply(desk, staff, inbound, text, conversation, case)
            .await
    }

    /// Says something to a member of staff whose message is kept already.
    async fn answer_staff(
        &self,
        desk: &Desk,
        staff: &StaffMember,
        inbound: &Inbound,
        words: &str,
    ) -> Result<()> {
        let kind = ConversationKind::Staff(staff.id.clone());
        let mut arrival = Arrival::new(desk, inbound, "", kind);
        arrival.seen.0.push_str("/word");
        self.arrive(desk, &arrival, |_, commit| {
            compose::write(commit, desk, &arrival.route, Writing::notice(words));
            Handling::Command
        })
        .await
        .map(drop)
    }

    /// The conversation and case of the first of these ids that is a card's, with patience for a card that is being shown this instant.
    async fn case_behind(&self, inbound: &Inbound, ids: &[ProviderId]) -> Result<Named> {
        let found = self.patiently(|| self.case_among(inbound, ids)).await?;
        Ok(found.flatten())
    }

    /// The case of the first of these ids that is a card's; `None` while one of them may become one.
    async fn case_among(&self, inbound: &Inbound, ids: &[ProviderId]) -> Result<Option<Named>> {
        let business = &inbound.business;
        let mut all_known = true;
        for id in ids {
            let claimed = self
                .store
                .lookup(business, &sent(&inbound.inbox, id))
                .await?;
            let Some(claimed) = claimed else {
                all_known = false;
                continue;
            };
            let (conversation, before) = (claimed.conversation, claimed.seq.saturating_sub(1));
            let entries = self
                .store
                .journal(business, conversation, before, 1)
                .await?;
            if let Some(Event::CardShown { case, .. }) = entries.first().map(|e| &e.event) {
                let conversation = self.store.load(business, conversation).await?;
                return Ok(Some(conversation.map(|c| (c, *case))));
            }
        }
        Ok(all_known.then_some(None))
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
        let mut kept: Option<Vec<File>> = None;
        for _ in 0..limits::COMMIT_TRIES {
            let number = conversation.case.as_ref().map_or(0, |c| c.number);
            if conversation.open_case().is_none_or(|c| c.id != case) {
                let why = launch::goes_on(&conversation)
                    .unwrap_or_else(|| notices::case_is_closed(number));
                return self.hint(desk, staff, inbound, why).await;
            }
            if let Some(note) = note_in(&text) {
                return self.note(desk, staff, inbound, note, &conversation).await;
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
            let files = match &kept {
                Some(files) => files.clone(),
                None => self.reply_files(desk, &conversation, inbound).await?,
            };
            kept = Some(files.clone());
            let commit = reply_commit(
                desk,
                staff,
                inbound,
                (&text, files),
                &conversation,
                route,
                case,
            );
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
                        seq: by.seq,
                        ..NOTHING
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

    /// The files that go out with a reply, kept. What is still at the staff's provider is fetched here: the reply waits for it.
    async fn reply_files(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        inbound: &Inbound,
    ) -> Result<Vec<File>> {
        let Payload::Text { attachments, .. } = &inbound.payload else {
            return Ok(Vec::new());
        };
        let mut here = Vec::with_capacity(attachments.len());
        for attachment in attachments.iter().take(ATTACHMENTS) {
            let mut attachment = attachment.clone();
            if let AttachmentContent::At(reference) = &attachment.content {
                let Some(channel) = desk.channel(&inbound.inbox) else {
                    continue;
                };
                match channel.fetch(reference).await {
                    Ok(content) => attachment.content = AttachmentContent::Here(content),
                    Err(error)
                        if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Invalid) =>
                    {
                        tracing::warn!(%error, business = %inbound.business, "a file of a staff reply cannot be had");
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            }
            here.push(attachment);
        }
        self.keep_files(&conversation.business, conversation.customer, &here)
            .await
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
    (text, files): (&str, Vec<File>),
    conversation: &Conversation,
    route: &Route,
    case: EscalationId,
) -> Commit {
    let expect = Expect::At(conversation.revision);
    let mut commit = Commit::on(conversation, inbound.received, expect);
    let writing = Writing {
        by: Author::Staff(staff.id.clone()),
        outcome: Outcome::Staff,
        files,
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

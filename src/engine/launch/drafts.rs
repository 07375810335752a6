//! Answers that are not sent: those that wait for staff, and those that are only compared with what staff say.

use crate::{
    Desk, Engine,
    compose::{self, Writing},
    escalation::{other_answers, replace, resolve},
    guardrails::triggers::Trigger,
    intake::receipts::card_job,
    language, notices,
    turn::Decision,
    work::Answer,
};
use frontdesk_core::{
    Conversation, Result, Route, TurnId,
    business::StaffMember,
    conversation::Case,
    event::{Body, Event, Outcome, Topic},
    job::Task,
    message::{Author, Reply},
    store::{Commit, Draft},
};

/// The word, and the data of the button, that sends a draft. From the second of a case on its number follows, so that nobody sends one
/// that they have not seen.
const SEND: &str = "send";

/// What sends the draft of that number.
pub(crate) fn send_word(number: u16) -> String {
    match number {
        0 | 1 => SEND.to_owned(),
        n => format!("{SEND} {n}"),
    }
}

/// The number of the draft that a word or a button sends.
fn which(word: &str) -> Option<u16> {
    let rest = word.strip_prefix(SEND)?;
    if ["", " it", " the draft"].contains(&rest) {
        return Some(1);
    }
    rest.strip_prefix(' ')?.trim().parse().ok()
}

/// Whether a word in a reply to the card asks to send the draft; elsewhere it is a word for the customer.
pub(crate) fn asks_to_send(conversation: &Conversation, word: &str) -> bool {
    conversation.open_case().is_some_and(|c| c.drafts > 0) && which(word).is_some()
}

/// To staff who reply to the card of an earlier case while a newer one is open.
pub(crate) fn goes_on(conversation: &Conversation) -> Option<String> {
    let number = conversation.open_case()?.number;
    Some(format!(
        "Nothing was sent to the customer: the conversation goes on in case {number}. To answer, reply to its card."
    ))
}

/// What a turn came to and is not said.
pub(crate) struct Held {
    pub(crate) events: Vec<Draft>,
    draft: Option<(Outcome, Reply)>,
    /// People are asked, and the customer does not hear of it.
    trigger: Option<Trigger>,
    /// Whether staff see the draft and can send it.
    shown: bool,
}

impl Held {
    /// What is held of a decision; everything else stays as it was decided.
    pub(super) fn of(decision: Decision, shown: bool) -> Decision {
        match decision {
            Decision::Say(answer) => Decision::Held(Self::answer(answer, shown)),
            // Staff answer everything anyhow; but whoever may be hurt is told at once what to do.
            Decision::HandOff {
                trigger, events, ..
            } if !shown && !trigger.topic.needs_help() => Decision::Held(Self {
                events,
                draft: None,
                trigger: Some(trigger),
                shown,
            }),
            decision => decision,
        }
    }

    fn answer(answer: Answer, shown: bool) -> Self {
        let reply = Reply {
            message: answer.message,
            by: Author::Assistant,
            name: None,
            text: answer.text,
            citations: answer.citations,
            actions: answer.actions,
        };
        Self {
            events: answer.events,
            draft: Some((answer.outcome, reply)),
            trigger: None,
            shown,
        }
    }
}

impl Engine {
    /// Adds to a turn's commit what is held, and the case that asks staff for an answer.
    pub(crate) async fn hold(
        &self,
        desk: &Desk,
        commit: &mut Commit,
        conversation: &Conversation,
        route: &Route,
        turn: TurnId,
        held: Held,
    ) -> Result<()> {
        commit.events = held.events;
        let case = conversation
            .open_case()
            .filter(|_| conversation.waits_quietly() && held.trigger.is_none());
        match case {
            Some(case) => renew_cards(commit, case),
            None => {
                let (topic, reason) = match &held.trigger {
                    Some(trigger) => (trigger.topic, trigger.reason.as_str()),
                    None if held.shown => (Topic::Approval, "the assistant's answer waits for you"),
                    None => (
                        Topic::Approval,
                        "the customer wrote, and people answer here",
                    ),
                };
                replace(commit, conversation);
                let opened = self.open_case(desk, commit, topic, reason).await?;
                if !opened.somebody {
                    let text = notices::nobody_now(
                        desk,
                        topic,
                        opened.back,
                        language::of(desk, conversation),
                    );
                    compose::write(commit, desk, route, Writing::notice(text));
                }
                tracing::info!(business = %desk.business.id, case = opened.number, shown = held.shown, "an answer is held");
            }
        }
        if let Some((outcome, reply)) = held.draft {
            let made = Event::DraftMade {
                turn,
                message: reply.message,
                outcome,
                shown: held.shown,
            };
            commit.events.push(made.with(Body::Draft(reply)));
            metrics::counter!("frontdesk_drafts_held_total").increment(1);
        }
        Ok(())
    }
}

/// Adds the jobs that show a case anew: whoever was asked last gets a new card, which rings, and the others' are changed.
fn renew_cards(commit: &mut Commit, case: &Case) {
    let shown = case.cards.iter().zip(0u16..).filter(|(c, _)| !c.failed);
    let last = shown.clone().last().map(|(_, index)| index);
    for (card, index) in shown {
        let task = if Some(index) == last {
            Task::RenewCard(case.id, index)
        } else {
            Task::ShowCard(case.id, index)
        };
        commit
            .jobs
            .push(card_job(commit, task, &card.route, commit.at));
    }
}

/// Adds to a commit what sends the draft that a press names, and gives the conversation back to the assistant.
///
/// # Errors
/// Why it is not sent, in words for whoever pressed.
pub(crate) fn send(
    desk: &Desk,
    commit: &mut Commit,
    conversation: &Conversation,
    staff: &StaffMember,
    case: &Case,
    data: &str,
) -> std::result::Result<&'static str, String> {
    let number = which(data).ok_or("This button is not known here.")?;
    if let Some(other) = other_answers(desk, case, staff) {
        return Err(other);
    }
    if number < case.drafts {
        return Err(format!(
            "There is a newer draft. Nothing was sent: look at it first; `{}` sends it.",
            send_word(case.drafts)
        ));
    }
    let draft = case.draft.as_ref().filter(|d| d.number == number);
    let (Some(draft), Some(route)) = (draft, &conversation.route) else {
        return Err("Somebody wrote since this draft was made, so it was not sent.".into());
    };
    if conversation.is_opted_out(&route.address) {
        return Err("The customer opted out of messages (STOP), so nothing was sent.".into());
    }
    let reply = draft.reply.clone();
    let writing = Writing {
        message: reply.message,
        citations: reply.citations,
        actions: reply.actions,
        ..Writing::assistant(draft.turn, draft.outcome, reply.text)
    };
    compose::write(commit, desk, route, writing);
    resolve(commit, conversation, staff, case.id);
    Ok("Sent. The assistant answers again.")
}

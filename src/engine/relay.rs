//! What customers write while people have the conversation goes to these people. The desk itself says two things meanwhile: where help is, when
//! somebody may be hurt, and once, to whoever waits and writes on, that this was passed on as well.

use crate::{
    Desk, Engine,
    compose::{self, Writing},
    escalation::{ask, offer, renewed_card, timer},
    guardrails::triggers::Trigger,
    intake::receipts::show_cards,
    language, limits, notices, routing,
    triage::{self, Mail},
    turn::sign,
    worker::{Done, Undone},
};
use frontdesk_core::{
    Conversation, Route, Timestamp,
    conversation::{Case, Said},
    event::{Body, Event, Topic},
    job::{Lease, Task},
    message::Author,
    store::{Commit, CommitError, Expect},
};

impl Engine {
    /// Whoever has the conversation, or was asked last, gets the card anew with what the customer wrote; of a danger everybody hears whom
    /// the business wants to see to it.
    pub(crate) async fn relay(
        &self,
        desk: &Desk,
        lease: &Lease,
        conversation: &Conversation,
        route: &Route,
    ) -> Done {
        let now = self.clock.now();
        let mut commit = Commit::on(conversation, now, Expect::At(conversation.revision));
        commit.settles.push(lease.done());
        if let Some(case) = conversation.open_case() {
            // Two machines that write to each other stop here as well.
            let may_hear = !conversation.is_opted_out(&route.address)
                && self.mail_loop(desk, conversation, route).is_none();
            let danger = danger(desk, conversation, case).await;
            let said = match danger {
                Some(danger) => raise(desk, &mut commit, conversation, case, danger),
                None => {
                    commit.jobs.extend(renewed_card(&commit, case));
                    (may_hear && waits(conversation, case, route, now)).then(|| {
                        let acknowledged = Event::WaitAcknowledged { case: case.id };
                        commit.events.push(acknowledged.into());
                        notices::passed_on(language::of(desk, conversation))
                    })
                }
            };
            if let Some(said) = said.filter(|_| may_hear) {
                compose::write(&mut commit, desk, route, Writing::notice(said));
            }
        }
        match self.store.commit(commit).await {
            // Something newer happened: its own job sees to it, or this one comes again.
            Err(CommitError::Conflict) => self.settle(lease, Some(now)).await,
            done => done.map(|_| ()).map_err(Undone::from),
        }
    }
}

/// The gravest danger in what nobody has answered, if the people of the case have not heard of it.
async fn danger(desk: &Desk, conversation: &Conversation, case: &Case) -> Option<Trigger> {
    let unanswered = &conversation.unanswered;
    let new = conversation.recent.iter();
    let mut found: Option<Trigger> = None;
    for said in new.filter(|s| unanswered.contains(&s.message)) {
        let sign = sign(desk, &said.text).await;
        let Some(sign) = sign.filter(|s| s.topic.is_danger() && is_news(case, s.topic, said))
        else {
            continue;
        };
        if sign.topic == Topic::SelfHarm {
            return Some(sign);
        }
        found.get_or_insert(sign);
    }
    found
}

/// Whether a message tells the people of a case of a danger that they have not heard of for long.
fn is_news(case: &Case, danger: Topic, said: &Said) -> bool {
    let again = |heard: Timestamp| heard.plus_ms(limits::DANGER_AGAIN_MS) < said.at;
    case.heard_of(danger).is_none_or(again)
}

/// Adds to a commit what a danger changes: what the case is about, if that is not less urgent, and who is asked about it. What the
/// customer hears at once, if somebody may be hurt.
fn raise(
    desk: &Desk,
    commit: &mut Commit,
    conversation: &Conversation,
    case: &Case,
    danger: Trigger,
) -> Option<String> {
    let (business, now) = (&desk.business, commit.at);
    let Trigger {
        topic: danger,
        reason,
    } = danger;
    // The most urgent is the least here.
    let topic = if business.priority(danger) <= business.priority(case.topic) {
        danger
    } else {
        case.topic
    };
    let before: String = case
        .reason
        .chars()
        .take(limits::CARD_MESSAGE_CHARS)
        .collect();
    let reasons = Body::Text(format!("{reason}; before that: {before}"));
    let id = case.id;
    commit.events.push(
        Event::CaseRaised {
            case: id,
            danger,
            topic,
        }
        .with(reasons),
    );
    let somebody = match &case.claimed_by {
        None => ask(desk, commit, id, topic, case.cards.len()),
        Some(staff) => {
            commit.jobs.extend(renewed_card(commit, case));
            let present = routing::present(desk, topic, now);
            if !present.iter().any(|c| c.staff == *staff)
                && let Some(first) = present.first()
            {
                offer(commit, id, case.cards.len(), first, now);
            }
            true
        }
    };
    show_cards(commit, conversation);
    if business.escalation.remind_overdue && topic == danger {
        let due = now.plus_ms(business.due_ms(topic));
        commit.jobs.push(timer(commit, Task::Remind(id), due));
    }
    metrics::counter!("frontdesk_cases_raised_total", "topic" => danger.as_str()).increment(1);
    tracing::info!(business = %business.id, case = case.number, danger = danger.as_str(), "a danger was told to people who have the conversation");
    let language = language::of(desk, conversation);
    danger.needs_help().then(|| {
        if somebody {
            notices::handed_off(desk, danger, language)
        } else {
            notices::nobody_now(desk, danger, routing::back_at(desk, topic, now), language)
        }
    })
}

/// Whether a customer who waits and writes on hears that this was passed on as well: once, while nobody has taken the case, and not right
/// after the desk said something. Who was never told that people are asked is not told now.
fn waits(conversation: &Conversation, case: &Case, route: &Route, now: Timestamp) -> bool {
    if case.claimed_by.is_some() || case.acknowledged {
        return false;
    }
    let mut said = conversation.recent.iter().rev();
    let last = said.find(|s| s.by != Author::Customer);
    let told = last
        .is_some_and(|s| s.at >= case.opened && now.since(s.at) >= limits::ACKNOWLEDGE_AFTER_MS);
    let thread = conversation.thread(&route.address);
    let mut new = conversation.recent.iter().rev();
    let new = new.find(|s| conversation.unanswered.last() == Some(&s.message));
    let wants_nothing = new.is_some_and(|new| {
        let mail = Mail {
            subject: thread.map_or("", |thread| thread.subject.as_str()),
            body: &new.text,
            files: !new.files.is_empty(),
        };
        triage::wants_nothing(&mail, None)
    });
    told && !wants_nothing
}

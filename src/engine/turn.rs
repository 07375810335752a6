//! One turn: the order of its steps, and nothing else. What is decided is committed at the revision it was decided on; if the conversation has
//! changed by then, the draft is stale and the turn starts again.

use crate::{
    Desk, Engine,
    compose::{self, Writing},
    delivery::with_people,
    escalation::replace,
    gate,
    guardrails::{
        conduct, pii,
        triggers::{self, Trigger},
    },
    identity, language,
    launch::Held,
    limits, notices, triage,
    work::Answer,
    worker::{Done, Undone},
};
use frontdesk_core::{
    Conversation, MessageId, Owner, Route, Timestamp, TurnId,
    event::{ConversationKind, Event, Outcome, Topic},
    job::Lease,
    llm::{Line, Role, ToolCall},
    message::Author,
    store::{Commit, CommitError, Draft, Expect},
    tool::Identity,
};

/// What the customer wrote and nobody has answered.
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) first: MessageId,
    pub(crate) last: MessageId,
    /// What is shown about who wrote it.
    pub(crate) identity: Identity,
}

impl Question {
    fn of(desk: &Desk, conversation: &Conversation, now: Timestamp) -> Option<(Self, Route)> {
        let route = conversation.route.clone()?;
        let (first, last) = (
            *conversation.unanswered.first()?,
            *conversation.unanswered.last()?,
        );
        let question = Self {
            text: Self::words(conversation),
            first,
            last,
            identity: identity::known(desk, conversation, &route, now),
        };
        Some((question, route))
    }

    /// What is unanswered, in the customer's words.
    pub(crate) fn words(conversation: &Conversation) -> String {
        let texts: Vec<&str> = conversation
            .recent
            .iter()
            .filter(|s| conversation.unanswered.contains(&s.message))
            .map(|s| &*s.text)
            .collect();
        texts.join("\n")
    }
}

/// What a turn comes to.
pub(crate) enum Decision {
    /// Nothing is said: the address opted out, or a mail wants no answer.
    Skip,
    /// A notice of the desk.
    Notice(String),
    /// People are asked; what the customer is told, if not the usual.
    HandOff {
        trigger: Trigger,
        said: Option<String>,
        events: Vec<Draft>,
    },
    /// People are asked and the sender hears nothing: it may be a machine.
    Silence(Trigger),
    /// The assistant answers.
    Say(Answer),
    /// What the assistant would say waits for staff.
    Held(Held),
}

impl Decision {
    /// People are asked, and the customer hears so.
    pub(crate) fn people(trigger: Trigger) -> Self {
        Self::HandOff {
            trigger,
            said: None,
            events: Vec::new(),
        }
    }

    /// What happened on the way to it.
    pub(crate) fn events(&mut self) -> Option<&mut Vec<Draft>> {
        match self {
            Self::HandOff { events, .. }
            | Self::Say(Answer { events, .. })
            | Self::Held(Held { events, .. }) => Some(events),
            _ => None,
        }
    }

    /// What its models cost, to be kept also when the decision is dropped.
    fn cost(&mut self) -> Option<Draft> {
        let is_cost = |d: &&Draft| matches!(d.event, Event::CostSettled { .. });
        self.events()?.iter().find(is_cost).cloned()
    }
}

impl Engine {
    /// Keeps what a dropped draft cost.
    async fn keep_cost(
        &self,
        conversation: &Conversation,
        cost: Option<Draft>,
    ) -> Result<(), Undone> {
        let Some(cost) = cost else { return Ok(()) };
        let mut commit = Commit::on(conversation, self.clock.now(), Expect::Any);
        commit.events.push(cost);
        self.store
            .commit(commit)
            .await
            .map(|_| ())
            .map_err(Undone::from)
    }

    /// Answers what is unanswered in a conversation, or tells the people who own it.
    pub(crate) async fn turn(&self, desk: &Desk, lease: &Lease) -> Done {
        let started = std::time::Instant::now();
        for round in 0..limits::COMMIT_TRIES {
            let conversation = self
                .store
                .load(&lease.business, lease.job.conversation)
                .await?;
            let Some(conversation) = conversation.filter(|c| c.kind == ConversationKind::Customer)
            else {
                return self.settle(lease, None).await;
            };
            let now = self.clock.now();
            let Some((question, route)) = Question::of(desk, &conversation, now) else {
                return self.settle(lease, None).await;
            };
            if with_people(&conversation) && !conversation.waits_quietly() {
                return self.relay(desk, lease, &conversation, &route).await;
            }
            let stale = u32::try_from(round).unwrap_or(u32::MAX);
            let turn = TurnId::new();
            let plan = self.plan(desk, &conversation, &route).await?;
            let drafting = plan.desk(desk);
            let decision = self
                .decide(drafting, &conversation, &route, &question, turn, stale)
                .await;
            let mut decision = plan.settle(decision);
            let cost = decision.cost();
            match self
                .commit_turn(desk, lease, &conversation, &route, turn, decision)
                .await?
            {
                Committed::Yes => {
                    metrics::histogram!("frontdesk_turn_seconds")
                        .record(started.elapsed().as_secs_f64());
                    return Ok(());
                }
                Committed::Again => {}
                Committed::Stale => {
                    metrics::counter!("frontdesk_stale_drafts_total").increment(1);
                    self.keep_cost(&conversation, cost).await?;
                    // A newer message of the customer has a turn of its own that waits for its quiet window.
                    let newer = self
                        .store
                        .load(&lease.business, lease.job.conversation)
                        .await?;
                    if newer.is_some_and(|c| c.unanswered.last() != Some(&question.last)) {
                        return self.settle(lease, None).await;
                    }
                }
            }
        }
        Err(
            frontdesk_core::Error::new(frontdesk_core::ErrorKind::Unavailable, "running a turn")
                .into(),
        )
    }

    async fn decide(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        route: &Route,
        question: &Question,
        turn: TurnId,
        stale: u32,
    ) -> Decision {
        if conversation.is_opted_out(&route.address) {
            return Decision::Skip;
        }
        if let Some(trigger) = self.mail_loop(desk, conversation, route) {
            return Decision::Silence(trigger);
        }
        let mail = triage::mail_of(desk, conversation, route, question);
        let trigger = sign(desk, &question.text)
            .await
            .or_else(|| gate::vip(&desk.business, conversation));
        if let Some(mail) = &mail
            && triage::wants_nothing(mail, trigger.as_ref().map(|t| t.topic))
        {
            metrics::counter!("frontdesk_mails_without_answer_total").increment(1);
            return Decision::Skip;
        }
        let (business, words) = (&desk.business, &question.text);
        if let Some(decision) = gate::decide(business, conversation, words, trigger, mail.is_some())
        {
            return decision;
        }
        let asks_unknown = || not_known("the assistant does not know what a mail asks");
        if let Some(mail) = &mail
            && self.is_for_people(desk, conversation, mail, question).await
        {
            return Decision::people(asks_unknown());
        }
        let mut answer = self
            .answer_with_signs(desk, conversation, route, question, turn, stale)
            .await;
        let unknown = answer.outcome == Outcome::Unknown;
        let wanted = answer.hand_off.take().or_else(|| {
            let lost = || is_lost(desk, conversation).then(lost_patience);
            unknown.then(|| mail.map(|_| asks_unknown()).or_else(lost))?
        });
        match wanted {
            Some(trigger) => Decision::HandOff {
                trigger,
                said: answer.said_on_hand_off,
                events: answer.events,
            },
            None => Decision::Say(answer),
        }
    }

    /// Many answers within an hour on a channel of mail: whoever writes there may be a machine that answers ours.
    pub(crate) fn mail_loop(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        route: &Route,
    ) -> Option<Trigger> {
        let channel = desk.channel(&route.inbox)?;
        if !channel.capabilities().threads {
            return None;
        }
        let now = self.clock.now();
        let ours = |by: &Author| matches!(by, Author::Assistant | Author::System);
        let recent = conversation.recent.iter();
        let answers = recent
            .filter(|s| ours(&s.by) && now.since(s.at) < limits::MAIL_REPLIES_MS)
            .count();
        (answers >= limits::MAIL_REPLIES).then(|| Trigger {
            topic: Topic::Trouble,
            reason: format!(
                "{answers} answers to one address within an hour: it may be a machine that answers mail, so the assistant stopped"
            ),
        })
    }

    async fn commit_turn(
        &self,
        desk: &Desk,
        lease: &Lease,
        conversation: &Conversation,
        route: &Route,
        turn: TurnId,
        decision: Decision,
    ) -> Result<Committed, Undone> {
        let now = self.clock.now();
        let mut commit = Commit::on(conversation, now, Expect::At(conversation.revision));
        commit.settles.push(lease.done());
        match decision {
            Decision::Skip => commit.events.push(Event::TurnSkipped { turn }.into()),
            Decision::Notice(text) => {
                let writing = Writing {
                    turn: Some(turn),
                    ..Writing::notice(text)
                };
                compose::write(&mut commit, desk, route, writing);
                commit.events.push(Event::TurnSkipped { turn }.into());
            }
            Decision::HandOff {
                trigger,
                said,
                events,
            } => {
                commit.events = events;
                self.hand_over(desk, &mut commit, conversation, route, turn, trigger, said)
                    .await?;
            }
            Decision::Silence(trigger) => {
                self.open_case(desk, &mut commit, trigger.topic, &trigger.reason)
                    .await?;
                commit.events.push(Event::TurnSkipped { turn }.into());
                tracing::warn!(business = %desk.business.id, "a thread of mail got many answers; people are asked instead");
            }
            Decision::Say(answer) => {
                tracing::debug!(business = %desk.business.id, outcome = ?answer.outcome, citations = answer.citations.len(), "the assistant answers");
                commit.events = answer.events;
                let writing = Writing {
                    message: answer.message,
                    citations: answer.citations,
                    actions: answer.actions,
                    ..Writing::assistant(turn, answer.outcome, answer.text)
                };
                compose::write(&mut commit, desk, route, writing);
            }
            Decision::Held(held) => {
                self.hold(desk, &mut commit, conversation, route, turn, held)
                    .await?;
            }
        }
        match self.store.commit(commit).await {
            Ok(done) => {
                self.count_arms(desk, conversation, &done.state).await;
                if done.state.owner != Owner::Assistant {
                    self.tell_owner(desk, &done.state).await;
                }
                Ok(Committed::Yes)
            }
            Err(CommitError::Conflict) => Ok(Committed::Stale),
            Err(CommitError::Taken(key, _)) => {
                self.number_taken(&lease.business, &key);
                Ok(Committed::Again)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Adds the case to a commit, and what the customer is told of it.
    #[expect(
        clippy::too_many_arguments,
        reason = "whose turn it is, why, and what is said"
    )]
    async fn hand_over(
        &self,
        desk: &Desk,
        commit: &mut Commit,
        conversation: &Conversation,
        route: &Route,
        turn: TurnId,
        trigger: Trigger,
        said: Option<String>,
    ) -> Result<(), Undone> {
        let Trigger { topic, reason } = trigger;
        replace(commit, conversation);
        let opened = self.open_case(desk, commit, topic, &reason).await?;
        let language = language::of(desk, conversation);
        let text = match said {
            Some(said) if opened.somebody => said,
            _ if opened.somebody => notices::handed_off(desk, topic, language),
            _ => notices::nobody_now(desk, topic, opened.back, language),
        };
        let writing = Writing::assistant(turn, Outcome::HandedOff, text);
        compose::write(commit, desk, route, writing);
        tracing::info!(business = %desk.business.id, case = opened.number, topic = topic.as_str(), "handed to staff");
        Ok(())
    }
}

/// What in a message speaks for people.
pub(crate) async fn sign(desk: &Desk, words: &str) -> Option<Trigger> {
    let (escalation, likeness) = (&desk.business.escalation, desk.likeness.as_ref());
    match conduct::urgent(words) {
        Some(trigger) => Some(trigger),
        None => triggers::judge(words, escalation, likeness).await,
    }
}

/// Whether one more answer that says "I don't know" is one too many.
fn is_lost(desk: &Desk, conversation: &Conversation) -> bool {
    let bound = desk.business.escalation.after_unknown;
    bound > 0 && conversation.unhelped + 1 >= bound
}

pub(crate) fn not_known(reason: &str) -> Trigger {
    Trigger {
        topic: Topic::Unable,
        reason: reason.to_owned(),
    }
}

fn lost_patience() -> Trigger {
    Trigger {
        topic: Topic::Lost,
        reason: "the assistant did not know several times in a row".to_owned(),
    }
}

/// What became of a turn's commit.
enum Committed {
    Yes,
    /// The number of a case was taken: decide again.
    Again,
    /// The conversation has changed.
    Stale,
}

/// Digits from which on a text can hold a number that no model is to see: a social security number has nine.
const PRIVATE_DIGITS: usize = 9;

/// What a customer wrote, without the numbers that a model has no use for: cards, accounts, social security.
fn for_a_model(text: &str) -> String {
    let digits = text.bytes().filter(u8::is_ascii_digit);
    if digits.take(PRIVATE_DIGITS).count() < PRIVATE_DIGITS {
        return text.to_owned();
    }
    pii::mask(text, &pii::Kind::PRIVATE)
}

/// The lines of a conversation as a model sees them: what was only kept is not among them. What tools changed for an answer that was
/// dropped stands where it was done.
pub(crate) fn transcript(conversation: &Conversation) -> Vec<Line> {
    let mut lines = Vec::new();
    for said in &conversation.recent {
        if !said.kept_only && said.by != Author::System {
            lines.push(Line::Said {
                by: if said.by == Author::Customer {
                    Role::Customer
                } else {
                    Role::Desk
                },
                text: for_a_model(&said.text),
            });
        }
        let changes = conversation.changes.iter().zip(1u32..);
        for (change, n) in changes.filter(|(c, _)| c.after == said.message) {
            let id = format!("done-{n}");
            lines.push(Line::Calls(vec![ToolCall {
                id: id.clone(),
                tool: change.tool.clone(),
                arguments: serde_json::from_str(&change.arguments).unwrap_or_default(),
            }]));
            lines.push(Line::Output {
                call: id,
                tool: change.tool.clone(),
                text: change.output.clone(),
                answer: None,
            });
        }
    }
    lines
}

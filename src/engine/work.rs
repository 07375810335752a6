//! What a turn works with and what comes of it: the passages, what drafts may rest on, the journal's entries, and the answer.

use crate::{
    Desk, Engine,
    calls::{Done, add_passage, known},
    citations::cite,
    guardrails::{self, Draft as Checked, Evidence, triggers::Trigger},
    language,
    lookup::{hints, retrieve, tool_context},
    notices,
    receipt::versions,
    triage,
    turn::Question,
};
use frontdesk_core::{
    Conversation, MessageId, Route, TurnId,
    channel::Channel,
    event::{Body, Event, Outcome, Topic},
    llm::{ChatReply, ToolCall},
    message::{Action, Citation},
    retrieval::{Passage, Reading},
    store::Draft,
    tool::ToolContext,
};
use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

/// How the steps of a turn ended.
pub(crate) enum Ended {
    Reply(ChatReply),
    Unknown,
    /// The model failed, or could not say it within the guardrails.
    Failed,
}

/// What the assistant decided to say.
pub(crate) struct Answer {
    pub(crate) message: MessageId,
    pub(crate) outcome: Outcome,
    pub(crate) text: String,
    pub(crate) citations: Vec<Citation>,
    pub(crate) actions: Vec<Action>,
    /// Tool calls and withheld drafts, for the journal.
    pub(crate) events: Vec<Draft>,
    /// Set if people are to be asked instead.
    pub(crate) hand_off: Option<Trigger>,
    pub(crate) said_on_hand_off: Option<String>,
}

/// One turn's work in progress.
pub(crate) struct Work<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) desk: &'a Desk,
    pub(crate) conversation: &'a Conversation,
    pub(crate) context: ToolContext,
    pub(crate) channel: Option<&'a Arc<dyn Channel>>,
    pub(crate) route: &'a Route,
    pub(crate) turn: TurnId,
    pub(crate) message: MessageId,
    pub(crate) question: &'a Question,
    pub(crate) passages: Vec<Passage>,
    pub(crate) confident: bool,
    /// The vector of the question.
    pub(crate) vector: Option<Arc<[f32]>>,
    /// The question, read when a model's answer is looked up or kept.
    pub(crate) reading: OnceLock<Reading>,
    /// The language that the customer is answered in, if it is not the business's own.
    pub(crate) language: Option<&'static str>,
    pub(crate) hints: Vec<ToolCall>,
    pub(crate) evidence: Evidence,
    pub(crate) events: Vec<Draft>,
    pub(crate) hand_off: Option<Trigger>,
    /// Changes outside that were asked for on account of these messages, in this turn and in those that came to nothing.
    pub(crate) done: Vec<Done>,
    /// The model that was asked last.
    pub(crate) asked: String,
    begun: Instant,
    /// What the models of this turn cost so far, in millionths.
    pub(crate) cost_micros: u64,
    /// When the whole turn must have an answer.
    pub(crate) end: Instant,
    /// When the model that is asked now must have answered.
    pub(crate) deadline: Instant,
}

impl Engine {
    /// How long a turn may look for an answer: as long as the model may take, and no longer than customers of the inbox wait for one. What
    /// they have waited is over; who waited long already still gets half of it.
    fn time_for(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        route: &Route,
        question: &Question,
    ) -> Duration {
        let patience = desk.business.inbox(&route.inbox).patience_ms;
        let mut said = conversation.recent.iter();
        let last = said.find(|s| s.message == question.last);
        let waited = last.map_or(0, |s| self.clock.now().since(s.at));
        let left = patience.saturating_sub(waited).max(patience / 2);
        Duration::from_millis(left.min(desk.business.turn.timeout_ms))
    }
}

impl<'a> Work<'a> {
    pub(crate) async fn begin(
        engine: &'a Engine,
        desk: &'a Desk,
        conversation: &'a Conversation,
        route: &'a Route,
        question: &'a Question,
        turn: TurnId,
    ) -> Self {
        let context = tool_context(desk, conversation, question, engine.clock.now());
        let mail = triage::mail_of(desk, conversation, route, question);
        let found = retrieve(desk, conversation, question, mail.as_ref()).await;
        let hints = hints(desk, &context);
        let end = Instant::now() + engine.time_for(desk, conversation, route, question);
        let mut work = Self {
            engine,
            desk,
            conversation,
            context,
            channel: desk.channel(&route.inbox),
            route,
            turn,
            message: MessageId::new(),
            question,
            passages: found.passages,
            confident: found.confident,
            vector: found.vector,
            reading: OnceLock::new(),
            language: language::foreign(desk, conversation, &question.text),
            hints,
            evidence: Evidence::default(),
            events: Vec::new(),
            hand_off: None,
            done: Vec::new(),
            asked: String::new(),
            begun: Instant::now(),
            cost_micros: 0,
            end,
            deadline: end,
        };
        work.gather_evidence();
        work.take_over_changes();
        work
    }

    /// What drafts may rest on, besides what tools will say.
    fn gather_evidence(&mut self) {
        self.evidence = known(&self.desk.business, self.context.now, self.conversation);
        for passage in &self.passages {
            add_passage(&mut self.evidence, passage);
        }
    }

    /// Gives the next of `left` models its share of the time that is left.
    pub(crate) fn budget(&mut self, left: usize) {
        let now = Instant::now();
        let share = self.end.saturating_duration_since(now) / u32::try_from(left).unwrap_or(1);
        self.deadline = now + share;
    }

    /// Which guardrail holds a text back, and why.
    pub(crate) fn blocked(&self, text: &str, instructions: &str) -> Option<(&'static str, String)> {
        let draft = Checked {
            text,
            evidence: &self.evidence,
            instructions,
        };
        guardrails::check(&draft, &self.desk.business.guardrails)
    }

    /// Keeps a draft that was held back on record.
    pub(crate) fn withhold(&mut self, guardrail: &'static str, draft: &str) {
        metrics::counter!("frontdesk_drafts_withheld_total", "guardrail" => guardrail).increment(1);
        let event = Event::DraftWithheld {
            turn: self.turn,
            guardrail: guardrail.into(),
        };
        self.events.push(event.with(Body::Text(draft.to_owned())));
    }

    /// What the turn comes to.
    pub(crate) fn finish(mut self, ended: Ended) -> Answer {
        let language = self.language;
        let mut said_on_hand_off = None;
        let (text, citations, outcome) = match ended {
            Ended::Reply(reply) => {
                let written = reply.text;
                let (text, citations) = cite(&written, &self.passages);
                if let Some((name, _)) = self.blocked(&text, "") {
                    // Even the built-in's words do not stand: people answer.
                    self.withhold(name, &text);
                    said_on_hand_off = Some(notices::cannot_answer(language));
                    let reason = "no answer passed the guardrails".to_owned();
                    self.hand_off = Some(Trigger {
                        topic: Topic::Unable,
                        reason,
                    });
                } else {
                    self.keep_answer(&written);
                }
                (text, citations, Outcome::Answered)
            }
            _ => (
                notices::unknown(self.desk, language),
                Vec::new(),
                Outcome::Unknown,
            ),
        };
        self.record();
        let actions = if outcome == Outcome::Unknown {
            vec![notices::ask_a_person(language)]
        } else {
            Vec::new()
        };
        Answer {
            message: self.message,
            outcome,
            text,
            citations,
            actions,
            events: self.events,
            hand_off: self.hand_off,
            said_on_hand_off,
        }
    }

    /// Puts on record how the answer came about and what it cost.
    fn record(&mut self) {
        let made = Event::AnswerMade {
            turn: self.turn,
            message: self.message,
            model: std::mem::take(&mut self.asked),
            prompt: self.desk.prompt.label(),
            passages: versions(&self.passages),
            confident: self.confident,
            elapsed_ms: u32::try_from(self.begun.elapsed().as_millis()).unwrap_or(u32::MAX),
        };
        self.events.push(made.into());
        if self.cost_micros > 0 {
            let cost = Event::CostSettled {
                turn: self.turn,
                micros: self.cost_micros,
            };
            self.events.push(cost.into());
        }
    }
}

//! The assistant's answer: retrieval, then model and tools in bounded steps, then the guardrails on the draft. When the model fails, is slow or cannot
//! say it without making things up, the built-in answers; when that does not know, the customer hears so and is offered a person.

use crate::{
    Desk, Engine,
    asking::SPENDING,
    calls::add_passage,
    citations::cite,
    guardrails::{
        self, Draft as Checked, Evidence, Ground, Guardrail, Leak, Promise, triggers::Trigger,
    },
    limits,
    lookup::{hints, retrieve},
    notices,
    preview::Preview,
    receipt::versions,
    turn::{Question, transcript},
};
use frontdesk_core::{
    Conversation, ErrorKind, MessageId, Route, TurnId,
    channel::{Channel, Progress},
    event::{Event, Outcome},
    llm::{ChatReply, ChatRequest, Line, Llm, ToolCall, Usage},
    message::{Action, Author, Citation},
    retrieval::Passage,
    store::Draft,
    tool::{ToolContext, ToolSpec},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

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
    pub(crate) said_on_hand_off: Option<&'static str>,
}

/// One turn's work in progress.
pub(crate) struct Work<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) desk: &'a Desk,
    pub(crate) conversation: &'a Conversation,
    pub(crate) context: ToolContext,
    channel: Option<&'a Arc<dyn Channel>>,
    route: &'a Route,
    pub(crate) turn: TurnId,
    message: MessageId,
    pub(crate) question: &'a Question,
    pub(crate) passages: Vec<Passage>,
    pub(crate) confident: bool,
    pub(crate) hints: Vec<ToolCall>,
    pub(crate) evidence: Evidence,
    pub(crate) events: Vec<Draft>,
    pub(crate) hand_off: Option<Trigger>,
    /// The model that was asked last.
    asked: String,
    begun: Instant,
    /// What the models of this turn cost so far, in millionths.
    pub(crate) cost_micros: u64,
    /// When the whole turn must have an answer.
    end: Instant,
    /// When the model that is asked now must have answered.
    deadline: Instant,
}

/// How a model's steps ended.
enum Ended {
    Reply(ChatReply),
    Unknown,
    /// It failed, or could not say it within the guardrails.
    Failed,
}

impl Engine {
    /// [`Engine::answer`], with "is typing" on the customer's side while it takes long.
    pub(crate) async fn answer_with_signs(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        route: &Route,
        question: &Question,
        turn: TurnId,
        stale: u32,
    ) -> Answer {
        let answer = self.answer(desk, conversation, route, question, turn, stale);
        let Some(channel) = desk
            .channel(&route.inbox)
            .filter(|c| c.capabilities().typing)
        else {
            return answer.await;
        };
        tokio::pin!(answer);
        let mut wait = limits::TYPING_AFTER_MS;
        loop {
            tokio::select! {
                biased;
                answer = &mut answer => return answer,
                () = tokio::time::sleep(Duration::from_millis(wait)) => {
                    // While the sign is sent the answer goes on.
                    let typing = channel.progress(&route.address, Progress::Typing(&Author::Assistant));
                    tokio::select! { answer = &mut answer => return answer, () = typing => {} }
                    wait = limits::TYPING_EVERY_MS;
                }
            }
        }
    }

    async fn answer(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        route: &Route,
        question: &Question,
        turn: TurnId,
        stale: u32,
    ) -> Answer {
        let mut work = Work::begin(self, desk, conversation, route, question, turn).await;
        let mut ended = Ended::Failed;
        let models = if stale < limits::STALE_DRAFTS {
            work.models().await
        } else {
            Vec::new()
        };
        for (model, left) in models.iter().zip((1..=models.len()).rev()) {
            work.budget(left);
            if !work.admits(model.as_ref()) {
                continue;
            }
            ended = work.run_model(model.as_ref()).await;
            if !matches!(ended, Ended::Failed) || work.hand_off.is_some() {
                break;
            }
        }
        if matches!(ended, Ended::Failed) && work.hand_off.is_none() {
            ended = work.run_builtin().await;
        }
        work.finish(ended)
    }
}

impl<'a> Work<'a> {
    async fn begin(
        engine: &'a Engine,
        desk: &'a Desk,
        conversation: &'a Conversation,
        route: &'a Route,
        question: &'a Question,
        turn: TurnId,
    ) -> Self {
        let context = ToolContext {
            business: desk.business.clone(),
            retriever: desk.retriever.clone(),
            customer: conversation.customer,
            conversation: conversation.id,
            now: engine.clock.now(),
            question: question.text.clone(),
        };
        let found = retrieve(desk, conversation, question).await;
        let hints = hints(desk, &context);
        let end = Instant::now() + Duration::from_millis(desk.business.turn.timeout_ms);
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
            hints,
            evidence: Evidence::default(),
            events: Vec::new(),
            hand_off: None,
            asked: String::new(),
            begun: Instant::now(),
            cost_micros: 0,
            end,
            deadline: end,
        };
        if desk.business.guardrails.ground_check {
            work.gather_evidence();
        }
        work
    }

    /// What drafts may rest on, besides what tools will say.
    fn gather_evidence(&mut self) {
        let profile = &self.desk.business.profile;
        for text in [&profile.name, &profile.about] {
            self.evidence.add(text);
        }
        for said in &self.conversation.recent {
            self.evidence.add(&said.text);
        }
        for passage in &self.passages {
            add_passage(&mut self.evidence, passage);
        }
    }

    /// Gives the next of `left` models its share of the time that is left.
    fn budget(&mut self, left: usize) {
        let now = Instant::now();
        let share = self.end.saturating_duration_since(now) / u32::try_from(left).unwrap_or(1);
        self.deadline = now + share;
    }

    /// The configured model, with the fault of its draft named once.
    async fn run_model(&mut self, model: &dyn Llm) -> Ended {
        let filled = self.desk.prompt.fill(
            &self.desk.business,
            self.context.now,
            &self.conversation.facts,
            &self.passages,
        );
        let (instructions, mut system) = match filled {
            Ok(filled) => filled,
            Err(error) => {
                tracing::error!(%error, business = %self.desk.business.id, "the prompt cannot be made");
                return Ended::Failed;
            }
        };
        for _ in 0..2 {
            let reply = match self.steps(model, &system).await {
                Ok(reply) => reply,
                Err(error)
                    if error.kind() == ErrorKind::Limited && error.operation() == SPENDING =>
                {
                    tracing::info!(%error, model = model.name(), "the budget does not allow a call");
                    return Ended::Failed;
                }
                Err(error) => {
                    let (business, now) = (&self.desk.business.id, self.engine.clock.now());
                    self.engine.breakers.failed(business, model.name(), now);
                    tracing::warn!(%error, model = model.name(), "the model failed; the built-in answers");
                    metrics::counter!("frontdesk_model_errors_total", "kind" => format!("{:?}", error.kind())).increment(1);
                    return Ended::Failed;
                }
            };
            if self.hand_off.is_some() || reply.unknown {
                return Ended::Unknown;
            }
            if reply.text.trim().is_empty() {
                // It was still calling tools when its steps were used up.
                tracing::warn!(
                    model = model.name(),
                    "the model failed: it did not come to an answer; the built-in answers"
                );
                return Ended::Failed;
            }
            match self.blocked(&reply.text, &instructions) {
                None => return Ended::Reply(reply),
                Some((name, why)) => {
                    self.withhold(name);
                    system.push_str(&format!("\n\nYour last draft was not sent: {why}."));
                }
            }
        }
        Ended::Failed
    }

    async fn run_builtin(&mut self) -> Ended {
        // It quotes: what retrieval is not sure of is no answer.
        let kept = if self.confident {
            self.passages.clone()
        } else {
            Vec::new()
        };
        let all = std::mem::replace(&mut self.passages, kept);
        let builtin = self.desk.builtin.clone();
        let reply = self.steps(builtin.as_ref(), "").await;
        if self.passages.is_empty() {
            self.passages = all;
        }
        match reply {
            Ok(reply) if reply.unknown => Ended::Unknown,
            Ok(reply) => Ended::Reply(reply),
            Err(error) => {
                tracing::error!(%error, "the built-in model failed");
                Ended::Unknown
            }
        }
    }

    /// Calls the model until it answers in words, and runs the tools it asks for; bounded in steps and time.
    async fn steps(&mut self, model: &dyn Llm, system: &str) -> frontdesk_core::Result<ChatReply> {
        let mut lines = transcript(self.conversation);
        model.name().clone_into(&mut self.asked);
        let specs: Vec<ToolSpec> = self.desk.tools.iter().map(|t| t.spec().clone()).collect();
        let max_steps = self.desk.business.turn.max_steps.max(1);
        let mut usage = Usage::default();
        let mut reply = ChatReply::default();
        for step in 0..max_steps {
            let last = step + 1 == max_steps;
            let passages = self.passages.clone();
            let request = ChatRequest {
                system,
                transcript: &lines,
                passages: &passages,
                tools: if last { &[] } else { &specs },
                hints: &self.hints,
                locale: &self.desk.business.profile.locale,
                budget_ms: u64::try_from(
                    self.deadline
                        .saturating_duration_since(Instant::now())
                        .as_millis(),
                )
                .unwrap_or(0),
            };
            reply = self.paid_chat(model, &request).await?;
            self.cost_micros += reply.usage.cost_micros;
            usage += reply.usage;
            if reply.calls.is_empty() {
                break;
            }
            let calls = std::mem::take(&mut reply.calls);
            lines.push(Line::Calls(calls.clone()));
            let outputs = futures::future::join_all(calls.iter().map(|c| self.call(c))).await;
            for (call, (output, elapsed_ms, ok)) in calls.iter().zip(outputs) {
                lines.push(self.take_output(call, output, elapsed_ms, ok));
            }
            if self.hand_off.is_some() {
                break;
            }
        }
        let count = |what, n| {
            metrics::counter!("frontdesk_model_tokens_total", "direction" => what).increment(n)
        };
        count("input", usage.input_tokens);
        count("output", usage.output_tokens);
        metrics::counter!("frontdesk_model_cost_micros_total").increment(usage.cost_micros);
        reply
            .text
            .truncate(reply.text.floor_char_boundary(limits::DRAFT_BYTES));
        Ok(reply)
    }

    /// One call, its text shown sentence by sentence as far as the guardrails let it, where the channel can.
    pub(crate) async fn chat(
        &self,
        model: &dyn Llm,
        request: &ChatRequest<'_>,
    ) -> frontdesk_core::Result<ChatReply> {
        let streams = self
            .channel
            .filter(|c| c.capabilities().streaming && !request.system.is_empty());
        let Some(channel) = streams else {
            return model.chat(request, &|_| {}).await;
        };
        let (pieces, mut written) = tokio::sync::mpsc::unbounded_channel::<String>();
        let deltas = move |piece: &str| drop(pieces.send(piece.to_owned()));
        let chat = model.chat(request, &deltas);
        tokio::pin!(chat);
        let mut preview = Preview::default();
        loop {
            tokio::select! {
                biased;
                Some(piece) = written.recv() => {
                    let Some(text) = preview.push(&piece, |text| self.blocked(text, request.system).is_none()) else { continue };
                    let delta = Progress::Delta { message: self.message, text: &text };
                    channel.progress(&self.route.address, delta).await;
                }
                reply = &mut chat => return reply,
            }
        }
    }

    fn blocked(&self, text: &str, instructions: &str) -> Option<(&'static str, String)> {
        let mut rules: Vec<&dyn Guardrail> = vec![&Leak, &Promise];
        if self.desk.business.guardrails.ground_check {
            rules.push(&Ground);
        }
        guardrails::judge(
            &rules,
            &Checked {
                text,
                evidence: &self.evidence,
                instructions,
            },
        )
    }

    fn withhold(&mut self, guardrail: &'static str) {
        metrics::counter!("frontdesk_drafts_withheld_total", "guardrail" => guardrail).increment(1);
        let event = Event::DraftWithheld {
            turn: self.turn,
            guardrail: guardrail.into(),
        };
        self.events.push(event.into());
    }

    fn finish(mut self, ended: Ended) -> Answer {
        let mut said_on_hand_off = None;
        let (text, citations, outcome) = match ended {
            Ended::Reply(reply) => {
                let (text, citations) = cite(&reply.text, &self.passages);
                if let Some((name, _)) = self.blocked(&text, "") {
                    // Even the built-in's words do not stand: people answer.
                    self.withhold(name);
                    said_on_hand_off = Some(notices::cannot_answer());
                    let reason = "no answer passed the guardrails".to_owned();
                    self.hand_off = Some(Trigger {
                        topic: frontdesk_core::event::Topic::Unable,
                        reason,
                    });
                }
                (text, citations, Outcome::Answered)
            }
            _ => (notices::unknown(self.desk), Vec::new(), Outcome::Unknown),
        };
        let made = Event::AnswerMade {
            turn: self.turn,
            message: self.message,
            model: self.asked,
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
        let actions = if outcome == Outcome::Unknown {
            vec![notices::ask_a_person()]
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
}

//! The assistant's answer: retrieval, then model and tools in bounded steps, then the guardrails on the draft. When the model fails, is slow or cannot
//! say it without making things up, the built-in answers; when that does not know, the customer hears so and is offered a person.

use crate::{
    Desk, Engine,
    asking::{SPENDING, count_usage},
    cache::{ALIKE, LIKE},
    limits,
    preview::Preview,
    several::several,
    turn::{Question, transcript},
    unknown::is_unknown,
    work::{Answer, Ended, Work},
};
use frontdesk_core::{
    Conversation, ErrorKind, Route, TurnId,
    channel::Progress,
    llm::{ChatReply, ChatRequest, Line, Llm, Usage},
    message::Author,
    tool::ToolSpec,
};
use std::time::{Duration, Instant};

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
        if let Some(reply) = work.kept_answer(ALIKE) {
            return work.finish(Ended::Reply(reply));
        }
        let mut ended = Ended::Failed;
        let models = if work.hand_off.is_some() {
            Vec::new()
        } else if stale < limits::STALE_DRAFTS {
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
        if !matches!(ended, Ended::Reply(_)) {
            work.hand_off_untold_changes();
        }
        if matches!(ended, Ended::Failed) && work.hand_off.is_none() {
            ended = match work.kept_answer(LIKE) {
                Some(reply) => Ended::Reply(reply),
                None => work.run_builtin().await,
            };
        }
        work.finish(ended)
    }
}

impl Work<'_> {
    /// The configured model, with the fault of its draft named once.
    async fn run_model(&mut self, model: &dyn Llm) -> Ended {
        let filled = self.desk.prompt.fill(
            &self.desk.business,
            self.context.now,
            &self.conversation.facts,
            &self.passages,
            self.language,
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
                    self.note_failure(model, &error);
                    tracing::warn!(%error, model = model.name(), "the model failed; the built-in answers");
                    return Ended::Failed;
                }
            };
            if self.hand_off.is_some() || reply.unknown || is_unknown(&reply.text) {
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
            let mut fault = self.blocked(&reply.text, &instructions);
            if fault.is_none() {
                fault = self.judged(&reply.text).await;
            }
            match fault {
                None => return Ended::Reply(reply),
                Some((name, why)) => {
                    self.withhold(name, &reply.text);
                    system.push_str(&format!("\n\nYour last draft was not sent: {why}."));
                }
            }
        }
        Ended::Failed
    }

    async fn run_builtin(&mut self) -> Ended {
        let parts = several(&self.question.text);
        if !parts.is_empty()
            && let Some(ended) = self.answer_several(&parts).await
        {
            return ended;
        }
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

    async fn steps(&mut self, model: &dyn Llm, system: &str) -> frontdesk_core::Result<ChatReply> {
        let mut lines = transcript(self.conversation);
        if system.is_empty() {
            // The built-in quotes what tools say now; it does not speak of what was done before.
            lines.retain(|line| matches!(line, Line::Said { .. }));
        }
        self.steps_from(model, system, lines).await
    }

    /// Calls the model until it answers in words, and runs the tools it asks for; bounded in steps and time.
    pub(crate) async fn steps_from(
        &mut self,
        model: &dyn Llm,
        system: &str,
        mut lines: Vec<Line>,
    ) -> frontdesk_core::Result<ChatReply> {
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
                locale: self.language.unwrap_or(&self.desk.business.profile.locale),
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
            lines.extend(self.call_all(&calls).await);
            if self.hand_off.is_some() {
                break;
            }
        }
        count_usage(usage);
        reply
            .text
            .truncate(reply.text.floor_char_boundary(limits::DRAFT_BYTES));
        Ok(reply)
    }

    /// One call, its text shown sentence by sentence as far as the guardrails let it, where the channel can. What a judge has yet to see is
    /// not shown.
    pub(crate) async fn chat(
        &self,
        model: &dyn Llm,
        request: &ChatRequest<'_>,
    ) -> frontdesk_core::Result<ChatReply> {
        let streams = self
            .channel
            .filter(|c| c.capabilities().streaming && !request.system.is_empty())
            .filter(|_| !self.desk.business.guardrails.judge);
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
}

//! Which model is asked, and that it may be: the order of the models, those that rest, and the money for each call.

use crate::{limits, work::Work};
use frontdesk_core::{
    Error, ErrorKind,
    llm::{ChatReply, ChatRequest, Llm, Usage},
};
use std::sync::Arc;

/// The operation of the error that says that the budget does not allow a call.
pub(crate) const SPENDING: &str = "spending money on a model";

impl Work<'_> {
    /// The models in the order in which they are asked. The quicker one is first for a short question that an article answers, and when
    /// money runs short.
    pub(crate) async fn models(&self) -> Vec<Arc<dyn Llm>> {
        let mut models = self.desk.models.clone();
        if models.len() < 2 {
            return models;
        }
        let short = self.question.text.split_whitespace().count() <= limits::EASY_WORDS;
        let easy = short && self.confident && self.hints.is_empty();
        if easy || self.engine.is_short_of_money(self.desk).await {
            models.rotate_left(1);
        }
        models
    }

    /// Whether a model may be asked: not while it rests from failing.
    pub(crate) fn admits(&self, model: &dyn Llm) -> bool {
        let (breakers, now) = (&self.engine.breakers, self.engine.clock.now());
        breakers.admits(&self.desk.business.id, model.name(), now)
    }

    /// Keeps in mind that a model failed.
    pub(crate) fn note_failure(&self, model: &dyn Llm, error: &Error) {
        let (business, now) = (&self.desk.business.id, self.engine.clock.now());
        self.engine.breakers.failed(business, model.name(), now);
        let kind = format!("{:?}", error.kind());
        metrics::counter!("frontdesk_model_errors_total", "kind" => kind).increment(1);
    }

    /// One call within the budget: the most that it can cost is set aside before it, and what it did not cost is given back.
    pub(crate) async fn paid_chat(
        &self,
        model: &dyn Llm,
        request: &ChatRequest<'_>,
    ) -> frontdesk_core::Result<ChatReply> {
        let most = model.most(request);
        let spent = self.cost_micros;
        let reserved = self
            .engine
            .reserve(self.desk, self.conversation, spent, most)
            .await?
            .map_err(|whose| {
                metrics::counter!("frontdesk_budget_refused_total", "bound" => whose.as_str())
                    .increment(1);
                Error::new(ErrorKind::Limited, SPENDING).with("bound", whose.as_str())
            })?;
        let reply = self.chat(model, request).await;
        // What a call cost that broke off is not known: all that was set aside counts.
        let cost = reply.as_ref().map_or(most, |r| r.usage.cost_micros);
        self.engine.settle_cost(self.desk, reserved, cost).await;
        if reply.is_ok() {
            let business = &self.desk.business.id;
            self.engine.breakers.worked(business, model.name());
        }
        reply
    }
}

/// Counts what calls used.
pub(crate) fn count_usage(usage: Usage) {
    let count = |what, n| {
        metrics::counter!("frontdesk_model_tokens_total", "direction" => what).increment(n);
    };
    count("input", usage.input_tokens);
    count("output", usage.output_tokens);
    metrics::counter!("frontdesk_model_cost_micros_total").increment(usage.cost_micros);
}

//! What is known for a question before any model is asked: passages, and what the tools' own rules suggest.

use crate::{Desk, turn::Question};
use frontdesk_core::{
    Conversation, llm::ToolCall, message::Author, retrieval::Found, tool::ToolContext,
};

/// Words of a question below which what was asked before is looked up with it ("and on Sunday?").
const SHORT_QUESTION_WORDS: usize = 5;

/// The passages for the question; a short one that finds nothing sure is looked up with what was asked before.
pub(crate) async fn retrieve(
    desk: &Desk,
    conversation: &Conversation,
    question: &Question,
) -> Found {
    let limit = desk.business.turn.passages;
    let look = |text: String| async move {
        desk.retriever
            .retrieve(&text, limit)
            .await
            .unwrap_or_else(|error| {
                tracing::error!(%error, business = %desk.business.id, "retrieval failed");
                Found::default()
            })
    };
    let found = look(question.text.clone()).await;
    if found.confident || question.text.split_whitespace().count() > SHORT_QUESTION_WORDS {
        return found;
    }
    let before = conversation.recent.iter().rev().find(|s| {
        s.by == Author::Customer && !s.kept_only && !conversation.unanswered.contains(&s.message)
    });
    match before {
        Some(before)
            if !found.passages.is_empty() || question.text.split_whitespace().count() > 1 =>
        {
            let wider = look(format!("{}\n{}", before.text, question.text)).await;
            if wider.confident { wider } else { found }
        }
        _ => found,
    }
}

/// What the tools' own rules suggest.
pub(crate) fn hints(desk: &Desk, context: &ToolContext) -> Vec<ToolCall> {
    desk.tools
        .iter()
        .zip(1u32..)
        .filter_map(|(tool, n)| {
            let arguments = tool.suits(&context.question, context)?;
            Some(ToolCall {
                id: format!("hint-{n}"),
                tool: tool.spec().name.clone(),
                arguments,
            })
        })
        .collect()
}

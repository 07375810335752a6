//! What is known for a question before any model is asked: passages, and what the tools' own rules suggest.

use crate::{Desk, turn::Question};
use frontdesk_core::{
    Conversation, llm::ToolCall, message::Author, retrieval::Found, tool::ToolContext,
};

/// Words of a question up to which what was asked before is looked up with it, if it points back ("and on Sunday?").
const SHORT_QUESTION_WORDS: usize = 5;

/// What a question that goes on from the last one begins with, or points back with.
const POINTERS: [&str; 11] = [
    "and",
    "also",
    "or",
    "but",
    "then",
    "what about",
    "how about",
    "it",
    "that",
    "they",
    "those",
];

/// Whether a short question goes on from what was asked before.
pub(crate) fn points_back(question: &str) -> bool {
    let lower = question.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let text = format!(" {} ", words.collect::<Vec<_>>().join(" "));
    text.split_whitespace().count() <= SHORT_QUESTION_WORDS
        && POINTERS.iter().any(|p| text.contains(&format!(" {p} ")))
}

/// The passages for the question; a short one that points back and finds nothing sure is looked up with what was asked
/// before.
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
    if found.confident || !points_back(&question.text) {
        return found;
    }
    let before = conversation.recent.iter().rev().find(|s| {
        s.by == Author::Customer && !s.kept_only && !conversation.unanswered.contains(&s.message)
    });
    match before {
        Some(before) => {
            let wider = look(format!("{}\n{}", before.text, question.text)).await;
            if wider.confident { wider } else { found }
        }
        None => found,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_question_that_points_back_is_read_with_the_one_before() {
        assert!(points_back("and on Sunday?") && points_back("Is it free?"));
        assert!(!points_back("how spicy is the curry?") && !points_back("do you have a sauna?"));
    }
}

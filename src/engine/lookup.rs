//! What is known for a question before any model is asked: passages, and what the tools' own rules suggest.

use crate::{
    Desk, limits,
    triage::{self, Mail},
    turn::Question,
};
use frontdesk_core::{
    Conversation, Timestamp,
    llm::ToolCall,
    message::Author,
    retrieval::{Found, Passage},
    tool::ToolContext,
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
/// before, and a mail by its parts.
pub(crate) async fn retrieve(
    desk: &Desk,
    conversation: &Conversation,
    question: &Question,
    mail: Option<&Mail<'_>>,
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
    let asked = several(conversation);
    if mail.is_none() && asked.len() > 1 {
        let parts = futures::future::join_all(asked.into_iter().map(look)).await;
        if parts.iter().filter(|part| part.confident).count() > 1
            && let Some(merged) = merged(parts, limit)
        {
            let vector = found.vector;
            return Found { vector, ..merged };
        }
    }
    if let Some(mail) = mail.filter(|_| !found.confident) {
        let looks = triage::parts(mail).into_iter().map(|p| look(p.to_owned()));
        let parts = futures::future::join_all(looks).await;
        if let Some(merged) = merged(parts, limit) {
            return merged;
        }
    }
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

/// The messages that a turn answers, each by itself: they may ask different things.
fn several(conversation: &Conversation) -> Vec<String> {
    let unanswered = &conversation.unanswered;
    let said = conversation.recent.iter().rev();
    let asked = said.filter(|s| unanswered.contains(&s.message));
    let mut asked: Vec<String> = asked
        .take(limits::ASKED_APART)
        .map(|s| s.text.to_string())
        .collect();
    asked.reverse();
    asked
}

/// What the parts of a mail found that are sure: the best passage of each comes before the second best of any.
fn merged(parts: Vec<Found>, limit: usize) -> Option<Found> {
    let mut sure = parts.into_iter().filter(|part| part.confident);
    let mut found = sure.next()?;
    let own = std::mem::take(&mut found.passages).into_iter();
    let mut ranked: Vec<_> = std::iter::once(own)
        .chain(sure.map(|part| part.passages.into_iter()))
        .collect();
    while found.passages.len() < limit {
        let round: Vec<Passage> = ranked.iter_mut().filter_map(Iterator::next).collect();
        if round.is_empty() {
            break;
        }
        for passage in round {
            if !found.passages.iter().any(|known| known.id == passage.id) {
                found.passages.push(passage);
            }
        }
    }
    found.passages.truncate(limit);
    Some(found)
}

/// What tools are told of a turn.
pub(crate) fn tool_context(
    desk: &Desk,
    conversation: &Conversation,
    question: &Question,
    now: Timestamp,
) -> ToolContext {
    ToolContext {
        business: desk.business.clone(),
        retriever: desk.retriever.clone(),
        customer: conversation.customer,
        identity: question.identity.clone(),
        conversation: conversation.id,
        answers: question.first,
        now,
        question: question.text.clone(),
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

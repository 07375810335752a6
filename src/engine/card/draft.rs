//! What a card shows of the answer that waits for staff.

use crate::{launch::send_word, limits};
use frontdesk_core::{conversation::Case, message::Reply};

/// The draft on a card.
pub(super) fn on_card(case: &Case) -> String {
    let Some(draft) = &case.draft else {
        return String::new();
    };
    let text = &draft.reply.text;
    let start = cut(text);
    let mut shown = format!("\n**The assistant would say**\n{start}");
    if start.len() < text.len() {
        shown.push_str("… (Open shows the whole)");
    }
    shown.push_str(&sources(&draft.reply));
    shown
}

/// The whole of a draft.
pub(super) fn whole(reply: &Reply) -> String {
    format!(
        "\n**The assistant would say**\n{}{}",
        reply.text,
        sources(reply)
    )
}

fn cut(text: &str) -> &str {
    match text.char_indices().nth(limits::CARD_DRAFT_CHARS) {
        Some((at, _)) => &text[..at],
        None => text,
    }
}

fn sources(reply: &Reply) -> String {
    let mut lines = String::from("\n");
    for citation in &reply.citations {
        lines.push_str(&format!("[{}] {}\n", citation.n, citation.title));
    }
    lines
}

/// How the draft is sent in words: also where there are buttons, for a word is quickly typed.
pub(super) fn how_to_send(case: &Case) -> Option<String> {
    let draft = case.draft.as_ref()?;
    Some(format!(
        " `{}` alone sends the draft.",
        send_word(draft.number)
    ))
}

/// That the assistant waits for staff who answer by themselves, in the case of a draft.
pub(super) fn no_more(case: &Case) -> &'static str {
    if case.drafts > 0 && case.claimed_by.is_some() && case.resolved_by.is_none() {
        "No more drafts come until Resolve: then the assistant goes on.\n"
    } else {
        ""
    }
}

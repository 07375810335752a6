//! The language a customer is answered in: the one they write in, where it can be told and is not the business's own.

use crate::{Desk, guardrails::triggers};
use frontdesk_core::{Conversation, message::Author};

/// A text of fewer words is read together with what the customer wrote before it.
const SURE_WORDS: usize = 4;

/// Messages of the customer that are read together.
const LOOKED_BACK: usize = 4;

/// The language that the customer writes in, if it is not the business's own: an ISO 639-1 code.
pub(crate) fn foreign(
    desk: &Desk,
    conversation: &Conversation,
    question: &str,
) -> Option<&'static str> {
    let words = |text: &str| text.split_whitespace().count();
    let mut text = question.to_owned();
    let before = conversation.recent.iter().rev();
    let before = before.filter(|s| {
        s.by == Author::Customer && !s.kept_only && !conversation.unanswered.contains(&s.message)
    });
    for said in before.take(LOOKED_BACK) {
        if words(&text) >= SURE_WORDS {
            break;
        }
        text.push('\n');
        text.push_str(&said.text);
    }
    // One word in Latin letters can be of many languages, and a name of none.
    if words(&text) < 2 && text.is_ascii() {
        return None;
    }
    let own = desk.business.profile.locale.split(['-', '_']).next();
    // A rule that holds in one language alone is surer than letters and endings where there are few of them.
    let language = match triggers::language_of(question) {
        Some(language) => language,
        None => desk.retriever.read(&text).language?,
    };
    (own != Some(language)).then_some(language)
}

/// The language of the customer's last messages, as [`foreign`].
pub(crate) fn of(desk: &Desk, conversation: &Conversation) -> Option<&'static str> {
    let mut said = conversation.recent.iter().rev();
    let last = said.find(|s| s.by == Author::Customer && !s.kept_only)?;
    foreign(desk, conversation, &last.text)
}

/// The English name of a language, for instructions; the code itself where it has none here.
pub(crate) fn name(code: &str) -> &str {
    const NAMES: [(&str, &str); 34] = [
        ("ar", "Arabic"),
        ("bg", "Bulgarian"),
        ("ca", "Catalan"),
        ("cs", "Czech"),
        ("da", "Danish"),
        ("de", "German"),
        ("el", "Greek"),
        ("en", "English"),
        ("es", "Spanish"),
        ("fa", "Persian"),
        ("fi", "Finnish"),
        ("fr", "French"),
        ("he", "Hebrew"),
        ("hi", "Hindi"),
        ("hr", "Croatian"),
        ("hu", "Hungarian"),
        ("id", "Indonesian"),
        ("it", "Italian"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("nl", "Dutch"),
        ("no", "Norwegian"),
        ("pl", "Polish"),
        ("pt", "Portuguese"),
        ("ro", "Romanian"),
        ("ru", "Russian"),
        ("sr", "Serbian"),
        ("sv", "Swedish"),
        ("th", "Thai"),
        ("tr", "Turkish"),
        ("uk", "Ukrainian"),
        ("ur", "Urdu"),
        ("vi", "Vietnamese"),
        ("zh", "Chinese"),
    ];
    let known = NAMES.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, name)| name)
}

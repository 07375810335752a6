//! A draft may not promise what nobody would know of: "someone will call you tomorrow". What is to be done by people is handed to them.

use super::{Draft, Guardrail, Verdict};

/// Refuses drafts that promise an act of people, unless a source promises it too.
pub struct Promise;

/// Who would have to keep it, in plain lower case words.
const WHO: &[&str] = &[
    "i",
    "we",
    "someone",
    "somebody",
    "a colleague",
    "my colleague",
    "our team",
    "the team",
    "our staff",
    "the manager",
    "our manager",
    "a manager",
    "a person",
    "a member of staff",
    "a member of our team",
    "they",
    "he",
    "she",
    "the owner",
    "the kitchen",
    "the chef",
];

/// How a promise is made.
const SHALL: &[&str] = &[
    "will",
    "ll",
    "am going to",
    "are going to",
    "is going to",
    "shall",
];

/// What is promised. Opening, closing, having and being are no promises.
const WHAT: &[&str] = &[
    "call",
    "phone",
    "ring",
    "text",
    "email you",
    "e mail",
    "write to",
    "message",
    "contact",
    "get back",
    "get in touch",
    "be in touch",
    "reach out",
    "follow up",
    "refund",
    "credit",
    "reimburse",
    "compensate",
    "let you know",
    "notify",
    "inform",
    "send you",
    "make sure",
    "look into",
    "find out",
    "check with",
    "ask the",
    "ask our",
    "ask my",
    "pass this",
    "pass it",
    "pass your",
    "forward",
    "arrange",
    "reserve",
    "book you",
    "hold a table",
    "hold the",
    "set aside",
    "put you",
    "add you",
    "prepare",
    "deliver",
    "replace",
    "waive",
];

/// Words that may stand between.
const BETWEEN: &[&str] = &[
    "also",
    "then",
    "gladly",
    "personally",
    "happily",
    "soon",
    "shortly",
    "of course",
    "certainly",
    "definitely",
];

impl Guardrail for Promise {
    fn name(&self) -> &'static str {
        "promise"
    }

    fn check(&self, draft: &Draft<'_>) -> Verdict {
        let Some(promise) = promised(draft.text) else {
            return Verdict::Pass;
        };
        if plain(&draft.evidence.told_text()).contains(&promise) {
            return Verdict::Pass;
        }
        Verdict::Block(format!(
            "it promises that \"{}\", and nobody would know of it: say what the customer can do, or hand the conversation to people",
            promise.trim()
        ))
    }
}

/// The first promise of a text: who, how, what; in plain words with a space around each.
fn promised(text: &str) -> Option<String> {
    for sentence in text.split(['.', '!', '?', '\n', ';']) {
        let words = plain(sentence);
        // What depends on the customer is an offer: "if you like, I will ask a person".
        if words.contains(" if you ") || words.contains(" would you like ") {
            continue;
        }
        for (at, _) in words.match_indices(' ') {
            let (before, here) = words.split_at(at);
            let Some((shall, rest)) = SHALL.iter().find_map(|s| Some((s, behind(here, s)?))) else {
                continue;
            };
            let who = WHO.iter().find(|who| {
                let before = before.strip_suffix(*who);
                before.is_some_and(|b| b.ends_with(' '))
            });
            let rest = after_between(rest);
            let what = WHAT.iter().find(|what| behind(rest, what).is_some());
            if let (Some(who), Some(what)) = (who, what) {
                return Some(format!(" {who} {shall} {what} "));
            }
        }
    }
    None
}

/// What follows these words, if the text begins with a space and them.
fn behind<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(' ')?.strip_prefix(words)?;
    rest.starts_with(' ').then_some(rest)
}

/// What follows the words that may stand between.
fn after_between(mut rest: &str) -> &str {
    while let Some(next) = BETWEEN.iter().find_map(|b| behind(rest, b)) {
        rest = next;
    }
    rest
}

/// Lower case words with one space around each, without punctuation; "we'll" is two words.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::Evidence;

    fn verdict(text: &str, source: &str) -> Verdict {
        let mut evidence = Evidence::default();
        evidence.add(source);
        Promise.check(&Draft {
            text,
            evidence: &evidence,
            instructions: "",
        })
    }

    #[test]
    fn what_people_would_have_to_do_is_no_answer() {
        for text in [
            "Someone will call you tomorrow.",
            "Sorry! We'll refund your order today.",
            "I will gladly check with the chef and get back to you.",
            "Our team is going to contact you shortly.",
            "No problem, I'll make sure that the table is by the window.",
        ] {
            assert!(matches!(verdict(text, ""), Verdict::Block(_)), "{text}");
        }
    }

    #[test]
    fn what_a_source_says_and_what_is_no_promise_pass() {
        assert_eq!(
            verdict(
                "We will call you when it is ready.",
                "For pick-up we will call you."
            ),
            Verdict::Pass
        );
        for text in [
            "We will be open until ten on Sunday.",
            "You will find the car park behind the house.",
            "If you like, I will ask the team.",
            "The soup will warm you.",
            "They will love the terrace.",
        ] {
            assert_eq!(verdict(text, ""), Verdict::Pass, "{text}");
        }
    }
}

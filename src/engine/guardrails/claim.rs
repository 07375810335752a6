//! What a draft may not claim of itself: that something was done which no tool did, that something will be done which nobody would know of, that
//! food is safe, that it is a person, discounts that no source has; and no abuse. What a source says may be said.

mod rules;

use super::{Draft, Evidence, Guardrail, Verdict, phrases::Phrases, plain};
use std::{ops::Range, sync::LazyLock};

/// Refuses drafts with such claims.
pub struct Claim;

static CLAIMS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(rules::CLAIMS));

/// Words after a claim in which a condition still belongs to it: "confirmed for 7 pm once you reply".
const AFTER: usize = 4;

/// Words before a claim in which a denial still belongs to it: "I cannot say that your table is confirmed".
const BEFORE: usize = 5;

/// What tells, behind "your table is confirmed", how that is done, and not that it was.
const HABITS: [&str; 10] = [
    "by", "via", "once", "only", "through", "after", "upon", "within", "with", "in",
];

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Done,
    Safe,
    Human,
    NoMachine,
    Discount,
    Gift,
    Abuse,
    Promise,
}

impl Kind {
    /// The kind and the language of a rule.
    fn of(weight: u32) -> (Self, usize) {
        let kind = match weight / 10 {
            1 => Self::Done,
            2 => Self::Safe,
            3 => Self::Human,
            4 => Self::NoMachine,
            5 => Self::Discount,
            6 => Self::Gift,
            7 => Self::Abuse,
            _ => Self::Promise,
        };
        (kind, usize::try_from(weight % 10).unwrap_or(1).max(1) - 1)
    }

    fn depends(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Discount | Self::Gift | Self::Promise
        )
    }

    fn fault(self, words: &str) -> String {
        match self {
            Self::Done => format!(
                "it says that something was done (\"{words}\"), and no tool did it: use the tool for it, or say that you cannot do it and how it is done"
            ),
            Self::Safe => format!(
                "it guarantees that something is safe (\"{words}\"), which no source does: say what the sources say, and that our team can tell more"
            ),
            Self::Human | Self::NoMachine => format!(
                "it says that it is a person (\"{words}\"), and it is not: say that you are the assistant"
            ),
            Self::Discount | Self::Gift => format!(
                "it offers a discount or a gift that no source has (\"{words}\"): leave it out"
            ),
            Self::Abuse => format!("it is rude (\"{words}\"): answer in a friendly way"),
            Self::Promise => format!(
                "it promises what nobody would know of (\"{words}\"): say what the customer can do, or hand the conversation to people"
            ),
        }
    }
}

/// A claim as it stands in a text.
struct Found {
    kind: Kind,
    words: Vec<String>,
}

impl Guardrail for Claim {
    fn name(&self) -> &'static str {
        "claim"
    }

    fn check(&self, draft: &Draft<'_>) -> Verdict {
        let found = claims(draft.text);
        let unfounded = found.iter().find(|f| !is_founded(f, draft.evidence));
        unfounded.map_or(Verdict::Pass, |f| {
            Verdict::Block(f.kind.fault(&f.words.join(" ")))
        })
    }
}

/// The claims of a text.
fn claims(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for sentence in text.split_inclusive(['.', '!', '?', '\n', ';']) {
        let words = plain::words(sentence);
        let asks = sentence.ends_with('?');
        for (weight, span) in CLAIMS.spans(&words) {
            let (kind, language) = Kind::of(weight);
            // "¿Su mesa está confirmada?" has the order of a statement, "Is your table confirmed?" has not.
            let asked = asks && kind != Kind::Abuse && (kind != Kind::Done || language > 0);
            let denied = kind != Kind::Abuse && is_denied(&words, &span, kind, language);
            if asked || denied || kind.depends() && is_conditional(&words, &span, language) {
                continue;
            }
            found.push(Found {
                kind,
                words: words[span].to_vec(),
            });
        }
    }
    found
}

fn is_denied(words: &[String], span: &Range<usize>, kind: Kind, language: usize) -> bool {
    let own = |w: &String| rules::DENIALS[language].contains(&w.as_str());
    // "I'm not a bot" and "no risk" begin with, or are, a denial.
    let within = kind != Kind::NoMachine && words[span.start + 1..span.end].iter().any(own);
    let from = span.start.saturating_sub(BEFORE);
    let before = &words[from..span.start];
    let no = kind != Kind::Done && before.last().is_some_and(|w| w == "no");
    // "I can't promise it, but your table is confirmed".
    let turn = ["but", "aber", "pero", "mais", "ma", "mas", "maar"];
    let turned = before.iter().rposition(|w| turn.contains(&w.as_str()));
    let before = &before[turned.map_or(0, |at| at + 1)..];
    // Words of guarantees are alike in several languages. "Don't worry" denies nothing.
    let denies = |(at, w): (usize, &String)| {
        let any = kind == Kind::Safe && rules::DENIALS.iter().any(|d| d.contains(&w.as_str()));
        let worry = before.get(at + 1).is_some_and(|next| next == "worry");
        (any || own(w)) && !worry
    };
    within || no || kind != Kind::NoMachine && before.iter().enumerate().any(denies)
}

fn is_conditional(words: &[String], span: &Range<usize>, language: usize) -> bool {
    let conditions = rules::CONDITIONS[language];
    let depends = |at: usize| {
        let word = words[at].as_str();
        let next = |n: usize| words.get(at + n).map_or("", String::as_str);
        // "Let me know if you need anything else" is no condition, "sí" no "si".
        let polite = word == "if"
            && (at > 0 && matches!(words[at - 1].as_str(), "know" | "ask" | "us" | "me" | "and")
                || next(1) == "you" && matches!(next(2), "need" | "have" | "wish")
                || next(1) == "there"
                || next(1) == "theres"
                || next(1) == "anything");
        let yes = language == 2 && word == "si" && at == 0;
        conditions.contains(&word) && !polite && !yes || word == "des" && next(1) == "que"
    };
    let after = span.end..(span.end + AFTER).min(words.len());
    let habit = words
        .get(span.end)
        .is_some_and(|w| HABITS.contains(&w.as_str()));
    // "Your card is charged after your order has been sent".
    let before = &words[span.start.saturating_sub(2)..span.start];
    let follows = before
        .iter()
        .any(|w| matches!(w.as_str(), "after" | "before"));
    language == 0 && (follows || is_of_two_clauses(&words[span.clone()]))
        || habit && language == 0 && ends_in_act(&words[span.end - 1])
        || (0..span.start).any(depends)
        || after.into_iter().any(depends)
}

/// "Your dog is welcome and the patio is reserved", "your card is charged after your order has been sent".
fn is_of_two_clauses(claim: &[String]) -> bool {
    let verb = claim
        .iter()
        .position(|w| matches!(w.as_str(), "is" | "are" | "was" | "were"));
    let rest = verb.map_or(&[][..], |at| &claim[at + 1..]);
    rest.iter()
        .any(|w| matches!(w.as_str(), "and" | "after" | "before" | "but" | "once"))
}

fn ends_in_act(word: &str) -> bool {
    matches!(
        word,
        "confirmed" | "cancelled" | "canceled" | "approved" | "processed" | "sent" | "booked"
    )
}

/// Whether the sources, a tool or the desk's own words bear a claim out.
fn is_founded(found: &Found, evidence: &Evidence) -> bool {
    match found.kind {
        Kind::Human | Kind::NoMachine => return false,
        Kind::Discount if evidence.has_word(rules::CUTS) => return true,
        Kind::Done if is_done(&found.words, evidence) => return true,
        _ => {}
    }
    evidence.says(&found.words)
}

fn is_done(words: &[String], evidence: &Evidence) -> bool {
    let Some(act) = act(words) else {
        return !evidence.changes().is_empty();
    };
    let begins = |w: &String| rules::ACTS[act].iter().any(|stem| w.starts_with(stem));
    let changed = evidence
        .changes()
        .iter()
        .any(|change| plain::words(change).iter().any(begins));
    let ends =
        |w: &String| rules::ENDS[act].contains(&w.as_str()) || words.contains(w) && begins(w);
    changed
        || evidence.reports().iter().any(|r| reports(r, ends))
        || evidence.own_words().iter().any(|said| {
            let said = claims(said);
            said.iter()
                .any(|s| s.kind == Kind::Done && self::act(&s.words) == Some(act))
        })
}

/// The gravest kind of act in a claim.
fn act(words: &[String]) -> Option<usize> {
    rules::ACTS.iter().position(|stems| {
        words
            .iter()
            .any(|w| stems.iter().any(|stem| w.starts_with(stem)))
    })
}

/// Whether a tool says so, and not `"refunded": false`.
fn reports(report: &str, ends: impl Fn(&String) -> bool) -> bool {
    let words = plain::words(report);
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|w| list.contains(&w.as_str()));
    let mut places = (0..words.len()).filter(|at| ends(&words[*at]));
    places.any(|at| {
        let denied = at > 0 && is(at - 1, &["not", "never", "no", "be", "cannot"]);
        !denied && !is(at + 1, &["false", "no", "null", "0"])
    })
}

#[cfg(test)]
mod tests;

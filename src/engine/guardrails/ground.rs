//! The ground check: every price, time, link, mail address and phone number of a draft is in what the turn found, in what a tool said or in
//! the customer's own words. A model that makes one up is not believed.

use super::{Draft, Guardrail, Verdict, facts::Facts};

/// The ground check.
pub struct Ground;

impl Guardrail for Ground {
    fn name(&self) -> &'static str {
        "ground"
    }

    fn check(&self, draft: &Draft<'_>) -> Verdict {
        let mut facts = Facts::default();
        facts.add(draft.text);
        if facts.is_empty() {
            return Verdict::Pass;
        }
        let known = draft.evidence.facts();
        if let Some(p) = facts
            .prices
            .iter()
            .find(|p| !known.prices.contains(p) && !known.numbers.contains(p))
        {
            return block("price", &format!("{}.{:02}", p / 100, p % 100));
        }
        if let Some(t) = facts.times.iter().find(|t| !known.times.contains(t)) {
            let other_half = (*t + 720) % 1440;
            // A time without am or pm was read as both: one of them in the sources is enough.
            if !(facts.times.contains(&other_half) && known.times.contains(&other_half)) {
                return block("time", &format!("{}:{:02}", t / 60, t % 60));
            }
        }
        if let Some(l) = facts.links.iter().find(|l| !known.links.contains(*l)) {
            return block("address", l);
        }
        let known_phone = |p: &String| {
            known
                .phones
                .iter()
                .any(|k| k.ends_with(p.as_str()) || p.ends_with(k.as_str()))
        };
        if let Some(p) = facts.phones.iter().find(|p| !known_phone(p)) {
            return block("phone number", p);
        }
        Verdict::Pass
    }
}

fn block(kind: &str, what: &str) -> Verdict {
    Verdict::Block(format!(
        "the {kind} {what} is in no source: leave it out or use what the sources say"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::Evidence;

    fn check(text: &str, evidence: &str) -> Verdict {
        let mut known = Evidence::default();
        known.add(evidence);
        Ground.check(&Draft {
            text,
            evidence: &known,
            instructions: "",
        })
    }

    #[test]
    fn what_the_sources_say_passes() {
        let source =
            "The tart is 9.00. Open 5–9 pm. Book at https://example.com/book or (631) 555-0142.";
        for draft in [
            "The tart costs $9.",
            "We open at 5 pm until 9:00 pm.",
            "Book: https://example.com/book.",
            "Call +1 631-555-0142!",
        ] {
            assert_eq!(check(draft, source), Verdict::Pass, "{draft}");
        }
    }

    #[test]
    fn what_no_source_says_is_blocked() {
        let source = "The tart is $9. We open at 5 pm. https://example.com";
        for draft in [
            "It is $8.",
            "We open at 6 pm.",
            "See https://evil.example/x",
            "Mail me@evil.example",
            "Call 212-555-0100",
        ] {
            assert!(matches!(check(draft, source), Verdict::Block(_)), "{draft}");
        }
    }
}

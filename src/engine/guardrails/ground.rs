//! The ground check: every price, time, link, mail address, phone number, date and street address of a draft is in what the turn found, in
//! what a tool said or in the customer's own words. A model that makes one up is not believed. Days that are near it may reckon.

use super::{
    Draft, Evidence, Guardrail, Verdict,
    facts::{Facts, dates::Dates, streets::Streets},
};

/// The ground check.
pub struct Ground;

impl Guardrail for Ground {
    fn name(&self) -> &'static str {
        "ground"
    }

    fn check(&self, draft: &Draft<'_>) -> Verdict {
        let fault =
            numbers(draft.text, draft.evidence).or_else(|| days(draft.text, draft.evidence));
        let fault = fault.or_else(|| places(draft.text, draft.evidence));
        fault.map_or(Verdict::Pass, Verdict::Block)
    }
}

fn numbers(text: &str, evidence: &Evidence) -> Option<String> {
    let mut facts = Facts::default();
    facts.add(text);
    if facts.is_empty() {
        return None;
    }
    let known = evidence.facts();
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
    None
}

fn days(text: &str, evidence: &Evidence) -> Option<String> {
    let mut dates = Dates::default();
    dates.add(text);
    let unknown = dates.stated.iter().find(|s| !evidence.knows(s))?;
    block("date", &unknown.readings.first()?.to_string())
}

fn places(text: &str, evidence: &Evidence) -> Option<String> {
    let mut streets = Streets::default();
    streets.add(text);
    let mut stated = streets.stated.iter();
    let unknown = stated.find(|place| !evidence.streets().knows(place))?;
    block("street address", &unknown.to_string())
}

fn block(kind: &str, what: &str) -> Option<String> {
    Some(format!(
        "the {kind} {what} is in no source: leave it out or use what the sources say"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn check(text: &str, evidence: &str) -> Verdict {
        let mut known = Evidence::default();
        known.add(evidence);
        known.today(NaiveDate::from_ymd_opt(2026, 3, 10).unwrap());
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

    /// What a careful model may say from these sources, and what it made up.
    #[test]
    fn dates_and_street_addresses_are_in_the_sources_or_near() {
        let source = "We are closed on Thanksgiving Day, from Dec 24–26 and on July 4. Winter break: Monday, January 4 to Thursday, \
            January 14, 2027. We open again on 15.01.2027. We are at 12 Lantern Wharf, Greenport, NY 11944; the lot is on Sterling Street. \
            The tasting menu is 24.12 for members. Reserve by 2026-05-11.";
        for draft in [
            "We are closed on July 4th and on December 25.",
            "Closed 24 to 26 December.",
            "Wir haben am 25. Dezember und am 25.12. geschlossen.",
            "El 25 de diciembre está cerrado.",
            "Our winter break is January 4–14, 2027, so January 6 is closed.",
            "We open again on Friday, January 15, 2027, or 1/15/2027.",
            "Reserve by May 11, 2026, Maria.",
            "Thanksgiving is on November 26, 2026: closed.",
            "Today is Tuesday, March 10, and Saturday is March 14, 2026.",
            "On Tuesday, 24 March, we are open.",
            "It is 24.12.",
            "We are at 12 Lantern Wharf in Greenport, NY 11944.",
            "Find Lantern Wharf 12. Sterling Street is 2 minutes away.",
            "A table for 4 may be free, 2 Mai Tais are in happy hour, and we are open 24/7.",
        ] {
            assert_eq!(check(draft, source), Verdict::Pass, "{draft}");
        }
        for (draft, what) in [
            ("We are closed on July 5.", "date July 5"),
            ("Closed 24 to 27 December.", "date December 27"),
            ("Am 23.12. ist zu.", "date December 23"),
            ("Open again on January 16, 2027.", "date January 16, 2027"),
            (
                "Our winter break is January 4–14, 2028.",
                "date January 14, 2028",
            ),
            ("Reserve by 5/12/2026.", "date May 12, 2026"),
            ("That is on 2026-04-02.", "date April 2, 2026"),
            (
                "We are at 14 Lantern Wharf.",
                "street address lantern wharf, 14",
            ),
            (
                "We are at 12 Lantern Street.",
                "street address lantern street, 12",
            ),
            (
                "Besuchen Sie uns in der Hauptstraße 5.",
                "street address hauptstrasse, 5",
            ),
            (
                "Park at 3 Sterling St.",
                "street address sterling street, 3",
            ),
        ] {
            let Verdict::Block(why) = check(draft, source) else {
                panic!("{draft}");
            };
            assert!(
                why.contains(&format!("the {what} is in no source")),
                "{draft}: {why}"
            );
        }
    }
}

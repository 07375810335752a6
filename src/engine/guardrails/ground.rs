//! The ground check: every price (in words too), time, link, mail address, phone number, date, street address, number of something, share in a
//! hundred and code of a draft is in what the turn found, in what a tool said or in the customer's own words. A model that makes one up is not
//! believed. Days that are near it may reckon. When the business is open its own hours tell, and no customer.

use super::{
    Draft, Evidence, Guardrail, Verdict,
    facts::{Facts, counts, dates::Dates, spoken, streets::Streets},
};

/// The ground check.
pub struct Ground;

impl Guardrail for Ground {
    fn name(&self) -> &'static str {
        "ground"
    }

    fn check(&self, draft: &Draft<'_>) -> Verdict {
        let checks = [numbers, opening, words_and_counts, days, places];
        let mut faults = checks.iter();
        let fault = faults.find_map(|check| check(draft.text, draft.evidence));
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
    let knows =
        |p: &u64| known.prices.contains(p) || known.numbers.contains(p) || evidence.speaks_of(*p);
    if let Some(p) = facts.prices.iter().find(|p| !knows(p)) {
        return block("price", &format!("{}.{:02}", p / 100, p % 100));
    }
    // What the customer would like to have off is none of the business's offers.
    let share = |p: &&u64| **p != WHOLE && !evidence.told().percents.contains(p);
    if let Some(p) = facts.percents.iter().find(share)
        && !(known.percents.contains(p) && denies(text))
    {
        return block("share", &format!("{}%", p / 100));
    }
    if let Some(t) = facts.times.iter().find(|t| !known.times.contains(t)) {
        let other_half = (*t + 720) % 1440;
        // A time without am or pm was read as both: one of them in the sources is enough.
        let twofold = facts.times.contains(&other_half) && known.times.contains(&other_half);
        if !twofold && !is_opening_hour(text, *t, evidence) {
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

/// The whole, in hundredths of a percent: "100% sure" is an idiom.
const WHOLE: u64 = 10_000;

/// Beginnings of words that speak of when a business is open.
const OPENING: [&str; 30] = [
    "open",
    "clos",
    "hours",
    "geöffn",
    "öffn",
    "offen",
    "schließ",
    "schliess",
    "geschlossen",
    "abrimos",
    "abiert",
    "abre",
    "cerramos",
    "cierra",
    "horario",
    "ouvert",
    "ouvr",
    "ferm",
    "horaire",
    "apert",
    "apriamo",
    "chiu",
    "orari",
    "abert",
    "fecha",
    "geopend",
    "sluit",
    "gesloten",
    "opening",
    "öffnungs",
];

/// What tells that a time is an end of the hours.
const UNTIL: [&str; 18] = [
    "until",
    "till",
    "til",
    "to",
    "close",
    "closes",
    "closing",
    "bis",
    "hasta",
    "cerramos",
    "cierra",
    "jusqu'à",
    "fermons",
    "fino",
    "chiudiamo",
    "até",
    "fechamos",
    "tot",
];

const DENIALS: [&str; 16] = [
    "not", "no", "don't", "can't", "cannot", "aren't", "isn't", "never", "nicht", "kein", "keine",
    "keinen", "pas", "non", "não", "niet",
];

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
    words
        .filter(|w| !w.is_empty())
        .map(|w| w.to_lowercase().replace('’', "'"))
}

fn denies(text: &str) -> bool {
    words(text).any(|w| DENIALS.contains(&w.as_str()))
}

fn speaks_of_opening(sentence: &str) -> bool {
    words(sentence).any(|w| OPENING.iter().any(|o| w.starts_with(o)))
}

/// The sentences of a text; "5 p.m. on" is in one.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, sign) in text.match_indices(['.', '!', '?', '\n', ';']) {
        let rest = text[at + sign.len()..].trim_start();
        let apart = sign == "\n" || text[at + 1..].starts_with(char::is_whitespace);
        if apart && !rest.starts_with(char::is_lowercase) {
            found.push(&text[from..=at]);
            from = at + 1;
        }
    }
    found.push(&text[from..]);
    found
}

fn times(sentence: &str) -> Facts {
    let mut facts = Facts::default();
    facts.add(sentence);
    facts
}

/// Whether a time is said of the business's hours and is an end of them.
fn is_opening_hour(text: &str, time: u16, evidence: &Evidence) -> bool {
    let other_half = (time + 720) % 1440;
    sentences(text)
        .into_iter()
        .filter(|sentence| speaks_of_opening(sentence))
        .any(|sentence| {
            let stated = times(sentence).times;
            let is = |t: u16| evidence.is_hour(t, false) == Some(true);
            stated.contains(&time) && (is(time) || stated.contains(&other_half) && is(other_half))
        })
}

/// A time that only the customer named is no hour of the business if its hours say otherwise.
fn opening(text: &str, evidence: &Evidence) -> Option<String> {
    evidence.is_hour(0, false)?;
    for sentence in sentences(text) {
        if !speaks_of_opening(sentence) || sentence.ends_with('?') || denies(sentence) {
            continue;
        }
        let stated = times(sentence).times;
        let ends = words(sentence).any(|w| UNTIL.contains(&w.as_str()));
        let open = |t: u16| evidence.is_hour(t, !ends) != Some(false);
        let told = |t: u16| evidence.told().times.contains(&t);
        let wrong = stated.iter().find(|t| {
            let other_half = (**t + 720) % 1440;
            let twofold = stated.contains(&other_half) && (told(other_half) || open(other_half));
            !told(**t) && !open(**t) && !twofold
        });
        if let Some(t) = wrong {
            return block("opening time", &format!("{}:{:02}", t / 60, t % 60));
        }
    }
    None
}

fn words_and_counts(text: &str, evidence: &Evidence) -> Option<String> {
    let is_known = |n: u64| {
        let known = evidence.facts();
        known.prices.contains(&n) || known.numbers.contains(&n) || evidence.speaks_of(n)
    };
    let spoken = spoken::prices(text);
    if let Some((_, price)) = spoken.iter().find(|(value, _)| !is_known(*value)) {
        return block("price", price);
    }
    let clock = |n: u64| {
        let hour = u16::try_from(n / 100).unwrap_or(u16::MAX);
        hour < 24 && evidence.facts().times.contains(&(hour * 60))
    };
    let counts = counts::counts(text);
    let unknown = |c: &&counts::Count| {
        !is_known(c.number) && !evidence.facts().percents.contains(&c.number) && !clock(c.number)
    };
    if let Some(count) = counts.iter().find(unknown) {
        return block("number", &format!("{} {}", count.number / 100, count.of));
    }
    let codes = counts::codes(text);
    let code = codes.iter().find(|code| !evidence.has_as_written(code))?;
    block("code", code)
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

    fn passes(drafts: &[&str], source: &str) {
        for draft in drafts {
            assert_eq!(check(draft, source), Verdict::Pass, "{draft}");
        }
    }

    fn blocked(drafts: &[&str], source: &str) {
        for draft in drafts {
            assert!(matches!(check(draft, source), Verdict::Block(_)), "{draft}");
        }
    }

    #[test]
    fn prices_in_words_counts_shares_and_codes_are_in_the_sources() {
        let source = "The tour costs fifty dollars, the lot has 18 spaces and twelve tables. Students get 10% off with code HARBOR. Corkage is \
            25 dollars a bottle, children pay $7.50.";
        passes(
            &[
                "It costs fifty dollars, or $50.",
                "Das kostet fünfzig Euro, cincuenta dólares.",
                "The tour is 50 dollars; children pay seven dollars and fifty cents.",
                "There are 18 parking spaces and 12 tables, and I am 100% sure.",
                "Students get 10 percent off with the code HARBOR.",
                "Twenty-five dollars a bottle.",
                "One of us is there, ask for a dollar bill.",
                "We are open 7 days, on March 14 Maria is there.",
            ],
            source,
        );
        blocked(
            &[
                "It costs sixty dollars.",
                "Das kostet sechzig Euro.",
                "Cuesta 60 dólares.",
                "Cela coûte soixante euros.",
                "There are 400 parking spaces.",
                "Wir haben 400 Parkplätze.",
                "Students get 20% off.",
                "Students get 20 percent off.",
                "Use code SAVE20.",
                "Use the code WELCOME at the till.",
            ],
            source,
        );
    }

    /// Open from 11 am to 10 pm, every day.
    struct Daily;

    impl frontdesk_core::hours::Hours for Daily {
        fn is_open(&self, _: frontdesk_core::Timestamp) -> bool {
            true
        }

        fn next_change(&self, _: frontdesk_core::Timestamp) -> Option<frontdesk_core::Timestamp> {
            None
        }

        fn intervals(
            &self,
            from: frontdesk_core::Timestamp,
            _: frontdesk_core::Timestamp,
        ) -> Vec<(frontdesk_core::Timestamp, frontdesk_core::Timestamp)> {
            let midnight = from.0 - from.0 % 86_400_000 + 86_400_000;
            let at = |hour: i64| frontdesk_core::Timestamp(midnight + hour * 3_600_000);
            vec![(at(11), at(22))]
        }

        fn as_written(&self) -> &str {
            ""
        }
    }

    #[test]
    fn when_it_is_open_the_hours_tell_and_not_the_customer() {
        let judge = |draft: &str, says: &str| {
            let mut known = Evidence::default();
            known.hear(says);
            let now = frontdesk_core::Timestamp(1_773_158_400_000);
            known.opens(std::sync::Arc::new(Daily), chrono_tz::UTC, now);
            Ground.check(&Draft {
                text: draft,
                evidence: &known,
                instructions: "",
            })
        };
        for draft in [
            "We are open from 11 am to 10 pm.",
            "Wir haben von 11:00 bis 22:00 geöffnet.",
            "No, we are not open until 11 pm. We close at 10 pm.",
            "Is 11 pm too late for you?",
        ] {
            assert_eq!(judge(draft, "open until 11 pm?"), Verdict::Pass, "{draft}");
        }
        for draft in [
            "Yes, we are open until 11 pm.",
            "Ja, wir haben bis 23:00 geöffnet.",
        ] {
            let verdict = judge(draft, "open until 11 pm?");
            assert!(matches!(verdict, Verdict::Block(_)), "{draft}");
        }
        assert_eq!(
            judge("Yes, we are open at 8 pm.", "are you open at 8 pm?"),
            Verdict::Pass
        );
        assert_ne!(
            judge("The show is at 10 pm.", "when is the show?"),
            Verdict::Pass
        );
    }
}

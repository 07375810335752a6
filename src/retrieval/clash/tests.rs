//! What is told of some articles, and what is not.

use crate::{Entry, Library, Options};

fn told(articles: &[(&str, &str, &str)]) -> Vec<String> {
    let entry = |(id, title, body): &(&str, &str, &str)| Entry {
        doc_id: (*id).into(),
        title: (*title).into(),
        body: (*body).into(),
        also: Vec::new(),
    };
    let options = Options {
        locale: "en".into(),
        ..Options::default()
    };
    let library = Library::from_entries(articles.iter().map(entry).collect(), options).unwrap();
    library.doubts().iter().map(ToString::to_string).collect()
}

#[test]
fn different_facts_of_the_same_are_told() {
    for (one, other, what) in [
        (
            "The corkage fee is $25 per bottle.",
            "Corkage is $30 a bottle.",
            "price",
        ),
        (
            "Dogs are welcome on the patio.",
            "No dogs on the patio, please.",
            "answer",
        ),
        (
            "Friday: 11:30 am – 11:00 pm",
            "Fridays: 11:30 am – 10:00 pm",
            "time",
        ),
        (
            "Call the office on 631-555-0142.",
            "The office: call +1 631 555 0199.",
            "telephone number",
        ),
        (
            "The garden opens on May 3.",
            "Our garden opens on 12 May.",
            "date",
        ),
        (
            "Parking is free for three hours.",
            "Parking is free for 2 hours.",
            "hours",
        ),
        ("Gift cards never expire.", "Gift cards expire.", "answer"),
    ] {
        let told = told(&[("a.md", "About", one), ("b.md", "About", other)]);
        assert_eq!(told.len(), 1, "{one} {other}: {told:?}");
        assert!(
            told[0].contains(&format!("contradicts b.md in the {what}")),
            "{told:?}"
        );
    }
    let told = told(&[
        ("a.md", "Are dogs allowed?", "Yes, they are."),
        ("b.md", "Do you allow dogs?", "No."),
    ]);
    assert!(
        told.len() == 1 && told[0].contains("\"Are dogs allowed?\""),
        "{told:?}"
    );
}

#[test]
fn what_holds_for_other_cases_is_no_clash() {
    for (one, other) in [
        (
            "The corkage fee is $25 per bottle.",
            "On Wednesdays there is no corkage fee.",
        ),
        (
            "Dogs are welcome on the patio.",
            "No dogs in the dining room.",
        ),
        ("Lunch is $20.", "Dinner is $35."),
        (
            "The Lantern Room fee is $120.",
            "The Captain's Room fee is $250.",
        ),
        (
            "We open at 11:30 am.",
            "We open at 11:30 and close at 21:30.",
        ),
        ("Adults pay $20.", "Children pay $10."),
    ] {
        let told = told(&[("a.md", "About", one), ("b.md", "About", other)]);
        assert!(told.is_empty(), "{told:?}");
    }
}

#[test]
fn the_same_text_in_two_articles_is_told() {
    let text = "Guests have free parking in our own lot behind the restaurant, entered from Lantern Wharf, while they dine with us.";
    let told = told(&[
        ("a.md", "Parking", text),
        ("b.md", "Cars", &format!("{text} Please lock your car.")),
    ]);
    assert!(
        told.len() == 1 && told[0].contains("word for word what b.md says"),
        "{told:?}"
    );
}

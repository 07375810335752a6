//! Sentences of each language that go to people, with the topic, and sentences that the assistant answers. `sentences.txt` is what the tables
//! were made with; `unseen.txt` was written before them and says how far they carry.

use super::{super::check, *};
use frontdesk_core::business::EscalationPolicy;

const SENTENCES: &str = include_str!("sentences.txt");
const UNSEEN: &str = include_str!("../unseen.txt");

/// Language, topic or none, words.
fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, Option<Topic>, &'static str)> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(": "))
        .map(|(kind, words)| {
            let (language, topic) = kind.split_once(' ').unwrap();
            let topic = match topic {
                "none" => None,
                "safety" => Some(Topic::HealthAndSafety),
                "complaint" => Some(Topic::Complaint),
                "refund" => Some(Topic::Refund),
                "person" => Some(Topic::Person),
                "manager" => Some(Topic::Manager),
                "legal" => Some(Topic::Legal),
                other => unreachable!("no topic {other}"),
            };
            (language, topic, words)
        })
}

fn judged(words: &str) -> Option<Topic> {
    check(words, &EscalationPolicy::default()).map(|sign| sign.topic)
}

#[test]
fn each_sentence_goes_where_it_belongs() {
    let wrong: Vec<String> = lines(SENTENCES)
        .filter(|(_, topic, words)| judged(words) != *topic)
        .map(|(language, topic, words)| format!("{language} {topic:?} {:?} {words}", judged(words)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for language in ["de", "es", "fr", "it", "nl", "pt"] {
        let count = |harmless: bool| {
            lines(SENTENCES)
                .filter(|(of, topic, _)| *of == language && topic.is_none() == harmless)
                .count()
        };
        assert!(count(true) >= 15 && count(false) >= 15, "{language}");
    }
}

#[test]
fn sentences_that_the_tables_were_not_made_for_are_mostly_found() {
    let (mut found, mut of, mut handed, mut harmless) = (0, 0, 0, 0);
    for (language, topic, words) in lines(UNSEEN) {
        let judged = judged(words);
        if judged.is_some() != topic.is_some() {
            println!("{language} {topic:?} {judged:?} {words}");
        }
        if topic.is_some() {
            of += 1;
            found += usize::from(judged.is_some());
        } else {
            harmless += 1;
            handed += usize::from(judged.is_some());
        }
    }
    println!("{found} of {of} found, {handed} of {harmless} harmless ones handed over");
    assert!(found * 100 >= of * 50, "{found} of {of}");
}

//! A business with four articles of two sentences, or with one: little to compare with, and still the difference between
//! what it knows and what it does not is told.

use frontdesk_core::retrieval::Retriever;
use frontdesk_retrieval::{Entry, Library, Options};

const ARTICLES: [(&str, &str); 4] = [
    (
        "Vegan food",
        "Yes, we have vegan options: a lentil stew for $14, a mushroom risotto and the garden salad.",
    ),
    (
        "Parking",
        "There is a free car park behind the house. It has twelve places.",
    ),
    (
        "Dogs",
        "Dogs are welcome on the terrace. Inside we allow guide dogs only.",
    ),
    (
        "Corkage",
        "You may bring your own wine. Corkage is 25 dollars a bottle.",
    ),
];

const KNOWN: [(&str, &str); 14] = [
    ("is there parking?", "Parking"),
    ("Is there parking near you?", "Parking"),
    ("where can I park my car", "Parking"),
    ("is parking free", "Parking"),
    ("Do you have parking? And how many places?", "Parking"),
    ("do you have vegan options?", "Vegan food"),
    ("hello, do you have anything vegan?", "Vegan food"),
    ("do u have vegn options", "Vegan food"),
    ("How much does the lentil stew cost?", "Vegan food"),
    ("can i bring my dog", "Dogs"),
    ("are dogs allowed", "Dogs"),
    ("what is your corkage fee?", "Corkage"),
    ("how much is corkage", "Corkage"),
    ("can I bring my own wine?", "Corkage"),
];

const UNKNOWN: [&str; 14] = [
    "do you repair bicycles?",
    "do you have a sauna?",
    "do you sell car tires?",
    "what's the capital of France?",
    "who won the world cup",
    "how are you",
    "do you have wifi",
    "tell me a joke",
    "are you open on Sunday?",
    "do you take credit cards?",
    "is the pool heated?",
    "where are you located",
    "where can I buy a house?",
    "my bottle is broken, can you repair it",
];

fn library(articles: &[(&str, &str)]) -> Library {
    let entries = articles.iter().map(|(title, body)| Entry {
        doc_id: (*title).into(),
        title: (*title).into(),
        body: (*body).into(),
        ..Entry::default()
    });
    let options = Options {
        locale: "en".into(),
        ..Options::default()
    };
    Library::from_entries(entries.collect(), options).expect("an index in memory can be built")
}

#[tokio::test]
async fn four_articles_answer_what_they_hold() {
    let library = library(&ARTICLES);
    for (question, article) in KNOWN {
        let found = library.retrieve(question, 3).await.unwrap();
        assert!(found.confident, "{:.2} {question}", found.confidence);
        assert_eq!(found.passages[0].article, article, "{question}");
    }
}

#[tokio::test]
async fn four_articles_do_not_answer_the_rest() {
    let library = library(&ARTICLES);
    for question in UNKNOWN {
        let found = library.retrieve(question, 3).await.unwrap();
        assert!(!found.confident, "{:.2} {question}", found.confidence);
    }
}

#[tokio::test]
async fn one_article_answers_its_question_alone() {
    let library = library(&ARTICLES[1..2]);
    for (question, article) in KNOWN {
        let found = library.retrieve(question, 3).await.unwrap();
        assert_eq!(found.confident, article == "Parking", "{question}");
    }
    for question in UNKNOWN {
        assert!(
            !library.retrieve(question, 3).await.unwrap().confident,
            "{question}"
        );
    }
}

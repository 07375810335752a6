//! What a message is like, among example phrasings: complaints, wishes for a person, money back and danger in ordinary words, and what is
//! left to the assistant. How near a message is to the middle of a kind, compared with the middle of all others, tells most;
//! its nearest examples tell the rest.
//!
//! Measured on phrasings that were not among the examples: at a threshold where three in two hundred everyday questions are taken
//! for a complaint, six in ten complaints in ordinary words are found; a list of words finds one in five.

use super::words::normal;
use frontdesk_core::{Result, embed::Embedder, event::Topic};
use std::sync::{Arc, OnceLock};

/// A kind, a colon, the words; a line each.
const EXAMPLES: &str = include_str!("examples.txt");

/// The kinds that go to people, the most urgent first, with the likeness from which they do. Each was set where one to two in a hundred of
/// everyday questions pass it; a wish for a person and money back are mostly found by rules.
const KINDS: [(&str, Topic, f32); 4] = [
    ("safety", Topic::HealthAndSafety, 0.022),
    ("refund", Topic::Refund, 0.16),
    ("complaint", Topic::Complaint, 0.01),
    ("person", Topic::Person, 0.06),
];

/// Shorter messages are too little to be like anything, in words.
const LEAST_WORDS: usize = 3;

/// The nearest examples that are looked at.
const NEAREST: usize = 3;

/// What the nearest examples weigh beside the middle.
const NEAREST_WEIGHT: f32 = 0.2;

/// Judges messages by example phrasings.
pub struct Likeness {
    embedder: Arc<dyn Embedder>,
    learnt: OnceLock<Option<Learnt>>,
}

/// The vectors of the examples.
struct Learnt {
    /// For each example its kind, by place in [`KINDS`]; none of them for what is left to the assistant.
    examples: Vec<(Option<usize>, Vec<f32>)>,
    /// For each kind the direction from the middle of all others to its own, and the likeness half way.
    directions: Vec<(Vec<f32>, f32)>,
}

impl Likeness {
    /// Judges with the vectors of `embedder`, which reads English. Nothing is embedded before [`Self::prepare`].
    pub fn new(embedder: Arc<dyn Embedder>) -> Self {
        Self {
            embedder,
            learnt: OnceLock::new(),
        }
    }

    /// Embeds the examples, once. It blocks, for a second or two.
    pub fn prepare(&self) {
        self.learnt.get_or_init(|| {
            Learnt::of(self.embedder.as_ref())
                .inspect_err(|error| {
                    tracing::warn!(%error, "messages are judged by rules alone");
                })
                .ok()
        });
    }

    /// Whether the examples are embedded.
    pub fn is_ready(&self) -> bool {
        self.learnt.get().is_some()
    }

    /// What a message is like, the most urgent first. It blocks while its vector is made.
    pub fn topics(&self, message: &str) -> Vec<Topic> {
        let Some(Some(learnt)) = self.learnt.get() else {
            return Vec::new();
        };
        let text = normal(message);
        if text.split_whitespace().count() < LEAST_WORDS || is_foreign(&text) {
            return Vec::new();
        }
        let vector = match self.embedder.embed(&[message]).map(|mut made| made.pop()) {
            Ok(Some(vector)) => vector,
            Ok(None) => return Vec::new(),
            Err(error) => {
                tracing::warn!(%error, "a message is judged by rules alone");
                return Vec::new();
            }
        };
        let kinds = KINDS.iter().enumerate();
        kinds
            .filter(|(kind, (_, _, least))| learnt.likeness(&vector, *kind) >= *least)
            .map(|(_, (_, topic, _))| *topic)
            .collect()
    }
}

/// Whether a text is in one of the languages that have rules of their own: to vectors of English it is like anything.
fn is_foreign(text: &str) -> bool {
    const SMALL: &[&str] = &[
        "der", "das", "und", "ist", "nicht", "ich", "wir", "sie", "ein", "eine", "haben", "für",
        "mit", "auf", "ihr", "el", "los", "las", "una", "por", "para", "con", "está", "mi", "es",
        "qué", "hay", "les", "une", "est", "vous", "nous", "pour", "avec", "je", "il", "che", "di",
        "per", "non", "sono", "siete", "avete", "ho", "não", "com", "uma", "um", "os", "eu",
        "você", "têm", "het", "een", "van", "ik", "jullie", "wij", "niet", "voor", "mijn", "er",
        "la", "le", "un", "que", "de", "se", "zu", "wie", "kann",
    ];
    const ENGLISH: &[&str] = &[
        "the", "a", "is", "are", "i", "you", "do", "my", "of", "to", "and", "it", "for", "was",
        "your", "that", "have", "this", "can", "not",
    ];
    let count = |list: &[&str]| {
        let words = text.split_whitespace();
        words.filter(|word| list.contains(word)).count()
    };
    let foreign = count(SMALL);
    foreign >= 2 && foreign > count(ENGLISH)
}

/// Why a message that is like a topic goes to people, for staff.
pub(super) fn reason(topic: Topic) -> &'static str {
    match topic {
        Topic::HealthAndSafety => "the message sounds like a danger to somebody",
        Topic::Refund => "the message sounds like money back",
        Topic::Complaint => "the message sounds like a complaint",
        _ => "the message sounds like a wish for a person",
    }
}

impl Learnt {
    fn of(embedder: &dyn Embedder) -> Result<Self> {
        let lines: Vec<(Option<usize>, &str)> = examples().collect();
        let texts: Vec<&str> = lines.iter().map(|(_, text)| *text).collect();
        let vectors = embedder.embed(&texts)?;
        let examples: Vec<_> = lines.iter().map(|(kind, _)| *kind).zip(vectors).collect();
        let directions = (0..KINDS.len()).map(|kind| {
            let own = middle(&examples, |other| other == Some(kind));
            let others = middle(&examples, |other| other != Some(kind));
            let half_way = (dot(&own, &own) - dot(&others, &others)) / 2.0;
            let direction = own.iter().zip(&others).map(|(a, b)| a - b).collect();
            (direction, half_way)
        });
        Ok(Self {
            directions: directions.collect(),
            examples,
        })
    }

    /// How much more a message is like a kind than like everything else, around 0.
    fn likeness(&self, vector: &[f32], kind: usize) -> f32 {
        let (direction, half_way) = &self.directions[kind];
        let nearest = |is: &dyn Fn(Option<usize>) -> bool| {
            let mut best = [-1.0_f32; NEAREST];
            for (_, example) in self.examples.iter().filter(|(kind, _)| is(*kind)) {
                let near = dot(vector, example);
                if let Some(place) = best.iter().position(|found| near > *found) {
                    best[place..].rotate_right(1);
                    best[place] = near;
                }
            }
            best.iter().sum::<f32>() / NEAREST as f32
        };
        let near = nearest(&|other| other == Some(kind)) - nearest(&|other| other != Some(kind));
        dot(vector, direction) - half_way + NEAREST_WEIGHT * near
    }
}

/// The examples with their kinds.
fn examples() -> impl Iterator<Item = (Option<usize>, &'static str)> {
    EXAMPLES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .map(|(kind, text)| (KINDS.iter().position(|(name, ..)| *name == kind), text))
}

fn middle(examples: &[(Option<usize>, Vec<f32>)], is: impl Fn(Option<usize>) -> bool) -> Vec<f32> {
    let mut sum = vec![0.0; examples.first().map_or(0, |(_, vector)| vector.len())];
    let mut count = 0.0_f32;
    for (_, vector) in examples.iter().filter(|(kind, _)| is(*kind)) {
        sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
        count += 1.0;
    }
    sum.iter_mut().for_each(|sum| *sum /= count.max(1.0));
    sum
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Knows three words.
    struct Words;

    impl Embedder for Words {
        fn id(&self) -> &str {
            "words"
        }

        fn dimensions(&self) -> usize {
            3
        }

        fn reads(&self, _language: &str) -> bool {
            true
        }

        fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
            let vector = |text: &&str| {
                let has = |word| f32::from(u8::from(text.contains(word)));
                let vector = [has("refund"), has("smoke"), 0.1];
                let length = dot(&vector, &vector).sqrt();
                vector.iter().map(|x| x / length).collect()
            };
            Ok(texts.iter().map(vector).collect())
        }
    }

    #[test]
    fn every_kind_has_examples_and_every_example_a_kind() {
        for (place, (name, ..)) in KINDS.iter().enumerate() {
            assert!(
                examples().filter(|(kind, _)| *kind == Some(place)).count() >= 15,
                "{name}"
            );
        }
        let others = EXAMPLES
            .lines()
            .filter(|line| line.starts_with("other: "))
            .count();
        assert_eq!(
            examples().filter(|(kind, _)| kind.is_none()).count(),
            others
        );
    }

    #[test]
    fn a_message_is_like_what_its_examples_are_like() {
        let likeness = Likeness::new(Arc::new(Words));
        assert!(
            likeness.topics("where is my refund now").is_empty(),
            "nothing is embedded yet"
        );
        likeness.prepare();
        assert_eq!(likeness.topics("where is my refund now"), [Topic::Refund]);
        assert!(likeness.topics("refund").is_empty(), "too short");
    }
}

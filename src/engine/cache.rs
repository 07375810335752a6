//! Answers that are given again. A model that answered a question from the articles need not be paid for the same answer tomorrow: the answer is
//! kept by business, language, instructions and what was asked, with the versions of the passages that it cites, and given again only while
//! each of them still reads so and was found for the new question as well.
//!
//! Kept are answers that would be the same for everybody: none that used a tool or what is known of a customer, none to a question that leans on
//! what was said before or on the day, none that repeats what the customer told of themselves. They live in memory, without the words of the
//! customer.

use crate::{
    citations::{cited, renumber},
    guardrails::pii,
    limits,
    lookup::points_back,
    receipt::version,
    work::Work,
};
use frontdesk_core::{
    BusinessId, MessageId, Timestamp, event::Event, llm::ChatReply, message::Author,
    retrieval::Passage,
};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

/// From this similarity on, two questions with the same telling words are one. With other words they are from [`SAME`] on. Measured with the embedder
/// of the program: "do you have parking?" and "is there parking?" .84, "are you open on Monday?" and "on Tuesday?" .95, which their words tell apart.
pub(crate) const ALIKE: f32 = 0.75;

/// The same where the money for models has run out or they are away, and the next best is a quote.
pub(crate) const LIKE: f32 = 0.65;

/// Questions in other words are one from this similarity on, if nothing in the difference turns them around.
const SAME: f32 = 0.96;

/// Words that make an answer one of the day, in the languages that are read.
const TIMELY: &str = "today tonight now tomorrow yesterday currently still already week weekend soon heute jetzt morgen gestern hoy ahora mañana ayer \
    aujourd demain maintenant hier oggi adesso domani ieri hoje agora amanhã ontem vandaag nu morgen gisteren";

/// Words that turn a question around or move it to another day.
const TURNING: &str = "not no non never without nor cannot nicht kein keine ohne sin nunca ne pas sans senza não sem niet geen zonder \
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag \
    lunes martes miércoles jueves viernes sábado domingo lundi mardi mercredi jeudi vendredi samedi dimanche";

/// An answer that can be given again.
struct Kept {
    /// What the same words hash to.
    words: String,
    telling: Vec<String>,
    vector: Option<Arc<[f32]>>,
    language: Option<&'static str>,
    /// The version of the instructions.
    prompt: String,
    /// As the model wrote it, with the numbers of its passages.
    text: String,
    /// The passages that it cites: number, id, version.
    rests_on: Vec<(usize, String, String)>,
    model: String,
    at: Timestamp,
    /// The messages that it was, so that a thumb down finds it.
    given: VecDeque<MessageId>,
}

/// The answers of all businesses.
#[derive(Default)]
pub(crate) struct Answers {
    kept: Mutex<HashMap<BusinessId, VecDeque<Kept>>>,
}

impl Answers {
    fn with<T>(&self, business: &BusinessId, work: impl FnOnce(&mut VecDeque<Kept>) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        work(kept.entry(business.clone()).or_default())
    }

    /// A customer did not like an answer: it is not given again.
    pub(crate) fn disliked(&self, business: &BusinessId, message: MessageId) {
        self.with(business, |kept| {
            kept.retain(|k| !k.given.contains(&message));
        });
    }
}

/// A question, as kept answers are looked up by it.
struct Asked<'a> {
    words: String,
    telling: &'a [String],
    vector: Option<&'a [f32]>,
    language: Option<&'static str>,
    prompt: &'a str,
    models: Vec<&'a str>,
}

impl Kept {
    fn answers(&self, asked: &Asked<'_>, alike: f32) -> bool {
        let by_ours = asked.models.contains(&self.model.as_str());
        if self.language != asked.language || self.prompt != asked.prompt || !by_ours {
            return false;
        }
        if self.words == asked.words {
            return true;
        }
        let (Some(mine), Some(theirs)) = (&self.vector, asked.vector) else {
            return !self.telling.is_empty() && same(&self.telling, asked.telling);
        };
        let near: f32 = mine.iter().zip(theirs).map(|(a, b)| a * b).sum();
        if same(&self.telling, asked.telling) {
            return near >= alike;
        }
        near >= SAME && !turns(&self.telling, asked.telling)
    }

    /// The answer with the numbers that its passages have now; `None` if one of them is not there any more or reads otherwise.
    fn text_for(&self, passages: &[Passage]) -> Option<String> {
        let mut now = HashMap::new();
        for (number, id, read) in &self.rests_on {
            let at = passages.iter().position(|p| p.id == *id)?;
            if version(&passages[at].text) != *read {
                return None;
            }
            now.insert(*number, at + 1);
        }
        Some(renumber(&self.text, |n| now.get(&n).copied()))
    }
}

fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|word| other.contains(word))
}

/// Whether what two questions do not share turns one around: "not", another day, another number.
fn turns(one: &[String], other: &[String]) -> bool {
    let differ = |a: &[String], b: &[String]| {
        a.iter().any(|word| {
            let turning = word.chars().any(|c| c.is_ascii_digit())
                || TURNING.split_whitespace().any(|t| {
                    let shared = t
                        .bytes()
                        .zip(word.bytes())
                        .take_while(|(x, y)| x == y)
                        .count();
                    // Stems are cut short: "mondai".
                    t == word || shared >= 5
                });
            turning && !b.contains(word)
        })
    };
    differ(one, other) || differ(other, one)
}

/// The words of a text, without what surrounds them, as a short hash.
fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = plain(&lower).collect();
    version(&words.join(" "))
}

fn plain(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
}

fn is_timely(text: &str) -> bool {
    let lower = text.to_lowercase();
    plain(&lower).any(|word| TIMELY.split_whitespace().any(|t| t == word))
}

impl Work<'_> {
    /// Whether the answer to this question would be the same for everybody on every day.
    fn is_anybodys(&self) -> bool {
        let text = &self.question.text;
        self.desk.business.turn.reuse_answers
            && !self.desk.models.is_empty()
            && self.hints.is_empty()
            && self.done.is_empty()
            && self.conversation.facts.is_empty()
            && self.confident
            && !points_back(text)
            && !is_timely(text)
            && pii::find(text, &pii::Kind::ALL).is_empty()
    }

    fn asked(&self) -> Asked<'_> {
        let read = || self.desk.retriever.read(&self.question.text);
        let reading = self.reading.get_or_init(read);
        Asked {
            words: words(&self.question.text),
            telling: &reading.telling,
            vector: self.vector.as_deref(),
            language: self.language,
            prompt: self.desk.prompt.version(),
            models: self.desk.models.iter().map(|m| m.name()).collect(),
        }
    }

    /// An answer to the same question that still stands, if one is kept.
    pub(crate) fn kept_answer(&mut self, alike: f32) -> Option<ChatReply> {
        if !self.is_anybodys() {
            return None;
        }
        let (now, message) = (self.engine.clock.now(), self.message);
        let business = &self.desk.business.id;
        let (text, model) = self.engine.answers.with(business, |kept| {
            kept.retain(|k| now.since(k.at) < limits::KEPT_ANSWER_MS);
            let asked = self.asked();
            let found = kept.iter_mut().rev().filter(|k| k.answers(&asked, alike));
            let mut standing = found.filter_map(|k| Some((k.text_for(&self.passages)?, k)));
            let (text, answer) = standing.next()?;
            if self.blocked(&text, "").is_some() {
                return None;
            }
            answer.given.push_back(message);
            if answer.given.len() > limits::KEPT_ANSWER_GIVEN {
                answer.given.pop_front();
            }
            Some((text, answer.model.clone()))
        })?;
        metrics::counter!("frontdesk_answers_reused_total").increment(1);
        self.asked = format!("kept answer of {model}");
        Some(ChatReply {
            text,
            ..ChatReply::default()
        })
    }

    /// Keeps a model's answer, if it is one for everybody.
    pub(crate) fn keep_answer(&self, text: &str) {
        let by_a_model = self.desk.models.iter().any(|m| m.name() == self.asked);
        let only_held_back =
            |e: &frontdesk_core::store::Draft| matches!(e.event, Event::DraftWithheld { .. });
        let rests_on = cited(text, &self.passages);
        // The model saw nothing but this question: nothing said before can be in its answer.
        let mut said = self.conversation.recent.iter();
        let alone = said
            .all(|s| s.by == Author::System || self.conversation.unanswered.contains(&s.message));
        if !by_a_model
            || !alone
            || rests_on.is_empty()
            || !self.events.iter().all(only_held_back)
            || !self.is_anybodys()
            || self.repeats_the_customer(text)
        {
            return;
        }
        let asked = self.asked();
        let kept = Kept {
            words: asked.words,
            telling: asked.telling.to_vec(),
            vector: self.vector.clone(),
            language: asked.language,
            prompt: asked.prompt.to_owned(),
            text: text.to_owned(),
            rests_on,
            model: self.asked.clone(),
            at: self.engine.clock.now(),
            given: VecDeque::from([self.message]),
        };
        self.engine.answers.with(&self.desk.business.id, |all| {
            all.retain(|k| k.words != kept.words);
            if all.len() >= limits::KEPT_ANSWERS {
                all.pop_front();
            }
            all.push_back(kept);
        });
    }

    /// Whether an answer has a name or a number that only the customer's own words have.
    fn repeats_the_customer(&self, text: &str) -> bool {
        let asked = self.question.text.to_lowercase();
        let profile = &self.desk.business.profile;
        let sources = [&profile.name, &profile.about].into_iter();
        let sources = sources.chain(self.passages.iter().flat_map(|p| [&p.title, &p.text]));
        let known: String = sources.map(|s| s.to_lowercase() + " ").collect();
        plain(text)
            .filter(|word| word.chars().any(|c| c.is_uppercase() || c.is_numeric()))
            .map(str::to_lowercase)
            .any(|word| plain(&asked).any(|w| w == word) && !plain(&known).any(|w| w == word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(words: &str) -> Vec<String> {
        words.split(' ').map(Into::into).collect()
    }

    #[test]
    fn what_turns_a_question_around_makes_it_another() {
        assert!(turns(&telling("dog allow"), &telling("dog not allow")));
        assert!(turns(&telling("open mondai"), &telling("open tuesdai")));
        assert!(turns(&telling("tabl 4"), &telling("tabl 8")));
        assert!(!turns(&telling("corkag fee"), &telling("corkag charg")));
    }

    #[test]
    fn the_day_is_seen_in_a_question() {
        assert!(is_timely("Are you open today?") && is_timely("Habt ihr heute offen?"));
        assert!(!is_timely("Is there parking?"));
    }
}

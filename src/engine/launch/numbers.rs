//! How an assistant does, told from the journals: for each arm and each way of answering, with what is counted where.
//!
//! The unit is a conversation, which is one customer's. It counts in a row if one of the row's turns made an answer in it. What happens
//! afterwards (people asked, a thumb) counts in the row of the turn before.

use super::stats::Rate;
use frontdesk_core::{
    MessageId, Timestamp, TurnId,
    event::{Body, Entry, Event, Handling, Outcome, Topic},
    message::{Author, Rating},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How the answer of a turn reached the customer, or did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The assistant said it.
    Live,
    /// Staff could send it.
    Approve,
    /// It was only kept.
    Shadow,
}

impl Way {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Approve => "approve",
            Self::Shadow => "shadow",
        }
    }
}

/// An arm's name, empty without an experiment, and a way of answering.
pub type Key = (String, Way);

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Conversations with an answer or a draft.
    pub conversations: u64,
    /// Those with an answer, or a draft, from the sources or a tool.
    pub answered: u64,
    /// Those with an "I don't know".
    pub unknown: u64,
    /// Those that were handed to people afterwards.
    pub handed_off: u64,
    /// Those in which the customer came back to the same thing within [`REOPENED_MS`].
    pub reopened: u64,
    /// Those that went badly: "I don't know", people, a thumb down.
    pub bad: u64,
    /// Answers with a thumb up.
    pub up: u64,
    /// Answers with a thumb down.
    pub down: u64,
    /// Drafts that were sent as they were.
    pub sent: u64,
    /// Drafts in whose place staff wrote something.
    pub changed: u64,
    /// Drafts whose case was closed without an answer.
    pub dropped: u64,
    /// Drafts that still wait.
    pub waiting: u64,
    /// Drafts in the shadow that staff answered in about the same words ([`ALIKE`]).
    pub alike: u64,
    /// Drafts in the shadow that staff answered otherwise.
    pub unlike: u64,
    /// What the models cost, in millionths.
    pub micros: u64,
}

impl Row {
    /// The share of the conversations that this many are.
    pub fn of_conversations(&self, hits: u64) -> Rate {
        Rate {
            hits,
            n: self.conversations,
        }
    }
}

/// A conversation is reopened when, within this time after an answer, the customer writes again and the next answer rests on the same
/// best passage; or when within this time after staff closed a case another one is opened.
pub const REOPENED_MS: u64 = 86_400_000;

/// Two texts say about the same when they share at least this part of all their different words.
pub const ALIKE: f64 = 0.5;

/// An arm that is not used any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Since when.
    pub at: Timestamp,
    /// Its name.
    pub arm: String,
    /// What it was ([`super::Arm::version`]).
    pub version: String,
    /// How often its conversations had gone badly.
    pub bad: Rate,
    /// The same of the first arm.
    pub first: Rate,
}

/// The numbers of a business.
#[derive(Debug, Default)]
pub struct Numbers {
    /// By arm and way.
    pub rows: BTreeMap<Key, Row>,
    /// Conversations that were handed to people without an answer of the assistant: by a rule (a word, an example, a VIP) or because the
    /// customer asked. By topic; they are in no row unless the assistant had answered before.
    pub by_rule: BTreeMap<Topic, u64>,
    /// Arms that are not used any more, oldest first.
    pub dropped: Vec<Dropped>,
}

/// What is told of a turn.
struct Turn {
    key: Key,
    message: MessageId,
    /// The passage that fit best.
    passage: Option<String>,
}

/// An answer that was not sent yet.
struct Open<'a> {
    key: Key,
    message: MessageId,
    text: &'a str,
}

/// One conversation while it is read.
#[derive(Default)]
struct Reading<'a> {
    turns: HashMap<TurnId, Turn>,
    seen: HashSet<(Key, Mark)>,
    thumbs: HashMap<MessageId, Rating>,
    last: Option<Key>,
    open: Option<Open<'a>>,
    /// The last answer: its row, when, on what.
    answer: Option<(Key, Timestamp, Option<String>)>,
    /// When the customer wrote last, if that was after the last answer.
    wrote: Option<Timestamp>,
    resolved: Option<Timestamp>,
    /// Whether an answer was made that is not written yet: people who are asked now are asked by the assistant.
    made: bool,
    by_rule: HashSet<Topic>,
    /// What drafts cost that were dropped before they were kept.
    carried: u64,
}

/// What a conversation can have been once or more in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mark {
    Served,
    Answered,
    Unknown,
    HandedOff,
    Reopened,
    Bad,
}

impl Numbers {
    /// Counts a journal, from a moment on. Arms that are not used any more are told whenever that was.
    pub fn read(&mut self, journal: &[Entry], since: Timestamp) {
        self.dropped.extend(journal.iter().filter_map(dropped));
        let mut reading = Reading {
            turns: turns(journal, since),
            ..Reading::default()
        };
        for entry in journal.iter().filter(|e| e.at >= since) {
            reading.asked(&entry.event);
            self.entry(&mut reading, entry);
        }
        for topic in reading.by_rule.drain() {
            *self.by_rule.entry(topic).or_default() += 1;
        }
        if let Some(open) = reading.open.take().filter(|o| o.key.1 == Way::Approve) {
            self.row(&open.key).waiting += 1;
        }
        for turn in reading.turns.values() {
            match reading.thumbs.get(&turn.message) {
                Some(Rating::Up) => self.row(&turn.key).up += 1,
                Some(Rating::Down) => {
                    self.row(&turn.key).down += 1;
                    reading.seen.insert((turn.key.clone(), Mark::Bad));
                }
                None => {}
            }
        }
        for (key, mark) in reading.seen {
            let row = self.row(&key);
            let count = match mark {
                Mark::Served => &mut row.conversations,
                Mark::Answered => &mut row.answered,
                Mark::Unknown => &mut row.unknown,
                Mark::HandedOff => &mut row.handed_off,
                Mark::Reopened => &mut row.reopened,
                Mark::Bad => &mut row.bad,
            };
            *count += 1;
        }
    }

    fn row(&mut self, key: &Key) -> &mut Row {
        self.rows.entry(key.clone()).or_default()
    }

    fn entry<'a>(&mut self, reading: &mut Reading<'a>, entry: &'a Entry) {
        match &entry.event {
            Event::MessageReceived {
                handling: Handling::Turn,
                ..
            } => reading.wrote = Some(entry.at),
            Event::AnswerMade { turn, .. } => {
                reading.answer_made(*turn);
                if let Some(key) = reading.last.clone() {
                    self.row(&key).micros += std::mem::take(&mut reading.carried);
                }
            }
            Event::CostSettled { turn, micros } => match reading.turns.get(turn) {
                Some(known) => self.row(&known.key).micros += micros,
                None => reading.carried += micros,
            },
            Event::DraftMade {
                turn,
                message,
                outcome,
                ..
            } => {
                reading.outcome(*turn, *outcome);
                if let (Some(known), Body::Draft(reply)) = (reading.turns.get(turn), &entry.body) {
                    reading.open = Some(Open {
                        key: known.key.clone(),
                        message: *message,
                        text: &reply.text,
                    });
                }
            }
            Event::MessageWritten { .. } => self.written(reading, entry),
            Event::Escalated { topic, .. } => reading.escalated(*topic, entry.at),
            Event::CaseResolved { .. } => {
                if let Some(open) = reading.open.take().filter(|o| o.key.1 == Way::Approve) {
                    self.row(&open.key).dropped += 1;
                }
                reading.resolved = Some(entry.at);
            }
            Event::FeedbackGiven { message, rating } => {
                reading.thumbs.insert(*message, *rating);
            }
            _ => {}
        }
    }

    fn written(&mut self, reading: &mut Reading<'_>, entry: &Entry) {
        let Event::MessageWritten {
            message,
            by,
            turn,
            outcome,
            ..
        } = &entry.event
        else {
            return;
        };
        match (by, turn) {
            (Author::Assistant, Some(turn)) => {
                reading.outcome(*turn, *outcome);
                if reading.open.as_ref().is_some_and(|o| o.message == *message)
                    && let Some(open) = reading.open.take()
                {
                    self.row(&open.key).sent += 1;
                }
                if let (Some(known), Outcome::Answered) = (reading.turns.get(turn), outcome) {
                    let passage = known.passage.clone();
                    reading.answer = Some((known.key.clone(), entry.at, passage));
                    reading.wrote = None;
                }
            }
            (Author::Staff(_), _) => {
                let Some(open) = reading.open.take() else {
                    return;
                };
                let theirs = match &entry.body {
                    Body::Written { reply, .. } => reply.text.as_str(),
                    _ => return,
                };
                let row = self.row(&open.key);
                match open.key.1 {
                    Way::Shadow if likeness(open.text, theirs) >= ALIKE => row.alike += 1,
                    Way::Shadow => row.unlike += 1,
                    _ => row.changed += 1,
                }
            }
            _ => {}
        }
    }
}

impl Reading<'_> {
    /// Who asked for people, if they are.
    fn asked(&mut self, event: &Event) {
        match event {
            Event::AnswerMade { .. } => self.made = true,
            Event::MessageReceived { .. } | Event::MessageWritten { .. } => self.made = false,
            Event::Escalated { topic, .. }
                if !self.made && !matches!(topic, Topic::Approval | Topic::Trouble) =>
            {
                self.by_rule.insert(*topic);
            }
            _ => {}
        }
    }

    fn mark(&mut self, key: &Key, mark: Mark) {
        self.seen.insert((key.clone(), mark));
    }

    fn answer_made(&mut self, turn: TurnId) {
        let Some(known) = self.turns.get(&turn) else {
            return;
        };
        let (key, passage) = (known.key.clone(), known.passage.clone());
        if let (Some((before, at, on)), Some(wrote)) = (self.answer.take(), self.wrote)
            && wrote.since(at) <= REOPENED_MS
            && on.is_some()
            && on == passage
        {
            self.mark(&before, Mark::Reopened);
        }
        self.mark(&key, Mark::Served);
        self.last = Some(key);
    }

    fn outcome(&mut self, turn: TurnId, outcome: Outcome) {
        let Some(key) = self.turns.get(&turn).map(|t| t.key.clone()) else {
            return;
        };
        match outcome {
            Outcome::Answered => self.mark(&key, Mark::Answered),
            Outcome::Unknown => {
                self.mark(&key, Mark::Unknown);
                self.mark(&key, Mark::Bad);
            }
            _ => {}
        }
    }

    fn escalated(&mut self, topic: Topic, at: Timestamp) {
        let Some(key) = self
            .last
            .clone()
            .filter(|_| !matches!(topic, Topic::Approval | Topic::Trouble))
        else {
            return;
        };
        // What waited is nobody's any more.
        self.open = None;
        self.mark(&key, Mark::HandedOff);
        self.mark(&key, Mark::Bad);
        let resolved = self.resolved.take();
        if resolved.is_some_and(|then| at.since(then) <= REOPENED_MS) {
            self.mark(&key, Mark::Reopened);
        }
    }
}

/// The turns of a journal that made an answer from a moment on.
fn turns(journal: &[Entry], since: Timestamp) -> HashMap<TurnId, Turn> {
    let (mut arms, mut ways) = (HashMap::new(), HashMap::new());
    for entry in journal {
        match &entry.event {
            Event::ArmServed { turn, arm, .. } => drop(arms.insert(*turn, arm.clone())),
            Event::DraftMade { turn, shown, .. } => {
                let way = if *shown { Way::Approve } else { Way::Shadow };
                ways.insert(*turn, way);
            }
            _ => {}
        }
    }
    let made = journal.iter().filter(|e| e.at >= since);
    made.filter_map(|entry| match &entry.event {
        Event::AnswerMade {
            turn,
            message,
            passages,
            ..
        } => {
            let arm = arms.get(turn).cloned().unwrap_or_default();
            let way = ways.get(turn).copied().unwrap_or(Way::Live);
            let known = Turn {
                key: (arm, way),
                message: *message,
                passage: passages.first().map(|(id, _)| id.clone()),
            };
            Some((*turn, known))
        }
        _ => None,
    })
    .collect()
}

fn dropped(entry: &Entry) -> Option<Dropped> {
    let Event::ArmDropped {
        arm,
        version,
        counts,
        first,
    } = &entry.event
    else {
        return None;
    };
    Some(Dropped {
        at: entry.at,
        arm: arm.clone(),
        version: version.clone(),
        bad: rate(*counts),
        first: rate(*first),
    })
}

fn rate((n, hits): (u64, u64)) -> Rate {
    Rate { hits, n }
}

/// The part of all different words of two texts that both have.
fn likeness(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> HashSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|w| !w.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let (both, all) = (a.intersection(&b).count(), a.union(&b).count());
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    float(both) / float(all.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_in_other_words_is_told_from_something_else() {
        let draft = "There is a car park behind the house. It has twelve places.";
        let theirs = "Yes, there is a car park behind the house, it has twelve places";
        assert!(likeness(draft, theirs) >= ALIKE);
        assert!(likeness(draft, "No, but there is one across the street.") < ALIKE);
        assert!(likeness("", "").abs() < f64::EPSILON);
    }
}

//! The decisions of a turn, made again from the journal with the rules of today: would the question be handed off or refused, would the same
//! guardrail hold the same draft back, would what was sent pass? Drafts rest on what they rested on then: what was said before, what is known
//! of the customer, what tools said, and the passages that still read as they did.

use super::version;
use crate::{
    calls::{add_change, add_output, add_passage, known},
    gate,
    guardrails::{
        self, Draft, Evidence, conduct,
        triggers::{self, likeness::Likeness},
    },
    judge,
    prompt::Prompt,
    turn::{Decision, Question},
};
use frontdesk_core::{
    Conversation, ConversationId, CustomerId, MessageId, TurnId,
    business::Business,
    event::{Body, Entry, Event, Outcome, Topic},
    retrieval::Passage,
    tool::Wrote,
};

const TO_THE_ASSISTANT: &str = "goes to the assistant";
const PASSES: &str = "passes";

/// The tool whose output is what articles say, and no report.
const SEARCH: &str = "search_knowledge";

/// What the past is judged with.
#[derive(Clone, Copy)]
pub struct Past<'a> {
    /// The business as it is now.
    pub business: &'a Business,
    /// Tells by examples what a message is like; `None` where rules alone judge.
    pub likeness: Option<&'a Likeness>,
    /// The instructions as they are now.
    pub prompt: &'a Prompt,
    /// The passages as they are now.
    pub passages: &'a [Passage],
    /// The conversation.
    pub journal: &'a [Entry],
}

/// A decision of the past, and what it would be today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What was decided about.
    pub what: &'static str,
    /// How it was decided.
    pub recorded: String,
    /// How it is decided today; `None` if what it rested on is not there any more.
    pub replayed: Option<String>,
    /// Why it cannot be told, or why a draft is held back.
    pub why: Option<String>,
}

impl Judged {
    /// Whether it is decided otherwise today.
    pub fn differs(&self) -> bool {
        self.replayed.as_ref().is_some_and(|r| *r != self.recorded)
    }

    fn lost(what: &'static str, recorded: String, why: String) -> Self {
        Self {
            what,
            recorded,
            replayed: None,
            why: Some(why),
        }
    }
}

/// Decides again about the question behind a message, the drafts that were withheld on the way to it, and its text. Empty for a message that no turn
/// wrote.
pub fn replay(past: Past<'_>, message: MessageId) -> Vec<Judged> {
    let Some(turn) = Turn::of(past, message) else {
        return Vec::new();
    };
    let mut judged = vec![turn.question()];
    judged.extend(turn.drafts());
    judged
}

/// A turn as the journal has it.
struct Turn<'a> {
    past: Past<'a>,
    message: MessageId,
    /// Its entries, up to the message.
    entries: Vec<&'a Entry>,
    /// The conversation before it.
    before: Conversation,
    /// Whether words of the customer are erased.
    erased: bool,
}

fn turn_of(event: &Event) -> Option<TurnId> {
    match event {
        Event::ToolCalled { turn, .. }
        | Event::DraftWithheld { turn, .. }
        | Event::AnswerMade { turn, .. }
        | Event::DraftMade { turn, .. }
        | Event::ChangeMade { turn, .. }
        | Event::ArmServed { turn, .. } => Some(*turn),
        Event::MessageWritten { turn, .. } => *turn,
        _ => None,
    }
}

impl<'a> Turn<'a> {
    fn of(past: Past<'a>, message: MessageId) -> Option<Self> {
        let is_it = |e: &&Entry| matches!(e.event, Event::MessageWritten { message: m, .. } if m == message);
        let written = past.journal.iter().find(is_it)?;
        let turn = turn_of(&written.event)?;
        let first = past
            .journal
            .iter()
            .find(|e| turn_of(&e.event) == Some(turn))?;
        // A case is opened by the commit that tells of it, before the message.
        let begin = past
            .journal
            .iter()
            .find(|e| e.at == first.at && opens_a_case(e));
        let begin = begin.map_or(first.seq, |e| e.seq.min(first.seq));
        let empty = |c| Conversation::empty(past.business.id.clone(), ConversationId::new(), c);
        let mut before = empty(CustomerId::new());
        let mut erased = false;
        for entry in past.journal.iter().take_while(|e| e.seq < begin) {
            erased |= matches!(entry.body, Body::Erased);
            before.apply(entry);
        }
        let within = |e: &&Entry| (begin..=written.seq).contains(&e.seq);
        Some(Self {
            past,
            message,
            entries: past.journal.iter().filter(within).collect(),
            before,
            erased,
        })
    }

    /// What was before the model, if one was asked: the passages' ids and versions, the label of the instructions.
    fn made(&self) -> Option<(&'a [(String, String)], &'a str)> {
        self.entries.iter().find_map(|e| match &e.event {
            Event::AnswerMade {
                passages, prompt, ..
            } => Some((passages.as_slice(), prompt.as_str())),
            _ => None,
        })
    }

    fn written(&self) -> Option<(Outcome, &'a str)> {
        self.entries.iter().find_map(|e| match (&e.event, &e.body) {
            (
                Event::MessageWritten {
                    message, outcome, ..
                },
                Body::Written { reply, .. },
            ) if *message == self.message => Some((*outcome, reply.text.as_str())),
            _ => None,
        })
    }

    fn question(&self) -> Judged {
        let what = "the question";
        let recorded = self.recorded();
        let text = Question::words(&self.before);
        if self.erased || text.is_empty() {
            let why = "what the customer wrote is not there any more";
            return Judged::lost(what, recorded, why.into());
        }
        let business = self.past.business;
        let by_words = conduct::urgent(&text).or_else(|| {
            let signs = triggers::signs(&text, &business.escalation, self.past.likeness);
            signs.into_iter().next()
        });
        let trigger = by_words.or_else(|| gate::vip(business, &self.before));
        let is_mail = self.is_mail();
        let (replayed, why) = match gate::decide(business, &self.before, &text, trigger, is_mail) {
            Some(Decision::HandOff { trigger, .. }) => {
                (handed_over(trigger.topic.as_str()), Some(trigger.reason))
            }
            Some(Decision::Notice(text)) => (notice(&text), None),
            _ if is_mail && recorded == handed_over(Topic::Unable.as_str()) => {
                let why = "whether the articles answer a mail is not decided again";
                return Judged::lost(what, recorded, why.into());
            }
            _ => (TO_THE_ASSISTANT.to_owned(), None),
        };
        Judged {
            what,
            recorded,
            replayed: Some(replayed),
            why,
        }
    }

    /// Whether the question came on a thread of mail.
    fn is_mail(&self) -> bool {
        self.past.journal.iter().any(|e| match (&e.event, &e.body) {
            (Event::MessageReceived { message, .. }, Body::Said { thread, .. }) => {
                thread.is_some() && self.before.unanswered.contains(message)
            }
            _ => false,
        })
    }

    /// What became of the question.
    fn recorded(&self) -> String {
        let topic = self.entries.iter().find_map(|e| match &e.event {
            Event::Escalated { topic, .. } => Some(topic.as_str()),
            _ => None,
        });
        match (self.made(), self.written(), topic) {
            (None, Some((Outcome::HandedOff, _)), Some(topic)) => handed_over(topic),
            (None, Some((Outcome::Notice, text)), _) => notice(text),
            _ => TO_THE_ASSISTANT.to_owned(),
        }
    }

    /// The withheld drafts, in their order, and the text that was sent.
    fn drafts(&self) -> Vec<Judged> {
        let Some((versions, prompt)) = self.made() else {
            return Vec::new();
        };
        let (mut evidence, missing) = self.evidence(versions);
        let same_prompt = prompt.rsplit('/').next() == Some(self.past.prompt.version());
        let instructions = if same_prompt {
            self.instructions()
        } else {
            String::new()
        };
        let changed_prompt =
            (!same_prompt).then(|| "the instructions have changed since".to_owned());
        let by_a_model = Some("a model held it back, and it is not asked again".to_owned());
        let mut judged = Vec::new();
        for entry in &self.entries {
            match (&entry.event, &entry.body) {
                (event, Body::Tool { arguments, output }) => {
                    add_output(&mut evidence, output);
                    add_report(&mut evidence, event, arguments, output);
                }
                (Event::DraftWithheld { guardrail, .. }, body) => {
                    let what = "a draft that was withheld";
                    let recorded = held_back(guardrail);
                    judged.push(match body {
                        Body::Text(text) => {
                            let draft = (text.as_str(), instructions.as_str());
                            let lost = [
                                ("leak", &changed_prompt),
                                ("ground", &missing),
                                ("claim", &missing),
                                (judge::NAME, &by_a_model),
                            ];
                            self.judge(what, recorded, draft, &evidence, &lost)
                        }
                        _ => Judged::lost(what, recorded, "its text is not there".into()),
                    });
                }
                _ => {}
            }
        }
        if let Some((Outcome::Answered, text)) = self.written() {
            let lost = [
                ("ground", &missing),
                ("promise", &missing),
                ("claim", &missing),
            ];
            let recorded = PASSES.to_owned();
            judged.push(self.judge(
                "the text that was sent",
                recorded,
                (text, ""),
                &evidence,
                &lost,
            ));
        }
        judged
    }

    /// One text by the rules of today. A guardrail of `lost` cannot judge it as it did, for that reason.
    fn judge(
        &self,
        what: &'static str,
        recorded: String,
        (text, instructions): (&str, &str),
        evidence: &Evidence,
        lost: &[(&str, &Option<String>)],
    ) -> Judged {
        let draft = Draft {
            text,
            evidence,
            instructions,
        };
        let (replayed, why) = match guardrails::check(&draft, &self.past.business.guardrails) {
            None => (PASSES.to_owned(), None),
            Some((name, why)) => (held_back(name), Some(why)),
        };
        let decides = |name: &str| recorded == held_back(name) || replayed == held_back(name);
        let unsure = lost.iter().filter(|(name, _)| decides(name));
        match unsure.filter_map(|(_, why)| why.as_ref()).next() {
            Some(why) => Judged::lost(what, recorded, why.clone()),
            None => Judged {
                what,
                recorded,
                replayed: Some(replayed),
                why,
            },
        }
    }

    /// What drafts could rest on before tools were called, and which part of it is not there any more.
    fn evidence(&self, versions: &[(String, String)]) -> (Evidence, Option<String>) {
        let at = self.entries.first().map_or_else(Default::default, |e| e.at);
        let mut evidence = known(self.past.business, at, &self.before);
        for change in &self.before.changes {
            add_output(&mut evidence, &change.output);
            if change.wrote == Wrote::Done {
                add_change(
                    &mut evidence,
                    &change.tool,
                    &change.arguments,
                    &change.output,
                );
            }
        }
        let mut missing = None;
        for (id, then) in versions {
            let now = self.past.passages.iter().find(|p| p.id == *id);
            match now {
                Some(passage) if version(&passage.text) == *then => {
                    add_passage(&mut evidence, passage);
                }
                None if self.is_of_a_tool(then) => {}
                Some(_) => missing = Some(format!("the passage {id} has changed since")),
                None => missing = Some(format!("the passage {id} is gone")),
            }
        }
        if self.erased {
            missing = Some("what was said before is not there any more".into());
        }
        (evidence, missing)
    }

    /// Whether a tool made the passage: its text is the tool's output, behind a line with its id.
    fn is_of_a_tool(&self, then: &str) -> bool {
        self.entries.iter().any(|e| match &e.body {
            Body::Tool { output, .. } => {
                let text = output.split_once('\n').map_or("", |(_, text)| text);
                version(text) == then
            }
            _ => false,
        })
    }

    fn instructions(&self) -> String {
        let at = self.entries.first().map_or_else(Default::default, |e| e.at);
        let filled = self
            .past
            .prompt
            .fill(self.past.business, at, &self.before.facts, &[], None);
        filled.map(|(bare, _)| bare).unwrap_or_default()
    }
}

/// Adds what a tool says that came about, as the turn did.
fn add_report(evidence: &mut Evidence, event: &Event, arguments: &str, output: &str) {
    match event {
        Event::ToolCalled { tool, ok: true, .. } if tool != SEARCH => evidence.report(output),
        Event::ChangeMade {
            tool,
            wrote: Wrote::Done,
            ..
        } => {
            evidence.report(output);
            add_change(evidence, tool, arguments, output);
        }
        _ => {}
    }
}

fn opens_a_case(entry: &Entry) -> bool {
    matches!(entry.event, Event::Escalated { .. })
}

fn handed_over(topic: &str) -> String {
    format!("handed to people: {topic}")
}

fn notice(text: &str) -> String {
    format!("the desk says: {text}")
}

fn held_back(guardrail: &str) -> String {
    format!("held back by {guardrail}")
}

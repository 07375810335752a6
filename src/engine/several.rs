//! Several questions in one message, for the built-in model, which reads a message as one question: each is looked up and answered by itself, and
//! which is not known is said.

use crate::{
    citations::renumber,
    lookup::{hints, points_back},
    triage,
    work::{Ended, Work},
};
use frontdesk_core::{
    llm::{ChatReply, Line, Role},
    retrieval::Passage,
};

/// Questions of one message that are answered apart: whoever asks more is told the first.
const MOST: usize = 4;

/// What a question begins with that is joined to another by "and".
#[rustfmt::skip]
const BEGINS: [&str; 24] = [
    "is", "are", "do", "does", "can", "could", "what", "when", "where", "how", "who", "which", "will", "would", "may", "haben",
    "gibt", "wann", "wie", "tienen", "hay", "avez", "avete", "tem",
];

/// Words that stand for what was asked before.
const POINTERS: [&str; 8] = [
    "it", "that", "they", "them", "those", "these", "one", "ones",
];

/// The questions of a message, if they are several and each can be understood alone.
pub(crate) fn several(message: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for question in triage::questions(message) {
        let whole = halves(question).into_iter().map(without_joint);
        for part in whole {
            let words = part.split(|c: char| !c.is_alphanumeric());
            let points = words
                .map(str::to_lowercase)
                .any(|w| POINTERS.contains(&w.as_str()));
            match parts.last_mut() {
                // "And is it free?" belongs to the question before.
                Some(before) if points || points_back(&part) => {
                    before.push(' ');
                    before.push_str(&part);
                }
                _ => parts.push(part),
            }
        }
    }
    parts.truncate(MOST);
    if parts.len() < 2 { Vec::new() } else { parts }
}

/// "Are dogs welcome and is there parking?" is two questions.
fn halves(question: &str) -> Vec<String> {
    for joint in [" and ", " und ", " y ", " et ", " e ", " en "] {
        for (at, _) in question.match_indices(joint) {
            let (first, second) = (&question[..at], &question[at + joint.len()..]);
            let second = second.strip_prefix("also ").unwrap_or(second);
            let long = |text: &str| text.split_whitespace().count() > 2;
            if begins(second) && long(first) && long(second) {
                let first = first.trim_end_matches([',', ' ']);
                return vec![format!("{first}?"), second.to_owned()];
            }
        }
    }
    vec![question.to_owned()]
}

/// "And are dogs welcome?" asks by itself, "and on Sunday?" does not.
fn without_joint(question: String) -> String {
    let mut words = question.splitn(2, ' ');
    let (first, rest) = (words.next().unwrap_or_default(), words.next());
    let joint = matches!(
        first.to_lowercase().as_str(),
        "and" | "also" | "und" | "y" | "et" | "e" | "en"
    );
    match rest.filter(|rest| joint && begins(rest)) {
        Some(rest) => rest.to_owned(),
        None => question,
    }
}

fn begins(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    BEGINS.contains(&word.to_lowercase().as_str())
}

/// What a customer hears of a question that nobody answered, in their language.
fn not_known(question: &str, language: Option<&str>) -> String {
    let question = question.trim();
    match language {
        Some("de") => format!(
            "Das weiß ich leider nicht: „{question}“ Antworten Sie „Mensch“, dann frage ich jemanden."
        ),
        Some("es") => {
            format!("Esto no lo sé: «{question}» Responda «persona» y preguntaré a alguien.")
        }
        Some("fr") => format!(
            "Je ne sais pas : « {question} » Répondez « personne » et je demanderai à quelqu'un."
        ),
        Some("it") => {
            format!("Questo non lo so: «{question}» Risponda «persona» e chiederò a qualcuno.")
        }
        Some("pt") => format!("Isto não sei: «{question}» Responda «pessoa» e pergunto a alguém."),
        Some("nl") => {
            format!("Dit weet ik niet: “{question}” Antwoord “mens”, dan vraag ik het aan iemand.")
        }
        _ => format!("I don't know this: \"{question}\" Reply \"human\" and I will ask a person."),
    }
}

impl Work<'_> {
    /// The built-in model's answers to each of several questions; `None` if none of them is known.
    pub(crate) async fn answer_several(&mut self, parts: &[String]) -> Option<Ended> {
        let builtin = self.desk.builtin.clone();
        let limit = self.desk.business.turn.passages;
        let whole = (
            std::mem::take(&mut self.passages),
            std::mem::take(&mut self.hints),
            self.context.question.clone(),
        );
        let mut all: Vec<Passage> = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        let mut unknown: Vec<&String> = Vec::new();
        let mut sure = false;
        for part in parts {
            let found = self.desk.retriever.retrieve(part, limit).await;
            let found = found.unwrap_or_default();
            self.passages = if found.confident {
                found.passages
            } else {
                Vec::new()
            };
            for passage in &self.passages {
                crate::calls::add_passage(&mut self.evidence, passage);
            }
            self.context.question.clone_from(part);
            self.hints = hints(self.desk, &self.context);
            let asked = vec![Line::Said {
                by: Role::Customer,
                text: part.clone(),
            }];
            let reply = self.steps_from(builtin.as_ref(), "", asked).await;
            match reply
                .ok()
                .filter(|r| !r.unknown && !r.text.trim().is_empty())
            {
                Some(reply) => {
                    let text = self.moved(&reply, &mut all);
                    if !texts.contains(&text) {
                        texts.push(text);
                    }
                    sure = true;
                }
                None => unknown.push(part),
            }
            if self.hand_off.is_some() {
                break;
            }
        }
        (self.hints, self.context.question) = (whole.1, whole.2);
        if !sure {
            self.passages = whole.0;
            return None;
        }
        self.passages = all;
        let language = self.language;
        texts.extend(unknown.into_iter().map(|part| not_known(part, language)));
        Some(Ended::Reply(ChatReply {
            text: texts.join("\n\n"),
            ..ChatReply::default()
        }))
    }

    /// A reply whose citations count on from the passages of the replies before.
    fn moved(&mut self, reply: &ChatReply, all: &mut Vec<Passage>) -> String {
        let own = std::mem::take(&mut self.passages);
        let places: Vec<usize> = own
            .into_iter()
            .map(
                |passage| match all.iter().position(|p| p.id == passage.id) {
                    Some(place) => place + 1,
                    None => {
                        all.push(passage);
                        all.len()
                    }
                },
            )
            .collect();
        renumber(&reply.text, |n| places.get(n.checked_sub(1)?).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_apart_where_its_questions_stand_alone() {
        assert_eq!(
            several("Hi! Is there parking? Are dogs welcome?"),
            ["Is there parking?", "Are dogs welcome?"]
        );
        assert_eq!(
            several("Are dogs welcome and is there parking?"),
            ["Are dogs welcome?", "is there parking?"]
        );
        assert_eq!(
            several("Do you sell tires? Do you have parking? Is it free?"),
            ["Do you sell tires?", "Do you have parking? Is it free?"]
        );
        for one in [
            "Is there parking?",
            "Do you have fish and chips?",
            "How are you? Is there parking?",
            "Is there parking? Is it free?",
            "I have a dog. Is the terrace open?",
        ] {
            assert!(several(one).is_empty(), "{one}: {:?}", several(one));
        }
    }
}

//! What is written as a letter is read as one: mere thanks and a machine's notes get no answer, and what the assistant does not know goes to
//! people at once, for nobody wants a mail that asks whether a person should be asked. The turn reads what comes on threads by these
//! rules, and `frontdesk eval` judges the same function.

use crate::{
    Desk, Engine,
    lookup::{points_back, tool_context},
    turn::Question,
};
use frontdesk_core::{
    Conversation, Result, Route, event::Topic, message::Author, retrieval::Retriever,
};

/// Questions of one mail that are looked up: who asks more is answered by people.
const QUESTIONS: usize = 12;

/// Words up to which a mail may be nothing but thanks.
const THANKS_WORDS: usize = 30;

/// Words up to which a mail that asks something is a person's, whatever is written under it: what is sent to many is longer.
const PERSON_WORDS: usize = 120;

/// What becomes of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Triage {
    /// The assistant answers.
    Respond,
    /// People answer.
    Forward,
    /// Nobody waits for an answer.
    Nothing,
}

/// A mail, as its writer newly wrote it.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// Its subject.
    pub subject: &'a str,
    /// Its text, without what it quotes.
    pub body: &'a str,
    /// Whether files came with it, which somebody should look at.
    pub files: bool,
}

/// What there is to answer from.
pub struct Known<'a> {
    /// The knowledge.
    pub retriever: &'a dyn Retriever,
    /// Whether something else answers a question: a tool.
    pub suits: &'a (dyn Fn(&str) -> bool + Send + Sync),
    /// What was asked before, which a short question can point back to.
    pub before: Option<&'a str>,
}

impl Known<'_> {
    async fn has(&self, asked: &str, before: Option<&str>) -> Result<bool> {
        if asked.trim().is_empty() {
            return Ok(false);
        }
        if (self.suits)(asked) || self.retriever.retrieve(asked, 1).await?.confident {
            return Ok(true);
        }
        match before {
            Some(before) => {
                let wider = format!("{before}\n{asked}");
                Ok(self.retriever.retrieve(&wider, 1).await?.confident)
            }
            None => Ok(false),
        }
    }
}

/// What becomes of a mail. `sign` is the most urgent of what speaks for people in it.
///
/// # Errors
/// If the knowledge cannot be read.
pub async fn judge(mail: &Mail<'_>, sign: Option<Topic>, known: &Known<'_>) -> Result<Triage> {
    if wants_nothing(mail, sign) {
        return Ok(Triage::Nothing);
    }
    if sign.is_some() {
        return Ok(Triage::Forward);
    }
    let asked = questions(mail.body);
    let is_known = match asked.len() {
        0 | 1 => {
            let before = known.before.filter(|_| points_back(mail.body));
            let whole = format!("{}\n{}", mail.subject, mail.body);
            known.has(&whole, before).await?
                || known.has(mail.subject, None).await?
                || known
                    .has(asked.first().copied().unwrap_or_default(), before)
                    .await?
        }
        2..=QUESTIONS => all_known(&asked, known).await?,
        _ => false,
    };
    Ok(if is_known {
        Triage::Respond
    } else {
        Triage::Forward
    })
}

/// What can be looked up of a mail by itself, where the whole of it finds nothing.
pub(crate) fn parts<'a>(mail: &Mail<'a>) -> Vec<&'a str> {
    let subject = Some(mail.subject).filter(|s| !s.trim().is_empty());
    let asked = questions(mail.body).into_iter().take(QUESTIONS);
    subject.into_iter().chain(asked).collect()
}

/// Whether every question of several is known: half an answer helps less than a whole one of people.
async fn all_known(asked: &[&str], known: &Known<'_>) -> Result<bool> {
    let mut before = None;
    for question in asked {
        let points = names_what_was_said(question);
        if !known.has(question, before.filter(|_| points)).await? {
            return Ok(false);
        }
        before = Some(*question);
    }
    Ok(true)
}

/// Whether a mail wants no answer of anybody. Danger is heard whoever reports it.
pub(crate) fn wants_nothing(mail: &Mail<'_>, sign: Option<Topic>) -> bool {
    match sign {
        Some(topic) => !topic.is_danger() && topic != Topic::Legal && is_automatic(mail),
        None => is_automatic(mail) || is_bulk(mail) || is_thanks(mail),
    }
}

/// The sentences of a mail that ask, since a long one holds much beside its question; what only asks for a kindness is none.
pub(crate) fn questions(body: &str) -> Vec<&str> {
    const KINDNESS: [&str; 9] = [
        "how are you",
        "help me",
        "help us",
        "let me know",
        "let us know",
        "get back to me",
        "get back to us",
        "advise",
        "is that ok",
    ];
    let sentences = body.split_inclusive(['?', '.', '!', '\n']).map(str::trim);
    sentences
        .filter(|sentence| {
            let words = sentence.split_whitespace().count();
            let lower = sentence.to_lowercase();
            let kind = words <= 8 && KINDNESS.iter().any(|k| lower.contains(k));
            sentence.ends_with('?') && words > 2 && !kind
        })
        .collect()
}

/// Whether a question has a word that stands for what the one before was about.
fn names_what_was_said(question: &str) -> bool {
    const WORDS: [&str; 8] = [
        "it", "that", "this", "they", "them", "those", "these", "there",
    ];
    let lower = question.to_lowercase();
    words(&lower).any(|word| WORDS.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
}

/// Whether a machine wrote it for somebody who is away, or for nobody.
fn is_automatic(mail: &Mail<'_>) -> bool {
    const SUBJECTS: [&str; 12] = [
        "out of office",
        "out of the office",
        "automatic reply",
        "auto-reply",
        "autoreply",
        "automatische antwort",
        "abwesenheit",
        "respuesta automática",
        "réponse automatique",
        "delivery status notification",
        "returned mail",
        "mail delivery failed",
    ];
    const BODIES: [&str; 4] = [
        "i am currently out of the office",
        "i am out of the office",
        "this is an automated message",
        "this is an automatic reply",
    ];
    let (subject, body) = (mail.subject.to_lowercase(), mail.body.to_lowercase());
    SUBJECTS.iter().any(|s| subject.contains(s))
        || subject.starts_with("undeliverable")
        || BODIES.iter().any(|b| body.contains(b))
}

/// Whether it was sent to many. A person's question can stand above such a line, too.
fn is_bulk(mail: &Mail<'_>) -> bool {
    const BODIES: [&str; 7] = [
        "do not reply to this email",
        "do not reply to this message",
        "please do not reply",
        "to unsubscribe",
        "unsubscribe from this list",
        "view this email in your browser",
        "click here to unsubscribe",
    ];
    let body = mail.body.to_lowercase();
    let asks = mail.body.contains('?') || is_new(mail.subject) && mail.subject.contains('?');
    let person = asks && words(&body).take(PERSON_WORDS + 1).count() <= PERSON_WORDS;
    let bulk = mail.subject.to_lowercase().contains("newsletter")
        || BODIES.iter().any(|b| body.contains(b));
    bulk && !person
}

/// Whether a subject is its writer's own, and not that of what is answered or passed on.
fn is_new(subject: &str) -> bool {
    let lower = subject.to_lowercase();
    let prefixes = [
        "re:", "aw:", "sv:", "antw:", "rif:", "odp:", "fw:", "fwd:", "wg:",
    ];
    !prefixes.iter().any(|p| lower.trim_start().starts_with(p))
}

/// Whether it only thanks, agrees or says goodbye.
fn is_thanks(mail: &Mail<'_>) -> bool {
    const THANKS: [&str; 14] = [
        "thank",
        "thanks",
        "thx",
        "cheers",
        "great",
        "perfect",
        "ok",
        "okay",
        "received",
        "noted",
        "got it",
        "will do",
        "sounds good",
        "all good",
    ];
    const MORE: [&str; 20] = [
        "can",
        "could",
        "would",
        "will you",
        "please",
        "how",
        "when",
        "where",
        "what",
        "which",
        "why",
        "but",
        "however",
        "still",
        "not",
        "need",
        "want",
        "question",
        "problem",
        "unfortunately",
    ];
    let lower = mail.body.to_lowercase();
    let words: Vec<&str> = words(&lower).collect();
    let plain = format!(" {} ", words.join(" "));
    let has = |phrase: &&str| plain.contains(&format!(" {phrase} "));
    let asks = lower.contains('?') || is_new(mail.subject) && mail.subject.contains('?');
    let thanks = plain.contains(" thank") || THANKS.iter().any(has);
    words.len() <= THANKS_WORDS && !asks && !mail.files && thanks && !MORE.iter().any(has)
}

/// The mail of a turn: nothing where what is written there is no letter.
pub(crate) fn mail_of<'a>(
    desk: &Desk,
    conversation: &'a Conversation,
    route: &Route,
    question: &'a Question,
) -> Option<Mail<'a>> {
    let channel = desk.channel(&route.inbox)?;
    if !channel.capabilities().threads {
        return None;
    }
    let thread = conversation.thread(&route.address);
    let subject = thread.map_or("", |thread| thread.subject.as_str());
    // The text of a mail that begins a thread has the subject at its head.
    let text = question.text.as_str();
    let body = text.strip_prefix(subject).filter(|b| b.starts_with("\n\n"));
    let unanswered = &conversation.unanswered;
    let new = conversation.recent.iter();
    let mut new = new.filter(|s| unanswered.contains(&s.message));
    Some(Mail {
        subject,
        body: body.unwrap_or(text).trim(),
        files: new.any(|s| !s.files.is_empty()),
    })
}

impl Engine {
    /// Whether people answer a mail in which nothing speaks for them: the assistant does not know what it asks.
    pub(crate) async fn is_for_people(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        mail: &Mail<'_>,
        question: &Question,
    ) -> bool {
        let mut before = conversation.recent.iter().rev();
        let before = before.find(|s| !s.kept_only && !conversation.unanswered.contains(&s.message));
        let goes_on = before.is_some_and(|s| s.by == Author::Assistant);
        let told = goes_on && questions(mail.body).is_empty();
        let elsewhere = || desk.tools.iter().any(|tool| tool.looks_elsewhere());
        if !desk.models.is_empty() && (told || elsewhere()) {
            // A model hears what it asked for, and looks where only a model can.
            return false;
        }
        let mut said = conversation.recent.iter().rev();
        let said = said.find(|s| {
            let new = conversation.unanswered.contains(&s.message);
            s.by == Author::Customer && !s.kept_only && !new
        });
        let context = tool_context(desk, conversation, question, self.clock.now());
        let known = Known {
            retriever: desk.retriever.as_ref(),
            suits: &|asked| {
                desk.tools
                    .iter()
                    .any(|t| t.suits(asked, &context).is_some())
            },
            before: said.map(|s| &*s.text),
        };
        match judge(mail, None, &known).await {
            Ok(triage) => triage == Triage::Forward,
            Err(error) => {
                tracing::error!(%error, business = %desk.business.id, "a mail could not be looked up");
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail<'a>(subject: &'a str, body: &'a str) -> Mail<'a> {
        Mail {
            subject,
            body,
            files: false,
        }
    }

    #[test]
    fn thanks_and_machines_need_no_answer() {
        for (subject, body) in [
            ("", "Thanks a lot, see you on Friday!"),
            ("Re: Do you have parking?", "Perfect.\n\nBest,\nMaria"),
            ("Automatic reply: your booking", "I am away."),
            (
                "Our newsletter",
                "Spring is here. To unsubscribe click here.",
            ),
        ] {
            assert!(wants_nothing(&mail(subject, body), None), "{body}");
        }
        for (subject, body) in [
            ("", "Thanks, but can you also send the menu?"),
            ("", "Where is the thank-you card that I ordered"),
            ("Do you have parking?", "Thanks!"),
            ("Booking", "Can I book a table?"),
            ("Your newsletter", "How do I get it?"),
        ] {
            assert!(!wants_nothing(&mail(subject, body), None), "{body}");
        }
    }

    #[test]
    fn what_speaks_for_people_is_no_mere_thanks() {
        let glass = mail("", "Great, I found glass in my soup.");
        assert!(!wants_nothing(&glass, Some(Topic::HealthAndSafety)));
        let ill = mail("Automatic reply", "I feel sick after your oysters.");
        assert!(!wants_nothing(&ill, Some(Topic::HealthAndSafety)));
    }

    #[test]
    fn every_question_of_a_mail_is_looked_up() {
        let body = "Hello, how are you? Do you have parking? We come by car.\nAre dogs allowed?\nCould you let me know?";
        assert_eq!(
            questions(body),
            ["Do you have parking?", "Are dogs allowed?"]
        );
        assert!(names_what_was_said("How many places does it have?"));
        assert!(!names_what_was_said("And do you repair bicycles?"));
    }
}

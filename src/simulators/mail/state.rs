//! What the server holds: the business's mailbox, what others got, and what it is told to do wrong.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::sync::watch;

use super::limits::MAILS_KEPT;
use super::sent::{SentMail, address_of};
use super::smtp::Step;
use crate::changes::Changes;
use crate::events::{EventLog, held, keep};
use crate::ids::random;

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) address: String,
    pub(super) password: String,
    pub(super) state: Mutex<State>,
    pub(super) changes: Changes,
    pub(super) events: EventLog<MailEvent>,
    /// Goes up when every IMAP connection must end.
    pub(super) cuts: watch::Sender<u64>,
}

/// What changes.
#[derive(Debug)]
pub(super) struct State {
    pub(super) validity: u32,
    pub(super) next_uid: u32,
    pub(super) mails: Vec<Mail>,
    people: HashMap<String, VecDeque<SentMail>>,
    pub(super) refused: HashMap<String, String>,
    pub(super) answers: VecDeque<(Step, String)>,
    /// What signs in as well as the password, if anything does.
    pub(super) token: Option<String>,
    pub(super) no_idle: bool,
    pub(super) no_login: bool,
    pub(super) idling: usize,
    pub(super) smtp_connections: usize,
}

/// A mail in the business's mailbox.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    pub(super) uid: u32,
    pub(super) raw: Vec<u8>,
    pub(super) arrived: DateTime<Utc>,
    /// With their backslashes: `\Seen`.
    pub(super) flags: Vec<String>,
}

impl Mail {
    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f.eq_ignore_ascii_case(flag))
    }
}

/// A mail in the business's mailbox, for those who look at it from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMail {
    /// Its number; another one after [`super::MailSim::renumber`].
    pub uid: u32,
    /// Whether the business's program has marked it as seen.
    pub seen: bool,
    /// The mail.
    pub raw: Vec<u8>,
}

/// What happened, for those who watch.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MailEvent {
    /// A mail came to the business.
    ToBusiness {
        /// The mail.
        mail: SentMail,
        /// When, in milliseconds since 1970.
        at: i64,
    },
    /// The business's mail reached somebody.
    ToPerson {
        /// Whom.
        person: String,
        /// The mail.
        mail: SentMail,
        /// When, in milliseconds since 1970.
        at: i64,
    },
}

impl Shared {
    pub(super) fn new(address: &str, password: &str) -> Self {
        Self {
            address: address.to_lowercase(),
            password: password.to_owned(),
            state: Mutex::new(State::new()),
            changes: Changes::new(),
            events: EventLog::new(),
            cuts: watch::channel(0).0,
        }
    }

    /// A mail on its way to these people, the business among them or not.
    pub(super) fn take_in(&self, raw: &[u8], recipients: &[String]) {
        for recipient in recipients {
            if self.is_business(recipient) {
                self.keep(raw, Duration::ZERO);
                continue;
            }
            let mail = SentMail::read(raw, recipient);
            let person = recipient.to_lowercase();
            let mut state = held(&self.state);
            keep(
                state.people.entry(person.clone()).or_default(),
                mail.clone(),
                MAILS_KEPT,
            );
            drop(state);
            let at = crate::clock::now_ms();
            self.events.push(MailEvent::ToPerson { person, mail, at });
        }
        self.changes.mark();
    }

    /// Puts a mail into the business's mailbox.
    pub(super) fn keep(&self, raw: &[u8], age: Duration) {
        let mail = SentMail::read(raw, &self.address);
        held(&self.state).keep(raw, age);
        let at = crate::clock::now_ms();
        self.events.push(MailEvent::ToBusiness { mail, at });
        self.changes.mark();
    }

    /// Whether this is the XOAUTH2 message of the account with a token that is good.
    pub(super) fn takes_token(&self, said: &[u8]) -> bool {
        let state = held(&self.state);
        let wanted = |token| format!("user={}\x01auth=Bearer {token}\x01\x01", self.address);
        state
            .token
            .as_ref()
            .map(wanted)
            .is_some_and(|w| w.as_bytes() == said)
    }

    /// Whether an address is the business's, with something behind a plus sign or not.
    pub(super) fn is_business(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        let Some((local, domain)) = address.rsplit_once('@') else {
            return false;
        };
        let local = local.split('+').next().unwrap_or_default();
        format!("{local}@{domain}") == self.address
    }
}

impl State {
    fn new() -> Self {
        Self {
            validity: 1 + (random() % 1_000_000) as u32,
            next_uid: 1,
            mails: Vec::new(),
            people: HashMap::new(),
            refused: HashMap::new(),
            answers: VecDeque::new(),
            token: None,
            no_idle: false,
            no_login: false,
            idling: 0,
            smtp_connections: 0,
        }
    }

    fn keep(&mut self, raw: &[u8], age: Duration) {
        let age = TimeDelta::from_std(age).unwrap_or_default();
        self.mails.push(Mail {
            uid: self.next_uid,
            raw: raw.to_vec(),
            arrived: Utc::now() - age,
            flags: Vec::new(),
        });
        self.next_uid += 1;
        if self.mails.len() > MAILS_KEPT {
            self.mails.remove(0);
        }
    }

    pub(super) fn renumber(&mut self) {
        self.validity += 1;
        for mail in &mut self.mails {
            mail.uid = self.next_uid;
            self.next_uid += 1;
        }
    }

    pub(super) fn inbox_of(&self, person: &str) -> Vec<SentMail> {
        let person = address_of(person);
        self.people
            .get(&person)
            .map(|mails| mails.iter().cloned().collect())
            .unwrap_or_default()
    }

    pub(super) fn mailbox(&self) -> Vec<KeptMail> {
        let kept = |mail: &Mail| KeptMail {
            uid: mail.uid,
            seen: mail.has("\\Seen"),
            raw: mail.raw.clone(),
        };
        self.mails.iter().map(kept).collect()
    }

    /// What is to go wrong at this step, if it is its turn.
    pub(super) fn failure(&mut self, step: Step) -> Option<String> {
        if self.answers.front()?.0 == step {
            return self.answers.pop_front().map(|(_, answer)| answer);
        }
        None
    }
}

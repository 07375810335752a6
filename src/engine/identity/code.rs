//! A code goes to the address that a customer says is theirs, and comes back from where they said so. Where others could write in the
//! customer's name, a second one goes to where they said it, and both have to come back. A code is good for minutes and a few tries, an address gets a few a day from whomever, and neither a log nor a history shows it.

use super::{Intent, join::Refusal};
use crate::{Desk, Engine, identity::join, intake::claim, limits, notices};
use frontdesk_core::{
    Address, Conversation, DeliveryId, MessageId, Result, Route, Timestamp,
    conversation::{Brought, Challenge, Code},
    event::{Body, Event},
    job::{Job, Lane, Task},
    message::{Author, Proof, Reply},
    store::{ClaimKey, Commit, Expect},
};
use rand::Rng;
use subtle::ConstantTimeEq;

/// A customer says that an address is theirs.
pub(crate) struct Asked {
    pub(super) to: Route,
    /// The code; none is sent to whoever does not want messages, and the customer is told the same.
    send: Option<(Code, ClaimKey)>,
    /// The code for where it was said, if its sender could be somebody else.
    pub(super) second: Option<Code>,
    /// Counts of yesterday.
    old: Vec<ClaimKey>,
}

/// A customer gives a code.
pub(crate) struct Tried {
    digits: String,
    /// What joins if it is the right one, or why nothing can.
    joins: Result<Vec<Brought>, Refusal>,
    now: Timestamp,
}

/// The `n`th code to an address on a day.
fn counted(address: &Address, day: i64, n: u32) -> ClaimKey {
    ClaimKey(format!("code:{day}/{n}/{address}"))
}

fn new_code() -> Code {
    Code(format!("{:06}", rand::rng().random_range(0..1_000_000)))
}

impl Engine {
    /// What comes of a customer's word that an address is theirs.
    pub(super) async fn asked(
        &self,
        desk: &Desk,
        conversation: Option<&Conversation>,
        (here, to): (&Route, Route),
        now: Timestamp,
    ) -> Result<Intent> {
        let recent = |c: &&Challenge| now.since(c.at) < limits::DAY_MS;
        if let Some(conversation) = conversation {
            if conversation.has_address(&to.address) {
                return Ok(Intent::Say(notices::joined_already(&to.address)));
            }
            let codes = conversation.identity.codes.iter().filter(recent).count();
            if codes >= limits::CODES_PER_CONVERSATION {
                return Ok(Intent::Say(notices::too_many_codes()));
            }
        }
        let business = &desk.business.id;
        let day = now.0 / i64::try_from(limits::DAY_MS).unwrap_or(i64::MAX);
        let mut free = None;
        for n in 0..limits::CODES_PER_ADDRESS {
            let key = counted(&to.address, day, n);
            if self.store.lookup(business, &key).await?.is_none() {
                free = Some(key);
                break;
            }
        }
        let Some(slot) = free.filter(|_| self.limiter.admits_code(business, now)) else {
            return Ok(Intent::Say(notices::too_many_codes()));
        };
        let old = (0..limits::CODES_PER_ADDRESS)
            .map(|n| counted(&to.address, day - 1, n))
            .collect();
        let sure = desk.channel(&here.inbox).is_some_and(|c| c.knows_sender());
        let wanted = self.wants_messages(desk, &to).await?;
        Ok(Intent::Ask(Asked {
            send: wanted.then(|| (new_code(), slot)),
            second: (!sure).then(new_code),
            to,
            old,
        }))
    }

    /// Whether a code may go there: not to staff, and not to whoever opted out.
    async fn wants_messages(&self, desk: &Desk, to: &Route) -> Result<bool> {
        if desk.business.staff_at(&to.address).is_some() {
            return Ok(false);
        }
        let known = self.conversation_of(desk, to).await?;
        Ok(known.is_none_or(|c| !c.is_opted_out(&to.address)))
    }

    /// What comes of a number that may be a code; `None` if no code is out.
    pub(super) async fn tried(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        digits: String,
    ) -> Result<Option<Intent>> {
        let Some(challenge) = newest(conversation) else {
            return Ok(None);
        };
        let to = &challenge.to;
        let joins = self
            .brought_by(desk, Some(conversation), &to.address, Some(&to.inbox))
            .await?;
        Ok(Some(Intent::Try(Tried {
            digits,
            joins,
            now: self.clock.now(),
        })))
    }
}

/// The code that counts.
fn newest(conversation: &Conversation) -> Option<&Challenge> {
    let codes = &conversation.identity.codes;
    codes.iter().rfind(|c| !c.over)
}

impl Asked {
    /// Adds the code's way to the address.
    pub(super) fn add(&self, desk: &Desk, commit: &mut Commit) {
        let Some((code, slot)) = &self.send else {
            return;
        };
        let reply = Reply {
            message: MessageId::new(),
            by: Author::System,
            name: None,
            text: notices::code(desk, &code.0),
            citations: Vec::new(),
            actions: Vec::new(),
        };
        let parts = match desk.channel(&self.to.inbox) {
            Some(channel) => channel.render(&reply),
            None => vec![reply.text.clone()],
        };
        let deliveries: Vec<DeliveryId> = parts.iter().map(|_| DeliveryId::new()).collect();
        let lane = Lane::of_address(&commit.business, &self.to.inbox, &self.to.address);
        commit.jobs.extend(deliveries.iter().map(|delivery| Job {
            conversation: commit.conversation,
            task: Task::Deliver(*delivery),
            lane,
            due: commit.at,
            attempt: 0,
        }));
        commit.releases.extend(self.old.iter().cloned());
        commit.claims.push(claim(slot.clone(), commit.events.len()));
        let sent = Event::CodeSent {
            inbox: self.to.inbox.clone(),
            deliveries,
        };
        commit.events.push(sent.with(Body::Code {
            code: Code(match &self.second {
                Some(second) => format!("{}{}", code.0, second.0),
                None => code.0.clone(),
            }),
            reply,
            to: self.to.address.clone(),
            parts,
        }));
    }
}

impl Tried {
    /// Adds what comes of it and says what the customer is told; `None` if no code is out any more.
    pub(super) fn add(&self, conversation: &Conversation, commit: &mut Commit) -> Option<String> {
        let challenge = newest(conversation)?;
        if self.now.since(challenge.at) >= limits::CODE_MS {
            return Some(notices::code_expired());
        }
        if challenge.tries >= limits::CODE_TRIES {
            return Some(notices::code_used_up());
        }
        // Two tries at once are two tries.
        commit.expect = Expect::At(conversation.revision);
        let right = self.digits.as_bytes().ct_eq(challenge.code.0.as_bytes());
        if !bool::from(right) {
            commit.events.push(Event::CodeTried.into());
            let left = limits::CODE_TRIES - challenge.tries - 1;
            return Some(match left {
                0 => notices::code_used_up(),
                left => notices::wrong_code(left),
            });
        }
        match &self.joins {
            Ok(brought) if brought.iter().any(|b| b.routes.contains(&challenge.to)) => {
                join::add(commit, brought, Proof::Code);
                Some(notices::joined(&challenge.to.address))
            }
            Ok(_) => None,
            Err(refusal) => Some(refusal.to_customer(&challenge.to.address)),
        }
    }
}

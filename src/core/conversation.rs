//! What a journal replays to: the state of one conversation. [`Conversation::apply`] is the only way to change
//! it, so that a snapshot can always be thrown away.

mod case;
mod change;
mod identity;
mod launch;
mod spending;

pub use case::{Card, Case, Replaced, ReplyFate};
pub use change::Change;
pub use identity::{Brought, Challenge, Code, Identity, Joined, Rerouted};
pub use launch::{Proposal, Served};
pub use spending::Spending;

use crate::{
    Address, BusinessId, ConversationId, CustomerId, DeliveryId, InboxName, MessageId, Route,
    StaffId, Timestamp,
    event::{Body, ConversationKind, Entry, Event, FailureReason, Handling, Outcome},
    limits,
    message::{Author, File, Loss, Reply, Thread},
    store::Revision,
};
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, sync::Arc};

/// Who answers. Exactly one at any moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// The machine.
    Assistant,
    /// Nobody yet: staff were asked.
    Queue,
    /// This member of staff.
    Staff(StaffId),
}

/// The state of one conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Whose customer.
    pub business: BusinessId,
    /// With whom.
    pub customer: CustomerId,
    /// What kind of conversation.
    pub kind: ConversationKind,
    /// The last entry of its journal.
    pub seq: u64,
    /// The last entry that matters to decisions.
    pub revision: Revision,
    /// Who answers.
    pub owner: Owner,
    /// Where the customer last wrote from: replies go there.
    pub route: Option<Route>,
    /// The name the customer goes by.
    pub name: Option<String>,
    /// When the oldest message came that nobody has answered.
    pub unanswered_since: Option<Timestamp>,
    /// Messages of the customer that nobody has answered, oldest first.
    pub unanswered: Vec<MessageId>,
    /// What was said last, oldest first; at most [`limits::RECENT_MESSAGES`].
    pub recent: VecDeque<Said>,
    /// The latest case, open or resolved.
    pub case: Option<Case>,
    /// Addresses that opted out.
    pub opted_out: Vec<Address>,
    /// Addresses that do not exist or take no messages.
    pub undeliverable: Vec<Address>,
    /// The last message of each address's thread of mail.
    pub threads: Vec<(Address, Thread)>,
    /// Short facts about the customer.
    pub facts: Vec<String>,
    /// Deliveries that are neither made nor given up, in the order in which they leave.
    pub pending: Vec<Pending>,
    /// How many turns in a row ended without an answer from the sources.
    pub unhelped: u32,
    /// What kind of answer the last message of the desk was.
    pub last_outcome: Option<Outcome>,
    /// Which addresses are the customer's.
    pub identity: Identity,
    /// The last message that left another way than it was to.
    pub rerouted: Option<Rerouted>,
    /// What the models cost.
    pub spending: Spending,
    /// The arm of an experiment that answers here.
    pub served: Option<Served>,
    /// What tools changed outside on account of messages that nobody has answered, oldest first; at most [`limits::CHANGES`].
    pub changes: Vec<Change>,
}

/// One thing said, as the next prompt needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Where it stands in the journal.
    pub seq: u64,
    /// The message.
    pub message: MessageId,
    /// By whom.
    pub by: Author,
    /// The words.
    pub text: Arc<str>,
    /// When.
    pub at: Timestamp,
    /// Whether it was only kept (over the limit, a command) and is no turn's business.
    pub kept_only: bool,
    /// Files that came with it.
    pub files: Vec<File>,
    /// With which address.
    pub with: Option<Address>,
    /// The conversation in whose journal it stands, if it is another one's.
    pub of: Option<ConversationId>,
}

/// What a delivery is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A message goes where it was meant to go.
    Message,
    /// The same, even to an address that opted out (the confirmation of STOP).
    DespiteOptOut,
    /// A message goes there because it could not arrive elsewhere.
    Fallback,
    /// A code goes to an address that may be somebody else's.
    Code,
}

/// A delivery that is neither made nor given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The delivery.
    pub delivery: DeliveryId,
    /// Where its message stands in the journal.
    pub seq: u64,
    /// The message.
    pub reply: Arc<Reply>,
    /// This part, as rendered.
    pub part: Arc<str>,
    /// Which part, from 0.
    pub index: u16,
    /// How it leaves.
    pub route: Route,
    /// Whether an attempt may have been made whose end we do not know.
    pub attempted: bool,
    /// What it is for.
    pub purpose: Purpose,
    /// Files that go with it.
    pub files: Vec<File>,
}

impl Conversation {
    /// The empty conversation that a journal is replayed onto.
    pub fn empty(business: BusinessId, id: ConversationId, customer: CustomerId) -> Self {
        Self {
            id,
            business,
            customer,
            kind: ConversationKind::Customer,
            seq: 0,
            revision: Revision(0),
            owner: Owner::Assistant,
            route: None,
            name: None,
            unanswered_since: None,
            unanswered: Vec::new(),
            recent: VecDeque::new(),
            case: None,
            opted_out: Vec::new(),
            undeliverable: Vec::new(),
            threads: Vec::new(),
            facts: Vec::new(),
            pending: Vec::new(),
            unhelped: 0,
            last_outcome: None,
            identity: Identity::default(),
            rerouted: None,
            spending: Spending::default(),
            served: None,
            changes: Vec::new(),
        }
    }

    /// Whether messages to this address are forbidden.
    pub fn is_opted_out(&self, address: &Address) -> bool {
        self.opted_out.contains(address)
    }

    /// The thread of mail with this address.
    pub fn thread(&self, address: &Address) -> Option<&Thread> {
        let known = self.threads.iter().find(|(a, _)| a == address);
        known.map(|(_, thread)| thread)
    }

    /// The case that waits for people or is with them.
    pub fn open_case(&self) -> Option<&Case> {
        self.case.as_ref().filter(|c| c.resolved_by.is_none())
    }

    /// Replays one entry.
    pub fn apply(&mut self, entry: &Entry) {
        self.seq = entry.seq;
        self.apply_to_launch(entry);
        if entry.event.is_material() {
            self.revision = Revision(entry.seq);
        }
        match &entry.event {
            Event::ConversationOpened { customer, kind } => {
                self.customer = *customer;
                self.kind = kind.clone();
            }
            Event::MessageReceived {
                message,
                inbox,
                handling,
                ..
            } => {
                self.received(entry, *message, inbox, *handling);
            }
            Event::MessageWritten { .. } => self.written(entry),
            Event::DeliveryAttempted { delivery } => {
                if let Some(p) = self.pending.iter_mut().find(|p| p.delivery == *delivery) {
                    p.attempted = true;
                }
            }
            Event::DeliveryPutOff { delivery } => {
                if let Some(p) = self.pending.iter_mut().find(|p| p.delivery == *delivery) {
                    p.attempted = false;
                }
            }
            Event::DeliverySent { delivery, .. } => self.delivered(*delivery, None),
            Event::DeliveryFailed { delivery, why } => self.delivered(*delivery, Some(why)),
            Event::OwnerChanged { owner } => self.owner = owner.clone(),
            Event::OptedOut => {
                if let Body::Address(a) = &entry.body
                    && !self.opted_out.contains(a)
                {
                    self.opted_out.push(a.clone());
                }
            }
            Event::OptedIn => {
                if let Body::Address(a) = &entry.body {
                    self.opted_out.retain(|o| o != a);
                }
            }
            Event::AddressLost { loss } => self.lost(entry, *loss),
            Event::MessageEdited { message } => self.edited(entry, *message),
            Event::FileFetched { message, index } => self.fetched(entry, *message, *index),
            Event::FactRemembered { .. } => self.remembered(entry),
            Event::CostSettled { micros, .. } => self.spending.add(entry.at, *micros),
            Event::TurnSkipped { .. } => self.answered(),
            Event::ChangeMade { .. } => self.changed(entry),
            Event::AddressJoined { proof } => self.apply_joined(entry, *proof),
            Event::AddressParted => self.apply_parted(entry),
            Event::CodeSent { inbox, deliveries } => self.apply_code_sent(entry, inbox, deliveries),
            Event::CodeTried => self.apply_code_tried(),
            Event::InviteGiven => {
                if let Body::Secret(token) = &entry.body {
                    self.identity.invite = Some((token.clone(), entry.at));
                }
            }
            Event::MessageRerouted {
                from,
                why,
                inbox,
                deliveries,
            } => self.apply_rerouted(entry, inbox, deliveries, (from, why.as_ref())),
            event => self.apply_to_case(entry, event),
        }
    }

    fn received(
        &mut self,
        entry: &Entry,
        message: MessageId,
        inbox: &InboxName,
        handling: Handling,
    ) {
        let Body::Said {
            from,
            name,
            text,
            files,
            thread,
        } = &entry.body
        else {
            return;
        };
        if handling != Handling::Bystander {
            let route = Route {
                inbox: inbox.clone(),
                address: from.clone(),
            };
            self.identity.origin.get_or_insert_with(|| route.clone());
            self.route = Some(route);
            if name.is_some() {
                self.name.clone_from(name);
            }
            self.undeliverable.retain(|a| a != from);
            self.threaded(from, thread.as_ref());
        }
        if handling == Handling::Turn {
            self.unanswered.push(message);
            self.unanswered_since.get_or_insert(entry.at);
        }
        self.remember_said(Said {
            seq: entry.seq,
            message,
            by: Author::Customer,
            text: text.as_str().into(),
            at: entry.at,
            kept_only: handling != Handling::Turn,
            files: files.clone(),
            with: Some(from.clone()),
            of: None,
        });
    }

    fn threaded(&mut self, from: &Address, thread: Option<&Thread>) {
        let Some(thread) = thread else { return };
        self.threads.retain(|(a, _)| a != from);
        self.threads.push((from.clone(), thread.clone()));
        if self.threads.len() > limits::THREADS {
            self.threads.remove(0);
        }
    }

    fn lost(&mut self, entry: &Entry, loss: Loss) {
        let Body::Address(address) = &entry.body else {
            return;
        };
        let list = match loss {
            Loss::OptedOut => &mut self.opted_out,
            Loss::Undeliverable => &mut self.undeliverable,
        };
        if !list.contains(address) {
            list.push(address.clone());
        }
    }

    /// What was changed is unanswered again.
    fn edited(&mut self, entry: &Entry, message: MessageId) {
        let Body::Said { text, .. } = &entry.body else {
            return;
        };
        let Some(said) = self.recent.iter_mut().find(|s| s.message == message) else {
            return;
        };
        said.text = text.as_str().into();
        if !said.kept_only && !self.unanswered.contains(&message) {
            self.unanswered.push(message);
            self.unanswered_since.get_or_insert(entry.at);
        }
    }

    fn fetched(&mut self, entry: &Entry, message: MessageId, index: u16) {
        let Body::File(file) = &entry.body else {
            return;
        };
        let said = self.recent.iter_mut().find(|s| s.message == message);
        if let Some(known) = said.and_then(|s| s.files.get_mut(usize::from(index))) {
            *known = file.clone();
        }
    }

    fn written(&mut self, entry: &Entry) {
        let Event::MessageWritten {
            message,
            by,
            inbox,
            deliveries,
            despite_opt_out,
            outcome,
            ..
        } = &entry.event
        else {
            return;
        };
        if *outcome != Outcome::Notice {
            self.answered();
            self.unhelped = if *outcome == Outcome::Unknown {
                self.unhelped + 1
            } else {
                0
            };
        }
        self.last_outcome = Some(*outcome);
        let Body::Written {
            reply,
            to,
            parts,
            files,
        } = &entry.body
        else {
            return;
        };
        self.remember_said(Said {
            seq: entry.seq,
            message: *message,
            by: by.clone(),
            text: reply.text.as_str().into(),
            at: entry.at,
            kept_only: false,
            files: files.clone(),
            with: Some(to.clone()),
            of: None,
        });
        let route = Route {
            inbox: inbox.clone(),
            address: to.clone(),
        };
        let purpose = if *despite_opt_out {
            Purpose::DespiteOptOut
        } else {
            Purpose::Message
        };
        self.leaves(entry, (reply, parts, files), &route, deliveries, purpose);
        if let (Author::Staff(staff), Some(case)) = (by, &mut self.case) {
            case.last_reply = Some(ReplyFate {
                message: *message,
                staff: staff.clone(),
                deliveries: deliveries.clone(),
                open: deliveries.clone(),
                failed: None,
            });
        }
    }

    fn answered(&mut self) {
        self.unanswered.clear();
        self.unanswered_since = None;
        self.changes.clear();
    }

    fn delivered(&mut self, delivery: DeliveryId, failed: Option<&FailureReason>) {
        self.pending.retain(|p| p.delivery != delivery);
        if let Some(fate) = self.case.as_mut().and_then(|c| c.last_reply.as_mut())
            && fate.open.contains(&delivery)
        {
            fate.open.retain(|d| *d != delivery);
            if let Some(why) = failed {
                fate.failed = Some(why.clone());
            }
        }
    }

    fn remembered(&mut self, entry: &Entry) {
        let Body::Text(fact) = &entry.body else {
            return;
        };
        self.facts.retain(|f| f != fact);
        for joined in &mut self.identity.joined {
            // Said here as well now: it stays when whoever brought it parts.
            joined.facts.retain(|f| f != fact);
        }
        self.facts.push(fact.clone());
        if self.facts.len() > limits::FACTS {
            self.facts.remove(0);
        }
    }

    fn remember_said(&mut self, said: Said) {
        self.recent.push_back(said);
        self.trim_recent();
    }

    fn trim_recent(&mut self) {
        let mut chars: usize = self.recent.iter().map(|s| s.text.len()).sum();
        while self.recent.len() > limits::RECENT_MESSAGES
            || (chars > limits::RECENT_BYTES && self.recent.len() > 1)
        {
            chars -= self.recent.pop_front().map_or(0, |s| s.text.len());
        }
    }
}

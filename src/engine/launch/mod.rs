//! An assistant that is put to work bit by bit: whose answers wait for staff, which arm of an experiment answers whom, how the arms do, and
//! when one of them is not used any more.

mod drafts;
pub mod numbers;
pub mod stats;
mod tally;

pub(crate) use drafts::{Held, asks_to_send, goes_on, send, send_word};
pub(crate) use tally::Tallies;

use crate::{Desk, Engine, prompt::Prompt, receipt::version, turn::Decision, worker::Undone};
use frontdesk_core::{
    Conversation, CustomerId, InboxName, MessageId, Route, TurnId,
    business::LaunchMode,
    event::{Event, Outcome},
    llm::Llm,
    store::Draft,
};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc};

/// How far an assistant is put to work, as the engine reads it from a business's file.
#[derive(Clone, Default)]
pub struct Rollout {
    /// On inboxes that are not listed.
    pub general: Rule,
    /// On an inbox.
    pub inboxes: HashMap<InboxName, Rule>,
    /// The arms of an experiment, the first of which the others are measured against; none or one: no experiment.
    pub arms: Vec<Arm>,
}

impl Rollout {
    fn on(&self, inbox: &InboxName) -> Rule {
        self.inboxes.get(inbox).copied().unwrap_or(self.general)
    }

    /// The arm that a customer drew; `None` without an experiment.
    fn arm_of(&self, business: &str, customer: CustomerId) -> Option<&Arm> {
        if self.arms.len() < 2 {
            return None;
        }
        let shares = self.arms.iter().map(|a| (&*a.name, a.share));
        let drawn = best(business, shares, customer)?;
        self.arms.iter().find(|a| a.name == drawn)
    }
}

/// Who answers on an inbox.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Who.
    pub mode: LaunchMode,
    /// The assistant's share of the customers, in per cent.
    pub share: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            mode: LaunchMode::Live,
            share: 100.0,
        }
    }
}

/// One of the assistants that are compared.
#[derive(Clone)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// Its part of the customers, in relation to those of the others.
    pub share: f64,
    /// Whether it is not used any more once it does clearly worse than the first.
    pub step_back: bool,
    /// Its instructions.
    pub prompt: Prompt,
    /// Its models.
    pub models: Vec<Arc<dyn Llm>>,
}

impl Arm {
    /// What it is, in short: another prompt or model under the same name is another arm.
    pub fn version(&self) -> String {
        let models = self.models.iter().map(|m| m.name());
        let parts: Vec<&str> = std::iter::once(self.prompt.version())
            .chain(models)
            .collect();
        version(&parts.join("\n"))
    }
}

/// A number from 0 to 1 that a customer keeps: the first eight bytes of a SHA-256.
#[expect(
    clippy::cast_precision_loss,
    reason = "a share needs no more than 53 bits"
)]
fn drawn(business: &str, salt: &str, customer: CustomerId) -> f64 {
    let mut hash = Sha256::new();
    for part in [business, salt] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update(customer.to_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let first = u64::from_be_bytes(*hash.first_chunk().expect("a hash has 32 bytes"));
    (first >> 11) as f64 / (1u64 << 53) as f64
}

/// The name that a customer draws. Each draws for itself and the best draw wins, weighted by the shares (the shortest wait of
/// exponential clocks with these rates), so that a greater share only brings customers in, and a name that goes hands on its own alone.
fn best<'a>(
    business: &str,
    shares: impl Iterator<Item = (&'a str, f64)>,
    customer: CustomerId,
) -> Option<&'a str> {
    let wait = |(name, share): &(&str, f64)| {
        let drawn = drawn(business, &format!("arm {name}"), customer);
        -(1.0 - drawn).ln() / share
    };
    let drawing = shares.filter(|(_, share)| *share > 0.0);
    let best = drawing.min_by(|a, b| wait(a).total_cmp(&wait(b)));
    best.map(|(name, _)| name)
}

/// How a turn is answered.
pub(crate) struct Plan {
    mode: LaunchMode,
    /// The arm's name and version.
    arm: Option<(String, String)>,
    /// The desk that drafts, where it is not the usual one.
    desk: Option<Desk>,
}

impl Engine {
    /// How the next turn of a conversation is answered.
    pub(crate) async fn plan(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        route: &Route,
    ) -> Result<Plan, Undone> {
        let rule = desk.rollout.on(&route.inbox);
        let business = desk.business.id.as_str();
        // Whoever is inside at some share is inside at any greater one.
        let outside = || {
            rule.share < 100.0
                && drawn(business, "share", conversation.customer) * 100.0 >= rule.share
        };
        let mode = match rule.mode {
            // What staff were asked to approve they still approve.
            LaunchMode::Live if conversation.waits_quietly() || outside() => LaunchMode::Approve,
            mode => mode,
        };
        let arm = match desk.rollout.arm_of(business, conversation.customer) {
            Some(drawn) => Some(self.in_use(desk, drawn).await?),
            None => None,
        };
        let mut drafting = arm.map(|arm| Desk {
            prompt: arm.prompt.clone(),
            models: arm.models.clone(),
            ..desk.clone()
        });
        if mode != LaunchMode::Live {
            // Without a channel it shows the customer neither that it writes nor what.
            let mut silent = drafting.unwrap_or_else(|| desk.clone());
            silent.channels.clear();
            // And it changes nothing: what it would say may never be sent.
            silent.tools.retain(|tool| !tool.writes());
            drafting = Some(silent);
        }
        Ok(Plan {
            mode,
            arm: arm.map(|arm| (arm.name.clone(), arm.version())),
            desk: drafting,
        })
    }
}

impl Plan {
    /// The desk that drafts.
    pub(crate) fn desk<'a>(&'a self, usual: &'a Desk) -> &'a Desk {
        self.desk.as_ref().unwrap_or(usual)
    }

    /// What a decision comes to under this plan: who answered is noted, and what is not to be sent is held.
    pub(crate) fn settle(self, mut decision: Decision) -> Decision {
        let handed_off = matches!(decision, Decision::HandOff { .. });
        if let Some(events) = decision.events()
            && let Some((turn, message)) = events.iter().find_map(made)
        {
            if handed_off && self.mode != LaunchMode::Live {
                // There is no draft; the report still has to know how the turn was to be answered.
                let shown = self.mode == LaunchMode::Approve;
                let outcome = Outcome::HandedOff;
                events.push(Draft::from(Event::DraftMade {
                    turn,
                    message,
                    outcome,
                    shown,
                }));
            }
            if let Some((arm, version)) = self.arm {
                let served = Event::ArmServed { turn, arm, version };
                events.insert(0, Draft::from(served));
            }
        }
        match self.mode {
            LaunchMode::Live => decision,
            mode => Held::of(decision, mode == LaunchMode::Approve),
        }
    }
}

/// The answer that an event says was made.
fn made(draft: &Draft) -> Option<(TurnId, MessageId)> {
    match draft.event {
        Event::AnswerMade { turn, message, .. } => Some((turn, message)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

//! How the arms of an experiment do, counted while they work, and what is done when one does clearly worse than the first.
//!
//! The counts are in memory and under a mark of the store, which costs no sync of the disk; what a conversation added to them stands in its own
//! state. That an arm is not used any more is an event on a journal of the desk's own, in one commit with what tells staff.

use super::{
    Arm,
    stats::{Rate, clearly_worse},
};
use crate::{Desk, Engine, intake::unexpected, limits};
use frontdesk_core::{
    BusinessId, Conversation, Error, ErrorKind, Result,
    conversation::Served,
    event::{ConversationKind, Event, Topic},
    store::{ClaimKey, CommitError},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The mark that keeps the counts; no inbox can have such a name.
const MARK: &str = "~launch/arms";

/// The journal of a business's experiments.
pub(crate) fn launch_key() -> ClaimKey {
    ClaimKey("launch".into())
}

/// What was counted of an arm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Counted {
    arm: String,
    version: String,
    /// Conversations.
    n: u64,
    /// Those that went badly.
    bad: u64,
}

/// The counts of one business.
#[derive(Debug, Default)]
struct Tally {
    known: bool,
    counted: Vec<Counted>,
    /// Name and version of each arm that is not used any more.
    dropped: Vec<(String, String)>,
}

impl Tally {
    /// Counts what a conversation adds.
    fn add(&mut self, before: Option<&Served>, after: &Served) {
        let same = |s: &&Served| s.arm == after.arm && s.version == after.version;
        let before = before.filter(same);
        let known = self
            .counted
            .iter()
            .position(|c| c.arm == after.arm && c.version == after.version);
        let place = known.unwrap_or_else(|| {
            if self.counted.len() >= limits::ARM_COUNTS {
                self.counted.remove(0);
            }
            self.counted.push(Counted {
                arm: after.arm.clone(),
                version: after.version.clone(),
                n: 0,
                bad: 0,
            });
            self.counted.len() - 1
        });
        let counted = &mut self.counted[place];
        counted.n += u64::from(before.is_none());
        counted.bad += u64::from(after.bad && before.is_none_or(|b| !b.bad));
    }

    /// How often conversations of an arm went badly.
    fn bad(&self, arm: &Arm) -> Rate {
        let version = arm.version();
        let mut counted = self.counted.iter();
        let counted = counted.find(|c| c.arm == arm.name && c.version == version);
        counted.map_or(Rate::default(), |c| Rate {
            hits: c.bad,
            n: c.n,
        })
    }

    fn is_dropped(&self, arm: &Arm) -> bool {
        let version = arm.version();
        let dropped = &mut self.dropped.iter();
        dropped.any(|(name, v)| *name == arm.name && *v == version)
    }
}

/// The counts of all businesses. Each is behind a lock of its own, held while a mark is kept.
#[derive(Default)]
pub(crate) struct Tallies {
    tallies: Mutex<HashMap<BusinessId, Arc<tokio::sync::Mutex<Tally>>>>,
}

impl Tallies {
    fn of(&self, business: &BusinessId) -> Arc<tokio::sync::Mutex<Tally>> {
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        tallies.entry(business.clone()).or_default().clone()
    }
}

impl Engine {
    /// The arm in the place of `drawn`: the first one if `drawn` is not used any more.
    pub(super) async fn in_use<'a>(&self, desk: &'a Desk, drawn: &'a Arm) -> Result<&'a Arm> {
        let tally = self.tallies.of(&desk.business.id);
        let mut tally = tally.lock().await;
        self.recall_arms(&desk.business.id, &mut tally).await?;
        Ok(match desk.rollout.arms.first() {
            Some(first) if tally.is_dropped(drawn) => first,
            _ => drawn,
        })
    }

    /// Counts what a commit changed in how a conversation went, and looks whether an arm does clearly worse than the first. The commit
    /// is made: what fails here is told in the log alone.
    pub(crate) async fn count_arms(
        &self,
        desk: &Desk,
        before: &Conversation,
        after: &Conversation,
    ) {
        if desk.rollout.arms.len() < 2 || before.served == after.served {
            return;
        }
        let Some(served) = &after.served else { return };
        let counted = self.count_arm(desk, before.served.as_ref(), served).await;
        if let Err(error) = counted {
            tracing::error!(%error, business = %desk.business.id, "the arms cannot be counted");
        }
    }

    async fn count_arm(&self, desk: &Desk, before: Option<&Served>, served: &Served) -> Result<()> {
        let business = &desk.business.id;
        let tally = self.tallies.of(business);
        let mut tally = tally.lock().await;
        self.recall_arms(business, &mut tally).await?;
        tally.add(before, served);
        let kept = serde_json::to_string(&tally.counted)
            .map_err(|e| Error::new(ErrorKind::Unexpected, "keeping counts").because(e))?;
        self.store.set_mark(business, MARK, kept).await?;
        let Some((first, others)) = desk.rollout.arms.split_first() else {
            return Ok(());
        };
        let good = tally.bad(first);
        for arm in others {
            let bad = tally.bad(arm);
            if arm.step_back && !tally.is_dropped(arm) && clearly_worse(bad, good) {
                self.drop_arm(desk, (arm, bad), (first, good)).await?;
                tally.dropped.push((arm.name.clone(), arm.version()));
            }
        }
        Ok(())
    }

    /// Reads what earlier processes counted and decided, once.
    async fn recall_arms(&self, business: &BusinessId, tally: &mut Tally) -> Result<()> {
        if tally.known {
            return Ok(());
        }
        if let Some(kept) = self.store.mark(business, MARK).await? {
            tally.counted = serde_json::from_str(&kept).unwrap_or_default();
        }
        if let Some(known) = self.store.lookup(business, &launch_key()).await? {
            let entries = self
                .store
                .journal(business, known.conversation, 0, limits::ARM_ENTRIES)
                .await?;
            let dropped = entries.into_iter().filter_map(|e| match e.event {
                Event::ArmDropped { arm, version, .. } => Some((arm, version)),
                _ => None,
            });
            tally.dropped = dropped.collect();
        }
        tally.known = true;
        Ok(())
    }

    /// Keeps that an arm is not used any more, and tells staff.
    async fn drop_arm(
        &self,
        desk: &Desk,
        (arm, bad): (&Arm, Rate),
        (first, good): (&Arm, Rate),
    ) -> Result<()> {
        let business = &desk.business.id;
        for _ in 0..limits::COMMIT_TRIES {
            let kind = ConversationKind::Launch;
            let mut commit = self.own_journal(business, launch_key(), kind).await?;
            let dropped = Event::ArmDropped {
                arm: arm.name.clone(),
                version: arm.version(),
                counts: (bad.n, bad.hits),
                first: (good.n, good.hits),
            };
            commit.events.push(dropped.into());
            let reason = format!(
                "the arm \"{}\" went badly in {} of {} conversations, \"{}\" in {} of {}: everybody gets \"{}\" now",
                arm.name, bad.hits, bad.n, first.name, good.hits, good.n, first.name
            );
            self.open_case(desk, &mut commit, Topic::Trouble, &reason)
                .await?;
            match self.store.commit(commit).await {
                Ok(_) => {
                    tracing::info!(%business, arm = arm.name, "an arm is not used any more");
                    metrics::counter!("frontdesk_arms_dropped_total").increment(1);
                    return Ok(());
                }
                Err(CommitError::Taken(key, _)) => self.number_taken(business, &key),
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "dropping an arm"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(arm: &str, bad: bool) -> Served {
        Served {
            arm: arm.into(),
            version: "1".into(),
            bad,
        }
    }

    #[test]
    fn a_conversation_counts_once_and_goes_badly_once() {
        let mut tally = Tally::default();
        tally.add(None, &served("b", false));
        tally.add(Some(&served("b", false)), &served("b", true));
        tally.add(None, &served("b", true));
        tally.add(Some(&served("b", true)), &served("a", false));
        let counts: Vec<_> = tally
            .counted
            .iter()
            .map(|c| (&*c.arm, c.n, c.bad))
            .collect();
        assert_eq!(counts, [("b", 2, 2), ("a", 1, 0)]);
    }
}

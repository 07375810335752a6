//! One group of commits on its way to the disk: each is checked against what is durable and what the commits before
//! it in the group change. Nothing outside the plan changes until the group is on disk.

use super::{
    Shared,
    claims::Seen,
    records::{self, encode_claimed, encode_job},
    replay,
    states::{Place, State},
};
use crate::{
    checks::{self, IntoCommit},
    jobs::{JobPlan, Placed},
    limits,
    vault::{ClaimHash, CustomerKey},
};
use frontdesk_core::{
    BusinessId, Conversation, Error, Result,
    event::Entry,
    store::{Claimed, Commit, CommitError, Committed},
};
use sled::{Batch, IVec};
use std::{
    collections::{HashMap, hash_map},
    sync::Arc,
};

/// A commit with everything worked out that can be before it has its place in the order.
pub(super) struct Prepared {
    /// The commit, without its events.
    pub(super) commit: Commit,
    /// Its events as entries, numbered from 0 until they have their place.
    pub(super) entries: Vec<Entry>,
    /// The value of its journal record.
    pub(super) record: IVec,
    /// Names it gives up, and what they led to.
    pub(super) releases: Vec<(ClaimHash, Seen)>,
    /// Names it takes, and what they led to.
    pub(super) claims: Vec<(ClaimHash, Seen)>,
    /// The key that its bodies are sealed with, if it has any.
    pub(super) key: Option<Arc<CustomerKey>>,
}

/// Something before and after the group.
struct Change<T> {
    before: T,
    after: T,
}

/// A group.
pub(super) struct Plan<'a> {
    shared: &'a Shared,
    states: HashMap<Place, Change<State>>,
    claims: HashMap<ClaimHash, Change<Option<Claimed>>>,
    jobs: JobPlan,
    batch: Batch,
    /// Journal and snapshot records in the batch.
    written: Vec<IVec>,
    /// Keys that are in the batch.
    keys: Vec<(IVec, Arc<CustomerKey>)>,
    changes: bool,
}

impl<'a> Plan<'a> {
    pub(super) fn new(shared: &'a Shared) -> Self {
        Self {
            shared,
            states: HashMap::new(),
            claims: HashMap::new(),
            jobs: JobPlan::default(),
            batch: Batch::default(),
            written: Vec::new(),
            keys: Vec::new(),
            changes: false,
        }
    }

    /// Adds a commit to the group, or says what does not hold.
    /// What is left of it goes back to the caller to be dropped there: the writer's time is everybody's.
    pub(super) fn add(&mut self, prepared: &mut Prepared) -> Result<Committed, CommitError> {
        let commit = &prepared.commit;
        self.check_settles(commit)?;
        let place = (commit.business.clone(), commit.conversation);
        let present = self.state(&place).map_err(Error::into_commit)?;
        checks::expectation(commit, present.as_deref())?;
        let before = present.as_ref().map_or(0, |s| s.seq);
        let first = if prepared.entries.is_empty() {
            before
        } else {
            before + 1
        };
        let claims = self.check_claims(prepared, first)?;
        // Nothing fails from here on.
        for (hash, before, after) in claims {
            let entry = self.claims.entry(hash).or_insert(Change { before, after });
            entry.after = after;
            self.changes = true;
        }
        if !(commit.settles.is_empty() && commit.cancels.is_empty() && commit.jobs.is_empty()) {
            self.jobs.add(&mut self.shared.jobs(), commit);
            self.changes = true;
        }
        let state = match present {
            Some(state) if prepared.entries.is_empty() => state,
            None if prepared.entries.is_empty() => Arc::new(empty(commit)),
            present => {
                drop(present);
                self.append(place, first, prepared)
            }
        };
        Ok(Committed { first, state })
    }

    /// Whether there is anything to write.
    pub(super) fn has_changes(&self) -> bool {
        self.changes
    }

    /// Tells the readers what is about to change, and gives what is to be written.
    pub(super) fn begin(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.batch);
        for (hash, change) in self.claims.iter().filter(|(_, c)| c.before != c.after) {
            put_claim(&mut batch, hash, change.after.as_ref());
        }
        for (key, planned) in self.jobs.changes() {
            let (before, after) = (planned.before.as_ref(), planned.after.as_ref());
            put_job(&mut batch, &key.business, before, after);
        }
        let shared = self.shared;
        shared.states.begin(
            self.states
                .iter()
                .map(|(p, c)| (p.clone(), c.before.clone())),
        );
        shared
            .claims
            .begin(self.claims.iter().map(|(hash, c)| (*hash, c.before)));
        batch
    }

    /// The group is on disk: everybody may see it.
    pub(super) fn publish(self) {
        let shared = self.shared;
        let changed = self
            .states
            .into_values()
            .filter(|c| seq(&c.before) != seq(&c.after));
        shared.states.publish(changed.filter_map(|c| c.after));
        shared
            .claims
            .publish(self.claims.into_iter().map(|(hash, c)| (hash, c.after)));
        for (_, key) in self.keys {
            key.set_saved();
        }
        let mut jobs = shared.jobs();
        self.jobs.publish(&mut jobs);
        let sooner = jobs.take_sooner();
        drop(jobs);
        shared.wakes.ring(sooner);
    }

    /// The group may or may not be on disk: gives what undoes it. Readers see what was before until it is undone.
    pub(super) fn abandon(self) -> Batch {
        let mut undo = Batch::default();
        for key in self.written {
            undo.remove(key);
        }
        for (hash, change) in &self.claims {
            put_claim(&mut undo, hash, change.before.as_ref());
        }
        for (key, planned) in self.jobs.changes() {
            let (before, after) = (planned.before.as_ref(), planned.after.as_ref());
            put_job(&mut undo, &key.business, after, before);
        }
        // Somebody may have read these from the failed group and counts on them.
        for (place, key) in self.keys {
            undo.insert(place, key.wrapped());
        }
        self.jobs.abandon(&mut self.shared.jobs());
        undo
    }

    fn check_settles(&self, commit: &Commit) -> Result<(), CommitError> {
        if commit.settles.is_empty() {
            return Ok(());
        }
        let index = self.shared.jobs();
        let mut settles = commit.settles.iter();
        if settles.all(|s| self.jobs.owns(&index, &commit.business, s)) {
            Ok(())
        } else {
            Err(CommitError::LeaseLost)
        }
    }

    fn state(&mut self, place: &Place) -> Result<State> {
        if let Some(change) = self.states.get(place) {
            return Ok(change.after.clone());
        }
        let state = match self.shared.states.cached(&place.0, place.1) {
            Some(state) => Some(state),
            None => replay::state(self.shared, &self.shared.disk.read()?, &place.0, place.1)?,
        };
        let change = Change {
            before: state.clone(),
            after: state.clone(),
        };
        self.states.insert(place.clone(), change);
        Ok(state)
    }

    /// What the commit does to claims: hash, what it was before the group, what it will be.
    #[expect(clippy::type_complexity, reason = "three words need no name")]
    fn check_claims(
        &self,
        prepared: &Prepared,
        first: u64,
    ) -> Result<Vec<(ClaimHash, Option<Claimed>, Option<Claimed>)>, CommitError> {
        let commit = &prepared.commit;
        let mut changes = Vec::with_capacity(prepared.releases.len() + prepared.claims.len());
        for (hash, seen) in &prepared.releases {
            changes.push((
                *hash,
                self.claimed(hash, *seen).map_err(Error::into_commit)?,
                None,
            ));
        }
        for (claim, (hash, seen)) in commit.claims.iter().zip(&prepared.claims) {
            let before = self.claimed(hash, *seen).map_err(Error::into_commit)?;
            let own = changes
                .iter()
                .rev()
                .find(|(h, ..)| h == hash)
                .map(|(.., after)| *after);
            if let Some(by) = own.unwrap_or(before) {
                return Err(CommitError::Taken(claim.key.clone(), by));
            }
            let claimed = Claimed {
                conversation: commit.conversation,
                customer: commit.customer,
                seq: first + claim.event as u64,
                delivery: claim.delivery,
            };
            changes.push((*hash, before, Some(claimed)));
        }
        Ok(changes)
    }

    fn claimed(&self, hash: &ClaimHash, seen: Seen) -> Result<Option<Claimed>> {
        if let Some(change) = self.claims.get(hash) {
            return Ok(change.after);
        }
        match self.shared.claims.settle(hash, seen) {
            Some(claimed) => Ok(claimed),
            None => self.shared.read_claim(&self.shared.disk.read()?, hash),
        }
    }

    /// Numbers the commit's events and applies them.
    fn append(&mut self, place: Place, first: u64, prepared: &mut Prepared) -> Arc<Conversation> {
        let Prepared {
            commit,
            entries,
            record,
            key,
            ..
        } = prepared;
        let prefix = records::journal_of(&place.0, place.1);
        self.write(records::journal_at(&prefix, first), record.clone());
        if let Some(key) = key.as_ref().filter(|k| !k.is_saved()) {
            let at = IVec::from(records::customer_key_at(&commit.business, commit.customer));
            self.batch.insert(at.clone(), key.wrapped());
            self.keys.push((at, key.clone()));
        }
        let change = match self.states.entry(place) {
            hash_map::Entry::Occupied(o) => o.into_mut(),
            hash_map::Entry::Vacant(v) => v.insert(Change {
                before: None,
                after: None,
            }),
        };
        let state = change.after.get_or_insert_with(|| Arc::new(empty(commit)));
        let writable = Arc::make_mut(state);
        for (seq, entry) in (first..).zip(entries) {
            entry.seq = seq;
            writable.apply(entry);
        }
        let state = state.clone();
        if (first - 1) / limits::SNAPSHOT_EVERY != state.seq / limits::SNAPSHOT_EVERY {
            self.snapshot(&state, key.as_deref());
        }
        state
    }

    /// Writes a snapshot if its customer has a key; without one it could not be sealed, and there is little to replay.
    fn snapshot(&mut self, state: &Conversation, key: Option<&CustomerKey>) {
        let Shared {
            keys, vault, disk, ..
        } = self.shared;
        let found = match key {
            Some(_) => None,
            None => disk
                .read()
                .and_then(|d| keys.find(vault, &d, &state.business, state.customer))
                .unwrap_or_default(),
        };
        let Some(key) = key.or(found.as_deref()) else {
            return;
        };
        let value = records::encode_snapshot(state, key);
        if value.len() <= limits::VALUE_BYTES {
            self.write(records::snapshot_at(&state.business, state.id), value);
        }
    }

    fn write(&mut self, key: Vec<u8>, value: impl Into<IVec>) {
        let key = IVec::from(key);
        self.written.push(key.clone());
        self.batch.insert(key, value);
        self.changes = true;
    }
}

fn empty(commit: &Commit) -> Conversation {
    Conversation::empty(
        commit.business.clone(),
        commit.conversation,
        commit.customer,
    )
}

fn seq(state: &State) -> u64 {
    state.as_ref().map_or(0, |s| s.seq)
}

fn put_claim(batch: &mut Batch, hash: &ClaimHash, claimed: Option<&Claimed>) {
    let key = records::claim_at(hash);
    match claimed {
        Some(claimed) => batch.insert(&key, encode_claimed(claimed)),
        None => batch.remove(&key),
    }
}

fn put_job(batch: &mut Batch, business: &BusinessId, from: Option<&Placed>, to: Option<&Placed>) {
    if from == to {
        return;
    }
    if let Some(from) = from
        && to.is_none_or(|to| to.ordinal != from.ordinal)
    {
        batch.remove(&records::job_at(from.ordinal));
    }
    if let Some(to) = to {
        batch.insert(&records::job_at(to.ordinal), encode_job(business, &to.job));
    }
}

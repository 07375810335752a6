//! Claims that were written lately, in memory. A caller looks its names up on disk before its commit queues; the
//! writer then only needs to know what changed since, and that is here, so it hardly ever asks the disk.

use crate::{limits, vault::ClaimHash};
use frontdesk_core::store::Claimed;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What a caller found on disk, and after which group.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) claimed: Option<Claimed>,
    pub(super) after: u64,
}

/// The claims of the last groups.
pub(super) struct RecentClaims(Mutex<Recent>);

struct Recent {
    /// Groups written so far.
    group: u64,
    young: Generation,
    old: Generation,
    /// Claims of the group that is on its way to the disk, as they were before it.
    pending: HashMap<ClaimHash, Option<Claimed>>,
}

#[derive(Default)]
struct Generation {
    /// The first group in it.
    since: u64,
    claims: HashMap<ClaimHash, Option<Claimed>>,
}

impl RecentClaims {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Recent {
            group: 0,
            young: Generation::default(),
            old: Generation::default(),
            pending: HashMap::new(),
        }))
    }

    /// The number of groups written so far; to be asked before the disk is.
    pub(super) fn group(&self) -> u64 {
        self.lock().group
    }

    /// What a claim durably leads to, given what was read on disk a moment ago.
    pub(super) fn durable(&self, hash: &ClaimHash, read: Option<Claimed>) -> Option<Claimed> {
        let recent = self.lock();
        let known = recent.pending.get(hash).or_else(|| recent.get(hash));
        known.copied().unwrap_or(read)
    }

    /// What a claim leads to; `None` if the disk has to be asked again. For the writer, between groups.
    pub(super) fn settle(&self, hash: &ClaimHash, seen: Seen) -> Option<Option<Claimed>> {
        let recent = self.lock();
        let known = recent.get(hash).copied();
        // All changes since `old` began are known, so what was read after the group before it still holds.
        known.or((seen.after + 1 >= recent.old.since).then_some(seen.claimed))
    }

    /// Notes what claims were before the group that is about to be written.
    pub(super) fn begin(&self, before: impl Iterator<Item = (ClaimHash, Option<Claimed>)>) {
        self.lock().pending.extend(before);
    }

    /// The group is on disk.
    pub(super) fn publish(&self, after: impl Iterator<Item = (ClaimHash, Option<Claimed>)>) {
        let mut recent = self.lock();
        recent.group += 1;
        let group = recent.group;
        if recent.young.claims.len() >= limits::RECENT_CLAIMS {
            let young = Generation {
                since: group,
                claims: HashMap::with_capacity(limits::RECENT_CLAIMS),
            };
            recent.old = std::mem::replace(&mut recent.young, young);
        }
        recent.young.claims.extend(after);
        recent.pending.clear();
    }

    /// The group that failed is undone; nothing that was read meanwhile is trusted.
    pub(super) fn undone(&self) {
        let mut recent = self.lock();
        recent.group += 2;
        let since = recent.group;
        recent.young = Generation {
            since,
            ..Generation::default()
        };
        recent.old = Generation {
            since,
            ..Generation::default()
        };
        recent.pending.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Recent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recent {
    fn get(&self, hash: &ClaimHash) -> Option<&Option<Claimed>> {
        self.young
            .claims
            .get(hash)
            .or_else(|| self.old.claims.get(hash))
    }
}

//! Conversations in memory, the ones used last. Readers get what is durable: a conversation changes here when the
//! group that changes it is on disk.

use crate::limits;
use frontdesk_core::{BusinessId, Conversation, ConversationId, CustomerId};
use lru::LruCache;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A conversation's full name.
pub(super) type Place = (BusinessId, ConversationId);

/// The state of a conversation, if it exists.
pub(super) type State = Option<Arc<Conversation>>;

/// The cache.
pub(super) struct States(Mutex<Inner>);

struct Inner {
    cached: LruCache<ConversationId, Cached>,
    bytes: usize,
    /// Conversations of the group that is on its way to the disk, as they were before it.
    pending: HashMap<Place, State>,
    /// Reads of the journal that go on, with the ticket of the last that began.
    reading: HashMap<ConversationId, u64>,
    last_ticket: u64,
}

struct Cached {
    state: Arc<Conversation>,
    bytes: usize,
}

/// How a look into the cache ended.
pub(super) enum Look {
    /// This is the durable state.
    Known(State),
    /// It has to be read from the journal; the ticket goes to [`States::finish`].
    Read(u64),
}

impl States {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Inner {
            cached: LruCache::unbounded(),
            bytes: 0,
            pending: HashMap::new(),
            reading: HashMap::new(),
            last_ticket: 0,
        }))
    }

    /// The durable state, or a ticket to read it.
    pub(super) fn look(&self, business: &BusinessId, conversation: ConversationId) -> Look {
        let mut inner = self.lock();
        if let Some(known) = inner.known(business, conversation) {
            return Look::Known(known);
        }
        inner.last_ticket += 1;
        let ticket = inner.last_ticket;
        inner.reading.insert(conversation, ticket);
        Look::Read(ticket)
    }

    /// Hands in what was read; `None` if it may be out of date and has to be read again.
    pub(super) fn finish(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
        ticket: u64,
        read: State,
    ) -> Option<State> {
        let mut inner = self.lock();
        let in_time = inner.reading.get(&conversation) == Some(&ticket);
        if in_time {
            inner.reading.remove(&conversation);
        }
        if let Some(known) = inner.known(business, conversation) {
            return Some(known);
        }
        if !in_time {
            return None;
        }
        if let Some(state) = &read {
            inner.insert(state.clone());
        }
        Some(read)
    }

    /// The state that the writer goes on from: the last group is durable or undone, so what is cached is true.
    pub(super) fn cached(&self, business: &BusinessId, id: ConversationId) -> State {
        self.lock().known(business, id).flatten()
    }

    /// The last durable entry of a conversation that is being written to; `None` if it is not.
    pub(super) fn pending_seq(&self, business: &BusinessId, id: ConversationId) -> Option<u64> {
        let inner = self.lock();
        if inner.pending.is_empty() {
            return None;
        }
        let before = inner.pending.get(&(business.clone(), id))?;
        Some(before.as_ref().map_or(0, |state| state.seq))
    }

    /// Notes what conversations were before the group that is about to be written.
    pub(super) fn begin(&self, before: impl Iterator<Item = (Place, State)>) {
        self.lock().pending.extend(before);
    }

    /// The group is on disk.
    pub(super) fn publish(&self, after: impl Iterator<Item = Arc<Conversation>>) {
        // What is replaced is dropped after the lock: readers wait for it.
        let mut replaced = Vec::new();
        let mut inner = self.lock();
        replaced.extend(std::mem::take(&mut inner.pending).into_values().flatten());
        for state in after {
            inner.reading.remove(&state.id);
            replaced.extend(inner.insert(state));
        }
        drop(inner);
    }

    /// The group that failed is undone.
    pub(super) fn undone(&self) {
        let mut inner = self.lock();
        inner.pending.clear();
        inner.reading.clear();
    }

    /// Drops all conversations of a customer.
    pub(super) fn forget(&self, business: &BusinessId, customer: CustomerId) {
        let mut inner = self.lock();
        let theirs = |s: &Conversation| s.customer == customer && s.business == *business;
        let ids: Vec<_> = inner
            .cached
            .iter()
            .filter(|(_, c)| theirs(&c.state))
            .map(|(id, _)| *id)
            .collect();
        for id in ids {
            inner.drop_cached(id);
        }
        inner.reading.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn known(&mut self, business: &BusinessId, id: ConversationId) -> Option<State> {
        if !self.pending.is_empty()
            && let Some(before) = self.pending.get(&(business.clone(), id))
        {
            return Some(before.clone());
        }
        let cached = self.cached.get(&id)?;
        (cached.state.business == *business).then(|| Some(cached.state.clone()))
    }

    fn insert(&mut self, state: Arc<Conversation>) -> Option<Arc<Conversation>> {
        let bytes = weight(&state);
        self.bytes += bytes;
        let replaced = self.cached.put(state.id, Cached { state, bytes });
        if let Some(old) = &replaced {
            self.bytes -= old.bytes;
        }
        while self.cached.len() > limits::CACHED_CONVERSATIONS
            || self.bytes > limits::CACHED_CONVERSATION_BYTES && self.cached.len() > 1
        {
            if let Some((_, old)) = self.cached.pop_lru() {
                self.bytes -= old.bytes;
            }
        }
        replaced.map(|old| old.state)
    }

    fn drop_cached(&mut self, id: ConversationId) {
        if let Some(old) = self.cached.pop(&id) {
            self.bytes -= old.bytes;
        }
    }
}

/// About what a conversation takes in memory, in bytes.
fn weight(state: &Conversation) -> usize {
    let said: usize = state.recent.iter().map(|s| s.text.len() + 160).sum();
    let pending: usize = state
        .pending
        .iter()
        .map(|p| p.part.len() + p.reply.text.len() + 512)
        .sum();
    let facts: usize = state.facts.iter().map(|f| f.len() + 24).sum();
    let case = state
        .case
        .as_ref()
        .map_or(0, |c| c.reason.len() + 256 * (1 + c.cards.len()));
    size_of::<Conversation>() + 256 + said + pending + facts + case + 16 * state.unanswered.len()
}

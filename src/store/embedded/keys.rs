//! Keys of customers: found in memory or on disk, made when a customer first says something.

use super::{
    disk::{Reading, failed},
    records,
};
use crate::{
    limits,
    vault::{CustomerKey, Vault},
};
use frontdesk_core::{BusinessId, CustomerId, Result};
use lru::LruCache;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Cache = LruCache<(BusinessId, CustomerId), Arc<CustomerKey>>;

/// The keys used last. A key that is new is in here until its first commit is through: two keys made for one
/// customer at the same time would lose what was sealed with one of them.
pub(super) struct Keys(Mutex<Cache>);

impl Keys {
    pub(super) fn new() -> Self {
        Self(Mutex::new(LruCache::unbounded()))
    }

    /// The customer's key, if there is one.
    pub(super) fn find(
        &self,
        vault: &Vault,
        disk: &Reading<'_>,
        business: &BusinessId,
        customer: CustomerId,
    ) -> Result<Option<Arc<CustomerKey>>> {
        find(&mut self.lock(), vault, disk, business, customer)
    }

    /// The customer's key, made if there is none. Whoever commits something sealed with it writes it too, unless it
    /// [is saved](CustomerKey::is_saved).
    pub(super) fn find_or_make(
        &self,
        vault: &Vault,
        disk: &Reading<'_>,
        business: &BusinessId,
        customer: CustomerId,
    ) -> Result<Arc<CustomerKey>> {
        let mut cache = self.lock();
        if let Some(key) = find(&mut cache, vault, disk, business, customer)? {
            return Ok(key);
        }
        let key = Arc::new(vault.make_key(business, customer));
        insert(&mut cache, business, customer, &key);
        Ok(key)
    }

    /// Drops a key from memory.
    pub(super) fn forget(&self, business: &BusinessId, customer: CustomerId) {
        self.lock().pop(&(business.clone(), customer));
    }

    fn lock(&self) -> MutexGuard<'_, Cache> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find(
    cache: &mut Cache,
    vault: &Vault,
    disk: &Reading<'_>,
    business: &BusinessId,
    customer: CustomerId,
) -> Result<Option<Arc<CustomerKey>>> {
    if let Some(key) = cache.get(&(business.clone(), customer)) {
        return Ok(Some(key.clone()));
    }
    let stored = disk
        .tree()
        .get(records::customer_key_at(business, customer));
    let Some(wrapped) = stored.map_err(failed)? else {
        return Ok(None);
    };
    let key = vault.unwrap_key(business, customer, &wrapped);
    let key = key.ok_or_else(|| records::corrupt("unwrapping the key of a customer"))?;
    let key = Arc::new(key);
    insert(cache, business, customer, &key);
    Ok(Some(key))
}

fn insert(cache: &mut Cache, business: &BusinessId, customer: CustomerId, key: &Arc<CustomerKey>) {
    cache.put((business.clone(), customer), key.clone());
    // Keys in use stay; there are no more of those than commits under way.
    let mut in_use = Vec::new();
    while cache.len() > limits::CACHED_KEYS {
        match cache.pop_lru() {
            Some((_, key)) if Arc::strong_count(&key) == 1 => {}
            Some(entry) => in_use.push(entry),
            None => break,
        }
    }
    for (owner, key) in in_use {
        cache.put(owner, key);
    }
}

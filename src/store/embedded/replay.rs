//! Reading conversations back from the disk: entries as they were committed, and the state they replay to, from the
//! last snapshot on. A snapshot that is missing, old or unreadable costs time and nothing else.

use super::{
    Shared,
    disk::{Reading, failed},
    records::{self, Record},
    states::State,
};
use crate::vault::CustomerKey;
use frontdesk_core::{BusinessId, Conversation, ConversationId, CustomerId, Result, event::Entry};
use std::sync::Arc;

/// The keys one read needs: as a rule a single customer's.
struct Reader<'a> {
    shared: &'a Shared,
    disk: &'a Reading<'a>,
    business: &'a BusinessId,
    conversation: ConversationId,
    last: Option<(CustomerId, Option<Arc<CustomerKey>>)>,
}

impl Reader<'_> {
    fn key(&mut self, customer: CustomerId) -> Result<Option<Arc<CustomerKey>>> {
        if let Some((of, key)) = &self.last
            && *of == customer
        {
            return Ok(key.clone());
        }
        let Shared { keys, vault, .. } = self.shared;
        let key = keys.find(vault, self.disk, self.business, customer)?;
        self.last = Some((customer, key.clone()));
        Ok(key)
    }

    fn entries(&mut self, record: Record<'_>) -> Result<Vec<Entry>> {
        let key = if record.has_bodies() {
            self.key(record.customer())?
        } else {
            None
        };
        record.entries(self.business, self.conversation, key.as_deref())
    }

    fn snapshot(&mut self) -> Result<Option<Conversation>> {
        let key = records::snapshot_at(self.business, self.conversation);
        let Some(value) = self.disk.tree().get(key).map_err(failed)? else {
            return Ok(None);
        };
        let Some(customer) = records::customer_of_snapshot(&value) else {
            return Ok(None);
        };
        let key = self.key(customer)?;
        Ok(
            key.and_then(|k| {
                records::decode_snapshot(self.business, self.conversation, &k, &value)
            }),
        )
    }
}

/// The state of a conversation as the disk has it, which may be ahead of what is durable.
pub(super) fn state(
    shared: &Shared,
    disk: &Reading<'_>,
    business: &BusinessId,
    conversation: ConversationId,
) -> Result<State> {
    let mut reader = Reader {
        shared,
        disk,
        business,
        conversation,
        last: None,
    };
    let mut state = reader.snapshot()?;
    let prefix = records::journal_of(business, conversation);
    let from = state.as_ref().map_or(1, |s| s.seq + 1);
    let (from, to) = (
        records::journal_at(&prefix, from),
        records::journal_at(&prefix, u64::MAX),
    );
    for item in disk.tree().range(from..=to) {
        let (key, value) = item.map_err(failed)?;
        let record = decode(&key, &value)?;
        let customer = record.customer();
        let state = state
            .get_or_insert_with(|| Conversation::empty(business.clone(), conversation, customer));
        reader.entries(record)?.iter().for_each(|e| state.apply(e));
    }
    Ok(state.map(Arc::new))
}

/// Up to `limit` entries after `after` as the disk has them, which may be ahead of what is durable.
pub(super) fn journal(
    shared: &Shared,
    disk: &Reading<'_>,
    business: &BusinessId,
    conversation: ConversationId,
    after: u64,
    limit: usize,
) -> Result<Vec<Entry>> {
    let mut reader = Reader {
        shared,
        disk,
        business,
        conversation,
        last: None,
    };
    let mut entries = Vec::new();
    let prefix = records::journal_of(business, conversation);
    let wanted = records::journal_at(&prefix, after.saturating_add(1));
    // The first wanted entry can be in the middle of a record that begins before it.
    let around = disk
        .tree()
        .range(prefix.clone()..=wanted.clone())
        .next_back();
    let from = match around.transpose().map_err(failed)? {
        Some((key, _)) => key.to_vec(),
        None => wanted,
    };
    for item in disk
        .tree()
        .range(from..=records::journal_at(&prefix, u64::MAX))
    {
        if entries.len() >= limit {
            break;
        }
        let (key, value) = item.map_err(failed)?;
        let record = decode(&key, &value)?;
        if record.last() > after {
            entries.extend(
                reader
                    .entries(record)?
                    .into_iter()
                    .filter(|e| e.seq > after),
            );
        }
    }
    entries.truncate(limit);
    Ok(entries)
}

fn decode<'a>(key: &[u8], value: &'a [u8]) -> Result<Record<'a>> {
    let first = records::seq_of(key);
    Record::decode(
        first.ok_or_else(|| records::corrupt("a journal record without a number"))?,
        value,
    )
}

//! Keys and values on disk. One tree; the first byte of a key says what kind of record it is:
//!
//! | key | value |
//! | --- | --- |
//! | `M` | format of the data, and a record that only the right master key opens |
//! | `J` business conversation first-seq | what one commit added to the journal: [`Head`], then the bodies, sealed |
//! | `S` business conversation | a snapshot of the conversation, sealed; can be deleted at any time |
//! | `K` business customer | the customer's key, wrapped; deleted to erase the customer |
//! | `C` hash | what a claim leads to |
//! | `N` business name | a mark that a channel keeps |
//! | `W` ordinal | a job and whose it is |
//!
//! A business is its length and its name, so that no business is the beginning of another. Numbers in keys are
//! big-endian, so that they sort. The sealed parts are bound to their key (without the seq, which is not known when
//! they are sealed) and to the head in front of them.

use crate::{
    checks::Events,
    jobs::Placed,
    vault::{ClaimHash, CustomerKey, Opened},
};
use frontdesk_core::{
    BusinessId, Conversation, ConversationId, CustomerId, Error, ErrorKind, Result, Timestamp,
    event::{Body, Entry, Event},
    job::Job,
    store::{Claimed, Commit},
};
use serde::{Deserialize, Serialize};

/// The format of the whole; a store with another is refused.
pub(super) const FORMAT: u8 = 2;

/// The format of a journal record.
const RECORD: u8 = 1;

/// The format of a snapshot; raise it whenever [`Conversation`] changes, and old snapshots are passed over. A test
/// notices when it was forgotten.
pub(super) const SNAPSHOT: u8 = 7;

/// The key of the check record.
pub(super) const META: &[u8] = b"M";

/// Where the jobs begin, for the scan at start.
pub(super) const JOBS: &[u8] = b"W";

const SEQ: usize = 8;

fn key(kind: u8, business: &BusinessId, id: &[u8], room: usize) -> Vec<u8> {
    let name = business.as_str().as_bytes();
    let mut key = Vec::with_capacity(2 + name.len() + id.len() + room);
    key.push(kind);
    // Longer names are refused where a commit is prepared.
    key.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
    key.extend_from_slice(name);
    key.extend_from_slice(id);
    key
}

/// The key of a mark.
pub(super) fn mark_at(business: &BusinessId, name: &str) -> Vec<u8> {
    key(b'N', business, name.as_bytes(), 0)
}

/// What all journal keys of a business begin with.
pub(super) fn journals_of(business: &BusinessId) -> Vec<u8> {
    key(b'J', business, &[], 16 + SEQ + 1)
}

/// What all journal keys of a conversation begin with.
pub(super) fn journal_of(business: &BusinessId, conversation: ConversationId) -> Vec<u8> {
    key(b'J', business, &conversation.to_bytes(), SEQ)
}

/// The key of the journal record that begins with entry `seq`.
pub(super) fn journal_at(prefix: &[u8], seq: u64) -> Vec<u8> {
    [prefix, &seq.to_be_bytes()].concat()
}

/// The seq at the end of a journal key.
pub(super) fn seq_of(key: &[u8]) -> Option<u64> {
    key.last_chunk::<SEQ>().map(|b| u64::from_be_bytes(*b))
}

/// The conversation in a journal key that begins with `prefix`, as [`journals_of`] gives it.
pub(super) fn conversation_of(prefix: &[u8], key: &[u8]) -> Option<ConversationId> {
    let rest = key.strip_prefix(prefix)?;
    rest.first_chunk::<16>()
        .map(|b| ConversationId::from_bytes(*b))
}

/// The key of a conversation's snapshot.
pub(super) fn snapshot_at(business: &BusinessId, conversation: ConversationId) -> Vec<u8> {
    key(b'S', business, &conversation.to_bytes(), 0)
}

/// The key of a customer's wrapped key.
pub(super) fn customer_key_at(business: &BusinessId, customer: CustomerId) -> Vec<u8> {
    key(b'K', business, &customer.to_bytes(), 0)
}

/// The key of a claim.
pub(super) fn claim_at(hash: &ClaimHash) -> [u8; 17] {
    let mut key = [b'C'; 17];
    key[1..].copy_from_slice(hash);
    key
}

/// The key of a job.
pub(super) fn job_at(ordinal: u64) -> [u8; 9] {
    let mut key = [b'W'; 9];
    key[1..].copy_from_slice(&ordinal.to_be_bytes());
    key
}

/// The readable part of a journal record.
#[derive(Deserialize)]
struct Head {
    at: Timestamp,
    customer: CustomerId,
    /// Bit n: event n has a body.
    bodies: u64,
    events: Vec<Event>,
}

#[derive(Serialize)]
struct HeadRef<'a> {
    at: Timestamp,
    customer: CustomerId,
    bodies: u64,
    events: Events<'a>,
}

/// The value of a commit's journal record. `key` has to be there if one of the events has a body.
pub(super) fn encode_record(commit: &Commit, key: Option<&CustomerKey>) -> Vec<u8> {
    let present = |(n, body): (usize, &Body)| u64::from(*body != Body::Empty) << n;
    let bodies = commit
        .events
        .iter()
        .map(|d| &d.body)
        .enumerate()
        .map(present)
        .sum();
    let head = HeadRef {
        at: commit.at,
        customer: commit.customer,
        bodies,
        events: Events(&commit.events),
    };
    let mut out = Vec::with_capacity(512);
    out.push(RECORD);
    out = append(&head, out);
    let Some(key) = key.filter(|_| bodies != 0) else {
        return out;
    };
    let context = context(&commit.business, commit.conversation, &out);
    key.seal(&context, &mut out, |out| {
        let all = commit.events.iter().map(|d| &d.body);
        let private: Vec<&Body> = all.filter(|b| **b != Body::Empty).collect();
        *out = append(&private, std::mem::take(out));
    });
    out
}

/// A journal record, with its bodies still sealed.
pub(super) struct Record<'a> {
    first: u64,
    head: Head,
    open: &'a [u8],
    sealed: &'a [u8],
}

impl<'a> Record<'a> {
    /// Reads the record whose key ends with `first`.
    pub(super) fn decode(first: u64, value: &'a [u8]) -> Result<Self> {
        let Some((&RECORD, rest)) = value.split_first() else {
            return Err(corrupt("a journal record of unknown format"));
        };
        let (head, sealed) = postcard::take_from_bytes::<Head>(rest).map_err(decoding)?;
        let open = &value[..value.len() - sealed.len()];
        Ok(Self {
            first,
            head,
            open,
            sealed,
        })
    }

    /// The last entry in it.
    pub(super) fn last(&self) -> u64 {
        self.first + self.head.events.len() as u64 - 1
    }

    /// Whose key its bodies are sealed with.
    pub(super) fn customer(&self) -> CustomerId {
        self.head.customer
    }

    /// Whether there is anything sealed in it.
    pub(super) fn has_bodies(&self) -> bool {
        self.head.bodies != 0
    }

    /// Its entries. Without the key that sealed them, bodies are erased.
    pub(super) fn entries(
        self,
        business: &BusinessId,
        conversation: ConversationId,
        key: Option<&CustomerKey>,
    ) -> Result<Vec<Entry>> {
        let context = || context(business, conversation, self.open);
        let plain = match key
            .filter(|_| self.has_bodies())
            .map(|k| k.open(&context(), self.sealed))
        {
            Some(Opened::Plain(plain)) => Some(zeroize::Zeroizing::new(plain)),
            Some(Opened::Broken) => return Err(corrupt("a journal record that does not unseal")),
            Some(Opened::OtherKey) | None => None,
        };
        let bodies = plain
            .map(|p| postcard::from_bytes::<Vec<Body>>(&p).map_err(decoding))
            .transpose()?;
        let mut bodies = bodies.map(Vec::into_iter);
        let mask = self.head.bodies;
        let at = self.head.at;
        let events = (self.first..).zip(self.head.events).enumerate();
        Ok(events
            .map(|(n, (seq, event))| Entry {
                seq,
                at,
                event,
                body: match &mut bodies {
                    _ if mask >> n & 1 == 0 => Body::Empty,
                    Some(bodies) => bodies.next().unwrap_or(Body::Erased),
                    None => Body::Erased,
                },
            })
            .collect())
    }
}

/// A conversation, sealed. Its customer stands in front, so that the key can be found.
pub(super) fn encode_snapshot(state: &Conversation, key: &CustomerKey) -> Vec<u8> {
    let plain = zeroize::Zeroizing::new(encode(state));
    let mut out = vec![SNAPSHOT];
    out.extend_from_slice(&state.customer.to_bytes());
    let context = context(&state.business, state.id, &out);
    key.seal(&context, &mut out, |o| o.extend_from_slice(&plain));
    out
}

/// Whose key a snapshot is sealed with; `None` if it is of another format.
pub(super) fn customer_of_snapshot(value: &[u8]) -> Option<CustomerId> {
    let (&SNAPSHOT, rest) = value.split_first()? else {
        return None;
    };
    rest.first_chunk::<16>().map(|b| CustomerId::from_bytes(*b))
}

/// A conversation from its snapshot; `None` if the snapshot is of no use, which is no harm.
pub(super) fn decode_snapshot(
    business: &BusinessId,
    conversation: ConversationId,
    key: &CustomerKey,
    value: &[u8],
) -> Option<Conversation> {
    let (head, sealed) = value.split_at_checked(17)?;
    let Opened::Plain(plain) = key.open(&context(business, conversation, head), sealed) else {
        return None;
    };
    postcard::from_bytes(&zeroize::Zeroizing::new(plain)).ok()
}

fn context(business: &BusinessId, conversation: ConversationId, head: &[u8]) -> Vec<u8> {
    [&*journal_of(business, conversation), head].concat()
}

/// The value of a claim.
pub(super) fn encode_claimed(claimed: &Claimed) -> Vec<u8> {
    encode(claimed)
}

/// What [`encode_claimed`] encoded.
pub(super) fn decode_claimed(value: &[u8]) -> Result<Claimed> {
    postcard::from_bytes(value).map_err(decoding)
}

/// The value of a job.
pub(super) fn encode_job(business: &BusinessId, job: &Job) -> Vec<u8> {
    encode(&(business, job))
}

/// A job and whose it is, from its key and value.
pub(super) fn decode_job(key: &[u8], value: &[u8]) -> Result<(BusinessId, Placed)> {
    let ordinal = seq_of(key).ok_or_else(|| corrupt("a job without a place"))?;
    let (business, job) = postcard::from_bytes(value).map_err(decoding)?;
    Ok((business, Placed { ordinal, job }))
}

pub(super) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    append(value, Vec::with_capacity(64))
}

fn append<T: Serialize + ?Sized>(value: &T, to: Vec<u8>) -> Vec<u8> {
    postcard::to_extend(value, to)
        .expect("postcard fails only on a full buffer and on sequences of unknown length")
}

fn decoding(e: postcard::Error) -> Error {
    corrupt("decoding a record").because(e)
}

pub(super) fn corrupt(operation: &'static str) -> Error {
    Error::new(ErrorKind::Corrupt, operation)
}

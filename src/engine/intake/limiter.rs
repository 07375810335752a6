//! How many messages an address, or a network address, sent in the last minute. In memory: after a restart everybody starts afresh.

use crate::limits;
use frontdesk_core::{Address, BusinessId, InboxName, Timestamp, business::GuardrailPolicy};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 3_600_000;

/// What to do with one more message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rate {
    /// Within the limit.
    Within,
    /// The first one over it: say so.
    First,
    /// Over it, and said so.
    Over,
}

#[derive(Clone, Copy)]
struct Window {
    began: Timestamp,
    count: u32,
    told: bool,
}

/// Counts messages in windows that begin with the first message.
#[derive(Default)]
pub(crate) struct Limiter {
    windows: Mutex<HashMap<u64, Window>>,
}

impl Limiter {
    /// Counts a message.
    pub(crate) fn count(
        &self,
        policy: &GuardrailPolicy,
        business: &BusinessId,
        from: &Address,
        ip: Option<IpAddr>,
        now: Timestamp,
    ) -> Rate {
        let by_address = self.step(
            hash(&(business, from)),
            policy.messages_per_minute,
            MINUTE_MS,
            now,
        );
        let by_ip = ip.map_or(Rate::Within, |ip| {
            self.step(
                hash(&(business, ip)),
                policy.messages_per_minute_per_ip,
                MINUTE_MS,
                now,
            )
        });
        match (by_address, by_ip) {
            (Rate::Within, other) | (other, Rate::Within) => other,
            (Rate::First, _) | (_, Rate::First) => Rate::First,
            (Rate::Over, Rate::Over) => Rate::Over,
        }
    }

    /// Whether one more unverified request of the inbox is kept.
    pub(crate) fn admits_quarantine(
        &self,
        business: &BusinessId,
        inbox: &InboxName,
        now: Timestamp,
    ) -> bool {
        let key = hash(&("quarantine", business, inbox));
        self.step(key, limits::QUARANTINED_PER_HOUR, HOUR_MS, now) == Rate::Within
    }

    /// Whether a hint may be given to this address again.
    pub(crate) fn admits_hint(&self, business: &BusinessId, to: &Address, now: Timestamp) -> bool {
        self.step(hash(&("hint", business, to)), 1, limits::HINT_EVERY_MS, now) == Rate::Within
    }

    /// Whether one more code may be sent for the business.
    pub(crate) fn admits_code(&self, business: &BusinessId, now: Timestamp) -> bool {
        let key = hash(&("code", business));
        self.step(key, limits::CODES_PER_HOUR, HOUR_MS, now) == Rate::Within
    }

    fn step(&self, key: u64, limit: u32, length_ms: u64, now: Timestamp) -> Rate {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= limits::RATED_ADDRESSES {
            windows.retain(|_, w| now.since(w.began) < MINUTE_MS);
        }
        let window = windows.entry(key).or_insert(Window {
            began: now,
            count: 0,
            told: false,
        });
        if now.since(window.began) >= length_ms {
            *window = Window {
                began: now,
                count: 0,
                told: false,
            };
        }
        window.count = window.count.saturating_add(1);
        if window.count <= limit {
            Rate::Within
        } else if std::mem::replace(&mut window.told, true) {
            Rate::Over
        } else {
            Rate::First
        }
    }
}

fn hash<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_message_over_the_limit_is_told_and_the_next_minute_is_free() {
        let limiter = Limiter::default();
        let policy = GuardrailPolicy {
            messages_per_minute: 2,
            ..GuardrailPolicy::default()
        };
        let (business, from) = (BusinessId::from("b"), Address::new("sms", "+1555"));
        let count = |at| limiter.count(&policy, &business, &from, None, Timestamp(at));
        assert_eq!(
            [count(0), count(1), count(2), count(3)],
            [Rate::Within, Rate::Within, Rate::First, Rate::Over]
        );
        assert_eq!(count(60_000), Rate::Within);
    }
}

//! What the models of a conversation cost, so that a budget can be kept.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// What the models of one conversation cost, in millionths of the price's currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    /// Since the last silence of a day.
    pub conversation_micros: u64,
    /// In the hours of the last day, by the hour's beginning; at most 25.
    pub hours: Vec<(Timestamp, u64)>,
}

impl Spending {
    const HOUR_MS: i64 = 3_600_000;
    const DAY_MS: u64 = 86_400_000;

    pub(super) fn add(&mut self, at: Timestamp, micros: u64) {
        let before = self.hours.last().map(|(hour, _)| *hour);
        if before.is_some_and(|hour| at.since(hour) > Self::DAY_MS) {
            self.conversation_micros = 0;
        }
        self.conversation_micros = self.conversation_micros.saturating_add(micros);
        self.hours
            .retain(|(hour, _)| at.since(*hour) <= Self::DAY_MS);
        let hour = Timestamp(at.0 - at.0.rem_euclid(Self::HOUR_MS));
        match self.hours.last_mut() {
            Some((last, sum)) if *last == hour => *sum = sum.saturating_add(micros),
            _ => self.hours.push((hour, micros)),
        }
    }

    /// What the present conversation cost as of `now`.
    pub fn conversation(&self, now: Timestamp) -> u64 {
        match self.hours.last() {
            Some((hour, _)) if now.since(*hour) <= Self::DAY_MS => self.conversation_micros,
            _ => 0,
        }
    }

    /// What the last 24 hours before `now` cost, to the hour.
    pub fn day(&self, now: Timestamp) -> u64 {
        let recent = self.hours.iter();
        recent
            .filter(|(hour, _)| now.since(*hour) <= Self::DAY_MS)
            .map(|(_, micros)| micros)
            .sum()
    }
}

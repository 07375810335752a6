//! How fast messages leave from one account. A channel does not wait: what is too early is told when it may come again, and
//! its place in the line is kept until then, so that whoever comes back in time is let through.

use crate::limits;
use frontdesk_core::{DeliveryId, Error, ErrorKind, Retry, channel::DeliverError};
use std::{
    collections::HashMap,
    sync::Mutex,
    time::{Duration, Instant},
};

/// A bucket that refills by the second (the generic cell rate algorithm: one moment is all its state).
#[derive(Debug)]
pub(crate) struct Pace {
    per_second: f64,
    /// How much may leave at once.
    burst: f64,
    line: Mutex<Line>,
}

#[derive(Debug, Default)]
struct Line {
    /// When all that was let through or has a place will have left at the even pace.
    empty_at: Option<Instant>,
    /// When each delivery that was too early has its turn.
    turns: HashMap<DeliveryId, Instant>,
}

impl Pace {
    /// `per_second` units in the long run, `burst` at once. Both must be above 0.
    pub(crate) fn new(per_second: f64, burst: f64) -> Self {
        Self {
            per_second,
            burst,
            line: Mutex::default(),
        }
    }

    /// Lets a delivery of so many units leave now.
    ///
    /// # Errors
    /// [`DeliverError::Unavailable`] with the time to its turn.
    pub(crate) fn admit(
        &self,
        delivery: DeliveryId,
        units: u32,
        operation: &'static str,
    ) -> Result<(), DeliverError> {
        self.admit_at(delivery, units, Instant::now())
            .map_err(|wait| {
                let after_ms = Some(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
                let source = Error::new(ErrorKind::Limited, operation)
                    .with("pace", "too many at once")
                    .retry_as(Retry::Later { after_ms });
                DeliverError::Unavailable {
                    retry_after_ms: after_ms,
                    source,
                }
            })
    }

    /// Counts what leaves whatever the pace.
    pub(crate) fn count(&self, units: u32) {
        let now = Instant::now();
        self.held().advance(now, self.seconds(units));
    }

    fn admit_at(&self, delivery: DeliveryId, units: u32, now: Instant) -> Result<(), Duration> {
        let mut line = self.held();
        let turn = match line.turns.get(&delivery) {
            Some(turn) => *turn,
            None => {
                let allowance = Duration::from_secs_f64(self.burst / self.per_second);
                let begins = line.advance(now, self.seconds(units));
                // At the end of an even pace this one would have left by then; the burst lets it leave earlier.
                (begins + self.seconds(units))
                    .checked_sub(allowance)
                    .unwrap_or(now)
            }
        };
        // A turn is told in whole milliseconds.
        if turn <= now + Duration::from_millis(1) {
            line.turns.remove(&delivery);
            return Ok(());
        }
        line.keep(delivery, turn, now);
        Err(turn.duration_since(now) + Duration::from_millis(1))
    }

    fn seconds(&self, units: u32) -> Duration {
        Duration::from_secs_f64(f64::from(units) / self.per_second)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Line> {
        // What is inside is only numbers: a panic elsewhere leaves them whole.
        self.line
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Line {
    /// Puts `duration` at the end and gives where it begins.
    fn advance(&mut self, now: Instant, duration: Duration) -> Instant {
        let begins = self.empty_at.map_or(now, |at| at.max(now));
        self.empty_at = Some(begins + duration);
        begins
    }

    /// Keeps a turn. Where there are too many, those that nobody came back for are forgotten, and then the new one is not
    /// kept: it will be asked to wait again.
    fn keep(&mut self, delivery: DeliveryId, turn: Instant, now: Instant) {
        if self.turns.len() >= limits::PACE_TURNS {
            self.turns
                .retain(|_, turn| *turn + limits::PACE_PATIENCE > now);
        }
        if self.turns.len() < limits::PACE_TURNS {
            self.turns.insert(delivery, turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> DeliveryId {
        DeliveryId::from_bytes([n; 16])
    }

    #[test]
    fn what_is_over_the_pace_gets_a_turn_and_is_let_through_then() {
        let pace = Pace::new(2.0, 2.0);
        let now = Instant::now();
        assert!(pace.admit_at(id(1), 1, now).is_ok());
        assert!(pace.admit_at(id(2), 1, now).is_ok());
        let third = pace.admit_at(id(3), 1, now).unwrap_err();
        assert!((490..=510).contains(&third.as_millis()), "{third:?}");
        let fourth = pace.admit_at(id(4), 1, now).unwrap_err();
        assert!((990..=1010).contains(&fourth.as_millis()), "{fourth:?}");
        // Too early again: its place is the same.
        let again = pace.admit_at(id(4), 1, now).unwrap_err();
        assert_eq!(again, fourth);
        assert!(pace.admit_at(id(3), 1, now + third).is_ok());
        assert!(pace.admit_at(id(4), 1, now + fourth).is_ok());
        let later = now + Duration::from_secs(10);
        assert!(pace.admit_at(id(5), 2, later).is_ok());
    }

    #[test]
    fn more_units_than_the_burst_leave_when_the_pace_has_caught_up() {
        let pace = Pace::new(1.0, 1.0);
        let now = Instant::now();
        let wait = pace.admit_at(id(1), 3, now).unwrap_err();
        assert!((1_990..=2_010).contains(&wait.as_millis()), "{wait:?}");
        assert!(pace.admit_at(id(1), 3, now + wait).is_ok());
    }
}

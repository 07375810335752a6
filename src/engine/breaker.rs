//! A model that keeps failing is left alone for a while, so that customers do not wait for its time-outs.

use frontdesk_core::{BusinessId, Timestamp};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Failures in a row after which a model is left alone: one or two are a hiccup.
const FAILURES: u32 = 5;

/// How long it is left alone, in milliseconds. Then one turn tries it.
const REST_MS: u64 = 30_000;

#[derive(Default)]
struct State {
    failures: u32,
    rests_until: Option<Timestamp>,
}

/// What is known of each model of each business.
#[derive(Default)]
pub(crate) struct Breakers {
    states: Mutex<HashMap<(BusinessId, String), State>>,
}

impl Breakers {
    fn with<T>(&self, business: &BusinessId, model: &str, work: impl FnOnce(&mut State) -> T) -> T {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        work(
            states
                .entry((business.clone(), model.to_owned()))
                .or_default(),
        )
    }

    /// Whether the model may be asked now. After its rest one turn may, and the others once that one succeeded.
    pub(crate) fn admits(&self, business: &BusinessId, model: &str, now: Timestamp) -> bool {
        self.with(business, model, |state| match state.rests_until {
            Some(until) if now < until => false,
            Some(_) => {
                state.rests_until = Some(now.plus_ms(REST_MS));
                true
            }
            None => true,
        })
    }

    /// It answered.
    pub(crate) fn worked(&self, business: &BusinessId, model: &str) {
        self.with(business, model, |state| *state = State::default());
    }

    /// It did not.
    pub(crate) fn failed(&self, business: &BusinessId, model: &str, now: Timestamp) {
        self.with(business, model, |state| {
            state.failures += 1;
            if state.failures >= FAILURES {
                if state.rests_until.is_none() {
                    tracing::warn!(%business, model, "a model failed {FAILURES} times in a row and rests");
                }
                state.rests_until = Some(now.plus_ms(REST_MS));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_keeps_failing_rests_and_then_one_turn_tries_it() {
        let (breakers, business) = (Breakers::default(), BusinessId::from("harbor"));
        let at = |ms: i64| Timestamp(ms);
        for _ in 0..FAILURES {
            assert!(breakers.admits(&business, "m", at(0)));
            breakers.failed(&business, "m", at(0));
        }
        assert!(!breakers.admits(&business, "m", at(1)));
        assert!(breakers.admits(&business, "other", at(1)));
        assert!(breakers.admits(&business, "m", at(30_000)), "one tries");
        assert!(!breakers.admits(&business, "m", at(30_001)), "and no other");
        breakers.worked(&business, "m");
        assert!(breakers.admits(&business, "m", at(30_002)));
    }
}

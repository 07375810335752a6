//! How fast Telegram takes messages: about thirty a second from a bot over all, one a second to a person and twenty a minute to
//! a group, short bursts aside. <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>

use super::place::Place;
use crate::{limits, pace::Pace};
use frontdesk_core::{DeliveryId, channel::DeliverError};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The paces of one bot.
#[derive(Debug)]
pub(super) struct Paces {
    all: Pace,
    chats: Mutex<HashMap<i64, Arc<Pace>>>,
}

impl Paces {
    /// Paces at which nothing has left yet.
    pub(super) fn new() -> Self {
        Self {
            all: Pace::new(30.0, 30.0),
            chats: Mutex::default(),
        }
    }

    /// Lets a message leave now.
    ///
    /// # Errors
    /// [`DeliverError::Unavailable`] with the time to its turn.
    pub(super) fn admit(
        &self,
        place: Place,
        delivery: DeliveryId,
        operation: &'static str,
    ) -> Result<(), DeliverError> {
        self.chat(place).admit(delivery, 1, operation)?;
        self.all.admit(delivery, 1, operation)
    }

    /// Counts what leaves whatever the pace.
    pub(super) fn count(&self, place: Place) {
        self.chat(place).count(1);
        self.all.count(1);
    }

    fn chat(&self, place: Place) -> Arc<Pace> {
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        // Forgetting them all lets a burst through once, which Telegram then slows down itself.
        if chats.len() >= limits::PACE_CHATS && !chats.contains_key(&place.chat) {
            chats.clear();
        }
        let pace = chats.entry(place.chat).or_insert_with(|| {
            let per_second = if place.is_group() { 20.0 / 60.0 } else { 1.0 };
            Arc::new(Pace::new(per_second, 20.0))
        });
        pace.clone()
    }
}

//! Money: the most that a call of a model can cost is set aside before the call and settled after it, so that no bound is passed however many
//! turns run at once.
//!
//! The business's part is kept on a journal of its own, in blocks: a block is on disk as taken before anything of it is spent, and what a process
//! had left of it when it died counts as spent. So one durable write serves many calls, and no end of the process leaves a hole.

use crate::{Desk, Engine, intake::unexpected, limits};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use frontdesk_core::{
    BusinessId, Conversation, Error, ErrorKind, Result, Timestamp,
    business::BudgetPolicy,
    event::{ConversationKind, Event, Topic},
    store::{ClaimKey, CommitError},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What was taken for a business, and what of it is left to spend.
#[derive(Debug, Default, Clone, Copy)]
struct Ledger {
    day: i32,
    day_micros: u64,
    month_micros: u64,
    /// What was taken and is neither spent nor set aside.
    free_micros: u64,
    /// Whether the journal was read.
    known: bool,
}

/// The ledgers of all businesses. Each is behind a lock of its own, held while a block is written.
#[derive(Default)]
pub(crate) struct Budgets {
    ledgers: Mutex<HashMap<BusinessId, Arc<tokio::sync::Mutex<Ledger>>>>,
}

impl Budgets {
    fn of(&self, business: &BusinessId) -> Arc<tokio::sync::Mutex<Ledger>> {
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        ledgers.entry(business.clone()).or_default().clone()
    }
}

/// Money set aside for one call.
#[derive(Debug)]
#[must_use = "what is set aside must be settled"]
pub(crate) struct Reserved {
    micros: u64,
    /// The day it was taken for: what is left of another day's money is not given back.
    day: i32,
    bounded: bool,
}

/// Whose bound does not let a call be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    Conversation,
    Customer,
    Business,
}

impl Spent {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Customer => "customer",
            Self::Business => "business",
        }
    }
}

/// A bound in millionths; `None` if there is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an amount of money, and `as` saturates"
)]
fn micros(amount: f64) -> Option<u64> {
    (amount > 0.0).then(|| (amount * 1_000_000.0).round() as u64)
}

fn date(now: Timestamp, zone: Tz) -> NaiveDate {
    let there: DateTime<Utc> = now.to_utc();
    there.with_timezone(&zone).date_naive()
}

fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - 719_163
}

fn month(day: i32) -> Option<(i32, u32)> {
    let date = NaiveDate::from_num_days_from_ce_opt(day + 719_163)?;
    Some((date.year(), date.month()))
}

/// The journal of a business's budget.
pub(crate) fn budget_key() -> ClaimKey {
    ClaimKey("budget".into())
}

impl Ledger {
    /// Begins a new day, and a new month with it.
    fn roll(&mut self, day: i32) {
        if self.day == day {
            return;
        }
        if month(self.day) != month(day) {
            self.month_micros = 0;
        }
        (self.day, self.day_micros, self.free_micros) = (day, 0, 0);
    }

    /// How much may still be taken.
    fn room(&self, policy: &BudgetPolicy) -> u64 {
        let left = |bound: f64, taken: u64| {
            micros(bound).map_or(u64::MAX, |bound| bound.saturating_sub(taken))
        };
        left(policy.per_day, self.day_micros).min(left(policy.per_month, self.month_micros))
    }

    /// A block for a call that may cost `needed`: about a fortieth of the day's bound, so that alerts come near their mark.
    fn block(&self, policy: &BudgetPolicy, needed: u64) -> Option<u64> {
        let short = needed.saturating_sub(self.free_micros);
        let room = self.room(policy);
        if short > room {
            return None;
        }
        let bounds = [micros(policy.per_day), micros(policy.per_month)];
        let smallest = bounds.into_iter().flatten().min().unwrap_or(0);
        Some(short.max(smallest / limits::BUDGET_BLOCKS).min(room))
    }

    /// The highest of the marks that taking `block` more reaches, in per cent, with the bound's name.
    fn reached(&self, policy: &BudgetPolicy, block: u64) -> Option<(u64, &'static str)> {
        let share = |taken: u64, bound: u64| taken.saturating_mul(100) / bound.max(1);
        let bounds = [
            (micros(policy.per_day), self.day_micros, "day"),
            (micros(policy.per_month), self.month_micros, "month"),
        ];
        let reached = |(bound, taken, name): (Option<u64>, u64, &'static str)| {
            let bound = bound?;
            let (before, after) = (share(taken, bound), share(taken + block, bound));
            let marks = limits::BUDGET_MARKS.iter().rev();
            let mark = marks.copied().find(|m| before < *m && after >= *m)?;
            Some((mark, name))
        };
        bounds.into_iter().filter_map(reached).max()
    }
}

impl Engine {
    /// Sets the most that a call can cost aside.
    ///
    /// # Errors
    /// `Ok(Err(…))` says whose bound it would pass; an error if the journal could not be written.
    pub(crate) async fn reserve(
        &self,
        desk: &Desk,
        conversation: &Conversation,
        spent_in_turn: u64,
        most: u64,
    ) -> Result<std::result::Result<Reserved, Spent>> {
        let policy = &desk.business.budget;
        let now = self.clock.now();
        let within = |bound: f64, spent: u64| {
            micros(bound).is_none_or(|bound| spent + spent_in_turn + most <= bound)
        };
        let spending = &conversation.spending;
        if !within(policy.per_conversation, spending.conversation(now)) {
            return Ok(Err(Spent::Conversation));
        }
        if !within(policy.per_customer_day, spending.day(now)) {
            return Ok(Err(Spent::Customer));
        }
        let day = day_number(date(now, desk.business.timezone));
        let bounded = micros(policy.per_day)
            .or(micros(policy.per_month))
            .is_some();
        if !bounded || most == 0 {
            return Ok(Ok(Reserved {
                micros: most,
                day,
                bounded: false,
            }));
        }
        let ledger = self.budgets.of(&desk.business.id);
        let mut ledger = ledger.lock().await;
        self.recall(&desk.business.id, &mut ledger).await?;
        ledger.roll(day);
        if ledger.free_micros < most {
            let Some(block) = ledger.block(policy, most) else {
                return Ok(Err(Spent::Business));
            };
            self.take_block(desk, &mut ledger, block).await?;
        }
        ledger.free_micros -= most;
        Ok(Ok(Reserved {
            micros: most,
            day,
            bounded: true,
        }))
    }

    /// Gives back what a call did not cost.
    pub(crate) async fn settle_cost(&self, desk: &Desk, reserved: Reserved, cost: u64) {
        if !reserved.bounded {
            return;
        }
        let ledger = self.budgets.of(&desk.business.id);
        let mut ledger = ledger.lock().await;
        if ledger.day == reserved.day {
            ledger.free_micros += reserved.micros.saturating_sub(cost);
        }
    }

    /// Whether so much of the day's or month's money is taken that the cheaper model is asked first.
    pub(crate) async fn is_short_of_money(&self, desk: &Desk) -> bool {
        let policy = &desk.business.budget;
        let ledger = self.budgets.of(&desk.business.id);
        let ledger = ledger.lock().await;
        let over = |bound: f64, taken: u64| {
            micros(bound).is_some_and(|b| {
                taken.saturating_mul(100) >= b.saturating_mul(limits::CHEAPER_FROM)
            })
        };
        ledger.day == day_number(date(self.clock.now(), desk.business.timezone))
            && (over(policy.per_day, ledger.day_micros)
                || over(policy.per_month, ledger.month_micros))
    }

    /// Reads what earlier processes took, once.
    async fn recall(&self, business: &BusinessId, ledger: &mut Ledger) -> Result<()> {
        if ledger.known {
            return Ok(());
        }
        if let Some(known) = self.store.lookup(business, &budget_key()).await?
            && let Some(state) = self.store.load(business, known.conversation).await?
        {
            let after = state.seq.saturating_sub(limits::BUDGET_ENTRIES as u64);
            let entries = self
                .store
                .journal(business, state.id, after, limits::BUDGET_ENTRIES)
                .await?;
            for entry in &entries {
                if let Event::BudgetTaken {
                    day,
                    day_micros,
                    month_micros,
                } = entry.event
                {
                    (ledger.day, ledger.day_micros, ledger.month_micros) =
                        (day, day_micros, month_micros);
                }
            }
        }
        ledger.known = true;
        Ok(())
    }

    /// Takes a block durably. Staff hear of a mark in the same commit.
    async fn take_block(&self, desk: &Desk, ledger: &mut Ledger, block: u64) -> Result<()> {
        let business = &desk.business.id;
        let (day_micros, month_micros) = (ledger.day_micros + block, ledger.month_micros + block);
        let reached = ledger.reached(&desk.business.budget, block);
        for _ in 0..limits::COMMIT_TRIES {
            let kind = ConversationKind::Budget;
            let mut commit = self.own_journal(business, budget_key(), kind).await?;
            let taken = Event::BudgetTaken {
                day: ledger.day,
                day_micros,
                month_micros,
            };
            commit.events.push(taken.into());
            if let Some((mark, name)) = reached {
                let reason = format!("{mark} % of the {name}'s budget for models is used");
                self.open_case(desk, &mut commit, Topic::Trouble, &reason)
                    .await?;
            }
            match self.store.commit(commit).await {
                Ok(_) => {
                    ledger.day_micros = day_micros;
                    ledger.month_micros = month_micros;
                    ledger.free_micros += block;
                    return Ok(());
                }
                Err(CommitError::Taken(key, _)) => self.number_taken(business, &key),
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "setting money aside"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: BudgetPolicy = BudgetPolicy {
        per_day: 1.0,
        per_month: 20.0,
        per_customer_day: 0.0,
        per_conversation: 0.0,
    };

    #[test]
    fn a_block_never_passes_a_bound() {
        let mut ledger = Ledger::default();
        let mut taken = 0;
        while let Some(block) = ledger.block(&POLICY, 7_000) {
            ledger.day_micros += block;
            ledger.month_micros += block;
            ledger.free_micros = (ledger.free_micros + block) - 7_000;
            taken += block;
        }
        assert!(taken <= 1_000_000);
        assert!(taken > 980_000, "{taken}: what fits is given out");
    }

    #[test]
    fn a_new_day_begins_with_nothing_taken_and_a_new_month_too() {
        let day = day_number(NaiveDate::from_ymd_opt(2026, 3, 30).unwrap());
        let mut ledger = Ledger {
            day,
            day_micros: 900_000,
            month_micros: 5_000_000,
            free_micros: 100,
            known: true,
        };
        ledger.roll(day + 1);
        assert_eq!(
            (ledger.day_micros, ledger.month_micros, ledger.free_micros),
            (0, 5_000_000, 0)
        );
        ledger.roll(day + 2);
        assert_eq!(ledger.month_micros, 0, "it is April");
    }

    #[test]
    fn each_mark_is_told_when_it_is_reached() {
        let mut ledger = Ledger::default();
        let mut told = Vec::new();
        for _ in 0..20 {
            told.extend(ledger.reached(&POLICY, 50_000));
            ledger.day_micros += 50_000;
            ledger.month_micros += 50_000;
        }
        assert_eq!(told, [(50, "day"), (80, "day"), (100, "day")]);
    }
}

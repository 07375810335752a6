//! The simulation: seeds × interleavings × crashes between every two steps. Customers write (and providers repeat), staff claim, answer and resolve, the
//! process dies at a chosen step and starts again; in the end nothing was lost, nothing was answered twice, order was kept and nobody is left waiting.
//! Each rule is also softened once ([`world::Sabotage`]), and the simulation must notice.

mod faults;
mod judge;
mod setting;
mod world;

use faults::Crash;
use world::{Backend, Plan, Sabotage};

/// Seeds of a full run on memory: each with every crash point.
const SEEDS: u64 = 12;
/// Seeds of a full run on sled, where each start costs real disk writes: every few crash points.
const SLED_SEEDS: u64 = 2;
const SLED_STRIDE: usize = 9;

/// Runs a plan without a crash, then with one at every `stride`th step, before and after it; the first broken rule.
fn sweep(
    seed: u64,
    backend: Backend,
    stride: usize,
    sabotage: Option<Sabotage>,
) -> Result<usize, String> {
    let plan = |crash| Plan {
        seed,
        backend,
        crash,
        sabotage,
    };
    let steps = world::run(plan(None))?;
    let mut runs = 1;
    for step in (0..steps).step_by(stride) {
        for crash in [Crash::Before(step), Crash::After(step)] {
            world::run(plan(Some(crash)))
                .map_err(|e| format!("seed {seed}, {crash:?} of {steps}: {e}"))?;
            runs += 1;
        }
    }
    Ok(runs)
}

#[test]
fn nothing_is_lost_or_said_twice_wherever_the_process_dies_in_memory() {
    let mut runs = 0;
    for seed in 0..SEEDS {
        runs += sweep(seed, Backend::Memory, 1, None).unwrap();
    }
    assert!(
        runs > 500,
        "only {runs} runs: the plans have become too small to mean anything"
    );
}

#[test]
fn nothing_is_lost_or_said_twice_wherever_the_process_dies_on_sled() {
    for seed in 100..100 + SLED_SEEDS {
        sweep(seed, Backend::Sled, SLED_STRIDE, None).unwrap();
    }
}

/// Softens one rule and runs until it is noticed.
fn is_noticed(sabotage: Sabotage) {
    let noticed = (0..40).any(|seed| sweep(seed, Backend::Memory, 3, Some(sabotage)).is_err());
    assert!(noticed, "nobody noticed {sabotage:?}");
}

#[test]
fn a_message_that_is_not_claimed_is_noticed() {
    is_noticed(Sabotage::ForgetSeen);
}

#[test]
fn a_decision_on_an_old_revision_is_noticed() {
    is_noticed(Sabotage::ExpectAny);
}

#[test]
fn a_message_without_a_turn_is_noticed() {
    is_noticed(Sabotage::DropTurns);
}

#[test]
fn a_reply_without_a_delivery_is_noticed() {
    is_noticed(Sabotage::DropDeliveries);
}

#[test]
fn an_attempt_that_is_not_noted_is_noticed() {
    is_noticed(Sabotage::ForgetAttempts);
}

#[test]
fn deliveries_that_overtake_each_other_are_noticed() {
    is_noticed(Sabotage::MixLanes);
}

#[test]
fn a_job_that_is_never_settled_is_noticed() {
    is_noticed(Sabotage::ForgetSettles);
}

#[test]
fn a_commit_that_is_acknowledged_before_it_is_made_is_noticed() {
    is_noticed(Sabotage::AcknowledgeEarly);
}

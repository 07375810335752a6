//! What every store has to do, line by line of the contract of [`frontdesk_core::store::Store`]. One list of cases,
//! run on each store by the macro [`conformance`]; a new store is right when it passes them all.

mod claims;
mod commits;
mod files;
mod jobs;
mod journal;
mod replay;

pub(crate) use claims::*;
pub(crate) use commits::*;
pub(crate) use files::*;
pub(crate) use jobs::*;
pub(crate) use journal::*;
pub(crate) use replay::*;

use async_trait::async_trait;
use frontdesk_core::{
    Address, BusinessId, ConversationId, CustomerId, DeliveryId, MessageId, Timestamp,
    event::{Body, ConversationKind, Event, Handling},
    job::{Job, Lane, Lease, Queue, Task},
    store::{Claim, ClaimKey, Commit, Committed, Draft, Expect, Leases, Store},
};

/// A store that is judged.
#[async_trait]
pub(crate) trait Subject: Send + Sync + Sized + 'static {
    /// An empty store.
    async fn fresh() -> Self;

    /// The store.
    fn store(&self) -> &dyn Store;

    /// The same data after the process ended and began again.
    async fn reopen(self) -> Self;

    /// Destroys a customer's key.
    async fn forget(&self, business: &BusinessId, customer: CustomerId);
}

/// Makes one test of each case for a [`Subject`].
macro_rules! conformance {
    ($subject:ty) => {
        crate::conformance::conformance! { $subject:
            a_commit_gives_the_state_and_the_number_of_its_first_entry,
            entries_are_numbered_from_one_without_gaps,
            a_commit_without_events_changes_no_journal,
            a_new_conversation_is_refused_where_it_exists,
            of_two_that_open_the_same_conversation_one_wins,
            a_decision_on_an_old_revision_is_refused,
            only_material_events_move_the_revision,
            a_refused_commit_changes_nothing,
            what_does_not_hold_is_told_in_the_order_of_the_contract,
            a_commit_over_the_size_limit_is_refused_whole,
            a_commit_that_contradicts_itself_is_refused,
            a_conversation_keeps_its_customer,
            concurrent_commits_are_all_kept_and_numbered,
            a_claim_leads_to_its_entry_and_delivery,
            a_taken_name_says_by_what,
            the_same_name_in_two_businesses_is_two_claims,
            a_released_name_can_be_taken_in_the_same_commit,
            a_name_claimed_twice_in_one_commit_is_taken,
            of_many_that_claim_a_name_at_once_one_wins,
            a_name_is_free_again_after_its_release,
            a_name_taken_without_an_event_leads_to_the_last_entry,
            a_job_is_leased_when_it_is_due,
            jobs_are_leased_oldest_first_up_to_the_limit,
            a_lane_is_served_one_at_a_time_in_the_order_of_the_commits,
            a_job_that_is_put_off_holds_up_its_lane,
            a_timer_does_not_hold_up_a_turn_of_its_lane,
            a_settled_job_is_gone_and_settles_nothing_twice,
            a_lease_that_ended_goes_to_the_next_and_its_token_is_void,
            a_released_job_is_leased_again_at_once,
            committing_a_job_again_replaces_it_and_keeps_its_place,
            a_job_committed_again_while_leased_outlives_its_settlement,
            a_cancelled_job_is_gone_leased_or_not,
            a_settle_of_another_business_is_refused,
            a_commit_that_rests_on_a_lease_leaves_it_and_is_made_only_with_it,
            a_settlement_needs_neither_conversation_nor_customer,
            next_says_when_to_ask_again,
            a_watcher_hears_of_new_work,
            work_that_comes_between_leasing_and_watching_is_heard_of,
            the_depth_counts_jobs,
            an_unknown_conversation_is_none,
            the_journal_is_read_in_pieces,
            a_journal_belongs_to_its_business,
            conversations_are_listed_in_the_order_of_their_ids,
            a_forgotten_customer_reads_as_erased,
            a_customer_who_writes_again_after_being_forgotten_is_read,
            all_is_there_after_reopening,
            leases_are_void_after_reopening,
            a_state_is_what_its_journal_replays_to,
            a_kept_file_is_found_again_also_after_reopening,
            a_file_is_its_businesss_and_opens_with_its_key_alone,
            a_file_over_the_size_limit_is_refused,
            the_newest_mark_wins_and_belongs_to_its_business,
        }
    };
    ($subject:ty: $($case:ident,)*) => {
        mod conformance {
            use super::*;
            $(
                #[tokio::test]
                async fn $case() {
                    crate::conformance::$case(<$subject as crate::conformance::Subject>::fresh().await).await;
                }
            )*
        }
    };
}
pub(crate) use conformance;

/// One conversation of one business.
#[derive(Clone)]
struct Thread {
    business: BusinessId,
    conversation: ConversationId,
    customer: CustomerId,
}

impl Thread {
    fn new() -> Self {
        Self::of("harbor-bistro")
    }

    fn of(business: &str) -> Self {
        Self {
            business: business.into(),
            conversation: ConversationId::new(),
            customer: CustomerId::new(),
        }
    }

    fn commit(&self, expect: Expect) -> Commit {
        let Self {
            business,
            conversation,
            customer,
        } = self.clone();
        Commit::to(business, conversation, customer, at(0), expect)
    }

    /// A commit of one message.
    fn message(&self, text: &str) -> Commit {
        let mut commit = self.commit(Expect::Any);
        commit.events.push(said(text));
        commit
    }

    /// A commit of the beginning and one message.
    fn opening(&self, text: &str) -> Commit {
        let mut commit = self.commit(Expect::New);
        commit.events.push(self.opened());
        commit.events.push(said(text));
        commit
    }

    fn opened(&self) -> Draft {
        Event::ConversationOpened {
            customer: self.customer,
            kind: ConversationKind::Customer,
        }
        .into()
    }

    /// A commit of one job and nothing else.
    fn job(&self, task: Task, lane: u64, due: i64) -> Commit {
        let mut commit = self.commit(Expect::Any);
        commit.jobs.push(self.make_job(task, lane, due));
        commit
    }

    fn make_job(&self, task: Task, lane: u64, due: i64) -> Job {
        Job {
            conversation: self.conversation,
            task,
            lane: Lane(lane),
            due: at(due),
            attempt: 0,
        }
    }
}

fn at(ms: i64) -> Timestamp {
    Timestamp(1_800_000_000_000 + ms)
}

fn said(text: &str) -> Draft {
    Event::MessageReceived {
        message: MessageId::new(),
        inbox: "front".into(),
        handling: Handling::Turn,
        masked: 0,
    }
    .with(Body::said(
        Address::new("sms", "+15550123"),
        Some("Ana".into()),
        text,
    ))
}

fn key(text: &str) -> ClaimKey {
    ClaimKey(text.into())
}

fn claim(text: &str, event: usize) -> Claim {
    Claim {
        key: key(text),
        event,
        delivery: None,
    }
}

fn deliver() -> Task {
    Task::Deliver(DeliveryId::new())
}

async fn done(store: &dyn Store, commit: Commit) -> Committed {
    store
        .commit(commit)
        .await
        .expect("nothing stands against this commit")
}

async fn lease(store: &dyn Store, queue: Queue, now: i64, limit: usize) -> Leases {
    store.lease(queue, at(now), 1_000, limit).await.unwrap()
}

/// Leases the one job that is due.
async fn lease_one(store: &dyn Store, queue: Queue, now: i64) -> Lease {
    let mut jobs = lease(store, queue, now, 10).await.jobs;
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    jobs.remove(0)
}

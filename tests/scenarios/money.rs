//! What the models may cost: a bound is never passed, and a customer is answered all the same.

use crate::desk::{ANA, BUSINESS, MARIA, PATIENCE, TestDesk, Wishes};
use frontdesk_core::{BusinessId, event::Event, store::ClaimKey};
use frontdesk_simulators::Reply;

/// Customers who write at once.
const CUSTOMERS: usize = 200;

/// A desk whose model has a price: about a cent and a half set aside for a call.
async fn desk(bound: &str) -> TestDesk {
    let wishes = Wishes::default()
        .model()
        .set("model", "input_price_per_million = 1.0")
        .set("model", "output_price_per_million = 10.0")
        .set("model", "reuse_answers = false")
        .set("budget", bound);
    let desk = TestDesk::with(wishes).await;
    desk.model
        .default_reply(Reply::text("There is a car park behind the house. [1]"));
    desk
}

/// What was set aside for the business's models so far, in millionths.
async fn taken(desk: &TestDesk) -> u64 {
    let (store, business) = (desk.store(), BusinessId::from(BUSINESS));
    let key = ClaimKey("budget".into());
    let Some(known) = store.lookup(&business, &key).await.unwrap() else {
        return 0;
    };
    let entries = store
        .journal(&business, known.conversation, 0, 1_000)
        .await
        .unwrap();
    let last = entries.iter().rev().find_map(|e| match e.event {
        Event::BudgetTaken { day_micros, .. } => Some(day_micros),
        _ => None,
    });
    last.unwrap_or(0)
}

#[tokio::test]
async fn a_budget_that_runs_out_is_never_passed_and_the_articles_answer_on() {
    let mut desk = desk("per_day = 0.2").await;
    desk.expect_leftovers();
    let texts = (0..CUSTOMERS).map(|n| {
        let (desk, from) = (&desk, format!("+1555020{n:04}"));
        async move { assert!(desk.sms_from(&from, "is there parking?").await.is_success()) }
    });
    futures::future::join_all(texts).await;
    let answers = desk.twilio.wait_sent(CUSTOMERS, 4 * PATIENCE).await;
    assert_eq!(answers.len(), CUSTOMERS);
    assert!(answers.iter().all(|a| a.body.contains("car park")));
    let taken = taken(&desk).await;
    assert!(taken <= 200_000, "{taken} of 200000 were set aside");
    let asked = desk.model.requests().len();
    assert!((1..CUSTOMERS).contains(&asked), "{asked} calls were paid");
    desk.telegram_shows(ANA, "% of the day's budget").await;
    desk.finish().await;
}

#[tokio::test]
async fn what_a_process_had_set_aside_when_it_died_counts_as_spent() {
    let mut desk = desk("per_day = 0.2").await;
    desk.expect_leftovers();
    desk.sms("is there parking?").await;
    desk.phone_shows(1).await;
    let before = taken(&desk).await;
    assert!(before > 0);
    desk.idle().await;
    desk.crash_and_restart().await;
    desk.sms("and is there a car park?").await;
    desk.phone_shows(2).await;
    assert!(
        taken(&desk).await > before,
        "what was left is not spent again"
    );
    desk.finish().await;
}

#[tokio::test]
async fn one_conversation_has_a_bound_of_its_own_and_what_it_cost_is_on_record() {
    let paid = desk("per_conversation = 1.0").await;
    paid.sms("is there parking?").await;
    paid.phone_shows(1).await;
    let (conversation, entries) = paid.journal("phone", &format!("sms:{MARIA}")).await;
    let cost = entries.iter().find_map(|e| match e.event {
        Event::CostSettled { micros, .. } => Some(micros),
        _ => None,
    });
    assert!(cost.is_some_and(|c| c > 0), "{entries:#?}");
    assert_eq!(Some(conversation.spending.conversation_micros), cost);
    paid.finish().await;

    let poor = desk("per_conversation = 0.001").await;
    poor.sms("is there parking?").await;
    assert!(poor.phone_shows(1).await.body.contains("car park"));
    assert_eq!(poor.model.requests().len(), 0, "one call could cost more");
    poor.finish().await;
}

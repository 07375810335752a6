//! Two assistants that are compared on customers drawn by lot: who gets which, what the owner is told, and that a bad one is stepped back from.

use crate::{
    binary::run,
    desk::{ANA, NUMBER, PATIENCE, TestDesk, Wishes},
};
use frontdesk_simulators::Reply;
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

/// Two arms: the usual one, and one with other instructions and another model.
fn two_arms() -> Wishes {
    let mut wishes = Wishes::default()
        .model()
        .set("arms", "[[arm]]\nname = \"a\"\nshare = 50")
        .set(
            "arms",
            "[[arm]]\nname = \"b\"\nshare = 50\nprompt = \"assistant-b.md\"\nchat_model = \"other\"",
        );
    wishes.prompts = vec![(
        "assistant-b.md",
        "You are the second arm of {{ business.name }}.",
    )];
    wishes
}

fn customers(n: usize) -> Vec<String> {
    (0..n).map(|n| format!("+1555{:04}", 3000 + n)).collect()
}

/// Each of them asks, as the `round`th time; what each phone shows then.
async fn ask(desk: &TestDesk, customers: &[String], round: usize) -> BTreeMap<String, String> {
    for customer in customers {
        desk.twilio
            .text(
                &desk.webhook("phone"),
                customer,
                NUMBER,
                "is there parking?",
            )
            .await;
    }
    let mut shown = BTreeMap::new();
    for customer in customers {
        let sent = desk.twilio.wait_sent_to(customer, round, PATIENCE).await;
        shown.insert(customer.clone(), sent[round - 1].body.clone());
    }
    desk.idle().await;
    shown
}

/// What `frontdesk launch` tells of a desk that has ended.
fn report(folder: &Path) -> Value {
    let told = run(folder, &["launch", "--json", "--days", "4000"], "");
    assert!(told.status.success(), "{told:?}");
    let words = run(folder, &["launch", "--days", "4000"], "");
    assert!(words.status.success(), "{words:?}");
    serde_json::from_slice(&told.stdout).unwrap()
}

fn row<'a>(report: &'a Value, arm: &str, way: &str) -> &'a Value {
    let rows = report["rows"].as_array().unwrap();
    let row = rows.iter().find(|r| r["arm"] == arm && r["way"] == way);
    row.unwrap_or_else(|| panic!("{arm} {way} is missing in {report:#}"))
}

#[tokio::test]
async fn an_arm_has_its_own_instructions_and_model_and_a_customer_keeps_it() {
    let mut desk = TestDesk::with(two_arms()).await;
    desk.model.default_reply(Reply::function(|request| {
        let instructions = request.last("system");
        let second = instructions.contains("You are the second arm of Test Bistro");
        assert_eq!(second, request.body["model"] == "other");
        Reply::text(if second {
            "Second: behind the house. [1]"
        } else {
            "First: behind the house. [1]"
        })
    }));
    let customers = customers(30);
    let first = ask(&desk, &customers, 1).await;
    let second = first.values().filter(|t| t.contains("Second")).count();
    assert!((5..=25).contains(&second), "{second} of 30");
    desk.crash_and_restart().await;
    assert_eq!(ask(&desk, &customers, 2).await, first);
    desk.finish().await;
}

#[tokio::test]
async fn an_arm_that_does_clearly_worse_is_stepped_back_from_and_staff_hear_of_it_once() {
    let mut desk = TestDesk::with(two_arms()).await;
    desk.expect_leftovers();
    desk.model.default_reply(Reply::function(|request| {
        Reply::text(if request.body["model"] == "other" {
            "UNKNOWN"
        } else {
            "There is a car park behind the house. [1]"
        })
    }));
    let customers = customers(100);
    let mut first = ask(&desk, &customers[..50], 1).await;
    // Neither arm had 30 conversations yet: what was counted outlives the process.
    desk.crash_and_restart().await;
    first.extend(ask(&desk, &customers[50..], 1).await);
    let helped = |shown: &BTreeMap<String, String>| {
        let helped = shown.values().filter(|t| t.contains("car park"));
        helped.count()
    };
    assert!(helped(&first) < 80, "arm b answered nobody");
    desk.telegram_shows(ANA, "everybody gets \"a\" now").await;
    assert_eq!(helped(&ask(&desk, &customers, 2).await), 100);
    desk.crash_and_restart().await;
    assert_eq!(helped(&ask(&desk, &customers, 3).await), 100);
    let alerts = desk.telegram.messages(ANA);
    let alerts = alerts.iter().filter(|m| m.text.contains("everybody gets"));
    assert_eq!(alerts.count(), 1);
    let folder = desk.finish_and_keep().await;
    let report = report(folder.path());
    assert_eq!(report["dropped"][0]["arm"], "b", "{report:#}");
    let b = row(&report, "b", "live");
    assert_eq!(b["unknown"]["hits"], b["conversations"], "{report:#}");
    let a = row(&report, "a", "live");
    assert_eq!(a["conversations"], 100, "everybody got it in the end");
    assert_eq!(a["answered"]["share"], 1.0);
    assert_eq!(
        a["reopened"]["hits"], 100,
        "they asked the same again: {a:#}"
    );
}

#[tokio::test]
async fn the_report_tells_what_staff_did_with_drafts() {
    let mut desk = TestDesk::with(
        Wishes::default()
            .set("launch", "mode = \"approve\"")
            .set("launch", "[launch.channels.webchat]\nmode = \"shadow\""),
    )
    .await;
    desk.expect_leftovers();
    let customers = customers(4);
    for (customer, n) in customers.iter().zip(1..) {
        desk.twilio
            .text(
                &desk.webhook("phone"),
                customer,
                NUMBER,
                "is there parking?",
            )
            .await;
        let card = desk.telegram_shows(ANA, &format!("#{n} ")).await.message_id;
        match n {
            1 => drop(desk.telegram.presses(ANA, card, "send")),
            2 => drop(desk.telegram.replies(ANA, card, "Sure there is.")),
            3 => drop(desk.telegram.presses(ANA, card, "resolve")),
            _ => {}
        }
        assert!(desk.telegram.wait_drained(PATIENCE).await);
        desk.idle().await;
    }
    let mut chat = desk.visit().await;
    chat.says("m1", "is there parking?").await;
    let card = desk.telegram_shows(ANA, "#5 ").await.message_id;
    desk.telegram.replies(
        ANA,
        card,
        "There is a free car park behind the house, with twelve places.",
    );
    chat.answer().await;
    let folder = desk.finish_and_keep().await;
    let report = report(folder.path());
    let approve = row(&report, "", "approve");
    for (name, hits) in [("sent_unchanged", 1), ("changed", 1), ("dropped", 1)] {
        let told = &approve[format!("drafts_{name}")];
        assert_eq!(
            (&told["hits"], &told["n"]),
            (&hits.into(), &3.into()),
            "{report:#}"
        );
        assert_eq!(told["enough"], false);
    }
    assert_eq!(approve["waiting"], 1, "{report:#}");
    let shadow = row(&report, "", "shadow");
    assert_eq!(shadow["staff_said_the_same"]["hits"], 1, "{report:#}");
}

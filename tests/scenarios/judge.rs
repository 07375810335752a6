//! What a second model sees in a draft that no rule does, and how long customers wait for a model.

use crate::desk::{MARIA, TestDesk, Wishes};
use frontdesk_core::event::Event;
use frontdesk_simulators::{ModelSim, Reply};

const QUESTION: &str = "are dogs welcome?";
const LIE: &str = "Dogs are welcome on the terrace. The terrace is heated. [1]";

async fn desk(judge: bool) -> TestDesk {
    let wishes = Wishes::default().model();
    TestDesk::with(wishes.set("guardrails", format!("judge = {judge}"))).await
}

/// Drafts by `draft`, which is told whether it was held back before; the judge says `verdict`.
fn say(
    model: &ModelSim,
    draft: impl Fn(bool) -> Reply + Send + Sync + 'static,
    verdict: impl Fn(&str) -> Reply + Send + Sync + 'static,
) {
    model.default_reply(Reply::function(move |r| {
        let system = r.last("system");
        if system.contains("<draft>") {
            verdict(&r.last("user"))
        } else {
            draft(system.contains("terrace is heated"))
        }
    }));
}

fn strict(data: &str) -> Reply {
    Reply::text(if data.contains("heated") {
        "UNSUPPORTED: The terrace is heated."
    } else {
        "SUPPORTED"
    })
}

#[tokio::test]
async fn a_claim_that_no_source_has_is_held_back_by_the_judge() {
    let desk = desk(true).await;
    let honest = |told| Reply::text(if told { "Dogs are welcome. [1]" } else { LIE });
    say(&desk.model, honest, strict);
    desk.sms(QUESTION).await;
    assert_eq!(desk.phone_shows(1).await.body, "Dogs are welcome.");
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    assert!(entries.iter().any(
        |e| matches!(&e.event, Event::DraftWithheld { guardrail, .. } if guardrail == "judge")
    ));
    assert_eq!(desk.model.requests().len(), 4);
    desk.finish().await;
}

#[tokio::test]
async fn a_model_that_insists_is_replaced_by_quotes_and_nothing_of_its_draft_is_shown() {
    let desk = desk(true).await;
    say(&desk.model, |_| Reply::Slow(20, LIE.into()), strict);
    let mut chat = desk.visit().await;
    chat.says("m1", QUESTION).await;
    loop {
        let frame = chat.next().await;
        let shown = frame.to_string();
        assert!(!shown.contains("heated"), "{shown}");
        if shown.contains("guide dogs") {
            break;
        }
    }
    desk.finish().await;
}

#[tokio::test]
async fn without_a_judge_or_with_one_that_fails_the_draft_stands() {
    let told = async |judge: bool, verdict: fn(&str) -> Reply| {
        let desk = desk(judge).await;
        say(&desk.model, |_| Reply::text(LIE), verdict);
        desk.sms(QUESTION).await;
        let answer = desk.phone_shows(1).await.body;
        let asked = desk.model.requests().len();
        desk.finish().await;
        (answer, asked)
    };
    let (answer, asked) = told(false, strict).await;
    assert!(answer.contains("heated") && asked == 1, "{answer} {asked}");
    for broken in [
        |_: &str| Reply::Status(500, None),
        |_: &str| Reply::text("Hard to say."),
    ] {
        let (answer, asked) = told(true, broken).await;
        assert!(answer.contains("heated") && asked > 1, "{answer} {asked}");
    }
}

#[tokio::test]
async fn a_model_that_hangs_is_replaced_within_the_patience_of_the_channel() {
    let wishes = Wishes::default()
        .model()
        .set("model", "timeout_ms = 90000")
        .set("sms", "patience_ms = 1500");
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_warning("the model failed");
    desk.model.default_reply(Reply::Hang);
    desk.sms("is there parking?").await;
    let answer = desk.phone_shows(1).await.body;
    assert!(answer.contains("car park"), "{answer}");
    assert!(!desk.model.requests().is_empty());
    desk.finish().await;
}

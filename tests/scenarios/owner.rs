//! What the owner lives through, who is no engineer.

use crate::{
    binary::{Program, run},
    desk::{BUSINESS, MARIA, PATIENCE, TestDesk, Wishes},
};
use frontdesk_core::event::Event;
use std::{fs, path::Path, time::Duration};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test]
async fn a_changed_article_is_known_without_a_restart() {
    // The same unknown thing is asked until it is known.
    let wishes = Wishes::default().set("escalation", "after_unknown = 0");
    let desk = TestDesk::with(wishes).await;
    desk.sms("do you have a sauna?").await;
    assert!(desk.phone_shows(1).await.body.contains("don't know"));
    desk.article(
        "sauna.md",
        "---\ntitle: Sauna\n---\n# Sauna\n\nYes, there is a small sauna on the roof.\n",
    );
    let mut told = 1;
    tokio::time::timeout(PATIENCE, async {
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            desk.clock.advance_ms(61_000);
            desk.sms("do you have a sauna?").await;
            told += 1;
            if desk.phone_shows(told).await.body.contains("on the roof") {
                return;
            }
        }
    })
    .await
    .expect("the new article was not taken up");
    desk.finish().await;
}

#[tokio::test]
async fn check_names_the_file_the_key_and_the_mend() {
    let desk = TestDesk::start().await;
    desk.article("broken.md", "---\ntitel: Broken\n---\n# Broken\n\nText.\n");
    let file = desk
        .config_folder()
        .join(format!("businesses/{BUSINESS}.toml"));
    let folder = desk.finish_and_keep().await;
    let good = fs::read_to_string(&file).unwrap();
    for (wrong, key) in [
        (
            good.replace(
                "timezone = \"America/New_York\"",
                "timezone = \"America/New_Yrok\"",
            ),
            "timezone",
        ),
        (
            good.replace("[widget]\n", "[widget]\nwelcom = \"x\"\n"),
            "welcom",
        ),
        (
            good.replace("Mo-Sa 11:00-22:00", "Mo-Sa 11:00-22:00 or so"),
            "open",
        ),
        (
            good.replace("name = \"phone\"", "name = \"phone\"\nfrm = \"+1\""),
            "frm",
        ),
    ] {
        fs::write(&file, wrong).unwrap();
        let told = run(folder.path(), &["check"], "");
        let lines = String::from_utf8(told.stdout).unwrap();
        assert_eq!(told.status.code(), Some(1), "{lines}");
        let line = lines
            .lines()
            .find(|l| l.starts_with("wrong") && l.contains(key));
        assert!(
            line.is_some_and(|l| l.contains("bistro.toml")),
            "{key}: {lines}"
        );
    }
    fs::write(&file, good).unwrap();
    let told = run(folder.path(), &["check", "--offline"], "");
    let lines = String::from_utf8(told.stdout).unwrap();
    assert!(
        lines.contains("broken.md") && lines.contains("titel") && lines.contains("title"),
        "{lines}"
    );
    assert!(
        lines.contains("master.key"),
        "what the key file means for backups is missing: {lines}"
    );
}

#[test]
fn the_assistant_talks_in_the_terminal() {
    let told = run(
        project(),
        &["chat"],
        "do you have vegan options?\nI want a refund\n",
    );
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
    assert!(
        text.contains("vegan")
            && text.contains("[1]")
            && text.contains("handed to staff as case 1, refund"),
        "{text}"
    );
}

#[test]
fn the_passages_of_a_question_can_be_seen() {
    let told = run(
        project(),
        &["knowledge", "search", "is", "there", "parking?", "--json"],
        "",
    );
    let found: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(found["confident"], true);
    assert!(
        found["passages"][0]["article"]
            .as_str()
            .unwrap()
            .contains("parking"),
        "{found}"
    );
}

#[test]
fn a_scenario_that_fails_fails_the_run() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("wrong.yaml");
    fs::write(
        &file,
        "- name: wrong\n  turns:\n    - say: is there parking?\n      contains: [\"helicopter\"]\n",
    )
    .unwrap();
    let told = run(
        project(),
        &[
            "eval",
            "run",
            file.to_str().unwrap(),
            "--business",
            "harbor-bistro",
        ],
        "",
    );
    assert_eq!(told.status.code(), Some(1));
    assert!(
        String::from_utf8(told.stdout)
            .unwrap()
            .contains("helicopter")
    );
}

#[test]
fn wrong_use_is_told_apart_from_failure() {
    for arguments in [
        &["serv"][..],
        &["eval", "nonsense"],
        &["chat", "--business", "nobody"],
        &["serve", "--config", "/nonexistent"],
    ] {
        assert_eq!(
            run(project(), arguments, "").status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_data_folder_belongs_to_one_process() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("data");
    let arguments = [
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--data",
        data.to_str().unwrap(),
    ];
    let first = Program::start(project(), &arguments);
    let second = run(project(), &arguments, "");
    assert_eq!(second.status.code(), Some(1));
    let told = String::from_utf8(second.stderr).unwrap();
    assert!(told.contains("another process"), "{told}");
    assert!(first.terminate());
}

#[tokio::test]
async fn the_demo_answers_a_newcomer_who_has_no_account() {
    frontdesk::crypto();
    let data = tempfile::TempDir::new().unwrap();
    let program = Program::start(
        project(),
        &[
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--data",
            data.path().to_str().unwrap(),
        ],
    );
    let get = |path: &str| reqwest::get(format!("{}{path}", program.url));
    assert_eq!(get("/readyz").await.unwrap().status(), 200);
    assert!(
        get("/playground")
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .contains("Telegram")
    );
    let mut events = get("/playground/events").await.unwrap();
    let client = reqwest::Client::new();
    let post = |path: &str, body: serde_json::Value| {
        let request = client
            .post(format!("{}{path}", program.url))
            .header("content-type", "application/json")
            .body(body.to_string());
        async move { request.send().await.unwrap() }
    };
    let answer = post(
        "/playground/say",
        serde_json::json!({"device": "phone", "account": "+15550123", "text": "do you have vegan options?"}),
    )
    .await;
    assert!(answer.status().is_success(), "{answer:?}");
    let mut seen = String::new();
    tokio::time::timeout(PATIENCE, async {
        while !(seen.contains("vegan") && seen.contains("Source")) {
            seen.push_str(&String::from_utf8_lossy(
                &events.chunk().await.unwrap().unwrap(),
            ));
        }
    })
    .await
    .unwrap_or_else(|_| panic!("no cited answer on the phone: {seen}"));
    let metrics = get("/metrics").await.unwrap().text().await.unwrap();
    for name in [
        "frontdesk_turn_seconds",
        "frontdesk_delivery_seconds",
        "frontdesk_queue_depth",
        "frontdesk_webhook_seconds",
    ] {
        assert!(metrics.contains(name), "{name} is not measured");
    }
    drop(events);
    assert!(program.terminate(), "it does not end well");
}

#[tokio::test]
async fn a_receipt_says_months_later_how_an_answer_came_about() {
    let desk = TestDesk::start().await;
    desk.sms("do you have vegan options?").await;
    desk.phone_shows(1).await;
    desk.idle().await;
    let (_, entries) = desk.journal("phone", &format!("sms:{MARIA}")).await;
    let message = entries.iter().find_map(|e| match e.event {
        Event::MessageWritten { message, .. } => Some(message.to_string()),
        _ => None,
    });
    let message = message.unwrap();
    let folder = desk.finish_and_keep().await;
    let told = run(folder.path(), &["receipt", &message, "--json"], "");
    assert!(told.status.success(), "{told:?}");
    let receipt: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(receipt["question"], "do you have vegan options?");
    assert_eq!(receipt["model"], "builtin", "{receipt}");
    assert_eq!(receipt["passages"][0]["source"], "unchanged", "{receipt}");
    assert_eq!(receipt["deliveries"][0]["told"], "sent", "{receipt}");
    let unknown = "msg_00000000000000000000000000000000";
    let told = run(folder.path(), &["receipt", unknown], "");
    assert_eq!(told.status.code(), Some(1));
}

//! What whoever sets the desk up is told by the commands: each mistake with its place and its mend, before a customer meets it.

use crate::{
    binary::{frontdesk, run},
    desk::{BUSINESS, TestDesk},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
};
use tempfile::TempDir;

/// A small business, its file with what a test puts after it.
fn home(id: &str, more: &str) -> TempDir {
    let home = TempDir::new().unwrap();
    let knowledge = home.path().join("knowledge").join(id);
    fs::create_dir_all(home.path().join("config/businesses")).unwrap();
    fs::create_dir_all(&knowledge).unwrap();
    fs::write(home.path().join("config/frontdesk.toml"), "").unwrap();
    fs::write(
        knowledge.join("parking.md"),
        "---\ntitle: Parking\n---\n# Parking\n\nThere is a free car park behind the house.\n",
    )
    .unwrap();
    let file = format!(
        "[business]\nname = \"Acme\"\ntimezone = \"UTC\"\n[[inbox]]\nname = \"site\"\nchannel = \"webchat\"\n[retrieval]\nembedder = \"none\"\n{more}"
    );
    fs::write(
        home.path().join(format!("config/businesses/{id}.toml")),
        file,
    )
    .unwrap();
    home
}

fn told(home: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(home.path(), arguments, "");
    (output.status.code(), words(&output))
}

fn words(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}

const TOOL: &str = "[[tool]]\nname = \"a\"\ndescription = \"x\"\nurl = \"https://a.example\"\n";

/// What follows nine lines that are right, the line that is told, and what is said of it.
const WRONG: [(&str, usize, &str); 13] = [
    (
        "[[topic]]\nname = \"refund\"\n[[topic]]\nname = \"refund\"\n",
        12,
        "already",
    ),
    (
        "[[topic]]\nname = \"refnd\"\n",
        10,
        "allowed are health_and_safety, complaint, refund, manager, person, unable, trouble, self_harm, threat, legal, vip, lost\n",
    ),
    (
        "[[topic]]\nname = \"approval\"\n",
        10,
        "no topic that can stand here",
    ),
    (
        "[[topic]]\nname = \"refund\"\nstaff = [\"bob\"]\n",
        11,
        "no member of staff",
    ),
    (
        "[budget]\nper_day = -1.0\n",
        10,
        "-1 is not allowed; allowed is a number from 0 on",
    ),
    (
        "[guardrails]\nmax_message_chars = 0\n",
        10,
        "0 is not allowed; allowed is 1 to 32768",
    ),
    ("[guardrails]\nmessages_per_minute = 0\n", 10, "at least 1"),
    (
        "[escalation]\nclaim_within_s = 0\n",
        10,
        "0 is not allowed; allowed is 1 to 604800",
    ),
    (
        "[escalation]\ntopics = [\"vip\"]\n",
        10,
        "allowed are complaint, refund, health_and_safety, manager, legal\n",
    ),
    (
        "[widget]\ncolour = \"blueish\"\n",
        10,
        "no colour; write it like \"#0b5c7a\"",
    ),
    (
        "[launch]\nmode = \"approve\"\nshare = 20\n",
        11,
        "has no effect beside mode = \"approve\"",
    ),
    (
        "TOOL[[tool]]\nname = \"B\"\ndescription = \"x\"\nurl = \"https://b.example\"\n",
        14,
        "\"B\" is no name for a tool",
    ),
    (
        "TOOL[[tool]]\nname = \"b\"\ndescription = \"x\"\nurl = \"http://10.0.0.5/x\"\n",
        16,
        "allow_private",
    ),
];

#[test]
fn check_refuses_what_cannot_be_meant_with_line_and_range() {
    let url = (TOOL.replace("https://a", "shop/a"), 12, "is no web address");
    let wrong = WRONG.map(|(more, line, what)| (more.replace("TOOL", TOOL), line, what));
    for (more, line, what) in wrong.into_iter().chain([url]) {
        let home = home("acme", &more);
        let (code, said) = told(&home, &["check", "--offline"]);
        assert_eq!(code, Some(1), "{more}: {said}");
        let place = format!("acme.toml:{line}: ");
        assert!(
            said.contains(&place) && said.contains(what),
            "{more}: {said}"
        );
        // The server says the same, and does not start.
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        assert_eq!(told(&home, &serve).0, Some(2), "{more}");
    }
}

#[test]
fn check_refuses_a_language_money_or_country_that_does_not_exist() {
    for (key, wrong) in [
        ("locale", "english"),
        ("currency", "euro"),
        ("country", "XX"),
    ] {
        let home = home("acme", "");
        let file = home.path().join("config/businesses/acme.toml");
        let text = fs::read_to_string(&file).unwrap();
        let text = text.replace("timezone", &format!("{key} = \"{wrong}\"\ntimezone"));
        fs::write(&file, text).unwrap();
        let (code, said) = told(&home, &["check", "--offline"]);
        assert_eq!(code, Some(1));
        let place = format!("acme.toml:3: `business.{key}`: \"{wrong}\" is no");
        assert!(said.contains(&place), "{said}");
    }
}

#[test]
fn what_says_something_after_all_is_not_refused() {
    for more in [
        "[launch]\nmode = \"approve\"\nshare = 20\n[launch.channels.webchat]\nmode = \"live\"\n",
        "[launch]\nshare = 20\n[launch.channels.sms]\nmode = \"approve\"\n",
        "[widget]\ncolour = \"teal\"\naccent = \"#0b5c7a\"\n",
        "[[topic]]\nname = \"refund\"\n[[topic]]\nname = \"vip\"\n",
        "[[staff]]\nid = \"ana\"\nname = \"Ana\"\nreach = [\"telegram:1\"]\ntopics = [\"approval\"]\n[[inbox]]\nname = \"bot\"\nchannel = \"telegram\"\ntoken = \"1:a\"\n",
    ] {
        let (code, said) = told(&home("acme", more), &["check", "--offline"]);
        assert_eq!(code, Some(0), "{more}: {said}");
    }
}

#[test]
fn check_offline_names_what_the_environment_lacks_and_so_does_the_server() {
    let home = home(
        "acme",
        "[[inbox]]\nname = \"bot\"\nchannel = \"telegram\"\ntoken = \"${NO_SUCH_TOKEN}\"\n[[tool]]\nname = \"a\"\ndescription = \"x\"\nurl = \"${NO_SUCH_SHOP}/orders\"\n",
    );
    let (code, said) = told(&home, &["check", "--offline"]);
    assert_eq!(code, Some(1), "{said}");
    for (line, name) in [(12, "NO_SUCH_TOKEN"), (16, "NO_SUCH_SHOP")] {
        let told = format!("acme.toml:{line}: ${{{name}}} is not set");
        assert!(said.contains(&told), "{said}");
    }
    assert!(!said.contains("no web address"), "it is not known: {said}");
    assert_eq!(told(&home, &["serve"]).0, Some(2));
    // Whoever only tries answers needs no secret.
    assert_eq!(told(&home, &["chat"]).0, Some(0));
}

#[test]
fn a_tool_that_may_take_as_long_as_the_model_is_named() {
    let more = "[model]\ntimeout_ms = 4000\n[[tool]]\nname = \"a\"\ndescription = \"x\"\nurl = \"https://a.example\"\n";
    let (code, said) = told(&home("acme", more), &["check", "--offline"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("warning") && said.contains("may take 5000 ms and the whole answer 4000 ms"),
        "{said}"
    );
    let quick = more.replace("\nurl", "\ntimeout_ms = 3000\nurl");
    let (_, said) = told(&home("acme", &quick), &["check", "--offline"]);
    assert!(!said.contains("may take"), "{said}");
}

#[test]
fn a_business_cannot_have_the_name_of_an_address_of_ours() {
    let (code, said) = told(&home("assets", ""), &["check", "--offline"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("assets.toml") && said.contains("/chat/assets/"),
        "{said}"
    );
}

#[test]
fn a_reader_that_left_ends_the_program_quietly() {
    let home = home("acme", "");
    for arguments in [
        &["check", "--offline"][..],
        &["check", "--reference"],
        &["versions"],
        &["knowledge", "search", "parking"],
    ] {
        let mut child = frontdesk(home.path(), arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(141), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[test]
fn reading_makes_no_data_folder_and_says_where_it_looked() {
    let home = home("acme", "");
    let message = "msg_01890000000070008000000000000001";
    for (arguments, code) in [
        (&["launch"][..], 1),
        (&["quarantine"], 1),
        (&["receipt", message], 1),
        (&["versions"], 0),
        (&["check", "--offline"], 0),
        (&["knowledge", "search", "parking"], 0),
    ] {
        let arguments = [arguments, &["--data", "nowhere"]].concat();
        let (ended, said) = told(&home, &arguments);
        let looked = home.path().canonicalize().unwrap().join("nowhere");
        assert!(
            said.contains(&*looked.to_string_lossy()),
            "{arguments:?}: {said}"
        );
        assert_eq!(ended, Some(code), "{arguments:?}: {said}");
        assert!(!looked.exists(), "{arguments:?}");
    }
}

#[test]
fn wrong_use_has_one_exit_code_and_names_what_is_right() {
    let home = home("acme", "");
    fs::write(home.path().join("empty.yaml"), "").unwrap();
    fs::write(home.path().join("none.yaml"), "- name: a\n  turns: []\n").unwrap();
    fs::write(home.path().join("data.xyz"), "text").unwrap();
    let topic = "- name: a\n  turns:\n  - say: hello\n    escalates: refnd\n";
    fs::write(home.path().join("topic.yaml"), topic).unwrap();
    for (arguments, part) in [
        (&["eval", "bogus"][..], "run, publish, tune and retrieve"),
        (
            &["eval", "run", "empty.yaml"],
            "empty.yaml: holds no scenario",
        ),
        (&["eval", "run", "none.yaml"], "none.yaml:2: "),
        (&["eval", "run", "topic.yaml"], "topic.yaml:4: "),
        (
            &["eval", "run", "missing.yaml"],
            "missing.yaml: cannot be read",
        ),
        (
            &["eval", "retrieve", "--kb", "missing.jsonl"],
            "missing.jsonl: cannot be read",
        ),
        (
            &["chat", "--channel", "pigeon"],
            "there is no channel \"pigeon\"",
        ),
        (
            &["knowledge", "import", "missing.md"],
            "nothing was imported",
        ),
        (
            &["knowledge", "import", "data.xyz"],
            "none of .html, .pdf, .md and .txt",
        ),
        (
            &["knowledge", "import", "ftp://a.example"],
            "only http and https",
        ),
        (
            &[
                "knowledge",
                "import",
                "http://a.example",
                "--every",
                "often",
            ],
            "write it like 24h",
        ),
        (
            &["knowledge", "import", "http://a.example", "--pages", "0"],
            "at least 1",
        ),
    ] {
        let (code, said) = told(&home, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    let (_, help) = told(&home, &["help"]);
    let top = help.split("Usage").next().unwrap();
    assert!(top.contains("e-mail") && top.contains("Discord"), "{top}");
}

#[test]
fn what_failed_in_a_scenario_is_told_in_words() {
    let home = home("acme", "");
    let text = "- name: a\n  turns:\n  - say: I want a refund\n    escalates: complaint\n  - say: is there parking?\n    escalates: legal\n";
    fs::write(home.path().join("s.yaml"), text).unwrap();
    let (code, said) = told(&home, &["eval", "run", "s.yaml"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("was escalated as refund instead of as complaint"),
        "{said}"
    );
    assert!(!said.contains("Some("), "{said}");
}

#[test]
fn a_file_that_is_no_text_is_not_imported_as_one() {
    let home = home("acme", "");
    for name in ["photo.txt", "photo.md"] {
        fs::write(home.path().join(name), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").unwrap();
        let (code, said) = told(&home, &["knowledge", "import", name]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("it is no text"), "{said}");
    }
    let imported = home.path().join("knowledge/acme/imported");
    let articles = fs::read_dir(&imported).into_iter().flatten().flatten();
    let articles = articles.filter(|f| f.path().extension().is_some_and(|e| e == "md"));
    assert_eq!(articles.count(), 0);
}

#[test]
fn a_refused_machine_is_told_with_the_lines_that_allow_it() {
    let home = home("acme", "allow_private = [\"10.0.0.4\"]\n");
    let (code, said) = told(&home, &["knowledge", "import", "http://10.0.0.5/menu"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("config/businesses/acme.toml")
            && said.contains("[retrieval]\n    allow_private = [\"10.0.0.4\", \"10.0.0.5\"]"),
        "{said}"
    );
}

#[tokio::test]
async fn the_report_tells_whom_rules_handed_to_people() {
    let mut desk = TestDesk::start().await;
    desk.expect_leftovers();
    desk.sms("I want a refund").await;
    desk.phone_shows(1).await;
    let folder = desk.finish_and_keep().await;
    let report = report(folder.path(), &["launch", "--json", "--days", "4000"]);
    assert_eq!(report["by_rule"], json!({"refund": 1}), "{report:#}");
    assert_eq!(report["rows"], json!([]));
    let words = run(folder.path(), &["launch", "--days", "4000"], "");
    let words = String::from_utf8(words.stdout).unwrap();
    assert!(
        words.contains("handed off by a rule") && words.contains("refund "),
        "{words}"
    );
    assert!(folder.path().join(format!("knowledge/{BUSINESS}")).is_dir());
}

fn report(folder: &Path, arguments: &[&str]) -> Value {
    let told = run(folder, arguments, "");
    serde_json::from_slice(&told.stdout).unwrap_or_else(|_| panic!("{told:?}"))
}

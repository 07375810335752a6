//! The scenarios of the sample business: what its customers may write, and what must hold for each answer, whoever words it.

use crate::binary::run;
use frontdesk_simulators::{ChatRequest, ModelSim, Reply};
use serde_json::json;
use std::{fs, path::Path, process::Output};
use tempfile::TempDir;

const SCENARIOS: &str = "knowledge/harbor-bistro/scenarios.yaml";

/// What the sample does not know: somebody who reads the passages says so.
const NOT_THERE: [&str; 8] = [
    "tires",
    "laptop",
    "kayaks",
    "Mongolia",
    "helicopter",
    "filet mignon",
    "Ignore your",
    "SYSTEM:",
];

/// How many passed; all must.
fn passed(told: Output) -> usize {
    let text = String::from_utf8(told.stdout).unwrap();
    assert!(
        told.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&told.stderr)
    );
    text.lines().filter(|l| l.starts_with("passed")).count()
}

#[test]
fn they_pass_offline() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(passed(run(project, &["eval", "run", SCENARIOS], "")) >= 60);
}

/// The sample in a folder of its own, answered by a model at this address.
fn sample_with(api_base: &str) -> TempDir {
    let (folder, project) = (
        TempDir::new().unwrap(),
        Path::new(env!("CARGO_MANIFEST_DIR")),
    );
    for part in [
        "config",
        "config/businesses",
        "config/prompts",
        "knowledge/harbor-bistro",
    ] {
        let to = folder.path().join(part);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(project.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let file = folder.path().join("config/businesses/harbor-bistro.toml");
    let text = fs::read_to_string(&file).unwrap();
    let model = format!(
        "provider = \"openai\"\napi_base = \"{api_base}\"\napi_key = \"{}\"\nchat_model = \"reader\"",
        ModelSim::KEY
    );
    assert!(text.contains("provider = \"builtin\""));
    fs::write(&file, text.replacen("provider = \"builtin\"", &model, 1)).unwrap();
    folder
}

/// A model that reads: it calls the tool that the question is for, says what that said, and else what the first passage says.
fn read(request: &ChatRequest) -> Reply {
    let question = request.last("user");
    let has = |words: &[&str]| words.iter().any(|w| question.contains(w));
    if let Some(said) = request.tool_outputs().pop() {
        // What can be cited has its id on the first line.
        return match said.split_once("]\n") {
            Some((id, rest)) => Reply::text(format!("{rest} {id}]")),
            None => Reply::text(said.lines().next().unwrap_or_default()),
        };
    }
    if has(&NOT_THERE) {
        return Reply::text("UNKNOWN");
    }
    if has(&["are you open now", "are you open right now"]) {
        return Reply::tool("business_hours", json!({}));
    }
    if has(&["are you open today"]) {
        return Reply::tool("business_hours", json!({"day": "today"}));
    }
    if has(&["on Sunday"]) {
        return Reply::tool("business_hours", json!({"day": "Sunday"}));
    }
    for item in ["lobster roll", "chardonnay"] {
        if has(&[item]) {
            return Reply::tool("menu", json!({"item": item}));
        }
    }
    for tag in ["vegan", "gluten free"] {
        if question.starts_with("Which") && has(&[tag]) {
            return Reply::tool("menu", json!({"tag": tag}));
        }
    }
    let system = request.last("system");
    let first = system
        .split_once("<passage n=\"1\"")
        .and_then(|(_, rest)| rest.split_once(">\n")?.1.split_once("\n</passage>"));
    first.map_or_else(
        || Reply::text("UNKNOWN"),
        |(text, _)| Reply::text(format!("{text} [1]")),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_pass_with_a_model() {
    let model = ModelSim::start().await.unwrap();
    model.default_reply(Reply::function(read));
    let sample = sample_with(&model.api_base());
    let folder = sample.path().to_owned();
    let told = tokio::task::spawn_blocking(move || run(&folder, &["eval", "run", SCENARIOS], ""));
    assert!(passed(told.await.unwrap()) >= 60);
    let asked = model.requests().len();
    assert!(asked >= 40, "the model was asked {asked} times");
}

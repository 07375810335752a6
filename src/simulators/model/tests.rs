//! The simulator judged over real sockets.

use serde_json::json;

use super::*;
use crate::http::client;

const SOON: Duration = Duration::from_secs(10);

async fn post(sim: &ModelSim, path: &str, body: &Value) -> reqwest::Result<reqwest::Response> {
    let url = format!("{}{path}", sim.api_base());
    client()
        .unwrap()
        .post(url)
        .bearer_auth(ModelSim::KEY)
        .json(body)
        .send()
        .await
}

fn request(stream: bool) -> Value {
    json!({
        "model": "m",
        "messages": [
            { "role": "system", "content": "be kind" },
            { "role": "user", "content": [{ "type": "text", "text": "hello" }] },
        ],
        "stream": stream,
        "stream_options": { "include_usage": true },
        "tools": [{ "type": "function", "function": { "name": "menu" } }],
    })
}

async fn whole(sim: &ModelSim) -> Value {
    let answer = post(sim, "/chat/completions", &request(false))
        .await
        .unwrap();
    answer.json().await.unwrap()
}

/// The data of the events of a streamed answer, and whether `[DONE]` came.
async fn streamed(sim: &ModelSim) -> (Vec<Value>, bool) {
    let answer = post(sim, "/chat/completions", &request(true))
        .await
        .unwrap();
    assert_eq!(
        answer.headers()["content-type"],
        "text/event-stream; charset=utf-8"
    );
    let body = answer.text().await.unwrap();
    let data: Vec<_> = body
        .split_terminator("\n\n")
        .map(|e| e.strip_prefix("data: ").unwrap())
        .collect();
    let done = data.last() == Some(&"[DONE]");
    let events = data.into_iter().filter(|d| *d != "[DONE]");
    (
        events.map(|d| serde_json::from_str(d).unwrap()).collect(),
        done,
    )
}

fn joined(events: &[Value], pointer: &str) -> String {
    events
        .iter()
        .filter_map(|event| event.pointer(pointer)?.as_str())
        .collect()
}

#[tokio::test]
async fn a_script_is_followed_and_then_the_default() {
    let sim = ModelSim::start().await.unwrap();
    let arguments = json!({ "dish": "soup" });
    sim.script([
        Reply::text("Hello there"),
        Reply::tool("menu", arguments.clone()),
    ]);
    let first = whole(&sim).await;
    assert_eq!(first["choices"][0]["message"]["content"], "Hello there");
    assert_eq!(first["choices"][0]["finish_reason"], "stop");
    assert_eq!(first["usage"]["completion_tokens"], 3);
    let second = &whole(&sim).await["choices"][0];
    assert_eq!(second["finish_reason"], "tool_calls");
    let call = &second["message"]["tool_calls"][0];
    assert_eq!(call["function"]["name"], "menu");
    assert_eq!(call["function"]["arguments"], arguments.to_string());
    assert_eq!(whole(&sim).await["choices"][0]["message"]["content"], "OK");
    assert_eq!(sim.wait_requests(3, SOON).await.len(), 3);
    assert_eq!(sim.script_left(), 0);
}

#[tokio::test]
async fn a_stream_has_words_fragments_a_finish_and_usage() {
    let sim = ModelSim::start().await.unwrap();
    let arguments = json!({ "dish": "Suppe für zwei" });
    sim.script([Reply::TextAndTools(
        "One moment please".into(),
        vec![("menu".into(), arguments.clone())],
    )]);
    let (events, done) = streamed(&sim).await;
    assert!(done);
    assert_eq!(
        joined(&events, "/choices/0/delta/content"),
        "One moment please"
    );
    let fragments = joined(&events, "/choices/0/delta/tool_calls/0/function/arguments");
    assert_eq!(fragments, arguments.to_string());
    assert_eq!(joined(&events, "/choices/0/finish_reason"), "tool_calls");
    let usage = events.last().unwrap();
    assert_eq!(usage["choices"], json!([]));
    assert!(usage["usage"]["total_tokens"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn a_cut_stream_ends_without_a_finish_reason() {
    let sim = ModelSim::start().await.unwrap();
    sim.script([
        Reply::CutStream("Our opening".into()),
        Reply::CutStream("x".into()),
    ]);
    let (events, done) = streamed(&sim).await;
    assert!(!done);
    assert_eq!(joined(&events, "/choices/0/delta/content"), "Our opening");
    assert_eq!(joined(&events, "/choices/0/finish_reason"), "");
    assert!(
        post(&sim, "/chat/completions", &request(false))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn failures_are_those_of_a_provider() {
    let sim = ModelSim::start().await.unwrap();
    sim.script([
        Reply::Status(429, Some(2)),
        Reply::Status(500, None),
        Reply::Drop,
        Reply::Hang,
    ]);
    let limited = post(&sim, "/chat/completions", &request(false))
        .await
        .unwrap();
    assert_eq!(
        (limited.status().as_u16(), &limited.headers()["retry-after"]),
        (429, &"2".parse().unwrap())
    );
    let broken = post(&sim, "/chat/completions", &request(true))
        .await
        .unwrap();
    assert_eq!(broken.status(), 500);
    assert_eq!(
        broken.json::<Value>().await.unwrap()["error"]["type"],
        "server_error"
    );
    assert!(
        post(&sim, "/chat/completions", &request(false))
            .await
            .is_err()
    );
    let body = request(false);
    let hung = post(&sim, "/chat/completions", &body);
    assert!(
        tokio::time::timeout(Duration::from_millis(100), hung)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_function_sees_the_request() {
    let sim = ModelSim::start().await.unwrap();
    sim.default_reply(Reply::function(|request| {
        let said = format!(
            "{} {} {:?}",
            request.last("system"),
            request.last("user"),
            request.tools()
        );
        Reply::Delay(1, Box::new(Reply::Text(said)))
    }));
    assert_eq!(
        whole(&sim).await["choices"][0]["message"]["content"],
        "be kind hello [\"menu\"]"
    );
    sim.stop().await;
}

#[tokio::test]
async fn a_key_is_required() {
    let sim = ModelSim::start().await.unwrap();
    let url = format!("{}/models", sim.api_base());
    let without = client().unwrap().get(&url).send().await.unwrap();
    assert_eq!(without.status(), 401);
    let with = client()
        .unwrap()
        .get(&url)
        .bearer_auth(ModelSim::KEY)
        .send()
        .await
        .unwrap();
    assert_eq!(
        with.json::<Value>().await.unwrap()["data"][0]["id"],
        "simulated-chat"
    );
}

#[tokio::test]
async fn embeddings_are_the_same_for_the_same_words() {
    let sim = ModelSim::start().await.unwrap();
    let body = json!({ "model": "e", "input": ["Vegan soup", "soup, vegan!", "parking"] });
    let answer: Value = post(&sim, "/embeddings", &body)
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let vector = |n: usize| &answer["data"][n]["embedding"];
    assert_eq!(vector(0), vector(1));
    assert_ne!(vector(0), vector(2));
    assert_eq!(vector(0).as_array().unwrap().len(), 64);
}

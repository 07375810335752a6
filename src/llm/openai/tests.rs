//! Against small servers on this machine that answer as real endpoints do, well and badly.

use super::*;
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Response, StatusCode, header},
    routing::{get, post},
};
use frontdesk_core::llm::{Line, Role};
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// One answer of the server.
#[derive(Clone)]
enum Say {
    /// These events, then `[DONE]`.
    Events(Vec<Value>),
    /// These events, then the connection ends.
    Cut(Vec<Value>),
    /// A status, a header and a body.
    Status(u16, &'static [(&'static str, &'static str)], Value),
    /// Nothing, for ever.
    Hang,
}

#[derive(Clone)]
struct Script {
    says: Arc<Vec<Say>>,
    asked: Arc<AtomicUsize>,
    bodies: Arc<Mutex<Vec<Value>>>,
}

struct Server {
    address: String,
    script: Script,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// The last answer is repeated.
    async fn start(says: Vec<Say>) -> Self {
        let script = Script {
            says: Arc::new(says),
            asked: Arc::default(),
            bodies: Arc::default(),
        };
        let app = Router::new()
            .route("/v1/chat/completions", post(answer))
            .route("/v1/models", get(models))
            .with_state(script.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            address,
            script,
            task,
        }
    }

    fn model(&self) -> OpenAi {
        OpenAi::new(OpenAiSettings {
            api_base: self.address.clone(),
            api_key: Secret::from("sk-hidden"),
            chat_model: "gpt-test".into(),
            input_price: 2.5,
            output_price: 10.0,
            retry_delay_ms: 1,
            ..OpenAiSettings::default()
        })
        .unwrap()
    }

    fn asked(&self) -> usize {
        self.script.asked.load(Ordering::SeqCst)
    }
}

async fn answer(State(script): State<Script>, body: String) -> Response<Body> {
    let nth = script.asked.fetch_add(1, Ordering::SeqCst);
    let body = serde_json::from_str(&body).unwrap();
    script.bodies.lock().unwrap().push(body);
    let say = script.says[nth.min(script.says.len() - 1)].clone();
    match say {
        Say::Events(events) => stream(events, "data: [DONE]\n\n"),
        Say::Cut(events) => stream(events, ""),
        Say::Status(status, headers, body) => {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(*name, *value);
            }
            response.body(Body::from(body.to_string())).unwrap()
        }
        Say::Hang => std::future::pending().await,
    }
}

async fn models(State(script): State<Script>) -> Response<Body> {
    match &script.says[0] {
        Say::Status(status, _, body) => Response::builder()
            .status(*status)
            .body(Body::from(body.to_string()))
            .unwrap(),
        _ => Response::new(Body::from(
            json!({"data": [{"id": "gpt-test"}, {"id": "gpt-other"}]}).to_string(),
        )),
    }
}

fn stream(events: Vec<Value>, end: &str) -> Response<Body> {
    let mut text: String = events.iter().map(|e| format!("data: {e}\n\n")).collect();
    text.push_str(end);
    Response::builder()
        .status(StatusCode::OK)
        .header(header::CONTENT_TYPE, "text/event-stream")
        .body(Body::from(text))
        .unwrap()
}

fn text(piece: &str) -> Value {
    json!({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": null}]})
}

fn call(index: u64, id: Option<&str>, name: Option<&str>, arguments: &str) -> Value {
    json!({"choices": [{"index": 0, "delta": {"tool_calls": [
        {"index": index, "id": id, "type": "function", "function": {"name": name, "arguments": arguments}}
    ]}}]})
}

fn done(reason: &str) -> Value {
    json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
}

fn tokens() -> Value {
    json!({"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 20, "total_tokens": 1020}})
}

/// The answer and what was given out meanwhile.
async fn ask(model: &OpenAi, budget_ms: u64) -> (Result<ChatReply, Error>, Vec<String>) {
    let given = Mutex::new(Vec::new());
    let transcript = [Line::Said {
        by: Role::Customer,
        text: "Are dogs allowed?".into(),
    }];
    let request = ChatRequest {
        system: "Be brief.",
        transcript: &transcript,
        passages: &[],
        tools: &[],
        hints: &[],
        locale: "en",
        budget_ms,
    };
    let deltas = |piece: &str| given.lock().unwrap().push(piece.to_owned());
    let reply = model.chat(&request, &deltas).await;
    (reply, given.into_inner().unwrap())
}

const LONG_MS: u64 = 15_000;

#[tokio::test]
async fn a_streamed_text_is_given_out_and_counted() {
    let server = Server::start(vec![Say::Events(vec![
        text("Dogs are "),
        text("welcome [1]."),
        done("stop"),
        tokens(),
    ])])
    .await;
    let (reply, given) = ask(&server.model(), LONG_MS).await;
    let reply = reply.unwrap();
    assert_eq!(reply.text, "Dogs are welcome [1].");
    assert_eq!(given.concat(), reply.text);
    assert!(given.len() > 1);
    assert_eq!(reply.usage.cost_micros, 2_700);
    assert_eq!(reply.usage.input_tokens, 1_000);
    assert_eq!(
        server.script.bodies.lock().unwrap()[0]["stream"],
        json!(true)
    );
}

#[tokio::test]
async fn tool_calls_are_put_together_from_fragments() {
    let server = Server::start(vec![Say::Events(vec![
        call(0, Some("a"), Some("menu"), "{\"it"),
        call(1, Some("b"), Some("hours"), ""),
        call(0, None, None, "em\": \"soup\"}"),
        call(2, Some("c"), Some("menu"), "{broken"),
        done("tool_calls"),
    ])])
    .await;
    let calls = ask(&server.model(), LONG_MS).await.0.unwrap().calls;
    let seen: Vec<_> = calls
        .iter()
        .map(|c| (c.id.as_str(), c.tool.as_str(), c.arguments.clone()))
        .collect();
    assert_eq!(
        seen,
        [
            ("a", "menu", json!({"item": "soup"})),
            ("b", "hours", json!({})),
            ("c", "menu", json!("{broken")),
        ]
    );
}

#[tokio::test]
async fn a_busy_endpoint_is_asked_again() {
    let busy = Say::Status(
        429,
        &[("retry-after", "0")],
        json!({"error": {"code": "rate_limit_exceeded"}}),
    );
    let server = Server::start(vec![busy, Say::Events(vec![text("Yes."), done("stop")])]).await;
    assert_eq!(ask(&server.model(), LONG_MS).await.0.unwrap().text, "Yes.");
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn a_wait_that_does_not_fit_the_budget_is_not_begun() {
    let busy = Say::Status(429, &[("retry-after", "60")], json!({}));
    let server = Server::start(vec![busy]).await;
    let error = ask(&server.model(), LONG_MS).await.0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limited);
    assert_eq!(
        error.retry(),
        Retry::Later {
            after_ms: Some(60_000)
        }
    );
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn spent_credit_is_not_tried_again() {
    let spent = Say::Status(
        429,
        &[],
        json!({"error": {"code": "insufficient_quota", "message": "pay"}}),
    );
    let server = Server::start(vec![spent]).await;
    let error = ask(&server.model(), LONG_MS).await.0.unwrap_err();
    assert_eq!((error.kind(), server.asked()), (ErrorKind::Refused, 1));
}

#[tokio::test]
async fn a_broken_endpoint_is_given_up_after_the_retries() {
    let server = Server::start(vec![Say::Status(500, &[], json!("oops"))]).await;
    let error = ask(&server.model(), LONG_MS).await.0.unwrap_err();
    assert_eq!((error.kind(), server.asked()), (ErrorKind::Unavailable, 4));
}

#[tokio::test]
async fn a_wrong_key_is_not_tried_again_and_never_shown() {
    let server = Server::start(vec![Say::Status(
        401,
        &[],
        json!({"error": {"message": "bad sk-hidden"}}),
    )])
    .await;
    let model = server.model();
    let error = ask(&model, LONG_MS).await.0.unwrap_err();
    assert_eq!((error.kind(), server.asked()), (ErrorKind::Unauthorized, 1));
    assert!(!format!("{error} {error:?} {model:?}").contains("sk-hidden"));
}

#[tokio::test]
async fn a_cut_stream_is_an_error_and_not_begun_again_once_words_went_out() {
    let server = Server::start(vec![Say::Cut(vec![text("Dogs are "), text("not ")])]).await;
    let (reply, given) = ask(&server.model(), LONG_MS).await;
    assert_eq!(reply.unwrap_err().kind(), ErrorKind::Unavailable);
    assert_eq!(given.concat(), "Dogs are not");
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_stream_cut_before_any_word_is_tried_again() {
    let server = Server::start(vec![
        Say::Cut(vec![]),
        Say::Events(vec![text(""), done("stop")]),
        Say::Events(vec![json!({"error": {"code": 502}})]),
        Say::Events(vec![text("Yes."), done("stop")]),
    ])
    .await;
    assert_eq!(ask(&server.model(), LONG_MS).await.0.unwrap().text, "Yes.");
    assert_eq!(server.asked(), 4);
}

#[tokio::test]
async fn an_answer_cut_at_its_length_is_an_error() {
    let server = Server::start(vec![Say::Events(vec![text("Dogs"), done("length")])]).await;
    let error = ask(&server.model(), LONG_MS).await.0.unwrap_err();
    assert_eq!((error.kind(), server.asked()), (ErrorKind::Refused, 1));
}

#[tokio::test]
async fn silence_ends_with_the_budget() {
    let server = Server::start(vec![Say::Hang]).await;
    let begun = Instant::now();
    let error = ask(&server.model(), 150).await.0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn nobody_at_the_address_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let model = OpenAi::new(OpenAiSettings {
        api_base: format!("http://{address}"),
        chat_model: "m".into(),
        retry_delay_ms: 1,
        ..OpenAiSettings::default()
    })
    .unwrap();
    let error = ask(&model, LONG_MS).await.0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    let error = model.probe().await.unwrap_err().to_string();
    assert!(error.contains("start the model server"), "{error}");
}

#[tokio::test]
async fn a_model_that_does_not_know_says_nothing() {
    let server = Server::start(vec![Say::Events(vec![
        text("UNK"),
        text("NOWN"),
        done("stop"),
    ])])
    .await;
    let (reply, given) = ask(&server.model(), LONG_MS).await;
    let reply = reply.unwrap();
    assert!(reply.unknown && reply.text.is_empty() && given.is_empty());
}

#[tokio::test]
async fn check_finds_the_model_or_says_how_to_mend() {
    let server = Server::start(vec![Say::Events(vec![text("OK"), done("stop")])]).await;
    assert!(
        server
            .model()
            .probe()
            .await
            .unwrap()
            .contains("gpt-test is offered")
    );
    let unlisted = OpenAi::new(OpenAiSettings {
        chat_model: "gpt-new".into(),
        ..server.model().settings.clone()
    })
    .unwrap();
    assert!(unlisted.probe().await.unwrap().contains("gpt-new answers"));
    let wrong = Server::start(vec![Say::Status(401, &[], json!({}))]).await;
    let error = wrong.model().probe().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.to_string().contains("api_key"));
}

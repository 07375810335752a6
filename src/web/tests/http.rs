//! Ordinary requests.

use super::Server;
use crate::WebLimits;
use std::sync::atomic::Ordering;

#[tokio::test]
async fn a_webhook_is_answered_only_once_it_is_kept() {
    let server = Server::start().await;
    server.desk.gate.forget_permits(usize::MAX);
    let answer = server.post("/webhooks/acme/line", "hello");
    tokio::pin!(answer);
    tokio::select! {
        early = &mut answer => panic!("answered before it was kept: {early:?}"),
        () = server.desk.arrived.notified() => {}
    }
    assert!(server.desk.kept.lock().unwrap().is_empty());
    server.desk.gate.add_permits(1);
    let answer = answer.await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "<Response/>"));
    assert_eq!(server.desk.kept.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_webhook_that_could_not_be_kept_is_to_be_repeated() {
    let server = Server::start().await;
    server.desk.broken.store(true, Ordering::SeqCst);
    let answer = server.post("/webhooks/acme/line/status", "hello").await;
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
}

#[tokio::test]
async fn everything_in_a_webhook_is_kept_in_its_order_and_acknowledged() {
    let echo = super::Echo::directory();
    let acknowledged = echo.0.acknowledged.clone();
    let mut server = Server::with(WebLimits::default(), |web| {
        web.directory = std::sync::Arc::new(echo)
    })
    .await;
    assert_eq!(
        server.post("/webhooks/acme/line", "a|b|c").await.status,
        200
    );
    let kept = server
        .desk
        .kept
        .lock()
        .unwrap()
        .iter()
        .map(|i| i.provider_id.0.clone())
        .collect::<Vec<_>>();
    assert_eq!(kept, ["a", "b", "c"]);
    // The server's end sees the end of what it started.
    server.stop();
    server.running.await.unwrap().unwrap();
    assert_eq!(acknowledged.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_webhook_that_cannot_be_verified_is_refused_kept_apart_and_counted() {
    let server = Server::start().await;
    assert_eq!(
        server.post("/webhooks/acme/line", "forged").await.status,
        403
    );
    assert!(server.desk.kept.lock().unwrap().is_empty());
    assert_eq!(server.desk.quarantined.lock().unwrap().len(), 1);
    let metrics = server.get("/metrics").await;
    assert_eq!(
        metrics.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    assert!(
        metrics
            .body
            .contains("frontdesk_quarantined_total{business=\"acme\",inbox=\"line\"}")
    );
}

#[tokio::test]
async fn an_unknown_inbox_is_not_found_in_the_form_the_client_asked_for() {
    let server = Server::start().await;
    let text = server.post("/webhooks/acme/other", "hello").await;
    assert_eq!(
        (text.status, text.body.trim()),
        (404, "there is nothing here")
    );
    let json = server
        .request("GET", "/nowhere", "Accept: application/json\r\n", "")
        .await;
    assert_eq!(json.status, 404);
    assert_eq!(
        json.header("content-type"),
        Some("application/problem+json")
    );
    assert!(json.body.contains("\"status\":404"), "{}", json.body);
}

#[tokio::test]
async fn a_method_that_does_nothing_is_refused_with_those_that_do() {
    let server = Server::start().await;
    let answer = server.get("/webhooks/acme/line").await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), Some("POST"));
}

#[tokio::test]
async fn a_body_over_the_bound_is_refused() {
    let limits = WebLimits {
        webhook_bytes: 10,
        ..WebLimits::default()
    };
    let server = Server::with(limits, |_| {}).await;
    assert_eq!(
        server
            .post("/webhooks/acme/line", "0123456789")
            .await
            .status,
        200
    );
    assert_eq!(
        server
            .post("/webhooks/acme/line", "0123456789a")
            .await
            .status,
        413
    );
    let chunked = "b\r\n0123456789a\r\n0\r\n\r\n";
    let head = "POST /webhooks/acme/line HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let mut stream = tokio::net::TcpStream::connect(server.at).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, format!("{head}{chunked}").as_bytes())
        .await
        .unwrap();
    let mut text = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut text)
        .await
        .unwrap();
    assert!(text.starts_with("HTTP/1.1 413"), "{text}");
}

#[tokio::test]
async fn a_request_that_takes_too_long_or_panics_is_still_answered() {
    let limits = WebLimits {
        request_timeout_ms: 20,
        ..WebLimits::default()
    };
    let server = Server::with(limits, |_| {}).await;
    assert_eq!(
        server.post("/webhooks/acme/line", "panic").await.status,
        500
    );
    server.desk.gate.forget_permits(usize::MAX);
    let slow = server.post("/webhooks/acme/line", "hello").await;
    assert_eq!(slow.status, 503);
    assert!(slow.header("retry-after").is_some());
}

#[tokio::test]
async fn every_answer_has_an_id_and_the_security_headers() {
    let server = Server::start().await;
    let answer = server.get("/healthz").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
    assert_eq!(answer.header("x-request-id").map(str::len), Some(36));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    assert!(
        answer
            .header("content-security-policy")
            .unwrap()
            .ends_with("frame-ancestors 'none'")
    );
    let given = server
        .request("GET", "/healthz", "X-Request-Id: abc-1\r\n", "")
        .await;
    assert_eq!(given.header("x-request-id"), Some("abc-1"));
    let odd = server
        .request("GET", "/healthz", "X-Request-Id: a b\"\r\n", "")
        .await;
    assert_eq!(odd.header("x-request-id").map(str::len), Some(36));
}

#[tokio::test]
async fn a_page_of_another_part_keeps_its_own_policy_and_gets_the_rest() {
    let server = Server::start().await;
    let own = server.get("/more/own").await;
    assert_eq!(own.status, 200);
    assert_eq!(own.head.matches("content-security-policy").count(), 1);
    let policy = own.header("content-security-policy");
    assert_eq!(policy, Some("frame-src 'self'"));
    assert_eq!(own.header("x-frame-options"), None);
    assert!(own.header("x-request-id").is_some());
    let plain = server.get("/more/plain").await;
    assert_eq!(plain.header("x-frame-options"), Some("DENY"));
}

#[tokio::test]
async fn readiness_says_which_part_does_not_work() {
    let server = Server::start().await;
    assert_eq!(server.get("/readyz").await.status, 200);
    server.desk.unready.store(true, Ordering::SeqCst);
    let answer = server.get("/readyz").await;
    assert_eq!(answer.status, 503);
    assert!(
        answer.body.contains(r#""name":"store","ok":false"#),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn the_chat_page_is_filled_in_and_may_be_framed_where_the_channel_says() {
    let server = Server::start().await;
    let page = server.get("/chat/acme?embed=1").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(r#"lang="de-AT""#) && page.body.contains("Acme &lt;Sons&gt;"));
    assert!(!page.body.contains("{{"), "a place was left empty");
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.ends_with("frame-ancestors 'self' https://shop.example"),
        "{policy}"
    );
    assert_eq!(page.header("x-frame-options"), None);
    assert_eq!(server.get("/chat/nobody").await.status, 404);
    assert_eq!(
        server.get("/chat/acme/").await.header("location"),
        Some("../acme")
    );
    assert_eq!(server.get("/").await.header("location"), Some("chat/acme"));
}

#[tokio::test]
async fn the_files_of_the_page_are_served_and_asked_for_again_by_their_tag() {
    let server = Server::start().await;
    let page = server.get("/chat/acme").await.body;
    let named = page
        .match_indices("=\"assets/")
        .map(|(at, _)| page[at + 9..].split('"').next().unwrap());
    let mut names = 0;
    for name in named {
        let file = server.get(&format!("/chat/assets/{name}")).await;
        assert_eq!(file.status, 200, "{name}");
        names += 1;
    }
    assert!(names > 3);
    let file = server.get("/chat/assets/chat.css").await;
    let tag = format!("If-None-Match: {}\r\n", file.header("etag").unwrap());
    let again = server
        .request("GET", "/chat/assets/chat.css", &tag, "")
        .await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(server.get("/chat/assets/..%2fCargo.toml").await.status, 404);
    let widget = server.get("/widget.js").await;
    assert_eq!(widget.status, 200);
    assert_eq!(
        widget.header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
}

#[tokio::test]
async fn a_request_in_flight_is_finished_after_the_stop() {
    let mut server = Server::start().await;
    server.desk.gate.forget_permits(usize::MAX);
    let at = server.at;
    let desk = server.desk.clone();
    let asking = tokio::spawn({
        let head = "POST /webhooks/acme/line HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";
        async move {
            let mut stream = tokio::net::TcpStream::connect(at).await.unwrap();
            tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes())
                .await
                .unwrap();
            let mut text = String::new();
            tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut text)
                .await
                .unwrap();
            text
        }
    });
    desk.arrived.notified().await;
    server.stop();
    while tokio::net::TcpStream::connect(at).await.is_ok() {
        tokio::task::yield_now().await;
    }
    desk.gate.add_permits(1);
    assert!(asking.await.unwrap().starts_with("HTTP/1.1 200"));
    server.running.await.unwrap().unwrap();
}

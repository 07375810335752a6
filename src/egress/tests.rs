//! The guard through real sockets, with names that a test chooses.

use crate::{Allowed, Egress, Failure, Reply, Request, resolver::Resolver};
use async_trait::async_trait;
use axum::{Router, extract::State, http::HeaderMap, response::IntoResponse, routing::get};
use frontdesk_core::{Error, ErrorKind};
use http::{Method, StatusCode, header};
use std::{
    io,
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use url::Url;

/// Answers each name with these in turn, the last one for ever.
struct Names(Vec<&'static str>, AtomicUsize);

#[async_trait]
impl Resolver for Names {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        if name == "nowhere.example" {
            return Err(io::ErrorKind::NotFound.into());
        }
        let asked = self.1.fetch_add(1, Ordering::SeqCst);
        let answer = self
            .0
            .get(asked)
            .or(self.0.last())
            .copied()
            .unwrap_or_default();
        Ok(answer.split(' ').filter_map(|a| a.parse().ok()).collect())
    }
}

fn egress(allowed: &[String], names: &[&'static str]) -> Egress {
    let names = Names(names.to_vec(), AtomicUsize::new(0));
    Egress::with_resolver(Allowed::read(allowed).unwrap(), Arc::new(names)).unwrap()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// What a server has heard: path, and the headers that matter.
type Heard = Arc<Mutex<Vec<(String, HeaderMap)>>>;

/// A server on loopback; `/to?…` redirects to whatever stands behind the question mark.
async fn server() -> (u16, Heard) {
    let heard = Heard::default();
    let note = |heard: &Heard, uri: &http::Uri, headers: &HeaderMap| {
        heard
            .lock()
            .unwrap()
            .push((uri.path().to_owned(), headers.clone()));
    };
    let to = move |State(heard): State<Heard>, uri: http::Uri, headers: HeaderMap| async move {
        note(&heard, &uri, &headers);
        let target = uri.query().unwrap_or_default().to_owned();
        (StatusCode::FOUND, [(header::LOCATION, target)])
    };
    let here = move |State(heard): State<Heard>, uri: http::Uri, headers: HeaderMap| async move {
        note(&heard, &uri, &headers);
        "here"
    };
    let latin = || async {
        (
            [(header::CONTENT_TYPE, "text/html; charset=iso-8859-1")],
            b"caf\xe9".to_vec(),
        )
            .into_response()
    };
    let slow = || async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        "late"
    };
    let app = Router::new()
        .route("/here", get(here).post(here))
        .route("/to", get(to).post(to))
        .route("/long", get(|| async { "x".repeat(5_000) }))
        .route("/latin", get(latin))
        .route("/slow", get(slow))
        .with_state(heard.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (port, heard)
}

async fn ask(egress: &Egress, address: &str) -> Result<Reply, Failure> {
    egress.send(Request::get(url(address))).await
}

#[tokio::test]
async fn a_private_address_is_refused_in_every_notation() {
    let (port, heard) = server().await;
    let egress = egress(&[], &["127.0.0.1"]);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "127.0.0.1.",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "localhost",
        "LOCALHOST.",
        "name.example",
    ] {
        let failure = ask(&egress, &format!("http://{host}:{port}/here"))
            .await
            .unwrap_err();
        assert!(
            matches!(failure, Failure::Private { .. }),
            "{host}: {failure}"
        );
        assert!(failure.nothing_was_sent());
        assert!(failure.to_string().contains("allow_private"), "{failure}");
    }
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_no_web_address_is_refused() {
    let egress = egress(&[], &["127.0.0.1"]);
    for address in [
        "file:///etc/passwd",
        "ftp://a.example/",
        "gopher://a.example/",
        "data:text/plain,x",
        "http://u:p@a.example/",
        "http://u@a.example/",
    ] {
        let failure = ask(&egress, address).await.unwrap_err();
        assert!(
            matches!(failure, Failure::Address(_)),
            "{address}: {failure}"
        );
        assert_eq!(Error::from(failure).kind(), ErrorKind::Invalid);
    }
}

#[tokio::test]
async fn an_allowed_machine_is_reached_by_address_and_by_name_at_its_port_alone() {
    let (port, heard) = server().await;
    let by_address = egress(&[format!("127.0.0.1:{port}")], &["127.0.0.1"]);
    assert_eq!(
        ask(&by_address, &format!("http://127.0.0.1:{port}/here"))
            .await
            .unwrap()
            .body,
        "here"
    );
    let by_name = egress(&[format!("till.lan:{port}")], &["127.0.0.1"]);
    let reply = ask(&by_name, &format!("http://till.lan:{port}/here"))
        .await
        .unwrap();
    assert_eq!(
        (reply.status, reply.url.host_str()),
        (StatusCode::OK, Some("till.lan"))
    );
    assert_eq!(heard.lock().unwrap().len(), 2);

    let other = format!("http://till.lan:{}/here", port ^ 1);
    assert!(matches!(
        ask(&by_name, &other).await,
        Err(Failure::Port { .. })
    ));
    let other = format!("http://other.lan:{port}/here");
    assert!(matches!(
        ask(&by_name, &other).await,
        Err(Failure::Private { .. })
    ));
    assert_eq!(heard.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_name_that_changes_to_a_private_address_is_refused_when_it_is_used() {
    let (port, heard) = server().await;
    // Public when somebody looked, private when the connection is made.
    let names = Arc::new(Names(vec!["8.8.8.8", "127.0.0.1"], AtomicUsize::new(0)));
    let egress = Egress::with_resolver(Allowed::none(), names.clone()).unwrap();
    assert_eq!(
        names.resolve("rebind.example").await.unwrap(),
        ["8.8.8.8".parse::<IpAddr>().unwrap()]
    );
    let failure = ask(&egress, &format!("http://rebind.example:{port}/here"))
        .await
        .unwrap_err();
    assert_eq!(
        failure,
        Failure::Private {
            host: "rebind.example".into(),
            what: "this machine"
        }
    );
    assert_eq!(Error::from(failure).kind(), ErrorKind::Refused);
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn of_a_name_with_public_and_private_addresses_only_the_public_ones_are_used() {
    let (port, heard) = server().await;
    let egress = egress(&[], &["127.0.0.1 240.0.0.1 ::1 169.254.169.254"]);
    let failure = ask(&egress, &format!("http://both.example:{port}/here"))
        .await
        .unwrap_err();
    assert!(matches!(failure, Failure::Private { .. }), "{failure}");
    assert!(heard.lock().unwrap().is_empty());
    assert!(matches!(
        ask(&egress, "http://nowhere.example/").await,
        Err(Failure::Unresolved { .. })
    ));
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let (port, _) = server().await;
    let (inner, heard) = server().await;
    let egress = egress(&[format!("front.example:{port}")], &["127.0.0.1"]);
    for target in [
        format!("http://127.0.0.1:{inner}/here"),
        format!("http://[::ffff:127.0.0.1]:{inner}/here"),
        format!("http://localhost:{inner}/here"),
        "http://169.254.169.254/latest/meta-data/".into(),
        "//2852039166/".into(),
    ] {
        let failure = ask(&egress, &format!("http://front.example:{port}/to?{target}"))
            .await
            .unwrap_err();
        assert!(
            matches!(failure, Failure::Private { .. }),
            "{target}: {failure}"
        );
    }
    for target in ["file:///etc/passwd", "http://u:p@front.example/"] {
        let failure = ask(&egress, &format!("http://front.example:{port}/to?{target}"))
            .await
            .unwrap_err();
        assert!(
            matches!(failure, Failure::Address(_)),
            "{target}: {failure}"
        );
    }
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn redirects_are_followed_a_few_times_and_only_for_reading() {
    let (port, heard) = server().await;
    let egress = egress(&[format!("127.0.0.1:{port}")], &[]);
    let base = format!("http://127.0.0.1:{port}");
    let reply = ask(&egress, &format!("{base}/to?/here")).await.unwrap();
    assert_eq!(reply.url.as_str(), format!("{base}/here"));
    let failure = ask(&egress, &format!("{base}/to?to?to?to?to?to?/here"))
        .await
        .unwrap_err();
    assert_eq!(failure, Failure::Redirects { followed: 4 });

    heard.lock().unwrap().clear();
    let mut write = Request::get(url(&format!("{base}/to?/here")));
    write.method = Method::POST;
    assert_eq!(egress.send(write).await.unwrap().status, StatusCode::FOUND);
    let mut by_hand = Request::get(url(&format!("{base}/to?/here")));
    by_hand.redirects = 0;
    assert_eq!(
        egress.send(by_hand).await.unwrap().status,
        StatusCode::FOUND
    );
    assert!(heard.lock().unwrap().iter().all(|(path, _)| path == "/to"));
}

#[tokio::test]
async fn secrets_stay_with_the_host_they_are_for() {
    let (first, _) = server().await;
    let (second, heard) = server().await;
    let egress = egress(
        &[format!("127.0.0.1:{first}"), format!("127.0.0.1:{second}")],
        &[],
    );
    let mut request = Request::get(url(&format!(
        "http://127.0.0.1:{first}/to?http://127.0.0.1:{second}/here"
    )));
    let mut key = http::HeaderValue::from_static("k-1");
    key.set_sensitive(true);
    request.headers.insert("x-key", key);
    request.headers.insert(
        header::AUTHORIZATION,
        http::HeaderValue::from_static("Bearer t-1"),
    );
    request
        .headers
        .insert(header::ACCEPT, http::HeaderValue::from_static("text/html"));
    egress.send(request).await.unwrap();
    let heard = heard.lock().unwrap();
    let (_, headers) = &heard[0];
    assert_eq!(headers.get(header::ACCEPT).unwrap(), "text/html");
    assert!(
        !headers.contains_key("x-key") && !headers.contains_key(header::AUTHORIZATION),
        "{headers:?}"
    );
}

#[tokio::test]
async fn answers_are_bounded_in_bytes_and_time() {
    let (port, _) = server().await;
    let egress = egress(&[format!("127.0.0.1:{port}")], &[]);
    let mut long = Request::get(url(&format!("http://127.0.0.1:{port}/long")));
    assert_eq!(egress.send(long.clone()).await.unwrap().body.len(), 5_000);
    long.max_bytes = 4_999;
    assert_eq!(
        egress.send(long).await.unwrap_err(),
        Failure::TooLarge { bytes: 4_999 }
    );
    let mut slow = Request::get(url(&format!("http://127.0.0.1:{port}/slow")));
    slow.timeout_ms = 100;
    let failure = egress.send(slow).await.unwrap_err();
    assert_eq!(failure, Failure::Timeout { ms: 100 });
    assert!(!failure.nothing_was_sent());
    let latin = ask(&egress, &format!("http://127.0.0.1:{port}/latin"))
        .await
        .unwrap();
    assert_eq!(latin.text().await, "café");
}

#[tokio::test]
async fn a_closed_port_has_got_nothing_and_a_broken_connection_may_have() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let egress = egress(&[format!("127.0.0.1:{port}")], &[]);
    let address = format!("http://127.0.0.1:{port}/?token=s3cret");
    let broken = async {
        let (stream, _) = listener.accept().await.unwrap();
        stream.readable().await.unwrap();
        drop(stream);
    };
    let (failure, ()) = tokio::join!(ask(&egress, &address), broken);
    let failure = failure.unwrap_err();
    assert!(matches!(failure, Failure::Broken { .. }), "{failure}");
    assert!(!failure.nothing_was_sent() && !format!("{failure:?} {failure}").contains("s3cret"));
    drop(listener);
    let failure = ask(&egress, &address).await.unwrap_err();
    assert!(
        matches!(failure, Failure::Unreachable { .. }) && failure.nothing_was_sent(),
        "{failure}"
    );
    assert!(!format!("{failure:?} {failure}").contains("s3cret"));
}

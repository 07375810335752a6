//! Live connections.

use super::{Answer, Server};
use crate::{TrustedProxy, WebLimits};
use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn open(server: &Server, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
    let mut request = format!("ws://{}/chat/acme/ws", server.at)
        .into_client_request()
        .unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

async fn say(socket: &mut Socket, text: &str) {
    socket.send(Message::text(text)).await.unwrap();
}

async fn hear(socket: &mut Socket) -> String {
    loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) => return text.to_string(),
            Message::Close(frame) => panic!("closed: {frame:?}"),
            _ => {}
        }
    }
}

async fn close_code(socket: &mut Socket) -> Option<CloseCode> {
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Close(frame) = message {
            return frame.map(|f| f.code);
        }
    }
    None
}

#[tokio::test]
async fn a_talk_goes_both_ways() {
    let server = Server::start().await;
    let mut socket = open(&server, &[("origin", "https://shop.example")])
        .await
        .unwrap();
    for text in ["hello", "is anybody there?"] {
        say(&mut socket, text).await;
        assert_eq!(
            (
                hear(&mut socket).await.as_str(),
                hear(&mut socket).await.as_str()
            ),
            ("…", text)
        );
    }
    assert_eq!(
        server.desk.kept.lock().unwrap()[0].ip,
        None,
        "loopback is nobody"
    );
}

#[tokio::test]
async fn frames_leave_while_a_message_is_being_kept() {
    let server = Server::start().await;
    let mut socket = open(&server, &[]).await.unwrap();
    server.desk.gate.forget_permits(usize::MAX);
    say(&mut socket, "hello").await;
    assert_eq!(hear(&mut socket).await, "…");
    server.desk.gate.add_permits(1);
    assert_eq!(hear(&mut socket).await, "hello");
}

#[tokio::test]
async fn a_burst_arrives_whole_and_in_order() {
    let server = Server::start().await;
    let mut socket = open(&server, &[]).await.unwrap();
    say(&mut socket, "burst").await;
    for n in 0..100 {
        assert_eq!(hear(&mut socket).await, n.to_string());
    }
}

#[tokio::test]
async fn only_pages_that_may_show_the_chat_can_connect() {
    let server = Server::start().await;
    assert_eq!(
        open(&server, &[("origin", "https://evil.example")])
            .await
            .err(),
        Some(403)
    );
    assert_eq!(open(&server, &[("origin", "null")]).await.err(), Some(403));
    let own = format!("http://{}", server.at);
    assert!(
        open(&server, &[("origin", &own)]).await.is_ok(),
        "our own page"
    );
    assert!(open(&server, &[]).await.is_ok(), "not a browser");
    let plain: Answer = server.get("/chat/acme/ws").await;
    assert_eq!(plain.status, 426);
    assert_eq!(server.get("/chat/nobody/ws").await.status, 404);
}

#[tokio::test]
async fn one_network_cannot_take_all_connections() {
    let limits = WebLimits {
        live_per_address: 1,
        ..WebLimits::default()
    };
    let server = Server::with(limits, |web| {
        web.trusted_proxy = TrustedProxy::ForwardedFor { hops: 1 }
    })
    .await;
    let one = [("x-forwarded-for", "203.0.113.1")];
    let mut socket = open(&server, &one).await.unwrap();
    assert_eq!(open(&server, &one).await.err(), Some(429));
    assert!(
        open(&server, &[("x-forwarded-for", "203.0.113.2")])
            .await
            .is_ok()
    );
    say(&mut socket, "hello").await;
    let _ = (hear(&mut socket).await, hear(&mut socket).await);
    assert_eq!(
        server.desk.kept.lock().unwrap()[0].ip,
        Some("203.0.113.1".parse().unwrap())
    );
    say(&mut socket, "bye").await;
    assert_eq!(close_code(&mut socket).await, Some(CloseCode::Again));
    while open(&server, &one).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_client_that_does_not_keep_to_the_protocol_is_sent_away() {
    let server = Server::start().await;
    let mut socket = open(&server, &[]).await.unwrap();
    say(&mut socket, "bad").await;
    assert_eq!(close_code(&mut socket).await, Some(CloseCode::Policy));
    let mut socket = open(&server, &[]).await.unwrap();
    socket.send(Message::binary(vec![1u8])).await.unwrap();
    assert_eq!(close_code(&mut socket).await, Some(CloseCode::Unsupported));
}

#[tokio::test]
async fn a_frame_over_the_bound_is_refused_in_words_and_ends_the_connection() {
    let limits = WebLimits {
        live_frame_bytes: 100,
        ..WebLimits::default()
    };
    let server = Server::with(limits, |_| {}).await;
    let mut socket = open(&server, &[]).await.unwrap();
    say(&mut socket, &"x".repeat(101)).await;
    assert_eq!(hear(&mut socket).await, "too long");
    assert_eq!(close_code(&mut socket).await, Some(CloseCode::Size));
    assert!(server.desk.kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_silent_client_is_pinged_and_a_dead_one_dropped() {
    let limits = WebLimits {
        ping_ms: 20,
        ..WebLimits::default()
    };
    let server = Server::with(limits, |_| {}).await;
    let mut socket = open(&server, &[]).await.unwrap();
    for _ in 0..5 {
        // Reading answers the pings, so the connection lives on.
        assert!(matches!(socket.next().await, Some(Ok(Message::Ping(_)))));
    }
    say(&mut socket, "hello").await;
    assert_eq!(hear(&mut socket).await, "…");
    // From now on nothing is read or answered; the server hangs up by itself.
    let MaybeTlsStream::Plain(stream) = socket.get_mut() else {
        panic!("not TLS")
    };
    let mut rest = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(stream, &mut rest)
        .await
        .ok();
}

#[tokio::test]
async fn the_stop_closes_live_connections_with_going_away() {
    let mut server = Server::start().await;
    let mut sockets = Vec::new();
    for _ in 0..3 {
        sockets.push(open(&server, &[]).await.unwrap());
    }
    server.stop();
    for socket in &mut sockets {
        assert_eq!(close_code(socket).await, Some(CloseCode::Away));
    }
    server.running.await.unwrap().unwrap();
}

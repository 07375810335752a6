//! The routes through real sockets, with an engine and a channel that do as the test says.

mod fakes;
mod http;
mod live;

use crate::{Web, WebLimits, router_with, serve};
use fakes::{Desk, Echo};
use std::{net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

/// A server on a port of its own.
struct Server {
    at: SocketAddr,
    desk: Arc<Desk>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<frontdesk_core::Result<()>>,
}

impl Server {
    async fn start() -> Self {
        Self::with(WebLimits::default(), |_| {}).await
    }

    async fn with(limits: WebLimits, change: impl FnOnce(&mut Web)) -> Self {
        let desk = Arc::new(Desk::default());
        let mut web = Web {
            intake: desk.clone(),
            directory: Arc::new(Echo::directory()),
            readiness: desk.clone(),
            metrics: Some(fakes::recorder()),
            limits,
            trusted_proxy: crate::TrustedProxy::None,
            clock: desk.clone(),
        };
        change(&mut web);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = Box::pin(async {
            let _ = stopped.await;
        });
        let running = tokio::spawn(serve(listener, router_with(web, fakes::more()), stopped));
        Self {
            at,
            desk,
            stop: Some(stop),
            running,
        }
    }

    fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, "", "").await
    }

    async fn post(&self, path: &str, body: &str) -> Answer {
        self.request("POST", path, "", body).await
    }

    async fn request(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.at).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
            self.at,
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that refuses early may not read all of it.
        let _ = stream.write_all(body.as_bytes()).await;
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text).await;
        Answer::parse(&String::from_utf8_lossy(&text))
    }
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .unwrap_or(0);
        Self {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

//! A provider for tests: one HTTP server on a free port of 127.0.0.1 that answers as told and remembers what it was asked.

use std::{
    io,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What the stub does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Answers with a status, one header more (may be empty) and a JSON body.
    Answer(u16, &'static str, String),
    /// Closes the connection after the request was read.
    Cut,
    /// Keeps the connection open and says nothing.
    Hold,
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Method and target: `POST /path`.
    pub(crate) target: String,
    /// The headers, a line each.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: String,
}

/// A running stub; it ends when dropped.
pub(crate) struct Stub {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Stub {
    /// Starts a stub that asks `act` what to do with each request.
    pub(crate) async fn start(act: impl Fn(&Seen) -> Act + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        // One connection after the other is enough: each is closed after its answer.
        let task = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let Ok(request) = read(&mut stream).await else {
                    continue;
                };
                log.lock().unwrap().push(request.clone());
                match act(&request) {
                    Act::Answer(status, header, body) => {
                        let answer = answer(status, header, &body);
                        let _ = stream.write_all(answer.as_bytes()).await;
                        let _ = stream.shutdown().await;
                    }
                    Act::Cut => {}
                    Act::Hold => held.push(stream),
                }
            }
        });
        Self { url, seen, task }
    }

    /// What it was asked so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

fn answer(status: u16, header: &str, body: &str) -> String {
    let header = if header.is_empty() {
        String::new()
    } else {
        format!("{header}\r\n")
    };
    let length = body.len();
    format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nconnection: close\r\n{header}content-length: {length}\r\n\r\n{body}"
    )
}

async fn read(stream: &mut TcpStream) -> io::Result<Seen> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse::<usize>().ok())
            .unwrap_or(0);
        if body.len() >= length {
            let target = head.lines().next().unwrap_or("").replace(" HTTP/1.1", "");
            return Ok(Seen {
                target,
                head: head.to_owned(),
                body: body.to_owned(),
            });
        }
    }
}

//! Signed SMS webhooks on keep-alive connections, each from a sender of its own; the 2xx comes when the message is on disk.

use crate::{
    fsync, model,
    program::{ACCOUNT_SID, AUTH_TOKEN, BUSINESS, PUBLIC_URL, Program},
    report::{self, Times, thousands},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

const LENGTH: Duration = Duration::from_secs(4);
const DISK_LENGTH: Duration = Duration::from_secs(2);
/// Requests that are signed before a run; it ends early should they be used up.
const PREPARED: usize = 60_000;

/// Measures at 1, 16 and 256 connections.
pub(crate) async fn run() {
    for connections in [1, 16, 256] {
        let program = Program::generated("provider = \"builtin\"");
        let requests = Rc::new((0..PREPARED).map(signed).collect::<Vec<_>>());
        let before = fsync::rate(connections, DISK_LENGTH).await;
        let (began, cpu) = (Instant::now(), program.cpu_time());
        let times = LocalSet::new()
            .run_until(all(&program, connections, requests))
            .await;
        let rate = times.count() as f64 / began.elapsed().as_secs_f64();
        let each = (program.cpu_time() - cpu).as_secs_f64() * 1e6 / times.count() as f64;
        let disk = before.mean(fsync::rate(connections, DISK_LENGTH).await);
        report::row(
            &format!(
                "signed SMS webhooks a second, on disk before the 2xx, {connections} connections"
            ),
            &format!(
                "{} (p50 / p99 {}; {each:.0} µs of CPU each); the disk alone {} records in {} groups; ratio {:.2}",
                thousands(rate),
                times.half_and_most(),
                thousands(disk.records),
                thousands(disk.groups),
                rate / disk.records
            ),
            "ratio of at least 0.33",
            "",
        );
    }
}

async fn all(program: &Program, connections: usize, requests: Rc<Vec<Vec<u8>>>) -> Times {
    let next = Rc::new(Cell::new(0));
    let until = Instant::now() + LENGTH;
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (address, requests, next) =
                (program.address.clone(), requests.clone(), next.clone());
            tokio::task::spawn_local(async move {
                let mut socket = TcpStream::connect(address)
                    .await
                    .expect("the program listens");
                drop(socket.set_nodelay(true));
                let (mut times, mut buffer) = (Vec::new(), Vec::with_capacity(4096));
                while Instant::now() < until
                    && let Some(request) = requests.get(next.replace(next.get() + 1))
                {
                    let start = Instant::now();
                    post(&mut socket, request, &mut buffer).await;
                    times.push(start.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.expect("a sender ends"));
    }
    Times::of(times)
}

async fn post(socket: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) {
    socket
        .write_all(request)
        .await
        .expect("the connection stays open");
    buffer.clear();
    while model::request_end(buffer).is_none_or(|end| buffer.len() < end) {
        let read = socket
            .read_buf(buffer)
            .await
            .expect("the connection stays open");
        assert!(read > 0, "the program closed a connection");
    }
    assert!(
        buffer.starts_with(b"HTTP/1.1 200"),
        "a webhook was refused: {}",
        String::from_utf8_lossy(buffer)
    );
}

/// The `n`th request: a text from the `n`th number.
fn signed(n: usize) -> Vec<u8> {
    let path = format!("/webhooks/{BUSINESS}/phone");
    let (from, sid) = (format!("+1555{n:07}"), format!("SM{n:032x}"));
    let question = crate::faq::question(n);
    // Sorted by name, as the signature wants them.
    let form = [
        ("AccountSid", ACCOUNT_SID),
        ("Body", question),
        ("From", &from),
        ("MessageSid", &sid),
        ("NumMedia", "0"),
        ("SmsSid", &sid),
        ("To", "+15550100"),
    ];
    let mut mac = Hmac::<Sha1>::new_from_slice(AUTH_TOKEN.as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(format!("{PUBLIC_URL}{path}").as_bytes());
    for (name, value) in form {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let body = form
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .join("&");
    format!(
        "POST {path} HTTP/1.1\r\nhost: desk.test\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         x-twilio-signature: {signature}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Percent encoding of a form.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

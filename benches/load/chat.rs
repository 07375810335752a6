//! A lean client of the web chat: WebSocket frames written by hand over a plain socket, so that the clients take little of the
//! cores that the program is measured on.

use crate::program::Program;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const TEXT: u8 = 0x81;
const PONG: u8 = 0x8A;
const PING: u8 = 0x89;
/// The bit that says that a frame is masked; the mask is zero, so that masking changes nothing.
const MASKED: u8 = 0x80;

/// What came back for a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// An answer with a source.
    Cited,
    /// An answer without one, or a notice.
    Plain,
}

/// An open chat of a new visitor.
pub(crate) struct Chat {
    socket: TcpStream,
    buffer: Vec<u8>,
    /// How much of the buffer was read already.
    at: usize,
    sent: u64,
}

impl Chat {
    /// Connects and says hello; returns after the welcome.
    pub(crate) async fn open(program: &Program, business: &str) -> Self {
        let mut socket = TcpStream::connect(&program.address)
            .await
            .expect("the program listens");
        drop(socket.set_nodelay(true));
        let request = format!(
            "GET /chat/{business}/ws HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            program.address
        );
        socket
            .write_all(request.as_bytes())
            .await
            .expect("the connection stays open");
        let mut chat = Self {
            socket,
            buffer: Vec::with_capacity(2048),
            at: 0,
            sent: 0,
        };
        let head = loop {
            if let Some(end) = chat.buffer.windows(4).position(|w| w == b"\r\n\r\n") {
                break end + 4;
            }
            chat.read().await;
        };
        assert!(
            chat.buffer.starts_with(b"HTTP/1.1 101"),
            "the chat was refused: {}",
            String::from_utf8_lossy(&chat.buffer)
        );
        chat.at = head;
        chat.write(TEXT, br#"{"type":"hello","session":null,"after":0}"#)
            .await;
        while !contains(chat.frame().await, br#""type":"welcome""#) {}
        chat
    }

    /// Says something.
    pub(crate) async fn say(&mut self, text: &str) {
        self.sent += 1;
        let frame = format!(
            r#"{{"type":"message","id":"m{}","text":"{text}"}}"#,
            self.sent
        );
        self.write(TEXT, frame.as_bytes()).await;
    }

    /// Waits until the last message was accepted and answered.
    pub(crate) async fn answer(&mut self) -> Answer {
        let mut accepted = false;
        loop {
            let frame = self.frame().await;
            if frame.starts_with(br#"{"type":"accepted""#) {
                accepted = true;
            } else if frame.starts_with(br#"{"type":"message""#)
                && !contains(frame, br#""by":"customer""#)
            {
                assert!(accepted, "an answer came before its message was accepted");
                return if contains(frame, br#""citations":[{"#) {
                    Answer::Cited
                } else {
                    Answer::Plain
                };
            } else if frame.starts_with(br#"{"type":"error""#) {
                panic!("an error came: {}", String::from_utf8_lossy(frame));
            }
        }
    }

    /// The next text frame; pings are answered.
    async fn frame(&mut self) -> &[u8] {
        loop {
            let Some((kind, from, end)) = head(&self.buffer, self.at) else {
                self.read().await;
                continue;
            };
            self.at = end;
            match kind {
                TEXT => return &self.buffer[from..end],
                PING => self.write(PONG, &[]).await,
                kind => panic!("the program sent a frame of kind {kind:#x}"),
            }
        }
    }

    async fn read(&mut self) {
        self.buffer.drain(..std::mem::take(&mut self.at));
        let read = self
            .socket
            .read_buf(&mut self.buffer)
            .await
            .expect("the connection stays open");
        assert!(read > 0, "the program closed a chat");
    }

    async fn write(&mut self, kind: u8, text: &[u8]) {
        let mut frame = vec![kind];
        match u8::try_from(text.len()) {
            Ok(short @ 0..126) => frame.push(MASKED | short),
            _ => {
                let length = u16::try_from(text.len()).expect("no client frame is so long");
                frame.push(MASKED | 126);
                frame.extend(length.to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(text);
        self.socket
            .write_all(&frame)
            .await
            .expect("the connection stays open");
    }
}

/// Kind, begin and end of the frame at a place, if it is whole.
fn head(buffer: &[u8], at: usize) -> Option<(u8, usize, usize)> {
    let [kind, short, rest @ ..] = buffer.get(at..)? else {
        return None;
    };
    let (head, length) = match short {
        126 => (
            4,
            usize::from(u16::from_be_bytes(*rest.first_chunk::<2>()?)),
        ),
        127 => {
            let length = u64::from_be_bytes(*rest.first_chunk::<8>()?);
            (10, usize::try_from(length).ok()?)
        }
        short => (2, usize::from(*short)),
    };
    let (from, end) = (at + head, at + head + length);
    (buffer.len() >= end).then_some((*kind, from, end))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|w| w == part)
}

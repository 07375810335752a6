//! A visitor's web chat: the WebSocket of the contract, frame by frame.

use crate::desk::PATIENCE;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

pub struct ChatClient {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub session: String,
    pub welcome: Value,
    pub seen: Vec<Value>,
}

impl ChatClient {
    /// Connects and says hello; returns after the welcome.
    pub async fn open(url: &str, business: &str, session: Option<&str>, after: u64) -> Self {
        Self::open_from("127.0.0.1", url, business, session, after).await
    }

    /// [`Self::open`], as a proxy does for a client at `ip`.
    pub async fn open_from(
        ip: &str,
        url: &str,
        business: &str,
        session: Option<&str>,
        after: u64,
    ) -> Self {
        let hello = json!({"type": "hello", "session": session, "after": after});
        Self::greet(ip, url, business, hello).await
    }

    /// [`Self::open`], with what the business's site says of the visitor.
    pub async fn open_as(
        identity: &Value,
        url: &str,
        business: &str,
        session: Option<&str>,
    ) -> Self {
        let hello = json!({"type": "hello", "session": session, "after": 0, "identity": identity});
        Self::greet("127.0.0.1", url, business, hello).await
    }

    async fn greet(ip: &str, url: &str, business: &str, hello: Value) -> Self {
        let url = format!("{}/chat/{business}/ws", url.replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        request
            .headers_mut()
            .insert("x-forwarded-for", ip.parse().unwrap());
        let (socket, _) = connect_async(request).await.unwrap();
        let mut client = Self {
            socket,
            session: String::new(),
            welcome: Value::Null,
            seen: Vec::new(),
        };
        client.send(hello).await;
        client.welcome = client.until("welcome", |_| true).await;
        client.session = client.welcome["session"].as_str().unwrap().to_owned();
        client
    }

    pub async fn send(&mut self, frame: Value) {
        self.socket
            .send(Message::text(frame.to_string()))
            .await
            .unwrap();
    }

    /// How the server ended the connection.
    pub async fn closed(&mut self) -> Option<u16> {
        while let Some(Ok(message)) = self.socket.next().await {
            if let Message::Close(frame) = message {
                return frame.map(|frame| frame.code.into());
            }
        }
        None
    }

    /// Writes a message.
    pub async fn says(&mut self, id: &str, text: &str) {
        self.send(json!({"type": "message", "id": id, "text": text}))
            .await;
    }

    /// The next frame.
    pub async fn next(&mut self) -> Value {
        let next = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Text(text))) => {
                        return serde_json::from_str::<Value>(&text).unwrap();
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    other => panic!("the connection ended: {other:?}"),
                }
            }
        };
        let frame = tokio::time::timeout(PATIENCE, next)
            .await
            .unwrap_or_else(|_| panic!("no frame came after {:#?}", self.seen));
        self.seen.push(frame.clone());
        frame
    }

    /// The next frame of this type that fits; those before it are in `seen`.
    pub async fn until(&mut self, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] == kind && fits(&frame) {
                return frame;
            }
        }
    }

    /// The next message that somebody of the house wrote.
    pub async fn answer(&mut self) -> Value {
        self.until("message", |m| m["by"] != "customer").await
    }
}

//! One live connection, carried by one task: frames of the client to its [`LiveConnection`], frames of that to the
//! client, a ping now and then. It knows nothing of what the frames say.

use crate::limits::{LIVE_BATCH, LIVE_CLOSE_MS, LIVE_MISSED_PINGS, WebLimits};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use frontdesk_core::channel::LiveConnection;
use futures::{FutureExt, SinkExt};
use std::{error::Error as _, pin::pin, sync::Arc, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::{self, error::CapacityError};
use tokio_util::sync::CancellationToken;

/// How long things may take on one connection.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    ping: Duration,
    write: Duration,
}

impl Pace {
    pub(crate) fn new(limits: &WebLimits) -> Self {
        Self {
            ping: Duration::from_millis(limits.ping_ms.max(1)),
            write: Duration::from_millis(limits.write_timeout_ms),
        }
    }
}

/// Why a talk ended.
enum End {
    /// The client left, or its line broke: there is nobody to tell.
    Gone,
    /// The client is told a code and a reason.
    Told(u16, &'static str),
}

const STOPPING: End = End::Told(close_code::AWAY, "the server is stopping");
const REFUSED: End = End::Told(
    close_code::POLICY,
    "this client does not keep to the protocol",
);
const BEHIND: End = End::Told(close_code::AGAIN, "please connect again");
const TOO_LARGE: End = End::Told(close_code::SIZE, "this frame is too large");
const NO_TEXT: End = End::Told(close_code::UNSUPPORTED, "text frames only");

/// Carries a connection to its end, however it comes.
pub(crate) async fn carry(
    mut socket: WebSocket,
    connection: Arc<dyn LiveConnection>,
    pace: Pace,
    closing: CancellationToken,
) {
    let end = talk(&mut socket, &*connection, pace, &closing).await;
    // From here on nothing is to be sent to this connection any more.
    drop(connection);
    if let End::Told(code, reason) = end {
        let _ = timeout(
            Duration::from_millis(LIVE_CLOSE_MS),
            close(socket, code, reason),
        )
        .await;
    }
}

async fn talk(
    socket: &mut WebSocket,
    connection: &dyn LiveConnection,
    pace: Pace,
    closing: &CancellationToken,
) -> End {
    let mut closing = pin!(closing.cancelled());
    let mut ticks = interval_at(Instant::now() + pace.ping, pace.ping);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut silent: u8 = 0;
    loop {
        let step = tokio::select! {
            biased;
            () = &mut closing => Err(STOPPING),
            frame = connection.next() => write(socket, connection, frame, pace).await,
            said = socket.recv() => {
                silent = 0;
                heard(socket, connection, said, pace).await
            }
            _ = ticks.tick() => {
                silent += 1;
                if silent > LIVE_MISSED_PINGS { Err(End::Gone) } else { ping(socket, pace).await }
            }
        };
        if let Err(end) = step {
            return end;
        }
    }
}

/// Hands a frame of the client on. While that is being kept, frames for the client still leave.
async fn heard(
    socket: &mut WebSocket,
    connection: &dyn LiveConnection,
    said: Option<Result<Message, axum::Error>>,
    pace: Pace,
) -> Result<(), End> {
    let text = match said {
        Some(Ok(Message::Text(text))) => text,
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Ok(()),
        Some(Ok(Message::Binary(_))) => return Err(NO_TEXT),
        Some(Err(error)) if is_too_large(&error) => {
            connection.oversized();
            while let Some(frame) = connection.next().now_or_never() {
                write(socket, connection, frame, pace).await?;
            }
            return Err(TOO_LARGE);
        }
        Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Gone),
    };
    let mut receiving = connection.receive(&text);
    loop {
        tokio::select! {
            biased;
            done = &mut receiving => return done.map_err(|_| REFUSED),
            frame = connection.next() => write(socket, connection, frame, pace).await?,
        }
    }
}

/// Writes a frame and whatever else is waiting, in one go.
async fn write(
    socket: &mut WebSocket,
    connection: &dyn LiveConnection,
    first: Option<Arc<str>>,
    pace: Pace,
) -> Result<(), End> {
    let batch = async {
        let mut next = first;
        for room in (0..LIVE_BATCH).rev() {
            let Some(frame) = next else {
                socket.flush().await.map_err(|_| End::Gone)?;
                return Err(BEHIND);
            };
            let frame = Message::Text(Utf8Bytes::from(&*frame));
            socket.feed(frame).await.map_err(|_| End::Gone)?;
            // What is taken here has to be written: nothing is taken that has no room.
            match (room > 0)
                .then(|| connection.next().now_or_never())
                .flatten()
            {
                Some(more) => next = more,
                None => break,
            }
        }
        socket.flush().await.map_err(|_| End::Gone)
    };
    timeout(pace.write, batch).await.unwrap_or(Err(End::Gone))
}

async fn ping(socket: &mut WebSocket, pace: Pace) -> Result<(), End> {
    let sent = timeout(pace.write, socket.send(Message::Ping(bytes::Bytes::new()))).await;
    if matches!(sent, Ok(Ok(()))) {
        Ok(())
    } else {
        Err(End::Gone)
    }
}

/// Whether a frame was over the bound, so that the line itself is whole.
fn is_too_large(error: &axum::Error) -> bool {
    let beneath = error.source().and_then(|e| e.downcast_ref());
    matches!(
        beneath,
        Some(tungstenite::Error::Capacity(
            CapacityError::MessageTooLong { .. }
        ))
    )
}

/// Says goodbye and waits for the client to say it too: a socket that is dropped with unread input is reset, and the
/// client would lose what was sent last. After a frame that is too large nothing more can be read: the time is waited out.
async fn close(mut socket: WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: Utf8Bytes::from_static(reason),
    };
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        while let Some(Ok(_)) = socket.recv().await {}
        if code == close_code::SIZE {
            std::future::pending::<()>().await;
        }
    }
}

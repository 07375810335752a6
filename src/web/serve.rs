//! Connections, from accepting them to a graceful end: stop accepting, let requests in flight finish, close live
//! connections with code 1001, and wait for all of it, but not for ever.

use crate::limits::{ACCEPT_PAUSE_MS, CONNECTIONS, HEAD_MS, READ_AHEAD_BYTES, SHUTDOWN_MS};
use axum::Router;
use frontdesk_core::{Error, ErrorKind, channel::Stop};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service;

/// The tasks of a running server and the sign that it is stopping.
#[derive(Clone, Default)]
pub(crate) struct Serving {
    pub(crate) closing: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

/// What carries a request: who is at the other end of the socket, and which server it belongs to.
#[derive(Clone)]
pub(crate) struct Carrier {
    pub(crate) peer: SocketAddr,
    pub(crate) serving: Serving,
}

/// Answers requests on `listener` until `stop` resolves, and returns when every connection has ended.
///
/// # Errors
/// [`ErrorKind::Timeout`] if some had to be cut off, because they did not end in time after the stop.
pub async fn serve(listener: TcpListener, router: Router, mut stop: Stop) -> Result<(), Error> {
    let serving = Serving::default();
    let cut = CancellationToken::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    // Made ready once instead of for each request.
    let router: Router = router.with_state(());
    loop {
        let (stream, peer, permit) = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let carrier = Carrier {
            peer,
            serving: serving.clone(),
        };
        serving
            .tasks
            .spawn(carry(stream, carrier, router.clone(), cut.clone(), permit));
    }
    drop(listener);
    serving.closing.cancel();
    serving.tasks.close();
    let ended =
        tokio::time::timeout(Duration::from_millis(SHUTDOWN_MS), serving.tasks.wait()).await;
    if ended.is_err() {
        let left = serving.tasks.len();
        cut.cancel();
        return Err(
            Error::new(ErrorKind::Timeout, "finishing requests in flight").with("left", left),
        );
    }
    Ok(())
}

/// The next connection, when there is room for one.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    let permit = room
        .clone()
        .acquire_owned()
        .await
        .expect("the semaphore is never closed");
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, permit),
            // A client that left again, or no descriptors: both pass.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(ACCEPT_PAUSE_MS)).await;
            }
        }
    }
}

async fn carry(
    stream: TcpStream,
    carrier: Carrier,
    router: Router,
    cut: CancellationToken,
    _permit: OwnedSemaphorePermit,
) {
    // Frames and answers are written whole: waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    let closing = carrier.serving.closing.clone();
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        request.extensions_mut().insert(carrier.clone());
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_millis(HEAD_MS))
        .max_buf_size(READ_AHEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    // What goes wrong on a connection is the client's doing: a line that broke, a head that is none.
    let stopping = async {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = closing.cancelled() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.as_mut().await;
    };
    tokio::select! {
        () = stopping => {}
        () = cut.cancelled() => {}
    }
}

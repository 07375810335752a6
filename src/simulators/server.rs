//! The socket under every simulator: a free port of 127.0.0.1, an end that is seen, and
//! connections that a handler can cut in the middle.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::events::held;
use crate::limits::{BODY_BYTES, STOP_TIMEOUT};

/// Becomes true when the simulator ends; everything that waits looks at it.
#[derive(Debug, Clone)]
pub(crate) struct Stopped(watch::Receiver<bool>);

impl Stopped {
    /// Returns when the simulator ends.
    pub(crate) async fn wait(&self) {
        // An error means that the server is gone, which is the same.
        let _ = self.0.clone().wait_for(|stopped| *stopped).await;
    }

    /// Sleeps; false if the simulator ended meanwhile.
    pub(crate) async fn sleep(&self, time: Duration) -> bool {
        timeout(time, self.wait()).await.is_err()
    }
}

/// A bound socket whose router is not known yet: state needs the address and the end first.
pub(crate) struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    stop: watch::Sender<bool>,
}

impl Bound {
    pub(crate) async fn new() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            address,
            stop: watch::channel(false).0,
        })
    }

    pub(crate) fn stopped(&self) -> Stopped {
        Stopped(self.stop.subscribe())
    }

    /// Where the server will be, as [`Server::url`] says it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn serve(self, router: Router) -> Server {
        let stopped = self.stopped();
        let service = router
            .layer(DefaultBodyLimit::max(BODY_BYTES))
            .into_make_service_with_connect_info::<Cut>();
        let serving = tokio::spawn(async move {
            let end = async move { stopped.wait().await };
            // Accept errors are retried inside; serving itself has no other way to fail.
            let _ = axum::serve(Cuttable(self.listener), service)
                .with_graceful_shutdown(end)
                .await;
        });
        Server {
            address: self.address,
            stop: self.stop,
            tasks: Mutex::new(vec![serving]),
        }
    }
}

/// The running server: owner of its tasks. Dropping it ends them.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Server {
    /// `http://127.0.0.1:port`, without a slash at its end.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What ends with this server.
    pub(crate) fn stopped(&self) -> Stopped {
        Stopped(self.stop.subscribe())
    }

    /// Takes over a task that watches [`Stopped`].
    pub(crate) fn own(&self, task: JoinHandle<()>) {
        held(&self.tasks).push(task);
    }

    pub(crate) async fn stop(&self) {
        self.stop.send_replace(true);
        let tasks = std::mem::take(&mut *held(&self.tasks));
        for mut task in tasks {
            if timeout(STOP_TIMEOUT, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// The handler's knife for its own connection.
#[derive(Debug, Clone)]
pub(crate) struct Cut(Arc<AtomicBool>);

impl Cut {
    /// From now on no byte is written: whatever the handler answers, the caller sees a connection
    /// that closed.
    pub(crate) fn now(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Connected<IncomingStream<'_, Cuttable>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Cuttable>) -> Self {
        stream.io().cut.clone()
    }
}

/// A listener whose connections can be cut.
pub(crate) struct Cuttable(TcpListener);

impl Listener for Cuttable {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Small answers should not wait for a full segment.
        let _ = stream.set_nodelay(true);
        (
            CuttableStream {
                stream,
                cut: Cut(Arc::new(AtomicBool::new(false))),
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// A connection that refuses to write once it is cut, which makes the server close it.
pub(crate) struct CuttableStream {
    stream: TcpStream,
    cut: Cut,
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.cut.0.load(Ordering::SeqCst) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

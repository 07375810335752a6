//! The two ports and the lines that go over them.

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::limits::{LINE_BYTES, SILENCE};
use super::state::Shared;
use super::{imap, smtp};
use crate::events::held;

/// The open ports; dropping them ends the server.
#[derive(Debug)]
pub(super) struct Ports {
    pub(super) imap: u16,
    pub(super) smtp: u16,
    stop: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Ports {
    pub(super) async fn open(shared: Arc<Shared>) -> io::Result<Self> {
        let (stop, stopped) = watch::channel(false);
        let imap = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let smtp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let ports = (imap.local_addr()?.port(), smtp.local_addr()?.port());
        let reading = tokio::spawn(accept(imap, stopped.clone(), shared.clone(), |s, c| {
            Box::pin(imap::serve(s, c))
        }));
        let sending = tokio::spawn(accept(smtp, stopped, shared, |s, c| {
            Box::pin(smtp::serve(s, c))
        }));
        Ok(Self {
            imap: ports.0,
            smtp: ports.1,
            stop,
            tasks: Mutex::new(vec![reading, sending]),
        })
    }

    pub(super) async fn stop(&self) {
        self.stop.send_replace(true);
        let tasks = std::mem::take(&mut *held(&self.tasks));
        for task in tasks {
            // It ends by itself: every connection is aborted when it does.
            let _ = task.await;
        }
    }
}

impl Drop for Ports {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

type Serving = std::pin::Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

/// Serves every connection until the stop; then all end.
async fn accept(
    listener: TcpListener,
    mut stopped: watch::Receiver<bool>,
    shared: Arc<Shared>,
    serve: impl Fn(Arc<Shared>, Lines) -> Serving,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            // An error means that the handle is gone, which is the same.
            _ = stopped.wait_for(|stopped| *stopped) => return,
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                connections.spawn(serve(shared.clone(), Lines::new(stream)));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One connection.
pub(super) struct Lines {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
}

impl Lines {
    fn new(stream: TcpStream) -> Self {
        // Small answers should not wait for a full segment.
        let _ = stream.set_nodelay(true);
        let (reader, writer) = stream.into_split();
        Self {
            reader: BufReader::new(reader),
            writer,
        }
    }

    /// The next line, without its end; `None` when the other side is gone.
    pub(super) async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.reader).take(LINE_BYTES as u64);
        let reading = bounded.read_until(b'\n', &mut line);
        let n = tokio::time::timeout(SILENCE, reading).await??;
        if n == 0 {
            return Ok(None);
        }
        if line.pop() != Some(b'\n') {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(line))
    }

    /// So many bytes.
    pub(super) async fn bytes(&mut self, n: usize) -> io::Result<Vec<u8>> {
        if n > LINE_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; n];
        self.reader.read_exact(&mut bytes).await?;
        Ok(bytes)
    }

    /// Writes a line.
    pub(super) async fn say(&mut self, line: &str) -> io::Result<()> {
        self.raw(format!("{line}\r\n").as_bytes()).await
    }

    /// Writes bytes.
    pub(super) async fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes).await?;
        self.writer.flush().await
    }
}

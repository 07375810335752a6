//! What the disk allows at all: records appended in groups by one writer, one `fdatasync` a group, with as many waiting as there
//! are connections.

use std::{
    fs::File,
    io::{self, Write},
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};

/// Bytes of one record.
const RECORD: usize = 512;
/// Records of one group at most.
const GROUP: usize = 1024;

/// What was made durable in a second.
#[derive(Clone, Copy)]
pub(crate) struct Rate {
    /// Records.
    pub(crate) records: f64,
    /// Groups: as many times was the disk waited for.
    pub(crate) groups: f64,
}

impl Rate {
    /// The mean of two.
    pub(crate) fn mean(self, other: Self) -> Self {
        Self {
            records: f64::midpoint(self.records, other.records),
            groups: f64::midpoint(self.groups, other.groups),
        }
    }
}

/// Measures it.
pub(crate) async fn rate(waiting: usize, length: Duration) -> Rate {
    let folder = tempfile::TempDir::new_in(env!("CARGO_TARGET_TMPDIR"))
        .expect("the target folder can be written");
    let file = File::create(folder.path().join("records")).expect("the folder can be written");
    let (queue, records) = mpsc::channel(2 * GROUP);
    let writer = std::thread::spawn(move || write(file, records));
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..waiting {
        let queue = queue.clone();
        tasks.spawn(async move {
            let mut written = 0_u32;
            while began.elapsed() < length {
                let (done, end) = oneshot::channel();
                queue.send(done).await.expect("the writer lives");
                end.await.expect("the disk can be written");
                written += 1;
            }
            written
        });
    }
    drop(queue);
    let written: u32 = tasks.join_all().await.into_iter().sum();
    let seconds = began.elapsed().as_secs_f64();
    let groups = writer.join().expect("the writer ends");
    Rate {
        records: f64::from(written) / seconds,
        groups: f64::from(groups.expect("the disk can be written")) / seconds,
    }
}

fn write(mut file: File, mut records: mpsc::Receiver<oneshot::Sender<()>>) -> io::Result<u32> {
    let mut groups = 0;
    let record = vec![7; RECORD * GROUP];
    while let Some(first) = records.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = records.try_recv()
        {
            group.push(next);
        }
        file.write_all(&record[..RECORD * group.len()])?;
        file.sync_data()?;
        groups += 1;
        for done in group {
            // Whoever waited may be gone at the end.
            let _ = done.send(());
        }
    }
    Ok(groups)
}

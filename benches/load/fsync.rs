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

/// Records made durable in a second.
pub(crate) async fn rate(waiting: usize, length: Duration) -> f64 {
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
    let rate = f64::from(written) / began.elapsed().as_secs_f64();
    writer
        .join()
        .expect("the writer ends")
        .expect("the disk can be written");
    rate
}

fn write(mut file: File, mut records: mpsc::Receiver<oneshot::Sender<()>>) -> io::Result<()> {
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
        for done in group {
            // Whoever waited may be gone at the end.
            let _ = done.send(());
        }
    }
    Ok(())
}

//! How many commits a second the embedded store makes durable, beside what this machine's disk allows at all: the
//! same committers, channel and group commit around plain appends of 512 bytes and one `fdatasync` a group.
//!
//! `cargo run --release -p frontdesk-store --example commits [SECONDS] [FOLDER] [COMMITTERS…]`
//!
//! Half of the commits are messages that arrive (one event with a body of some 150 bytes, one claim, one job), half
//! are replies (one event with a body, one claim, one job settled).

#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use frontdesk_core::{
    Address, BusinessId, ConversationId, CustomerId, DeliveryId, MessageId, Timestamp,
    event::{Body, ConversationKind, Event, Handling, Outcome},
    job::{Job, Lane, Lease, Queue, Task},
    message::{Author, Reply},
    store::{Claim, ClaimKey, Commit, Expect, Store},
};
use frontdesk_store::{EmbeddedStore, MasterKey};
use std::{
    error::Error,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const APPENDED: usize = 512;
const WORDS: &str = "Good evening, we are six on Saturday at eight and one of us cannot eat shellfish. \
    Is there a table by the window, and could the kitchen do something?";

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().map_or(Ok(4), |s| s.parse())?;
    let folder = arguments
        .next()
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("frontdesk-commits-{}", std::process::id()));
    let mut committers = arguments
        .map(|n| n.parse())
        .collect::<std::result::Result<Vec<usize>, _>>()?;
    if committers.is_empty() {
        committers = vec![1, 16, 256];
    }
    fs::create_dir_all(&folder)?;
    let before = resident_kb();
    let empty = EmbeddedStore::open(&folder.join("empty"), &MasterKey::generate())?;
    println!(
        "an empty store takes {} kB of memory",
        resident_kb().saturating_sub(before)
    );
    empty.close().await;
    drop(empty);
    let length = Duration::from_secs(seconds);
    println!(
        "committers   commits/s   p50 ms   p99 ms   appends/s   p50 ms   p99 ms   share   RSS MB"
    );
    for n in committers {
        let appends = appends(&folder.join("plain"), n, length).await?;
        let commits = commits(&folder.join(format!("store-{n}")), n, length).await?;
        println!(
            "{n:>10}   {:>9.0}   {:>6.2}   {:>6.2}   {:>9.0}   {:>6.2}   {:>6.2}   {:>4.0} %   {:>6}",
            commits.rate,
            commits.ms(50),
            commits.ms(99),
            appends.rate,
            appends.ms(50),
            appends.ms(99),
            100.0 * commits.rate / appends.rate,
            resident_kb() / 1024,
        );
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// How fast something was done.
struct Run {
    rate: f64,
    /// How long each took, sorted.
    took: Vec<Duration>,
}

impl Run {
    fn of(mut took: Vec<Duration>, length: Duration) -> Self {
        took.sort_unstable();
        Self {
            rate: took.len() as f64 / length.as_secs_f64(),
            took,
        }
    }

    fn ms(&self, percent: usize) -> f64 {
        let at = (self.took.len() * percent / 100).min(self.took.len().saturating_sub(1));
        self.took.get(at).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    }
}

/// Plain appends, one `fdatasync` for all that wait.
async fn appends(path: &Path, committers: usize, length: Duration) -> Result<Run> {
    let mut file = File::create(path)?;
    let (queue, mut waiting) = mpsc::channel::<oneshot::Sender<()>>(2048);
    let writer = std::thread::spawn(move || -> std::io::Result<()> {
        while let Some(first) = waiting.blocking_recv() {
            let mut group = vec![first];
            while group.len() < 1024
                && let Ok(next) = waiting.try_recv()
            {
                group.push(next);
            }
            file.write_all(&vec![7; APPENDED * group.len()])?;
            file.sync_data()?;
            for done in group {
                let _ = done.send(());
            }
        }
        Ok(())
    });
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..committers {
        let queue = queue.clone();
        tasks.spawn(async move {
            let mut took = Vec::new();
            while began.elapsed() < length {
                let start = Instant::now();
                let (done, end) = oneshot::channel();
                queue.send(done).await?;
                end.await?;
                took.push(start.elapsed());
            }
            Result::Ok(took)
        });
    }
    drop(queue);
    let took = gathered(tasks).await?;
    writer.join().map_err(|_| "the writer failed")??;
    Ok(Run::of(took, began.elapsed()))
}

/// Commits, each committer with a conversation of its own.
async fn commits(folder: &Path, committers: usize, length: Duration) -> Result<Run> {
    let store = Arc::new(EmbeddedStore::open(folder, &MasterKey::generate())?);
    let mut tasks = tokio::task::JoinSet::new();
    let business = BusinessId::from("harbor-bistro");
    let mut threads = Vec::new();
    for n in 0..committers {
        let thread = Thread {
            business: business.clone(),
            conversation: ConversationId::new(),
            customer: CustomerId::new(),
            address: Address::new("sms", &format!("+1555{n:07}")),
        };
        store.commit(thread.opening()).await?;
        threads.push(thread);
    }
    let began = Instant::now();
    for thread in threads {
        let store = store.clone();
        tasks.spawn(async move {
            let mut took = Vec::new();
            while began.elapsed() < length {
                let start = Instant::now();
                store.commit(thread.message()).await?;
                took.push(start.elapsed());
                let leases = store.lease(Queue::Turns, Timestamp(9), 60_000, 1).await?;
                for lease in leases.jobs {
                    let start = Instant::now();
                    let state = store.load(&lease.business, lease.job.conversation).await?;
                    let state = state.ok_or("a job without a conversation")?;
                    store
                        .commit(
                            thread.reply(&Commit::on(&state, Timestamp(9), Expect::Any), &lease),
                        )
                        .await?;
                    took.push(start.elapsed());
                }
            }
            Result::Ok(took)
        });
    }
    let took = gathered(tasks).await?;
    let run = Run::of(took, began.elapsed());
    store.close().await;
    Ok(run)
}

async fn gathered(mut tasks: tokio::task::JoinSet<Result<Vec<Duration>>>) -> Result<Vec<Duration>> {
    let mut all = Vec::new();
    while let Some(task) = tasks.join_next().await {
        all.extend(task??);
    }
    Ok(all)
}

/// One conversation.
struct Thread {
    business: BusinessId,
    conversation: ConversationId,
    customer: CustomerId,
    address: Address,
}

impl Thread {
    fn commit(&self, expect: Expect) -> Commit {
        Commit::to(
            self.business.clone(),
            self.conversation,
            self.customer,
            Timestamp(9),
            expect,
        )
    }

    fn opening(&self) -> Commit {
        let mut commit = self.commit(Expect::New);
        let event = Event::ConversationOpened {
            customer: self.customer,
            kind: ConversationKind::Customer,
        };
        commit.events.push(event.into());
        commit
    }

    fn message(&self) -> Commit {
        let mut commit = self.commit(Expect::Any);
        let message = MessageId::new();
        let event = Event::MessageReceived {
            message,
            inbox: "front".into(),
            handling: Handling::Turn,
            masked: 0,
        };
        commit
            .events
            .push(event.with(Body::said(self.address.clone(), None, WORDS)));
        commit.claims.push(claim(format!("seen:front:{message}")));
        commit.jobs.push(Job {
            conversation: self.conversation,
            task: Task::Turn,
            lane: Lane::of_conversation(self.conversation),
            due: Timestamp(9),
            attempt: 0,
        });
        commit
    }

    fn reply(&self, empty: &Commit, lease: &Lease) -> Commit {
        let mut commit = empty.clone();
        let (message, delivery) = (MessageId::new(), DeliveryId::new());
        let reply = Reply {
            message,
            by: Author::Assistant,
            name: None,
            text: WORDS.into(),
            citations: Vec::new(),
            actions: Vec::new(),
        };
        let event = Event::MessageWritten {
            message,
            by: Author::Assistant,
            inbox: "front".into(),
            turn: None,
            // No delivery follows here, so none is left pending.
            deliveries: Vec::new(),
            despite_opt_out: false,
            outcome: Outcome::Answered,
        };
        commit.events.push(event.with(Body::Written {
            reply,
            to: self.address.clone(),
            parts: Vec::new(),
            files: Vec::new(),
        }));
        commit.claims.push(claim(format!("sent:{delivery}")));
        commit.settles.push(lease.done());
        commit
    }
}

fn claim(name: String) -> Claim {
    Claim {
        key: ClaimKey(name),
        event: 0,
        delivery: None,
    }
}

/// Resident memory of this process; 0 where the system does not say.
fn resident_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or(0)
}

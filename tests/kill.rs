//! The kill test: the real program under load of hundreds of senders, killed in the middle twenty times. What was acknowledged with a 2xx is answered
//! exactly once in the journal; nothing is sent twice.

use crate::{
    binary::Program,
    desk::{BUSINESS, NUMBER, Wishes},
};
use frontdesk_core::{
    BusinessId,
    event::{Event, FailureReason, Handling, Outcome},
    store::Store,
};
use frontdesk_simulators::{TwilioConfig, TwilioSim};
use std::{
    collections::HashSet,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

const KILLS: usize = 20;
const SENDERS: usize = 200;

/// Everything that was sent in, and what was acknowledged.
#[derive(Default)]
struct Traffic {
    next: AtomicUsize,
    acknowledged: Mutex<HashSet<String>>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_under_load_lose_nothing_and_answer_nothing_twice() {
    frontdesk::crypto();
    let folder = tempfile::TempDir::new().unwrap();
    let twilio = TwilioSim::start(TwilioConfig::default()).await.unwrap();
    let traffic = Arc::new(Traffic::default());
    for round in 0..KILLS {
        let program = start(folder.path(), &twilio);
        let running = Arc::new(AtomicBool::new(true));
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                tokio::spawn(send(
                    twilio.clone(),
                    program.url.clone(),
                    traffic.clone(),
                    running.clone(),
                ))
            })
            .collect();
        let so_far = traffic.acknowledged.lock().unwrap().len();
        wait_for_progress(&traffic, so_far + SENDERS).await;
        // Somewhere else each time: right after an acknowledgement, or in the middle of what follows.
        tokio::time::sleep(Duration::from_millis(7 * round as u64)).await;
        program.kill();
        running.store(false, Ordering::SeqCst);
        for sender in senders {
            sender.await.unwrap();
        }
    }
    let program = start(folder.path(), &twilio);
    wait_until_done(&program.url).await;
    assert!(program.terminate(), "the program did not end well");
    judge(folder.path(), &twilio, &traffic).await;
}

fn start(folder: &Path, twilio: &TwilioSim) -> Program {
    // The public URL names no port: it is what the signatures are made for, whatever port this start has.
    Wishes::default().write(folder, "http://desk.test", twilio);
    let program = Program::start(folder, &["serve", "--listen", "127.0.0.1:0"]);
    twilio.route("http://desk.test", &program.url);
    program
}

/// One customer after another texts once, each from a number of their own.
async fn send(twilio: TwilioSim, _url: String, traffic: Arc<Traffic>, running: Arc<AtomicBool>) {
    while running.load(Ordering::SeqCst) {
        let number = format!("+1555{:07}", traffic.next.fetch_add(1, Ordering::SeqCst));
        let webhook = format!("http://desk.test/webhooks/{BUSINESS}/phone");
        let answer = twilio
            .text(&webhook, &number, NUMBER, "is there parking?")
            .await;
        if answer.is_success() {
            traffic.acknowledged.lock().unwrap().insert(number);
        } else if answer.status == 0 {
            return;
        }
    }
}

async fn wait_for_progress(traffic: &Traffic, until: usize) {
    for _ in 0..6_000 {
        if traffic.acknowledged.lock().unwrap().len() >= until {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!(
        "no progress: {} acknowledged",
        traffic.acknowledged.lock().unwrap().len()
    );
}

/// Waits until no job is left.
async fn wait_until_done(url: &str) {
    for _ in 0..1_200 {
        let page = reqwest::get(format!("{url}/metrics"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let depths: Vec<&str> = page
            .lines()
            .filter(|l| l.starts_with("frontdesk_queue_depth{"))
            .collect();
        let queues = depths
            .iter()
            .filter(|l| l.contains("turns") || l.contains("deliveries"));
        if depths.len() >= 3 && queues.clone().all(|l| l.ends_with(" 0")) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("jobs stay");
}

/// Every conversation in the journal: one message, one answer. Whose delivery was cut off is returned.
async fn judge_journal(store: &dyn Store) -> (HashSet<String>, HashSet<String>) {
    let business = BusinessId::from(BUSINESS);
    let (mut answered, mut unclear, mut after) = (HashSet::new(), HashSet::new(), None);
    loop {
        let ids = store.list(&business, after, 1_000).await.unwrap();
        let Some(last) = ids.last() else {
            return (answered, unclear);
        };
        after = Some(*last);
        for id in ids {
            let state = store.load(&business, id).await.unwrap().unwrap();
            // The quarantine and the desk's own threads have no customer.
            let Some(route) = &state.route else { continue };
            let entries = store.journal(&business, id, 0, 1_000).await.unwrap();
            let count =
                |fits: fn(&Event) -> bool| entries.iter().filter(|e| fits(&e.event)).count();
            let received = count(|e| {
                matches!(
                    e,
                    Event::MessageReceived {
                        handling: Handling::Turn,
                        ..
                    }
                )
            });
            let answers = count(|e| {
                matches!(
                    e,
                    Event::MessageWritten {
                        outcome: Outcome::Answered | Outcome::Unknown,
                        ..
                    }
                )
            });
            let number = route.address.value().to_owned();
            assert_eq!(
                (received, answers),
                (1, 1),
                "{number}: received and answered"
            );
            if count(|e| {
                matches!(
                    e,
                    Event::DeliveryFailed {
                        why: FailureReason::Unclear,
                        ..
                    }
                )
            }) > 0
            {
                unclear.insert(number.clone());
            }
            answered.insert(number);
        }
    }
}

async fn judge(folder: &Path, twilio: &TwilioSim, traffic: &Traffic) {
    let config = folder.join("config");
    let configuration =
        frontdesk::settings::read(&config, frontdesk::settings::Secrets::Needed).unwrap();
    let store = frontdesk::wiring::store(&configuration).unwrap();
    let (answered, unclear) = judge_journal(&store).await;
    store.close().await;
    let acknowledged = traffic.acknowledged.lock().unwrap();
    assert!(
        acknowledged.len() >= KILLS * SENDERS,
        "only {} messages",
        acknowledged.len()
    );
    for number in acknowledged.iter() {
        assert!(
            answered.contains(number),
            "{number} was acknowledged and is not answered"
        );
        let sent = twilio.sent_to(number).len();
        let cut_off = unclear.contains(number);
        assert!(
            sent == 1 || (sent == 0 && cut_off),
            "{number} got {sent} texts, unclear: {cut_off}"
        );
    }
}

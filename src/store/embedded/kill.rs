//! What was acknowledged is on disk, whatever happens to the process.

use super::{tests::message, *};
use frontdesk_core::{MessageId, store::Claim};
use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

/// Set for the process that is killed: the folder it writes to.
const VICTIM: &str = "FRONTDESK_STORE_VICTIM";

/// Conversations that the victim writes to at the same time.
const VICTIMS: u8 = 24;

fn victim_key() -> MasterKey {
    MasterKey::from_base64(&"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into()).unwrap()
}

fn victim_message(n: u8) -> Commit {
    message(
        "harbor-bistro",
        ConversationId::from_bytes([n; 16]),
        CustomerId::from_bytes([n; 16]),
    )
}

/// Does nothing unless it is the process that is killed; then it writes, and says what was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_victim_writes_until_it_is_killed() {
    let Ok(folder) = std::env::var(VICTIM) else {
        return;
    };
    let store = Arc::new(EmbeddedStore::open(folder.as_ref(), &victim_key()).unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..VICTIMS {
        let store = store.clone();
        tasks.spawn(async move {
            loop {
                let mut commit = victim_message(n);
                let name = MessageId::new();
                commit.claims.push(Claim {
                    key: ClaimKey(name.to_string()),
                    event: 0,
                    delivery: None,
                });
                match store.commit(commit).await {
                    Ok(made) => println!("\nmade {n} {} {name}", made.first),
                    Err(error) => println!("\nrefused {error}"),
                }
            }
        });
    }
    tasks.join_all().await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = vec![0; usize::from(VICTIMS)];
    let mut names = Vec::new();
    for _ in 0..3 {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args([
                "embedded::kill::the_victim_writes_until_it_is_killed",
                "--exact",
                "--nocapture",
            ])
            .env(VICTIM, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        for (count, line) in lines
            .map_while(Result::ok)
            .filter(|l| l.starts_with("made "))
            .enumerate()
        {
            if count == 400 {
                victim.kill().unwrap();
            }
            // A last line can be cut short by the kill.
            let words: Vec<&str> = line.split(' ').collect();
            if let [_, n, first, name] = words[..]
                && name.len() == 36
            {
                let (n, first): (usize, u64) = (n.parse().unwrap(), first.parse().unwrap());
                acknowledged[n] = acknowledged[n].max(first);
                names.push((n, first, name.to_owned()));
            }
        }
        victim.wait().unwrap();
    }
    assert!(names.len() > 1_200);
    let store = EmbeddedStore::open(folder.path(), &victim_key()).unwrap();
    for (n, last) in acknowledged.into_iter().enumerate() {
        let commit = victim_message(u8::try_from(n).unwrap());
        let journal = store
            .journal(&commit.business, commit.conversation, 0, 100_000)
            .await
            .unwrap();
        assert!(journal.len() as u64 >= last);
        assert!(
            journal
                .iter()
                .zip(1..)
                .all(|(e, seq)| e.seq == seq && e.body != Body::Erased)
        );
    }
    for (n, first, name) in names {
        let claimed = store
            .lookup(&"harbor-bistro".into(), &ClaimKey(name))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(claimed.conversation.to_bytes()[0], u8::try_from(n).unwrap());
        assert_eq!(claimed.seq, first);
    }
}

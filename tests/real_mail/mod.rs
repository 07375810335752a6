//! E-mail against real servers. Without Dovecot and Postfix on the machine the tests say so and end; with `FRONTDESK_MAIL` set, as
//! `tests/run` does, they fail.

mod door;
mod people;
mod servers;
mod whole;

use door::{Door, Listening, channel};
use frontdesk_core::{
    Address, DeliveryId, MessageId,
    channel::{Channel, DeliverError, Sent},
    message::{Author, Content, Inbound, Loss, Outbound, Payload, ReceiptStatus, Reply, Thread},
};
use servers::Servers;
use std::{fs, sync::Arc};

const MARIA: &str = "maria@people.test";

/// A header that makes a mail new.
fn header(id: &str, subject: &str) -> String {
    format!("Message-ID: <{id}@people.test>\r\nSubject: {subject}\r\n")
}

async fn send(
    channel: &Arc<dyn Channel>,
    to: &str,
    by: Author,
    thread: Option<Thread>,
) -> Result<Sent, DeliverError> {
    let reply = Reply {
        message: MessageId::new(),
        by,
        name: None,
        text: "We open at **nine**.\n.\nSee you!".into(),
        citations: Vec::new(),
        actions: Vec::new(),
    };
    let outbound = Outbound {
        delivery: DeliveryId::new(),
        to: Address::new(channel.kind(), to),
        content: Content::Part {
            part: channel.render(&reply).remove(0),
            reply: Arc::new(reply),
            index: 0,
            seq: 1,
            thread,
            media: Vec::new(),
        },
    };
    channel.deliver(&outbound).await
}

fn thread_of(inbound: &Inbound) -> Option<Thread> {
    match &inbound.payload {
        Payload::Text { thread, .. } => thread.clone(),
        _ => None,
    }
}

#[tokio::test]
async fn a_mail_is_told_at_once_and_its_answer_finds_back() {
    let Some(servers) = Servers::shared() else {
        return;
    };
    let desk = "idle@desk.test";
    let (channel, door) = (channel(&servers.settings(desk)), Arc::<Door>::default());
    let found = channel.probe().await.unwrap();
    assert!(found.contains("told at once"), "{found}");
    let listening = Listening::start(&channel, &door);
    servers
        .post(MARIA, desk, &header("idle-1", ""), "Is there parking?")
        .await;
    let first = door.wait(1).await.remove(0);
    assert_eq!(first.from.as_str(), "email:maria@people.test");
    // Now it waits for the server to tell: nothing else would bring the next one within the test's patience.
    servers
        .until_mails(desk, |mails| {
            mails.iter().all(|(name, _)| name.ends_with('S'))
        })
        .await;
    let sent = send(&channel, MARIA, Author::Assistant, thread_of(&first)).await;
    let id = sent.unwrap().provider_id.unwrap().0;
    let mails = servers
        .until_mails(MARIA, |mails| mails.iter().any(|(_, m)| m.contains(&id)))
        .await;
    let (_, mail) = mails.iter().find(|(_, m)| m.contains(&id)).unwrap();
    assert!(mail.contains("In-Reply-To: <idle-1@people.test>"), "{mail}");
    assert!(mail.contains("ESMTPSA"), "with TLS and a password: {mail}");
    assert!(mail.contains("\nWe open at nine.\n.\nSee you!"), "{mail}");
    let reply_to = mail.lines().find(|l| l.starts_with("Reply-To:")).unwrap();
    let token = reply_to.split(['<', '>']).nth(1).unwrap();
    assert!(token.starts_with("idle+dlv_"), "{token}");
    let bare = header("idle-2", "something else");
    servers.post(MARIA, token, &bare, "And on Sunday?").await;
    let second = door.wait(2).await.remove(1);
    let Payload::Text { answers, .. } = second.payload else {
        panic!("{second:?}");
    };
    assert_eq!(answers[0].0, id, "by the address alone");
    listening.stop().await;
}

#[tokio::test]
async fn tls_from_the_first_byte_works_and_a_certificate_nobody_vouches_for_does_not() {
    let Some(servers) = Servers::shared() else {
        return;
    };
    let desk = "tls@desk.test";
    for settings in [servers.settings_tls(desk), servers.settings(desk)] {
        let (good, door) = (channel(&settings), Arc::<Door>::default());
        good.probe().await.unwrap();
        send(&good, MARIA, Author::System, None).await.unwrap();
        drop(door);
        // Without the authority, and under another name.
        let stranger: String = settings
            .lines()
            .filter(|l| !l.starts_with("ca_file"))
            .map(|l| format!("{l}\n"))
            .collect();
        let misnamed = settings.replace("\"localhost\"", "\"127.0.0.1\"");
        for (wrong, says) in [(stranger, "ca_file"), (misnamed, "another name")] {
            let wrong = channel(&wrong);
            let error = wrong.probe().await.unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
            match send(&wrong, MARIA, Author::System, None).await {
                Err(DeliverError::Unavailable { source, .. }) => {
                    assert!(source.to_string().contains(says), "{source}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
    let log = servers.log();
    assert!(!log.contains("plaintext"), "{log}");
}

#[tokio::test]
async fn a_mailbox_that_is_rebuilt_loses_nothing_and_repeats_nothing() {
    let Some(servers) = Servers::own() else {
        return;
    };
    let desk = "renumbered@desk.test";
    let (channel, door) = (channel(&servers.settings(desk)), Arc::<Door>::default());
    let listening = Listening::start(&channel, &door);
    servers
        .post(MARIA, desk, &header("renumbered-1", ""), "one")
        .await;
    assert_eq!(door.texts(1).await, ["one"]);
    servers.stop_dovecot();
    // Dovecot's own records of the numbers go; the mails stay.
    for file in fs::read_dir(servers.maildir(desk)).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        if name.starts_with("dovecot") {
            fs::remove_file(file.path()).unwrap();
        }
    }
    servers.start_dovecot();
    servers
        .post(MARIA, desk, &header("renumbered-2", ""), "two")
        .await;
    assert_eq!(door.texts(2).await, ["one", "two"]);
    listening.stop().await;
}

#[tokio::test]
async fn a_server_that_restarts_in_the_middle_of_a_session_loses_nothing() {
    let Some(servers) = Servers::own() else {
        return;
    };
    let desk = "restarted@desk.test";
    let (channel, door) = (channel(&servers.settings(desk)), Arc::<Door>::default());
    let listening = Listening::start(&channel, &door);
    for n in 0..3 {
        servers
            .post(
                MARIA,
                desk,
                &header(&format!("restarted-{n}"), ""),
                &n.to_string(),
            )
            .await;
        door.wait(n + 1).await;
        servers.stop_dovecot();
        servers.start_dovecot();
    }
    assert_eq!(door.texts(3).await, ["0", "1", "2"]);
    listening.stop().await;
}

#[tokio::test]
async fn later_and_never_are_told_apart() {
    let Some(servers) = Servers::shared() else {
        return;
    };
    let channel = channel(&servers.settings("refusals@desk.test"));
    match send(&channel, "busy@people.test", Author::System, None).await {
        Err(DeliverError::Unavailable { source, .. }) => {
            assert!(source.to_string().contains("451"), "{source}");
        }
        other => panic!("{other:?}"),
    }
    match send(&channel, "refused@people.test", Author::System, None).await {
        Err(DeliverError::Refused { code, loss, .. }) => {
            assert_eq!((&*code, loss), ("5.1.1", Some(Loss::Undeliverable)));
        }
        other => panic!("{other:?}"),
    }
    // Elsewhere: the server passes nothing on for strangers, and this one is signed in.
    send(&channel, MARIA, Author::System, None).await.unwrap();
}

#[tokio::test]
async fn a_mail_that_comes_back_is_told_of_the_mail_it_was() {
    let Some(servers) = Servers::shared() else {
        return;
    };
    let desk = "bounced@desk.test";
    let (channel, door) = (channel(&servers.settings(desk)), Arc::<Door>::default());
    let listening = Listening::start(&channel, &door);
    let sent = send(&channel, "nobody@people.test", Author::System, None).await;
    let id = sent.unwrap().provider_id.unwrap();
    let inbound = door.wait(1).await.remove(0);
    assert_eq!(inbound.from.as_str(), "email:nobody@people.test");
    let Payload::Receipt {
        of,
        status,
        detail,
        loss,
    } = inbound.payload
    else {
        panic!("{inbound:?}");
    };
    assert_eq!(of, id);
    assert_eq!(
        (status, loss),
        (ReceiptStatus::Failed, Some(Loss::Undeliverable))
    );
    assert!(detail.unwrap().contains("5.1.1"));
    listening.stop().await;
}

#[tokio::test]
async fn two_desks_that_answer_everything_stop_at_once() {
    let Some(servers) = Servers::shared() else {
        return;
    };
    // Both answer whatever they are told.
    let robots = ["robot@desk.test", "robot@people.test"].map(|mailbox| {
        let (channel, door) = (channel(&servers.settings(mailbox)), Arc::<Door>::default());
        let listening = Listening::start(&channel, &door);
        let (answering, heard) = (channel.clone(), door.clone());
        let answers = tokio::spawn(async move {
            for n in 1.. {
                let inbound = heard.wait(n).await.remove(n - 1);
                let thread = thread_of(&inbound);
                let to = inbound.from.value().to_owned();
                send(&answering, &to, Author::Assistant, thread)
                    .await
                    .unwrap();
            }
        });
        (mailbox, channel, door, listening, answers)
    });
    // A person among the staff of the one writes to the other.
    let ana = Author::Staff(frontdesk_core::StaffId::from("ana"));
    send(&robots[0].1, robots[1].0, ana, None).await.unwrap();
    let answered = |mails: &[(String, String)]| {
        mails.len() == 1 && mails.iter().all(|(name, _)| name.ends_with('S'))
    };
    for robot in &robots {
        servers.until_mails(robot.0, answered).await;
    }
    assert_eq!(robots[1].2.seen().len(), 1, "the person was answered");
    assert_eq!(robots[0].2.seen().len(), 0, "the answer was not");
    for (mailbox, _, _, listening, answers) in robots {
        answers.abort();
        listening.stop().await;
        assert_eq!(servers.mails(mailbox).len(), 1, "{mailbox}");
    }
}

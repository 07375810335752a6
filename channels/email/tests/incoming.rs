//! What comes in, also on a bad day.

use super::{MARIA, PATIENCE, Post, SILENCE, part, thread};
use crate::conformance::reply;
use frontdesk_core::message::{Loss, Payload, ReceiptStatus};
use frontdesk_simulators::{Letter, MailSim};
use std::{sync::atomic::Ordering, time::Duration};

#[tokio::test]
async fn a_mail_becomes_a_message_as_soon_as_it_comes() {
    let mut post = Post::start().await;
    post.ready().await;
    let id = post.sim.write(
        "Maria <Maria@Example.org>",
        "Parking",
        "Is there a car park?",
    );
    let inbound = post.door.wait(1).await.remove(0);
    assert_eq!(inbound.from.as_str(), "email:maria@example.org");
    assert_eq!(inbound.name.as_deref(), Some("Maria"));
    assert_eq!(inbound.provider_id.0, id);
    let Payload::Text { text, thread, .. } = inbound.payload else {
        panic!("{inbound:?}");
    };
    assert_eq!(text, "Parking\n\nIs there a car park?");
    assert_eq!(thread.unwrap().subject, "Parking");
    assert!(post.sim.wait_all_seen(PATIENCE).await);
    post.stop().await;
}

#[tokio::test]
async fn a_server_without_idle_is_polled() {
    let sim = MailSim::start().await.unwrap();
    sim.offer_idle(false);
    let mut post = Post::on(sim, "poll_s = 1").await;
    post.sim.write(MARIA, "One", "first");
    post.door.wait(1).await;
    post.sim.write(MARIA, "Two", "second");
    assert_eq!(post.door.texts(2).await, ["One\n\nfirst", "Two\n\nsecond"]);
    post.stop().await;
}

#[tokio::test]
async fn a_mail_is_seen_only_once_it_is_on_disk() {
    let mut post = Post::start().await;
    post.ready().await;
    post.door.full.store(usize::MAX, Ordering::SeqCst);
    post.sim.write(MARIA, "Hello", "anybody?");
    while post.door.calls.load(Ordering::SeqCst) < 2 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!post.sim.mailbox()[0].seen);
    post.door.full.store(0, Ordering::SeqCst);
    post.door.wait(1).await;
    assert!(post.sim.wait_all_seen(PATIENCE).await);
    post.stop().await;
}

#[tokio::test]
async fn what_came_during_a_pause_is_read_and_nothing_twice() {
    let mut post = Post::start().await;
    post.ready().await;
    post.sim.write(MARIA, "", "before");
    post.door.wait(1).await;
    assert!(post.sim.wait_all_seen(PATIENCE).await);
    post.ready().await;
    post.stop().await;
    for n in 0..3 {
        post.sim.write(MARIA, "", &format!("meanwhile {n}"));
    }
    let calls = post.door.calls.load(Ordering::SeqCst);
    post.listen();
    let texts = post.door.texts(4).await;
    assert_eq!(texts[1..], ["meanwhile 0", "meanwhile 1", "meanwhile 2"]);
    post.ready().await;
    assert_eq!(post.door.calls.load(Ordering::SeqCst), calls + 3);
    post.stop().await;
}

#[tokio::test]
async fn the_first_start_answers_what_is_new_and_unseen_alone() {
    let sim = MailSim::start().await.unwrap();
    let old = b"From: a@example.org\r\nMessage-ID: <old@example.org>\r\nSubject: old\r\n\r\nlast week\r\n";
    sim.deliver_aged(old, Duration::from_secs(7 * 24 * 3_600));
    sim.write(MARIA, "", "just now");
    let mut post = Post::on(sim, "").await;
    assert_eq!(post.door.texts(1).await, ["just now"]);
    post.ready().await;
    assert!(!post.sim.mailbox()[0].seen, "old mail is left alone");
    post.stop().await;
}

#[tokio::test]
async fn a_renumbered_mailbox_loses_nothing_and_repeats_nothing() {
    let mut post = Post::start().await;
    post.ready().await;
    post.sim.write(MARIA, "", "one");
    post.door.wait(1).await;
    post.stop().await;
    post.sim.write(MARIA, "", "two");
    post.sim.renumber();
    post.listen();
    assert_eq!(post.door.texts(2).await, ["one", "two"]);
    post.ready().await;
    // In the middle of a connection, too.
    post.sim.renumber();
    post.sim.write(MARIA, "", "three");
    assert_eq!(post.door.texts(3).await, ["one", "two", "three"]);
    post.stop().await;
}

#[tokio::test]
async fn a_connection_that_breaks_comes_back() {
    let mut post = Post::start().await;
    post.ready().await;
    post.sim.refuse_login(true);
    post.sim.cut();
    post.sim.write(MARIA, "", "still there?");
    tokio::time::sleep(SILENCE).await;
    post.sim.refuse_login(false);
    assert_eq!(post.door.texts(1).await, ["still there?"]);
    post.stop().await;
}

#[tokio::test]
async fn a_bounce_is_news_of_the_mail_that_came_back() {
    let mut post = Post::start().await;
    post.ready().await;
    let sent = post.send(part(reply("Hello."), None)).await.unwrap();
    let mail = post.maria_gets(1).await.remove(0);
    post.sim.bounce(&mail, "4.4.1");
    post.sim.bounce(&mail, "5.1.1");
    let inbound = post.door.wait(1).await.remove(0);
    assert_eq!(inbound.from.as_str(), "email:maria@example.org");
    let Payload::Receipt {
        of, status, loss, ..
    } = inbound.payload
    else {
        panic!("{inbound:?}");
    };
    assert_eq!(Some(of), sent.provider_id);
    assert_eq!(
        (status, loss),
        (ReceiptStatus::Failed, Some(Loss::Undeliverable))
    );
    assert!(post.sim.wait_all_seen(PATIENCE).await);
    assert_eq!(post.door.messages().len(), 1, "a delay is no failure");
    post.stop().await;
}

#[tokio::test]
async fn what_machines_write_is_left_in_the_mailbox() {
    let mut post = Post::start().await;
    post.ready().await;
    let absent = Letter::new(MARIA, MailSim::ADDRESS, "Out of office", "I am away.");
    post.sim
        .post(&absent.with("Auto-Submitted", "auto-replied"));
    post.sim.write(MailSim::ADDRESS, "Note", "to myself");
    let mut form = Letter::new(
        MailSim::ADDRESS,
        MailSim::ADDRESS,
        "Form",
        "A table, please",
    );
    form = form.with("Reply-To", "Tom <tom@example.org>");
    post.sim.post(&form);
    let inbound = post.door.wait(1).await.remove(0);
    assert_eq!(inbound.from.as_str(), "email:tom@example.org");
    assert!(post.sim.wait_all_seen(PATIENCE).await);
    assert_eq!(post.door.messages().len(), 1);
    post.stop().await;
}

#[tokio::test]
async fn two_machines_that_answer_each_other_stop() {
    let mut post = Post::start().await;
    post.ready().await;
    // A machine that minds no marks and answers everything at once.
    let sim = post.sim.clone();
    let responder = tokio::spawn(async move {
        for n in 1_usize.. {
            let inbox = sim.wait_inbox(MARIA, n, PATIENCE).await;
            let Some(mail) = inbox.get(n - 1) else { return };
            let absent = Letter::reply(mail, "I am away until Monday.");
            sim.post(&absent.with("Auto-Submitted", "auto-replied"));
        }
    });
    post.sim.write(MARIA, "Hello", "Are you open?");
    // The desk answers whatever it is told.
    post.door.wait(1).await;
    post.send(part(reply("Yes."), Some(thread())))
        .await
        .unwrap();
    let both = || post.sim.mailbox().len() >= 2;
    while !both() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(post.sim.wait_all_seen(PATIENCE).await);
    assert_eq!(post.door.messages().len(), 1, "nothing more to answer");
    responder.abort();
    post.stop().await;
}

#[tokio::test]
async fn a_mail_that_cannot_be_read_is_kept_and_told() {
    let mut post = Post::start().await;
    post.ready().await;
    post.sim.deliver_raw(b"\x00\xff\xfe no mail at all");
    let mut large =
        b"From: maria@example.org\r\nMessage-ID: <big@example.org>\r\nSubject: Film\r\n\r\n"
            .to_vec();
    large.resize(26 * 1024 * 1024, b'x');
    post.sim.deliver_raw(&large);
    post.sim.write(MARIA, "", "still read");
    let told = post.door.wait(3).await;
    let Payload::Unreadable { raw, .. } = &told[0].payload else {
        panic!("{:?}", told[0]);
    };
    assert_eq!(raw.media_type, "message/rfc822");
    let Payload::Unreadable { text, .. } = &told[1].payload else {
        panic!("{:?}", told[1]);
    };
    assert!(text.contains("26 MB") && text.contains("Film"), "{text}");
    assert_eq!(told[1].from.as_str(), "email:maria@example.org");
    post.stop().await;
}

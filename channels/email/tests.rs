//! The channel against the simulated mail server: what comes in, what goes out, and what happens on a bad day.

use super::fixture::EmailFixture;
use crate::conformance::{Fixture, citation, open_with, reply};
use async_trait::async_trait;
use bytes::Bytes;
use frontdesk_core::{
    Address, BusinessId, DeliveryId, Error, ErrorKind, InboxName, ProviderId, Route, StaffId,
    Timestamp,
    channel::{Channel, DeliverError, History, Intake, Quarantined, Received, Sent},
    message::{
        Author, Button, Content, Inbound, Keyword, Loss, Media, Outbound, Payload, ReceiptStatus,
        Reply, Thread,
    },
};
use frontdesk_simulators::{Letter, MailSim, SentMail, Step};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, task::JoinHandle};

const PATIENCE: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_millis(300);
const MARIA: &str = "maria@example.org";

/// The engine's door: remembers, and knows what it has seen.
#[derive(Default)]
struct Door {
    seen: Mutex<Vec<Inbound>>,
    marks: Mutex<HashMap<String, String>>,
    /// How many of the next messages cannot be stored.
    full: AtomicUsize,
    calls: AtomicUsize,
    changed: watch::Sender<u64>,
}

impl Door {
    fn messages(&self) -> Vec<Inbound> {
        self.seen.lock().unwrap().clone()
    }

    /// The texts so far, once there are `n`.
    async fn texts(&self, n: usize) -> Vec<String> {
        self.wait(n).await;
        let text = |inbound: &Inbound| match &inbound.payload {
            Payload::Text { text, .. } => text.clone(),
            other => format!("{other:?}"),
        };
        self.messages().iter().map(text).collect()
    }

    async fn wait(&self, n: usize) -> Vec<Inbound> {
        let mut changed = self.changed.subscribe();
        let enough = async {
            while self.messages().len() < n {
                changed.changed().await.unwrap();
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, enough).await;
        assert!(in_time.is_ok(), "only {:#?} came", self.messages());
        self.messages()
    }
}

#[async_trait]
impl Intake for Door {
    async fn receive(&self, inbound: Inbound) -> Result<Received, Error> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let full = |n: usize| n.checked_sub(1);
        let (set, get) = (Ordering::SeqCst, Ordering::SeqCst);
        if self.full.fetch_update(set, get, full).is_ok() {
            return Err(Error::new(ErrorKind::Disk, "storing a message"));
        }
        let mut seen = self.seen.lock().unwrap();
        let new = !seen.iter().any(|i| i.provider_id == inbound.provider_id);
        if new {
            seen.push(inbound);
        }
        drop(seen);
        self.changed.send_modify(|n| *n += 1);
        Ok(Received {
            new,
            seq: 0,
            notice: None,
        })
    }

    async fn history(&self, _: &BusinessId, _: &Route, _: u64, _: usize) -> Result<History, Error> {
        unimplemented!("no part of these tests")
    }

    async fn quarantine(
        &self,
        _: &BusinessId,
        _: &InboxName,
        _: Quarantined,
        _: Timestamp,
    ) -> Result<(), Error> {
        Ok(())
    }

    async fn mark(
        &self,
        _: &BusinessId,
        _: &InboxName,
        name: &str,
    ) -> Result<Option<String>, Error> {
        Ok(self.marks.lock().unwrap().get(name).cloned())
    }

    async fn set_mark(
        &self,
        _: &BusinessId,
        _: &InboxName,
        name: &str,
        value: String,
    ) -> Result<(), Error> {
        self.marks.lock().unwrap().insert(name.into(), value);
        Ok(())
    }
}

/// A server, a channel on it, and the door that it tells.
struct Post {
    sim: MailSim,
    channel: Arc<dyn Channel>,
    door: Arc<Door>,
    running: Option<(watch::Sender<bool>, JoinHandle<()>)>,
}

impl Post {
    async fn start() -> Self {
        let sim = MailSim::start().await.unwrap();
        Self::on(sim, "poll_s = 1").await
    }

    async fn on(sim: MailSim, more: &str) -> Self {
        let channel = open_with(&EmailFixture, &format!("{}{more}", sim.settings()));
        let mut post = Self {
            sim,
            channel,
            door: Arc::default(),
            running: None,
        };
        post.listen();
        post
    }

    fn listen(&mut self) {
        let (stop, mut stopped) = watch::channel(false);
        let (channel, door) = (self.channel.clone(), self.door.clone());
        let task = tokio::spawn(async move {
            let stop = Box::pin(async move {
                drop(stopped.wait_for(|s| *s).await);
            });
            channel.listen(door, stop).await.unwrap();
        });
        self.running = Some((stop, task));
    }

    /// Stops listening; the server goes on.
    async fn stop(&mut self) {
        let (stop, task) = self.running.take().unwrap();
        stop.send_replace(true);
        tokio::time::timeout(PATIENCE, task).await.unwrap().unwrap();
    }

    /// Once the first look at the mailbox is over and news are waited for.
    async fn ready(&self) {
        assert!(self.sim.wait_idle(PATIENCE).await);
    }

    async fn send(&self, content: Content) -> Result<Sent, DeliverError> {
        self.channel.deliver(&outbound(content)).await
    }

    /// What Maria got, once it is there.
    async fn maria_gets(&self, n: usize) -> Vec<SentMail> {
        let inbox = self.sim.wait_inbox(MARIA, n, PATIENCE).await;
        assert_eq!(inbox.len(), n, "{inbox:#?}");
        inbox
    }
}

fn outbound(content: Content) -> Outbound {
    Outbound {
        delivery: DeliveryId::from_bytes([7; 16]),
        to: Address::new("email", MARIA),
        content,
    }
}

fn part(reply: Reply, thread: Option<Thread>) -> Content {
    let channel = open_with(&EmailFixture, &EmailFixture.settings(""));
    Content::Part {
        part: channel.render(&reply).remove(0),
        reply: Arc::new(reply),
        index: 0,
        seq: 1,
        thread,
        media: Vec::new(),
    }
}

fn thread() -> Thread {
    Thread {
        message: ProviderId("3@example.org".into()),
        references: vec![
            ProviderId("1@example.org".into()),
            ProviderId("sha256:00".into()),
            ProviderId("2@bistro.example".into()),
        ],
        subject: "Parking?".into(),
    }
}

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
async fn a_reply_finds_back_by_its_address_and_by_its_headers() {
    let mut post = Post::start().await;
    post.ready().await;
    let sent = post
        .send(part(reply("We open at nine."), Some(thread())))
        .await;
    let id = sent.unwrap().provider_id.unwrap();
    let mail = post.maria_gets(1).await.remove(0);
    assert_eq!(mail.message_id, id.0);
    post.sim.reply(&mail, "And on Sunday?");
    let mut headers_gone = Letter::reply(&mail, "And on Monday?");
    headers_gone.in_reply_to = None;
    headers_gone.references.clear();
    post.sim.post(&headers_gone);
    let mut address_gone = Letter::reply(&mail, "And at night?");
    address_gone.to = MailSim::ADDRESS.into();
    post.sim.post(&address_gone);
    for (inbound, expected) in post.door.wait(3).await.into_iter().zip([
        "And on Sunday?",
        "And on Monday?",
        "And at night?",
    ]) {
        let Payload::Text { text, answers, .. } = inbound.payload else {
            panic!("{inbound:?}");
        };
        assert_eq!(text, expected);
        assert_eq!(answers.first(), Some(&id), "{expected}");
    }
    post.stop().await;
}

#[tokio::test]
async fn an_answer_stands_in_its_thread_and_says_that_a_machine_wrote_it() {
    let mut post = Post::start().await;
    let mut words = reply("We open at **nine** [1].");
    words.citations = vec![citation(1, "Hours")];
    post.send(part(words, Some(thread()))).await.unwrap();
    let mail = post.maria_gets(1).await.remove(0);
    assert_eq!(mail.subject, "Re: Parking?");
    assert_eq!(mail.in_reply_to.as_deref(), Some("3@example.org"));
    let references = ["1@example.org", "2@bistro.example", "3@example.org"];
    assert_eq!(mail.references, references);
    assert_eq!(mail.text, "We open at nine [1].\n\n---\n\n[1] Hours");
    assert!(mail.html.contains("<strong>nine</strong>"), "{}", mail.html);
    assert_eq!(mail.header("auto-submitted"), Some("auto-replied"));
    assert_eq!(mail.header("x-auto-response-suppress"), Some("All"));
    assert_eq!(mail.header("list-unsubscribe"), None);
    assert!(mail.reply_to.starts_with("desk+dlv_"), "{}", mail.reply_to);
    post.stop().await;
}

#[tokio::test]
async fn a_mail_of_staff_is_a_persons_mail() {
    let mut post = Post::on(
        MailSim::start().await.unwrap(),
        "plus_addressing = false\nfrom_name = 'Bistro'",
    )
    .await;
    let mut words = reply("I have kept you a table.");
    words.by = Author::Staff(StaffId::from("ana"));
    words.name = Some("Ana".into());
    post.send(part(words, Some(thread()))).await.unwrap();
    let mail = post.maria_gets(1).await.remove(0);
    assert_eq!(mail.from_name, "Ana (Bistro)");
    assert_eq!(mail.header("auto-submitted"), None);
    assert_eq!(mail.reply_to, MailSim::ADDRESS);
    post.stop().await;
}

#[tokio::test]
async fn a_notice_that_nobody_asked_for_can_be_turned_off() {
    let mut post = Post::start().await;
    post.ready().await;
    let mut words = reply("Your table is at eight.");
    words.by = Author::System;
    post.send(part(words, None)).await.unwrap();
    let mail = post.maria_gets(1).await.remove(0);
    assert_eq!(mail.header("auto-submitted"), Some("auto-generated"));
    let unsubscribe = mail.header("list-unsubscribe").unwrap();
    assert_eq!(
        unsubscribe,
        "<mailto:desk+unsubscribe@bistro.example?subject=unsubscribe>"
    );
    let pressed = Letter::new(MARIA, "desk+unsubscribe@bistro.example", "unsubscribe", "");
    post.sim.post(&pressed);
    let inbound = post.door.wait(1).await.remove(0);
    assert!(
        matches!(
            inbound.payload,
            Payload::Text {
                keyword: Some(Keyword::Stop { ambiguous: false }),
                ..
            }
        ),
        "{inbound:?}"
    );
    post.stop().await;
}

#[tokio::test]
async fn a_card_is_a_mail_that_staff_answer() {
    let mut post = Post::start().await;
    post.ready().await;
    let button = |label: &str, data: &str| Button {
        label: label.into(),
        data: data.into(),
    };
    let card = Content::Card {
        text: "**Maria** by sms\n\nWhere is my table?".into(),
        buttons: vec![
            button("Claim", "claim:12"),
            button("Open", "https://desk.example/console/case/12"),
        ],
        edits: None,
        subject: "#12 Complaint, high:\r\nMaria by sms".into(),
    };
    let sent = post.send(card).await.unwrap();
    let mail = post.maria_gets(1).await.remove(0);
    assert_eq!(mail.subject, "#12 Complaint, high: Maria by sms");
    assert!(
        mail.text
            .contains("Open <https://desk.example/console/case/12>")
    );
    assert!(!mail.text.contains("Claim"));
    assert_eq!(mail.header("auto-submitted"), Some("auto-generated"));
    post.sim.reply(&mail, "Five minutes!");
    let inbound = post.door.wait(1).await.remove(0);
    let Payload::Text { answers, text, .. } = inbound.payload else {
        panic!();
    };
    assert_eq!(
        (answers.first(), &*text),
        (sent.provider_id.as_ref(), "Five minutes!")
    );
    post.stop().await;
}

#[tokio::test]
async fn files_go_out_and_come_in() {
    let mut post = Post::start().await;
    post.ready().await;
    let Content::Part {
        reply,
        part,
        index,
        seq,
        ..
    } = part(reply("Here it is."), None)
    else {
        panic!();
    };
    let file = |name: &str, size: usize| Media {
        name: name.into(),
        media_type: "application/pdf".into(),
        url: "https://desk.example/files/x".into(),
        content: Bytes::from(vec![b'x'; size]),
    };
    let media = vec![file("menu.pdf", 1_000), file("film.pdf", 16 * 1024 * 1024)];
    let content = Content::Part {
        reply,
        part,
        index,
        seq,
        thread: None,
        media,
    };
    post.send(content).await.unwrap();
    let mail = post.maria_gets(1).await.remove(0);
    assert_eq!(mail.attachments.len(), 1);
    assert_eq!(mail.attachments[0].bytes.len(), 1_000);
    assert!(
        mail.text
            .contains("film.pdf <https://desk.example/files/x>")
    );
    let letter = Letter::reply(&mail, "Mine.").with_file("photo.png", "image/png", &[137, 80]);
    post.sim.post(&letter);
    let inbound = post.door.wait(1).await.remove(0);
    let Payload::Text { attachments, .. } = inbound.payload else {
        panic!();
    };
    assert_eq!(attachments[0].name, "photo.png");
    assert_eq!(attachments[0].size, Some(2));
    post.stop().await;
}

fn named(result: &Result<Sent, DeliverError>) -> String {
    match result {
        Ok(_) => "sent".into(),
        Err(DeliverError::Refused { code, loss, .. }) => format!("refused {code} {loss:?}"),
        Err(DeliverError::Unavailable { retry_after_ms, .. }) => {
            format!("unavailable {}", retry_after_ms.is_some())
        }
        Err(DeliverError::Unclear { .. }) => "unclear".into(),
    }
}

#[tokio::test]
async fn refused_unavailable_and_unclear_are_told_apart() {
    let mut post = Post::start().await;
    let answers = [
        (Step::Mail, "421 4.7.0 Busy", "unavailable false"),
        (Step::Rcpt, "451 4.3.0 Greylisted", "unavailable false"),
        (
            Step::Rcpt,
            "550 5.1.1 <maria@example.org>: No such user",
            "refused 5.1.1 Some(Undeliverable)",
        ),
        (Step::Rcpt, "550 Blocked", "refused 550 None"),
        (Step::Rcpt, "", "unavailable false"),
        (Step::Data, "554 5.7.1 Spam", "refused 5.7.1 None"),
        (Step::End, "452 4.3.1 Disk full", "unavailable false"),
        (Step::End, "552 5.3.4 Too big", "refused 5.3.4 None"),
        (Step::End, "", "unclear"),
    ];
    for (step, answer, expected) in answers {
        post.sim.answer_next(1, step, answer);
        let result = post.send(part(reply("Hello."), None)).await;
        assert_eq!(named(&result), expected, "{step:?} {answer}: {result:?}");
        assert!(!format!("{result:?}").contains("maria@"), "{result:?}");
    }
    assert_eq!(post.sim.inbox_of(MARIA).len(), 1, "the unclear one arrived");
    post.stop().await;
}

#[tokio::test]
async fn a_wrong_password_outlives_the_mail_and_is_not_shown() {
    let sim = MailSim::start().await.unwrap();
    let settings = format!("{}smtp_password = 'hunter2'", sim.settings());
    let channel = open_with(&EmailFixture, &settings);
    let result = channel.deliver(&outbound(part(reply("x"), None))).await;
    assert_eq!(named(&result), "unavailable true");
    let probe = channel.probe().await;
    for secret in ["hunter2", MailSim::PASSWORD] {
        assert!(!format!("{result:?} {probe:?}").contains(secret));
    }
    assert!(probe.unwrap_err().to_string().contains("smtp_password"));
    sim.stop().await;
    let result = channel.deliver(&outbound(part(reply("x"), None))).await;
    assert_eq!(named(&result), "unavailable false", "nobody listens");
}

#[tokio::test]
async fn mails_share_a_connection() {
    let mut post = Post::start().await;
    for _ in 0..5 {
        post.send(part(reply("Hello."), None)).await.unwrap();
    }
    assert_eq!(post.sim.smtp_connections(), 1);
    let found = post.channel.probe().await.unwrap();
    assert!(found.contains("INBOX is read"), "{found}");
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

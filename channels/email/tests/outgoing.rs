//! What goes out, and how its answers find back.

use super::{MARIA, Post, named, outbound, part, thread};
use crate::conformance::{citation, open_with, reply};
use crate::email::fixture::EmailFixture;
use crate::stub::{Act, Stub};
use bytes::Bytes;
use frontdesk_core::{
    StaffId,
    message::{Author, Button, Content, Keyword, Media, Payload},
};
use frontdesk_simulators::{Letter, MailSim, Step};

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
async fn a_token_signs_in_where_a_password_does_not_and_is_asked_for_again_when_it_is_refused() {
    let tokens = Stub::start(|seen| {
        assert!(seen.body.contains("client_id=desk-app"), "{}", seen.body);
        assert!(seen.body.contains("grant_type=client_credentials"));
        let answer = r#"{"token_type":"Bearer","expires_in":3599,"access_token":"tkn-1"}"#;
        Act::Answer(200, "", answer.into())
    })
    .await;
    let sim = MailSim::start().await.unwrap();
    let settings: String = sim
        .settings()
        .lines()
        .filter(|l| !l.starts_with("password"))
        .map(|l| format!("{l}\n"))
        .collect();
    let settings = format!(
        "{settings}token_url = '{}/token'\ntoken_client_id = 'desk-app'\ntoken_client_secret = 'hunter2'",
        tokens.url
    );
    let channel = open_with(&EmailFixture, &settings);
    let error = channel.probe().await.unwrap_err();
    assert!(!format!("{error:?}").contains("tkn-1"), "{error:?}");
    sim.take_token("tkn-1");
    channel.probe().await.unwrap();
    channel
        .deliver(&outbound(part(reply("Hello."), None)))
        .await
        .unwrap();
    assert_eq!(
        tokens.seen().len(),
        2,
        "one that was refused, one for all else"
    );
    sim.stop().await;
}

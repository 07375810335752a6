//! The whole house with its mail on real servers: a customer writes, is answered, asks for more than the assistant can do, and hears
//! from a person in the same thread; staff have their case by mail.

use super::{MARIA, header, servers::Servers};
use crate::desk::{ANA, PATIENCE, TestDesk, Wishes};

const DESK: &str = "whole@desk.test";
const STAFF: &str = "email:ana@people.test";

/// The inbox on the real servers, as one more table of the business's file.
fn inbox(servers: &Servers) -> String {
    let keys = servers.settings(DESK);
    format!("[[inbox]]\nname = \"letters\"\nchannel = \"email\"\nquiet_ms = 0\n{keys}")
}

/// The mail that contains all of these, once it is in the mailbox.
async fn mail(servers: &Servers, mailbox: &str, parts: &[&str]) -> String {
    let fits = |mail: &str| parts.iter().all(|p| mail.contains(p));
    let mails = servers
        .until_mails(mailbox, |mails| mails.iter().any(|(_, m)| fits(m)))
        .await;
    mails.into_iter().map(|(_, m)| m).find(|m| fits(m)).unwrap()
}

/// What stands in a header field.
fn field<'a>(mail: &'a str, name: &str) -> &'a str {
    let line = mail.lines().find_map(|l| l.strip_prefix(name)).unwrap();
    line.trim().trim_matches(['<', '>'])
}

#[tokio::test]
async fn a_customers_mail_is_answered_and_a_person_takes_over_in_the_same_thread() {
    let Some(servers) = Servers::shared() else {
        return;
    };
    let desk = TestDesk::with(Wishes::default().set("widget", inbox(&servers))).await;
    servers
        .post(
            MARIA,
            DESK,
            &header("whole-1", "A question"),
            "Is there parking?",
        )
        .await;
    let answer = mail(&servers, MARIA, &["In-Reply-To: <whole-1@people.test>"]).await;
    assert!(answer.contains("free car park"), "{answer}");
    assert!(answer.contains("Subject: Re: A question"), "{answer}");
    assert!(answer.contains("Auto-Submitted: auto-replied"), "{answer}");

    let references = format!(
        "{}In-Reply-To: <{}>\r\n",
        header("whole-2", "Re: A question"),
        field(&answer, "Message-ID:")
    );
    let complaint = "I found glass in my soup, I want a manager";
    servers.post(MARIA, DESK, &references, complaint).await;
    let card = desk.telegram_shows(ANA, "glass in my soup").await;
    assert!(card.text.contains(MARIA), "{}", card.text);
    desk.telegram
        .replies(ANA, card.message_id, "I am so sorry, Maria.");
    let from_ana = mail(&servers, MARIA, &["I am so sorry, Maria."]).await;
    assert!(
        from_ana.contains("In-Reply-To: <whole-2@people.test>"),
        "{from_ana}"
    );
    assert!(!from_ana.contains("Auto-Submitted"), "{from_ana}");
    let delivered = |m: &frontdesk_simulators::BotMessage| {
        m.message_id == card.message_id && m.text.contains("Delivered")
    };
    let told = desk.telegram.wait_message(ANA, delivered, PATIENCE).await;
    assert!(told.is_some(), "{:#?}", desk.telegram.messages(ANA));
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

#[tokio::test]
async fn a_member_of_staff_answers_a_case_from_her_own_mailbox() {
    let Some(servers) = Servers::shared() else {
        return;
    };
    let letters = inbox(&servers).replace(DESK, "staff@desk.test");
    let wishes = Wishes::default().set("widget", letters).ana_at(STAFF);
    let desk = TestDesk::with(wishes).await;
    desk.sms("I found glass in my soup, I want a manager").await;
    desk.phone_shows(1).await;
    let ana = STAFF.trim_start_matches("email:");
    let card = mail(&servers, ana, &["glass in my soup"]).await;
    let reply_to = field(&card, "Reply-To:").split(['<', '>']).nth(1).unwrap();
    let quoted = "We are bringing a new one.\r\n\r\nOn Tue, 10 Mar 2026 at 12:00, Test Bistro <staff@desk.test> wrote:\r\n> glass in my soup";
    servers
        .post(ana, reply_to, &header("staff-1", "Re: your case"), quoted)
        .await;
    let texted = desk.phone_shows(2).await;
    assert_eq!(texted.body, "We are bringing a new one.");
    mail(&servers, ana, &["Delivered"]).await;
    let mut desk = desk;
    desk.expect_leftovers();
    desk.finish().await;
}

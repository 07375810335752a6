//! What mails are, and what reports say of ours.

use super::{Bounce, Mail, Nature, email_kind, read};

fn mail(header: &str, body: &str) -> Mail {
    read(format!("{header}\n\n{body}").as_bytes()).expect("a mail")
}

fn nature(header: &str, body: &str) -> Nature {
    mail(header, body).kind
}

const MARIA: &str =
    "Return-Path: <maria@example.org>\nFrom: Maria <maria@example.org>\nTo: desk@harbor.example\n";

#[test]
fn what_a_person_writes_is_a_persons() {
    for (header, body) in [
        ("Subject: A table", "For four, please."),
        (
            "Subject: Re: Undelivered Mail Returned to Sender",
            "I got this:\n> user unknown\n> could not be delivered",
        ),
        (
            "Subject: Undelivered Mail Returned to Sender",
            "Your mail system says user unknown. Why?",
        ),
        ("Subject: Re: Out of office", "Thanks, until Monday then."),
        ("Subject: Vacation in June", "We would like a room."),
        ("Subject: Auto: Termin", "Mein Auto braucht neue Reifen."),
        ("Subject: Hi\nAuto-Submitted: no", "Are you open?"),
        (
            "Subject: Hi\nPrecedence: normal\nX-Autoreply: no",
            "Are you open?",
        ),
        (
            "Subject: Re: Hi\nIn-Reply-To: <1@harbor.example>\nList-Unsubscribe: <https://crm.example>",
            "Yes.",
        ),
        ("Subject: unsubscribe", "How do I get off your list?"),
    ] {
        let header = format!("{MARIA}{header}");
        assert_eq!(nature(&header, body), Nature::Human, "{header}");
        assert_eq!(
            email_kind(format!("{header}\n\n{body}").as_bytes()),
            "human"
        );
    }
}

#[test]
fn a_report_that_a_person_passes_on_is_a_persons_mail() {
    let header = format!("{MARIA}Subject: Fwd: failure\nContent-Type: multipart/mixed; boundary=b");
    let inline = "--b\n\nWhat does this mean?\n--b\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n--b--";
    assert_eq!(nature(&header, inline), Nature::Human);
    let within = "--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@x.example\nSubject: failure notice\n\n\
                  user unknown\n--b--";
    let mail = mail(&header, within);
    assert_eq!(mail.kind, Nature::Human);
    assert_eq!(mail.attachments[0].media_type, "message/rfc822");
    assert!(
        mail.attachments[0]
            .bytes
            .starts_with(b"From: MAILER-DAEMON")
    );
}

#[test]
fn a_form_on_the_businesss_site_is_the_customers_mail() {
    let header = "From: Site <no-reply@harbor.example>\nReply-To: Maria <maria@example.org>\nSubject: Contact form";
    assert_eq!(nature(header, "A table for four?"), Nature::Human);
}

#[test]
fn what_programs_send_is_not_answered() {
    for (header, expected) in [
        ("Auto-Submitted: auto-replied", Nature::Automatic),
        ("Auto-Submitted: auto-generated; x=y", Nature::Automatic),
        ("Precedence: auto_reply", Nature::Automatic),
        ("X-Autoreply: yes", Nature::Automatic),
        (
            "X-Auto-Response-Suppress: OOF, AutoReply",
            Nature::Automatic,
        ),
        ("Subject: Automatic reply: Your table", Nature::Absence),
        (
            "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_=3A?= Table",
            Nature::Absence,
        ),
        ("Subject: Abwesenheitsnotiz", Nature::Absence),
        ("List-Id: <cats.example.org>", Nature::List),
        ("Precedence: bulk", Nature::Bulk),
        ("List-Unsubscribe: <mailto:x@y.example>", Nature::Bulk),
        (
            "Subject: unsubscribe\nX-Apple-Unsubscribe: true",
            Nature::Unsubscribe,
        ),
        (
            "Content-Type: text/calendar; method=REPLY",
            Nature::CalendarReply,
        ),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            Nature::ReadReceipt,
        ),
    ] {
        assert_eq!(
            nature(&format!("{MARIA}{header}"), "I am away."),
            expected,
            "{header}"
        );
    }
    assert_eq!(
        nature("Return-Path: <>\nFrom: a@b.example", "I am away."),
        Nature::Automatic
    );
    assert_eq!(
        nature("From: Shop <do-not-reply@b.example>", "Your parcel."),
        Nature::NoReply
    );
    assert_eq!(
        nature("From: x@b.example\nReply-To: noreply@b.example", "Hi"),
        Nature::Human
    );
}

#[test]
fn a_list_that_is_the_desks_own_address_is_told() {
    let header = format!("{MARIA}List-ID: <desk.harbor.example>\nPrecedence: list");
    assert!(mail(&header, "A table?").is_of_list("Desk@harbor.example"));
    let posted = format!("{MARIA}List-Post: <mailto:cats@example.org>");
    assert!(!mail(&posted, "Cats!").is_of_list("desk@harbor.example"));
}

fn bounce(header: &str, body: &str) -> Bounce {
    let mail = mail(header, body);
    assert_eq!(mail.kind, Nature::DeliveryReport, "{header}");
    mail.bounce.expect("what became of it")
}

/// A report by RFC 3464.
fn report(action: &str, status: &str) -> Bounce {
    let header = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n\
                  Content-Type: multipart/report; report-type=delivery-status; boundary=r";
    let body = format!(
        "--r\n\nSorry.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Original-Recipient: rfc822;Maria@example.org\nFinal-Recipient: rfc822; m@inner.example\nAction: {action}\n\
         Status: {status}\nDiagnostic-Code: smtp; 550 {status} she is\n  not here\n\n--r\nContent-Type: message/rfc822\n\n\
         Message-ID: <9@harbor.example>\nTo: maria@example.org\n\nHi\n--r--"
    );
    bounce(header, &body)
}

#[test]
fn a_report_names_the_mail_the_person_and_the_reason() {
    let bounce = report("failed", "5.1.1");
    assert_eq!(bounce.original_ids, ["9@harbor.example"]);
    assert_eq!(bounce.recipient.as_deref(), Some("maria@example.org"));
    assert_eq!(bounce.status.as_deref(), Some("5.1.1"));
    assert_eq!(
        bounce.diagnostic.as_deref(),
        Some("550 5.1.1 she is not here")
    );
    assert!(bounce.failed && bounce.permanent);
}

#[test]
fn only_an_address_that_is_gone_is_given_up() {
    for (action, status, failed, permanent) in [
        ("failed", "5.1.1", true, true),
        ("failed", "5.4.4", true, true),
        ("failed", "5.2.2", true, false),
        ("failed", "5.7.1", true, false),
        ("failed", "5.3.4", true, false),
        ("failed", "4.4.7", true, false),
        ("delayed", "4.4.1", false, false),
        ("delivered", "2.0.0", false, false),
    ] {
        let bounce = report(action, status);
        assert_eq!(
            (bounce.failed, bounce.permanent),
            (failed, permanent),
            "{action} {status}"
        );
    }
}

#[test]
fn reports_that_follow_no_standard_are_understood() {
    let qmail = bounce(
        "From: MAILER-DAEMON@mx.example\nSubject: failure notice",
        "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n\
         <maria@example.org>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\nGiving up.\n\n\
         --- Below this line is a copy of the message.\n\nReturn-Path: <desk@harbor.example>\nMessage-ID:\n <9@harbor.example>\n\nHi",
    );
    assert_eq!(qmail.original_ids, ["9@harbor.example"]);
    assert_eq!(qmail.recipient.as_deref(), Some("maria@example.org"));
    assert!(qmail.failed && qmail.permanent);
    let exchange = bounce(
        "Return-Path: <>\nFrom: System Administrator <postmaster@corp.example>\nSubject: Undeliverable: Your table\n\
         In-Reply-To: <9@harbor.example>",
        "Your message did not reach some or all of the intended recipients.\nmaria@corp.example on 5/5/2026\n\
         The e-mail account does not exist.",
    );
    assert_eq!(exchange.original_ids, ["9@harbor.example"]);
    assert!(exchange.permanent);
    let late = bounce(
        "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\nSubject: Warning: could not send message for past 4 hours",
        "THIS IS A WARNING MESSAGE ONLY.\n<maria@example.org>... Deferred",
    );
    assert!(!late.failed && !late.permanent);
}

#[test]
fn a_report_with_the_wrong_boundary_is_still_read() {
    let bounce = bounce(
        "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"a/1\"",
        "--a/2\n\nSorry.\n--a/2\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; m@example.org\nAction: failed\n\
         Status: 5.1.1\n\n--a/2\nContent-Type: message/rfc822\n\nMessage-Id: <9@harbor.example>\n\nHi\n--a/2--",
    );
    assert_eq!(bounce.original_ids, ["9@harbor.example"]);
    assert_eq!(bounce.recipient.as_deref(), Some("m@example.org"));
    assert!(bounce.permanent);
}

#[test]
fn a_complaint_says_which_mail_it_is_about() {
    let header = "From: fbl@provider.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=r";
    let body = "--r\n\nSpam.\n--r\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n--r\nContent-Type: message/rfc822\n\n\
                Message-ID: <9@harbor.example>\nFrom: desk@harbor.example\n\nHi\n--r--";
    let mail = mail(header, body);
    assert_eq!(mail.kind, Nature::Complaint);
    assert_eq!(
        mail.bounce.expect("which mail").original_ids,
        ["9@harbor.example"]
    );
}

#[test]
fn a_mail_is_taken_apart_with_its_files() {
    let header = format!(
        "{MARIA}Cc: \"Ana, B\" <ANA@example.org>\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?=\nMessage-ID: <2@example.org>\n\
         References: <0@harbor.example>\n <1@harbor.example>\nContent-Type: multipart/mixed; boundary=b"
    );
    let body = "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\n\nSee the menu.\n\n\
                On 5 May 2026 Harbor <desk@harbor.example> wrote:\n> Which?\n--c\nContent-Type: text/html\n\n<p>See the menu.</p>\n--c--\n\
                --b\nContent-Type: application/pdf; name=\"../../etc/menu.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERg==\n\
                --b\nContent-Type: image/png\nContent-Disposition: inline\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw==\n--b--";
    let mail = mail(&header, body);
    assert_eq!(mail.subject, "Grüße");
    assert_eq!(mail.cc[0].address, "ana@example.org");
    assert_eq!(mail.references, ["0@harbor.example", "1@harbor.example"]);
    assert_eq!(mail.text, "See the menu.");
    assert!(mail.full.contains("> Which?"));
    let files: Vec<_> = mail
        .attachments
        .iter()
        .map(|f| (f.name.as_str(), f.bytes.as_slice(), f.inline))
        .collect();
    assert_eq!(
        files,
        [
            ("menu.pdf", &b"%PDF"[..], false),
            ("file.png", &b"\x89PNG"[..], true)
        ]
    );
}

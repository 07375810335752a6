//! Mails that were made to break readers: whatever comes in, reading ends, does not panic and keeps to its bounds.

use super::{Mail, Nature, Unreadable, email_kind, email_reply, limits, read};

/// Mails of every shape, to be mutated.
const SAMPLES: [&str; 6] = [
    "From: Maria <maria@example.org>\r\nTo: desk@harbor.example\r\nSubject: =?utf-8?B?VGlzY2g=?=\r\nMessage-ID: <1@example.org>\r\n\
     In-Reply-To: <0@harbor.example>\r\nReferences: <a@b> <0@harbor.example>\r\nDate: Tue, 5 May 2026 18:32:00 +0200\r\n\r\n\
     At eight.\r\n\r\nOn 5 May 2026 Harbor <desk@harbor.example> wrote:\r\n> When?\r\n",
    "From: \"M, L\" <m@example.org>, x\nContent-Type: multipart/mixed; boundary=\"b1\"\n\n--b1\nContent-Type: multipart/alternative; boundary=b2\n\n\
     --b2\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe=\n!\n--b2\n\
     Content-Type: text/html; charset=\"utf-16\"\n\n<div>Gr&uuml;&szlig;e<blockquote>x</blockquote></div>\n--b2--\n--b1\n\
     Content-Type: image/png; name=\"a/b.png\"\nContent-Transfer-Encoding: base64\nContent-Id: <x>\n\niVBORw0KGgo=\n--b1--\n",
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\n\
     Content-Type: multipart/report; report-type=delivery-status; boundary=\"r\"\n\n--r\n\nsorry\n--r\nContent-Type: message/delivery-status\n\n\
     Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; gone@example.org\nAction: failed\nStatus: 5.1.1\n\
     Diagnostic-Code: smtp; 550 5.1.1 no\n  such user\n--r\nContent-Type: message/rfc822\n\nMessage-ID: <9@harbor.example>\nSubject: x\n\nhi\n--r--\n",
    "From: d@example.org\nContent-Type: multipart/digest; boundary=q\n\n--q\n\nFrom: a@b\n\none\n--q\nContent-Type: message/rfc822\n\n\
     Content-Type: message/rfc822\n\nFrom: c@d\n\ntwo\n--q--\n",
    "From MAILER-DAEMON Tue May  5 18:32:00 2026\nSubject: failure notice\n\nHi. This is the qmail-send program.\n<a@b.example>:\n550 no\n\n\
     --- Below this line is a copy of the message.\n\nMessage-ID: <7@harbor.example>\n",
    "From: p@example.org\nContent-Type: text/html\n\n<p>x<!-- <b> --><div class=\"gmail_quote\">On 1/1/26 a@b wrote:<blockquote>y</blockquote></div>\n\
     <div id=divRplyFwdMsg><b>From:</b> z</div>&#x110000;&#0;<script>1<2</script>",
];

/// A generator with a seed, so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

/// Cuts, flips, doubles and mixes pieces.
fn mutated(dice: &mut Dice) -> Vec<u8> {
    let pick = |dice: &mut Dice| SAMPLES[dice.below(SAMPLES.len())].as_bytes().to_vec();
    let mut mail = pick(dice);
    for _ in 0..=dice.below(6) {
        let at = dice.below(mail.len());
        let to = at + dice.below(mail.len() - at);
        match dice.below(7) {
            0 => mail.truncate(at.max(1)),
            1 => mail[at] = u8::try_from(dice.below(256)).unwrap(),
            2 => drop(mail.drain(at..to)),
            3 => {
                let piece = mail[at..to].to_vec();
                mail.splice(at..at, piece);
            }
            4 => {
                let other = pick(dice);
                let from = dice.below(other.len());
                mail.splice(at..at, other[from..].iter().copied());
            }
            5 => mail.insert(at, b"\n:<>=\0-;"[dice.below(8)]),
            _ => mail = [&mail[at..], &mail[..at]].concat(),
        }
        if mail.is_empty() {
            mail.push(b'\n');
        }
    }
    mail
}

fn assert_bounded(mail: &Mail) {
    let ids = mail
        .message_id
        .iter()
        .chain(&mail.in_reply_to)
        .chain(&mail.references);
    let ids = ids.chain(mail.bounce.iter().flat_map(|b| &b.original_ids));
    for id in ids {
        assert!(
            !id.trim().is_empty() && id.len() <= limits::ID_BYTES && !id.contains(['<', '>']),
            "{id:?}"
        );
    }
    let people = [&mail.from]
        .into_iter()
        .chain(&mail.reply_to)
        .chain(&mail.to)
        .chain(&mail.cc);
    for person in people {
        assert!(person.address.contains('@') && person.address.len() <= limits::ADDRESS_BYTES);
        assert!(person.name.as_ref().is_none_or(|n| !n.is_empty()));
    }
    assert!(mail.text.len() <= limits::REPLY_BYTES);
    assert!(mail.full.len() <= 2 * limits::TEXT_BYTES);
    assert!(mail.attachments.len() <= limits::FILES);
    assert!(
        mail.attachments
            .iter()
            .all(|f| !f.name.is_empty() && !f.name.contains(['/', '\\']))
    );
}

#[test]
fn no_mutation_of_a_mail_makes_reading_panic() {
    let mut dice = Dice(0x5eed_0f0f_1234_abcd);
    for _ in 0..2_000 {
        let raw = mutated(&mut dice);
        match read(&raw) {
            Ok(mail) => assert_bounded(&mail),
            Err(why) => assert_ne!(
                why,
                Unreadable::Broken,
                "{:?}",
                String::from_utf8_lossy(&raw)
            ),
        }
        email_kind(&raw);
        let text = String::from_utf8_lossy(&raw);
        email_reply(Some(&text), None);
        email_reply(None, Some(&text));
    }
}

#[test]
fn mails_within_mails_without_end_are_read() {
    let from = "From: a@b.example\n";
    let nested = format!(
        "{from}{}hi",
        "Content-Type: message/rfc822\n\n".repeat(50_000)
    );
    let spaced = format!(
        "{from}{}hi",
        "Content-Type: message (x)/\n RFC822\n\n".repeat(50_000)
    );
    let digests: String = (0..20_000)
        .map(|n| format!("Content-Type: multipart/digest; boundary=b{n}\n\n--b{n}\n\n"))
        .collect();
    for raw in [nested, spaced, format!("{from}{digests}")] {
        assert_bounded(&read(raw.as_bytes()).unwrap());
    }
}

#[test]
fn headers_and_parts_without_end_are_bounded() {
    let many = format!("From: a@b.example\n{}\nhi", "X: y\n".repeat(400_000));
    let mail = read(many.as_bytes()).unwrap();
    assert_eq!(mail.text, "hi");
    let parts = format!(
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}",
        "--b\n\nx\n".repeat(100_000)
    );
    assert_bounded(&read(parts.as_bytes()).unwrap());
    let people = format!(
        "From: a@b.example\nTo: {}\n\nhi",
        "c@d.example, ".repeat(10_000)
    );
    assert_eq!(read(people.as_bytes()).unwrap().to.len(), limits::PEOPLE);
}

#[test]
fn a_mail_without_header_or_sender_says_so() {
    assert_eq!(read(b"").unwrap_err(), Unreadable::Nothing);
    assert_eq!(read(b"\0\0\0").unwrap_err(), Unreadable::Nothing);
    assert_eq!(
        read(b"Subject: hello\n\nhi").unwrap_err(),
        Unreadable::NoSender
    );
    assert_eq!(
        read(b"Subject: failure notice\nReturn-Path: <>\n\nuser unknown")
            .unwrap()
            .kind,
        Nature::DeliveryReport
    );
}

#[test]
fn odd_fields_are_read_as_far_as_they_go() {
    let raw = b"From: J\xfcrgen <J@Example.org>\nMessage-ID: <>\nIn-Reply-To: <> garbage < >\nReferences: <x@y>\n <x@y>\n  <z@y>\n\
        Subject: a\n b\0c\nReply-To: nobody\n\nhi\0 there";
    let mail = read(raw).unwrap();
    assert_eq!(mail.message_id, None);
    assert_eq!(mail.from.address, "j@example.org");
    assert!(!mail.in_reply_to.iter().any(String::is_empty));
    assert_eq!(mail.references, ["x@y", "z@y"]);
    assert_eq!(
        (mail.subject.as_str(), mail.text.as_str()),
        ("a b c", "hi there")
    );
    assert!(mail.reply_to.is_empty());
}

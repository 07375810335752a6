use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{Letter, MailSim, Step};

const PATIENCE: Duration = Duration::from_secs(10);

/// A client that speaks lines.
struct Client(BufReader<TcpStream>);

impl Client {
    async fn to(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let mut client = Self(BufReader::new(stream));
        client.line().await;
        client
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        let reading = self.0.read_line(&mut line);
        tokio::time::timeout(PATIENCE, reading)
            .await
            .unwrap()
            .unwrap();
        line.trim_end().to_owned()
    }

    async fn say(&mut self, line: &str) {
        let line = format!("{line}\r\n");
        self.0.get_mut().write_all(line.as_bytes()).await.unwrap();
    }

    /// Says a command and reads up to the line that begins with `end`.
    async fn ask(&mut self, command: &str, end: &str) -> String {
        self.say(command).await;
        let mut all = String::new();
        loop {
            let line = self.line().await;
            assert!(!line.is_empty() || all.len() < 100_000, "{all}");
            all.push_str(&line);
            all.push('\n');
            if line.starts_with(end) {
                return all;
            }
        }
    }
}

async fn signed_in(sim: &MailSim) -> Client {
    let mut client = Client::to(sim.imap_port()).await;
    let login = format!("a LOGIN \"{}\" \"{}\"", MailSim::ADDRESS, MailSim::PASSWORD);
    assert!(client.ask(&login, "a ").await.contains("a OK"));
    client
}

#[tokio::test]
async fn a_mail_to_the_business_is_found_fetched_and_marked() {
    let sim = MailSim::start().await.unwrap();
    let id = sim.write("Jürgen <j@example.org>", "Grüße", "Hello\nworld");
    let mut client = signed_in(&sim).await;
    let selected = client.ask("b SELECT INBOX", "b ").await;
    assert!(selected.contains("* 1 EXISTS") && selected.contains("[UIDNEXT 2]"));
    assert!(
        client
            .ask("c UID SEARCH UNSEEN", "c ")
            .await
            .contains("* SEARCH 1\n")
    );
    let fetched = client
        .ask("d UID FETCH 1:* (UID FLAGS BODY.PEEK[])", "d ")
        .await;
    assert!(
        fetched.contains(&id) && fetched.contains("Hello\nworld"),
        "{fetched}"
    );
    client
        .ask("e UID STORE 1 +FLAGS.SILENT (\\Seen)", "e ")
        .await;
    assert!(sim.mailbox()[0].seen);
    let wrong = "a LOGIN \"desk@bistro.example\" \"no\"";
    let mut other = Client::to(sim.imap_port()).await;
    assert!(other.ask(wrong, "a ").await.contains("a NO"));
    sim.stop().await;
}

#[tokio::test]
async fn a_client_that_idles_hears_of_new_mail_and_of_a_rebuilt_mailbox() {
    let sim = MailSim::start().await.unwrap();
    let mut client = signed_in(&sim).await;
    client.ask("b SELECT INBOX", "b ").await;
    client.ask("c IDLE", "+ ").await;
    assert!(sim.wait_idle(PATIENCE).await);
    sim.write("a@example.org", "x", "y");
    assert_eq!(client.line().await, "* 1 EXISTS");
    sim.renumber();
    assert_eq!(client.line().await, "", "the connection ends");
    let mut client = signed_in(&sim).await;
    let selected = client.ask("b SELECT INBOX", "b ").await;
    assert!(selected.contains("[UIDNEXT 3]"), "{selected}");
    sim.stop().await;
}

#[tokio::test]
async fn what_the_business_sends_is_in_the_persons_inbox() {
    let sim = MailSim::start().await.unwrap();
    let mut client = Client::to(sim.smtp_port()).await;
    client.ask("EHLO x", "250 ").await;
    let early = client.ask("MAIL FROM:<desk@bistro.example>", "5").await;
    assert!(early.starts_with("530"));
    // The name and the password of the account.
    use base64::Engine as _;
    let plain = format!("\0{}\0{}", MailSim::ADDRESS, MailSim::PASSWORD);
    let plain = base64::prelude::BASE64_STANDARD.encode(plain);
    client.ask(&format!("AUTH PLAIN {plain}"), "235").await;
    sim.refuse("gone@example.org", "550 5.1.1 No such user");
    sim.answer_next(1, Step::Data, "451 4.3.0 Later");
    client.ask("MAIL FROM:<desk@bistro.example>", "250").await;
    client.ask("RCPT TO:<gone@example.org>", "550").await;
    client.ask("RCPT TO:<Maria@example.org>", "250").await;
    client.ask("DATA", "451").await;
    client.ask("MAIL FROM:<desk@bistro.example>", "250").await;
    client.ask("RCPT TO:<maria@example.org>", "250").await;
    client.ask("DATA", "354").await;
    let mail = "From: Desk <desk@bistro.example>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@bistro.example>\r\nReferences: <a@b> <c@d>\r\nReply-To: desk+t@bistro.example\r\n\r\n..dot\r\n.";
    client.ask(mail, "250").await;
    let inbox = sim.wait_inbox("maria@example.org", 1, PATIENCE).await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(
        (inbox[0].subject.as_str(), inbox[0].text.as_str()),
        ("Grüße", ".dot")
    );
    assert_eq!(inbox[0].references, ["a@b", "c@d"]);
    sim.reply(&inbox[0], "Thanks");
    let back = String::from_utf8(sim.mailbox()[0].raw.clone()).unwrap();
    assert!(back.contains("To: desk+t@bistro.example") && back.contains("> .dot"));
    assert!(back.contains("In-Reply-To: <1@bistro.example>"));
    sim.bounce(&inbox[0], "5.1.1");
    assert_eq!(sim.mailbox().len(), 2);
    sim.stop().await;
}

#[tokio::test]
async fn a_letter_keeps_its_files() {
    let sim = MailSim::start().await.unwrap();
    let letter = Letter::new("a@example.org", "b@example.org", "x", "see file")
        .with_file("menu.pdf", "application/pdf", b"%PDF-1.4 not really")
        .with("X-Extra", "yes");
    sim.post(&letter);
    let got = sim.inbox_of("b@example.org").remove(0);
    assert_eq!(got.text, "see file");
    assert_eq!(got.header("x-extra"), Some("yes"));
    assert_eq!(got.attachments[0].name, "menu.pdf");
    assert_eq!(got.attachments[0].bytes, b"%PDF-1.4 not really");
}

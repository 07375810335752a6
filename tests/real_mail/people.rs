//! The people at the other end: their mail comes in over SMTP, and what they get lies in their folders.

use super::servers::{PATIENCE, Servers};
use std::{fs, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

const GLANCE: Duration = Duration::from_millis(50);

impl Servers {
    /// Somebody's server brings a mail.
    pub async fn post(&self, from: &str, to: &str, header: &str, text: &str) {
        let stream = TcpStream::connect(("127.0.0.1", self.mx())).await.unwrap();
        let mut stream = BufReader::new(stream);
        answer(&mut stream).await;
        let mail = format!("From: {from}\r\nTo: {to}\r\n{header}\r\n{text}\r\n.");
        for line in [
            "HELO people.test",
            &format!("MAIL FROM:<{from}>"),
            &format!("RCPT TO:<{to}>"),
            "DATA",
            &mail,
            "QUIT",
        ] {
            let line = format!("{line}\r\n");
            stream.get_mut().write_all(line.as_bytes()).await.unwrap();
            let said = answer(&mut stream).await;
            assert!(said.starts_with(['2', '3']), "{line}: {said}");
        }
    }

    /// What is in a mailbox: file name (which holds the flags) and content, in no order.
    pub fn mails(&self, mailbox: &str) -> Vec<(String, String)> {
        let folder = self.maildir(mailbox);
        let files = ["new", "cur"].map(|part| fs::read_dir(folder.join(part)));
        files
            .into_iter()
            .flatten()
            .flatten()
            .flatten()
            .filter_map(|file| {
                let content = fs::read(file.path()).ok()?;
                let name = file.file_name().into_string().ok()?;
                Some((name, String::from_utf8_lossy(&content).into_owned()))
            })
            .collect()
    }

    /// The mails in a mailbox once `enough` likes them.
    pub async fn until_mails(
        &self,
        mailbox: &str,
        enough: impl Fn(&[(String, String)]) -> bool,
    ) -> Vec<(String, String)> {
        let looking = async {
            loop {
                let mails = self.mails(mailbox);
                if enough(&mails) {
                    return mails;
                }
                tokio::time::sleep(GLANCE).await;
            }
        };
        match tokio::time::timeout(PATIENCE, looking).await {
            Ok(mails) => mails,
            Err(_) => panic!("{:#?}\n{}", self.mails(mailbox), self.log()),
        }
    }
}

/// One answer, of one line or several.
async fn answer(stream: &mut BufReader<TcpStream>) -> String {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        if line.as_bytes().get(3) != Some(&b'-') {
            return line;
        }
    }
}

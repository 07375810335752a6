//! The door for what the business sends (RFC 5321, AUTH PLAIN and XOAUTH2).

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::limits::MAIL_BYTES;
use super::sent::address_of;
use super::state::Shared;
use super::wire::Lines;
use crate::events::held;

/// Where in a conversation something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// At the sender.
    Mail,
    /// At the recipient.
    Rcpt,
    /// Before the mail itself is sent.
    Data,
    /// When the whole mail is there. It is not delivered, unless the answer is empty: then it is, and
    /// the connection is cut before a word of it is said.
    End,
}

/// What one mail is so far.
#[derive(Default)]
struct Transaction {
    from: Option<String>,
    to: Vec<String>,
}

/// Serves one connection.
pub(super) async fn serve(shared: Arc<Shared>, mut lines: Lines) -> io::Result<()> {
    held(&shared.state).smtp_connections += 1;
    lines.say("220 mail.simulated ESMTP").await?;
    let mut signed_in = false;
    let mut mail = Transaction::default();
    while let Some(line) = lines.line().await? {
        let line = String::from_utf8_lossy(&line).into_owned();
        let verb = line
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let hello = "250-mail.simulated\r\n250-AUTH PLAIN XOAUTH2\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8";
                lines.say(hello).await?;
            }
            "HELO" | "NOOP" => lines.say("250 2.0.0 Ok").await?,
            "RSET" => {
                mail = Transaction::default();
                lines.say("250 2.0.0 Ok").await?;
            }
            "QUIT" => return lines.say("221 2.0.0 Bye").await,
            "AUTH" => {
                signed_in = auth(&shared, &mut lines, &line).await?;
                let answer = if signed_in {
                    "235 2.7.0 Authentication successful"
                } else {
                    "535 5.7.8 Error: authentication failed"
                };
                lines.say(answer).await?;
            }
            _ if !signed_in => lines.say("530 5.7.0 Authentication required").await?,
            "MAIL" => {
                mail = Transaction {
                    from: Some(argument(&line)),
                    to: Vec::new(),
                };
                step(&shared, &mut lines, Step::Mail, "250 2.1.0 Ok").await?;
            }
            "RCPT" if mail.from.is_some() => rcpt(&shared, &mut lines, &line, &mut mail).await?,
            "DATA" if !mail.to.is_empty() => {
                if step(
                    &shared,
                    &mut lines,
                    Step::Data,
                    "354 End data with <CR><LF>.<CR><LF>",
                )
                .await?
                {
                    data(&shared, &mut lines, &mail.to).await?;
                }
                mail = Transaction::default();
            }
            "RCPT" | "DATA" => lines.say("503 5.5.1 Bad sequence of commands").await?,
            _ => lines.say("502 5.5.2 Command not recognized").await?,
        }
    }
    Ok(())
}

/// Says `good`, or what is to go wrong here; true if all is well.
async fn step(shared: &Shared, lines: &mut Lines, step: Step, good: &str) -> io::Result<bool> {
    let failure = held(&shared.state).failure(step);
    match failure {
        None => lines.say(good).await.map(|()| true),
        Some(answer) if answer.is_empty() => Err(io::ErrorKind::ConnectionAborted.into()),
        Some(answer) => lines.say(&answer).await.map(|()| false),
    }
}

async fn rcpt(
    shared: &Shared,
    lines: &mut Lines,
    line: &str,
    mail: &mut Transaction,
) -> io::Result<()> {
    let to = argument(line);
    let refused = held(&shared.state).refused.get(&to).cloned();
    if let Some(answer) = refused {
        return lines.say(&answer).await;
    }
    if step(shared, lines, Step::Rcpt, "250 2.1.5 Ok").await? {
        mail.to.push(to);
    }
    Ok(())
}

/// The mail itself, up to the lone dot.
async fn data(shared: &Shared, lines: &mut Lines, to: &[String]) -> io::Result<()> {
    let mut raw = Vec::new();
    loop {
        let Some(line) = lines.line().await? else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        if line == b"." {
            break;
        }
        let unstuffed = line.strip_prefix(b".").unwrap_or(&line);
        raw.extend_from_slice(unstuffed);
        raw.extend_from_slice(b"\r\n");
        if raw.len() > MAIL_BYTES {
            return lines.say("552 5.3.4 Message too big").await;
        }
    }
    let failure = held(&shared.state).failure(Step::End);
    match failure {
        Some(answer) if !answer.is_empty() => return lines.say(&answer).await,
        Some(_) => {
            shared.take_in(&raw, to);
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        None => shared.take_in(&raw, to),
    }
    lines.say("250 2.0.0 Ok: queued").await
}

async fn auth(shared: &Shared, lines: &mut Lines, line: &str) -> io::Result<bool> {
    let mut words = line.split_whitespace().skip(1);
    let mechanism = words.next().unwrap_or_default().to_ascii_uppercase();
    let first = match words.next() {
        Some(first) => first.to_owned(),
        None => {
            lines.say("334 ").await?;
            let line = lines.line().await?.unwrap_or_default();
            String::from_utf8_lossy(&line).into_owned()
        }
    };
    let said = BASE64_STANDARD.decode(first).unwrap_or_default();
    Ok(match mechanism.as_str() {
        "PLAIN" => said == format!("\0{}\0{}", shared.address, shared.password).as_bytes(),
        "XOAUTH2" => shared.takes_token(&said),
        _ => false,
    })
}

/// The address in `MAIL FROM:<…>` and `RCPT TO:<…>`.
fn argument(line: &str) -> String {
    let after = line.split_once(':').map_or("", |(_, rest)| rest);
    let bare = after.trim_start();
    match bare.strip_prefix('<') {
        Some(rest) => rest.split('>').next().unwrap_or_default().to_lowercase(),
        None => address_of(bare.split_whitespace().next().unwrap_or_default()),
    }
}

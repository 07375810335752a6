//! Sending one mail over SMTP, in steps: whoever sends must know whether the connection broke before the mail was handed over
//! or while it was. The library's own transport does not tell. Connections are kept for a moment and used again.

use super::{
    limits,
    oauth::{Key, Keys},
    settings::{Security, Settings},
    tls::{self, Trust},
};
use crate::limits::{CREDENTIALS_RETRY_MS, IDLE_TIMEOUT};
use frontdesk_core::{Error, ErrorKind, channel::DeliverError, message::Loss};
use lettre::{
    address::Envelope,
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use std::{
    error::Error as _,
    future::Future,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::Semaphore, time::Instant};

pub(super) const SENDING: &str = "sending a mail";

/// The way out of one inbox.
pub(super) struct Smtp {
    tls: Option<TlsParameters>,
    hello: ClientId,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
    room: Semaphore,
}

/// Where it broke.
enum Broken {
    /// Before the mail was written.
    Unsent(SmtpError),
    /// In the time that it had.
    Late,
    /// While it was written, or before the server answered.
    Unclear(Option<SmtpError>),
    /// The server did not like the credentials.
    Credentials(SmtpError),
    /// There is nothing to sign in with.
    Keyless(Error),
}

impl Smtp {
    /// Nothing is connected yet.
    ///
    /// # Errors
    /// If an own authority is no certificate.
    pub(super) fn new(settings: &Settings, trust: &Trust) -> Result<Self, Error> {
        let domain = settings.address.rsplit_once('@').map_or("", |(_, d)| d);
        Ok(Self {
            tls: trust.for_smtp(settings.smtp())?,
            // The machine's own name says nothing outside, and some servers refuse what has no dot.
            hello: ClientId::Domain(domain.to_owned()),
            idle: Mutex::new(Vec::new()),
            room: Semaphore::new(limits::SMTP_CONNECTIONS),
        })
    }

    /// Hands one mail to the server, in one attempt.
    ///
    /// # Errors
    /// See [`DeliverError`].
    pub(super) async fn send(
        &self,
        settings: &Settings,
        keys: &Keys,
        envelope: &Envelope,
        mail: &[u8],
    ) -> Result<(), DeliverError> {
        let sent = async {
            let (before, _) = limits::SMTP_TIMEOUT;
            let waiting = tokio::time::timeout(before, self.room.acquire()).await;
            let Ok(Ok(_place)) = waiting else {
                return Err(Broken::Late);
            };
            let mut connection =
                within(before, self.prepared(settings, keys, envelope, mail)).await?;
            self.hand_over(&mut connection, mail).await?;
            self.keep(connection);
            Ok(())
        };
        sent.await.map_err(failed)
    }

    /// Signs in, to see that it works.
    ///
    /// # Errors
    /// What is in the way and how to mend it.
    pub(super) async fn probe(&self, settings: &Settings, keys: &Keys) -> Result<(), Error> {
        let (before, _) = limits::SMTP_TIMEOUT;
        let opened = within(before, self.open(settings, keys)).await;
        opened.map(|c| self.keep(c)).map_err(|e| match failed(e) {
            DeliverError::Refused { source, .. }
            | DeliverError::Unavailable { source, .. }
            | DeliverError::Unclear { source } => source,
        })
    }

    /// A connection whose server waits for the mail itself.
    async fn prepared(
        &self,
        settings: &Settings,
        keys: &Keys,
        envelope: &Envelope,
        mail: &[u8],
    ) -> Result<AsyncSmtpConnection, Broken> {
        let mut connection = match self.idle().await {
            Some(connection) => connection,
            None => self.open(settings, keys).await?,
        };
        let server = connection.server_info();
        let mut parameters = Vec::new();
        if !mail.is_ascii() && server.supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let plain = |a: &lettre::Address| a.to_string().is_ascii();
        let international = !envelope.to().iter().chain(envelope.from()).all(plain);
        if international && server.supports_feature(Extension::SmtpUtfEight) {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = Mail::new(envelope.from().cloned(), parameters);
        connection.command(from).await.map_err(Broken::Unsent)?;
        for to in envelope.to() {
            let to = Rcpt::new(to.clone(), Vec::new());
            connection.command(to).await.map_err(Broken::Unsent)?;
        }
        connection.command(Data).await.map_err(Broken::Unsent)?;
        Ok(connection)
    }

    /// Writes the mail. From its first byte on, a connection that breaks leaves open what became of it.
    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        mail: &[u8],
    ) -> Result<(), Broken> {
        let (_, writing) = limits::SMTP_TIMEOUT;
        match tokio::time::timeout(writing, connection.message(mail)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.status().is_some() => Err(Broken::Unsent(error)),
            Ok(Err(error)) => Err(Broken::Unclear(Some(error))),
            Err(_) => Err(Broken::Unclear(None)),
        }
    }

    /// A new connection that is signed in.
    async fn open(&self, settings: &Settings, keys: &Keys) -> Result<AsyncSmtpConnection, Broken> {
        let server = settings.smtp();
        let first = self
            .tls
            .clone()
            .filter(|_| server.security == Security::Tls);
        let (timeout, _) = limits::SMTP_TIMEOUT;
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (server.host, server.port),
            Some(timeout),
            &self.hello,
            first,
            None,
        )
        .await
        .map_err(Broken::Unsent)?;
        if let Some(tls) = self
            .tls
            .clone()
            .filter(|_| server.security == Security::Starttls)
        {
            // Fails where the server cannot: nothing goes out in the clear.
            let upgraded = connection.starttls(tls, &self.hello).await;
            upgraded.map_err(Broken::Unsent)?;
        }
        sign_in(&mut connection, settings, keys).await?;
        Ok(connection)
    }

    /// A connection of an earlier mail that still answers.
    async fn idle(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut connection, since) = {
                let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
                idle.retain(|(_, since)| since.elapsed() < IDLE_TIMEOUT);
                idle.pop()?
            };
            // One that was used a moment ago is not asked.
            if since.elapsed() < Duration::from_millis(200) || connection.test_connected().await {
                return Some(connection);
            }
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        if connection.has_broken() {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < IDLE_TIMEOUT);
        if idle.len() < limits::SMTP_CONNECTIONS {
            idle.push((connection, Instant::now()));
        }
    }
}

/// Signs in, where the server asks who we are: a relay of one's own is not told.
async fn sign_in(
    connection: &mut AsyncSmtpConnection,
    settings: &Settings,
    keys: &Keys,
) -> Result<(), Broken> {
    let key = keys.get(settings, &settings.smtp_password).await;
    let (mechanisms, secret): (&[Mechanism], _) = match key.map_err(Broken::Keyless)? {
        Key::Password(password) => (&[Mechanism::Plain, Mechanism::Login], password),
        Key::Token(token) => (&[Mechanism::Xoauth2], token),
    };
    if connection
        .server_info()
        .get_auth_mechanism(mechanisms)
        .is_none()
    {
        return Ok(());
    }
    let user = settings.smtp_username.clone();
    let credentials = Credentials::new(user, secret.reveal().to_owned());
    let signed_in = connection.auth(mechanisms, &credentials).await;
    signed_in.map(drop).map_err(|e| {
        keys.forget();
        if e.is_permanent() {
            Broken::Credentials(e)
        } else {
            Broken::Unsent(e)
        }
    })
}

async fn within<T>(
    limit: Duration,
    step: impl Future<Output = Result<T, Broken>>,
) -> Result<T, Broken> {
    tokio::time::timeout(limit, step)
        .await
        .unwrap_or(Err(Broken::Late))
}

/// What a failure means for a send.
fn failed(broken: Broken) -> DeliverError {
    match broken {
        Broken::Late => DeliverError::Unavailable {
            retry_after_ms: None,
            source: Error::new(ErrorKind::Timeout, SENDING),
        },
        Broken::Unclear(error) => DeliverError::Unclear {
            source: match error {
                Some(error) => described(&error, ErrorKind::Unavailable),
                None => Error::new(ErrorKind::Timeout, SENDING),
            },
        },
        Broken::Credentials(error) => credentials(&error),
        Broken::Keyless(source) => DeliverError::Unavailable {
            retry_after_ms: match source.kind() {
                ErrorKind::Unauthorized => Some(CREDENTIALS_RETRY_MS),
                _ => None,
            },
            source,
        },
        Broken::Unsent(error) => said(&error),
    }
}

/// A wrong password says nothing about the mail: it must outlive a changed one.
fn credentials(error: &SmtpError) -> DeliverError {
    DeliverError::Unavailable {
        retry_after_ms: Some(CREDENTIALS_RETRY_MS),
        source: described(error, ErrorKind::Unauthorized).with(
            "mend",
            "check username and password (smtp_username, smtp_password); many providers want a password made for programs",
        ),
    }
}

fn said(error: &SmtpError) -> DeliverError {
    let code = error.status().map(u16::from);
    let words = source_words(error);
    match code {
        // "Authentication required" and its kin, in whatever step the server says so.
        Some(530 | 534 | 535 | 538) => credentials(error),
        Some(code @ 500..) => DeliverError::Refused {
            code: enhanced(&words).unwrap_or_else(|| code.to_string()),
            loss: is_nobody(code, &words).then_some(Loss::Undeliverable),
            source: described(error, ErrorKind::Refused),
        },
        _ => DeliverError::Unavailable {
            retry_after_ms: None,
            source: described(error, ErrorKind::Unavailable),
        },
    }
}

fn described(error: &SmtpError, kind: ErrorKind) -> Error {
    let mut described = Error::new(kind, SENDING);
    if let Some(code) = error.status() {
        return described
            .with("code", code)
            .with("server", super::words(&source_words(error)));
    }
    if let Some(mend) = tls::mend(error) {
        described = described.with("mend", mend);
    } else if let Some(kind) = tls::io_kind(error) {
        described = described.with("connection", kind);
    } else if error.is_tls() || error.is_client() {
        // Its own words: no STARTTLS on this server, a name that is none.
        described = described.with("reason", super::words(&source_words(error)));
    }
    described
}

fn source_words(error: &SmtpError) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

/// The enhanced status code (RFC 3463) that a server's words begin with: `5.1.1`.
fn enhanced(words: &str) -> Option<String> {
    let code = words.split_whitespace().next()?;
    let mut parts = code.split('.');
    let numbers = [parts.next()?, parts.next()?, parts.next()?];
    let digits = |p: &&str| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    (parts.next().is_none() && numbers.iter().all(digits)).then(|| code.to_owned())
}

/// Whether a refusal says that the address does not exist, rather than that it does not like this mail or us.
fn is_nobody(code: u16, words: &str) -> bool {
    match enhanced(words) {
        Some(status) => {
            status.starts_with("5.1.") && !matches!(&*status, "5.1.7" | "5.1.8")
                || matches!(&*status, "5.2.1" | "5.4.4")
        }
        None => {
            let words = words.to_lowercase();
            const NOBODY: [&str; 8] = [
                "no such user",
                "user unknown",
                "unknown user",
                "does not exist",
                "no mailbox",
                "mailbox not found",
                "invalid recipient",
                "unknown recipient",
            ];
            matches!(code, 550 | 551 | 553) && NOBODY.iter().any(|n| words.contains(n))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_does_not_exist_is_told_from_a_mail_that_is_not_liked() {
        assert!(is_nobody(550, "5.1.1 <x>: Recipient address rejected"));
        assert!(is_nobody(550, "No such user here"));
        assert!(!is_nobody(550, "5.7.1 Message rejected as spam"));
        assert!(!is_nobody(550, "Message rejected"));
        assert!(!is_nobody(553, "5.1.8 Sender address rejected"));
        assert!(!is_nobody(552, "5.2.2 Mailbox full"));
    }

    #[test]
    fn the_enhanced_code_is_the_servers_first_word() {
        assert_eq!(enhanced("5.1.1 User unknown").as_deref(), Some("5.1.1"));
        assert_eq!(enhanced("User unknown 5.1.1"), None);
        assert_eq!(enhanced("10.0.0.1 blocked").as_deref(), None);
    }
}

//! A mail server, as far as a front desk meets one: IMAP and SMTP on two loopback ports, without TLS.
//!
//! One side is what the business's program talks to (`imap.rs`, `smtp.rs`): one account with its
//! INBOX. The other plays everybody else: [`MailSim::write`] and [`MailSim::reply`] put a mail
//! into that INBOX, and what the business sends is in [`MailSim::inbox_of`] the person it went to.

mod imap;
mod letter;
mod limits;
mod search;
mod sent;
mod smtp;
mod state;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use crate::events::{Feed, held};

pub use letter::Letter;
pub use sent::{MailFile, SentMail};
pub use smtp::Step;
pub use state::{KeptMail, MailEvent};

use state::Shared;
use wire::Ports;

/// A running mail server. Clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct MailSim {
    shared: Arc<Shared>,
    ports: Arc<Ports>,
}

impl MailSim {
    /// The business's address, which is also the name of its account.
    pub const ADDRESS: &str = "desk@bistro.example";
    /// The password of its account.
    pub const PASSWORD: &str = "simulated-mail-password";

    /// Starts on two free ports of 127.0.0.1, with an empty mailbox for [`MailSim::ADDRESS`].
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start() -> std::io::Result<Self> {
        Self::start_for(Self::ADDRESS, Self::PASSWORD).await
    }

    /// The same for another address and password.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn start_for(address: &str, password: &str) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::new(address, password));
        let ports = Ports::open(shared.clone()).await?;
        Ok(Self {
            shared,
            ports: Arc::new(ports),
        })
    }

    /// The business's address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.shared.address
    }

    /// The IMAP port.
    #[must_use]
    pub fn imap_port(&self) -> u16 {
        self.ports.imap
    }

    /// The SMTP port.
    #[must_use]
    pub fn smtp_port(&self) -> u16 {
        self.ports.smtp
    }

    /// The keys of an inbox that reads and sends here, as lines of TOML.
    #[must_use]
    pub fn settings(&self) -> String {
        format!(
            "imap_host = \"127.0.0.1\"\nimap_port = {}\nimap_tls = \"none\"\n\
             smtp_host = \"127.0.0.1\"\nsmtp_port = {}\nsmtp_tls = \"none\"\n\
             username = \"{}\"\npassword = \"{}\"\naddress = \"{}\"\n",
            self.imap_port(),
            self.smtp_port(),
            self.shared.address,
            self.shared.password,
            self.shared.address
        )
    }

    /// Ends the server and its connections.
    pub async fn stop(&self) {
        self.ports.stop().await;
    }

    /// Somebody (`maria@example.org`, `Maria <maria@example.org>`) writes to the business; gives
    /// the Message-ID, without brackets.
    pub fn write(&self, from: &str, subject: &str, text: &str) -> String {
        self.post(&Letter::new(from, self.address(), subject, text))
    }

    /// Whoever got this mail answers it as a mail program does: to its Reply-To, with In-Reply-To,
    /// References and the quoted original; gives the Message-ID.
    pub fn reply(&self, to: &SentMail, text: &str) -> String {
        self.post(&Letter::reply(to, text))
    }

    /// Posts a letter whose every part the caller chose; gives the Message-ID (empty if it has
    /// none). Letters to others than the business reach those.
    pub fn post(&self, letter: &Letter) -> String {
        let recipients = [sent::address_of(&letter.to)];
        self.shared.take_in(&letter.bytes(), &recipients);
        letter.message_id.clone().unwrap_or_default()
    }

    /// Puts these bytes into the business's mailbox, whatever they are.
    pub fn deliver_raw(&self, raw: &[u8]) {
        self.deliver_aged(raw, Duration::ZERO);
    }

    /// The same, as if it had come so long ago.
    pub fn deliver_aged(&self, raw: &[u8], age: Duration) {
        self.shared.keep(raw, age);
    }

    /// The server of whoever got this mail could not deliver it after all: its report (RFC 3464)
    /// comes to the business. `status` such as `5.1.1`, `4.4.1`.
    pub fn bounce(&self, mail: &SentMail, status: &str) {
        self.deliver_raw(&letter::report(mail, status, self.address()));
    }

    /// What a person got from the business, oldest first.
    #[must_use]
    pub fn inbox_of(&self, person: &str) -> Vec<SentMail> {
        held(&self.shared.state).inbox_of(person)
    }

    /// Waits until a person has `n` mails; returns what is there by then or when the time is up.
    pub async fn wait_inbox(&self, person: &str, n: usize, timeout: Duration) -> Vec<SentMail> {
        let enough = || (self.inbox_of(person).len() >= n).then_some(());
        self.shared.changes.until(timeout, enough).await;
        self.inbox_of(person)
    }

    /// Waits for a mail to a person that `wanted` accepts; the first such. None when the time is up.
    pub async fn wait_mail(
        &self,
        person: &str,
        wanted: impl Fn(&SentMail) -> bool,
        timeout: Duration,
    ) -> Option<SentMail> {
        let look = || self.inbox_of(person).into_iter().find(|mail| wanted(mail));
        self.shared.changes.until(timeout, look).await
    }

    /// What is in the business's mailbox, oldest first.
    #[must_use]
    pub fn mailbox(&self) -> Vec<KeptMail> {
        held(&self.shared.state).mailbox()
    }

    /// Waits until every mail in the business's mailbox is seen; false when the time is up.
    pub async fn wait_all_seen(&self, timeout: Duration) -> bool {
        let look = || self.mailbox().iter().all(|mail| mail.seen).then_some(());
        self.shared.changes.until(timeout, look).await.is_some()
    }

    /// Waits until a program waits for new mail (IDLE); false when the time is up.
    pub async fn wait_idle(&self, timeout: Duration) -> bool {
        let look = || (held(&self.shared.state).idling > 0).then_some(());
        self.shared.changes.until(timeout, look).await.is_some()
    }

    /// The mailbox is rebuilt: another UIDVALIDITY, other UIDs, and every IMAP connection ends.
    pub fn renumber(&self) {
        held(&self.shared.state).renumber();
        self.cut();
    }

    /// Every IMAP connection ends in the middle of whatever it does.
    pub fn cut(&self) {
        self.shared.cuts.send_modify(|n| *n += 1);
        self.shared.changes.mark();
    }

    /// Whether the server offers IDLE; it does until told otherwise. Counts for new connections.
    pub fn offer_idle(&self, offer: bool) {
        held(&self.shared.state).no_idle = !offer;
    }

    /// Nobody can sign in to IMAP any more, or again.
    pub fn refuse_login(&self, refuse: bool) {
        held(&self.shared.state).no_login = refuse;
    }

    /// From now on this token signs in by XOAUTH2, and no other.
    pub fn take_token(&self, token: &str) {
        held(&self.shared.state).token = Some(token.to_owned());
    }

    /// Mail to this person is refused with these words (`550 5.1.1 No such user`) from now on.
    pub fn refuse(&self, person: &str, answer: &str) {
        let person = sent::address_of(person);
        held(&self.shared.state)
            .refused
            .insert(person, answer.to_owned());
    }

    /// The next `n` mails are answered so (`451 4.3.0 Try again later`) at this step; an empty
    /// answer cuts the connection there.
    pub fn answer_next(&self, n: usize, step: Step, answer: &str) {
        let mut state = held(&self.shared.state);
        let many = std::iter::repeat_n((step, answer.to_owned()), n.min(limits::MAILS_KEPT));
        state.answers.extend(many);
    }

    /// How many SMTP connections were made so far.
    #[must_use]
    pub fn smtp_connections(&self) -> usize {
        held(&self.shared.state).smtp_connections
    }

    /// What happened so far and what happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> Feed<MailEvent> {
        self.shared.events.feed()
    }
}

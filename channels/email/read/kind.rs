//! Whether a person wrote a mail, or a machine. A person's mail must always get through: what people do (quote a report, pass one
//! on, write to the desk through a form) never counts as a machine's sign; the sender's and the envelope's signs do.

use super::{Nature, header::Header, parse::Parts, phrases};

/// What is known of a mail.
pub(super) struct Signs<'a> {
    /// Its header.
    pub(super) header: &'a Header,
    /// The line that a mailbox file put before it, which names the envelope's sender.
    pub(super) envelope: Option<&'a str>,
    /// Its subject, lower case.
    pub(super) subject: &'a str,
    /// The beginning of its text, lower case.
    pub(super) text: &'a str,
    /// What it consists of.
    pub(super) parts: &'a Parts,
}

impl Signs<'_> {
    /// What the mail is.
    pub(super) fn nature(&self) -> Nature {
        if let Some(nature) = self.complaint() {
            return nature;
        }
        if self.is_delivery_report() {
            return Nature::DeliveryReport;
        }
        if self.parts.report.as_deref() == Some("disposition-notification") {
            return Nature::ReadReceipt;
        }
        if self.parts.calendar_reply {
            return Nature::CalendarReply;
        }
        if self.is_absence() {
            return Nature::Absence;
        }
        if self.is_automatic() {
            return Nature::Automatic;
        }
        let precedence = self.header.lower("precedence").unwrap_or_default();
        if self.header.has(phrases::LIST_FIELDS) || precedence == "list" {
            return Nature::List;
        }
        // A person who answers through a tool for campaigns answers all the same.
        let answers = self.header.has(&["in-reply-to", "references"]);
        let bulk = self.header.has(phrases::BULK_FIELDS) && !answers;
        if bulk || ["bulk", "junk"].contains(&precedence.as_str()) {
            return Nature::Bulk;
        }
        if self.nobody_reads() {
            return Nature::NoReply;
        }
        Nature::Human
    }

    /// RFC 5965, and what providers send that do not follow it.
    fn complaint(&self) -> Option<Nature> {
        let header = self.header;
        let is_apple = header
            .lower("x-apple-unsubscribe")
            .is_some_and(|v| v != "false");
        let says = |texts: &[&str]| texts.iter().any(|t| self.text.contains(t));
        if is_apple || self.subject == "unsubscribe" && says(phrases::UNSUBSCRIBE_TEXTS) {
            return Some(Nature::Unsubscribe);
        }
        let report = self.parts.report.as_deref() == Some("feedback-report")
            || self.parts.feedback_report && (self.parts.report.is_some() || self.sender() > 0);
        let hotmail = header.has(&["x-hmxmroriginalrecipient"])
            || self.subject.starts_with("complaint about message from");
        let aol = self.subject.starts_with("email feedback report for ip");
        let said = self.text.contains("this is an email abuse report") && self.parts.returned_mail;
        (report || hotmail || aol || said || self.amazon("complaint")).then_some(Nature::Complaint)
    }

    /// Amazon's service for notifications sends JSON.
    fn amazon(&self, what: &str) -> bool {
        let written = self
            .text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\\');
        let plain: String = written.take(2_000).collect();
        plain.starts_with('{') && plain.contains(&format!("\"notificationtype\":\"{what}\""))
    }

    fn is_delivery_report(&self) -> bool {
        if self.parts.report.as_deref() == Some("delivery-status") || self.amazon("bounce") {
            return true;
        }
        let report = self.parts.report.is_some() && self.parts.delivery_status;
        let (sender, content) = (self.sender(), self.content());
        // An administrator writes of mailboxes that do not exist, too.
        let formal = self.has_null_sender()
            || self.reports_in_subject()
            || self.parts.delivery_status
            || self.parts.returned_mail;
        report || sender >= SURE || sender >= 1 && content >= 2 && sender + content >= 4 && formal
    }

    /// How much the sender and the envelope speak for a machine that delivers mail.
    fn sender(&self) -> u32 {
        let header = self.header;
        let from = header.lower("from").unwrap_or_default();
        let local = local_part(&from);
        let daemon = phrases::DAEMONS.contains(&local.as_str()) || from.contains("mailer-daemon");
        if daemon || header.has(&["x-failed-recipients"]) {
            return SURE;
        }
        let nobody = from.is_empty() || from == "<>";
        let suffixes = ["-admin", "-owner", "-request", "-bounces"];
        let address = address_of(&from);
        let before = address.split('@').next().unwrap_or_default();
        let speaks = phrases::POSTMASTERS.contains(&local.as_str())
            || suffixes.iter().any(|s| before.ends_with(s));
        let named = phrases::DAEMON_NAMES.iter().any(|n| from.contains(n));
        let automatic = header
            .lower("auto-submitted")
            .is_some_and(|v| !v.starts_with("no"));
        2 * u32::from(nobody)
            + u32::from(speaks)
            + u32::from(named)
            + 2 * u32::from(self.has_null_sender())
            + u32::from(automatic)
    }

    /// How much what it says speaks for such a machine.
    fn content(&self) -> u32 {
        let texts = phrases::BOUNCE_TEXTS
            .iter()
            .filter(|p| self.text.contains(*p))
            .count();
        2 * u32::from(self.reports_in_subject())
            + u32::try_from(texts.min(2)).unwrap_or_default()
            + 2 * u32::from(self.parts.delivery_status)
            + u32::from(self.parts.returned_mail)
    }

    fn reports_in_subject(&self) -> bool {
        let answered = phrases::ANSWERED
            .iter()
            .any(|p| self.subject.starts_with(p));
        !answered
            && phrases::BOUNCE_SUBJECTS
                .iter()
                .any(|p| self.subject.contains(p))
    }

    /// `MAIL FROM:<>`: RFC 5321 has it for reports, RFC 3834 for everything that must not be answered.
    fn has_null_sender(&self) -> bool {
        let path = self.header.lower("return-path");
        let null = path.is_some_and(|p| p.is_empty() || p == "<>" || p.contains("mailer-daemon"));
        let line = self.envelope.map(str::to_lowercase).unwrap_or_default();
        let sender = line.split_whitespace().nth(1).unwrap_or_default();
        null || sender.contains("mailer-daemon") || sender == "<>" || sender == "()"
    }

    /// RFC 3834, and what came before it.
    fn is_automatic(&self) -> bool {
        let header = self.header;
        let says = |name: &str, words: &[&str]| {
            header
                .lower(name)
                .is_some_and(|v| words.iter().any(|w| v.contains(w)))
        };
        let submitted = header.lower("auto-submitted");
        let submitted = submitted.is_some_and(|v| !v.is_empty() && !v.starts_with("no"));
        let own_field = phrases::AUTO_FIELDS.iter().any(|name| {
            header
                .lower(name)
                .is_some_and(|v| !["no", "false", "0"].contains(&v.as_str()))
        });
        submitted
            || own_field
            || says("precedence", &["auto_reply", "auto-reply", "autoreply"])
            || says("x-precedence", &["auto_reply", "auto-reply", "autoreply"])
            || says("x-auto-response-suppress", &["all", "autoreply", "oof"])
            || says("x-post-messageclass", &["autoresponder"])
            || says("x-apple-action", &["vacation"])
            || says("delivered-to", &["autoresponder"])
            || says("x-loop", &["autoreply", "auto-reply", "autoresponder"])
            || self.has_null_sender()
    }

    /// The subject of an absence note stands at the front; somebody who answers one has `Re:` before it.
    fn is_absence(&self) -> bool {
        phrases::ABSENCE_SUBJECTS.iter().any(|p| {
            self.subject.strip_prefix(p).is_some_and(|rest| {
                let rest = rest.trim_start();
                rest.is_empty() || rest.starts_with([':', '：'])
            })
        })
    }

    /// The sender says that nobody reads answers, and names nobody else. Forms on the business's site name the customer.
    fn nobody_reads(&self) -> bool {
        let nobody = |field: &str| {
            let local = local_part(field);
            phrases::NO_REPLY.iter().any(|n| local.contains(n))
        };
        let from = self.header.lower("from").unwrap_or_default();
        let reply_to = self.header.lower("reply-to");
        nobody(&from) && reply_to.is_none_or(|r| !r.contains('@') || nobody(&r))
    }
}

/// Enough for a sender to be a machine that delivers mail, whatever it says.
const SURE: u32 = 100;

/// The local part of a field's first address, without signs.
fn local_part(field: &str) -> String {
    let address = address_of(field);
    let local = address.split('@').next().unwrap_or_default();
    let local = local.split('+').next().unwrap_or_default();
    local.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn address_of(field: &str) -> &str {
    match field.rsplit_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or_default().trim(),
        None => field.split('(').next().unwrap_or_default().trim(),
    }
}

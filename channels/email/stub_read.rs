//! STUB until read/ is there.
use mail_parser::{Address, HeaderValue, MessageParser, MimeHeaders};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: Option<String>,
    pub address: String,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Human,
    AutoReply,
    Bounce,
    FeedbackLoop,
}
impl Kind {
    pub fn kind(self) -> Kind {
        self
    }
}
#[derive(Debug, Clone)]
pub struct Bounce {
    pub recipient: Option<String>,
    pub original_ids: Vec<String>,
    pub permanent: bool,
    pub failed: bool,
    pub status: Option<String>,
    pub diagnostic: Option<String>,
}
#[derive(Debug, Clone)]
pub struct File {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
    pub inline: bool,
}
#[derive(Debug, Clone)]
pub struct Mail {
    pub message_id: Option<String>,
    pub from: Person,
    pub reply_to: Vec<Person>,
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    pub subject: String,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub kind: Kind,
    pub bounce: Option<Bounce>,
    pub text: String,
    pub full: String,
    pub attachments: Vec<File>,
}
#[derive(Debug)]
pub struct Unreadable;
impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no sender")
    }
}

pub fn read(raw: &[u8]) -> Result<Mail, Unreadable> {
    let m = MessageParser::default().parse(raw).ok_or(Unreadable)?;
    let people = |a: Option<&Address<'_>>| -> Vec<Person> {
        a.map(|a| {
            a.iter()
                .filter_map(|a| {
                    Some(Person {
                        name: a.name().map(Into::into),
                        address: a.address()?.to_lowercase(),
                    })
                })
                .collect()
        })
        .unwrap_or_default()
    };
    let ids = |v: &HeaderValue<'_>| -> Vec<String> {
        v.as_text_list()
            .unwrap_or_default()
            .iter()
            .map(|s| s.to_string())
            .collect()
    };
    let from = people(m.from()).into_iter().next().ok_or(Unreadable)?;
    let full = m.body_text(0).unwrap_or_default().replace("\r\n", "\n");
    let text: Vec<&str> = full
        .lines()
        .take_while(|l| !(l.starts_with("On ") && l.ends_with("wrote:")))
        .collect();
    let auto = m
        .header_raw("Auto-Submitted")
        .is_some_and(|v| v.trim() != "no");
    let report = String::from_utf8_lossy(raw);
    let field = |n: &str| {
        report
            .lines()
            .find_map(|l| l.strip_prefix(n))
            .map(|v| v.trim().to_owned())
    };
    let is_dsn = report.contains("report-type=delivery-status");
    let bounce = is_dsn.then(|| {
        let status = field("Status:").unwrap_or_default();
        Bounce {
            recipient: field("Final-Recipient: rfc822;"),
            original_ids: report
                .lines()
                .filter_map(|l| l.strip_prefix("Message-ID: <"))
                .map(|v| v.trim_end_matches('>').to_owned())
                .collect(),
            permanent: status.starts_with('5'),
            failed: field("Action:").as_deref() == Some("failed"),
            status: Some(status),
            diagnostic: field("Diagnostic-Code:"),
        }
    });
    Ok(Mail {
        message_id: m.message_id().map(Into::into),
        from,
        reply_to: people(m.reply_to()),
        to: people(m.to()),
        cc: people(m.cc()),
        subject: m.subject().unwrap_or_default().to_owned(),
        in_reply_to: ids(m.in_reply_to()),
        references: ids(m.references()),
        kind: if bounce.is_some() {
            Kind::Bounce
        } else if auto {
            Kind::AutoReply
        } else {
            Kind::Human
        },
        bounce,
        text: text.join("\n").trim().to_owned(),
        full,
        attachments: m
            .attachments()
            .map(|p| File {
                name: p.attachment_name().unwrap_or("file").to_owned(),
                media_type: p
                    .content_type()
                    .map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or("*")))
                    .unwrap_or_default(),
                bytes: p.contents().to_vec(),
                inline: false,
            })
            .collect(),
    })
}

//! What a report says of a mail of ours: RFC 3464 where the server keeps to it, the words of its text where it does not.

use super::{Bounce, limits, names, phrases, tame, text};
use mail_parser::{GetHeader, HeaderName, HeaderValue, Message, MimeHeaders, PartType};

/// A report, taken apart.
pub(super) struct Report<'a, T> {
    /// The parser's tree.
    pub(super) message: &'a Message<'a>,
    /// The mail that the tree's offsets are of.
    pub(super) raw: &'a [u8],
    /// What it says.
    pub(super) text: &'a str,
    /// Its subject.
    pub(super) subject: &'a str,
    /// The field `X-Failed-Recipients`.
    pub(super) failed_recipients: Option<&'a str>,
    /// The ids that it answers: some servers put ours there.
    pub(super) threads: T,
}

/// What became of a mail of ours.
pub(super) fn of<'a>(report: Report<'_, impl Iterator<Item = &'a String>>) -> Bounce {
    let text = report.text;
    let status_fields = delivery_status(report.message, text);
    let lower = format!("{}\n{}", report.subject, text).to_lowercase();
    let said = status_fields
        .diagnostic
        .clone()
        .or_else(|| complaint_line(text));
    let status = status_fields
        .status
        .clone()
        .or_else(|| said.as_deref().and_then(status_in))
        .or_else(|| status_in(text));
    let failed = match status_fields.action.as_deref() {
        Some(action) => action == "failed",
        None => !phrases::LATE.iter().any(|p| lower.contains(p)),
    };
    let code = status.as_deref().unwrap_or_default();
    let all_said = format!("{} {lower}", said.as_deref().unwrap_or_default()).to_lowercase();
    let gone = match code.split_once('.') {
        Some(("5", rest)) => address_is_gone(rest, &all_said),
        Some(_) => false,
        None => phrases::GONE.iter().any(|p| all_said.contains(p)),
    };
    let recipient = status_fields
        .recipient
        .or_else(|| {
            report
                .failed_recipients
                .and_then(|f| names::address(f.split(',').next()?))
        })
        .or_else(|| recipient_in(text));
    let mut original_ids = returned_ids(report.message, report.raw);
    original_ids.extend(ids_in(text));
    original_ids.extend(report.threads.cloned());
    unique(&mut original_ids);
    Bounce {
        recipient,
        original_ids,
        failed,
        permanent: failed && gone,
        status,
        diagnostic: said
            .map(|s| text::line(&s, limits::DIAGNOSTIC_BYTES))
            .filter(|s| !s.is_empty()),
    }
}

/// RFC 3463: whether a permanent failure is the address's (`x.1.x`, no such person or host) and not that of one mail: full
/// (`2.2`), too large (`2.3`, `3.4`), a policy (`7.x`) and its content (`6.x`) pass.
fn address_is_gone(rest: &str, said: &str) -> bool {
    let words = || phrases::GONE.iter().any(|p| said.contains(p));
    match rest.split('.').collect::<Vec<_>>()[..] {
        ["1", detail] => !["7", "8"].contains(&detail),
        ["2", "1"] | ["4", "4"] => true,
        ["0" | "5", "0"] | ["4", "1"] => words(),
        _ => false,
    }
}

/// The fields of `message/delivery-status`, of the first recipient whom the mail did not reach.
#[derive(Debug, Default)]
struct StatusFields {
    recipient: Option<String>,
    action: Option<String>,
    status: Option<String>,
    diagnostic: Option<String>,
}

fn delivery_status(message: &Message<'_>, text: &str) -> StatusFields {
    let part = message.parts.iter().take(limits::PARTS).find(|part| {
        part.is_content_type("message", "delivery-status")
            || part.is_content_type("message", "global-delivery-status")
    });
    // Some servers write the fields into the text, or name parts that cannot be found.
    let fields = match part {
        Some(part) => String::from_utf8_lossy(part.contents()),
        None if text.to_ascii_lowercase().contains("\nfinal-recipient:") => text.into(),
        None => return StatusFields::default(),
    };
    let fields = text::head(&fields, limits::REPORT_BYTES).replace("\r\n", "\n");
    let mut groups: Vec<StatusFields> = fields.split("\n\n").map(group).collect();
    groups.retain(|g| g.recipient.is_some() || g.action.is_some() || g.status.is_some());
    let failed = groups
        .iter()
        .position(|g| g.action.as_deref() == Some("failed"));
    if groups.is_empty() {
        return StatusFields::default();
    }
    groups.swap_remove(failed.unwrap_or_default())
}

fn group(lines: &str) -> StatusFields {
    let mut unfolded: Vec<String> = Vec::new();
    for line in lines.lines() {
        match unfolded.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => unfolded.push(line.to_owned()),
        }
    }
    let mut fields = StatusFields::default();
    for line in &unfolded {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        // `rfc822;maria@example.org`, `smtp; 550 no such person`
        let typed = value.split_once(';').map_or(value, |(_, v)| v.trim());
        match name.trim().to_ascii_lowercase().as_str() {
            "original-recipient" => fields.recipient = names::address(typed),
            "final-recipient" if fields.recipient.is_none() => {
                fields.recipient = names::address(typed)
            }
            "action" => {
                let word = value.split(|c: char| !c.is_ascii_alphabetic()).next();
                fields.action = word.map(str::to_ascii_lowercase).filter(|w| !w.is_empty());
            }
            "status" => fields.status = status_in(value),
            "diagnostic-code" => fields.diagnostic = Some(typed.to_owned()),
            _ => {}
        }
    }
    fields
}

/// The first status of RFC 3463 in a text, such as `5.1.1`; of a bare SMTP code its class.
fn status_in(text: &str) -> Option<String> {
    let figures = |c: char| c.is_ascii_digit() || c == '.';
    let words = || {
        text.split(|c: char| !figures(c))
            .map(|w| w.trim_matches('.'))
    };
    let full = words().find(|w| {
        let parts: Vec<&str> = w.split('.').collect();
        parts.len() == 3
            && ["2", "4", "5"].contains(&parts[0])
            && parts[1..].iter().all(|p| (1..=3).contains(&p.len()))
            && parts[1].parse::<u32>().is_ok_and(|subject| subject <= 7)
    });
    let bare = || {
        let code = words().find(|w| {
            w.len() == 3 && !w.contains('.') && (w.starts_with("55") || w.starts_with("45"))
        })?;
        Some(format!("{}.0.0", &code[..1]))
    };
    full.map(str::to_owned).or_else(bare)
}

/// The line of a text that has the other server's words.
fn complaint_line(text: &str) -> Option<String> {
    let mut lines = text.lines().take(300);
    let found = lines.find(|line| {
        let lower = line.to_lowercase();
        status_in(line).is_some()
            || phrases::GONE.iter().any(|p| lower.contains(p))
            || lower.contains(" said:")
    })?;
    let rest: Vec<&str> = lines
        .take(2)
        .map(str::trim)
        .take_while(|l| !l.is_empty())
        .collect();
    Some(format!("{} {}", found.trim(), rest.join(" ")))
}

/// The first address that a report names alone on a line, or in brackets, or after "to".
fn recipient_in(text: &str) -> Option<String> {
    text.lines().take(300).find_map(|line| {
        let line = line.trim();
        let bracketed = line
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'));
        let candidate = match bracketed {
            Some((address, _)) if address.contains('@') => address,
            _ => line.split_whitespace().find(|w| w.contains('@'))?,
        };
        names::address(candidate.trim_matches([':', ',', '.', '(', ')', ';', '[', ']']))
    })
}

/// The Message-IDs of the mails that came back within the report: in its parts, in their headers where a server wrote our mail
/// as a part, and wherever else in the raw mail.
fn returned_ids(message: &Message<'_>, raw: &[u8]) -> Vec<String> {
    let mut ids = Vec::new();
    for part in message.parts.iter().take(limits::PARTS).skip(1) {
        let in_header = part.headers.header_value(&HeaderName::MessageId);
        ids.extend(in_header.and_then(HeaderValue::as_text).and_then(names::id));
        match &part.body {
            PartType::Message(returned) => ids.extend(returned.message_id().and_then(names::id)),
            PartType::Multipart(_) => {}
            _ => {
                let contents = part.contents();
                let contents = &contents[..contents.len().min(limits::REPORT_BYTES)];
                ids.extend(ids_in(&String::from_utf8_lossy(contents)));
            }
        }
    }
    let body = &raw[tame::header_end(raw)..];
    let body = &body[..body.len().min(limits::RETURNED_BYTES)];
    ids.extend(ids_in(&String::from_utf8_lossy(body)));
    ids
}

/// The ids that a text has after `Message-ID:` at the start of a line, the value perhaps on the next one.
fn ids_in(text: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_start_matches(['>', '|', ' ', '\t', '"']);
        let Some(name) = line
            .get(..11)
            .filter(|n| n.eq_ignore_ascii_case("message-id:"))
        else {
            continue;
        };
        let mut value = line[name.len()..].trim();
        if value.is_empty() {
            value = lines.peek().map_or("", |next| next.trim());
        }
        ids.extend(value.split_whitespace().next().and_then(names::id));
        if ids.len() >= limits::IDS {
            break;
        }
    }
    ids
}

fn unique(ids: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids.truncate(limits::IDS);
}

//! The files that came with a mail.

use super::{File, limits, text};
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// The media type of a part: lower case, without parameters.
pub(super) fn media_type(part: &MessagePart<'_>) -> String {
    let Some(content_type) = part.content_type() else {
        return match part.body {
            PartType::Message(_) => "message/rfc822",
            PartType::Html(_) => "text/html",
            _ => "text/plain",
        }
        .into();
    };
    let subtype = content_type.subtype().unwrap_or("octet-stream");
    let written = format!("{}/{subtype}", content_type.ctype()).to_ascii_lowercase();
    let token = |c: char| c.is_ascii_alphanumeric() || "/.+-_".contains(c);
    if written.len() <= 100 && written.chars().all(token) {
        written
    } else {
        "application/octet-stream".into()
    }
}

/// The files of a mail: what is neither its text nor a signature for programs.
pub(super) fn files(message: &Message<'_>, raw: &[u8]) -> Vec<File> {
    if let [
        MessagePart {
            body: PartType::Text(_),
            ..
        },
    ] = &message.parts[..]
    {
        // It is the text that `parse` reads.
        return Vec::new();
    }
    let part = |id: &u32| message.parts.get(*id as usize);
    let parts = message
        .attachments
        .iter()
        .take(limits::PARTS)
        .filter_map(part);
    parts
        .filter_map(|part| file(part, raw))
        .take(limits::FILES)
        .collect()
}

fn file(part: &MessagePart<'_>, raw: &[u8]) -> Option<File> {
    let media_type = media_type(part).replace("message/xfc822", "message/rfc822");
    let programs = [
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    ];
    if programs.contains(&media_type.as_str()) {
        return None;
    }
    let bytes = match &part.body {
        // A mail within stays as it was written.
        PartType::Message(_) => raw
            .get(part.offset_body as usize..part.offset_end as usize)
            .unwrap_or_default(),
        PartType::Multipart(_) => return None,
        _ => part.contents(),
    };
    let disposition = part.content_disposition();
    let shown = part.content_id().is_some() && !disposition.is_some_and(|d| d.is_attachment());
    if bytes.is_empty() {
        return None;
    }
    Some(File {
        name: file_name(part.attachment_name(), &media_type),
        inline: shown
            || disposition.is_some_and(|d| d.is_inline()) && media_type.starts_with("image/"),
        bytes: bytes.to_vec(),
        media_type,
    })
}

/// A name without folders and control characters; made from the type where there is none.
fn file_name(written: Option<&str>, media_type: &str) -> String {
    let name = written.unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = text::line(name, limits::FILE_NAME_BYTES);
    let name = name.trim_matches(['.', ' ']);
    if !name.is_empty() {
        return name.to_owned();
    }
    let ending = match media_type {
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "message/rfc822" => "eml",
        other => match other.split_once('/') {
            Some(("image" | "audio" | "video", subtype)) => subtype,
            _ if other == "application/pdf" => "pdf",
            _ => "bin",
        },
    };
    format!("file.{ending}")
}

//! Files of messages: which came with one, fetched by `getFile`.
//! <https://core.telegram.org/bots/api#getfile>

use super::{Telegram, api::CallError, message::Message};
use crate::limits;
use bytes::Bytes;
use frontdesk_core::{
    Error, ErrorKind,
    limits::ATTACHMENT_BYTES,
    message::{Attachment, AttachmentContent},
};
use serde_json::Value;
use teloxide::{payloads::GetFile, types::FileId};

const FETCHING: &str = "fetching a file from Telegram";

/// Where a file can stand in a message, with the name and media type of one that says none. An animation comes as a
/// document, too, and is taken once.
const KINDS: [(&str, &str, &str); 6] = [
    ("voice", "voice.ogg", "audio/ogg"),
    ("audio", "audio.mp3", "audio/mpeg"),
    ("animation", "animation.mp4", "video/mp4"),
    ("video", "video.mp4", "video/mp4"),
    ("video_note", "video.mp4", "video/mp4"),
    ("document", "file", "application/octet-stream"),
];

/// The file that came with a message, if one did.
pub(super) fn of(message: Message<'_>) -> Option<Attachment> {
    if let Some(sizes) = message.0.get("photo").and_then(Value::as_array) {
        let pixels = |size: &Value| {
            let side = |key: &str| size.get(key).and_then(Value::as_u64).unwrap_or(0);
            side("width") * side("height")
        };
        let largest = sizes.iter().max_by_key(|size| pixels(size))?;
        return file(largest, "photo.jpg", "image/jpeg");
    }
    KINDS.iter().find_map(|(key, name, media_type)| {
        let found = message.0.get(key)?;
        file(found, name, media_type)
    })
}

fn file(found: &Value, name: &str, media_type: &str) -> Option<Attachment> {
    let text = |key: &str| found.get(key).and_then(Value::as_str);
    let stated = text("mime_type").unwrap_or(media_type);
    let stated = stated.split(';').next().unwrap_or_default().trim();
    Some(Attachment {
        name: text("file_name")
            .and_then(plain)
            .unwrap_or_else(|| name.to_owned()),
        media_type: stated.to_ascii_lowercase(),
        size: found.get("file_size").and_then(Value::as_u64),
        content: AttachmentContent::At(text("file_id")?.to_owned()),
    })
}

/// A file name without what could make it a path.
fn plain(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next()?;
    let shown: String = last
        .chars()
        .filter(|c| !c.is_control())
        .take(limits::FILE_NAME_CHARS)
        .collect();
    let shown = shown.trim();
    (!shown.trim_matches('.').is_empty()).then(|| shown.to_owned())
}

impl Telegram {
    /// Asks where a file lies, then gets it.
    pub(super) async fn fetch_file(&self, reference: &str) -> Result<Bytes, Error> {
        let payload = GetFile::new(FileId(reference.to_owned()));
        let found = self.api.call(&payload, FETCHING, limits::CALL_TIMEOUT);
        let found = found.await.map_err(|error| match error {
            CallError::Said(no) if no.code == 400 => {
                let large = no.words.contains("too big");
                let kind = if large {
                    ErrorKind::Invalid
                } else {
                    ErrorKind::NotFound
                };
                Error::new(kind, FETCHING).with("words", no.words)
            }
            other => other.into_error(FETCHING),
        })?;
        let size = found.get("file_size").and_then(Value::as_u64);
        if size.is_some_and(|size| size > ATTACHMENT_BYTES as u64) {
            return Err(Error::new(ErrorKind::Invalid, FETCHING).with("file", "too large"));
        }
        let path = found.get("file_path").and_then(Value::as_str);
        let path = path.ok_or_else(|| {
            Error::new(ErrorKind::NotFound, FETCHING).with("file", "Telegram says no path")
        })?;
        self.api.file(path, FETCHING).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_largest_photo_is_taken_and_names_are_no_paths() {
        let photo = json!({ "photo": [
            { "file_id": "s", "width": 90, "height": 60 },
            { "file_id": "l", "width": 1280, "height": 900, "file_size": 5 },
            { "file_id": "m", "width": 320, "height": 200 },
        ] });
        let photo = of(Message(&photo)).unwrap();
        assert_eq!(photo.content, AttachmentContent::At("l".into()));
        assert_eq!((photo.name.as_str(), photo.size), ("photo.jpg", Some(5)));
        let document = json!({ "document": { "file_id": "d", "file_name": "../../etc/menu.pdf", "mime_type": "Application/PDF; x=y" } });
        let document = of(Message(&document)).unwrap();
        assert_eq!(
            (document.name.as_str(), document.media_type.as_str()),
            ("menu.pdf", "application/pdf")
        );
        let animation = json!({ "document": { "file_id": "d" }, "animation": { "file_id": "a" } });
        assert_eq!(of(Message(&animation)).unwrap().name, "animation.mp4");
        assert_eq!(of(Message(&json!({ "text": "hi" }))), None);
        assert_eq!(plain("..").or(plain("a/")), None);
    }
}

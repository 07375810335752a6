//! Sending files: one as a photo or a document, several as an album, with the words under them. It is one call in all cases, so
//! that a message never arrives by half; words too long for that carry links to the files instead.

use super::{
    SENDING, Telegram,
    api::{CallError, Refusal},
    format,
    place::{Place, id},
};
use crate::{limits, multipart::Form};
use frontdesk_core::{ProviderId, message::Media};
use serde_json::{Value, json};

/// What goes out with files.
pub(super) struct Album<'a> {
    pub(super) place: Place,
    /// The words as Telegram's HTML; may be empty.
    pub(super) html: &'a str,
    pub(super) media: &'a [Media],
    /// The message that it answers.
    pub(super) answers: Option<i32>,
}

impl Album<'_> {
    /// Whether it can go in one call.
    pub(super) fn fits(&self) -> bool {
        format::visible(self.html).encode_utf16().count() <= limits::CAPTION_UNITS
            && self.media.len() <= limits::ALBUM_FILES
    }

    fn form(&self) -> Form {
        let mut form = Form::new().text("chat_id", &self.place.chat.to_string());
        if let Some(answers) = self.answers {
            let answers = json!({ "message_id": answers, "allow_sending_without_reply": true });
            form = form.text("reply_parameters", &answers.to_string());
        }
        form
    }

    /// The call for one file.
    fn single(&self, media: &Media, photo: bool) -> (&'static str, Form) {
        let (method, field) = if photo {
            ("SendPhoto", "photo")
        } else {
            ("SendDocument", "document")
        };
        let mut form = self.form();
        if !self.html.is_empty() {
            form = form.text("caption", self.html).text("parse_mode", "HTML");
        }
        let form = form.file(field, &media.name, &media.media_type, &media.content);
        (method, form)
    }

    /// The call for several: photos together, or all of them as documents.
    fn several(&self, photos: bool) -> (&'static str, Form) {
        let kind = if photos { "photo" } else { "document" };
        let mut form = self.form();
        let mut list = Vec::with_capacity(self.media.len());
        // Words stand under the whole of an album of photos, and under each document: there the last one has them.
        let captioned = if photos { 0 } else { self.media.len() - 1 };
        for (n, media) in self.media.iter().enumerate() {
            let mut entry = json!({ "type": kind, "media": format!("attach://file{n}") });
            if n == captioned && !self.html.is_empty() {
                entry["caption"] = self.html.into();
                entry["parse_mode"] = "HTML".into();
            }
            list.push(entry);
            let field = format!("file{n}");
            form = form.file(&field, &media.name, &media.media_type, &media.content);
        }
        let list = Value::Array(list).to_string();
        ("SendMediaGroup", form.text("media", &list))
    }

    fn call(&self, photos: bool) -> (&'static str, Form) {
        match self.media {
            [one] => self.single(one, photos),
            _ => self.several(photos),
        }
    }
}

fn is_photo(media: &Media) -> bool {
    let shown = ["image/jpeg", "image/png", "image/webp"];
    shown.contains(&media.media_type.as_str()) && media.content.len() <= limits::PHOTO_BYTES
}

impl Telegram {
    /// Sends files; the id of the first message.
    pub(super) async fn post_album(
        &self,
        album: &Album<'_>,
    ) -> Result<Option<ProviderId>, CallError> {
        let photos = album.media.iter().all(is_photo);
        let (method, form) = album.call(photos);
        let mut result = self.api.upload(method, form, SENDING).await;
        // Too narrow, too large or not readable for Telegram: nothing was sent, and as a document it takes everything.
        if let Err(CallError::Said(no)) = &result
            && photos
            && is_of_picture(no)
        {
            let (method, form) = album.call(false);
            result = self.api.upload(method, form, SENDING).await;
        }
        let message = result?;
        let first = message.get(0).unwrap_or(&message);
        let number = first.get("message_id").and_then(Value::as_i64);
        Ok(number.map(|n| id(album.place.chat, n)))
    }
}

fn is_of_picture(no: &Refusal) -> bool {
    no.code == 400 && (no.words.contains("PHOTO") || no.words.contains("IMAGE"))
}

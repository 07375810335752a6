//! A form with files as HTTP carries it (RFC 7578), built in one piece: its size is bounded by what it is made of.

use bytes::{BufMut, Bytes, BytesMut};

/// A form that grows by its fields.
pub(crate) struct Form {
    boundary: String,
    body: BytesMut,
}

impl Form {
    /// An empty form.
    pub(crate) fn new() -> Self {
        // 128 random bits: what is sent does not contain them.
        let boundary = format!("frontdesk{:032x}", rand::random::<u128>());
        Self {
            boundary,
            body: BytesMut::new(),
        }
    }

    /// Adds a text.
    pub(crate) fn text(mut self, name: &str, value: &str) -> Self {
        self.head(&format!("name=\"{name}\""), None);
        self.end(value.as_bytes());
        self
    }

    /// Adds a file. Its name may be any text.
    pub(crate) fn file(mut self, name: &str, file: &str, media_type: &str, content: &[u8]) -> Self {
        // As browsers write names (HTML, "multipart form data").
        let file: String = file
            .chars()
            .map(|c| match c {
                '"' => "%22".to_owned(),
                c if c.is_control() => " ".to_owned(),
                c => c.to_string(),
            })
            .collect();
        let plain = media_type.bytes().all(|b| b.is_ascii_graphic());
        let media_type = if plain {
            media_type
        } else {
            "application/octet-stream"
        };
        self.head(
            &format!("name=\"{name}\"; filename=\"{file}\""),
            Some(media_type),
        );
        self.end(content);
        self
    }

    fn head(&mut self, what: &str, media_type: Option<&str>) {
        let media_type = media_type.map(|t| format!("Content-Type: {t}\r\n"));
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; {what}\r\n{}\r\n",
            self.boundary,
            media_type.unwrap_or_default()
        );
        self.body.put_slice(head.as_bytes());
    }

    fn end(&mut self, content: &[u8]) {
        self.body.put_slice(content);
        self.body.put_slice(b"\r\n");
    }

    /// The `Content-Type` and the body.
    pub(crate) fn finish(mut self) -> (String, Bytes) {
        let end = format!("--{}--\r\n", self.boundary);
        self.body.put_slice(end.as_bytes());
        let kind = format!("multipart/form-data; boundary={}", self.boundary);
        (kind, self.body.freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_carries_texts_and_files() {
        let form = Form::new().text("chat_id", "7").file(
            "photo",
            "a \"b\"\r\n.png",
            "image/png",
            &[1, 2, 3],
        );
        let boundary = form.boundary.clone();
        let (kind, body) = form.finish();
        assert_eq!(kind, format!("multipart/form-data; boundary={boundary}"));
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a %22b%22  .png\"\r\nContent-Type: image/png\r\n\r\n"
        );
        assert!(body.starts_with(head.as_bytes()));
        assert!(body.ends_with(format!("\x01\x02\x03\r\n--{boundary}--\r\n").as_bytes()));
    }
}

//! Bytes to text: by the mark at the beginning, the header, the page's own word, and what they look like.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Where a page says how it is encoded: in its first bytes.
const HEAD: usize = 2_048;

/// The text of a file or page. `content_type` is that of the answer it came in, or empty.
pub(super) fn text(bytes: &[u8], content_type: &str) -> String {
    let named = charset(content_type).or_else(|| {
        let head = &bytes[..bytes.len().min(HEAD)];
        charset(&String::from_utf8_lossy(head))
    });
    let guessed = || {
        if std::str::from_utf8(bytes).is_ok() {
            UTF_8
        } else {
            WINDOWS_1252
        }
    };
    // A byte order mark wins over both.
    named.unwrap_or_else(guessed).decode(bytes).0.into_owned()
}

fn charset(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find("charset=")?;
    let label = lower[at + "charset=".len()..].trim_start_matches(['"', '\'', ' ']);
    let end = label
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
        .unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_that_of_header_page_or_looks() {
        assert_eq!(text(b"caf\xe9", "text/html; charset=iso-8859-1"), "café");
        assert_eq!(
            text(b"<meta charset=\"windows-1252\">caf\xe9 \x80", "")
                .chars()
                .last(),
            Some('€')
        );
        assert_eq!(text("café".as_bytes(), "text/html"), "café");
        assert_eq!(text(b"caf\xe9", ""), "café");
        assert_eq!(
            text(b"\xef\xbb\xbfcaf\xc3\xa9", "text/html; charset=latin1"),
            "café"
        );
    }
}

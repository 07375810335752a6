//! Bytes to text: by the mark at the beginning, the header, the page's own word, and what they look like.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Where a page says how it is encoded: in its first bytes.
const HEAD: usize = 2_048;

/// In a text not even one byte of so many is a control character.
const CONTROLS: usize = 100;

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

/// Whether this is no text in any encoding that is read here: a picture or a program has zero bytes, or control characters all over.
/// UTF-16 has zero bytes as well, and says at its beginning that it is UTF-16.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    if Encoding::for_bom(bytes).is_some() {
        return false;
    }
    let control = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    bytes.contains(&0) || bytes.iter().filter(control).count() * CONTROLS > bytes.len()
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
    fn a_picture_is_no_text_and_latin_letters_are() {
        for text in [
            &b"caf\xe9 au lait\r\n\tpage\x0c"[..],
            "Grüße, 日本語".as_bytes(),
            b"\xff\xfeh\0i\0",
            b"",
        ] {
            assert!(!is_binary(text), "{text:?}");
        }
        for binary in [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            b"\x01\x02\x03\x04abc",
        ] {
            assert!(is_binary(binary), "{binary:?}");
        }
    }

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

//! Social security numbers of the United States.

use super::super::context;
use std::ops::Range;

/// How far before a number its name stands, in bytes.
const NEAR_BYTES: usize = 48;

/// Social security numbers: 3-2-4 with dashes; or with spaces, or in one run, where they are called that.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let inside = at > 0
            && (bytes[at - 1].is_ascii_alphanumeric()
                || matches!(bytes[at - 1], b'-' | b'.' | b'+'));
        match (!inside).then(|| number(text, at)).flatten() {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => {
                at += bytes[at..]
                    .iter()
                    .take_while(|b| b.is_ascii_digit())
                    .count()
            }
        }
    }
    found
}

fn number(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let separator = bytes
        .get(start + 3)
        .copied()
        .filter(|b| matches!(b, b'-' | b' ' | b'.'));
    let (mut digits, mut at) = (Vec::with_capacity(9), start);
    while digits.len() < 9 {
        let byte = *bytes.get(at)?;
        if byte.is_ascii_digit() {
            digits.push(byte);
        } else if Some(byte) != separator || !matches!(at - start, 3 | 6) {
            return None;
        }
        at += 1;
    }
    let whole = at - start == if separator.is_some() { 11 } else { 9 };
    let ends = !bytes.get(at).is_some_and(|b| {
        b.is_ascii_alphanumeric()
            || (*b == b'-' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit))
    });
    let given_out = &digits[..3] != b"000"
        && &digits[..3] != b"666"
        && &digits[3..5] != b"00"
        && &digits[5..] != b"0000";
    let named = || {
        let words = context::words_before(text, start, NEAR_BYTES);
        words
            .iter()
            .any(|w| matches!(w.as_str(), "ssn" | "ssns" | "itin"))
            || words
                .windows(2)
                .any(|w| w[0] == "social" && w[1] == "security")
    };
    (whole && ends && given_out && (separator == Some(b'-') || named())).then_some(at)
}

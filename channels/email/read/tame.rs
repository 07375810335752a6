//! Makes a raw mail harmless for the parser: bounded lines and parts, no endless nesting. What people send is left as it is.
//!
//! The parser keeps a mail within a mail as a tree, and a tree deep enough takes more stack than there is when it is dropped. A
//! mail of a few hundred kilobytes can hold ten thousand levels.

use super::limits;
use std::borrow::Cow;

/// How far the words of `message/rfc822` may stand apart and still be read as one, in bytes: comments and folds are allowed.
const APART: usize = 64;

/// How far around a type its part's header is looked at for an encoding, in bytes.
const AROUND: usize = 4 * 1024;

/// A mail without the line that mailbox files put before it, and that line.
pub(super) fn without_mbox_line(raw: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let start = raw
        .iter()
        .position(|b| !matches!(b, b'\r' | b'\n' | b' ' | b'\t' | 0xef | 0xbb | 0xbf))
        .unwrap_or(raw.len());
    let raw = &raw[start..];
    let raw_line = raw.split(|b| *b == b'\n').next().unwrap_or_default();
    if raw_line.starts_with(b"From ") || raw_line.starts_with(b">From ") {
        let rest = raw.get(raw_line.len() + 1..).unwrap_or_default();
        return (Some(raw_line), rest);
    }
    (None, raw)
}

/// The mail as the parser may have it, with at most `most_nested` mails within it taken apart.
pub(super) fn tamed(raw: &[u8], most_nested: usize) -> Cow<'_, [u8]> {
    let mut tamed = Cow::Borrowed(&raw[..bounded_end(raw)]);
    bound_header(&mut tamed);
    let mut nested = 0;
    for at in types(&tamed) {
        // Digests make a mail of every part without saying so; nobody sends them to a desk on purpose.
        let digest = tamed[at].eq_ignore_ascii_case(&b'd');
        nested += usize::from(!digest);
        if digest || nested > most_nested || is_encoded(&tamed, at) {
            tamed.to_mut()[at] = b'x';
        }
    }
    tamed
}

/// Where the mail is cut so that it has at most so many lines and parts.
fn bounded_end(raw: &[u8]) -> usize {
    let (mut lines, mut dashed) = (0, 0);
    let mut start = 0;
    while let Some(length) = raw[start..].iter().position(|b| *b == b'\n') {
        lines += 1;
        dashed += usize::from(raw[start..].starts_with(b"--"));
        if lines > limits::LINES || dashed > limits::DASHED_LINES {
            return start;
        }
        start += length + 1;
    }
    raw.len()
}

/// Takes out the end of a header that is longer than any.
fn bound_header(mail: &mut Cow<'_, [u8]>) {
    let end = header_end(mail);
    if end <= limits::HEADER_BYTES {
        return;
    }
    let cut = mail[..limits::HEADER_BYTES]
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(limits::HEADER_BYTES, |at| at + 1);
    mail.to_mut().drain(cut..end);
}

/// Where the blank line after the header begins.
pub(super) fn header_end(raw: &[u8]) -> usize {
    let mut start = 0;
    while let Some(length) = raw[start..].iter().position(|b| *b == b'\n') {
        if length == 0 || raw[start..start + length] == *b"\r" {
            return start;
        }
        start += length + 1;
    }
    raw.len()
}

/// Where the second words of `message/rfc822`, `message/global` and `multipart/digest` stand.
fn types(raw: &[u8]) -> Vec<usize> {
    let pairs: [(&[u8], &[u8]); 3] = [
        (b"rfc822", b"message"),
        (b"global", b"message"),
        (b"digest", b"multipart"),
    ];
    let found = |at: usize| {
        pairs.iter().any(|(second, first)| {
            let here = raw.get(at..at + second.len());
            let before = &raw[at.saturating_sub(APART)..at];
            here.is_some_and(|h| h.eq_ignore_ascii_case(second))
                && before.contains(&b'/')
                && before
                    .windows(first.len())
                    .any(|w| w.eq_ignore_ascii_case(first))
        })
    };
    (0..raw.len())
        .filter(|at| matches!(raw[*at] | 0x20, b'r' | b'g' | b'd') && found(*at))
        .collect()
}

/// Whether the part whose type stands at `at` says that its content is encoded. RFC 2046 forbids it for mails, and what is
/// in there could not be bounded.
fn is_encoded(raw: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(AROUND);
    let before = &raw[from..at];
    let start = before.windows(2).rposition(|w| w == b"\n\n");
    let start = start.or_else(|| before.windows(3).rposition(|w| w == b"\n\r\n"));
    let after = &raw[at..raw.len().min(at + AROUND)];
    let block = [
        &before[start.unwrap_or_default()..],
        &after[..header_end(after)],
    ]
    .concat();
    let has = |word: &[u8]| {
        block
            .windows(word.len())
            .any(|w| w.eq_ignore_ascii_case(word))
    };
    has(b"base64") || has(b"quoted-printable")
}

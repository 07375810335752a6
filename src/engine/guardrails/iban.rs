//! Bank account numbers (ISO 13616): country, two check digits, and as many characters as that country uses.

use super::context;
use std::ops::Range;

/// Each country's code and the length of its numbers.
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 \
    FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 \
    MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 \
    ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

/// How far before a number its name stands, in bytes.
const NAME_BYTES: usize = 40;

/// Where account numbers stand, in bytes, in order: with right check digits, or called an IBAN.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at + 4 <= bytes.len() {
        let begins = bytes[at..at + 2].iter().all(u8::is_ascii_alphabetic)
            && bytes[at + 2..at + 4].iter().all(u8::is_ascii_digit)
            && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
        match begins.then(|| number(text, at)).flatten() {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Where the number that begins here ends, if it is one.
fn number(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let country = text[start..start + 2].to_ascii_uppercase();
    let length: usize = LENGTHS.split(' ').find(|l| l.starts_with(&country))?[2..]
        .parse()
        .ok()?;
    let (mut number, mut at) = (Vec::with_capacity(length), start);
    while number.len() < length {
        match *bytes.get(at)? {
            c if c.is_ascii_alphanumeric() => number.push(c.to_ascii_uppercase()),
            b' ' | b'-' | b'.' if bytes[at - 1].is_ascii_alphanumeric() => {}
            _ => return None,
        }
        at += 1;
    }
    let ends = !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let named = || {
        context::words_before(text, start, NAME_BYTES)
            .iter()
            .any(|w| w == "iban")
    };
    (ends && (remainder(&number) == 1 || named())).then_some(at)
}

/// The number with its first four characters at its end and its letters as two digits each, modulo 97.
fn remainder(number: &[u8]) -> u32 {
    number[4..]
        .iter()
        .chain(&number[..4])
        .fold(0, |rest, &c| match c {
            b'0'..=b'9' => (rest * 10 + u32::from(c - b'0')) % 97,
            _ => (rest * 100 + u32::from(c - b'A') + 10) % 97,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<&str> {
        find(text).first().map(|at| &text[at.clone()])
    }

    #[test]
    fn account_numbers_are_found_with_and_without_spaces() {
        assert_eq!(
            first("pay to DE89 3704 0044 0532 0130 00, thanks"),
            Some("DE89 3704 0044 0532 0130 00")
        );
        assert_eq!(
            first("gb82west12345698765432"),
            Some("gb82west12345698765432")
        );
        assert_eq!(
            first("my IBAN is GB83 WEST 1234 5698 7654 32"),
            Some("GB83 WEST 1234 5698 7654 32")
        );
    }

    #[test]
    fn codes_with_wrong_check_digits_are_none() {
        assert_eq!(first("voucher GB83WEST12345698765432"), None);
        assert_eq!(first("room DE12 or no room"), None);
    }
}

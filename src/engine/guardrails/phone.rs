//! Phone numbers: as E.164 for an address, and where they stand in a text. On libphonenumber's rules, by way of the `phonenumber` crate.

mod judge;
mod spans;

use super::{cards, iban};
use phonenumber::{Mode, PhoneNumber, country::Id, metadata::DATABASE};
use std::ops::Range;

/// The longest text that is read as one number, in bytes: an international number with all its separators, `tel:` and an extension.
const NUMBER_BYTES: usize = 64;

/// A phone number in E.164 (`+15550101234`), as it is dialled from `region` (ISO 3166-1, upper case; none if only international numbers
/// are known). None if nobody could be called by it.
pub fn e164(text: &str, region: Option<&str>) -> Option<String> {
    let text = &text[..text.floor_char_boundary(NUMBER_BYTES.min(text.len()))];
    let text = plain(text);
    let region: Option<Id> = region.and_then(|r| r.parse().ok());
    let number = phonenumber::parse(region, &text).ok();
    if let Some(number) = number.as_ref().filter(|n| n.is_valid()) {
        return Some(shown(number));
    }
    // The crate takes a digit for a trunk prefix that belongs to the number, or the first digits for the country's code.
    as_written(&text, region).or_else(|| number.filter(is_possible).as_ref().map(shown))
}

/// Where phone numbers stand in a text, in bytes, in order, with their extensions, each number as it is written. `region` is where a number
/// without its country's code is from.
pub fn spans(text: &str, region: Option<&str>) -> Vec<Range<usize>> {
    let written = spans::find(text);
    // What is part of a card's or an account's number is no phone number.
    let mut others = Vec::new();
    if !written.is_empty() {
        others = [cards::find(text), iban::find(text)].concat();
        others.sort_by_key(|other| other.start);
    }
    written
        .into_iter()
        .filter(|written| written.is_phone(text, region, &others))
        .map(|written| written.at)
        .collect()
}

/// Digits of all scripts as ASCII ones, dashes and spaces of all kinds as plain ones, `(0)` after a country's code left out.
fn plain(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter_map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - 0xFF10, 10),
            '٠'..='٩' => char::from_digit(u32::from(c) - 0x660, 10),
            '۰'..='۹' => char::from_digit(u32::from(c) - 0x6F0, 10),
            '＋' => Some('+'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{202a}'..='\u{202e}' | '\u{ad}' => None,
            c if c.is_whitespace() => Some(' '),
            c => Some(c),
        })
        .collect();
    if plain.trim_start().starts_with('+') {
        plain.replacen("(0)", "", 1)
    } else {
        plain
    }
}

/// Whether a number is one that is given out.
fn is_given_out(text: &str, region: &str) -> bool {
    phonenumber::parse(region.parse().ok(), text).is_ok_and(|n| n.is_valid())
}

/// The number with its digits taken as they are, if that makes a valid one.
fn as_written(text: &str, region: Option<Id>) -> Option<String> {
    let text = text.trim().trim_start_matches("tel:");
    let text = text.split([';', 'x', '#']).next().unwrap_or(text);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.starts_with('+') {
        let codes = (1..=3.min(digits.len())).map(|n| digits.split_at(n));
        return codes
            .filter_map(|(code, rest)| Some((code.parse().ok()?, rest)))
            .find_map(|(code, rest)| valid(code, rest));
    }
    let home = DATABASE.by_id(region?.as_ref())?;
    let code = home.country_code();
    let trunk = home.national_prefix().and_then(|p| digits.strip_prefix(p));
    let whole = || {
        home.descriptors()
            .general()
            .is_match(&digits)
            .then(|| valid(code, &digits))
            .flatten()
    };
    let without_code = || {
        digits
            .strip_prefix(&code.to_string())
            .and_then(|rest| valid(code, rest))
    };
    trunk
        .and_then(|rest| valid(code, rest))
        .or_else(whole)
        .or_else(without_code)
}

/// A country's number, if it is one that is given out there.
fn valid(code: u16, national: &str) -> Option<String> {
    let regions = DATABASE.by_code(&code)?;
    regions
        .iter()
        .any(|region| region.descriptors().general().is_match(national))
        .then(|| format!("+{code}{national}"))
}

/// Whether a number has a length that can be called from anywhere.
fn is_possible(number: &PhoneNumber) -> bool {
    let national = number.national().to_string();
    let length = u16::try_from(national.len()).unwrap_or(u16::MAX);
    let regions = DATABASE
        .by_code(&number.country().code())
        .unwrap_or_default();
    regions.iter().any(|r| {
        r.descriptors()
            .general()
            .possible_length()
            .contains(&length)
    })
}

fn shown(number: &PhoneNumber) -> String {
    number.format().mode(Mode::E164).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_dialled_in_their_region() {
        for (text, region, number) in [
            ("(555) 010-1234", "US", "+15550101234"),
            ("020 7946 0958", "GB", "+442079460958"),
            ("+44 (0)20 7946 0958", "US", "+442079460958"),
            ("tel:+1-212-555-0142;ext=5", "US", "+12125550142"),
            ("8 (800) 555-35-35", "RU", "+78005553535"),
            ("+７ ８００ ５５５ ３５ ３５", "US", "+78005553535"),
            ("06 12 34 56 78", "FR", "+33612345678"),
        ] {
            assert_eq!(e164(text, Some(region)).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn what_nobody_can_be_called_by_is_no_number() {
        assert_eq!(e164("555-0142", Some("US")), None);
        assert_eq!(e164("12", Some("DE")), None);
        assert_eq!(e164("a table for two", Some("US")), None);
        assert_eq!(e164("020 7946 0958", None), None);
    }

    #[test]
    fn numbers_in_a_text_are_found_as_they_are_written() {
        let found = |text: &str| -> Vec<String> {
            spans(text, Some("US"))
                .into_iter()
                .map(|at| text[at].to_owned())
                .collect()
        };
        assert_eq!(found("text me at (555) 010-1234."), ["(555) 010-1234"]);
        assert_eq!(
            found("call 212-555-0142 x12 or +44 20 7946 0958, thanks"),
            ["212-555-0142 x12", "+44 20 7946 0958"]
        );
        assert_eq!(found("my number is 2125550142"), ["2125550142"]);
        assert_eq!(
            found("Tel: 020.7946.0958/0171 496 0123"),
            ["020.7946.0958", "0171 496 0123"]
        );
        let none: [&str; 0] = [];
        for text in [
            "from 2024-05-01 to 2025-06-30",
            "order 20240501123456",
            "on 12.05.2024 at 19:30 for 4",
            "it costs 1 250 000.50",
            "my card is 4111 1111 1111 1111",
            "server 192.168.10.200",
        ] {
            assert_eq!(found(text), none, "{text}");
        }
    }
}

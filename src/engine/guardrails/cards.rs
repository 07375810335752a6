//! Payment card numbers are masked at the door: before disk, log, model and relay. A number counts as one if it begins like an issuer's,
//! has a length that issuer uses and passes the Luhn check (ISO/IEC 7812-1), however its digits are set apart: by spaces, dashes, line ends,
//! commas, "then" and "next", or spelled out one by one. Where the customer says that it is a card, less proof is asked for.

mod digits;
mod issuers;

use super::{context, iban};
use digits::{Digit, Gap};
use std::ops::Range;

/// What stands in the place of a card number.
pub const MASK: &str = "[card number removed]";

const MIN_DIGITS: usize = 13;
const MAX_DIGITS: usize = 19;

/// Maestro's shortest numbers. Twelve digits are also a phone number, so that they need to be called a card.
const MIN_DIGITS_IF_NAMED: usize = 12;

/// More parts than this are a list of other numbers, unless each part is a single digit or a pair.
const PARTS: usize = 5;

/// How far before a number its name stands, in bytes.
const NAME_BYTES: usize = 64;

/// What a card is called. The number may follow a few words later.
const NAMES: [&str; 12] = [
    "card",
    "cards",
    "cc",
    "ccn",
    "visa",
    "mastercard",
    "amex",
    "maestro",
    "tarjeta",
    "carte",
    "kreditkarte",
    "karte",
];

/// Cards of businesses, which are not for paying.
const OTHER_CARDS: [&str; 17] = [
    "gift",
    "loyalty",
    "member",
    "members",
    "membership",
    "reward",
    "rewards",
    "points",
    "bonus",
    "sim",
    "id",
    "identity",
    "library",
    "business",
    "insurance",
    "health",
    "report",
];

/// The text without card numbers, and how many there were.
pub fn mask(text: &str) -> (String, u16) {
    let found = find(text);
    let (mut out, mut copied) = (String::new(), 0);
    for number in &found {
        out.push_str(&text[copied..number.start]);
        out.push_str(MASK);
        copied = number.end;
    }
    out.push_str(&text[copied..]);
    (out, u16::try_from(found.len()).unwrap_or(u16::MAX))
}

/// Where card numbers stand, in bytes, in order.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for run in digits::runs(text) {
        let mut rest = &run[..];
        while let Some((first, last)) = proven(text, rest).or_else(|| named(text, rest)) {
            found.push(rest[first].at.start..rest[last].at.end);
            rest = &rest[last + 1..];
        }
    }
    if !found.is_empty() {
        let accounts = iban::find(text);
        found.retain(|n| !accounts.iter().any(|a| a.start < n.end && n.start < a.end));
    }
    found
}

/// The first and last digit of the leftmost, then longest, number that proves itself to be a card's. A number that goes on without a
/// separator on either side is another number.
fn proven(text: &str, run: &[Digit]) -> Option<(usize, usize)> {
    spans(run, MIN_DIGITS, MAX_DIGITS).find(|&(first, last)| {
        let number = &run[first..=last];
        let values = values(number);
        let proof = issuers::issued(&values) && issuers::luhn(&values);
        proof && written_as_one(number) && !is_fraction(text, number)
    })
}

/// The same for a number that the customer calls a card's: of an issuer unknown to us, or with a slip in it.
fn named(text: &str, run: &[Digit]) -> Option<(usize, usize)> {
    spans(run, MIN_DIGITS_IF_NAMED, MAX_DIGITS)
        .chain(glued(run))
        .find(|&(first, last)| {
            let number = &run[first..=last];
            looks_like_one(number)
                && written_as_one(number)
                && !is_fraction(text, number)
                && is_called_card(text, number[0].at.start)
        })
}

/// The digits in one piece that are too many for a card's number.
fn glued(run: &[Digit]) -> impl Iterator<Item = (usize, usize)> {
    let pieces = run.chunk_by(|_, next| next.gap == Gap::None);
    let pieces = pieces.scan(0, |from, piece| {
        let first = *from;
        *from += piece.len();
        Some((first, *from - 1))
    });
    pieces.filter(|(first, last)| last - first >= MAX_DIGITS)
}

/// Whether a number that is called a card's may be one.
fn looks_like_one(number: &[Digit]) -> bool {
    let values = values(number);
    let proven = |n: usize| issuers::issued(&values[..n]) && issuers::luhn(&values[..n]);
    match values.len() {
        _ if number[1..].iter().any(|d| d.gap == Gap::Words) => false,
        ..=MAX_DIGITS if issuers::luhn(&values) => true,
        MIN_DIGITS..=MAX_DIGITS => issuers::issued(&values),
        ..MIN_DIGITS => false,
        // The number with its expiry date and code, in one.
        _ => joined(number) && (MIN_DIGITS..=MAX_DIGITS).any(proven),
    }
}

/// Whether nothing sets the digits apart.
fn joined(number: &[Digit]) -> bool {
    number[1..].iter().all(|d| d.gap == Gap::None)
}

/// All parts of a run that begin and end where something sets digits apart: the leftmost first, of those the longest.
fn spans(run: &[Digit], min: usize, max: usize) -> impl Iterator<Item = (usize, usize)> {
    let begins = move |i: usize| i == 0 || run[i].gap != Gap::None;
    let ends = move |i: usize| i + 1 == run.len() || run[i + 1].gap != Gap::None;
    (0..run.len())
        .filter(move |&i| begins(i))
        .flat_map(move |first| {
            let longest = max.min(run.len() - first);
            (min..=longest)
                .rev()
                .map(move |n| (first, first + n - 1))
                .filter(move |&(_, last)| ends(last))
        })
}

fn values(number: &[Digit]) -> Vec<u8> {
    number.iter().map(|d| d.value).collect()
}

/// Whether the parts are those a card number is written in.
fn written_as_one(number: &[Digit]) -> bool {
    let mut parts = vec![1usize];
    let mut widest = Gap::None;
    for digit in &number[1..] {
        if digit.gap == Gap::None {
            *parts.last_mut().expect("there is a first part") += 1;
        } else {
            parts.push(1);
            widest = widest.max(digit.gap);
        }
    }
    let small = |n: usize| parts.iter().all(|&p| p <= n);
    match widest {
        Gap::None => true,
        Gap::Space => parts.len() <= PARTS || small(2),
        Gap::Comma | Gap::Words => {
            small(1)
                || matches!(
                    parts[..],
                    [4, 4, 4, 4]
                        | [4, 4, 4, 4, 1..=3]
                        | [4, 6, 4 | 5]
                        | [8, 8]
                        | [4, 4, 4, 1]
                        | [4, 12]
                        | [12, 4]
                        | [4, 4, 8]
                        | [8, 4, 4]
                        | [4, 8, 4]
                )
        }
    }
}

/// Whether it is a number with a point, or what follows the point: 0.4111111111111111
fn is_fraction(text: &str, number: &[Digit]) -> bool {
    let first = &number[0];
    let before = &text.as_bytes()[..first.at.start];
    let after = matches!(before, [.., digit, b'.'] if digit.is_ascii_digit());
    let with = first.value == 0 && text[first.at.end..].starts_with('.');
    (after && joined(number)) || (with && joined(&number[1..]))
}

/// Whether the words before a place say that a card for paying follows.
fn is_called_card(text: &str, at: usize) -> bool {
    let words = context::words_before(text, at, NAME_BYTES);
    let Some(card) = words.iter().rposition(|w| NAMES.contains(&w.as_str())) else {
        return false;
    };
    let before = &words[card.saturating_sub(1)..card];
    !before.iter().any(|w| OTHER_CARDS.contains(&w.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_card_numbers_in_one_message_are_masked() {
        let (text, count) =
            mask("my cards: 4111 1111 1111 1111, and 5500-0000-0000-0004. amex 378282246310005!");
        assert_eq!(text, format!("my cards: {MASK}, and {MASK}. amex {MASK}!"));
        assert_eq!(count, 3);
        assert_eq!(mask("4111111111111111 5500000000000004").1, 2);
    }

    #[test]
    fn an_expiry_date_after_the_number_does_not_hide_it() {
        assert_eq!(mask("4111111111111111 12/27").0, format!("{MASK} 12/27"));
        assert_eq!(mask("4111111111111111 123").0, format!("{MASK} 123"));
        assert_eq!(
            mask("my visa 41111111111111111227123").0,
            format!("my visa {MASK}")
        );
    }

    #[test]
    fn a_number_is_found_however_its_digits_are_set_apart() {
        for text in [
            "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
            "4111/1111/1111/1111",
            "4111, 1111, 1111, 1111",
            "4111\u{a0}1111\u{2011}1111\u{2011}1111",
            "4111\u{200b}1111\u{200b}1111\u{200b}1111",
            "4111\n1111\n1111\n1111",
            "4111 then 1111 and then 1111, last four 1111",
            "４１１１１１１１１１１１１１１１",
            "four one one one one one one one one one one one one one one one",
            "4111 1111 11111111",
            "3782-822463-10005",
            "3056 930902 5904",
        ] {
            assert_eq!(mask(text), (MASK.to_owned(), 1), "{text}");
        }
    }

    #[test]
    fn what_is_called_a_card_needs_less_proof() {
        for text in [
            "my credit card number is 4111 1111 1111 1112",
            "cc: 6759 6498 2643 8453",
            "please block card no 501800000009",
        ] {
            assert_eq!(mask(text).1, 1, "{text}");
        }
        let gift = "my gift card is 1234 5678 9012 3452";
        assert_eq!(mask(gift).1, 0);
    }

    #[test]
    fn phone_and_order_numbers_stay() {
        for text in [
            "call +1 631 555 0142",
            "order 1234567890123456",
            "1-800-555-0199, ext 12",
            "table 4 at 7",
            "the card reader said 0.4111111111111111",
            "from 2024-05-01 10:30 to 2024-05-02 11:45, 4 people, room 12",
            "transfer to DE89 3704 0044 0532 0130 00",
            "one of two, three or four",
        ] {
            assert_eq!(mask(text), (text.to_owned(), 0));
        }
    }

    #[test]
    fn other_characters_are_kept_as_they_are() {
        assert_eq!(mask("é4111111111111111é").0, format!("é{MASK}é"));
    }
}

//! Payment card numbers are masked at the door: before disk, log, model and relay. A number counts as one if it has 13 to 19 digits, begins like
//! an issuer's and passes the Luhn check (ISO/IEC 7812-1), with single spaces, dashes or dots between its digits.

/// What stands in the place of a card number.
pub const MASK: &str = "[card number removed]";

const MIN_DIGITS: usize = 13;
const MAX_DIGITS: usize = 19;

/// The text without card numbers, and how many there were.
pub fn mask(text: &str) -> (String, u16) {
    let bytes = text.as_bytes();
    let (mut out, mut copied, mut at, mut masked) = (String::new(), 0, 0, 0u16);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = digits(bytes, at);
        match card_in(&run) {
            Some((first, last)) => {
                out.push_str(&text[copied..run[first].1]);
                out.push_str(MASK);
                masked = masked.saturating_add(1);
                copied = run[last].1 + 1;
                at = copied;
            }
            None => at = run.last().map_or(at, |d| d.1) + 1,
        }
    }
    if masked == 0 {
        return (text.to_owned(), 0);
    }
    out.push_str(&text[copied..]);
    (out, masked)
}

/// The digits from `at` on with their places, over single separators (and a separator with spaces around it).
fn digits(bytes: &[u8], mut at: usize) -> Vec<(u8, usize)> {
    let mut run = Vec::new();
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            run.push((bytes[at] - b'0', at));
            at += 1;
            continue;
        }
        let gap = bytes[at..]
            .iter()
            .take(4)
            .take_while(|b| matches!(b, b' ' | b'-' | b'.' | b'\n' | b'\t'))
            .count();
        if gap == 0 || gap > 3 || !bytes.get(at + gap).is_some_and(u8::is_ascii_digit) {
            break;
        }
        at += gap;
    }
    run
}

/// The first and last digit of the leftmost, then longest, card number in a run of digits. A number that goes on without a separator on
/// either side is another number.
fn card_in(run: &[(u8, usize)]) -> Option<(usize, usize)> {
    let joined = |i: usize| i + 1 < run.len() && run[i + 1].1 == run[i].1 + 1;
    for first in 0..run.len() {
        if first > 0 && joined(first - 1) {
            continue;
        }
        for length in (MIN_DIGITS..=MAX_DIGITS.min(run.len() - first)).rev() {
            let last = first + length - 1;
            if joined(last) {
                continue;
            }
            let number: Vec<u8> = run[first..=last].iter().map(|d| d.0).collect();
            if issued(&number) && luhn(&number) {
                return Some((first, last));
            }
        }
    }
    None
}

/// Whether a number begins like one of the card networks' and has a length they use.
fn issued(number: &[u8]) -> bool {
    let lead = |n: usize| number[..n].iter().fold(0u32, |v, &d| v * 10 + u32::from(d));
    let (two, three, four) = (lead(2), lead(3), lead(4));
    match number.len() {
        13 | 19 if number[0] == 4 => true,
        14 => (300..=305).contains(&three) || matches!(two, 36 | 38 | 39),
        15 => matches!(two, 34 | 37),
        16 => {
            number[0] == 4
                || (51..=55).contains(&two)
                || (2221..=2720).contains(&four)
                || four == 6011
                || (644..=659).contains(&three)
                || (3528..=3589).contains(&four)
                || two == 62
                || is_maestro(two, four)
        }
        12..=19 => two == 62 || is_maestro(two, four) || (3528..=3589).contains(&four),
        _ => false,
    }
}

fn is_maestro(two: u32, four: u32) -> bool {
    matches!(
        four,
        5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761 | 6762 | 6763
    ) || two == 50
}

fn luhn(number: &[u8]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &d)| {
            let d = u32::from(d) * if i % 2 == 1 { 2 } else { 1 };
            if d > 9 { d - 9 } else { d }
        })
        .sum();
    sum.is_multiple_of(10)
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
    }

    #[test]
    fn an_expiry_date_after_the_number_does_not_hide_it() {
        assert_eq!(mask("4111111111111111 12/27").0, format!("{MASK} 12/27"));
        assert_eq!(mask("4111111111111111 123").0, format!("{MASK} 123"));
    }

    #[test]
    fn phone_and_order_numbers_stay() {
        for text in [
            "call +1 631 555 0142",
            "order 1234567890123456",
            "1-800-555-0199, ext 12",
            "table 4 at 7",
        ] {
            assert_eq!(mask(text), (text.to_owned(), 0));
        }
    }

    #[test]
    fn other_characters_are_kept_as_they_are() {
        assert_eq!(mask("é4111111111111111é").0, format!("é{MASK}é"));
    }
}

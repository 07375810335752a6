//! Whether a run of digits is a phone number: its form says so, or the words near it.

use super::{
    super::context,
    spans::{MIN_DIGITS, SURE_DIGITS, Written},
};
use std::ops::Range;

/// How far around a number the words stand that say what it is, in bytes.
const NEAR_BYTES: usize = 40;

/// What phone numbers are called, and what one does with them.
const PHONE_WORDS: &str = "phone phones telephone tel mobile mob cell cellphone fax call called calling ring dial \
    text texting sms whatsapp signal contact reach reached desk office landline hotline \
    helpline number answering messages registered message callback telefon handy teléfono \
    móvil téléphone telefono cellulare";

/// What other numbers are called.
const OTHER_WORDS: &str = "order invoice ref reference id confirmation account tracking booking reservation ticket \
    case policy serial code zip postcode isbn iban card passport licence license vat ssn \
    security pin version flight claim po box model parcel part sku barcode";

fn is_one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

impl Written {
    /// Whether it is a phone number: its form says so, or the words near it.
    pub(super) fn is_phone(
        &self,
        text: &str,
        region: Option<&str>,
        others: &[Range<usize>],
    ) -> bool {
        let number = &text[self.at.clone()];
        let digits: usize = self.groups.iter().map(String::len).sum();
        let alone =
            text.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation()) == number;
        if self.is_date() || self.is_address(number) || self.belongs_to(others) {
            return false;
        }
        if alone && self.groups.len() > 1 {
            return (SURE_DIGITS..=15).contains(&digits) && self.separator != Some('.');
        }
        if self.is_amount(text) {
            return false;
        }
        if self.plus {
            return digits >= SURE_DIGITS;
        }
        let before = context::words_before(text, self.at.start, NEAR_BYTES);
        let nearest = before.iter().rev().find_map(|w| {
            let phone = is_one_of(PHONE_WORDS, w);
            (phone || is_one_of(OTHER_WORDS, w)).then_some((w, phone))
        });
        // "order 1234, 212 555 0142": what was named has had its number.
        let taken = |word: &String| {
            let since = before.iter().rev().take_while(|w| *w != word);
            since
                .into_iter()
                .any(|w| w.contains(|c: char| c.is_ascii_digit()))
        };
        let named = match nearest.filter(|(word, phone)| *phone || !taken(word)) {
            // "my order number is": a number is a phone's unless something else is named.
            Some((word, true)) => {
                word != "number" || !before.iter().any(|w| is_one_of(OTHER_WORDS, w))
            }
            Some((_, false)) => {
                return self.extension || (self.parentheses && digits >= SURE_DIGITS);
            }
            None => context::words_after(text, self.at.end, 12)
                .first()
                .is_some_and(|w| is_one_of(PHONE_WORDS, w)),
        };
        if named {
            let house = digits < SURE_DIGITS && self.is_house(text, digits);
            return digits > MIN_DIGITS && digits <= 15 && !house;
        }
        (SURE_DIGITS..=15).contains(&digits)
            && !self.is_house(text, digits)
            && (self.extension || self.has_form() || self.is_dialled(number, digits, region))
    }

    fn sizes(&self) -> Vec<usize> {
        self.groups.iter().map(String::len).collect()
    }

    /// A form that hardly any other number has.
    fn has_form(&self) -> bool {
        let sizes = self.sizes();
        let trunk = self.groups[0].starts_with('0');
        let digits: usize = sizes.iter().sum();
        match sizes[..] {
            [3, 3, 4] | [1, 3, 3, 4] | [3, 4] if self.separator != Some('.') || digits >= 10 => {
                true
            }
            // 06 12 34 56 78
            [2, 2, 2, 2, 2] if trunk => true,
            // 12 345 67 89, but not 12 14 16 18
            [_, _, _, _, ..] if (8..=12).contains(&digits) && self.is_grouped(&sizes) => true,
            _ => {
                (self.parentheses && digits >= SURE_DIGITS)
                    || (trunk && sizes.len() >= 2 && (9..=13).contains(&digits))
            }
        }
    }

    /// Groups of two to four digits with one separator, not all of two.
    fn is_grouped(&self, sizes: &[usize]) -> bool {
        matches!(self.separator, Some(' ' | '-'))
            && sizes[1..].iter().all(|n| (2..=4).contains(n))
            && sizes.iter().any(|n| *n != 2)
    }

    /// Whether digits without a telling form are a number that is given out: in the business's own country, or, written as it is
    /// there, in North America.
    fn is_dialled(&self, number: &str, digits: usize, region: Option<&str>) -> bool {
        let form =
            region.is_some() || matches!(self.sizes()[..], [3, 7] | [6, 4] | [1, 10] | [10] | [11]);
        form && (self.groups.len() > 1 || (10..=12).contains(&digits))
            && super::is_given_out(number, region.unwrap_or("US"))
    }

    /// 541 6343 Court Street
    fn is_house(&self, text: &str, digits: usize) -> bool {
        let next = text[self.at.end..].trim_start_matches([' ', '\n']);
        digits < 10
            && !self.parentheses
            && next.len() < text.len() - self.at.end
            && next.starts_with(char::is_uppercase)
    }

    /// 2024-05-01, 1.5.2024, 2010-2020, 10-12 2024
    fn is_date(&self) -> bool {
        let year = |g: &String| {
            g.len() == 4 && matches!(g.as_bytes(), [b'1', b'0'..=b'9', ..] | [b'2', b'0', ..])
        };
        let small = |g: &String, most: u32| g.len() <= 2 && g.parse().is_ok_and(|n: u32| n <= most);
        match &self.groups[..] {
            [a, b] => year(a) && year(b),
            [y, m, d, ..] if year(y) && small(m, 12) && small(d, 31) => true,
            [d, m, y, ..]
                if small(d, 31)
                    && small(m, 31)
                    && (year(y) || (y.len() == 2 && self.groups.len() == 3)) =>
            {
                true
            }
            _ => false,
        }
    }

    /// 192.168.10.200, 1.22.333.4
    fn is_address(&self, number: &str) -> bool {
        self.separator == Some('.')
            && self.groups.len() == 4
            && number.parse::<std::net::Ipv4Addr>().is_ok()
    }

    /// 1 250 000, 1.250.000, 1234567.50, $5551234
    fn is_amount(&self, text: &str) -> bool {
        let thousands = !self.plus
            && !self.parentheses
            && !self.groups[0].starts_with('0')
            && self.groups.len() >= 2
            && self.groups[0].len() <= 3
            && self.groups[1..].iter().all(|g| g.len() == 3)
            && matches!(self.separator, Some(' ' | '.'));
        let fraction = self.separator == Some('.')
            && self.groups.len() == 2
            && !self.groups[0].starts_with('0');
        let after = context::words_after(text, self.at.end, 12);
        let currency = after.first().is_some_and(|w| {
            matches!(
                w.as_str(),
                "usd" | "eur" | "gbp" | "dollars" | "euros" | "pounds"
            )
        });
        let named = || {
            let before = context::words_before(text, self.at.start, NEAR_BYTES);
            before.iter().any(|w| is_one_of(PHONE_WORDS, w))
        };
        currency || ((thousands || fraction) && !named())
    }

    /// Whether it is part of a number that is known to be another, or a social security number.
    fn belongs_to(&self, others: &[Range<usize>]) -> bool {
        let ssn = matches!(self.sizes()[..], [3, 2, 4]) && self.separator == Some('-');
        let after = others.partition_point(|other| other.end <= self.at.start);
        ssn || others
            .get(after)
            .is_some_and(|other| other.start < self.at.end)
    }
}

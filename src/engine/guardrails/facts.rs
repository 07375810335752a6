//! Taking a text apart into the facts that can be checked: prices, times, links, mail addresses, phone numbers. By hand, in one pass
//! over the words: this runs on every draft and every source of every turn. [`dates`] and [`streets`] are read from the sources only where
//! a draft states one.

pub(super) mod counts;
pub(super) mod dates;
pub(super) mod spoken;
pub(super) mod streets;

use std::collections::HashSet;

/// The checkable facts of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Amounts, in hundredths.
    pub(super) prices: HashSet<u64>,
    /// Plain numbers, in hundredths: a price may stand in a source without its currency.
    pub(super) numbers: HashSet<u64>,
    /// Parts in a hundred, in hundredths.
    pub(super) percents: HashSet<u64>,
    /// Times of day, in minutes since midnight. A time without am or pm stands for both.
    pub(super) times: HashSet<u16>,
    /// Hosts and paths of links, and mail addresses; lower case, without `www.` and a last slash.
    pub(super) links: HashSet<String>,
    /// Phone numbers: their digits.
    pub(super) phones: HashSet<String>,
}

/// A number with this many digits or more is a phone number, not a quantity.
const PHONE_DIGITS: usize = 7;

const CURRENCIES: [&str; 30] = [
    "usd", "eur", "gbp", "chf", "dollars", "dollar", "euros", "euro", "pounds", "quid", "bucks",
    "pesos", "yen", "dólares", "dólar", "dolares", "libras", "franken", "pfund", "francs", "franc",
    "dollari", "dollaro", "sterline", "franchi", "reais", "kronen", "kronor", "kroner", "złoty",
];

const PERCENT: [&str; 4] = ["percent", "prozent", "procent", "pct"];

impl Facts {
    /// Whether there is nothing to be checked; plain numbers are none.
    pub(super) fn is_empty(&self) -> bool {
        self.prices.is_empty()
            && self.percents.is_empty()
            && self.times.is_empty()
            && self.links.is_empty()
            && self.phones.is_empty()
    }

    pub(super) fn add(&mut self, text: &str) {
        let words: Vec<&str> = text.split_whitespace().collect();
        self.phones(text);
        for (i, raw) in words.iter().enumerate() {
            if let Some(link) = link(raw) {
                self.links.insert(link);
                continue;
            }
            if !may_tell(raw) {
                continue;
            }
            let word = |n: usize| words.get(i + n).copied().unwrap_or_default();
            let before = i.checked_sub(1).map_or("", |p| words[p]);
            let spans = matches!(word(1), "-" | "–" | "—" | "to" | "and" | "until");
            let far_end = spans
                .then(|| meridiem_of(word(2)).or_else(|| meridiem_of(word(3))))
                .flatten();
            self.word(raw, before, word(1), far_end);
            self.percent(raw, word(1), word(2));
        }
    }

    /// One word between white space. A span ("5–9 pm", "5 to 9 pm", "11:30am-2pm") gives the am or pm of its end to its beginning.
    fn word(&mut self, raw: &str, before: &str, next: &str, far_end: Option<bool>) {
        let pieces: Vec<&str> = raw
            .split(['–', '—', '-', '/', '(', ')', ';'])
            .flat_map(|p| {
                if hundredths(p.trim_matches(|c: char| !c.is_ascii_digit())).is_some() {
                    vec![p]
                } else {
                    p.split(',').collect()
                }
            })
            .map(|p| p.trim_matches(','))
            .filter(|p| !p.is_empty())
            .collect();
        for (n, piece) in pieces.iter().enumerate() {
            let last = n + 1 == pieces.len();
            let behind = pieces[n + 1..].iter().find_map(|p| meridiem_at_end(p));
            let shared = behind.or_else(|| if last { far_end } else { meridiem_of(next) });
            let following = if last { next } else { "" };
            self.price(piece, before, following);
            self.time(piece, following, shared);
        }
    }

    /// "20%", "20 percent", "20 por ciento", the end of "10–20 %".
    fn percent(&mut self, raw: &str, next: &str, second: &str) {
        let next = next.to_lowercase();
        let last = raw.rsplit(['–', '—', '-', '(']).next().unwrap_or(raw);
        let glued = last.contains('%');
        let spaced = next.starts_with('%') || PERCENT.iter().any(|p| next.starts_with(p));
        let parted = matches!(next.as_str(), "per" | "por" | "pour")
            && (second.starts_with("cent") || second.starts_with("cient"));
        if glued || spaced || parted {
            let number = last.split('%').next().unwrap_or(last);
            if let Some(amount) = hundredths(number.trim_matches(|c: char| !c.is_ascii_digit())) {
                self.percents.insert(amount);
            }
        }
    }

    fn price(&mut self, piece: &str, before: &str, next: &str) {
        let trimmed = piece.trim_matches(|c: char| {
            matches!(
                c,
                '.' | '!' | '?' | ':' | '*' | '_' | '"' | '\'' | '[' | ']' | '~'
            )
        });
        let symbols = |c: char| matches!(c, '$' | '€' | '£');
        let bare = trimmed.trim_matches(symbols);
        let Some(amount) = hundredths(bare) else {
            return;
        };
        let word = |w: &str| {
            w.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        };
        let priced = trimmed.starts_with(symbols)
            || trimmed.ends_with(symbols)
            || before.ends_with(symbols)
            || CURRENCIES.contains(&word(next).as_str())
            || matches!(word(before).as_str(), "usd" | "eur" | "gbp" | "chf");
        if priced {
            self.prices.insert(amount);
        }
        self.numbers.insert(amount);
    }

    fn time(&mut self, piece: &str, next: &str, shared: Option<bool>) {
        let piece = piece.trim_matches(|c: char| {
            matches!(c, '.' | '!' | '?' | '*' | '_' | '"' | '\'' | '[' | ']')
        });
        let lower = piece.to_lowercase();
        match lower.as_str() {
            "noon" | "midday" => {
                self.times.insert(720);
                return;
            }
            "midnight" => {
                self.times.insert(0);
                return;
            }
            _ => {}
        }
        let (digits, own) = match meridiem_at_end(&lower) {
            Some(pm) => (
                lower.trim_end_matches(|c: char| !c.is_ascii_digit()),
                Some(pm),
            ),
            None => (lower.as_str(), meridiem_of(next)),
        };
        let colon = digits.contains(':');
        let Some((hour, minute)) = clock(digits) else {
            return;
        };
        match own.or(shared) {
            Some(pm) if (1..=12).contains(&hour) => {
                self.times
                    .insert((hour % 12 + if pm { 12 } else { 0 }) * 60 + minute);
            }
            _ if colon && hour <= 24 => {
                self.times.insert(hour % 24 * 60 + minute);
                if (1..=12).contains(&hour) {
                    self.times.insert((hour + 12) % 24 * 60 + minute);
                }
            }
            _ => {}
        }
    }

    fn phones(&mut self, text: &str) {
        let mut digits = String::new();
        let (mut gap, mut skip) = (0, 0);
        for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
            if at < skip {
                continue;
            }
            if c.is_ascii_digit() {
                // "2026-12-24" is no phone number.
                match written_date(&text.as_bytes()[at..]).filter(|_| digits.is_empty()) {
                    Some(len) => skip = at + len,
                    None => digits.push(c),
                }
                gap = 0;
                continue;
            }
            let between = matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}' | '\u{2011}');
            gap += 1;
            if !between || gap > 2 {
                if digits.len() >= PHONE_DIGITS {
                    self.phones.insert(std::mem::take(&mut digits));
                }
                digits.clear();
            }
        }
    }
}

/// Length of a date at the beginning of a text, if one of only digits and signs is there: `2026-12-24`, `24.12.2026`.
fn written_date(text: &[u8]) -> Option<usize> {
    let date = text.get(..10)?;
    let is = |pattern: &[u8; 10]| {
        date.iter().zip(pattern).all(|(byte, sign)| match sign {
            b'0' => byte.is_ascii_digit(),
            sign => byte == sign,
        })
    };
    let whole = !text.get(10).is_some_and(u8::is_ascii_digit);
    let is_date = is(b"0000-00-00") && matches!(date[0], b'1' | b'2') || is(b"00.00.0000");
    (whole && is_date).then_some(10)
}

/// Whether a word may be a price or a time: with a digit, or as "noon", "midday", "midnight". Nearly all words are done with here.
fn may_tell(word: &str) -> bool {
    let word = word.as_bytes();
    word.iter().any(u8::is_ascii_digit)
        || word
            .windows(4)
            .any(|w| w.eq_ignore_ascii_case(b"noon") || w[..3].eq_ignore_ascii_case(b"mid"))
}

/// A link or mail address in a word, normalised.
fn link(word: &str) -> Option<String> {
    // Neither `http://` nor `www.` nor an address is without one of these.
    if !word.bytes().any(|b| matches!(b, b':' | b'@' | b'.')) {
        return None;
    }
    let word = word
        .trim_matches(|c: char| matches!(c, '<' | '>' | '"' | '\'' | '*' | '_' | '[' | '{' | '}'));
    let at = word.find("http://").or_else(|| word.find("https://"));
    let rest = match at {
        Some(at) => {
            let url = &word[at..];
            url.split_once("//").map_or(url, |(_, r)| r)
        }
        None if word.contains('@') && word.contains('.') => word.trim_start_matches('('),
        None if word
            .get(..4)
            .is_some_and(|w| w.eq_ignore_ascii_case("www.")) =>
        {
            word
        }
        None => return None,
    };
    let rest = rest.split([')', ']', '>', '"', ',']).next().unwrap_or(rest);
    let rest = rest
        .trim_end_matches(['.', '!', '?', ';', ':', '/'])
        .to_lowercase();
    let rest = rest
        .trim_start_matches("mailto:")
        .trim_start_matches("www.")
        .to_owned();
    (!rest.is_empty()).then_some(rest)
}

/// `14`, `14.5`, `14.00`, `1,250.00`, `9,50` in hundredths.
fn hundredths(text: &str) -> Option<u64> {
    if text.is_empty()
        || text.len() > 12
        || !text
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
    {
        return None;
    }
    let (whole, cents) = match text.rfind(['.', ',']) {
        Some(at) if (1..=2).contains(&(text.len() - at - 1)) => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let cents = match cents.len() {
        0 => 0,
        1 => cents.parse::<u64>().ok()? * 10,
        _ => cents.parse().ok()?,
    };
    Some(whole.parse::<u64>().ok()?.checked_mul(100)? + cents)
}

/// `5`, `17`, `5:30`, `17:00`, `5.30` as hour and minute.
fn clock(text: &str) -> Option<(u16, u16)> {
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some((hour, minute))
}

/// Whether a word is "pm" (true) or "am" (false).
fn meridiem_of(word: &str) -> Option<bool> {
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return meridiem_at_end(word);
    }
    match letters.to_ascii_lowercase().as_str() {
        "pm" => Some(true),
        "am" => Some(false),
        _ => None,
    }
}

/// Whether a word that begins with a digit ends in "pm" or "am".
fn meridiem_at_end(word: &str) -> Option<bool> {
    let lower = word.to_lowercase();
    let lower = lower
        .trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
        .replace('.', "");
    if !lower.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if lower.ends_with("pm") {
        Some(true)
    } else if lower.ends_with("am") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        let mut facts = Facts::default();
        facts.add(text);
        facts
    }

    #[test]
    fn prices_are_read_as_people_write_them() {
        for text in ["$14", "14 dollars", "USD 14.00", "€14,00", "**$14.00**."] {
            assert!(facts(text).prices.contains(&1400), "{text}");
        }
        assert!(facts("$2,500 a night").prices.contains(&250_000));
        assert!(facts("a table for 14").prices.is_empty());
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for text in [
            "5 pm",
            "5pm",
            "5:00 PM.",
            "17:00",
            "(5 p.m.)",
            "from 5–9 pm",
            "5 to 9 pm",
        ] {
            assert!(
                facts(text).times.contains(&1020),
                "{text}: {:?}",
                facts(text).times
            );
        }
        assert!(facts("until midnight").times.contains(&0));
        assert_eq!(facts("(Noon–Midnight)").times, [720, 0].into());
    }

    #[test]
    fn links_and_phone_numbers_are_found_inside_markdown() {
        let f = facts(
            "See [us](https://www.Example.com/menu/). Mail hi@example.com or call (631) 555-0142.",
        );
        assert!(
            f.links.contains("example.com/menu") && f.links.contains("hi@example.com"),
            "{:?}",
            f.links
        );
        assert!(f.phones.contains("6315550142"));
        assert!(facts("on 2026-12-24 18:00 or 24.12.2026").phones.is_empty());
    }
}

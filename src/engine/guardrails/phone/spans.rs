//! Runs of digits in a text that are written like a phone number.

use std::ops::Range;

/// Digits of a number without its extension. Fewer are a short code, which is no address; more are none that E.164 allows, with two for
/// the international prefix.
pub(super) const MIN_DIGITS: usize = 5;
const MAX_DIGITS: usize = 17;

/// Digits of a number that is known by its form alone.
pub(super) const SURE_DIGITS: usize = 7;

/// How many characters are looked at for a number that follows another.
const LOOK_AHEAD: usize = 64;

/// Characters between two digits.
const GAP_CHARS: usize = 3;

/// A run of digits with the separators of phone numbers.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// Its place in bytes, with its extension.
    pub(super) at: Range<usize>,
    /// Its digits, in the groups in which they are written, without the extension.
    pub(super) groups: Vec<String>,
    /// What separates the groups, if it is always the same.
    pub(super) separator: Option<char>,
    pub(super) plus: bool,
    pub(super) parentheses: bool,
    pub(super) extension: bool,
}

/// All of them, in order.
pub(super) fn find(text: &str) -> Vec<Written> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let (mut found, mut i, mut read_to) = (Vec::new(), 0, None);
    while i < chars.len() {
        if begins(&chars, i, read_to) {
            let (written, next) = read(text, &chars, i);
            read_to = written.is_some().then_some(next);
            found.extend(written);
            i = next.max(i + 1);
        } else {
            i += 1;
        }
    }
    found
}

fn is_plus(c: char) -> bool {
    matches!(c, '+' | '＋')
}

/// Whether a number begins here; one may follow at once on the one that was read last.
fn begins(chars: &[(usize, char)], i: usize, read_to: Option<usize>) -> bool {
    let at = |n: usize| chars.get(n).map_or(' ', |c| c.1);
    let opens = match at(i) {
        c if is_digit(c) => true,
        c if is_plus(c) => is_digit(at(i + 1)) || at(i + 1) == '(',
        '(' => is_digit(at(i + 1)) || (is_plus(at(i + 1)) && is_digit(at(i + 2))),
        _ => false,
    };
    let before = i.checked_sub(1).map_or(' ', &at);
    let inside = before.is_alphanumeric()
        || matches!(before, '_' | '$' | '€' | '£' | '%' | '@' | '=' | '&')
        || is_plus(before);
    let apart = read_to.is_some_and(|end| end + 1 == i);
    let continues =
        !apart && matches!(before, '.' | ',' | '-' | '/' | ':') && i >= 2 && is_digit(at(i - 2));
    opens && !inside && !continues
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９' | '٠'..='٩' | '۰'..='۹')
}

/// Reads a number from here on; and where to look further.
fn read(text: &str, chars: &[(usize, char)], start: usize) -> (Option<Written>, usize) {
    let (mut groups, mut gaps) = (Vec::<String>::new(), Vec::<String>::new());
    let (mut i, mut end, mut gap) = (start, start, String::new());
    let mut total = 0;
    while let Some(&(_, c)) = chars.get(i) {
        if is_digit(c) {
            if gap.is_empty() && !groups.is_empty() {
                groups.last_mut().expect("not empty").push(c);
            } else {
                if !groups.is_empty() && is_next_number(&gap, total, &chars[i..]) {
                    break;
                }
                if !groups.is_empty() {
                    gaps.push(std::mem::take(&mut gap));
                }
                gap.clear();
                groups.push(c.to_string());
            }
            total += 1;
            i += 1;
            end = i;
        } else if is_separator(c) && gap.chars().count() < GAP_CHARS
            || (groups.is_empty() && is_plus(c))
        {
            if c == '(' && gap.contains('(') {
                break;
            }
            gap.push(c);
            i += 1;
        } else {
            break;
        }
    }
    let glued = chars
        .get(end)
        .is_some_and(|c| c.1.is_alphabetic() || matches!(c.1, '@' | '%' | '_' | '€' | '$'));
    let (last, extension) = match extension(chars, end) {
        Some(last) => (last, true),
        None if glued => return (None, end),
        None => (end, false),
    };
    if !(MIN_DIGITS..=MAX_DIGITS).contains(&total) {
        return (None, end);
    }
    let place = |n: usize| chars.get(n).map_or(text.len(), |c| c.0);
    // "(+44 20 7946 0958)" is a number in parentheses, not one that begins with one.
    let open = chars[start].1 == '(' && !chars[start..end].iter().any(|c| c.1 == ')');
    let start = start + usize::from(open);
    let written = Written {
        at: place(start)..place(last),
        plus: chars[start..end].iter().any(|c| is_plus(c.1)),
        parentheses: chars[start..end].iter().any(|c| c.1 == '('),
        separator: gaps
            .first()
            .filter(|g| gaps.iter().all(|other| other == *g))
            .and_then(|g| g.trim().chars().next().or(Some(' '))),
        groups,
        extension,
    };
    (Some(written), last)
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}'
    )
}

/// Whether what follows a gap is a number of its own: behind a slash, or two spaces, or where it opens like one; or one as long as the one
/// before, where both together are too long.
fn is_next_number(gap: &str, digits: usize, rest: &[(usize, char)]) -> bool {
    let run = rest
        .iter()
        .take(LOOK_AHEAD)
        .map(|c| c.1)
        .take_while(|&c| is_digit(c) || is_separator(c));
    let ahead = run.clone().filter(|&c| is_digit(c)).count();
    let next = run
        .take_while(|&c| c != '/')
        .filter(|&c| is_digit(c))
        .count();
    let complete = digits >= SURE_DIGITS && ahead >= SURE_DIGITS;
    let opens =
        gap.contains('/') || gap.contains("  ") || gap.contains(" - ") || gap.contains(" (");
    complete && (opens || (digits + next > MAX_DIGITS && digits.abs_diff(next) <= 1))
}

/// Where the extension after a number ends: `x12`, `ext. 12`, `#12`, `;ext=12`.
fn extension(chars: &[(usize, char)], end: usize) -> Option<usize> {
    const NAMES: [&str; 8] = [
        "extension",
        "extn",
        "ext",
        "ex",
        "xtn",
        "x",
        "#",
        "durchwahl",
    ];
    let rest: String = chars[end..]
        .iter()
        .take(24)
        .map(|c| c.1.to_ascii_lowercase())
        .collect();
    let trimmed = rest.trim_start_matches([' ', ',', ';', '\u{a0}']);
    let name = NAMES.iter().find(|n| trimmed.starts_with(**n))?;
    let number = trimmed[name.len()..].trim_start_matches([' ', '.', ':', '=', '\u{a0}']);
    let digits = number.chars().take_while(char::is_ascii_digit).count();
    let behind = number.chars().nth(digits);
    if !(1..=7).contains(&digits) || behind.is_some_and(char::is_alphanumeric) {
        return None;
    }
    Some(end + rest.chars().count() - number.chars().count() + digits)
}

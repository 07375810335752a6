//! The parts of IMAP's language: words, sets of numbers, what a search asks for (RFC 3501).

use chrono::NaiveDate;

use super::state::Mail;

/// The words of a command; what stands in quotation marks or parentheses is one word, without quotation marks.
pub(super) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut depth, mut escaped) = (false, 0_usize, false);
    for c in line.chars() {
        match c {
            _ if escaped => {
                word.push(c);
                escaped = false;
            }
            '\\' if quoted => escaped = true,
            '"' => {
                quoted = !quoted;
                if !quoted && word.is_empty() {
                    words.push(String::new());
                }
            }
            ' ' if !quoted && depth == 0 => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => {
                if !quoted {
                    depth = match c {
                        '(' | '[' => depth + 1,
                        ')' | ']' => depth.saturating_sub(1),
                        _ => depth,
                    };
                }
                word.push(c);
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether a number is in a set such as `3,5:9,12:*`; `last` is what `*` means.
pub(super) fn contains(set: &str, n: u32, last: u32) -> bool {
    let number = |s: &str| if s == "*" { Some(last) } else { s.parse().ok() };
    set.split(',').any(|range| {
        let (from, to) = range.split_once(':').unwrap_or((range, range));
        match (number(from), number(to)) {
            (Some(from), Some(to)) => (from.min(to)..=from.max(to)).contains(&n),
            _ => false,
        }
    })
}

/// Whether a mail matches all keys of a search; `None` for a key that is not known here.
pub(super) fn matches(keys: &[String], mail: &Mail, last: u32) -> Option<bool> {
    let mut keys = keys.iter();
    let mut all = true;
    while let Some(key) = keys.next() {
        let found = match key.to_ascii_uppercase().as_str() {
            "ALL" => true,
            "SEEN" => mail.has("\\Seen"),
            "UNSEEN" => !mail.has("\\Seen"),
            "UID" => contains(keys.next()?, mail.uid, last),
            "SINCE" => {
                let day = NaiveDate::parse_from_str(keys.next()?, "%d-%b-%Y").ok()?;
                mail.arrived.date_naive() >= day
            }
            _ => return None,
        };
        all &= found;
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_falls_into_its_words() {
        assert_eq!(
            words(r#"a1 LOGIN "desk@x" "p\"w d""#),
            ["a1", "LOGIN", "desk@x", "p\"w d"]
        );
        assert_eq!(
            words("a2 UID FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (DATE)] FLAGS)"),
            [
                "a2",
                "UID",
                "FETCH",
                "1:*",
                "(UID BODY.PEEK[HEADER.FIELDS (DATE)] FLAGS)"
            ]
        );
    }

    #[test]
    fn a_star_is_the_last_one() {
        assert!(contains("9:*", 4, 4), "the last one is always in n:*");
        assert!(contains("1,3:5", 4, 10) && !contains("1,3:5", 2, 10));
    }
}

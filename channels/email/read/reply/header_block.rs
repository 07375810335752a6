//! The block of `From:`, `Sent:`, `To:`, `Subject:` that Outlook and others put over an earlier mail, in many languages.

use super::words::{FIELDS, Field};

/// Lines that a block may span: the fields, their wrapped values, blank lines that some gateways put between them.
const MOST_LINES: usize = 16;

/// The longest name of a field, in bytes.
const MOST_LABEL_BYTES: usize = 48;

/// Whether such a block begins at the first line.
///
/// A customer's own form (`From: Berlin`, `To: Paris`, `Date: 5 May`) is none: a mail's block has a subject or an address.
pub(super) fn begins(lines: &[&str]) -> bool {
    let Some((first, value)) = lines.first().and_then(|l| field(l)) else {
        return false;
    };
    if first == Field::Other {
        return false;
    }
    if first == Field::From && is_whole(value) {
        return true;
    }
    let mut found = vec![first];
    let mut address = value.contains('@');
    let mut blank = 0;
    let mut wrapped = 0;
    for line in lines.iter().take(MOST_LINES).skip(1) {
        if line.trim().is_empty() {
            blank += 1;
            if blank > 1 {
                break;
            }
        } else if let Some((field, value)) = field(line) {
            (blank, wrapped) = (0, 0);
            address |= value.contains('@');
            if !found.contains(&field) {
                found.push(field);
            }
        } else if blank == 0 && wrapped < 3 && (line.contains(['@', '<', ';']) || wrapped == 0) {
            wrapped += 1;
            address |= line.contains('@');
        } else {
            break;
        }
    }
    let has = |field| found.contains(&field);
    let known = found.iter().filter(|f| **f != Field::Other).count();
    let letter = has(Field::Subject) && (has(Field::Date) || has(Field::To));
    has(Field::From) && (known >= 3 && (has(Field::Subject) || address) || address && letter)
}

/// Whether the other fields follow on the same line, as where a program lost the line ends: `Maria Sent: Tuesday To: the desk
/// Subject: a table`.
fn is_whole(value: &str) -> bool {
    let words: Vec<String> = value.split_whitespace().map(str::to_lowercase).collect();
    let given = |field: Field| {
        let names = FIELDS
            .iter()
            .filter(|(f, _)| *f == field)
            .flat_map(|(_, names)| names.iter());
        let names: Vec<String> = names.map(|n| format!("{n}:")).collect();
        words.iter().any(|w| names.contains(w))
    };
    given(Field::Date) && given(Field::Subject)
}

/// The field that a line gives, and its value.
fn field(line: &str) -> Option<(Field, &str)> {
    let line = line
        .trim()
        .trim_start_matches(['*', '_', '|', ' ', '\u{a0}']);
    let at = line
        .find([':', '：'])
        .filter(|at| *at <= MOST_LABEL_BYTES)?;
    let (label, value) = line.split_at(at);
    let label = label
        .trim_end_matches(['*', '_', ' ', '\u{a0}'])
        .to_lowercase();
    let label = label.replace('\u{3000}', "").replace('\u{a0}', " ");
    let known = FIELDS
        .iter()
        .find(|(_, names)| names.contains(&label.as_str()))?;
    Some((known.0, value.trim_start_matches([':', '：'])))
}

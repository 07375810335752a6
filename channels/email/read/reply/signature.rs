//! Signatures under a line of dashes. Names under "Best regards" are no signature to us: people write those.

/// A line of dashes, and what kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// `--`, as programs put over a signature, or one long dash.
    Signature,
    /// Three or more: anything can follow.
    Long,
}

/// Lines with words that a signature may have under `--`.
const MOST_LINES: usize = 15;

/// Lines with words under any other rule.
const MOST_LINES_UNDER_LONG: usize = 12;

/// What kind of line of dashes a line is.
pub(super) fn rule(line: &str) -> Option<Rule> {
    let line = line.trim();
    match line {
        "--" | "—" | "–" | "――" | "——" | "–-" | "-–" | "__" | "ᐧ" => {
            Some(Rule::Signature)
        }
        _ => {
            let dashes = line.chars().filter(|c| !c.is_whitespace());
            let all = dashes.clone().all(|c| "-_—–―─".contains(c));
            (all && dashes.count() >= 3).then_some(Rule::Long)
        }
    }
}

/// Whether the lines under a rule are a signature.
pub(super) fn is_block(rule: Rule, block: &[&str]) -> bool {
    let lines: Vec<&str> = block
        .iter()
        .map(|l| l.trim())
        .filter(|l| !l.is_empty())
        .collect();
    let prose = lines
        .iter()
        .filter(|l| l.split_whitespace().count() > 25)
        .count();
    match rule {
        Rule::Signature => lines.len() <= MOST_LINES || lines.iter().any(|l| has_contact(l)),
        Rule::Long => {
            let Some(first) = lines.first() else {
                return true;
            };
            lines.len() <= MOST_LINES_UNDER_LONG
                && prose == 0
                && (is_name(first) || lines.iter().any(|l| has_contact(l)))
        }
    }
}

/// `-Maria` alone on the last line.
pub(super) fn is_dashed_name(line: &str) -> bool {
    line.trim().strip_prefix('-').is_some_and(|name| {
        name.starts_with(char::is_uppercase)
            && is_name(name)
            && name.split_whitespace().count() <= 3
    })
}

/// A line in the signature that reaches people: address, page, number.
fn has_contact(line: &str) -> bool {
    let lower = line.to_lowercase();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    lower.contains('@')
        || lower.contains("http")
        || lower.contains("www.")
        || digits >= 7 && digits * 2 >= line.chars().filter(|c| c.is_alphabetic()).count()
}

/// One to four words that begin with a capital letter.
fn is_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    (1..=4).contains(&words.len())
        && words
            .iter()
            .all(|w| w.starts_with(|c: char| c.is_uppercase()))
        && !line
            .chars()
            .any(|c| c.is_ascii_digit() || ":;!?".contains(c))
}

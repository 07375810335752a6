//! "On Monday, Maria wrote:", in the forms and languages of the mail programs, on one line or wrapped over several.

use super::{mark, words};

/// The lines that one such sentence may be wrapped over.
const MOST_LINES: usize = 4;

/// The longest such sentence in characters. Addresses made by machines are long.
const MOST_CHARS: usize = 400;

/// How many of the first lines are such a sentence. `quoted`: whether the line after so many is a quote.
pub(super) fn lines(lines: &[&str], quoted: impl Fn(usize) -> bool) -> Option<usize> {
    let first = lines.first()?.trim();
    if first.starts_with(mark::ATTRIBUTION) {
        let marked = |l: &&&str| l.starts_with(mark::ATTRIBUTION);
        return Some(lines.iter().take_while(marked).count());
    }
    if first.is_empty() || first.starts_with('>') {
        return None;
    }
    if runs_on(first) {
        return Some(1);
    }
    let mut joined = String::new();
    for (at, line) in lines.iter().take(MOST_LINES).enumerate() {
        let line = line.trim();
        if line.is_empty() || line.len() + joined.len() > 4 * MOST_CHARS {
            return None;
        }
        if at > 0 {
            // What was wrapped begins with the day or the name, and goes on.
            if !begins(first)
                || at == 1 && (first.ends_with(['.', '!', '?', ':']) || stands_alone(line))
            {
                return None;
            }
            joined.push(' ');
        }
        joined.push_str(line.trim_start_matches('>').trim_start());
        if is_one(&joined, quoted(at + 1)) {
            return Some(at + 1);
        }
    }
    None
}

/// Whether the earlier mail follows on the same line, as where a program lost the line ends.
fn runs_on(line: &str) -> bool {
    let colons = line.match_indices(':').take(8);
    starts_with_opener(&line.to_lowercase())
        && colons
            .map(|(at, _)| &line[..=at])
            .any(|start| has_bracketed_address(start) && is_one(start, false))
}

/// Whether a second line is such a sentence by itself, so that the first is somebody's words.
fn stands_alone(line: &str) -> bool {
    starts_with_opener(&line.to_lowercase()) && is_one(line, false)
}

/// Whether a sentence says who wrote what follows.
fn is_one(sentence: &str, before_quote: bool) -> bool {
    if sentence.chars().count() > MOST_CHARS {
        return false;
    }
    let zoho = sentence.starts_with("--") && sentence.ends_with("--");
    let written = sentence.trim_matches(['-', '_', ' ', '*', '\u{a0}']);
    let bare = written.to_lowercase();
    let colon = bare.ends_with([':', '：', '﹕']) || zoho;
    let bare = bare.trim_end_matches([':', '：', '﹕', ' ']);
    let verb = words::WROTE.iter().any(|w| contains_word(bare, w));
    let verb_last = words::WROTE
        .iter()
        .any(|w| bare.ends_with(w) || bare.ends_with(&format!("{w}(a)")));
    let (address, date) = (has_address(bare), has_date(bare));
    if !(colon || verb_last && starts_with_opener(bare)) {
        // An old Gmail's `2026/5/5 Maria <maria@example.org>`.
        let day_first = bare.starts_with(|c: char| c.is_ascii_digit());
        return before_quote
            && day_first
            && date
            && has_bracketed_address(bare)
            && bare.ends_with('>');
    }
    let named = has_bracketed_address(bare) && words_before_bracket(bare) <= 6;
    if address && (verb || date) {
        return begins(bare) || named && (verb || before_quote);
    }
    if verb && date {
        return before_quote || begins(bare) && is_one_clause(written);
    }
    if verb && verb_last && before_quote {
        return bare.split_whitespace().count() <= 8 || starts_with_opener(bare);
    }
    before_quote && colon && (address || date) && bare.split_whitespace().count() <= 16
}

/// Whether a text is one clause of the length of such a sentence. People end a sentence and begin another.
fn is_one_clause(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let ends = |two: &[&str]| {
        let bare = two[0].trim_end_matches(['.', '!', '?']);
        // Not so "mar. 5 mai", "p.m. Maria".
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        let follows = two[1].starts_with(char::is_uppercase);
        bare.len() < two[0].len() && follows && (letters >= 3 || bare.contains(':'))
    };
    words.len() <= 16 && !words.windows(2).any(ends)
}

/// Whether a line begins as such sentences do: a preposition, a day, a number, or a name before an address in brackets.
fn begins(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['-', '*', '>', ' ']);
    starts_with_opener(&line.to_lowercase())
        || line.starts_with(|c: char| c.is_ascii_digit())
        || line.contains('<') && words_before_bracket(line) <= 6
        || has_cjk_date(line)
}

fn starts_with_opener(line: &str) -> bool {
    let first = line
        .split([' ', ',', '\u{a0}', '-'])
        .next()
        .unwrap_or_default();
    let first = first.trim_end_matches(['.', ':']);
    words::OPENERS.contains(&first) || has_cjk_date(line)
}

/// `2024年5月3日` and its Korean sister, anywhere near the start.
fn has_cjk_date(line: &str) -> bool {
    line.chars()
        .take(20)
        .any(|c| matches!(c, '年' | '년' | '在' | '于' | '於'))
        && line.chars().any(|c| c.is_ascii_digit())
}

fn has_address(line: &str) -> bool {
    let mut parts = line.split('@');
    let before = parts.next().unwrap_or_default();
    let after = parts.next().unwrap_or_default();
    before.ends_with(|c: char| c.is_alphanumeric() || "._-+'\"".contains(c))
        && after.starts_with(|c: char| c.is_alphanumeric() || c == '[')
}

fn has_bracketed_address(line: &str) -> bool {
    ["<", "(", "[", "&lt;"].iter().any(|open| {
        line.split_once(open)
            .is_some_and(|(_, rest)| rest.contains('@'))
    })
}

fn words_before_bracket(line: &str) -> usize {
    let name = line.split(['<', '(', '[', '@']).next().unwrap_or_default();
    name.split_whitespace().count()
}

/// A year, a time of day, or a day and month in figures.
fn has_date(line: &str) -> bool {
    let figures: Vec<&str> = line
        .split(|c: char| !c.is_ascii_digit())
        .filter(|f| !f.is_empty())
        .collect();
    let year = figures
        .iter()
        .any(|f| f.len() == 4 && (f.starts_with("19") || f.starts_with("20")));
    year || pair(line, ':') || pair(line, '/') || pair(line, '.') || pair(line, '-')
}

/// Two figures of one or two digits with a sign between them.
fn pair(line: &str, sign: char) -> bool {
    let parts: Vec<&str> = line.split(sign).collect();
    parts.windows(2).any(|two| {
        let before = two[0]
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .count();
        let after = two[1].chars().take_while(char::is_ascii_digit).count();
        (1..=2).contains(&before) && (1..=2).contains(&after)
    })
}

/// Whether a word stands in a text: as a word of its own where the script has spaces.
fn contains_word(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

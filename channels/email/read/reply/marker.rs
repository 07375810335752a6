//! Lines that part the new from the old: "-----Original Message-----" and its translations, the line that help desks ask people
//! to write above, the beginning of something forwarded.

use super::{mark, words};

/// The longest such line in characters.
const MOST_CHARS: usize = 160;

/// What a line parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// An earlier mail follows.
    Earlier,
    /// The desk's own words follow.
    Above,
}

/// Whether a line parts new from old. `header_follows`: whether the next line begins the header of a mail.
pub(super) fn of(line: &str, header_follows: impl Fn() -> bool) -> Option<Marker> {
    let line = line.trim();
    if line.starts_with(mark::BELOW) {
        return Some(Marker::Earlier);
    }
    if line.is_empty() || line.chars().count() > MOST_CHARS {
        return None;
    }
    let lower = line.to_lowercase();
    if words::ABOVE_THIS_LINE.iter().any(|w| lower.contains(w)) && !lower.starts_with('>') {
        return Some(Marker::Above);
    }
    let is_rule = |c: char| "-_=*~—–―─＿".contains(c);
    let ruled = |text: &str| text.chars().take_while(|c| is_rule(*c)).count();
    let (front, back) = (
        ruled(line),
        line.chars().rev().take_while(|c| is_rule(*c)).count(),
    );
    let bare = lower.trim_matches(|c: char| is_rule(c) || c.is_whitespace());
    let bare = bare.trim_end_matches([':', '：', ' ']);
    let known = words::EARLIER.contains(&bare);
    let between_rules = front >= 2 && (back >= 2 || front >= 4);
    // "Begin forwarded message:" stands alone; "Original" alone is a word like any other.
    if known && (between_rules || bare.chars().count() > 12 && line.ends_with([':', '：'])) {
        return Some(Marker::Earlier);
    }
    let lotus = between_rules && lower.contains("forwarded by ");
    let unknown_language = front >= 4
        && back >= 4
        && bare.split_whitespace().count() <= 5
        && bare.chars().any(char::is_alphabetic)
        && header_follows();
    (lotus || unknown_language).then_some(Marker::Earlier)
}

//! What each line of a mail is.

use super::{
    attribution, header_block, mark,
    marker::{self, Marker},
    mobile,
    signature::{self, Rule},
};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing on it.
    Empty,
    /// Written by somebody.
    Text,
    /// Quoted from an earlier mail.
    Quote,
    /// Says who wrote what follows.
    Attribution,
    /// The first line of an earlier mail, or of what parts it from the new one.
    Boundary,
    /// Added by the program on a device.
    Mobile,
    /// A line of dashes.
    Rule(Rule),
    /// Part of a signature.
    Signature,
}

/// The class of each line.
pub(super) fn classes(lines: &[&str]) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::with_capacity(lines.len());
    let fences = lines.iter().filter(|l| is_fence(l)).count();
    let mut in_code = false;
    let mut fences_left = fences;
    while let Some(line) = lines.get(classes.len()) {
        let at = classes.len();
        if is_fence(line) {
            fences_left -= 1;
            // A fence that is never closed is a line like any other.
            in_code = !in_code && fences_left > 0;
            classes.push(Class::Text);
        } else if in_code && !line.trim().is_empty() {
            classes.push(Class::Text);
        } else {
            let (class, count) = class(lines, at);
            classes.extend(std::iter::repeat_n(class, count));
        }
    }
    mend_wrapped_quotes(lines, &mut classes);
    classes
}

fn is_fence(line: &str) -> bool {
    line.trim_start().starts_with("```")
}

/// The class of the line at `at`, and how many lines share it.
fn class(lines: &[&str], at: usize) -> (Class, usize) {
    let line = lines[at];
    let trimmed = line.trim();
    if trimmed.is_empty() {
        return (Class::Empty, 1);
    }
    if is_quote(line) {
        return (Class::Quote, 1);
    }
    if trimmed.starts_with(mark::SIGNATURE) {
        return (Class::Signature, 1);
    }
    let rest = &lines[at..];
    let next_after = |count: usize| rest.iter().skip(count).find(|l| !l.trim().is_empty());
    let header_follows = || {
        let next = rest.iter().skip(1).position(|l| !l.trim().is_empty());
        next.is_some_and(|next| header_block::begins(&rest[next + 1..]))
    };
    if let Some(marker) = marker::of(line, header_follows) {
        // Above the first words stands the line of the mail that is answered from below, or nothing worth cutting.
        let class = if marker == Marker::Above && at == 0 {
            Class::Attribution
        } else {
            Class::Boundary
        };
        return (class, 1);
    }
    if let Some(rule) = signature::rule(line) {
        return (Class::Rule(rule), 1);
    }
    let quoted = |count: usize| next_after(count).is_some_and(|l| is_quote(l));
    if let Some(count) = attribution::lines(rest, quoted) {
        return (Class::Attribution, count);
    }
    if header_block::begins(rest) {
        return (Class::Boundary, 1);
    }
    if mobile::is_signature(line) {
        return (Class::Mobile, 1);
    }
    (Class::Text, 1)
}

pub(super) fn is_quote(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['>', '＞', '»']) || line.starts_with("&gt;")
}

/// The end of a quoted line that a program wrapped without its mark stands between two quoted lines, and the first is long.
fn mend_wrapped_quotes(lines: &[&str], classes: &mut [Class]) {
    for at in 1..lines.len().saturating_sub(1) {
        let between = classes[at] == Class::Text
            && classes[at - 1] == Class::Quote
            && classes[at + 1] == Class::Quote;
        if between && lines[at - 1].chars().count() >= 60 {
            classes[at] = Class::Quote;
        }
    }
}

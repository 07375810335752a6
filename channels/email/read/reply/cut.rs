//! What stays of a mail, by the classes of its lines.

use super::{
    super::limits,
    class::{Class, classes},
    mark, signature, words,
};

/// Lines under the last quote that are taken for a signature or a list's footer, where something was written on top.
const MOST_FOOTER_LINES: usize = 6;

/// Words on top that make a mail complete without what stands under the quote.
const ENOUGH_WORDS: usize = 4;

/// What was newly written; the whole text, where nothing else is found.
pub(super) fn newly_written(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(limits::TEXT_LINES).collect();
    let mut classes = classes(&lines);
    cut_at_boundary(&mut classes);
    mark_signatures(&lines, &mut classes);
    let kept = Mail {
        lines: &lines[..classes.len()],
        classes: &classes,
    }
    .kept();
    let reply = join(kept);
    if reply.is_empty() {
        return join(lines);
    }
    reply
}

/// The lines without marks, without blank lines around them.
fn join(lines: Vec<&str>) -> String {
    let lines: Vec<String> = lines
        .into_iter()
        .map(|l| l.trim_end().replace(mark::ALL, ""))
        .collect();
    lines.join("\n").trim_matches('\n').trim_end().to_owned()
}

/// Drops what follows the first boundary that has something written above it.
fn cut_at_boundary(classes: &mut Vec<Class>) {
    let mut written = false;
    for at in 0..classes.len() {
        match classes[at] {
            Class::Text => written = true,
            Class::Boundary if written => return classes.truncate(at),
            // Nothing above: what was forwarded is all there is, headers and all.
            Class::Boundary => {
                for class in classes.iter_mut().skip(at).filter(|c| **c != Class::Empty) {
                    *class = Class::Text;
                }
                return;
            }
            // An earlier mail without quote marks: all that follows is old.
            Class::Attribution if written => {
                let next = classes[at..]
                    .iter()
                    .find(|c| !matches!(c, Class::Attribution | Class::Empty));
                if !matches!(next, Some(Class::Quote)) {
                    return classes.truncate(at);
                }
            }
            _ => {}
        }
    }
}

fn mark_signatures(lines: &[&str], classes: &mut [Class]) {
    let mut said = false;
    for at in 0..classes.len() {
        match classes[at] {
            Class::Text if lines[at].chars().any(char::is_alphanumeric) => said = true,
            Class::Rule(rule) => {
                let end = end_of_block(classes, at + 1);
                let heading = at > 0 && classes[at - 1] == Class::Text && end > at + 1;
                let heading =
                    heading && rule == signature::Rule::Long && !lines[at].contains("___");
                if said && !heading && signature::is_block(rule, &lines[at + 1..end]) {
                    classes[at..end].fill(Class::Signature);
                } else {
                    classes[at] = Class::Text;
                }
            }
            _ => {}
        }
    }
    let written = |c: &Class| matches!(c, Class::Text);
    if let Some(last) = classes.iter().rposition(written) {
        let alone = last > 0 && classes[last - 1] == Class::Empty;
        let more = classes[..last].iter().any(written);
        if alone && more && signature::is_dashed_name(lines[last]) {
            classes[last] = Class::Signature;
        }
    }
}

/// Where the lines under a rule end: at a quote, or at the end of the mail.
fn end_of_block(classes: &[Class], from: usize) -> usize {
    let ends = |c: &Class| matches!(c, Class::Quote | Class::Attribution | Class::Boundary);
    let rest = &classes[from..];
    from + rest.iter().position(ends).unwrap_or(rest.len())
}

struct Mail<'a> {
    lines: &'a [&'a str],
    classes: &'a [Class],
}

impl<'a> Mail<'a> {
    fn kept(&self) -> Vec<&'a str> {
        let attribution = self.first(|c| c == Class::Attribution);
        let Some(attribution) = attribution else {
            return self.without_last_quote(0, self.lines.len());
        };
        let quote = attribution
            + self.classes[attribution..]
                .iter()
                .position(|c| *c == Class::Quote)
                .unwrap_or_default();
        let last_quote = self.last(|c| c == Class::Quote).unwrap_or(quote).max(quote);
        let top = self.count(0, attribution);
        let between = self.count(quote, last_quote);
        let bottom = self.count(last_quote, self.lines.len());
        if top == 0 && between == 0 && bottom > 0 {
            return self.without_last_quote(last_quote + 1, self.lines.len());
        }
        let footer = top > 0 && between == 0 && bottom <= MOST_FOOTER_LINES;
        if footer && self.stands_alone(attribution) {
            return self.without_last_quote(0, attribution);
        }
        self.without_last_quote(0, self.lines.len())
    }

    /// The lines from `from` to `to` that are somebody's words, with the quotes between them.
    fn without_last_quote(&self, from: usize, to: usize) -> Vec<&'a str> {
        let end = self.classes[from..to]
            .iter()
            .rposition(|c| *c == Class::Text)
            .map_or(from, |last| from + last + 1);
        // A quote that nothing is written around is all there is.
        let end = if end == from { to } else { end };
        (from..end)
            .filter(|at| matches!(self.classes[*at], Class::Text | Class::Quote | Class::Empty))
            .map(|at| self.lines[at])
            .collect()
    }

    /// Whether the words on top answer by themselves, rather than greet and point down.
    fn stands_alone(&self, end: usize) -> bool {
        let top: String = (0..end)
            .filter(|at| self.classes[*at] == Class::Text)
            .map(|at| self.lines[at].to_lowercase() + " ")
            .collect();
        let bottom_is_empty = self.count(end, self.lines.len()) == 0;
        let points = words::POINTERS.iter().any(|p| top.contains(p));
        bottom_is_empty || top.split_whitespace().count() >= ENOUGH_WORDS && !points
    }

    fn count(&self, from: usize, to: usize) -> usize {
        let classes = self.classes.get(from..to).unwrap_or_default();
        classes.iter().filter(|c| **c == Class::Text).count()
    }

    fn first(&self, is: impl Fn(Class) -> bool) -> Option<usize> {
        self.classes.iter().position(|c| is(*c))
    }

    fn last(&self, is: impl Fn(Class) -> bool) -> Option<usize> {
        self.classes.iter().rposition(|c| is(*c))
    }
}

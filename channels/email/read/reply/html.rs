//! HTML as plain text, quotes marked with `>`. It reads from front to back with a bounded list of open elements, so no nesting
//! can exhaust it, and it knows by what the mail programs mark an earlier mail and a signature.

use super::{
    super::limits,
    mark,
    tag::{Marks, Role, decoded, end_of_tag, find_ignoring_case, role},
};

/// A page as plain text, without marks.
pub(in super::super) fn to_text(html: &str) -> String {
    let html = super::plain(html);
    let text = Page::default().read(&html);
    text.replace(mark::ALL, "").trim().to_owned()
}

/// A page as plain text with the marks that the lines' classes know.
pub(super) fn marked(html: &str) -> String {
    Page::default().read(html)
}

struct Open<'a> {
    tag: &'a str,
    role: Role,
    /// Items so far, in a list.
    items: usize,
}

#[derive(Default)]
struct Page<'a> {
    open: Vec<Open<'a>>,
    text: String,
    /// The line that is being written, without its prefix.
    line: String,
    /// Whether a space is due before the next word.
    space: bool,
    /// Blank lines at the end of `text`.
    blank: usize,
}

/// Elements without an end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements that stand on lines of their own.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// Elements with space above and below.
const SPACED: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"];

impl<'a> Page<'a> {
    fn read(mut self, html: &'a str) -> String {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            self.words(&rest[..at]);
            rest = &rest[at..];
            rest = if let Some(comment) = rest.strip_prefix("<!--") {
                // Outlook writes whole documents into comments; one that never ends is dropped with all that follows.
                comment.find("-->").map_or("", |end| &comment[end + 3..])
            } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
            {
                let end = end_of_tag(rest);
                self.tag(&rest[1..end]);
                let after = rest.get(end + 1..).unwrap_or_default();
                self.skip_raw(after)
            } else {
                self.words("<");
                &rest[1..]
            };
        }
        self.words(rest);
        self.end_line();
        self.text
    }

    /// The content of a script is no markup: it ends at its own end tag.
    fn skip_raw(&mut self, after: &'a str) -> &'a str {
        let raw = |tag: &str| ["script", "style", "title", "textarea"].contains(&tag);
        let Some(open) = self
            .open
            .last()
            .filter(|o| raw(&o.tag.to_ascii_lowercase()))
        else {
            return after;
        };
        let end = format!("</{}", open.tag.to_ascii_lowercase());
        find_ignoring_case(after, &end).map_or("", |at| &after[at..])
    }

    fn tag(&mut self, tag: &'a str) {
        if tag.starts_with(['!', '?']) {
            return;
        }
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |t| (true, t));
        let name_end = tag
            .find(|c: char| c.is_ascii_whitespace() || c == '/')
            .unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(name_end);
        let lower = name.to_ascii_lowercase();
        if closing {
            return self.close(&lower);
        }
        if self.is_hidden() {
            return self.push(name, &lower, Role::Plain, attributes);
        }
        match lower.as_str() {
            "br" => self.end_line_always(),
            "td" | "th" => self.space = true,
            _ if BLOCK.contains(&lower.as_str()) => self.start_block(&lower),
            _ => {}
        }
        let marks = Marks::of(attributes);
        if marks.below(&lower) {
            self.end_line();
            self.line.push(mark::BELOW);
            self.end_line();
        }
        let role = role(&lower, &marks);
        if role != Role::Plain && role != Role::Hidden {
            self.end_line();
        }
        if lower == "li" {
            self.bullet();
        }
        if role == Role::Quote {
            // What stood above said who wrote it; what comes after the quote may be an answer.
            for open in self.open.iter_mut().filter(|o| o.role == Role::Earlier) {
                open.role = Role::Plain;
            }
        }
        self.push(name, &lower, role, attributes);
    }

    fn push(&mut self, name: &'a str, lower: &str, role: Role, attributes: &str) {
        let empty = VOID.contains(&lower) || attributes.trim_end().ends_with('/') && lower == "o:p";
        if !empty && self.open.len() < limits::HTML_DEPTH {
            self.open.push(Open {
                tag: name,
                role,
                items: 0,
            });
        }
    }

    fn close(&mut self, lower: &str) {
        let Some(at) = self
            .open
            .iter()
            .rposition(|o| o.tag.eq_ignore_ascii_case(lower))
        else {
            return;
        };
        let hidden = self.is_hidden();
        let ends_role = self.open[at..]
            .iter()
            .any(|o| o.role != Role::Plain && o.role != Role::Hidden);
        if !hidden && (ends_role || BLOCK.contains(&lower)) {
            self.end_line();
        }
        self.open.truncate(at);
        if !hidden && SPACED.contains(&lower) {
            self.blank_line();
        }
    }

    fn words(&mut self, text: &str) {
        if text.is_empty() || self.is_hidden() {
            return;
        }
        let text = decoded(text);
        if self.has(Role::Preformatted) {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.end_line_always();
                }
                self.line.push_str(line);
            }
            return;
        }
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\u{c}') {
                self.space = true;
            } else {
                if self.space && !self.line.is_empty() {
                    self.line.push(' ');
                }
                self.space = false;
                self.line.push(if c == '\u{a0}' { ' ' } else { c });
            }
        }
    }

    fn start_block(&mut self, lower: &str) {
        self.end_line();
        if SPACED.contains(&lower) {
            self.blank_line();
        }
    }

    fn bullet(&mut self) {
        let list = self
            .open
            .iter_mut()
            .rev()
            .find(|o| o.role == Role::Numbered || o.tag.eq_ignore_ascii_case("ul"));
        let bullet = match list {
            Some(list) if list.role == Role::Numbered => {
                list.items += 1;
                format!("{}. ", list.items)
            }
            _ => "- ".to_owned(),
        };
        self.line.push_str(&bullet);
        self.space = false;
    }

    /// Ends the line if there is anything on it.
    fn end_line(&mut self) {
        if !self.line.trim().is_empty() {
            self.end_line_always();
        }
        self.line.clear();
        self.space = false;
    }

    fn end_line_always(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.space = false;
        let line = line.trim_end();
        if line.is_empty() {
            return self.blank_line();
        }
        if self.text.len() > limits::TEXT_BYTES {
            return;
        }
        let quotes = self.open.iter().filter(|o| o.role == Role::Quote).count();
        self.text
            .push_str(&">".repeat(quotes.min(limits::QUOTE_DEPTH)));
        if quotes > 0 {
            self.text.push(' ');
        } else if self.has(Role::Attribution) || self.has(Role::Earlier) {
            self.text.push(mark::ATTRIBUTION);
        } else if self.has(Role::Signature) {
            self.text.push(mark::SIGNATURE);
        }
        self.text.push_str(line);
        self.text.push('\n');
        self.blank = 0;
    }

    /// One blank line, at most two together.
    fn blank_line(&mut self) {
        if self.blank < 2 && !self.text.is_empty() {
            self.text.push('\n');
            self.blank += 1;
        }
    }

    fn is_hidden(&self) -> bool {
        self.has(Role::Hidden)
    }

    fn has(&self, role: Role) -> bool {
        self.open.iter().any(|o| o.role == role)
    }
}

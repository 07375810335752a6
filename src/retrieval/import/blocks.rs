//! The elements of a page to blocks of Markdown: headings, paragraphs, lists, tables.

use super::{
    dom::{Data, Dom, Id},
    text::{Block, escape, escape_lines},
};
use url::Url;

/// How deep elements may lie within each other to be told apart; what is deeper is plain text.
const DEPTH: usize = 200;

/// Writes the text of a page.
pub(super) struct Writer<'a, F> {
    dom: &'a Dom,
    address: Option<&'a Url>,
    is_text: F,
    blocks: Vec<Block>,
    /// The paragraph that is being written.
    line: String,
    level: usize,
}

impl<'a, F: Fn(Id) -> bool> Writer<'a, F> {
    /// A writer that leaves out the elements which are not `is_text`.
    pub(super) fn new(dom: &'a Dom, address: Option<&'a Url>, is_text: F) -> Self {
        Self {
            dom,
            address,
            is_text,
            blocks: Vec::new(),
            line: String::new(),
            level: 1,
        }
    }

    /// Writes what is below a node.
    pub(super) fn walk(&mut self, id: Id) {
        self.children(id, 0);
    }

    /// What was written.
    pub(super) fn end(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    fn children(&mut self, id: Id, depth: usize) {
        for child in &self.dom.node(id).children {
            self.write(*child, depth);
        }
    }

    fn write(&mut self, id: Id, depth: usize) {
        match &self.dom.node(id).data {
            Data::Text(text) => self.put(&escape(text)),
            Data::Other => {}
            Data::Element(..) if !(self.is_text)(id) => {}
            Data::Element(..) if depth >= DEPTH => self.put(&escape(&self.dom.text(id))),
            Data::Element(name, _) => self.element(id, name, depth + 1),
        }
    }

    fn element(&mut self, id: Id, name: &str, depth: usize) {
        match name {
            "br" => self.line.push('\n'),
            "a" => self.link(id, depth),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(name.as_bytes()[1] - b'0');
                self.level = level;
                self.heading(id, level);
            }
            "summary" => self.heading(id, (self.level + 1).min(6)),
            "ul" | "ol" => self.list(id, name == "ol", depth),
            "dl" => self.terms(id, depth),
            "table" => self.table(id, depth),
            "b" | "strong" | "i" | "em" | "u" | "s" | "small" | "span" | "font" | "sup" | "sub"
            | "abbr" | "time" | "code" | "label" | "mark" | "q" | "cite" | "bdi" | "data"
            | "kbd" | "ins" | "wbr" | "del" => {
                self.children(id, depth);
            }
            _ => {
                self.flush();
                self.children(id, depth);
                self.flush();
            }
        }
    }

    /// Adds to the paragraph, white space as one space.
    fn put(&mut self, text: &str) {
        for c in text.chars() {
            if !c.is_whitespace() {
                self.line.push(c);
            } else if !self.line.is_empty() && !self.line.ends_with(char::is_whitespace) {
                self.line.push(' ');
            }
        }
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let text = escape_lines(line.trim());
        if !text.trim().is_empty() {
            self.blocks.push(Block::paragraph(text));
        }
    }

    fn heading(&mut self, id: Id, level: usize) {
        self.flush();
        let text = self.inline(id);
        if !text.is_empty() {
            self.blocks.push(Block::heading(level, text));
        }
    }

    /// The text within an element on one line, as Markdown.
    fn inline(&mut self, id: Id) -> String {
        let outer = std::mem::take(&mut self.line);
        let mut open: Vec<Id> = self.dom.node(id).children.iter().rev().copied().collect();
        while let Some(next) = open.pop() {
            match &self.dom.node(next).data {
                Data::Text(text) => self.put(&escape(text)),
                Data::Element(..) if !(self.is_text)(next) => {}
                Data::Element(name, _) => {
                    if !matches!(
                        name.as_str(),
                        "a" | "b" | "i" | "em" | "strong" | "span" | "sup" | "sub"
                    ) {
                        self.put(" ");
                    }
                    open.extend(self.dom.node(next).children.iter().rev());
                }
                Data::Other => {}
            }
        }
        std::mem::replace(&mut self.line, outer).trim().to_owned()
    }

    /// A link within the site is its text. One that leads elsewhere, to a telephone or to a mailbox keeps where it leads.
    fn link(&mut self, id: Id, depth: usize) {
        let href = self.dom.attribute(id, "href").unwrap_or_default().trim();
        let is_whole = self
            .dom
            .below(id, |_| true)
            .iter()
            .any(|below| is_block(self.dom.name(*below)));
        if is_whole {
            return self.children(id, depth);
        }
        let text = self.inline(id);
        let (scheme, rest) = href.split_once(':').unwrap_or_default();
        if text.is_empty() {
            return;
        }
        match scheme.to_lowercase().as_str() {
            "mailto" | "tel" => {
                let rest = rest.split('?').next().unwrap_or_default().trim();
                let plain = |text: &str| {
                    text.chars()
                        .filter(|c| c.is_alphanumeric())
                        .collect::<String>()
                };
                self.put(&text);
                if !rest.is_empty() && !plain(&text).contains(plain(rest).trim_start_matches('1')) {
                    self.put(&format!(" ({})", escape(rest)));
                }
            }
            "http" | "https" if self.leads_away(href) && !text.contains("://") => {
                self.put(&format!(
                    "[{text}]({})",
                    href.replace([' ', '(', ')', '<', '>'], "")
                ));
            }
            _ => self.put(&text),
        }
    }

    fn leads_away(&self, href: &str) -> bool {
        let host = Url::parse(href)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        host.is_some() && host.as_deref() != self.address.and_then(Url::host_str)
    }

    fn list(&mut self, id: Id, ordered: bool, depth: usize) {
        self.flush();
        let items: Vec<Id> = self
            .dom
            .node(id)
            .children
            .iter()
            .copied()
            .filter(|id| (self.is_text)(*id))
            .collect();
        let first = self.blocks.len();
        let mut number = 0;
        for item in items {
            if self.dom.name(item) != "li" {
                self.write(item, depth);
                self.flush();
                continue;
            }
            let below = self.dom.below(item, |_| true);
            let holds = |names: &[&str]| below.iter().any(|id| names.contains(&self.dom.name(*id)));
            // A card and not an item: a part of the page by itself.
            if holds(&["h1", "h2", "h3", "h4", "h5", "h6", "table"]) {
                self.children(item, depth);
                self.flush();
                continue;
            }
            number += 1;
            let mark = if ordered {
                format!("{number}. ")
            } else {
                "- ".to_owned()
            };
            self.item(item, &mark, depth, first);
        }
    }

    /// An item, and below it, further in, the items of the lists that it holds.
    fn item(&mut self, id: Id, mark: &str, depth: usize, first: usize) {
        let before = self.blocks.len();
        self.children(id, depth);
        self.flush();
        let inner: Vec<Block> = self.blocks.drain(before..).collect();
        let mut lines = inner.iter().flat_map(|block| block.text.lines());
        let Some(start) = lines.next() else {
            return;
        };
        let mut text = format!("{mark}{start}");
        for line in lines {
            text.push_str("\n  ");
            text.push_str(line);
        }
        self.blocks.push(Block {
            tight: self.blocks.len() > first,
            ..Block::paragraph(text)
        });
    }

    /// Terms and what they mean, as items.
    fn terms(&mut self, id: Id, depth: usize) {
        self.flush();
        let parts = self
            .dom
            .below(id, |id| !matches!(self.dom.name(id), "dt" | "dd"));
        let first = self.blocks.len();
        let mut term = String::new();
        for part in parts {
            match self.dom.name(part) {
                "dt" => {
                    term = self.inline(part);
                    // A question is answered below it.
                    if crate::markdown::is_question(&term) {
                        self.blocks.push(Block::heading(
                            (self.level + 1).min(6),
                            std::mem::take(&mut term),
                        ));
                    }
                }
                "dd" if term.is_empty() => {
                    self.children(part, depth);
                    self.flush();
                }
                "dd" => {
                    let text = self.inline(part);
                    self.blocks.push(Block {
                        tight: self.blocks.len() > first,
                        ..Block::paragraph(format!("- {}: {text}", term.trim_end_matches(':')))
                    });
                }
                _ => {}
            }
        }
    }

    /// A table of data as one; a table that only arranges the page as what stands in it.
    fn table(&mut self, id: Id, depth: usize) {
        self.flush();
        let below = self.dom.below(id, |_| true);
        let arranges = below.iter().any(|id| {
            matches!(
                self.dom.name(*id),
                "table" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4"
            )
        });
        let lines: Vec<Id> = below
            .into_iter()
            .filter(|id| self.dom.name(*id) == "tr" && (self.is_text)(*id))
            .collect();
        let mut rows: Vec<(bool, Vec<String>)> = Vec::new();
        for line in lines.into_iter().filter(|_| !arranges) {
            let cells: Vec<Id> = self.dom.node(line).children.clone();
            let cells = cells
                .into_iter()
                .filter(|id| matches!(self.dom.name(*id), "td" | "th"));
            let cells: Vec<Id> = cells.collect();
            let is_head = cells.iter().all(|id| self.dom.name(*id) == "th");
            let texts: Vec<String> = cells.into_iter().map(|id| self.inline(id)).collect();
            if texts.iter().any(|text| !text.is_empty()) {
                rows.push((is_head, texts));
            }
        }
        if rows.iter().all(|(_, cells)| cells.len() < 2) {
            return self.arranged(id, depth);
        }
        self.rows(&rows);
    }

    /// The cells of a table one after the other.
    fn arranged(&mut self, id: Id, depth: usize) {
        for cell in self.dom.node(id).children.clone() {
            self.write(cell, depth);
            self.flush();
        }
    }

    fn rows(&mut self, rows: &[(bool, Vec<String>)]) {
        let first = self.blocks.len();
        let width = rows
            .iter()
            .map(|(_, cells)| cells.len())
            .max()
            .unwrap_or_default();
        let has_head = rows
            .first()
            .is_some_and(|(is_head, cells)| *is_head && cells.len() == width);
        for (n, (_, cells)) in rows.iter().enumerate() {
            let filled: Vec<&str> = cells
                .iter()
                .map(String::as_str)
                .filter(|cell| !cell.is_empty())
                .collect();
            let text = if has_head {
                let cells: Vec<String> = (0..width)
                    .map(|n| {
                        cells
                            .get(n)
                            .map(|cell| cell.replace('|', "\\|"))
                            .unwrap_or_default()
                    })
                    .collect();
                let rule = if n == 0 {
                    format!("\n|{}", " --- |".repeat(width))
                } else {
                    String::new()
                };
                format!("| {} |{rule}", cells.join(" | "))
            } else {
                match filled.as_slice() {
                    [one] => format!("- {one}"),
                    [name, rest @ ..] => {
                        format!("- {}: {}", name.trim_end_matches(':'), rest.join(", "))
                    }
                    [] => continue,
                }
            };
            self.blocks.push(Block {
                tight: self.blocks.len() > first,
                ..Block::paragraph(text)
            });
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "table"
            | "section"
            | "article"
    )
}

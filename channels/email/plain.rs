//! Markdown as the plain text of a mail, and a reply with its sources at the foot.

use crate::markdown::{events, is_link};
use frontdesk_core::message::{Citation, Reply};
use pulldown_cmark::{Event, Tag, TagEnd};

/// A reply with its sources as footnotes, still Markdown.
pub(super) fn with_footnotes(reply: &Reply) -> String {
    let mut cited: Vec<&Citation> = reply.citations.iter().collect();
    cited.sort_by_key(|c| c.n);
    let mut lines: Vec<String> = Vec::new();
    let mut named: Vec<(&str, &str)> = Vec::new();
    for citation in cited {
        let source = (citation.title.as_str(), citation.source.as_str());
        let pointed_at = reply.text.contains(&format!("[{}]", citation.n));
        if !pointed_at && named.contains(&source) {
            continue;
        }
        named.push(source);
        let title = escaped_markdown(&citation.title);
        let shown = if is_link(&citation.source) {
            format!("[{title}](<{}>)", citation.source.replace(['<', '>'], ""))
        } else {
            title
        };
        lines.push(format!("\\[{}\\] {shown}", citation.n));
    }
    if lines.is_empty() {
        return reply.text.clone();
    }
    format!("{}\n\n---\n\n{}", reply.text.trim_end(), lines.join("  \n"))
}

/// Text in which nothing is markup.
pub(super) fn escaped_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// Markdown as plain text.
pub(super) fn plain(text: &str) -> String {
    let mut page = Page::default();
    for event in events(text) {
        page.put(event);
    }
    let out = page.out.trim();
    if out.is_empty() { text.trim() } else { out }.to_owned()
}

#[derive(Default)]
struct Page {
    out: String,
    /// The next number of each open list; `None` for a list with dashes.
    lists: Vec<Option<u64>>,
    /// Where the text of the open link or picture begins, and where it leads.
    links: Vec<(usize, String)>,
    /// How many quotations are open.
    quotes: usize,
}

impl Page {
    fn put(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text(&text)
            }
            Event::SoftBreak | Event::HardBreak => self.line(),
            Event::Rule => {
                self.block();
                // Three: "-- " would begin a signature, which mail programs hide.
                self.out.push_str("---");
                self.block();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            self.out.push_str(line);
            if lines.peek().is_some_and(|rest| !rest.is_empty()) {
                self.line();
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::Table(_) if !self.at_item_start() => {
                self.block();
            }
            Tag::Heading { .. } => self.block(),
            Tag::BlockQuote(_) => {
                self.block();
                self.quotes += 1;
                self.out.push_str("> ");
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.block();
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::TableRow | Tag::TableHead => self.line(),
            Tag::TableCell if !self.out.ends_with('\n') && !self.out.is_empty() => {
                self.out.push_str(" | ");
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((self.out.len(), dest_url.into_string()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.block();
            }
            TagEnd::Link | TagEnd::Image => self.link(),
            _ => {}
        }
    }

    /// Adds where a link leads, unless its text says so.
    fn link(&mut self) {
        let Some((from, target)) = self.links.pop() else {
            return;
        };
        let bare = |s: &str| {
            let s = s.trim_start_matches("mailto:").trim_start_matches("tel:");
            let s = s
                .trim_start_matches("https://")
                .trim_start_matches("http://");
            s.trim_end_matches('/').to_lowercase()
        };
        if !target.is_empty() && bare(&target) != bare(&self.out[from..]) {
            self.out.push_str(&format!(" <{target}>"));
        }
    }

    fn item(&mut self) {
        self.line();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = match self.lists.last_mut() {
            Some(Some(n)) => {
                let mark = format!("{n}. ");
                *n += 1;
                mark
            }
            _ => "- ".into(),
        };
        self.out.push_str(&indent);
        self.out.push_str(&mark);
    }

    fn at_item_start(&self) -> bool {
        !self.lists.is_empty() && (self.out.ends_with("- ") || self.out.ends_with(". "))
            || self.quotes > 0 && self.out.ends_with("> ")
    }

    /// Begins a new line.
    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
            self.out.push_str(&"> ".repeat(self.quotes));
        }
    }

    /// Leaves a blank line.
    fn block(&mut self) {
        let kept = self.out.trim_end_matches([' ', '\n', '>']).len();
        self.out.truncate(kept);
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
            self.out.push_str(&"> ".repeat(self.quotes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{citation, reply};

    #[test]
    fn a_reply_names_its_sources_at_the_foot() {
        let mut reply = reply("There is a car park [1]. Dogs are welcome [2].");
        let mut parking = citation(1, "Parking [map]");
        parking.source = "https://bistro.example/parking".into();
        reply.citations = vec![citation(2, "Dogs"), parking, citation(3, "Dogs")];
        let text = with_footnotes(&reply);
        assert_eq!(
            plain(&text),
            "There is a car park [1]. Dogs are welcome [2].\n\n---\n\n[1] Parking [map] <https://bistro.example/parking>\n[2] Dogs"
        );
    }

    #[test]
    fn markdown_becomes_text_that_reads_well() {
        let text = "# Hours\n\nWe **open** at `nine`:\n\n- Monday\n- Tuesday\n  1. early\n  2. late\n\n> quoted\n> twice\n\nWrite to [us](mailto:a@b.example) or https://b.example/";
        assert_eq!(
            plain(text),
            "Hours\n\nWe open at nine:\n\n- Monday\n- Tuesday\n  1. early\n  2. late\n\n> quoted\n> twice\n\nWrite to us <mailto:a@b.example> or https://b.example/"
        );
    }

    #[test]
    fn a_text_without_anything_to_show_is_shown_as_it_is() {
        assert_eq!(plain("[a]: https://b.example"), "[a]: https://b.example");
    }
}

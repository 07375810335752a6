//! A reply as plain text for phones: no markup, cheap characters, parts that end with a sentence.

use super::segments::is_gsm7;
use crate::markdown::{events, sources, without_references};
use frontdesk_core::{message::Reply, text::split};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The parts of a reply, each at most `limit` characters.
pub(super) fn parts(reply: &Reply, limit: usize, cite: bool) -> Vec<String> {
    let mut text = plain(&without_references(&reply.text, &reply.citations));
    if cite {
        let titles: Vec<&str> = sources(&reply.citations)
            .iter()
            .map(|c| c.title.as_str())
            .collect();
        if !titles.is_empty() {
            let word = if titles.len() == 1 {
                "Source"
            } else {
                "Sources"
            };
            text = format!("{text}\n\n{word}: {}", titles.join(", "));
        }
    }
    split(&cheap(text), limit, |s| s.chars().count())
}

/// The text of a card for staff in at most `limit` characters. Where it is longer, the oldest of the messages in its middle
/// give way: how to answer stands at its end.
pub(super) fn card(text: &str, limit: usize) -> String {
    // What stands in backticks is to be written so: quotes show that without markup.
    let text = cheap(without_signs(&plain(&text.replace('`', "\""))));
    if text.chars().count() <= limit {
        return text;
    }
    let Some((middle, end)) = text.rsplit_once("\n\n") else {
        return cut(text, limit);
    };
    let mut room = limit.saturating_sub(end.chars().count() + CUT.len() + 4);
    let lines: Vec<&str> = middle.lines().collect();
    let (head, rest) = lines.split_at(lines.len().min(CARD_HEAD_LINES));
    let head = cut(head.join("\n"), room / 2);
    room = room.saturating_sub(head.chars().count());
    let latest = rest.iter().rev().take_while(|line| {
        let length = line.chars().count() + 1;
        let fits = length <= room;
        room = room.saturating_sub(length);
        fits
    });
    let mut latest: Vec<&str> = latest.copied().collect();
    latest.reverse();
    let latest = latest.join("\n");
    cut(format!("{head}\n{CUT}\n{latest}\n\n{end}"), limit)
}

/// Lines at the beginning of a card that say whose it is and why.
const CARD_HEAD_LINES: usize = 3;

const CUT: &str = "...";

/// A text in at most `limit` characters.
pub(super) fn cut(text: String, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text;
    }
    let kept: String = text.chars().take(limit.saturating_sub(CUT.len())).collect();
    format!("{}{CUT}", kept.trim_end())
}

/// A card without its little pictures: one of them makes it cost twice as much.
fn without_signs(text: &str) -> String {
    let mut out = text.to_owned();
    for (sign, word) in [
        ("📎 ", "File "),
        ("⏳ ", ""),
        ("👤 ", ""),
        ("✅ ", ""),
        ("❌ ", ""),
        ("✓ ", ""),
    ] {
        out = out.replace(sign, word);
    }
    out
}

/// Replaces typographic characters by their GSM-7 equivalents if then all of the text is GSM-7: one curly quote more
/// than halves what fits into a segment. Otherwise nothing is gained and the text stays as written.
fn cheap(text: String) -> String {
    let replaced: String = text.chars().map(|c| (c, equivalent(c))).fold(
        String::with_capacity(text.len()),
        |mut all, (c, equivalent)| {
            match equivalent {
                Some(equivalent) => all.push_str(equivalent),
                None => all.push(c),
            }
            all
        },
    );
    if is_gsm7(&replaced) { replaced } else { text }
}

fn equivalent(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '…' => "...",
        '•' | '·' | '‣' => "-",
        '×' => "x",
        '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{200a}' | '\u{202f}' | '\t' => " ",
        '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}' => "",
        _ => return None,
    })
}

/// Markdown as plain text.
pub(super) fn plain(text: &str) -> String {
    let mut page = Page::default();
    for event in events(text) {
        page.put(event);
    }
    let out = page.out.trim();
    if out.is_empty() {
        text.trim().to_owned()
    } else {
        out.to_owned()
    }
}

#[derive(Default)]
struct Page {
    out: String,
    /// The next number of each open list; `None` for a list with dashes.
    lists: Vec<Option<u64>>,
    /// Where the text of the open link or picture begins, and where it leads.
    links: Vec<(usize, String)>,
}

impl Page {
    fn put(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.out.push_str(&text),
            Event::Html(text) | Event::InlineHtml(text) => self.out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.out.push('\n'),
            Event::Rule => self.block(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::Table(_)
                if !self.at_item_start() =>
            {
                self.block();
            }
            Tag::Heading { .. } => self.block(),
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
            s.trim_end_matches('/').replace([' ', '-', '(', ')'], "")
        };
        let shown = self.out[from..].to_owned();
        if shown.trim().is_empty() {
            self.out.push_str(&target);
        } else if bare(&shown) == bare(&target) {
            if crate::markdown::is_link(&target) {
                self.out.truncate(from);
                self.out.push_str(&target);
            }
        } else if !target.is_empty() {
            let target = target
                .trim_start_matches("mailto:")
                .trim_start_matches("tel:");
            self.out.push_str(&format!(" ({target})"));
        }
    }

    fn item(&mut self) {
        self.line();
        let depth = self.lists.len().saturating_sub(1);
        self.out.push_str(&"  ".repeat(depth));
        match self.lists.last_mut() {
            Some(Some(n)) => {
                self.out.push_str(&format!("{n}. "));
                *n += 1;
            }
            _ => self.out.push_str("- "),
        }
    }

    fn at_item_start(&self) -> bool {
        !self.lists.is_empty() && (self.out.ends_with("- ") || self.out.ends_with(". "))
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn block(&mut self) {
        self.line();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::reply;

    #[test]
    fn markdown_becomes_plain_text() {
        let text = "# Menu\nWe have **vegan** and *vegetarian* dishes:\n\n- soup\n- `pie`\n\n1. one\n2. two\n\nSee [our menu](https://harbor.example/menu) or <https://harbor.example/>, call [+1 555 0100](tel:+15550100).";
        assert_eq!(
            plain(text),
            "Menu\n\nWe have vegan and vegetarian dishes:\n\n- soup\n- pie\n\n1. one\n2. two\n\nSee our menu (https://harbor.example/menu) or https://harbor.example/, call +1 555 0100."
        );
    }

    #[test]
    fn a_table_keeps_its_rows() {
        let table = "| Day | Hours |\n| --- | --- |\n| Mo | closed |\n| Tu | 11-21 |";
        assert_eq!(plain(table), "Day | Hours\nMo | closed\nTu | 11-21");
    }

    #[test]
    fn typographic_characters_become_cheap_if_that_saves_segments() {
        assert_eq!(
            cheap("It’s “open” – really…".into()),
            "It's \"open\" - really..."
        );
        assert_eq!(cheap("It’s open 😀".into()), "It’s open 😀");
    }

    #[test]
    fn sources_are_named_only_where_the_inbox_says_so() {
        let mut reply = reply("Parking is free [1].");
        reply
            .citations
            .push(crate::conformance::citation(1, "Parking"));
        assert_eq!(parts(&reply, 480, false), ["Parking is free."]);
        assert_eq!(
            parts(&reply, 480, true),
            ["Parking is free.\n\nSource: Parking"]
        );
    }

    #[test]
    fn a_long_reply_is_split_at_a_sentence_end() {
        let text = "One sentence is here. ".repeat(30);
        let parts = parts(&reply(&text), 480, false);
        assert_eq!(parts.len(), 2);
        assert!(
            parts
                .iter()
                .all(|p| p.ends_with('.') && p.chars().count() <= 480)
        );
    }

    #[test]
    fn a_card_is_cut_rather_than_refused() {
        let text = card(&"**word** ".repeat(500), 1_600);
        assert!(text.chars().count() <= 1_600);
        assert!(text.contains("..."));
    }

    #[test]
    fn a_long_card_keeps_who_it_is_the_latest_words_and_how_to_answer() {
        let lines: String = (0..40)
            .map(|n| format!("Customer: message number {n} with some words\n"))
            .collect();
        let text = format!(
            "**#12 · Complaint · high**\nMaria, by sms (+15550123)\nWhy: she asked\n\n**Last messages**\n{lines}📎 a.jpg: https://desk.example/files/x\n\n⏳ Waiting for Ana\nTo answer the customer, begin with 12: `12 your words`."
        );
        let text = card(&text, 600);
        assert!(text.chars().count() <= 600, "{text}");
        assert!(text.starts_with("#12 - Complaint - high\nMaria"), "{text}");
        assert!(
            !text.contains("number 0 ") && text.contains("number 39"),
            "{text}"
        );
        assert!(
            text.contains("File a.jpg: https://desk.example/files/x"),
            "{text}"
        );
        assert!(
            text.ends_with("begin with 12: \"12 your words\"."),
            "{text}"
        );
        assert!(is_gsm7(&text), "{text}");
    }
}

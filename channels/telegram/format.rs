//! Markdown as the HTML that Telegram takes: few tags, strictly nested, everything else escaped.
//! <https://core.telegram.org/bots/api#html-style>

use crate::{
    limits,
    markdown::{events, first_part, is_link, source_line, without_references},
};
use frontdesk_core::{
    message::{Media, Reply},
    text::split,
};
use pulldown_cmark::{Event, Tag, TagEnd};

/// The parts of a reply, each at most [`limits::TELEGRAM_UNITS`] once its markup is read.
pub(super) fn parts(reply: &Reply) -> Vec<String> {
    let mut text = without_references(&reply.text, &reply.citations);
    if let Some(sources) = source_line(&reply.citations, escaped_markdown) {
        text = format!("{text}\n\n_{sources}_");
    }
    fitting(&text, limits::TELEGRAM_UNITS)
}

/// A text as one part; what does not fit is left out and marked.
pub(super) fn one(text: &str) -> String {
    first_part(fitting(text, limits::TELEGRAM_UNITS - 2))
}

/// Splits the Markdown first and renders each part, so that no tag is ever cut. The source is measured as well as what
/// shows, since a cut in a link or in bold words makes markup visible.
fn fitting(text: &str, limit: usize) -> Vec<String> {
    let parts = split(text, limit, |s| units(s).max(render(s).units));
    parts
        .into_iter()
        .flat_map(|part| {
            let page = render(&part);
            if page.units <= limits::TELEGRAM_UNITS || limit < 2 {
                vec![page.html]
            } else {
                fitting(&part, limit / 2)
            }
        })
        .collect()
}

/// Rendered HTML, and what shows of it in UTF-16 units.
struct Page {
    html: String,
    units: usize,
    /// The end tags of what is open.
    open: Vec<&'static str>,
    /// The next number of each open list; `None` for a list with bullets.
    lists: Vec<Option<u64>>,
    /// The line ends that stand before the next character.
    breaks: usize,
    /// The address of a picture, shown after its text.
    picture: Option<String>,
}

fn render(text: &str) -> Page {
    let mut page = Page {
        html: String::new(),
        units: 0,
        open: Vec::new(),
        lists: Vec::new(),
        breaks: 0,
        picture: None,
    };
    for event in events(text) {
        page.put(event);
    }
    if page.units == 0 && !text.trim().is_empty() {
        // Markdown that shows nothing (a lone link definition): Telegram refuses an empty message.
        page.text(text.trim());
    }
    page
}

impl Page {
    fn put(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                self.tag("<code>", "</code>");
                self.text(&text);
                self.close();
            }
            Event::SoftBreak | Event::HardBreak => self.breaks = self.breaks.max(1),
            Event::Rule => self.block(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.block(),
            Tag::Heading { .. } => {
                self.block();
                self.tag("<b>", "</b>");
            }
            Tag::BlockQuote(_) => {
                self.block();
                // Telegram nests no quotations.
                let nested = self.open.contains(&"</blockquote>");
                if nested {
                    self.open.push("")
                } else {
                    self.tag("<blockquote>", "</blockquote>")
                }
            }
            Tag::CodeBlock(_) => {
                self.block();
                self.tag("<pre>", "</pre>");
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.block();
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Table(_) => self.block(),
            Tag::TableRow | Tag::TableHead => self.breaks = self.breaks.max(1),
            Tag::TableCell if self.breaks == 0 && self.units > 0 => self.text(" | "),
            Tag::Emphasis => self.tag("<i>", "</i>"),
            Tag::Strong => self.tag("<b>", "</b>"),
            Tag::Strikethrough => self.tag("<s>", "</s>"),
            Tag::Link { dest_url, .. } => self.link(&dest_url),
            Tag::Image { dest_url, .. } => self.picture = Some(dest_url.into_string()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link => self.close(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Image => {
                if let Some(address) = self.picture.take() {
                    self.text(&format!(" ({address})"));
                }
            }
            _ => {}
        }
        if matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_)) && self.lists.is_empty() {
            self.block();
        }
    }

    /// Only what Telegram opens becomes a link; the text of others shows what a person needs of them.
    fn link(&mut self, address: &str) {
        let opens = is_link(address) || address.starts_with("tg://");
        if opens {
            self.flush();
            self.html.push_str("<a href=\"");
            escape(&mut self.html, address);
            self.html.push_str("\">");
            self.open.push("</a>");
        } else {
            self.open.push("");
        }
    }

    fn item(&mut self) {
        self.breaks = self.breaks.max(1);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = match self.lists.last_mut() {
            Some(Some(n)) => {
                let mark = format!("{n}. ");
                *n += 1;
                mark
            }
            _ => "• ".into(),
        };
        self.text(&format!("{indent}{mark}"));
    }

    /// A new block: an empty line before it, except at the begin of a list item or a quotation.
    fn block(&mut self) {
        if self.html.ends_with("<blockquote>") {
            return;
        }
        let in_item = !self.lists.is_empty();
        self.breaks = self.breaks.max(if in_item { 0 } else { 2 });
    }

    fn tag(&mut self, start: &'static str, end: &'static str) {
        self.flush();
        self.html.push_str(start);
        self.open.push(end);
    }

    fn close(&mut self) {
        let end = self.open.pop().unwrap_or_default();
        if end == "</pre>" && self.html.ends_with('\n') {
            self.html.pop();
            self.units -= 1;
        }
        self.html.push_str(end);
    }

    /// Writes the line ends that wait; none at the very beginning.
    fn flush(&mut self) {
        if self.units > 0 {
            self.html.extend(std::iter::repeat_n('\n', self.breaks));
            self.units += self.breaks;
        }
        self.breaks = 0;
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.flush();
        escape(&mut self.html, text);
        self.units += units(text);
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}

/// A title inside of Markdown of our own.
fn escaped_markdown(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// A line with a link to a file that cannot go along.
pub(super) fn link(media: &Media) -> String {
    let mut html = "\n📎 <a href=\"".to_owned();
    escape(&mut html, &media.url);
    html.push_str("\">");
    escape(&mut html, &media.name);
    html + "</a>"
}

/// What shows of HTML made here.
pub(super) fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            other if !in_tag => text.push(other),
            _ => {}
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{citation, reply};

    fn html(text: &str) -> String {
        render(text).html
    }

    #[test]
    fn markdown_becomes_telegrams_html() {
        assert_eq!(
            html("# Menu\nWe have **vegan** & *vegetarian*:\n\n- soup\n- `pie`\n\n1. one\n2. two"),
            "<b>Menu</b>\n\nWe have <b>vegan</b> &amp; <i>vegetarian</i>:\n\n• soup\n• <code>pie</code>\n\n1. one\n2. two"
        );
        assert_eq!(
            html("[menu](https://a.example/?a=1&b=%22) <https://b.example>"),
            "<a href=\"https://a.example/?a=1&amp;b=%22\">menu</a> <a href=\"https://b.example\">https://b.example</a>"
        );
        assert_eq!(html("a\nb  \nc"), "a\nb\nc");
        assert_eq!(
            html("> quoted\n> > twice\n\nafter"),
            "<blockquote>quoted\n\ntwice</blockquote>\n\nafter"
        );
        assert_eq!(
            html("- one\n\n> quoted"),
            "• one\n\n<blockquote>quoted</blockquote>"
        );
        assert_eq!(
            html("```\nlet a = 1 < 2;\n```\nafter"),
            "<pre>let a = 1 &lt; 2;</pre>\n\nafter"
        );
    }

    #[test]
    fn what_customers_and_models_write_cannot_break_the_markup() {
        assert_eq!(
            html("1 < 2 & <b>x</b> \"q\""),
            "1 &lt; 2 &amp; &lt;b&gt;x&lt;/b&gt; &quot;q&quot;"
        );
        assert_eq!(html("[x](javascript:alert(1))"), "x");
        assert_eq!(html("**never closed"), "**never closed");
    }

    #[test]
    fn a_part_is_cut_between_words_and_every_tag_is_closed() {
        let text = "**bold words** and [a link](https://a.example/long/path). ".repeat(300);
        let parts = fitting(&text, limits::TELEGRAM_UNITS);
        assert!(parts.len() > 1);
        for part in &parts {
            assert!(units(&visible(part)) <= limits::TELEGRAM_UNITS);
            assert_eq!(part.matches("<b>").count(), part.matches("</b>").count());
            assert_eq!(part.matches("<a ").count(), part.matches("</a>").count());
        }
        let shown: usize = parts
            .iter()
            .map(|p| visible(p).matches("bold words").count())
            .sum();
        assert_eq!(shown, 300);
    }

    #[test]
    fn an_emoji_counts_as_telegram_counts_it() {
        let parts = fitting(&"😀".repeat(4_096), limits::TELEGRAM_UNITS);
        assert_eq!(parts.len(), 2);
        assert_eq!(units(&parts[0]), 4_096);
    }

    #[test]
    fn sources_stand_in_one_line_with_links_where_there_are_any() {
        let mut reply = reply("Parking is free [1].");
        reply.citations.push(citation(1, "Parking_and <more>"));
        let mut linked = citation(2, "Hours");
        linked.source = "https://a.example/hours".into();
        reply.citations.push(linked);
        assert_eq!(
            parts(&reply),
            [
                "Parking is free.\n\n<i>Sources: Parking_and &lt;more&gt;, <a href=\"https://a.example/hours\">Hours</a></i>"
            ]
        );
    }

    #[test]
    fn a_card_that_is_too_long_stays_one_message() {
        let card = one(&"word ".repeat(2_000));
        assert!(units(&visible(&card)) <= limits::TELEGRAM_UNITS);
        assert!(card.ends_with("\n…"));
    }
}

//! Markdown as the HTML that mail programs show: few tags, inline styles (style sheets are dropped by many), everything else
//! escaped. Nothing is loaded from elsewhere.

use crate::markdown::events;
use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

/// A whole page in the business's look.
pub(super) struct Look<'a> {
    /// The name at the top.
    pub(super) name: &'a str,
    /// The main colour as configured; anything but `#rgb` and `#rrggbb` is not used.
    pub(super) color: &'a str,
    /// The language of the text.
    pub(super) language: &'a str,
}

const COLOR: &str = "#33475b";

impl Look<'_> {
    /// The page with `text`, Markdown, under the name of the business.
    pub(super) fn page(&self, title: &str, text: &str) -> String {
        let color = checked(self.color).unwrap_or(COLOR);
        let ink = if is_light(color) {
            "#1f2933"
        } else {
            "#ffffff"
        };
        let body = fragment(text, if is_light(color) { COLOR } else { color });
        let (language, title, name) = (escaped(self.language), escaped(title), escaped(self.name));
        let name = if name.is_empty() {
            String::new()
        } else {
            format!(
                "<div style=\"background:{color};color:{ink};padding:12px 20px;font-weight:600\">{name}</div>\n"
            )
        };
        format!(
            "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\n\
             <body style=\"margin:0;padding:0;background:#f4f5f7\">\n\
             <div style=\"max-width:600px;margin:0 auto;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1f2933\">\n\
             {name}<div style=\"background:#ffffff;padding:8px 20px 20px\">\n{body}</div>\n</div>\n</body></html>\n"
        )
    }
}

/// Markdown as HTML; links in this colour.
fn fragment(text: &str, color: &str) -> String {
    let mut page = Page {
        html: String::with_capacity(text.len() * 2),
        links: Vec::new(),
        color,
        columns: Vec::new(),
        column: 0,
        head: false,
    };
    for event in events(text) {
        page.put(event);
    }
    if page.html.is_empty() && !text.trim().is_empty() {
        // Markdown that shows nothing: a lone link definition.
        return format!("<p>{}</p>", escaped(text.trim()));
    }
    page.html
}

struct Page<'a> {
    html: String,
    /// The end tags of open links and pictures; empty for one that leads nowhere safe.
    links: Vec<String>,
    color: &'a str,
    columns: Vec<Alignment>,
    column: usize,
    head: bool,
}

impl Page<'_> {
    fn put(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.html.push_str(&escaped(&text));
            }
            Event::Code(text) => {
                let text = escaped(&text);
                self.html.push_str(&format!(
                    "<code style=\"background:#f4f5f7;padding:1px 4px\">{text}</code>"
                ));
            }
            Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self
                .html
                .push_str("<hr style=\"border:0;border-top:1px solid #d9dee4;margin:16px 0\">\n"),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let html = match tag {
            Tag::Paragraph => "<p style=\"margin:12px 0\">".into(),
            Tag::Heading { .. } => {
                "<p style=\"margin:18px 0 6px;font-size:18px;font-weight:600\">".into()
            }
            Tag::BlockQuote(_) => "<blockquote style=\"margin:12px 0;padding-left:12px;border-left:3px solid #d9dee4;color:#52606d\">\n".into(),
            Tag::CodeBlock(_) => {
                "<pre style=\"background:#f4f5f7;padding:10px;white-space:pre-wrap\">".into()
            }
            Tag::List(Some(first)) => format!("<ol start=\"{first}\" style=\"margin:12px 0\">\n"),
            Tag::List(None) => "<ul style=\"margin:12px 0\">\n".into(),
            Tag::Item => "<li>".into(),
            Tag::Table(columns) => {
                self.columns = columns;
                "<table style=\"border-collapse:collapse;margin:12px 0\">\n".into()
            }
            Tag::TableHead | Tag::TableRow => {
                self.head = matches!(tag, Tag::TableHead);
                self.column = 0;
                "<tr>".into()
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => "<em>".into(),
            Tag::Strong => "<strong>".into(),
            Tag::Strikethrough => "<s>".into(),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.link(&dest_url),
            _ => return,
        };
        self.html.push_str(&html);
    }

    fn end(&mut self, tag: TagEnd) {
        let html = match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => "</p>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</pre>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Table => "</table>\n",
            TagEnd::TableHead | TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell if self.head => "</th>",
            TagEnd::TableCell => "</td>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</s>",
            TagEnd::Link | TagEnd::Image => &self.links.pop().unwrap_or_default(),
            _ => "",
        };
        self.html.push_str(html);
    }

    fn cell(&mut self) -> String {
        let align = match self.columns.get(self.column) {
            Some(Alignment::Right) => "right",
            Some(Alignment::Center) => "center",
            _ => "left",
        };
        self.column += 1;
        let tag = if self.head { "th" } else { "td" };
        format!(
            "<{tag} style=\"text-align:{align};padding:4px 10px;border-bottom:1px solid #d9dee4\">"
        )
    }

    /// Only what is safe to press becomes a link. A picture becomes one as well: mail programs do not load it.
    fn link(&mut self, address: &str) -> String {
        const SAFE: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];
        let lower = address.to_ascii_lowercase();
        if SAFE.iter().any(|s| lower.starts_with(s)) {
            self.links.push("</a>".into());
            let (address, color) = (escaped(address), self.color);
            format!("<a href=\"{address}\" style=\"color:{color}\">")
        } else {
            self.links.push(String::new());
            String::new()
        }
    }
}

/// Text that is safe between tags and in quoted attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// The colour, if it is one.
fn checked(color: &str) -> Option<&str> {
    let digits = color.strip_prefix('#')?;
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    (hex && matches!(digits.len(), 3 | 6)).then_some(color)
}

/// Whether dark text reads better on this colour (relative luminance, roughly).
fn is_light(color: &str) -> bool {
    let digits: Vec<u32> = color.chars().filter_map(|c| c.to_digit(16)).collect();
    let [r, g, b] = match *digits.as_slice() {
        [r, g, b] => [r * 17, g * 17, b * 17],
        [r, s, g, t, b, u] => [r * 16 + s, g * 16 + t, b * 16 + u],
        _ => return false,
    };
    r * 299 + g * 587 + b * 114 > 160_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_customer_or_a_model_wrote_cannot_become_markup() {
        let html = fragment(
            "So <script>alert(1)</script> **bold** [x](javascript:alert(1)) [y](https://a.example/?a=1&b=\"2\")\n\n<img src=x>",
            COLOR,
        );
        assert!(!html.contains("<script"), "{html}");
        assert!(
            !html.contains("<img") && !html.contains("javascript"),
            "{html}"
        );
        assert!(html.contains("<strong>bold</strong>"));
        assert!(html.contains("href=\"https://a.example/?a=1&amp;b="));
        let look = Look {
            name: "A & <B>",
            color: "red;background:url(x)",
            language: "en\"",
        };
        let page = look.page("<t>", "x");
        assert!(page.contains("A &amp; &lt;B&gt;") && page.contains("&lt;t&gt;"));
        assert!(!page.contains("url(x)") && page.contains("lang=\"en&quot;\""));
    }

    #[test]
    fn the_name_reads_on_light_and_dark_colours() {
        assert!(is_light("#ffd400") && is_light("#eee"));
        assert!(!is_light("#0b5c7a") && !is_light("#333"));
    }

    #[test]
    fn tables_and_lists_keep_their_form() {
        let html = fragment(
            "| a | b |\n|---|--:|\n| 1 | 2 |\n\n3. x\n4. y\n\n- z",
            COLOR,
        );
        assert!(html.contains("<th") && html.contains("text-align:right"));
        assert!(html.contains("<ol start=\"3\"") && html.contains("<ul"));
    }
}

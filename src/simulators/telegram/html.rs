//! Telegram's HTML: a few tags, strictly nested, everything else an error.
//! <https://core.telegram.org/bots/api#html-style>

use serde_json::{Value, json};

/// A parsed text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parsed {
    /// Without markup.
    pub(super) text: String,
    /// As Telegram's MessageEntity objects, offsets in UTF-16 units.
    pub(super) entities: Vec<Value>,
    /// Canonical HTML of the known tags, everything else escaped.
    pub(super) html: String,
}

/// A text without markup.
pub(super) fn plain(text: &str) -> Parsed {
    Parsed {
        text: text.to_owned(),
        entities: Vec::new(),
        html: escaped(text),
    }
}

/// Parses `parse_mode=HTML`.
///
/// # Errors
/// What Telegram says after "can't parse entities: ".
pub(super) fn parse(source: &str) -> Result<Parsed, String> {
    let mut parser = Parser {
        source,
        ..Parser::default()
    };
    parser.run()?;
    Ok(parser.out)
}

/// A tag that is open, and where.
#[derive(Debug)]
struct Open {
    name: String,
    html_end: &'static str,
    entity: Option<usize>,
    offset: usize,
}

#[derive(Default)]
struct Parser<'a> {
    source: &'a str,
    at: usize,
    units: usize,
    open: Vec<Open>,
    out: Parsed,
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '<' if self.rest().starts_with("</") => self.end_tag()?,
                '<' => self.start_tag()?,
                '&' => self.reference(),
                other => {
                    self.at += other.len_utf8();
                    self.put(other);
                }
            }
        }
        match self.open.last() {
            Some(open) => Err(format!(
                "Can't find end tag corresponding to start tag \"{}\"",
                open.name
            )),
            None => Ok(()),
        }
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn put(&mut self, c: char) {
        self.units += c.len_utf16();
        self.out.text.push(c);
        push_escaped(&mut self.out.html, c);
    }

    fn reference(&mut self) {
        let known = self
            .rest()
            .find(';')
            .filter(|end| *end <= 10)
            .and_then(|end| {
                let name = &self.rest()[1..end];
                Some((end + 1, decode(name)?))
            });
        let (length, c) = known.unwrap_or((1, '&'));
        self.at += length;
        self.put(c);
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let from = self.at;
        let length = self
            .rest()
            .find('>')
            .ok_or_else(|| format!("Unclosed start tag at byte offset {from}"))?;
        let inside = &self.rest()[1..length];
        let (name, attributes) = split_name(inside);
        let name = name.to_ascii_lowercase();
        let nested = self.open.last().is_some_and(|open| open.name == "pre");
        let tag = tag(&name, attributes, nested)
            .ok_or_else(|| format!("Unsupported start tag \"{name}\" at byte offset {from}"))?;
        self.at += length + 1;
        self.out.html.push_str(&tag.html_start);
        if let (Some(language), Some(open)) = (tag.language, self.open.last())
            && let Some(entity) = open.entity
        {
            self.out.entities[entity]["language"] = language.into();
        }
        let entity = tag.entity.map(|entity| {
            self.out.entities.push(entity);
            self.out.entities.len() - 1
        });
        self.open.push(Open {
            name,
            html_end: tag.html_end,
            entity,
            offset: self.units,
        });
        Ok(())
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let from = self.at;
        let length = self
            .rest()
            .find('>')
            .ok_or_else(|| format!("Unclosed end tag at byte offset {from}"))?;
        let name = self.rest()[2..length].trim().to_ascii_lowercase();
        let open = self
            .open
            .pop()
            .ok_or_else(|| format!("Unexpected end tag at byte offset {from}"))?;
        if !name.is_empty() && name != open.name {
            return Err(format!(
                "Unmatched end tag at byte offset {from}, expected \"</{}>\", found \"</{name}>\"",
                open.name
            ));
        }
        self.at += length + 1;
        self.out.html.push_str(open.html_end);
        if let Some(entity) = open.entity {
            self.out.entities[entity]["offset"] = open.offset.into();
            self.out.entities[entity]["length"] = (self.units - open.offset).into();
        }
        Ok(())
    }
}

struct Tag {
    entity: Option<Value>,
    language: Option<String>,
    html_start: String,
    html_end: &'static str,
}

/// None for a tag that Telegram does not know.
fn tag(name: &str, attributes: &str, in_pre: bool) -> Option<Tag> {
    let simple = |kind: &str, start: &str, html_end| Tag {
        entity: Some(json!({ "type": kind })),
        language: None,
        html_start: start.to_owned(),
        html_end,
    };
    Some(match name {
        "b" | "strong" => simple("bold", "<b>", "</b>"),
        "i" | "em" => simple("italic", "<i>", "</i>"),
        "u" | "ins" => simple("underline", "<u>", "</u>"),
        "s" | "strike" | "del" => simple("strikethrough", "<s>", "</s>"),
        "tg-spoiler" => simple("spoiler", "<span class=\"tg-spoiler\">", "</span>"),
        "span" if attribute(attributes, "class").as_deref() == Some("tg-spoiler") => {
            simple("spoiler", "<span class=\"tg-spoiler\">", "</span>")
        }
        "blockquote" if has_attribute(attributes, "expandable") => {
            simple("expandable_blockquote", "<blockquote>", "</blockquote>")
        }
        "blockquote" => simple("blockquote", "<blockquote>", "</blockquote>"),
        "pre" => simple("pre", "<pre>", "</pre>"),
        "code" if in_pre => Tag {
            entity: None,
            language: attribute(attributes, "class")
                .and_then(|class| class.strip_prefix("language-").map(str::to_owned)),
            html_start: "<code>".into(),
            html_end: "</code>",
        },
        "code" => simple("code", "<code>", "</code>"),
        "a" => link(attributes),
        _ => return None,
    })
}

/// A link; one that leads nowhere is text, as in Telegram.
fn link(attributes: &str) -> Tag {
    let url = attribute(attributes, "href").unwrap_or_default();
    let safe = ["http://", "https://", "mailto:", "tel:", "tg://"];
    if !safe.iter().any(|scheme| url.starts_with(scheme)) {
        return Tag {
            entity: None,
            language: None,
            html_start: String::new(),
            html_end: "",
        };
    }
    Tag {
        html_start: format!("<a href=\"{}\">", escaped(&url)),
        entity: Some(json!({ "type": "text_link", "url": url })),
        language: None,
        html_end: "</a>",
    }
}

fn split_name(inside: &str) -> (&str, &str) {
    let end = inside
        .find(|c: char| c.is_whitespace() || c == '/')
        .unwrap_or(inside.len());
    inside.split_at(end)
}

fn has_attribute(attributes: &str, name: &str) -> bool {
    attributes
        .split(|c: char| c.is_whitespace() || c == '=')
        .any(|word| word == name)
}

/// The value of `name="value"`, with either quotes or none, its references decoded.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let start = attributes.find(&format!("{name}="))? + name.len() + 1;
    let rest = &attributes[start..];
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split_whitespace().next()?,
    };
    let mut parser = Parser {
        source: value,
        ..Parser::default()
    };
    while let Some(c) = parser.rest().chars().next() {
        if c == '&' {
            parser.reference();
        } else {
            parser.at += c.len_utf8();
            parser.put(c);
        }
    }
    Some(parser.out.text)
}

/// The four named references of Telegram and the numeric ones.
fn decode(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')
        }
    }
}

pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    text.chars().for_each(|c| push_escaped(&mut html, c));
    html
}

fn push_escaped(html: &mut String, c: char) {
    match c {
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '&' => html.push_str("&amp;"),
        '"' => html.push_str("&quot;"),
        other => html.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_entities_with_utf16_offsets() {
        let parsed =
            parse("😀 <b>bold <i>both</i></b> &lt;3 <a href=\"https://a.b/?c&amp;d\">l</a>");
        let parsed = parsed.unwrap();
        assert_eq!(parsed.text, "😀 bold both <3 l");
        assert_eq!(
            parsed.entities[0],
            json!({ "type": "bold", "offset": 3, "length": 9 })
        );
        assert_eq!(
            parsed.entities[1],
            json!({ "type": "italic", "offset": 8, "length": 4 })
        );
        assert_eq!(parsed.entities[2]["url"], "https://a.b/?c&d");
        assert!(
            parsed
                .html
                .contains("&lt;3 <a href=\"https://a.b/?c&amp;d\">l</a>")
        );
    }

    #[test]
    fn what_telegram_refuses_is_refused_in_its_words() {
        let error = |text| parse(text).unwrap_err();
        assert_eq!(
            error("a <div>b</div>"),
            "Unsupported start tag \"div\" at byte offset 2"
        );
        assert_eq!(
            error("<b>a"),
            "Can't find end tag corresponding to start tag \"b\""
        );
        assert!(error("<b><i>a</b></i>").starts_with("Unmatched end tag at byte offset 7"));
        assert_eq!(error("a</b>"), "Unexpected end tag at byte offset 1");
        assert_eq!(error("1 < 2"), "Unclosed start tag at byte offset 2");
        assert!(error("<br>").starts_with("Unsupported start tag \"br\""));
    }

    #[test]
    fn a_script_link_is_only_text() {
        assert_eq!(parse("<a href='javascript:x'>l</a>").unwrap(), plain("l"));
    }

    #[test]
    fn code_in_pre_names_its_language() {
        let parsed = parse("<pre><code class=\"language-rust\">x</code></pre>").unwrap();
        let entity = json!({ "type": "pre", "language": "rust", "offset": 0, "length": 1 });
        assert_eq!(parsed.entities, [entity]);
    }
}

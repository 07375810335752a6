//! A document of any origin as headings and blocks of Markdown, and how plain text is written so that it stays text.

/// A document on its way to an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Document {
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

/// A heading, a paragraph, an item, a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// Its level, if it is a heading.
    pub(super) heading: Option<usize>,
    /// Markdown.
    pub(super) text: String,
    /// Stands on the line below the block before it.
    pub(super) tight: bool,
}

impl Block {
    pub(super) fn paragraph(text: impl Into<String>) -> Self {
        Self {
            heading: None,
            text: text.into(),
            tight: false,
        }
    }

    pub(super) fn heading(level: usize, text: impl Into<String>) -> Self {
        Self {
            heading: Some(level),
            text: text.into(),
            tight: false,
        }
    }
}

impl Document {
    /// Takes out headings with nothing below them.
    pub(super) fn prune(&mut self) {
        let mut kept: Vec<Block> = Vec::new();
        for block in self.blocks.drain(..).rev() {
            let says = match (block.heading, kept.last().map(|next| next.heading)) {
                (None, _) | (Some(_), Some(None)) => true,
                (Some(_), None) => false,
                (Some(level), Some(Some(next))) => next > level,
            };
            if says {
                kept.push(block);
            }
        }
        kept.reverse();
        self.blocks = kept;
    }

    /// How many words it has, headings aside.
    pub(super) fn words(&self) -> usize {
        let texts = self.blocks.iter().filter(|block| block.heading.is_none());
        texts
            .map(|block| block.text.split_whitespace().count())
            .sum()
    }

    /// The Markdown, with the title as its first heading.
    pub(super) fn markdown(&self) -> String {
        let mut text = format!("# {}\n", self.title);
        for block in &self.blocks {
            text.push_str(if block.tight { "" } else { "\n" });
            if let Some(level) = block.heading {
                text.push_str(&"#".repeat(level.clamp(2, 6)));
                text.push(' ');
            }
            text.push_str(&block.text);
            text.push('\n');
        }
        text
    }
}

/// Plain text that is written into Markdown within a line.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '`' | '<' | '[' | '\\') {
            escaped.push('\\');
        }
        // Marks without a shape, which pages are full of, would part words that look whole.
        if !matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\0'
        ) {
            escaped.push(c);
        }
    }
    escaped
}

/// The same for the beginnings of lines, which would make a heading, a list or a quotation of them.
pub(super) fn escape_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| escape_line(line.trim())).collect();
    lines.join("\n")
}

fn escape_line(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let numbered = rest.starts_with(['.', ')']) && !rest[1..].starts_with(|c| c != ' ');
    if (1..10).contains(&digits) && numbered {
        return format!("{}\\{rest}", &line[..digits]);
    }
    let marks = line.starts_with(['#', '>', '|', '=', '~'])
        || line.starts_with(['-', '+']) && !line[1..].starts_with(|c: char| c.is_alphanumeric());
    if marks {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_over_nothing_are_left_out() {
        let mut document = Document {
            title: "T".into(),
            blocks: vec![
                Block::heading(2, "Empty"),
                Block::heading(2, "Outer"),
                Block::heading(3, "Inner"),
                Block::paragraph("text"),
                Block::heading(2, "Last"),
            ],
        };
        document.prune();
        assert_eq!(
            document.markdown(),
            "# T\n\n## Outer\n\n### Inner\n\ntext\n"
        );
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("2*3 <b> [x]\u{200b}"), "2\\*3 \\<b> \\[x]");
        let lines = "# no\n12. no\n- no\n-5 yes\n1.5 hours\n+1 631";
        assert_eq!(
            escape_lines(lines),
            "\\# no\n12\\. no\n\\- no\n-5 yes\n1.5 hours\n+1 631"
        );
    }
}

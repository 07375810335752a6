//! A passage's text as the pieces that are quoted whole: sentences, list items, table rows.

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sentence,
    Item,
    Row,
}

/// A piece of a passage, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub text: String,
    pub kind: Kind,
    /// Which paragraph, list or table it is part of.
    pub block: usize,
}

/// Cuts Markdown into units, in order.
pub(super) fn units(markdown: &str) -> Vec<Unit> {
    let mut cutter = Cutter::default();
    for line in markdown.lines() {
        cutter.line(line);
    }
    cutter.end_paragraph();
    cutter.units
}

#[derive(Default)]
struct Cutter {
    units: Vec<Unit>,
    paragraph: String,
    block: usize,
    last: Option<Kind>,
}

impl Cutter {
    fn line(&mut self, line: &str) {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            self.end_paragraph();
            self.last = None;
        } else if text.starts_with('|') {
            self.piece(text, Kind::Row);
        } else if is_item(text) {
            self.piece(text, Kind::Item);
        } else if self.last == Some(Kind::Item) && line.starts_with(char::is_whitespace) {
            if let Some(item) = self.units.last_mut() {
                item.text.push(' ');
                item.text.push_str(text);
            }
        } else {
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(text.trim_start_matches("> "));
            self.last = None;
        }
    }

    fn piece(&mut self, text: &str, kind: Kind) {
        self.end_paragraph();
        if self.last != Some(kind) {
            self.block += 1;
        }
        self.last = Some(kind);
        self.units.push(Unit {
            text: text.to_owned(),
            kind,
            block: self.block,
        });
    }

    fn end_paragraph(&mut self) {
        if self.paragraph.is_empty() {
            return;
        }
        self.block += 1;
        let paragraph = std::mem::take(&mut self.paragraph);
        for piece in pieces(&paragraph) {
            self.units.push(Unit {
                text: piece.trim().to_owned(),
                kind: Kind::Sentence,
                block: self.block,
            });
        }
    }
}

fn is_item(text: &str) -> bool {
    if ["- ", "* ", "+ ", "• "].iter().any(|m| text.starts_with(m)) {
        return true;
    }
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
    after.len() < text.len() && (after.starts_with(". ") || after.starts_with(") "))
}

/// Words that end with a full stop without ending a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "no", "vs", "etc", "approx", "incl", "e.g", "i.e", "oz", "min",
    "tel", "nr", "z.b", "a.m", "p.m", "inc", "ltd", "ave", "blvd",
];

/// Sentences with the white space after them; together they are the text.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let end = i + c.len_utf8();
        let Some(&(_, next)) = chars.peek() else {
            break;
        };
        let ends = match c {
            '.' => next.is_whitespace() && ends_sentence(&text[start..i], &text[end..]),
            '!' | '?' | '…' => next.is_whitespace(),
            '。' | '！' | '？' => true,
            '\n' => true,
            _ => false,
        };
        if ends {
            let rest = &text[end..];
            let next_start = end + (rest.len() - rest.trim_start().len());
            pieces.push(&text[start..next_start]);
            start = next_start;
            while chars.peek().is_some_and(|&(j, _)| j < next_start) {
                chars.next();
            }
        }
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// A full stop ends a sentence unless it ends an abbreviation, an initial, a list number, or a small letter follows.
fn ends_sentence(before: &str, after: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let next_is_small = after.trim_start().starts_with(char::is_lowercase);
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    // "8 p.m. The bar" ends a sentence; "8 p.m. on" does not, which the small letter tells.
    let clock = matches!(word.as_str(), "a.m" | "p.m");
    !next_is_small && (clock || !ABBREVIATIONS.contains(&word.as_str())) && !initial
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(
            pieces("Ask Mr. Marlowe. We open at 9 a.m. on Sunday! Parking costs $2.50. Fine?"),
            [
                "Ask Mr. Marlowe. ",
                "We open at 9 a.m. on Sunday! ",
                "Parking costs $2.50. ",
                "Fine?"
            ]
        );
    }

    #[test]
    fn lists_and_paragraphs_become_units_of_their_blocks() {
        let cut = units("We take:\n\n- cash\n- cards, also\n  by phone\n\nNo checks. Sorry.");
        let seen: Vec<_> = cut
            .iter()
            .map(|u| (u.text.as_str(), u.kind, u.block))
            .collect();
        assert_eq!(
            seen,
            [
                ("We take:", Kind::Sentence, 1),
                ("- cash", Kind::Item, 2),
                ("- cards, also by phone", Kind::Item, 2),
                ("No checks.", Kind::Sentence, 3),
                ("Sorry.", Kind::Sentence, 3),
            ]
        );
    }
}

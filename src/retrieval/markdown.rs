//! Markdown to an [`Article`]: a part for each heading, a block for each paragraph, list item or table row.

use crate::{
    article::{Article, Block, Part},
    check::Problem,
    front_matter::{self, Kind},
};
use chrono::NaiveDate;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Reads an article. `None` where there is nothing to use: it cannot be read, or it is over on the day `today`.
pub(crate) fn article(
    file: &str,
    text: &str,
    today: NaiveDate,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    let split = front_matter::split(file, text, problems)?;
    if let Some(day) = split.head.valid_until.filter(|day| *day < today) {
        let what = format!("it held until {day} and is left out");
        problems.push(
            Problem::warning(file, what, "delete it, or write a later day").of("valid_until"),
        );
        return None;
    }
    let (first_heading, mut parts) = parts(split.body);
    let title = split
        .head
        .title
        .or(first_heading)
        .unwrap_or_else(|| from_file_name(file));
    for part in &mut parts {
        part.headings.retain(|heading| *heading != title);
    }
    if parts.is_empty() {
        problems.push(
            Problem::warning(
                file,
                "there is no text in it",
                "write some, or delete the file",
            )
            .at(split.first_line),
        );
        return None;
    }
    if split.head.kind == Kind::Faq && parts.iter().all(|part| part.question.is_none()) {
        problems.push(
            Problem::warning(
                file,
                "it is an FAQ, and no heading is a question",
                "end the headings that are questions with `?`",
            )
            .of("kind"),
        );
    }
    Some(Article {
        name: file.into(),
        title,
        source: split.head.source,
        also: split.head.also,
        parts,
    })
}

/// The parts of a text, and its first heading of the first level.
pub(crate) fn parts(text: &str) -> (Option<String>, Vec<Part>) {
    let mut outline = Outline::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        outline.take(event, &text[range]);
    }
    outline.end_part();
    (outline.first_heading, outline.parts)
}

/// What is read so far.
#[derive(Default)]
struct Outline {
    parts: Vec<Part>,
    first_heading: Option<String>,
    /// The headings above the present place, with their levels.
    above: Vec<(HeadingLevel, String)>,
    /// The text of the heading that is being read.
    heading: Option<String>,
    /// Depth within blocks that are taken whole.
    within: usize,
    lists: usize,
    blocks: Vec<Block>,
}

impl Outline {
    fn take(&mut self, event: Event<'_>, source: &str) {
        match event {
            Event::Start(Tag::Heading { .. }) if self.within == 0 => {
                self.end_part();
                self.heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(level)) => self.end_heading(level),
            Event::Text(text) | Event::Code(text) if self.heading.is_some() => {
                self.heading
                    .iter_mut()
                    .for_each(|heading| heading.push_str(&text));
            }
            Event::Start(Tag::List(_)) if self.within == 0 => self.lists += 1,
            Event::End(TagEnd::List(_)) if self.within == 0 => self.lists = 0,
            Event::Start(tag) if self.heading.is_none() => self.start_block(&tag, source),
            Event::End(tag) if is_block_end(tag) => self.within = self.within.saturating_sub(1),
            Event::Rule | Event::Html(_) => {}
            _ => {}
        }
    }

    /// Takes a block whole, with what is nested in it.
    fn start_block(&mut self, tag: &Tag<'_>, source: &str) {
        let row = matches!(tag, Tag::TableHead | Tag::TableRow);
        let block = row
            || matches!(
                tag,
                Tag::Paragraph | Tag::Item | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::Table(_)
            );
        if !block {
            return;
        }
        let whole = self.within == 0 && !matches!(tag, Tag::Table(_));
        if !matches!(tag, Tag::Table(_)) {
            self.within += 1;
        }
        let text = source.trim();
        if whole && !text.is_empty() {
            let tight = (row || self.lists > 0) && !self.blocks.is_empty();
            let tight = tight && !(matches!(tag, Tag::TableHead));
            self.blocks.push(Block {
                text: text.into(),
                tight,
            });
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let Some(heading) = self.heading.take().map(|h| h.trim().to_owned()) else {
            return;
        };
        self.above.retain(|(above, _)| *above < level);
        if level == HeadingLevel::H1 && self.first_heading.is_none() {
            self.first_heading = Some(heading.clone());
        }
        self.above.push((level, heading));
    }

    /// Closes the part that is open, if it says anything.
    fn end_part(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        if blocks.is_empty() {
            return;
        }
        let mut headings: Vec<String> = self.above.iter().map(|(_, h)| h.clone()).collect();
        let question = headings.pop_if(|heading| is_question(heading));
        self.parts.push(Part {
            headings,
            question,
            also: Vec::new(),
            blocks,
        });
    }
}

fn is_block_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::TableHead
            | TagEnd::TableRow
    )
}

/// Whether a heading or title asks something.
pub(crate) fn is_question(text: &str) -> bool {
    text.trim_end().ends_with(['?', '？', '؟']) || text.starts_with('¿')
}

/// `dogs-and-pets.md` is called "Dogs and pets" where it says nothing else.
fn from_file_name(file: &str) -> String {
    let file = file.rsplit('/').next().unwrap_or(file);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let spaced = stem.replace(['-', '_'], " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Article {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        article("dogs-and-pets.md", text, today, &mut Vec::new()).unwrap()
    }

    fn texts(part: &Part) -> Vec<&str> {
        part.blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect()
    }

    #[test]
    fn headings_stay_with_what_is_below_them() {
        let article = read(
            "# Pets\n\nHello.\n\n## Dogs\n\nOn the *patio*.\n\n### Big ones\n\nToo.\n\n## Cats\n\nNo.",
        );
        assert_eq!(article.title, "Pets");
        let headings: Vec<_> = article
            .parts
            .iter()
            .map(|p| p.headings.join(" > "))
            .collect();
        assert_eq!(headings, ["", "Dogs", "Dogs > Big ones", "Cats"]);
        assert_eq!(texts(&article.parts[1]), ["On the *patio*."]);
    }

    #[test]
    fn a_heading_that_asks_makes_an_entry_of_an_faq() {
        let article = read("# FAQ\n\n## Money\n\n### Do you take `cash`?\n\nYes.\n");
        let part = &article.parts[0];
        assert_eq!(part.question.as_deref(), Some("Do you take cash?"));
        assert_eq!(part.headings, ["Money"]);
    }

    #[test]
    fn items_and_rows_are_blocks_of_their_own() {
        let article = read(
            "Bring:\n\n- a leash\n- a bowl\n  - a small one\n\n| day | open |\n|---|---|\n| Mo | no |\n\n> quoted\n",
        );
        let blocks: Vec<_> = article.parts[0]
            .blocks
            .iter()
            .map(|b| (b.text.as_str(), b.tight))
            .collect();
        assert_eq!(
            blocks,
            [
                ("Bring:", false),
                ("- a leash", true),
                ("- a bowl\n  - a small one", true),
                ("| day | open |", false),
                ("| Mo | no |", true),
                ("> quoted", false),
            ]
        );
    }

    #[test]
    fn comments_are_not_shown_and_a_title_comes_from_the_file_name_at_last() {
        let article = read("<!-- ask Ana -->\n\nDogs may come.");
        assert_eq!(article.title, "Dogs and pets");
        assert_eq!(texts(&article.parts[0]), ["Dogs may come."]);
    }

    #[test]
    fn an_article_that_is_over_is_left_out_and_said_so() {
        let mut problems = Vec::new();
        let today = NaiveDate::from_ymd_opt(2027, 4, 1).unwrap();
        let text = "---\nvalid_until: 2027-03-31\n---\nSupper.";
        assert!(article("a.md", text, today, &mut problems).is_none());
        assert_eq!(
            problems[0].to_string(),
            "a.md `valid_until`: it held until 2027-03-31 and is left out; delete it, or write a later day"
        );
        assert!(article("a.md", text, today.pred_opt().unwrap(), &mut problems).is_some());
    }
}

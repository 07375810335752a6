//! The lines between `---` at the head of an article: what it is called, where it is published, how long it holds.
//!
//! The form is the part of YAML that owners write: `key: value`, `key: ["a", "b"]`, or a key with `- item` lines below.

use crate::{
    check::{Problem, mend_key},
    limits,
};
use chrono::NaiveDate;

/// The keys an article may have.
const KEYS: [&str; 5] = ["title", "source", "valid_until", "kind", "also"];

/// The head of an article.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct FrontMatter {
    pub(crate) title: Option<String>,
    pub(crate) source: String,
    /// The last day it holds.
    pub(crate) valid_until: Option<NaiveDate>,
    pub(crate) kind: Kind,
    pub(crate) also: Vec<String>,
}

/// What an article is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Prose under headings.
    #[default]
    Article,
    /// Headings that are questions, answers below them.
    Faq,
}

/// The head, and where the body begins: its text and the number of its first line.
pub(crate) struct Split<'a> {
    pub(crate) head: FrontMatter,
    pub(crate) body: &'a str,
    pub(crate) first_line: usize,
}

/// Reads the head of an article. `None` where the article cannot be used: its end or its last day cannot be read, and
/// an offer that may be over must not be quoted.
pub(crate) fn split<'a>(
    file: &str,
    text: &'a str,
    problems: &mut Vec<Problem>,
) -> Option<Split<'a>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|l| l.trim_end() == "---") else {
        return Some(Split {
            head: FrontMatter::default(),
            body: text,
            first_line: 1,
        });
    };
    let mut at = first.len();
    let mut entries: Vec<Entry> = Vec::new();
    for (line, number) in lines.zip(2..) {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            let head = head(file, entries, problems)?;
            let body = &text[at..];
            return Some(Split {
                head,
                body,
                first_line: number + 1,
            });
        }
        read_line(file, line.trim_end(), number, &mut entries, problems);
    }
    problems.push(
        Problem::error(
            file,
            "the front matter has no end, so the article is left out",
            "put a line `---` after its last key",
        )
        .at(1),
    );
    None
}

/// A key with its values, and the line it stands on.
struct Entry {
    key: String,
    values: Vec<String>,
    line: usize,
}

fn read_line(
    file: &str,
    line: &str,
    number: usize,
    entries: &mut Vec<Entry>,
    problems: &mut Vec<Problem>,
) {
    let content = line.trim();
    if content.is_empty() || content.starts_with('#') {
        return;
    }
    if let (Some(item), Some(entry)) = (content.strip_prefix("- "), entries.last_mut()) {
        entry.values.push(unquote(item));
        return;
    }
    match content.split_once(':') {
        Some((key, value)) => entries.push(Entry {
            key: key.trim().into(),
            values: values(value.trim()),
            line: number,
        }),
        None => problems.push(
            Problem::error(
                file,
                "a line is not `key: value`",
                "write `key: value`, or take it out",
            )
            .at(number),
        ),
    }
}

/// One value, or the members of `["a", 'b', c]`.
fn values(value: &str) -> Vec<String> {
    let Some(list) = value.strip_prefix('[') else {
        return if value.is_empty() {
            Vec::new()
        } else {
            vec![unquote(value)]
        };
    };
    let list = list.strip_suffix(']').unwrap_or(list);
    let (mut members, mut current, mut quote) = (Vec::new(), String::new(), None);
    for c in list.chars() {
        match (quote, c) {
            (None, ',') => members.push(std::mem::take(&mut current)),
            (None, '"' | '\'') if current.trim().is_empty() => {
                quote = Some(c);
                current.push(c);
            }
            (Some(open), _) if c == open => {
                quote = None;
                current.push(c);
            }
            _ => current.push(c),
        }
    }
    members.push(current);
    members
        .iter()
        .map(|m| unquote(m))
        .filter(|m| !m.is_empty())
        .collect()
}

fn unquote(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value
            .strip_prefix(quote)
            .and_then(|v| v.strip_suffix(quote))
        {
            return inner.trim().into();
        }
    }
    value.into()
}

/// Gives each entry its place. `None` if the last day cannot be read.
fn head(file: &str, entries: Vec<Entry>, problems: &mut Vec<Problem>) -> Option<FrontMatter> {
    let mut head = FrontMatter::default();
    let mut usable = true;
    for Entry { key, values, line } in entries {
        let value = || values.first().cloned().unwrap_or_default();
        let wrong = |what: String, mend: &str| Problem::error(file, what, mend).at(line).of(&key);
        match key.as_str() {
            "title" => head.title = Some(value()).filter(|t| !t.is_empty()),
            "source" => head.source = value(),
            "also" => head.also = values.into_iter().take(limits::ALSO).collect(),
            "kind" => match value().as_str() {
                "faq" => head.kind = Kind::Faq,
                "article" | "" => head.kind = Kind::Article,
                other => problems.push(wrong(
                    format!("`{other}` is no kind"),
                    "write `faq` or `article`",
                )),
            },
            "valid_until" => match NaiveDate::parse_from_str(&value(), "%Y-%m-%d") {
                Ok(day) => head.valid_until = Some(day),
                Err(_) => {
                    usable = false;
                    let what = format!("`{}` is no day, so the article is left out", value());
                    problems.push(wrong(what, "write the last day as 2027-03-31"));
                }
            },
            // How an import knows its own work again.
            ours if crate::import::KEYS.contains(&ours) => {}
            unknown => problems.push(wrong("is not known".into(), &mend_key(unknown, &KEYS))),
        }
    }
    usable.then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Split<'_>>, Vec<Problem>) {
        let mut problems = Vec::new();
        (split("a.md", text, &mut problems), problems)
    }

    #[test]
    fn a_head_is_read_and_the_body_keeps_its_line_numbers() {
        let (split, problems) = read(
            "\u{feff}---\r\ntitle: \"Winter: supper\"\r\nkind: faq\nalso: [\"a, b\", 'c', d]\nvalid_until: 2027-03-31\n---\nBody",
        );
        let split = split.unwrap();
        assert_eq!((split.body, split.first_line), ("Body", 7));
        assert_eq!(split.head.title.as_deref(), Some("Winter: supper"));
        assert_eq!(split.head.also, ["a, b", "c", "d"]);
        assert_eq!(split.head.kind, Kind::Faq);
        assert_eq!(split.head.valid_until, NaiveDate::from_ymd_opt(2027, 3, 31));
        assert!(problems.is_empty());
    }

    #[test]
    fn a_list_may_stand_below_its_key() {
        let (split, _) = read("---\nalso:\n  - where to park\n  - \"valet\"\n---\n");
        assert_eq!(split.unwrap().head.also, ["where to park", "valet"]);
    }

    #[test]
    fn an_article_without_a_head_is_all_body() {
        let (split, problems) = read("# Parking\n---\nFree.");
        assert_eq!(split.unwrap().body, "# Parking\n---\nFree.");
        assert!(problems.is_empty());
    }

    #[test]
    fn mistakes_are_told_with_line_key_and_mend() {
        let (split, problems) =
            read("---\nvalid_untill: 2027-03-31\nwhat is this\nkind: flyer\n---\nBody");
        assert!(split.is_some());
        let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "a.md:3: a line is not `key: value`; write `key: value`, or take it out",
                "a.md:2 `valid_untill`: is not known; write `valid_until`",
                "a.md:4 `kind`: `flyer` is no kind; write `faq` or `article`",
            ]
        );
    }

    #[test]
    fn an_article_whose_last_day_or_end_cannot_be_read_is_left_out() {
        assert!(read("---\nvalid_until: next spring\n---\nBody").0.is_none());
        assert!(read("---\ntitle: Parking\n\nBody").0.is_none());
    }
}

//! Where in a file a key stands, so that a mistake is told with its line.

use super::Problem;
use std::path::Path;
use toml_edit::{Document, Item, TableLike};

/// A file's text, to be asked for lines.
pub(crate) struct Lines<'a> {
    text: &'a str,
    document: Option<Document<&'a str>>,
}

impl<'a> Lines<'a> {
    /// Of a text; one that is no TOML has no lines to tell.
    pub(crate) fn of(text: &'a str) -> Self {
        Self {
            text,
            document: Document::parse(text).ok(),
        }
    }

    /// The line, from 1, of a path like `model.timeout_ms` or `tool.2.url` (the third `[[tool]]`); that of the nearest table around it where
    /// the key itself is not written; `None` if not even the table is.
    pub(crate) fn line(&self, path: &str) -> Option<usize> {
        let mut found = None;
        self.walk(path, |at| found = Some(at));
        found.map(|at| 1 + self.text[..at].matches('\n').count())
    }

    /// Whether the key is written.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.walk(path, |_| {}).is_some()
    }

    /// What is written there, as it is written, with `${NAME}` in it.
    pub(crate) fn written(&self, path: &str) -> Option<String> {
        self.walk(path, |_| {}).map(ToString::to_string)
    }

    fn walk(&self, path: &str, mut passed: impl FnMut(usize)) -> Option<&Item> {
        let mut place = Place::Table(self.document.as_ref()?.as_table());
        let mut item = None;
        for step in path.split('.') {
            let (next, span) = place.step(step)?;
            if let Some(at) = span {
                passed(at);
            }
            item = next.item();
            place = next;
        }
        item
    }
}

/// Where a walk has come.
enum Place<'a> {
    Table(&'a dyn TableLike),
    Item(&'a Item),
}

impl<'a> Place<'a> {
    fn item(&self) -> Option<&'a Item> {
        match self {
            Self::Item(item) => Some(item),
            Self::Table(_) => None,
        }
    }

    /// What is at a key or a number, and where that begins.
    fn step(&self, step: &str) -> Option<(Self, Option<usize>)> {
        if let (Ok(n), Self::Item(item)) = (step.parse::<usize>(), self) {
            if let Some(tables) = item.as_array_of_tables() {
                let table = tables.get(n)?;
                return Some((Self::Table(table), table.span().map(|s| s.start)));
            }
            let value = item.as_array()?.get(n)?;
            let start = value.span().map(|s| s.start);
            return Some(match value.as_inline_table() {
                Some(table) => (Self::Table(table), start),
                None => (Self::Item(item), start),
            });
        }
        let table = match self {
            Self::Table(table) => *table,
            Self::Item(item) => item.as_table_like()?,
        };
        let (key, item) = table.get_key_value(step)?;
        // The key of a table is wherever it was named first; its head is where it stands.
        let start = item.as_table().and_then(toml_edit::Table::span);
        let start = start.or_else(|| key.span()).map(|s| s.start);
        Some((Self::Item(item), start))
    }
}

/// Mistakes of one file.
pub(crate) struct Faults<'a> {
    path: &'a Path,
    pub(super) lines: Lines<'a>,
    found: &'a mut Vec<Problem>,
}

impl<'a> Faults<'a> {
    pub(super) fn of(path: &'a Path, text: &'a str, found: &'a mut Vec<Problem>) -> Self {
        Self {
            path,
            lines: Lines::of(text),
            found,
        }
    }

    /// Adds one, at a path as [`Lines::line`] has it.
    pub(super) fn wrong(&mut self, path: &str, what: impl Into<String>) {
        self.found
            .push(told(self.path, &self.lines, path, &what.into()));
    }
}

/// A mistake in a file that is read anew for its line.
pub(crate) fn problem_at(file: &Path, path: &str, what: &str) -> Problem {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    told(file, &Lines::of(&text), path, what)
}

fn told(file: &Path, lines: &Lines<'_>, path: &str, what: &str) -> Problem {
    let names = path
        .split('.')
        .filter(|step| step.parse::<usize>().is_err());
    Problem {
        file: file.to_owned(),
        line: lines.line(path),
        key: Some(names.collect::<Vec<_>>().join(".")),
        what: what.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Ours\n[business]\nname = \"x\"\n\n[[tool]]\nname = \"a\"\n[[tool]]\n# b\nname = \"b\"\nurl = \"${B}\"\n[tool.parameters]\nx = {}\n[launch.channels.sms]\nshare = 5\n[widget]\n";

    #[test]
    fn a_key_has_its_own_line_and_a_missing_one_that_of_its_table() {
        let lines = Lines::of(TEXT);
        for (path, line) in [
            ("business.name", Some(3)),
            ("business.zone", Some(2)),
            ("tool.0.name", Some(6)),
            ("tool.1.url", Some(10)),
            ("tool.0.url", Some(5)),
            ("tool.1.parameters.x", Some(12)),
            ("launch.channels.sms.share", Some(14)),
            ("widget.color", Some(15)),
            ("budget.per_day", None),
        ] {
            assert_eq!(lines.line(path), line, "{path}");
        }
        assert!(lines.has("tool.1.url") && !lines.has("tool.0.url"));
        assert!(lines.written("tool.1.url").unwrap().contains("${B}"));
    }
}

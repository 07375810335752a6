//! One imported article as a file: the lines at its head, and whether somebody has edited it since.

use sha2::{Digest, Sha256};

/// What an import makes of a page or a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    /// The URL or the path that it comes from.
    pub(super) from: String,
    pub(super) title: String,
    /// Where people can read it: a link, or empty.
    pub(super) source: String,
    /// Lines of its head that came with it.
    pub(super) head: Vec<String>,
    /// Its Markdown.
    pub(super) body: String,
}

/// A file of an article as it stands in the folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Standing {
    /// The lines of its head that people wrote.
    pub(super) head: Vec<String>,
    pub(super) body: String,
    /// What its import was, and what it is now.
    pub(super) imported: String,
    pub(super) now: String,
}

/// The keys that imports write.
pub(crate) const KEYS: [&str; 3] = ["imported_at", "imported_from", "imported_hash"];

impl Leaf {
    /// The hash by which edits and changes are seen.
    pub(super) fn hash(&self) -> String {
        hash(&self.title, &self.source, &self.body)
    }

    /// The file, with further lines of the head that are to stay.
    pub(super) fn file(&self, head: &[String], at: &str) -> String {
        let mut file = format!("---\ntitle: \"{}\"\n", self.title);
        if !self.source.is_empty() {
            file.push_str(&format!("source: {}\n", self.source));
        }
        for line in head {
            file.push_str(line);
            file.push('\n');
        }
        file.push_str(&format!("imported_at: {at}\n"));
        if self.source != self.from {
            file.push_str(&format!("imported_from: \"{}\"\n", self.from));
        }
        file.push_str(&format!(
            "imported_hash: {}\n---\n\n{}\n",
            self.hash(),
            self.body.trim_end()
        ));
        file
    }
}

impl Standing {
    /// Reads a file of an article.
    pub(super) fn read(text: &str) -> Self {
        let (head, body) = split(text);
        let value = |key: &str| {
            let lines = head.iter().filter_map(|line| line.split_once(':'));
            let mut found = lines
                .filter(|(k, _)| k.trim() == key)
                .map(|(_, value)| unquote(value));
            found.next_back().unwrap_or_default()
        };
        let ours = |line: &&str| {
            let key = line.split(':').next().unwrap_or_default().trim();
            KEYS.contains(&key) || matches!(key, "title" | "source")
        };
        Self {
            imported: value("imported_hash"),
            now: hash(&value("title"), &value("source"), body),
            head: head
                .iter()
                .filter(|line| !ours(line))
                .map(ToString::to_string)
                .collect(),
            body: body.trim().to_owned(),
        }
    }

    /// Whether somebody changed what was imported.
    pub(super) fn is_edited(&self) -> bool {
        self.imported != self.now
    }
}

fn unquote(value: &str) -> String {
    let value = value.trim();
    let inner = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
    inner.unwrap_or(value).to_owned()
}

/// The lines of the head, and what stands below.
pub(super) fn split(text: &str) -> (Vec<&str>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else {
        return (Vec::new(), text);
    };
    let (mut at, mut head) = (first.len(), Vec::new());
    for line in lines {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return (head, &text[at..]);
        }
        head.push(line.trim_end());
    }
    (Vec::new(), text)
}

fn hash(title: &str, source: &str, body: &str) -> String {
    let lines = body
        .trim()
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n");
    let hash = Sha256::digest(format!("{title}\n{source}\n{lines}"));
    hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_seen_and_lines_of_the_head_are_none() {
        let leaf = Leaf {
            from: "https://a.example/menu".into(),
            title: "The \"menu\": lunch".into(),
            source: "https://a.example/menu".into(),
            head: Vec::new(),
            body: "# Menu\n\nSoup: $5\n".into(),
        };
        let file = leaf.file(&["valid_until: 2027-03-31".into()], "2026-03-10");
        let standing = Standing::read(&file);
        assert_eq!(standing.imported, leaf.hash());
        assert!(!standing.is_edited(), "{file}");
        assert_eq!(standing.head, ["valid_until: 2027-03-31"]);
        assert!(!Standing::read(&file.replace('\n', "\r\n")).is_edited());
        for (from, to) in [
            ("$5", "$6"),
            ("lunch", "dinner"),
            ("a.example", "b.example"),
        ] {
            assert!(
                Standing::read(&file.replace(from, to)).is_edited(),
                "{from}"
            );
        }
        let again = leaf.file(&standing.head, "2026-03-10");
        assert_eq!(again, file);
    }
}

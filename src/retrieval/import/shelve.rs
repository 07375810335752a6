//! Putting what was imported into the folder of imported articles: what is new, changed, gone, and what stays as it is because
//! somebody edited it.

use super::{
    address::slug,
    leaf::{Leaf, Standing},
    register::{Origin, Source, write},
};
use crate::limits;
use frontdesk_core::{Error, ErrorKind, Result, Timestamp};
use similar::{ChangeTag, TextDiff};
use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Added,
    /// It says something else.
    Changed,
    /// Its source is gone, and so is it.
    Removed,
    /// Its source says something else or is gone; it stays, because somebody edited or deleted it.
    Kept,
}

impl Fate {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Kept => "kept",
        }
    }
}

/// What an import did to one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub fate: Fate,
    /// Its file, within the folder of the business.
    pub file: String,
    /// The URL or path that it comes from.
    pub from: String,
    /// Why, where that is not plain.
    pub why: String,
    /// Lines that went (`-`) and came (`+`), a bounded number.
    pub difference: Vec<String>,
}

/// What came of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The source: a URL or a path.
    pub from: String,
    /// What was done.
    pub changes: Vec<Change>,
    /// Articles that stay as they are.
    pub unchanged: usize,
    /// What else is worth knowing: pages that could not be read, bounds that were reached.
    pub notes: Vec<String>,
}

/// How an import is done.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// Changes nothing.
    pub dry_run: bool,
    /// Also overwrites what was edited, and removes most of a source's articles where most of its pages are gone.
    pub force: bool,
}

/// Which of a source's articles may be removed, where they did not come again.
pub(super) enum Missing {
    /// All: everything was read.
    Gone,
    /// Those of these addresses: not everything could be read.
    Only(HashSet<String>),
}

/// The folder of imported articles of one business.
pub(super) struct Shelf<'a> {
    pub(super) folder: &'a Path,
    pub(super) manner: Manner,
    pub(super) now: Timestamp,
    /// Files that other sources have.
    pub(super) taken: HashSet<String>,
}

impl Shelf<'_> {
    /// Takes up what a source holds now.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(super) fn take(
        &mut self,
        source: &mut Source,
        leaves: Vec<Leaf>,
        missing: &Missing,
        report: &mut Report,
    ) -> Result<()> {
        self.taken
            .extend(source.articles.iter().map(|origin| origin.file.clone()));
        let mut origins = Vec::new();
        let came: HashSet<String> = leaves.iter().map(|leaf| leaf.from.clone()).collect();
        for leaf in leaves {
            let known = source
                .articles
                .iter()
                .find(|origin| origin.from == leaf.from);
            origins.push(match known {
                Some(origin) => self.renew(origin, &leaf, report)?,
                None => self.add(&leaf, report)?,
            });
        }
        let left: Vec<Origin> = source
            .articles
            .iter()
            .filter(|origin| !came.contains(&origin.from))
            .cloned()
            .collect();
        let goes = |origin: &Origin| match missing {
            Missing::Gone => true,
            Missing::Only(gone) => gone.contains(&origin.from),
        };
        let going = left.iter().filter(|origin| goes(origin)).count();
        // A site that is being rebuilt answers every address with one page.
        let too_many = going > 3 && going * 2 > source.articles.len() && !self.manner.force;
        if too_many {
            report.notes.push(format!(
                "{going} of {} pages are gone from this source: their articles stay for now; if that is right, add --force",
                source.articles.len()
            ));
        }
        for origin in left {
            if !goes(&origin) || too_many || !self.remove(&origin, report)? {
                origins.push(origin);
            }
        }
        if !self.manner.dry_run {
            origins.sort_by(|a, b| a.file.cmp(&b.file));
            source.articles = origins;
        }
        Ok(())
    }

    fn add(&mut self, leaf: &Leaf, report: &mut Report) -> Result<Origin> {
        let file = self.name(&leaf.from);
        self.put(&file, leaf, &leaf.head)?;
        report.tell(Fate::Added, &file, &leaf.from, "", count(&leaf.body));
        Ok(Origin {
            from: leaf.from.clone(),
            file,
            hash: leaf.hash(),
        })
    }

    fn renew(&mut self, origin: &Origin, leaf: &Leaf, report: &mut Report) -> Result<Origin> {
        let hash = leaf.hash();
        let renewed = Origin {
            hash: hash.clone(),
            ..origin.clone()
        };
        let stands = self.read(&origin.file)?;
        let Standing { head, body, .. } = match &stands {
            // The same as the last time: whatever people made of it stays.
            Some(standing)
                if hash == origin.hash && (!standing.is_edited() || !self.manner.force) =>
            {
                report.unchanged += 1;
                return Ok(renewed);
            }
            None if hash == origin.hash && !self.manner.force => {
                report.unchanged += 1;
                return Ok(renewed);
            }
            Some(standing) => standing.clone(),
            None => Standing::default(),
        };
        let difference = difference(&body, leaf.body.trim());
        let edited = match &stands {
            Some(standing) if standing.is_edited() => {
                Some("it was edited by hand, and its source has changed: the edit stays")
            }
            None => Some("it was deleted by hand, and its source has changed: it stays away"),
            Some(_) => None,
        };
        if let Some(why) = edited.filter(|_| !self.manner.force) {
            let why = format!("{why}; --force takes what the source says");
            report.tell(Fate::Kept, &origin.file, &leaf.from, &why, difference);
            // The hash of before: it is told again until somebody decides.
            return Ok(origin.clone());
        }
        self.put(
            &origin.file,
            leaf,
            if stands.is_some() { &head } else { &leaf.head },
        )?;
        report.tell(Fate::Changed, &origin.file, &leaf.from, "", difference);
        Ok(renewed)
    }

    /// Removes an article; whether it is gone.
    fn remove(&mut self, origin: &Origin, report: &mut Report) -> Result<bool> {
        let Some(standing) = self.read(&origin.file)? else {
            return Ok(true);
        };
        if standing.is_edited() && !self.manner.force {
            let why =
                "it was edited by hand, and its source is gone: delete it, or keep it as your own";
            report.tell(Fate::Kept, &origin.file, &origin.from, why, Vec::new());
            return Ok(false);
        }
        if !self.manner.dry_run {
            fs::remove_file(self.path(&origin.file))
                .map_err(|error| self.failed(&origin.file, error))?;
        }
        report.tell(
            Fate::Removed,
            &origin.file,
            &origin.from,
            "",
            difference(&standing.body, ""),
        );
        Ok(true)
    }

    /// A name for a new article that no other has.
    fn name(&mut self, from: &str) -> String {
        let slug = slug(from);
        let names = (1..).map(|n| match n {
            1 => format!("{slug}.md"),
            n => format!("{slug}-{n}.md"),
        });
        let free = |name: &String| !self.taken.contains(name) && !self.path(name).exists();
        let name = names.into_iter().find(free).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }

    fn path(&self, file: &str) -> PathBuf {
        // What `sources.toml` says is no reason to leave the folder.
        let name = Path::new(file).file_name().unwrap_or_default();
        self.folder.join(name)
    }

    fn put(&self, file: &str, leaf: &Leaf, head: &[String]) -> Result<()> {
        if self.manner.dry_run {
            return Ok(());
        }
        let at = self.now.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        write(&self.path(file), leaf.file(head, &at).as_bytes())
    }

    fn read(&self, file: &str) -> Result<Option<Standing>> {
        match fs::read_to_string(self.path(file)) {
            Ok(text) => Ok(Some(Standing::read(&text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(file, error)),
        }
    }

    fn failed(&self, file: &str, error: io::Error) -> Error {
        Error::new(ErrorKind::Disk, "looking after an imported article")
            .with("file", self.path(file).display())
            .because(error)
    }
}

impl Report {
    fn tell(&mut self, fate: Fate, file: &str, from: &str, why: &str, difference: Vec<String>) {
        self.changes.push(Change {
            fate,
            file: format!("{}/{file}", super::FOLDER),
            from: from.to_owned(),
            why: why.to_owned(),
            difference,
        });
    }
}

fn count(body: &str) -> Vec<String> {
    vec![format!("+ {} words", body.split_whitespace().count())]
}

/// The lines that went and came.
fn difference(before: &str, after: &str) -> Vec<String> {
    let diff = TextDiff::configure()
        .timeout(std::time::Duration::from_secs(2))
        .diff_lines(before, after);
    let changes = diff.iter_all_changes().filter_map(|change| {
        let mark = match change.tag() {
            ChangeTag::Equal => return None,
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        let line = change.value().trim();
        (!line.is_empty()).then(|| format!("{mark} {line}"))
    });
    let mut lines: Vec<String> = changes.collect();
    if lines.len() > limits::DIFFERENCE_LINES {
        let more = lines.len() - limits::DIFFERENCE_LINES;
        lines.truncate(limits::DIFFERENCE_LINES);
        lines.push(format!("  and {more} more lines"));
    }
    lines
}

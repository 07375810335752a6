//! What was imported from where. `sources.toml` beside the articles is for people: it changes only when the articles do. What
//! every look at a source changes stands in the data folder, and can be deleted: then everything is read once more.

use crate::limits;
use frontdesk_core::{Error, ErrorKind, Result, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::Path,
    time::Duration,
};

/// The name of the file of sources.
pub(crate) const FILE: &str = "sources.toml";

const HEAD: &str = "# Where the articles in this folder come from. Written by `frontdesk knowledge import` and read by `frontdesk knowledge sync`.\n# `every` may be changed (\"24h\", \"7d\"; without it a source is looked at only when you say so). To give a source up, delete its\n# [[source]] and those of its articles that are no longer wanted.\n\n";

/// The sources of a business.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Register {
    #[serde(rename = "source")]
    pub(super) sources: Vec<Source>,
}

/// A site or a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Source {
    /// A URL, or the path of a file.
    pub(super) from: String,
    /// How often it is looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) every: Option<String>,
    /// The most pages that are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pages: Option<usize>,
    /// The most links from the start to a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) depth: Option<usize>,
    #[serde(rename = "article")]
    pub(super) articles: Vec<Origin>,
}

/// An article and where it comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Origin {
    pub(super) from: String,
    pub(super) file: String,
    /// That of what was imported last.
    pub(super) hash: String,
}

/// What is known of the last looks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Looks {
    pub(super) sources: BTreeMap<String, Look>,
    pub(super) pages: BTreeMap<String, Validators>,
}

/// When a source was looked at, in milliseconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Look {
    pub(super) at: i64,
    pub(super) failed: bool,
}

/// What a server wants to hear to tell whether a page has changed, and what it said the page is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Validators {
    pub(super) etag: String,
    pub(super) modified: String,
    pub(super) kind: String,
}

impl Register {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let failed = |error: String| {
            Error::new(
                ErrorKind::Invalid,
                "reading the sources of the imported articles",
            )
            .with("file", path.display())
            .because(error)
        };
        match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| failed(error.message().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = toml::to_string(self).map_err(|error| {
            Error::new(ErrorKind::Unexpected, "writing the sources").because(error)
        })?;
        write(&folder.join(FILE), format!("{HEAD}{text}").as_bytes())
    }

    /// The source of this name, made if there is none.
    pub(super) fn source(&mut self, from: &str) -> &mut Source {
        let known = self.sources.iter().position(|source| source.from == from);
        let at = known.unwrap_or_else(|| {
            self.sources.push(Source {
                from: from.to_owned(),
                ..Source::default()
            });
            self.sources.len() - 1
        });
        &mut self.sources[at]
    }
}

impl Looks {
    pub(super) fn read(file: &Path) -> Self {
        let text = fs::read(file).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    pub(super) fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| {
            Error::new(ErrorKind::Unexpected, "writing what was looked at").because(error)
        })?;
        write(file, &text)
    }

    /// When a source is to be looked at next: never by itself where it has no `every`.
    pub(super) fn due(&self, source: &Source) -> Option<Timestamp> {
        let every = interval(source.every.as_deref()?)?;
        let Some(last) = self.sources.get(&source.from) else {
            return Some(Timestamp(0));
        };
        let wait = if last.failed {
            every.min(limits::RETRY_SOURCE)
        } else {
            every
        };
        Some(Timestamp(last.at).plus_ms(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// Reads "24h", "30m", "7d", "90s".
pub(super) fn interval(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text.chars().next_back()?;
    let number: u64 = text[..text.len() - unit.len_utf8()].trim().parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let interval = Duration::from_secs(number.checked_mul(seconds)?);
    let longest = Duration::from_secs(366 * 24 * 60 * 60);
    (limits::SHORTEST_EVERY..=longest)
        .contains(&interval)
        .then_some(interval)
}

/// Writes a file whole: whoever reads it sees the old one or the new one.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |error: io::Error| {
        Error::new(ErrorKind::Disk, "writing a file")
            .with("file", path.display())
            .because(error)
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.new"));
    let write = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_due_when_its_time_has_come_and_sooner_after_a_failure() {
        let source = Source {
            from: "a".into(),
            every: Some("24h".into()),
            ..Source::default()
        };
        let mut looks = Looks::default();
        assert_eq!(looks.due(&source), Some(Timestamp(0)));
        looks.sources.insert(
            "a".into(),
            Look {
                at: 1_000,
                failed: false,
            },
        );
        assert_eq!(looks.due(&source), Some(Timestamp(86_401_000)));
        looks.sources.insert(
            "a".into(),
            Look {
                at: 1_000,
                failed: true,
            },
        );
        assert_eq!(looks.due(&source), Some(Timestamp(3_601_000)));
        assert_eq!(looks.due(&Source::default()), None);
    }

    #[test]
    fn intervals_are_read() {
        assert_eq!(interval("7d"), Some(Duration::from_secs(604_800)));
        for wrong in ["", "d", "24", "5s", "-1h", "1y", "99999999999w", "400d"] {
            assert_eq!(interval(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_register_is_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut register = Register::default();
        register
            .source("https://a.example/")
            .articles
            .push(Origin::default());
        register.source("https://a.example/").every = Some("24h".into());
        register.write(folder.path()).unwrap();
        assert_eq!(Register::read(folder.path()).unwrap(), register);
    }
}

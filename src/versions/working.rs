//! The working files of a business: what its owner edits, and what the next version is made of.

use super::{DEPTH, FILES, KNOWLEDGE, PROMPT, PROMPTS, SCENARIOS, SETTINGS, disk};
use crate::settings::Configuration;
use anyhow::{Context, bail};
use frontdesk_core::BusinessId;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// The tables of a business's file that belong to a version.
const TABLES: [&str; 2] = ["model", "retrieval"];

/// Keys of them that hold a secret.
const SECRET: &str = "api_key";

/// Where a file of a version comes from.
#[derive(Debug)]
pub(super) enum Source {
    /// From a file.
    File(PathBuf),
    /// It is this text.
    Text(String),
}

/// The working files, as they are.
#[derive(Debug)]
pub struct Working {
    /// By their path in a version.
    pub(super) files: BTreeMap<String, Source>,
    /// Keys that are not in `settings.toml`, because they hold a secret in plain text.
    pub left_out: Vec<String>,
}

impl Working {
    /// Looks at the working files of a business.
    ///
    /// # Errors
    /// Something cannot be read, or holds a secret that would have to be copied.
    pub fn of(configuration: &Configuration, business: &BusinessId) -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        let knowledge = configuration.working_knowledge(business);
        for (name, path) in list(&knowledge)? {
            files.insert(format!("{KNOWLEDGE}/{name}"), Source::File(path));
        }
        let scenarios = knowledge.join(SCENARIOS);
        if scenarios.is_file() {
            files.insert(SCENARIOS.to_owned(), Source::File(scenarios));
        }
        let arms = &configuration.businesses[business].arms;
        let named = arms.iter().filter_map(|arm| arm.prompt.as_deref());
        for name in named.chain([PROMPT]) {
            let prompt = Source::Text(prompt(configuration, name)?);
            files.insert(format!("{PROMPTS}/{name}"), prompt);
        }
        let (settings, left_out) = tables(&configuration.file(business))?;
        files.insert(SETTINGS.to_owned(), Source::Text(settings));
        Ok(Self { files, left_out })
    }

    /// The SHA-256 of each file, by its path in a version.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn hashes(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let hash = |source: &Source| match source {
            Source::Text(text) => Ok(disk::hash_of(text)),
            Source::File(path) => {
                disk::hash(path).with_context(|| format!("reading {}", path.display()))
            }
        };
        let files = self.files.iter();
        files
            .map(|(name, source)| Ok((name.clone(), hash(source)?)))
            .collect()
    }

    /// The tables as they stand in a version.
    pub(super) fn settings(&self) -> &str {
        match self.files.get(SETTINGS) {
            Some(Source::Text(text)) => text,
            _ => "",
        }
    }
}

/// A template of instructions; the one that comes with the program, where an owner has no own.
fn prompt(configuration: &Configuration, name: &str) -> anyhow::Result<String> {
    let path = configuration.working_prompt(name);
    if Path::new(name).file_name() != Some(name.as_ref()) {
        bail!(
            "{} is not a file of the folder prompts itself",
            path.display()
        );
    }
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound && name == PROMPT => {
            Ok(frontdesk_engine::prompt::DEFAULT.to_owned())
        }
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

/// The files of a knowledge folder, by their path in it. What editors leave and hidden files are not knowledge, nor are the scenarios.
///
/// # Errors
/// It cannot be read, or holds more than a version may.
pub(super) fn list(folder: &Path) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    walk(folder, "", DEPTH, &mut files)?;
    Ok(files)
}

fn walk(
    folder: &Path,
    above: &str,
    depth: usize,
    files: &mut BTreeMap<String, PathBuf>,
) -> anyhow::Result<()> {
    let reading = || format!("reading the folder {}", folder.display());
    for entry in fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        let name = path.file_name().unwrap_or_default();
        let Some(name) = name.to_str() else {
            bail!("{} has a name that is not UTF-8: rename it", path.display());
        };
        let is_left = name.starts_with(['.', '#']) || name.ends_with('~');
        if is_left || (above.is_empty() && name == SCENARIOS) {
            continue;
        }
        // A file that is gone since the folder was read is no failure.
        let Ok(about) = fs::metadata(&path) else {
            continue;
        };
        let name = format!("{above}{name}");
        if about.is_dir() {
            if depth == 0 {
                bail!("{} is too many folders deep", path.display());
            }
            walk(&path, &format!("{name}/"), depth - 1, files)?;
        } else if about.is_file() {
            files.insert(name, path);
        }
        if files.len() > FILES {
            bail!("there are more than {FILES} files of knowledge: join some, or move some away");
        }
    }
    Ok(())
}

/// The tables of a business's file that belong to a version, with `${NAME}` as it is written, and the keys that were left out of them.
fn tables(path: &Path) -> anyhow::Result<(String, Vec<String>)> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut file: toml::Table =
        toml::from_str(&text).with_context(|| format!("reading {}", path.display()))?;
    let (mut settings, mut left_out) = (toml::Table::new(), Vec::new());
    for name in TABLES {
        let Some(toml::Value::Table(mut table)) = file.remove(name) else {
            continue;
        };
        let is_plain = |value: &toml::Value| {
            value
                .as_str()
                .is_some_and(|s| !s.is_empty() && !is_reference(s))
        };
        if table.get(SECRET).is_some_and(is_plain) {
            table.remove(SECRET);
            left_out.push(format!("{name}.{SECRET}"));
        }
        let address = table.get("api_base").and_then(toml::Value::as_str);
        if address.is_some_and(|a| a.contains('@') || a.contains('?')) {
            bail!(
                "{}: `{name}.api_base` holds more than an address, perhaps a password: write it as \"${{NAME}}\", because versions hold no secrets",
                path.display()
            );
        }
        settings.insert(name.to_owned(), toml::Value::Table(table));
    }
    Ok((toml::to_string(&settings)?, left_out))
}

/// Whether a text is `${NAME}` and nothing else.
fn is_reference(text: &str) -> bool {
    let name = text.strip_prefix("${").and_then(|t| t.strip_suffix('}'));
    name.is_some_and(|n| n.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

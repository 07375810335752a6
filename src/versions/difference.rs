//! What is otherwise between two states of what a business answers with.

use super::{KNOWLEDGE, PROMPTS, within};
use serde::Serialize;
use std::{collections::BTreeMap, fmt};

/// What the second has otherwise than the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Files of knowledge.
    pub added: Vec<String>,
    /// Those with another content.
    pub changed: Vec<String>,
    /// Those that are gone.
    pub removed: Vec<String>,
    /// Files of instructions that are others.
    pub prompts: Vec<String>,
    /// Each setting that is otherwise, and how.
    pub settings: Vec<String>,
}

/// One side of a comparison.
pub(super) struct Side<'a> {
    pub(super) files: &'a BTreeMap<String, String>,
    pub(super) settings: &'a str,
}

impl Difference {
    pub(super) fn between(old: &Side<'_>, new: &Side<'_>) -> Self {
        let mut difference = Self {
            settings: settings(old.settings, new.settings),
            ..Self::default()
        };
        let mut names: Vec<&String> = old.files.keys().chain(new.files.keys()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let (before, after) = (old.files.get(name), new.files.get(name));
            if before == after {
                continue;
            }
            let (list, name) = match (within(KNOWLEDGE, name), within(PROMPTS, name)) {
                (Some(name), _) if before.is_none() => (&mut difference.added, name),
                (Some(name), _) if after.is_none() => (&mut difference.removed, name),
                (Some(name), _) => (&mut difference.changed, name),
                (None, Some(name)) => (&mut difference.prompts, name),
                // The settings are compared key by key, and scenarios answer nobody.
                (None, None) => continue,
            };
            list.push(name.to_owned());
        }
        difference
    }

    /// Whether both answer alike.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// It in a few words: "2 articles and the instructions".
    pub fn summary(&self) -> String {
        let articles = self.added.len() + self.changed.len() + self.removed.len();
        let count = |n: usize, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        let parts = [
            count(articles, "article", "articles"),
            (!self.prompts.is_empty()).then(|| "the instructions".to_owned()),
            count(self.settings.len(), "setting", "settings"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        match parts.split_last() {
            None => "nothing".into(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (word, files) in [
            ("added", &self.added),
            ("changed", &self.changed),
            ("removed", &self.removed),
        ] {
            for file in files {
                writeln!(f, "  {word:<8} {file}")?;
            }
        }
        for prompt in &self.prompts {
            writeln!(f, "  changed  the instructions, prompts/{prompt}")?;
        }
        for setting in &self.settings {
            writeln!(f, "  changed  {setting}")?;
        }
        Ok(())
    }
}

fn settings(old: &str, new: &str) -> Vec<String> {
    let read = |text: &str| -> toml::Table { toml::from_str(text).unwrap_or_default() };
    let (old, new) = (flat(&read(old)), flat(&read(new)));
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    let shown = |value: Option<&String>| value.map_or("left out", String::as_str).to_owned();
    keys.into_iter()
        .filter(|key| old.get(*key) != new.get(*key))
        .map(|key| format!("{key}: {} -> {}", shown(old.get(key)), shown(new.get(key))))
        .collect()
}

/// The values of tables, by `"[table] key"`.
fn flat(tables: &toml::Table) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (name, table) in tables {
        for (key, value) in table.as_table().into_iter().flatten() {
            all.insert(format!("[{name}] {key}"), value.to_string());
        }
    }
    all
}

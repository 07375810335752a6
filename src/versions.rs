//! Published versions of what a business answers with: its instructions, its `[model]` and `[retrieval]` tables, its knowledge. As long as
//! nothing was published, the working files are served and edits count at once; from then on the published version is, and edits wait for
//! the next [`Shelf::draft`] that its scenarios pass.
//!
//! ```text
//! <data>/published/<business>/current     which version is served, and the newest number: the one file that is ever replaced
//! <data>/published/<business>/<n>/        manifest.json, settings.toml, prompts/, scenarios.yaml, knowledge/: never changed
//! ```
//!
//! A folder counts once `current` knows its number. What a process that died has left above it is no version, and the next draft clears it
//! away. Nothing here touches the store, so that publishing works beside a running server, which looks at `current` ([`follow`]).
//!
//! [`working`] reads the working files, [`difference`] compares, [`disk`] writes so that it lasts, [`follow`] serves.

pub mod difference;
mod disk;
mod draft;
pub mod follow;
#[cfg(test)]
mod tests;
pub mod working;

pub use difference::Difference;
pub use draft::Draft;
pub use working::Working;

use crate::settings::{
    Answering, Configuration, Secrets,
    read::{Published, tables},
};
use anyhow::{Context, bail};
use frontdesk_core::BusinessId;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io, path::PathBuf};

/// Versions that are kept, besides the one that is served and the one before it. Whoever goes back goes back a few; each is as large as the
/// knowledge of the business.
pub const KEPT: usize = 20;

/// Folders within folders of knowledge: far more than anybody sorts articles into, and a link to a folder above ends.
pub const DEPTH: usize = 8;

/// Files of one version: as many as a business's knowledge may have, and room for the rest.
pub const FILES: usize = frontdesk_retrieval::limits::FILES + 100;

/// Bytes of one version. A large knowledge has a hundredth of it; more is a mistake (a film beside the articles) that would fill the disk.
pub const BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// How a manifest is laid out.
const FORMAT: u32 = 1;

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const MANIFEST: &str = "manifest.json";
/// The `[model]` and `[retrieval]` tables, as the business's file has them.
const SETTINGS: &str = "settings.toml";
/// The instructions, and those of the arms of an experiment.
const PROMPTS: &str = "prompts";
const PROMPT: &str = "assistant.md";
const SCENARIOS: &str = "scenarios.yaml";
const KNOWLEDGE: &str = "knowledge";

/// What a version is made of, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    format: u32,
    /// Its number, from 1; none is given twice.
    pub version: u64,
    /// The version that was served when it was published; `None`: the working files were.
    pub replaces: Option<u64>,
    /// When.
    pub at: String,
    /// Which version of the program published it.
    pub program: String,
    /// What the publisher said about it.
    #[serde(default)]
    pub note: String,
    /// How many scenarios it passed.
    pub scenarios: usize,
    /// Keys of the tables that hold a secret in plain text. They are not in the version: the business's file still has them.
    #[serde(default)]
    pub left_out: Vec<String>,
    /// The SHA-256 of each file, by its path in the version.
    pub files: BTreeMap<String, String>,
}

/// What `current` says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pointer {
    /// The version that is served; `None`: the working files are.
    pub version: Option<u64>,
    /// The highest number that was ever published.
    pub newest: u64,
}

/// The versions of one business.
#[derive(Debug, Clone)]
pub struct Shelf {
    business: BusinessId,
    folder: PathBuf,
}

impl Shelf {
    /// Those in the data folder of a configuration.
    pub fn of(configuration: &Configuration, business: &BusinessId) -> Self {
        let published = configuration.server.store.path.join("published");
        Self {
            business: business.clone(),
            folder: published.join(business.as_str()),
        }
    }

    /// What is served now.
    ///
    /// # Errors
    /// The file cannot be read or says nothing.
    pub fn pointer(&self) -> anyhow::Result<Pointer> {
        let path = self.folder.join(CURRENT);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Without the file every version that is whole counts, so that nothing of value is taken for a leftover.
                let newest = self.numbers()?.into_iter().rev();
                let newest = newest.filter(|n| self.manifest(*n).is_ok()).max();
                return Ok(Pointer {
                    version: None,
                    newest: newest.unwrap_or(0),
                });
            }
            Err(error) => {
                return Err(error).with_context(|| format!("reading {}", path.display()));
            }
        };
        serde_json::from_str(&text).with_context(|| {
            format!(
                "{} does not say which version is served: `frontdesk rollback VERSION` writes it anew",
                path.display()
            )
        })
    }

    /// The versions, oldest first. A folder that is none is left out.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> anyhow::Result<Vec<Manifest>> {
        let newest = self.pointer()?.newest;
        let numbers = self.numbers()?.into_iter().filter(|n| *n <= newest);
        Ok(numbers.filter_map(|n| self.manifest(n).ok()).collect())
    }

    /// The version before the one that is served: the one that it replaced or, where that is gone, the next older one. `None`: the working
    /// files.
    ///
    /// # Errors
    /// Nothing can be read.
    pub fn before(&self, version: u64) -> anyhow::Result<Option<u64>> {
        let list = self.list()?;
        let exists = |n: &u64| list.iter().any(|m| m.version == *n);
        let manifest = list.iter().find(|m| m.version == version);
        let replaced = match manifest {
            Some(manifest) => manifest.replaces,
            None => version.checked_sub(1),
        };
        let Some(replaced) = replaced else {
            return Ok(None);
        };
        let older = list.iter().map(|m| m.version).filter(|n| *n < version);
        Ok(Some(replaced).filter(exists).or(older.max()))
    }

    /// What a version is made of.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn manifest(&self, version: u64) -> anyhow::Result<Manifest> {
        let path = self.at(version).join(MANIFEST);
        let text = fs::read_to_string(&path).with_context(|| {
            format!(
                "there is no version {version} of {}: {} cannot be read",
                self.business,
                path.display()
            )
        })?;
        let manifest: Manifest = serde_json::from_str(&text)
            .with_context(|| format!("{} is no manifest", path.display()))?;
        if manifest.format != FORMAT || manifest.version != version {
            bail!("{} is of another program or place", path.display());
        }
        Ok(manifest)
    }

    /// A version, looked through: every file is there and as it was.
    ///
    /// # Errors
    /// What is missing or changed.
    pub fn verify(&self, version: u64) -> anyhow::Result<Manifest> {
        let (manifest, folder) = (self.manifest(version)?, self.at(version));
        for (name, hash) in &manifest.files {
            let path = folder.join(name);
            let found = disk::hash(&path)
                .with_context(|| format!("version {version}: reading {}", path.display()))?;
            if found != *hash {
                bail!(
                    "version {version}: {} is not as it was published",
                    path.display()
                );
            }
        }
        let known = |name: &String| manifest.files.contains_key(name);
        for part in [KNOWLEDGE, PROMPTS] {
            let found = working::list(&folder.join(part))?;
            let mut found = found.into_keys().map(|name| format!("{part}/{name}"));
            if let Some(name) = found.find(|name| !known(name)) {
                bail!("version {version}: {name} was not published with it");
            }
        }
        Ok(manifest)
    }

    /// A configuration with a version in the place of the working files of its business.
    ///
    /// # Errors
    /// The version is not whole, or the environment lacks what it needs.
    pub fn open(
        &self,
        configuration: &Configuration,
        version: u64,
        secrets: Secrets,
    ) -> anyhow::Result<Configuration> {
        let manifest = self.verify(version)?;
        self.overlay(configuration, version, &manifest.left_out, secrets)
    }

    fn overlay(
        &self,
        configuration: &Configuration,
        version: u64,
        left_out: &[String],
        secrets: Secrets,
    ) -> anyhow::Result<Configuration> {
        let folder = self.at(version);
        let mut tables: Answering =
            tables(&folder.join(SETTINGS), secrets).map_err(crate::cli::Misconfigured)?;
        let mut configuration = configuration.clone();
        let Some(file) = configuration.businesses.get_mut(&self.business) else {
            bail!("there is no business {}", self.business);
        };
        // A key goes to no other address than the one it stands beside.
        if left_out.iter().any(|k| k == "model.api_key") {
            same(
                version,
                "[model]",
                &tables.model.api_base,
                &file.model.api_base,
            )?;
            tables.model.api_key = file.model.api_key.clone();
        }
        if left_out.iter().any(|k| k == "retrieval.api_key") {
            same(
                version,
                "[retrieval]",
                &tables.retrieval.api_base,
                &file.retrieval.api_base,
            )?;
            tables.retrieval.api_key = file.retrieval.api_key.clone();
        }
        (file.model, file.retrieval) = (tables.model, tables.retrieval);
        configuration
            .published
            .insert(self.business.clone(), Published { version, folder });
        Ok(configuration)
    }

    /// Serves a version, or the working files, from now on. The version is looked through before.
    ///
    /// # Errors
    /// The version is not whole, or another publish runs, or the file cannot be written: then what was served is.
    pub fn turn_to(&self, version: Option<u64>) -> anyhow::Result<()> {
        let _lock = self.lock()?;
        if let Some(version) = version {
            self.verify(version)?;
        }
        // A damaged file is written anew: every version that is there counts.
        let newest = match self.pointer() {
            Ok(pointer) => pointer.newest,
            Err(_) => self.numbers()?.into_iter().max().unwrap_or(0),
        };
        if let Some(version) = version.filter(|version| *version > newest) {
            bail!("version {version} of {} was never published", self.business);
        }
        self.point(Pointer { version, newest })
    }

    fn point(&self, pointer: Pointer) -> anyhow::Result<()> {
        let text = serde_json::to_string(&pointer)?;
        let path = self.folder.join(CURRENT);
        disk::replace(&path, text.as_bytes())
            .with_context(|| format!("writing {}: what was served stays", path.display()))
    }

    fn at(&self, version: u64) -> PathBuf {
        self.folder.join(version.to_string())
    }

    /// The numbers of folders, in order, whatever is in them.
    fn numbers(&self) -> anyhow::Result<Vec<u64>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => {
                return Err(error).with_context(|| format!("reading {}", self.folder.display()));
            }
        };
        let names = entries.flatten().map(|entry| entry.file_name());
        let mut numbers: Vec<u64> = names.filter_map(|n| n.to_str()?.parse().ok()).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Held by whoever changes something here, and given back by the system however the process ends.
    fn lock(&self) -> anyhow::Result<fs::File> {
        disk::make_folder(&self.folder)
            .with_context(|| format!("making the folder {}", self.folder.display()))?;
        let path = self.folder.join(LOCK);
        let file =
            fs::File::create(&path).with_context(|| format!("opening {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => bail!(
                "another process publishes {} or goes back right now: wait for its end",
                self.business
            ),
            Err(fs::TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("locking {}", path.display()))
            }
        }
    }

    /// Takes away what a process that died has left, and versions beyond [`KEPT`].
    fn clean(&self, pointer: Pointer) -> anyhow::Result<()> {
        let before = match pointer.version {
            Some(version) => self.before(version)?,
            None => None,
        };
        let served = [pointer.version, before];
        let (mut whole, mut gone) = (Vec::new(), Vec::new());
        for number in self.numbers()? {
            let is_served = served.contains(&Some(number));
            if is_served || (number <= pointer.newest && self.at(number).join(MANIFEST).exists()) {
                whole.push(number);
            } else {
                gone.push(number);
            }
        }
        let more = whole.len().saturating_sub(KEPT);
        let old = whole.into_iter().take(more);
        gone.extend(old.filter(|n| !served.contains(&Some(*n))));
        for number in gone {
            self.remove(number)?;
        }
        Ok(())
    }

    /// The manifest goes first, so that a folder that is half gone is no version.
    fn remove(&self, version: u64) -> anyhow::Result<()> {
        let folder = self.at(version);
        disk::remove(&folder.join(MANIFEST), &folder)
            .with_context(|| format!("removing {}", folder.display()))
    }
}

fn same(version: u64, table: &str, published: &str, working: &str) -> anyhow::Result<()> {
    if published == working {
        return Ok(());
    }
    bail!(
        "version {version} does not hold the key of {table}, which was written in plain text, and the business's file has one for another address by now: write it as \"${{NAME}}\" and publish again"
    )
}

/// What a business is served with: its configuration, with the published version in it if there is one.
///
/// # Errors
/// The version that is served is not whole.
pub fn served(
    configuration: &Configuration,
    business: &BusinessId,
    secrets: Secrets,
) -> anyhow::Result<Configuration> {
    let shelf = Shelf::of(configuration, business);
    match shelf.pointer()?.version {
        Some(version) => shelf.open(configuration, version, secrets),
        None => Ok(configuration.clone()),
    }
}

/// How people call what is served.
pub fn name(version: Option<u64>) -> String {
    match version {
        Some(version) => format!("version {version}"),
        None => "the working files".into(),
    }
}

/// The name of a file within a part of a version, if it is there.
fn within<'a>(part: &str, name: &'a str) -> Option<&'a str> {
    name.strip_prefix(part)?.strip_prefix('/')
}

//! A version that is being made: written down first, then tried, then published by moving `current` to it, which is the one moment that
//! counts. What is tried is what is published, whatever is edited meanwhile.

use super::{
    BYTES, Difference, FORMAT, MANIFEST, Manifest, Pointer, SCENARIOS, SETTINGS, Shelf, Working,
    difference::Side, disk, working::Source,
};
use crate::settings::{Configuration, Secrets};
use anyhow::{Context, bail};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
};

/// A version that is not published yet. Dropped, it is taken away.
#[derive(Debug)]
pub struct Draft {
    shelf: Shelf,
    pointer: Pointer,
    version: u64,
    left_out: Vec<String>,
    files: BTreeMap<String, String>,
    is_published: bool,
    /// Nobody else publishes meanwhile.
    _lock: File,
}

impl Shelf {
    /// Writes down the working files as the next version.
    ///
    /// # Errors
    /// Somebody else publishes, or the disk does not take it: nothing of it is left.
    pub fn draft(&self, working: Working) -> anyhow::Result<Draft> {
        let lock = self.lock()?;
        let pointer = self.pointer()?;
        self.clean(pointer)?;
        let version = pointer.newest + 1;
        let mut draft = Draft {
            shelf: self.clone(),
            pointer,
            version,
            left_out: working.left_out.clone(),
            files: BTreeMap::new(),
            is_published: false,
            _lock: lock,
        };
        let folder = self.at(version);
        draft.files = write(&folder, &working).with_context(|| {
            format!(
                "writing version {version} to {}: what is published stays",
                folder.display()
            )
        })?;
        Ok(draft)
    }

    /// What the working files have otherwise than a version; everything, if there is none.
    ///
    /// # Errors
    /// Either cannot be read.
    pub fn difference(&self, working: &Working, to: Option<u64>) -> anyhow::Result<Difference> {
        let hashes = working.hashes()?;
        let new = Side {
            files: &hashes,
            settings: working.settings(),
        };
        self.compare(to, &new)
    }

    /// What one version has otherwise than another.
    ///
    /// # Errors
    /// Either cannot be read.
    pub fn difference_of(&self, version: u64, to: Option<u64>) -> anyhow::Result<Difference> {
        let (files, settings) = (self.manifest(version)?.files, self.settings(version)?);
        let new = Side {
            files: &files,
            settings: &settings,
        };
        self.compare(to, &new)
    }

    fn compare(&self, old: Option<u64>, new: &Side<'_>) -> anyhow::Result<Difference> {
        let (files, settings) = match old {
            Some(old) => (self.manifest(old)?.files, self.settings(old)?),
            None => (BTreeMap::new(), String::new()),
        };
        let old = Side {
            files: &files,
            settings: &settings,
        };
        Ok(Difference::between(&old, new))
    }

    fn settings(&self, version: u64) -> anyhow::Result<String> {
        let path = self.at(version).join(SETTINGS);
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    }
}

impl Draft {
    /// Its number, once it is published.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What is served until then.
    pub fn replaces(&self) -> Option<u64> {
        self.pointer.version
    }

    /// Its scenarios, if it has any.
    pub fn scenarios(&self) -> Option<PathBuf> {
        let path = self.shelf.at(self.version).join(SCENARIOS);
        self.files.contains_key(SCENARIOS).then_some(path)
    }

    /// The configuration with it in the place of the working files, to try it.
    ///
    /// # Errors
    /// The environment lacks what it needs.
    pub fn configuration(&self, configuration: &Configuration) -> anyhow::Result<Configuration> {
        let shelf = &self.shelf;
        shelf.overlay(configuration, self.version, &self.left_out, Secrets::Needed)
    }

    /// What it has otherwise than the version that is served; `None`, if none is.
    ///
    /// # Errors
    /// What is served cannot be read.
    pub fn difference(&self) -> anyhow::Result<Option<Difference>> {
        if self.pointer.version.is_none() {
            return Ok(None);
        }
        let settings = self.shelf.settings(self.version)?;
        let new = Side {
            files: &self.files,
            settings: &settings,
        };
        self.shelf.compare(self.pointer.version, &new).map(Some)
    }

    /// Makes it the version that is served.
    ///
    /// # Errors
    /// It cannot be written: what was served is.
    pub fn publish(mut self, note: &str, scenarios: usize) -> anyhow::Result<Manifest> {
        let manifest = Manifest {
            format: FORMAT,
            version: self.version,
            replaces: self.pointer.version,
            at: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            note: note.to_owned(),
            scenarios,
            left_out: self.left_out.clone(),
            files: self.files.clone(),
        };
        self.complete(&manifest)?;
        let (version, newest) = (Some(self.version), self.version);
        let pointer = Pointer { version, newest };
        self.shelf.point(pointer)?;
        self.is_published = true;
        if let Err(error) = self.shelf.clean(pointer) {
            tracing::warn!(%error, "old versions cannot be taken away");
        }
        Ok(manifest)
    }

    /// Everything but the move of `current`.
    pub(super) fn complete(&self, manifest: &Manifest) -> anyhow::Result<()> {
        let folder = self.shelf.at(self.version);
        let path = folder.join(MANIFEST);
        let text = serde_json::to_string_pretty(manifest)?;
        disk::replace(&path, text.as_bytes())
            .and_then(|()| disk::sync(&self.shelf.folder))
            .with_context(|| format!("writing {}: what is published stays", path.display()))
    }

    /// What a kill leaves behind.
    #[cfg(test)]
    pub(super) fn die(mut self) {
        self.is_published = true;
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_published
            // What stays is cleared away by the next draft.
            && let Err(error) = self.shelf.remove(self.version)
        {
            tracing::warn!(%error, "a version that was not published cannot be taken away");
        }
    }
}

/// Copies the working files into a folder, onto the disk; the hash of each.
fn write(folder: &Path, working: &Working) -> anyhow::Result<BTreeMap<String, String>> {
    let (mut hashes, mut bytes) = (BTreeMap::new(), 0);
    disk::make_folder(folder)?;
    let mut folders = vec![folder.to_owned()];
    // Its knowledge may be empty, and is a folder all the same.
    let knowledge = folder.join(super::KNOWLEDGE);
    for (name, source) in &working.files {
        let path = folder.join(name);
        let above = path.parent().unwrap_or(folder).to_owned();
        disk::make_folder(&above)?;
        let (hash, length) = match source {
            Source::Text(text) => disk::write(&mut text.as_bytes(), &path)?,
            Source::File(from) => {
                let mut file =
                    File::open(from).with_context(|| format!("reading {}", from.display()))?;
                disk::write(&mut file, &path)?
            }
        };
        bytes += length;
        if bytes > BYTES {
            bail!("the files are larger than {BYTES} bytes together");
        }
        hashes.insert(name.clone(), hash);
        if !folders.contains(&above) {
            folders.push(above);
        }
    }
    disk::make_folder(&knowledge)?;
    for folder in folders {
        disk::sync(&folder)?;
    }
    Ok(hashes)
}

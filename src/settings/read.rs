//! Reading a configuration folder. Every mistake is found before anything starts, with its file, line and key.

use super::{
    Answering, BusinessFile, Problem, ServerFile, checks,
    expand::{self, Missing},
    lines::Faults,
};
use frontdesk_core::BusinessId;
use serde::de::DeserializeOwned;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Whether a secret that the environment lacks is a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// It is: the program is about to use it.
    Needed,
    /// It is not: no provider will be asked (terminal chat, evaluation).
    Spared,
}

/// A configuration as it was read.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The folder.
    pub folder: PathBuf,
    /// The server.
    pub server: ServerFile,
    /// The businesses, in the order of their ids.
    pub businesses: BTreeMap<BusinessId, BusinessFile>,
    /// Published versions in the place of the working files of their business; [`read()`] puts none there.
    pub published: BTreeMap<BusinessId, Published>,
}

/// A published version of what a business answers with.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its number.
    pub version: u64,
    /// Its folder.
    pub folder: PathBuf,
}

impl Configuration {
    /// The folder with a business's knowledge: beside the configuration folder, or in the published version.
    pub fn knowledge(&self, business: &BusinessId) -> PathBuf {
        match self.published.get(business) {
            Some(published) => published.folder.join("knowledge"),
            None => self.working_knowledge(business),
        }
    }

    /// A template of a business's instructions: in the published version if it is there, else in the configuration folder.
    pub fn prompt(&self, business: &BusinessId, name: &str) -> PathBuf {
        let published = self.published.get(business);
        let published = published.map(|p| p.folder.join("prompts").join(name));
        published
            .filter(|path| path.exists())
            .unwrap_or_else(|| self.working_prompt(name))
    }

    /// A template that its owner edits.
    pub fn working_prompt(&self, name: &str) -> PathBuf {
        self.folder.join("prompts").join(name)
    }

    /// The knowledge that its owner edits.
    pub fn working_knowledge(&self, business: &BusinessId) -> PathBuf {
        let beside = self.folder.parent().filter(|p| !p.as_os_str().is_empty());
        beside
            .unwrap_or_else(|| Path::new("."))
            .join("knowledge")
            .join(business.as_str())
    }

    /// The file of a business.
    pub fn file(&self, business: &BusinessId) -> PathBuf {
        self.folder
            .join("businesses")
            .join(format!("{business}.toml"))
    }
}

/// Reads `frontdesk.toml` and all files of `businesses` in a folder.
///
/// # Errors
/// All mistakes that were found.
pub fn read(folder: &Path, secrets: Secrets) -> Result<Configuration, Vec<Problem>> {
    let mut problems = Vec::new();
    let server_file = folder.join("frontdesk.toml");
    let server = if server_file.exists() {
        parse::<ServerFile>(&server_file, secrets, &mut problems)
    } else {
        problems.push(problem(
            &server_file,
            None,
            None,
            "is missing; it can be empty, but it marks the configuration folder",
        ));
        None
    };
    if let Some((server, text)) = &server {
        checks::server(server, &mut Faults::of(&server_file, text, &mut problems));
    }
    let mut businesses = BTreeMap::new();
    for (id, path) in business_files(folder, &mut problems) {
        if let Some((file, text)) = parse::<BusinessFile>(&path, secrets, &mut problems) {
            let mut faults = Faults::of(&path, &text, &mut problems);
            checks::business(&file, &mut faults);
            checks::tools(&file, secrets, &mut faults);
            businesses.insert(id, file);
        }
    }
    match server {
        Some((server, _)) if problems.is_empty() => Ok(Configuration {
            folder: folder.to_owned(),
            server,
            businesses,
            published: BTreeMap::new(),
        }),
        _ => Err(problems),
    }
}

fn business_files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<(BusinessId, PathBuf)> {
    let businesses = folder.join("businesses");
    let mut files: Vec<(BusinessId, PathBuf)> = Vec::new();
    let entries = fs::read_dir(&businesses).into_iter().flatten().flatten();
    for path in entries
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
    {
        let id = path
            .file_stem()
            .and_then(|s| s.to_str())
            .unwrap_or_default();
        let valid = !id.is_empty()
            && id.len() <= 64
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if let Some(why) = reserved(id) {
            problems.push(problem(&path, None, None, &why));
        } else if valid {
            files.push((BusinessId::from(id), path));
        } else {
            problems.push(problem(
                &path,
                None,
                None,
                "the name of the file is the id of the business: at most 64 of a-z, 0-9 and -",
            ));
        }
    }
    files.sort();
    if files.is_empty() {
        problems.push(problem(
            &businesses,
            None,
            None,
            "holds no business: put a file <id>.toml there",
        ));
    }
    files
}

/// Why no business can have this id, although it is written as one.
fn reserved(id: &str) -> Option<String> {
    let (_, at) = frontdesk_web::RESERVED
        .iter()
        .find(|(name, _)| *name == id)?;
    Some(format!(
        "\"{id}\" cannot be the id of a business, because {at} is an address of the program's own: give the file and its folder of knowledge another name"
    ))
}

/// The variables that the files of a folder name and the environment lacks: with them [`read()`] refuses the folder where they are needed.
pub fn unset(folder: &Path) -> Vec<Problem> {
    let mut files = vec![folder.join("frontdesk.toml")];
    files.extend(
        business_files(folder, &mut Vec::new())
            .into_iter()
            .map(|(_, path)| path),
    );
    let mut problems = Vec::new();
    for path in files {
        if let Ok(text) = fs::read_to_string(&path) {
            let (_, missing) = expand::expand(&text, variable);
            problems.extend(missing.iter().map(|missing| unset_at(&path, missing)));
        }
    }
    problems
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn unset_at(path: &Path, missing: &Missing) -> Problem {
    let what = format!(
        "${{{}}} is not set in the environment of this program, and without it `serve` does not start: set it, or delete what uses it",
        missing.name
    );
    problem(path, Some(missing.line), None, &what)
}

fn parse<T: DeserializeOwned>(
    path: &Path,
    secrets: Secrets,
    problems: &mut Vec<Problem>,
) -> Option<(T, String)> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(problem(
                path,
                None,
                None,
                &format!("cannot be read: {error}"),
            ));
            return None;
        }
    };
    let (expanded, missing) = expand::expand(&text, variable);
    if secrets == Secrets::Needed {
        problems.extend(missing.iter().map(|missing| unset_at(path, missing)));
    }
    match toml::from_str(&expanded) {
        Ok(value) => Some((value, text)),
        Err(error) => {
            let line = error.span().map(|s| {
                1 + expanded[..s.start.min(expanded.len())]
                    .matches('\n')
                    .count()
            });
            problems.push(problem(path, line, None, error.message()));
            None
        }
    }
}

/// Reads the published tables of a business, with the environment of this process.
///
/// # Errors
/// What is wrong with them, and variables that are not set.
pub(crate) fn tables(path: &Path, secrets: Secrets) -> Result<Answering, Vec<Problem>> {
    let mut problems = Vec::new();
    match parse(path, secrets, &mut problems) {
        Some((tables, _)) if problems.is_empty() => Ok(tables),
        _ => Err(problems),
    }
}

/// A mistake.
pub(crate) fn problem(file: &Path, line: Option<usize>, key: Option<&str>, what: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line,
        key: key.map(Into::into),
        what: what.trim().to_owned(),
    }
}

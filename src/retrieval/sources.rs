//! The folder of a business's knowledge to articles. A bad file is told, and the rest is used.

use crate::{
    article::Article,
    check::Problem,
    import::{FOLDER, REGISTER},
    limits, markdown,
    structured::{self, Setting},
};
use frontdesk_core::{Error, ErrorKind, Result};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The file of evaluation scenarios, which is no knowledge.
const SCENARIOS: &str = "scenarios.yaml";

/// The files of a folder as they are: names, lengths and times. Equal as long as nothing was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint(Vec<(PathBuf, u64, Option<SystemTime>)>);

impl Fingerprint {
    /// Looks at a folder. Hidden files, and what editors leave while they save, are not seen.
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let mut files = Self::within(folder)?.0;
        let imported = folder.join(FOLDER);
        if imported.is_dir() {
            files.extend(Self::within(&imported)?.0);
        }
        files.sort();
        Ok(Self(files))
    }

    fn within(folder: &Path) -> Result<Self> {
        let failed = |error: io::Error| {
            let kind = match error.kind() {
                io::ErrorKind::NotFound => ErrorKind::NotFound,
                _ => ErrorKind::Disk,
            };
            Error::new(kind, "reading the folder of knowledge")
                .with("folder", folder.display())
                .because(error)
        };
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_none = matches!(&*name, SCENARIOS | REGISTER);
            if name.starts_with(['.', '#']) || name.ends_with('~') || is_none {
                continue;
            }
            // A file that is gone since the folder was read is no failure.
            if let Ok(about) = fs::metadata(&path)
                && about.is_file()
            {
                files.push((path, about.len(), about.modified().ok()));
            }
        }
        Ok(Self(files))
    }
}

/// The name of an article: that of its file, with the folder of imports in front where it stands there.
fn name_of(path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().and_then(Path::file_name);
    if folder.is_some_and(|folder| folder == FOLDER) {
        format!("{FOLDER}/{file}")
    } else {
        file.into_owned()
    }
}

/// What a folder holds.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) articles: Vec<Article>,
    pub(crate) problems: Vec<Problem>,
}

/// Reads the files of a fingerprint.
pub(crate) fn read(files: &Fingerprint, setting: Setting<'_>) -> Sources {
    let mut sources = Sources::default();
    for (path, length, _) in files.0.iter().take(limits::FILES) {
        let file = name_of(path);
        let article = read_file(path, &file, *length, setting, &mut sources.problems);
        sources.articles.extend(article);
    }
    if files.0.len() > limits::FILES {
        let what = format!(
            "there are more than {} files, and the last are left out",
            limits::FILES
        );
        sources
            .problems
            .push(Problem::error("", what, "join some, or move some away"));
    }
    sources
}

fn read_file(
    path: &Path,
    file: &str,
    length: u64,
    setting: Setting<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    if !matches!(extension.as_str(), "md" | "json") {
        let mend = "write articles as `.md` and facts as `.json`";
        problems.push(Problem::warning(
            file,
            "it is of no kind that is read",
            mend,
        ));
        return None;
    }
    if length > limits::FILE_BYTES {
        let what = format!(
            "it is larger than {} bytes and is left out",
            limits::FILE_BYTES
        );
        problems.push(Problem::error(file, what, "split it"));
        return None;
    }
    let text = match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let what = "it is not UTF-8 and is left out";
            problems.push(Problem::error(file, what, "save it as UTF-8").at(line));
            return None;
        }
        Err(error) => {
            let what = format!("it cannot be read and is left out: {error}");
            problems.push(Problem::error(file, what, "look at its permissions"));
            return None;
        }
    };
    match extension.as_str() {
        "md" => markdown::article(file, &text, setting.today, problems),
        _ => structured::article(file, &text, setting, problems),
    }
}

//! What is wrong with a business's knowledge, in words its owner can act on: `frontdesk check` prints these.

use std::fmt;

/// How bad a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing has to be done.
    Warning,
    /// Something is not used, or not as it was meant.
    Error,
}

/// One thing that is wrong with a file of knowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file's name within the business's folder; empty for the folder itself.
    pub file: String,
    /// The line, counted from 1, where one is to blame.
    pub line: Option<usize>,
    /// The key, where one is to blame, for example `valid_until` or `sections[0].items[2].price`.
    pub key: Option<String>,
    /// What was found.
    pub what: String,
    /// What to do about it.
    pub mend: String,
}

impl Problem {
    pub(crate) fn error(file: &str, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.into(),
            line: None,
            key: None,
            what: what.into(),
            mend: mend.into(),
        }
    }

    pub(crate) fn warning(file: &str, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(file, what, mend)
        }
    }

    pub(crate) fn at(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn of(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.file.is_empty() {
            "the folder"
        } else {
            &self.file
        })?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, " `{key}`")?;
        }
        write!(f, ": {}; {}", self.what, self.mend)
    }
}

/// The known key nearest to `key`, if one is near enough to have been meant.
pub(crate) fn meant<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    known.iter().copied().find(|k| {
        crate::typo::is_slip(key, k)
            || k.replace('_', "") == key.to_lowercase().replace(['_', '-'], "")
    })
}

/// How to mend an unknown key.
pub(crate) fn mend_key(key: &str, known: &[&str]) -> String {
    match meant(key, known) {
        Some(near) => format!("write `{near}`"),
        None => format!("known keys are {}", known.join(", ")),
    }
}

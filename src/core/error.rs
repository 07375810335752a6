//! The one error that all seams speak. The engine reads [`ErrorKind`] and [`Retry`], never text.

use std::{error::Error as StdError, fmt};

/// The result of a call through a seam.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// What was given is malformed.
    Invalid,
    /// Credentials are wrong or missing.
    Unauthorized,
    /// What was asked for does not exist.
    NotFound,
    /// The other side asks for fewer calls.
    Limited,
    /// The other side cannot be reached or is broken.
    Unavailable,
    /// No answer in time.
    Timeout,
    /// The other side understood and said no.
    Refused,
    /// Stored data cannot be read or unsealed.
    Corrupt,
    /// The disk is full or cannot be written.
    Disk,
    /// A defect of ours.
    Unexpected,
}

/// Whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same call will fail again.
    Never,
    /// The same call may work later; the other side may have said after how many milliseconds.
    Later {
        /// What the other side asked for.
        after_ms: Option<u64>,
    },
}

/// What went wrong, whether to retry, and what was being done: one line in `Display`, a small report in `Debug`.
pub struct Error {
    kind: ErrorKind,
    retry: Retry,
    operation: &'static str,
    context: Vec<(&'static str, String)>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of `kind` while doing `operation` ("reading the journal"). Temporary kinds may be retried.
    pub fn new(kind: ErrorKind, operation: &'static str) -> Self {
        let retry = match kind {
            ErrorKind::Limited | ErrorKind::Unavailable | ErrorKind::Timeout | ErrorKind::Disk => {
                Retry::Later { after_ms: None }
            }
            _ => Retry::Never,
        };
        Self {
            kind,
            retry,
            operation,
            context: Vec::new(),
            source: None,
        }
    }

    /// Adds a fact. Never a body, an address, a token or a prompt.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.context.push((key, value.to_string()));
        self
    }

    /// Adds the error beneath.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Says otherwise than the kind does whether to retry.
    #[must_use]
    pub fn retry_as(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// What happened.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether trying again can help.
    pub fn retry(&self) -> Retry {
        self.retry
    }

    /// What was being done.
    pub fn operation(&self) -> &'static str {
        self.operation
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.operation, self.kind)?;
        for (key, value) in &self.context {
            write!(f, ", {key} {value}")?;
        }
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} (retry: {:?})", self.retry)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|s| s as _)
    }
}

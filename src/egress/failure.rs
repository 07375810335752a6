//! What went wrong on the way out, in words that say what to do, and whether the request may have arrived. Never a URL: secrets
//! stand in some.

use frontdesk_core::{Error, ErrorKind};
use std::{error::Error as StdError, fmt};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// This is no address for the web: what is wrong with it.
    Address(&'static str),
    /// The host is not on the public network.
    Private {
        /// The host as it was written.
        host: String,
        /// What it is.
        what: &'static str,
    },
    /// The host may be reached at other ports only.
    Port {
        /// The host.
        host: String,
    },
    /// More redirects than allowed.
    Redirects {
        /// How many were followed.
        followed: usize,
    },
    /// A redirect would have sent secrets over an open line.
    Downgrade {
        /// Where it led.
        host: String,
    },
    /// The name does not exist, or no name server answered.
    Unresolved {
        /// The name.
        host: String,
    },
    /// No connection was made.
    Unreachable {
        /// The host.
        host: String,
    },
    /// No complete answer in time.
    Timeout {
        /// The time that it had.
        ms: u64,
    },
    /// The connection broke.
    Broken {
        /// The host.
        host: String,
    },
    /// The answer is longer than allowed.
    TooLarge {
        /// What is allowed, in bytes.
        bytes: usize,
    },
}

impl Failure {
    /// Whether it is certain that the other side has got no request, so that nothing can have been done there.
    pub fn nothing_was_sent(&self) -> bool {
        match self {
            Self::Address(_)
            | Self::Private { .. }
            | Self::Port { .. }
            | Self::Unresolved { .. }
            | Self::Unreachable { .. } => true,
            Self::Redirects { .. }
            | Self::Downgrade { .. }
            | Self::Timeout { .. }
            | Self::Broken { .. }
            | Self::TooLarge { .. } => false,
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Address(_) => ErrorKind::Invalid,
            Self::Private { .. }
            | Self::Port { .. }
            | Self::Redirects { .. }
            | Self::Downgrade { .. }
            | Self::TooLarge { .. } => ErrorKind::Refused,
            Self::Unresolved { .. } | Self::Unreachable { .. } | Self::Broken { .. } => {
                ErrorKind::Unavailable
            }
            Self::Timeout { .. } => ErrorKind::Timeout,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(why) => write!(f, "{why}"),
            Self::Private { host, what } => write!(
                f,
                "{host} is not on the public internet ({what}); if it is a machine of your own, name it in `allow_private`"
            ),
            Self::Port { host } => write!(f, "`allow_private` does not allow {host} at this port"),
            Self::Redirects { followed } => write!(
                f,
                "it redirects again after {followed} redirects; use the address where it ends"
            ),
            Self::Downgrade { host } => {
                write!(
                    f,
                    "it redirects to {host} without encryption, and the request has secrets; use an https address"
                )
            }
            Self::Unresolved { host } => write!(
                f,
                "there is no address for the name {host}; is it spelt right?"
            ),
            Self::Unreachable { host } => write!(f, "{host} cannot be reached"),
            Self::Timeout { ms } => write!(f, "no complete answer within {ms} ms"),
            Self::Broken { host } => write!(
                f,
                "the connection to {host} broke before the answer was complete"
            ),
            Self::TooLarge { bytes } => write!(f, "the answer is longer than {bytes} bytes"),
        }
    }
}

impl StdError for Failure {}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::new(failure.kind(), "asking a server").because(failure)
    }
}

//! Where a person writes from, and what a provider calls a message.

use crate::ids::InboxName;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::Arc};

/// A person's address on a channel: `kind:value`, such as `sms:+15550123`. `Debug` shows the kind alone, so
/// that an address cannot slip into a log; `Display` shows all of it.
#[derive(
    Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Address(Arc<str>);

impl Address {
    /// The address `kind:value`.
    pub fn new(kind: &str, value: &str) -> Self {
        Self(format!("{kind}:{value}").into())
    }

    /// The kind of channel, the part before the first colon.
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or(&*self.0, |(kind, _)| kind)
    }

    /// The address in the provider's own form, the part after the first colon.
    pub fn value(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, value)| value)
    }

    /// The whole, `kind:value`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({}:…)", self.kind())
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        match text.split_once(':') {
            Some((kind, value)) if !kind.is_empty() && !value.is_empty() => Ok(Self(text.into())),
            _ => Err(InvalidAddress),
        }
    }
}

impl TryFrom<String> for Address {
    type Error = InvalidAddress;

    fn try_from(text: String) -> Result<Self, InvalidAddress> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0.as_ref().into()
    }
}

/// A text that is not `kind:value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidAddress;

impl fmt::Display for InvalidAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address is written `channel:value`, for example `telegram:1001`")
    }
}

impl std::error::Error for InvalidAddress {}

/// What the provider calls one message. Unique in its inbox; where a provider counts per chat, the channel
/// puts the chat in front (`1001/57`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProviderId(pub String);

/// The way to a person: through which inbox to which address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Route {
    /// The business's account that the message leaves from.
    pub inbox: InboxName,
    /// The person's address.
    pub address: Address,
}

//! What the engine fills in and no model can choose.

use super::declaration::Fault;
use frontdesk_core::{Address, tool::ToolContext};
use std::collections::BTreeMap;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// A proven address on this kind of channel.
    Proven(String),
    /// The address that the customer writes from, if it is of this kind.
    Sender(String),
    Customer,
    Conversation,
}

impl Source {
    /// The value; `None` if it is not known.
    pub(super) fn of(&self, context: &ToolContext) -> Option<String> {
        let value = |a: &Address| a.value().to_owned();
        let identity = &context.identity;
        match self {
            // The newest one: what somebody proved last is what they mean.
            Self::Proven(kind) => identity
                .proven
                .iter()
                .rfind(|a| a.kind() == kind)
                .map(value),
            Self::Sender(kind) => identity
                .sender
                .as_ref()
                .filter(|a| a.kind() == kind)
                .map(value),
            Self::Customer => Some(context.customer.to_string()),
            Self::Conversation => Some(context.conversation.to_string()),
        }
    }
}

/// Reads `from_engine`.
pub(super) fn sources(
    written: &BTreeMap<String, String>,
    writes: bool,
) -> Result<Vec<(String, Source)>, Fault> {
    let fault = |what: String| Fault::new("from_engine", what);
    let mut sources = Vec::new();
    for (name, source) in written {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(fault(format!(
                "`{name}` is no name of an argument: use letters, digits and _"
            )));
        }
        let kind_after = |prefix: &str| {
            source
                .strip_prefix(prefix)
                .filter(|k| !k.is_empty())
                .map(str::to_owned)
        };
        let read = match source.as_str() {
            "customer.id" => Source::Customer,
            "conversation.id" => Source::Conversation,
            _ => {
                let proven = kind_after("customer.address.").map(Source::Proven);
                let source = proven.or_else(|| kind_after("sender.address.").map(Source::Sender));
                source.ok_or_else(|| {
                    fault(format!(
                        "`{name}`: \"{}\" is not known; allowed are customer.address.KIND, sender.address.KIND, customer.id, conversation.id",
                        written[name]
                    ))
                })?
            }
        };
        if writes && matches!(read, Source::Sender(_)) {
            return Err(fault(format!(
                "`{name}`: a tool that writes cannot go by where somebody seems to write from; use customer.address.KIND"
            )));
        }
        sources.push((name.clone(), read));
    }
    Ok(sources)
}

/// The kinds of channels that a declaration speaks of, for whoever knows which exist.
pub(super) fn kinds(written: &BTreeMap<String, String>) -> impl Iterator<Item = &str> {
    written.values().filter_map(|source| {
        let kind = source.strip_prefix("customer.address.");
        kind.or_else(|| source.strip_prefix("sender.address."))
    })
}

//! Addresses: `discord:<person>` for direct messages, `discord:<person>@<channel>` for what is said with that person in a
//! thread of a server. What stands in a server can be read by others, so it is a conversation of its own.

use frontdesk_core::{Address, ProviderId};

/// Where a person is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// In direct messages.
    Direct(u64),
    /// In this channel, a thread as a rule.
    Channel(u64),
}

/// The address of a person in their direct messages.
pub(super) fn direct(person: u64) -> Address {
    Address::new(super::KIND.name, &person.to_string())
}

/// The address of a person in a channel of a server.
pub(super) fn within(person: u64, channel: u64) -> Address {
    Address::new(super::KIND.name, &format!("{person}@{channel}"))
}

/// Where an address leads; `None` if it is none of ours.
pub(super) fn to(address: &Address) -> Option<To> {
    match address.value().split_once('@') {
        None => address.value().parse().ok().map(To::Direct),
        Some((person, channel)) => {
            person.parse::<u64>().ok()?;
            channel.parse().ok().map(To::Channel)
        }
    }
}

/// What a message is called: its channel is needed to change it.
pub(super) fn message(channel: u64, message: u64) -> ProviderId {
    ProviderId(format!("{channel}/{message}"))
}

/// The channel and the message of such an id.
pub(super) fn message_of(id: &ProviderId) -> Option<(u64, u64)> {
    let (channel, message) = id.0.split_once('/')?;
    Some((channel.parse().ok()?, message.parse().ok()?))
}

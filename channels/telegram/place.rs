//! Where somebody writes: the part of an address after `telegram:`. In a private chat it is the person's id, `1001`; in a
//! group it is the person there, `1001@-1009876`, so that each member of a group has a conversation of their own.

use frontdesk_core::ProviderId;
use std::{fmt, str::FromStr};

/// A person in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) person: i64,
    /// The same as `person` in a private chat; below 0 in a group.
    pub(super) chat: i64,
}

impl Place {
    /// Whether others read along.
    pub(super) fn is_group(self) -> bool {
        self.chat != self.person
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_group() {
            write!(f, "{}@{}", self.person, self.chat)
        } else {
            write!(f, "{}", self.person)
        }
    }
}

impl FromStr for Place {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (person, chat) = text.split_once('@').unwrap_or((text, text));
        Ok(Self {
            person: person.parse()?,
            chat: chat.parse()?,
        })
    }
}

/// The id of a message: Telegram counts per chat.
pub(super) fn id(chat: i64, message: i64) -> ProviderId {
    ProviderId(format!("{chat}/{message}"))
}

/// The chat and message of such an id.
pub(super) fn message_of(id: &ProviderId) -> Option<(i64, i32)> {
    let (chat, message) = id.0.split_once('/')?;
    Some((chat.parse().ok()?, message.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for text in ["1001", "1001@-1009876"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
        assert!("1001@-5".parse::<Place>().unwrap().is_group());
        assert!("@ana".parse::<Place>().is_err());
    }
}

//! What staff say of addresses in a reply to a card: `join email:zoe@example.com`, `part email:zoe@example.com`. It is answered to them and
//! never goes to the customer.

use super::as_written;
use crate::{Desk, Engine, intake::receipts::show_cards};
use frontdesk_core::{Address, Conversation, Result, message::Proof};
use std::sync::Arc;

/// A word of staff about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    Join(Address),
    Part(Address),
}

impl Command {
    /// The command that a whole message is.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (word, rest) = text.trim().split_once(char::is_whitespace)?;
        let rest = rest.trim();
        if rest.contains(char::is_whitespace) || rest.contains("://") {
            return None;
        }
        let address = rest.parse().ok()?;
        match word.to_lowercase().as_str() {
            "join" => Some(Self::Join(address)),
            "part" => Some(Self::Part(address)),
            _ => None,
        }
    }
}

impl Engine {
    /// Carries out what staff say of an address; the answer to them.
    pub(crate) async fn command(
        &self,
        desk: &Desk,
        conversation: Arc<Conversation>,
        command: Command,
    ) -> Result<String> {
        match command {
            Command::Join(address) => {
                let address = as_written(desk, address);
                let joined = self
                    .join(
                        desk,
                        conversation,
                        (&address, None),
                        Proof::Staff,
                        |now, commit| show_cards(commit, now),
                    )
                    .await?;
                Ok(match joined {
                    Ok(_) => format!(
                        "{address} belongs to this customer now, with what was said there. `part {address}` undoes it."
                    ),
                    Err(refusal) => refusal.to_staff(&address),
                })
            }
            Command::Part(address) => {
                let address = as_written(desk, address);
                let now = self.clock.now();
                let parted = self.part(desk, conversation.id, &address, now).await?;
                Ok(if parted {
                    format!("{address} does not belong to this customer any more.")
                } else {
                    format!("{address} did not join this customer; nothing was changed.")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_words_are_a_command() {
        let address: Address = "email:zoe@b.example".parse().unwrap();
        let read = Command::read;
        assert_eq!(
            read("join email:zoe@b.example"),
            Some(Command::Join(address.clone()))
        );
        assert_eq!(
            read(" Part email:zoe@b.example\n"),
            Some(Command::Part(address))
        );
        for text in [
            "join us at 7:30 pm",
            "join https://b.example",
            "part of it is ready",
            "join",
            "join zoe@b.example",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

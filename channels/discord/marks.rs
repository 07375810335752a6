//! Up to which message each channel was taken, kept over restarts: Discord tells nothing twice to a bot that was away, but it
//! lets it read what stands after a message.

use super::{Discord, limits};
use frontdesk_core::{Error, channel::Intake, limits::MARK_BYTES};
use std::collections::HashMap;

/// The last taken message of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) last: u64,
    /// Whether the channel is one of a server.
    pub(super) guild: bool,
}

/// The marks of all channels, in shelves that are kept one by one.
#[derive(Debug)]
pub(super) struct Marks {
    shelves: Vec<HashMap<u64, Mark>>,
}

impl Marks {
    /// Those that were kept.
    pub(super) async fn load(discord: &Discord, intake: &dyn Intake) -> Result<Self, Error> {
        let mut shelves = Vec::new();
        for n in 0..limits::SHELVES {
            let kept = intake
                .mark(&discord.business, &discord.inbox, &name(n))
                .await?;
            shelves.push(read(&kept.unwrap_or_default()));
        }
        Ok(Self { shelves })
    }

    pub(super) fn get(&self, channel: u64) -> Option<Mark> {
        self.shelves[shelf(channel)].get(&channel).copied()
    }

    /// All channels with their marks.
    pub(super) fn all(&self) -> HashMap<u64, Mark> {
        self.shelves
            .iter()
            .flatten()
            .map(|(c, m)| (*c, *m))
            .collect()
    }

    /// The newest message that was taken anywhere.
    pub(super) fn newest(&self) -> Option<u64> {
        self.shelves
            .iter()
            .flatten()
            .map(|(_, mark)| mark.last)
            .max()
    }

    /// Moves a channel's mark forward; gives what is to be kept, if it moved.
    pub(super) fn advance(&mut self, channel: u64, mark: Mark) -> Option<(String, String)> {
        let n = shelf(channel);
        let shelf = &mut self.shelves[n];
        if shelf.get(&channel).is_some_and(|m| m.last >= mark.last) {
            return None;
        }
        shelf.insert(channel, mark);
        let mut text = written(shelf);
        while text.len() > MARK_BYTES {
            // The channel that was silent for longest has least to lose.
            let oldest = shelf.iter().min_by_key(|(_, m)| m.last).map(|(c, _)| *c);
            oldest.and_then(|channel| shelf.remove(&channel));
            text = written(shelf);
        }
        Some((name(n), text))
    }
}

/// The upper bits of an id are its time, the lower ones are nearly always zero.
fn shelf(channel: u64) -> usize {
    usize::try_from((channel >> 22) % limits::SHELVES as u64).unwrap_or(0)
}

fn name(shelf: usize) -> String {
    format!("channels/{shelf}")
}

fn written(shelf: &HashMap<u64, Mark>) -> String {
    let entry = |(channel, mark): (&u64, &Mark)| {
        let kind = if mark.guild { '/' } else { ':' };
        format!("{channel:x}{kind}{:x}", mark.last)
    };
    let entries: Vec<String> = shelf.iter().map(entry).collect();
    entries.join(" ")
}

/// What cannot be read is left out: it is fetched again or not at all, and nothing is taken twice.
fn read(text: &str) -> HashMap<u64, Mark> {
    let entry = |entry: &str| {
        let at = entry.find([':', '/'])?;
        let mark = Mark {
            last: u64::from_str_radix(&entry[at + 1..], 16).ok()?,
            guild: entry.as_bytes()[at] == b'/',
        };
        Some((u64::from_str_radix(&entry[..at], 16).ok()?, mark))
    };
    text.split(' ').filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Marks {
        Marks {
            shelves: vec![HashMap::new(); limits::SHELVES],
        }
    }

    #[test]
    fn a_mark_moves_forward_only_and_is_read_as_it_was_written() {
        let mut marks = empty();
        let mark = |last| Mark { last, guild: true };
        let (_, text) = marks.advance(900 << 22, mark(7)).unwrap();
        assert!(marks.advance(900 << 22, mark(6)).is_none());
        assert_eq!(read(&text), HashMap::from([(900 << 22, mark(7))]));
        assert_eq!(read("nonsense 1:2:3 :"), HashMap::new());
        assert_eq!(marks.newest(), Some(7));
    }

    #[test]
    fn a_full_shelf_drops_the_channel_that_was_silent_for_longest() {
        let mut marks = empty();
        let step = (limits::SHELVES as u64) << 22;
        for n in 1..=500_u64 {
            let mark = Mark {
                last: (1 << 60) + n,
                guild: false,
            };
            let (_, text) = marks.advance(n * step, mark).unwrap();
            assert!(text.len() <= MARK_BYTES);
        }
        assert!(marks.get(500 * step).is_some() && marks.get(step).is_none());
    }
}

//! `frontdesk chat`: a conversation with the assistant in the terminal, in memory.

use super::{Places, Which, prompt, say, usage};
use crate::{clock::SystemClock, settings::Secrets, trial::Trial, wiring::Knowledge};
use clap::Args;
use frontdesk_channels::KINDS;
use frontdesk_core::event::{Body, Entry, Event};
use std::{io::IsTerminal, sync::Arc};

/// Flags of `chat`.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
    /// The channel whose rules apply (keywords, lengths)
    #[arg(long, default_value_t = crate::trial::plain_channel(), value_name = "CHANNEL")]
    channel: String,
}

/// Runs the verb.
///
/// # Errors
/// What keeps it from starting.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    if frontdesk_channels::kind(&options.channel).is_none() {
        let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        return usage(format!(
            "there is no channel \"{}\"; there is {}",
            options.channel,
            known.join(", ")
        ));
    }
    let configuration = options.places.read(Secrets::Spared)?;
    let id = options.which.of(&configuration)?;
    let file = &configuration.businesses[&id];
    let clock = Arc::new(SystemClock);
    let knowledge = Knowledge::open(&configuration, &id, clock.clone())?;
    knowledge.embed().await?;
    let trial = Trial::start(&configuration, &id, &knowledge, clock)?;
    let talking = std::io::stdin().is_terminal();
    if talking {
        say(format!(
            "You are a customer of {}. Nothing is kept. An empty line ends it.",
            file.business.name
        ));
    }
    loop {
        if talking {
            prompt("> ");
        }
        let line = tokio::task::spawn_blocking(read_line).await?;
        let Some(line) = line.filter(|l| !l.trim().is_empty()) else {
            return Ok(());
        };
        for entry in trial.say(&options.channel, "terminal", line.trim()).await? {
            tell(&entry);
        }
    }
}

fn read_line() -> Option<String> {
    let mut line = String::new();
    (std::io::stdin().read_line(&mut line).ok()? > 0).then_some(line)
}

fn tell(entry: &Entry) {
    match (&entry.event, &entry.body) {
        (Event::MessageWritten { .. }, Body::Written { reply, .. }) => {
            say(&reply.text);
            for citation in &reply.citations {
                say(format!(
                    "  [{}] {} ({})",
                    citation.n, citation.title, citation.article
                ));
            }
        }
        (Event::ToolCalled { tool, ok, .. }, _) => {
            say(format!("  ({tool}{})", if *ok { "" } else { ": failed" }));
        }
        (Event::Escalated { number, topic, .. }, Body::Text(reason)) => {
            say(format!(
                "  (handed to staff as case {number}, {}: {reason})",
                topic.as_str()
            ));
        }
        _ => {}
    }
}

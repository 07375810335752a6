//! The one that takes events: in their order, each until it is on disk. What was missed is read before what came after it.

use super::{
    Discord, address,
    api::Call,
    limits,
    listen::Event,
    marks::{Mark, Marks},
    places::Places,
    wire::{self, Asks, Interaction, Message},
};
use crate::waiting::{Pause, now};
use frontdesk_core::{
    Address, ProviderId,
    channel::{Intake, Received},
    message::{Inbound, Payload},
};
use serde_json::{Value, json};
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, InteractionContext};
use std::{collections::HashMap, convert::Infallible};
use tokio::sync::mpsc::Receiver;

const READING: &str = "reading what was missed on Discord";
const REGISTERING: &str = "registering the slash command";

/// What the worker knows.
pub(super) struct Worker<'a> {
    discord: &'a Discord,
    intake: &'a dyn Intake,
    marks: Marks,
    places: Places,
    /// The bot's own account, once the gateway has said it.
    me: u64,
    /// Channels of which something may have been missed, with the last message that was not.
    missed: HashMap<u64, Mark>,
    /// Where to read from in a channel that was never met: it may have begun while the server was down.
    since: u64,
    registered: bool,
}

impl<'a> Worker<'a> {
    pub(super) fn new(discord: &'a Discord, intake: &'a dyn Intake, marks: Marks) -> Self {
        Self {
            discord,
            intake,
            marks,
            places: Places::default(),
            me: 0,
            missed: HashMap::new(),
            since: wire::moment(now()).saturating_sub(limits::BEFORE_START),
            registered: false,
        }
    }

    /// Takes events for ever; between them it reads what was missed, channel by channel.
    pub(super) async fn run(mut self, mut told: Receiver<Event>) -> Infallible {
        loop {
            let event = match self.missed.keys().next().copied() {
                None => told.recv().await,
                Some(channel) => match told.try_recv() {
                    Ok(event) => Some(event),
                    Err(_) => {
                        self.catch_up(channel).await;
                        continue;
                    }
                },
            };
            match event {
                Some(event) => self.take(event).await,
                // The gateway has ended, and all of this ends with it.
                None => return std::future::pending().await,
            }
        }
    }

    async fn take(&mut self, event: Event) {
        match event {
            Event::Ready { me, application } => {
                self.me = me;
                self.since = self.marks.newest().unwrap_or(self.since);
                self.missed = self.discord.opened(self.since);
                self.missed.extend(self.marks.all());
                self.register(application).await;
            }
            Event::Message(value) => {
                if let Some(message) = Message::read(&value, false) {
                    self.take_message(&message, true).await;
                }
            }
            Event::Edit(value) => {
                if let Some(message) = Message::read(&value, false) {
                    self.take_edit(&message).await;
                }
            }
            Event::Interaction(value, waiting) => {
                let notice = match Interaction::read(&value) {
                    Some(interaction) => self.take_interaction(interaction).await,
                    None => None,
                };
                // Whoever waited may have given up: the interaction is taken all the same.
                let _ = waiting.send(notice);
            }
        }
    }

    /// A message that was told (`live`) or read later.
    async fn take_message(&mut self, message: &Message<'_>, live: bool) {
        if message.author == self.me && !message.guild && live {
            return self.take_own(message).await;
        }
        if !message.said || message.author == self.me {
            return;
        }
        let from = if message.guild {
            self.places.address(self.discord, self.me, message).await
        } else {
            self.discord
                .remember_direct(message.author, message.channel);
            Some(address::direct(message.author))
        };
        let Some(from) = from else {
            return;
        };
        if live {
            Box::pin(self.catch_up_before(message)).await;
        }
        let payload = Payload::Text {
            text: self.text(message),
            answers: message
                .answers
                .map(|(c, m)| address::message(c, m))
                .into_iter()
                .collect(),
            keyword: None,
            attachments: message.attachments(),
            thread: None,
        };
        let id = address::message(message.channel, message.id);
        self.hand_in(from, message.name.clone(), id, payload).await;
        let mark = Mark {
            last: message.id,
            guild: message.guild,
        };
        self.mark(message.channel, mark).await;
    }

    /// A message of ours: whoever it went to may answer while the server is down, also if they never wrote before.
    async fn take_own(&mut self, message: &Message<'_>) {
        if self.marks.get(message.channel).is_some() {
            return;
        }
        Box::pin(self.catch_up_before(message)).await;
        let mark = Mark {
            last: message.id,
            guild: false,
        };
        self.mark(message.channel, mark).await;
    }

    /// What a message says. A lone mention is a greeting.
    fn text(&self, message: &Message<'_>) -> String {
        let text = message.text(self.me);
        if text.is_empty() && message.mentions(self.me) && message.attachments().is_empty() {
            return "hello".into();
        }
        text
    }

    /// Discord also tells of a change when it has looked at a link; only the sender's has a time.
    async fn take_edit(&mut self, message: &Message<'_>) {
        let Some(edited) = message.edited else {
            return;
        };
        if !message.said || message.author == self.me {
            return;
        }
        let from = if message.guild {
            self.places
                .address_before(self.discord, self.me, message)
                .await
        } else {
            Some(address::direct(message.author))
        };
        let Some(from) = from else {
            return;
        };
        let of = address::message(message.channel, message.id);
        let id = ProviderId(format!("{}/edit/{edited}", of.0));
        let text = self.text(message);
        self.hand_in(from, message.name.clone(), id, Payload::Edit { of, text })
            .await;
    }

    /// Takes a pressed button or a question; gives what to say to whoever waits.
    async fn take_interaction(&mut self, interaction: Interaction) -> Option<String> {
        let from = match interaction.asks {
            // Under a message in a thread it belongs to that conversation.
            Asks::Press { .. } if interaction.guild => {
                address::within(interaction.author, interaction.channel)
            }
            // A question by command is answered in private, wherever it was asked.
            _ => address::direct(interaction.author),
        };
        let payload = match interaction.asks {
            Asks::Press { data, on } => Payload::Press {
                data,
                on: address::message(interaction.channel, on),
            },
            Asks::Command { name, text } if name == self.discord.settings.command => {
                Payload::text(text)
            }
            Asks::Command { .. } => return None,
        };
        let id = ProviderId(format!("interaction/{}", interaction.id));
        let received = self.hand_in(from, interaction.name, id, payload).await;
        received.notice
    }

    /// Hands something to the intake until it is on disk.
    async fn hand_in(
        &self,
        from: Address,
        name: Option<String>,
        provider_id: ProviderId,
        payload: Payload,
    ) -> Received {
        let inbound = Inbound {
            business: self.discord.business.clone(),
            inbox: self.discord.inbox.clone(),
            from,
            name,
            provider_id,
            received: now(),
            ip: None,
            payload,
        };
        let mut pause = Pause::new();
        loop {
            match self.intake.receive(inbound.clone()).await {
                Ok(received) => return received,
                Err(error) => {
                    tracing::warn!(inbox = %self.discord.inbox, %error, "an event of Discord could not be stored and is tried again");
                    pause.wait(None).await;
                }
            }
        }
    }

    async fn mark(&mut self, channel: u64, mark: Mark) {
        let Some((name, text)) = self.marks.advance(channel, mark) else {
            return;
        };
        let discord = self.discord;
        let kept = self
            .intake
            .set_mark(&discord.business, &discord.inbox, &name, text);
        if let Err(error) = kept.await {
            // The message is on disk. Without the mark it is read again after a restart, and known then.
            tracing::warn!(inbox = %discord.inbox, %error, "how far Discord was read could not be kept");
        }
    }

    /// Before a message is taken, what was missed before it in its channel.
    async fn catch_up_before(&mut self, message: &Message<'_>) {
        if self.marks.get(message.channel).is_none() {
            let mark = Mark {
                last: self.since,
                guild: message.guild,
            };
            self.missed.insert(message.channel, mark);
        }
        self.catch_up(message.channel).await;
    }

    /// Reads what stands in a channel after its mark.
    async fn catch_up(&mut self, channel: u64) {
        let Some(Mark { mut last, guild }) = self.missed.remove(&channel) else {
            return;
        };
        for _ in 0..limits::PAGES {
            let path = format!(
                "/channels/{channel}/messages?after={last}&limit={}",
                limits::PAGE
            );
            let page = match self.discord.persist(&Call::get(path), READING).await {
                Ok(page) => page.as_array().cloned().unwrap_or_default(),
                Err(no) => {
                    // Gone, or no longer to be seen.
                    tracing::debug!(inbox = %self.discord.inbox, error = %no.error(READING), "a channel cannot be read");
                    return;
                }
            };
            let mut messages: Vec<Message<'_>> = page
                .iter()
                .filter_map(|value| Message::read(value, guild))
                .collect();
            messages.sort_by_key(|message| message.id);
            for message in &messages {
                last = last.max(message.id);
                self.take_message(message, false).await;
            }
            // What was not for the bot need not be read again either.
            self.mark(channel, Mark { last, guild }).await;
            if page.len() < limits::PAGE {
                return;
            }
        }
        tracing::warn!(inbox = %self.discord.inbox, "more was written in a channel of Discord than is read after an outage");
    }

    /// Registers the command, once a start. Without it the bot works.
    async fn register(&mut self, application: u64) {
        let name = &self.discord.settings.command;
        if self.registered || name.is_empty() {
            return;
        }
        let option =
            CreateCommandOption::new(CommandOptionType::String, "question", "Your question")
                .required(true)
                .max_length(limits::QUESTION_CHARS);
        let command = CreateCommand::new(name)
            .description("Ask us something; we answer in a direct message")
            .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
            .add_option(option);
        let body = serde_json::to_value(&command).unwrap_or_else(|_| json!({}));
        let call = Call::post(format!("/applications/{application}/commands"), body);
        match self.discord.api.call(&call, REGISTERING).await {
            Ok(_) => self.registered = true,
            Err(e) => {
                tracing::warn!(inbox = %self.discord.inbox, error = %e.into_error(REGISTERING), "the slash command is not registered");
            }
        }
    }
}

/// The id of the account in an event that says who the bot is.
pub(super) fn account(ready: &Value) -> Option<(u64, u64)> {
    let me = wire::id(&ready["user"]["id"])?;
    Some((me, wire::id(&ready["application"]["id"]).unwrap_or(me)))
}

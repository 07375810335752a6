//! The providers as small local servers: Twilio, the Telegram Bot API, Discord, a mail server and an
//! OpenAI-compatible model, plus the playground page that shows them side by side.
//!
//! `frontdesk demo` and the tests point the real adapters at these servers, so that everything
//! between a customer's thumb and the journal is the code that runs in production. A simulator
//! checks what the provider would check, with the provider's error codes, and its *driving side*
//! (`text`, `says`, `presses`, …) plays the people at the other end.
//!
//! Every simulator binds a free port of 127.0.0.1, is a cheap handle to clone, and ends with its
//! last handle or with `stop()`.

mod changes;
mod clock;
pub mod discord;
mod events;
mod failure;
mod http;
mod ids;
mod limits;
pub mod mail;
pub mod model;
pub mod playground;
mod routes;
mod server;
pub mod telegram;
pub mod twilio;

pub use discord::{
    DiscordButton, DiscordEvent, DiscordFile, DiscordMessage, DiscordSim, InteractionAnswer,
};
pub use events::Feed;
pub use failure::Failure;
pub use mail::{KeptMail, Letter, MailEvent, MailFile, MailSim, SentMail, Step};
pub use model::{ChatRequest, ModelSim, Reply};
pub use telegram::{BotMessage, Button, CallbackAnswer, TelegramEvent, TelegramSim};
pub use twilio::{InboundSms, SentSms, TwilioConfig, TwilioEvent, TwilioSim, WebhookAnswer};

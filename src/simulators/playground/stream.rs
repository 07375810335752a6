//! What happens, as server-sent events.
//!
//! A stream begins with one `hello`: the setting and everything that happened so far, so that a
//! page that comes back after a lost connection starts afresh. Then follows one `happened` for
//! each event. It ends when the simulators stop or when the page falls too far behind.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::{self, Stream, StreamExt as _};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

use super::Playground;
use crate::clock::now_ms;
use crate::server::Stopped;
use crate::{DiscordEvent, MailEvent, TelegramEvent, TwilioEvent};

struct Live {
    twilio: Receiver<TwilioEvent>,
    mail: Receiver<MailEvent>,
    telegram: Receiver<TelegramEvent>,
    discord: Receiver<DiscordEvent>,
    ends: [Stopped; 2],
}

impl Live {
    async fn next(&mut self) -> Option<Value> {
        let [one, other] = &self.ends;
        Some(tokio::select! {
            () = one.wait() => return None,
            () = other.wait() => return None,
            event = self.twilio.recv() => from("phone", &event.ok()?),
            event = self.mail.recv() => from("mail", &event.ok()?),
            event = self.telegram.recv() => from("telegram", &event.ok()?),
            event = self.discord.recv() => from("discord", &event.ok()?),
        })
    }
}

pub(super) async fn events(
    State(here): State<Arc<Playground>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (twilio, telegram) = (here.twilio.subscribe(), here.telegram.subscribe());
    let (mail, discord) = (here.mail.subscribe(), here.discord.subscribe());
    let mut past: Vec<Value> = Vec::new();
    past.extend(twilio.past.iter().map(|event| from("phone", event)));
    past.extend(mail.past.iter().map(|event| from("mail", event)));
    past.extend(telegram.past.iter().map(|event| from("telegram", event)));
    past.extend(discord.past.iter().map(|event| from("discord", event)));
    let hello = Event::default()
        .event("hello")
        .data(hello(&here, past).to_string());
    let live = Live {
        twilio: twilio.live,
        mail: mail.live,
        telegram: telegram.live,
        discord: discord.live,
        ends: [here.twilio.stopped(), here.telegram.stopped()],
    };
    let coming = stream::unfold(live, |mut live| async move {
        let event = live.next().await?;
        let happened = Event::default().event("happened").data(event.to_string());
        Some((happened, live))
    });
    let all = stream::iter([hello]).chain(coming).map(Ok);
    Sse::new(all).keep_alive(KeepAlive::default())
}

fn from(source: &str, event: &impl Serialize) -> Value {
    json!({ "source": source, "event": event })
}

fn hello(here: &Playground, past: Vec<Value>) -> Value {
    json!({
        "business": { "id": here.business, "name": here.business_name, "number": here.business_number },
        "people": here.people,
        "now": now_ms(),
        "past": past,
    })
}

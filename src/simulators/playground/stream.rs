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
use crate::{TelegramEvent, TwilioEvent};

struct Live {
    twilio: Receiver<TwilioEvent>,
    telegram: Receiver<TelegramEvent>,
    ends: [Stopped; 2],
}

pub(super) async fn events(
    State(here): State<Arc<Playground>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (twilio, telegram) = (here.twilio.subscribe(), here.telegram.subscribe());
    let past: Vec<Value> = twilio
        .past
        .iter()
        .map(|event| from("twilio", event))
        .chain(telegram.past.iter().map(|event| from("telegram", event)))
        .collect();
    let hello = Event::default()
        .event("hello")
        .data(hello(&here, past).to_string());
    let live = Live {
        twilio: twilio.live,
        telegram: telegram.live,
        ends: [here.twilio.stopped(), here.telegram.stopped()],
    };
    let coming = stream::unfold(live, |mut live| async move {
        let [one, other] = &live.ends;
        let event = tokio::select! {
            () = one.wait() => return None,
            () = other.wait() => return None,
            event = live.twilio.recv() => from("twilio", &event.ok()?),
            event = live.telegram.recv() => from("telegram", &event.ok()?),
        };
        Some((
            Event::default().event("happened").data(event.to_string()),
            live,
        ))
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
        "phone": here.customer_number,
        "staff": here.staff,
        "customer": here.customer,
        "now": now_ms(),
        "past": past,
    })
}

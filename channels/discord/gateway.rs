//! The connection to Discord's gateway: hello, identify, heartbeats, resume. It is our own, because serenity's hands each event to a
//! task of its own, in no order, and moves its sequence past events that nobody has taken. Here the sequence moves past an event
//! only once it stands in the queue, and the queue outlives the connection.
//! <https://docs.discord.com/developers/events/gateway>

use super::{
    Discord,
    api::{Call, CallError},
    asks::Asked,
    limits,
    listen::Event,
    worker::account,
};
use crate::waiting::Pause;
use frontdesk_core::{Error, ErrorKind, channel::Intake};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use serenity::{all::GatewayIntents, constants::Opcode};
use std::time::Duration;
use tokio::{
    net::TcpStream,
    sync::mpsc::Sender,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};
use url::Url;

const CONNECTING: &str = "connecting to Discord's gateway";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Why a connection ended.
enum End {
    /// It broke or is to be renewed: the session can be resumed.
    Renew,
    /// Discord does not know the session any more.
    Anew,
    /// The contents of messages may not be asked for.
    NoContent,
    /// Nothing that trying again changes.
    Fatal(Error),
}

/// What can be resumed.
struct Session {
    id: String,
    /// Where Discord wants it to be resumed.
    url: Option<String>,
    sequence: u64,
}

/// The next heartbeat, and whether the last one was heard.
struct Beat {
    next: Instant,
    every: Duration,
    heard: bool,
}

/// The connection and what survives it.
pub(super) struct Gateway<'a> {
    discord: &'a Discord,
    intake: &'a dyn Intake,
    tell: Sender<Event>,
    ask: Sender<Asked>,
    session: Option<Session>,
    content: bool,
    /// Whether this connection came as far as a session.
    up: bool,
    down_since: Option<Instant>,
    alerted: bool,
}

impl<'a> Gateway<'a> {
    pub(super) fn new(
        discord: &'a Discord,
        intake: &'a dyn Intake,
        tell: Sender<Event>,
        ask: Sender<Asked>,
    ) -> Self {
        Self {
            discord,
            intake,
            tell,
            ask,
            session: None,
            content: true,
            up: false,
            down_since: None,
            alerted: false,
        }
    }

    /// Keeps the connection for ever; ends only with what cannot heal.
    pub(super) async fn run(mut self) -> Error {
        let mut pause = Pause::up_to(limits::IDENTIFY_PAUSE);
        loop {
            self.up = false;
            let end = match self.connect().await {
                Ok(socket) => self.talk(socket).await,
                Err(end) => end,
            };
            if self.up {
                pause = Pause::up_to(limits::IDENTIFY_PAUSE);
            }
            match end {
                End::Fatal(error) => return error,
                End::Renew => {}
                End::Anew => {
                    self.session = None;
                    // As Discord asks: a random time between one and five seconds.
                    sleep(Duration::from_millis(rand::random_range(1_000..5_000))).await;
                }
                End::NoContent if self.content => {
                    tracing::warn!(inbox = %self.discord.inbox, "in threads the bot reads only what mentions it: switch on \"Message Content Intent\" in Discord's developer portal under \"Bot\"");
                    self.content = false;
                    continue;
                }
                End::NoContent => return refused("Discord refuses the intents of the bot"),
            }
            self.note_outage().await;
            pause.wait(None).await;
        }
    }

    async fn connect(&self) -> Result<Socket, End> {
        let url = self.url().await?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(limits::GATEWAY_BYTES))
            .max_frame_size(Some(limits::GATEWAY_BYTES));
        let connecting = connect_async_with_config(url.as_str(), Some(config), true);
        match timeout(crate::limits::CALL_TIMEOUT, connecting).await {
            Ok(Ok((socket, _))) => Ok(socket),
            Ok(Err(error)) => {
                tracing::warn!(inbox = %self.discord.inbox, %error, "Discord's gateway cannot be reached and is tried again");
                Err(End::Renew)
            }
            Err(_) => {
                tracing::warn!(inbox = %self.discord.inbox, "Discord's gateway does not answer and is tried again");
                Err(End::Renew)
            }
        }
    }

    /// Where to connect: as configured, else where the session is to be resumed, else where the API says.
    async fn url(&self) -> Result<Url, End> {
        let resume = self.session.as_ref().and_then(|s| s.url.clone());
        let base = match (&self.discord.settings.gateway_url, resume) {
            (Some(url), _) => url.clone(),
            (None, Some(url)) => url,
            (None, None) => {
                let call = Call::get("/gateway".into());
                let answer = self.discord.api.call(&call, CONNECTING).await;
                let answer = answer.map_err(|error| self.no_url(error))?;
                answer["url"].as_str().unwrap_or_default().to_owned()
            }
        };
        let mut url = Url::parse(&base).map_err(|_| End::Renew)?;
        url.set_query(Some("v=10&encoding=json"));
        Ok(url)
    }

    fn no_url(&self, error: CallError) -> End {
        let token = matches!(&error, CallError::Said(no) if no.status == 401);
        let error = error.into_error(CONNECTING);
        if token {
            return End::Fatal(error);
        }
        tracing::warn!(inbox = %self.discord.inbox, %error, "Discord does not answer and is tried again");
        End::Renew
    }

    /// Talks until the connection ends.
    async fn talk(&mut self, mut socket: Socket) -> End {
        let every = match timeout(crate::limits::CALL_TIMEOUT, hello(&mut socket)).await {
            Ok(Ok(every)) => every,
            Ok(Err(end)) => return end,
            Err(_) => return End::Renew,
        };
        if send(&mut socket, &self.greeting()).await.is_err() {
            return End::Renew;
        }
        let mut beat = Beat {
            next: Instant::now() + every.mul_f64(rand::random::<f64>()),
            every,
            heard: true,
        };
        loop {
            let heard = tokio::select! {
                () = sleep_until(beat.next) => self.beat(&mut socket, &mut beat).await,
                frame = socket.next() => match read(frame) {
                    Ok(Some(frame)) => self.hear(&mut socket, &mut beat, frame).await,
                    Ok(None) => Ok(()),
                    Err(end) => Err(end),
                },
            };
            if let Err(end) = heard {
                return end;
            }
        }
    }

    /// Resume if there is a session, else identify.
    fn greeting(&self) -> Value {
        let token = self.discord.settings.token.reveal();
        if let Some(session) = &self.session {
            return json!({ "op": Opcode::Resume, "d": {
                "token": token, "session_id": session.id, "seq": session.sequence,
            }});
        }
        let mut intents = GatewayIntents::GUILDS
            | GatewayIntents::GUILD_MESSAGES
            | GatewayIntents::DIRECT_MESSAGES;
        if self.content {
            intents |= GatewayIntents::MESSAGE_CONTENT;
        }
        json!({ "op": Opcode::Identify, "d": {
            "token": token,
            "intents": intents,
            "properties": { "os": std::env::consts::OS, "browser": "frontdesk", "device": "frontdesk" },
        }})
    }

    /// Sends a heartbeat; the one before must have been heard, or the line is dead.
    async fn beat(&self, socket: &mut Socket, beat: &mut Beat) -> Result<(), End> {
        if !beat.heard {
            tracing::info!(inbox = %self.discord.inbox, "Discord's gateway does not hear us; the connection is renewed");
            return Err(End::Renew);
        }
        beat.heard = false;
        beat.next = Instant::now() + beat.every;
        let sequence = self.session.as_ref().map(|s| s.sequence);
        let frame = json!({ "op": Opcode::Heartbeat, "d": sequence });
        send(socket, &frame).await.map_err(|()| End::Renew)
    }

    async fn hear(
        &mut self,
        socket: &mut Socket,
        beat: &mut Beat,
        mut frame: Value,
    ) -> Result<(), End> {
        match frame["op"].as_u64() {
            Some(0) => {
                let data = frame["d"].take();
                let kind = frame["t"].as_str().unwrap_or_default();
                self.dispatched(socket, beat, kind, data).await?;
                if let (Some(session), Some(sequence)) = (&mut self.session, frame["s"].as_u64()) {
                    session.sequence = sequence;
                }
                Ok(())
            }
            Some(1) => {
                beat.heard = true;
                self.beat(socket, beat).await
            }
            Some(7) => Err(End::Renew),
            Some(9) if frame["d"] == true => Err(End::Renew),
            Some(9) => Err(End::Anew),
            Some(11) => {
                beat.heard = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn dispatched(
        &mut self,
        socket: &mut Socket,
        beat: &mut Beat,
        kind: &str,
        data: Value,
    ) -> Result<(), End> {
        let event = match kind {
            "READY" => match self.begin(&data).await {
                Some(event) => event,
                None => return Err(End::Anew),
            },
            "RESUMED" => {
                self.back().await;
                return Ok(());
            }
            "MESSAGE_CREATE" => Event::Message(data),
            "MESSAGE_UPDATE" => Event::Edit(data),
            "INTERACTION_CREATE" => match Asked::new(&data) {
                Some((asked, say)) => {
                    // If too many wait already, this one is taken but sees a failure.
                    let _ = self.ask.try_send(asked);
                    Event::Interaction(data, say)
                }
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        self.queue(socket, beat, event).await
    }

    /// Puts an event into the queue. While it is full the heart beats on, and Discord keeps what comes.
    async fn queue(&self, socket: &mut Socket, beat: &mut Beat, event: Event) -> Result<(), End> {
        loop {
            tokio::select! {
                place = self.tell.reserve() => {
                    let place = place.map_err(|_| End::Renew)?;
                    place.send(event);
                    return Ok(());
                }
                () = sleep_until(beat.next) => {
                    // Nobody reads the answers meanwhile.
                    beat.heard = true;
                    self.beat(socket, beat).await?;
                }
            }
        }
    }

    /// A session began.
    async fn begin(&mut self, ready: &Value) -> Option<Event> {
        let (me, application) = account(ready)?;
        self.session = Some(Session {
            id: ready["session_id"].as_str()?.to_owned(),
            url: ready["resume_gateway_url"].as_str().map(Into::into),
            sequence: 0,
        });
        self.back().await;
        Some(Event::Ready { me, application })
    }

    async fn back(&mut self) {
        self.up = true;
        self.down_since = None;
        if std::mem::take(&mut self.alerted) {
            self.alert("is back; what was written meanwhile is being read")
                .await;
        }
        tracing::info!(inbox = %self.discord.inbox, "Discord's gateway is connected");
    }

    /// Tells staff when it has been down for long.
    async fn note_outage(&mut self) {
        let since = *self.down_since.get_or_insert_with(Instant::now);
        if !self.alerted && since.elapsed() >= limits::ALERT_AFTER {
            self.alerted = true;
            self.alert("cannot reach Discord; messages wait there")
                .await;
        }
    }

    async fn alert(&self, what: &str) {
        let discord = self.discord;
        let text = format!("The inbox {} {what}.", discord.inbox);
        let told = self
            .intake
            .alert(&discord.business, &discord.inbox, text)
            .await;
        if let Err(error) = told {
            tracing::warn!(inbox = %discord.inbox, %error, "staff could not be told of an outage");
        }
    }
}

/// The first frame: how often the heart must beat.
async fn hello(socket: &mut Socket) -> Result<Duration, End> {
    loop {
        let Some(frame) = read(socket.next().await)? else {
            continue;
        };
        if frame["op"] == 10 {
            let every = frame["d"]["heartbeat_interval"].as_u64().unwrap_or(41_250);
            return Ok(Duration::from_millis(every).max(limits::BEAT_MIN));
        }
    }
}

async fn send(socket: &mut Socket, frame: &Value) -> Result<(), ()> {
    let sending = socket.send(Message::text(frame.to_string()));
    match timeout(crate::limits::CALL_TIMEOUT, sending).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(()),
    }
}

/// A frame as JSON; `None` for one that says nothing to us.
fn read(
    frame: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
) -> Result<Option<Value>, End> {
    match frame {
        Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
            Ok(frame) => Ok(Some(frame)),
            Err(error) => {
                tracing::warn!(%error, "a frame of Discord's gateway cannot be read");
                Ok(None)
            }
        },
        Some(Ok(Message::Close(frame))) => Err(closed(frame.map_or(1005, |f| f.code.into()))),
        Some(Ok(_)) => Ok(None),
        Some(Err(_)) | None => Err(End::Renew),
    }
}

/// What a close code means.
/// <https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes>
fn closed(code: u16) -> End {
    match code {
        4004 => End::Fatal(Error::new(ErrorKind::Unauthorized, CONNECTING).with(
            "mend",
            "check token; the developer portal makes a new one under \"Bot\"",
        )),
        4007 | 4009 => End::Anew,
        4010..=4013 => {
            End::Fatal(refused("Discord refuses the bot's connection").with("code", code))
        }
        4014 => End::NoContent,
        _ => End::Renew,
    }
}

fn refused(why: &str) -> Error {
    Error::new(ErrorKind::Refused, CONNECTING).with("why", why)
}

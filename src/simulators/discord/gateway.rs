//! The gateway: hello, identify, heartbeats, dispatches with a sequence, resume with a replay.
//! <https://docs.discord.com/developers/events/gateway>

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::DiscordSim;
use super::state::{Shared, bot_json};
use crate::events::{held, keep};
use crate::ids::sid;
use crate::limits::{DISPATCHES_KEPT, FRAMES_WAITING};

const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;
const MESSAGE_CONTENT: u64 = 1 << 15;

/// What a connection is told to do.
#[derive(Debug)]
pub(super) enum Out {
    Frame(String),
    Close(u16, &'static str),
    Cut,
}

/// What a bot can come back to.
#[derive(Debug)]
struct Session {
    id: String,
    intents: u64,
    sequence: u64,
    log: VecDeque<(u64, String)>,
}

#[derive(Debug)]
pub(super) struct Gateway {
    session: Option<Session>,
    live: Option<Sender<Out>>,
    heartbeat_ms: u64,
    deaf: bool,
    content_allowed: bool,
    identified: usize,
    resumed: usize,
    heartbeats: usize,
}

impl Default for Gateway {
    fn default() -> Self {
        Self {
            session: None,
            live: None,
            heartbeat_ms: 41_250,
            deaf: false,
            content_allowed: true,
            identified: 0,
            resumed: 0,
            heartbeats: 0,
        }
    }
}

impl Gateway {
    fn tell(&mut self, out: Out) {
        // A connection that does not keep up is gone: the session holds what it missed.
        let full = self
            .live
            .as_ref()
            .is_some_and(|to| to.try_send(out).is_err());
        if full {
            self.live = None;
        }
    }

    pub(super) fn content_allowed(&self) -> bool {
        self.content_allowed
    }

    /// Numbers an event and sends it, now or at the resume. Without a session nobody hears of it.
    pub(super) fn dispatch(&mut self, kind: &str, data: &Value) {
        let Some(session) = &mut self.session else {
            return;
        };
        session.sequence += 1;
        let frame = json!({ "op": 0, "s": session.sequence, "t": kind, "d": data }).to_string();
        keep(
            &mut session.log,
            (session.sequence, frame.clone()),
            DISPATCHES_KEPT,
        );
        self.tell(Out::Frame(frame));
    }

    /// Tells of a message as far as the intents of the session reach.
    pub(super) fn dispatch_message(&mut self, kind: &str, mut data: Value, addressed: bool) {
        let intents = self.session.as_ref().map_or(0, |s| s.intents);
        let direct = data.get("guild_id").is_none();
        let wanted = if direct {
            DIRECT_MESSAGES
        } else {
            GUILD_MESSAGES
        };
        if intents & wanted == 0 {
            return;
        }
        if !direct && !addressed && intents & MESSAGE_CONTENT == 0 {
            data["content"] = "".into();
            data["attachments"] = json!([]);
        }
        self.dispatch(kind, &data);
    }
}

impl DiscordSim {
    /// Cuts the bot's connection without a word. Its session stays and can be resumed.
    pub fn drop_gateway(&self) {
        self.gateway(Out::Cut);
    }

    /// Asks the bot to reconnect and to resume (opcode 7).
    pub fn reconnect(&self) {
        self.gateway(Out::Frame(json!({ "op": 7, "d": null }).to_string()));
    }

    /// Ends the bot's session (opcode 9): it must identify anew, and nothing is replayed.
    pub fn invalid_session(&self) {
        let mut state = held(&self.shared.state);
        state.gateway.session = None;
        let frame = json!({ "op": 9, "d": false }).to_string();
        state.gateway.tell(Out::Frame(frame));
    }

    /// Ends the bot's connection with a close code.
    pub fn close_gateway(&self, code: u16) {
        self.gateway(Out::Close(code, ""));
    }

    /// Lets heartbeats go unanswered, as a connection does that is dead without knowing it.
    pub fn deaf(&self, deaf: bool) {
        held(&self.shared.state).gateway.deaf = deaf;
    }

    /// How often the bot is asked for a heartbeat from its next connection on.
    pub fn heartbeat_every(&self, interval: Duration) {
        let ms = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX);
        held(&self.shared.state).gateway.heartbeat_ms = ms;
    }

    /// Whether the bot may ask for the contents of messages (a privileged intent). If not, it is
    /// closed with 4014 for asking.
    pub fn allow_content(&self, allowed: bool) {
        held(&self.shared.state).gateway.content_allowed = allowed;
    }

    /// How often the bot began a session.
    #[must_use]
    pub fn identified(&self) -> usize {
        held(&self.shared.state).gateway.identified
    }

    /// How often it resumed one.
    #[must_use]
    pub fn resumed(&self) -> usize {
        held(&self.shared.state).gateway.resumed
    }

    /// How many heartbeats came.
    #[must_use]
    pub fn heartbeats(&self) -> usize {
        held(&self.shared.state).gateway.heartbeats
    }

    /// Whether the bot is connected and has a session.
    #[must_use]
    pub fn connected(&self) -> bool {
        let state = held(&self.shared.state);
        state.gateway.session.is_some() && state.gateway.live.is_some()
    }

    /// Waits until `wanted` is true of this simulator; false when the time is up.
    pub async fn wait_until(&self, wanted: impl Fn(&Self) -> bool, timeout: Duration) -> bool {
        let look = || wanted(self).then_some(());
        self.shared.changes.until(timeout, look).await.is_some()
    }

    fn gateway(&self, out: Out) {
        held(&self.shared.state).gateway.tell(out);
    }
}

pub(super) fn upgrade(shared: Arc<Shared>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|socket| async move {
        // The other side going away is no error.
        let _ = serve(&shared, socket).await;
        shared.changes.mark();
    })
}

async fn serve(shared: &Shared, mut socket: WebSocket) -> Result<(), axum::Error> {
    let interval = held(&shared.state).gateway.heartbeat_ms;
    let hello = json!({ "op": 10, "d": { "heartbeat_interval": interval } });
    send(&mut socket, &hello.to_string()).await?;
    let (to, mut told) = mpsc::channel(FRAMES_WAITING);
    let served = talk(shared, &mut socket, &to, &mut told).await;
    let mut state = held(&shared.state);
    if state
        .gateway
        .live
        .as_ref()
        .is_some_and(|live| live.same_channel(&to))
    {
        state.gateway.live = None;
    }
    served
}

async fn talk(
    shared: &Shared,
    socket: &mut WebSocket,
    to: &Sender<Out>,
    told: &mut Receiver<Out>,
) -> Result<(), axum::Error> {
    loop {
        tokio::select! {
            () = shared.stopped.wait() => return Ok(()),
            out = told.recv() => match out {
                Some(Out::Frame(frame)) => send(socket, &frame).await?,
                Some(Out::Close(code, reason)) => return close(socket, code, reason).await,
                Some(Out::Cut) | None => return Ok(()),
            },
            frame = socket.recv() => match frame {
                Some(Ok(Message::Text(text))) => {
                    let answers = heard(shared, to, &text);
                    shared.changes.mark();
                    for answer in answers {
                        match answer {
                            Out::Frame(frame) => send(socket, &frame).await?,
                            Out::Close(code, reason) => return close(socket, code, reason).await,
                            Out::Cut => return Ok(()),
                        }
                    }
                }
                Some(Ok(Message::Close(_))) | Some(Err(_)) | None => return Ok(()),
                Some(Ok(_)) => {}
            },
        }
    }
}

/// What is answered to a frame of the bot.
fn heard(shared: &Shared, to: &Sender<Out>, text: &str) -> Vec<Out> {
    let Ok(frame) = serde_json::from_str::<Value>(text) else {
        return vec![Out::Close(4002, "Error while decoding payload.")];
    };
    let mut state = held(&shared.state);
    let gateway = &mut state.gateway;
    let data = &frame["d"];
    match frame["op"].as_u64() {
        Some(1) => {
            gateway.heartbeats += 1;
            let ack = json!({ "op": 11, "d": null }).to_string();
            if gateway.deaf {
                vec![]
            } else {
                vec![Out::Frame(ack)]
            }
        }
        Some(2 | 6) if data["token"] != DiscordSim::TOKEN => {
            vec![Out::Close(4004, "Authentication failed.")]
        }
        Some(2) => identify(gateway, to, data, &shared.gateway_url()),
        Some(6) => resume(gateway, to, data),
        Some(3 | 4 | 8) => vec![],
        _ => vec![Out::Close(4001, "Unknown opcode.")],
    }
}

fn identify(gateway: &mut Gateway, to: &Sender<Out>, data: &Value, url: &str) -> Vec<Out> {
    let Some(intents) = data["intents"].as_u64() else {
        return vec![Out::Close(4013, "Invalid intents.")];
    };
    if intents & MESSAGE_CONTENT != 0 && !gateway.content_allowed {
        return vec![Out::Close(4014, "Disallowed intent(s).")];
    }
    gateway.identified += 1;
    let id = sid("");
    let ready = json!({
        "v": 10,
        "user": bot_json(),
        "guilds": [{ "id": DiscordSim::GUILD.to_string(), "unavailable": true }],
        "session_id": id,
        "resume_gateway_url": url,
        "shard": [0, 1],
        "application": { "id": DiscordSim::BOT.to_string(), "flags": 1 << 19 },
    });
    gateway.session = Some(Session {
        id,
        intents,
        sequence: 0,
        log: VecDeque::new(),
    });
    gateway.live = Some(to.clone());
    gateway.dispatch("READY", &ready);
    vec![]
}

fn resume(gateway: &mut Gateway, to: &Sender<Out>, data: &Value) -> Vec<Out> {
    let seen = data["seq"].as_u64().unwrap_or(0);
    let Some(session) = gateway
        .session
        .as_ref()
        .filter(|s| data["session_id"] == s.id)
    else {
        return vec![Out::Frame(json!({ "op": 9, "d": false }).to_string())];
    };
    if seen > session.sequence {
        return vec![Out::Close(4007, "Invalid seq.")];
    }
    let missed = session.log.iter().filter(|(s, _)| *s > seen);
    let missed: Vec<Out> = missed.map(|(_, frame)| Out::Frame(frame.clone())).collect();
    gateway.resumed += 1;
    gateway.live = Some(to.clone());
    gateway.dispatch("RESUMED", &json!({}));
    missed
}

async fn send(socket: &mut WebSocket, frame: &str) -> Result<(), axum::Error> {
    socket.send(Message::Text(frame.into())).await
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) -> Result<(), axum::Error> {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    socket.send(Message::Close(Some(frame))).await
}

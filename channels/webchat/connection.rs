//! One connection: takes the client's frames to the engine's door and answers them.

use super::{
    Desk, frames,
    frames::{Fault, Said},
    identity::Identity,
    limits::{BAD_FRAMES, HISTORY, WISHES_PER_MINUTE},
    line::{Frame, Line, What},
    session::{Session, Visitor},
};
use crate::waiting::now;
use async_trait::async_trait;
use frontdesk_core::{
    Error, ErrorKind, MessageId, Owner, ProviderId, Route,
    channel::{Intake, LiveConnection, Received},
    message::{Inbound, Payload, Proof},
};
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// One connection.
pub(super) struct Connection {
    desk: Arc<Desk>,
    intake: Arc<dyn Intake>,
    ip: Option<IpAddr>,
    line: Arc<Line>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Who said hello.
    visitor: Option<Visitor>,
    /// The name that the site signed.
    name: Option<String>,
    bad_frames: u32,
    wishes: u32,
    wishes_since: Option<Instant>,
}

impl Connection {
    pub(super) fn new(desk: Arc<Desk>, intake: Arc<dyn Intake>, ip: Option<IpAddr>) -> Self {
        Self {
            desk,
            intake,
            ip,
            line: Arc::default(),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The visitor; only after hello.
    fn visitor(&self) -> Result<Visitor, Fault> {
        self.state().visitor.ok_or(Fault::HELLO_FIRST)
    }

    async fn take(&self, said: Said) -> Result<(), Fault> {
        match said {
            Said::Hello {
                session,
                after,
                identity,
            } => self.hello(session.as_deref(), after, identity).await,
            Said::Message { id, text } => {
                let visitor = self.visitor().map_err(|fault| fault.about(&id))?;
                self.message(visitor, &id, text)
                    .await
                    .map_err(|fault| fault.about(&id))
            }
            Said::Typing => self.visitor().map(|_| ()),
            Said::Feedback { message, rating } => {
                self.wish(Payload::Feedback { message, rating }).await
            }
            Said::Human => self.wish(Payload::AskHuman).await,
        }
    }

    async fn hello(
        &self,
        token: Option<&str>,
        after: u64,
        identity: Option<Identity>,
    ) -> Result<(), Fault> {
        if self.state().visitor.is_some() {
            return Err(Fault::GREETED);
        }
        let mut session = token.and_then(Session::resume);
        if let Some(identity) = identity {
            match self.identify(session.take(), &identity).await {
                Ok(known) => session = Some(known),
                Err(fault) => {
                    self.line.say(frames::error(&fault));
                    session = token.and_then(Session::resume);
                }
            }
        }
        match session {
            Some(session) => self.resume(&session, after).await,
            None => {
                let session = Session::new();
                self.line
                    .say(frames::welcome(&session.token, &self.desk.card, &[]));
                self.line.say(frames::owner(&Owner::Assistant, None));
                self.enter(session.visitor);
                Ok(())
            }
        }
    }

    /// Tells the engine whom the site says the visitor is. A session that was somebody else's, on a browser that two people use, is
    /// left for a new one.
    async fn identify(
        &self,
        session: Option<Session>,
        identity: &Identity,
    ) -> Result<Session, Fault> {
        let Desk {
            business, inbox, ..
        } = &*self.desk;
        let vouched = identity.vouched(business.as_str(), &self.desk.identity_secret, now());
        let addresses = vouched.map_err(|doubt| {
            tracing::info!(%business, %inbox, %doubt, "a signed identity was not believed");
            Fault::IDENTITY
        })?;
        self.state().name = identity.name();
        let mut session = session.unwrap_or_else(Session::new);
        for (address, n) in addresses.iter().zip(1u32..) {
            let id = format!("identity/{}/{n}", identity.id());
            let proven = || Payload::Proven {
                address: address.clone(),
                by: Proof::SignedIdentity,
            };
            let told = self.receive(session.visitor, &id, proven()).await?;
            if told.notice.is_some() {
                session = Session::new();
                self.receive(session.visitor, &id, proven()).await?;
            }
        }
        Ok(session)
    }

    /// Welcomes a client that comes back. It is entered before its history is read, and what arrives meanwhile
    /// waits: so nothing falls between the two.
    async fn resume(&self, session: &Session, after: u64) -> Result<(), Fault> {
        self.line.hold();
        self.enter(session.visitor);
        let route = Route {
            inbox: self.desk.inbox.clone(),
            address: session.visitor.address(),
        };
        match self
            .intake
            .history(&self.desk.business, &route, after, HISTORY)
            .await
        {
            Ok(history) => {
                let shows: Vec<MessageId> = history.messages.iter().map(|m| m.message).collect();
                let greeting = frames::greeting(&session.token, &self.desk.card, &history);
                self.line.release(greeting, &shows);
                Ok(())
            }
            Err(error) => {
                self.tell(&error, "a conversation could not be shown again");
                self.line.release([frames::error(&Fault::UNAVAILABLE)], &[]);
                // Without its welcome a client can do nothing but try again.
                self.line.close();
                Ok(())
            }
        }
    }

    fn enter(&self, visitor: Visitor) {
        self.state().visitor = Some(visitor);
        self.desk.hub.add(visitor, self.line.clone());
    }

    async fn message(&self, visitor: Visitor, id: &str, text: String) -> Result<(), Fault> {
        let shown = self
            .desk
            .hub
            .has_others(visitor, &self.line)
            .then(|| text.clone());
        let payload = Payload::text(text);
        // The answer can be ready before the engine has told us so: it must not overtake `accepted`.
        self.line.hold();
        match self.receive(visitor, id, payload).await {
            Ok(received) => {
                self.line.release([frames::accepted(id, received.seq)], &[]);
                if let (Some(text), true) = (shown, received.new) {
                    let frame = || Frame {
                        what: What::Other,
                        text: frames::own(id, received.seq, &text),
                    };
                    self.desk.hub.send_others(visitor, &self.line, frame);
                }
                Ok(())
            }
            Err(fault) => {
                self.line.release([], &[]);
                Err(fault)
            }
        }
    }

    /// A thumb or the call for a person: each is a new one, so it gets an id of its own.
    async fn wish(&self, payload: Payload) -> Result<(), Fault> {
        let visitor = self.visitor()?;
        if !self.state().may_wish() {
            return Err(Fault::BUSY);
        }
        self.receive(visitor, &MessageId::new().to_string(), payload)
            .await
            .map(|_| ())
    }

    async fn receive(
        &self,
        visitor: Visitor,
        id: &str,
        payload: Payload,
    ) -> Result<Received, Fault> {
        let inbound = Inbound {
            business: self.desk.business.clone(),
            inbox: self.desk.inbox.clone(),
            from: visitor.address(),
            name: self.state().name.clone(),
            provider_id: ProviderId(format!("{visitor}/{id}")),
            received: now(),
            ip: self.ip,
            payload,
        };
        self.intake
            .receive(inbound)
            .await
            .map_err(|error| match error.kind() {
                ErrorKind::Limited => Fault::BUSY,
                _ => {
                    self.tell(&error, "a message of the web chat could not be kept");
                    Fault::UNAVAILABLE
                }
            })
    }

    fn tell(&self, error: &Error, what: &'static str) {
        let Desk {
            business, inbox, ..
        } = &*self.desk;
        tracing::error!(%business, %inbox, %error, "{what}");
    }
}

impl State {
    fn may_wish(&mut self) -> bool {
        if self
            .wishes_since
            .is_none_or(|since| since.elapsed() >= Duration::from_secs(60))
        {
            (self.wishes_since, self.wishes) = (Some(Instant::now()), 0);
        }
        self.wishes = self.wishes.saturating_add(1);
        self.wishes <= WISHES_PER_MINUTE
    }
}

#[async_trait]
impl LiveConnection for Connection {
    async fn receive(&self, frame: &str) -> Result<(), Error> {
        let taken = match Said::read(frame) {
            Ok(said) => self.take(said).await,
            Err(fault) => Err(fault),
        };
        let Err(fault) = taken else { return Ok(()) };
        self.line.say(frames::error(&fault));
        let mut state = self.state();
        state.bad_frames += u32::from(fault.breaks_protocol());
        if state.bad_frames < BAD_FRAMES {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Invalid,
            "reading the frames of a web chat",
        ))
    }

    fn oversized(&self) {
        self.line.say(frames::error(&Fault::TOO_LONG));
    }

    async fn next(&self) -> Option<Arc<str>> {
        self.line.next().await
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(visitor) = self.state().visitor {
            self.desk.hub.remove(visitor, &self.line);
        }
    }
}

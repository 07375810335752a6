//! What customers write: journaled, and a turn is due after the quiet window. Keywords that carriers give a meaning are carried out on
//! the spot, before any model sees them.

use super::{claim, customer_at, open, seen, unexpected};
use crate::{
    Desk, Engine,
    compose::{self, Writing},
    files,
    guardrails::{cards, conduct, triggers},
    intake::limiter::Rate,
    limits, notices,
};
use frontdesk_core::{
    Conversation, ConversationId, CustomerId, Error, ErrorKind, InboxName, MessageId, Result,
    Route, Timestamp,
    channel::Received,
    event::{Body, ConversationKind, Event, Handling},
    job::{Job, Lane, Task},
    limits::{ATTACHMENTS, MESSAGE_BYTES},
    message::{Attachment, Author, File, Inbound, Keyword, Payload, Thread},
    store::{ClaimKey, Claimed, Commit, CommitError, Expect},
};

/// A message at the door, before it is in a commit.
pub(crate) struct Arrival {
    pub(crate) route: Route,
    pub(crate) name: Option<String>,
    pub(crate) text: String,
    pub(crate) masked: u16,
    pub(crate) at: Timestamp,
    pub(crate) seen: ClaimKey,
    pub(crate) kind: ConversationKind,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) thread: Option<Thread>,
    /// Whether the words themselves are a keyword of the channel's carriers.
    pub(crate) is_keyword: bool,
}

impl Arrival {
    pub(crate) fn new(desk: &Desk, inbound: &Inbound, text: &str, kind: ConversationKind) -> Self {
        let bounded = cut(text, MESSAGE_BYTES);
        let (text, masked) = if desk.business.guardrails.mask_cards {
            cards::mask(bounded)
        } else {
            (bounded.to_owned(), 0)
        };
        Self {
            route: Route {
                inbox: inbound.inbox.clone(),
                address: inbound.from.clone(),
            },
            name: inbound.name.clone(),
            text,
            masked,
            at: inbound.received,
            seen: seen(&inbound.inbox, &inbound.provider_id),
            kind,
            attachments: Vec::new(),
            thread: None,
            is_keyword: desk
                .channel(&inbound.inbox)
                .is_some_and(|c| c.keyword(bounded).is_some()),
        }
    }

    /// The same with what came along with the words.
    pub(super) fn with(mut self, payload: &Payload) -> Self {
        if let Payload::Text {
            attachments,
            thread,
            ..
        } = payload
        {
            self.attachments.clone_from(attachments);
            self.attachments.truncate(ATTACHMENTS);
            self.thread.clone_from(thread);
        }
        if self.text.trim().is_empty() && !self.attachments.is_empty() {
            let words = self.attachments.iter().map(|a| files::word(&a.media_type));
            self.text = words.collect::<Vec<_>>().join("\n");
        }
        self
    }
}

/// What is done about a message besides keeping it.
enum Response {
    Turn,
    Limited {
        tell: bool,
    },
    OptOut,
    OptIn,
    /// They were out and write again: that alone opts them in, and what they wrote is answered.
    Back,
    Help,
}

impl Response {
    /// Adds what follows to the commit that keeps the message.
    fn carry_out(
        self,
        desk: &Desk,
        arrival: &Arrival,
        conversation: Option<&Conversation>,
        commit: &mut Commit,
    ) -> Handling {
        let Route { inbox, address } = &arrival.route;
        let say = |commit: &mut Commit, text: String, despite_opt_out: bool| {
            let writing = Writing {
                despite_opt_out,
                ..Writing::notice(text)
            };
            compose::write(commit, desk, &arrival.route, writing);
        };
        match self {
            Self::Turn => {
                let job = turn_job(desk, conversation, commit, inbox);
                commit.jobs.push(job);
                return Handling::Turn;
            }
            Self::Back => {
                let opted_in = Event::OptedIn.with(Body::Address(address.clone()));
                commit.events.push(opted_in);
                say(commit, notices::back(desk), false);
                let job = turn_job(desk, conversation, commit, inbox);
                commit.jobs.push(job);
                return Handling::Turn;
            }
            Self::Limited { tell } => {
                if tell {
                    say(commit, notices::slow_down(), false);
                }
                return Handling::Limited;
            }
            Self::OptOut => {
                say(commit, notices::opted_out(desk), true);
                let opted_out = Event::OptedOut.with(Body::Address(address.clone()));
                commit.events.push(opted_out);
            }
            Self::OptIn => {
                let opted_in = Event::OptedIn.with(Body::Address(address.clone()));
                commit.events.push(opted_in);
                say(commit, notices::opted_in(desk), false);
            }
            Self::Help => say(commit, notices::help(desk), true),
        }
        Handling::Command
    }
}

impl Engine {
    pub(super) async fn receive_from_customer(
        &self,
        desk: &Desk,
        inbound: Inbound,
    ) -> Result<Received> {
        let (text, keyword) = match &inbound.payload {
            Payload::Text { text, keyword, .. } => (text.as_str(), *keyword),
            Payload::Press { data, .. } => (data.as_str(), None),
            _ => ("talk to a person", None),
        };
        let arrival =
            Arrival::new(desk, &inbound, text, ConversationKind::Customer).with(&inbound.payload);
        let intent = self.intent(desk, &arrival, &inbound.payload).await?;
        let rate = self.limiter.count(
            &desk.business.guardrails,
            &inbound.business,
            &inbound.from,
            inbound.ip,
            inbound.received,
        );
        let received = self.arrive(desk, &arrival, |conversation, commit| {
            let response = response(desk, conversation, &arrival, keyword, rate);
            let intent = intent
                .as_ref()
                .filter(|_| matches!(response, Response::Turn));
            let carried = intent.and_then(|i| i.carry_out(desk, conversation, &arrival, commit));
            match carried {
                Some(handling) if handling != Handling::Turn => handling,
                _ => response.carry_out(desk, &arrival, conversation, commit),
            }
        });
        let received = received.await?;
        self.show_to_thread(&inbound, &arrival).await?;
        Ok(received)
    }

    /// Commits a message to the conversation of its address, opening one if there is none. `respond` adds what follows and says how the
    /// message is handled; it is asked again when somebody else was quicker.
    pub(crate) async fn arrive(
        &self,
        desk: &Desk,
        arrival: &Arrival,
        respond: impl Fn(Option<&Conversation>, &mut Commit) -> Handling,
    ) -> Result<Received> {
        let business = &desk.business.id;
        let open_key = open(&arrival.route.inbox, &arrival.route.address);
        let mut known = self.store.lookup(business, &open_key).await?;
        let mut customer: Option<CustomerId> = None;
        for _ in 0..limits::COMMIT_TRIES {
            let conversation = match known {
                Some(claimed) => self.store.load(business, claimed.conversation).await?,
                None => None,
            };
            if conversation.is_none() && customer.is_none() {
                let by_address = self
                    .store
                    .lookup(business, &customer_at(&arrival.route.address))
                    .await?;
                customer = by_address.map(|c| c.customer);
            }
            let mut commit = match &conversation {
                Some(conversation) => Commit::on(conversation, arrival.at, Expect::Any),
                None => opening(desk, arrival, customer),
            };
            let files = self
                .keep_files(business, commit.customer, &arrival.attachments)
                .await?;
            arrived(
                &mut commit,
                arrival,
                files,
                conversation.as_deref(),
                &respond,
            );
            let place = commit
                .events
                .iter()
                .position(|d| matches!(d.event, Event::MessageReceived { .. }));
            match self.store.commit(commit).await {
                Ok(done) => {
                    tracing::debug!(%business, inbox = %arrival.route.inbox, new = conversation.is_none(), "somebody wrote");
                    let seq = done.first + place.unwrap_or(0) as u64;
                    return Ok(Received {
                        new: true,
                        seq,
                        notice: None,
                    });
                }
                Err(CommitError::Taken(key, by)) if key == arrival.seen => {
                    return Ok(Received {
                        new: false,
                        seq: by.seq,
                        notice: None,
                    });
                }
                Err(CommitError::Taken(key, by)) if key == open_key => known = Some(by),
                Err(CommitError::Taken(key, Claimed { customer: c, .. }))
                    if key == customer_at(&arrival.route.address) =>
                {
                    customer = Some(c);
                }
                // What the message was to do was prepared for what was so before: it has to come again.
                Err(CommitError::Taken(..)) => break,
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "journaling a message")
            .with("tries", limits::COMMIT_TRIES))
    }
}

/// Adds a message to the commit of its arrival.
fn arrived(
    commit: &mut Commit,
    arrival: &Arrival,
    files: Vec<File>,
    conversation: Option<&Conversation>,
    respond: &impl Fn(Option<&Conversation>, &mut Commit) -> Handling,
) {
    let place = commit.events.len();
    let message = MessageId::new();
    let claims = commit.claims.len();
    let handling = respond(conversation, commit);
    for claim in &mut commit.claims[claims..] {
        // The message is told before what follows from it.
        claim.event += 1;
    }
    files::fetch_jobs(commit, message, &files);
    let received = Event::MessageReceived {
        message,
        inbox: arrival.route.inbox.clone(),
        handling,
        masked: arrival.masked,
    }
    .with(Body::Said {
        from: arrival.route.address.clone(),
        name: arrival.name.clone(),
        text: arrival.text.clone(),
        files,
        thread: arrival.thread.clone(),
    });
    // How it is handled was known only now, but the journal tells the message before what is said about it.
    commit.events.insert(place, received);
    commit.claims.push(claim(arrival.seen.clone(), place));
}

/// The commit that opens a conversation.
fn opening(desk: &Desk, arrival: &Arrival, customer: Option<CustomerId>) -> Commit {
    let address = &arrival.route.address;
    let id = customer.unwrap_or_else(CustomerId::new);
    let mut commit = Commit::to(
        desk.business.id.clone(),
        ConversationId::new(),
        id,
        arrival.at,
        Expect::New,
    );
    commit.events.push(
        Event::ConversationOpened {
            customer: id,
            kind: arrival.kind.clone(),
        }
        .into(),
    );
    commit
        .claims
        .push(claim(open(&arrival.route.inbox, address), 0));
    if customer.is_none() {
        commit.claims.push(claim(customer_at(address), 0));
    }
    commit
}

fn response(
    desk: &Desk,
    conversation: Option<&Conversation>,
    arrival: &Arrival,
    keyword: Option<Keyword>,
    rate: Rate,
) -> Response {
    let opted_out = conversation.is_some_and(|c| c.is_opted_out(&arrival.route.address));
    match keyword {
        Some(Keyword::Stop { ambiguous })
            if !ambiguous || !speaks_of_booking(conversation, arrival.at) =>
        {
            return Response::OptOut;
        }
        Some(Keyword::Start { ambiguous: true }) if opted_out && !arrival.is_keyword => {
            return Response::Back;
        }
        Some(Keyword::Start { ambiguous }) if opted_out || !ambiguous => return Response::OptIn,
        Some(Keyword::Help) => return Response::Help,
        _ => {}
    }
    match rate {
        Rate::Within => Response::Turn,
        // Whoever may be hurt is heard however much they write.
        _ if speaks_of_danger(desk, &arrival.text) => Response::Turn,
        Rate::First => Response::Limited { tell: !opted_out },
        Rate::Over => Response::Limited { tell: false },
    }
}

/// Whether the rules see a danger in a message.
fn speaks_of_danger(desk: &Desk, words: &str) -> bool {
    let sign = conduct::urgent(words).or_else(|| triggers::check(words, &desk.business.escalation));
    sign.is_some_and(|sign| sign.topic.is_danger())
}

/// Whether a booking was talked about in the last day: then CANCEL means the booking.
fn speaks_of_booking(conversation: Option<&Conversation>, now: Timestamp) -> bool {
    const DAY_MS: u64 = 86_400_000;
    const WORDS: [&str; 5] = ["booking", "booked", "reservation", "reserve", "appointment"];
    conversation.is_some_and(|c| {
        c.recent
            .iter()
            .rev()
            .take(limits::CARD_MESSAGES)
            .filter(|s| now.since(s.at) < DAY_MS && s.by != Author::System)
            .any(|s| WORDS.iter().any(|w| s.text.to_lowercase().contains(w)))
    })
}

/// The turn that answers: after the quiet window, which every message prolongs up to the longest wait. Who already owns the
/// conversation is told at once.
pub(super) fn turn_job(
    desk: &Desk,
    conversation: Option<&Conversation>,
    commit: &Commit,
    inbox: &InboxName,
) -> Job {
    let timing = desk.business.inbox(inbox);
    let since = conversation
        .and_then(|c| c.unanswered_since)
        .unwrap_or(commit.at);
    let quiet = commit.at.plus_ms(timing.quiet_ms);
    let latest = since.plus_ms(timing.max_wait_ms.max(timing.quiet_ms));
    Job {
        conversation: commit.conversation,
        task: Task::Turn,
        lane: Lane::of_conversation(commit.conversation),
        due: quiet.min(latest).max(commit.at),
        attempt: 0,
    }
}

/// The longest beginning of `text` that is at most `bytes` long and ends between two characters.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

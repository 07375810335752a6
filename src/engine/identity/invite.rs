//! A link leads a customer from here to another channel: whoever comes there with its token is the same person. A token is good once and
//! for an hour, and a conversation has one at a time.

use super::{Intent, join::Refusal};
use crate::{
    Desk, Engine,
    compose::{self, Writing},
    intake::{claim, customer::Arrival, receipts::NOTHING, seen},
    limits, notices,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_core::{
    Conversation, Result, Route,
    channel::{Channel, Received},
    conversation::Code,
    event::{Body, ConversationKind, Event, Handling},
    message::{Inbound, Payload, Proof},
    store::{ClaimKey, Commit},
};
use rand::RngCore;
use std::sync::Arc;

/// A link that is given out.
pub(crate) struct Invited {
    pub(super) link: String,
    token: Code,
}

fn key(token: &str) -> ClaimKey {
    ClaimKey(format!("join:{token}"))
}

fn new_token() -> String {
    let mut bytes = [0; limits::TOKEN_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The link to the place that the customer named; `None` if none of our channels is called so or leads there by a link.
pub(super) fn invite(
    desk: &Desk,
    conversation: Option<&Conversation>,
    arrival: &Arrival,
    place: &str,
) -> Option<Intent> {
    if conversation.is_some_and(|c| c.kind != ConversationKind::Customer) {
        return None;
    }
    let named = |c: &&Arc<dyn Channel>| {
        c.kind().eq_ignore_ascii_case(place) || c.inbox().as_str().eq_ignore_ascii_case(place)
    };
    let elsewhere = |c: &&Arc<dyn Channel>| *c.inbox() != arrival.route.inbox;
    let token = new_token();
    let mut places: Vec<_> = desk
        .channels
        .values()
        .filter(named)
        .filter(elsewhere)
        .collect();
    places.sort_by_key(|c| c.inbox().clone());
    let link = places.iter().find_map(|c| c.invite(&token))?;
    Some(Intent::Invite(Invited {
        link,
        token: Code(token),
    }))
}

impl Invited {
    /// Adds the token, in the place of the one before.
    pub(super) fn add(&self, conversation: Option<&Conversation>, commit: &mut Commit) {
        if let Some((before, _)) = conversation.and_then(|c| c.identity.invite.as_ref()) {
            commit.releases.push(key(&before.0));
        }
        commit
            .claims
            .push(claim(key(&self.token.0), commit.events.len()));
        let given = Event::InviteGiven.with(Body::Secret(self.token.clone()));
        commit.events.push(given);
    }
}

impl Engine {
    /// Somebody came with a token.
    pub(crate) async fn joining(&self, desk: &Desk, inbound: &Inbound) -> Result<Received> {
        let Payload::Joining { token } = &inbound.payload else {
            return Ok(NOTHING);
        };
        let seen = seen(&inbound.inbox, &inbound.provider_id);
        if let Some(before) = self.store.lookup(&inbound.business, &seen).await? {
            return Ok(Received {
                seq: before.seq,
                ..NOTHING
            });
        }
        let route = Route {
            inbox: inbound.inbox.clone(),
            address: inbound.from.clone(),
        };
        let Some(conversation) = self.inviting(desk, token).await? else {
            return self
                .told(desk, inbound, notices::invite_is_over(desk))
                .await;
        };
        let from = (&inbound.from, Some(&inbound.inbox));
        let joined = self
            .join(desk, conversation, from, Proof::Token, |_, commit| {
                commit.releases.push(key(token));
                commit
                    .claims
                    .push(claim(seen.clone(), commit.events.len() - 1));
                let said = Writing::notice(notices::joined_by_link(desk));
                compose::write(commit, desk, &route, said);
            })
            .await?;
        match joined {
            Ok(state) => Ok(Received {
                new: true,
                seq: state.seq,
                notice: None,
            }),
            Err(Refusal::Already) => self.told(desk, inbound, notices::here_already()).await,
            Err(refusal) => {
                let text = refusal.to_customer(&inbound.from);
                self.told(desk, inbound, text).await
            }
        }
    }

    /// The conversation that gave a token out, while it is good.
    async fn inviting(&self, desk: &Desk, token: &str) -> Result<Option<Arc<Conversation>>> {
        if token.len() > limits::TOKEN_CHARS {
            return Ok(None);
        }
        let business = &desk.business.id;
        let Some(claimed) = self.store.lookup(business, &key(token)).await? else {
            return Ok(None);
        };
        let conversation = self.store.load(business, claimed.conversation).await?;
        let now = self.clock.now();
        Ok(conversation.filter(|c| {
            let invite = c.identity.invite.as_ref();
            invite.is_some_and(|(given, at)| given.0 == token && now.since(*at) < limits::INVITE_MS)
        }))
    }

    /// Answers who came with a token in a conversation of their own.
    async fn told(&self, desk: &Desk, inbound: &Inbound, text: String) -> Result<Received> {
        let arrival = Arrival::new(desk, inbound, "(opened a link)", ConversationKind::Customer);
        self.arrive(desk, &arrival, |_, commit| {
            compose::write(commit, desk, &arrival.route, Writing::notice(text.clone()));
            Handling::Command
        })
        .await
    }
}

//! What is told of an inbox and not of a customer: requests that could not be verified, messages that could not be read, an inbox that
//! cannot be reached. Each inbox has a journal of its own for it, and staff get a case where they must know.

use super::{claim, quarantine_of, receipts::NOTHING, seen, unexpected};
use crate::{Desk, Engine, limits};
use frontdesk_core::{
    BusinessId, ConversationId, CustomerId, Error, ErrorKind, InboxName, MessageId, Result,
    channel::Received,
    event::{Body, ConversationKind, Event, Handling, Topic},
    message::{Inbound, Payload},
    store::{ClaimKey, Commit, CommitError, Draft, Expect},
};

impl Engine {
    /// The commit on an inbox's own journal that does nothing yet.
    async fn aside(&self, business: &BusinessId, inbox: &InboxName) -> Result<Commit> {
        let kind = ConversationKind::Quarantine;
        self.own_journal(business, quarantine_of(inbox), kind).await
    }

    /// The commit that does nothing yet on a journal of the desk's own, which is behind a name: opened if it is not there.
    pub(crate) async fn own_journal(
        &self,
        business: &BusinessId,
        key: ClaimKey,
        kind: ConversationKind,
    ) -> Result<Commit> {
        let now = self.clock.now();
        let Some(known) = self.store.lookup(business, &key).await? else {
            let customer = CustomerId::new();
            let (business, conversation) = (business.clone(), ConversationId::new());
            let mut commit = Commit::to(business, conversation, customer, now, Expect::New);
            let opened = Event::ConversationOpened { customer, kind };
            commit.events.push(opened.into());
            commit.claims.push(claim(key, 0));
            return Ok(commit);
        };
        let found = self.store.load(business, known.conversation).await?;
        let conversation = found
            .ok_or_else(|| Error::new(ErrorKind::Corrupt, "reading a journal of the desk's own"))?;
        let expect = Expect::At(conversation.revision);
        Ok(Commit::on(&conversation, now, expect))
    }

    /// Keeps an event on the inbox's own journal.
    pub(super) async fn keep_aside(
        &self,
        business: &BusinessId,
        inbox: &InboxName,
        event: Draft,
    ) -> Result<()> {
        for _ in 0..limits::COMMIT_TRIES {
            let mut commit = self.aside(business, inbox).await?;
            commit.events.push(event.clone());
            match self.store.commit(commit).await {
                Ok(_) => return Ok(()),
                Err(CommitError::Taken(..) | CommitError::Conflict) => {}
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "keeping a request"))
    }

    /// A message that could not be read is kept as it came, and staff see it.
    pub(super) async fn unreadable(&self, desk: &Desk, inbound: Inbound) -> Result<Received> {
        let Payload::Unreadable { text, raw } = &inbound.payload else {
            return Ok(NOTHING);
        };
        let key = seen(&inbound.inbox, &inbound.provider_id);
        for _ in 0..limits::COMMIT_TRIES {
            let mut commit = self.aside(&inbound.business, &inbound.inbox).await?;
            let files = self
                .keep_files(
                    &inbound.business,
                    commit.customer,
                    std::slice::from_ref(raw),
                )
                .await?;
            commit.claims.push(claim(key.clone(), commit.events.len()));
            let received = Event::MessageReceived {
                message: MessageId::new(),
                inbox: inbound.inbox.clone(),
                handling: Handling::Bystander,
                masked: 0,
            };
            commit.events.push(received.with(Body::Said {
                from: inbound.from.clone(),
                name: inbound.name.clone(),
                text: text.clone(),
                files,
                thread: None,
            }));
            let reason = "a message could not be read; it is kept as it came";
            self.open_case(desk, &mut commit, Topic::Trouble, reason)
                .await?;
            match self.store.commit(commit).await {
                Ok(done) => {
                    let seq = done.first;
                    return Ok(Received {
                        new: true,
                        seq,
                        notice: None,
                    });
                }
                Err(CommitError::Taken(taken, _)) if taken == key => return Ok(NOTHING),
                Err(CommitError::Taken(taken, _)) => self.number_taken(&inbound.business, &taken),
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(ErrorKind::Unavailable, "keeping a message"))
    }

    /// Tells staff something of an inbox, as a case.
    pub(super) async fn alert_staff(
        &self,
        business: &BusinessId,
        inbox: &InboxName,
        text: &str,
    ) -> Result<()> {
        let desk = self
            .desks
            .get(business)
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "telling staff of an inbox"))?;
        for _ in 0..limits::COMMIT_TRIES {
            let mut commit = self.aside(business, inbox).await?;
            self.open_case(&desk, &mut commit, Topic::Trouble, text)
                .await?;
            match self.store.commit(commit).await {
                Ok(_) => return Ok(()),
                Err(CommitError::Taken(taken, _)) => self.number_taken(business, &taken),
                Err(CommitError::Conflict) => {}
                Err(error) => return Err(unexpected(error)),
            }
        }
        Err(Error::new(
            ErrorKind::Unavailable,
            "telling staff of an inbox",
        ))
    }
}

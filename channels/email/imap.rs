//! One connection to the IMAP server. Every call has a time limit, since the library has none; after an error the connection
//! is dropped, because it is out of step.

use super::{
    limits,
    oauth::{Bearer, Key, Keys},
    settings::{Security, Server, Settings},
    tls::{self, Trust, Wire},
};
use async_imap::{Client, Session, error::Error as ImapError, types::UnsolicitedResponse};
use frontdesk_core::{Error, ErrorKind};
use futures::TryStreamExt;
use std::{future::Future, time::Duration};

pub(super) const READING: &str = "reading the mailbox";

/// A folder that is open.
pub(super) struct Mailbox {
    session: Session<Box<dyn Wire>>,
    /// Whether the server tells of new mail by itself.
    pub(super) idles: bool,
    /// Its UIDVALIDITY.
    pub(super) validity: u32,
    /// The UID that the next mail gets.
    pub(super) next: u32,
}

/// What is known of a mail before it is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number.
    pub(super) uid: u32,
    /// Its size in bytes.
    pub(super) size: u32,
    /// When it came to the server, in seconds since 1970, if the server says.
    pub(super) arrived_s: Option<i64>,
    /// Somebody deleted it, answered it by hand, or is still writing it.
    pub(super) settled: bool,
}

impl Mailbox {
    /// Connects, signs in and opens the folder.
    ///
    /// # Errors
    /// What is in the way, and for the settings how to mend it.
    pub(super) async fn open(
        settings: &Settings,
        trust: &Trust,
        keys: &Keys,
    ) -> Result<Self, Error> {
        let client = greeted(settings.imap(), trust).await?;
        let mut session = signed_in(client, settings, keys).await?;
        let listing = within(limits::COMMAND_TIMEOUT, session.capabilities()).await;
        let idles = listing.map_err(Broken::into_error)?.has_str("IDLE");
        let selecting = within(limits::COMMAND_TIMEOUT, session.select(&settings.mailbox)).await;
        let folder = match selecting {
            Err(Broken::Said(words)) => {
                return Err(Error::new(ErrorKind::NotFound, READING)
                    .with("server", words)
                    .with(
                        "mend",
                        "check mailbox: the server does not open this folder",
                    ));
            }
            other => other.map_err(Broken::into_error)?,
        };
        let mut mailbox = Self {
            session,
            idles,
            validity: folder.uid_validity.unwrap_or(0),
            next: 0,
        };
        mailbox.next = match folder.uid_next {
            Some(next) => next,
            None => mailbox.search("UID *").await?.last().map_or(1, |n| n + 1),
        };
        Ok(mailbox)
    }

    /// The UIDs that match, in ascending order.
    pub(super) async fn search(&mut self, query: &str) -> Result<Vec<u32>, Error> {
        let found = within(limits::COMMAND_TIMEOUT, self.session.uid_search(query)).await;
        let mut uids: Vec<u32> = found.map_err(Broken::into_error)?.into_iter().collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// Hears of what came since, before a search.
    pub(super) async fn refresh(&mut self) -> Result<(), Error> {
        while self.session.unsolicited_responses.try_recv().is_ok() {}
        within(limits::COMMAND_TIMEOUT, self.session.noop())
            .await
            .map_err(Broken::into_error)?;
        while self.session.unsolicited_responses.try_recv().is_ok() {}
        Ok(())
    }

    /// What is known of these mails; those that are gone are left out.
    pub(super) async fn list(&mut self, uids: &[u32]) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::with_capacity(uids.len());
        for chunk in uids.chunks(limits::LIST_CHUNK) {
            let set: Vec<String> = chunk.iter().map(u32::to_string).collect();
            let asking = async {
                let query = "(UID FLAGS RFC822.SIZE INTERNALDATE)";
                let stream = self.session.uid_fetch(set.join(","), query).await?;
                let entry = |f: async_imap::types::Fetch| async move { Ok(entry(&f)) };
                stream.try_filter_map(entry).try_collect::<Vec<_>>().await
            };
            let found = within(limits::COMMAND_TIMEOUT, asking).await;
            entries.extend(found.map_err(Broken::into_error)?);
        }
        // Servers also tell of mails that nobody asked for, when their flags change.
        entries.retain(|e| uids.contains(&e.uid));
        entries.sort_unstable_by_key(|e| e.uid);
        entries.dedup_by_key(|e| e.uid);
        Ok(entries)
    }

    /// A whole mail, not marked as seen; `None` if it is gone.
    pub(super) async fn fetch(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Error> {
        self.part(uid, "(UID BODY.PEEK[])", |f| f.body()).await
    }

    /// Its header alone.
    pub(super) async fn header(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Error> {
        let header = self.part(uid, "(UID BODY.PEEK[HEADER])", |f| f.header());
        Ok(header.await?.map(|mut header| {
            header.truncate(limits::HEADER_BYTES);
            header
        }))
    }

    async fn part(
        &mut self,
        uid: u32,
        query: &str,
        bytes: impl Fn(&async_imap::types::Fetch) -> Option<&[u8]>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let fetching = async {
            let mut stream = self.session.uid_fetch(uid.to_string(), query).await?;
            let mut found = None;
            while let Some(fetch) = stream.try_next().await? {
                if fetch.uid == Some(uid) {
                    found = bytes(&fetch).map(<[u8]>::to_vec).or(found);
                }
            }
            Ok(found)
        };
        within(limits::FETCH_TIMEOUT, fetching)
            .await
            .map_err(Broken::into_error)
    }

    /// Marks a mail as seen. A folder that cannot be written to keeps its flags; the desk does not depend on them.
    pub(super) async fn mark_seen(&mut self, uid: u32) -> Result<(), Error> {
        let storing = async {
            let stream = self
                .session
                .uid_store(uid.to_string(), "+FLAGS.SILENT (\\Seen)");
            stream.await?.try_for_each(|_| async { Ok(()) }).await
        };
        match within(limits::COMMAND_TIMEOUT, storing).await {
            Ok(()) | Err(Broken::Said(_)) => Ok(()),
            Err(other) => Err(other.into_error()),
        }
    }

    /// Waits until the server tells something, at most [`limits::IDLE_RENEW`].
    pub(super) async fn idle(self) -> Result<Self, Error> {
        let told = self.session.unsolicited_responses.clone();
        let (idles, validity, next) = (self.idles, self.validity, self.next);
        let mut idle = self.session.idle();
        within(limits::COMMAND_TIMEOUT, idle.init())
            .await
            .map_err(Broken::into_error)?;
        // What came between the last search and now was told on the way, not in the wait that follows.
        let mut came = false;
        while let Ok(response) = told.try_recv() {
            came |= matches!(response, UnsolicitedResponse::Exists(_));
        }
        if !came {
            let (waiting, _interrupt) = idle.wait_with_timeout(limits::IDLE_RENEW);
            let limit = limits::IDLE_RENEW + limits::COMMAND_TIMEOUT;
            within(limit, waiting).await.map_err(Broken::into_error)?;
        }
        let session = within(limits::COMMAND_TIMEOUT, idle.done())
            .await
            .map_err(Broken::into_error)?;
        Ok(Self {
            session,
            idles,
            validity,
            next,
        })
    }

    /// Takes leave. Best effort.
    pub(super) async fn close(mut self) {
        let _ = within(Duration::from_secs(2), self.session.logout()).await;
    }
}

/// A connection whose server has greeted, with the TLS that the settings ask for.
async fn greeted(server: Server<'_>, trust: &Trust) -> Result<Client<Box<dyn Wire>>, Error> {
    let connecting = async {
        let stream = tls::connect(server).await?;
        match server.security {
            Security::Tls => trust.protect(server.host, stream).await,
            Security::Starttls | Security::None => Ok(stream),
        }
        .map_err(ImapError::from)
    };
    let stream = within(limits::COMMAND_TIMEOUT, connecting).await;
    let mut client = Client::new(stream.map_err(Broken::into_error)?);
    let greeting = async {
        let greeting = client.read_response().await?;
        greeting.map(drop).ok_or(ImapError::ConnectionLost)
    };
    within(limits::COMMAND_TIMEOUT, greeting)
        .await
        .map_err(Broken::into_error)?;
    if server.security != Security::Starttls {
        return Ok(client);
    }
    let upgrading = async {
        client.run_command_and_check_ok("STARTTLS", None).await?;
        // What the server said in the clear after its consent is thrown away with the old client.
        Ok(trust.protect(server.host, client.into_inner()).await?)
    };
    match within(limits::COMMAND_TIMEOUT, upgrading).await {
        Ok(stream) => Ok(Client::new(stream)),
        Err(Broken::Said(words)) => Err(Error::new(ErrorKind::Invalid, READING)
            .with("server", words)
            .with(
                "mend",
                "the server offers no STARTTLS here: check imap_port and imap_tls",
            )),
        Err(other) => Err(other.into_error()),
    }
}

/// Signs in with the password or a token.
async fn signed_in(
    client: Client<Box<dyn Wire>>,
    settings: &Settings,
    keys: &Keys,
) -> Result<Session<Box<dyn Wire>>, Error> {
    let user = quotable(&settings.username)?;
    let key = keys.get(settings, &settings.password).await?;
    let signing_in = async {
        let tried = match &key {
            Key::Password(password) => client.login(user, password.reveal()).await,
            Key::Token(token) => client.authenticate("XOAUTH2", Bearer { user, token }).await,
        };
        tried.map_err(|(error, _)| error)
    };
    match within(limits::COMMAND_TIMEOUT, signing_in).await {
        Err(Broken::Said(words)) => {
            keys.forget();
            Err(Error::new(ErrorKind::Unauthorized, READING)
                .with("server", words)
                .with("mend", "check username and password; many providers want a password made for programs (\"app password\") and IMAP switched on"))
        }
        other => other.map_err(Broken::into_error),
    }
}

fn entry(fetch: &async_imap::types::Fetch) -> Option<Entry> {
    use async_imap::types::Flag;
    let settled = |f: Flag<'_>| matches!(f, Flag::Deleted | Flag::Answered | Flag::Draft);
    Some(Entry {
        uid: fetch.uid?,
        size: fetch.size?,
        arrived_s: fetch.internal_date().map(|at| at.timestamp()),
        settled: fetch.flags().any(settled),
    })
}

/// A text that goes between quotation marks in a command.
fn quotable(text: &str) -> Result<&str, Error> {
    if text.contains(['\r', '\n', '\0']) {
        return Err(Error::new(ErrorKind::Invalid, READING)
            .with("mend", "username or password has a line break in it"));
    }
    Ok(text)
}

/// A call that did not work.
enum Broken {
    /// The server said no, with these words.
    Said(String),
    /// Anything else.
    Failed(Error),
}

impl Broken {
    fn into_error(self) -> Error {
        match self {
            Self::Said(words) => Error::new(ErrorKind::Unavailable, READING).with("server", words),
            Self::Failed(error) => error,
        }
    }
}

/// A call with a time limit. The library's own words for a failure quote what it was reading, which may be a mail: only the
/// server's refusals and the kind of failure are kept.
async fn within<T>(
    limit: Duration,
    call: impl Future<Output = Result<T, ImapError>>,
) -> Result<T, Broken> {
    let unavailable = || Error::new(ErrorKind::Unavailable, READING);
    let error = match tokio::time::timeout(limit, call).await {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error,
        Err(_) => {
            let error = Error::new(ErrorKind::Timeout, READING);
            return Err(Broken::Failed(error));
        }
    };
    Err(match error {
        ImapError::No(words) | ImapError::Bad(words) => Broken::Said(super::words(&words)),
        ImapError::Io(io) => Broken::Failed(match tls::mend(&io) {
            Some(mend) => unavailable().with("mend", mend),
            None => unavailable().with("connection", io.kind()),
        }),
        ImapError::ConnectionLost => {
            Broken::Failed(unavailable().with("connection", "closed by the server"))
        }
        _ => Broken::Failed(unavailable().with("answer", "not understood")),
    })
}

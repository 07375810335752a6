//! Files: those that came with a message are kept or fetched, and whoever may see them gets a signed link.

use crate::{
    Desk, Engine,
    delivery::retry_at,
    intake::receipts::show_cards,
    limits,
    worker::{Done, Undone},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use frontdesk_core::{
    BusinessId, Conversation, ConversationId, CustomerId, ErrorKind, InboxName, MessageId, Result,
    Secret, Timestamp,
    channel::Linked,
    conversation::Pending,
    event::{Body, Entry, Event},
    job::{Job, Lane, Lease, Task},
    message::{Attachment, AttachmentContent, File, FileAt, Media},
    store::{Commit, Expect},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

const HOUR_MS: i64 = 3_600_000;

/// Bytes of a link's signature: guessing one takes 2^95 tries on average.
const MAC: usize = 12;

/// Bytes of a link before its signature: conversation, entry, file, last hour.
const CLAIM: usize = 16 + 4 + 1 + 4;

/// Signs links to files, so that a link can be opened without an account, for some days and by nobody who was not given it.
pub struct Links {
    base: String,
    key: Secret,
}

impl Links {
    /// Links on this public address, signed with this key.
    pub fn new(public_url: &str, key: Secret) -> Self {
        let base = public_url.trim_end_matches('/').to_owned();
        Self { base, key }
    }

    fn mac(&self, business: &BusinessId, claim: &[u8]) -> [u8; MAC] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.key.reveal().as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(business.as_str().as_bytes());
        mac.update(&[0]);
        mac.update(claim);
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        *full.first_chunk().expect("a signature has 32 bytes")
    }

    /// A link to a file of the entry `seq`.
    pub(crate) fn link(
        &self,
        business: &BusinessId,
        conversation: ConversationId,
        seq: u64,
        index: usize,
        now: Timestamp,
    ) -> String {
        let last = u32::try_from(now.0 / HOUR_MS).unwrap_or(u32::MAX);
        let mut token = Vec::with_capacity(CLAIM + MAC);
        token.extend(conversation.to_bytes());
        token.extend(u32::try_from(seq).unwrap_or(u32::MAX).to_be_bytes());
        token.push(u8::try_from(index).unwrap_or(u8::MAX));
        token.extend(last.saturating_add(limits::LINK_HOURS).to_be_bytes());
        let mac = self.mac(business, &token);
        token.extend(mac);
        format!(
            "{}/files/{business}/{}",
            self.base,
            BASE64_URL_SAFE_NO_PAD.encode(token)
        )
    }

    /// What a link's token leads to: the conversation, the entry, the file.
    fn open(
        &self,
        business: &BusinessId,
        token: &str,
        now: Timestamp,
    ) -> Option<(ConversationId, u64, usize)> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (claim, mac) = bytes.split_last_chunk::<MAC>()?;
        if claim.len() != CLAIM || !bool::from(self.mac(business, claim).ct_eq(mac)) {
            return None;
        }
        let number = |at: usize| {
            claim
                .get(at..at + 4)?
                .try_into()
                .ok()
                .map(u32::from_be_bytes)
        };
        let conversation = ConversationId::from_bytes(*claim.first_chunk()?);
        if i64::from(number(21)?) < now.0 / HOUR_MS {
            return None;
        }
        Some((
            conversation,
            u64::from(number(16)?),
            usize::from(*claim.get(20)?),
        ))
    }
}

/// A word for a file, for a message of files alone.
pub(crate) fn word(media_type: &str) -> &'static str {
    match media_type.split('/').next().unwrap_or_default() {
        "image" => "[picture]",
        "video" => "[video]",
        "audio" => "[voice message]",
        _ if media_type.contains("vcard") => "[contact]",
        _ => "[file]",
    }
}

/// The words of a part with links to the files that its channel cannot send.
pub(crate) fn with_links(part: &str, media: &[Media]) -> String {
    let lines = media.iter().map(|m| format!("📎 {}: {}", m.name, m.url));
    let words = Some(part.to_owned()).filter(|p| !p.trim().is_empty());
    words
        .into_iter()
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Adds the jobs that fetch what is still at the provider.
pub(crate) fn fetch_jobs(commit: &mut Commit, message: MessageId, files: &[File]) {
    for (file, index) in files.iter().zip(0u16..) {
        if matches!(file.at, FileAt::Provider(_)) {
            commit.jobs.push(Job {
                conversation: commit.conversation,
                task: Task::Fetch(message, index),
                lane: Lane::of_message(message),
                due: commit.at,
                attempt: 0,
            });
        }
    }
}

fn is_of(entry: &Entry, wanted: MessageId) -> bool {
    matches!(&entry.event, Event::MessageReceived { message, .. } if *message == wanted)
}

impl Engine {
    /// Keeps what came along with a message; what has to be fetched is noted.
    pub(crate) async fn keep_files(
        &self,
        business: &BusinessId,
        customer: CustomerId,
        attachments: &[Attachment],
    ) -> Result<Vec<File>> {
        let mut files = Vec::with_capacity(attachments.len());
        for attachment in attachments {
            let mut size = attachment.size.unwrap_or(0);
            let at = match &attachment.content {
                AttachmentContent::At(reference) => FileAt::Provider(reference.clone()),
                AttachmentContent::Here(content) => {
                    size = content.len() as u64;
                    self.keep_content(business, customer, content.clone())
                        .await?
                }
            };
            files.push(File {
                name: attachment.name.clone(),
                media_type: attachment.media_type.clone(),
                size,
                at,
            });
        }
        Ok(files)
    }

    /// Keeps a content; one that is too large is lost.
    async fn keep_content(
        &self,
        business: &BusinessId,
        customer: CustomerId,
        content: bytes::Bytes,
    ) -> Result<FileAt> {
        match self.store.keep(business, customer, content).await {
            Ok(blob) => Ok(FileAt::Kept(blob)),
            Err(e) if e.kind() == ErrorKind::Invalid => Ok(FileAt::Lost),
            Err(e) => Err(e),
        }
    }

    /// Fetches one file of a message from its provider; after the last attempt it is noted that it cannot be had.
    pub(crate) async fn fetch(
        &self,
        desk: &Desk,
        lease: &Lease,
        message: MessageId,
        index: u16,
    ) -> Done {
        let business = &lease.business;
        let found = self.store.load(business, lease.job.conversation).await?;
        let Some(conversation) = found else {
            return self.settle(lease, None).await;
        };
        let waiting = self.waiting_file(&conversation, message, index).await?;
        let Some((inbox, mut file, reference)) = waiting else {
            return self.settle(lease, None).await;
        };
        let fetched = match desk.channel(&inbox) {
            Some(channel) => channel.fetch(&reference).await,
            None => Err(frontdesk_core::Error::new(
                ErrorKind::NotFound,
                "fetching a file",
            )),
        };
        let attempt = lease.job.attempt + 1;
        file.at = match fetched {
            Ok(content) => {
                file.size = content.len() as u64;
                self.keep_content(business, conversation.customer, content)
                    .await?
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Invalid) => {
                tracing::warn!(%error, %business, "a file that came with a message cannot be had");
                FileAt::Lost
            }
            Err(error) => {
                tracing::warn!(%error, %business, attempt, "a file could not be fetched");
                let due = retry_at(self.clock.now(), attempt, None);
                match due.filter(|_| attempt < limits::FETCH_ATTEMPTS) {
                    Some(due) => return self.settle_as(lease, lease.again(due, attempt)).await,
                    None => FileAt::Lost,
                }
            }
        };
        let mut commit = Commit::on(&conversation, self.clock.now(), Expect::Any);
        let fetched = Event::FileFetched { message, index };
        commit.events.push(fetched.with(Body::File(file)));
        commit.settles.push(lease.done());
        self.note_fetched(commit, &conversation).await
    }

    /// Commits that a file is here, and shows it on the cards of the case: also of one that was opened while it was fetched.
    async fn note_fetched(&self, mut commit: Commit, before: &Conversation) -> Done {
        let shown = before.open_case().is_some();
        if shown {
            show_cards(&mut commit, before);
        }
        let now = commit.at;
        let after = self.store.commit(commit).await.map_err(Undone::from)?.state;
        if !shown && after.open_case().is_some() {
            let mut commit = Commit::on(&after, now, Expect::Any);
            show_cards(&mut commit, &after);
            self.store.commit(commit).await.map_err(Undone::from)?;
        }
        Ok(())
    }

    /// A file that is still at its provider, with the inbox it came to.
    async fn waiting_file(
        &self,
        conversation: &Conversation,
        message: MessageId,
        index: u16,
    ) -> Result<Option<(InboxName, File, String)>> {
        let Some(said) = conversation.recent.iter().find(|s| s.message == message) else {
            return Ok(None);
        };
        let file = said.files.get(usize::from(index));
        let Some(FileAt::Provider(reference)) = file.map(|f| &f.at) else {
            return Ok(None);
        };
        let after = said.seq - 1;
        let (business, id) = (&conversation.business, conversation.id);
        let entries = self.store.journal(business, id, after, 1).await?;
        let inbox = entries.iter().find_map(|entry| match &entry.event {
            Event::MessageReceived { inbox, .. } if is_of(entry, message) => Some(inbox.clone()),
            _ => None,
        });
        Ok(inbox
            .zip(file)
            .map(|(i, f)| (i, f.clone(), reference.clone())))
    }

    /// What goes out with a part, with its content. What cannot be had is named in the log and left out: the words matter more.
    pub(crate) async fn media(
        &self,
        conversation: &Conversation,
        pending: &Pending,
    ) -> Result<Vec<Media>> {
        let mut media = Vec::new();
        let mut room = limits::MEDIA_BYTES;
        for (file, index) in pending.files.iter().zip(0usize..) {
            let FileAt::Kept(blob) = &file.at else {
                continue;
            };
            let content = self.store.kept(&conversation.business, blob).await?;
            let Some(content) = content.filter(|c| c.len() <= room) else {
                tracing::warn!(business = %conversation.business, "a file was left out of a message");
                continue;
            };
            room -= content.len();
            media.push(Media {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                url: self.links.link(
                    &conversation.business,
                    conversation.id,
                    pending.seq,
                    index,
                    self.clock.now(),
                ),
                content,
            });
        }
        Ok(media)
    }

    /// The file behind a link's token.
    pub(crate) async fn linked_file(
        &self,
        business: &BusinessId,
        token: &str,
    ) -> Result<Option<Linked>> {
        let Some((conversation, seq, index)) = self.links.open(business, token, self.clock.now())
        else {
            return Ok(None);
        };
        let entries = self
            .store
            .journal(
                business,
                conversation,
                seq.saturating_sub(1),
                limits::HISTORY_ENTRIES,
            )
            .await?;
        let Some(first) = entries.first().filter(|e| e.seq == seq) else {
            return Ok(None);
        };
        let file = match (&first.event, &first.body) {
            (Event::MessageReceived { message, .. }, Body::Said { files, .. }) => {
                fetched(&entries, *message, index).or(files.get(index))
            }
            (_, Body::Written { files, .. }) => files.get(index),
            _ => None,
        };
        let Some(File {
            name,
            media_type,
            at: FileAt::Kept(blob),
            ..
        }) = file
        else {
            return Ok(None);
        };
        let content = self.store.kept(business, blob).await?;
        Ok(content.map(|content| Linked {
            name: name.clone(),
            media_type: media_type.clone(),
            content,
        }))
    }
}

/// A message's file as it was fetched later.
fn fetched(entries: &[Entry], of: MessageId, wanted: usize) -> Option<&File> {
    entries.iter().find_map(|e| match (&e.event, &e.body) {
        (Event::FileFetched { message, index }, Body::File(file))
            if *message == of && usize::from(*index) == wanted =>
        {
            Some(file)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_in_its_business_until_its_time_and_unchanged_alone() {
        let links = Links::new("https://desk.example/", Secret::from("key"));
        let business = BusinessId::from("harbor");
        let conversation = ConversationId::new();
        let now = Timestamp(1_773_158_400_000);
        let link = links.link(&business, conversation, 12, 3, now);
        let token = link
            .strip_prefix("https://desk.example/files/harbor/")
            .unwrap();
        assert_eq!(
            links.open(&business, token, now),
            Some((conversation, 12, 3))
        );
        assert_eq!(links.open(&BusinessId::from("other"), token, now), None);
        let later = now.plus_ms(u64::from(limits::LINK_HOURS + 1) * 3_600_000);
        assert_eq!(links.open(&business, token, later), None);
        let other = Links::new("https://desk.example", Secret::from("other"));
        assert_eq!(other.open(&business, token, now), None);
        let mut changed = token.to_owned();
        changed.replace_range(20..21, if &token[20..21] == "A" { "B" } else { "A" });
        assert_eq!(links.open(&business, &changed, now), None);
        assert_eq!(links.open(&business, "", now), None);
    }
}

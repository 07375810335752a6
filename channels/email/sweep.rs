//! Reading what is new in a mailbox, in the order it came. A mail counts as read, for the mark and for its \Seen flag, only once
//! the intake has it on disk.

use super::{
    Email,
    imap::{Entry, Mailbox},
    inbound::Taken,
    limits,
    listen::{Ended, Watch, until, wait},
    mark::{Mark, Plan, day_before, plan},
};
use crate::waiting::{Pause, now};
use frontdesk_core::{
    Error,
    channel::{Intake, Stop},
    message::Inbound,
};

/// The name under which the intake keeps the mark.
const MARK: &str = "mailbox";

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;

impl Email {
    /// Takes everything that is new.
    pub(super) async fn sweep(
        &self,
        mailbox: &mut Mailbox,
        intake: &dyn Intake,
        stop: &mut Stop,
        watch: &mut Watch,
    ) -> Result<(), Ended> {
        let kept = intake.mark(&self.business.id, &self.inbox, MARK).await?;
        let mark: Option<Mark> = kept.and_then(|text| text.parse().ok());
        let plan = plan(mark.as_ref(), &self.settings.mailbox, mailbox.validity);
        let now_s = now().0 / 1_000;
        let mut mark = match (&plan, mark) {
            (Plan::After(_), Some(mark)) => mark,
            (_, mark) => Mark {
                mailbox: self.settings.mailbox.clone(),
                validity: mailbox.validity,
                last: mailbox.next.saturating_sub(1),
                since_s: match plan {
                    Plan::Rescan(_) => mark.map_or(now_s, |m| m.since_s),
                    _ => now_s,
                },
            },
        };
        let entries = until(stop, candidates(mailbox, &plan, now_s)).await?;
        if matches!(plan, Plan::Rescan(_)) {
            tracing::info!(inbox = %self.inbox, mails = entries.len(), "the server renumbered the mailbox; recent mail is gone through again");
        }
        for entry in entries {
            self.take(mailbox, entry, intake, stop, watch).await?;
            // Until an old or unknown stock is through, the mark must not claim that it is.
            if let Plan::After(_) = plan {
                mark.last = mark.last.max(entry.uid);
                self.keep(intake, &mark).await?;
            }
        }
        if !matches!(plan, Plan::After(_)) {
            self.keep(intake, &mark).await?;
        }
        Ok(())
    }

    async fn keep(&self, intake: &dyn Intake, mark: &Mark) -> Result<(), Error> {
        let text = mark.to_string();
        intake
            .set_mark(&self.business.id, &self.inbox, MARK, text)
            .await
    }

    /// One mail, until it is on disk or known to be nothing.
    async fn take(
        &self,
        mailbox: &mut Mailbox,
        entry: Entry,
        intake: &dyn Intake,
        stop: &mut Stop,
        watch: &mut Watch,
    ) -> Result<(), Ended> {
        if entry.settled {
            return Ok(());
        }
        let given_up = watch
            .stuck
            .is_some_and(|(uid, tries)| uid == entry.uid && tries >= limits::FETCH_TRIES);
        let taken = if given_up {
            tracing::error!(inbox = %self.inbox, uid = entry.uid, "a mail could not be fetched and is passed over; staff are told");
            Taken::from(self.unfetched(entry, now()))
        } else {
            let fetched = until(stop, self.fetched(mailbox, entry)).await;
            let tries = match watch.stuck {
                Some((uid, tries)) if uid == entry.uid => tries,
                _ => 0,
            };
            match fetched {
                Ok(Some(taken)) => taken,
                Ok(None) => return Ok(()),
                Err(ended) => {
                    watch.stuck = Some((entry.uid, tries + 1));
                    return Err(ended);
                }
            }
        };
        watch.stuck = None;
        for inbound in taken.inbound {
            self.store(inbound, intake, stop).await?;
        }
        if let Some(passed_over) = taken.passed_over {
            tracing::debug!(inbox = %self.inbox, uid = entry.uid, kind = passed_over, "a mail is not answered");
        }
        until(stop, mailbox.mark_seen(entry.uid)).await
    }

    /// A mail and what it is; `None` if it is gone.
    async fn fetched(&self, mailbox: &mut Mailbox, entry: Entry) -> Result<Option<Taken>, Error> {
        if entry.size > limits::MAIL_BYTES {
            let header = mailbox.header(entry.uid).await?;
            return Ok(header.map(|h| self.too_large(&h, entry, now())));
        }
        let raw = mailbox.fetch(entry.uid).await?;
        Ok(raw.map(|raw| self.taken(&raw, now())))
    }

    /// Hands one inbound to the intake until it is on disk.
    async fn store(
        &self,
        inbound: Inbound,
        intake: &dyn Intake,
        stop: &mut Stop,
    ) -> Result<(), Ended> {
        let mut pause = Pause::new();
        while let Err(error) = intake.receive(inbound.clone()).await {
            tracing::warn!(inbox = %self.inbox, %error, "a mail could not be stored and is tried again");
            wait(&mut pause, stop).await?;
        }
        Ok(())
    }
}

/// The mails to look at, in the order of their UIDs.
async fn candidates(mailbox: &mut Mailbox, plan: &Plan, now_s: i64) -> Result<Vec<Entry>, Error> {
    mailbox.refresh().await?;
    let rescan_s = i64::try_from(limits::RESCAN.0).unwrap_or(0) * DAY_S;
    let first_s = i64::try_from(limits::FIRST_H).unwrap_or(0) * HOUR_S;
    let (query, after, since_s) = match *plan {
        // `n:*` always gives the last mail, too, even if its number is below n.
        Plan::After(last) => (format!("UID {}:*", last.saturating_add(1)), last, i64::MIN),
        Plan::First => {
            let since_s = now_s - first_s;
            let query = format!("UNSEEN SINCE {}", day_before(since_s));
            (query, 0, since_s)
        }
        Plan::Rescan(begun_s) => {
            // An hour's grace: the two clocks may differ.
            let since_s = begun_s.saturating_sub(HOUR_S).max(now_s - rescan_s);
            (format!("SINCE {}", day_before(since_s)), 0, since_s)
        }
    };
    let mut uids = mailbox.search(&query).await?;
    uids.retain(|uid| *uid > after);
    if let Plan::First | Plan::Rescan(_) = plan {
        let (_, most) = limits::RESCAN;
        uids.drain(..uids.len().saturating_sub(most));
    }
    let mut entries = mailbox.list(&uids).await?;
    entries.retain(|e| e.arrived_s.is_none_or(|at| at >= since_s));
    Ok(entries)
}

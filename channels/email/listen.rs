//! Keeping a mailbox read: connects, sweeps, waits for the server to tell of new mail, and comes back from whatever breaks,
//! for ever. Wrong credentials are no reason to give up: they are mended at the provider, without a start of this program.

use super::{Email, imap::Mailbox, limits, outage::Outage};
use crate::waiting::Pause;
use frontdesk_core::{
    Error,
    channel::{Intake, Stop},
};
use std::{future::Future, time::Duration};
use tokio::time::{Instant, sleep};

/// Why a connection ended.
pub(super) enum Ended {
    /// The program stops.
    Stopped,
    /// Something broke; it will be tried again.
    Broken(Error),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

/// Waits as `pause` says, unless the program stops.
pub(super) async fn wait(pause: &mut Pause, stop: &mut Stop) -> Result<(), Ended> {
    until(stop, async {
        pause.wait(None).await;
        Ok(())
    })
    .await
}

/// What outlives a connection.
pub(super) struct Watch {
    pub(super) pause: Pause,
    pub(super) outage: Outage,
    /// The mail that could not be fetched, and how often that broke the connection.
    pub(super) stuck: Option<(u32, u8)>,
}

/// A step that the stop may interrupt. Only for what the server does: what is being stored is never interrupted.
pub(super) async fn until<T>(
    stop: &mut Stop,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Ended> {
    tokio::select! {
        biased;
        () = stop => Err(Ended::Stopped),
        result = step => Ok(result?),
    }
}

impl Email {
    pub(super) async fn listen_until(&self, intake: &dyn Intake, mut stop: Stop) {
        let mut watch = Watch {
            pause: Pause::new(),
            outage: Outage::default(),
            stuck: None,
        };
        loop {
            let Err(ended) = self.attend(intake, &mut stop, &mut watch).await;
            let Ended::Broken(error) = ended else {
                return;
            };
            tracing::warn!(inbox = %self.inbox, %error, "the mailbox cannot be read and is tried again");
            if watch.outage.failed(Instant::now()) {
                let text = format!(
                    "The mailbox of \"{}\" has been out of reach for {} minutes: mail from customers waits there. {error}",
                    self.inbox,
                    limits::ALERT_AFTER.as_secs() / 60
                );
                self.alert(intake, text).await;
            }
            if let Err(Ended::Stopped) = wait(&mut watch.pause, &mut stop).await {
                return;
            }
        }
    }

    /// One connection, until it breaks.
    async fn attend(
        &self,
        intake: &dyn Intake,
        stop: &mut Stop,
        watch: &mut Watch,
    ) -> Result<std::convert::Infallible, Ended> {
        let mut mailbox =
            until(stop, Mailbox::open(&self.settings, &self.trust, &self.keys)).await?;
        loop {
            self.sweep(&mut mailbox, intake, stop, watch).await?;
            watch.pause = Pause::new();
            if watch.outage.healed() {
                let text = format!(
                    "The mailbox of \"{}\" is back: what waited there is being read.",
                    self.inbox
                );
                self.alert(intake, text).await;
            }
            mailbox = until(stop, self.rest(mailbox)).await?;
        }
    }

    /// Until there may be something new.
    async fn rest(&self, mailbox: Mailbox) -> Result<Mailbox, Error> {
        if mailbox.idles {
            return mailbox.idle().await;
        }
        sleep(Duration::from_secs(self.settings.poll_s)).await;
        Ok(mailbox)
    }

    async fn alert(&self, intake: &dyn Intake, text: String) {
        if let Err(error) = intake.alert(&self.business.id, &self.inbox, text).await {
            tracing::warn!(inbox = %self.inbox, %error, "staff could not be told of the mailbox");
        }
    }
}

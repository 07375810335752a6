//! Serving what is published: at the start, and when `current` moves. A change exchanges the desk of the business as a whole; its channels, and with
//! them every open connection, stay as they are, and turns that run end on the old desk.

use super::{Shelf, name};
use crate::{
    serve::when,
    settings::{Configuration, Secrets},
    wiring::{self, Knowledge},
};
use anyhow::Context;
use frontdesk_core::{BusinessId, Clock};
use frontdesk_engine::{Desk, Desks};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet};

/// Looks until a version that was refused is tried again.
const AGAIN: u32 = 10;

/// What cannot be served, and why.
#[derive(PartialEq)]
struct Refused {
    what: String,
    problem: String,
}

/// The configuration a business is served with at the start. If the version that is published is not whole, the one before it is
/// served, and it is told loudly.
///
/// # Errors
/// No version of a business that publishes is whole: its working files were never published, so they are not served in their place.
pub fn at_start(
    configuration: &Configuration,
    business: &BusinessId,
) -> anyhow::Result<(Configuration, Option<u64>)> {
    let shelf = Shelf::of(configuration, business);
    let mut wanted = shelf.pointer()?.version;
    let mut failed = None;
    while let Some(version) = wanted {
        match shelf.open(configuration, version, Secrets::Needed) {
            Ok(served) => {
                tracing::info!(business = %business, version, "serving what is published");
                return Ok((served, Some(version)));
            }
            Err(error) => {
                let problem = format!("{error:#}");
                tracing::error!(business = %business, version, problem, "the published version cannot be served; the one before it is tried");
                failed.get_or_insert(error);
                wanted = shelf.before(version)?.filter(|before| *before < version);
            }
        }
    }
    match failed {
        None => Ok((configuration.clone(), None)),
        Some(error) => Err(error).with_context(|| {
            format!("no published version of {business} can be served: mend it, or serve the working files with `frontdesk rollback working`")
        }),
    }
}

/// Keeps one business at what is published.
pub struct Follower {
    /// The configuration as it was read, without any version in it.
    pub configuration: Configuration,
    /// The business.
    pub business: BusinessId,
    /// What is served; `None`: the working files.
    pub version: Option<u64>,
    /// The desks.
    pub desks: Arc<Desks>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

impl Follower {
    /// Takes up changes of the knowledge that is served, and of the version, until `stopped`.
    pub async fn run(
        mut self,
        knowledge: Knowledge,
        mut stopped: watch::Receiver<bool>,
        interval: Duration,
    ) {
        let stop = stopped.clone();
        let follow = |knowledge: Knowledge| knowledge.watch(when(stop.clone()), interval);
        let mut watching = JoinSet::new();
        watching.spawn(follow(knowledge));
        let (mut refused, mut looks) = (None, 0_u32);
        loop {
            tokio::select! {
                () = tokio::time::sleep(interval) => {}
                // An error means that the house is gone.
                _ = stopped.wait_for(|stop| *stop) => break,
            }
            looks = looks.wrapping_add(1);
            if let Some(knowledge) = self.look(looks, &mut refused).await {
                watching.shutdown().await;
                watching.spawn(follow(knowledge));
            }
        }
        while watching.join_next().await.is_some() {}
    }

    /// Takes up what is published now, if it is not served already; its knowledge.
    async fn look(&mut self, looks: u32, refused: &mut Option<Refused>) -> Option<Knowledge> {
        let wanted = self.wanted().await;
        let what = wanted.as_ref().map_or("current".into(), |v| name(*v));
        let taken = match wanted {
            Ok(version) if version == self.version => Ok(None),
            // To look through a version is to read all of it.
            Ok(_)
                if refused.as_ref().is_some_and(|r| r.what == what)
                    && !looks.is_multiple_of(AGAIN) =>
            {
                return None;
            }
            Ok(version) => self.take_up(version).await,
            Err(error) => Err(error),
        };
        let problem = match taken {
            Ok(knowledge) => {
                *refused = None;
                return knowledge;
            }
            Err(error) => format!("{error:#}"),
        };
        let now = Some(Refused { what, problem });
        // What stays broken is told once.
        if *refused != now
            && let Some(Refused { what, problem }) = &now
        {
            let stays = name(self.version);
            tracing::error!(business = %self.business, what, problem, stays, "what was published cannot be served");
        }
        *refused = now;
        None
    }

    async fn wanted(&self) -> anyhow::Result<Option<u64>> {
        let shelf = Shelf::of(&self.configuration, &self.business);
        let pointer = tokio::task::spawn_blocking(move || shelf.pointer()).await??;
        Ok(pointer.version)
    }

    /// Exchanges the desk for one on that version.
    async fn take_up(&mut self, version: Option<u64>) -> anyhow::Result<Option<Knowledge>> {
        let Some(present) = self.desks.get(&self.business) else {
            return Ok(None);
        };
        let (configuration, business) = (self.configuration.clone(), self.business.clone());
        let (clock, channels) = (self.clock.clone(), present.channels.clone());
        let open = move || -> anyhow::Result<(Knowledge, Desk)> {
            let configuration = match version {
                Some(version) => {
                    let shelf = Shelf::of(&configuration, &business);
                    shelf.open(&configuration, version, Secrets::Needed)?
                }
                None => configuration,
            };
            let knowledge = Knowledge::open(&configuration, &business, clock)?;
            let desk = wiring::desk(&configuration, &business, &knowledge, channels)
                .map_err(crate::cli::Misconfigured)?;
            Ok((knowledge, desk))
        };
        let (knowledge, desk) = tokio::task::spawn_blocking(open).await??;
        self.desks.put(desk);
        let before = name(std::mem::replace(&mut self.version, version));
        let (now, passages) = (name(version), knowledge.library.passages());
        tracing::info!(business = %self.business, now, before, passages, "took up what was published");
        Ok(Some(knowledge))
    }
}

//! Following the files of a business while it is served, and making the vectors that are missing.

use crate::{Library, limits, sources::Fingerprint};
use frontdesk_core::channel::Stop;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

impl Library {
    /// Makes the vectors that are missing, then looks at the folder every `interval` until `stop`, and loads it again
    /// once a change has settled: when two looks in a row see the same.
    pub async fn watch(self: Arc<Self>, stop: Stop, interval: Duration) {
        let changed = Notify::new();
        // Beside each other: what is edited while a large import gets its vectors is found by its words at once.
        let embed = async {
            loop {
                self.embed_in_background().await;
                changed.notified().await;
            }
        };
        tokio::select! {
            () = stop => {}
            () = embed => {}
            () = self.follow(interval, &changed) => {}
        }
    }

    async fn follow(self: &Arc<Self>, interval: Duration, changed: &Notify) {
        let mut seen: Option<Fingerprint> = None;
        let mut told = None;
        loop {
            tokio::time::sleep(interval).await;
            let library = Arc::clone(self);
            let Ok(files) = tokio::task::spawn_blocking(move || library.fingerprint().ok()).await
            else {
                continue;
            };
            let settled = files == seen;
            seen = files;
            if !settled {
                continue;
            }
            let library = Arc::clone(self);
            let reload = tokio::task::spawn_blocking(move || library.reload_if_changed()).await;
            let problem = match reload {
                Ok(Ok(true)) => {
                    self.tell();
                    changed.notify_one();
                    None
                }
                Ok(Ok(false)) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(panicked) => Some(panicked.to_string()),
            };
            // A folder that stays broken is told once.
            if problem.is_some() && problem != told {
                tracing::warn!(problem, "knowledge was not reloaded, the old one stays");
            }
            told = problem;
        }
    }

    /// Makes the vectors that are missing, a batch at a time, so that the program can stop between two.
    async fn embed_in_background(self: &Arc<Self>) {
        let (mut batches, mut progress) = (0, self.vectors());
        if progress.0 < progress.1 {
            tracing::info!(
                made = progress.0,
                of = progress.1,
                "vectors of the knowledge are being made"
            );
        }
        loop {
            let library = Arc::clone(self);
            let made = tokio::task::spawn_blocking(move || library.embed_some()).await;
            let going_on = matches!(made, Ok(Ok(1..)));
            batches += usize::from(going_on);
            if going_on && !batches.is_multiple_of(limits::BATCHES_KEPT) {
                continue;
            }
            progress = self.vectors();
            if batches > 0 {
                let library = Arc::clone(self);
                // What cannot be kept is told there.
                let _ = tokio::task::spawn_blocking(move || library.keep()).await;
                tracing::info!(made = progress.0, of = progress.1, "vectors were made");
            }
            match made {
                Ok(Ok(0)) => return,
                Ok(Ok(_)) => {}
                Ok(Err(error)) => {
                    tracing::warn!(%error, "knowledge without vectors is searched by its words alone");
                    return;
                }
                Err(error) => {
                    tracing::error!(%error, "making vectors failed");
                    return;
                }
            }
        }
    }

    fn tell(&self) {
        let loaded = self.now();
        let (articles, passages) = (loaded.articles, loaded.passages.len());
        tracing::info!(articles, passages, "knowledge was reloaded");
        for problem in &loaded.problems {
            tracing::warn!(%problem, "knowledge has a problem");
        }
    }
}

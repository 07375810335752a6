//! Looking again at imported sites and files while the desk is served: those whose time has come, one after the other.

use frontdesk_core::{BusinessId, channel::Stop};
use frontdesk_retrieval::import::{Importer, Manner, Report};
use std::time::Duration;

/// How often it is looked whether a source's time has come: one small file is read.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Follows the sources of a business until `stop`. What is cut off has changed nothing, and is done at the next start.
pub(crate) async fn follow(importer: Importer, business: BusinessId, stop: Stop) {
    tokio::select! {
        () = stop => {}
        () = look(importer, business) => {}
    }
}

async fn look(importer: Importer, business: BusinessId) {
    let mut told = None;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let reports = importer.sync(false, Manner::default(), &|_| {}).await;
        let problem = match reports {
            Ok(reports) => {
                for (from, report) in reports {
                    match report {
                        Ok(report) => tell(&business, &report),
                        Err(error) => {
                            tracing::warn!(%business, from, %error, "an imported source cannot be read; its articles stay as they are");
                        }
                    }
                }
                None
            }
            Err(error) => Some(error.to_string()),
        };
        // What stays wrong is told once.
        if problem.is_some() && problem != told {
            tracing::warn!(%business, problem, "imported sources are not looked at");
        }
        told = problem;
    }
}

fn tell(business: &BusinessId, report: &Report) {
    let (from, unchanged) = (&report.from, report.unchanged);
    for change in &report.changes {
        let (fate, file, why) = (change.fate.as_str(), &change.file, &change.why);
        tracing::info!(%business, from, file, fate, why, "an imported article");
    }
    let changes = report.changes.len();
    tracing::info!(%business, from, changes, unchanged, notes = report.notes.len(), "an imported source was looked at");
}

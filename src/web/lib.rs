//! The HTTP door of `frontdesk`: webhooks of providers, the web chat with its page and widget, health and metrics.
//! It carries requests and frames to their channel and what the channel made of them to the engine's
//! [`frontdesk_core::channel::Intake`]; it knows no kind of channel and no provider.
//!
//! # Layout, in reading order
//!
//! - [`Web`] (`parts.rs`): what it needs of the rest of the program
//! - `routes.rs`: the table of routes; `around.rs`: what happens around each request
//! - `webhooks.rs`: providers' requests; `live.rs`, `talk.rs`: live connections
//! - `files.rs`: files of conversations behind signed links
//! - `pages.rs`: the chat page, its files, the widget; `health.rs`: for those who watch
//! - `serve.rs`: connections, from accepting to a graceful end
//! - `proxy.rs`, `body.rs`, `problem.rs`, `limits.rs`: where clients are, bodies, refusals, bounds

mod around;
mod body;
mod doors;
mod files;
mod health;
mod limits;
mod live;
mod pages;
mod parts;
mod problem;
mod proxy;
mod routes;
mod serve;
mod talk;
mod webhooks;

#[cfg(test)]
mod tests;

pub use limits::WebLimits;
pub use parts::{Check, Directory, Readiness, Web};
pub use proxy::TrustedProxy;
pub use routes::{RESERVED, router, router_with};
pub use serve::serve;

use std::sync::Arc;
use tokio::sync::Semaphore;

/// What the handlers share.
struct Site {
    web: Web,
    doors: Arc<doors::Doors>,
    quarantine: doors::PerMinute,
    acknowledgements: Arc<Semaphore>,
    /// Owns tasks of requests that did not come through [`serve()`].
    serving: serve::Serving,
}

impl Site {
    fn new(web: Web) -> Self {
        Self {
            doors: Arc::new(doors::Doors::new(&web.limits)),
            quarantine: doors::PerMinute::new(limits::QUARANTINED_PER_MINUTE),
            acknowledgements: Arc::new(Semaphore::new(limits::ACKNOWLEDGEMENTS)),
            serving: serve::Serving::default(),
            web,
        }
    }
}

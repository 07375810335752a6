//! The client with which simulators call the product's webhooks.

use reqwest::Client;
use reqwest::redirect::Policy;

use crate::limits::WEBHOOK_TIMEOUT;

/// A client that follows no proxy and no redirect, and gives up after Twilio's 15 seconds. It keeps no connection: one that outlives
/// a crash of the product within a test would still reach what crashed.
pub(crate) fn client() -> std::io::Result<Client> {
    // The client wants a TLS provider even for plain HTTP; a second install is refused, which is
    // as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .redirect(Policy::none())
        .tls_certs_only([])
        .timeout(WEBHOOK_TIMEOUT)
        .build()
        .map_err(std::io::Error::other)
}

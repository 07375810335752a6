//! The way out to addresses that somebody wrote down or that came out of a page: tools declared in configuration, web
//! pages that are imported. Whoever can choose such an address must not reach the machines behind ours with it: the
//! database on loopback, the router, the cloud's metadata service.
//!
//! - [`address`]: which addresses are nobody's business
//! - [`allowed`]: the exceptions a business makes for a machine of its own
//! - [`resolver`]: names; the check is made on what a name resolved to, where the connection is made, so that a name that
//!   changes its mind between check and use passes neither
//! - [`client`]: one request with its redirects, each by the same rules, bounded in bytes and time, past every proxy
//! - [`failure`]: what went wrong, and whether the request may have arrived

pub mod address;
pub mod allowed;
pub mod client;
pub mod failure;
pub mod limits;
pub mod resolver;
#[cfg(test)]
mod tests;

pub use allowed::Allowed;
pub use client::{Egress, Reply, Request};
pub use failure::Failure;

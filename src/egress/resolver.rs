//! Names to addresses, with the check at the place where the connection is made: whatever a name resolves to when it is used is
//! what is checked.

use crate::{address::not_public, allowed::Allowed, failure::Failure};
use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// Looks names up.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The addresses of a name.
    ///
    /// # Errors
    /// There are none, or nobody could be asked.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

#[async_trait]
impl Resolver for System {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0))
            .await?
            .map(|a| a.ip())
            .collect())
    }
}

/// A resolver that lets only public and allowed addresses through.
#[derive(Clone)]
pub(crate) struct Guarded {
    pub(crate) inner: Arc<dyn Resolver>,
    pub(crate) allowed: Arc<Allowed>,
}

impl Guarded {
    async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Failure> {
        let unresolved = || Failure::Unresolved {
            host: name.to_owned(),
        };
        let found = self.inner.resolve(name).await.map_err(|_| unresolved())?;
        let mut refused = None;
        let mut kept = Vec::with_capacity(found.len());
        for address in found {
            match not_public(address).filter(|_| !self.allowed.has_resolved(name, address)) {
                Some(what) => refused = Some(what),
                None => kept.push(address),
            }
        }
        match refused {
            // The part of it that is public may be reached.
            _ if !kept.is_empty() => Ok(kept),
            Some(what) => Err(Failure::Private {
                host: name.to_owned(),
                what,
            }),
            None => Err(unresolved()),
        }
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guarded = self.clone();
        Box::pin(async move {
            let addresses = guarded.addresses(name.as_str()).await?;
            // Port 0 stands for the one of the URL.
            Ok(Box::new(addresses.into_iter().map(|a| SocketAddr::new(a, 0))) as Addrs)
        })
    }
}

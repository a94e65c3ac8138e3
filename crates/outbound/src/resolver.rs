//! From a name to addresses.

use std::io;
use std::net::IpAddr;

use async_trait::async_trait;

/// Finds the addresses of a name. Apart, so that tests can say what a name means.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The addresses of `name`, the one to be tried first in front.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The resolver of this machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

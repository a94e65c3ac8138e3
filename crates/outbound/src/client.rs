//! From a request to an answer: whom to ask, and how long to wait.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use ipnet::IpNet;
use tenancy::{Outbound, OutboundAnswer, OutboundError, OutboundRequest};
use tokio::time::{Instant, timeout_at};
use tracing::info;
use url::{Host, Url};

use crate::address::is_public;
use crate::config::{OutboundConfig, UnusableConfig};
use crate::resolver::{Resolver, SystemResolver};
use crate::stream::Tls;
use crate::{exchange, stream};

/// Asks other servers, with every precaution that the port promises.
pub struct OutboundClient {
    resolver: Arc<dyn Resolver>,
    tls: Tls,
    allowed: Vec<IpNet>,
    patience: Duration,
}

impl OutboundClient {
    /// A client that finds addresses as this machine does.
    ///
    /// # Errors
    /// See [`UnusableConfig`].
    pub fn new(config: &OutboundConfig) -> Result<Self, UnusableConfig> {
        Self::with_resolver(config, Arc::new(SystemResolver))
    }

    /// A client that asks `resolver` for addresses.
    ///
    /// # Errors
    /// See [`UnusableConfig`].
    pub fn with_resolver(
        config: &OutboundConfig,
        resolver: Arc<dyn Resolver>,
    ) -> Result<Self, UnusableConfig> {
        Ok(Self {
            resolver,
            tls: Tls::new(config.trusted_certificates.as_deref())?,
            allowed: config.allowed.clone(),
            patience: config.patience,
        })
    }

    async fn ask(
        &self,
        request: &OutboundRequest,
        deadline: Instant,
    ) -> Result<OutboundAnswer, OutboundError> {
        let addresses = self.addresses(&request.url).await?;
        let stream = stream::open(&request.url, &addresses, &self.tls, deadline).await?;
        exchange::over(stream, request).await
    }

    /// Every address of the server, all of which may be asked.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, OutboundError> {
        let refused = |reason: &str| OutboundError::Refused(reason.to_owned());
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("it has user information"));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(refused("it names no server"));
        };
        let found = match host {
            Host::Ipv4(address) => vec![address.into()],
            Host::Ipv6(address) => vec![address.into()],
            Host::Domain(name) => {
                let found = self.resolver.resolve(name).await;
                found.map_err(|error| OutboundError::Unreachable(error.to_string()))?
            }
        };
        for address in &found {
            self.check(url.scheme(), *address)?;
        }
        let with_port = |address: IpAddr| SocketAddr::new(address, port);
        Ok(found.into_iter().map(with_port).collect())
    }

    /// One address that may not be asked is enough to ask none: a name that has both kinds is a trap.
    fn check(&self, scheme: &str, address: IpAddr) -> Result<(), OutboundError> {
        let is_allowed = self.allowed.iter().any(|net| net.contains(&address));
        match scheme {
            "https" | "http" if is_allowed => Ok(()),
            "https" if is_public(address) => Ok(()),
            "https" => Err(OutboundError::Refused(format!(
                "{address} is not public, and not in outbound.allowed"
            ))),
            "http" => Err(OutboundError::Refused(format!(
                "plain http is only for networks in outbound.allowed, and {address} is in none"
            ))),
            _ => Err(OutboundError::Refused("expected https".to_owned())),
        }
    }
}

#[async_trait]
impl Outbound for OutboundClient {
    async fn send(&self, request: &OutboundRequest) -> Result<OutboundAnswer, OutboundError> {
        let deadline = Instant::now() + self.patience;
        let asked = timeout_at(deadline, self.ask(request, deadline)).await;
        let answer = asked.unwrap_or(Err(OutboundError::TooSlow));
        let host = request.url.host_str();
        match &answer {
            Ok(answer) => info!(host, status = answer.status, "another server was asked"),
            Err(reason) => info!(host, %reason, "another server was not asked, or did not answer"),
        }
        answer
    }
}

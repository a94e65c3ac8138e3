//! The connection to an address that has been checked, with TLS for the name that was asked for.

use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use openssl::ssl::{Ssl, SslConnector, SslMethod, SslVersion};
use tenancy::OutboundError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_openssl::SslStream;
use url::{Host, Url};

use crate::config::UnusableConfig;

/// A connection, whether or not with TLS.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// What servers with TLS are asked by. What this machine trusts is read when the first of them is asked: it takes a
/// megabyte, and many installations ask nobody.
pub(crate) struct Tls {
    connector: OnceLock<SslConnector>,
}

impl Tls {
    /// TLS 1.2 or newer, trusting what this machine trusts and the certificates in `extra`, which are read now, so that
    /// it is said at the start if they are of no use.
    pub(crate) fn new(extra: Option<&Path>) -> Result<Self, UnusableConfig> {
        Ok(Self {
            connector: match extra {
                Some(_) => connector(extra)?.into(),
                None => OnceLock::new(),
            },
        })
    }

    fn connector(&self) -> Result<&SslConnector, UnusableConfig> {
        if let Some(connector) = self.connector.get() {
            return Ok(connector);
        }
        let connector = connector(None)?;
        Ok(self.connector.get_or_init(|| connector))
    }
}

fn connector(extra: Option<&Path>) -> Result<SslConnector, UnusableConfig> {
    let mut connector = SslConnector::builder(SslMethod::tls_client())?;
    connector.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    // OpenSSL is built in, so it does not know where this machine keeps its certificates.
    let found = openssl_probe::probe();
    if let Some(file) = &found.cert_file {
        connector.set_ca_file(file)?;
    }
    for directory in &found.cert_dir {
        connector.load_verify_locations(None, Some(directory))?;
    }
    if let Some(file) = extra {
        connector
            .set_ca_file(file)
            .map_err(|error| UnusableConfig::Certificates(file.to_owned(), error))?;
    }
    Ok(connector.build())
}

/// Connects to the first of `addresses` that answers. `deadline` is when the request has to be over.
pub(crate) async fn open(
    url: &Url,
    addresses: &[SocketAddr],
    tls: &Tls,
    deadline: Instant,
) -> Result<Box<dyn Stream>, OutboundError> {
    let tcp = connect(addresses, deadline).await?;
    if url.scheme() == "http" {
        return Ok(Box::new(tcp));
    }
    let failed =
        |error: &dyn std::error::Error| OutboundError::Unreachable(format!("TLS: {error}"));
    let connector = tls.connector().map_err(|error| failed(&error))?;
    let ssl = session(url, connector).map_err(|error| failed(&error))?;
    let mut stream = SslStream::new(ssl, tcp).map_err(|error| failed(&error))?;
    let handshake = Pin::new(&mut stream).connect().await;
    handshake.map_err(|error| failed(&error))?;
    Ok(Box::new(stream))
}

/// Each address gets its share of the time, so that one that never answers leaves some for the next.
async fn connect(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, OutboundError> {
    let mut reason = "the name has no address".to_owned();
    for (tried, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        let patience = share(left, addresses.len() - tried);
        match timeout_at(now + patience, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => return Ok(tcp),
            Ok(Err(error)) => reason = format!("{address}: {error}"),
            Err(_) => reason = format!("{address}: no connection within {patience:?}"),
        }
    }
    Err(OutboundError::Unreachable(reason))
}

/// What one of so many attempts may take of the time that is left for all.
fn share(left: Duration, attempts: usize) -> Duration {
    left / u32::try_from(attempts).unwrap_or(u32::MAX).max(1)
}

/// Checks the certificate for the host of the URL: a name, or an address without its brackets.
fn session(url: &Url, connector: &SslConnector) -> Result<Ssl, openssl::error::ErrorStack> {
    let host = match url.host() {
        Some(Host::Ipv6(address)) => address.to_string(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Domain(name)) => name.to_owned(),
        None => String::new(),
    };
    connector.configure()?.into_ssl(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_is_left_is_shared_by_the_addresses_that_are_left() {
        let ten = Duration::from_secs(10);
        assert_eq!(share(ten, 4), Duration::from_millis(2500));
        assert_eq!(share(ten, 1), ten);
        assert_eq!(share(ten, 0), ten);
        assert_eq!(share(Duration::ZERO, 2), Duration::ZERO);
    }
}

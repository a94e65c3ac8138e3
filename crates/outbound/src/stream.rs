//! The connection to an address that has been checked, with TLS for the name that was asked for.

use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;

use openssl::ssl::{Ssl, SslConnector, SslMethod, SslVersion};
use tenancy::OutboundError;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_openssl::SslStream;
use url::{Host, Url};

use crate::config::UnusableConfig;

/// A connection, whether or not with TLS.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// TLS 1.2 or newer, trusting what this machine trusts and the certificates in `extra`.
pub(crate) fn connector(extra: Option<&Path>) -> Result<SslConnector, UnusableConfig> {
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

/// Connects to the first of `addresses` that answers.
pub(crate) async fn open(
    url: &Url,
    addresses: &[SocketAddr],
    tls: &SslConnector,
) -> Result<Box<dyn Stream>, OutboundError> {
    let tcp = connect(addresses).await?;
    if url.scheme() == "http" {
        return Ok(Box::new(tcp));
    }
    let failed =
        |error: &dyn std::error::Error| OutboundError::Unreachable(format!("TLS: {error}"));
    let ssl = session(url, tls).map_err(|error| failed(&error))?;
    let mut stream = SslStream::new(ssl, tcp).map_err(|error| failed(&error))?;
    let handshake = Pin::new(&mut stream).connect().await;
    handshake.map_err(|error| failed(&error))?;
    Ok(Box::new(stream))
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, OutboundError> {
    let mut reason = "the name has no address".to_owned();
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(tcp) => return Ok(tcp),
            Err(error) => reason = format!("{address}: {error}"),
        }
    }
    Err(OutboundError::Unreachable(reason))
}

/// Checks the certificate for the host of the URL: a name, or an address without its brackets.
fn session(url: &Url, tls: &SslConnector) -> Result<Ssl, openssl::error::ErrorStack> {
    let host = match url.host() {
        Some(Host::Ipv6(address)) => address.to_string(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Domain(name)) => name.to_owned(),
        None => String::new(),
    };
    tls.configure()?.into_ssl(&host)
}

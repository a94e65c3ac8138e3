//! What the operator decides.

use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use openssl::error::ErrorStack;

/// What the operator decides about the server's own requests.
#[derive(Clone, Debug)]
pub struct OutboundConfig {
    /// Networks that may be asked although they are not public, and by plain http too.
    pub allowed: Vec<IpNet>,
    /// A PEM file with certificates that are trusted besides those of this machine.
    pub trusted_certificates: Option<PathBuf>,
    /// How long a request may take, from resolving the name to the last byte of the answer.
    pub patience: Duration,
}

impl Default for OutboundConfig {
    fn default() -> Self {
        Self {
            allowed: Vec::new(),
            trusted_certificates: None,
            patience: Duration::from_secs(10),
        }
    }
}

/// A configuration with which nobody can be asked.
#[derive(Debug, thiserror::Error)]
pub enum UnusableConfig {
    /// The file of trusted certificates cannot be read.
    #[error("cannot use the certificates in {0}: {1}")]
    Certificates(PathBuf, ErrorStack),
    /// OpenSSL does not work.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] ErrorStack),
}

//! Which database, and how it is used.

use std::path::PathBuf;
use std::time::Duration;

use crate::PostgresUrl;

/// Which database, and how it is used.
#[derive(Clone, Debug)]
pub struct PostgresConfig {
    /// The database.
    pub url: PostgresUrl,
    /// The certificates, in a PEM file, of those who may vouch for the server. Needed by
    /// [`SslMode::VerifyCa`](crate::SslMode::VerifyCa) and [`SslMode::VerifyFull`](crate::SslMode::VerifyFull).
    pub root_certificate: Option<PathBuf>,
    /// Connections that are open at the same time at most.
    pub max_connections: u32,
    /// Threads with a runtime of their own among which the connections are shared out.
    pub threads: usize,
    /// How long a new connection may take.
    pub connect_timeout: Duration,
    /// How long to wait for a connection to become free.
    pub acquire_timeout: Duration,
    /// How long a statement may run, and a transaction in all.
    pub statement_timeout: Duration,
}

impl PostgresConfig {
    /// That database, with at most ten connections for one runtime and five seconds of patience for everything.
    pub fn at(url: PostgresUrl) -> Self {
        let patience = Duration::from_secs(5);
        Self {
            url,
            root_certificate: None,
            max_connections: 10,
            threads: 1,
            connect_timeout: patience,
            acquire_timeout: patience,
            statement_timeout: patience,
        }
    }
}

//! `postgres://…` URLs.

use std::fmt;
use std::str::FromStr;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// A database, as a URL names it. Printed without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    pub(crate) config: Config,
    ssl_mode: SslMode,
}

/// How much TLS to a server is asked for; the names and meanings are those of libpq's `sslmode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    /// No TLS.
    Disable,
    /// TLS if the server offers it; nobody checks who it is.
    Prefer,
    /// TLS. Who the server is, is checked if a root certificate is configured.
    Require,
    /// TLS with a server whose certificate was signed by a configured root.
    VerifyCa,
    /// The same, and the certificate names the host.
    VerifyFull,
}

const MODES: [(&str, SslMode); 5] = [
    ("disable", SslMode::Disable),
    ("prefer", SslMode::Prefer),
    ("require", SslMode::Require),
    ("verify-ca", SslMode::VerifyCa),
    ("verify-full", SslMode::VerifyFull),
];

impl SslMode {
    /// The name that it has in a URL.
    pub fn as_str(self) -> &'static str {
        let named = MODES.iter().find(|(_, mode)| *mode == self);
        named.map_or("", |(name, _)| name)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let named = MODES.iter().find(|(name, _)| *name == text);
        let unknown = || {
            let all = MODES.map(|(name, _)| name).join(", ");
            format!("sslmode '{text}' is none of {all}")
        };
        named.map(|(_, mode)| *mode).ok_or_else(unknown)
    }
}

impl PostgresUrl {
    /// How much TLS is asked for.
    pub fn ssl_mode(&self) -> SslMode {
        self.ssl_mode
    }

    /// Whether every server is this machine itself, so that no network carries what is said.
    pub fn is_local(&self) -> bool {
        self.config.get_hosts().iter().all(|host| match host {
            Host::Tcp(name) => {
                let address = name.parse::<std::net::IpAddr>();
                name == "localhost" || address.is_ok_and(|address| address.is_loopback())
            }
            Host::Unix(_) => true,
        })
    }
}

impl FromStr for PostgresUrl {
    type Err = String;

    /// Reads a URL as libpq does: user, password, hosts, ports, database, and parameters.
    fn from_str(url: &str) -> Result<Self, String> {
        let (base, parameters) = url.split_once('?').unwrap_or((url, ""));
        let mut ssl_mode = SslMode::Prefer;
        let mut others = Vec::new();
        for parameter in parameters.split('&').filter(|it| !it.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslmode", mode)) => ssl_mode = SslMode::parse(mode)?,
                Some(("sslrootcert", _)) => {
                    return Err("the root certificate is a setting of its own, not part of the URL: database.root_certificate".to_owned());
                }
                _ => others.push(parameter),
            }
        }
        let rest = format!("{base}?{}", others.join("&"));
        let mut config: Config = rest
            .trim_end_matches('?')
            .parse()
            .map_err(|error: tokio_postgres::Error| crate::open_error::in_full(&error))?;
        if config.get_hosts().is_empty() {
            return Err("the URL names no host: postgres://USER@HOST/DATABASE".to_owned());
        }
        if config.get_application_name().is_none() {
            config.application_name("secrets-vault");
        }
        Ok(Self { config, ssl_mode })
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        let ports = self.config.get_ports();
        for (index, host) in self.config.get_hosts().iter().enumerate() {
            let port = ports.get(index).or(ports.first()).unwrap_or(&5432);
            let comma = if index == 0 { "" } else { "," };
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}:{port}")?,
                Host::Unix(path) => write!(f, "{comma}{}:{port}", path.display())?,
            }
        }
        if let Some(database) = self.config.get_dbname() {
            write!(f, "/{database}")?;
        }
        write!(f, "?sslmode={}", self.ssl_mode.as_str())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

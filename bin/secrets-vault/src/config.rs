//! Configuration: one commented file, then the environment.

mod database_url;
mod smtp;
mod unknown_keys;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use config::{Config, Environment, File, FileFormat};
use http_api::TrustedProxies;
use ipnet::IpNet;
use outbound::OutboundConfig;
use postgres::{PostgresConfig, PostgresUrl};
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

pub(crate) use database_url::DatabaseUrl;
pub(crate) use smtp::{Security, Smtp};

/// Most threads that the web server can serve with; it panics at more.
const MOST_WORKERS: usize = 512;

/// The file with every key, its default and what it means.
pub(crate) const REFERENCE: &str = include_str!("../secrets-vault.toml");

/// Everything that can be configured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) public_url: String,
    pub(crate) data_dir: PathBuf,
    pub(crate) http: Http,
    pub(crate) scim: Scim,
    pub(crate) database: Database,
    pub(crate) keys: Keys,
    pub(crate) outbound: Outbound,
    pub(crate) smtp: Smtp,
    pub(crate) geo: Geo,
    pub(crate) telemetry: Telemetry,
    pub(crate) log: Log,
}

/// Where and how to listen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Http {
    pub(crate) listen: String,
    pub(crate) workers: usize,
    pub(crate) trusted_proxies: Vec<String>,
    pub(crate) tls_certificate: PathBuf,
    pub(crate) tls_key: PathBuf,
    pub(crate) drain_seconds: u64,
}

/// How other systems may provision.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Scim {
    pub(crate) requests_per_minute: u32,
}

/// Where the data is. The URL may have a password in it and is not to be printed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) root_certificate: PathBuf,
    pub(crate) max_connections: u32,
    pub(crate) connect_timeout_seconds: u64,
    pub(crate) acquire_timeout_seconds: u64,
    pub(crate) statement_timeout_seconds: u64,
}

impl Http {
    /// How many threads serve requests.
    pub(crate) fn threads(&self) -> usize {
        match self.workers {
            0 => {
                let cores = thread::available_parallelism().map_or(1, NonZero::get);
                cores.min(MOST_WORKERS)
            }
            workers => workers,
        }
    }

    /// The proxies that are believed.
    pub(crate) fn trusted_proxies(&self) -> Result<TrustedProxies, ConfigError> {
        TrustedProxies::parse(&self.trusted_proxies)
            .map_err(|problem| ConfigError::value("http.trusted_proxies", problem))
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.trusted_proxies()?;
        if self.workers > MOST_WORKERS {
            let problem = format!("expected 0 to {MOST_WORKERS}");
            return Err(ConfigError::value("http.workers", problem));
        }
        if self.tls_certificate.as_os_str().is_empty() != self.tls_key.as_os_str().is_empty() {
            let problem = "tls_certificate and tls_key belong together; give both or none";
            return Err(ConfigError::value("http.tls_certificate", problem));
        }
        Ok(())
    }
}

impl Database {
    /// The server at `url`, used as these settings say by so many threads that serve requests, and
    /// by the one that does all else.
    pub(crate) fn on_server(&self, url: PostgresUrl, serving: usize) -> PostgresConfig {
        let certificate = Some(&self.root_certificate);
        PostgresConfig {
            url,
            root_certificate: certificate
                .filter(|path| !path.as_os_str().is_empty())
                .cloned(),
            max_connections: self.max_connections,
            threads: serving + 1,
            connect_timeout: Duration::from_secs(self.connect_timeout_seconds),
            acquire_timeout: Duration::from_secs(self.acquire_timeout_seconds),
            statement_timeout: Duration::from_secs(self.statement_timeout_seconds),
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        for (key, value) in [
            ("database.max_connections", self.max_connections.into()),
            (
                "database.connect_timeout_seconds",
                self.connect_timeout_seconds,
            ),
            (
                "database.acquire_timeout_seconds",
                self.acquire_timeout_seconds,
            ),
            (
                "database.statement_timeout_seconds",
                self.statement_timeout_seconds,
            ),
        ] {
            if value == 0 {
                return Err(ConfigError::value(key, "expected 1 or more"));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Database(..)")
    }
}

/// Where the keys are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Keys {
    pub(crate) file: PathBuf,
}

/// Which other servers may be asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outbound {
    pub(crate) allowed: Vec<String>,
    pub(crate) trusted_certificates: PathBuf,
}

/// What clients report about themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Telemetry {
    pub(crate) keep_days: u32,
}

impl Telemetry {
    /// How long it is kept.
    pub(crate) fn kept(&self) -> Duration {
        Duration::from_hours(u64::from(self.keep_days) * 24)
    }
}

/// Where addresses are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Geo {
    pub(crate) country_file: PathBuf,
}

/// What is logged, and how.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Log {
    pub(crate) filter: String,
    pub(crate) format: LogFormat,
}

impl Log {
    /// What is logged.
    pub(crate) fn filter(&self) -> Result<EnvFilter, ConfigError> {
        EnvFilter::try_new(&self.filter).map_err(|error| {
            let problem = format!("'{}': {error}", self.filter);
            ConfigError::value("log.filter", problem)
        })
    }
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("cannot read the configuration: {0}")]
    Read(#[from] config::ConfigError),
    #[error("{0}")]
    UnknownKey(String),
    #[error("{key}: {problem}")]
    Value { key: &'static str, problem: String },
}

impl ConfigError {
    pub(crate) fn value(key: &'static str, problem: impl Into<String>) -> Self {
        Self::Value {
            key,
            problem: problem.into(),
        }
    }
}

impl Settings {
    /// Reads the defaults, then `file` if there is one, then the environment
    /// (`SECRETS_VAULT__SECTION__KEY`).
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::from_sources(file, Environment::with_prefix("SECRETS_VAULT"))
    }

    /// The defaults, with the data below `directory` and a free port. Neither file nor environment
    /// is read.
    pub(crate) fn in_directory(directory: &Path) -> Result<Self, ConfigError> {
        let mut settings: Self = Config::builder()
            .add_source(reference())
            .build()?
            .try_deserialize()?;
        settings.data_dir = directory.join("data");
        "127.0.0.1:0".clone_into(&mut settings.http.listen);
        settings.http.workers = 1;
        Ok(settings)
    }

    fn from_sources(file: Option<&Path>, environment: Environment) -> Result<Self, ConfigError> {
        let defaults = Config::builder().add_source(reference()).build()?;
        let mut given = Config::builder();
        if let Some(path) = file {
            given = given.add_source(File::from(path).format(FileFormat::Toml));
        }
        let environment = environment
            .prefix_separator("__")
            .separator("__")
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("http.trusted_proxies")
            .with_list_parse_key("outbound.allowed")
            .ignore_empty(true);
        let given = given.add_source(environment).build()?;
        unknown_keys::refuse(&given, &defaults)?;
        let settings = Config::builder()
            .add_source(reference())
            .add_source(given)
            .build()?;
        let settings: Self = settings.try_deserialize()?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.listen()?;
        self.database_url()?;
        self.outbound()?;
        self.http.check()?;
        self.database.check()?;
        self.log.filter()?;
        if !self.public_url.is_empty() {
            check_public_url(&self.public_url)?;
        }
        self.smtp.check()
    }

    /// The address to listen on.
    pub(crate) fn listen(&self) -> Result<SocketAddr, ConfigError> {
        self.http.listen.parse().map_err(|_| {
            let problem = format!(
                "'{}' is not an address and port such as 127.0.0.1:8080",
                self.http.listen
            );
            ConfigError::value("http.listen", problem)
        })
    }

    /// How other servers are asked.
    pub(crate) fn outbound(&self) -> Result<OutboundConfig, ConfigError> {
        let parse = |text: &String| -> Result<IpNet, ConfigError> {
            let network = text.parse();
            let network = network.or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| {
                let problem = format!("'{text}' is not an address or network such as 10.0.0.0/8");
                ConfigError::value("outbound.allowed", problem)
            })
        };
        let Outbound {
            allowed,
            trusted_certificates,
        } = &self.outbound;
        let has_certificates = !trusted_certificates.as_os_str().is_empty();
        Ok(OutboundConfig {
            allowed: allowed.iter().map(parse).collect::<Result<_, _>>()?,
            trusted_certificates: has_certificates.then(|| trusted_certificates.clone()),
            ..OutboundConfig::default()
        })
    }

    /// Whether the service itself speaks TLS.
    fn has_tls(&self) -> bool {
        !self.http.tls_key.as_os_str().is_empty()
    }

    /// The public URL as browsers write it: its host in ASCII, and without a slash at its end. Without one configured,
    /// localhost with the port that is listened on.
    pub(crate) fn public_url(&self, port: u16) -> String {
        if self.public_url.is_empty() {
            let scheme = if self.has_tls() { "https" } else { "http" };
            format!("{scheme}://localhost:{port}")
        } else {
            let url = Url::parse(&self.public_url);
            let text = url.as_ref().map_or(&*self.public_url, Url::as_str);
            text.trim_end_matches('/').to_owned()
        }
    }

    /// The database; without one configured, SQLite in the data directory.
    pub(crate) fn database_url(&self) -> Result<DatabaseUrl, ConfigError> {
        if self.database.url.is_empty() {
            Ok(DatabaseUrl::Sqlite(self.data_dir.join("secrets-vault.db")))
        } else {
            DatabaseUrl::parse(&self.database.url)
                .map_err(|problem| ConfigError::value("database.url", problem))
        }
    }

    /// The setting that says where a database in a file is.
    pub(crate) fn place_setting(&self) -> &'static str {
        if self.database.url.is_empty() {
            "data_dir"
        } else {
            "database.url"
        }
    }

    /// The key file; without one configured, in a directory `keys` beside the data directory.
    pub(crate) fn key_file(&self) -> PathBuf {
        if self.keys.file.as_os_str().is_empty() {
            // Not `data_dir/../keys`: that would follow a data directory that is a symbolic link.
            let beside = self.data_dir.parent().unwrap_or(Path::new("."));
            beside.join("keys").join("keys.json")
        } else {
            self.keys.file.clone()
        }
    }
}

fn reference() -> File<config::FileSourceString, FileFormat> {
    File::from_str(REFERENCE, FileFormat::Toml)
}

/// Cookies and passkeys need https; http is for trying things out on this machine.
fn check_public_url(text: &str) -> Result<(), ConfigError> {
    let refuse = |problem: &str| {
        Err(ConfigError::value(
            "public_url",
            format!("'{text}': {problem}"),
        ))
    };
    let Ok(url) = Url::parse(text) else {
        return refuse("expected a URL such as https://login.example.com");
    };
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return refuse("expected scheme, host, port and path only");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        "http" => refuse("http is for localhost only; give an https URL (a proxy may end TLS)"),
        _ => refuse("expected https"),
    }
}

/// Whether a public URL is this machine's own, which nobody else can use.
pub(crate) fn is_local(public_url: &str) -> bool {
    Url::parse(public_url).is_ok_and(|url| is_loopback(&url))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn load(file: &str, environment: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secrets-vault.toml");
        std::fs::write(&path, file).unwrap();
        let variables: HashMap<String, String> = environment
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let environment = Environment::with_prefix("SECRETS_VAULT").source(Some(variables));
        Settings::from_sources(Some(&path), environment)
    }

    #[test]
    fn the_defaults_work_without_any_file() {
        let settings = load("", &[]).unwrap();
        assert_eq!(settings.public_url(8080), "http://localhost:8080");
        assert_eq!(
            settings.key_file(),
            Path::new("./secrets-vault/keys/keys.json")
        );
        let database = settings.database_url().unwrap();
        let expected = PathBuf::from("./secrets-vault/data/secrets-vault.db");
        assert_eq!(database, DatabaseUrl::Sqlite(expected));
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "public_url = \"https://file.example\"\n[http]\nlisten = \"127.0.0.1:1\"\n";
        let environment = [
            ("SECRETS_VAULT__HTTP__LISTEN", "127.0.0.1:2"),
            (
                "SECRETS_VAULT__HTTP__TRUSTED_PROXIES",
                "10.0.0.0/8,127.0.0.1",
            ),
            ("SECRETS_VAULT__DATA_DIR", "/var/lib/vault/data"),
        ];
        let settings = load(file, &environment).unwrap();
        assert_eq!(settings.http.listen, "127.0.0.1:2");
        assert_eq!(settings.http.trusted_proxies, ["10.0.0.0/8", "127.0.0.1"]);
        assert_eq!(settings.public_url(2), "https://file.example");
        assert_eq!(
            settings.key_file(),
            Path::new("/var/lib/vault/keys/keys.json")
        );
    }

    #[test]
    fn an_unknown_key_is_refused_with_a_suggestion() {
        let error = load("[http]\nlisten_on = \"x\"\n", &[])
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "there is no setting 'http.listen_on'; did you mean 'http.listen'?"
        );
        let error = load("", &[("SECRETS_VAULT__HTTP__LISEN", "x")])
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "there is no setting 'http.lisen'; did you mean 'http.listen'?"
        );
        let error = load("", &[("SECRETS_VAULT__COLOUR", "red")])
            .unwrap_err()
            .to_string();
        assert_eq!(error, "there is no setting 'colour'");
    }

    #[test]
    fn the_password_of_a_database_is_not_printed() {
        let with_password = "postgres://vault:hunter2@db.example/vault";
        let settings = load("", &[("SECRETS_VAULT__DATABASE__URL", with_password)]).unwrap();
        let url = settings.database_url().unwrap();
        assert_eq!(
            url.to_string(),
            "postgres://vault@db.example:5432/vault?sslmode=prefer"
        );
        assert!(!format!("{settings:?} {url:?}").contains("hunter2"));
        for wrong in ["mysql://vault:hunter2@db", "postgres://vault:hunter2@"] {
            let error = load("", &[("SECRETS_VAULT__DATABASE__URL", wrong)]).unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_public_url_is_written_as_browsers_write_it() {
        for (given, written) in [
            ("https://exämple.org", "https://xn--exmple-cua.org"),
            (
                "https://exämple.org/vault/",
                "https://xn--exmple-cua.org/vault",
            ),
            (
                "https://Login.Example.com:8443/",
                "https://login.example.com:8443",
            ),
        ] {
            let settings = load(&format!("public_url = \"{given}\""), &[]).unwrap();
            assert_eq!(settings.public_url(1), written);
        }
    }

    #[test]
    fn values_that_cannot_work_say_why() {
        for (file, expected) in [
            ("public_url = \"http://login.example.com\"", "public_url: "),
            ("public_url = \"login\"", "public_url: "),
            ("[http]\nlisten = \"8080\"", "http.listen: "),
            ("[database]\nurl = \"mysql://x\"", "database.url: "),
            (
                "[database]\nurl = \"postgres://db/x?sslmode=yes\"",
                "database.url: sslmode",
            ),
            (
                "[database]\nmax_connections = 0",
                "database.max_connections: ",
            ),
            ("[http]\ntls_key = \"x\"", "http.tls_certificate: "),
            (
                "[http]\ntrusted_proxies = [\"foo\"]",
                "http.trusted_proxies: 'foo': ",
            ),
            ("[http]\nworkers = 513", "http.workers: expected 0 to 512"),
            ("[log]\nfilter = \"info,=zz==\"", "log.filter: "),
            ("[smtp]\nhost = \"mail.example\"", "smtp.from: "),
            (
                "[smtp]\nhost = \"mail.example\"\nfrom = \"a@b.example\"\nusername = \"x\"",
                "smtp.password_file: ",
            ),
            (
                "[smtp]\nsecurity = \"ssl\"",
                "cannot read the configuration: ",
            ),
            (
                "[outbound]\nallowed = [\"10.0.0.0/40\"]",
                "outbound.allowed: ",
            ),
            ("[log]\nformat = \"xml\"", "cannot read the configuration: "),
        ] {
            let error = load(file, &[]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{file}: {error}");
        }
    }
}

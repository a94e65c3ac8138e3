//! A directory for one service, and the binary that is configured for it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;
use testkit::postgres::TestDatabase;

/// The environment variable that says, with `postgres`, that services run on a `PostgreSQL` database
/// of their own instead of SQLite.
const DATABASE: &str = "SECRETS_VAULT_TEST_DATABASE";

/// Where a service's data and configuration are. A clone is the same place, which is removed with
/// the last of them.
#[derive(Clone)]
pub(crate) struct Home {
    directory: Arc<TempDir>,
    database: Option<Arc<TestDatabase>>,
    settings: Vec<(String, String)>,
    /// Where the command line keeps its device cookies.
    device: &'static str,
}

impl Home {
    /// On the database that the run is about.
    pub(crate) fn new() -> Self {
        match std::env::var(DATABASE).as_deref() {
            Ok("postgres") => Self::on_postgres(),
            Ok(other) => panic!("{DATABASE}={other}: expected postgres"),
            Err(_) => Self::on_sqlite(),
        }
    }

    pub(crate) fn on_sqlite() -> Self {
        Self {
            directory: Arc::new(TempDir::new().unwrap()),
            database: None,
            settings: Vec::new(),
            device: "device",
        }
    }

    pub(crate) fn on_postgres() -> Self {
        let database = TestDatabase::filled(|url| {
            let maker = Self::on_sqlite().with("DATABASE__URL", url);
            maker.text(&["migrate"]);
        });
        // Each service brings keys of its own.
        database.query("DELETE FROM key_checks");
        let home = Self::on_sqlite().with("DATABASE__URL", &database.url());
        Self {
            database: Some(Arc::new(database)),
            ..home
        }
    }

    /// The database, if it is not a file.
    pub(crate) fn database(&self) -> Option<&TestDatabase> {
        self.database.as_deref()
    }

    /// One whose port is configured, so that the command line can write links to it.
    pub(crate) fn on_a_port_of_its_own() -> Self {
        Self::new().at_a_free_port()
    }

    /// The same on a port that is known before it starts.
    pub(crate) fn at_a_free_port(self) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap().to_string();
        self.with("HTTP__LISTEN", &address)
    }

    /// The same with one more setting, for example `HTTP__TRUSTED_PROXIES`.
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.settings
            .push((format!("SECRETS_VAULT__{key}"), value.to_owned()));
        self
    }

    /// The same with a command line that has signed nobody in before.
    pub(crate) fn on_another_device(&self) -> Self {
        Self {
            device: "another-device",
            ..self.clone()
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secrets-vault"));
        command
            .env_clear()
            .env("SECRETS_VAULT__DATA_DIR", self.path("vault/data"))
            .env("SECRETS_VAULT__HTTP__LISTEN", "127.0.0.1:0")
            .env("SECRETS_VAULT__LOG__FORMAT", "json")
            .env("XDG_STATE_HOME", self.path(self.device))
            .envs(self.settings.iter().map(|(key, value)| (key, value)))
            .current_dir(&*self.directory)
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Runs the binary, which must succeed, and gives what it prints.
    pub(crate) fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.text(arguments)).unwrap()
    }

    /// Runs the binary, which must fail, and gives what it says.
    pub(crate) fn failure(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} should have failed");
        String::from_utf8(output.stderr).unwrap()
    }
}

/// A path as a command line argument.
pub(crate) fn argument(path: &Path) -> &str {
    path.to_str().unwrap()
}

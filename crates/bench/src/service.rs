//! The service as a process of its own, with a directory of its own.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::connections::Connection;
use crate::quantity::Bytes;
use crate::{Failure, cpu};

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
const READY: &str = "Secrets Vault is ready at ";

/// A directory in which the service can be started, again and again.
pub(crate) struct Home {
    directory: TempDir,
    binary: PathBuf,
    /// Of a database on a server; otherwise it is the service's own file.
    database_url: Option<String>,
    /// Instead of the default.
    log_filter: Option<&'static str>,
}

/// A running service. It is killed when it is dropped without having been stopped.
pub(crate) struct Service {
    child: Child,
    /// Its public URL.
    pub(crate) url: String,
    /// From its start until `/health/ready` said so.
    pub(crate) time_to_ready: Duration,
}

impl Home {
    pub(crate) fn new(binary: &Path) -> Result<Self, Failure> {
        let directory = TempDir::new()?;
        fs::create_dir(directory.path().join("data"))?;
        Ok(Self {
            directory,
            binary: binary.canonicalize()?,
            database_url: None,
            log_filter: None,
        })
    }

    /// The same with a database on a server.
    pub(crate) fn on(self, database_url: String) -> Self {
        Self {
            database_url: Some(database_url),
            ..self
        }
    }

    /// The same with a service that writes no line for a request.
    pub(crate) fn silent(self) -> Self {
        Self {
            log_filter: Some("warn"),
            ..self
        }
    }

    /// The database file that the service uses by default.
    pub(crate) fn database(&self) -> PathBuf {
        self.directory.path().join("data").join("secrets-vault.db")
    }

    /// The key file that the service uses by default.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.directory.path().join("keys").join("keys.json")
    }

    /// Starts the service on a free port and waits until it is ready.
    pub(crate) fn start(&self) -> Result<Service, Failure> {
        let start = Instant::now();
        let mut service = Service::start(self.run().arg("serve"), READY)?;
        Connection::new().get(&format!("{}/health/ready", service.url))?;
        service.time_to_ready = start.elapsed();
        Ok(service)
    }

    /// Runs a command of the service's, and gives what it prints as JSON.
    pub(crate) fn command(&self, words: &[&str]) -> Result<Value, Failure> {
        let output = self.run().args(words).stderr(Stdio::inherit()).output()?;
        if output.status.success() {
            Ok(serde_json::from_slice(&output.stdout)?)
        } else {
            Err(format!("{} failed", words.join(" ")).into())
        }
    }

    fn run(&self) -> Command {
        let mut command = Command::new(&self.binary);
        let directory = self.directory.path();
        command
            .env_clear()
            .env("SECRETS_VAULT__DATA_DIR", directory.join("data"))
            .env("SECRETS_VAULT__HTTP__LISTEN", "127.0.0.1:0")
            .env("SECRETS_VAULT__HTTP__TRUSTED_PROXIES", "127.0.0.1")
            .env("SECRETS_VAULT__HTTP__DRAIN_SECONDS", "1")
            .env("XDG_STATE_HOME", directory.join("device"))
            .envs(
                self.database_url
                    .iter()
                    .map(|url| ("SECRETS_VAULT__DATABASE__URL", url)),
            )
            .envs(
                self.log_filter
                    .map(|filter| ("SECRETS_VAULT__LOG__FILTER", filter)),
            )
            .current_dir(directory)
            .stdin(Stdio::null());
        command
    }
}

impl Service {
    /// Starts a program that serves, and waits until it says where: in a line of its standard error that
    /// begins with `ready`.
    pub(crate) fn start(command: &mut Command, ready: &'static str) -> Result<Self, Failure> {
        let start = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let errors = child
            .stderr
            .take()
            .ok_or("the service has no standard error")?;
        let mut service = Self {
            child,
            url: String::new(),
            time_to_ready: Duration::ZERO,
        };
        let (sender, address) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                if let Some(url) = line.strip_prefix(ready) {
                    // Whoever waited may have lost patience.
                    let _ = sender.send(url.to_owned());
                }
            }
        });
        service.url = address
            .recv_timeout(PATIENCE)
            .map_err(|_| "the service did not say that it is ready")?;
        service.time_to_ready = start.elapsed();
        Ok(service)
    }

    /// The memory that it occupies (`VmRSS`; proc(5)).
    pub(crate) fn memory(&self) -> Result<Bytes, Failure> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kibibytes: u64 = kibibytes.ok_or("the service tells no memory")?.parse()?;
        Ok(Bytes(kibibytes * 1024))
    }

    /// The processor time that it has used.
    pub(crate) fn cpu(&self) -> Result<Duration, Failure> {
        cpu::of_process(self.child.id())
    }

    /// Asks it to end, and waits for that.
    pub(crate) fn stop(mut self) -> Result<(), Failure> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

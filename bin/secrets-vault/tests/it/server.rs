//! A running service with a directory of its own, stopped and removed when it is dropped.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running service.
pub(crate) struct Server {
    child: Child,
    log: Receiver<String>,
    /// Its public URL.
    pub(crate) url: String,
    home: Home,
}

/// What a service leaves on disk; it can be started there again.
pub(crate) struct Home {
    directory: TempDir,
    settings: Vec<(String, String)>,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { directory: TempDir::new().unwrap(), settings: Vec::new() }
    }

    /// The same with one more setting, for example `HTTP__TRUSTED_PROXIES`.
    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.settings.push((format!("SECRETS_VAULT__{key}"), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The binary, configured for this home.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secrets-vault"));
        command
            .env_clear()
            .env("SECRETS_VAULT__DATA_DIR", self.path("vault/data"))
            .env("SECRETS_VAULT__HTTP__LISTEN", "127.0.0.1:0")
            .env("SECRETS_VAULT__LOG__FORMAT", "json")
            .env("XDG_STATE_HOME", self.path("state"))
            .envs(self.settings.iter().map(|(key, value)| (key, value)))
            .current_dir(self.directory.path())
            .stdin(Stdio::null());
        command
    }

    /// Starts the service and waits until it is ready.
    pub(crate) fn start(self) -> Server {
        let mut child = self.command().stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (sender, log) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // Nobody listens any more once the test is over.
                let _ = sender.send(line);
            }
        });
        let mut said = Vec::new();
        let url = loop {
            let Ok(line) = log.recv_timeout(PATIENCE) else {
                panic!("the service did not start:\n{}", said.join("\n"));
            };
            if let Some(url) = line.strip_prefix("Secrets Vault is ready at ") {
                break url.to_owned();
            }
            said.push(line);
        };
        Server { child, log, url, home: self }
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        Home::new().start()
    }

    /// A request path as a URL.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// Runs the binary beside the running service.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.home.command().args(arguments).output().unwrap()
    }

    /// Runs the binary and reads the JSON that it prints.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs the binary, which must fail, and returns what it says.
    pub(crate) fn failure(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} should have failed");
        String::from_utf8(output.stderr).unwrap()
    }

    /// The log lines since the last call.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.try_iter().collect()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends the service with `signal` (for example `TERM`) and returns what is left on disk.
    pub(crate) fn stop(mut self, signal: &str) -> Home {
        kill(self.child.id(), signal);
        self.child.wait().unwrap();
        let home = Home { directory: TempDir::new().unwrap(), settings: Vec::new() };
        std::mem::replace(&mut self.home, home)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn kill(pid: u32, signal: &str) {
    let status = Command::new("kill").args([&format!("-{signal}"), &pid.to_string()]).status();
    assert!(status.unwrap().success());
}

/// A path as a command line argument.
pub(crate) fn argument(path: &Path) -> &str {
    path.to_str().unwrap()
}

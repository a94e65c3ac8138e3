//! A running service with a directory of its own, stopped and removed when it is dropped.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::ops::Deref;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use super::Home;

/// How long a start, or anything else that is waited for, may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running service.
pub(crate) struct Server {
    child: Child,
    log: Mutex<Receiver<String>>,
    /// Its public URL.
    pub(crate) url: String,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    home: Home,
}

impl Home {
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
        let mut server = Server {
            child,
            log: Mutex::new(log),
            url: String::new(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            home: self,
        };
        let serving: Value = serde_json::from_str(&server.wait_for("\"serving\"")).unwrap();
        server.address = serving["address"].as_str().unwrap().parse().unwrap();
        let ready = "Secrets Vault is ready at ";
        server.url = server.wait_for(ready).replace(ready, "");
        server
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

    /// Waits for the next line of the log that contains `text`, and gives it.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.says_until(text).pop().unwrap()
    }

    /// The lines of the log up to the next one that contains `text`, which must come.
    pub(crate) fn says_until(&self, text: &str) -> Vec<String> {
        let log = self.log.lock().unwrap();
        let mut said = Vec::new();
        while said.last().is_none_or(|line: &String| !line.contains(text)) {
            let line = log.recv_timeout(PATIENCE).unwrap_or_else(|error| {
                let said = said.join("\n");
                panic!("the service did not say {text:?} ({error}):\n{said}")
            });
            said.push(line);
        }
        said
    }

    /// The link that enrols the first administrator; it is said once, after the start.
    pub(crate) fn set_up_link(&self) -> String {
        self.wait_for("/enrol?tenant_id=main#code=")
            .trim()
            .to_owned()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end of the service, and gives what is left on disk.
    pub(crate) fn ended(mut self) -> (ExitStatus, Home) {
        let status = self.child.wait().unwrap();
        (status, self.home.clone())
    }

    /// Ends the service with `signal`, for example `TERM`, and gives what is left on disk.
    pub(crate) fn stop(self, signal: &str) -> Home {
        kill(self.pid(), signal);
        self.ended().1
    }
}

impl Deref for Server {
    type Target = Home;

    fn deref(&self) -> &Home {
        &self.home
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
    let status = Command::new("kill")
        .args([&format!("-{signal}"), &pid.to_string()])
        .status();
    assert!(status.unwrap().success());
}

//! A server that several tests share.

use std::ops::Deref;
use std::process::{Child, Command, Stdio};

use super::Server;

/// A running service for a static, which is never dropped: a shell waits for the end of the test
/// run, however it ends, and then stops the service and removes its directory.
pub(crate) struct Shared {
    server: Server,
    _watch: Child,
}

impl From<Server> for Shared {
    fn from(server: Server) -> Self {
        let watch = Command::new("sh")
            .args(["-c", "read -r _; kill -KILL \"$1\"; rm -rf \"$2\"", "watch"])
            .arg(server.pid().to_string())
            .arg(server.path(""))
            // Nothing is ever written: the pipe closes when this process ends.
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            server,
            _watch: watch,
        }
    }
}

impl Deref for Shared {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

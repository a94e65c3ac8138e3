//! A real mail server: aiosmtpd in a process of its own, started for one test and ended with it.
//!
//! `cargo xtask test` brings it. What it does with a mail is in the recipient's address;
//! `server.py` says how.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test cannot go on without its mail server"
)]

mod certificate;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::Value;

pub use certificate::Certificate;

/// How long a mail may take to arrive on a busy machine, its second attempt included.
const PATIENCE: Duration = Duration::from_mins(2);

/// How the server wants to be spoken to. The default is in the clear, without login, on a free port.
#[derive(Clone, Debug, Default)]
pub struct MailServerOptions {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// `starttls` or `tls`, with this certificate.
    pub tls: Option<(&'static str, Certificate)>,
    /// The only name and password.
    pub login: Option<(&'static str, &'static str)>,
}

/// A running mail server.
pub struct MailServer {
    child: Child,
    lines: Mutex<Receiver<Value>>,
    /// The port on 127.0.0.1 where it listens.
    pub port: u16,
}

impl MailServer {
    /// Starts one that wants nothing.
    pub fn start() -> Self {
        Self::with(&MailServerOptions::default())
    }

    /// Starts one.
    ///
    /// # Panics
    /// When it was never brought, as all functions below when it does not do what is expected.
    pub fn with(options: &MailServerOptions) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = root.join("../../target/mail-server/bin/python");
        assert!(
            python.exists(),
            "the mail server is missing: \"cargo xtask test\" brings it to target/mail-server"
        );
        let mut command = Command::new(python);
        command
            .args(["-W", "ignore"])
            .arg(root.join("src/mail_server/server.py"))
            .args(["--port", &options.port.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if let Some((how, certificate)) = &options.tls {
            command
                .args(["--tls", how, "--certificate"])
                .arg(certificate.with_key());
        }
        if let Some((name, password)) = options.login {
            command.args(["--login", &format!("{name}:{password}")]);
        }
        let mut child = command.spawn().expect("the mail server starts");
        let stdout = BufReader::new(child.stdout.take().expect("its output is piped"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                // Nobody listens any more once the test is over.
                let _ = sender.send(serde_json::from_str(&line).expect("a line of JSON"));
            }
        });
        let mut server = Self {
            child,
            lines: Mutex::new(lines),
            port: 0,
        };
        let port = server.line()["port"].as_u64().expect("a port");
        server.port = port.try_into().expect("a port");
        server
    }

    /// The next mail that arrives: `sender`, `recipients`, `encrypted`, `login`, `headers` by their name in
    /// small letters, `text` and `html`.
    pub fn mail(&self) -> Value {
        let mail = self.line();
        assert!(mail["headers"].is_object(), "{mail} is no mail");
        mail
    }

    /// Waits until the server holds a mail to `slow-…`, for which it has not answered yet.
    pub fn holds(&self) -> String {
        let line = self.line();
        line["holds"].as_str().expect("a mail held").to_owned()
    }

    /// Lets the server answer for a mail that it holds.
    pub fn go_on(&mut self) {
        let stdin = self.child.stdin.as_mut().expect("its input is piped");
        writeln!(stdin).expect("the mail server listens");
    }

    /// Whether nothing has arrived that was not asked for.
    pub fn is_quiet(&self) -> bool {
        let lines = self.lines.lock().unwrap();
        lines.try_recv().is_err()
    }

    fn line(&self) -> Value {
        let lines = self.lines.lock().unwrap();
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("no mail came"),
            Err(RecvTimeoutError::Disconnected) => panic!("the mail server has ended"),
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

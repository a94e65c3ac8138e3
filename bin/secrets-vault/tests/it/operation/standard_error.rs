//! A service whose standard error cannot be written.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::harness::{Browser, Home, kill};

/// How long a start or an end may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running service that nobody hears. It ends with the test.
struct Unheard {
    child: Child,
    address: SocketAddr,
    _home: Home,
}

impl Unheard {
    fn start(standard_error: impl Into<Stdio>) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let home = Home::new().with("HTTP__LISTEN", &address.to_string());
        let child = home.command().stderr(standard_error).spawn().unwrap();
        Self {
            child,
            address,
            _home: home,
        }
    }

    /// Requests are answered, and SIGTERM ends it as it should.
    fn serves_and_stops(mut self) {
        self.wait_until("it listens", |it| {
            let has_ended = it.ended();
            assert!(has_ended.is_none(), "{has_ended:?}");
            TcpStream::connect(it.address).ok()
        });
        let browser = Browser::new();
        for (path, status) in [
            ("/health/live", 200),
            ("/health/ready", 200),
            ("/nothing", 404),
        ] {
            let answer = browser.get(&format!("http://{}{path}", self.address));
            assert_eq!(answer.status, status, "{path}: {answer}");
        }
        kill(self.child.id(), "TERM");
        let status = self.wait_until("it ends", Self::ended);
        assert_eq!(status.code(), Some(0), "{status}");
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    fn wait_until<T>(&mut self, what: &str, look: impl Fn(&mut Self) -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            assert!(began.elapsed() < PATIENCE, "{what}: it took too long");
            sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Unheard {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_service_starts_serves_and_stops_where_nobody_ever_hears_it() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    Unheard::start(writer).serves_and_stops();
}

#[test]
fn a_service_goes_on_and_stops_after_nobody_hears_it_any_more() {
    let (reader, writer) = io::pipe().unwrap();
    let service = Unheard::start(writer);
    let lines = BufReader::new(reader).lines();
    let ready = lines
        .map_while(Result::ok)
        .find(|line| line.starts_with("Secrets Vault is ready at "));
    assert!(ready.is_some());
    // The reader is gone with its lines.
    service.serves_and_stops();
}

#[test]
fn a_service_serves_and_stops_while_the_disk_of_its_log_is_full() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    Unheard::start(full).serves_and_stops();
}

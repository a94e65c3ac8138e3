//! Somebody who is told of things by POST.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Channel, Sender, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_mins(1);

/// Takes what is posted to it: refuses each path once with 503, as if it were down, and takes it with 202 then.
pub(crate) struct Receiver {
    /// Where it listens.
    pub(crate) url: String,
    posted: Channel<Posted>,
}

/// What was posted and taken.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) path: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

impl Receiver {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, posted) = channel();
        std::thread::spawn(move || {
            let mut seen = BTreeSet::new();
            for stream in listener.incoming() {
                answer(stream.unwrap(), &mut seen, &sender);
            }
        });
        Self { url, posted }
    }

    /// What is taken next.
    pub(crate) fn next(&self) -> Posted {
        self.posted.recv_timeout(PATIENCE).unwrap()
    }
}

fn answer(stream: TcpStream, seen: &mut BTreeSet<String>, taken: &Sender<Posted>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("POST "), "{line}");
    let path = line.split(' ').nth(1).unwrap().to_owned();
    let (mut length, mut content_type) = (0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        if header.trim().is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').unwrap();
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap(),
            "content-type" => value.trim().clone_into(&mut content_type),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let status = if seen.insert(path.clone()) {
        "503 Service Unavailable"
    } else {
        let body = String::from_utf8(body).unwrap();
        // Nobody listens any more once the test is over.
        let _ = taken.send(Posted {
            path,
            content_type,
            body,
        });
        "202 Accepted"
    };
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    reader.get_mut().write_all(answer.as_bytes()).unwrap();
}

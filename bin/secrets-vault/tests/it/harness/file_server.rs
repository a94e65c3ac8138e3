//! Somebody's web server.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A file: its path, what it is said to be, and what it is.
pub(crate) type File = (&'static str, &'static str, Vec<u8>);

/// Serves files, and remembers for what it was asked.
pub(crate) struct FileServer {
    /// Where it listens.
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl FileServer {
    pub(crate) fn of(files: Vec<File>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let log = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &files, &log);
            }
        });
        Self { url, asked }
    }

    /// The paths that were asked for since somebody looked.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn answer(stream: TcpStream, files: &[File], asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("GET "), "{line}");
    let path = line.split(' ').nth(1).unwrap().to_owned();
    while line.trim() != "" {
        line.clear();
        reader.read_line(&mut line).unwrap();
    }
    let found = files.iter().find(|(known, _, _)| *known == path);
    asked.lock().unwrap().push(path);
    let (status, media_type, body) = match found {
        Some((_, media_type, body)) => ("200 OK", *media_type, body.as_slice()),
        None => ("404 Not Found", "text/plain", &b"not found"[..]),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    let stream = reader.get_mut();
    stream.write_all(head.as_bytes()).unwrap();
    // Whoever has read enough hangs up.
    let _ = stream.write_all(body);
}

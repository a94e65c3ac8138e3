//! One HTTP/1.1 request per connection, as bytes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use url::Url;

/// A request as it came over the wire.
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) url: Url,
    pub(crate) cookies: String,
    pub(crate) body: Vec<u8>,
    /// Head and body, byte for byte.
    pub(crate) bytes: Vec<u8>,
}

impl Received {
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}

pub(crate) fn receive(stream: &TcpStream) -> Received {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        assert_ne!(
            reader.read_until(b'\n', &mut head).unwrap(),
            0,
            "the request is cut off"
        );
    }
    let text = String::from_utf8(head.clone()).unwrap();
    let header = |name: &str| {
        let line = text
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(name));
        line.map(|line| line[name.len()..].trim().to_owned())
    };
    let length = header("content-length:").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut start = text.split(' ');
    let method = start.next().unwrap().to_owned();
    let url = Url::parse("http://localhost")
        .unwrap()
        .join(start.next().unwrap())
        .unwrap();
    Received {
        method,
        url,
        cookies: header("cookie:").unwrap_or_default(),
        bytes: [head, body.clone()].concat(),
        body,
    }
}

pub(crate) fn answer(mut stream: &TcpStream, status: u16, headers: &[String], body: &str) {
    let headers = headers.concat();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Something\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
}

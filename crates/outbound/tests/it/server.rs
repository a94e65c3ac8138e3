//! A server that answers with whatever bytes a test wants.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{collections::VecDeque, io};

use async_trait::async_trait;
use outbound::{OutboundClient, OutboundConfig, Resolver};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;
use url::Url;

/// What the server does with a connection after it has read the request.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Sends these bytes again and again, for as long as somebody listens.
    Endless(&'static str),
    /// Sends these bytes, and then nothing, without closing.
    Silence(&'static str),
}

/// A server on loopback.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn answering(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::default();
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answer.clone(), Arc::clone(&seen)));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        format!("http://{}{path}", self.address).parse().unwrap()
    }

    /// The heads of the requests that came, and their bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// An address at which nobody answers: its queue of connections is full, and nobody looks.
pub(crate) struct BlackHole {
    _listener: TcpListener,
    _queue: Vec<TcpStream>,
}

impl BlackHole {
    pub(crate) async fn at(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(address).unwrap();
        let listener = socket.listen(1).unwrap();
        let mut queue = Vec::new();
        let soon = Duration::from_millis(100);
        while let Ok(connected) = timeout(soon, TcpStream::connect(address)).await {
            queue.push(connected.unwrap());
            assert!(queue.len() < 100, "the queue does not fill");
        }
        Self {
            _listener: listener,
            _queue: queue,
        }
    }
}

async fn serve(mut stream: TcpStream, answer: Answer, seen: Arc<Mutex<Vec<String>>>) {
    let mut request = vec![0; 64 * 1024];
    let length = stream.read(&mut request).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&request[..length]).into_owned();
    seen.lock().unwrap().push(text);
    match answer {
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
        }
        Answer::Endless(piece) => while stream.write_all(piece.as_bytes()).await.is_ok() {},
        Answer::Silence(start) => {
            let _ = stream.write_all(start.as_bytes()).await;
            // Ends when the client has gone.
            let _ = stream.read(&mut request).await;
        }
    }
}

/// A resolver that gives its answers in turn, and counts how often it was asked.
pub(crate) struct Names {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    pub(crate) asked: AtomicUsize,
}

impl Names {
    pub(crate) fn answering(answers: &[&[&str]]) -> Arc<Self> {
        let parse = |addresses: &&[&str]| addresses.iter().map(|it| it.parse().unwrap()).collect();
        Arc::new(Self {
            answers: Mutex::new(answers.iter().map(parse).collect()),
            asked: AtomicUsize::new(0),
        })
    }
}

#[async_trait]
impl Resolver for Names {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(self.answers.lock().unwrap().pop_front().unwrap())
    }
}

/// A configuration that allows loopback, and waits half a second.
pub(crate) fn loopback() -> OutboundConfig {
    OutboundConfig {
        allowed: vec!["127.0.0.0/8".parse().unwrap()],
        patience: Duration::from_millis(500),
        ..OutboundConfig::default()
    }
}

pub(crate) fn client() -> OutboundClient {
    OutboundClient::new(&loopback()).unwrap()
}

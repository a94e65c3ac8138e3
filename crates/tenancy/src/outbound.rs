//! Asking servers whose address somebody else has chosen, and the port that does it.

use async_trait::async_trait;
use url::Url;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboundMethod {
    /// Fetches what is there.
    Get,
    /// Sends a form.
    PostForm(Vec<(String, String)>),
    /// Sends a text of that media type, and asks for an answer of the other.
    PostText {
        /// Of the text.
        content_type: &'static str,
        /// Of the answer.
        accept: &'static str,
        /// The text.
        text: String,
    },
}

/// A request to a server whose address a client or an administrator has chosen: its keys, its logo,
/// the place where it wants to be told of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundRequest {
    /// Where.
    pub url: Url,
    /// What.
    pub method: OutboundMethod,
    /// Most bytes that the body of the answer may have.
    pub largest: usize,
}

impl OutboundRequest {
    /// Fetches `url`, of which the answer has at most `largest` bytes.
    pub fn get(url: Url, largest: usize) -> Self {
        Self {
            url,
            method: OutboundMethod::Get,
            largest,
        }
    }
}

/// What the server has answered. A redirect is an answer like any other: it is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header, as it was sent.
    pub content_type: Option<String>,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// Why there is no answer. The text is for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// Nobody was asked: this server may not be, or not in this way.
    #[error("this address is not asked: {0}")]
    Refused(String),
    /// The server cannot be found or reached, or does not speak TLS or HTTP as it should.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// The answer is larger than the request allows.
    #[error("the answer, of status {status}, is larger than {largest} bytes")]
    TooLarge {
        /// Its HTTP status.
        status: u16,
        /// Most bytes that its body could have had.
        largest: usize,
    },
    /// The answer was not complete in time.
    #[error("the answer takes too long")]
    TooSlow,
}

/// Port: asks other servers. An implementation finds out the address of the server once, refuses
/// every address that is not public unless the operator has allowed it, connects to that address and
/// to no other, follows no redirect, and limits time and size of the answer.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Outbound: Send + Sync {
    /// Sends a request and gives the answer, whatever its status.
    async fn send(&self, request: &OutboundRequest) -> Result<OutboundAnswer, OutboundError>;
}

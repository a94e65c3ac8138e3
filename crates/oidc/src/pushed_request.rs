//! An authorization request that was sent ahead, and the port that keeps it until the browser comes.

use async_trait::async_trait;
use kernel::{ClientId, PlainToken, StorageError, TenantId, Timestamp, TokenHash};

use crate::Parameters;

/// What names such a request in `request_uri` (RFC 9126, section 2.2), in front of its token.
const NAMESPACE: &str = "urn:ietf:params:oauth:request_uri:";

/// Who has sent a request ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Its client, which has authenticated (RFC 9126).
    Client,
    /// A browser, by a form from another site, with which our cookies did not come.
    Browser,
}

impl Sender {
    /// The sender as storage names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Browser => "browser",
        }
    }

    /// The sender of that name.
    pub fn parse(text: &str) -> Option<Self> {
        let mut known = [Self::Client, Self::Browser].into_iter();
        known.find(|sender| sender.as_str() == text)
    }
}

/// A request that was sent ahead. It is good once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedRequest {
    /// Hash of the token in its `request_uri`.
    pub token: TokenHash,
    /// The tenant.
    pub tenant_id: TenantId,
    /// Whose request it is.
    pub client_id: ClientId,
    /// Who has sent it.
    pub sender: Sender,
    /// What it asks, as it was sent.
    pub parameters: Parameters,
    /// When it is no longer accepted: at this moment and after.
    pub expires_at: Timestamp,
}

impl PushedRequest {
    /// What the browser names the request with.
    pub(crate) fn uri(token: &PlainToken) -> String {
        format!("{NAMESPACE}{}", token.reveal())
    }

    /// The token in a `request_uri`; none if it names something elsewhere.
    pub(crate) fn token_in(request_uri: &str) -> Option<PlainToken> {
        PlainToken::parse(request_uri.strip_prefix(NAMESPACE)?).ok()
    }
}

/// Port: keeps requests that were sent ahead.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait PushedRequests: Send + Sync {
    /// Stores a request. Nobody has done anything yet, so there is no event to report.
    async fn push(&self, request: &PushedRequest) -> Result<(), StorageError>;

    /// Takes the request of that hash out, if it is the client's and has not expired at `now`. Of any number
    /// at the same time exactly one gets it. Another client's stays where it is.
    async fn take(
        &self,
        tenant: &TenantId,
        client: &ClientId,
        token: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<PushedRequest>, StorageError>;
}

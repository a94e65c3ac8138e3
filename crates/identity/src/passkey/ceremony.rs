//! A ceremony: a challenge that waits for an authenticator's answer.

use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{FoldedName, PlainToken, StorageError, TenantId, Timestamp, TokenHash, UserId};
use serde::Deserialize;
use serde_json::Value;

/// Ceremonies that one address may have open in one tenant at a time. It bounds what is kept, not what
/// may be guessed: every page view opens one.
pub const OPEN_LIMIT: u32 = 1_000;
/// How long an authenticator's answer is waited for.
pub(crate) const LIFETIME: Duration = Duration::from_mins(5);

/// A challenge that waits for an authenticator's answer: five minutes, one use.
#[derive(Clone, Debug, PartialEq)]
pub struct Ceremony {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Hash of the challenge, by which an answer finds it.
    pub challenge: TokenHash,
    /// What it is for.
    pub purpose: CeremonyPurpose,
    /// What the adapter of [`WebAuthn`](super::WebAuthn) wants back with the answer.
    pub state: Value,
    /// Where it was opened from, as [`network_of`](crate::attempts::network_of) gives it.
    pub network: IpAddr,
    /// When it is too late for an answer.
    pub expires_at: Timestamp,
}

/// What a ceremony is for; an answer serves nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CeremonyPurpose {
    /// Adding a passkey to that account.
    Registration(UserId),
    /// Signing in: under that name, or without one as whoever the passkey says.
    Authentication(Option<FoldedName>),
}

/// Port: keeps ceremonies.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Ceremonies: Send + Sync {
    /// Stores a ceremony that was opened at `now`. False, and nothing stored, if its network has
    /// [`OPEN_LIMIT`] open ones in the tenant, give or take those that are being opened.
    async fn open(&self, ceremony: &Ceremony, now: Timestamp) -> Result<bool, StorageError>;

    /// Takes the ceremony of that challenge, expired or not. Of any number of callers one gets it.
    async fn redeem(
        &self,
        tenant: &TenantId,
        challenge: &TokenHash,
    ) -> Result<Option<Ceremony>, StorageError>;
}

/// The hash of the challenge in what a browser says it has answered (WebAuthn, section 5.8.1). None if
/// that cannot be read or is no challenge of ours.
pub(super) fn challenge_in(client_data_json: &str) -> Option<TokenHash> {
    #[derive(Deserialize)]
    struct ClientData {
        challenge: String,
    }
    let json = URL_SAFE_NO_PAD.decode(client_data_json).ok()?;
    let data: ClientData = serde_json::from_slice(&json).ok()?;
    let challenge = PlainToken::parse(&data.challenge).ok()?;
    Some(challenge.hash())
}

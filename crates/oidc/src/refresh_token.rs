//! A refresh token, and how it is exchanged for its successor (RFC 9700, section 4.14.2).

use std::time::Duration;

use kernel::{PlainToken, Random, SealError, SealingKey, TenantId, Timestamp, TokenHash};

use crate::GrantId;

/// How long after its use a refresh token still gives the successor that it gave then: a client
/// whose answer was lost may ask again.
pub const GRACE: Duration = Duration::from_secs(10);

/// A refresh token as it was issued. What it grants, and to whom, its grant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Hash of the token.
    pub token: TokenHash,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The grant that it belongs to.
    pub grant_id: GrantId,
    /// When it was issued.
    pub created_at: Timestamp,
    /// When it is no longer accepted, at this moment and after, if it has not been used.
    pub expires_at: Timestamp,
}

/// A refresh token about to be exchanged.
#[derive(Debug)]
pub struct Rotation<'a> {
    /// Hash of the token that the client presented.
    pub presented: &'a TokenHash,
    /// The token that follows it; of the same tenant and grant.
    pub successor: &'a RefreshToken,
    /// That token, sealed so that only the presented one opens it; kept with the presented one.
    pub sealed_successor: &'a [u8],
    /// How long after its first use the presented token may still ask for its successor.
    pub grace: Duration,
}

/// What came of a rotation. The first of these that applies, in the order given:
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RotationOutcome {
    /// There is no such token in the tenant, or its grant has been revoked or has expired, or the
    /// token has not been used and has expired. Nothing is stored.
    Gone,
    /// First use: the token is used from now on, its successor is stored.
    Rotated,
    /// The token was used less than `grace` ago, and its successor has not been used: this is what
    /// was sealed at that use. Nothing is stored.
    Grace(Vec<u8>),
    /// The token was used before: the grant is revoked, and nothing else is stored but the event.
    Reused,
}

const PURPOSE: &str = "secrets-vault/1 refresh token successor";

/// Seals `successor` so that only who holds `presented` can open it.
pub(crate) fn seal_successor(
    presented: &PlainToken,
    successor: &PlainToken,
    grant: &GrantId,
    random: &dyn Random,
) -> Vec<u8> {
    SealingKey::derive(presented.reveal().as_bytes(), PURPOSE).seal(
        successor.reveal().as_bytes(),
        &[grant.as_str()],
        random,
    )
}

/// Opens what [`seal_successor`] made.
pub(crate) fn open_successor(
    presented: &PlainToken,
    sealed: &[u8],
    grant: &GrantId,
) -> Result<PlainToken, SealError> {
    let plain = SealingKey::derive(presented.reveal().as_bytes(), PURPOSE)
        .open(sealed, &[grant.as_str()])?;
    let text = std::str::from_utf8(&plain).map_err(|_| SealError)?;
    PlainToken::parse(text).map_err(|_| SealError)
}

//! Demonstrating proof of possession (DPoP, RFC 9449): tokens that are worth nothing without a key of their
//! client's.
//!
//! With each request a client sends a proof, a JWT that its private key has signed and that names the method
//! and the URL of the request. A token that was asked for with a proof is bound to the key of that proof, by
//! its thumbprint. Every proof must carry a nonce of this server that is at most a few minutes old, so that
//! none is made in advance, and is accepted once.

mod nonce;
mod proof;
mod replay;
#[cfg(test)]
mod tests;
mod thumbprint;

use std::time::Duration;

use kernel::{StorageError, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use tenancy::RelyingParty;

use crate::{ClientRequest, OpenIdProvider, TokenError, foreign_keys};

pub use nonce::DpopNonces;
#[cfg(any(test, feature = "mocks"))]
pub use replay::MockDpopProofs;
pub use replay::{DpopProofs, UsedProof};
pub use thumbprint::{InvalidThumbprint, KeyThumbprint};

/// How far the moment at which a proof says that it was made may be from now. The nonce says how fresh it is;
/// this is for clocks that are wrong.
const WINDOW: Duration = Duration::from_mins(5);

/// What proofs may be signed with: signatures alone, never a shared secret.
pub const DPOP_ALGORITHMS: &[&str] = foreign_keys::ALGORITHMS;

/// A proof, and the request that it came with.
#[derive(Clone, Copy, Debug)]
pub struct DpopProof<'a> {
    /// The `DPoP` header.
    pub text: &'a str,
    /// The method of the request.
    pub method: &'a str,
    /// The path of the request below the public URL, without the query.
    pub path: &'a str,
}

/// How an access token is sent and what it is worth alone: its `token_type` (RFC 6749, section 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum TokenScheme {
    /// Whoever has it may use it (RFC 6750).
    Bearer,
    /// Only with proofs of the key that it is bound to.
    #[serde(rename = "DPoP")]
    Dpop,
}

impl TokenScheme {
    /// The scheme of a token that is bound to `key`, or to none.
    pub(crate) const fn of(key: Option<&KeyThumbprint>) -> Self {
        match key {
            Some(_) => Self::Dpop,
            None => Self::Bearer,
        }
    }

    /// The name of the scheme in an `Authorization` header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::Dpop => "DPoP",
        }
    }
}

/// The key that a token is bound to, as a claim (RFC 7800, section 3.1; RFC 9449, section 6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Its thumbprint.
    pub jkt: KeyThumbprint,
}

/// Why a proof proves nothing (RFC 9449, sections 5 and 7.1).
#[derive(Debug, thiserror::Error)]
pub enum DpopError {
    /// It is no proof for this request. The text says what was expected.
    #[error("DPoP proof: {0}")]
    Invalid(&'static str),
    /// It has no nonce of this server, or an old one (section 8).
    #[error("DPoP proof: expected the nonce of the DPoP-Nonce header of this answer")]
    UseNonce,
    /// Storage did not answer.
    #[error("the service is unavailable; try again in a moment")]
    Unavailable(#[from] StorageError),
}

impl DpopError {
    /// The protocol's code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid_dpop_proof",
            Self::UseNonce => "use_dpop_nonce",
            Self::Unavailable(_) => "temporarily_unavailable",
        }
    }
}

impl OpenIdProvider {
    /// The nonce for a client's next proof.
    pub fn dpop_nonce(&self) -> String {
        self.dpop_nonces.at(self.clock.now())
    }

    /// The key that a proof proves, which is then used up (RFC 9449, section 4.3). With an access token, the
    /// proof must have been made for it.
    pub(crate) async fn proven_key(
        &self,
        tenant: &TenantId,
        shown: &DpopProof<'_>,
        access_token: Option<&str>,
    ) -> Result<KeyThumbprint, DpopError> {
        let proof = proof::read(shown.text)?;
        let base = self.public_url.as_str().trim_end_matches('/');
        proof.check_request(shown.method, &format!("{base}{}", shown.path))?;
        if let Some(token) = access_token {
            proof.check_token(token)?;
        }
        let now = self.clock.now();
        let (soonest, latest) = (now.minus(WINDOW).seconds(), now.plus(WINDOW).seconds());
        if !(soonest..=latest).contains(&proof.issued_at()) {
            return Err(DpopError::Invalid(
                "expected iat within five minutes of now",
            ));
        }
        if proof.is_out_of_time(soonest, latest) {
            return Err(DpopError::Invalid(
                "expected exp, if there is one, in the future, and nbf in the past",
            ));
        }
        let nonce = proof.nonce().unwrap_or_default();
        if !self.dpop_nonces.accepts(nonce, now) {
            return Err(DpopError::UseNonce);
        }
        let used = UsedProof {
            tenant_id: tenant.clone(),
            proof: proof.hash(),
            // A second later than the last one at which it would be accepted.
            expires_at: Timestamp::from_seconds(proof.issued_at() + 1).plus(WINDOW),
        };
        if self.dpop_proofs.use_once(&used).await? {
            Ok(proof.into_key())
        } else {
            Err(DpopError::Invalid(
                "expected a new jti: this one was used before",
            ))
        }
    }

    /// The key that a client's own request proves, if it has a proof, which a client may be registered to
    /// need.
    pub(crate) async fn key_of_request(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
    ) -> Result<Option<KeyThumbprint>, TokenError> {
        let tenant = &request.tenant.id;
        match &request.proof {
            Some(shown) => Ok(Some(self.proven_key(tenant, shown, None).await?)),
            None if client.registration.dpop_bound_access_tokens => {
                let expected = "expected one, because this client's tokens are bound to its key (dpop_bound_access_tokens)";
                Err(DpopError::Invalid(expected).into())
            }
            None => Ok(None),
        }
    }
}

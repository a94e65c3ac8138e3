//! Recognizing an access token that comes back: at the userinfo endpoint, at introspection and
//! revocation, and at our own API.

use std::sync::Arc;

use kernel::{PlainToken, StorageError, TenantId, TokenHash};
use tenancy::RelyingParty;

use crate::keyring::TokenType;
use crate::{AccessTokenClaims, Delegation, DpopError, DpopProof, OpenIdProvider, TokenScheme};

/// Why an access token is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AccessTokenError {
    /// It is no valid access token of this issuer, or no longer.
    #[error(
        "the access token is malformed, expired or revoked, or was not issued here: get a new one"
    )]
    Invalid {
        /// What exactly is wrong. For the operator.
        reason: &'static str,
    },
    /// It is bound to a key, and came as if it were not (RFC 9449, section 7.1).
    #[error(
        "the access token is bound to a key: send it as Authorization: DPoP, with a proof in the DPoP header"
    )]
    NeedsProof,
    /// It is bound to no key, or to another than the one that was proved (RFC 9449, section 7.1).
    #[error("the access token is not bound to the key that the DPoP proof proves")]
    AnotherKey,
    /// The proof that came with it proves nothing.
    #[error(transparent)]
    Dpop(DpopError),
    /// Storage did not answer.
    #[error("the service is unavailable; try again in a moment")]
    Unavailable(#[from] StorageError),
}

impl AccessTokenError {
    /// The protocol's code, for `WWW-Authenticate` (RFC 6750, section 3.1; RFC 9449, section 7.1).
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } | Self::NeedsProof | Self::AnotherKey => "invalid_token",
            Self::Dpop(error) => error.code(),
            Self::Unavailable(_) => "temporarily_unavailable",
        }
    }

    /// What an operator may read besides.
    pub fn reason(&self) -> String {
        match self {
            Self::Invalid { reason } => (*reason).to_owned(),
            Self::Unavailable(error) => error.to_string(),
            other => other.to_string(),
        }
    }
}

impl From<DpopError> for AccessTokenError {
    fn from(error: DpopError) -> Self {
        match error {
            DpopError::Unavailable(storage) => Self::Unavailable(storage),
            refused => Self::Dpop(refused),
        }
    }
}

/// An access token as it comes back.
#[derive(Clone, Copy)]
pub struct PresentedToken<'a> {
    /// The token.
    pub token: &'a str,
    /// How it was sent.
    pub scheme: TokenScheme,
    /// The proof that came along. It counts with [`TokenScheme::Dpop`] alone.
    pub proof: Option<DpopProof<'a>>,
}

impl<'a> PresentedToken<'a> {
    /// A token that came without a proof.
    pub const fn bearer(token: &'a str) -> Self {
        Self {
            token,
            scheme: TokenScheme::Bearer,
            proof: None,
        }
    }
}

pub(super) const fn invalid(reason: &'static str) -> AccessTokenError {
    AccessTokenError::Invalid { reason }
}

/// An access token that holds, and what stands behind it.
pub(crate) struct LiveToken {
    pub(crate) claims: AccessTokenClaims,
    /// To whom it was issued.
    pub(crate) client: Arc<RelyingParty>,
    /// By what it is revoked.
    pub(crate) hash: TokenHash,
    /// Who granted it; nobody if its client asked for itself.
    pub(crate) delegation: Option<Delegation>,
}

/// An access token that is for this server itself.
pub(crate) struct Recognized {
    pub(crate) claims: AccessTokenClaims,
    pub(crate) client: Arc<RelyingParty>,
    pub(crate) delegation: Delegation,
}

impl OpenIdProvider {
    /// Reads an access token of `tenant`, JWT or opaque, whoever it is for. Unlike a resource server that
    /// checks the signature alone (RFC 9068, section 4), this asks whether it was revoked and whether
    /// the grant behind it still holds, which it does not after logout (unless it has
    /// `offline_access`), after reuse of its code or of a refresh token, and when its user is disabled or
    /// its client is gone.
    pub(crate) async fn live_token(
        &self,
        tenant: &TenantId,
        text: &str,
    ) -> Result<LiveToken, AccessTokenError> {
        let (claims, hash) = match PlainToken::parse(text) {
            Ok(opaque) => self.read_opaque(tenant, &opaque).await?,
            Err(_) => self.read_jwt(tenant, text).await?,
        };
        let now = self.clock.now();
        if claims.iss != self.issuer(tenant) {
            return Err(invalid("of another issuer"));
        }
        if now.seconds() >= claims.exp {
            return Err(invalid("expired"));
        }
        let client = self.clients.find(tenant, &claims.client_id).await?;
        let client = client.ok_or(invalid("its client is gone"))?;
        let delegation = match &claims.grant_id {
            Some(id) => {
                let found = self.grants.find(tenant, id).await?;
                let is_its_own = |it: &Delegation| it.grant.client_id == claims.client_id;
                let delegation = found
                    .filter(|it| it.grant.is_live(now) && is_its_own(it))
                    .ok_or(invalid("the grant behind it has ended"))?;
                if !delegation.user.is_entitled() {
                    return Err(invalid("its user is disabled"));
                }
                Some(delegation)
            }
            None => None,
        };
        Ok(LiveToken {
            claims,
            client,
            hash,
            delegation,
        })
    }

    /// A token that is for this server itself, for userinfo or our own API, shown as it must be.
    pub(super) async fn own_token(
        &self,
        tenant: &TenantId,
        presented: &PresentedToken<'_>,
    ) -> Result<LiveToken, AccessTokenError> {
        let live = self.live_token(tenant, presented.token).await?;
        self.check_binding(tenant, presented, &live.claims).await?;
        if !live.claims.aud.contains(self.issuer(tenant).as_str()) {
            return Err(invalid("for another audience"));
        }
        let is_its_own = match &live.delegation {
            Some(Delegation { grant, .. }) => {
                self.subjects.of(&live.client, &grant.user_id).as_str() == live.claims.sub
            }
            None => live.claims.client_id.as_str() == live.claims.sub,
        };
        if !is_its_own {
            return Err(invalid("its subject is not who granted it"));
        }
        Ok(live)
    }

    /// A token that is for this server itself, and who stands behind it.
    pub(crate) async fn recognize(
        &self,
        tenant: &TenantId,
        presented: &PresentedToken<'_>,
    ) -> Result<Recognized, AccessTokenError> {
        let live = self.own_token(tenant, presented).await?;
        Ok(Recognized {
            claims: live.claims,
            client: live.client,
            delegation: live.delegation.ok_or(invalid("of a client for itself"))?,
        })
    }

    /// A bound token needs a proof of its key, any other must come without (RFC 9449, section 7).
    async fn check_binding(
        &self,
        tenant: &TenantId,
        presented: &PresentedToken<'_>,
        claims: &AccessTokenClaims,
    ) -> Result<(), AccessTokenError> {
        match (&claims.cnf, presented.scheme) {
            (None, TokenScheme::Bearer) => Ok(()),
            (Some(_), TokenScheme::Bearer) => Err(AccessTokenError::NeedsProof),
            (None, TokenScheme::Dpop) => Err(AccessTokenError::AnotherKey),
            (Some(bound), TokenScheme::Dpop) => {
                let shown = presented.proof.as_ref();
                let shown = shown.ok_or(DpopError::Invalid("expected one in the DPoP header"))?;
                let token = Some(presented.token);
                if self.proven_key(tenant, shown, token).await? == bound.jkt {
                    Ok(())
                } else {
                    Err(AccessTokenError::AnotherKey)
                }
            }
        }
    }

    async fn read_opaque(
        &self,
        tenant: &TenantId,
        token: &PlainToken,
    ) -> Result<(AccessTokenClaims, TokenHash), AccessTokenError> {
        let hash = token.hash();
        let found = self.access_tokens.find(tenant, &hash).await?;
        let found = found.ok_or(invalid("there is no such token, or it was revoked"))?;
        Ok((found.claims, hash))
    }

    async fn read_jwt(
        &self,
        tenant: &TenantId,
        text: &str,
    ) -> Result<(AccessTokenClaims, TokenHash), AccessTokenError> {
        let keyring = self.keyrings.of(tenant).await?;
        let claims = keyring
            .verify::<AccessTokenClaims>(TokenType::Access, text)
            .map_err(|error| invalid(error.0))?;
        let jti = PlainToken::parse(&claims.jti);
        let hash = jti.map_err(|_| invalid("its jti is malformed"))?.hash();
        if self.access_tokens.is_revoked(tenant, &hash).await? {
            return Err(invalid("revoked"));
        }
        Ok((claims, hash))
    }
}

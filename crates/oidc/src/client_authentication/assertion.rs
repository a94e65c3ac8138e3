//! Client authentication by a JWT that the client has signed (RFC 7523; OpenID Connect Core 1.0,
//! section 9), and the port that sees to it that none is used twice.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use kernel::{ClientId, StorageError, TenantId, Timestamp, TokenHash};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tenancy::{RelyingParty, TokenEndpointAuthMethod};
use url::Url;

use crate::foreign_keys::{self, ForeignKeys};
use crate::keyring::InvalidJwt;
use crate::numeric_date::NumericDate;
use crate::{Audience, ClientRequest, OpenIdProvider, TokenError};

/// The only kind of assertion that is accepted.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How far the client's clock may be from ours.
const LEEWAY: Duration = Duration::from_mins(1);
/// How long an assertion may live: its `jti` is remembered until then.
const LONGEST_LIFE: Duration = Duration::from_hours(1);
/// How long keys from a `jwks_uri` are used before they are fetched again.
const KEYS_KEPT: Duration = Duration::from_mins(10);

/// An assertion that a client has used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedAssertion {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The client.
    pub client_id: ClientId,
    /// SHA-256 of its `jti`.
    pub jti: TokenHash,
    /// Until when it would be accepted again if nobody remembered it.
    pub expires_at: Timestamp,
}

/// Port: remembers assertions for as long as they could be used again.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ClientAssertions: Send + Sync {
    /// Notes the use of an assertion. False if it was used before: of any number at the same time
    /// one is true. That a client has authenticated is no event of its own; what it then does is.
    async fn use_once(&self, assertion: &UsedAssertion) -> Result<bool, StorageError>;
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: NumericDate,
    jti: String,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
}

/// The client that an assertion names, before anything is believed.
pub(super) fn claimed_client(assertion: &str) -> Result<String, TokenError> {
    #[derive(Deserialize)]
    struct Named {
        sub: String,
    }

    let named = foreign_keys::unverified::<Named>(assertion);
    named
        .map(|named| named.sub)
        .map_err(|error| TokenError::invalid_client(error.0))
}

impl OpenIdProvider {
    /// Checks that `client` has signed the assertion for this server and has not used it before.
    pub(super) async fn check_assertion(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        assertion: &str,
    ) -> Result<(), TokenError> {
        if client.auth_method() != TokenEndpointAuthMethod::PrivateKeyJwt {
            return Err(TokenError::invalid_client(
                "a client without keys presented an assertion",
            ));
        }
        let refused = |error: InvalidJwt| TokenError::invalid_client(error.0);
        let kid = foreign_keys::header(assertion).map_err(refused)?.kid;
        let keys = self
            .keys_of(client, kid.as_deref())
            .await
            .map_err(refused)?;
        let claims: Claims = keys.verify(assertion).map_err(refused)?;
        let expires_at = self
            .check_claims(request, client, &claims)
            .map_err(refused)?;
        let used = UsedAssertion {
            tenant_id: request.tenant.id.clone(),
            client_id: client.id().clone(),
            jti: TokenHash::from_bytes(Sha256::digest(&claims.jti).into()),
            expires_at,
        };
        if self.assertions.use_once(&used).await? {
            Ok(())
        } else {
            Err(TokenError::invalid_client("the assertion was used before"))
        }
    }

    async fn keys_of(
        &self,
        client: &RelyingParty,
        kid: Option<&str>,
    ) -> Result<Arc<ForeignKeys>, InvalidJwt> {
        let registration = &client.registration;
        if let Some(jwks) = &registration.jwks {
            return ForeignKeys::parse(jwks).map(Arc::new);
        }
        let uri = registration.jwks_uri.as_deref().unwrap_or_default();
        let url = Url::parse(uri).map_err(|_| InvalidJwt("the client has no keys"))?;
        self.key_sets.at(&url, KEYS_KEPT, kid).await
    }

    /// RFC 7523, section 3. Gives the moment until which the assertion must be remembered.
    fn check_claims(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        claims: &Claims,
    ) -> Result<Timestamp, InvalidJwt> {
        let refused = |reason| Err(InvalidJwt(reason));
        let issuer = self.issuer(&request.tenant.id);
        let id = client.id().as_str();
        if claims.iss != id || claims.sub != id {
            return refused("iss and sub of the assertion are not the client");
        }
        let is_for_us = claims.aud.contains(issuer.as_str())
            || [
                "token",
                "introspect",
                "revoke",
                "par",
                "device_authorization",
            ]
            .iter()
            .any(|endpoint| claims.aud.contains(&issuer.endpoint(endpoint)));
        if !is_for_us {
            return refused("the assertion is for another audience");
        }
        let now = self.clock.now();
        let (soonest, latest) = (now.minus(LEEWAY).seconds(), now.plus(LEEWAY).seconds());
        if claims.exp.0 <= soonest {
            return refused("the assertion has expired");
        }
        if claims.exp.0 > now.plus(LONGEST_LIFE + LEEWAY).seconds() {
            return refused("the assertion lives for more than an hour");
        }
        if claims
            .nbf
            .max(claims.iat)
            .is_some_and(|start| start.0 > latest)
        {
            return refused("the assertion is of the future");
        }
        if claims.jti.is_empty() {
            return refused("the assertion has no jti");
        }
        Ok(Timestamp::from_seconds(claims.exp.0).plus(LEEWAY))
    }
}

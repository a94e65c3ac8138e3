//! The tokens that a grant gives.

use std::time::Duration;

use identity::Account;
use kernel::{PlainToken, StorageError, Timestamp};
use serde::{Serialize, Serializer};
use tenancy::{RelyingParty, Tenant};

use crate::claims::{AccessTokenClaims, IdTokenClaims, UserClaims, at_hash};
use crate::keyring::{Keyring, TokenType};
use crate::{Grant, Jwt, OpenIdProvider, RefreshToken, Scope};

/// What the token endpoint gives (RFC 6749, section 5.1; OpenID Connect Core 1.0, section
/// 3.1.3.3). To be sent with `Cache-Control: no-store`.
#[derive(Clone, Debug, Serialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: Jwt,
    /// The next refresh token.
    #[serde(serialize_with = "reveal")]
    pub refresh_token: PlainToken,
    /// The ID token, if the scope has `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<Jwt>,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    pub expires_in: u32,
    /// What the access token may be used for.
    pub scope: Scope,
}

fn reveal<S: Serializer>(token: &PlainToken, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.reveal())
}

/// Tokens about to be signed.
pub(super) struct Issue<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) client: &'a RelyingParty,
    pub(super) account: &'a Account,
    pub(super) grant: &'a Grant,
    /// What the access token may be used for: the grant's scope or less.
    pub(super) scope: &'a Scope,
    /// The nonce of the request, for the first ID token alone (OpenID Connect Core 1.0, section
    /// 12.2).
    pub(super) nonce: Option<&'a str>,
    pub(super) refresh_token: PlainToken,
    pub(super) now: Timestamp,
}

impl OpenIdProvider {
    pub(super) fn sign_tokens(
        &self,
        keyring: &Keyring,
        issue: Issue<'_>,
    ) -> Result<TokenResponse, StorageError> {
        let lifetimes = &issue.tenant.settings.lifetimes;
        let algorithm = issue.client.registration.sing_alg;
        let claims = self.access_claims(&issue, lifetimes.access_token);
        let access_token = keyring.sign(algorithm, TokenType::AccessToken, &claims)?;
        let id_token = if issue.scope.contains(Scope::OPENID) {
            let claims = IdTokenClaims {
                iss: &claims.iss,
                aud: issue.client.id(),
                exp: expiry(issue.now, lifetimes.id_token),
                iat: claims.iat,
                auth_time: claims.auth_time,
                nonce: issue.nonce,
                at_hash: at_hash(algorithm, &access_token),
                amr: &issue.grant.amr,
                sid: &issue.grant.session_id,
                user: UserClaims::of(issue.account, issue.scope),
            };
            Some(keyring.sign(algorithm, TokenType::IdToken, &claims)?)
        } else {
            None
        };
        Ok(TokenResponse {
            access_token,
            refresh_token: issue.refresh_token,
            id_token,
            token_type: "Bearer",
            expires_in: lifetimes.access_token,
            scope: issue.scope.clone(),
        })
    }

    fn access_claims(&self, issue: &Issue<'_>, lifetime: u32) -> AccessTokenClaims {
        let issuer = self.issuer(&issue.tenant.id);
        let grant = issue.grant;
        AccessTokenClaims {
            aud: issuer.clone(),
            iss: issuer,
            sub: grant.user_id.clone(),
            client_id: grant.client_id.clone(),
            scope: issue.scope.clone(),
            jti: PlainToken::generate(&*self.random).reveal().to_owned(),
            iat: issue.now.seconds(),
            exp: expiry(issue.now, lifetime),
            auth_time: grant.auth_time.seconds(),
            sid: grant.session_id.clone(),
            grant_id: grant.grant_id.clone(),
        }
    }

    /// The stored form of a new refresh token of `grant`.
    pub(super) fn refresh_token(
        tenant: &Tenant,
        grant: &Grant,
        token: &PlainToken,
        now: Timestamp,
    ) -> RefreshToken {
        let idle = Duration::from_secs(tenant.settings.lifetimes.refresh_token_idle.into());
        RefreshToken {
            token: token.hash(),
            tenant_id: tenant.id.clone(),
            grant_id: grant.grant_id.clone(),
            created_at: now,
            expires_at: now.plus(idle).min(grant.expires_at),
        }
    }
}

fn expiry(now: Timestamp, lifetime: u32) -> i64 {
    now.plus(Duration::from_secs(lifetime.into())).seconds()
}

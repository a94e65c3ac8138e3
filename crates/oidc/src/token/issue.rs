//! The tokens that a grant gives.

use std::time::Duration;

use kernel::{PlainToken, StorageError, Timestamp};
use serde::{Serialize, Serializer};
use tenancy::{AccessTokenFormat, ClientType, Lifetimes, RelyingParty, Tenant};

use crate::id_token::IdToken;
use crate::keyring::{Keyring, TokenType};
use crate::{
    AccessToken, AccessTokenClaims, Audience, Confirmation, Disclosure, EndUser, Grant, Jwt,
    KeyThumbprint, OpaqueToken, OpenIdProvider, RefreshToken, Scope, TokenScheme,
};

/// What the token endpoint gives (RFC 6749, section 5.1; OpenID Connect Core 1.0, section
/// 3.1.3.3). To be sent with `Cache-Control: no-store`.
#[derive(Clone, Debug, Serialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: AccessToken,
    /// The next refresh token, if the client may use one.
    #[serde(serialize_with = "reveal", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<PlainToken>,
    /// The ID token, if the scope has `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<Jwt>,
    /// How the access token is to be sent.
    pub token_type: TokenScheme,
    /// Seconds until the access token expires.
    pub expires_in: u32,
    /// What the access token may be used for; left out if there is nothing to say (a scope has at
    /// least one word: RFC 6749, section 3.3).
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
}

#[expect(clippy::ref_option, reason = "the shape that serde asks for")]
fn reveal<S: Serializer>(token: &Option<PlainToken>, serializer: S) -> Result<S::Ok, S::Error> {
    token.as_ref().map(PlainToken::reveal).serialize(serializer)
}

/// Tokens about to be signed.
pub(super) struct Issue<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) client: &'a RelyingParty,
    pub(super) user: &'a EndUser,
    pub(super) grant: &'a Grant,
    /// What the access token may be used for: the grant's scope or less.
    pub(super) scope: &'a Scope,
    /// The resource servers that it is for: those of the grant or fewer.
    pub(super) resources: &'a [String],
    /// The nonce of the request, for the first ID token alone (OpenID Connect Core 1.0, section
    /// 12.2).
    pub(super) nonce: Option<&'a str>,
    /// The key that the access token is bound to.
    pub(super) key: Option<&'a KeyThumbprint>,
    pub(super) refresh_token: Option<PlainToken>,
    pub(super) now: Timestamp,
}

/// What an access token is to say.
pub(super) struct Access<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) client: &'a RelyingParty,
    pub(super) scope: &'a Scope,
    pub(super) resources: &'a [String],
    /// Whoever granted it; nobody if its client asks for itself.
    pub(super) grant: Option<&'a Grant>,
    /// The key that it is bound to.
    pub(super) key: Option<&'a KeyThumbprint>,
    pub(super) now: Timestamp,
}

impl OpenIdProvider {
    pub(super) async fn give_tokens(
        &self,
        keyring: &Keyring,
        issue: Issue<'_>,
    ) -> Result<TokenResponse, StorageError> {
        let access = Access {
            tenant: issue.tenant,
            client: issue.client,
            scope: issue.scope,
            resources: issue.resources,
            grant: Some(issue.grant),
            key: issue.key,
            now: issue.now,
        };
        let (access_token, expires_in) = self.give_access_token(keyring, &access).await?;
        let id_token = if issue.scope.contains(Scope::OPENID) {
            let disclosure = Disclosure {
                scope: issue.scope,
                claims: &issue.grant.terms.claims.id_token,
            };
            let token = IdToken {
                tenant: issue.tenant,
                client: issue.client,
                user: self
                    .claims_about(issue.client, issue.user, disclosure)
                    .await?,
                auth_time: issue.grant.auth_time,
                amr: &issue.grant.amr,
                sid: &issue.grant.session_id,
                nonce: issue.nonce,
                access_token: Some(&access_token),
                code: None,
                now: issue.now,
            };
            Some(self.sign_id_token(keyring, token)?)
        } else {
            None
        };
        Ok(TokenResponse {
            access_token,
            refresh_token: issue.refresh_token,
            id_token,
            token_type: TokenScheme::of(issue.key),
            expires_in,
            scope: issue.scope.clone(),
        })
    }

    /// An access token in the format of its client, and the seconds that it lives.
    pub(super) async fn give_access_token(
        &self,
        keyring: &Keyring,
        access: &Access<'_>,
    ) -> Result<(AccessToken, u32), StorageError> {
        let Access { tenant, client, .. } = access;
        let lifetime = client.lifetimes(&tenant.settings.lifetimes).access_token;
        let claims = self.access_claims(access, lifetime);
        let token = match client.registration.access_token_format {
            AccessTokenFormat::Jwt => {
                let algorithm = client.registration.sing_alg;
                AccessToken::Jwt(keyring.sign(algorithm, TokenType::Access, &claims)?)
            }
            AccessTokenFormat::Opaque => {
                let token = PlainToken::dated(&*self.random, access.now);
                let opaque = OpaqueToken {
                    token: token.hash(),
                    tenant_id: tenant.id.clone(),
                    expires_at: Timestamp::from_seconds(claims.exp),
                    claims,
                };
                self.access_tokens.issue(&opaque).await?;
                AccessToken::Opaque(token)
            }
        };
        Ok((token, lifetime))
    }

    fn access_claims(&self, access: &Access<'_>, lifetime: u32) -> AccessTokenClaims {
        let issuer = self.issuer(&access.tenant.id);
        let client_id = access.client.id();
        let grant = access.grant;
        AccessTokenClaims {
            sub: match grant {
                Some(grant) => self
                    .subjects
                    .of(access.client, &grant.user_id)
                    .as_str()
                    .to_owned(),
                None => client_id.to_string(),
            },
            aud: Audience::of(&issuer, access.resources, access.scope),
            iss: issuer,
            client_id: client_id.clone(),
            scope: access.scope.clone(),
            jti: PlainToken::generate(&*self.random).reveal().to_owned(),
            iat: access.now.seconds(),
            exp: expiry(access.now, lifetime),
            auth_time: grant.map(|grant| grant.auth_time.seconds()),
            sid: grant.map(|grant| grant.session_id.clone()),
            cnf: access.key.cloned().map(|jkt| Confirmation { jkt }),
            grant_id: grant.map(|grant| grant.grant_id.clone()),
        }
    }

    /// The stored form of a new refresh token of `grant`.
    pub(super) fn refresh_token(
        lifetimes: &Lifetimes,
        grant: &Grant,
        token: &PlainToken,
        now: Timestamp,
    ) -> RefreshToken {
        let idle = Duration::from_secs(lifetimes.refresh_token_idle.into());
        RefreshToken {
            token: token.hash(),
            tenant_id: grant.tenant_id.clone(),
            grant_id: grant.grant_id.clone(),
            created_at: now,
            expires_at: now.plus(idle).min(grant.expires_at),
        }
    }
}

/// The key that the refresh tokens of a new grant are bound to, if nothing else binds them to the
/// client (RFC 9449, section 5).
pub(super) fn refresh_key(
    client: &RelyingParty,
    key: Option<&KeyThumbprint>,
) -> Option<KeyThumbprint> {
    let is_public = client.registration.client_type == ClientType::Public;
    key.filter(|_| is_public).cloned()
}

/// When a new grant ends. Without `offline_access` it lasts no longer than the session in which it was given.
pub(super) fn grant_expiry(
    scope: &Scope,
    session_expires_at: Timestamp,
    lifetimes: &Lifetimes,
    now: Timestamp,
) -> Timestamp {
    let longest = now.plus(Duration::from_secs(lifetimes.refresh_token.into()));
    if scope.contains(Scope::OFFLINE_ACCESS) {
        longest
    } else {
        longest.min(session_expires_at)
    }
}

fn expiry(now: Timestamp, lifetime: u32) -> i64 {
    now.plus(Duration::from_secs(lifetime.into())).seconds()
}

//! An ID token (OpenID Connect Core 1.0, section 2), as either endpoint gives it.

use std::time::Duration;

use identity::{AuthenticationMethod, SessionId};
use kernel::{PlainToken, StorageError, Timestamp};
use tenancy::{RelyingParty, Tenant};

use crate::claims::{IdTokenClaims, half_hash};
use crate::keyring::{Keyring, TokenType};
use crate::{AccessToken, Acr, Jwt, OpenIdProvider, UserClaims};

/// An ID token about to be signed.
pub(crate) struct IdToken<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) client: &'a RelyingParty,
    /// Whose it is, and what the client may know of them.
    pub(crate) user: UserClaims,
    pub(crate) auth_time: Timestamp,
    pub(crate) amr: &'a [AuthenticationMethod],
    pub(crate) sid: &'a SessionId,
    pub(crate) nonce: Option<&'a str>,
    /// The access token that comes with it.
    pub(crate) access_token: Option<&'a AccessToken>,
    /// The code that comes with it.
    pub(crate) code: Option<&'a PlainToken>,
    pub(crate) now: Timestamp,
}

impl OpenIdProvider {
    pub(crate) fn sign_id_token(
        &self,
        keyring: &Keyring,
        token: IdToken<'_>,
    ) -> Result<Jwt, StorageError> {
        let lifetimes = token.client.lifetimes(&token.tenant.settings.lifetimes);
        let algorithm = token.client.registration.sing_alg;
        let lifetime = Duration::from_secs(lifetimes.id_token.into());
        let hash = |token: &str| half_hash(algorithm, token);
        let claims = IdTokenClaims {
            iss: &self.issuer(&token.tenant.id),
            aud: token.client.id(),
            exp: token.now.plus(lifetime).seconds(),
            iat: token.now.seconds(),
            auth_time: token.auth_time.seconds(),
            nonce: token.nonce,
            at_hash: token.access_token.map(|token| hash(token.reveal())),
            c_hash: token.code.map(|code| hash(code.reveal())),
            amr: token.amr,
            acr: Acr::of(token.amr).map(Acr::as_str),
            sid: token.sid,
            user: token.user,
        };
        Ok(keyring.sign(algorithm, TokenType::Id, &claims)?)
    }
}

//! The introspection endpoint (RFC 7662).

#[cfg(test)]
mod tests;

use identity::Account;
use kernel::{ClientId, PlainToken};
use serde::Serialize;
use tenancy::{ClientType, RelyingParty, SubjectType, Tenant};
use tracing::info;

use crate::{
    AccessTokenError, Audience, ClientRequest, Confirmation, Delegation, HeldRefreshToken, Issuer,
    OpenIdProvider, Scope, TokenError, TokenScheme,
};

/// What a token means (section 2.2). One that is not active, or not for whoever asks, says nothing
/// but that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the members are those of the specification")]
pub struct Introspection {
    pub active: bool,
    #[serde(flatten)]
    pub token: Option<IntrospectedToken>,
}

/// An active token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the members are those of the specification")]
pub struct IntrospectedToken {
    pub iss: Issuer,
    pub sub: String,
    pub client_id: ClientId,
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    pub exp: i64,
    pub iat: i64,
    /// That of an access token; a refresh token has no type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<TokenScheme>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<Audience>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The key that the token is bound to (RFC 9449, section 6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

/// The name that the person signs in with. A client that is to know them by a name of its own is not told.
fn username(client: &RelyingParty, account: &Account) -> Option<String> {
    let is_public = client.registration.subject_type == SubjectType::Public;
    is_public.then(|| account.username.to_string())
}

impl OpenIdProvider {
    /// Says what a token means, to a confidential client to which it was issued or which serves one
    /// of the resources that it is for.
    ///
    /// # Errors
    /// See [`TokenError`]. That a token is worth nothing is no error.
    pub async fn introspect(
        &self,
        request: &ClientRequest<'_>,
    ) -> Result<Introspection, TokenError> {
        let client = self.authenticate_client(request).await?;
        if client.registration.client_type == ClientType::Public {
            return Err(TokenError::invalid_client(
                "a public client asked what a token means",
            ));
        }
        let (tenant, token) = (request.tenant, request.parameters.token()?);
        // Access tokens are what resource servers ask about.
        let found = match self.access_token_for(tenant, &client, token).await? {
            Ok(found) => Some(found),
            Err(reason) => {
                let found = self.refresh_token_of(request, &client, token).await?;
                if found.is_none() {
                    info!(tenant = %tenant.id, client = %client.id(), reason, "an inactive token was introspected");
                }
                found
            }
        };
        Ok(Introspection {
            active: found.is_some(),
            token: found,
        })
    }

    /// The access token of that text, or why it is none for the client. For the operator.
    async fn access_token_for(
        &self,
        tenant: &Tenant,
        client: &RelyingParty,
        text: &str,
    ) -> Result<Result<IntrospectedToken, String>, TokenError> {
        let live = match self.live_token(&tenant.id, text).await {
            Ok(live) => live,
            Err(AccessTokenError::Unavailable(error)) => return Err(error.into()),
            Err(refused) => return Ok(Err(refused.reason())),
        };
        let claims = live.claims;
        let serves = &client.registration.serves_resources;
        if claims.client_id != *client.id() && !serves.iter().any(|own| claims.aud.contains(own)) {
            return Ok(Err("a token of others".to_owned()));
        }
        Ok(Ok(IntrospectedToken {
            iss: claims.iss,
            sub: claims.sub,
            client_id: claims.client_id,
            scope: claims.scope,
            exp: claims.exp,
            iat: claims.iat,
            token_type: Some(TokenScheme::of(claims.cnf.as_ref().map(|cnf| &cnf.jkt))),
            aud: Some(claims.aud),
            jti: Some(claims.jti),
            auth_time: claims.auth_time,
            username: live
                .delegation
                .and_then(|it| username(&live.client, &it.user.account)),
            cnf: claims.cnf,
        }))
    }

    /// The refresh token of that text, if it is the client's and would be accepted now.
    async fn refresh_token_of(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        text: &str,
    ) -> Result<Option<IntrospectedToken>, TokenError> {
        let (tenant, now) = (&request.tenant.id, self.clock.now());
        let Some(held) = self.held_refresh_token(request, client, text).await? else {
            return Ok(None);
        };
        let Delegation { grant, user } = held.delegation;
        let Some(expires_at) = held.accepted_until.filter(|end| now < *end) else {
            return Ok(None);
        };
        if !grant.is_live(now) || !user.is_entitled() {
            return Ok(None);
        }
        Ok(Some(IntrospectedToken {
            iss: self.issuer(tenant),
            sub: self.subjects.of(client, &grant.user_id).as_str().to_owned(),
            client_id: grant.client_id,
            scope: grant.scope,
            exp: expires_at.seconds(),
            iat: held.issued_at.seconds(),
            token_type: None,
            aud: None,
            jti: None,
            auth_time: Some(grant.auth_time.seconds()),
            username: username(client, &user.account),
            cnf: grant.terms.dpop_jkt.map(|jkt| Confirmation { jkt }),
        }))
    }

    /// The refresh token of that text, used or expired or not, if it is the client's.
    pub(crate) async fn held_refresh_token(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        text: &str,
    ) -> Result<Option<HeldRefreshToken>, TokenError> {
        let Ok(token) = PlainToken::parse(text) else {
            return Ok(None);
        };
        let (tenant, hash) = (&request.tenant.id, token.hash());
        let held = self.grants.find_by_refresh_token(tenant, &hash).await?;
        Ok(held.filter(|held| held.delegation.grant.client_id == *client.id()))
    }
}

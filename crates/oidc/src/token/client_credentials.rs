//! The grant type `client_credentials` (RFC 6749, section 4.4): a client asks for itself.

use tenancy::RelyingParty;

use super::TokenResponse;
use super::issue::Access;
use crate::{
    ClientRequest, KeyThumbprint, OpenIdProvider, Scope, TokenError, TokenScheme, resource,
};

impl OpenIdProvider {
    pub(super) async fn give_client_credentials(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        key: Option<KeyThumbprint>,
    ) -> Result<TokenResponse, TokenError> {
        if request.tenant.settings.is_2fa {
            return Err(TokenError::UnauthorizedClient(
                "grant_type: this tenant is for second factors only (scope openid 2fa)",
            ));
        }
        let scope = scope(request, client)?;
        let resources = resource::requested(request.parameters, client)?;
        let keyring = self.keyrings.of(&request.tenant.id).await?;
        let access = Access {
            tenant: request.tenant,
            client,
            scope: &scope,
            resources: &resources,
            grant: None,
            key: key.as_ref(),
            now: self.clock.now(),
        };
        let (access_token, expires_in) = self.give_access_token(&keyring, &access).await?;
        Ok(TokenResponse {
            access_token,
            refresh_token: None,
            id_token: None,
            token_type: TokenScheme::of(key.as_ref()),
            expires_in,
            scope,
        })
    }
}

/// The scope asked for; without one, all that the client is allowed. What speaks of a person (`openid`,
/// `profile` …) is not for a client by itself.
fn scope(request: &ClientRequest<'_>, client: &RelyingParty) -> Result<Scope, TokenError> {
    let allowed: Vec<_> = client
        .registration
        .allowed_scopes
        .iter()
        .filter(|scope| Scope::is_for_clients(scope))
        .cloned()
        .collect();
    let invalid = |error: &dyn ToString| TokenError::InvalidScope(error.to_string());
    let text = request.parameters.get("scope")?;
    let asked =
        Scope::parse(text.unwrap_or(&allowed.join(" "))).map_err(|error| invalid(&error))?;
    if asked.reduced_to(&allowed) == asked {
        Ok(asked)
    } else {
        Err(invalid(
            &"scope: expected scopes that this client is allowed and that are about no person",
        ))
    }
}

//! The token endpoint (RFC 6749, section 3.2).

mod client_credentials;
mod code;
mod device_code;
mod issue;
mod refresh;
#[cfg(test)]
mod tests;

use kernel::TenantId;
use tenancy::{GrantType, RelyingParty};
use tracing::info;

use crate::{ClientRequest, InvalidParameter, OpenIdProvider, Parameters, TokenError};

pub use issue::TokenResponse;

/// The grant type of devices without a browser (RFC 8628, section 3.4).
pub(crate) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The tenant that the form field `tenant_id` names, for the one path that does not.
///
/// # Errors
/// The field is missing, or no tenant can have that id.
pub fn tenant_named_in(parameters: &Parameters) -> Result<TenantId, TokenError> {
    let tenant = parameters.require("tenant_id")?;
    tenant
        .parse()
        .map_err(|_| InvalidParameter::new("tenant_id", "expected the id of a tenant").into())
}

impl OpenIdProvider {
    /// Exchanges an authorization code, a device code, a refresh token or the client's own credentials for tokens.
    ///
    /// # Errors
    /// See [`TokenError`]. The operator's part of a refusal is logged here and goes no further.
    pub async fn exchange(&self, request: &ClientRequest<'_>) -> Result<TokenResponse, TokenError> {
        let exchanged = self.grant_tokens(request).await;
        if let Err(error) = &exchanged {
            let tenant = &request.tenant.id;
            info!(%tenant, code = error.code(), reason = error.reason(), "a token request was refused");
        }
        exchanged
    }

    async fn grant_tokens(&self, request: &ClientRequest<'_>) -> Result<TokenResponse, TokenError> {
        let client = self.authenticate_client(request).await?;
        let key = self.key_of_request(request, &client).await?;
        match request.parameters.require("grant_type")? {
            "authorization_code" => {
                check_grant_type(&client, GrantType::AuthorizationCode)?;
                self.exchange_code(request, &client, key).await
            }
            "refresh_token" => {
                check_grant_type(&client, GrantType::RefreshToken)?;
                self.exchange_refresh_token(request, &client, key).await
            }
            "client_credentials" => {
                check_grant_type(&client, GrantType::ClientCredentials)?;
                self.give_client_credentials(request, &client, key).await
            }
            DEVICE_CODE => {
                check_grant_type(&client, GrantType::DeviceCode)?;
                self.exchange_device_code(request, &client, key).await
            }
            _ => Err(TokenError::UnsupportedGrantType),
        }
    }
}

pub(crate) fn check_grant_type(
    client: &RelyingParty,
    grant_type: GrantType,
) -> Result<(), TokenError> {
    if client.may_use(grant_type) {
        return Ok(());
    }
    Err(TokenError::UnauthorizedClient(
        "grant_type: expected one that this client is registered for (grant_types)",
    ))
}

//! The token endpoint (RFC 6749, section 3.2).

mod client;
mod code;
mod error;
mod issue;
mod refresh;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use kernel::{StorageError, TenantId};
use tenancy::Tenant;
use tracing::info;

use crate::{OpenIdProvider, Parameters};

pub use error::{TokenError, TokenErrorBody};
pub use issue::TokenResponse;

/// A request to the token endpoint.
#[derive(Clone, Copy)]
pub struct TokenRequest<'a> {
    /// The tenant whose endpoint it is.
    pub tenant: &'a Tenant,
    /// The form. Never the query: secrets do not belong into URLs.
    pub parameters: &'a Parameters,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
}

/// The tenant that the form field `tenant_id` names, for the one path that does not.
///
/// # Errors
/// The field is missing, or no tenant can have that id.
pub fn tenant_named_in(parameters: &Parameters) -> Result<TenantId, TokenError> {
    let tenant = parameters.require("tenant_id")?;
    tenant
        .parse()
        .map_err(|_| TokenError::invalid_client("tenant_id is not of the form of one"))
}

impl OpenIdProvider {
    /// Exchanges an authorization code or a refresh token for tokens.
    ///
    /// # Errors
    /// See [`TokenError`]. The operator's part of a refusal is logged here and goes no further.
    pub async fn exchange(&self, request: &TokenRequest<'_>) -> Result<TokenResponse, TokenError> {
        let exchanged = self.grant_tokens(request).await;
        if let Err(error) = &exchanged {
            let tenant = &request.tenant.id;
            info!(%tenant, code = error.code(), reason = error.reason(), "a token request was refused");
        }
        exchanged
    }

    async fn grant_tokens(&self, request: &TokenRequest<'_>) -> Result<TokenResponse, TokenError> {
        let client = self.authenticate_client(request).await?;
        match request.parameters.require("grant_type")? {
            "authorization_code" => self.exchange_code(request, &client).await,
            "refresh_token" => self.exchange_refresh_token(request, &client).await,
            _ => Err(TokenError::UnsupportedGrantType),
        }
    }

    /// The account for which tokens are asked, if it may still have any.
    async fn entitled_account(
        &self,
        tenant: &TenantId,
        user: &kernel::UserId,
    ) -> Result<Option<identity::Account>, StorageError> {
        let account = self.accounts.find(tenant, user).await?;
        Ok(account.filter(|account| !account.is_disabled))
    }
}

//! What Entra ID reads about us before it sends anybody.

use kernel::TenantId;
use serde::Serialize;
use tenancy::SigningAlgorithm;

use crate::{Issuer, JwkSet, OpenIdProvider};

/// Metadata as Microsoft's provider reference asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the members are those of the specification")]
pub struct MicrosoftMetadata {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub jwks_uri: String,
    pub scopes_supported: [&'static str; 1],
    pub response_types_supported: [&'static str; 1],
    pub response_modes_supported: [&'static str; 1],
    pub subject_types_supported: [&'static str; 1],
    pub id_token_signing_alg_values_supported: [SigningAlgorithm; 1],
    pub claim_types_supported: [&'static str; 1],
    pub claims_parameter_supported: bool,
}

impl MicrosoftMetadata {
    /// The metadata below `issuer`.
    pub fn of(issuer: &Issuer) -> Self {
        Self {
            issuer: issuer.endpoint("microsoft-mfa"),
            authorization_endpoint: issuer.endpoint("microsoft-mfa/authorize"),
            jwks_uri: issuer.endpoint("microsoft-mfa/.well-known/jwks"),
            scopes_supported: ["openid"],
            response_types_supported: ["id_token"],
            response_modes_supported: ["form_post"],
            subject_types_supported: ["public"],
            id_token_signing_alg_values_supported: [SigningAlgorithm::Rs256],
            claim_types_supported: ["normal"],
            claims_parameter_supported: true,
        }
    }
}

impl OpenIdProvider {
    /// What Entra ID reads about a tenant.
    pub fn microsoft_metadata(&self, tenant: &TenantId) -> MicrosoftMetadata {
        MicrosoftMetadata::of(&self.issuer(tenant))
    }

    /// The keys that Entra ID checks answers with: those for RSA.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn microsoft_keys(&self, tenant: &TenantId) -> Result<JwkSet, kernel::StorageError> {
        let mut keys = self.keyrings.of(tenant).await?.jwk_set();
        keys.keys.retain(|key| key.alg == SigningAlgorithm::Rs256);
        Ok(keys)
    }
}

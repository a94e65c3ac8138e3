//! What a tenant's provider says about itself.

use serde::Serialize;
use tenancy::{ResponseType, SigningAlgorithm};

use crate::foreign_keys::ALGORITHMS;
use crate::{Acr, Issuer, ResponseMode, Scope, UserClaims, token};

/// How confidential clients authenticate.
const CONFIDENTIAL: &[&str] = &[
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
];
/// How all clients do.
const EVERYBODY: &[&str] = &[
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "none",
];

/// Provider metadata (OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2). It states
/// what is served and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the members are those of the specification"
)]
#[expect(missing_docs, reason = "the members are those of the specification")]
pub struct ProviderMetadata {
    pub issuer: Issuer,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub userinfo_endpoint: String,
    pub introspection_endpoint: String,
    pub revocation_endpoint: String,
    pub pushed_authorization_request_endpoint: String,
    pub device_authorization_endpoint: String,
    pub jwks_uri: String,
    pub end_session_endpoint: String,
    pub scopes_supported: &'static [&'static str],
    pub response_types_supported: Vec<&'static str>,
    pub response_modes_supported: Vec<&'static str>,
    pub grant_types_supported: &'static [&'static str],
    pub subject_types_supported: &'static [&'static str],
    pub id_token_signing_alg_values_supported: [SigningAlgorithm; 2],
    pub userinfo_signing_alg_values_supported: [SigningAlgorithm; 2],
    pub acr_values_supported: &'static [&'static str],
    pub token_endpoint_auth_methods_supported: &'static [&'static str],
    pub token_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    pub introspection_endpoint_auth_methods_supported: &'static [&'static str],
    pub introspection_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    pub revocation_endpoint_auth_methods_supported: &'static [&'static str],
    pub revocation_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    pub claim_types_supported: &'static [&'static str],
    pub claims_supported: &'static [&'static str],
    pub dpop_signing_alg_values_supported: &'static [&'static str],
    pub code_challenge_methods_supported: &'static [&'static str],
    pub prompt_values_supported: &'static [&'static str],
    pub claims_parameter_supported: bool,
    pub request_parameter_supported: bool,
    pub request_uri_parameter_supported: bool,
    pub require_pushed_authorization_requests: bool,
    pub authorization_response_iss_parameter_supported: bool,
    pub backchannel_logout_supported: bool,
    pub backchannel_logout_session_supported: bool,
}

impl ProviderMetadata {
    /// The metadata of `issuer`.
    pub fn of(issuer: &Issuer) -> Self {
        Self {
            issuer: issuer.clone(),
            authorization_endpoint: issuer.endpoint("authorize"),
            token_endpoint: issuer.endpoint("token"),
            userinfo_endpoint: issuer.endpoint("userinfo"),
            introspection_endpoint: issuer.endpoint("introspect"),
            revocation_endpoint: issuer.endpoint("revoke"),
            pushed_authorization_request_endpoint: issuer.endpoint("par"),
            device_authorization_endpoint: issuer.endpoint("device_authorization"),
            jwks_uri: issuer.endpoint(".well-known/jwks"),
            end_session_endpoint: issuer.endpoint("logout"),
            scopes_supported: Scope::SERVED,
            response_types_supported: ResponseType::ALL.iter().map(|t| t.as_str()).collect(),
            response_modes_supported: ResponseMode::ALL.iter().map(|m| m.as_str()).collect(),
            grant_types_supported: &[
                "authorization_code",
                // What comes with the response types that have an ID token.
                "implicit",
                "refresh_token",
                "client_credentials",
                token::DEVICE_CODE,
            ],
            subject_types_supported: &["public", "pairwise"],
            id_token_signing_alg_values_supported: [
                SigningAlgorithm::Rs256,
                SigningAlgorithm::EdDsa,
            ],
            userinfo_signing_alg_values_supported: [
                SigningAlgorithm::Rs256,
                SigningAlgorithm::EdDsa,
            ],
            acr_values_supported: Acr::SUPPORTED,
            token_endpoint_auth_methods_supported: EVERYBODY,
            token_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
            introspection_endpoint_auth_methods_supported: CONFIDENTIAL,
            introspection_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
            revocation_endpoint_auth_methods_supported: EVERYBODY,
            revocation_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
            claim_types_supported: &["normal"],
            claims_supported: UserClaims::SUPPORTED,
            dpop_signing_alg_values_supported: ALGORITHMS,
            code_challenge_methods_supported: &["S256"],
            prompt_values_supported: &["none", "login", "consent", "select_account"],
            claims_parameter_supported: true,
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            require_pushed_authorization_requests: false,
            authorization_response_iss_parameter_supported: true,
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_lies_below_the_issuer() {
        let public_url = url::Url::parse("https://id.example").unwrap();
        let issuer = Issuer::of(&public_url, &"acme".parse().unwrap());
        let json = serde_json::to_value(ProviderMetadata::of(&issuer)).unwrap();
        for (name, value) in json.as_object().unwrap() {
            if name.ends_with("_endpoint") || name == "jwks_uri" {
                let url = value.as_str().unwrap();
                assert!(
                    url.starts_with("https://id.example/api/oidc/acme/"),
                    "{name}"
                );
            }
        }
        assert_eq!(json["issuer"], "https://id.example/api/oidc/acme");
        assert_eq!(
            json["id_token_signing_alg_values_supported"],
            serde_json::json!(["RS256", "EdDSA"])
        );
    }
}

//! An ID token that comes back to say whom a request is about.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{StorageError, TenantId};
use serde::Deserialize;

use crate::claims::IdTokenHint;
use crate::keyring::TokenType;
use crate::{InvalidParameter, OpenIdProvider, Parameters};

/// Why an `id_token_hint` says nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HintError {
    /// It is no ID token of this issuer.
    #[error(transparent)]
    Invalid(#[from] InvalidParameter),
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl OpenIdProvider {
    /// The tenant that the issuer of `id_token_hint` names, for the one logout path that names
    /// none. Nothing is verified yet: whoever goes on with this tenant reads the hint with that
    /// tenant's keys.
    pub fn tenant_of_hint(&self, parameters: &Parameters) -> Option<TenantId> {
        #[derive(Deserialize)]
        struct Issued {
            iss: String,
        }

        let hint = parameters.hint().ok().flatten()?;
        let payload = URL_SAFE_NO_PAD.decode(hint.split('.').nth(1)?).ok()?;
        let issued: Issued = serde_json::from_slice(&payload).ok()?;
        let (_, tenant) = issued.iss.rsplit_once('/')?;
        let tenant = tenant.parse().ok()?;
        (self.issuer(&tenant).as_str() == issued.iss).then_some(tenant)
    }

    /// Reads an `id_token_hint`. It may have expired, because a client keeps it for as long as its
    /// own session (RP-Initiated Logout 1.0, section 4); who issued and signed it must hold all the
    /// same.
    pub(crate) async fn read_hint(
        &self,
        tenant: &TenantId,
        text: &str,
    ) -> Result<IdTokenHint, HintError> {
        let keyring = self.keyrings.of(tenant).await?;
        let issuer = self.issuer(tenant);
        let hint = keyring.verify::<IdTokenHint>(TokenType::Id, text).ok();
        let expected = "expected an ID token that this issuer has signed";
        Ok(hint
            .filter(|hint| hint.iss == issuer)
            .ok_or(InvalidParameter::new("id_token_hint", expected))?)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use serde_json::json;
    use tenancy::SigningAlgorithm;

    use super::HintError;
    use crate::fixture::{ISSUER, World, keyring, parameters};
    use crate::keyring::TokenType;

    #[tokio::test]
    async fn a_hint_says_its_tenant_without_being_believed() {
        let world = World::new();
        let named = |hint: &str| {
            let parameters = parameters(&[("id_token_hint", hint)]);
            world.provider.tenant_of_hint(&parameters)
        };
        let id_token = world.tokens("openid").await.id_token.unwrap();
        assert_eq!(named(id_token.reveal()), Some(world.tenant.id.clone()));
        for iss in [
            "https://evil.example/api/oidc/acme",
            "https://id.example/api/oidc/",
            "https://id.example/api/oidc/acme/",
            "acme",
            "",
        ] {
            let payload = URL_SAFE_NO_PAD.encode(format!(r#"{{"iss":"{iss}"}}"#));
            assert_eq!(named(&format!("x.{payload}.y")), None, "{iss}");
        }
        for malformed in ["", "x", "x.!.y", "x.e30.y"] {
            assert_eq!(named(malformed), None, "{malformed}");
        }
    }

    #[tokio::test]
    async fn a_hint_is_believed_if_this_issuer_has_signed_it_for_itself() {
        let world = World::new();
        let read = async |iss: &str| {
            let claims = json!({"iss": iss, "sub": "ada-1", "aud": "app", "sid": "s"});
            let hint = keyring().sign(SigningAlgorithm::EdDsa, TokenType::Id, &claims);
            let tenant = &world.tenant.id;
            world
                .provider
                .read_hint(tenant, hint.unwrap().reveal())
                .await
        };
        assert_eq!(read(ISSUER).await.unwrap().sub.as_str(), "ada-1");
        let other = read("https://id.example/api/oidc/other").await;
        assert!(matches!(other, Err(HintError::Invalid(_))));
    }
}

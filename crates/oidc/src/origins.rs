//! Whose pages may read what the endpoints for clients answer (the CORS protocol of the Fetch standard).

use kernel::{ClientId, PlainToken, StorageError, TenantId};
use serde::Deserialize;

use crate::{OpenIdProvider, foreign_keys};

/// The client that an access token says it is for.
#[derive(Deserialize)]
struct OfClient {
    client_id: ClientId,
}

impl OpenIdProvider {
    /// Whether pages of `origin` may read what a client is answered that calls itself `client`: its redirect
    /// URIs lie there. What it is answered is not proven to be for it; but who asks in its name reads no
    /// more than it is told anyway.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn is_page_of(
        &self,
        tenant: &TenantId,
        client: &str,
        origin: &str,
    ) -> Result<bool, StorageError> {
        let Ok(client) = client.parse() else {
            return Ok(false);
        };
        let client = self.clients.find(tenant, &client).await?;
        Ok(client.is_some_and(|client| client.has_origin(origin)))
    }

    /// The same for the client of an access token, be it valid or expired.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn is_page_with_token(
        &self,
        tenant: &TenantId,
        access_token: &str,
        origin: &str,
    ) -> Result<bool, StorageError> {
        let client = match PlainToken::parse(access_token) {
            Ok(opaque) => {
                let found = self.access_tokens.find(tenant, &opaque.hash()).await?;
                found.map(|token| token.claims.client_id)
            }
            Err(_) => foreign_keys::unverified::<OfClient>(access_token)
                .ok()
                .map(|token| token.client_id),
        };
        match client {
            Some(client) => self.is_page_of(tenant, client.as_str(), origin).await,
            None => Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{CALLBACK, World};

    #[tokio::test]
    async fn pages_where_a_client_wants_browsers_back_are_its_own() {
        let world = World::new();
        let tenant = &world.tenant.id;
        assert!(CALLBACK.starts_with("https://app.example/"));
        for (client, origin, is_its_own) in [
            ("spa", "https://app.example", true),
            ("spa", "https://app.example:8443", false),
            ("spa", "http://app.example", false),
            ("spa", "https://app.example.evil.example", false),
            ("spa", "https://APP.example", false),
            ("spa", "https://app.example/", false),
            ("spa", "null", false),
            ("spa", "*", false),
            ("none", "https://app.example", false),
            ("no such id", "https://app.example", false),
        ] {
            let found = world.provider.is_page_of(tenant, client, origin).await;
            assert_eq!(found.unwrap(), is_its_own, "{client} {origin}");
        }
    }

    #[tokio::test]
    async fn an_access_token_says_whose_page_it_is_also_when_it_has_expired() {
        let world = World::new();
        let tokens = world.tokens("openid").await;
        world.clock.advance(3600);
        let tenant = &world.tenant.id;
        for (token, origin, is_its_own) in [
            (tokens.access_token.reveal(), "https://app.example", true),
            (tokens.access_token.reveal(), "https://evil.example", false),
            ("nonsense", "https://app.example", false),
            (&"A".repeat(43), "https://app.example", false),
        ] {
            let found = world.provider.is_page_with_token(tenant, token, origin);
            assert_eq!(found.await.unwrap(), is_its_own, "{origin}");
        }
    }
}

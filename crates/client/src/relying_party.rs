//! The other side of a sign-in: the application that asks for it and redeems the code.

mod response;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::connection::{Connection, Content};
use crate::{RequestError, SentRequest, Server};
pub use response::ResponseError;

/// A client registered at a tenant, as the tokens' recipient.
pub struct RelyingParty {
    connection: Connection,
    tenant: String,
    client_id: String,
    /// None for a public client.
    client_secret: Option<Zeroizing<String>>,
    /// As it is registered: a URL library may write the same address in another way.
    redirect_uri: String,
}

/// An authorization request (OpenID Connect Core 1.0, section 3.1.2.1) and what its answer is
/// checked against.
pub struct AuthorizationRequest {
    /// Where the browser goes.
    pub url: Url,
    state: String,
    nonce: String,
    code_verifier: Zeroizing<String>,
}

/// A token response (RFC 6749, section 5.1).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// How it is presented: `Bearer`.
    pub token_type: String,
    /// Seconds until it expires.
    pub expires_in: u64,
    /// For the next tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Who signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// What was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl RelyingParty {
    /// A client with its secret, or a public one without.
    pub fn new(
        server: Server,
        tenant: &str,
        client_id: &str,
        client_secret: Option<&str>,
        redirect_uri: &str,
    ) -> Self {
        Self {
            connection: Connection::to(server),
            tenant: tenant.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.map(|secret| Zeroizing::new(secret.to_owned())),
            redirect_uri: redirect_uri.to_owned(),
        }
    }

    /// Shows every request to `trace` before it is sent.
    #[must_use]
    pub fn traced_by(mut self, trace: impl Fn(&SentRequest<'_>) + Send + Sync + 'static) -> Self {
        self.connection.trace(Box::new(trace));
        self
    }

    /// Makes an authorization request with PKCE S256 (RFC 7636), `state` and `nonce`.
    pub fn request(&self, scope: &str, rng: &mut impl CryptoRng) -> AuthorizationRequest {
        let [state, nonce, code_verifier] = [random_text(rng), random_text(rng), random_text(rng)];
        let code_challenge = BASE64URL.encode(Sha256::digest(code_verifier.as_bytes()));
        let mut url = self.endpoint("authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", scope)
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &code_challenge)
            .append_pair("code_challenge_method", "S256");
        AuthorizationRequest {
            url,
            state,
            nonce,
            code_verifier: Zeroizing::new(code_verifier),
        }
    }

    /// Checks where the browser was sent back to, and exchanges the code for tokens.
    pub fn redeem(
        &self,
        request: &AuthorizationRequest,
        location: &Url,
    ) -> Result<Tokens, ResponseError> {
        let issuer = self.connection.server().issuer(&self.tenant);
        let code = response::code(location, &self.redirect_uri, &request.state, &issuer)?;
        let tokens = self.ask_for_tokens(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &request.code_verifier),
        ])?;
        if let Some(id_token) = &tokens.id_token {
            response::check_id_token(id_token, &issuer, &self.client_id, &request.nonce)?;
        }
        Ok(tokens)
    }

    /// Exchanges a refresh token for new tokens (RFC 6749, section 6).
    pub fn refresh(&self, refresh_token: &str) -> Result<Tokens, RequestError> {
        self.ask_for_tokens(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ])
    }

    /// Asks who an access token speaks of (OpenID Connect Core 1.0, section 5.3).
    pub fn userinfo(&self, access_token: &str) -> Result<Value, RequestError> {
        let bearer = format!("Bearer {access_token}");
        let headers = [("authorization", bearer.as_str())];
        let url = self.endpoint("userinfo");
        let answer = self
            .connection
            .send("GET", &url, &headers, &Content::Nothing)?;
        self.connection.json(&answer)
    }

    /// The keys that the provider signs with (RFC 7517, section 5).
    pub fn keys(&self) -> Result<Value, RequestError> {
        let path = ["api", "oidc", &self.tenant, ".well-known", "jwks"];
        let url = self.connection.server().endpoint(&path);
        self.connection.json(&self.connection.get(&url)?)
    }

    fn ask_for_tokens(&self, grant: &[(&str, &str)]) -> Result<Tokens, RequestError> {
        let mut form = grant.to_vec();
        form.push(("client_id", &self.client_id));
        if let Some(secret) = &self.client_secret {
            form.push(("client_secret", secret));
        }
        let answer = self
            .connection
            .post(&self.endpoint("token"), &Content::Form(&form))?;
        self.connection.json(&answer)
    }

    pub(crate) fn endpoint(&self, name: &str) -> Url {
        self.connection
            .server()
            .endpoint(&["api", "oidc", &self.tenant, name])
    }
}

/// 256 random bits: 43 characters, as many as a code verifier needs at least.
fn random_text(rng: &mut impl CryptoRng) -> String {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *bytes);
    BASE64URL.encode(*bytes)
}

//! Client authentication (RFC 6749, section 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{ClientId, PlainToken, TokenHash};
use percent_encoding::percent_decode_str;
use tenancy::{ClientType, RelyingParty};

use super::{TokenError, TokenRequest};
use crate::OpenIdProvider;

/// Whoever a client says it is, and the secret with which it shows it.
struct Presented {
    client_id: String,
    secret: Option<String>,
}

impl OpenIdProvider {
    /// The client that sends a request. An unknown client and a wrong secret give the same answer
    /// after the same work.
    pub(super) async fn authenticate_client(
        &self,
        request: &TokenRequest<'_>,
    ) -> Result<RelyingParty, TokenError> {
        let presented = presented(request)?;
        let client = match presented.client_id.parse::<ClientId>() {
            Ok(id) => self.clients.find(&request.tenant.id, &id).await?,
            Err(_) => None,
        };
        let stored = client.as_ref().and_then(|client| client.secret);
        let secret = presented.secret.as_deref();
        let matches = secret.is_some_and(|secret| is_secret(stored, secret));
        let client = client.ok_or(TokenError::invalid_client("there is no such client"))?;
        match (client.registration.client_type, secret) {
            (ClientType::Public, None) => Ok(client),
            (ClientType::Public, Some(_)) => Err(TokenError::invalid_client(
                "a public client presented a secret",
            )),
            (ClientType::Confidential, Some(_)) if matches => Ok(client),
            (ClientType::Confidential, Some(_)) => {
                Err(TokenError::invalid_client("the secret is wrong"))
            }
            (ClientType::Confidential, None) => {
                Err(TokenError::invalid_client("the secret is missing"))
            }
        }
    }
}

/// Where there is no client, compares with a hash that no secret has, so that this takes the same
/// time.
fn is_secret(stored: Option<TokenHash>, presented: &str) -> bool {
    let expected = stored.unwrap_or(TokenHash::from_bytes([0; 32]));
    PlainToken::parse(presented).is_ok_and(|presented| expected.matches(&presented))
}

fn presented(request: &TokenRequest<'_>) -> Result<Presented, TokenError> {
    let client_id = request.parameters.get("client_id")?;
    let secret = request.parameters.get("client_secret")?;
    let Some(header) = request.authorization else {
        return Ok(Presented {
            client_id: request.parameters.require("client_id")?.to_owned(),
            secret: secret.map(str::to_owned),
        });
    };
    if secret.is_some() || request.parameters.is_present("client_assertion") {
        let problem = "client_secret: expected either HTTP Basic or the form, not both";
        return Err(TokenError::InvalidRequest(problem.to_owned()));
    }
    let presented = basic(header).ok_or(TokenError::invalid_client(
        "the Authorization header is not HTTP Basic",
    ))?;
    if client_id.is_some_and(|client_id| client_id != presented.client_id) {
        let problem = "client_id: expected the one of HTTP Basic, or none";
        return Err(TokenError::InvalidRequest(problem.to_owned()));
    }
    Ok(presented)
}

/// Reads HTTP Basic, in which id and secret are form-encoded first (section 2.3.1).
fn basic(header: &str) -> Option<Presented> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    Some(Presented {
        client_id: form_decode(client_id)?,
        secret: Some(form_decode(secret)?),
    })
}

fn form_decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

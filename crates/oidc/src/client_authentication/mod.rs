//! Client authentication (RFC 6749, section 2.3): one way, wherever a client asks by itself.

mod assertion;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{ClientId, PlainToken, Timestamp, TokenHash};
use tenancy::{RelyingParty, Tenant, TokenEndpointAuthMethod};

use crate::{DpopProof, OpenIdProvider, Parameters, TokenError, form};

#[cfg(any(test, feature = "mocks"))]
pub use assertion::MockClientAssertions;
pub use assertion::{ClientAssertions, UsedAssertion};

/// A request that a client sends by itself, not by way of a browser.
#[derive(Clone, Copy)]
pub struct ClientRequest<'a> {
    /// The tenant whose endpoint it is.
    pub tenant: &'a Tenant,
    /// The form. Never the query: secrets do not belong into URLs.
    pub parameters: &'a Parameters,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The proof of possession, if one came along (RFC 9449).
    pub proof: Option<DpopProof<'a>>,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
}

/// Whoever a client says it is, and what it shows for it.
struct Presented {
    client_id: String,
    credential: ClientCredential,
}

enum ClientCredential {
    None,
    Secret(String),
    Assertion(String),
}

impl OpenIdProvider {
    /// The client that sends a request. An unknown client and a wrong secret give the same answer
    /// after the same work.
    pub(crate) async fn authenticate_client(
        &self,
        request: &ClientRequest<'_>,
    ) -> Result<Arc<RelyingParty>, TokenError> {
        let presented = presented(request)?;
        let client = match presented.client_id.parse::<ClientId>() {
            Ok(id) => self.clients.find(&request.tenant.id, &id).await?,
            Err(_) => None,
        };
        let now = self.clock.now();
        let is_right = match &presented.credential {
            ClientCredential::Secret(secret) => is_secret(client.as_deref(), secret, now),
            ClientCredential::Assertion(_) | ClientCredential::None => false,
        };
        let client = client.ok_or(TokenError::invalid_client("there is no such client"))?;
        let refused = |reason| Err(TokenError::invalid_client(reason));
        match (client.auth_method(), &presented.credential) {
            (_, ClientCredential::Assertion(assertion)) => {
                self.check_assertion(request, &client, assertion).await?;
            }
            (TokenEndpointAuthMethod::ClientSecretPost, ClientCredential::Secret(_))
                if is_right => {}
            (TokenEndpointAuthMethod::None, ClientCredential::None) => {}
            (TokenEndpointAuthMethod::ClientSecretPost, ClientCredential::Secret(_)) => {
                return refused("the secret is wrong");
            }
            (TokenEndpointAuthMethod::None, ClientCredential::Secret(_)) => {
                return refused("a public client presented a secret");
            }
            (TokenEndpointAuthMethod::PrivateKeyJwt, ClientCredential::Secret(_)) => {
                return refused("a client with keys presented a secret");
            }
            (_, ClientCredential::None) => return refused("the secret or assertion is missing"),
        }
        Ok(client)
    }
}

/// Where there is no client, compares with a hash that no secret has, so that this takes the same
/// time.
fn is_secret(client: Option<&RelyingParty>, presented: &str, now: Timestamp) -> bool {
    let nobodys = TokenHash::from_bytes([0; 32]);
    PlainToken::parse(presented).is_ok_and(|presented| match client {
        Some(client) => client.admits_secret(&presented, now),
        None => nobodys.matches(&presented),
    })
}

fn presented(request: &ClientRequest<'_>) -> Result<Presented, TokenError> {
    let parameters = request.parameters;
    let client_id = parameters.get("client_id")?;
    let secret = parameters.get("client_secret")?;
    let assertion = parameters.get_long("client_assertion")?;
    let ways = [request.authorization, secret, assertion];
    if ways.iter().flatten().count() > 1 {
        let problem =
            "client_secret: expected one of HTTP Basic, client_secret and client_assertion";
        return Err(TokenError::InvalidRequest(problem.to_owned()));
    }
    let presented = match (request.authorization, secret, assertion) {
        (Some(header), _, _) => basic(header).ok_or(TokenError::invalid_client(
            "the Authorization header is not HTTP Basic",
        ))?,
        (_, _, Some(assertion)) => by_assertion(parameters, assertion)?,
        (_, secret, _) => Presented {
            client_id: parameters.require("client_id")?.to_owned(),
            credential: secret.map_or(ClientCredential::None, |secret| {
                ClientCredential::Secret(secret.to_owned())
            }),
        },
    };
    if client_id.is_some_and(|client_id| client_id != presented.client_id) {
        let problem = "client_id: expected the client that authenticates, or none";
        return Err(TokenError::InvalidRequest(problem.to_owned()));
    }
    Ok(presented)
}

fn by_assertion(parameters: &Parameters, assertion: &str) -> Result<Presented, TokenError> {
    if parameters.get("client_assertion_type")? != Some(assertion::ASSERTION_TYPE) {
        let problem = format!(
            "client_assertion_type: expected {}",
            assertion::ASSERTION_TYPE
        );
        return Err(TokenError::InvalidRequest(problem));
    }
    Ok(Presented {
        client_id: assertion::claimed_client(assertion)?,
        credential: ClientCredential::Assertion(assertion.to_owned()),
    })
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
        client_id: form::decode(client_id.as_bytes())?,
        credential: ClientCredential::Secret(form::decode(secret.as_bytes())?),
    })
}

//! Sending an authorization request ahead (RFC 9126), and taking it up again.

use std::time::Duration;

use kernel::{PlainToken, StorageError};
use serde::Serialize;
use tenancy::{RelyingParty, Tenant};

use super::{AuthorizationError, AuthorizeInput, AuthorizePageError, Refused, Unproven, read};
use crate::{
    ClientRequest, InvalidParameter, KeyThumbprint, OpenIdProvider, Parameters, PushedRequest,
    Sender, TokenError,
};

/// How long a request waits for its browser, in seconds.
const PUSHED_LIFETIME: u32 = 90;
/// How long one waits that a browser posted: it comes back at once.
const POSTED_LIFETIME: u32 = 60;
/// Most bytes of a request's parameters, without its `id_token_hint`.
const LONGEST: usize = 16 * 1024;
/// What a client authenticates with: no part of what it asks.
const CREDENTIALS: &[&str] = &["client_secret", "client_assertion", "client_assertion_type"];

/// What a client gets for a request that it has sent ahead (RFC 9126, section 2.2).
#[derive(Clone, Debug, Serialize)]
pub struct PushedResponse {
    /// What the browser brings in place of the parameters.
    pub request_uri: String,
    /// Seconds until it is no longer accepted.
    pub expires_in: u32,
}

impl OpenIdProvider {
    /// Takes a client's request ahead of its browser. It is checked as if the browser had brought it.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub async fn push(&self, request: &ClientRequest<'_>) -> Result<PushedResponse, TokenError> {
        let client = self.authenticate_client(request).await?;
        let (tenant, parameters) = (request.tenant, request.parameters);
        if parameters.is_present("request_uri") {
            let problem = "request_uri: expected the request itself (RFC 9126, section 2.1)";
            return Err(TokenError::InvalidRequest(problem.to_owned()));
        }
        let mut parameters = parameters.without(CREDENTIALS);
        if let Some(shown) = &request.proof {
            let key = self.proven_key(&tenant.id, shown, None).await?;
            parameters = bound_to(&parameters, &key)?;
        }
        check_length(&parameters).map_err(|error| TokenError::TooLarge(error.to_string()))?;
        let redirect_uri = read::admitted_redirect_uri(&parameters, &client)
            .map_err(|error| TokenError::InvalidRequest(error.to_string()))?;
        self.read_request(tenant, &parameters, &client, redirect_uri)
            .await?;
        let uri = self
            .keep(tenant, &client, Sender::Client, parameters, PUSHED_LIFETIME)
            .await?;
        Ok(PushedResponse {
            request_uri: uri,
            expires_in: PUSHED_LIFETIME,
        })
    }

    /// Keeps what a browser has posted to the authorization endpoint, and says with which parameters it is
    /// to come again by GET: with a form from another site cookies marked Lax do not come.
    ///
    /// # Errors
    /// The page that is shown instead.
    pub(super) async fn keep_posted(
        &self,
        tenant: &Tenant,
        parameters: &Parameters,
    ) -> Result<Parameters, Unproven> {
        let client = self.prove_client(tenant, parameters).await?;
        let uri = match parameters
            .get("request_uri")
            .map_err(AuthorizePageError::from)?
        {
            Some(uri) if PushedRequest::token_in(uri).is_some() => uri.to_owned(),
            _ => {
                read::admitted_redirect_uri(parameters, &client)?;
                check_length(parameters).map_err(AuthorizePageError::from)?;
                let parameters = parameters.clone();
                self.keep(
                    tenant,
                    &client,
                    Sender::Browser,
                    parameters,
                    POSTED_LIFETIME,
                )
                .await?
            }
        };
        Ok(Parameters::new(vec![
            ("client_id".to_owned(), client.id().to_string()),
            ("request_uri".to_owned(), uri),
        ]))
    }

    async fn keep(
        &self,
        tenant: &Tenant,
        client: &RelyingParty,
        sender: Sender,
        parameters: Parameters,
        lifetime: u32,
    ) -> Result<String, StorageError> {
        let now = self.clock.now();
        let token = PlainToken::dated(&*self.random, now);
        let lifetime = Duration::from_secs(lifetime.into());
        let pushed = PushedRequest {
            token: token.hash(),
            tenant_id: tenant.id.clone(),
            client_id: client.id().clone(),
            sender,
            parameters,
            expires_at: now.plus(lifetime),
        };
        self.pushed_requests.push(&pushed).await?;
        Ok(PushedRequest::uri(&token))
    }

    /// The request that the browser names in place of its parameters, which is then used up; none if it
    /// brings the parameters.
    pub(crate) async fn take_pushed(
        &self,
        input: &AuthorizeInput<'_>,
        client: &RelyingParty,
    ) -> Result<Option<PushedRequest>, Unproven> {
        let uri = input.parameters.get("request_uri");
        let uri = uri.map_err(AuthorizePageError::from)?;
        let Some(token) = uri.and_then(PushedRequest::token_in) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let taken = self
            .pushed_requests
            .take(&input.tenant.id, client.id(), &token.hash(), now)
            .await?;
        Ok(Some(taken.ok_or(AuthorizePageError::RequestUri)?))
    }
}

/// The parameters with the key that must be proved for the code: that of the proof which came along (RFC 9449,
/// section 10.1).
fn bound_to(parameters: &Parameters, key: &KeyThumbprint) -> Result<Parameters, TokenError> {
    let named = parameters.get("dpop_jkt")?;
    if named.is_some_and(|named| named != key.as_str()) {
        let problem = "dpop_jkt: expected the thumbprint of the key of the DPoP proof, or none";
        return Err(TokenError::InvalidRequest(problem.to_owned()));
    }
    let mut pairs = parameters.without(&["dpop_jkt"]).pairs().to_vec();
    pairs.push(("dpop_jkt".to_owned(), key.as_str().to_owned()));
    Ok(Parameters::new(pairs))
}

/// The hint has a limit of its own.
fn check_length(parameters: &Parameters) -> Result<(), InvalidParameter> {
    if parameters.len_but_for("id_token_hint") <= LONGEST {
        return Ok(());
    }
    let problem = "expected at most 16384 bytes for all parameters";
    Err(InvalidParameter::new("request", problem))
}

impl From<Refused> for TokenError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Client(error) => error.into(),
            Refused::Unavailable(error) => error.into(),
        }
    }
}

impl From<AuthorizationError> for TokenError {
    fn from(error: AuthorizationError) -> Self {
        Self::Authorization {
            code: error.code.as_str(),
            description: error.description,
        }
    }
}

#[cfg(test)]
mod tests;

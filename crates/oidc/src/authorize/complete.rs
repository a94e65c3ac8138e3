//! From the sign-in page back to the client (protocol.md, section 2, hand-over).

use std::net::IpAddr;

use identity::sign_in::LiveSession;
use kernel::{PlainToken, StorageError, TokenHash};
use tenancy::{RelyingParty, Tenant};
use url::Url;

use super::answer::Answer;
use super::code::Issue;
use super::{AuthorizationError, is_expected, suits};
use crate::{AuthorizationRequest, OpenIdProvider};

/// An open authorization request in the browser that opened it.
#[derive(Clone, Debug)]
pub struct BoundRequest {
    /// Its id, which the page carries.
    pub auth_req_id: PlainToken,
    /// The request.
    pub request: AuthorizationRequest,
    /// The tenant whose people may sign in.
    pub tenant: Tenant,
    /// The client that asks.
    pub client: RelyingParty,
}

impl BoundRequest {
    /// What signing in needs to know about the request.
    pub fn for_sign_in(&self) -> identity::sign_in::BoundRequest {
        identity::sign_in::BoundRequest {
            auth_req_id: self.auth_req_id.clone(),
            browser: self.request.browser,
            client_registers: self.client.registration.register_enable,
        }
    }
}

/// Why a page cannot go on with a request.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// It was never opened, has been completed or has expired, or another browser opened it.
    #[error("this sign-in has been used or has expired; start again from the application")]
    StartAgain,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

/// Why a request was not completed.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// It has been completed or has expired, or the session does not suit it.
    #[error("this sign-in has been used or has expired; start again from the application")]
    StartAgain,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl OpenIdProvider {
    /// The open request of that id, if the browser has opened it and its client may still ask.
    /// `browsers` are the hashes of the browser cookies that came along: until the request is found
    /// nobody knows for which tenant.
    ///
    /// # Errors
    /// See [`BindError`].
    pub async fn bind(
        &self,
        auth_req_id: &str,
        browsers: &[TokenHash],
    ) -> Result<BoundRequest, BindError> {
        let auth_req_id = PlainToken::parse(auth_req_id).map_err(|_| BindError::StartAgain)?;
        let now = self.clock.now();
        let request = self.requests.find(&auth_req_id.hash()).await?;
        let request = request
            .filter(|request| now < request.expires_at && browsers.contains(&request.browser))
            .ok_or(BindError::StartAgain)?;
        let tenant = self.tenants.find(&request.tenant_id).await?;
        let tenant = tenant.ok_or(BindError::StartAgain)?;
        let client = self.clients.find(&tenant.id, &request.client_id).await?;
        let client = client
            .filter(|client| client.admits_redirect(&request.parameters.redirect_uri))
            .ok_or(BindError::StartAgain)?;
        Ok(BoundRequest {
            auth_req_id,
            request,
            tenant,
            client,
        })
    }

    /// Completes a request with the session that its person has just started: the way back to the
    /// client.
    ///
    /// # Errors
    /// See [`CompleteError`].
    pub async fn complete(
        &self,
        bound: &BoundRequest,
        live: &LiveSession,
        address: Option<IpAddr>,
    ) -> Result<Url, CompleteError> {
        let BoundRequest {
            request, tenant, ..
        } = bound;
        let asked = &request.parameters;
        let answer = Answer {
            issuer: &self.issuer(&tenant.id),
            redirect_uri: &Url::parse(&asked.redirect_uri)
                .map_err(|_| CompleteError::StartAgain)?,
            response_mode: asked.response_mode,
            state: asked.state.as_deref(),
        };
        if live.account.tenant_id == tenant.id && !is_expected(&live.account, asked) {
            return Ok(answer.error(&AuthorizationError::another_person()));
        }
        if !suits(live, &tenant.id, asked, self.clock.now()) {
            return Err(CompleteError::StartAgain);
        }
        let issue = Issue {
            client: &bound.client,
            parameters: asked,
            live,
            request: Some(request.token),
            address,
        };
        let code = self.issue_code(tenant, &issue).await?;
        let code = code.ok_or(CompleteError::StartAgain)?;
        Ok(answer.code(&code))
    }
}

//! From the sign-in page back to the client (protocol.md, section 2, hand-over).

use std::net::IpAddr;
use std::sync::Arc;

use identity::sign_in::LiveSession;
use kernel::{PlainToken, StorageError, TokenHash};
use tenancy::{GrantType, RelyingParty, Tenant};
use url::Url;

use super::AuthorizationError;
use super::answer::Answer;
use super::success::Success;
use crate::{
    AuthorizationRequest, AuthorizationResponse, Issuer, OpenIdProvider, RequestParameters,
};

/// An open authorization request in the browser that opened it.
#[derive(Clone, Debug)]
pub struct BoundRequest {
    /// Its id, which the page carries.
    pub auth_req_id: PlainToken,
    /// The request.
    pub request: AuthorizationRequest,
    /// The tenant whose people may sign in.
    pub tenant: Arc<Tenant>,
    /// The client that asks.
    pub client: Arc<RelyingParty>,
}

impl BoundRequest {
    /// What signing in needs to know about the request.
    pub fn for_sign_in(&self) -> identity::sign_in::BoundRequest {
        identity::sign_in::BoundRequest {
            auth_req_id: self.auth_req_id.clone(),
            browser: self.request.browser,
            client_registers: self.client_registers(),
        }
    }

    /// Whether people may make their account on the way, if the tenant allows it too.
    pub fn client_registers(&self) -> bool {
        self.client.registration.register_enable || self.request.parameters.links()
    }

    /// Where the answer goes.
    pub(crate) fn redirect_uri(&self) -> Result<Url, CompleteError> {
        let uri = &self.request.parameters.redirect_uri;
        Url::parse(uri).map_err(|_| CompleteError::StartAgain)
    }

    /// The way back to the client.
    pub(crate) fn answer<'a>(&'a self, issuer: &'a Issuer) -> Result<Answer<'a>, CompleteError> {
        let asked = &self.request.parameters;
        Ok(Answer {
            issuer: asked.microsoft.is_none().then_some(issuer),
            redirect_uri: self.redirect_uri()?,
            response_mode: asked.response_mode,
            state: asked.state.as_deref(),
        })
    }
}

/// Whether the client may still have its answer there. About a device it goes to a page of our own.
fn is_admitted(client: &RelyingParty, asked: &RequestParameters) -> bool {
    match asked.device {
        Some(_) => client.may_use(GrantType::DeviceCode),
        None => client.admits_redirect(&asked.redirect_uri),
    }
}

/// Where a browser goes after its person has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completion {
    /// Back to the client, with what it asked for or an error.
    Back(AuthorizationResponse),
    /// To the page that asks whether the client may have what it asks for.
    AskConsent,
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
            .filter(|client| is_admitted(client, &request.parameters))
            .ok_or(BindError::StartAgain)?;
        Ok(BoundRequest {
            auth_req_id,
            request,
            tenant,
            client,
        })
    }

    /// Completes a request with the session that its person has just started, or has chosen to go on
    /// with, unless they must be asked first.
    ///
    /// # Errors
    /// See [`CompleteError`].
    pub async fn complete(
        &self,
        bound: &BoundRequest,
        live: &LiveSession,
        address: Option<IpAddr>,
    ) -> Result<Completion, CompleteError> {
        let (tenant, asked) = (&bound.tenant.id, &bound.request.parameters);
        if let Some(microsoft) = &asked.microsoft {
            let back = self
                .answer_microsoft(bound, microsoft, live, address)
                .await?;
            return Ok(Completion::Back(back));
        }
        if live.account.tenant_id == *tenant
            && !self.is_expected(&live.account, &bound.client, asked)
        {
            let issuer = self.issuer(tenant);
            let back = bound
                .answer(&issuer)?
                .error(&AuthorizationError::another_person());
            return Ok(Completion::Back(back));
        }
        if live.account.tenant_id == *tenant && !asked.acr.is_met_by(&live.session.amr) {
            let issuer = self.issuer(tenant);
            let error = AuthorizationError::unmet_authentication_requirements();
            return Ok(Completion::Back(bound.answer(&issuer)?.error(&error)));
        }
        if !self.suits(live, &bound.client, asked, self.clock.now()) {
            return Err(CompleteError::StartAgain);
        }
        if self.must_ask(&bound.client, live, asked).await? {
            return Ok(Completion::AskConsent);
        }
        let back = self.give_to(bound, live, address).await?;
        Ok(Completion::Back(back))
    }

    /// The way back to the client with what it asked for, which consumes the request.
    pub(super) async fn give_to(
        &self,
        bound: &BoundRequest,
        live: &LiveSession,
        address: Option<IpAddr>,
    ) -> Result<AuthorizationResponse, CompleteError> {
        let issuer = self.issuer(&bound.tenant.id);
        let answer = bound.answer(&issuer)?;
        let success = Success {
            tenant: &bound.tenant,
            client: &bound.client,
            parameters: &bound.request.parameters,
            live,
            request: Some(bound.request.token),
            address,
        };
        let given = self.give(&success).await?;
        Ok(answer.success(given.ok_or(CompleteError::StartAgain)?))
    }
}

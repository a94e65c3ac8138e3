//! The authorization endpoint (RFC 6749, section 3.1; OpenID Connect Core 1.0, section 3.1.2).

mod answer;
mod code;
mod complete;
mod error;
mod read;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::time::Duration;

use identity::sign_in::LiveSession;
use kernel::{PlainToken, StorageError, Timestamp, TokenHash};
use tenancy::{RelyingParty, Tenant};
use url::Url;

use crate::{AuthorizationRequest, OpenIdProvider, Parameters, RequestParameters};
use answer::Answer;
use read::Prompt;

pub use complete::{BindError, BoundRequest, CompleteError};
use error::AuthorizationError;
pub use error::{AuthorizationErrorCode, AuthorizePageError};

/// A request to the authorization endpoint.
#[derive(Clone, Copy, Debug)]
pub struct AuthorizeInput<'a> {
    /// The tenant whose endpoint it is.
    pub tenant: &'a Tenant,
    /// What the browser sent, from the query or the form.
    pub parameters: &'a Parameters,
    /// Who is signed in in this browser, if anybody.
    pub session: Option<&'a LiveSession>,
    /// Hash of the browser's cookie.
    pub browser: TokenHash,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
}

/// What the browser gets.
#[derive(Debug)]
pub enum AuthorizeOutcome {
    /// An error page. Client and redirect URI are not both proven, so the browser goes nowhere,
    /// also with `prompt=none`.
    ShowError(AuthorizePageError),
    /// Back to the client, with a code or an error.
    Redirect(Url),
    /// On to the sign-in page, which carries this `auth_req_id`.
    SignIn {
        /// Names the stored request; for this browser only.
        auth_req_id: PlainToken,
    },
}

impl OpenIdProvider {
    /// Answers an authorization request: with a code at once if the session does, otherwise by way
    /// of the sign-in page.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn authorize(
        &self,
        input: &AuthorizeInput<'_>,
    ) -> Result<AuthorizeOutcome, StorageError> {
        let client = match self.prove_client(input).await? {
            Ok(client) => client,
            Err(error) => return Ok(AuthorizeOutcome::ShowError(error)),
        };
        let redirect_uri = match read::redirect_uri(input.parameters, &client) {
            Ok(uri) => uri,
            Err(error) => return Ok(AuthorizeOutcome::ShowError(error)),
        };
        let answer = Answer {
            issuer: &self.issuer(&input.tenant.id),
            redirect_uri: &redirect_uri,
            response_mode: read::response_mode_or_default(input.parameters),
            state: input.parameters.get("state").ok().flatten(),
        };
        match self.decide(input, &client, redirect_uri.as_str()).await? {
            Ok(Decision::Code(code)) => Ok(AuthorizeOutcome::Redirect(answer.code(&code))),
            Ok(Decision::SignIn(auth_req_id)) => Ok(AuthorizeOutcome::SignIn { auth_req_id }),
            Err(error) => Ok(AuthorizeOutcome::Redirect(answer.error(&error))),
        }
    }

    async fn prove_client(
        &self,
        input: &AuthorizeInput<'_>,
    ) -> Result<Result<RelyingParty, AuthorizePageError>, StorageError> {
        let client_id = match input.parameters.require("client_id") {
            Ok(client_id) => client_id,
            Err(error) => return Ok(Err(error.into())),
        };
        let Ok(client_id) = client_id.parse() else {
            return Ok(Err(AuthorizePageError::UnknownClient));
        };
        let client = self.clients.find(&input.tenant.id, &client_id).await?;
        Ok(client.ok_or(AuthorizePageError::UnknownClient))
    }

    async fn decide(
        &self,
        input: &AuthorizeInput<'_>,
        client: &RelyingParty,
        redirect_uri: &str,
    ) -> Result<Result<Decision, AuthorizationError>, StorageError> {
        let now = self.clock.now();
        let (mut parameters, prompt) = match read::request(input, client, redirect_uri, now) {
            Ok(read) => read,
            Err(error) => return Ok(Err(error)),
        };
        match self.hinted_subject(input, client).await? {
            Ok(subject) => parameters.subject = subject,
            Err(error) => return Ok(Err(error)),
        }
        let session = input.session.filter(|live| {
            prompt != Prompt::SignIn && suits(live, &input.tenant.id, &parameters, now)
        });
        if let Some(live) = session {
            let issue = code::Issue {
                client,
                parameters: &parameters,
                live,
                request: None,
                address: input.address,
            };
            let code = self.issue_code(input.tenant, &issue).await?;
            return code.map(Decision::Code).map(Ok).ok_or_else(|| {
                StorageError::Corrupt("a code that consumes no request was refused".to_owned())
            });
        }
        if prompt == Prompt::None {
            return Ok(Err(AuthorizationError::login_required()));
        }
        self.open(input, client, parameters, now)
            .await
            .map(Decision::SignIn)
            .map(Ok)
    }

    async fn hinted_subject(
        &self,
        input: &AuthorizeInput<'_>,
        client: &RelyingParty,
    ) -> Result<Result<Option<kernel::UserId>, AuthorizationError>, StorageError> {
        let hint = match input.parameters.hint() {
            Ok(Some(hint)) => hint,
            Ok(None) => return Ok(Ok(None)),
            Err(error) => return Ok(Err(error.into())),
        };
        let hint = self.read_hint(&input.tenant.id, hint).await?;
        Ok(match hint {
            Ok(hint) if hint.aud == *client.id() => Ok(Some(hint.sub)),
            Ok(_) => Err(AuthorizationError::invalid_request(
                "id_token_hint: expected an ID token issued to this client",
            )),
            Err(error) => Err(error.into()),
        })
    }

    async fn open(
        &self,
        input: &AuthorizeInput<'_>,
        client: &RelyingParty,
        parameters: RequestParameters,
        now: Timestamp,
    ) -> Result<PlainToken, StorageError> {
        let auth_req_id = PlainToken::generate(&*self.random);
        let lifetime = input.tenant.settings.lifetimes.authorization_request;
        let request = AuthorizationRequest {
            token: auth_req_id.hash(),
            tenant_id: input.tenant.id.clone(),
            client_id: client.id().clone(),
            browser: input.browser,
            parameters,
            created_at: now,
            expires_at: now.plus(Duration::from_secs(lifetime.into())),
        };
        self.requests.open(&request).await?;
        Ok(auth_req_id)
    }
}

enum Decision {
    Code(PlainToken),
    SignIn(PlainToken),
}

/// Whether a session answers what a request asks, without another sign-in.
fn suits(
    live: &LiveSession,
    tenant: &kernel::TenantId,
    parameters: &RequestParameters,
    now: Timestamp,
) -> bool {
    let LiveSession { session, account } = live;
    session.is_live(now)
        && session.tenant_id == *tenant
        && account.tenant_id == *tenant
        && session.user_id == account.user_id
        && !account.is_disabled
        && account.is_verified
        && is_recent(session, parameters)
        && is_expected(account, parameters)
}

fn is_recent(session: &identity::Session, parameters: &RequestParameters) -> bool {
    parameters
        .authenticate_after
        .is_none_or(|moment| session.auth_time >= moment)
}

fn is_expected(account: &identity::Account, parameters: &RequestParameters) -> bool {
    parameters
        .subject
        .as_ref()
        .is_none_or(|subject| *subject == account.user_id)
}

//! The authorization endpoint (RFC 6749, section 3.1; OpenID Connect Core 1.0, section 3.1.2).

mod answer;
mod complete;
mod consent;
mod error;
mod push;
pub(crate) mod read;
mod success;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use identity::sign_in::LiveSession;
use kernel::{PlainToken, StorageError, Timestamp, TokenHash};
use tenancy::{RelyingParty, Tenant};

use crate::id_token_hint::HintError;
use crate::{
    AuthorizationRequest, AuthorizationResponse, OpenIdProvider, Parameters, RequestParameters,
    Sender, Subject,
};
pub(crate) use answer::Answer;
use read::Prompt;
use success::Success;

pub use complete::{BindError, BoundRequest, CompleteError, Completion};
pub(crate) use error::AuthorizationError;
pub use error::{AuthorizationErrorCode, AuthorizePageError};
pub use push::PushedResponse;

/// A request to the authorization endpoint.
#[derive(Clone, Copy, Debug)]
pub struct AuthorizeInput<'a> {
    /// The tenant whose endpoint it is.
    pub tenant: &'a Tenant,
    /// What the browser sent in the query.
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
    /// Back to the client, with what it asked for or an error.
    Back(AuthorizationResponse),
    /// On to the sign-in page, which carries this `auth_req_id`.
    SignIn {
        /// Names the stored request; for this browser only.
        auth_req_id: PlainToken,
    },
    /// On to the page that asks as whom the person goes on, which carries this `auth_req_id`.
    ChooseAccount {
        /// Names the stored request; for this browser only.
        auth_req_id: PlainToken,
    },
    /// On to the page that asks whether the client may have what it asks for, which carries this
    /// `auth_req_id`.
    AskConsent {
        /// Names the stored request; for this browser only.
        auth_req_id: PlainToken,
    },
}

/// What a browser gets that has posted a form to the authorization endpoint.
#[derive(Debug)]
pub enum PostOutcome {
    /// An error page.
    ShowError(AuthorizePageError),
    /// The endpoint again, with these parameters by GET.
    ComeAgain(Parameters),
}

impl OpenIdProvider {
    /// Answers an authorization request: at once if the session does, otherwise by way of the sign-in, the
    /// account or the consent page.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn authorize(
        &self,
        input: &AuthorizeInput<'_>,
    ) -> Result<AuthorizeOutcome, StorageError> {
        or_page(self.answer(input).await)
    }

    /// Answers an authorization request that came as a form. The browser is to come again by GET.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn authorize_posted(
        &self,
        tenant: &Tenant,
        parameters: &Parameters,
    ) -> Result<PostOutcome, StorageError> {
        match self.keep_posted(tenant, parameters).await {
            Ok(kept) => Ok(PostOutcome::ComeAgain(kept)),
            Err(Unproven::Page(error)) => Ok(PostOutcome::ShowError(error)),
            Err(Unproven::Unavailable(error)) => Err(error),
        }
    }

    /// Proves where an answer may go, then answers there.
    async fn answer(&self, input: &AuthorizeInput<'_>) -> Result<AuthorizeOutcome, Unproven> {
        let client = self.prove_client(input.tenant, input.parameters).await?;
        let pushed = self.take_pushed(input, &client).await?;
        let is_pushed = pushed
            .as_ref()
            .is_some_and(|it| it.sender == Sender::Client);
        let input = &AuthorizeInput {
            parameters: pushed
                .as_ref()
                .map_or(input.parameters, |it| &it.parameters),
            ..*input
        };
        let (redirect_uri, url) = read::redirect_uri(input.parameters, &client)?;
        let answer = Answer {
            issuer: Some(&self.issuer(&input.tenant.id)),
            redirect_uri: url,
            response_mode: read::response_mode_or_default(input.parameters),
            state: input.parameters.get("state").ok().flatten(),
        };
        if client.registration.require_par && !is_pushed {
            let error = AuthorizationError::must_be_pushed();
            return Ok(AuthorizeOutcome::Back(answer.error(&error)));
        }
        match self.decide(input, &client, redirect_uri).await {
            Ok(Decision::Give(given)) => Ok(AuthorizeOutcome::Back(answer.success(given))),
            Ok(Decision::SignIn(auth_req_id)) => Ok(AuthorizeOutcome::SignIn { auth_req_id }),
            Ok(Decision::ChooseAccount(auth_req_id)) => {
                Ok(AuthorizeOutcome::ChooseAccount { auth_req_id })
            }
            Ok(Decision::AskConsent(auth_req_id)) => {
                Ok(AuthorizeOutcome::AskConsent { auth_req_id })
            }
            Err(Refused::Client(error)) => Ok(AuthorizeOutcome::Back(answer.error(&error))),
            Err(Refused::Unavailable(error)) => Err(error.into()),
        }
    }

    pub(crate) async fn prove_client(
        &self,
        tenant: &Tenant,
        parameters: &Parameters,
    ) -> Result<Arc<RelyingParty>, Unproven> {
        let client_id = parameters.require("client_id");
        let client_id = client_id.map_err(AuthorizePageError::from)?;
        let client_id = client_id
            .parse()
            .map_err(|_| AuthorizePageError::UnknownClient)?;
        let client = self.clients.find(&tenant.id, &client_id).await?;
        Ok(client.ok_or(AuthorizePageError::UnknownClient)?)
    }

    async fn decide(
        &self,
        input: &AuthorizeInput<'_>,
        client: &RelyingParty,
        redirect_uri: &str,
    ) -> Result<Decision, Refused> {
        let now = self.clock.now();
        let (parameters, prompt) = self
            .read_request(input.tenant, input.parameters, client, redirect_uri)
            .await?;
        let session = input
            .session
            .filter(|live| prompt != Prompt::SignIn && self.suits(live, client, &parameters, now));
        if let Some(live) = session {
            if prompt == Prompt::SelectAccount {
                let auth_req_id = self.open(input, client, parameters, now).await?;
                return Ok(Decision::ChooseAccount(auth_req_id));
            }
            if self.must_ask(client, live, &parameters).await? {
                if prompt == Prompt::None {
                    return Err(AuthorizationError::consent_required().into());
                }
                let auth_req_id = self.open(input, client, parameters, now).await?;
                return Ok(Decision::AskConsent(auth_req_id));
            }
            let success = Success {
                tenant: input.tenant,
                client,
                parameters: &parameters,
                live,
                request: None,
                address: input.address,
            };
            let given = self.give(&success).await?.ok_or_else(|| {
                StorageError::Corrupt("an answer that consumes no request was refused".to_owned())
            })?;
            return Ok(Decision::Give(given));
        }
        if prompt == Prompt::None {
            return Err(AuthorizationError::login_required().into());
        }
        let auth_req_id = self.open(input, client, parameters, now).await?;
        Ok(Decision::SignIn(auth_req_id))
    }

    /// What a client asks for, and what its person is to do.
    async fn read_request(
        &self,
        tenant: &Tenant,
        parameters: &Parameters,
        client: &RelyingParty,
        redirect_uri: &str,
    ) -> Result<(RequestParameters, Prompt), Refused> {
        let now = self.clock.now();
        let (mut asked, prompt) = read::request(tenant, parameters, client, redirect_uri, now)?;
        if let Some(hinted) = self.hinted_subject(tenant, parameters, client).await? {
            if !asked.admits_subject(&hinted) {
                return Err(AuthorizationError::another_person().into());
            }
            asked.subjects = Some(vec![hinted]);
        }
        Ok((asked, prompt))
    }

    async fn hinted_subject(
        &self,
        tenant: &Tenant,
        parameters: &Parameters,
        client: &RelyingParty,
    ) -> Result<Option<Subject>, Refused> {
        let hint = parameters.hint().map_err(AuthorizationError::from)?;
        let Some(hint) = hint else {
            return Ok(None);
        };
        let hint = self.read_hint(&tenant.id, hint).await?;
        if hint.aud == *client.id() {
            Ok(Some(hint.sub))
        } else {
            let problem = "id_token_hint: expected an ID token issued to this client";
            Err(AuthorizationError::invalid_request(problem).into())
        }
    }

    pub(crate) async fn open(
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
    Give(Vec<(&'static str, String)>),
    SignIn(PlainToken),
    ChooseAccount(PlainToken),
    AskConsent(PlainToken),
}

pub(crate) fn or_page(
    answered: Result<AuthorizeOutcome, Unproven>,
) -> Result<AuthorizeOutcome, StorageError> {
    match answered {
        Ok(outcome) => Ok(outcome),
        Err(Unproven::Page(error)) => Ok(AuthorizeOutcome::ShowError(error)),
        Err(Unproven::Unavailable(error)) => Err(error),
    }
}

/// Why nothing goes back to the client.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unproven {
    #[error(transparent)]
    Page(#[from] AuthorizePageError),
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

/// Why the client does not get what it asked for, and no sign-in page is shown.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Client(#[from] AuthorizationError),
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl From<HintError> for Refused {
    fn from(error: HintError) -> Self {
        match error {
            HintError::Invalid(error) => Self::Client(error.into()),
            HintError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

impl OpenIdProvider {
    /// Whether a session answers what a client asks, without another sign-in.
    pub(crate) fn suits(
        &self,
        live: &LiveSession,
        client: &RelyingParty,
        parameters: &RequestParameters,
        now: Timestamp,
    ) -> bool {
        let LiveSession { session, account } = live;
        session.is_live(now)
            && session.tenant_id == client.tenant_id
            && account.tenant_id == client.tenant_id
            && session.user_id == account.user_id
            && !account.is_disabled
            && account.is_verified
            && is_recent(session, parameters)
            && parameters.acr.is_met_by(&session.amr)
            && self.is_expected(account, client, parameters)
    }

    /// Whether a person is the one whom the client has named, if it has.
    fn is_expected(
        &self,
        account: &identity::Account,
        client: &RelyingParty,
        parameters: &RequestParameters,
    ) -> bool {
        let subject = self.subjects.of(client, &account.user_id);
        parameters.admits_subject(&subject) && parameters.admits(account)
    }
}

fn is_recent(session: &identity::Session, parameters: &RequestParameters) -> bool {
    parameters
        .authenticate_after
        .is_none_or(|moment| session.auth_time >= moment)
}

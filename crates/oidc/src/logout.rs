//! The logout endpoint (OpenID Connect RP-Initiated Logout 1.0).

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;

use identity::SessionId;
use identity::sign_in::LiveSession;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, ClientId, StorageError};
use tenancy::{RelyingParty, Tenant};
use url::Url;

use crate::claims::IdTokenHint;
use crate::id_token_hint::HintError;
use crate::{InvalidParameter, OpenIdProvider, Parameters};

/// A request to the logout endpoint.
#[derive(Clone, Copy, Debug)]
pub struct LogoutRequest<'a> {
    /// The tenant whose endpoint it is.
    pub tenant: &'a Tenant,
    /// What the browser sent, from the query or the form.
    pub parameters: &'a Parameters,
    /// Who is signed in in this browser, if anybody.
    pub session: Option<&'a LiveSession>,
    /// The person has said on our own page that they want to sign out.
    pub is_confirmed: bool,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
}

/// What the browser gets.
#[derive(Debug)]
pub enum LogoutOutcome {
    /// A page that asks, because the request does not prove that it comes from a client to which
    /// this session is known. Repeated with [`is_confirmed`](LogoutRequest::is_confirmed) if the
    /// person agrees.
    ConfirmFirst {
        /// The client that asks, if it says who it is.
        client: Option<Arc<RelyingParty>>,
        /// Where the browser goes afterwards, if somewhere.
        redirect: Option<Url>,
    },
    /// The session has ended: on to the client, or a page that says so.
    LoggedOut {
        /// Where the browser goes, if somewhere.
        redirect: Option<Url>,
    },
    /// An error page; the browser goes nowhere, and the session goes on.
    ShowError(LogoutPageError),
}

/// Why a logout request shows a page. Shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoutPageError {
    /// There is no such client, or the hint was issued to another one.
    #[error(
        "the application that asked to sign you out is not registered here, or is not the one that \
         signed you in (client_id)"
    )]
    UnknownClient,
    /// The redirect URI is not one of the client's, or no client has been named.
    #[error(
        "this application asked to send you to an address that is not registered for it \
         (post_logout_redirect_uri); ask its developers to register that exact address"
    )]
    UnknownRedirectUri,
    /// A parameter cannot be read.
    #[error("this application sent a request that cannot be read: {0}")]
    Parameter(#[from] InvalidParameter),
}

impl OpenIdProvider {
    /// Signs a person out, at the wish of a client.
    ///
    /// A hint of this browser's session, or a hint where the browser has none, is enough.
    /// Everything else asks the person first: anybody can send a browser here.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn logout(&self, request: &LogoutRequest<'_>) -> Result<LogoutOutcome, StorageError> {
        let asked = match self.read_logout(request).await {
            Ok(asked) => asked,
            Err(Refused::Page(error)) => return Ok(LogoutOutcome::ShowError(error)),
            Err(Refused::Unavailable(error)) => return Err(error),
        };
        let ended = match (request.session, &asked.hint) {
            (Some(live), _) if request.is_confirmed => Some(&live.session.session_id),
            (None, None) if request.is_confirmed => None,
            (Some(live), Some(hint)) if self.is_about(hint, live, asked.client.as_deref()) => {
                Some(&live.session.session_id)
            }
            (None, Some(hint)) => Some(&hint.sid),
            _ => {
                let Asked {
                    client, redirect, ..
                } = asked;
                return Ok(LogoutOutcome::ConfirmFirst { client, redirect });
            }
        };
        if let Some(session) = ended {
            self.end_session(request, session, asked.client.as_deref())
                .await?;
        }
        let redirect = asked.redirect;
        Ok(LogoutOutcome::LoggedOut { redirect })
    }

    async fn read_logout(&self, request: &LogoutRequest<'_>) -> Result<Asked, Refused> {
        let tenant = &request.tenant.id;
        let hint = match request.parameters.hint().map_err(LogoutPageError::from)? {
            Some(text) => Some(self.read_hint(tenant, text).await?),
            None => None,
        };
        let client = match client_named_in(request.parameters, hint.as_ref())? {
            Some(id) => {
                let client = self.clients.find(tenant, &id).await?;
                Some(client.ok_or(LogoutPageError::UnknownClient)?)
            }
            None => None,
        };
        let redirect = redirect(request.parameters, client.as_deref())?;
        Ok(Asked {
            hint,
            client,
            redirect,
        })
    }

    /// Whether the hint, an ID token of `client`, is about this session.
    fn is_about(
        &self,
        hint: &IdTokenHint,
        live: &LiveSession,
        client: Option<&RelyingParty>,
    ) -> bool {
        let session = &live.session;
        let subject = client.map(|client| self.subjects.of(client, &session.user_id));
        hint.sid == session.session_id && Some(&hint.sub) == subject.as_ref()
    }

    async fn end_session(
        &self,
        request: &LogoutRequest<'_>,
        session: &SessionId,
        client: Option<&RelyingParty>,
    ) -> Result<(), StorageError> {
        let actor = match (request.session, client) {
            (Some(live), _) => EventActor::User(live.account.user_id.clone()),
            (None, Some(client)) => EventActor::Client(client.id().to_string()),
            (None, None) => EventActor::Anonymous,
        };
        let tenant = &request.tenant.id;
        let now = self.clock.now();
        let event = AuditEvent::new(tenant.clone(), now, EventKind::SessionEnded, actor)
            .about(session.as_str())
            .from_address(request.address);
        // False means that it had ended before, which is what was asked.
        self.sessions.end(tenant, session, &event).await.map(drop)
    }
}

/// What a logout request asks, checked.
struct Asked {
    hint: Option<IdTokenHint>,
    client: Option<Arc<RelyingParty>>,
    redirect: Option<Url>,
}

/// Why nobody is signed out.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Page(#[from] LogoutPageError),
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl From<HintError> for Refused {
    fn from(error: HintError) -> Self {
        match error {
            HintError::Invalid(error) => Self::Page(error.into()),
            HintError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

/// The client that asks; if it says so twice, both must say the same (section 2).
fn client_named_in(
    parameters: &Parameters,
    hint: Option<&IdTokenHint>,
) -> Result<Option<ClientId>, LogoutPageError> {
    let hinted = hint.map(|hint| hint.aud.clone());
    let Some(named) = parameters.get("client_id")? else {
        return Ok(hinted);
    };
    let named: ClientId = named.parse().map_err(|_| LogoutPageError::UnknownClient)?;
    match hinted {
        Some(hinted) if hinted != named => Err(LogoutPageError::UnknownClient),
        _ => Ok(Some(named)),
    }
}

/// Where the browser is to go, proven to be the client's (section 3).
fn redirect(
    parameters: &Parameters,
    client: Option<&RelyingParty>,
) -> Result<Option<Url>, LogoutPageError> {
    let state = parameters.get("state")?;
    let Some(uri) = parameters.get("post_logout_redirect_uri")? else {
        return Ok(None);
    };
    let mut url = client
        .filter(|client| client.admits_post_logout_redirect(uri))
        .and_then(|_| Url::parse(uri).ok())
        .ok_or(LogoutPageError::UnknownRedirectUri)?;
    if let Some(state) = state {
        url.query_pairs_mut().append_pair("state", state);
    }
    Ok(Some(url))
}

//! Issuing an authorization code.

use std::net::IpAddr;
use std::time::Duration;

use identity::sign_in::LiveSession;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, PlainToken, StorageError, TokenHash};
use tenancy::{RelyingParty, Tenant};

use crate::{AuthorizationCode, GrantTerms, OpenIdProvider, RequestParameters};

/// A code about to be issued.
pub(super) struct Issue<'a> {
    /// To whom.
    pub(super) client: &'a RelyingParty,
    /// What was asked.
    pub(super) parameters: &'a RequestParameters,
    /// Who signed in.
    pub(super) live: &'a LiveSession,
    /// Hash of the `auth_req_id` of the request that it completes, if one was stored.
    pub(super) request: Option<TokenHash>,
    /// Where the browser is.
    pub(super) address: Option<IpAddr>,
}

impl OpenIdProvider {
    /// Issues a code. None if the request has been completed or has expired.
    pub(super) async fn issue_code(
        &self,
        tenant: &Tenant,
        issue: &Issue<'_>,
    ) -> Result<Option<PlainToken>, StorageError> {
        let now = self.clock.now();
        let token = PlainToken::generate(&*self.random);
        let lifetime = tenant.settings.lifetimes.authorization_code;
        let (session, asked) = (&issue.live.session, issue.parameters);
        let code = AuthorizationCode {
            token: token.hash(),
            tenant_id: tenant.id.clone(),
            client_id: issue.client.id().clone(),
            user_id: session.user_id.clone(),
            session_id: session.session_id.clone(),
            session_expires_at: session.expires_at,
            auth_time: session.auth_time,
            amr: session.amr.clone(),
            redirect_uri: asked.redirect_uri.clone(),
            scope: asked.scope.clone(),
            terms: GrantTerms {
                resources: asked.resources.clone(),
            },
            nonce: asked.nonce.clone(),
            code_challenge: asked.code_challenge.clone(),
            created_at: now,
            expires_at: now.plus(Duration::from_secs(lifetime.into())),
        };
        let actor = EventActor::User(session.user_id.clone());
        let event = AuditEvent::new(tenant.id.clone(), now, EventKind::CodeIssued, actor)
            .about(issue.client.id())
            .from_address(issue.address)
            .with("sid", session.session_id.as_str())
            .with("scope", asked.scope.to_string());
        let issued = self.codes.issue(&code, issue.request, &event).await?;
        Ok(issued.then_some(token))
    }
}

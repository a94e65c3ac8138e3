//! What a client gets for a request that its person has answered.

use std::net::IpAddr;
use std::time::Duration;

use identity::sign_in::LiveSession;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, PlainToken, StorageError, Timestamp, TokenHash};
use tenancy::{RelyingParty, Tenant};

use crate::id_token::IdToken;
use crate::{
    AuthorizationCode, Disclosure, EndUser, Grant, GrantId, GrantTerms, Jwt, OpenIdProvider,
    RequestParameters, Scope, UserClaims,
};

/// A request about to be answered.
pub(super) struct Success<'a> {
    /// The tenant.
    pub(super) tenant: &'a Tenant,
    /// Who asks.
    pub(super) client: &'a RelyingParty,
    /// What was asked.
    pub(super) parameters: &'a RequestParameters,
    /// Who signed in.
    pub(super) live: &'a LiveSession,
    /// Hash of the `auth_req_id` of the request that is completed, if one was stored.
    pub(super) request: Option<TokenHash>,
    /// Where the browser is.
    pub(super) address: Option<IpAddr>,
}

impl Success<'_> {
    fn event(&self, kind: EventKind, now: Timestamp) -> AuditEvent {
        let session = &self.live.session;
        let actor = EventActor::User(session.user_id.clone());
        AuditEvent::new(self.tenant.id.clone(), now, kind, actor)
            .about(self.client.id())
            .from_address(self.address)
            .with("sid", session.session_id.as_str())
            .with("scope", self.parameters.scope.to_string())
    }
}

impl OpenIdProvider {
    /// Gives what the response type says, as parameters of the answer. None if the request has been
    /// completed or has expired, or its person is gone.
    pub(super) async fn give(
        &self,
        success: &Success<'_>,
    ) -> Result<Option<Vec<(&'static str, String)>>, StorageError> {
        let response_type = success.parameters.response_type;
        // Before anything is consumed: the keys may have to be made.
        let about = if response_type.has_id_token() {
            let keyring = self.keyrings.of(&success.tenant.id).await?;
            let user = &success.live.account.user_id;
            let Some(user) = self.end_users.find(&success.tenant.id, user).await? else {
                return Ok(None);
            };
            Some((keyring, self.told_in_front(success, &user).await?))
        } else {
            None
        };
        let code = if response_type.has_code() {
            let Some(code) = self.issue_code(success).await? else {
                return Ok(None);
            };
            Some(code)
        } else {
            let now = self.clock.now();
            let event = success.event(EventKind::IdTokenIssued, now);
            let (request, grant) = (success.request, self.participation(success, now));
            if !self.requests.identify(request, &grant, &event).await? {
                return Ok(None);
            }
            None
        };
        let id_token = match about {
            Some((keyring, user)) => {
                let token = self.front_channel_token(success, user, code.as_ref());
                Some(self.sign_id_token(&keyring, token)?)
            }
            None => None,
        };
        let code = code.iter().map(|code| ("code", code.reveal().to_owned()));
        let id_token = id_token.as_ref().map(Jwt::reveal);
        let id_token = id_token.map(|token| ("id_token", token.to_owned()));
        Ok(Some(code.chain(id_token).collect()))
    }

    /// What is kept of an ID token alone: that its client takes part in the session, and is to be told of its end.
    fn participation(&self, success: &Success<'_>, now: Timestamp) -> Grant {
        let session = &success.live.session;
        Grant {
            grant_id: GrantId::generate(&*self.random, now),
            tenant_id: success.tenant.id.clone(),
            client_id: success.client.id().clone(),
            user_id: session.user_id.clone(),
            session_id: session.session_id.clone(),
            // It outlives no session, whatever else was asked for.
            scope: success
                .parameters
                .scope
                .reduced_to(&[Scope::OPENID.to_owned()]),
            auth_time: session.auth_time,
            amr: session.amr.clone(),
            terms: GrantTerms::default(),
            created_at: now,
            expires_at: session.expires_at,
            revoked_at: None,
        }
    }

    async fn issue_code(&self, success: &Success<'_>) -> Result<Option<PlainToken>, StorageError> {
        let now = self.clock.now();
        let token = PlainToken::dated(&*self.random, now);
        let lifetime = success.tenant.settings.lifetimes.authorization_code;
        let (session, asked) = (&success.live.session, success.parameters);
        let code = AuthorizationCode {
            token: token.hash(),
            tenant_id: success.tenant.id.clone(),
            client_id: success.client.id().clone(),
            user_id: session.user_id.clone(),
            session_id: session.session_id.clone(),
            session_expires_at: session.expires_at,
            auth_time: session.auth_time,
            amr: session.amr.clone(),
            redirect_uri: asked.redirect_uri.clone(),
            scope: asked.scope.clone(),
            terms: GrantTerms {
                resources: asked.resources.clone(),
                claims: asked.claims.clone(),
                dpop_jkt: asked.dpop_jkt.clone(),
            },
            nonce: asked.nonce.clone(),
            code_challenge: asked.code_challenge.clone(),
            created_at: now,
            expires_at: now.plus(Duration::from_secs(lifetime.into())),
        };
        let event = success.event(EventKind::CodeIssued, now);
        let issued = self.codes.issue(&code, success.request, &event).await?;
        Ok(issued.then_some(token))
    }

    /// What the ID token of the authorization endpoint says about its person. What a scope asks for is in it if nothing
    /// else will bring it (OpenID Connect Core 1.0, section 5.4); with a code it is fetched where nobody looks on.
    async fn told_in_front(
        &self,
        success: &Success<'_>,
        user: &EndUser,
    ) -> Result<UserClaims, StorageError> {
        let asked = success.parameters;
        let later = Scope::default();
        let disclosure = Disclosure {
            scope: if asked.response_type.has_code() {
                &later
            } else {
                &asked.scope
            },
            claims: &asked.claims.id_token,
        };
        self.claims_about(success.client, user, disclosure).await
    }

    /// The ID token of the authorization endpoint.
    fn front_channel_token<'a>(
        &self,
        success: &Success<'a>,
        user: UserClaims,
        code: Option<&'a PlainToken>,
    ) -> IdToken<'a> {
        let (session, asked) = (&success.live.session, success.parameters);
        IdToken {
            tenant: success.tenant,
            client: success.client,
            user,
            auth_time: session.auth_time,
            amr: &session.amr,
            sid: &session.session_id,
            nonce: asked.nonce.as_deref(),
            access_token: None,
            code,
            now: self.clock.now(),
        }
    }
}

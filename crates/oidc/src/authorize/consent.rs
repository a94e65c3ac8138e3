//! Whether a person lets a client have what it asks for (OpenID Connect Core 1.0, section 3.1.2.4).

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use identity::sign_in::LiveSession;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, StorageError};
use tenancy::RelyingParty;

use super::{AuthorizationError, BoundRequest, CompleteError};
use crate::{AuthorizationResponse, Consent, OpenIdProvider, RequestParameters};

impl OpenIdProvider {
    /// Whether the person must be asked before the client gets what it asks for: when the client wants
    /// them to be, or when it asks for something that they have not allowed it before. A client of
    /// the tenant's own is trusted with what it may ask for.
    pub(super) async fn must_ask(
        &self,
        client: &RelyingParty,
        live: &LiveSession,
        asked: &RequestParameters,
    ) -> Result<bool, StorageError> {
        if asked.asks_consent {
            return Ok(true);
        }
        if client.registration.first_party {
            return Ok(false);
        }
        let account = &live.account;
        let allowed = self
            .consents
            .find(&account.tenant_id, &account.user_id, client.id())
            .await?;
        Ok(!allowed.is_some_and(|allowed| asked.disclosed().is_within(&allowed)))
    }

    /// Whether this person may be asked to consent to that request. If not, they must sign in first.
    pub fn may_consent(&self, bound: &BoundRequest, live: &LiveSession) -> bool {
        let now = self.clock.now();
        self.suits(live, &bound.client, &bound.request.parameters, now)
    }

    /// The person allows what the request asks for: it is remembered, and the browser goes back to
    /// the client with what it asked for. About a device it is not remembered, and the device gets it.
    ///
    /// # Errors
    /// See [`CompleteError`].
    pub async fn allow(
        &self,
        bound: &BoundRequest,
        live: &LiveSession,
        address: Option<IpAddr>,
    ) -> Result<AuthorizationResponse, CompleteError> {
        if let Some(device) = &bound.request.parameters.device {
            return self.decide_device(bound, device, live, true, address).await;
        }
        if !self.may_consent(bound, live) {
            return Err(CompleteError::StartAgain);
        }
        let consent = Consent {
            tenant_id: bound.tenant.id.clone(),
            user_id: live.account.user_id.clone(),
            client_id: bound.client.id().clone(),
            scope: bound.request.parameters.disclosed(),
            given_at: self.clock.now(),
        };
        let event = self.decision(EventKind::ConsentGiven, bound, live, address);
        self.consents.give(&consent, &event).await?;
        self.give_to(bound, live, address).await
    }

    /// The person does not allow it: the browser goes back to the client, which is told so.
    ///
    /// # Errors
    /// See [`CompleteError`].
    pub async fn deny(
        &self,
        bound: &BoundRequest,
        live: &LiveSession,
        address: Option<IpAddr>,
    ) -> Result<AuthorizationResponse, CompleteError> {
        if let Some(device) = &bound.request.parameters.device {
            return self
                .decide_device(bound, device, live, false, address)
                .await;
        }
        let issuer = self.issuer(&bound.tenant.id);
        let answer = bound.answer(&issuer)?;
        let event = self.decision(EventKind::ConsentDenied, bound, live, address);
        let request = Some(bound.request.token);
        if !self.requests.end(&bound.tenant.id, request, &event).await? {
            return Err(CompleteError::StartAgain);
        }
        Ok(answer.error(&AuthorizationError::access_denied()))
    }

    fn decision(
        &self,
        kind: EventKind,
        bound: &BoundRequest,
        live: &LiveSession,
        address: Option<IpAddr>,
    ) -> AuditEvent {
        let actor = EventActor::User(live.account.user_id.clone());
        AuditEvent::new(bound.tenant.id.clone(), self.clock.now(), kind, actor)
            .about(bound.client.id())
            .from_address(address)
            .with("scope", bound.request.parameters.disclosed().to_string())
    }
}

//! What a person says about a device (RFC 8628, section 3.3).

use std::net::IpAddr;

use identity::sign_in::LiveSession;
use kernel::AuditEvent;
use kernel::audit::{EventActor, EventKind};

use crate::{
    AuthorizationResponse, BoundRequest, CompleteError, DeviceApproval, DeviceDecision,
    OpenIdProvider, UserCode,
};

impl OpenIdProvider {
    /// Keeps what the person says, which consumes the request, and shows them that it is done. It is not remembered
    /// as consent: the next device asks again.
    pub(crate) async fn decide_device(
        &self,
        bound: &BoundRequest,
        user_code: &UserCode,
        live: &LiveSession,
        is_allowed: bool,
        address: Option<IpAddr>,
    ) -> Result<AuthorizationResponse, CompleteError> {
        if !self.may_consent(bound, live) {
            return Err(CompleteError::StartAgain);
        }
        let (kind, answer, decision) = if is_allowed {
            let decision = DeviceDecision::Approved(approval(live));
            (EventKind::DeviceApproved, "allowed", decision)
        } else {
            (EventKind::DeviceDenied, "denied", DeviceDecision::Denied)
        };
        let actor = EventActor::User(live.account.user_id.clone());
        let tenant = &bound.tenant.id;
        let event = AuditEvent::new(tenant.clone(), self.clock.now(), kind, actor)
            .about(bound.client.id())
            .from_address(address)
            .with("sid", live.session.session_id.as_str())
            .with("scope", bound.request.parameters.scope.to_string());
        let request = &bound.request.token;
        let devices = &self.device_authorizations;
        let decided = devices.decide(tenant, user_code, &decision, request, &event);
        if !decided.await? {
            return Err(CompleteError::StartAgain);
        }
        let mut done = bound.redirect_uri()?;
        done.query_pairs_mut().append_pair("answer", answer);
        Ok(AuthorizationResponse::Redirect(done))
    }
}

fn approval(live: &LiveSession) -> DeviceApproval {
    let session = &live.session;
    DeviceApproval {
        user_id: session.user_id.clone(),
        session_id: session.session_id.clone(),
        session_expires_at: session.expires_at,
        auth_time: session.auth_time,
        amr: session.amr.clone(),
    }
}

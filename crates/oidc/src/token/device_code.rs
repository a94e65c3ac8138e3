//! The grant type `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628, sections 3.4 and 3.5).

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, PlainToken, Timestamp};
use tenancy::{GrantType, Lifetimes, RelyingParty};

use super::TokenResponse;
use super::issue::{Issue, grant_expiry, refresh_key};
use crate::{
    ClientRequest, DeviceApproval, DeviceAuthorization, DeviceRedemption, EndUser, Grant, GrantId,
    KeyThumbprint, OpenIdProvider, PollOutcome, TokenError, resource,
};

const CODE: &str =
    "device_code: expected a device code that this client was given, not redeemed yet";

impl OpenIdProvider {
    pub(super) async fn exchange_device_code(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        key: Option<KeyThumbprint>,
    ) -> Result<TokenResponse, TokenError> {
        let (tenant, refused) = (request.tenant, |reason| {
            TokenError::invalid_grant(CODE, reason)
        });
        let presented = request.parameters.require("device_code")?;
        let presented = PlainToken::parse(presented)
            .map_err(|_| refused("not of the form of a device code"))?;
        let (device_code, now) = (presented.hash(), self.clock.now());
        let devices = &self.device_authorizations;
        let polled = devices.poll(&tenant.id, client.id(), &device_code, now);
        let (device, approval) = match polled.await? {
            PollOutcome::Approved(approved) => *approved,
            PollOutcome::Gone => {
                return Err(refused("there is no such device code of this client"));
            }
            PollOutcome::Expired => return Err(TokenError::ExpiredToken),
            PollOutcome::Denied => return Err(TokenError::AccessDenied),
            PollOutcome::SlowDown => return Err(TokenError::SlowDown),
            PollOutcome::Pending => return Err(TokenError::AuthorizationPending),
        };
        let resources = resource::narrowed(request.parameters, client, &device.terms.resources)?;
        let user = self.end_users.find(&tenant.id, &approval.user_id).await?;
        let user = user
            .filter(EndUser::is_entitled)
            .ok_or(refused("the user is disabled or gone"))?;
        let keyring = self.keyrings.of(&tenant.id).await?;

        let lifetimes = client.lifetimes(&tenant.settings.lifetimes);
        let mut grant = self.grant_to_device(device, approval, &lifetimes, now);
        grant.terms.dpop_jkt = refresh_key(client, key.as_ref());
        let refresh_token = client
            .may_use(GrantType::RefreshToken)
            .then(|| PlainToken::dated(&*self.random, now));
        let first = refresh_token
            .as_ref()
            .map(|token| Self::refresh_token(&lifetimes, &grant, token, now));
        let redemption = DeviceRedemption {
            device_code: &device_code,
            grant: &grant,
            refresh_token: first.as_ref(),
        };
        let actor = EventActor::Client(grant.client_id.to_string());
        let event = AuditEvent::new(tenant.id.clone(), now, EventKind::DeviceCodeRedeemed, actor)
            .about(&grant.user_id)
            .from_address(request.address)
            .with("grant_id", grant.grant_id.as_str());
        if !devices.redeem(&redemption, now, &event).await? {
            return Err(refused(
                "it was redeemed at the same time, or its session has ended",
            ));
        }
        let issue = Issue {
            tenant,
            client,
            user: &user,
            grant: &grant,
            scope: &grant.scope,
            resources: &resources,
            nonce: None,
            key: key.as_ref(),
            refresh_token,
            now,
        };
        Ok(self.give_tokens(&keyring, issue).await?)
    }

    fn grant_to_device(
        &self,
        device: DeviceAuthorization,
        approval: DeviceApproval,
        lifetimes: &Lifetimes,
        now: Timestamp,
    ) -> Grant {
        let session_ends = approval.session_expires_at;
        Grant {
            grant_id: GrantId::generate(&*self.random, now),
            tenant_id: device.tenant_id,
            client_id: device.client_id,
            user_id: approval.user_id,
            session_id: approval.session_id,
            expires_at: grant_expiry(&device.scope, session_ends, lifetimes, now),
            scope: device.scope,
            auth_time: approval.auth_time,
            amr: approval.amr,
            terms: device.terms,
            created_at: now,
            revoked_at: None,
        }
    }
}

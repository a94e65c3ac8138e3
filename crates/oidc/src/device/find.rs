//! From the user code that a person has typed to the page that asks them (RFC 8628, section 3.3).

use std::net::IpAddr;
use std::time::Duration;

use identity::attempts::FailureCharge;
use identity::sign_in::LiveSession;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, PlainToken, StorageError, Timestamp, TokenHash};
use tenancy::{GrantType, ResponseType, Tenant};

use crate::{
    AcrRequest, AuthorizationRequest, ClaimsRequest, DeviceAuthorization, OpenIdProvider,
    RequestParameters, ResponseMode, UserCode, UserCodeEvents, UserCodeOutcome,
};

/// A person has typed a user code.
#[derive(Clone, Copy, Debug)]
pub struct DeviceInput<'a> {
    /// The tenant whose page it is.
    pub tenant: &'a Tenant,
    /// What they have typed.
    pub user_code: &'a str,
    /// Who is signed in in this browser, if anybody.
    pub session: Option<&'a LiveSession>,
    /// Hash of the browser's cookie.
    pub browser: TokenHash,
    /// Where the browser is.
    pub address: IpAddr,
}

/// What the browser gets.
#[derive(Debug)]
pub enum DeviceOutcome {
    /// No device waits under that code.
    Unknown,
    /// There were too many wrong codes from this address.
    Blocked {
        /// When it is worth trying again.
        until: Timestamp,
    },
    /// On to the sign-in page, which carries this `auth_req_id`.
    SignIn(PlainToken),
    /// On to the page that asks whether the device may have what it asks for, which carries this `auth_req_id`.
    Ask(PlainToken),
}

impl OpenIdProvider {
    /// Finds the device of a user code, and opens a request about it in this browser. People are always asked,
    /// also about clients of the tenant's own: whoever sent them the code may not be who they think (section 5.4).
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn find_device(
        &self,
        input: &DeviceInput<'_>,
    ) -> Result<DeviceOutcome, StorageError> {
        let Ok(user_code) = UserCode::parse(input.user_code) else {
            return Ok(DeviceOutcome::Unknown);
        };
        let tenant = &input.tenant.id;
        let device = match self.look_up(input, &user_code).await? {
            UserCodeOutcome::Blocked { until } => return Ok(DeviceOutcome::Blocked { until }),
            UserCodeOutcome::Unknown => return Ok(DeviceOutcome::Unknown),
            UserCodeOutcome::Waits(device) => *device,
        };
        let client = self.clients.find(tenant, &device.client_id).await?;
        let Some(client) = client.filter(|client| client.may_use(GrantType::DeviceCode)) else {
            return Ok(DeviceOutcome::Unknown);
        };
        let (auth_req_id, now) = (PlainToken::generate(&*self.random), self.clock.now());
        let request = self.request_about(device, input, &auth_req_id, now);
        self.requests.open(&request).await?;
        let session = input.session;
        let is_known =
            session.is_some_and(|live| self.suits(live, &client, &request.parameters, now));
        Ok(if is_known {
            DeviceOutcome::Ask(auth_req_id)
        } else {
            DeviceOutcome::SignIn(auth_req_id)
        })
    }

    async fn look_up(
        &self,
        input: &DeviceInput<'_>,
        user_code: &UserCode,
    ) -> Result<UserCodeOutcome, StorageError> {
        let (tenant, now) = (input.tenant, self.clock.now());
        let charge = FailureCharge {
            tenant_id: tenant.id.clone(),
            address: input.address,
            policy: tenant.settings.block_config,
            now,
        };
        let event = |kind| {
            AuditEvent::new(tenant.id.clone(), now, kind, EventActor::Anonymous)
                .from_address(Some(input.address))
        };
        let events = UserCodeEvents {
            refused: &event(EventKind::UserCodeRefused),
            blocked: &event(EventKind::SignInBlocked),
        };
        let devices = &self.device_authorizations;
        devices.find_by_user_code(user_code, &charge, &events).await
    }

    fn request_about(
        &self,
        device: DeviceAuthorization,
        input: &DeviceInput<'_>,
        auth_req_id: &PlainToken,
        now: Timestamp,
    ) -> AuthorizationRequest {
        let lifetime = input.tenant.settings.lifetimes.authorization_request;
        let latest = now.plus(Duration::from_secs(lifetime.into()));
        AuthorizationRequest {
            token: auth_req_id.hash(),
            client_id: device.client_id,
            browser: input.browser,
            parameters: RequestParameters {
                response_type: ResponseType::Code,
                redirect_uri: format!("{}/done", self.verification_uri(&device.tenant_id)),
                response_mode: ResponseMode::Query,
                scope: device.scope,
                resources: device.terms.resources,
                state: None,
                nonce: None,
                code_challenge: None,
                dpop_jkt: None,
                authenticate_after: None,
                acr: AcrRequest::default(),
                claims: ClaimsRequest::default(),
                login_hint: None,
                subjects: None,
                ui_locales: None,
                microsoft: None,
                device: Some(device.user_code),
                asks_consent: true,
            },
            tenant_id: device.tenant_id,
            created_at: now,
            expires_at: latest.min(device.expires_at),
        }
    }
}

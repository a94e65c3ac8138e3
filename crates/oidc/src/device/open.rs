//! The device authorization endpoint (RFC 8628, section 3.1).

use std::time::Duration;

use kernel::{PlainToken, StorageError};
use serde::{Serialize, Serializer};
use tenancy::{GrantType, RelyingParty};

use crate::{
    ClaimsRequest, ClientRequest, DeviceAuthorization, GrantTerms, OpenIdProvider, POLL_INTERVAL,
    TokenError, UserCode, authorize, resource, token,
};

/// How often a user code is drawn that turns out to be another device's.
const DRAWS: usize = 5;

/// What a device gets (section 3.2). To be sent with `Cache-Control: no-store`.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceResponse {
    /// What the device asks for its tokens with.
    #[serde(serialize_with = "reveal")]
    pub device_code: PlainToken,
    /// What its person types.
    #[serde(serialize_with = "show")]
    pub user_code: UserCode,
    /// Where they type it.
    pub verification_uri: String,
    /// The same with the code in it, for a link or a picture of one.
    pub verification_uri_complete: String,
    /// Seconds until both codes expire.
    pub expires_in: u32,
    /// Seconds that the device waits between two questions.
    pub interval: u32,
}

fn reveal<S: Serializer>(token: &PlainToken, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.reveal())
}

fn show<S: Serializer>(code: &UserCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(code)
}

impl OpenIdProvider {
    /// Opens a device authorization for a client, which authenticates as at the token endpoint.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub async fn authorize_device(
        &self,
        request: &ClientRequest<'_>,
    ) -> Result<DeviceResponse, TokenError> {
        let client = self.authenticate_client(request).await?;
        token::check_grant_type(&client, GrantType::DeviceCode)?;
        let device_code = PlainToken::generate(&*self.random);
        let mut authorization = self.asked(request, &client, &device_code)?;
        let mut draws = 1;
        while !self.device_authorizations.open(&authorization).await? {
            if draws == DRAWS {
                let reason = "no user code is free".to_owned();
                return Err(StorageError::Unavailable(reason).into());
            }
            draws += 1;
            authorization.user_code = UserCode::generate(&*self.random);
        }
        let user_code = authorization.user_code;
        let verification_uri = self.verification_uri(&request.tenant.id);
        Ok(DeviceResponse {
            device_code,
            verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
            user_code,
            verification_uri,
            expires_in: request.tenant.settings.lifetimes.device_code,
            interval: POLL_INTERVAL,
        })
    }

    fn asked(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        device_code: &PlainToken,
    ) -> Result<DeviceAuthorization, TokenError> {
        let (tenant, now) = (request.tenant, self.clock.now());
        let lifetime = tenant.settings.lifetimes.device_code;
        let scope = authorize::read::scope(tenant, request.parameters, client)?;
        if scope.is_second_factor() {
            let problem = "scope: 2fa is for the authorization endpoint only";
            return Err(TokenError::InvalidScope(problem.to_owned()));
        }
        Ok(DeviceAuthorization {
            device_code: device_code.hash(),
            user_code: UserCode::generate(&*self.random),
            tenant_id: tenant.id.clone(),
            client_id: client.id().clone(),
            scope,
            terms: GrantTerms {
                resources: resource::requested(request.parameters, client)?,
                claims: ClaimsRequest::default(),
                dpop_jkt: None,
            },
            created_at: now,
            expires_at: now.plus(Duration::from_secs(lifetime.into())),
        })
    }
}

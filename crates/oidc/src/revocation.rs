//! The revocation endpoint (RFC 7009).

#[cfg(test)]
mod tests;

use kernel::AuditEvent;
use kernel::Timestamp;
use kernel::audit::{EventActor, EventKind};
use tenancy::RelyingParty;

use crate::{AccessTokenError, ClientRequest, OpenIdProvider, RevokedToken, TokenError};

impl OpenIdProvider {
    /// Ends a token of the client that asks. With a refresh token its whole grant ends, and with that
    /// every access token of it. A token that is unknown, of others or has ended before is no error
    /// (section 2.2).
    ///
    /// # Errors
    /// See [`TokenError`].
    pub async fn revoke(&self, request: &ClientRequest<'_>) -> Result<(), TokenError> {
        let client = self.authenticate_client(request).await?;
        let text = request.parameters.token()?;
        let tenant = &request.tenant.id;
        if let Some(held) = self.held_refresh_token(request, &client, text).await? {
            let grant = held.delegation.grant;
            let event = self.revocation(request, &client, EventKind::GrantRevoked);
            let event = event
                .about(&grant.user_id)
                .with("grant_id", grant.grant_id.as_str());
            self.grants.revoke(tenant, &grant.grant_id, &event).await?;
            return Ok(());
        }
        let live = match self.live_token(tenant, text).await {
            Ok(live) if live.claims.client_id == *client.id() => live,
            Err(AccessTokenError::Unavailable(error)) => return Err(error.into()),
            Ok(_) | Err(_) => return Ok(()),
        };
        let revoked = RevokedToken {
            token: live.hash,
            tenant_id: tenant.clone(),
            client_id: live.claims.client_id,
            expires_at: Timestamp::from_seconds(live.claims.exp),
        };
        let event = self.revocation(request, &client, EventKind::AccessTokenRevoked);
        let owner = live.delegation.map(|it| it.grant.user_id.to_string());
        let event = event
            .about(&owner.unwrap_or(live.claims.sub))
            .with("jti", live.claims.jti);
        self.access_tokens.revoke(&revoked, &event).await?;
        Ok(())
    }

    fn revocation(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        kind: EventKind,
    ) -> AuditEvent {
        let actor = EventActor::Client(client.id().to_string());
        AuditEvent::new(request.tenant.id.clone(), self.clock.now(), kind, actor)
            .from_address(request.address)
    }
}

//! The grant type `refresh_token` (RFC 6749, section 6; RFC 9700, section 4.14.2).

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, PlainToken, StorageError, Timestamp};
use tenancy::{ClientType, Lifetimes, RelyingParty};

use super::TokenResponse;
use super::issue::Issue;
use crate::refresh_token::{open_successor, seal_successor};
use crate::{
    ClientRequest, Delegation, GRACE, Grant, KeyThumbprint, OpenIdProvider, Rotation,
    RotationEvents, RotationOutcome, Scope, TokenError, resource,
};

const TOKEN: &str = "refresh_token: expected the newest refresh token that this client was given, not \
                     expired and not revoked";

impl OpenIdProvider {
    pub(super) async fn exchange_refresh_token(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        key: Option<KeyThumbprint>,
    ) -> Result<TokenResponse, TokenError> {
        let (tenant, refused) = (request.tenant, |reason| {
            TokenError::invalid_grant(TOKEN, reason)
        });
        let presented = request.parameters.require("refresh_token")?;
        let presented = PlainToken::parse(presented)
            .map_err(|_| refused("not of the form of a refresh token"))?;
        let hash = presented.hash();
        let held = self.grants.find_by_refresh_token(&tenant.id, &hash).await?;
        let Delegation { grant, user } = held
            .map(|held| held.delegation)
            .filter(|delegation| delegation.grant.client_id == *client.id())
            .ok_or(refused("there is no such refresh token of this client"))?;
        check_key(client, &grant, key.as_ref())?;
        let scope = narrowed_scope(request, &grant)?;
        let resources = resource::narrowed(request.parameters, client, &grant.terms.resources)?;
        if !user.is_entitled() {
            return Err(refused("the user is disabled"));
        }
        let keyring = self.keyrings.of(&tenant.id).await?;

        let now = self.clock.now();
        let lifetimes = client.lifetimes(&tenant.settings.lifetimes);
        let refresh_token = self
            .rotate(request, &lifetimes, &grant, &presented, now)
            .await?;
        let issue = Issue {
            tenant,
            client,
            user: &user,
            grant: &grant,
            scope: &scope,
            resources: &resources,
            nonce: None,
            key: key.as_ref(),
            refresh_token: Some(refresh_token),
            now,
        };
        Ok(self.give_tokens(&keyring, issue).await?)
    }

    /// Exchanges `presented` for its successor: a new one, or within the grace time the one that it
    /// gave before.
    async fn rotate(
        &self,
        request: &ClientRequest<'_>,
        lifetimes: &Lifetimes,
        grant: &Grant,
        presented: &PlainToken,
        now: Timestamp,
    ) -> Result<PlainToken, TokenError> {
        let successor = PlainToken::dated(&*self.random, now);
        let rotation = Rotation {
            presented: &presented.hash(),
            successor: &Self::refresh_token(lifetimes, grant, &successor, now),
            sealed_successor: &seal_successor(
                presented,
                &successor,
                &grant.grant_id,
                &*self.random,
            ),
            grace: GRACE,
        };
        let event = |kind| {
            let actor = EventActor::Client(grant.client_id.to_string());
            AuditEvent::new(grant.tenant_id.clone(), now, kind, actor)
                .about(&grant.user_id)
                .from_address(request.address)
                .with("grant_id", grant.grant_id.as_str())
        };
        let events = RotationEvents {
            rotated: &event(EventKind::RefreshTokenRotated),
            reused: &event(EventKind::RefreshTokenReused),
        };
        let tenant = &request.tenant.id;
        let outcome = self.grants.rotate(tenant, &rotation, now, &events).await?;
        let refused = |reason| Err(TokenError::invalid_grant(TOKEN, reason));
        match outcome {
            RotationOutcome::Rotated => Ok(successor),
            RotationOutcome::Grace(sealed) => {
                let opened = open_successor(presented, &sealed, &grant.grant_id);
                Ok(opened.map_err(|error| StorageError::Corrupt(error.to_string()))?)
            }
            RotationOutcome::Reused => refused("the token was used before; its family is revoked"),
            RotationOutcome::Gone => refused("the token has expired, or its grant has ended"),
        }
    }
}

/// The refresh tokens of a public client are bound to the key with which their grant began (RFC 9449, section
/// 5). One that began without a key goes on without: otherwise a thief could bind it to a key of theirs.
fn check_key(
    client: &RelyingParty,
    grant: &Grant,
    key: Option<&KeyThumbprint>,
) -> Result<(), TokenError> {
    let is_public = client.registration.client_type == ClientType::Public;
    if !is_public || grant.terms.dpop_jkt.as_ref() == key {
        return Ok(());
    }
    Err(TokenError::invalid_grant(
        "refresh_token: expected a DPoP proof of the key with which the grant began, and none if it began without",
        "a proof of another key than the grant's",
    ))
}

/// The scope asked for, which may be narrower than the grant's and never wider.
fn narrowed_scope(request: &ClientRequest<'_>, grant: &Grant) -> Result<Scope, TokenError> {
    let Some(text) = request.parameters.get("scope")? else {
        return Ok(grant.scope.clone());
    };
    let asked = Scope::parse(text).map_err(|error| TokenError::InvalidScope(error.to_string()))?;
    if asked.is_within(&grant.scope) {
        Ok(asked)
    } else {
        let problem = "scope: expected no more than what was granted";
        Err(TokenError::InvalidScope(problem.to_owned()))
    }
}

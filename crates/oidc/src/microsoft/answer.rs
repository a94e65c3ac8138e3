//! What Entra ID is told after somebody has signed in.

use std::net::IpAddr;
use std::time::Duration;

use identity::Account;
use identity::sign_in::LiveSession;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, ClientId, FoldedName, StorageError, TenantId, UserId};
use serde::Serialize;
use tenancy::SigningAlgorithm;

use super::{MicrosoftRequest, denied};
use crate::keyring::TokenType;
use crate::{AuthorizationResponse, BoundRequest, CompleteError, ForeignIdentity, OpenIdProvider};

/// How long Entra ID may take to read the answer.
const LIFETIME: Duration = Duration::from_mins(5);

#[derive(Serialize)]
struct Claims<'a> {
    iss: String,
    aud: &'a ClientId,
    sub: &'a str,
    exp: i64,
    iat: i64,
    nonce: Option<&'a str>,
    acr: &'a str,
    amr: [&'static str; 1],
}

impl MicrosoftRequest {
    /// Whether that account is the person, as far as a name can tell.
    fn names(&self, account: &Account) -> bool {
        let name = self.username.as_deref().map(FoldedName::of);
        name.is_some_and(|name| name == account.username.folded() || name == account.email.folded())
    }
}

impl OpenIdProvider {
    /// The way back to Entra ID, which ends the request. Whoever signs in must be the person that Entra ID
    /// means: the user who was that person before, or the first time the one of that name.
    pub(crate) async fn answer_microsoft(
        &self,
        bound: &BoundRequest,
        asked: &MicrosoftRequest,
        live: &LiveSession,
        address: Option<IpAddr>,
    ) -> Result<AuthorizationResponse, CompleteError> {
        let (tenant, now) = (&bound.tenant, self.clock.now());
        let issuer = self.issuer(&tenant.id);
        let answer = bound.answer(&issuer)?;
        let account = &live.account;
        let parameters = &bound.request.parameters;
        let linked = self
            .linked_identities
            .find(&tenant.id, &asked.identity)
            .await?;
        let is_meant = match &linked {
            Some(user) => *user == account.user_id,
            None => asked.names(account),
        };
        let event = |kind| {
            let actor = EventActor::User(account.user_id.clone());
            AuditEvent::new(tenant.id.clone(), now, kind, actor)
                .about(bound.client.id())
                .from_address(address)
                .with("tid", asked.identity.authority.as_str())
                .with("oid", asked.identity.object_id.as_str())
        };
        let honest = asked.honest(tenant, &live.session.amr);
        let request = Some(bound.request.token);
        let (true, Some((acr, amr))) = (is_meant, honest) else {
            let event = event(EventKind::ConsentDenied);
            if !self.requests.end(&tenant.id, request, &event).await? {
                return Err(CompleteError::StartAgain);
            }
            return Ok(answer.error(&denied(
                "another person has signed in, or not as it would do",
            )));
        };
        let mut unnamed = parameters.clone();
        unnamed.subjects = None;
        if !self.suits(live, &bound.client, &unnamed, now) {
            return Err(CompleteError::StartAgain);
        }
        let claims = Claims {
            iss: issuer.endpoint("microsoft-mfa"),
            aud: bound.client.id(),
            sub: &asked.subject,
            exp: now.plus(LIFETIME).seconds(),
            iat: now.seconds(),
            nonce: parameters.nonce.as_deref(),
            acr,
            amr: [amr],
        };
        let keyring = self.keyrings.of(&tenant.id).await?;
        let signed = keyring.sign(SigningAlgorithm::Rs256, TokenType::Id, &claims);
        let token = signed.map_err(StorageError::from)?;
        if linked.is_none() {
            let (user, event) = (&account.user_id, event(EventKind::IdentityLinked));
            let is_theirs = self.link(&tenant.id, &asked.identity, user, &event);
            if !is_theirs.await? {
                return Err(CompleteError::StartAgain);
            }
        }
        // Last, so that nothing is recorded of a token that nobody gets.
        let issued = event(EventKind::IdTokenIssued);
        if !self.requests.end(&tenant.id, request, &issued).await? {
            return Err(CompleteError::StartAgain);
        }
        Ok(answer.success(vec![("id_token", token.reveal().to_owned())]))
    }

    /// Remembers that `identity` is `user`. False if it has turned out meanwhile to be somebody else.
    async fn link(
        &self,
        tenant: &TenantId,
        identity: &ForeignIdentity,
        user: &UserId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let identities = &self.linked_identities;
        if identities.link(tenant, identity, user, event).await? {
            return Ok(true);
        }
        // Another request was faster, perhaps one of the same person.
        let linked = identities.find(tenant, identity).await?;
        Ok(linked.as_ref() == Some(user))
    }
}

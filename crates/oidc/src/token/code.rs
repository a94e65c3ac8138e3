//! The grant type `authorization_code` (RFC 6749, section 4.1.3).

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, PlainToken, Timestamp};
use tenancy::{GrantType, Lifetimes, RelyingParty};

use super::TokenResponse;
use super::issue::{Issue, grant_expiry, refresh_key};
use crate::{
    AuthorizationCode, ClientRequest, Grant, GrantId, HeldCode, KeyThumbprint, OpenIdProvider,
    Redemption, RedemptionEvents, RedemptionOutcome, RefreshToken, TokenError, resource,
};

const CODE: &str = "code: expected a code that this client was given, unused and unexpired";

impl OpenIdProvider {
    pub(super) async fn exchange_code(
        &self,
        request: &ClientRequest<'_>,
        client: &RelyingParty,
        key: Option<KeyThumbprint>,
    ) -> Result<TokenResponse, TokenError> {
        let (tenant, refused) = (request.tenant, |reason| {
            TokenError::invalid_grant(CODE, reason)
        });
        let presented = request.parameters.require("code")?;
        let redirect_uri = request.parameters.require("redirect_uri")?;
        let verifier = request.parameters.get("code_verifier")?;

        let token =
            PlainToken::parse(presented).map_err(|_| refused("not of the form of a code"))?;
        let held = self.codes.find(&tenant.id, &token.hash()).await?;
        let HeldCode { code, user } = held
            .filter(|held| held.code.client_id == *client.id())
            .ok_or(refused("there is no such code of this client"))?;
        check_redirect_uri(&code, redirect_uri)?;
        check_verifier(&code, verifier)?;
        check_key(&code, key.as_ref())?;
        let resources = resource::narrowed(request.parameters, client, &code.terms.resources)?;
        if !user.is_entitled() {
            return Err(refused("the user is disabled"));
        }
        let keyring = self.keyrings.of(&tenant.id).await?;

        let now = self.clock.now();
        let lifetimes = client.lifetimes(&tenant.settings.lifetimes);
        let mut grant = self.grant_of(&code, &lifetimes, now);
        grant.terms.dpop_jkt = refresh_key(client, key.as_ref());
        let refresh_token = client
            .may_use(GrantType::RefreshToken)
            .then(|| PlainToken::dated(&*self.random, now));
        let first = refresh_token
            .as_ref()
            .map(|token| Self::refresh_token(&lifetimes, &grant, token, now));
        match self.redeem(request, &code, &grant, first.as_ref()).await? {
            RedemptionOutcome::Redeemed => {}
            RedemptionOutcome::Replayed => {
                return Err(refused("the code was used before; what it gave is revoked"));
            }
            RedemptionOutcome::Gone => {
                return Err(refused("the code has expired, or its session has ended"));
            }
        }
        let issue = Issue {
            tenant,
            client,
            user: &user,
            grant: &grant,
            scope: &grant.scope,
            resources: &resources,
            nonce: code.nonce.as_deref(),
            key: key.as_ref(),
            refresh_token,
            now,
        };
        Ok(self.give_tokens(&keyring, issue).await?)
    }

    async fn redeem(
        &self,
        request: &ClientRequest<'_>,
        code: &AuthorizationCode,
        grant: &Grant,
        refresh_token: Option<&RefreshToken>,
    ) -> Result<RedemptionOutcome, TokenError> {
        let now = grant.created_at;
        let redemption = Redemption {
            code: &code.token,
            grant,
            refresh_token,
        };
        let event = |kind| {
            let actor = EventActor::Client(grant.client_id.to_string());
            AuditEvent::new(grant.tenant_id.clone(), now, kind, actor)
                .about(&grant.user_id)
                .from_address(request.address)
        };
        let redeemed = event(EventKind::CodeRedeemed).with("grant_id", grant.grant_id.as_str());
        let events = RedemptionEvents {
            redeemed: &redeemed,
            replayed: &event(EventKind::CodeReplayed),
        };
        Ok(self.codes.redeem(&redemption, now, &events).await?)
    }

    /// The grant that a code turns into.
    fn grant_of(&self, code: &AuthorizationCode, lifetimes: &Lifetimes, now: Timestamp) -> Grant {
        let expires_at = grant_expiry(&code.scope, code.session_expires_at, lifetimes, now);
        Grant {
            grant_id: GrantId::generate(&*self.random, now),
            tenant_id: code.tenant_id.clone(),
            client_id: code.client_id.clone(),
            user_id: code.user_id.clone(),
            session_id: code.session_id.clone(),
            scope: code.scope.clone(),
            auth_time: code.auth_time,
            amr: code.amr.clone(),
            terms: code.terms.clone(),
            created_at: now,
            expires_at,
            revoked_at: None,
        }
    }
}

fn check_redirect_uri(code: &AuthorizationCode, presented: &str) -> Result<(), TokenError> {
    if code.redirect_uri == presented {
        return Ok(());
    }
    Err(TokenError::invalid_grant(
        "redirect_uri: expected the one of the authorization request",
        "another redirect_uri than at the authorization endpoint",
    ))
}

/// A code that was asked for with `dpop_jkt` needs a proof of that key (RFC 9449, section 10).
fn check_key(code: &AuthorizationCode, key: Option<&KeyThumbprint>) -> Result<(), TokenError> {
    match &code.terms.dpop_jkt {
        Some(expected) if key != Some(expected) => Err(TokenError::invalid_grant(
            "code: this code was asked for with dpop_jkt, so it needs a DPoP proof of that key",
            "a proof of another key, or none",
        )),
        _ => Ok(()),
    }
}

/// PKCE (RFC 7636, section 4.6). A verifier for a code without challenge is refused too: somebody
/// may have taken the challenge out of the request (RFC 9700, section 2.1.1).
fn check_verifier(code: &AuthorizationCode, verifier: Option<&str>) -> Result<(), TokenError> {
    let refused = |description, reason| Err(TokenError::invalid_grant(description, reason));
    match (&code.code_challenge, verifier) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(()),
        (Some(_), Some(_)) => refused(
            "code_verifier: expected the one whose SHA-256 is the code_challenge of the request",
            "the code_verifier does not match",
        ),
        (Some(_), None) => refused(
            "code_verifier: this code was asked for with a code_challenge, so it needs its code_verifier",
            "the code_verifier is missing",
        ),
        (None, Some(_)) => refused(
            "code_verifier: this code was asked for without a code_challenge, so expected none",
            "a code_verifier without code_challenge: perhaps a downgrade",
        ),
    }
}

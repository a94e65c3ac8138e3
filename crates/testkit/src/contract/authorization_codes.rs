//! [`AuthorizationCodes`](oidc::AuthorizationCodes).

use identity::Session;
use kernel::audit::EventKind;
use kernel::{Timestamp, TokenHash};
use oidc::{
    AuthorizationCode, CodeChallenge, Grant, Redemption, RedemptionEvents, RedemptionOutcome, Scope,
};

use tenancy::RelyingParty;

use super::{Harness, World};
use crate::sample;

/// A code is issued for one request and redeemed once; a replay revokes what it gave.
pub async fn authorization_codes(harness: &dyn Harness) {
    are_issued_for_one_request(&World::of(harness, "codes").await).await;
    are_redeemed_once(&World::of(harness, "codes-redeemed").await).await;
    are_gone(&World::of(harness, "codes-gone").await).await;
    are_raced(&World::of(harness, "codes-raced").await).await;
}

impl World<'_> {
    async fn issue_code(&self, code: &AuthorizationCode, request: Option<TokenHash>) -> bool {
        let event = self.event(EventKind::CodeIssued);
        let codes = &self.ports().authorization_codes;
        codes.issue(code, request, &event).await.unwrap()
    }

    /// A code of that session that has been issued.
    async fn issued(&self, session: &Session) -> AuthorizationCode {
        let code = sample::code(&self.client, session, self.random());
        assert!(self.issue_code(&code, None).await);
        code
    }

    async fn redeem(
        &self,
        code: &AuthorizationCode,
        grant: &Grant,
        now: Timestamp,
    ) -> RedemptionOutcome {
        let redemption = Redemption {
            code: &code.token,
            grant,
            refresh_token: Some(&sample::refresh_token(grant, now, self.random())),
        };
        let events = RedemptionEvents {
            redeemed: &self.event(EventKind::CodeRedeemed),
            replayed: &self.event(EventKind::CodeReplayed),
        };
        let codes = &self.ports().authorization_codes;
        codes.redeem(&redemption, now, &events).await.unwrap()
    }

    /// A grant of that scope, given in that session.
    pub async fn granted(&self, session: &Session, scope: &str) -> Grant {
        self.granted_to(&self.client, session, scope).await
    }

    /// The same to another client.
    pub(super) async fn granted_to(
        &self,
        client: &RelyingParty,
        session: &Session,
        scope: &str,
    ) -> Grant {
        let mut code = sample::code(client, session, self.random());
        code.scope = Scope::parse(scope).unwrap();
        assert!(self.issue_code(&code, None).await);
        let grant = sample::grant(&code, self.random());
        let outcome = self.redeem(&code, &grant, self.now).await;
        assert_eq!(outcome, RedemptionOutcome::Redeemed);
        grant
    }

    /// A code as it is stored, with its person.
    async fn find_code(&self, code: &AuthorizationCode) -> Option<AuthorizationCode> {
        let codes = &self.ports().authorization_codes;
        let found = codes.find(&self.tenant, &code.token).await.unwrap()?;
        assert_eq!(found.user.account.user_id, code.user_id);
        Some(found.code)
    }

    /// A grant as it is stored.
    pub async fn find_grant(&self, grant: &Grant) -> Grant {
        let grants = &self.ports().grants;
        assert_eq!(
            grants.find(&self.other, &grant.grant_id).await.unwrap(),
            None
        );
        let found = grants.find(&self.tenant, &grant.grant_id).await.unwrap();
        let delegation = found.unwrap();
        assert_eq!(delegation.user.account.user_id, grant.user_id);
        delegation.grant
    }
}

async fn are_issued_for_one_request(world: &World<'_>) {
    let (requests, codes) = (
        &world.ports().authorization_requests,
        &world.ports().authorization_codes,
    );
    let session = world.signed_in().await;
    let request = sample::authorization_request(&world.client, world.now, world.random());
    requests.open(&request).await.unwrap();

    let mut late = sample::code(&world.client, &session, world.random());
    late.created_at = request.expires_at;
    assert!(!world.issue_code(&late, Some(request.token)).await);
    let mut elsewhere = sample::code(&world.client, &session, world.random());
    elsewhere.tenant_id = world.other.clone();
    assert!(!world.issue_code(&elsewhere, Some(request.token)).await);
    assert!(requests.find(&request.token).await.unwrap().is_some());

    let mut code = sample::code(&world.client, &session, world.random());
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    code.code_challenge = Some(CodeChallenge::parse(challenge).unwrap());
    assert!(world.issue_code(&code, Some(request.token)).await);
    assert_eq!(requests.find(&request.token).await.unwrap(), None);
    assert_eq!(world.find_code(&code).await.as_ref(), Some(&code));
    let elsewhere = codes.find(&world.other, &code.token).await;
    assert_eq!(elsewhere.unwrap(), None);

    let mut second = sample::code(&world.client, &session, world.random());
    second.nonce = None;
    assert!(!world.issue_code(&second, Some(request.token)).await);
    assert_eq!(world.find_code(&second).await, None);
    assert!(world.issue_code(&second, None).await);
    assert_eq!(world.find_code(&second).await.as_ref(), Some(&second));
    assert_eq!(world.recorded(EventKind::CodeIssued).await, 2);
}

async fn are_redeemed_once(world: &World<'_>) {
    let session = world.signed_in().await;
    let code = world.issued(&session).await;
    let grant = sample::grant(&code, world.random());
    let last_moment = Timestamp::from_micros(code.expires_at.micros() - 1);
    assert_eq!(
        world.redeem(&code, &grant, last_moment).await,
        RedemptionOutcome::Redeemed
    );
    assert_eq!(world.find_grant(&grant).await, grant);

    for moment in [world.later(59), world.later(3600)] {
        let second = sample::grant(&code, world.random());
        assert_eq!(
            world.redeem(&code, &second, moment).await,
            RedemptionOutcome::Replayed
        );
        let grants = &world.ports().grants;
        assert_eq!(
            grants.find(&world.tenant, &second.grant_id).await.unwrap(),
            None
        );
        assert_eq!(
            world.find_grant(&grant).await.revoked_at,
            Some(world.later(59))
        );
    }
    assert_eq!(world.recorded(EventKind::CodeRedeemed).await, 1);
    assert_eq!(world.recorded(EventKind::CodeReplayed).await, 2);
    assert_eq!(world.find_code(&code).await.as_ref(), Some(&code));
}

async fn are_gone(world: &World<'_>) {
    let session = world.signed_in().await;
    let code = world.issued(&session).await;
    let grant = sample::grant(&code, world.random());
    assert_eq!(
        world.redeem(&code, &grant, code.expires_at).await,
        RedemptionOutcome::Gone
    );
    let unknown = sample::code(&world.client, &session, world.random());
    assert_eq!(
        world.redeem(&unknown, &grant, world.now).await,
        RedemptionOutcome::Gone
    );
    let mut elsewhere = grant.clone();
    elsewhere.tenant_id = world.other.clone();
    assert_eq!(
        world.redeem(&code, &elsewhere, world.now).await,
        RedemptionOutcome::Gone
    );

    let event = world.event(EventKind::SessionEnded);
    let sessions = &world.ports().sessions;
    assert!(
        sessions
            .end(&world.tenant, &session.session_id, &event)
            .await
            .unwrap()
    );
    assert_eq!(
        world.redeem(&code, &grant, world.now).await,
        RedemptionOutcome::Gone
    );
    let grants = &world.ports().grants;
    assert_eq!(
        grants.find(&world.tenant, &grant.grant_id).await.unwrap(),
        None
    );
    assert_eq!(world.recorded(EventKind::CodeRedeemed).await, 0);
    assert_eq!(world.recorded(EventKind::CodeReplayed).await, 0);
}

async fn are_raced(world: &World<'_>) {
    let session = world.signed_in().await;
    let request = sample::authorization_request(&world.client, world.now, world.random());
    world
        .ports()
        .authorization_requests
        .open(&request)
        .await
        .unwrap();
    let issued = world.race(|ports, _| {
        let code = sample::code(&world.client, &session, world.random());
        let (request, event) = (request.token, world.event(EventKind::CodeIssued));
        async move {
            ports
                .authorization_codes
                .issue(&code, Some(request), &event)
                .await
                .unwrap()
        }
    });
    assert_eq!(issued.await.into_iter().filter(|issued| *issued).count(), 1);
    assert_eq!(world.recorded(EventKind::CodeIssued).await, 1);

    let code = world.issued(&session).await;
    let outcomes = world.race(|ports, _| {
        let (token, now) = (code.token, world.now);
        let grant = sample::grant(&code, world.random());
        let refresh_token = sample::refresh_token(&grant, now, world.random());
        let redeemed = world.event(EventKind::CodeRedeemed);
        let replayed = world.event(EventKind::CodeReplayed);
        async move {
            let redemption = Redemption {
                code: &token,
                grant: &grant,
                refresh_token: Some(&refresh_token),
            };
            let events = RedemptionEvents {
                redeemed: &redeemed,
                replayed: &replayed,
            };
            let codes = &ports.authorization_codes;
            codes.redeem(&redemption, now, &events).await.unwrap()
        }
    });
    let outcomes = outcomes.await;
    let count = |outcome| outcomes.iter().filter(|known| **known == outcome).count();
    assert_eq!(count(RedemptionOutcome::Redeemed), 1);
    assert_eq!(count(RedemptionOutcome::Replayed), outcomes.len() - 1);
    assert_eq!(world.recorded(EventKind::CodeRedeemed).await, 1);
    assert_eq!(
        world.recorded(EventKind::CodeReplayed).await,
        outcomes.len() - 1
    );
}

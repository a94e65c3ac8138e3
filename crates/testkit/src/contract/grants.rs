//! [`Grants`](oidc::Grants).

use std::time::Duration;

use kernel::Timestamp;
use kernel::audit::EventKind;
use oidc::{
    GRACE, Grant, Redemption, RedemptionEvents, RedemptionOutcome, RefreshToken, Rotation,
    RotationEvents, RotationOutcome,
};

use super::{Harness, World};
use crate::sample;

/// A refresh token gives one successor; using it again revokes the grant, but for a short grace.
pub async fn grants(harness: &dyn Harness) {
    is_rotated(&World::of(harness, "grants").await).await;
    has_a_short_grace(&World::of(harness, "grants-grace").await).await;
    has_no_grace_after_the_successor(&World::of(harness, "grants-used").await).await;
    is_gone(&World::of(harness, "grants-gone").await).await;
    is_revoked(&World::of(harness, "grants-revoked").await).await;
    is_raced(&World::of(harness, "grants-raced").await).await;
}

impl World<'_> {
    /// A grant with its first refresh token.
    async fn given(&self) -> (Grant, RefreshToken) {
        let session = self.signed_in().await;
        let code = sample::code(&self.client, &session, self.random());
        let codes = &self.ports().authorization_codes;
        let event = self.event(EventKind::CodeIssued);
        assert!(codes.issue(&code, None, &event).await.unwrap());
        let grant = sample::grant(&code, self.random());
        let token = sample::refresh_token(&grant, self.now, self.random());
        let redemption = Redemption {
            code: &code.token,
            grant: &grant,
            refresh_token: Some(&token),
        };
        let events = RedemptionEvents {
            redeemed: &self.event(EventKind::CodeRedeemed),
            replayed: &self.event(EventKind::CodeReplayed),
        };
        let outcome = codes.redeem(&redemption, self.now, &events).await.unwrap();
        assert_eq!(outcome, RedemptionOutcome::Redeemed);
        (grant, token)
    }

    /// Rotates `presented`, and returns the successor that was offered.
    async fn rotate(
        &self,
        presented: &RefreshToken,
        grant: &Grant,
        now: Timestamp,
    ) -> (RotationOutcome, RefreshToken) {
        let successor = sample::refresh_token(grant, now, self.random());
        let rotation = Rotation {
            presented: &presented.token,
            successor: &successor,
            sealed_successor: &sealed(&successor),
            grace: GRACE,
        };
        let events = RotationEvents {
            rotated: &self.event(EventKind::RefreshTokenRotated),
            reused: &self.event(EventKind::RefreshTokenReused),
        };
        let grants = &self.ports().grants;
        let outcome = grants
            .rotate(&grant.tenant_id, &rotation, now, &events)
            .await
            .unwrap();
        (outcome, successor)
    }

    async fn is_known(&self, token: &RefreshToken) -> bool {
        let grants = &self.ports().grants;
        let tenant = (&self.tenant, &self.other);
        assert_eq!(
            grants
                .find_by_refresh_token(tenant.1, &token.token)
                .await
                .unwrap(),
            None
        );
        let found = grants
            .find_by_refresh_token(tenant.0, &token.token)
            .await
            .unwrap();
        found.is_some_and(|held| held.delegation.grant.grant_id == token.grant_id)
    }
}

fn sealed(successor: &RefreshToken) -> Vec<u8> {
    successor.token.as_bytes().repeat(2)
}

async fn is_rotated(world: &World<'_>) {
    let (grant, first) = world.given().await;
    assert!(world.is_known(&first).await);
    let (outcome, second) = world.rotate(&first, &grant, world.later(100)).await;
    assert_eq!(outcome, RotationOutcome::Rotated);
    assert!(world.is_known(&first).await && world.is_known(&second).await);
    let (outcome, third) = world.rotate(&second, &grant, world.later(200)).await;
    assert_eq!(outcome, RotationOutcome::Rotated);
    assert_eq!(world.recorded(EventKind::RefreshTokenRotated).await, 2);
    assert_eq!(world.find_grant(&grant).await, grant);

    let (outcome, fourth) = world.rotate(&first, &grant, world.later(300)).await;
    assert_eq!(outcome, RotationOutcome::Reused);
    assert!(!world.is_known(&fourth).await);
    assert_eq!(world.recorded(EventKind::RefreshTokenReused).await, 1);
    assert_eq!(
        world.find_grant(&grant).await.revoked_at,
        Some(world.later(300))
    );
    let (outcome, _) = world.rotate(&third, &grant, world.later(301)).await;
    assert_eq!(outcome, RotationOutcome::Gone);
    assert_eq!(world.recorded(EventKind::RefreshTokenRotated).await, 2);
}

async fn has_a_short_grace(world: &World<'_>) {
    let (grant, first) = world.given().await;
    let (_, second) = world.rotate(&first, &grant, world.now).await;
    let end = world.now.plus(GRACE);
    for moment in [world.now, Timestamp::from_micros(end.micros() - 1)] {
        let (outcome, offered) = world.rotate(&first, &grant, moment).await;
        assert_eq!(outcome, RotationOutcome::Grace(sealed(&second)));
        assert!(!world.is_known(&offered).await);
    }
    assert_eq!(world.recorded(EventKind::RefreshTokenRotated).await, 1);
    let (outcome, _) = world.rotate(&first, &grant, end).await;
    assert_eq!(outcome, RotationOutcome::Reused);
    assert_eq!(world.find_grant(&grant).await.revoked_at, Some(end));
}

async fn has_no_grace_after_the_successor(world: &World<'_>) {
    let (grant, first) = world.given().await;
    let (_, second) = world.rotate(&first, &grant, world.now).await;
    let (outcome, _) = world.rotate(&second, &grant, world.later(1)).await;
    assert_eq!(outcome, RotationOutcome::Rotated);
    let (outcome, _) = world.rotate(&first, &grant, world.later(2)).await;
    assert_eq!(outcome, RotationOutcome::Reused);
}

async fn is_gone(world: &World<'_>) {
    let (grant, token) = world.given().await;
    let unknown = sample::refresh_token(&grant, world.now, world.random());
    assert_eq!(
        world.rotate(&unknown, &grant, world.now).await.0,
        RotationOutcome::Gone
    );
    let mut elsewhere = grant.clone();
    elsewhere.tenant_id = world.other.clone();
    assert_eq!(
        world.rotate(&token, &elsewhere, world.now).await.0,
        RotationOutcome::Gone
    );
    let (outcome, offered) = world.rotate(&token, &grant, token.expires_at).await;
    assert_eq!(outcome, RotationOutcome::Gone);
    assert!(!world.is_known(&offered).await);
    // A used token of a grant that has expired is gone rather than reused.
    let (outcome, _) = world.rotate(&token, &grant, world.now).await;
    assert_eq!(outcome, RotationOutcome::Rotated);
    let (outcome, _) = world.rotate(&token, &grant, grant.expires_at).await;
    assert_eq!(outcome, RotationOutcome::Gone);
    let event = world.event(EventKind::SessionEnded);
    let sessions = &world.ports().sessions;
    assert!(
        sessions
            .end(&world.tenant, &grant.session_id, &event)
            .await
            .unwrap()
    );
    let late = grant.created_at.plus(Duration::from_secs(30));
    assert_eq!(
        world.rotate(&token, &grant, late).await.0,
        RotationOutcome::Gone
    );
    assert_eq!(world.recorded(EventKind::RefreshTokenReused).await, 0);
}

async fn is_raced(world: &World<'_>) {
    let (grant, token) = world.given().await;
    let outcomes = world.race(|ports, _| {
        let (tenant, presented, now) = (world.tenant.clone(), token.token, world.later(1));
        let successor = sample::refresh_token(&grant, now, world.random());
        let rotated = world.event(EventKind::RefreshTokenRotated);
        let reused = world.event(EventKind::RefreshTokenReused);
        async move {
            let rotation = Rotation {
                presented: &presented,
                successor: &successor,
                sealed_successor: &sealed(&successor),
                grace: GRACE,
            };
            let events = RotationEvents {
                rotated: &rotated,
                reused: &reused,
            };
            let outcome = ports
                .grants
                .rotate(&tenant, &rotation, now, &events)
                .await
                .unwrap();
            (outcome, sealed(&successor))
        }
    });
    let outcomes = outcomes.await;
    let winners: Vec<_> = outcomes
        .iter()
        .filter(|(outcome, _)| *outcome == RotationOutcome::Rotated)
        .collect();
    assert_eq!(winners.len(), 1);
    let given = RotationOutcome::Grace(winners[0].1.clone());
    let graces = outcomes.iter().filter(|(outcome, _)| *outcome == given);
    assert_eq!(graces.count(), outcomes.len() - 1);
    assert_eq!(world.recorded(EventKind::RefreshTokenRotated).await, 1);
    assert_eq!(world.find_grant(&grant).await.revoked_at, None);
}

/// A revoked grant gives nothing any more, and its tokens are still known.
async fn is_revoked(world: &World<'_>) {
    let (grant, token) = world.given().await;
    let grants = &world.ports().grants;
    let held = async |token: &RefreshToken| {
        let held = grants.find_by_refresh_token(&world.tenant, &token.token);
        held.await.unwrap().unwrap()
    };
    let before = held(&token).await;
    assert_eq!(before.accepted_until, Some(token.expires_at));
    assert_eq!(before.delegation.grant, grant);
    assert_eq!(before.delegation.user.account.user_id, world.ada.user_id);

    let event = world.event(EventKind::GrantRevoked);
    let revoke = async |tenant| {
        grants
            .revoke(tenant, &grant.grant_id, &event)
            .await
            .unwrap()
    };
    assert!(!revoke(&world.other).await);
    assert!(revoke(&world.tenant).await);
    assert!(!revoke(&world.tenant).await);
    assert_eq!(world.recorded(EventKind::GrantRevoked).await, 1);
    assert!(world.is_known(&token).await);
    let (outcome, _) = world.rotate(&token, &grant, world.now).await;
    assert_eq!(outcome, RotationOutcome::Gone);

    let (grant, used) = world.given().await;
    world.rotate(&used, &grant, world.now).await;
    assert_eq!(held(&used).await.accepted_until, None);
}

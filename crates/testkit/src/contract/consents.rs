//! [`Consents`](oidc::Consents).

use kernel::audit::EventKind;
use oidc::{Consent, Scope};

use super::{Harness, World};
use crate::sample;

/// Consent adds up, per person and client, in its tenant.
pub async fn consents(harness: &dyn Harness) {
    adds_up(&World::of(harness, "consents").await).await;
    is_one_persons_to_one_client(&World::of(harness, "consents-apart").await).await;
    is_raced(&World::of(harness, "consents-raced").await).await;
}

impl World<'_> {
    fn consent(&self, scope: &str) -> Consent {
        Consent {
            tenant_id: self.tenant.clone(),
            user_id: self.ada.user_id.clone(),
            client_id: self.client.id().clone(),
            scope: Scope::parse(scope).unwrap(),
            given_at: self.now,
        }
    }

    async fn give(&self, consent: &Consent) {
        let event = self.event(EventKind::ConsentGiven);
        self.ports().consents.give(consent, &event).await.unwrap();
    }

    /// What ada has allowed the client, in order.
    async fn allowed(&self) -> Option<String> {
        let (user, client) = (&self.ada.user_id, self.client.id());
        let consents = &self.ports().consents;
        let elsewhere = consents.find(&self.other, user, client).await.unwrap();
        assert_eq!(elsewhere, None);
        let found = consents.find(&self.tenant, user, client).await.unwrap();
        found.map(|scope| {
            let mut tokens: Vec<_> = scope.tokens().collect();
            tokens.sort_unstable();
            tokens.join(" ")
        })
    }
}

async fn adds_up(world: &World<'_>) {
    assert_eq!(world.allowed().await, None);
    world.give(&world.consent("openid email")).await;
    assert_eq!(world.allowed().await.as_deref(), Some("email openid"));
    let later = Consent {
        given_at: world.later(60),
        ..world.consent("openid profile")
    };
    world.give(&later).await;
    let all = world.allowed().await;
    assert_eq!(all.as_deref(), Some("email openid profile"));
    assert_eq!(world.recorded(EventKind::ConsentGiven).await, 2);
}

async fn is_one_persons_to_one_client(world: &World<'_>) {
    let bob = sample::account(&world.tenant, "Bob", world.now, world.random());
    assert!(world.create(&bob).await);
    let other = sample::client(&world.tenant, "other", world.now, world.random());
    let event = world.event(EventKind::ClientCreated);
    let clients = &world.ports().relying_parties;
    assert!(clients.register(&other, &event).await.unwrap());
    world.give(&world.consent("openid")).await;

    let (tenant, consents) = (&world.tenant, &world.ports().consents);
    let (ada, app) = (&world.ada.user_id, world.client.id());
    let theirs = consents.find(tenant, &bob.user_id, app).await.unwrap();
    assert_eq!(theirs, None);
    assert_eq!(consents.find(tenant, ada, other.id()).await.unwrap(), None);
    assert!(consents.find(tenant, ada, app).await.unwrap().is_some());
}

async fn is_raced(world: &World<'_>) {
    let given = world.race(|ports, _| {
        let consent = world.consent("openid profile email");
        let event = world.event(EventKind::ConsentGiven);
        async move { ports.consents.give(&consent, &event).await }
    });
    for given in given.await {
        given.unwrap();
    }
    let all = world.allowed().await;
    assert_eq!(all.as_deref(), Some("email openid profile"));
}

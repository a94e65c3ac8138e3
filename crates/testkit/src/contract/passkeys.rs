//! [`Passkeys`](identity::passkey::Passkeys).

use identity::passkey::{Addition, PER_ACCOUNT, Passkey, PasskeyUse};
use kernel::PlainToken;
use kernel::audit::EventKind;
use serde_json::json;

use super::{Harness, World};
use crate::sample;

/// A passkey is its account's; its counter goes up only.
pub async fn passkeys(harness: &dyn Harness) {
    are_added(&World::of(harness, "passkeys").await).await;
    are_few(&World::of(harness, "passkeys-few").await).await;
    are_their_owners(&World::of(harness, "passkeys-owned").await).await;
    are_used(&World::of(harness, "passkeys-used").await).await;
    are_raced(&World::of(harness, "passkeys-raced").await).await;
}

impl World<'_> {
    fn passkey(&self, counter: u32) -> Passkey {
        Passkey {
            tenant_id: self.tenant.clone(),
            credential_id: PlainToken::generate(self.random()).reveal().to_owned(),
            user_id: self.ada.user_id.clone(),
            name: "Phone".into(),
            key: json!({"a": "key"}),
            counter,
            is_device_bound: counter > 0,
            created: identity::Stamp {
                at: self.now,
                ip: Some(sample::ADDRESS),
                user_agent: Some("a browser".into()),
            },
            last_use: None,
        }
    }

    async fn add(&self, passkey: &Passkey) -> Addition {
        let notice = sample::mail(&self.ada, "passkey");
        let event = self.event(EventKind::PasskeyAdded);
        let passkeys = &self.ports().passkeys;
        passkeys.add(passkey, &notice, &event).await.unwrap()
    }

    async fn added(&self, counter: u32) -> Passkey {
        let passkey = self.passkey(counter);
        assert_eq!(self.add(&passkey).await, Addition::Added);
        passkey
    }

    async fn found(&self, passkey: &Passkey) -> Option<Passkey> {
        let (passkeys, id) = (&self.ports().passkeys, &passkey.credential_id);
        assert_eq!(passkeys.find(&self.other, id).await.unwrap(), None);
        passkeys.find(&self.tenant, id).await.unwrap()
    }

    fn use_of(&self, passkey: &Passkey, counter: u32) -> PasskeyUse {
        PasskeyUse {
            credential_id: passkey.credential_id.clone(),
            key: json!({"a": "key", "used": counter}),
            counter,
            used: identity::Stamp {
                at: self.later(60),
                ip: Some(sample::ADDRESS),
                user_agent: None,
            },
        }
    }

    /// Whether a signature with that counter signs in; if so there is a nonce.
    async fn signs_in(&self, passkey: &Passkey, counter: u32) -> bool {
        let nonce = sample::nonce(&self.ada, self.now, self.random());
        let (proved, event) = (
            self.use_of(passkey, counter),
            self.event(EventKind::SignInProved),
        );
        let ports = self.ports();
        let signed_in = ports
            .passkeys
            .sign_in(&proved, &nonce, &event)
            .await
            .unwrap();
        let kept = ports.sign_in_nonces.find(&self.tenant, &nonce.token).await;
        assert_eq!(kept.unwrap(), signed_in.then_some(nonce));
        signed_in
    }
}

async fn are_added(world: &World<'_>) {
    let passkey = world.added(7).await;
    assert_eq!(world.found(&passkey).await.as_ref(), Some(&passkey));
    let again = Passkey {
        name: "Another".into(),
        ..passkey.clone()
    };
    assert_eq!(world.add(&again).await, Addition::Known);
    assert_eq!(world.found(&passkey).await.as_ref(), Some(&passkey));
    let mut nobodys = world.passkey(0);
    nobodys.user_id = "nobody".parse().unwrap();
    assert_eq!(world.add(&nobodys).await, Addition::Full);
    assert_eq!(world.found(&nobodys).await, None);
    assert_eq!(world.recorded(EventKind::PasskeyAdded).await, 1);
    let mails = world.ports().outbox.newest(None, 10).await.unwrap();
    let notice = sample::mail(&world.ada, "passkey");
    assert_eq!(
        mails.iter().filter(|stored| stored.mail == notice).count(),
        1
    );
}

async fn are_few(world: &World<'_>) {
    let mut expected = Vec::new();
    for number in 0..PER_ACCOUNT {
        let mut passkey = world.passkey(0);
        passkey.created.at = world.later(number.into());
        assert_eq!(world.add(&passkey).await, Addition::Added);
        expected.push(passkey);
    }
    assert_eq!(world.add(&world.passkey(0)).await, Addition::Full);
    let passkeys = &world.ports().passkeys;
    let own = passkeys.of_user(&world.tenant, &world.ada.user_id).await;
    assert_eq!(own.unwrap(), expected);
    let elsewhere = passkeys.of_user(&world.other, &world.ada.user_id).await;
    assert_eq!(elsewhere.unwrap(), []);
}

async fn are_their_owners(world: &World<'_>) {
    let passkey = world.added(0).await;
    let (passkeys, id) = (&world.ports().passkeys, &passkey.credential_id);
    let (ada, bob) = (&world.ada.user_id, "bob".parse().unwrap());
    let renaming = world.event(EventKind::PasskeyRenamed);
    let removal = world.event(EventKind::PasskeyRemoved);
    for (tenant, user) in [(&world.tenant, &bob), (&world.other, ada)] {
        let renamed = passkeys.rename(tenant, user, id, "Mine", &renaming).await;
        assert!(!renamed.unwrap());
        assert!(!passkeys.remove(tenant, user, id, &removal).await.unwrap());
    }
    assert_eq!(world.found(&passkey).await.as_ref(), Some(&passkey));
    let tenant = &world.tenant;
    assert!(
        passkeys
            .rename(tenant, ada, id, "Key", &renaming)
            .await
            .unwrap()
    );
    assert_eq!(world.found(&passkey).await.unwrap().name, "Key");
    assert!(passkeys.remove(tenant, ada, id, &removal).await.unwrap());
    assert!(!passkeys.remove(tenant, ada, id, &removal).await.unwrap());
    assert_eq!(world.found(&passkey).await, None);
    assert!(!world.signs_in(&passkey, 1).await);
    assert_eq!(world.recorded(EventKind::PasskeyRenamed).await, 1);
    assert_eq!(world.recorded(EventKind::PasskeyRemoved).await, 1);
}

async fn are_used(world: &World<'_>) {
    let counting = world.added(7).await;
    for (counter, is_above) in [
        (7, false),
        (6, false),
        (0, false),
        (8, true),
        (8, false),
        (90, true),
    ] {
        assert_eq!(
            world.signs_in(&counting, counter).await,
            is_above,
            "{counter}"
        );
    }
    let kept = world.found(&counting).await.unwrap();
    let last = world.use_of(&counting, 90);
    assert_eq!((kept.counter, kept.key), (90, last.key));
    assert_eq!(kept.last_use, Some(last.used));
    let without = world.added(0).await;
    for (counter, is_good) in [(0, true), (0, true), (1, true), (0, false)] {
        assert_eq!(
            world.signs_in(&without, counter).await,
            is_good,
            "{counter}"
        );
    }
    let foreign = Passkey {
        user_id: "bob".parse().unwrap(),
        ..counting
    };
    let nonce = identity::sign_in::SignInNonce {
        user_id: foreign.user_id.clone(),
        ..sample::nonce(&world.ada, world.now, world.random())
    };
    let (proved, event) = (
        world.use_of(&foreign, 99),
        world.event(EventKind::SignInProved),
    );
    let passkeys = &world.ports().passkeys;
    assert!(!passkeys.sign_in(&proved, &nonce, &event).await.unwrap());
    assert_eq!(world.recorded(EventKind::SignInProved).await, 5);
}

async fn are_raced(world: &World<'_>) {
    let passkey = world.added(1).await;
    let used = world.race(|ports, _| {
        let nonce = sample::nonce(&world.ada, world.now, world.random());
        let (proved, event) = (
            world.use_of(&passkey, 2),
            world.event(EventKind::SignInProved),
        );
        async move {
            let passkeys = &ports.passkeys;
            passkeys.sign_in(&proved, &nonce, &event).await.unwrap()
        }
    });
    assert_eq!(used.await.into_iter().filter(|used| *used).count(), 1);
    assert_eq!(world.recorded(EventKind::SignInProved).await, 1);
}

use std::sync::Arc;

use serde_json::{Value, json};
use tenancy::SigningAlgorithm::{EdDsa, Rs256};

use super::*;
use crate::MockSigningKeys;
use crate::fixture::{self, ManualClock, Memory, NOW};
use crate::keyring::TokenType;
use crate::{Keyring, SigningKeys};

struct Keys {
    keyrings: Keyrings,
    memory: Arc<Memory>,
    clock: Arc<ManualClock>,
}

impl Keys {
    fn new() -> Self {
        let memory = Arc::new(Memory::new(Vec::new(), fixture::account(), fixture::keys()));
        let clock = Arc::new(ManualClock::at(NOW));
        Self {
            keyrings: Keyrings::new(memory.clone(), clock.clone()),
            memory,
            clock,
        }
    }

    async fn rotate(&self, lead: u64) -> Result<(), RotateError> {
        let lead = Duration::from_secs(lead);
        let tenant = fixture::tenant().id;
        self.keyrings
            .rotate(&tenant, lead, EventActor::Operator)
            .await
    }

    async fn current(&self) -> Arc<Keyring> {
        self.keyrings.of(&fixture::tenant().id).await.unwrap()
    }

    fn days(&self, days: i64) {
        self.clock.advance(days * 86_400);
    }

    /// The stages of the keys of an algorithm, those that sign last first.
    async fn stages(&self, algorithm: SigningAlgorithm) -> Vec<KeyStage> {
        let keys = self.keyrings.list(&fixture::tenant().id).await.unwrap();
        let of_algorithm = keys.iter().filter(|key| key.algorithm == algorithm);
        of_algorithm.map(|key| key.stage).collect()
    }
}

fn kid(keyring: &Keyring, algorithm: SigningAlgorithm) -> String {
    let claims = json!({});
    let token = keyring.sign(algorithm, TokenType::Id, &claims).unwrap();
    crate::foreign_keys::header(token.reveal())
        .unwrap()
        .kid
        .unwrap()
}

#[tokio::test]
async fn a_key_is_published_before_it_signs_and_after() {
    let keys = Keys::new();
    let old = keys.current().await;
    let token = old.sign(EdDsa, TokenType::Id, &json!({"a": 1})).unwrap();
    keys.rotate(10).await.unwrap();
    keys.clock.advance(9);
    let published = keys.current().await;
    assert_eq!(published.jwk_set().keys.len(), 4);
    for algorithm in [EdDsa, Rs256] {
        assert_eq!(kid(&published, algorithm), kid(&old, algorithm));
        assert_eq!(
            keys.stages(algorithm).await,
            [KeyStage::Next, KeyStage::Signing]
        );
    }
    keys.clock.advance(6);
    let new = keys.current().await;
    let until = NOW.plus(Duration::from_secs(10)).plus(KEPT_AFTER);
    for algorithm in [EdDsa, Rs256] {
        assert_ne!(kid(&new, algorithm), kid(&old, algorithm));
        assert_eq!(
            keys.stages(algorithm).await,
            [KeyStage::Signing, KeyStage::Kept { until }]
        );
    }
    // A node that has not heard of the change knows the new key, and everybody knows the old one.
    let fresh = new.sign(EdDsa, TokenType::Id, &json!({"a": 1})).unwrap();
    for (keyring, token) in [(&published, &fresh), (&new, &token)] {
        let claims: Value = keyring.verify(TokenType::Id, token.reveal()).unwrap();
        assert_eq!(claims, json!({"a": 1}));
    }
}

#[tokio::test]
async fn a_key_that_nodes_may_not_know_yet_does_not_sign() {
    let keys = Keys::new();
    let error = keys.rotate(9).await.unwrap_err();
    assert!(error.to_string().contains("at least 10 seconds"), "{error}");
    assert_eq!(keys.stages(EdDsa).await, [KeyStage::Signing]);
}

#[tokio::test]
async fn keys_are_succeeded_by_age_once_and_removed_when_nothing_of_theirs_is_valid() {
    let keys = Keys::new();
    keys.days(87);
    keys.keyrings.tend().await.unwrap();
    assert_eq!(keys.stages(Rs256).await, [KeyStage::Signing]);
    keys.days(1);
    for _ in 0..3 {
        keys.keyrings.tend().await.unwrap();
        assert_eq!(
            keys.stages(Rs256).await,
            [KeyStage::Next, KeyStage::Signing]
        );
    }
    keys.days(2);
    let until = NOW.plus(SIGNS_FOR).plus(KEPT_AFTER);
    assert_eq!(
        keys.stages(Rs256).await,
        [KeyStage::Signing, KeyStage::Kept { until }]
    );
    // 366 days after the key at the end was succeeded, on day 90.
    keys.days(365);
    keys.keyrings.tend().await.unwrap();
    assert_eq!(keys.stages(Rs256).await.len(), 3);
    keys.days(1);
    keys.keyrings.tend().await.unwrap();
    assert_eq!(
        keys.stages(Rs256).await,
        [KeyStage::Next, KeyStage::Signing]
    );
    assert_eq!(
        keys.stages(EdDsa).await,
        [KeyStage::Next, KeyStage::Signing]
    );
    let events = keys.memory.state().events.clone();
    let retired = events
        .iter()
        .filter(|it| **it == EventKind::SigningKeyRetired);
    assert_eq!(retired.count(), 2);
}

#[tokio::test]
async fn of_two_nodes_that_rotate_at_once_one_does() {
    let mut store = MockSigningKeys::new();
    store.expect_live().returning(|_| Ok(fixture::keys()));
    store
        .expect_publish()
        .times(2)
        .returning(|_, _, _, _| Ok(false));
    store
        .expect_with_keys_from()
        .returning(|_| Ok(vec![fixture::tenant().id]));
    let store: Arc<dyn SigningKeys> = Arc::new(store);
    let clock = Arc::new(ManualClock::at(NOW.plus(SIGNS_FOR)));
    let keyrings = Keyrings::new(store, clock);
    keyrings.tend().await.unwrap();
    let lead = Keyrings::USUAL_LEAD;
    let tenant = fixture::tenant().id;
    let rotated = keyrings.rotate(&tenant, lead, EventActor::Operator);
    assert!(matches!(rotated.await, Err(RotateError::Raced)));
}

#[tokio::test]
async fn a_tenant_whose_keys_cannot_be_tended_keeps_no_other_waiting() {
    let tenants = ["broken", "sound", "gone"].map(|id| id.parse::<TenantId>().unwrap());
    let [broken, sound, gone] = tenants.clone();
    let mut store = MockSigningKeys::new();
    store
        .expect_with_keys_from()
        .returning(move |_| Ok(tenants.to_vec()));
    let failing = [broken, gone];
    store.expect_live().returning(move |tenant| {
        if failing.contains(tenant) {
            Err(StorageError::Corrupt(tenant.to_string()))
        } else {
            Ok(fixture::keys())
        }
    });
    store
        .expect_publish()
        .withf(move |tenant, _, _, _| *tenant == sound)
        .once()
        .returning(|_, _, _, _| Ok(true));
    let store: Arc<dyn SigningKeys> = Arc::new(store);
    let clock = Arc::new(ManualClock::at(NOW.plus(SIGNS_FOR)));
    let outcome = Keyrings::new(store, clock).tend().await;
    assert!(matches!(outcome, Err(StorageError::Corrupt(first)) if first == "broken"));
}

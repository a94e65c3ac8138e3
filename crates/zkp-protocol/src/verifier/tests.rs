//! What the use cases ask of their ports.

use std::sync::Arc;

use kernel::{FoldedName, MockClock, MockRandom, StorageError, Timestamp};
use rand_core::Rng as _;

use super::*;
use crate::seeded::Seeded;
use crate::{
    Algorithm, CipherKey, Credential, Element, Handle, OprfKeyVersion, Purpose, ReceivingKey,
};

const BASE: [u8; 32] = curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.0;

fn owned() -> OwnedCredential {
    OwnedCredential {
        user: "id-of-ada".parse().unwrap(),
        credential: Credential {
            handle: Handle::from_bytes([1; 16]),
            salt: [2; 32],
            sketch: [3; 128],
            public_key: BASE,
            algorithm: Algorithm::Keepic1,
            oprf_key_version: OprfKeyVersion(1),
            image_only: false,
        },
    }
}

fn cipher_key(purpose: Purpose) -> String {
    let (_, reply_to) = ReceivingKey::generate(&mut Seeded::new(1));
    let blinded = Element::decode(&BASE).unwrap();
    CipherKey {
        reply_to,
        blinded,
        purpose,
    }
    .to_string()
}

fn begin(cipher_key: &str) -> Begin<'_> {
    static TENANT: std::sync::LazyLock<kernel::TenantId> =
        std::sync::LazyLock::new(|| "acme".parse().unwrap());
    Begin {
        tenant: &TENANT,
        username: "Ada",
        cipher_key,
        auth_req_id: None,
        browser: None,
        address: "192.0.2.1",
        session_user: None,
        image_only_allowed: false,
    }
}

/// A verifier whose ports expect nothing yet, except for time and randomness.
fn verifier(
    ledger: MockChallengeLedger,
    credentials: MockCredentialStore,
    seeds: MockOprfSeed,
) -> Verifier {
    let mut clock = MockClock::new();
    clock
        .expect_now()
        .return_const(Timestamp::from_seconds(100));
    let mut random = MockRandom::new();
    let seeded = std::sync::Mutex::new(Seeded::new(2));
    random
        .expect_fill()
        .returning(move |bytes| seeded.lock().unwrap().fill_bytes(bytes));
    Verifier {
        origin: "https://id.example".to_owned(),
        ledger: Arc::new(ledger),
        credentials: Arc::new(credentials),
        seeds: Arc::new(seeds),
        clock: Arc::new(clock),
        random: Arc::new(random),
    }
}

fn seeds() -> MockOprfSeed {
    let mut seeds = MockOprfSeed::new();
    seeds
        .expect_newest()
        .times(1)
        .returning(|| (OprfKeyVersion(2), Seed::from_bytes([2; 64])));
    seeds
}

#[tokio::test]
async fn a_begin_reads_and_writes_the_same_for_every_name() {
    for stored in [Some(owned()), None] {
        let is_real = stored.is_some();
        let mut credentials = MockCredentialStore::new();
        credentials
            .expect_served_to()
            .withf(|tenant, name| tenant.as_str() == "acme" && *name == FoldedName::of("ada"))
            .times(1)
            .return_once(|_, _| Ok(stored));
        let mut seeds = seeds();
        seeds
            .expect_version()
            .times(usize::from(is_real))
            .returning(|_| Some(Seed::from_bytes([1; 64])));
        seeds
            .expect_look_alike_key()
            .times(1)
            .returning(|| LookAlikeKey::from_bytes([9; 32]));
        let mut ledger = MockChallengeLedger::new();
        ledger
            .expect_open()
            .withf(move |challenge| {
                challenge.occasion.user.is_some() == is_real
                    && (challenge.handle == owned().credential.handle) == is_real
                    && challenge.expires_at == Timestamp::from_seconds(220)
            })
            .times(1)
            .return_once(|_| Ok(()));
        let cipher_key = cipher_key(Purpose::Login);
        verifier(ledger, credentials, seeds)
            .begin(&begin(&cipher_key))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_begin_to_enrol_reads_no_credential() {
    let mut ledger = MockChallengeLedger::new();
    ledger
        .expect_open()
        .withf(|challenge| challenge.oprf_key_version == OprfKeyVersion(2))
        .times(1)
        .return_once(|_| Ok(()));
    let cipher_key = cipher_key(Purpose::Enrol);
    verifier(ledger, MockCredentialStore::new(), seeds())
        .begin(&begin(&cipher_key))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_begin_is_not_answered_unless_it_is_stored() {
    let mut ledger = MockChallengeLedger::new();
    ledger
        .expect_open()
        .return_once(|_| Err(StorageError::Unavailable("gone".to_owned())));
    let cipher_key = cipher_key(Purpose::Enrol);
    let result = verifier(ledger, MockCredentialStore::new(), seeds())
        .begin(&begin(&cipher_key))
        .await;
    let error = result.unwrap_err();
    assert!(matches!(error, BeginError::Unavailable(_)));
    assert_eq!(error.to_string(), "the service is unavailable");
}

#[tokio::test]
async fn a_malformed_begin_touches_no_port() {
    let ports = || {
        verifier(
            MockChallengeLedger::new(),
            MockCredentialStore::new(),
            MockOprfSeed::new(),
        )
    };
    for bad in ["", "a.b.login", &cipher_key(Purpose::Login)[1..]] {
        let result = ports().begin(&begin(bad)).await;
        assert!(matches!(result, Err(BeginError::Malformed(field)) if field.field == "cipherKey"));
    }
}

#[tokio::test]
async fn a_key_of_low_order_is_malformed_and_stores_nothing() {
    let low_order = CipherKey {
        reply_to: [0; 32],
        blinded: Element::decode(&BASE).unwrap(),
        purpose: Purpose::Enrol,
    };
    let verifier = verifier(
        MockChallengeLedger::new(),
        MockCredentialStore::new(),
        seeds(),
    );
    let result = verifier.begin(&begin(&low_order.to_string())).await;
    assert!(matches!(result, Err(BeginError::Malformed(field)) if field.field == "cipherKey"));
}

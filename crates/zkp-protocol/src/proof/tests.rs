use proptest::prelude::*;

use super::*;
use crate::credential::CredentialHash;
use crate::group::random_scalar;
use crate::seeded::{Fixed, Seeded};

fn statement<'a>(challenge: &'a ChallengeHash, action: Action<'a>) -> Statement<'a> {
    Statement {
        tenant: "acme",
        handle: Handle::from_bytes([1; 16]),
        challenge,
        auth_req_id: Some("request"),
        origin: "https://id.example",
        action,
    }
}

fn key_pair(seed: u64) -> (Zeroizing<Scalar>, Element) {
    let secret = random_scalar(&mut Seeded::new(seed));
    let public_key = Element::of(RistrettoPoint::mul_base(&secret)).unwrap();
    (secret, public_key)
}

const HASH: ChallengeHash = ChallengeHash::from_bytes([3; 64]);

proptest! {
    #[test]
    fn who_knows_the_secret_can_prove(seed: u64) {
        let (secret, public_key) = key_pair(seed);
        let statement = statement(&HASH, Action::Login);
        let proof = statement.prove(&secret, &public_key, &mut Seeded::new(!seed));
        prop_assert!(statement.is_proved_by(&proof, &public_key));
        let read = Proof::decode(proof.commitment(), proof.response());
        prop_assert_eq!(read, Some(proof));
    }

    #[test]
    fn a_proof_with_any_bit_changed_proves_nothing(seed: u64, bit in 0_usize..512) {
        let (secret, public_key) = key_pair(seed);
        let statement = statement(&HASH, Action::Login);
        let proof = statement.prove(&secret, &public_key, &mut Seeded::new(!seed));
        let mut halves = [*proof.commitment(), *proof.response()];
        halves[bit / 256][bit / 8 % 32] ^= 1 << (bit % 8);
        let changed = Proof::decode(&halves[0], &halves[1]);
        prop_assert!(changed.is_none_or(|proof| !statement.is_proved_by(&proof, &public_key)));
    }
}

#[test]
fn a_proof_proves_no_other_statement() {
    let (secret, public_key) = key_pair(1);
    let new = CredentialHash([4; 64]);
    let actions = [
        Action::Login,
        Action::Email {
            user_id: "ada",
            email: "ada@example.org",
        },
        Action::Email {
            user_id: "adaa",
            email: "da@example.org",
        },
        Action::Enrol(new),
        Action::Enrol(CredentialHash([5; 64])),
        Action::Change {
            user_id: "ada",
            new,
        },
        Action::Change {
            user_id: "bob",
            new,
        },
    ];
    let other_hash = ChallengeHash::from_bytes([9; 64]);
    let mut statements: Vec<_> = actions.map(|action| statement(&HASH, action)).into();
    let base = statements[0];
    statements.extend([
        Statement {
            tenant: "acm",
            ..base
        },
        Statement {
            handle: Handle::from_bytes([2; 16]),
            ..base
        },
        Statement {
            challenge: &other_hash,
            ..base
        },
        Statement {
            auth_req_id: None,
            ..base
        },
        Statement {
            auth_req_id: Some("requesthttps"),
            origin: "://id.example",
            ..base
        },
        Statement {
            origin: "https://id.example.org",
            ..base
        },
    ]);
    for (i, proved) in statements.iter().enumerate() {
        let proof = proved.prove(&secret, &public_key, &mut Seeded::new(2));
        for (j, claimed) in statements.iter().enumerate() {
            assert_eq!(
                claimed.is_proved_by(&proof, &public_key),
                i == j,
                "{proved:?} taken for {claimed:?}"
            );
        }
    }
}

#[test]
fn a_proof_is_for_one_key() {
    let (secret, public_key) = key_pair(1);
    let (_, other) = key_pair(2);
    let statement = statement(&HASH, Action::Login);
    let proof = statement.prove(&secret, &public_key, &mut Seeded::new(3));
    assert!(!statement.is_proved_by(&proof, &other));
}

#[test]
fn identity_and_zero_prove_nothing() {
    let (_, public_key) = key_pair(1);
    let statement = statement(&HASH, Action::Login);
    assert_eq!(Proof::decode(&[0; 32], &[0; 32]), None);
    let zero = Proof::decode(public_key.as_bytes(), &[0; 32]).unwrap();
    assert!(!statement.is_proved_by(&zero, &public_key));
}

#[test]
fn the_nonce_differs_with_statement_and_randomness() {
    let (secret, public_key) = key_pair(1);
    let other_hash = ChallengeHash::from_bytes([9; 64]);
    // A generator that repeats itself does not repeat the nonce for another challenge.
    let one = statement(&HASH, Action::Login);
    let two = statement(&other_hash, Action::Login);
    let proofs = [
        one.prove(&secret, &public_key, &mut Fixed([1; 64])),
        one.prove(&secret, &public_key, &mut Fixed([2; 64])),
        two.prove(&secret, &public_key, &mut Fixed([1; 64])),
    ];
    assert_ne!(proofs[0].commitment(), proofs[1].commitment());
    assert_ne!(proofs[0].commitment(), proofs[2].commitment());
}

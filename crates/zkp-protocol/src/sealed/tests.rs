use super::*;
use crate::hex;
use crate::seeded::{Fixed, Seeded};

/// The key pairs, info, aad and plaintext of RFC 9180, appendix A.1.1, sealed with AES-256-GCM where
/// the appendix has AES-128-GCM: it has no vector of this suite. Computed by another implementation
/// that reproduces the appendix.
#[test]
fn a_message_is_sealed_and_opened_as_elsewhere() {
    let ephemeral = hex::array("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234");
    let private = hex::array("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
    let public = hex::array("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
    let (info, aad) = (b"Ode on a Grecian Urn", b"Count-0");
    let plaintext = b"Beauty is truth, truth beauty";

    let sealed = seal(&public, info, aad, plaintext, &mut Fixed::<32>(ephemeral)).unwrap();
    assert_eq!(
        sealed,
        hex::bytes(
            "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431\
             090b7dc225419f7da9e8b460becfbb96a26c7964d79b8010d397fa838530a32a\
             397b14f5776db19ff5e57734e0"
        )
    );
    let opened = ReceivingKey::from_bytes(private).open(info, aad, &sealed);
    assert_eq!(opened.unwrap().as_slice(), plaintext);
}

#[test]
fn only_the_same_key_info_and_aad_open_a_message() {
    let rng = &mut Seeded::new(1);
    let (key, public) = ReceivingKey::generate(rng);
    let (other, _) = ReceivingKey::generate(rng);
    let sealed = seal(&public, b"info", b"aad", b"message", rng).unwrap();
    assert_eq!(sealed.len(), b"message".len() + OVERHEAD);
    assert_eq!(
        key.open(b"info", b"aad", &sealed).as_deref(),
        Some(&b"message".to_vec())
    );
    assert!(other.open(b"info", b"aad", &sealed).is_none());
    assert!(key.open(b"else", b"aad", &sealed).is_none());
    assert!(key.open(b"info", b"else", &sealed).is_none());
    for length in 0..sealed.len() {
        assert!(key.open(b"info", b"aad", &sealed[..length]).is_none());
    }
    for position in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[position] ^= 1;
        assert!(key.open(b"info", b"aad", &changed).is_none(), "{position}");
    }
}

#[test]
fn a_key_of_low_order_is_refused() {
    let rng = &mut Seeded::new(2);
    for low_order in [[0; 32], core::array::from_fn(|i| u8::from(i == 0))] {
        assert!(seal(&low_order, b"", b"", b"message", rng).is_none());
    }
}

#[test]
fn a_key_does_not_print() {
    assert_eq!(
        format!("{:?}", ReceivingKey::from_bytes([7; 32])),
        "ReceivingKey(..)"
    );
}

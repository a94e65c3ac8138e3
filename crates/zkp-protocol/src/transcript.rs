//! The one way in which several values become one string of bytes before they are hashed.

use sha2::{Digest as _, Sha512};

/// `lp(a, b, …)` of the protocol: for each part its length as u32 big-endian, then its bytes.
///
/// Two different lists of parts never give the same bytes, so a transcript says exactly one thing.
pub(crate) fn lp(parts: &[&[u8]]) -> Vec<u8> {
    parts
        .iter()
        .flat_map(|part| [&length(part)[..], part].concat())
        .collect()
}

/// SHA-512 of `lp(parts)`, without a copy of the parts, some of which are secret.
pub(crate) fn hash(parts: &[&[u8]]) -> [u8; 64] {
    let hash = parts.iter().fold(Sha512::new(), |hash, part| {
        hash.chain_update(length(part)).chain_update(part)
    });
    hash.finalize().into()
}

/// A part is one field of a message, and no message comes near 4 GiB.
fn length(part: &[u8]) -> [u8; 4] {
    u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_big_endian_and_in_front() {
        assert_eq!(lp(&[b"ab", b""]), b"\0\0\0\x02ab\0\0\0\0");
    }

    proptest! {
        #[test]
        fn different_parts_give_different_bytes(
            a in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5), 0..4),
            b in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5), 0..4),
        ) {
            let bytes = |parts: &[Vec<u8>]| {
                lp(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
            };
            prop_assert_eq!(bytes(&a) == bytes(&b), a == b);
        }

        #[test]
        fn the_hash_is_the_hash_of_the_bytes(a: Vec<u8>, b: Vec<u8>) {
            let parts: [&[u8]; 2] = [&a, &b];
            prop_assert_eq!(hash(&parts), <[u8; 64]>::from(Sha512::digest(lp(&parts))));
        }
    }
}

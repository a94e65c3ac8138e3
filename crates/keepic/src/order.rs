//! Step 5: which coefficients count, and in which order.
#![expect(
    clippy::indexing_slicing,
    reason = "fixed-size tables, filled and read at indices that the loops bound"
)]

use crate::cosine::FREQUENCIES;

/// How many bits a picture gives.
pub(crate) const BIT_COUNT: u16 = 1023;

/// The same, as the length of a table.
pub(crate) const BITS: usize = BIT_COUNT as usize;

/// `(vertical, horizontal)` frequencies by rising radius, and by rising vertical frequency where
/// two are equally far out. The constant one, `(0, 0)`, is not among them.
pub(crate) static ORDER: [(u8, u8); BITS] = sort_by_radius();

/// Walks the circles of rising squared radius; `next[u]` is the first `v` of row `u` not yet met.
#[expect(clippy::cast_possible_truncation, reason = "a frequency is below 36")]
const fn sort_by_radius() -> [(u8, u8); BITS] {
    let mut order = [(0, 0); BITS];
    let mut next = [0; FREQUENCIES];
    next[0] = 1;
    let mut found = 0;
    let mut radius_squared = 1;
    while found < BITS {
        let mut u = 0;
        while u < FREQUENCIES && found < BITS {
            if u * u + next[u] * next[u] == radius_squared {
                order[found] = (u as u8, next[u] as u8);
                found += 1;
                next[u] += 1;
            }
            u += 1;
        }
        radius_squared += 1;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_order_is_the_published_one() {
        let bytes: Vec<u8> = ORDER.iter().flat_map(|&(u, v)| [u, v]).collect();
        let expected = "e3a7c42ea426ea3df914db30085cbad03edeb4d102afb87336b0dba90b36bf26";
        assert_eq!(hex(&Sha256::digest(bytes)), expected);
        assert_eq!(ORDER[BITS - 1], (34, 10));
    }
}

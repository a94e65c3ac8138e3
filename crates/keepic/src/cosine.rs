//! The cosines of step 4, from a constant table, so that every machine has the same ones.
#![expect(
    clippy::indexing_slicing,
    reason = "fixed-size tables, filled and read at indices that the loops bound"
)]

use crate::grid::GRID_SIDE;
use std::sync::LazyLock;

/// How many frequencies of each axis are ever used: the order ends at radius 35.4.
pub(crate) const FREQUENCIES: usize = 36;

/// `round(16384 * cos(pi * j / 256))` for `j` in `0..=128`.
const FIRST_QUADRANT: [i16; 129] = [
    16_384, 16_383, 16_379, 16_373, 16_364, 16_353, 16_340, 16_324, 16_305, 16_284, 16_261, 16_235,
    16_207, 16_176, 16_143, 16_107, 16_069, 16_029, 15_986, 15_941, 15_893, 15_843, 15_791, 15_736,
    15_679, 15_619, 15_557, 15_493, 15_426, 15_357, 15_286, 15_213, 15_137, 15_059, 14_978, 14_896,
    14_811, 14_724, 14_635, 14_543, 14_449, 14_354, 14_256, 14_155, 14_053, 13_949, 13_842, 13_733,
    13_623, 13_510, 13_395, 13_279, 13_160, 13_039, 12_916, 12_792, 12_665, 12_537, 12_406, 12_274,
    12_140, 12_004, 11_866, 11_727, 11_585, 11_442, 11_297, 11_151, 11_003, 10_853, 10_702, 10_549,
    10_394, 10_238, 10_080, 9921, 9760, 9598, 9434, 9269, 9102, 8935, 8765, 8595, 8423, 8250, 8076,
    7900, 7723, 7545, 7366, 7186, 7005, 6823, 6639, 6455, 6270, 6084, 5897, 5708, 5520, 5330, 5139,
    4948, 4756, 4563, 4370, 4176, 3981, 3786, 3590, 3393, 3196, 2999, 2801, 2603, 2404, 2205, 2006,
    1806, 1606, 1406, 1205, 1005, 804, 603, 402, 201, 0,
];

/// `round(2^14 * cos(pi * (2i + 1) * u / 256))` at `[u][i]`. Made when first used, because browsers
/// load this code: nine kilobytes of numbers hardly compress.
pub(crate) static COSINES: LazyLock<[[i16; GRID_SIDE]; FREQUENCIES]> = LazyLock::new(tabulate);

fn tabulate() -> [[i16; GRID_SIDE]; FREQUENCIES] {
    let mut table = [[0; GRID_SIDE]; FREQUENCIES];
    let mut u = 0;
    while u < FREQUENCIES {
        let mut i = 0;
        while i < GRID_SIDE {
            let turn = (2 * i + 1) * u % 512;
            let half = if turn > 256 { 512 - turn } else { turn };
            table[u][i] = if half <= 128 {
                FIRST_QUADRANT[half]
            } else {
                -FIRST_QUADRANT[256 - half]
            };
            i += 1;
        }
        u += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_table_is_the_published_one() {
        let mut hash = Sha256::new();
        for value in FIRST_QUADRANT {
            hash.update(i32::from(value).to_le_bytes());
        }
        let expected = "7e31f657cf8b0280b2dbb1fcb00e1b5b7c02e130723ab7360b11f0553e09b80f";
        assert_eq!(hex(&hash.finalize()), expected);
    }

    #[test]
    fn every_row_but_the_first_sums_to_nothing() {
        for (u, row) in COSINES.iter().enumerate().skip(1) {
            assert_eq!(
                row.iter().copied().map(i32::from).sum::<i32>(),
                0,
                "row {u}"
            );
        }
    }
}

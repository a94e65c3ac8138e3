use crate::coefficients::Coefficients;
use crate::grid::Grid;
use crate::picture::Picture;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The 1023 bits by which a picture is known again: the signs of its lowest frequencies.
///
/// They survive recompression, resizing and light marks with a few bits changed, and they are a
/// secret: wiped when dropped, and never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Features([u8; 128]);

impl Features {
    /// The features of a picture.
    pub fn of(picture: &Picture) -> Self {
        Self::of_grid(&Grid::of(picture))
    }

    /// The features of a picture of which only the grid is left.
    pub fn of_grid(grid: &Grid) -> Self {
        Self::of_coefficients(&Coefficients::of(grid))
    }

    /// The signs of the coefficients: bit `i`, lowest first in byte `i / 8`, is set where
    /// coefficient `i` is negative. Bit 1023 is always clear.
    pub fn of_coefficients(coefficients: &Coefficients) -> Self {
        let mut bits = [0; 128];
        for (byte, values) in bits.iter_mut().zip(coefficients.values().chunks(8)) {
            let signs = values.iter().rev();
            *byte = signs.fold(0, |byte, value| byte << 1 | u8::from(*value < 0));
        }
        Self(bits)
    }

    /// In how many of the 1023 bits two pictures differ (Hamming distance). Strangers lie near
    /// 511; up to 103 counts as the same picture.
    pub fn hamming_distance(&self, other: &Self) -> u16 {
        distance(&self.0, &other.0)
    }

    /// The number of set bits; a picture of a natural scene has about half.
    pub fn ones(&self) -> u16 {
        distance(&self.0, &[0; 128])
    }

    /// The packed bits. A secret: do not store or send them.
    pub fn as_bytes(&self) -> &[u8; 128] {
        &self.0
    }
}

impl std::fmt::Debug for Features {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Features(..)")
    }
}

/// Number of bits in which two words differ.
#[expect(clippy::cast_possible_truncation, reason = "a byte has eight bits")]
pub(crate) fn distance(a: &[u8; 128], b: &[u8; 128]) -> u16 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a ^ b).count_ones() as u16)
        .sum()
}

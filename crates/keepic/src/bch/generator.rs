//! The generator polynomial and division by it.
#![expect(
    clippy::indexing_slicing,
    reason = "fixed-size tables, filled and read at indices that the loops bound"
)]

use super::CORRECTABLE;
use super::field::{self, ORDER, power};
use zeroize::Zeroize;

/// The degree of the generator.
pub(super) const PARITY_BITS: usize = 755;

const LIMBS: usize = 12;
const TOP_LIMB: usize = PARITY_BITS / 64;
const TOP_PLACE: usize = PARITY_BITS % 64;

/// The least polynomial over GF(2) that has `alpha^1` to `alpha^206` as roots, `x^0` lowest.
pub(super) static GENERATOR: [u64; LIMBS] = generate();

/// The product of the minimal polynomials of the odd powers up to `alpha^205`, each once; the
/// even powers are their conjugates.
const fn generate() -> [u64; LIMBS] {
    let mut product = [0; LIMBS];
    product[0] = 1;
    let mut covered = [false; ORDER];
    let mut exponent = 1;
    while exponent < 2 * CORRECTABLE {
        if !covered[exponent] {
            let mut conjugate = exponent;
            while !covered[conjugate] {
                covered[conjugate] = true;
                conjugate = conjugate * 2 % ORDER;
            }
            product = multiply(product, minimal_polynomial(exponent));
        }
        exponent += 2;
    }
    product
}

/// The minimal polynomial of `alpha^exponent`: the product of `x + alpha^c` over the conjugates
/// `c = exponent * 2^k`. Its coefficients are 0 and 1; bit `i` is that of `x^i`.
const fn minimal_polynomial(exponent: usize) -> u16 {
    let mut coefficients = [0_u16; 11];
    coefficients[0] = 1;
    let mut conjugate = exponent;
    loop {
        let root = power(conjugate);
        let mut place = 10;
        while place > 0 {
            coefficients[place] =
                coefficients[place - 1] ^ field::multiply(root, coefficients[place]);
            place -= 1;
        }
        coefficients[0] = field::multiply(root, coefficients[0]);
        conjugate = conjugate * 2 % ORDER;
        if conjugate == exponent {
            break;
        }
    }
    let mut packed = 0;
    let mut place = 0;
    while place < 11 {
        packed |= coefficients[place] << place;
        place += 1;
    }
    packed
}

const fn multiply(a: [u64; LIMBS], b: u16) -> [u64; LIMBS] {
    let mut product = [0; LIMBS];
    let mut shifted = a;
    let mut place = 0;
    while place < 11 {
        let mut limb = 0;
        while limb < LIMBS && b >> place & 1 == 1 {
            product[limb] ^= shifted[limb];
            limb += 1;
        }
        shifted = double(shifted);
        place += 1;
    }
    product
}

const fn double(mut value: [u64; LIMBS]) -> [u64; LIMBS] {
    let mut limb = LIMBS;
    while limb > 0 {
        limb -= 1;
        let carry = if limb == 0 { 0 } else { value[limb - 1] >> 63 };
        value[limb] = value[limb] << 1 | carry;
    }
    value
}

/// The remainder of `x^755 m(x)` while the bits of `m` come in, highest first.
#[derive(Default, Zeroize)]
pub(super) struct Remainder([u64; LIMBS]);

impl Remainder {
    /// Takes the next bit of the message.
    pub(super) fn push(&mut self, set: bool) {
        self.0 = double(self.0);
        if set {
            self.0[TOP_LIMB] ^= 1 << TOP_PLACE;
        }
        if self.bit(PARITY_BITS) {
            for (limb, generator) in self.0.iter_mut().zip(&GENERATOR) {
                *limb ^= generator;
            }
        }
    }

    /// The coefficient of `x^place`.
    pub(super) fn bit(&self, place: usize) -> bool {
        self.0[place / 64] >> (place % 64) & 1 == 1
    }
}
